"""The timeline's chart as plain JSON: the selected events along the days.

Few events get a row each, many are counted in bins; days travel as whole numbers counted
from the axis's first. The page and the dossier show the same. This module shouldn't import
Streamlit.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dashboard.present import wording
from dashboard.present.article import coded_source
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.accounts.one_source import ranked_accounts
from events.model.dates import Span, parse_edtf
from events.model.event import Event
from events.model.vocabulary import Basis, family_of
from events.query.selection import Selection
from events.query.summary import MOST_BINS

ROWS = 12
"""Most dated events, and most undated ones, that are drawn one by one."""

_OPEN_END = timedelta(days=7)
"""How far the axis reaches past the known days where an event's date is open."""


def chart(file: SessionFile, selection: Selection) -> dict[str, Any]:
    """Return what the panel draws, as plain JSON.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.

    Returns
    -------
    dict
        ``first``, an ISO day, and ``length`` of the axis in days; ``step``, the days of a bin
        or of a step of play; ``range``, the chosen days or ``None``; ``rows`` or ``bins`` of what
        every filter but the dates leaves, each row with ``chosen``: whether the dates leave it;
        ``undated``; ``published``; ``heading``, ``empty`` and, where the file has none, ``no_days``
        in words.
    """
    whole = axis_days(file)
    counts = file.counts(selection)
    dated = counts.selected - counts.undated
    undated = file.counts(replace(selection, undated=True)).undated
    everywhen = replace(selection, dates=None, rule="overlaps", undated=False)
    drawn = file.counts(everywhen).selected
    few = drawn <= ROWS
    listed = _events(file, everywhen, dated=True) if few else []
    chosen = {event.id for event in _events(file, selection, dated=True)} if few else set()
    length = (whole[1] - whole[0]).days + 1
    return {
        "first": whole[0].isoformat(),
        "length": length,
        "step": -(-length // MOST_BINS),
        "range": _range(whole, selection),
        "rows": [{**row, "chosen": row["id"] in chosen} for row in rows(listed, whole[0])],
        "bins": [] if few else bins(file, selection, whole),
        "undated": {
            "count": undated,
            "shown": selection.undated,
            "rows": [_row(event) for event in _events(file, selection, dated=False)]
            if counts.undated <= ROWS
            else [],
        },
        "published": _published(file, whole),
        "heading": heading(dated, undated, selection.undated),
        "no_days": "" if file.overview.first else say("timeline.no_days"),
        "empty": "" if drawn else _empty(counts.undated),
    }


def axis_days(file: SessionFile) -> tuple[date, date]:
    """Return the first and last day of the axis: the file's own, and a margin.

    They are two different days; a file without a date gives yesterday and today.
    """
    known = file.overview
    first, last = known.first, known.last
    for span in () if file.stored else _told_days(file):
        first = min(filter(None, (first, span.earliest)), default=None)
        last = max(filter(None, (last, span.latest)), default=None)
    if first is None or last is None:
        today = date.today()
        return today - timedelta(days=1), today
    before = _OPEN_END if known.open_start else timedelta(days=1)
    after = _OPEN_END if known.open_end else timedelta(days=1)
    return first - min(before, first - date.min), last + min(after, date.max - last)


def _told_days(file: SessionFile) -> Iterator[Span]:
    """Give the days that the accounts of events tell, whichever of them is shown."""
    for event in file.every:
        yield from filter(None, (parse_edtf(account.date) for account in event.accounts))


def rows(events: list[Event], origin: date) -> list[dict[str, Any]]:
    """Return the dated events as rows of the chart, the earliest possible day first.

    Parameters
    ----------
    events
        Dated and undated ones; the latter have no row.
    origin
        The axis's first day, from which days are counted.

    Returns
    -------
    list of dict
        ``first`` and ``last`` as days from `origin`, ``None`` for an end that is open;
        ``certain`` where the one day is known; ``others``, what further sources tell, and
        ``numbers``, those of the rows of sources that tell these days.
    """
    spans = [(event, event.span) for event in events]
    dated = [(event, span) for event, span in spans if span is not None]
    dated.sort(key=lambda pair: (pair[1].earliest or date.min, pair[1].latest or date.max))
    return [
        {
            **_row(event),
            **_days(span, origin),
            "certain": span.earliest == span.latest is not None and not span.uncertain,
            "numbers": _telling(event, event.date),
            "others": _others(event, origin),
        }
        for event, span in dated
    ]


def _others(event: Event, origin: date) -> list[dict[str, Any]]:
    """Return the days that sources tell and that are not those shown, each once."""
    ranked = ranked_accounts(event)
    texts = dict.fromkeys(account.date for account in ranked if account.date != event.date)
    spans = ((text, parse_edtf(text)) for text in texts)
    return [
        {**_days(span, origin), "numbers": _telling(event, text)} for text, span in spans if span
    ]


def _telling(event: Event, text: str) -> list[int]:
    """Return the numbers of the rows of the sources that tell a date."""
    ranked = ranked_accounts(event)
    return [at for at, account in enumerate(ranked, start=1) if account.date == text]


def _days(span: Span, origin: date) -> dict[str, int | None]:
    return {
        "first": (span.earliest - origin).days if span.earliest else None,
        "last": (span.latest - origin).days if span.latest else None,
    }


def bins(file: SessionFile, selection: Selection, whole: tuple[date, date]) -> list[dict[str, int]]:
    """Return the counts of the axis's days under every filter but the dates.

    The days that the reader left out are counted too: the chart shows what is there.
    """
    everywhen = replace(selection, dates=whole, rule="overlaps", undated=False)
    return [
        {
            "first": (part.first - whole[0]).days,
            "last": (part.last - whole[0]).days,
            "certain": part.certain,
            "possible": part.possible,
        }
        for part in file.days(everywhen)
    ]


def heading(dated: int, undated: int, shown: bool) -> str:
    """Return the numbers that stand beside the panel's name.

    Examples
    --------
    >>> heading(5, 3, True), heading(5, 1, False), heading(1, 0, True)
    ('5 dated, 3 more have no date', '5 dated, 1 without a date left out', '1 dated')
    """
    words = say("timeline.dated", count=dated)
    if not undated:
        return words
    more = "more_undated" if shown else "some_left_out"
    return say(f"timeline.{more}", dated=words, count=undated)


def _events(file: SessionFile, selection: Selection, *, dated: bool) -> list[Event]:
    columns = file.table.columns
    which = columns["dated"] if dated else ~columns["dated"]
    return file.table.events(columns.page(columns.mask(selection) & which, "order", limit=ROWS))


def _row(event: Event) -> dict[str, Any]:
    title = event.title.rstrip(".")
    return {
        "id": event.id,
        "title": event.title,
        "family": family_of(event.kind),
        "status": event.status,
        "external": event.date_basis is Basis.EXTERNAL,
        "aria": f"{title}. {wording.standing(event)}. {wording.when(event)}.",
    }


def _range(whole: tuple[date, date], selection: Selection) -> list[int] | None:
    if selection.dates is None:
        return None
    first, last = selection.dates
    return [((first or whole[0]) - whole[0]).days, ((last or whole[1]) - whole[0]).days]


def _published(file: SessionFile, whole: tuple[date, date]) -> int | None:
    """Return the day on which the file's one source came out, where it is on the axis."""
    main = coded_source(file.loaded.sources)
    span = parse_edtf(main.published) if main else None
    if span is None or span.first is None or span.first != span.last:
        return None
    return (span.first - whole[0]).days if whole[0] <= span.first <= whole[1] else None


def _empty(undated: int) -> str:
    return say("timeline.only_undated", count=undated) if undated else say("timeline.none")
