"""Provinces, districts and places bear their right names and lie where they should."""

from __future__ import annotations

import collections
import re

import numpy as np
import pytest
import shapely

from tests.geodata.conftest import Read

CAPITALS = {
    "AF-BAL": "Mazar-e Sharif",
    "AF-BAM": "Bamyan",
    "AF-BDG": "Qala-e Naw",
    "AF-BDS": "Fayzabad",
    "AF-BGL": "Pul-e Khumri",
    "AF-DAY": "Nili",
    "AF-FRA": "Farah",
    "AF-FYB": "Maymana",
    "AF-GHA": "Ghazni",
    "AF-GHO": "Chaghcharan",
    "AF-HEL": "Lashkar Gah",
    "AF-HER": "Herat",
    "AF-JOW": "Sheberghan",
    "AF-KAB": "Kabul",
    "AF-KAN": "Kandahar",
    "AF-KDZ": "Kunduz",
    "AF-KHO": "Khost",
    "AF-KNR": "Asadabad",
    "AF-LAG": "Mehtar Lam",
    "AF-LOG": "Pul-e Alam",
    "AF-NAN": "Jalalabad",
    "AF-NIM": "Zaranj",
    "AF-NUR": "Parun",
    "AF-PAN": "Bazarak",
    "AF-PAR": "Charikar",
    "AF-PIA": "Gardez",
    "AF-SAM": "Aybak",
    "AF-SAR": "Sar-e Pol",
    "AF-TAK": "Taloqan",
    "AF-URU": "Tarinkot",
    "AF-ZAB": "Qalat",
    "TJ-DU": "Dushanbe",
    "TJ-GB": "Khorugh",
    "TJ-KT": "Bokhtar",
    "TJ-RA": "Rasht",
    "TJ-SU": "Khujand",
}


@pytest.mark.parametrize(
    ("code", "name", "country"),
    [
        ("AF-PAN", "Panjshir", "AFG"),
        ("AF-DAY", "Daykundi", "AFG"),
        ("AF-PIA", "Paktia", "AFG"),
        ("AF-PKA", "Paktika", "AFG"),
        ("TJ-SU", "Sughd", "TJK"),
        ("TJ-RA", "Districts of Republican Subordination", "TJK"),
        ("TJ-GB", "Gorno-Badakhshan", "TJK"),
    ],
)
def test_provinces_that_the_source_mislabels(
    layer: Read, code: str, name: str, country: str
) -> None:
    [found] = [found for found, _ in layer("provinces") if found["id"] == code]
    assert (found["name"], found["country"]) == (name, country)


def test_there_are_34_and_5_provinces_with_local_names(layer: Read) -> None:
    counts = collections.Counter(found["country"] for found, _ in layer("provinces"))
    assert counts == {"AFG": 34, "TJK": 5}
    for found, _ in layer("provinces"):
        assert found["id"][:2] == found["country"][:2]
        assert {"tg", "fa", "ru"} <= set(found["names"])


def test_each_capital_lies_in_its_province(layer: Read) -> None:
    provinces = {found["id"]: polygon for found, polygon in layer("provinces")}
    places = {found["name"]: point for found, point in layer("places") if found["reviewed"]}
    wrong = [
        (code, name) for code, name in CAPITALS.items() if not places[name].within(provinces[code])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "province"),
    [
        ("Wakhan", "AF-BDS"),
        ("Imam Sahib", "AF-KDZ"),
        ("Shamsiddin Shohin", "TJ-KT"),
        ("Darvoz", "TJ-GB"),
        ("Lakhsh", "TJ-RA"),
        ("Sharan", "AF-PKA"),
    ],
)
def test_districts_lie_in_their_province(layer: Read, name: str, province: str) -> None:
    [found] = [found for found, _ in layer("districts") if found["name"] == name]
    assert found["province"] == province


def test_ids_are_unique(layer: Read) -> None:
    for name in ("countries", "neighbours", "provinces", "districts", "places", "crossings"):
        ids = [found["id"] for found, _ in layer(name)]
        assert len(ids) == len(set(ids)), name


def test_each_place_lies_in_its_own_country(layer: Read) -> None:
    lands = {found["id"]: one for found, one in layer("countries") + layer("neighbours")}
    places = layer("places")
    assert sum(found["country"] in ("AFG", "TJK") for found, _ in places) > 400
    outside = [
        (found["name"], found["country"])
        for found, point in places
        if not point.within(lands[found["country"]])
    ]
    assert outside == []


