"""The world cut into pieces, of which the page fetches those in its view.

A piece is a GeoJSON collection of what lies in one cell of a grid in degrees. Its land reaches a
little beyond the cell, so that no seam is seen between two; lines end at the cell's edge. Its
member ``towns`` has a list for each town: longitude, latitude, name, rank, population, and the
name in the country's own script where it is known. ``countries`` names those away from their
middles: longitude, latitude, ISO 3166-1 alpha-3, name, first zoom, and the room for it in degrees.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.building import writing

OVERLAP_DEGREES = 0.02
TOWN_DECIMALS = 3
Feature = tuple[dict[str, Any], BaseGeometry]


@dataclass(frozen=True)
class Detail:
    """How closely a set of pieces is drawn.

    Attributes
    ----------
    name
        The folder of its pieces.
    minzoom
        The first zoom that it serves.
    cell
        Width and height of a piece in degrees.
    tolerance
        Of the simplification, in degrees.
    decimals
        Of the coordinates.
    river_degrees, lake_km2
        The shortest river and the smallest lake.
    town_rank
        The last rank of its towns.
    name_cell
        A country is named once in so many degrees where it has room; 0 for its middle alone.
    """

    name: str
    minzoom: int
    cell: int
    tolerance: float
    decimals: int
    river_degrees: float
    lake_km2: float
    town_rank: int
    name_cell: int


DETAILS = (
    Detail("far", 0, 360, 0.12, 2, 99, 6000, 1, 0),
    Detail("mid", 5, 20, 0.045, 2, 2.5, 1000, 2, 20),
    Detail("near", 7, 6, 0.02, 3, 1.0, 150, 6, 3),
)
"""The world in three levels of detail."""


def cells_within(bounds: Iterable[float], detail: Detail) -> Iterator[tuple[int, int]]:
    """Yield the cells that bounds (west, south, east, north) reach, by their south-west corner."""
    west, south, east, north = bounds
    size = detail.cell
    columns = range(math.floor((west + 180) / size), math.floor((east + 180) / size) + 1)
    rows = range(math.floor((south + 90) / size), math.floor((north + 90) / size) + 1)
    return ((column, row) for column in columns for row in rows)


def cut(features: Iterable[Feature], detail: Detail) -> dict[str, list[Feature]]:
    """Cut features along the grid.

    Returns
    -------
    dict
        Features by piece, such as "3-12": column and row from 180° W, 90° S.
    """
    pieces: dict[str, list[Feature]] = defaultdict(list)
    for properties, shape in features:
        grown = OVERLAP_DEGREES if properties["kind"] in ("land", "lake") else 0.0
        for column, row in cells_within(shape.bounds, detail):
            west, south = column * detail.cell - 180, row * detail.cell - 90
            part = shapely.clip_by_rect(
                shape,
                west - grown,
                south - grown,
                west + detail.cell + grown,
                south + detail.cell + grown,
            )
            if shape.geom_type == "Point":
                part = shape
            if not part.is_empty:
                pieces[f"{column}-{row}"].append((properties, part))
    return pieces


def join_kinds(features: list[Feature], decimals: int) -> Iterator[Feature]:
    """Join lines of one kind to one feature, and land of one piece to one."""
    groups: dict[str, list[BaseGeometry]] = defaultdict(list)
    for properties, shape in features:
        if set(properties) == {"kind"}:
            groups[properties["kind"]].append(shape)
        else:
            yield properties, shape
    for kind, shapes in sorted(groups.items()):
        whole: Any
        if kind == "land":
            mended = shapely.make_valid(np.array(shapes, dtype=object))
            whole = shapely.union_all(mended, grid_size=10.0**-decimals)
        else:
            parts = shapely.get_parts(np.array(shapes, dtype=object))
            whole = (
                shapely.multipolygons(parts)
                if parts[0].geom_type == "Polygon"
                else shapely.multilinestrings([part for part in parts if part.length])
            )
        yield {"kind": kind}, whole


def write_pieces(folder: Path, detail: Detail, features: Iterable[Feature]) -> list[str]:
    """Write the pieces of one detail, and return the names of their files."""
    names = []
    for key, part in sorted(cut(features, detail).items()):
        names.append(f"{detail.name}-{key}.json")
        listed = {
            "towns": [_row(*one) for one in part if one[0]["kind"] == "town"],
            "countries": [_country_row(*one) for one in part if "room" in one[0]],
        }
        others = [one for one in part if one[0]["kind"] != "town" and "room" not in one[0]]
        drawn = join_kinds(others, detail.decimals)
        members = {name: rows for name, rows in listed.items() if rows or name == "towns"}
        writing.write_features(folder / names[-1], drawn, detail.decimals, members)
    return names


def _country_row(label: dict[str, Any], point: BaseGeometry) -> list[Any]:
    """Write a country's name away from its middle as a short list."""
    position = [round(at, TOWN_DECIMALS) for at in shapely.get_coordinates(point)[0].tolist()]
    return [*position, *(label[name] for name in ("id", "name", "minzoom", "room"))]


def _row(town: dict[str, Any], point: BaseGeometry) -> list[Any]:
    """Write a town as a short list, of which there are tens of thousands."""
    position = [round(at, TOWN_DECIMALS) for at in shapely.get_coordinates(point)[0].tolist()]
    told = [town["name"], town["rank"], town["population"], town.get("local")]
    return [*position, *(told if told[-1] else told[:-1])]


def write_index(path: Path, folder: Path, names: Iterable[str]) -> None:
    """Write which pieces there are, as the page asks for no other, and what they hold."""
    details = [{"name": one.name, "minzoom": one.minzoom, "cell": one.cell} for one in DETAILS]
    listed = sorted(names)
    index = {"details": details, "sha256": sha256_of_files(folder, listed), "pieces": listed}
    path.write_text(json.dumps(index, indent=0) + "\n", encoding="utf-8")


def sha256_of_files(folder: Path, names: Iterable[str]) -> str:
    """Return the SHA-256 of files, one after the other."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
