"""Rows sorted along a Z-order curve, however many: in runs, of which few are in memory.

Neighbours on the curve are mostly neighbours on the ground.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa

from events.query.columns.mercator import Grid

MOST_HELD = 400_000_000
"""Bytes of rows in memory, beyond which they wait in a file."""

MOST_AT_ONCE = 16_000_000
"""Bytes of sorted rows that are given together, as their mean length tells."""

_MOST_STEPS = 16  # together
_PART = "unsorted-{}.arrow"


class ExternalSort:
    """Rows that come in the order of a file and go in that of a curve.

    Each batch is sorted when it comes. A stretch of the whole is then a slice of each batch.

    Parameters
    ----------
    folder : pathlib.Path
        Where rows wait that are too many for the memory, in files that `close` takes away.
    most_held, most_at_once : int, optional
        The limits, in bytes.

    Examples
    --------
    >>> sorting = ExternalSort(Path())
    >>> for first in (0, 3):
    ...     batch = pa.record_batch({"row": [first, first + 1, first + 2]})
    ...     sorting.add(batch, np.array([7, 5 + first, 6]))
    >>> [batch["row"].to_pylist() for batch in sorting.in_order(step=100)]
    [[1, 2, 5, 0, 3, 4]]
    """

    def __init__(
        self, folder: Path, most_held: int = MOST_HELD, most_at_once: int = MOST_AT_ONCE
    ) -> None:
        self._folder, self._most_held, self._most_at_once = folder, most_held, most_at_once
        self._runs: list[pa.RecordBatch] = []
        self._keys: list[Grid] = []
        self._mapped = 0  # of the runs, those in files
        self._held = self._bytes = 0
        self._parts: list[Path] = []

    def add(self, batch: pa.RecordBatch, keys: Grid) -> None:
        """Take rows.

        Parameters
        ----------
        batch : pyarrow.RecordBatch
            The rows; all batches have one schema.
        keys : numpy.ndarray
            Where each of them lies on the curve. Equal ones stay in the order in which they come.
        """
        order = np.argsort(keys, kind="stable")
        run = batch.take(pa.array(order))
        self._runs.append(run)
        self._keys.append(keys[order])
        self._held += run.nbytes
        self._bytes += run.nbytes
        if self._held > self._most_held:
            self._put_aside()

    def in_order(self, step: int) -> Iterator[pa.RecordBatch]:
        """Give the rows sorted.

        Parameters
        ----------
        step : int
            Each batch but the last has this number of rows, or a few times as many where they
            are short.

        Yields
        ------
        pyarrow.RecordBatch
        """
        if not self._runs:
            return
        starts = np.cumsum([0, *map(len, self._runs)])
        ids = np.argsort(np.concatenate(self._keys), kind="stable")
        mean = max(1, self._bytes // max(1, len(ids)))
        rows = step * min(_MOST_STEPS, max(1, self._most_at_once // mean // step))
        taken = np.zeros(len(self._runs), dtype=np.int64)
        for start in range(0, len(ids), rows):
            some = ids[start : start + rows]
            owners = np.searchsorted(starts, some, side="right") - 1
            numbers = np.bincount(owners, minlength=len(self._runs))
            slices = [
                self._runs[run].slice(taken[run], numbers[run]) for run in np.flatnonzero(numbers)
            ]
            taken += numbers
            places = np.argsort(np.argsort(some))
            yield pa.concat_batches(slices).take(pa.array(places))

    def close(self) -> None:
        """Let the rows go, and take the files away."""
        self._runs.clear()
        for part in self._parts:
            with suppress(OSError):
                part.unlink()

    def _put_aside(self) -> None:
        part = self._folder / _PART.format(len(self._parts))
        self._parts.append(part)
        waiting = self._runs[self._mapped :]
        with pa.ipc.new_file(part, waiting[0].schema) as writer:
            for run in waiting:
                writer.write_batch(run)
        reader = pa.ipc.open_file(pa.memory_map(str(part)))
        self._runs[self._mapped :] = [reader.get_batch(n) for n in range(len(waiting))]
        self._mapped, self._held = len(self._runs), 0
