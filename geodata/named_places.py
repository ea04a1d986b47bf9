"""The places that the base layers name, as one list: from towns to countries, and the border.

Knows nothing of events; what it calls precision are the words of an event file.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely

from geodata.basemap import load_basemap
from geodata.boundaries import Level, find_boundary, load_boundaries

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
    area
        The id of the outline of a district or a province.
    position
        Of a town, longitude and latitude in degrees.
    """

    ids: tuple[str, ...]
    name: str
    names: tuple[str, ...]
    precision: str
    countries: tuple[str, ...]
    area: str = ""
    position: tuple[float, float] | None = None


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


def drawn_shape(place: GazetteerEntry) -> dict[str, Any] | None:
    """Return what is drawn of a place.

    Parameters
    ----------
    place
        One of `load_gazetteer`.

    Returns
    -------
    dict or None
        A GeoJSON geometry: of a town a point, to a hundredth of a degree, which is about a
        kilometre; of the border its line. None for a country, which every map knows.

    Examples
    --------
    >>> drawn_shape(next(one for one in load_gazetteer() if one.name == "Bokhtar"))
    {'type': 'Point', 'coordinates': [68.78, 37.84]}
    """
    if place.position:
        return {"type": "Point", "coordinates": [round(degrees, 2) for degrees in place.position]}
    if place.precision == "border":
        shape: dict[str, Any] = _read("border")["features"][0]["geometry"]
        return shape
    if place.area:
        level: Level = "district" if place.precision == "district" else "province"
        found = find_boundary(level, code=place.area)
        return dict(json.loads(shapely.to_geojson(found.shape))) if found else None
    return None


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
        yield GazetteerEntry(ids, name, names, level, (_REGION[country],), area=code)


def _towns() -> Iterator[GazetteerEntry]:
    for feature in _read("places")["features"]:
        known = feature["properties"]
        names = tuple(dict.fromkeys((known["name"], *known.get("names", {}).values())))
        code = _REGION.get(known["country"], known["country"])
        longitude, latitude = feature["geometry"]["coordinates"]
        ids = (f"geonames:{known['id']}",)
        position = longitude, latitude
        yield GazetteerEntry(ids, known["name"], names, "settlement", (code,), position=position)


def _world_towns(world: Mapping[str, Any]) -> Iterator[GazetteerEntry]:
    own = {town.name for town in _towns()}
    for longitude, latitude, name, code, rank, *others in world["towns"]:
        if rank <= _LARGE and name not in own:
            names, position = (name, *others), (longitude, latitude)
            yield GazetteerEntry((), name, names, "settlement", (code,), position=position)


def _border() -> GazetteerEntry:
    known = _read("border")["features"][0]["properties"]
    codes = tuple(_REGION[code] for code in known["id"].split("-"))
    ids = tuple(f"iso3166-1:{code}" for code in codes)
    return GazetteerEntry(ids, known["name"], (known["name"],), "border", codes)


def _read(layer: str) -> Any:
    return json.loads(load_basemap().layers[layer].path.read_text("utf-8"))
