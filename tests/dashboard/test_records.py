"""The rows under the map: every event of a tab on one page, in order, in memory and on the disk."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import records
from dashboard.opened import Opened
from dashboard.records import ROWS, Asked, asked
from events.event_table import EventTable
from events.loading import Loaded
from events.problems import Problem, Words
from events.schema import Event
from events.selection import Selection, select
from events.vocabulary import Kind
from tests.events.made_events import WORDS, event, event_lists, point
from tests.events.test_selection import passes, selections
from tests.events.test_store import stored

TABS = ("table", "placeless", "dateless", "hidden")
views = st.builds(
    Asked,
    tab=st.sampled_from(TABS),
    offset=st.integers(0, 20),
    by=st.sampled_from(["file", "when", "title", "where", "standing"]),
    descending=st.booleans(),
    words=st.lists(st.sampled_from([*WORDS, "x"]), max_size=1).map(" ".join),
)


def opened(events: Any, problems: tuple[Problem, ...] = ()) -> Opened:
    count = len(events) + len(problems)
    return Opened(Loaded("made.geojson", "Made", (), events, problems, count, ""))


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


def in_pages(file: Opened, chosen: Selection, view: Asked) -> list[str]:
    """Go through all pages."""
    found: list[str] = []
    while True:
        data = records.records(file, chosen, replace(view, offset=len(found)))
        found += ids(data)
        if len(found) >= data["matched"]:
            return found


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "ROWS", 2)


@given(event_lists(), selections, views)
@settings(deadline=None, max_examples=150)
def test_the_pages_hold_the_events_of_the_tab_once(
    made: list[Event], chosen: Selection, view: Asked
) -> None:
    file = opened(tuple(made))
    wanted = [one for one in made if belongs(one, view.tab, chosen)]
    data = records.records(file, chosen, view)
    assert data["tabs"][view.tab] == len(wanted)
    if view.words:
        found = {one.id for one in select(EventTable(made), Selection(words=view.words))}
        wanted = [one for one in wanted if one.id in found]
    assert data["matched"] == len(wanted)
    listed = in_pages(file, chosen, view)
    assert sorted(listed) == sorted(one.id for one in wanted)
    keys: dict[str, Callable[[Event], Any]] = {
        "file": lambda one: made.index(one),
        "title": lambda one: one.title,
        "where": lambda one: one.place,
    }
    if key := keys.get(view.by):
        by_id = {one.id: key(one) for one in made}
        order = [by_id[id_] for id_ in listed]
        assert order == sorted(order, reverse=view.descending)


@given(event_lists(), selections, views)
@settings(deadline=None, max_examples=30)
def test_the_disk_gives_the_same_rows(made: list[Event], chosen: Selection, view: Asked) -> None:
    with stored(made) as store:
        kept, held = opened(store), opened(tuple(made))
        assert records.records(kept, chosen, view) == records.records(held, chosen, view)


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    file = opened(tuple(event(id=f"e{n}") for n in range(5)))
    data = records.records(file, Selection(), Asked(offset=400))
    assert (data["offset"], ids(data), data["matched"]) == (4, ["e4"], 5)


def test_undated_rows_come_last_by_date() -> None:
    dates = ["", "2021-07-05", "../2021-07-01"]
    file = opened(tuple(event(id=f"e{n}", date=text) for n, text in enumerate(dates)))
    assert in_pages(file, Selection(), Asked(by="when")) == ["e2", "e1", "e0"]


def test_the_problems_are_pages_too_and_can_be_searched() -> None:
    problems = tuple(
        Problem("a", n, f"x{n}", "date", Words("no day"), "a day", "") for n in range(5)
    )
    file = opened((event(),), problems)
    first = records.records(file, Selection(), Asked(tab="problems"))
    assert (len(first["rows"]), first["matched"], first["tabs"]["problems"]) == (2, 5, 5)
    found = records.records(file, Selection(), Asked(tab="problems", words="X3"))
    assert found["matched"] == 1
    assert "x3" in found["rows"][0]


def test_an_empty_tab_has_no_rows() -> None:
    located = event(geometry=point(68, 37), place_precision="exact", date="2021-07-05")
    data = records.records(opened((located,)), Selection(), Asked(tab="hidden", offset=50))
    assert (data["rows"], data["matched"], data["offset"]) == ([], 0, 0)


def test_kinds_are_sorted_by_their_family() -> None:
    kinds = (Kind.REQUEST, Kind.ASSAULT, Kind.CONTEXT, Kind.ASSAULT)
    made = [event(id=f"e{n}", kind=kind) for n, kind in enumerate(kinds)]
    listed = in_pages(opened(tuple(made)), Selection(), Asked(by="standing"))
    with stored(made) as store:
        assert in_pages(opened(store), Selection(), Asked(by="standing")) == listed
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
    assert asked(view) == Asked()


def test_a_page_has_fifty_rows() -> None:
    assert ROWS == 50
