"""A lake answers what the table in memory answers: made-up selections and views, all equal."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.lake.builds.building import build_lake
from events.lake.builds.compaction import compact_lake
from events.lake.lake_files import LakeError
from events.lake.lake_table import LakeTable, open_lake
from events.model.event import Event
from events.model.problems import EventFileError
from events.query.clusters import Area, Cell
from events.query.columns.row_order import Order
from events.query.event_table import Table, page_by_text, select
from events.query.filters.declaration import QueryError
from events.query.map_view import Bounds, View, view
from events.query.selection import EVERYTHING, FILTERS, Selection
from events.query.summary import days, has_spans, summarise
from events.query.totals import count, deaths, most_named
from events.store.memory import EventTable
from tests.events.lake.test_build import event_file
from tests.events.query.test_selection import selections
from tests.makers.lake_events import lake_events

TABLES_KNOW = Selection(kinds=frozenset({"assault", "coerce"}))


@pytest.fixture(scope="module")
def made() -> list[Event]:
    """The events, in the order of their files."""
    return [*lake_events(300, 1, "a"), *lake_events(200, 2, "b")]


@pytest.fixture(scope="module")
def memory(made: list[Event]) -> EventTable:
    """The table in memory."""
    return EventTable(made)


@pytest.fixture(scope="module")
def lake(made: list[Event], tmp_path_factory: pytest.TempPathFactory) -> LakeTable:
    """The lake, built in two batches."""
    folder = tmp_path_factory.mktemp("lake")
    for name, part in (("one", made[:300]), ("two", made[300:])):
        build_lake([event_file(folder / f"{name}.geojson", part)], str(folder / "lake"))
    return opened(folder / "lake")


def opened(folder: Path) -> LakeTable:
    """Open a lake."""
    table = open_lake(str(folder))[0].events
    assert isinstance(table, LakeTable)
    return table


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


@given(selections, boxes, st.integers(0, 14))
@settings(deadline=None, max_examples=30)
def test_views_are_those_of_memory(lake, memory, chosen, box, zoom):
    counted = count(memory, chosen)
    assert count(lake, chosen) == counted
    for bounds in (Bounds(), Bounds(marks=12, areas=4)):
        views = [view(table, chosen, counted.on_map, box, zoom, bounds) for table in (lake, memory)]
        same_view(*views, (lake, memory))


@given(selections)
@settings(deadline=None, max_examples=40)
def test_days_and_totals_are_those_of_memory(lake, memory, chosen):
    assert days(lake, chosen) == days(memory, chosen)
    assert has_spans(lake, chosen) == has_spans(memory, chosen)
    assert deaths(lake, chosen) == deaths(memory, chosen)
    for one in FILTERS:
        if one.columns and one.columns[0].name in ("kind", "status", "country", "actors"):
            assert most_named(lake, chosen, one, 5) == most_named(memory, chosen, one, 5)


@given(
    selections, st.sampled_from(["order", "rank", "title", "family", "deaths_low"]), st.booleans()
)
@settings(deadline=None, max_examples=40)
def test_pages_are_those_of_memory(lake, memory, chosen, by: Order, descending):
    pages = []
    for table in (lake, memory):
        rows = page_by_text if by == "title" else None
        mask = table.columns.mask(chosen)
        part = {"descending": descending, "offset": 1, "limit": 7}
        found = rows(table, mask, by, **part) if rows else table.columns.page(mask, by, **part)
        pages.append(ids(table, tuple(found)))
    assert pages[0] == pages[1]
    assert [event.id for event in select(lake, chosen, 0, 5)] == [
        event.id for event in select(memory, chosen, 0, 5)
    ]


def test_what_it_holds_as_a_whole_is_as_in_memory(lake: LakeTable, memory: EventTable) -> None:
    assert summarise(lake) == summarise(memory)
    assert len(lake) == len(memory)
    assert sorted(event.id for event in lake) == sorted(event.id for event in memory)


def test_an_event_is_found_by_its_id_and_is_whole(lake: LakeTable, made: list[Event]) -> None:
    for event in (made[0], made[299], made[300], made[-1]):
        assert lake.find(event.id) == event
    assert lake.find("none") is None


def test_neighbours_are_those_of_memory(lake: LakeTable, memory: EventTable) -> None:
    for event in list(memory)[::50]:
        told = []
        for table in (lake, memory):
            row = table.columns.row_of(event.id)
            assert row is not None
            chosen = table.columns.mask(TABLES_KNOW)
            found = table.columns.around(chosen, row)
            told.append(
                found and (found[0], *(n is not None and ids(table, (n,)) for n in found[1:]))
            )
        assert told[0] == told[1]


def test_a_later_version_changes_nothing_for_a_reader(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    build_lake([event_file(tmp_path / "one.geojson", lake_events(50, 1, "a"))], str(folder))
    table = opened(folder)
    before = count(table, TABLES_KNOW)
    build_lake([event_file(tmp_path / "two.geojson", lake_events(50, 2, "b"))], str(folder))
    compact_lake(str(folder))
    assert count(table, TABLES_KNOW) == before
    assert len(list(table)) == 50
    assert len(list(opened(folder))) == 100


def test_a_damaged_part_is_told_and_the_others_answer(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    build_lake([event_file(tmp_path / "one.geojson", lake_events(50, 1))], str(folder))
    table = opened(folder)
    [part] = (folder / "batches").glob("*/whole/*.arrow")
    part.write_bytes(b"")
    assert count(table, EVERYTHING).selected == 50
    with pytest.raises(LakeError, match="lake: found what cannot be read"):
        table.events([0])


def test_a_lake_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(EventFileError, match="no lake"):
        open_lake(str(tmp_path))


def test_what_a_lake_cannot_answer_is_refused(lake: LakeTable) -> None:
    with pytest.raises(QueryError, match="source"):
        count(lake, replace(EVERYTHING, source="gazette"))


def test_words_are_not_searched_among_too_many(lake: LakeTable) -> None:
    with pytest.raises(QueryError, match="at most 499 events"):
        count(LakeTable(lake.storage, lake.manifest, most_searched=499), Selection(words="border"))
