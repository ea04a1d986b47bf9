"""Countries of the region as OpenStreetMap draws them.

The outlines come from the time zones of timezonefinder-data: a zone's edge along a national
border is that border, and neighbouring zones share it exactly. Zones of one country are merged.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

REGION = (58.0, 26.0, 84.0, 46.0)
"""West, south, east, north of the box to which neighbours are cut: inland on every side, so
that its edge crosses no coast but the one of the Gulf of Oman in the south-west corner."""

RELIEF = (64.0, 34.4, 76.6, 41.6)
"""West, south, east, north of the hillshade, in degrees."""


@dataclass(frozen=True)
class Land:
    """A country and the time zones that cover it within the region.

    Attributes
    ----------
    id, iso2
        ISO 3166-1 alpha-3 and alpha-2.
    name
        English short name.
    zones
        Names in the time zone database.
    names
        Local names by language code.
    """

    id: str
    iso2: str
    name: str
    zones: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)


FOCUS = (
    Land(
        "AFG",
        "AF",
        "Afghanistan",
        ("Asia/Kabul",),
        {"fa": "افغانستان", "ps": "افغانستان", "tg": "Афғонистон", "ru": "Афганистан"},
    ),
    Land(
        "TJK",
        "TJ",
        "Tajikistan",
        ("Asia/Dushanbe",),
        {"tg": "Тоҷикистон", "fa": "تاجیکستان", "ps": "تاجکستان", "ru": "Таджикистан"},
    ),
)

NEIGHBOURS = (
    Land("CHN", "CN", "China", ("Asia/Shanghai", "Asia/Urumqi")),
    Land("IND", "IN", "India", ("Asia/Kolkata",)),
    Land("IRN", "IR", "Iran", ("Asia/Tehran",)),
    Land("KAZ", "KZ", "Kazakhstan", ("Asia/Almaty", "Asia/Aqtobe", "Asia/Qyzylorda")),
    Land("KGZ", "KG", "Kyrgyzstan", ("Asia/Bishkek",)),
    Land("NPL", "NP", "Nepal", ("Asia/Kathmandu",)),
    Land("PAK", "PK", "Pakistan", ("Asia/Karachi",)),
    Land("TKM", "TM", "Turkmenistan", ("Asia/Ashgabat",)),
    Land("UZB", "UZ", "Uzbekistan", ("Asia/Samarkand", "Asia/Tashkent")),
)


def read_lands() -> dict[str, BaseGeometry]:
    """Read the countries' polygons, cut to the region, as OpenStreetMap has them.

    Returns
    -------
    dict
        Polygon or multipolygon in degrees by country id, not simplified.
    """
    finder = importlib.import_module("timezonefinder").TimezoneFinder(in_memory=True)
    box = shapely.box(*REGION)
    lands = {}
    for land in FOCUS + NEIGHBOURS:
        polygons = [
            shapely.Polygon(rings[0], rings[1:])
            for zone in land.zones
            for rings in finder.get_geometry(tz_name=zone, coords_as_pairs=True)
        ]
        near = [polygon for polygon in polygons if polygon.intersects(box)]
        lands[land.id] = shapely.intersection(shapely.union_all(near), box)
    return lands
