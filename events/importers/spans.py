"""Columns of days, and the spans between them, as EDTF."""

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from events.importers.cells import Mask, Texts, chosen, ends_of, equal, lengths, replaced, unread
from events.importers.days import read_day
from events.importers.texts import translated

Days = npt.NDArray[np.int32]
"""Days, counted from 1 January 1970."""

_EPOCH = date(1970, 1, 1)
_EARLIEST, _LATEST = (date.min - _EPOCH).days, (date.max - _EPOCH).days
_DAY = len("2021-07-05")
_TIME = re.compile(r"(?:[T ]\d{1,2}:\d{2}.*)?")


def read_days(texts: Texts) -> Texts:
    """Read a column of days, each as `events.importers.days.read_day` does.

    Parameters
    ----------
    texts : pyarrow.StringArray
        The column, blanks stripped.

    Returns
    -------
    pyarrow.StringArray
        As ISO 8601; null where there is nothing or what cannot be read.

    Examples
    --------
    >>> read_days(pa.array(["2021-07-05 00:00:00", "2021-07-06 12:30"])).to_pylist()
    ['2021-07-05', '2021-07-06']
    >>> read_days(pa.array(["5 July 2021", "2021-07-06", "2021-13-01"])).to_pylist()
    ['2021-07-05', '2021-07-06', None]
    """
    plain = plain_days(texts)
    return read_others(read_day, texts, _are_days(texts)) if plain is None else plain


def read_others(translate: Callable[[str], str | None], texts: Texts, plain: Mask) -> Texts:
    """Translate what is not plain; the rest stays as it is written.

    Examples
    --------
    >>> read_others(str.upper, pa.array(["a", "b"]), np.array([True, False])).to_pylist()
    ['a', 'B']
    """
    if plain.all():
        return texts
    return replaced(texts, ~plain, translated(translate, texts.filter(pa.array(~plain))))


def plain_dates(texts: Texts) -> Mask:
    """Find rows with a year, a month, a day, or days from one to another, as EDTF writes them.

    Parameters
    ----------
    texts : pyarrow.StringArray
        The column, blanks stripped.

    Returns
    -------
    numpy.ndarray of bool
        True where it is surely so, and where there is nothing.

    Examples
    --------
    >>> plain_dates(pa.array(["2021-07", "2021-07-05/2021-07-06", "", "July"])).tolist()
    [True, True, True, False]
    """
    sizes = lengths(texts)
    found: Mask = _are_days(texts) | (sizes == 0)
    for size, rest in ((len("2021"), "-01-01"), (len("2021-07"), "-01")):
        rows = sizes == size
        if rows.any():
            days = pc.binary_join_element_wise(texts.filter(pa.array(rows)), rest, "")
            found[rows] = _days_or_none(days) is not None
    rows = sizes == 2 * _DAY + 1
    if rows.any():
        spans = texts.filter(pa.array(rows))
        ends = [
            _days_or_none(pc.utf8_slice_codeunits(spans, at, at + _DAY)) for at in (0, _DAY + 1)
        ]
        if ends[0] is not None and ends[1] is not None:
            parted = equal(pc.utf8_slice_codeunits(spans, _DAY, _DAY + 1), "/")
            found[rows] = parted & (days_of(ends[0]) <= days_of(ends[1]))
    return found


def _are_days(texts: Texts) -> Mask:
    rows: Mask = lengths(texts) == _DAY
    if rows.any():
        # "1 May 2025" is as long.
        hyphens = ends_of(texts)[:-1][rows] + len("2021")
        rows[rows] = np.frombuffer(texts.buffers()[2], np.uint8)[hyphens] == ord("-")
    if not rows.any() or _days_or_none(texts.filter(pa.array(rows))) is None:
        return np.zeros(len(texts), bool)
    return rows


def _days_or_none(texts: Texts) -> Texts | None:
    """Give a column back if all that it holds are days as in ISO 8601."""
    try:
        texts.cast(pa.date32())
    except pa.ArrowInvalid:
        return None
    return None if pc.any(pc.starts_with(texts, "0000")).as_py() else texts


def plain_days(texts: Texts) -> Texts | None:
    """Read a column at once in which each day is written as in ISO 8601; None for another.

    Examples
    --------
    >>> plain_days(pa.array(["2021-07-05", ""])).to_pylist()
    ['2021-07-05', None]
    >>> plain_days(pa.array(["2021-07-05", "2021-02-30"])) is None
    True
    """
    sizes = lengths(texts)
    given = chosen(sizes == 0, None, texts)
    if (sizes > _DAY).any():
        rest = pc.utf8_slice_codeunits(texts, _DAY).dictionary_encode().dictionary
        if not all(map(_TIME.fullmatch, rest.to_pylist())):
            return None
        given = pc.utf8_slice_codeunits(given, 0, _DAY)
    return _days_or_none(given)


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
    spans = chosen(first > last, None, days)
    if wide.any():
        begins = _written(np.maximum(first[wide] - reach[wide], _EARLIEST))
        ends = _written(np.minimum(last[wide] + reach[wide], _LATEST))
        spans = replaced(spans, wide, pc.binary_join_element_wise(begins, ends, "/"))
    return chosen(unread(days), None, spans)


def _written(days: npt.NDArray[np.int64] | Days) -> Texts:
    return pa.array(days.astype(np.int32)).cast(pa.date32()).cast(pa.string())
