"""Dates as tables write them, turned into EDTF; nothing is guessed.

A date that has two readings is not read: it is given back as the option that would choose
between them. 05/07/2021 asks for the order; a year such as 1400 asks for the calendar. With
dots the day comes first (DIN 5008 and the custom of Europe); with the year first the month
follows (ISO 8601).
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from events.importers.dates.date_reading import (
    ASK_ORDER,
    PLAINLY,
    DateReading,
    Order,
    has_foreign_year,
    is_edtf,
    is_question,
    period_of,
)
from events.importers.dates.month_names import month_of, solar_month_of, weekday_of

EXPECTED = "a day such as 2021-07-05 or 5 July 2021"

_CENTURY_TURNS = 69  # POSIX: years of two digits from 69 on are of the 20th century
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_DIGITS = {
    code: str(unicodedata.digit(chr(code)))
    for code in range(128, 0x1_0000)
    if unicodedata.category(chr(code)) == "Nd"
}
_BLANKS = dict.fromkeys(
    code for code in range(128, 0x3001) if unicodedata.category(chr(code)) == "Zs"
)
_PLAIN = (
    _DIGITS
    | dict.fromkeys(_BLANKS, " ")
    | dict.fromkeys(map(ord, "–—−‒"), "-")
    | dict.fromkeys(map(ord, "\u200e\u200f\u200c\ufeff"))
)
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}.*)?"
_YMD = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})\.?{_TIME}")
_COMPACT = re.compile(r"((?:1[89]|20)\d\d)(\d\d)(\d\d)")
_YEAR = r"(\d{4}|\d{2})(?: ?(?:г|року|р)\.?)?"
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[ -](?:de |of )?([^\W\d_]+)\.?,?[ -](?:de |of )?"
    rf"{_YEAR}{_TIME}"
)
_MONTH_FIRST = re.compile(rf"([^\W\d_]+)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}")
_MONTH = re.compile(
    r"([^\W\d_]+)\.?,?[ -](?:de |of )?(\d{4})(?: ?(?:г|року|р)\.?)?|(\d{4}) ([^\W\d_]+)"
)
_DOTTED = re.compile(rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?(\d{{4}}){_TIME}")
_FIGURES = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_WEEKDAY = re.compile(r"([^\W\d_]{2,})\.?,? +(.*\d.*)")
_CIRCA = re.compile(
    r"(?i)(?:ca?\.|circa|about|approx\.?|approximately|around|около|ок\.|um|vers|حدود)\s*(.+)"
)
_DAYS = re.compile(r"(\d{1,2}) ?- ?(\d{1,2})( [^\W\d_]+\.?,? \d{4})")
_DAYS_AFTER = re.compile(r"([^\W\d_]+\.?) (\d{1,2}) ?- ?(\d{1,2})(,? \d{4})")
_ENDS = re.compile(r"(.+?)(?: - | to | bis | по )(.+)")
_TIGHT_ENDS = re.compile(r"(.*\w)-(\w.*)")
_YEARLESS = re.compile(r"(\d{1,2} )?[^\W\d_]+\.?")


def read_day(text: str, order: Order = "") -> str | None:
    """Read a day of our calendar; one with two readings is given back as the question.

    Examples
    --------
    >>> read_day("16 May 2025"), read_day("25/07/2021"), read_day("05/07/2021", "day-first")
    ('2025-05-16', '2021-07-25', '2021-07-05')
    >>> read_day("05/07/2021") == ASK_ORDER, read_day("July 2021") is None
    (True, True)
    """
    found = read_date(text, DateReading(order, "gregorian"))
    is_day = found is not None and len(found) == len("2021-07-05") and found[4] == "-"
    return found if is_day or is_question(found) else None


@lru_cache(maxsize=65_536)
def read_date(text: str, reading: DateReading = PLAINLY) -> str | None:
    """Read a date of any precision.

    Parameters
    ----------
    text : str
        Such as 2021-07-05, 5 July 2021, Monday, July 5, 2021, 05.07.2021, 20210705, July 2021,
        5-7 July 2021, ca. 2021, EDTF, or 05/07/2021 where the order is given or only one is
        possible. Digits may be of any script, months of many languages.
    reading : DateReading, optional
        What is known of how it is written.

    Returns
    -------
    str or None
        EDTF; ``""`` where there is nothing; a question (`is_question`) where it has two readings;
        None where it cannot be read.

    Examples
    --------
    >>> read_date("2021-07"), read_date("5 июля 2021"), read_date("sometime")
    ('2021-07', '2021-07-05', None)
    >>> read_date("5-7 July 2021"), read_date("ca. 2021"), read_date("20210705")
    ('2021-07-05/2021-07-07', '2021~', '2021-07-05')
    >>> read_date("۱۴۰۰/۰۴/۱۶", DateReading(calendar="solar-hijri"))
    '2021-07-07'
    >>> is_question(read_date("1400/04/16")), read_date("05/07/2021") == ASK_ORDER
    (True, True)
    """
    plain = " ".join(text.translate(_PLAIN).split()).removeprefix("'").strip()
    if not plain:
        return ""
    for read in (_read_one, _read_circa, _read_span):
        found = read(plain, reading)
        if found is not None:
            return found
    return None


def _read_one(text: str, reading: DateReading) -> str | None:
    """Read a day, a month, a year, or what is EDTF already."""
    for read in (_read_figures, _read_words):
        found = read(text, reading)
        if found is not None:
            return found
    if re.fullmatch(r"\d{4}(-\d\d)?", text):
        year, month = int(text[:4]), int(text[5:] or 0)
        return period_of(year, month, reading)
    return (
        text
        if text[:4].isdigit() and not has_foreign_year(text, reading) and is_edtf(text)
        else (text if not text[:4].isdigit() and is_edtf(text) else None)
    )


def _read_figures(text: str, reading: DateReading) -> str | None:
    if (found := _YMD.fullmatch(text)) or (found := _COMPACT.fullmatch(text)):
        return _day(int(found[1]), int(found[2]), int(found[3]), reading)
    if found := _DOTTED.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]), reading)
    if found := _FIGURES.fullmatch(text):
        year = _century(found[4])
        readings = {
            "day-first": _day(year, int(found[3]), int(found[1]), reading),
            "month-first": _day(year, int(found[1]), int(found[3]), reading),
        }
        if reading.order:
            return readings[reading.order]
        days = {day for day in readings.values() if day}
        if len(found[4]) == 2 or len(days) > 1:
            return ASK_ORDER if days else None
        return days.pop() if days else None
    return _read_number(text)


def _read_number(text: str) -> str | None:
    """Read seconds or milliseconds since 1970, and the days of a workbook."""
    number = re.fullmatch(r"(\d+)(?:\.\d+)?", text)
    if not number:
        return None
    digits = number[1]
    if len(digits) in (10, 13) and digits[0] in "123":
        return datetime.fromtimestamp(int(digits[:10]), UTC).date().isoformat()
    if int(digits[:9]) in _SERIALS and len(digits) == 5:
        return (_SPREADSHEET_EPOCH + timedelta(days=int(digits))).isoformat()
    return None


def _read_words(text: str, reading: DateReading) -> str | None:
    if found := _DAY_FIRST.fullmatch(text):
        return _named(found[3], found[2], found[1], reading)
    if found := _MONTH_FIRST.fullmatch(text):
        return _named(found[3], found[1], found[2], reading)
    if found := _MONTH.fullmatch(text):
        return _named(found[2] or found[3], found[1] or found[4], "0", reading)
    if found := _WEEKDAY.fullmatch(text):
        weekday, day = weekday_of(found[1]), _read_one(found[2], reading)
        if weekday is None or day is None or is_question(day) or len(day) != len("2021-07-05"):
            return None
        return day if date.fromisoformat(day).weekday() == weekday else None
    return None


def _named(year: str, word: str, day: str, reading: DateReading) -> str | None:
    month = month_of(word)
    if month is None and (solar := solar_month_of(word)):
        return period_of(int(year), solar, DateReading(calendar="solar-hijri"), int(day))
    return None if month is None else period_of(_century(year), month, reading, int(day))


def _read_circa(text: str, reading: DateReading) -> str | None:
    found = _CIRCA.fullmatch(text)
    date_ = _read_one(found[1], reading) if found else None
    if date_ is None or is_question(date_):
        return date_
    return f"{date_}~" if is_edtf(f"{date_}~") else None


def _read_span(text: str, reading: DateReading) -> str | None:
    if found := _DAYS.fullmatch(text):
        return _between(found[1] + found[3], found[2] + found[3], reading)
    if found := _DAYS_AFTER.fullmatch(text):
        first, last = (f"{found[1]} {day}{found[4]}" for day in (found[2], found[3]))
        return _between(first, last, reading)
    if found := _ENDS.fullmatch(text) or _TIGHT_ENDS.fullmatch(text):
        first, last = found[1].strip(), found[2].strip()
        if _YEARLESS.fullmatch(first) and re.search(r"\d{4}$", last):
            first = f"{first} {last[-4:]}"
        return _between(first, last, reading)
    return None


def _between(first: str, last: str, reading: DateReading) -> str | None:
    ends = [_read_one(end, reading) for end in (first, last)]
    question = next((end for end in ends if is_question(end)), None)
    if question or not all(ends):
        return question
    interval = f"{ends[0]}/{ends[1]}"
    return interval if is_edtf(interval) else None


def _day(year: int, month: int, day: int, reading: DateReading) -> str | None:
    return period_of(year, month, reading, day) if month and day else None


def read_parts(year: str, month: str, day: str, reading: DateReading = PLAINLY) -> str | None:
    """Read a date whose year, month and day stand in columns of their own.

    Parameters
    ----------
    year, month, day : str
        Figures, or the month's name; a month or day of ``""``, 0 or -9 and below is unknown.
    reading : DateReading, optional
        What is known of how they are written.

    Returns
    -------
    str or None
        As from `read_date`.

    Examples
    --------
    >>> read_parts("2021", "7", "14"), read_parts("2021", "July", ""), read_parts("2021", "0", "0")
    ('2021-07-14', '2021-07', '2021')
    >>> read_parts("2021", "11", "31") is None
    True
    """
    parts = [
        " ".join(part.translate(_PLAIN).split()).removesuffix(".0") for part in (year, month, day)
    ]
    if parts[0] in ("", "0"):
        return "" if parts[1] in _UNKNOWN else None
    named = month_of(parts[1]) if parts[1] and not parts[1].lstrip("-").isdigit() else None
    numbers = [named or _figure(parts[1]), _figure(parts[2])]
    if not parts[0].isdigit() or len(parts[0]) != 4 or None in numbers:
        return None
    if not numbers[0]:
        return period_of(int(parts[0]), 0, reading) if not numbers[1] else None
    return period_of(int(parts[0]), numbers[0], reading, numbers[1] or 0)


_UNKNOWN = ("", "0", "-9", "-99", "99", "unknown", "n/a", "na", "-", "?")


def _figure(text: str) -> int | None:
    if text.casefold() in _UNKNOWN:
        return 0
    return int(text) if text.isdigit() and len(text) < 3 else None


def _century(year: str) -> int:
    number = int(year)
    return number if len(year) > 2 else number + (1900 if number >= _CENTURY_TURNS else 2000)
