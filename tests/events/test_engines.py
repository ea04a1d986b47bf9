"""Every engine answers what the table in memory answers: made-up selections and views, all equal.

This is what the port of `events.query.event_table` means; a further engine is a line of `ENGINES`.
"""

from collections.abc import Callable
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events.lake.builds.building import build_lake
from events.lake.builds.compaction import compact_lake
from events.lake.lake_table import open_lake
from events.model.event import Event
from events.model.vocabulary import FAMILIES, Kind, Status
from events.query.clusters import Area, Cell
from events.query.columns.row_order import Order
from events.query.event_table import Table, page_by_text, select
from events.query.map_view import Bounds, View, view
from events.query.selection import EVERYTHING, FILTERS, Selection
from events.query.summary import days, has_spans, summarise
from events.query.totals import count, deaths, most_named
from events.store.disk import EventStore
from events.store.memory import EventTable
from events.store.writer import write_store
from tests.events.lake.test_build import event_file
from tests.events.query.test_selection import ends, selections
from tests.events.store.test_disk import batches
from tests.makers.lake_events import lake_events

pytestmark = pytest.mark.slow

FIRST = 300
"""How many events the first of a lake's two batches has."""


def on_disk(made: list[Event], folder: Path) -> Table:
    write_store(batches(made), folder)
    return EventStore(folder)


def in_lake(made: list[Event], folder: Path) -> Table:
    for name, part in (("one", made[:FIRST]), ("two", made[FIRST:])):
        build_lake([event_file(folder / f"{name}.geojson", part)], str(folder / "lake"))
    return opened(folder / "lake")


def in_compacted_lake(made: list[Event], folder: Path) -> Table:
    in_lake(made, folder)
    compact_lake(str(folder / "lake"))
    return opened(folder / "lake")


def opened(folder: Path) -> Table:
    table: Table = open_lake(str(folder))[0].events
    return table


ENGINES: dict[str, Callable[[list[Event], Path], Table]] = {
    "disk": on_disk,
    "lake": in_lake,
    "compacted lake": in_compacted_lake,
}
"""What holds events in a folder, to be queried."""

FORCE = Selection(kinds=frozenset({"assault", "coerce"}))


@pytest.fixture(scope="module")
def made() -> list[Event]:
    """The events, in the order of their files."""
    return [*lake_events(FIRST, 1, "a"), *lake_events(200, 2, "b")]


@pytest.fixture(scope="module")
def memory(made: list[Event]) -> EventTable:
    """The table in memory."""
    return EventTable(made)


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    made: list[Event], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Table:
    """The same events in another engine."""
    return ENGINES[request.param](made, tmp_path_factory.mktemp("engine"))


counted = st.builds(
    Selection,
    dates=st.none() | st.tuples(ends, ends),
    rule=st.sampled_from(["overlaps", "inside"]),
    undated=st.booleans(),
    kinds=st.frozensets(st.sampled_from([one.kinds for one in FAMILIES.values()]), max_size=2).map(
        lambda families: frozenset(chain.from_iterable(families))
    )
    | st.frozensets(st.sampled_from(list(Kind)), max_size=2),
    statuses=st.frozensets(st.sampled_from(list(Status)), max_size=1),
    told_by=st.frozensets(st.sampled_from(["gazette", "wire"]), max_size=1),
)
"""What a lake's tables know; the other filters are asked of its events."""

boxes = st.sampled_from(
    [(-180.0, -85.0, 180.0, 85.0), (60.0, 29.0, 75.0, 39.0), (68.0, 38.0, 69.5, 39.0)]
)


def group_of(group: Cell | Area) -> dict[str, object]:
    """Give what a view says of a group, but for rows, which are each table's own."""
    return {name: value for name, value in vars(group).items() if name != "rows"}


def ids(table: Table, rows: tuple[int, ...]) -> list[str]:
    """Give the ids of rows."""
    return [event.id for event in table.events(rows)]


def same_view(one: View, other: View, tables: tuple[Table, Table]) -> None:
    """Hold two views to each other."""
    for name in ("matched", "in_view", "full"):
        assert getattr(one, name) == getattr(other, name)
    for name in ("cells", "areas"):
        first = [group_of(group) for group in getattr(one, name)]
        second = [group_of(group) for group in getattr(other, name)]
        assert first == second
    assert sorted(ids(tables[0], one.rows)) == sorted(ids(tables[1], other.rows))


HALF = Selection(kinds=frozenset({"concede", "sanction"}))
"""Its middle in one cell lies half-way between two numbers of six digits."""


@given(selections | counted, boxes, st.integers(0, 14))
@example(Selection(dates=(date(2021, 6, 1), date(2021, 8, 1))), (-180.0, -85.0, 180.0, 85.0), 1)
@example(HALF, (-180.0, -85.0, 180.0, 85.0), 1)
@settings(deadline=None, max_examples=30)
def test_views_are_those_of_memory(engine, memory, chosen, box, zoom):
    counted = count(memory, chosen)
    assert count(engine, chosen) == counted
    for bounds in (Bounds(), Bounds(marks=12, areas=4)):
        views = [
            view(table, chosen, counted.on_map, box, zoom, bounds) for table in (engine, memory)
        ]
        same_view(*views, (engine, memory))


@given(selections | counted)
@settings(deadline=None, max_examples=40)
def test_days_and_totals_are_those_of_memory(engine, memory, chosen):
    assert days(engine, chosen) == days(memory, chosen)
    assert has_spans(engine, chosen) == has_spans(memory, chosen)
    assert deaths(engine, chosen) == deaths(memory, chosen)
    for one in FILTERS:
        if one.columns and one.columns[0].name in ("kind", "status", "country", "actors"):
            assert most_named(engine, chosen, one, 5) == most_named(memory, chosen, one, 5)


@given(
    selections | counted,
    st.sampled_from(["order", "rank", "title", "family", "deaths_low"]),
    st.booleans(),
)
@settings(deadline=None, max_examples=40)
def test_pages_are_those_of_memory(engine, memory, chosen, by: Order, descending):
    pages = []
    for table in (engine, memory):
        rows = page_by_text if by == "title" else None
        mask = table.columns.mask(chosen)
        part = {"descending": descending, "offset": 1, "limit": 7}
        found = rows(table, mask, by, **part) if rows else table.columns.page(mask, by, **part)
        pages.append(ids(table, tuple(found)))
    assert pages[0] == pages[1]
    assert [event.id for event in select(engine, chosen, 0, 5)] == [
        event.id for event in select(memory, chosen, 0, 5)
    ]


def test_what_it_holds_as_a_whole_is_as_in_memory(engine: Table, memory: EventTable) -> None:
    assert summarise(engine) == summarise(memory)
    assert len(engine) == len(memory)
    assert sorted(event.id for event in engine) == sorted(event.id for event in memory)


@pytest.mark.parametrize("chosen", [FORCE, EVERYTHING, Selection(dates=(date(2021, 6, 1), None))])
def test_neighbours_are_those_of_memory(
    engine: Table, memory: EventTable, chosen: Selection
) -> None:
    for event in list(memory)[::50]:
        told = []
        for table in (engine, memory):
            row = table.columns.row_of(event.id)
            assert row is not None
            found = table.columns.around(table.columns.mask(chosen), row)
            told.append(
                found and (found[0], *(n is not None and ids(table, (n,)) for n in found[1:]))
            )
        assert told[0] == told[1]
