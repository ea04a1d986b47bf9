"""Events as one source tells them: in memory and on the disk alike, and nothing borrowed."""

import tempfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from hypothesis import given, settings

from events.accounts.fields import DATE, number
from events.accounts.one_source import source_ids, told_by
from events.accounts.shown_values import departures, is_external
from events.files.event_file import Loaded
from events.model.event import Event
from events.query.event_table import BRIEF, Table, select
from events.query.query_schema import QUERY_SCHEMA
from events.query.selection import Selection
from events.query.totals import count
from events.store.combined import CombinedTable
from events.store.disk import EventStore
from events.store.memory import EventTable
from events.store.source_table import table_of_source
from events.store.writer import EVENTS, write_store
from tests.events.query.test_selection import selections
from tests.events.store.test_disk import batches
from tests.makers.made_events import event
from tests.makers.rich_events import SOURCES, collections, told_events

QUOTE = {"source": "gazette", "exact": "shots", "start": 0, "end": 5}
OTHER = {"source": "wire", "exact": "fire", "start": 0, "end": 4}


@given(collections())
@settings(deadline=None, max_examples=60)
def test_the_disk_tells_of_one_source_as_memory_does(loaded: Loaded) -> None:
    made = list(loaded.events)
    with tempfile.TemporaryDirectory() as folder:
        write_store(batches(made), Path(folder))
        store = EventStore(Path(folder))
        for source in SOURCES:
            found, expected = (
                table_of_source(table, source.id) for table in (store, EventTable(made))
            )
            assert [shown(one) for one in found] == [shown(one) for one in expected]


def test_what_one_account_quotes_twice_stays_so_on_the_disk_and_in_memory(tmp_path: Path) -> None:
    made = event(quotes=[QUOTE, QUOTE], accounts=[{"source": "gazette"}])
    write_store(batches([made]), tmp_path)
    for table in (EventStore(tmp_path), EventTable([made])):
        [told] = table_of_source(table, "gazette")
        assert len(told.quotes) == 2


@given(collections(), selections)
@settings(deadline=None, max_examples=40)
def test_queries_of_one_source_agree_with_memory(loaded: Loaded, chosen: Selection) -> None:
    made = list(loaded.events)
    with tempfile.TemporaryDirectory() as folder:
        write_store(batches(made), Path(folder))
        store = EventStore(Path(folder))
        for source in SOURCES:
            ours, theirs = (
                table_of_source(table, source.id) for table in (store, EventTable(made))
            )
            assert columns_of(ours) == columns_of(theirs)
            assert count(ours, chosen) == count(theirs, chosen)
            assert ids_of(ours, chosen) == ids_of(theirs, chosen)
            assert [brief(one) for one in in_order(ours)] == [brief(one) for one in theirs]
            keys = sorted(set(ours.columns["shape"].tolist()))
            assert ours.geometries(keys) == theirs.geometries(keys)
            both = [
                CombinedTable([table_of_source(store, source.id), EventTable([event(id="other")])]),
                CombinedTable([EventTable(theirs), EventTable([event(id="other")])]),
            ]
            assert ids_of(both[0], chosen) == ids_of(both[1], chosen)


def columns_of(table: Table) -> list[dict[str, object]]:
    """Give all that queries ask, in the order of the file."""
    rows = table.frame().sort("order").collect().to_arrow()
    return list(rows.select(QUERY_SCHEMA.names).to_pylist())


def ids_of(table: Table, chosen: Selection) -> list[str]:
    return [one.id for one in select(table, chosen)]


def in_order(table: Table) -> list[Event]:
    rows = table.columns.page(np.ones(len(table), np.bool_), "order")
    return table.brief(rows)


def brief(one: Event) -> list[object]:
    return [getattr(one, name) for name in BRIEF]


def test_no_text_is_written_once_more_before_a_word_is_searched(tmp_path: Path) -> None:
    accounts = [{"source": "wire", "note": "A bridge fell."}, {"source": "gazette"}]
    write_store(batches([event(id="e1", accounts=accounts)]), tmp_path)
    told = table_of_source(EventStore(tmp_path), "wire")
    assert isinstance(told, EventStore)
    folder = told.folder
    assert "words" not in pq.read_schema(folder / EVENTS).names
    before = {path.name for path in folder.iterdir()}
    assert [one.note for one in told.events([0])] == ["A bridge fell."]
    assert {path.name for path in folder.iterdir()} == before
    assert ids_of(told, Selection(words="bridge")) == ["e1"]
    assert ids_of(told, Selection(words="tunnel")) == []
    del told
    assert not folder.exists()


def shown(one: Event) -> dict[str, object]:
    """Give what an event shows, whether it says so or leaves it at the default."""
    return {name: getattr(one, name) for name in Event.model_fields}


@given(told_events("e1"))
def test_an_event_of_one_source_has_nothing_of_another(made: Event) -> None:
    for source in source_ids(made):
        told = told_by(made, source)
        assert told is not None
        assert {one.source for one in (*told.accounts, *told.quotes)} == {source}
        assert list(departures(told)) == []
        assert not is_external(told, DATE)
        given = [one for account in told.accounts for one in account.quantities]
        assert {one.what for one in told.quantities} == {one.what for one in given}
        assert not any(is_external(told, number(one.what)) for one in told.quantities)


def test_an_event_without_accounts_is_one_account_of_what_it_quotes() -> None:
    made = event(quotes=[QUOTE, OTHER], date="2021-07-05")
    assert source_ids(made) == ("gazette", "wire")
    told = told_by(made, "wire")
    assert told is not None
    assert (told.date, [one.exact for one in told.quotes]) == ("2021-07-05", ["fire"])
    assert told_by(made, "copy") is None


def test_an_imported_event_is_of_the_source_in_its_id() -> None:
    made = event(id="ucdp:17")
    assert (source_ids(made), told_by(made, "ucdp")) == (("ucdp",), made)
    assert source_ids(event(id="e1")) == ()


def test_a_place_that_is_shown_keeps_its_shape_for_who_tells_of_it() -> None:
    place = {"place": "Khorugh", "place_precision": "settlement"}
    point = {"type": "Point", "coordinates": [71.55, 37.49]}
    made = event(**place, geometry=point, accounts=[{"source": "wire", **place}])
    told = told_by(made, "wire")
    assert told is not None
    assert told.geometry == made.geometry


def test_sources_and_their_agreement_are_asked_of_the_columns() -> None:
    days = [{"source": "wire", "date": "2021-07-04"}, {"source": "gazette", "date": "2021-07-05"}]
    table = EventTable(
        [
            event(id="differ", date="2021-07-04/2021-07-05", accounts=days),
            event(id="agree", accounts=[{"source": "wire"}, {"source": "gazette"}]),
            event(id="one", accounts=[{"source": "wire"}, {"source": "wire"}]),
            event(id="quoted", quotes=[QUOTE]),
            event(id="ucdp:1"),
        ]
    )

    def ids(**asked: object) -> list[str]:
        rows = table.columns.page(table.columns.mask(Selection(**asked)), "order")
        return [one.id for one in table.events(rows)]

    assert ids(told_by=frozenset({"wire"})) == ["differ", "agree", "one"]
    assert ids(told_by=frozenset({"gazette", "ucdp"})) == ["differ", "agree", "quoted", "ucdp:1"]
    assert ids(agreement=frozenset({"differ"})) == ["differ"]
    assert ids(agreement=frozenset({"agree"})) == ["agree"]
    assert ids(agreement=frozenset({"one"})) == ["one", "quoted", "ucdp:1"]
    assert ids(source="gazette") == ["differ", "agree", "quoted"]
