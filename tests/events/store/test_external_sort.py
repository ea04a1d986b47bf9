"""Rows are sorted along the curve, in memory or by way of files, and come out in even steps."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from events.query.columns.mercator import interleaved
from events.store.external_sort import ExternalSort
from events.store.prefetch import prefetch

SIZE, STEP = 1_000, 10


def filled(sorting: ExternalSort, keys: np.ndarray) -> ExternalSort:
    for start in range(0, SIZE, 70):
        some = keys[start : start + 70]
        rows = np.arange(start, start + len(some))
        sorting.add(pa.record_batch({"row": rows, "text": [f"the {row}th" for row in rows]}), some)
    return sorting


@pytest.mark.parametrize("held", [1, 3_000, 1_000_000])
@pytest.mark.parametrize("at_once", [1, 1_000_000])
def test_rows_come_in_the_order_of_their_keys(held: int, at_once: int, tmp_path: Path) -> None:
    keys = np.random.default_rng(7).integers(0, 200, SIZE)  # many of them equal
    sorting = filled(ExternalSort(tmp_path, held, at_once), keys)
    assert bool([*tmp_path.iterdir()]) == (held < SIZE * STEP)
    batches = list(sorting.in_order(STEP))
    sorting.close()
    rows = [row for batch in batches for row in batch["row"].to_pylist()]
    assert rows == np.argsort(keys, kind="stable").tolist()
    assert [batch["text"][0].as_py() for batch in batches] == [
        f"the {batch['row'][0]}th" for batch in batches
    ]
    assert {len(batch) % STEP for batch in batches[:-1]} <= {0}
    assert max(map(len, batches)) == (STEP if at_once == 1 else 16 * STEP)
    assert [*tmp_path.iterdir()] == []


def test_nothing_in_gives_nothing_out(tmp_path: Path) -> None:
    assert list(ExternalSort(tmp_path).in_order(STEP)) == []


def test_the_curve_keeps_neighbours_together() -> None:
    side = np.arange(8)
    x, y = (grid.ravel() for grid in np.meshgrid(side, side))
    ranks = interleaved(x, y)
    assert sorted(ranks) == list(range(64))
    first_quarter = {(int(a), int(b)) for a, b, rank in zip(x, y, ranks, strict=True) if rank < 16}
    assert first_quarter == {(a, b) for a in range(4) for b in range(4)}
    assert interleaved(np.array([2**24 - 1]), np.array([2**24 - 1])).tolist() == [2**48 - 1]


def test_what_is_raised_ahead_is_raised_in_its_place() -> None:
    def broken():
        yield 1
        yield 2
        raise KeyError("the third")

    items = prefetch(broken())
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(KeyError, match="the third"):
        next(items)


def test_who_stops_early_leaves_no_thread() -> None:
    made = []

    def endless():
        while True:
            made.append(len(made))
            yield len(made)

    items = prefetch(endless())
    next(items)
    items.close()
    assert len(made) == 2
