"""What a filter of a lake tells apart: the distinct values, and how many events have each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from events.lake.lake_rows import LakeRows
from events.query.columns.distinct import Distinct
from events.query.columns.spatial_index import Column

Count = Callable[[Sequence[str], LakeRows], pa.Table]
"""Counts rows by some columns: those and `n`."""


class LakeValues(Distinct):
    """The distinct values of some columns of a lake.

    Parameters
    ----------
    tables : sequence of pyarrow.Table
        Those of each batch.
    count : callable
        Counts rows by these columns.
    more : callable, optional
        Gives what is known of the values beside.
    most : int, optional
        None is on offer where there are more.
    """

    def __init__(
        self,
        tables: Sequence[pa.Table],
        count: Count,
        more: Callable[[pa.Table], Mapping[str, Column | pa.Array]] | None = None,
        most: int | None = None,
    ) -> None:
        whole = pa.concat_tables(tables)
        self._keys = whole.column_names
        distinct = (
            whole.group_by(self._keys)
            .aggregate([])
            .sort_by([(name, "ascending") for name in self._keys])
        )
        if most is not None and len(distinct) > most:
            distinct = distinct.slice(0, 0)
        distinct = distinct.combine_chunks()
        values = {name: _whole(distinct[name]) for name in self._keys}
        super().__init__({**values, **(more(distinct) if more else {})}, np.zeros(0, np.int8))
        self._count = count
        self._places = self._index(distinct)

    def tally(self, chosen: Any) -> Column:
        """Count the chosen rows by what they have."""
        counted = np.zeros(len(self), np.int64)
        if len(self):
            found = self._count(self._keys, chosen)
            places = self._places.get_indexer(self._index(found))
            counted[places] = found["n"].to_numpy()
        return counted

    def _index(self, table: pa.Table) -> pd.Index:
        columns = [table[name].to_pandas() for name in self._keys]
        return pd.Index(columns[0]) if len(columns) == 1 else pd.MultiIndex.from_arrays(columns)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks else pa.array([], column.type)
