"""The polygons are valid, share their edges, and their lines are those edges."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from geodata.basemap import DATA
from geodata.building.polygons import coverage
from tests.geodata.conftest import Read

LAYERS = sorted(path.stem for path in DATA.glob("*.geojson"))


@pytest.mark.parametrize("name", LAYERS)
def test_geometries_are_valid(layer: Read, name: str) -> None:
    geometries = [geometry for _, geometry in layer(name)]
    assert geometries
    assert all(not one.is_empty for one in geometries)
    assert [shapely.is_valid_reason(one) for one in geometries if not one.is_valid] == []


@pytest.mark.parametrize("name", LAYERS)
def test_files_keep_to_rfc_7946(name: str) -> None:
    found = json.loads((DATA / f"{name}.geojson").read_text(encoding="utf-8"))
    assert list(found) == ["type", "features"]
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in found["features"]]
    west, south, east, north = shapely.total_bounds(np.array(shapes))
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    polygons = [part for part in shapely.get_parts(shapes) if part.geom_type == "Polygon"]
    assert all(shapely.is_ccw(shapely.get_exterior_ring(one)) for one in polygons)


@pytest.mark.parametrize("name", ["countries", "provinces", "districts"])
def test_polygons_are_a_coverage(layer: Read, name: str) -> None:
    polygons = np.array([geometry for _, geometry in layer(name)])
    assert shapely.coverage_is_valid(polygons)


def test_neighbours_meet_the_countries_without_gap_or_overlap(layer: Read) -> None:
    polygons = np.array([geometry for _, geometry in layer("countries") + layer("neighbours")])
    assert shapely.coverage_is_valid(polygons)
    merged = shapely.coverage_union_all(polygons)
    gaps = [
        hole
        for part in shapely.get_parts(merged)
        for hole in part.interiors
        if shapely.Polygon(hole).area > 1e-4
    ]
    assert gaps == []


@pytest.mark.parametrize("name", ["provinces", "districts"])
def test_divisions_add_up_to_their_country(layer: Read, name: str) -> None:
    for country, outline in layer("countries"):
        parts = [one for found, one in layer(name) if found["country"] == country["id"]]
        union = shapely.coverage_union_all(np.array(parts))
        assert coverage.segments(union) == coverage.segments(outline)


def test_districts_add_up_to_their_province(layer: Read) -> None:
    for province, outline in layer("provinces"):
        parts = [one for found, one in layer("districts") if found["province"] == province["id"]]
        union = shapely.coverage_union_all(np.array(parts))
        assert coverage.segments(union) == coverage.segments(outline), province["id"]


@pytest.mark.parametrize(
    ("lines", "polygons", "left_out"),
    [
        ("province-lines", "provinces", "countries"),
        ("district-lines", "districts", "provinces"),
    ],
)
def test_inner_lines_are_each_edge_once(
    layer: Read, lines: str, polygons: str, left_out: str
) -> None:
    drawn = [pair for _, line in layer(lines) for pair in sorted(segments(line))]
    expected = all_segments(layer, polygons) - all_segments(layer, left_out)
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == expected


def test_outlines_and_border_are_the_countries_edges_each_once(layer: Read) -> None:
    focus = [line for found, line in layer("outlines") if found["kind"] == "focus"]
    drawn = set().union(*(segments(line) for line in focus))
    border = segments(layer("border")[0][1])
    assert drawn & border == set()
    assert drawn | border == all_segments(layer, "countries")


def test_neighbour_outlines_leave_out_the_box_and_the_focus(layer: Read) -> None:
    [line] = [line for found, line in layer("outlines") if found["kind"] == "neighbour"]
    west, south, east, north = shapely.total_bounds(
        np.array([geometry for _, geometry in layer("neighbours")])
    )
    drawn = segments(line)
    assert drawn & all_segments(layer, "countries") == set()
    for (x1, y1), (x2, y2) in drawn:
        assert not (x1 == x2 and x1 in (west, east))
        assert not (y1 == y2 and y1 in (south, north))


def segments(line: shapely.Geometry) -> coverage.Segments:
    parts = [coverage.segments_of_line(part) for part in shapely.get_parts(line)]
    return set().union(*parts)


def all_segments(layer: Read, name: str) -> coverage.Segments:
    return set().union(*(coverage.segments(polygon) for _, polygon in layer(name)))
