"""Rows on their way to events: checked column by column, and put into the columns of a file."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from events.decoding import LONGEST_TEXT
from events.fields import LONGEST_ID
from events.geoparquet import SCHEMA
from events.importers.areas import Ground
from events.importers.delimited import Chunk
from events.importers.receipt import Ledger
from events.importers.texts import joined, labelled, numbers
from events.problems import shown
from events.vocabulary import Precision
from events.wkb import Shapes

Slot = tuple[Mapping[str, Any], pd.Series]
"""One item of a list for every row: its members, and for which rows there is such an item."""

Batch = tuple[pa.RecordBatch, Shapes]
"""Events in the columns of `events.geoparquet.SCHEMA`, and their geometries as Shapely's."""

_CUT = f"Texts cut to {LONGEST_TEXT:,} characters"
_TEXTS = ("title", "code", "date_says", "place", "place_says", "note")


class Draft:
    """The rows of a chunk, on which a layout writes the properties of events.

    Parameters
    ----------
    chunk : Chunk
        The rows.
    ledger : Ledger
        Is told of rejected rows.

    Attributes
    ----------
    columns : dict
        The properties written so far, by their names: text, numbers, or Arrow arrays.
    """

    def __init__(self, chunk: Chunk, ledger: Ledger) -> None:
        self.columns: dict[str, Any] = {}
        self._cells = chunk.cells
        self._rows = chunk.rows
        self._ledger = ledger
        self._index = chunk.cells.index
        self._reasons: dict[int, list[str]] = {}
        self._before = self.constant("")
        self._shapes: Shapes = np.full(len(self._index), None, dtype=object)

    def constant(self, text: str) -> pd.Series:
        """Give a column with the same text in every row."""
        return pd.Series(text, index=self._index, dtype="str")

    def cell(self, name: str) -> pd.Series:
        """Give a column of the source, blanks stripped; empty where it is missing."""
        if name not in self._cells.columns:
            return self.constant("")
        return self._cells[name].str.strip()

    def reject(self, bad: pd.Series, field: str, found: pd.Series, expected: str) -> None:
        """Leave out rows with a fault.

        Parameters
        ----------
        bad : pandas.Series of bool
            Which rows.
        field : str
            The column at fault.
        found : pandas.Series of str
            What stands there.
        expected : str
            What would have been right.
        """
        for position in np.flatnonzero(bad.to_numpy()):
            value = found.iloc[position]
            told = f"{field}: found {shown(value or None)}, expected {expected}"
            self._reasons.setdefault(int(position), []).append(told)

    def count(self, name: str) -> pd.Series:
        """Read a column of counts, such as deaths; NaN is unknown."""
        if name not in self._cells.columns:
            return pd.Series(np.nan, index=self._index)
        texts = self.cell(name)
        read, bad = numbers(texts)
        self.reject(bad | (read < 0) | (read % 1 > 0), name, texts, "a whole number, or nothing")
        return read

    def position(self, longitude: str, latitude: str) -> tuple[pd.Series, pd.Series]:
        """Read the columns of longitude and latitude; NaN where there is no position."""
        ends = []
        for name, most in ((longitude, 180), (latitude, 90)):
            texts = self.cell(name)
            read, bad = numbers(texts)
            expected = f"degrees from -{most} to {most}"
            self.reject(bad | (read.abs() > most), name, texts, expected)
            ends.append(read.where(read.abs() <= most))
        given = ends[0].notna() & ends[1].notna()
        return ends[0].where(given), ends[1].where(given)

    def locate(self, where: pd.DataFrame, ground: Ground, before: pd.Series) -> None:
        """Write geometry and precision.

        Parameters
        ----------
        where : pandas.DataFrame
            One column for each member of `events.importers.areas.Whereabouts`.
        ground : Ground
            Finds the shapes.
        before : pandas.Series of str
            The source's own classes of precision, for the receipt.
        """
        shapes, circled = ground.shapes(where)
        self.place(shapes, where["precision"], before)
        centre = self.constant("The area is a circle around the position that the data give.")
        note = self.columns.get("note", self.constant(""))
        self.columns["note"] = joined(note, centre.where(circled, ""))

    def place(self, shapes: Shapes, precision: pd.Series, before: pd.Series) -> None:
        """Write geometries that are known already, and their precision."""
        nowhere = pd.Series(shapely.is_missing(shapes), index=self._index)
        lost = nowhere & ~precision.isin([Precision.COUNTRY, Precision.NONE])
        self._ledger.notice("Rows without a position, listed and not drawn", int(lost.sum()))
        self._shapes, self._before = shapes, before
        self.columns["place_precision"] = precision.where(~lost, Precision.NONE.value)

    def finish(self, source: str) -> Batch:
        """Turn the good rows into a batch and tell the ledger of the others.

        Parameters
        ----------
        source : str
            The source's id, which stands before the id of each event; ``""`` for none.

        Returns
        -------
        Batch
        """
        identities = self.columns["id"]
        self._check_ids(identities)
        self.columns["id"] = labelled(f"{source}:" if source else "", identities)
        good = np.ones(len(self._index), dtype=bool)
        good[list(self._reasons)] = False
        for position in sorted(self._reasons):
            reason = "; ".join(self._reasons[position])
            self._ledger.reject(int(self._rows[position]), identities.iloc[position], reason)
        self._ledger.written += int(good.sum())
        self._ledger.classify(self._before[good], self.columns["place_precision"][good])
        return self._batch().filter(pa.array(good)), self._shapes[good]

    def _check_ids(self, identities: pd.Series) -> None:
        self.reject(identities == "", "id", identities, "an id")
        longest = LONGEST_ID - 20  # room for the source's id
        self.reject(identities.str.len() > longest, "id", identities, f"at most {longest} letters")
        seen = self._ledger.seen
        for position, identity in enumerate(identities.tolist()):
            if position not in self._reasons:
                first = seen.setdefault(identity, int(self._rows[position]))
                if first != self._rows[position]:
                    told = f"id: found {shown(identity)}, which row {first} has already"
                    self._reasons[position] = [told]

    def _batch(self) -> pa.RecordBatch:
        for name in _TEXTS:
            if name in self.columns:
                long = self.columns[name].str.len() > LONGEST_TEXT
                if long.any():
                    self._ledger.notice(_CUT, int(long.sum()))
                    cut = self.columns[name].str.slice(0, LONGEST_TEXT - 1) + "…"
                    self.columns[name] = self.columns[name].where(~long, cut)
        self.columns["geometry"] = shapely.to_wkb(self._shapes, flavor="iso")
        arrays = [self._array(field) for field in SCHEMA]
        return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)

    def _array(self, field: pa.Field) -> pa.Array:
        values = self.columns.get(field.name)
        if values is None:
            return pa.nulls(len(self._index), field.type)
        return plain_array(values, field.type)


