"""The shape of what is known of an imported place: a point, an area, or nothing.

Data sets give a centroid for whatever they mean. For a settlement that is a point; for a
district, a province or a region it is not, so these become areas: the outline, where whoever
calls knows it, or else a circle of a typical size.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from shapely.affinity import translate

from events.importers.columns.cells import Numbers, Texts
from events.importers.columns.groups import Indices, grouped
from events.importers.places.geometry_columns import Drawings
from events.model.distinct_dates import Mask
from events.model.vocabulary import Precision
from events.model.wkb import Shapes, shapes_array

RADII_KM: Mapping[str, float] = MappingProxyType(
    {Precision.DISTRICT: 30.0, Precision.PROVINCE: 100.0, Precision.REGION: 150.0}
)
"""The radius in km of the circle that stands for an area whose outline is not known.

A rule of ours. The world's land without Antarctica, 135 million square km, is divided into some
4,600 provinces (Natural Earth, admin 1) and some 48,000 districts (geoBoundaries, admin 2): on
average circles of 97 and of 30 km. A region is an area for which no division is given, and is
drawn larger than a province.
"""

POINTS = (Precision.EXACT, Precision.SETTLEMENT)
"""The precisions at which a position is a point."""

LEVELS = tuple(Precision)
"""The precisions, of which columns hold the index."""

Levels = npt.NDArray[np.int8]
"""For each row the index of its precision in `LEVELS`."""

_RADII = np.array([RADII_KM.get(level, np.nan) for level in LEVELS])
_POINTED = np.array([level in POINTS for level in LEVELS])
_SIDES = 32  # the circle's area is 0.6 % too small
_KM_A_DEGREE = math.tau * 6371.0088 / 360  # mean radius of the earth, IUGG
_MOST_WIDTH = 179.0  # degrees; near a pole a circle reaches all around
_DECIMALS = 4  # 11 m
_MOST_KNOWN = 200_000
_WORLD = shapely.box(-180, -90, 180, 90)


@dataclass(frozen=True)
class PlaceQuery:
    """What a row says of its place.

    Parameters
    ----------
    name : str
        The place's name.
    precision : str
        One of `events.model.vocabulary.Precision`.
    country, province, district : str
        The names of what it lies in, ``""`` where they are not given.
    longitude, latitude : float or None
        The position that the data set gives, in degrees; None where it gives none.
    """

    name: str
    precision: str
    country: str
    province: str
    district: str
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True)
class Outline:
    """The outline of a place, and how it was found.

    Parameters
    ----------
    shape : shapely.Geometry
        The outline, a valid one in degrees. Places that share one have the same object.
    by_position : bool
        Whether it holds the position that was given, and no area of the name was known.
    """

    shape: shapely.Geometry
    by_position: bool = False


Places = Callable[[PlaceQuery], Outline | None]
"""Knows the outlines of places; returns None for those that it does not know."""


@dataclass(frozen=True)
class ShapeOrigins:
    """How the shapes of many rows came about, a mask for each way.

    Parameters
    ----------
    by_name, by_position : numpy.ndarray of bool
        Whether the shape is an outline that was found so.
    circled : numpy.ndarray of bool
        Whether it is a circle that stands for an outline.
    """

    by_name: Mask
    by_position: Mask
    circled: Mask


@dataclass(frozen=True)
class Sites:
    """What many rows say of their places: `PlaceQuery`, a column for each member.

    Parameters
    ----------
    name : pyarrow.StringArray
        The names of the places.
    level : numpy.ndarray of int
        The precision of each, as its index in `LEVELS`.
    country, province, district : pyarrow.StringArray
        The names of what they lie in.
    longitude, latitude : numpy.ndarray of float
        The positions in degrees, NaN where there is none.
    """

    name: Texts
    level: Levels
    country: Texts
    province: Texts
    district: Texts
    longitude: Numbers
    latitude: Numbers


class Gazetteer:
    """Finds the shapes of places, each place once.

    Parameters
    ----------
    places : callable, optional
        Knows outlines. It is asked for those of areas only.
    """

    def __init__(self, places: Places | None = None) -> None:
        self._ask = lru_cache(maxsize=_MOST_KNOWN)(places) if places else None

    def draw(self, sites: Sites) -> tuple[Drawings, ShapeOrigins]:
        """Draw each place.

        Parameters
        ----------
        sites : Sites
            The places.

        Returns
        -------
        Drawings
            Nothing where there is no honest shape.
        Found
            Which shapes stand for areas, and how they were found.
        """
        drawings = Drawings(np.column_stack([sites.longitude, sites.latitude]))
        given = ~np.isnan(drawings.positions).any(axis=1)
        radii = _RADII[sites.level]
        drawings.draw_points(given & _POINTED[sites.level])
        areas = ~np.isnan(radii)
        by_position = np.zeros(len(areas), bool)
        if self._ask is not None and areas.any():
            outlines, picks, guessed = self._outlines(sites, areas)
            drawings.draw_shapes(areas, outlines, picks)
            by_position[areas] = (picks >= 0) & guessed
        outlined = areas & ~drawings.missing()
        circled: Mask = areas & given & ~outlined
        if circled.any():
            _draw_circles(drawings, circled, radii)
        return drawings, ShapeOrigins(outlined & ~by_position, by_position, circled)

    def country(self, name: str) -> shapely.Geometry | None:
        """Give the outline of a country; None where it is not known."""
        query = PlaceQuery(name, Precision.COUNTRY, name, "", "", None, None)
        found = self._ask(query) if self._ask and name else None
        return found.shape if found else None

    def _outlines(self, sites: Sites, areas: Mask) -> tuple[Shapes, Indices, Mask]:
        """Ask for the outlines of areas, each once; tell which of them each row picks, and how."""
        columns: dict[str, Any] = vars(sites)
        some = {name: column[np.flatnonzero(areas)] for name, column in _arrays(columns).items()}
        firsts, numbers = grouped(*some.values())
        rows = np.flatnonzero(areas)[firsts]
        asked = [self._ask(place) if self._ask else None for place in _whereabouts(sites, rows)]
        found = {id(one.shape): one.shape for one in asked if one}  # each outline once
        order = {key: number for number, key in enumerate(found)}
        picks = np.array([order[id(one.shape)] if one else -1 for one in asked])
        guessed = np.array([one is not None and one.by_position for one in asked])
        return shapes_array(found.values()), picks[numbers], guessed[numbers]


def levels_of(texts: Texts, classes: Mapping[str, Precision]) -> Levels:
    """Translate a data set's own classes of precision; none for what is no such class.

    Examples
    --------
    >>> found = levels_of(pa.array(["2", "9"]), {"2": Precision.DISTRICT})
    >>> [str(LEVELS[level]) for level in found]
    ['district', 'none']
    """
    coded = texts.dictionary_encode()
    found = [classes.get(text, Precision.NONE) for text in coded.dictionary.to_pylist()]
    levels: Levels = np.array([*map(LEVELS.index, found)], np.int8)[coded.indices.to_numpy()]
    return levels


def _arrays(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Write columns as numbers of eight bytes that are the same where the columns are."""
    return {
        name: column.dictionary_encode().indices.to_numpy().astype(np.int64)
        if isinstance(column, pa.Array)
        else column.astype(np.int64 if column.dtype == np.int8 else np.float64)
        for name, column in columns.items()
    }


