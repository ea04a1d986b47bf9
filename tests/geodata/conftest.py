"""The committed layers, read once."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.basemap import DATA

Feature = tuple[dict[str, Any], BaseGeometry]
Read = Callable[[str], list[Feature]]


@functools.cache
def read_layer(name: str) -> list[Feature]:
    found = json.loads((DATA / f"{name}.geojson").read_text(encoding="utf-8"))
    return [
        (feature["properties"], shapely.from_geojson(json.dumps(feature["geometry"])))
        for feature in found["features"]
    ]


@pytest.fixture(scope="session")
def layer() -> Read:
    return read_layer
