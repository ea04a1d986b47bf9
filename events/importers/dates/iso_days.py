"""Columns of days as ISO 8601 writes them, read at once, and the spans between them."""

import re
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from events.importers.columns.cells import (
    Texts,
    if_else,
    lengths,
    replaced,
    unmapped,
)
from events.model.distinct_dates import Mask

Days = npt.NDArray[np.int32]
"""Days, counted from 1 January 1970."""

_EPOCH = date(1970, 1, 1)
_EARLIEST, _LATEST = (date.min - _EPOCH).days, (date.max - _EPOCH).days
_DAY = len("2021-07-05")
_TIME = re.compile(r"(?:[T ]\d{1,2}:\d{2}.*)?")


def read_iso_days(texts: Texts) -> Texts | None:
    """Read a column at once in which each day is written as in ISO 8601; None for another.

    Examples
    --------
    >>> read_iso_days(pa.array(["2021-07-05", ""])).to_pylist()
    ['2021-07-05', None]
    >>> read_iso_days(pa.array(["2021-07-05", "2021-02-30"])) is None
    True
    """
    sizes = lengths(texts)
    given = if_else(sizes == 0, None, texts)
    if (sizes > _DAY).any():
        rest = pc.utf8_slice_codeunits(texts, _DAY).dictionary_encode().dictionary
        if not all(map(_TIME.fullmatch, rest.to_pylist())):
            return None
        given = pc.utf8_slice_codeunits(given, 0, _DAY)
    return _days_or_none(given)


def _days_or_none(texts: Texts) -> Texts | None:
    """Give a column back if all that it holds are days as in ISO 8601."""
    try:
        texts.cast(pa.date32())
    except pa.ArrowInvalid:
        return None
    return None if pc.any(pc.starts_with(texts, "0000")).as_py() else texts


def days_of(texts: Texts) -> Days:
    """Count the days of a column that was read; what is null is the first day of all.

    Examples
    --------
    >>> days_of(pa.array(["1970-01-02", None])).tolist()
    [1, -719162]
    """
    days = texts.cast(pa.date32()).cast(pa.int32())
    counted: Days = days.fill_null(_EARLIEST).to_numpy(zero_copy_only=False)
    return counted


def written_spans(days: Texts, last: Days, reach: Days) -> Texts:
    """Write the spans from some days to others, widened on both sides, as a day or an interval.

    Parameters
    ----------
    days : pyarrow.StringArray
        The first days, that were read.
    last : numpy.ndarray of int
        The last ones.
    reach : numpy.ndarray of int
        How many days each span is widened on both sides.

    Returns
    -------
    pyarrow.StringArray
        Null where the last day is before the first, or the first is null.

    Examples
    --------
    >>> days = pa.array(["1970-01-01", "1970-01-01", "1970-01-02", "1970-01-01"])
    >>> written_spans(days, np.array([0, 1, 0, 0]), np.array([0, 0, 0, 6])).to_pylist()
    ['1970-01-01', '1970-01-01/1970-01-02', None, '1969-12-26/1970-01-07']
    """
    first = days_of(days)
    wide: Mask = (first < last) | (reach > 0)
    spans = if_else(first > last, None, days)
    if wide.any():
        begins = _written(np.maximum(first[wide] - reach[wide], _EARLIEST))
        ends = _written(np.minimum(last[wide] + reach[wide], _LATEST))
        spans = replaced(spans, wide, pc.binary_join_element_wise(begins, ends, "/"))
    return if_else(unmapped(days), None, spans)


def _written(days: npt.NDArray[np.int64] | Days) -> Texts:
    return pa.array(days.astype(np.int32)).cast(pa.date32()).cast(pa.string())
