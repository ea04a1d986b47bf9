"""Columns of dates as tables write them, read as EDTF."""

import re
from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.importers.columns.cells import (
    Texts,
    blank,
    empty,
    equal,
    if_else,
    replaced,
)
from events.importers.columns.text_columns import map_texts
from events.importers.dates.date_formats import read_date, read_day, read_parts
from events.importers.dates.date_reading import (
    QUESTIONS,
    DateReading,
    Order,
    is_edtf,
    is_question,
)
from events.importers.dates.iso_days import (
    days_of,
    read_iso_days,
    written_spans,
)
from events.model.distinct_dates import Mask, are_days, plain_dates

_NOTICES = {
    "Dates with a time: the day is kept as it is written, the time is left out": (
        r"\d[T ]\d{1,2}:\d{2}"
    ),
    "Dates with a time of UTC or another zone: the day is that of the zone, and may be another "
    "on the spot": r"\d:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|UTC|[+-]\d{2}:?\d{2})$",
    "Dates in seconds or milliseconds since 1970, read as days of UTC": r"^[123](\d{9}|\d{12})$",
    "Dates as a spreadsheet's numbers, counted from 30 December 1899": r"^\d{5}(\.\d+)?$",
    "Dates with a year of two digits, read as 1969 to 2068": (
        r"^\d{1,2}[-/. ](\d{1,2}|[A-Za-z]+)[-/. ]\d{2}$"
    ),
}


def read_days(texts: Texts, order: Order = "") -> Texts:
    """Read a column of days, each as `events.importers.dates.date_formats.read_day` does.

    Parameters
    ----------
    texts : pyarrow.StringArray
        The column, blanks stripped.
    order : {"day-first", "month-first", ""}, optional
        Which comes first in 05/07/2021.

    Returns
    -------
    pyarrow.StringArray
        As ISO 8601; a question where there are two readings, null where there is nothing or what
        cannot be read.

    Examples
    --------
    >>> read_days(pa.array(["2021-07-05 00:00:00", "2021-07-06 12:30"])).to_pylist()
    ['2021-07-05', '2021-07-06']
    >>> read_days(pa.array(["5 July 2021", "2021-07-06", "2021-13-01"])).to_pylist()
    ['2021-07-05', '2021-07-06', None]
    """
    plain = read_iso_days(texts)
    if plain is not None:
        return plain
    return read_others(partial(read_day, order=order), texts, _distinct(are_days, texts))


def read_dates(start: Texts, end: Texts, reading: DateReading) -> Texts:
    """Read columns of dates of any precision, and what lies between them.

    Parameters
    ----------
    start, end : pyarrow.StringArray
        The first and the last dates, blanks stripped; the last may be missing.
    reading : DateReading
        What is known of how they are written.

    Returns
    -------
    pyarrow.StringArray
        EDTF; ``""`` where there is nothing, a question where there are two readings
        (`events.importers.dates.date_reading.is_question`), null where it cannot be read.

    Examples
    --------
    >>> first, last = pa.array(["2021-07-05", "2021-07"]), pa.array(["2021-07-07", ""])
    >>> read_dates(first, last, DateReading()).to_pylist()
    ['2021-07-05/2021-07-07', '2021-07']
    """
    first, last = _familiar_days(start), _familiar_days(end)
    if blank(end):
        if first is not None:
            return first.fill_null("")
        plain = _distinct(plain_dates, start) & ~_foreign(start)
        return read_others(partial(read_date, reading=reading), start, plain)
    if first is None or last is None:
        return map_texts(partial(_between, reading), start, end)
    ends = days_of(if_else(empty(end), first, last))
    spans = written_spans(first, ends, np.zeros(len(ends), np.int32))
    return if_else(empty(start), if_else(empty(end), "", first), spans)


