"""The outlines of districts and provinces that the base layers know, for imported events.

This module shouldn't import Streamlit.
"""

import json
import unicodedata
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import shape

from events.geometry import Geometry, read_geometry
from events.importers.areas import Whereabouts
from events.vocabulary import Precision
from geodata.basemap import load_basemap

_LAYERS = {Precision.DISTRICT: "districts", Precision.PROVINCE: "provinces"}
_KINDS = (" province", " district", " region", " viloyat", " wilayat")


def outline(where: Whereabouts) -> Geometry | None:
    """Return the outline of the district or province that a data set means.

    The one of that name in that country; else the one that holds the position given, which
    is a centroid. ``None`` where the base layers know neither.

    Parameters
    ----------
    where
        What a row says of its place.
    """
    layer = _LAYERS.get(Precision(where.precision))
    if layer is None:
        return None
    areas = _areas(layer)
    name = _plain(where.district if layer == "districts" else where.province) or _plain(where.name)
    named = [area for area in areas if area["name"] == name and _agrees(area, where)]
    if len(named) == 1:
        return read_geometry(named[0]["geometry"])
    if where.longitude is None or where.latitude is None:
        return None
    position = shapely.Point(where.longitude, where.latitude)
    holding = (area for area in areas if area["shape"].contains(position))
    found = next(holding, None)
    return read_geometry(found["geometry"]) if found else None


def _agrees(area: dict[str, Any], where: Whereabouts) -> bool:
    return not where.country or area["country"] in where.country.lower()


@lru_cache(maxsize=2)
def _areas(layer: str) -> list[dict[str, Any]]:
    countries = {"AFG": "afghanistan", "TJK": "tajikistan"}
    features = json.loads(load_basemap().layers[layer].path.read_text())["features"]
    return [
        {
            "name": _plain(feature["properties"]["name"]),
            "country": countries[feature["properties"]["country"]],
            "geometry": feature["geometry"],
            "shape": shape(feature["geometry"]),
        }
        for feature in features
    ]


def _plain(name: str) -> str:
    """Return a name without case, marks on its letters, and the word for what it is."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if letter.isalnum() or letter == " ").strip()
    for kind in _KINDS:
        plain = plain.removesuffix(kind)
    return plain
