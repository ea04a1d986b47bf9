"""What the map is told of an event: its place with the mark of what is not the source's."""

from typing import Any

from dashboard.present.map_marks import LONGEST, mark
from dashboard.session.public.registry import open_default_file
from events.model.event import Event

EVIDENCE = [{"about": "place", "url": "https://example.org"}]


def event(**fields: Any) -> Event:
    """Return a located event of which only the given fields matter."""
    known = {"id": "e", "title": "T", "kind": "assault", "status": "reported"}
    point = {"geometry": {"type": "Point", "coordinates": [68.8, 38.5]}, "evidence": EVIDENCE}
    return Event.model_validate({**known, "place_precision": "exact", **point, **fields})


def test_a_place_that_is_not_the_sources_is_marked() -> None:
    found = mark(event(place="Dushanbe", place_basis="external"), 1)
    assert (found["place"], found["external"]) == ("Dushanbe †", True)


def test_a_place_of_the_source_has_no_mark() -> None:
    found = mark(event(place="Dushanbe", place_basis="stated"), 1)
    assert (found["place"], found["external"]) == ("Dushanbe", False)


def test_a_long_place_keeps_its_mark() -> None:
    found = mark(event(place="A" * LONGEST, place_basis="external"), 1)
    assert len(found["place"]) == LONGEST
    assert found["place"].endswith("A… †")


def test_every_place_of_the_article_that_is_not_its_own_is_marked() -> None:
    located = [event for event in open_default_file().loaded.events if event.geometry]
    outside = {event.id for event in located if event.place_basis == "external"}
    assert outside
    told = {event.id: mark(event, 1) for event in located}
    assert {id_ for id_, found in told.items() if found["place"].endswith("†")} == outside
    days = {event.id for event in located if event.date_basis == "external"}
    assert {id_ for id_, found in told.items() if "†" in found["aria"]} == outside | days


def test_each_marked_value_of_the_article_is_told_with_whose_it_is() -> None:
    file = open_default_file()
    sources = {source.id: source for source in file.loaded.sources}
    told = {one.id: mark(one, 1, "", sources) for one in file.loaded.events if one.geometry}
    place = "Shamsiddin Shohin, Darvoz, Vanj, Shughnon and Ishqoshim"
    assert told["afghan-soldiers-cross"]["elsewhere"] == {
        "place": {"value": place, "words": f"{place}: Asia-Plus, 5 July 2021"},
        "date": {"value": "4–5 July", "words": "4–5 July: Asia-Plus, 5 July 2021"},
    }
    assert told["fighting-near-the-border"]["elsewhere"] == {}


def test_the_site_of_the_evidence_stands_for_a_source_that_the_file_lacks() -> None:
    found = mark(event(place="Dushanbe", place_basis="external"), 1)
    told = {"value": "Dushanbe", "words": "Dushanbe: example.org"}
    assert found["elsewhere"] == {"place": told}
