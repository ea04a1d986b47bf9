"""The days of a phrase, and EDTF for them with what stands around it.

Where a rule is ours it is told here: "early", "mid" and "late" are the thirds of a month, about;
"recent" has an end, the day of publication, and no known beginning; "since" and "after" leave
the end open, as the words do.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from events.coding.phrases.date_grammar import Grammar
from events.importers.dates.calendars import days_of_month, gregorian_day

_PAST = timedelta(days=92)
"""How far back a day without a year may lie: "28 December" in a text of January."""

_DAY = timedelta(days=1)
_UNITS = {"day": 1, "week": 7}
_THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


@dataclass(frozen=True)
class Days:
    """The first and the last day that words name; None for an end that is not known."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Core:
    """What a phrase names without what stands around it.

    Attributes
    ----------
    days
        Its days.
    rule
        The name of the rule.
    stated
        Whether the words give it without the day of publication.
    backwards
        Whether the last such day before publication was taken, and the next might be meant.
    about
        Whether it is given about, as "two weeks ago".
    """

    days: Days
    rule: str
    stated: bool = False
    backwards: bool = False
    about: bool = False


def read_core(grammar: Grammar, found: re.Match[str], published: date | None) -> Core | None:
    """Read the core of a match.

    Parameters
    ----------
    grammar
        The language's grammar, which found it.
    found
        A match of one of its patterns.
    published
        The day of publication.

    Returns
    -------
    Core or None
        None for no day of the calendar, and where the day of publication is needed and not known.
    """
    name = grammar.core_of(found)
    parts = {
        key[0]: value for key, value in found.groupdict().items() if value and key[1:].isdigit()
    }
    if name in ("range", "day", "month", "iso", "year", "solar_day", "solar_month"):
        return _written_out(grammar, name, parts, found, published)
    if published is None:
        return None
    if name in ("weekday", "next_weekday"):
        number = grammar.position_of(parts["w"], "weekdays")
        back = (published.weekday() - number) % 7
        day = published - back * _DAY
        if name == "next_weekday":
            return Core(_one(day + 7 * _DAY), "next weekday")
        return Core(_one(day), "weekday, from publication", backwards=True)
    if name == "days":
        shift = {"today": 0, "yesterday": -1, "tomorrow": 1}
        word = grammar.name_of(found["core"], "days")
        return Core(_one(published + shift[word] * _DAY), f"{word}, from publication")
    if name == "last_night":
        return Core(Days(published - _DAY, published), "last night, from publication")
    if name == "recent":
        return Core(Days(None, published), "recent, unknown beginning to publication")
    if name == "ago":
        return _ago(grammar, parts, published)
    return _span(grammar.name_of(found["core"], "spans"), published, grammar)


def wrapped(core: Core, wrap: str) -> str | None:
    """Write a core as EDTF with what stands around it.

    Parameters
    ----------
    core
        What the phrase names.
    wrap
        ``""``, or a name of the table ``wraps``.

    Returns
    -------
    str or None
        None where the two make no sense, as "the night of July".

    Examples
    --------
    >>> july = Core(Days(date(2021, 7, 1), date(2021, 7, 31)), "month")
    >>> wrapped(july, "early"), wrapped(july, "since"), wrapped(july, "night")
    ('2021-07-01/2021-07-10~', '2021-07/..', None)
    """
    first, last = core.days.first, core.days.last
    if first is None or last is None:
        return f"/{last}" if last and not wrap else None
    if wrap == "by":
        return f"../{last}"
    if wrap == "before":
        return f"../{first - _DAY}"
    if wrap == "since":
        return f"{_written(Days(first, last), start=True)}/.."
    if wrap == "after":
        return f"{last + _DAY}/.."
    if wrap == "night":
        return _night(first, last)
    if wrap == "night_to":
        return _night(first - _DAY, last) if first == last else _night(first, last)
    if wrap in _THIRDS:
        return _third(first, last, wrap)
    return _written(core.days) + ("~" if core.about else "")


def _night(first: date, last: date) -> str | None:
    """Give both days of a night: of "4–5 July" the two, of "5 July" it and the next."""
    if last - first > _DAY:
        return None
    return f"{first}/{last if last > first else first + _DAY}"


def _third(first: date, last: date, wrap: str) -> str | None:
    if (first.day, last - first < 31 * _DAY, last == _end_of_month(first)) != (1, True, True):
        return None
    start, end = _THIRDS[wrap]
    end = min(end, last.day)
    opening = "" if wrap == "early" else "~"
    closing = "" if wrap == "late" else "~"
    return f"{first.replace(day=start)}{opening}/{first.replace(day=end)}{closing}"


def _written(days: Days, *, start: bool = False) -> str:
    """Write days as one date where they are a day, a month or a year, else as an interval."""
    first, last = days.first, days.last
    if first is None or last is None or first == last:
        return f"{last}"
    if first.day == 1 and last == _end_of_month(first):
        return f"{first:%Y-%m}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first:%Y}"
    return f"{first}" if start else f"{first}/{last}"


