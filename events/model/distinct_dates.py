"""Which dates of a column are surely good EDTF: a million of them without reading each one."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from events.model.dates import parse_edtf
from events.model.problems import FaultError

Mask = npt.NDArray[np.bool_]
"""For each row, whether it is one of those that are meant."""

Numbers = npt.NDArray[np.int64]
Letters = npt.NDArray[np.uint8]

_DAY, _MONTH, _YEAR = 10, 7, 4  # characters: 2021-07-05, 2021-07, 2021
_INTERVAL = 2 * _DAY + 1
_DASHES = (4, 7)
_QUALIFIERS = np.frombuffer(b"~?%", np.uint8)
_MONTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])  # days, from number 1
_FEBRUARY = 2


def valid_dates(dates: pa.StringArray) -> Mask:
    """Mark the dates that `events.model.dates.parse_edtf` takes.

    Plain days, months and years, qualified or not, and intervals of days are looked at all at
    once; the others are read one by one, each distinct text once.

    Parameters
    ----------
    dates : pyarrow.StringArray
        Valid UTF-8.

    Returns
    -------
    numpy.ndarray of bool
        True for null and for the empty text too.

    Examples
    --------
    >>> valid_dates(pa.array(["2021-07-05", "2021-02-29", "2021-07-05/2021-07-01", "195X", None]))
    array([ True, False, False,  True,  True])
    """
    good: Mask = _shaped(dates, 0, *_SHAPES) | dates.is_null().to_numpy(zero_copy_only=False)
    rest = dates.filter(pa.array(~good))
    if len(rest):
        taken = [text for text in rest.unique().to_pylist() if _is_read(text)]
        good[~good] = pc.is_in(rest, pa.array(taken, pa.string())).to_numpy(zero_copy_only=False)
    return good


def plain_dates(texts: pa.StringArray) -> Mask:
    """Mark what is a year, a month, a day or an interval of days, and where there is nothing.

    Parameters
    ----------
    texts : pyarrow.StringArray
        Dates, or other texts.

    Examples
    --------
    >>> plain_dates(pa.array(["2021-07", "2021-07-05/2021-07-06", "", "July"])).tolist()
    [True, True, True, False]
    """
    return _shaped(texts, 0, _YEAR, _MONTH, _DAY, _INTERVAL)


def are_days(texts: pa.StringArray) -> Mask:
    """Mark what is a day as ISO 8601 writes it.

    Parameters
    ----------
    texts : pyarrow.StringArray
        Dates, or other texts.

    Examples
    --------
    >>> are_days(pa.array(["2021-07-05", "1 May 2025", "2021-02-30"])).tolist()
    [True, False, False]
    """
    return _shaped(texts, _DAY)


def plain_spans(dates: pa.StringArray) -> tuple[Mask, Numbers, Numbers]:
    """Read the dates that are a day, or an interval from one day to another.

    Parameters
    ----------
    dates : pyarrow.StringArray
        Dates that `events.model.dates.parse_edtf` takes.

    Returns
    -------
    plain : numpy.ndarray of bool
        Whether it is such a date.
    first, last : numpy.ndarray of int64
        Its days, counted from 1970-01-01; 0 for other dates.

    Examples
    --------
    >>> plain_spans(pa.array(["1970-01-03", "2021-07", "1969-12-31/1970-01-02"]))
    (array([ True, False,  True]), array([ 2,  0, -1]), array([2, 0, 1]))
    """
    lengths, letters_of = _laid_out(dates)
    plain = np.zeros(len(dates), dtype=bool)
    first, last = np.zeros((2, len(dates)), dtype=np.int64)
    for length in (_DAY, _INTERVAL):
        rows = np.flatnonzero(lengths == length)
        letters = letters_of(rows, length)
        starts, first[rows] = _days(letters[:, :_DAY])
        ends, last[rows] = _days(letters[:, -_DAY:])
        plain[rows] = starts & ends
    return plain, np.where(plain, first, 0), np.where(plain, last, 0)


def _shaped(texts: pa.StringArray, *sizes: int) -> Mask:
    """Mark the good dates among the texts of some lengths in characters, 0 for nothing."""
    lengths, letters_of = _laid_out(texts)
    good: Mask = (lengths == 0) & (0 in sizes)
    for length in _SHAPES.keys() & sizes:
        rows = np.flatnonzero(lengths == length)
        good[rows] = _SHAPES[length](letters_of(rows, length))
    return good


def _laid_out(
    texts: pa.StringArray,
) -> tuple[Numbers, Callable[[npt.NDArray[np.intp], int], Letters]]:
    """Give the lengths of texts in bytes, and a way to the letters of those of one length."""
    ends = np.frombuffer(texts.buffers()[1] or bytes(4), np.int32)
    offsets = ends[texts.offset :][: len(texts) + 1]
    letters = np.frombuffer(texts.buffers()[2] or b"", np.uint8)
    return np.diff(offsets), lambda rows, length: letters[
        offsets[rows][:, None] + np.arange(length)
    ]


def _is_read(text: str) -> bool:
    try:
        parse_edtf(text)
    except FaultError:
        return False
    return True


def _number(letters: Letters) -> tuple[Mask, Numbers]:
    """Read digits as a whole number."""
    digits = letters.astype(np.int64) - ord("0")
    good: Mask = np.logical_and.reduce((digits >= 0) & (digits <= 9), axis=1)
    return good, digits @ 10 ** np.arange(digits.shape[1])[::-1]


def _is(letters: Letters, signs: bytes) -> Mask:
    """Compare letters with the same signs in every row."""
    equal: Mask = (letters == np.frombuffer(signs, np.uint8)).all(axis=1)
    return equal


def _days(letters: Letters) -> tuple[Mask, Numbers]:
    """Read days; the second is their number from 1970-01-01, of good ones."""
    are_years, year = _number(letters[:, :4])
    are_months, month = _number(letters[:, 5:7])
    are_days, day = _number(letters[:, 8:10])
    in_year: Mask = (month >= 1) & (month <= 12)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _MONTHS[np.where(in_year, month, 0)] + (leap & (month == _FEBRUARY))
    good: Mask = are_years & are_months & are_days & in_year & (year > 0)
    good &= _is(letters[:, _DASHES], b"--") & (day >= 1) & (day <= last)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    return good, months.astype("datetime64[D]").astype(np.int64) + day - 1


def _are_days(letters: Letters) -> Mask:
    return _days(letters)[0]


def _are_months(letters: Letters) -> Mask:
    first = np.frombuffer(b"-01", np.uint8)
    return _are_days(np.hstack([letters, np.broadcast_to(first, (len(letters), 3))]))


def _are_years(letters: Letters) -> Mask:
    digits, year = _number(letters)
    good: Mask = digits & (year > 0)
    return good


def _are_qualified_months(letters: Letters) -> Mask:
    return _are_months(letters[:, :_MONTH]) & np.isin(letters[:, _MONTH], _QUALIFIERS)


def _are_qualified_years(letters: Letters) -> Mask:
    return _are_years(letters[:, :_YEAR]) & np.isin(letters[:, _YEAR], _QUALIFIERS)


def _are_days_and_a_sign(letters: Letters) -> Mask:
    """See ``2021-07-05~``, and intervals with an unknown end."""
    behind = np.append(_QUALIFIERS, ord("/"))
    qualified = _are_days(letters[:, :_DAY]) & np.isin(letters[:, _DAY], behind)
    unknown: Mask = _are_days(letters[:, 1:]) & _is(letters[:, :1], b"/")
    return qualified | unknown


def _are_open_intervals(letters: Letters) -> Mask:
    starting = _is(letters[:, :3], b"../") & _are_days(letters[:, 3:])
    return starting | (_is(letters[:, _DAY:], b"/..") & _are_days(letters[:, :_DAY]))


def _are_intervals(letters: Letters) -> Mask:
    starts, first = _days(letters[:, :_DAY])
    ends, last = _days(letters[:, _DAY + 1 :])
    good: Mask = starts & ends & (first <= last)
    return good & _is(letters[:, _DAY : _DAY + 1], b"/")


_SHAPES = {
    _YEAR: _are_years,
    _YEAR + 1: _are_qualified_years,
    _MONTH: _are_months,
    _MONTH + 1: _are_qualified_months,
    _DAY: _are_days,
    _DAY + 1: _are_days_and_a_sign,
    _DAY + 3: _are_open_intervals,
    _INTERVAL: _are_intervals,
}
"""What is looked at, by its length in characters."""
