"""The rows of cells and areas are found by their runs, and an answer is worked out once."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from events.columns import COLUMNS, Columns, Mask
from events.event_table import EventTable
from events.query_columns import GRID_BITS, QUERY_SCHEMA
from events.schema import Event
from events.selection import Selection
from tests.events.test_view import placed


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


def test_texts_are_searched_once_for_all_selections_with_the_same_words() -> None:
    asked = []

    def search(selection: Selection) -> Mask:
        asked.append(selection)
        return np.ones(0, dtype=np.bool_)

    columns = Columns(pa.table(QUERY_SCHEMA.empty_table()).select(COLUMNS), search)
    for statuses in ("reported", "claimed", "reported"):
        columns.chosen(Selection(words="bridge", statuses=frozenset({statuses})))
    assert asked == [Selection(words="bridge")]
