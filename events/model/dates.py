"""Dates as sources give them: a day, a month, a span, "about", "by", or nothing at all.

The text is EDTF (ISO 8601-2:2019, https://www.loc.gov/standards/datetime/): level 0, and of
level 1 the qualifiers ``~ ? %``, unspecified digits (``2021-07-XX``) and open or unknown ends
of an interval. Not taken are seasons, whose months differ by hemisphere and by author, and
years beyond 0001 to 9999. A time of day is read and its day kept, as written, without
conversion between zones.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import edtf

from events.model.problems import Fault, FaultError

EXPECTED = "EDTF such as 2021-07-05"

_LONGEST = 64
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_OR_YEAR = re.compile(r"[0-9]{4}(?:-[0-9]{2})?")
_TIME = r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_END = re.compile(
    r"(?:[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:[0-9]{2}|XX))?|-XX(?:-XX)?)?|[0-9]{3}X|[0-9]{2}XX)"
    rf"(?P<qualifier>[~?%])?|{_DAY.pattern}{_TIME}"
)
_MONTH = len("2021-07")


@dataclass(frozen=True)
class Span:
    """The days in which an event lies, both ends included.

    Parameters
    ----------
    first, last : datetime.date or None
        The first and last day that the text names; None for an open or unknown end.
    approximate : bool
        The text says "about" (``~`` or ``%``).
    uncertain : bool
        The text says that the date itself may be wrong (``?`` or ``%``).
    before, after : datetime.timedelta
        How far the truth may lie before `first` and after `last`. An approximate end is
        widened by one of the unit in which it is given: about a day by 1 day, about a month
        by 31 days, about a year by 365. This is our rule; EDTF gives none.

    Examples
    --------
    >>> span = Span(date(2021, 7, 5), date(2021, 7, 5), approximate=True, after=timedelta(days=1))
    >>> span.last.isoformat(), span.latest.isoformat()
    ('2021-07-05', '2021-07-06')
    """

    first: date | None
    last: date | None
    approximate: bool = False
    uncertain: bool = False
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)

    @property
    def earliest(self) -> date | None:
        """The first day on which it may have happened; None where there is no bound."""
        if self.first is None:
            return None
        return self.first - min(self.before, self.first - date.min)

    @property
    def latest(self) -> date | None:
        """The last day on which it may have happened; None where there is no bound."""
        if self.last is None:
            return None
        return self.last + min(self.after, date.max - self.last)


@lru_cache(maxsize=65_536)
def parse_edtf(text: str) -> Span | None:
    """Read an EDTF date.

    Parameters
    ----------
    text : str
        The date as the file has it; ``""`` for an event without a date. An interval may end in
        ``..`` (open) or in nothing (unknown): both leave the span without a bound on that side.

    Returns
    -------
    Span or None
        None for ``""``.

    Raises
    ------
    FaultError
        A ValueError that says what was found and what was expected.

    Examples
    --------
    >>> parse_edtf("2021-07").last.isoformat()
    '2021-07-31'
    >>> parse_edtf("../2021-07-08").first is None
    True
    >>> parse_edtf("2021-13-02")
    Traceback (most recent call last):
        ...
    events.model.problems.FaultError: found "2021-13-02", expected EDTF such as 2021-07-05
    """
    if text == "":
        return None
    parts = text.split("/") if len(text) <= _LONGEST else []
    if len(parts) == 1:
        span = _parse_end(text, text)
    elif len(parts) == 2:
        span = _parse_interval(text, parts[0], parts[1])
    else:
        raise _fault(text)
    return span


def overlaps(span: Span | None, first: date | None, last: date | None) -> bool:
    """Tell whether an event may have happened in a range of days.

    The rule: its earliest day is not after the range and its latest day is not before it. An
    end without a bound, of the span or of the range, is never in the way. An event without a
    date overlaps nothing.

    Parameters
    ----------
    span : Span or None
        The event's date.
    first, last : datetime.date or None
        The range, both ends included; None for no bound.

    Returns
    -------
    bool

    Examples
    --------
    >>> by_the_eighth = parse_edtf("../2021-07-08")
    >>> overlaps(by_the_eighth, date(2021, 7, 1), date(2021, 7, 3))
    True
    >>> overlaps(by_the_eighth, date(2021, 7, 9), None)
    False
    """
    if span is None:
        return False
    starts_in_time = last is None or span.earliest is None or span.earliest <= last
    ends_in_time = first is None or span.latest is None or span.latest >= first
    return starts_in_time and ends_in_time


def surely_inside(span: Span | None, first: date | None, last: date | None) -> bool:
    """Tell whether an event cannot have happened outside a range of days.

    The rule: its earliest and its latest day are both known and lie in the range. An event
    without a date, or with an open end, is surely inside nothing, whatever the range; nor is
    one whose date is uncertain (``?``, ``%``).

    Parameters
    ----------
    span : Span or None
        The event's date.
    first, last : datetime.date or None
        The range, both ends included; None for no bound.

    Returns
    -------
    bool

    Examples
    --------
    >>> night = parse_edtf("2021-07-04/2021-07-05")
    >>> surely_inside(night, date(2021, 7, 4), None), surely_inside(night, date(2021, 7, 5), None)
    (True, False)
    >>> surely_inside(parse_edtf("2021-07-05~"), date(2021, 7, 5), date(2021, 7, 5))
    False
    """
    if span is None or span.uncertain or span.earliest is None or span.latest is None:
        return False
    return (first or date.min) <= span.earliest and span.latest <= (last or date.max)


def _fault(text: str, expected: str = EXPECTED) -> FaultError:
    return FaultError(Fault("", text, expected))


def _parse_interval(text: str, left: str, right: str) -> Span:
    start = None if left in ("", "..") else _parse_end(left, text)
    end = None if right in ("", "..") else _parse_end(right, text)
    known = [part for part in (start, end) if part is not None]
    if not known:
        raise _fault(text, 'an interval with at least one date, or "" for an event without one')
    span = Span(
        first=start.first if start else None,
        last=end.last if end else None,
        approximate=any(part.approximate for part in known),
        uncertain=any(part.uncertain for part in known),
        before=start.before if start else timedelta(0),
        after=end.after if end else timedelta(0),
    )
    if span.first and span.last and span.first > span.last:
        raise _fault(text, "an interval whose first day is not after its last")
    return span


def _parse_end(end: str, text: str) -> Span:
    """Read a date that is no interval; `text` is the whole that a message shows."""
    shape = _END.fullmatch(end)
    if shape is None:
        raise _fault(text)
    try:
        first, last = _bounds(end)
    except (ValueError, edtf.EDTFParseException) as error:
        raise _fault(text) from error
    qualifier = shape["qualifier"] or ""
    approximate = qualifier in ("~", "%")
    margin = _unit(end.rstrip("~?%")) if approximate else timedelta(0)
    return Span(first, last, approximate, qualifier in ("?", "%"), margin, margin)


def _unit(bare: str) -> timedelta:
    if len(bare) > _MONTH and "X" not in bare:
        return timedelta(days=1)
    if len(bare) >= _MONTH and bare[5:7] != "XX":
        return timedelta(days=31)
    years = 10 if bare[3] == "X" else 1
    return timedelta(days=365 * (100 if bare[2] == "X" else years))


@lru_cache(maxsize=65_536)
def _bounds(end: str) -> tuple[date, date]:
    """Find the first and last day of one date that has the shape of `_END`.

    A plain day, month or year needs no grammar, and the edtf package takes 3 ms for one: a file
    of a million events would wait for minutes. All else is read by edtf, without its own
    widening.
    """
    bare = end.rstrip("~?%")
    if _DAY.fullmatch(bare):
        day = date.fromisoformat(bare)
        return day, day
    if _MONTH_OR_YEAR.fullmatch(bare):
        year, month = int(bare[:4]), int(bare[5:] or 0)
        last = month or 12
        return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])
    parsed = edtf.parse_edtf(end)
    first, last = parsed.lower_strict(), parsed.upper_strict()
    return date(*first[:3]), date(*last[:3])
