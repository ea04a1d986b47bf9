"""The shapes that a coder chooses on the map, and that each of them is a sound event."""

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.coding.code_desk import CodeDesk
from dashboard.coding.code_routes import code_routes
from events.files.event_file import load_events
from geodata.named_places import load_gazetteer
from geodata.places_around import places_around

TEXT = (
    "Soldiers were killed in Kunduz on Monday. Fighting spread in northeast Afghanistan on Monday. "
    "They fled on Monday. At least 9 soldiers were killed near the Tajik-Afghan border on Monday."
)
DETAILS = {"title": "A wire", "language": "en", "published": "2021-07-08"}
SQUARE = [[68.04, 36.02], [70.12, 36.02], [70.12, 37.49], [68.04, 37.49]]


class Coder:
    """What a coder's page asks."""

    def __init__(self, folder: Path, words: str) -> None:
        self.desk = CodeDesk(str(folder / "desk.sqlite"))
        app = Starlette(routes=code_routes(self.desk))
        self.client = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50_000))
        state = self.client.post("/text", json={"text": TEXT, "details": DETAILS}).json()
        at = TEXT.index(words)
        begin = {"source": state["sources"][0]["id"], "start": at, "end": at + len(words)}
        self.key = self.client.post("/draft", json=begin).json()["result"]

    def draft(self) -> Any:
        [draft] = self.client.get("/state").json()["drafts"]
        return draft

    def act(self, act: str, **asked: Any) -> Any:
        sent = {"key": self.key, "seen": self.draft()["version"], **asked}
        return self.client.post(f"/{act}", json=sent)

    def sound(self) -> Any:
        """Give the properties and the shape of the event in the file that is written."""
        self.client.get("/file")
        loaded = load_events(self.desk.file)
        assert loaded.problems == ()
        [event] = loaded.events
        shape = event.geometry.as_geojson() if event.geometry else None
        return event, shape


def numbered(name: str, precision: str) -> int:
    return next(
        number
        for number, one in enumerate(load_gazetteer())
        if (one.name, one.precision) == (name, precision)
    )


def test_several_places_of_one_class_make_one_place(tmp_path: Path) -> None:
    coder = Coder(tmp_path, "Soldiers were killed in Kunduz on Monday")
    assert coder.act("part", number=numbered("Takhar", "province")).status_code == 400
    for name in ("Kunduz", "Takhar"):
        act = "place" if name == "Kunduz" else "part"
        assert coder.act(act, number=numbered(name, "province")).status_code == 200
    event, shape = coder.sound()
    assert (event.place, event.place_ids) == (
        "Kunduz, Takhar",
        ("iso3166-2:AF-KDZ", "iso3166-2:AF-TAK"),
    )
    assert (event.place_precision, event.place_basis) == ("province", "coded")
    assert (shape["type"], len(shape["coordinates"])) == ("MultiPolygon", 2)
    again = coder.act("part", number=numbered("Takhar", "province"))
    assert again.json()["description"] == "Takhar is in this place already."
    other = coder.act("part", number=numbered("Balkh", "district"))
    assert "only places of one class" in other.json()["description"]


def test_two_towns_are_two_points_with_one_ring(tmp_path: Path) -> None:
    coder = Coder(tmp_path, "They fled on Monday")
    coder.act("set", field="kind", value="retreat")
    coder.act("place", number=numbered("Bokhtar", "settlement"))
    coder.act("part", number=numbered("Dushanbe", "settlement"))
    coder.act("ring", radius_km=10)
    event, shape = coder.sound()
    assert shape["type"] == "MultiPoint"
    assert shape["coordinates"][0] == [68.78, 37.84]
    assert event.radius_km == 10


def test_a_region_keeps_its_name_and_class_whatever_it_is_drawn_of(tmp_path: Path) -> None:
    coder = Coder(tmp_path, "Fighting spread in northeast Afghanistan on Monday")
    assert coder.draft()["lacks"]
    assert coder.act("part", number=numbered("Takhar", "province")).status_code == 200
    coder.act("part", number=numbered("Kunduz", "province"))
    event, shape = coder.sound()
    assert (event.place, event.place_precision) == ("Northeast Afghanistan", "region")
    assert (event.place_basis, event.place_says) == ("coded", "in northeast Afghanistan")
    assert len(shape["coordinates"]) == 2
    assert coder.client.get("/choices", params={"key": coder.key}).json()["name"] == event.place


