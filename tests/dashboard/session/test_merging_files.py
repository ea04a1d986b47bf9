"""Files that are shown together: which events may be the same, made one, and two again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.dossier.downloads import export_selection
from dashboard.present.review.pair_rows import pair_rows
from dashboard.present.table_page import TableRequest, records
from dashboard.server.routes import MIDDLEWARE, ROUTES
from dashboard.session.combine import combine_files, merge_pairs
from dashboard.session.likely_pairs import LikelyPairs, compare, rows_to_compare
from dashboard.session.public.registry import keep
from dashboard.session.session_file import SessionFile
from events.export.geojson import collection_members, in_version
from events.files.event_file import Loaded, parse_events
from events.files.feature_rows import feature_of
from events.matching.merging import undo_in
from events.model.event import Event, Source
from events.query.selection import Selection
from events.store.memory import EventTable
from tests.events.store.test_disk import stored
from tests.makers.made_events import event, point

PLACE = {"place_precision": "settlement", "geometry": point(69.5, 36.7), "place": "Taloqan"}
ATTACK = {"title": "Taliban attack in Taloqan", **PLACE}
EVERYTHING = Selection()
WIRE = [
    event(id="wire:1", date="2021-07-05", **ATTACK),
    event(id="wire:2", title="A call-up", kind="mobilize"),
]
DEAD = [
    {"what": "wounded", "low": 9, "high": 9},
    {"what": "killed", "low": 2, "high": 5},
    {"what": "killed, best estimate", "low": 3, "high": 3},
]
GAZETTE = [
    event(
        id="gazette:0",
        title="Shelling",
        date="2021-07-01",
        geometry=point(71.5, 37.5),
        place_precision="exact",
    ),
    event(
        id="gazette:1",
        date="2021-07-06",
        quantities=DEAD,
        **{**ATTACK, "title": "Taloqan attacked by Taliban"},
    ),
]
PAIR = ("wire:1", "gazette:1")


def opened(name: str, events: Any) -> SessionFile:
    sources = (Source(id=name, title=name.title()),)
    return SessionFile(Loaded(f"{name}.geojson", name, sources, events, (), len(events), name))


@pytest.fixture(params=["memory", "disk"])
def both(request: pytest.FixtureRequest) -> Iterator[SessionFile]:
    """Two files together, the second in memory or on the disk."""
    first = opened("wire", tuple(WIRE))
    if request.param == "memory":
        yield combine_files([first, opened("gazette", tuple(GAZETTE))])
        return
    with stored(GAZETTE) as store:
        yield combine_files([first, opened("gazette", store)])


def written(file: SessionFile) -> bytes:
    features = list(map(feature_of, file.loaded.events))
    members = in_version(collection_members("Made", file.loaded.sources, {}), features)
    return json.dumps({**members, "features": features}).encode()


def asked(file: SessionFile, **how: Any) -> dict[str, Any]:
    return pair_rows(file, patience=600, **how)


def test_what_may_be_the_same_is_told_with_why(both: SessionFile) -> None:
    told = asked(both)
    assert told["ready"]
    assert told["matched"] == 1
    [pair] = told["pairs"]
    assert (pair["into"]["id"], pair["taken"]["id"]) == PAIR
    assert (pair["into"]["letter"], pair["taken"]["letter"]) == ("A", "B")
    assert pair["why"] == [
        "1 day apart",
        "0 km apart, no more than is known of the places",
        "both say: taliban, taloqan",
    ]
    dead = "killed: 2–5; killed, best estimate: 3"
    assert (pair["into"]["killed"], pair["taken"]["killed"]) == ("", dead)
    assert (pair["merged"], pair["refused"]) == (False, "")
    assert len(both.table) == 4, "nothing is made one by itself"


def test_two_events_are_made_one_and_two_again(both: SessionFile) -> None:
    before = written(both)
    one = merge_pairs(both, [PAIR], "a reader", "2021-07-09")
    assert sorted(found.id for found in one.loaded.events) == ["gazette:0", "wire:1", "wire:2"]
    made = one.find("wire:1")
    assert made is not None
    assert one.find("gazette:1") is None
    assert (made.date, [told.source for told in made.accounts]) == (
        "2021-07-05/2021-07-06",
        ["wire", "gazette"],
    )
    counts = one.counts(EVERYTHING)
    assert (counts.read, counts.selected, counts.rejected) == (3, 3, 0)
    assert one.counts(Selection(words="Taloqan")).selected == 1
    assert one.counts(Selection(words="shelling")).selected == 1
    rows = records(one, EVERYTHING, TableRequest(by="title"))["rows"]
    assert [row["title"] for row in rows] == ["A call-up", "Shelling", ATTACK["title"]]
    assert {row["letter"] for row in rows if row["id"] == "gazette:0"} == {"B"}
    assert one.collection != both.collection
    assert (merge_pairs(both, []), written(both)) == (both, before)


def test_a_made_event_is_told_as_one_until_it_is_two(both: SessionFile) -> None:
    one = merge_pairs(both, [PAIR])
    [pair] = asked(one)["pairs"]
    assert pair["merged"]
    assert pair["taken"]["title"] == "Taloqan attacked by Taliban"
    assert [found.id for found in one.of_source("gazette").loaded.events] in (
        [["gazette:0", "wire:1"], ["wire:1", "gazette:0"]]
    )


def test_what_was_made_one_is_saved_and_told(both: SessionFile) -> None:
    one = merge_pairs(both, [PAIR], "a reader", "2021-07-09")
    saved = parse_events(export_selection(one, EVERYTHING, ".geojson"), "saved.geojson")
    assert saved.problems == ()
    [record] = [each for found in saved.events for each in found.merged]
    assert (record.from_, record.by, record.on) == ("gazette:1", "a reader", "2021-07-09")
    apart = {found.id: feature_of(found) for found in undo_in(list(saved.events), "wire:1")}
    assert apart == {found.id: feature_of(found) for found in [*WIRE, *GAZETTE]}


def test_who_told_twice_of_one_event_is_offered_by_the_one_that_stays() -> None:
    third = event(id="post:9", date="2021-07-05", **ATTACK)
    files = [opened("wire", tuple(WIRE)), opened("gazette", tuple(GAZETTE))]
    three = combine_files([*files, opened("post", (third,))])
    one = merge_pairs(three, [PAIR])
    ids = [(pair["into"]["id"], pair["taken"]["id"]) for pair in asked(one)["pairs"]]
    assert ids == [PAIR, ("wire:1", "post:9")]
    every = merge_pairs(three, ids)
    made = every.find("wire:1")
    assert made is not None
    assert [told.source for told in made.accounts] == ["wire", "gazette", "post"]


def test_an_event_that_no_source_tells_of_stays_two_and_says_why() -> None:
    unknown = event(id="7", date="2021-07-05", **ATTACK)
    both = combine_files([opened("wire", tuple(WIRE)), opened("table", (unknown,))])
    [pair] = asked(both)["pairs"]
    assert "Which source tells" in pair["refused"]
    assert merge_pairs(both, [("wire:1", "7")]) is both


def test_a_source_that_no_file_names_is_no_account() -> None:
    stranger = event(id="stranger:7", date="2021-07-05", **ATTACK)
    both = combine_files([opened("wire", tuple(WIRE)), opened("table", (stranger,))])
    [pair] = asked(both)["pairs"]
    assert 'What the source "stranger" is' in pair["refused"]
    assert merge_pairs(both, [("wire:1", "stranger:7")]) is both


def test_many_are_compared_in_a_process_of_their_own(both: SessionFile) -> None:
    assert both.likely is not None
    again = LikelyPairs(both.likely.parts, at_once=0)
    found = again.ask(600)
    assert found is not None
    assert not found.failed
    assert [(pair.first, pair.second) for pair in found.pairs] == [PAIR]


def test_of_too_many_the_first_are_compared_and_the_others_counted() -> None:
    def copies(name: str, count: int) -> EventTable:
        made = ({**ATTACK, "id": f"{name}:{at}", "date": "2021-07-05"} for at in range(count))
        return EventTable(event(**members) for members in made)

    pairs, left_out = compare([copies("a", 5), copies("b", 3)], most=2)
    assert left_out == 4
    assert {pair.first for pair in pairs} <= {"a:0", "a:1"}


def test_only_what_may_meet_the_other_file_is_compared() -> None:
    def at(day: str, **members: Any) -> Event:
        return event(**{"id": day, "date": day, **PLACE, **members})

    near = EventTable([at("2021-07-05")])
    far = EventTable([at("2021-07-06"), at("2001-07-06"), at("2021-07-07", geometry=point(2, 48))])
    assert rows_to_compare(far, near) == [0]


def test_the_api_tells_the_pairs(both: SessionFile) -> None:
    client = TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))
    asked(keep(both))
    address = f"/api/collections/{both.collection}/pairs"
    told = client.get(address).json()
    assert (told["ready"], told["matched"], len(told["pairs"])) == (True, 1, 1)
    assert client.get(f"{address}?least=0.999").json()["matched"] == 0
    assert client.get(f"{address}?offset=1").json()["pairs"] == []
    assert client.get(f"{address}?least=2").status_code == 400
    assert client.get(f"{address}?kind=assault").status_code == 400
    assert client.get("/api/collections/events/pairs").json()["pairs"] == []


def test_one_file_has_no_tab_of_pairs(tmp_path: Path) -> None:
    one = opened("wire", tuple(WIRE))
    told = records(one, EVERYTHING, TableRequest(tab="pairs"))
    assert (told["tab"], told["pairs"]) == ("table", None)
