"""The sorted tables of a lake, read a row group at a time.

What is read lies in few of them, and they are small. The latest are kept, so that a map that is
moved, or days that are dragged, read little.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from events.lake.files.lake_files import LakeFiles
from events.query.columns.spatial_index import Column

KEPT_BYTES = 128 << 20
"""How much of what was read is kept."""

_BOUNDED = ("part", "x", "y", "order")
"""The columns by whose bounds row groups are passed over."""

Bounds = Mapping[str, tuple[int, int]]
"""By a column's name the least and the greatest number that are wanted of it."""


@dataclass(frozen=True)
class _Opened:
    """A file, where its row groups begin and end, and their least and greatest values."""

    file: Any
    starts: Column
    least: Mapping[str, Column]
    most: Mapping[str, Column]


class LakeGroups:
    """Reads tables of one version of a lake.

    Parameters
    ----------
    files : LakeFiles
        Its files.
    """

    def __init__(self, files: LakeFiles) -> None:
        self._files = files
        self._open = lru_cache(None)(self._opened)
        self._groups: OrderedDict[tuple[str, int], pa.Table] = OrderedDict()
        self._bytes, self._lock = 0, Lock()

    def sorted_rows(self, file: str, by: str, first: int, last: int, bounds: Bounds) -> pa.Table:
        """Give the rows of a file of which a column is in a range.

        Parameters
        ----------
        file : str
            The file.
        by : str
            The column, by which it is sorted.
        first, last : int
            The range, both included.
        bounds : mapping
            What is wanted of other columns; there may be more.
        """
        with self._files.telling(), self._lock:
            opened = self._open(file)
            wanted = np.ones(opened.file.num_row_groups, dtype=np.bool_)
            for name, (low, high) in {**bounds, by: (first, last)}.items():
                wanted &= (opened.most[name] >= low) & (opened.least[name] <= high)
            found = [opened.file.schema_arrow.empty_table()]
            for group in np.flatnonzero(wanted).tolist():
                rows = self._group(file, opened, group)
                start, end = np.searchsorted(rows[by].to_numpy(), (first, last + 1))
                found.append(rows.slice(start, end - start))
        return pa.concat_tables(found)

    def rows_at(self, file: str, start: int, end: int) -> pa.Table:
        """Give the rows of a file from one place to before another."""
        with self._files.telling(), self._lock:
            opened = self._open(file)
            found = [opened.file.schema_arrow.empty_table()]
            begins, ends = opened.starts[:-1], opened.starts[1:]
            for group in np.flatnonzero((begins < end) & (ends > start)).tolist():
                rows, begin = self._group(file, opened, group), int(begins[group])
                first = max(start, begin) - begin
                found.append(rows.slice(first, min(end - begin, len(rows)) - first))
        return pa.concat_tables(found)

    def place_of(self, file: str, by: str, value: int) -> int:
        """Give the place of the first row of a sorted file with a value, or with a greater one."""
        with self._files.telling(), self._lock:
            opened = self._open(file)
            group = int(np.searchsorted(opened.most[by], value))
            if group == opened.file.num_row_groups:
                return int(opened.starts[-1])
            column = self._group(file, opened, group)[by].to_numpy()
        return int(opened.starts[group] + np.searchsorted(column, value))

    def _group(self, file: str, opened: _Opened, group: int) -> pa.Table:
        key = file, group
        found = self._groups.pop(key, None)
        if found is None:
            found = opened.file.read_row_group(group, use_threads=False)
            self._bytes += found.nbytes
        self._groups[key] = found
        while self._bytes > KEPT_BYTES:
            _, gone = self._groups.popitem(last=False)
            self._bytes -= gone.nbytes
        return found

    def _opened(self, file: str) -> _Opened:
        self._files.hold([file])
        opened = pq.ParquetFile(self._files.storage.open(file))
        names = [name for name in _BOUNDED if name in opened.schema_arrow.names]
        groups = [opened.metadata.row_group(at) for at in range(opened.num_row_groups)]
        ends: dict[str, Column] = {}
        for name in names:
            place = opened.schema_arrow.get_field_index(name)
            told = (group.column(place).statistics for group in groups)
            ends[name] = np.array([(one.min, one.max) for one in told], np.int64).reshape(-1, 2)
        starts = np.cumsum([0, *(group.num_rows for group in groups)])
        least, most = ({name: pairs[:, at] for name, pairs in ends.items()} for at in (0, 1))
        return _Opened(opened, starts, least, most)