def test_a_drawn_region_is_no_more_exact_than_a_region(tmp_path: Path) -> None:
    coder = Coder(tmp_path, "Fighting spread in northeast Afghanistan on Monday")
    assert coder.act("region", corners=SQUARE, name=" ").status_code == 400
    assert coder.act("region", corners=SQUARE[:2], name="North").status_code == 400
    crossed = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]
    assert "cross" in coder.act("region", corners=crossed, name="North").json()["description"]
    assert coder.act("region", corners=[[500, 0]] * 3, name="North").status_code == 400
    assert coder.act("region", corners=SQUARE, name="Northeast Afghanistan").status_code == 200
    event, shape = coder.sound()
    assert (event.place_precision, event.place_says) == ("region", "in northeast Afghanistan")
    assert shape["coordinates"][0] == [
        [68.0, 36.0],
        [70.1, 36.0],
        [70.1, 37.5],
        [68.0, 37.5],
        [68.0, 36.0],
    ]


def test_a_stretch_of_the_border_is_the_border_s_own_line(tmp_path: Path) -> None:
    coder = Coder(
        tmp_path, "At least 9 soldiers were killed near the Tajik-Afghan border on Monday"
    )
    before, whole = coder.sound()
    assert (before.place_precision, before.place_says) == ("border", "near the Tajik-Afghan border")
    towns = {one["name"]: one["position"] for one in coder.client.get("/border").json()["towns"]}
    ends = [towns["Khorugh"], towns["Panj"]]
    assert coder.act("stretch", between=[ends[0], ends[0]]).status_code == 400
    assert coder.act("stretch", between=ends).status_code == 200
    event, shape = coder.sound()
    assert event.place == "Afghanistan–Tajikistan border, Panj to Khorugh"
    assert (event.place_precision, event.place_says) == ("border", "near the Tajik-Afghan border")
    assert event.place_ids == before.place_ids
    line = [tuple(point) for point in whole["coordinates"]]
    stretch = [tuple(point) for point in shape["coordinates"]]
    first = line.index(stretch[0])
    assert line[first : first + len(stretch)] == stretch
    assert 100 < len(stretch) < len(line)


def test_a_point_is_rounded_to_its_class(tmp_path: Path) -> None:
    coder = Coder(tmp_path, "They fled on Monday")
    coder.act("set", field="kind", value="retreat")
    coder.act("point", position=[68.123456, 37.654321])
    event, shape = coder.sound()
    assert (shape["coordinates"], event.radius_km) == ([68.12, 37.65], 1)
    assert event.place_precision == "exact"
    assert event.place.startswith("near ")


def test_what_the_words_propose_has_its_shapes(tmp_path: Path) -> None:
    coder = Coder(tmp_path, "Soldiers were killed in Kunduz on Monday")
    choices = coder.client.get("/choices", params={"key": coder.key}).json()
    assert (choices["geometry"], choices["radius_km"]) == (None, None)
    shapes = {one["precision"]: one["geometry"]["type"] for one in choices["proposed"]}
    assert shapes == {"settlement": "Point", "district": "Polygon", "province": "Polygon"}
    coder.act("take", field="place", number=0)
    assert coder.sound()[0].place_says == "in Kunduz"
    assert coder.client.get("/choices", params={"key": "none"}).status_code == 400


@pytest.mark.parametrize(
    ("position", "reach", "found"),
    [
        ((68.87, 36.73), 3, ["settlement", "district", "province", "country"]),
        ((71.5, 37.5), 5, ["settlement", "border", "district", "province", "country"]),
        ((30.52, 50.45), 20, ["settlement", "country"]),
        ((-30.0, 0.0), 100, []),
    ],
)
def test_what_lies_at_a_position(
    position: tuple[float, float], reach: float, found: list[str]
) -> None:
    known = [load_gazetteer()[number].precision for number in places_around(position, reach)]
    assert list(dict.fromkeys(known)) == found


def test_a_position_is_asked_by_its_numbers(tmp_path: Path) -> None:
    coder = Coder(tmp_path, "They fled on Monday")
    coder.act("place", number=numbered("Takhar", "province"))
    asked = {"key": coder.key, "longitude": "68.87", "latitude": "36.73", "reach_km": "3"}
    places = coder.client.get("/around", params=asked).json()["places"]
    joins = {one["precision"]: one["joins"] for one in places}
    assert joins == {"settlement": False, "district": False, "province": True, "country": False}
    for wrong in ({"longitude": "x"}, {"latitude": "91"}, {"longitude": "inf"}, {"key": "none"}):
        assert coder.client.get("/around", params=asked | wrong).status_code == 400
