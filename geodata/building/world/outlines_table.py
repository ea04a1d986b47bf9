"""The table in which importers find outlines: districts, provinces and countries of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.building.sources import lands
from geodata.building.sources.settlements import read_table
from geodata.building.world import units

DETAIL = (0.016, 3)
"""Tolerance of the simplification in degrees, and decimals."""

LEAST_DEGREES = 4e-4
"""Islands of fewer square degrees are left out, but for the largest part of a division."""

Feature = tuple[dict[str, Any], BaseGeometry]


def write_table(
    path: Path,
    world: list[units.Unit],
    shapes: units.Geometries,
    region: Mapping[str, Sequence[Feature]],
) -> None:
    """Write the outlines as GeoParquet.

    Parameters
    ----------
    path
        The file.
    world, shapes
        The first-level divisions of the world.
    region
        Features of the layers districts, provinces and countries, which stand for the world's.
    """
    own = {land.id for land in lands.FOCUS}
    rows = [
        {
            "level": level,
            "id": properties["id"],
            "name": properties["name"],
            "names": sorted(properties.get("names", {}).values()),
            "country": properties.get("country", properties["id"]),
            "geometry": shape,
        }
        for level, layer in (
            ("district", "districts"),
            ("province", "provinces"),
            ("country", "countries"),
        )
        for properties, shape in region[layer]
    ]
    fewer = units.without_islets(units.simplify_units(shapes, *DETAIL), LEAST_DEGREES)
    for unit, shape in zip(world, units.valid(fewer.copy()), strict=True):
        if unit.country not in own:
            row = {"level": "province", "id": unit.id, "name": unit.name, "names": list(unit.names)}
            rows.append(
                row | {"country": units.ISO.get(unit.country, unit.country), "geometry": shape}
            )
    aliases: dict[str, list[str]] = {}
    for given in read_table("aliases.csv"):
        aliases.setdefault(given["country"], []).append(given["alias"])
    for code, (name, shape) in units.countries_of(world, fewer).items():
        if code not in own:
            row = {"level": "country", "id": code, "name": name, "names": aliases.get(code, [])}
            (mended,) = units.valid(pd.Series([shape]).to_numpy())
            rows.append(row | {"country": code, "geometry": mended})
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="EPSG:4326")
    # Which way a ring runs that was put together from edges is not the same in each build.
    frame["geometry"] = shapely.orient_polygons(frame.geometry.to_numpy())
    frame.sort_values(["level", "id"], kind="stable").to_parquet(
        path, index=False, compression="zstd", compression_level=19
    )
