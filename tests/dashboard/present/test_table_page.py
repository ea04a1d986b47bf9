"""The rows under the map: every event of a tab on one page, in order, in memory and on the disk."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.present import table_page
from dashboard.present.table_page import TableRequest, read_request
from dashboard.session.session_file import SessionFile
from events.files.event_file import Loaded
from events.model.event import Event
from events.model.problems import Problem, Words
from events.model.vocabulary import Kind
from events.query.event_table import select
from events.query.selection import Selection
from events.store.memory import EventTable
from tests.events.query.test_selection import passes, selections
from tests.events.store.test_disk import stored
from tests.makers.made_events import WORDS, event, event_lists, point

SHORT = 2
"""Rows of a page, so that a few events fill several."""

TABS = ("table", "placeless", "dateless", "hidden")
views = st.builds(
    TableRequest,
    tab=st.sampled_from(TABS),
    offset=st.integers(0, 20),
    by=st.sampled_from(
        ["file", "when", "title", "where", "standing", "actors", "killed_low", "killed", "country"]
    ),
    descending=st.booleans(),
    words=st.lists(st.sampled_from([*WORDS, "x"]), max_size=1).map(" ".join),
)


def opened(events: Any, problems: tuple[Problem, ...] = ()) -> SessionFile:
    count = len(events) + len(problems)
    return SessionFile(Loaded("made.geojson", "Made", (), events, problems, count, ""))


def ids(data: dict[str, Any]) -> list[str]:
    return [row["id"] for row in data["rows"]]


def belongs(one: Event, tab: str, chosen: Selection) -> bool:
    """Say in plain words whether an event is in a tab."""
    is_selected = all(passes(one, chosen).values())
    return {
        "table": is_selected,
        "placeless": is_selected and one.geometry is None,
        "dateless": is_selected and one.span is None,
        "hidden": not is_selected,
    }[tab]


def lowest_killed(one: Event) -> float | None:
    return next((part.low for part in one.quantities if part.what == "killed"), None)


def in_pages(file: SessionFile, chosen: Selection, view: TableRequest) -> list[str]:
    """Go through all pages."""
    found: list[str] = []
    while True:
        data = table_page.records(file, chosen, replace(view, offset=len(found)), SHORT)
        found += ids(data)
        if len(found) >= data["matched"]:
            return found


@given(event_lists(), selections, views)
@settings(deadline=None, max_examples=150)
def test_the_pages_hold_the_events_of_the_tab_once(
    made: list[Event], chosen: Selection, view: TableRequest
) -> None:
    file = opened(tuple(made))
    wanted = [one for one in made if belongs(one, view.tab, chosen)]
    data = table_page.records(file, chosen, view, SHORT)
    assert data["tabs"][view.tab] == len(wanted)
    if view.tab == "hidden" and view.words:
        found = {one.id for one in select(EventTable(made), Selection(words=view.words))}
        wanted = [one for one in wanted if one.id in found]
    assert data["matched"] == len(wanted)
    listed = in_pages(file, chosen, view)
    assert sorted(listed) == sorted(one.id for one in wanted)
    keys: dict[str, Callable[[Event], Any]] = {
        "file": lambda one: made.index(one),
        "title": lambda one: one.title,
        "where": lambda one: one.place or None,
        "country": lambda one: one.country or None,
        "killed_low": lowest_killed,
        "actors": lambda one: [(actor.name, actor.role) for actor in one.actors] or None,
    }
    if key := keys.get(view.by):
        by_id = {one.id: key(one) for one in made}
        order = [by_id[id_] for id_ in listed]
        known = [value for value in order if value is not None]
        assert order[: len(known)] == known, "what has no value comes last"
        if view.by != "actors":
            assert known == sorted(known, reverse=view.descending)


@given(event_lists(), selections, views)
@settings(deadline=None, max_examples=30)
def test_the_disk_gives_the_same_rows(
    made: list[Event], chosen: Selection, view: TableRequest
) -> None:
    with stored(made) as store:
        kept, held = opened(store), opened(tuple(made))
        pages = [table_page.records(file, chosen, view, SHORT) for file in (kept, held)]
        assert pages[0] == pages[1]


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    file = opened(tuple(event(id=f"e{n}") for n in range(5)))
    data = table_page.records(file, Selection(), TableRequest(offset=400), SHORT)
    assert (data["offset"], ids(data), data["matched"]) == (4, ["e4"], 5)


def test_undated_rows_come_last_by_date() -> None:
    dates = ["", "2021-07-05", "../2021-07-01"]
    file = opened(tuple(event(id=f"e{n}", date=text) for n, text in enumerate(dates)))
    assert in_pages(file, Selection(), TableRequest(by="when")) == ["e2", "e1", "e0"]


def test_the_problems_are_pages_too_and_can_be_searched() -> None:
    problems = tuple(
        Problem("a", n, f"x{n}", "date", Words("no day"), "a day", "") for n in range(5)
    )
    file = opened((event(),), problems)
    first = table_page.records(file, Selection(), TableRequest(tab="problems"), SHORT)
    assert (len(first["rows"]), first["matched"], first["tabs"]["problems"]) == (2, 5, 5)
    found = table_page.records(file, Selection(), TableRequest(tab="problems", words="X3"), SHORT)
    assert found["matched"] == 1
    assert "x3" in found["rows"][0]


def killed(*numbers: int) -> list[dict[str, Any]]:
    what = "killed", "killed, best estimate"
    pairs = zip(what, (numbers[::2], numbers[1:2] * 2), strict=True)
    return [{"what": name, "low": ends[0], "high": ends[1]} for name, ends in pairs if ends]


def test_the_columns_are_those_that_the_file_has_anything_for() -> None:
    bare = opened((event(),))
    assert table_page.columns_of(bare) == ["title", "standing", "when", "where"]
    plain = event(actors=[{"name": "Taleban"}], country="Afghanistan", quantities=killed(3, 3, 3))
    assert table_page.columns_of(opened((plain,)))[4:] == ["actors", "killed", "country"]
    ranged = event(id="e2", quantities=killed(3, 4, 9))
    assert table_page.columns_of(opened((plain, ranged)))[4:] == [
        "actors",
        "killed_low",
        "killed_best",
        "killed_high",
        "country",
    ]


def test_the_sources_are_a_column_where_there_are_several() -> None:
    told = [event(id=f"{source}:1") for source in ("ucdp", "acled")]
    data = table_page.records(opened(tuple(told)), Selection(), TableRequest(by="source"))
    assert data["columns"][4:] == ["source"]
    assert [row["source"] for row in data["rows"]] == ["acled", "ucdp"]
    assert "source" not in table_page.columns_of(opened((told[0],)))


def test_a_row_says_who_and_how_many() -> None:
    sides = [{"name": "Taleban", "role": "side A"}, {"name": "Civilians", "role": "side B"}]
    told = event(actors=sides, country="Afghanistan", quantities=killed(3, 4, 9))
    [row] = table_page.records(opened((told,)), Selection(), TableRequest())["rows"]
    assert (row["actors"], row["country"]) == ("Taleban, Civilians", "Afghanistan")
    assert [row[f"killed_{end}"] for end in ("low", "best", "high")] == [3, 4, 9]


def test_an_empty_tab_has_no_rows() -> None:
    located = event(geometry=point(68, 37), place_precision="exact", date="2021-07-05")
    data = table_page.records(
        opened((located,)), Selection(), TableRequest(tab="hidden", offset=50)
    )
    assert (data["rows"], data["matched"], data["offset"]) == ([], 0, 0)


def test_kinds_are_sorted_by_their_family() -> None:
    kinds = (Kind.REQUEST, Kind.ASSAULT, Kind.CONTEXT, Kind.ASSAULT)
    made = [event(id=f"e{n}", kind=kind) for n, kind in enumerate(kinds)]
    listed = in_pages(opened(tuple(made)), Selection(), TableRequest(by="standing"))
    with stored(made) as store:
        assert in_pages(opened(store), Selection(), TableRequest(by="standing")) == listed
    assert listed.index("e3") == listed.index("e1") + 1


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"tab": 7, "offset": -1, "sort": None, "words": None},
        {"tab": "nonsense", "offset": "2", "sort": {"by": "id", "descending": "yes"}},
    ],
)
def test_what_cannot_be_meant_is_the_beginning(view: dict[str, Any]) -> None:
    assert read_request(view) == TableRequest()


def test_a_page_has_fifty_rows() -> None:
    file = opened(tuple(event(id=f"e{n}") for n in range(51)))
    assert len(table_page.records(file, Selection(), TableRequest())["rows"]) == 50
