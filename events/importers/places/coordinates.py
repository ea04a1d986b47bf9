"""Positions as tables write them: degrees of any notation, both in one cell, MGRS."""

import math
import re
from functools import lru_cache

import numpy as np
import pyarrow as pa
import shapely
from mgrs import MGRS

from events.importers.columns.cells import Numbers, Texts, empty
from events.importers.columns.text_columns import map_texts, numbers
from events.model.distinct_dates import Mask
from events.model.wkb import Shapes

MOST = {"latitude": 90.0, "longitude": 180.0}
"""The most degrees of each coordinate."""

EXPECTED = "degrees from -{most:.0f} to {most:.0f}, such as 37.5 or 37°30'00\"N"
"""What is expected of a coordinate."""

_LETTERS = {"N": ("latitude", 1), "S": ("latitude", -1), "E": ("longitude", 1)}
_LETTERS |= {"W": ("longitude", -1)}
_NUMBER = r"\d{1,3}(?:[.,]\d+)?"
_DEGREES = re.compile(
    rf"([NSEW])?\s*([+-]?)\s*({_NUMBER})\s*[°ºd]?\s*"
    rf"(?:(?<=[°ºd\s])({_NUMBER})\s*['′’m]?\s*)?(?:(?<=['′’m\s])({_NUMBER})\s*(?:[\"″”s]|'')?)?"
    r"\s*([NSEW])?",
    re.IGNORECASE,
)
_GRID = re.compile(r"\d{1,2}\s*[C-HJ-NP-X]\s*[A-HJ-NP-Z]{2}\s*(?:\d{2}|\d{4}|\d{6}|\d{8}|\d{10})")
_GRID_PARTED = re.compile(r"(\d{1,2}\s*[C-HJ-NP-X]\s*[A-HJ-NP-Z]{2})\s+(\d{1,5})\s+(\d{1,5})")
_EWKT = r"^\s*SRID=4326;\s*"
_PARTS = (re.compile(r"\s*[;/|]\s*"), re.compile(r",\s+"), re.compile(r","), re.compile(r"\s+"))


def read_degrees(text: str, axis: str) -> float | None:
    """Read one coordinate.

    Parameters
    ----------
    text : str
        Such as 37.5, 37,5, 37.5° N, 37°30'00"N.
    axis : {"latitude", "longitude"}
        Which coordinate it has to be.

    Returns
    -------
    float or None
        Degrees, at most 180 or 90 of them; None where it is no such coordinate.

    Examples
    --------
    >>> read_degrees("37°30′N", "latitude"), read_degrees("69,25 W", "longitude")
    (37.5, -69.25)
    >>> read_degrees("69.25 E", "latitude"), read_degrees("37.500.000", "latitude")
    (None, None)
    """
    found = _DEGREES.fullmatch(text.strip())
    if not found or (found[1] and found[6]):
        return None
    letter = (found[1] or found[6] or "").upper()
    meant, sign = _LETTERS.get(letter, (axis, 1))
    if meant != axis or (letter and found[2]):
        return None
    degrees, minutes, seconds = (
        float((part or "0").replace(",", ".")) for part in (found[3], found[4], found[5])
    )
    whole = degrees + minutes / 60 + seconds / 3600
    good = minutes < 60 and seconds < 60 and whole <= MOST[axis]
    return (-sign if found[2] == "-" else sign) * whole if good else None


def read_pair(text: str, *, longitude_first: bool = False) -> tuple[float, float] | None:
    """Read a position whose coordinates stand in one text.

    Parameters
    ----------
    text : str
        Such as "37.5, 69.25", "37°30′N 69°15′E", or the cell of a grid (MGRS).
    longitude_first : bool, optional
        Whether the longitude comes first where no letter tells it; latitude comes first in
        texts (ISO 6709).

    Returns
    -------
    tuple of float, or None
        Longitude and latitude.

    Examples
    --------
    >>> read_pair("37.5, 69.25"), read_pair("E 69°15′, N 37°30′"), read_pair("Alpha, Beta")
    ((69.25, 37.5), (69.25, 37.5), None)
    """
    plain = text.strip().strip("()[]").strip()
    axes = ("longitude", "latitude") if longitude_first else ("latitude", "longitude")
    for mark in _PARTS:
        parts = mark.split(plain)
        if len(parts) == 2:
            for order in (axes, axes[::-1]) if re.search("[NSEWnsew]", plain) else (axes,):
                ends = {
                    axis: read_degrees(part, axis) for axis, part in zip(order, parts, strict=True)
                }
                longitude, latitude = ends["longitude"], ends["latitude"]
                if longitude is not None and latitude is not None:
                    return longitude, latitude
    return None


