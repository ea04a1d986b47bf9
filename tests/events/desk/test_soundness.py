"""From a text to an event file: proposals make drafts, and sound ones verify."""

from pathlib import Path
from typing import Any

import pytest

from events.coding.names.place_index import PlaceIndex
from events.coding.passage import quote_of
from events.coding.propose import filled, propose
from events.desk.desk import Desk
from events.desk.soundness import event_file, lacks_of
from events.files.event_file import parse_events
from events.model.event import Source
from events.provenance.verify import verify
from geodata.named_places import load_gazetteer

TEXTS = {
    "en": (
        "Over 40 soldiers fled into Tajikistan on Monday. 🙂\r\n“We had no choice,” one said.",
        "Over 40 soldiers fled into Tajikistan on Monday",
        "retreat",
    ),
    "ru": (
        "Главное за день\n\nНе менее 12 мирных жителей погибли в среду в Вандже.",
        "Не менее 12 мирных жителей погибли в среду в Вандже",
        "assault",
    ),
    "fa-AF": (
        "خبر روز\n\nدست‌کم ۱۲ غیرنظامی روز چهارشنبه در کابل کشته شدند.",
        "دست‌کم ۱۲ غیرنظامی روز چهارشنبه در کابل کشته شدند",
        "assault",
    ),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(f"sqlite:///{tmp_path / 'desk.sqlite'}")


def feature(properties: dict[str, Any]) -> dict[str, Any]:
    placeless = {name: value for name, value in properties.items() if not name.startswith("place")}
    return {"type": "Feature", "id": "e1", "geometry": None, "properties": placeless}


@pytest.mark.parametrize("language", TEXTS)
def test_a_draft_of_proposals_is_sound_and_its_file_verifies(desk: Desk, language: str) -> None:
    text, words, kind = TEXTS[language]
    source = desk.add_text(
        text, Source(id="wire", title="A wire", language=language, published="2021-07-08")
    )
    start = text.index(words)
    span = start, start + len(words)
    proposed = filled(propose(text, [span], source, PlaceIndex(load_gazetteer())))
    assert proposed["kind"] == kind
    quote = quote_of(text, *span, source="wire").model_dump(mode="json")
    draft = feature({**proposed, "quotes": [quote]})
    version = desk.save("draft", "e1", draft, seen=0)

    lacks = lacks_of(desk.records("draft")[0], desk.sources(), desk.texts())
    assert [lack.field for lack in lacks] == ["title"]
    assert event_file(desk, "Coded")[1] == 1

    draft["properties"]["title"] = "What happened"
    desk.save("draft", "e1", draft, seen=version)
    assert lacks_of(desk.records("draft")[0], desk.sources(), desk.texts()) == []
    written, left_out = event_file(desk, "Coded")
    loaded = parse_events(written, "coded.geojson")
    assert (left_out, loaded.problems, len(loaded.events)) == (0, (), 1)
    verified = verify(loaded, desk.texts())
    assert verified.ok
    assert verified.sentences_touched == 1
    assert text not in written.decode()


def test_what_a_draft_lacks_is_told_with_its_field(desk: Desk) -> None:
    desk.add_text("They fled.", Source(id="wire", title="A wire"))
    bad = quote_of("They fled.", 0, 4, "wire").model_dump(mode="json") | {"exact": "Them"}
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["title", "kind", "status", "quotes"]),
        ({"title": "Flight", "kind": "retreat", "status": "reported"}, ["quotes"]),
        ({"title": "Flight", "kind": "retreat", "status": "reported", "quotes": [bad]}, ["quotes"]),
        (
            {"title": "Flight", "kind": "retreat", "status": "reported", "date": "July"},
            ["date", "quotes"],
        ),
    ]
    for number, (properties, fields) in enumerate(cases):
        desk.save("draft", f"d{number}", feature(properties), seen=0)
        draft = desk.records("draft")[number]
        lacks = lacks_of(draft, desk.sources(), desk.texts())
        assert [lack.field for lack in lacks] == fields
        assert all(lack.words for lack in lacks)
        assert [lack.absent for lack in lacks] == [name not in properties for name in fields]