def _written_out(
    grammar: Grammar, name: str, parts: dict[str, str], found: re.Match[str], published: date | None
) -> Core | None:
    if name == "iso" and "y" not in parts:
        return _given(date.fromisoformat(found["iso"]), "day") if _is_day(found["iso"]) else None
    year = int(parts["y"]) if "y" in parts else 0
    if name.startswith("solar"):
        return _solar(grammar, parts, year, published)
    if name == "year":
        return (
            Core(Days(date(year, 1, 1), date(year, 12, 31)), "year", stated=True) if year else None
        )
    month = int(parts["k"]) if "k" in parts else grammar.position_of(parts["m"], "months") + 1
    first, last = int(parts.get("d", 1)), int(parts.get("e", parts.get("d", 0)))
    stated = bool(year)
    if not year:
        if published is None:
            return None
        year = _year_before(month, first, published)
    days = _days(year, month, first, last)
    if days is None or days.first is None:
        return None
    if (
        not stated
        and published
        and published - days.first > (_PAST * 2 if name == "month" else _PAST)
    ):
        days = _days(year + 1, month, first, last) if grammar.wrap_of(found) == "by" else None
        return Core(days, f"{name}, deadline ahead") if days else None
    rule = f"{'days' if name == 'range' else 'day' if name == 'iso' else name}"
    return Core(days, rule if stated else f"{rule}, year of publication", stated, not stated)


def _given(day: date, rule: str) -> Core:
    return Core(_one(day), rule, stated=True)


def _is_day(words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return True


def _year_before(month: int, day: int, published: date) -> int:
    return published.year - ((month, day) > (published.month, published.day))


def _solar(
    grammar: Grammar, parts: dict[str, str], year: int, published: date | None
) -> Core | None:
    month = grammar.position_of(parts["s"], "solar_months") + 1
    stated = bool(year)
    if not year:
        if published is None:
            return None
        spring = gregorian_day(published.year - 621, 1, 1, "solar-hijri")
        year = published.year - 621 - (spring is not None and published < spring)
        begins = gregorian_day(year, month, int(parts.get("d", 1)), "solar-hijri")
        year -= begins is not None and begins > published
    first = gregorian_day(year, month, int(parts.get("d", 1)), "solar-hijri")
    ends = int(parts.get("e", parts.get("d", days_of_month(year, month, "solar-hijri"))))
    last = gregorian_day(year, month, ends, "solar-hijri")
    if first is None or last is None:
        return None
    if not stated and published and published - first > _PAST:
        return None
    rule = "Solar Hijri day" if "d" in parts else "Solar Hijri month"
    return Core(Days(first, last), rule, stated, not stated)


def _ago(grammar: Grammar, parts: dict[str, str], published: date) -> Core | None:
    small = grammar.language.tables["numbers"]["small"]
    words = parts["n"].casefold()
    number = int(small.get(words, 0)) or int(words)
    unit = grammar.name_of(parts["u"], "units")
    if unit in _UNITS:
        day = published - number * _UNITS[unit] * _DAY
        return Core(_one(day), f"{unit}s ago", about=unit != "day")
    months = published.year * 12 + published.month - 1 - number * (12 if unit == "year" else 1)
    if unit == "year":
        year = months // 12
        return Core(Days(date(year, 1, 1), date(year, 12, 31)), "years ago", about=True)
    first = date(months // 12, months % 12 + 1, 1)
    return Core(Days(first, _end_of_month(first)), "months ago", about=True)


def _span(name: str, published: date, grammar: Grammar) -> Core:
    week = (
        published
        - ((published.weekday() - grammar.language.tables["dates"]["week_starts"]) % 7) * _DAY
    )
    month, year = published.replace(day=1), published.year
    before = month - _DAY
    spans = {
        "last_week": Days(week - 7 * _DAY, week - _DAY),
        "this_week": Days(week, published),
        "last_month": Days(before.replace(day=1), before),
        "this_month": Days(month, published),
        "last_year": Days(date(year - 1, 1, 1), date(year - 1, 12, 31)),
        "this_year": Days(date(year, 1, 1), published),
        "next_week": Days(week + 7 * _DAY, week + 13 * _DAY),
        "next_month": Days(_end_of_month(month) + _DAY, _end_of_month(_end_of_month(month) + _DAY)),
    }
    return Core(spans[name], name.replace("_", " "), backwards=name.startswith("this"))


def _days(year: int, month: int, first: int, last: int) -> Days | None:
    try:
        start = date(year, month, first)
        end = start.replace(day=last) if last else _end_of_month(start)
    except ValueError:
        return None
    return Days(start, end) if start <= end else None


def _one(day: date) -> Days:
    return Days(day, day)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