def read_grid(text: str) -> tuple[float, float] | None:
    """Read the cell of a military grid (MGRS): the longitude and latitude of its middle.

    Examples
    --------
    >>> east, north = read_grid("42SVF5225150527")
    >>> round(east, 3), round(north, 3)
    (68.466, 36.599)
    """
    plain = text.strip().upper()
    if parted := _GRID_PARTED.fullmatch(plain):
        plain = "".join(parted.groups()) if len(parted[2]) == len(parted[3]) else ""
    if not _GRID.fullmatch(plain):
        return None
    latitude, longitude = _grid().toLatLon("".join(plain.split()))
    good = math.isfinite(latitude) and math.isfinite(longitude)
    return (longitude, latitude) if good else None


@lru_cache(maxsize=1)
def _grid() -> MGRS:
    return MGRS()


def degrees(texts: Texts, axis: str) -> tuple[Numbers, Mask]:
    """Read a column of one coordinate.

    Returns
    -------
    numpy.ndarray of float
        NaN where there is nothing, or no coordinate.
    numpy.ndarray of bool
        Where there is something that is no coordinate.

    Examples
    --------
    >>> read, bad = degrees(pa.array(["37.5", "37°30′N", "137.5", ""]), "latitude")
    >>> read.tolist(), bad.tolist()
    ([37.5, 37.5, nan, nan], [False, False, True, False])
    """
    read, bad = numbers(texts)
    if bad.any():
        others = map_texts(
            lambda text: _written(read_degrees(text, axis)), texts.filter(pa.array(bad))
        )
        read[bad] = numbers(others.fill_null(""))[0]
    beyond = np.abs(read) > MOST[axis]
    lost = (bad & np.isnan(read)) | beyond
    return np.where(beyond, np.nan, read), lost


def read_positions(
    texts: Texts, *, longitude_first: bool, grid: bool
) -> tuple[Numbers, Numbers, Mask]:
    """Read a column whose cells hold whole positions.

    Returns
    -------
    longitude, latitude : numpy.ndarray of float
        NaN where there is nothing, or no position.
    numpy.ndarray of bool
        Where there is something that is no position.

    Examples
    --------
    >>> texts = pa.array(["37.5, 69.25"])
    >>> east, north, bad = read_positions(texts, longitude_first=False, grid=False)
    >>> float(east[0]), float(north[0]), bool(bad[0])
    (69.25, 37.5, False)
    """

    def read(text: str) -> str | None:
        found = read_grid(text) if grid else read_pair(text, longitude_first=longitude_first)
        return found and f"{found[0]:.6f} {found[1]:.6f}"

    found = map_texts(read, texts).fill_null("").to_pylist()
    pairs = np.array([[*map(float, pair.split())] if pair else [np.nan] * 2 for pair in found])
    pairs = pairs.reshape(-1, 2)
    lost: Mask = np.isnan(pairs[:, 0]) & ~empty(texts)
    return pairs[:, 0], pairs[:, 1], lost


def shapes_of_text(texts: Texts) -> Shapes:
    """Read well-known text, with EWKT's name of the usual system or without; None for others.

    Examples
    --------
    >>> shapes_of_text(pa.array(["SRID=4326;POINT (69 37)", "", "POINT"])).tolist()
    [<POINT (69 37)>, None, None]
    """
    written = [re.sub(_EWKT, "", text) or None for text in texts.to_pylist()]
    found: Shapes = shapely.from_wkt(np.array(written, dtype=object), on_invalid="ignore")
    return found


def _written(number: float | None) -> str | None:
    return None if number is None else repr(number)
