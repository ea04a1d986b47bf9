"""Events on the disk answer every query as events in memory do, and come back as they were."""

import json
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events.export.export import export_events
from events.files.arrow_schema import batch_of
from events.files.event_file import Loaded, load_events
from events.files.feature_rows import feature_of, row_of
from events.model.event import Event
from events.model.vocabulary import FORMAT
from events.query.event_table import BRIEF, Table, page_by_text, select
from events.query.query_schema import QUERY_SCHEMA
from events.query.selection import Selection
from events.query.summary import days, summarise
from events.query.totals import count
from events.store.disk import EventStore
from events.store.memory import EventTable
from events.store.prepared import load_prepared, prepare
from events.store.writer import write_store
from tests.events.query.test_selection import selections
from tests.makers.generator import write_events
from tests.makers.made_events import event, event_lists, point
from tests.makers.rich_events import collections


@contextmanager
def stored(made: list[Event]) -> Iterator[EventStore]:
    with tempfile.TemporaryDirectory() as folder:
        write_store(batches(made), Path(folder))
        yield EventStore(Path(folder))


def batches(made: list[Event], size: int = 3) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(made), size):
        rows = (row_of(feature_of(one)) for one in made[start : start + size])
        yield batch_of(rows)[0]


@given(collections())
@settings(deadline=None, max_examples=30)
def test_events_come_back_as_they_were(loaded):
    with stored(list(loaded.events)) as store:
        assert list(store) == list(loaded.events)
        assert [store.find(one.id) for one in loaded.events] == list(loaded.events)
        assert store.find("not there") is None


@given(st.sets(st.text(max_size=9).filter(str.strip), min_size=1), st.text(max_size=9))
@example({"a", "b", "\U0001f600", "\uffff"}, "\ud800")
@settings(deadline=None, max_examples=100)
def test_an_id_finds_its_own_event_alone(ids, other):
    table = EventTable([event(id=one) for one in ids])
    for asked in (*ids, other, *(one[:-1] for one in ids), *(one + "a" for one in ids)):
        found = table.find(asked)
        assert (found.id if found else None) == (asked if asked in ids else None)


@given(collections())
@settings(deadline=None, max_examples=30)
def test_what_is_told_briefly_is_as_it_was(loaded):
    def told(one: Event) -> list[object]:
        return [getattr(one, name) for name in BRIEF]

    with stored(list(loaded.events)) as store:
        rows = store.columns.page(np.ones(len(store), np.bool_), "order")
        assert list(map(told, store.brief(rows))) == list(map(told, loaded.events))
        assert store.events(rows) == list(loaded.events), "what was told briefly is not kept for it"


@given(collections())
@settings(deadline=None, max_examples=30)
def test_the_columns_are_those_of_memory(loaded):
    table = EventTable(loaded.events)
    with stored(list(loaded.events)) as store:
        found, expected = (
            held.frame().sort("order").collect().to_arrow() for held in (store, table)
        )
    names = QUERY_SCHEMA.names
    assert found.select(names).to_pylist() == expected.select(names).to_pylist()
    for name in ("rank", "located", "pointed", "quoted", "dated", "shape", "x", "y"):
        own = store.columns[name][np.argsort(store.columns["order"])]
        assert own.tolist() == table.columns[name].tolist()


@given(event_lists(), selections)
@settings(deadline=None, max_examples=40)
def test_queries_agree_with_memory(made, chosen):
    table = EventTable(made)
    with stored(made) as store:
        assert select(store, chosen) == select(table, chosen)
        assert select(store, chosen, offset=1, limit=2) == select(table, chosen)[1:3]
        first = [page(held, chosen, limit=3) for held in (store, table)]
        assert first[0] == first[1]
        assert count(store, chosen, 2) == count(table, chosen, 2)
        assert days(store, chosen) == days(table, chosen)
        assert summarise(store) == summarise(table)


@given(st.text("uUs. -’3一塔́б", max_size=6))
@example("U.S.")
@example("u.s")
@example("U--S")
@example("塔一")
@example("’s")
@settings(deadline=None)
def test_words_that_stand_side_by_side_are_found_so(words):
    texts = ["U.S. troops", "us", "U S", "S. U.", "u--s", "塔一塔", "一塔 塔", "3 б", "б’s", words]
    made = [event(id=f"e{number}", title=f"{text}.") for number, text in enumerate(texts)]
    with stored(made) as store:
        chosen = Selection(words=words)
        assert select(store, chosen) == select(EventTable(made), chosen)


def page(table: Table, chosen: Selection, limit: int) -> list[Event]:
    """Give the first events by title, the last letters first."""
    mask = table.columns.mask(chosen)
    return table.events(page_by_text(table, mask, "title", descending=True, limit=limit))


