"""Lists of records for many rows at once: actors and quantities."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from events.files.arrow_schema import SCHEMA
from events.importers.columns.cells import Numbers
from events.model.distinct_dates import Mask
from events.model.vocabulary import KILLED

Slot = tuple[Mapping[str, Any], Mask]
"""One item of a list for every row: its members, each a column or a text for all rows, and for
which rows there is such an item."""


def exactly(what: str, count: Numbers, least: int) -> Slot:
    """Make the item for a number without a range, in the rows that have at least so many.

    Examples
    --------
    >>> members, there = exactly("wounded", np.array([2.0, 0.0, np.nan]), least=1)
    >>> there.tolist()
    [True, False, False]
    """
    return {"what": what, "low": count, "high": count}, count >= least


def killed_between(low: Numbers, best: Numbers, high: Numbers) -> tuple[Slot, Mask]:
    """Make the item for a range of deaths.

    Parameters
    ----------
    low, best, high : numpy.ndarray of float
        The ends and the best estimate; NaN is unknown.

    Returns
    -------
    Slot
        An end that is unknown stays so; where they cross, the range is the widest.
    numpy.ndarray of bool
        Where they cross.

    Examples
    --------
    >>> one, two, nine = np.array([1.0]), np.array([2.0]), np.array([9.0])
    >>> (members, _), crossed = killed_between(nine, two, one)
    >>> members["low"].tolist(), members["high"].tolist(), crossed.tolist()
    ([1.0], [9.0], [True])
    """
    least, most = np.fmin(np.fmin(low, best), high), np.fmax(np.fmax(low, best), high)
    ranged = {
        "what": KILLED,
        "low": np.where(np.isnan(low), np.nan, least),
        "high": np.where(np.isnan(high), np.nan, most),
    }
    crossed: Mask = (low > high) | (low > best) | (best > high)
    return (ranged, ~np.isnan(low) | ~np.isnan(high)), crossed


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
    >>> names = pa.array(["A", "B"])
    >>> column = list_column("actors", [({"name": names}, np.array([True, False]))])
    >>> column.to_pylist()
    [[{'name': 'A', 'role': None, 'more': None}], []]
    """
    kind = SCHEMA.field(name).type
    there = np.column_stack([present for _, present in slots])
    rows, numbers = np.nonzero(there)
    members = list(kind.value_type)
    parts = [
        _items([values.get(member.name) for values, _ in slots], rows, numbers, member.type)
        for member in members
    ]
    ends = np.zeros(len(there) + 1, np.int32)
    there.sum(axis=1).cumsum(out=ends[1:])
    items = pa.StructArray.from_arrays(parts, fields=members)
    return pa.ListArray.from_arrays(pa.array(ends), items, type=kind)


def _items(values: list[Any], rows: Any, numbers: Any, kind: pa.DataType) -> pa.Array:
    """Gather one member of all items: of each the value of its slot in its row."""
    if all(value is None for value in values):
        return pa.nulls(len(rows), kind)
    if all(value is None or isinstance(value, str) for value in values):
        return pa.array(values, kind).take(pa.array(numbers))
    columns = [array_of(value, kind) for value in values]
    if len(columns) == 1:
        return columns[0].take(pa.array(rows))
    return pa.concat_arrays(columns).take(pa.array(numbers * len(columns[0]) + rows))


def array_of(values: Any, kind: pa.DataType) -> pa.Array:
    """Turn a column into an Arrow array; NaN is unknown."""
    if not isinstance(values, pa.Array):
        return pa.array(values, kind, from_pandas=True)
    return values if values.type == kind else values.cast(kind)
