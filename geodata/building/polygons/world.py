"""The rest of the world at 1:110 million, read from TopoJSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

FOCUS_CODES = ("004", "762")
"""ISO 3166-1 numeric codes of Afghanistan and Tajikistan, which have their own layer."""

DECIMALS = 2
Arcs = list[NDArray[np.float64]]


def read_world(folder: Path) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Read the countries of the world but the two in focus.

    Parameters
    ----------
    folder
        Of the unpacked world-atlas.

    Returns
    -------
    list of (properties, geometry)
        `id` is the ISO 3166-1 numeric code, None where ISO has none; in the order of the names.
    """
    path = folder / "package/countries-110m.json"
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        if shape.get("id") in FOCUS_CODES:
            continue
        polygon = shapely.make_valid(
            _polygon(shape, arcs), method="structure", keep_collapsed=False
        )
        kept = shapely.set_precision(polygon, 10.0**-DECIMALS)
        properties = {"id": shape.get("id"), "name": shape["properties"]["name"]}
        countries.append((properties, shapely.normalize(kept)))
    return sorted(countries, key=lambda pair: pair[0]["name"])


def decode_arcs(topology: dict[str, Any]) -> Arcs:
    """Undo TopoJSON's delta coding and quantisation (TopoJSON specification, 2.1.3).

    Examples
    --------
    >>> topology = {"arcs": [[[0, 0], [2, 1]]]}
    >>> topology["transform"] = {"scale": [0.5, 1], "translate": [10, 20]}
    >>> decode_arcs(topology)[0].tolist()
    [[10.0, 20.0], [11.0, 21.0]]
    """
    scale = np.array(topology["transform"]["scale"], dtype=np.float64)
    origin = np.array(topology["transform"]["translate"], dtype=np.float64)
    return [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]


def _polygon(shape: dict[str, Any], arcs: Arcs) -> BaseGeometry:
    groups = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    polygons = []
    for rings in groups:
        outer, *holes = [_ring(ring, arcs) for ring in rings]
        polygons.append(shapely.Polygon(outer, holes))
    return shapely.multipolygons(polygons)


def _ring(numbers: list[int], arcs: Arcs) -> NDArray[np.float64]:
    # A negative number ~n is arc n backwards; each arc begins where the one before ends.
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
