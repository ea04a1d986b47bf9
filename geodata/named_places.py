"""The places that the base layers name, as one list: from towns to countries, and the border.

Knows nothing of events; what it calls precision are the words of an event file.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geodata.basemap import load_basemap
from geodata.boundaries import load_boundaries

_REGION = {"AFG": "AF", "TJK": "TJ"}
_CITY = "TJ-DU"
"""A city with a province's code: Dushanbe, which is listed as a town."""

_LARGE = 2
"""The rank of towns up to which the world's are listed, beyond the region, which has all."""


@dataclass(frozen=True)
class GazetteerEntry:
    """A place by its names.

    Attributes
    ----------
    ids
        ``geonames:`` and a number, ``iso3166-1:`` and alpha-2, or ``iso3166-2:`` and a code; a
        district has none.
    name
        In English.
    names
        All names, in any script.
    precision
        ``settlement``, ``district``, ``province``, ``border`` or ``country``.
    countries
        ISO 3166-1 alpha-2 codes: of a border both.
    """

    ids: tuple[str, ...]
    name: str
    names: tuple[str, ...]
    precision: str
    countries: tuple[str, ...]


@lru_cache(maxsize=1)
def load_gazetteer() -> tuple[GazetteerEntry, ...]:
    """Read the region's places, and the countries and large towns of the world.

    Examples
    --------
    >>> [one.ids for one in load_gazetteer() if one.name == "Bokhtar"]
    [('geonames:1220747',)]
    """
    world = _read("world-names")
    return (*_countries(world), *_areas(), *_towns(), *_world_towns(world), _border())


def _countries(world: Mapping[str, Any]) -> Iterator[GazetteerEntry]:
    own = [
        (one["iso2"], one["name"], *one["names"].values())
        for one in (feature["properties"] for feature in _read("countries")["features"])
    ]
    others = [(code, name, *more) for _, _, name, code, *more in world["countries"]]
    for code, *names in [*own, *others]:
        yield GazetteerEntry((f"iso3166-1:{code}",), names[0], tuple(names), "country", (code,))


def _areas() -> Iterator[GazetteerEntry]:
    frame = load_boundaries()
    inside = frame[
        frame.country.isin(_REGION)
        & frame.level.isin(["province", "district"])
        & (frame.id != _CITY)
    ]
    columns = (inside.level, inside.id, inside.name, inside.names, inside.country)
    for level, code, name, others, country in zip(*columns, strict=True):
        ids = (f"iso3166-2:{code}",) if level == "province" else ()
        names = tuple(dict.fromkeys((name, *others)))
        yield GazetteerEntry(ids, name, names, level, (_REGION[country],))


def _towns() -> Iterator[GazetteerEntry]:
    for feature in _read("places")["features"]:
        known = feature["properties"]
        names = tuple(dict.fromkeys((known["name"], *known.get("names", {}).values())))
        code = _REGION.get(known["country"], known["country"])
        yield GazetteerEntry(
            (f"geonames:{known['id']}",), known["name"], names, "settlement", (code,)
        )


def _world_towns(world: Mapping[str, Any]) -> Iterator[GazetteerEntry]:
    own = {town.name for town in _towns()}
    for _, _, name, code, rank, *others in world["towns"]:
        if rank <= _LARGE and name not in own:
            yield GazetteerEntry((), name, (name, *others), "settlement", (code,))


def _border() -> GazetteerEntry:
    known = _read("border")["features"][0]["properties"]
    codes = tuple(_REGION[code] for code in known["id"].split("-"))
    ids = tuple(f"iso3166-1:{code}" for code in codes)
    return GazetteerEntry(ids, known["name"], (known["name"],), "border", codes)


def _read(layer: str) -> Any:
    return json.loads(load_basemap().layers[layer].path.read_text("utf-8"))