def plain_array(values: Any, kind: pa.DataType) -> pa.Array:
    """Turn a column into an Arrow array in one piece."""
    if not isinstance(values, pa.Array | pa.ChunkedArray):
        values = pa.array(values, from_pandas=True)
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return values.cast(kind)


def list_column(name: str, slots: Sequence[Slot]) -> pa.ListArray:
    """Put the items of a list together, row by row.

    Parameters
    ----------
    name : str
        The property, such as actors.
    slots : sequence of Slot
        The items that a row may have, in their order.

    Returns
    -------
    pyarrow.ListArray

    Examples
    --------
    >>> names = pd.Series(["A", "B"])
    >>> column = list_column("actors", [({"name": names}, pd.Series([True, False]))])
    >>> column.to_pylist()
    [[{'name': 'A', 'role': None, 'more': None}], []]
    """
    kind = SCHEMA.field(name).type
    there = np.column_stack([present.to_numpy(dtype=bool) for _, present in slots])
    size = len(there)
    rows, numbers_of_slots = np.nonzero(there)
    order = pa.array(numbers_of_slots * size + rows)
    parts = []
    for field in kind.value_type:
        columns = [
            plain_array(values[field.name], field.type)
            if field.name in values
            else pa.nulls(size, field.type)
            for values, _ in slots
        ]
        parts.append(pa.concat_arrays(columns).take(order))
    items = pa.StructArray.from_arrays(parts, fields=list(kind.value_type))
    ends = np.concatenate([[0], there.sum(axis=1).cumsum()]).astype("int32")
    return pa.ListArray.from_arrays(pa.array(ends), items).cast(kind)
