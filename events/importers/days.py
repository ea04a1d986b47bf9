"""Days as tables write them, turned into EDTF; nothing is guessed.

A day in figures whose order nobody gave, such as 05/07/2021, is not read. With dots the day
comes first (DIN 5008 and the custom of Europe); with the year first the month follows
(ISO 8601).
"""

import re
from datetime import date
from functools import lru_cache
from typing import Literal

from events.dates import parse_edtf
from events.problems import FaultError

Order = Literal["day-first", "month-first", ""]
"""Which comes first in 05/07/2021; ``""`` where nobody said."""

EXPECTED = "a day such as 2021-07-05 or 5 July 2021"

_NAMES = (
    "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august"
    "|sep sept september|oct october|nov november|dec december"
)
_MONTHS = {
    name: number for number, names in enumerate(_NAMES.split("|"), 1) for name in names.split()
}
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: \d{1,2}:\d{2}.*)?")


@lru_cache(maxsize=65_536)
def read_day(text: str, order: Order = "") -> str | None:
    """Read a day.

    Parameters
    ----------
    text : str
        Such as 2021-07-05, 2021-07-05 00:00:00.000, 5 July 2021, July 5, 2021, 05.07.2021, or
        05/07/2021 where the order is given or only one is possible.
    order : {"day-first", "month-first", ""}, optional
        Which comes first in 05/07/2021.

    Returns
    -------
    str or None
        As ISO 8601; None where it cannot be read, or may be read in two ways.

    Examples
    --------
    >>> read_day("16 May 2025"), read_day("25/07/2021"), read_day("05/07/2021")
    ('2025-05-16', '2021-07-25', None)
    """
    if found := _ISO.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return _day(found[3], _MONTHS.get(found[2].lower(), 0), found[1])
    if found := _MONTH_FIRST.fullmatch(text):
        return _day(found[3], _MONTHS.get(found[1].lower(), 0), found[2])
    if found := _DOTTED.fullmatch(text):
        return _day(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(text):
        readings = {
            "day-first": _day(found[3], found[2], found[1]),
            "month-first": _day(found[3], found[1], found[2]),
        }
        allowed = {order: readings[order]} if order else readings
        days = {day for day in allowed.values() if day}
        return days.pop() if len(days) == 1 else None
    return None


def read_date(text: str, order: Order = "") -> str | None:
    """Read a date of any precision: a day as `read_day` does, or EDTF.

    Examples
    --------
    >>> read_date("2021-07"), read_date("5 July 2021"), read_date("sometime")
    ('2021-07', '2021-07-05', None)
    """
    day = read_day(text, order)
    if day is not None or not text:
        return day if text else ""
    return text if is_edtf(text) else None


def is_edtf(text: str) -> bool:
    """Tell whether a text is a date of the event format; no interval ends before it begins.

    Examples
    --------
    >>> is_edtf("2021/2023"), is_edtf("2023/2021")
    (True, False)
    """
    try:
        parse_edtf(text)
    except FaultError:
        return False
    return True


def _day(year: str, month: str | int, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