def test_a_shared_outline_is_kept_once(tmp_path):
    ring = [[0, 0], [4, 0], [4, 4], [0, 0]]
    area = {"type": "Polygon", "coordinates": [ring]}
    made = [event(id=f"e{n}", geometry=area, place_precision="province") for n in range(7)]
    write_store(batches(made), tmp_path)
    assert pd.read_parquet(tmp_path / "shapes.parquet").shape == (1, 2)
    store = EventStore(tmp_path)
    (shape,) = set(store.columns["shape"].tolist())
    assert store.geometries([1, shape]) == {shape: {"type": "Polygon", "coordinates": [ring]}}


def test_neighbours_lie_together(tmp_path):
    places = [point(n % 2 * 90 + n / 100, 40 + n / 100) for n in range(8)]
    made = [
        event(id=f"{n}", geometry=place, place_precision="exact") for n, place in enumerate(places)
    ]
    write_store(batches(made), tmp_path)
    store = EventStore(tmp_path)
    longitudes = store.columns["longitude"].tolist()
    assert [longitude > 45 for longitude in longitudes] == [False] * 4 + [True] * 4


@pytest.mark.slow
def test_rows_are_whole_in_every_row_group(tmp_path):
    write_events(70_000, tmp_path / "many.parquet")
    (tmp_path / "made").mkdir()
    prepare(tmp_path / "many.parquet", tmp_path / "made")
    assert pq.read_metadata(tmp_path / "made/events.parquet").num_row_groups > 1
    store = EventStore(tmp_path / "made")
    ids = [store.columns.id_of(row) for row in range(70_000)]
    assert ids == [f"made:{order + 1}" for order in store.columns["order"].tolist()]
    rows = list(range(0, 70_000, 997))
    assert [event.id for event in store.events(rows)] == [ids[row] for row in rows]


@pytest.mark.parametrize("odd", [{"id": "\ud800"}, {"properties": {"n\ud800": 1}}])
def test_half_a_surrogate_costs_one_event(odd, tmp_path):
    features = [feature_of(event(id="a")), feature_of(event(id="b"))]
    features[0]["properties"] |= odd.pop("properties", {})
    members = {"type": "FeatureCollection", "format": FORMAT}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({**members, "features": [features[0] | odd, features[1]]}))
    loaded, made = load_events(path), prepared(path)
    assert [one.id for one in made.events] == [one.id for one in loaded.events] == ["b"]
    assert made.problems == loaded.problems
    assert "half a surrogate pair (U+D800)" in str(made.problems[0])


def test_a_broken_geometry_costs_one_event(tmp_path):
    made = [event(id=f"e{n}", geometry=point(n, 1), place_precision="exact") for n in range(3)]
    path = tmp_path / "a.parquet"
    export_events(Loaded("a", "", (), tuple(made), (), 3, ""), path)
    table, members = pq.read_table(path), pq.read_metadata(path).metadata
    wkb = pa.array([table["geometry"][0].as_py(), b"junk", table["geometry"][2].as_py()])
    table = table.set_column(table.column_names.index("geometry"), "geometry", wkb)
    pq.write_table(table.replace_schema_metadata(members), path)
    loaded, stored_ones = load_events(path), prepared(path)
    assert list(stored_ones.events) == list(loaded.events) == [made[0], made[2]]
    assert stored_ones.problems == loaded.problems
    assert [problem.field for problem in loaded.problems] == ["geometry"]


def prepared(path: Path) -> Loaded:
    folder = path.with_suffix(".made")
    folder.mkdir()
    prepare(path, folder)
    return load_prepared(folder)


def test_an_error_on_the_way_is_passed_on(tmp_path):
    def broken() -> Iterator[pa.RecordBatch]:
        yield from batches([event(id="a")])
        raise KeyError("the reader's own")

    with pytest.raises(KeyError, match="the reader's own"):
        write_store(broken(), tmp_path)


def test_a_store_that_nobody_holds_leaves_nothing_in_memory(tmp_path):
    write_store(batches([event(id="a")]), tmp_path)
    store = EventStore(tmp_path)
    assert count(store, Selection(words="patrol")).selected == 1
    columns = weakref.ref(store.columns)
    del store
    assert columns() is None


def test_the_rows_are_a_geoparquet_that_others_read(tmp_path):
    made = [event(id="a", geometry=point(68.8, 38.5), place_precision="exact"), event(id="b")]
    write_store(batches(made), tmp_path)
    frame = geopandas.read_parquet(tmp_path / "events.parquet")
    assert frame.crs == "OGC:CRS84"
    assert frame.set_index("id").geometry["a"].coords[0] == (68.8, 38.5)
