"""The border is as long as published, is both countries' edge, and is the river."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely

from geodata.building.polygons import coverage
from tests.geodata.conftest import Read

PUBLISHED_KM = 1357
"""CIA World Factbook: the land boundary of Afghanistan with Tajikistan."""

GEOD = pyproj.Geod(ellps="WGS84")


def test_length_is_within_two_percent_of_the_published(layer: Read) -> None:
    [(found, line)] = layer("border")
    length_km = GEOD.geometry_length(line) / 1000
    assert length_km == pytest.approx(PUBLISHED_KM, rel=0.02)
    assert found["length_km"] == pytest.approx(length_km, abs=0.05)


def test_border_is_the_edge_of_both_countries_as_drawn(layer: Read) -> None:
    [(_, line)] = layer("border")
    first, second = (coverage.segments(polygon) for _, polygon in layer("countries"))
    drawn = set()
    for part in shapely.get_parts(line):
        drawn |= coverage.segments_of_line(part)
    assert drawn == first & second


def test_border_ends_where_three_countries_meet(layer: Read) -> None:
    [(_, line)] = layer("border")
    neighbours = {found["id"]: polygon for found, polygon in layer("neighbours")}
    west, east = sorted(shapely.get_parts(line.boundary), key=shapely.get_x)
    assert west.distance(neighbours["UZB"]) == 0
    assert east.distance(neighbours["CHN"]) == 0


@pytest.mark.parametrize(("name", "least_km"), [("Panj", 850), ("Pamir", 110), ("Amu Darya", 70)])
def test_border_rivers_lie_on_the_border(layer: Read, name: str, least_km: float) -> None:
    [(_, border)] = layer("border")
    rivers = [line for found, line in layer("rivers") if found["name"] == name and found["border"]]
    lengths = [GEOD.geometry_length(line) / 1000 for line in rivers]
    assert sum(lengths) >= least_km
    nearest = min(rivers, key=border.distance)
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(nearest, 0.001)))
    distances = shapely.distance(coverage.to_metres(points), coverage.to_metres(border))
    assert np.mean(distances <= 150) >= 0.95


def test_towns_on_the_river_lie_close_to_it(layer: Read) -> None:
    rivers = shapely.union_all(
        np.array([line for found, line in layer("rivers") if found["name"] == "Panj"])
    )
    places = {found["id"]: point for found, point in layer("places")}
    for key in ("1221328", "1221559", "1220910", "panj:sherkhan-bandar"):
        metres = coverage.to_metres(places[key]).distance(coverage.to_metres(rivers))
        assert metres < 4000, key


def test_crossings_are_vertices_of_the_border_with_evidence(layer: Read) -> None:
    [(_, border)] = layer("border")
    vertices = {tuple(pair) for pair in shapely.get_coordinates(border)}
    assert len(layer("crossings")) >= 1
    for found, point in layer("crossings"):
        assert (point.x, point.y) in vertices, found["id"]
        assert found["evidence"]
        assert found["precision"]
        assert found["url"].startswith("https://")
