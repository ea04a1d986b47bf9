"""The geometries of the article's event file, as the base layers give them.

The event file carries the layers' own coordinates, so that what is said lies exactly on the ground
it is said of. After a rebuild of the layers, write them into the file again with

    python tests/events/article_geometry.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely
import shapely.geometry

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "events" / "data" / "antiwar-2021-07-08.geojson"
LAYERS = ROOT / "geodata" / "data"
GARRISONS = ((68.77905, 38.53575), (68.77762, 37.83654))
"""Dushanbe (GeoNames 1221874) and Bokhtar (1220747), longitude and latitude."""

NORTHEAST = ("AF-BDS", "AF-TAK", "AF-KDZ", "AF-BGL")


def expected_geometries() -> dict[str, dict[str, Any]]:
    """Give the GeoJSON geometry of every event of the article that has one, by the event's id."""
    garrisons = {"type": "MultiPoint", "coordinates": [list(point) for point in GARRISONS]}
    border = _layer("border")["AFG-TJK"]
    countries = _layer("countries")
    return {
        "russia-ready-to-activate-base": garrisons,
        "russian-base-in-tajikistan": garrisons,
        "fighting-near-the-border": border,
        "afghan-soldiers-cross": border,
        "tajikistan-calls-up-reservists": countries["TJK"],
        "violence-to-spill-over": _united([_layer("provinces")[key] for key in NORTHEAST]),
        "western-withdrawal": countries["AFG"],
        "years-of-war": countries["AFG"],
    }


def _layer(name: str) -> dict[str, dict[str, Any]]:
    collection = json.loads((LAYERS / f"{name}.geojson").read_text(encoding="utf-8"))
    return {feature["properties"]["id"]: feature["geometry"] for feature in collection["features"]}


def _united(areas: list[dict[str, Any]]) -> dict[str, Any]:
    """Unite areas that share their edges, exterior rings counterclockwise (RFC 7946, 3.1.6)."""
    united = shapely.coverage_union_all([shapely.geometry.shape(area) for area in areas])
    oriented = shapely.orient_polygons(shapely.normalize(united))
    plain: dict[str, Any] = json.loads(shapely.to_geojson(oriented))
    return plain


def write(collection: dict[str, Any]) -> str:
    """Write an event file to be read by people: a geometry takes one line."""
    geometries = [feature["geometry"] for feature in collection["features"]]
    numbered = [
        {**feature, "geometry": f"@{number}"}
        for number, feature in enumerate(collection["features"])
    ]
    text = json.dumps({**collection, "features": numbered}, ensure_ascii=False, indent=2)
    for number, geometry in enumerate(geometries):
        line = json.dumps(geometry, separators=(",", ":"))
        text = text.replace(f'"geometry": "@{number}"', f'"geometry": {line}')
    return text + "\n"


def refresh() -> None:
    """Write the layers' geometries into the article's event file."""
    collection = json.loads(ARTICLE.read_text(encoding="utf-8"))
    expected = expected_geometries()
    for feature in collection["features"]:
        feature["geometry"] = expected.get(feature["id"])
    ARTICLE.write_text(write(collection), encoding="utf-8")


if __name__ == "__main__":
    refresh()
