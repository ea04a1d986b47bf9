"""Days of other calendars, as days of ours."""

from datetime import date
from typing import Literal

from convertdate import islamic, persian

Calendar = Literal["gregorian", "solar-hijri", "lunar-hijri", "buddhist", ""]
"""Whose years a table counts; ``""`` where nobody said."""

CALENDARS: tuple[Calendar, ...] = ("", "gregorian", "solar-hijri", "lunar-hijri", "buddhist")
"""The calendars that can be named."""

_FOREIGN = (range(1300, 1500), range(2500, 2600))
_BUDDHIST = 543  # years that the Buddhist era of Thailand is ahead


def is_foreign(year: int) -> bool:
    """Tell whether a year is one that another calendar may count.

    1300 to 1499 are Hijri years, solar or lunar, from 1882 on; 2500 to 2599 are years of the
    Buddhist era from 1957 on.

    Examples
    --------
    >>> is_foreign(1400), is_foreign(2021)
    (True, False)
    """
    return any(year in years for years in _FOREIGN)


def gregorian_day(year: int, month: int, day: int, calendar: Calendar) -> date | None:
    """Turn a day of a calendar into ours.

    The lunar year is the tabular one of arithmetic: by the moon that was seen, a day may be
    another by one.

    Returns
    -------
    datetime.date or None
        None where there is no such day.

    Examples
    --------
    >>> gregorian_day(1400, 4, 14, "solar-hijri"), gregorian_day(2564, 7, 5, "buddhist")
    (datetime.date(2021, 7, 5), datetime.date(2021, 7, 5))
    >>> gregorian_day(1400, 13, 1, "solar-hijri") is None
    True
    """
    try:
        if calendar == "solar-hijri":
            if not 1 <= month <= 12 or not 1 <= day <= persian.month_length(year, month):
                return None
            return date(*persian.to_gregorian(year, month, day))
        if calendar == "lunar-hijri":
            if not 1 <= month <= 12 or not 1 <= day <= islamic.month_length(year, month):
                return None
            return date(*islamic.to_gregorian(year, month, day))
        return date(year - (_BUDDHIST if calendar == "buddhist" else 0), month, day)
    except (ValueError, OverflowError):
        return None


def days_of_month(year: int, month: int, calendar: Calendar) -> int:
    """Tell how many days a month of a calendar has; 0 for no month."""
    days = (day for day in range(31, 27, -1) if gregorian_day(year, month, day, calendar))
    return next(days, 0)