def _draw_circles(drawings: Drawings, rows: Mask, radii_km: Numbers) -> None:
    """Draw circles around positions; those that are cut are shapes of their own."""
    centres, radii = drawings.positions[rows], radii_km[rows]
    firsts, numbers = grouped(centres[:, 0].copy(), centres[:, 1].copy(), radii)
    rings = circles(centres[firsts], radii[firsts])
    over = (np.abs(rings) > [180, 90]).any(axis=(1, 2))
    whole = np.where(over, -1, np.arange(len(rings)))
    drawings.draw_rings(rows, rings, whole[numbers])
    if over.any():
        cut = shapes_array(map(_cut, map(shapely.Polygon, rings[over])))
        drawings.draw_shapes(rows, cut, np.where(over, np.cumsum(over) - 1, -1)[numbers])


def circles(centres: Numbers, radii_km: Numbers) -> Numbers:
    """Draw circles on the earth, which may reach beyond the antimeridian and the poles.

    Parameters
    ----------
    centres : numpy.ndarray
        Longitude and latitude of each centre, in degrees.
    radii_km : numpy.ndarray
        The radius of each, in km.

    Returns
    -------
    numpy.ndarray
        For each a closed ring of 32 sides; degrees, rounded to 11 m.

    Examples
    --------
    >>> (drawn,) = circles(np.array([[68.75, 36.75]]), np.array([100.0]))
    >>> drawn.min(axis=0).round(2).tolist(), drawn.max(axis=0).round(2).tolist()
    ([67.63, 35.85], [69.87, 37.65])
    """
    heights = radii_km / _KM_A_DEGREE
    widths = heights / np.maximum(np.cos(np.radians(centres[:, 1])), 1e-3)
    angles = np.linspace(0, math.tau, _SIDES, endpoint=False)[[*range(_SIDES), 0]]
    east = centres[:, :1] + np.minimum(widths, _MOST_WIDTH)[:, None] * np.cos(angles)
    north = centres[:, 1:] + heights[:, None] * np.sin(angles)
    rings: Numbers = np.stack([east, north], axis=-1).round(_DECIMALS)
    return rings


def _cut(whole: shapely.Polygon) -> shapely.Geometry:
    turned = (translate(whole, turn).intersection(_WORLD) for turn in (-360, 0, 360))
    parts = [part for part in turned if isinstance(part, shapely.Polygon) and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _whereabouts(sites: Sites, rows: Indices) -> Iterator[PlaceQuery]:
    """Give what some rows say of their places."""
    picked = pa.array(rows)
    texts = (
        column.take(picked).to_pylist()
        for column in (sites.country, sites.province, sites.district)
    )
    ends = (
        [None if math.isnan(end) else end for end in column[rows].tolist()]
        for column in (sites.longitude, sites.latitude)
    )
    levels = (LEVELS[level] for level in sites.level[rows].tolist())
    yield from map(PlaceQuery, sites.name.take(picked).to_pylist(), levels, *texts, *ends)
