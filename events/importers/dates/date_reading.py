"""What is known of how dates are written, and what a date of any calendar is as EDTF."""

import re
from dataclasses import dataclass
from typing import Literal

from events.importers.dates.calendars import (
    CALENDARS,
    Calendar,
    days_of_month,
    gregorian_day,
    is_foreign,
)
from events.model.dates import parse_edtf
from events.model.problems import FaultError

Order = Literal["day-first", "month-first", ""]
"""Which comes first in 05/07/2021; ``""`` where nobody said."""

ORDERS: tuple[Order, ...] = ("", "day-first", "month-first")
"""The orders that can be named."""

ASK_ORDER = "Give --dates day-first or --dates month-first (in the page: Columns)."
"""What is asked where the order of day and month is not known."""

ASK_CALENDAR = (
    f"Give --calendar {', '.join(CALENDARS[1:-1])} or {CALENDARS[-1]} (in the page: Columns)."
)
"""What is asked where the calendar is not known."""


QUESTIONS = (ASK_ORDER, ASK_CALENDAR)
"""What may be asked."""


@dataclass(frozen=True)
class DateReading:
    """What is known of how dates are written.

    Parameters
    ----------
    order : {"day-first", "month-first", ""}, optional
        Which comes first in 05/07/2021.
    calendar : {"gregorian", "solar-hijri", "lunar-hijri", "buddhist", ""}, optional
        Whose years they count.
    """

    order: Order = ""
    calendar: Calendar = ""


PLAINLY = DateReading()
"""Where nothing is known of how dates are written."""


def is_question(text: str | None) -> bool:
    """Tell whether a date that was read is a question: one of `QUESTIONS`."""
    return text in QUESTIONS


def period_of(year: int, month: int, reading: DateReading, day: int = 0) -> str | None:
    """Write a day, a month or a year of any calendar as EDTF.

    Parameters
    ----------
    year, month : int
        As the calendar counts them; a month of 0 is unknown.
    reading : DateReading
        Names the calendar.
    day : int, optional
        0 is unknown.

    Returns
    -------
    str or None
        A date, or the interval in our calendar of another one's month or year; `ASK_CALENDAR`
        where the calendar is not known; None where there is no such day.

    Examples
    --------
    >>> period_of(2021, 7, PLAINLY), period_of(1400, 4, DateReading(calendar="solar-hijri"))
    ('2021-07', '2021-06-22/2021-07-22')
    """
    if is_foreign(year) and not reading.calendar:
        return ASK_CALENDAR
    calendar = reading.calendar if is_foreign(year) else "gregorian"
    if calendar == "gregorian":
        if day:
            found = gregorian_day(year, month, day, calendar)
            return found.isoformat() if found else None
        text = f"{year:04}-{month:02}" if month else f"{year:04}"
        return text if is_edtf(text) else None
    months = (month, month) if month else (1, 12)
    last = day or days_of_month(year, months[1], calendar)
    ends = (
        gregorian_day(year, months[0], day or 1, calendar),
        gregorian_day(year, months[1], last, calendar),
    )
    about = "~" if calendar == "lunar-hijri" else ""
    texts = [f"{end.isoformat()}{about}" for end in ends if end is not None]
    if len(texts) < len(ends):
        return None
    return texts[0] if texts[0] == texts[1] else "/".join(texts)


def has_foreign_year(text: str, reading: DateReading) -> bool:
    """Tell whether a text names a year that may be, or is known to be, of another calendar.

    Examples
    --------
    >>> has_foreign_year("1400-04", PLAINLY), has_foreign_year("2021-07", PLAINLY)
    (True, False)
    """
    years = map(int, re.findall(r"(?<!\d)\d{4}(?!\d)", text))
    return reading.calendar in ("", *CALENDARS[2:]) and any(map(is_foreign, years))


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
