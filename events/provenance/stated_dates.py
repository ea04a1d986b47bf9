"""The days that English words name: written out, as weekdays, or from the day of publication."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from events.model.dates import Span

_MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)}|{'|'.join(name[:3] for name in _MONTHS)}|sept)\.?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*[–-]\s*(?P<last>\d{{1,2}}))?(?:\s+of)?\s+{_MONTH}"
    rf"(?![a-z]){_YEAR}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*[–-]\s*(?P<last>\d{{1,2}}))?(?!\d){_YEAR}",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_OF_MONTH = re.compile(
    rf"(?<!\d )(?<!\d(?:st|nd|rd|th) )\b(?P<month>{'|'.join(_MONTHS)})\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
_RELATIVE = {"today": 0, "tonight": 0, "yesterday": -1, "last night": -1, "tomorrow": 1}


def dates_in(words: str, published: date | None = None) -> list[Span]:
    """Find the days that words name.

    Parameters
    ----------
    words
        English words of a source.
    published
        The day of publication, from which a day without a year, a weekday and "yesterday" are
        worked out; without it these are not known.

    Returns
    -------
    list of Span
        In no order. A weekday is the last one up to the day of publication.

    Examples
    --------
    >>> [span.first.isoformat() for span in dates_in("said on Wednesday", date(2021, 7, 8))]
    ['2021-07-07']
    >>> [span.last.isoformat() for span in dates_in("between 4–5 July 2021 and today")]
    ['2021-07-05']
    """
    return [*_written_out(words, published), *_from_publication(words, published)]


def _written_out(words: str, published: date | None) -> Iterator[Span]:
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for found in pattern.finditer(words):
            year = int(found["year"]) if found["year"] else published and published.year
            month = _month(found["month"])
            ends = int(found["day"]), int(found["last"] or found["day"])
            if year and (span := _span(year, month, *ends)):
                yield span
    for found in _ISO.finditer(words):
        year, month, day = map(int, found.groups())
        if span := _span(year, month, day, day):
            yield span
    for found in _OF_MONTH.finditer(words):
        first = date(int(found["year"]), _month(found["month"]), 1)
        yield Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def _from_publication(words: str, published: date | None) -> Iterator[Span]:
    if published is None:
        return
    for found in _WEEKDAY.finditer(words):
        back = (published.weekday() - _WEEKDAYS.index(found[1].lower())) % 7
        day = published - timedelta(days=back)
        yield Span(day, day)
    for name, days in _RELATIVE.items():
        if re.search(rf"\b{name}\b", words, re.IGNORECASE):
            day = published + timedelta(days=days)
            yield Span(day, day)


def _month(name: str) -> int:
    return next(at for at, one in enumerate(_MONTHS, 1) if one.startswith(name.lower()[:3]))


def _span(year: int, month: int, first: int, last: int) -> Span | None:
    try:
        return Span(date(year, month, first), date(year, month, last))
    except ValueError:
        return None
