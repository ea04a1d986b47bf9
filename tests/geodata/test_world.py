"""The world beyond the region: named, nested, cut into small pieces, its disputed lines told."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
import shapely

from geodata.basemap import DATA, PIECES, pieces_of_world
from geodata.boundaries import find_boundary, load_boundaries
from geodata.building.sources.settlements import read_table
from geodata.building.world.edges import kind_of_edge
from geodata.building.world.pieces import sha256_of_files
from geodata.building.world.units import Unit

INDEX = json.loads((DATA / "world-pieces.json").read_text(encoding="utf-8"))
MOST_BYTES = 25_000_000
MOST_A_VIEW = 400_000
SCREEN = (1440, 900)
PLACES = {
    "the border": (37.4, 70.5),
    "Ukraine's east": (48.4, 37.8),
    "Darfur": (13.5, 24.5),
    "Rakhine": (20.5, 93.5),
    "Tigray": (13.8, 38.9),
    "northern Colombia": (8.5, -74.0),
}


def pieces_in_view(centre: tuple[float, float], zoom: int) -> Iterator[str]:
    """List the pieces that a screen shows, as dashboard/static/map/basemap/world_pieces.js does."""
    detail = [one for one in INDEX["details"] if one["minzoom"] <= zoom][-1]
    pixel = 360 / 256 / 2**zoom
    latitude, longitude = centre
    northing = math.asinh(math.tan(math.radians(latitude)))
    half = math.radians(SCREEN[1] * pixel / 2)
    south, north = (math.degrees(math.atan(math.sinh(northing + side * half))) for side in (-1, 1))
    west, east = longitude - SCREEN[0] * pixel / 2, longitude + SCREEN[0] * pixel / 2
    columns = [math.floor((end + 180) / detail["cell"]) for end in (west, east)]
    rows = [math.floor((end + 90) / detail["cell"]) for end in (south, north)]
    for column in range(columns[0], columns[1] + 1):
        for row in range(rows[0], rows[1] + 1):
            name = f"{detail['name']}-{column}-{row}.json"
            if name in INDEX["pieces"]:
                yield name


def test_every_piece_is_the_one_that_is_listed() -> None:
    names = INDEX["pieces"]
    assert {path.name for path in (DATA / PIECES).iterdir()} == set(names)
    assert sha256_of_files(DATA / PIECES, names) == INDEX["sha256"]


def test_the_world_is_small_enough_for_the_repository() -> None:
    whole = ("world-pieces.json", "world-names.json", "boundaries.parquet")
    files = [*pieces_of_world(), *(DATA / name for name in whole)]
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES


@pytest.mark.parametrize("zoom", [4, 5, 6, 7, 8])
@pytest.mark.parametrize("place", PLACES)
def test_a_view_elsewhere_costs_little(place: str, zoom: int) -> None:
    names = list(pieces_in_view(PLACES[place], zoom))
    files = [DATA / "world-pieces.json", *(DATA / PIECES / name for name in names)]
    assert names
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in files) <= MOST_A_VIEW


@pytest.mark.parametrize("zoom", [4, 8])
@pytest.mark.parametrize("place", [name for name in PLACES if name != "the border"])
def test_a_view_elsewhere_has_land_lines_and_names(place: str, zoom: int) -> None:
    kinds, towns = set(), []
    for name in pieces_in_view(PLACES[place], zoom):
        piece = json.loads((DATA / PIECES / name).read_text(encoding="utf-8"))
        towns += piece["towns"]
        for feature in piece["features"]:
            kinds.add(feature["properties"]["kind"])
            if feature["geometry"]["type"] == "Point":
                assert feature["properties"]["name"].strip()
    assert all(town[2].strip() for town in towns)
    assert towns
    assert "land" in kinds
    assert kinds >= ({"province"} if zoom == 8 else {"coast", "border", "country"})


def test_every_division_is_named_and_lies_in_its_country() -> None:
    areas = load_boundaries()
    countries = areas[areas.level == "country"].set_index("country")
    provinces = areas[areas.level == "province"]
    assert len(countries) > 240
    assert len(provinces) > 4_500
    assert set(provinces.country) == set(countries.index)
    inside = shapely.point_on_surface(provinces.geometry.to_numpy())
    lands = countries.geometry.loc[provinces.country].to_numpy()
    # A country is the sum of its divisions on a grid of 0.001°.
    assert provinces.id[shapely.distance(inside, lands) > 0.001].tolist() == []


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("Donetsk Oblast", "Ukraine", "UA-14"),
        ("Donets'ka Oblast'", "Ukraine", "UA-14"),
        ("Crimea", "Ukraine", "UA-43"),
        ("North Darfur state", "Sudan", "SD-DN"),
        ("Rakhine State", "Myanmar (Burma)", "MM-16"),
        ("Arakan", "Myanmar", "MM-16"),
        ("Tigray", "Ethiopia", "ET-TI"),
        ("Norte de Santander department", "Colombia", "CO-NSA"),
        ("Nord Kivu", "DR Congo (Zaire)", "CD-NK"),
        ("Aleppo Governorate", "Syria", "SY-HL"),
    ],
)
def test_a_province_of_the_world_is_found_by_name(name: str, country: str, code: str) -> None:
    found = find_boundary("province", names=[name], country=country)
    assert found is not None
    assert (found.id, found.found_by) == (code, "name")


@pytest.mark.parametrize(
    ("name", "code"),
    [("Burma", "MMR"), ("Russia (Soviet Union)", "RUS"), ("DRC", "COD"), ("Congo", "COG")],
)
def test_a_country_is_found_by_other_names(name: str, code: str) -> None:
    found = find_boundary("country", names=[name])
    assert found is not None
    assert found.id == code


def _unit(code: str, iso2: str, country: str) -> Unit:
    return Unit(code, code, iso2, country, "", "", (), 0, (0, 0))


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (("UA-43", "UA", "UKR"), ("UA-65", "UA", "UKR"), "disputed"),
        (("UA-14", "UA", "UKR"), ("RU-ROS", "RU", "RUS"), "border"),
        (("UA-14", "UA", "UKR"), ("UA-23", "UA", "UKR"), "province"),
        (("PK-GB", "PK", "PAK"), ("IN-JK", "IN", "IND"), "disputed"),
        (("SD-KS", "SD", "SDN"), ("SS-NU", "SS", "SDS"), "disputed"),
    ],
)
def test_an_edge_tells_what_it_parts(one: Any, other: Any, kind: str) -> None:
    disputed = {(row["one"], row["other"]) for row in read_table("disputed.csv")}
    assert kind_of_edge(_unit(*one), _unit(*other), disputed) == kind
    assert kind_of_edge(_unit(*other), _unit(*one), disputed) == kind


def test_each_dispute_says_why() -> None:
    assert all(row["note"].strip() for row in read_table("disputed.csv"))