def test_places_say_what_is_known_of_them(layer: Read) -> None:
    for found, _ in layer("places"):
        assert found["rank"] in range(1, 7)
        assert found["population"] is None or found["population"] > 0
        assert set(found["names"]) <= {"tg", "fa", "ps", "ru"}
        assert found["reviewed"] or found["rank"] == 6


def test_reviewed_names_are_plain_and_told_apart(layer: Read) -> None:
    names = [found["name"] for found, _ in layer("places") if found["reviewed"]]
    assert len(names) == len(set(names))
    assert [name for name in names if not name.replace("’", "").isascii()] == []


@pytest.mark.parametrize(
    ("key", "name", "longitude", "latitude"),
    [
        ("1221874", "Dushanbe", 68.77905, 38.53575),
        ("1220747", "Bokhtar", 68.77762, 37.83654),
        ("1221614", "Ishqoshim", 71.61331, 36.72484),
        ("1148268", "Ishkashim", 71.53333, 36.68333),
        ("1142170", "Fayzabad", 70.58002, 37.11664),
        ("panj:sherkhan-bandar", "Sherkhan Bandar", 68.6016, 37.1881),
    ],
)
def test_places_of_the_article(
    layer: Read, key: str, name: str, longitude: float, latitude: float
) -> None:
    [(found, point)] = [pair for pair in layer("places") if pair[0]["id"] == key]
    assert found["name"] == name
    assert (point.x, point.y) == (longitude, latitude)


def test_labels_stand_in_what_they_name(layer: Read) -> None:
    lands = {found["id"]: one for found, one in layer("countries") + layer("neighbours")}
    lands |= {found["id"]: one for found, one in layer("provinces")}
    points = [(found, one) for found, one in layer("labels") if found["kind"] != "river"]
    assert [found for found, point in points if not point.within(lands[found["id"]])] == []
    named = {found["id"] for found, _ in points}
    assert {found["id"] for found, _ in layer("provinces")} <= named


def test_river_labels_follow_their_river_from_left_to_right(layer: Read) -> None:
    for found, curve in layer("labels"):
        if found["kind"] != "river":
            continue
        rivers = [line for river, line in layer("rivers") if river["name"] == found["name"]]
        pixel_degrees = 360 / 256 / 2 ** found["minzoom"]
        points = shapely.points(shapely.get_coordinates(curve))
        distances = shapely.distance(points, shapely.union_all(np.array(rivers)))
        assert np.median(distances) < 6 * pixel_degrees, (found["name"], found["minzoom"])
        assert curve.coords[0][0] < curve.coords[-1][0]
        assert found["minzoom"] < found["maxzoom"]


SCRIPTS = {
    "tg": "\u0400-\u04ff",
    "ru": "\u0400-\u04ff",
    "fa": "\u0600-\u06ff",
    "ps": "\u0600-\u06ff",
}
STANDS_IN = {"tg": "ru", "ru": "tg", "fa": "ps"}
"""Whose name stands where a town has none, as `map/labels/local_names.js` has it."""


def name_of(names: dict[str, str], language: str) -> str:
    """Return the language of the name that the map shows in a language's script, else ``"en"``."""
    for one in (language, STANDS_IN[language]):
        if re.fullmatch(f"[{SCRIPTS[one]}\\W]+", names.get(one, "")):
            return one
    return "en"


@pytest.mark.parametrize(
    ("country", "language", "counts"),
    [
        ("TJK", "tg", {"tg": 56, "en": 7}),
        ("TJK", "fa", {"fa": 15, "en": 48}),
        ("TJK", "ru", {"ru": 18, "tg": 38, "en": 7}),
        ("AFG", "tg", {"tg": 31, "ru": 53, "en": 16}),
        ("AFG", "fa", {"fa": 95, "en": 5}),
        ("AFG", "ru", {"ru": 82, "tg": 2, "en": 16}),
    ],
)
def test_towns_have_their_local_names(
    layer: Read, country: str, language: str, counts: dict[str, int]
) -> None:
    shown = [one for one, _ in layer("places") if one["reviewed"] and one["country"] == country]
    found = collections.Counter(name_of(one["names"], language) for one in shown)
    assert dict(found) == counts
