"""Columns of which many rows have the same values: what is asked of those is asked once each."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.model.distinct_dates import Mask
from events.model.vocabulary import FAMILY_NAMES, family_of
from events.query.columns.spatial_index import Column, Rows

Frame = nw.DataFrame[pa.Table]
"""Columns that narwhals asks, in Arrow's memory: there it takes a third of the time of pandas
for a condition on a few thousand values."""


class Distinct:
    """Columns of which many rows have the same values.

    Parameters
    ----------
    values : mapping of str to numpy.ndarray or pyarrow.Array
        Each distinct combination once.
    codes : numpy.ndarray of int
        For each row, which of them it has.
    """

    def __init__(self, values: Mapping[str, Column | pa.Array], codes: Column) -> None:
        self.codes = codes
        table = pa.table(dict(values))
        self._frame: Frame = nw.from_native(table, eager_only=True)
        self._values = dict(values)
        self._entries: dict[tuple[str, Callable[[str], Sequence[str]]], Entries] = {}
        self._ranks: dict[str, Column] = {}

    def __len__(self) -> int:
        """Count the distinct combinations."""
        return len(self._frame)

    def __getitem__(self, name: str) -> Column:
        """Give one of the columns, a value for each distinct combination."""
        values = self._values[name]
        column: Column = values if isinstance(values, np.ndarray) else values.to_numpy(False)
        return column

    def of(self, rows: Rows, name: str) -> Column:
        """Give one of the columns for some rows."""
        values, codes = self._values[name], self.codes.take(rows)
        if isinstance(values, np.ndarray):
            column: Column = values.take(codes)
        else:
            column = values.take(pa.array(codes)).to_numpy(False)
        return column

    def ranks(self, name: str) -> Column:
        """Give what the distinct combinations are sorted by; worked out once.

        Parameters
        ----------
        name : str
            A column: of numbers, of which one below 0 stands for none, or of texts.

        Returns
        -------
        numpy.ndarray of int
            The number, or the place of the text among all; -1 for none and for an empty text.
        """
        if name not in self._ranks:
            values = self._values[name]
            if isinstance(values, np.ndarray) or not pa.types.is_string(values.type):
                ranks = self[name]
            else:
                dense = pc.rank(values, tiebreaker="dense").to_numpy(False).astype(np.int32)
                ranks = np.where(pc.equal(values, "").to_numpy(False), np.int32(-1), dense)
            self._ranks[name] = ranks
        return self._ranks[name]

    def held(self, conditions: Iterable[nw.Expr]) -> Mask:
        """Say for which of the distinct combinations all of some conditions hold."""
        found = np.ones(len(self), dtype=np.bool_)
        for condition in conditions:
            found &= self._frame.select(answer=condition)["answer"].to_numpy()
        return found

    def tally(self, chosen: Mask) -> Column:
        """Count the chosen rows by what they have."""
        return np.bincount(self.codes[chosen], minlength=len(self))

    def entries(self, name: str, each: Callable[[str], Sequence[str]]) -> "Entries":
        """Give what the texts of a column stand for; worked out once.

        Parameters
        ----------
        name : str
            The column.
        each : callable
            Gives the values that a text stands for, none twice.
        """
        if (name, each) not in self._entries:
            self._entries[name, each] = Entries([each(text) for text in self[name].tolist()])
        return self._entries[name, each]


class Entries:
    """What the distinct combinations stand for: several values each, such as actors.

    Parameters
    ----------
    values : sequence
        The values of each combination, none twice.

    Attributes
    ----------
    names : list of str
        Every value, in the order in which it first comes.
    """

    def __init__(self, values: Sequence[Sequence[str]]) -> None:
        numbers: dict[str, int] = {}
        codes = [numbers.setdefault(value, len(numbers)) for each in values for value in each]
        self.names = list(numbers)
        self._codes = np.array(codes, dtype=np.intp)
        self._owners = np.repeat(np.arange(len(values)), list(map(len, values)))

    def counts(self, tally: Column) -> Column:
        """Count the rows that have each value.

        Parameters
        ----------
        tally : numpy.ndarray of int
            How many rows have each combination.
        """
        counted = np.bincount(self._codes, tally[self._owners], len(self.names))
        return counted.astype(np.int64)

    def without(self, tally: Column) -> int:
        """Count the rows that have no value; `tally` as of `counts`."""
        return int(tally.sum() - tally[np.unique(self._owners)].sum())


def distinct_rows(table: pa.Table, names: Sequence[str]) -> Distinct:
    """Find the distinct combinations of some columns of a table.

    Parameters
    ----------
    table : pyarrow.Table
        The rows; a column may be one of distinct values.
    names : sequence of str
        The columns.
    """
    codes, size = np.zeros(len(table), dtype=np.int64), 0
    for name in names:
        encoded = encoded_column(table[name])
        keys = codes * max(1, len(encoded.dictionary)) + encoded.indices.to_numpy()
        codes, found = pd.factorize(keys)
        size = len(found)
    firsts = np.zeros(size, dtype=np.int64)
    firsts[codes[::-1]] = np.arange(len(codes))[::-1]  # of those with one code the first one stays
    values = {name: _plain(table[name].take(pa.array(firsts))) for name in names}
    return Distinct(values, codes.astype(np.min_scalar_type(size)))


def distinct_words(table: pa.Table) -> Distinct:
    """Find the distinct kinds and statuses of a table, with the families of the kinds."""
    distinct = distinct_rows(table, ("kind", "status"))
    kind, status = distinct["kind"], distinct["status"]
    family = list(map(family_of, kind))
    values = {
        "kind": pa.array(kind, pa.string()),
        "family": np.array(family, dtype=np.str_),
        "status": pa.array(status, pa.string()),
        "family_number": np.array(list(map(FAMILY_NAMES.index, family)), dtype=np.int8),
    }
    return Distinct(values, distinct.codes)


def encoded_column(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Give a column as one of distinct values."""
    whole = whole_column(column)
    return whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()


def whole_column(column: pa.ChunkedArray) -> pa.Array:
    """Give a column of a table in one piece."""
    return column.combine_chunks() if column.num_chunks else pa.array([], column.type)


def _plain(column: pa.ChunkedArray) -> pa.Array:
    whole = whole_column(column)
    return whole.dictionary_decode() if pa.types.is_dictionary(whole.type) else whole
