"""The names that a place of the world is found by, in one file: countries, divisions, towns.

Each is a list: longitude, latitude, name, ISO 3166-1 alpha-2 of the country, and its other names;
a town has its rank before them. The region's own places are left out: its layers have them.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
from babel import Locale
from babel.languages import get_official_languages
from babel.localedata import exists

from geodata.building.world.pieces import Feature
from geodata.building.world.units import ISO, Unit

REGION = ("AF", "TJ")
DECIMALS = 2  # of a degree: a kilometre, on a map that is then zoomed to 9

READ_WIDELY = ("ar", "fa", "fr", "ru", "tg", "zh")
"""Languages in which every country has its name, besides its own official ones."""


def write_names(
    path: Path,
    countries: Iterable[Feature],
    units: Iterable[Unit],
    towns: Iterable[tuple[dict[str, Any], tuple[float, float]]],
) -> None:
    """Write the names.

    Parameters
    ----------
    path
        The file.
    countries
        Their labels, of `geodata.building.world.layers.features_at`.
    units
        The first-level divisions.
    towns
        From `geodata.building.world.towns.read_towns`.
    """
    listed = list(units)
    codes = {ISO.get(one.country, one.country): one.iso2 for one in listed if one.iso2}
    text = {
        "countries": [
            _row(shapely.get_coordinates(point)[0], label["name"], iso2, country_names(iso2))
            for label, point in countries
            for iso2 in [codes.get(label["id"], "")]
        ],
        "provinces": [
            _row(one.point, one.name, one.iso2, one.names)
            for one in listed
            if one.iso2 not in REGION
        ],
        "towns": [
            _row(position, town["name"], town["country"], [town.get("local")], town["rank"])
            for town, position in towns
        ],
    }
    members = ",\n".join(
        f"{json.dumps(kind)}:[\n" + ",\n".join(map(_written, rows)) + "\n]"
        for kind, rows in text.items()
    )
    path.write_text(f"{{{members}}}\n", encoding="utf-8")


def country_names(iso2: str) -> list[str]:
    """Return a country's names in its official languages and in widely read ones.

    Parameters
    ----------
    iso2
        ISO 3166-1 alpha-2; what Unicode CLDR does not know has no names.
    """
    languages = dict.fromkeys([*get_official_languages(iso2, de_facto=True), *READ_WIDELY])
    told = [Locale.parse(one).territories.get(iso2) for one in languages if exists(one)]
    return list(dict.fromkeys(name for name in told if name))


def _row(
    position: Iterable[float], name: str, iso2: str, others: Iterable[str | None], *rank: int
) -> list[Any]:
    told = {folded(name): name}
    for other in sorted(filter(None, others), key=len):
        if not any(f" {shorter}" in f" {folded(other)}" for shorter in told):
            told[folded(other)] = other
    return [
        *(round(float(at), DECIMALS) for at in position),
        name,
        iso2,
        *rank,
        *list(told.values())[1:],
    ]


def folded(name: str) -> str:
    """Return a name without case, accents and apostrophes.

    A name with a word that begins with another name is not listed: the page finds the other by it.
    """
    letters = unicodedata.normalize("NFKD", name.lower())
    kept = "".join(each for each in letters if each.isalnum() or each in " -")
    return kept.replace("-", " ")


def _written(row: list[Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
