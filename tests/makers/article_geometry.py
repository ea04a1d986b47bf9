"""The geometries of the article's event file, as the base layers give them.

The event file carries the layers' own coordinates, so that what is said lies exactly on the ground
it is said of. After a rebuild of the layers, write them into the file again with

    python tests/makers/article_geometry.py
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
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
CROSSED_INTO = (
    "TJ-KT.shamsiddin-shohin",
    "TJ-GB.darvoz",
    "TJ-GB.vanj",
    "TJ-GB.shughnon",
    "TJ-GB.ishqoshim",
)
ARTICLE_ID = "antiwar-2021-07-08"


@cache
def expected_geometries() -> dict[str, dict[str, Any]]:
    """Give the GeoJSON geometry of every event of the article that has one, by the event's id."""
    garrisons = {"type": "MultiPoint", "coordinates": [list(point) for point in GARRISONS]}
    border = _layer("border")["AFG-TJK"]
    countries = _layer("countries")
    return {
        "russia-ready-to-activate-base": garrisons,
        "russian-base-in-tajikistan": garrisons,
        "fighting-near-the-border": border,
        "afghan-soldiers-cross": _united([_layer("districts")[key] for key in CROSSED_INTO]),
        "tajikistan-calls-up-reservists": countries["TJK"],
        "violence-to-spill-over": _united([_layer("provinces")[key] for key in NORTHEAST]),
        "western-withdrawal": countries["AFG"],
        "years-of-war": countries["AFG"],
    }


@cache
def expected_in_accounts() -> dict[tuple[str, str], dict[str, Any]]:
    """Give the geometry of each account whose place is not the event's, by event and source."""
    tajikistan = _layer("countries")["TJK"]
    return {
        ("russia-ready-to-activate-base", ARTICLE_ID): tajikistan,
        ("russian-base-in-tajikistan", ARTICLE_ID): tajikistan,
        ("afghan-soldiers-cross", ARTICLE_ID): _layer("border")["AFG-TJK"],
    }


@cache
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
    collection = copy.deepcopy(collection)
    lines = []
    for holder in holders(collection):
        lines.append(json.dumps(holder["geometry"], separators=(",", ":")))
        holder["geometry"] = f"@{len(lines) - 1}"
    text = json.dumps(collection, ensure_ascii=False, indent=2)
    for number, line in enumerate(lines):
        text = text.replace(f'"geometry": "@{number}"', f'"geometry": {line}')
    return text + "\n"


def holders(collection: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give each feature, and each account with a geometry of its own."""
    for feature in collection["features"]:
        yield feature
        for account in feature["properties"].get("accounts", ()):
            if "geometry" in account:
                yield account


def refresh() -> None:
    """Write the layers' geometries into the article's event file."""
    collection = json.loads(ARTICLE.read_text(encoding="utf-8"))
    expected, in_accounts = expected_geometries(), expected_in_accounts()
    for feature in collection["features"]:
        feature["geometry"] = expected.get(feature["id"])
        for account in feature["properties"].get("accounts", ()):
            if geometry := in_accounts.get((feature["id"], account["source"])):
                account["geometry"] = geometry
    ARTICLE.write_text(write(collection), encoding="utf-8")


if __name__ == "__main__":
    refresh()