def read_part_columns(year: Texts, month: Texts, day: Texts, reading: DateReading) -> Texts:
    """Read dates whose years, months and days stand in columns of their own, as `read_dates`.

    Examples
    --------
    >>> year, month, day = pa.array(["2021", "2021"]), pa.array(["7", "0"]), pa.array(["5", ""])
    >>> read_part_columns(year, month, day, DateReading()).to_pylist()
    ['2021-07-05', '2021']
    """
    return map_texts(partial(read_parts, reading=reading), year, month, day)


def notices_of(texts: Texts) -> dict[str, int]:
    """Count dates that are read as less, or as other, than they may be meant.

    Examples
    --------
    >>> list(notices_of(pa.array(["2021-07-05 22:30", "1625443200000"])).values())
    [1, 1]
    """
    if blank(texts) or plain_dates(texts.unique()).all():
        return {}
    found = {
        told: int(pc.sum(pc.match_substring_regex(texts, pattern)).as_py() or 0)
        for told, pattern in _NOTICES.items()
    }
    return {told: count for told, count in found.items() if count}


def contradicted(dates: Texts, years: Texts) -> Mask:
    """Find dates that do not lie in the year that another column gives.

    Examples
    --------
    >>> contradicted(pa.array(["0025-09-10", "2025", ""]), pa.array(["2025"] * 3)).tolist()
    [True, False, False]
    """
    if blank(years):
        return np.zeros(len(years), bool)
    days = pc.utf8_slice_codeunits(dates.fill_null(""), 0, 21)
    other: Mask = ~pc.equal(pc.utf8_slice_codeunits(days, 0, 4), years).to_numpy(False)
    if other.any():  # of most rows the first look tells all
        some = (column.filter(pa.array(other)) for column in (days, years))
        other[other] = equal(map_texts(_contradicted, *some), "x")
    return other


def questions(dates: Texts) -> dict[str, Mask]:
    """Find the dates that are questions, by the question."""
    told = dates.fill_null("")
    found = {question: equal(told, question) for question in QUESTIONS}
    return {question: rows for question, rows in found.items() if rows.any()}


def _contradicted(date_: str, year: str) -> str:
    if not re.fullmatch(r"[12]\d{3}(\.0)?", year) or not re.match(r"\d{4}", date_):
        return ""
    first, _, last = date_.partition("/")
    end = last[:4] if last[:4].isdigit() else first[:4]
    return "" if last == ".." or int(first[:4]) <= int(year[:4]) <= int(end) else "x"


def _between(reading: DateReading, start: str, end: str) -> str | None:
    first, last = read_date(start, reading), read_date(end, reading)
    asked = next((one for one in (first, last) if is_question(one)), None)
    if asked or first is None or last is None or (last and not first):
        return asked
    if not last or last == first or first.endswith(f"/{last}"):
        return first
    interval = f"{first}/{last}"
    return interval if is_edtf(interval) else None


def _distinct(find: Callable[[Texts], Mask], texts: Texts) -> Mask:
    """Find rows by what their texts are, each distinct one looked at once."""
    encoded = texts.dictionary_encode()
    found: Mask = find(encoded.dictionary)[encoded.indices.to_numpy()]
    return found


def _foreign(texts: Texts) -> Mask:
    """Find years that another calendar may count, in texts that begin with a year."""
    found: Mask = pc.match_substring_regex(texts, "^(1[34]|25)").to_numpy(zero_copy_only=False)
    return found


def _familiar_days(texts: Texts) -> Texts | None:
    days = read_iso_days(texts)
    return None if days is None or _foreign(texts).any() else days


def read_others(translate: Callable[[str], str | None], texts: Texts, plain: Mask) -> Texts:
    """Translate what is not plain; the rest stays as it is written.

    Examples
    --------
    >>> read_others(str.upper, pa.array(["a", "b"]), np.array([True, False])).to_pylist()
    ['a', 'B']
    """
    if plain.all():
        return texts
    return replaced(texts, ~plain, map_texts(translate, texts.filter(pa.array(~plain))))
