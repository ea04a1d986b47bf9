"""Rows are found by the runs of cells and areas, and along their orders; answers are kept."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.model.distinct_dates import Mask
from events.model.event import Event
from events.query.columns.mercator import GRID_BITS
from events.query.columns.row_order import Order
from events.query.event_index import COLUMNS, EventIndex
from events.query.query_schema import QUERY_SCHEMA
from events.query.selection import Selection
from events.store.memory import EventTable
from tests.events.query.test_map_view import placed


@given(placed(), st.integers(0, 18))
@settings(deadline=None, max_examples=60)
def test_the_runs_are_the_rows_of_each_cell_and_area(made: list[Event], level: int) -> None:
    columns = EventTable(made).columns
    x, y = (columns[name] >> GRID_BITS - level for name in ("x", "y"))
    rows, lengths = columns.runs.in_cells(x, y, level)
    for number, run in enumerate(np.split(rows, np.cumsum(lengths)[:-1]) if len(x) else []):
        same = (x == x[number]) & (y == y[number]) & columns["pointed"]
        assert sorted(run) == np.flatnonzero(same).tolist()
    shapes = columns.runs.shapes["shape"]
    rows, lengths = columns.runs.of_shapes(np.arange(len(shapes)))
    assert columns["shape"][rows].tolist() == np.repeat(shapes, lengths).tolist()
    assert sorted(rows) == np.flatnonzero(columns["shape"]).tolist()


MANY = 20_000
NOTHING = {pa.string(): "", pa.int32(): 0}


@pytest.fixture(scope="module")
def many() -> EventIndex:
    """Columns of many events without a place, on days and in a file's order made up at random."""
    chance = np.random.default_rng(7)
    batch = pa.Table.from_pylist(
        [
            {field.name: NOTHING.get(field.type) for field in QUERY_SCHEMA}
            | {"id": f"e{i}", "kind": "assault", "status": "reported", "order": int(order)}
            | {"first_day": int(day), "last_day": int(day), "dated": bool(day % 9)}
            | dict.fromkeys(("uncertain", "located", "quoted", "pointed"), False)
            | {"x": 0, "y": 0, "shape": 0}
            for i, (order, day) in enumerate(
                zip(chance.permutation(MANY), chance.integers(0, 500, MANY), strict=True)
            )
        ],
        schema=QUERY_SCHEMA,
    )
    return EventIndex(batch.select(COLUMNS), lambda _: np.ones(MANY, np.bool_))


@pytest.mark.parametrize("share", [0.0, 0.0005, 0.5, 1.0])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("by", ["order", "rank", "family"])
def test_a_page_is_a_part_of_the_whole_order(
    many: EventIndex, share: float, descending: bool, by: Order
) -> None:
    chosen = np.random.default_rng(1).random(MANY) < share
    column = many["rank" if by == "rank" else "order"]  # they are all of one family
    rows = np.flatnonzero(chosen)
    whole = rows[np.argsort(column[rows])]
    if descending and by != "family":
        known = many["dated"][whole] | (by == "order")  # without a day they come last either way
        whole = np.concatenate([whole[known][::-1], whole[~known]])
    for offset, limit in ((0, 50), (50, 50), (9_900, 200), (0, None), (3, 0)):
        found = many.page(chosen, by, descending=descending, offset=offset, limit=limit)
        assert found == whole[offset : None if limit is None else offset + limit].tolist()


@pytest.mark.parametrize("share", [0.0005, 0.5])
def test_the_neighbours_of_a_row_are_the_nearest_chosen_ones(
    many: EventIndex, share: float
) -> None:
    chosen = np.random.default_rng(1).random(MANY) < share
    rows = many.page(chosen, "order")
    for at in (0, 1, len(rows) // 2, len(rows) - 1):
        before = rows[at - 1] if at else None
        after = rows[at + 1] if at + 1 < len(rows) else None
        assert many.around(chosen, rows[at]) == (at, before, after)


def test_texts_are_searched_once_for_all_selections_with_the_same_words() -> None:
    asked = []

    def search(selection: Selection) -> Mask:
        asked.append(selection)
        return np.ones(0, dtype=np.bool_)

    columns = EventIndex(pa.table(QUERY_SCHEMA.empty_table()).select(COLUMNS), search)
    for statuses in ("reported", "claimed", "reported"):
        columns.mask(Selection(words="bridge", statuses=frozenset({statuses})))
    assert asked == [Selection(words="bridge")]
