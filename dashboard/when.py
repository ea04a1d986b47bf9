"""The panel "When": the selected events along the days, certain and possible told apart.

Few events get a row each, many are counted in bins; days travel as whole numbers counted
from the axis's first. The slider under the chart stays the truth of the filter.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard import panels, wording
from dashboard.choices import days_of
from dashboard.opened import Opened
from events.dates import parse_edtf
from events.schema import Event
from events.selection import Selection
from events.timeline import MOST_BINS
from events.vocabulary import family_of

ROWS = 12
"""Most dated events, and most undated ones, that are drawn one by one."""

_when = panels.component("when")


def show_when(
    file: Opened, selection: Selection, chosen: str | None, choose: Callable[[], None]
) -> None:
    """Show when the selected events happened, and let the reader play through the days.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    chosen
        The open event's id, or ``None``.
    choose
        Called when the reader chooses an event; the component's ``choice.id`` names it.
    """
    data = {**chart(file, selection), "selected": chosen, "theme": panels.theme()}

    def take_days() -> None:
        taken = st.session_state["when"].days
        if taken:
            st.session_state["dates"] = clipped(days_of(file), taken["first"], taken["last"])

    _when(key="when", data=data, on_choice_change=choose, on_days_change=take_days)


def chart(file: Opened, selection: Selection) -> dict[str, Any]:
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
        or of a step of play; ``range``, the chosen days or ``None``; ``rows`` or ``bins``;
        ``undated``; ``published``; ``heading`` and ``empty`` in words.
    """
    whole = days_of(file)
    counts = file.counts(selection)
    dated = counts.selected - counts.undated
    undated = file.counts(replace(selection, undated=True)).undated
    few = dated <= ROWS
    listed = _events(file, selection, dated=True) if few else []
    length = (whole[1] - whole[0]).days + 1
    return {
        "first": whole[0].isoformat(),
        "length": length,
        "step": -(-length // MOST_BINS),
        "range": _range(whole, selection),
        "rows": rows(listed, whole[0]),
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
        "empty": _empty(dated, counts.undated),
    }


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
        ``certain`` where the one day is known.
    """
    spans = [(event, event.span) for event in events]
    dated = [(event, span) for event, span in spans if span is not None]
    dated.sort(key=lambda pair: (pair[1].earliest or date.min, pair[1].latest or date.max))
    return [
        {
            **_row(event),
            "first": (span.earliest - origin).days if span.earliest else None,
            "last": (span.latest - origin).days if span.latest else None,
            "certain": span.earliest == span.latest is not None and not span.uncertain,
        }
        for event, span in dated
    ]


def bins(file: Opened, selection: Selection, whole: tuple[date, date]) -> list[dict[str, int]]:
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
    words = f"{dated:,} dated"
    if not undated:
        return words
    if not shown:
        return f"{words}, {undated:,} without a date left out"
    return f"{words}, {undated:,} more {'has' if undated == 1 else 'have'} no date"


def clipped(whole: tuple[date, date], first: str, last: str) -> tuple[date, date]:
    """Return two ISO days as the slider takes them: in order and within its ends.

    Examples
    --------
    >>> july = date(2021, 7, 1), date(2021, 7, 31)
    >>> [day.isoformat() for day in clipped(july, "2021-06-05", "2021-07-05")]
    ['2021-07-01', '2021-07-05']
    """
    ends = sorted(date.fromisoformat(text) for text in (first, last))
    start, end = (min(max(day, whole[0]), whole[1]) for day in ends)
    return start, end


def _events(file: Opened, selection: Selection, *, dated: bool) -> list[Event]:
    columns = file.table.columns
    which = columns["dated"] if dated else ~columns["dated"]
    return file.table.brief(columns.page(columns.chosen(selection) & which, "order", limit=ROWS))


def _row(event: Event) -> dict[str, Any]:
    title = event.title.rstrip(".")
    return {
        "id": event.id,
        "title": event.title,
        "family": family_of(event.kind),
        "status": event.status,
        "aria": f"{title}. {wording.standing(event)}. {wording.when(event)}.",
    }


def _range(whole: tuple[date, date], selection: Selection) -> list[int] | None:
    if selection.dates is None:
        return None
    first, last = selection.dates
    return [((first or whole[0]) - whole[0]).days, ((last or whole[1]) - whole[0]).days]


def _published(file: Opened, whole: tuple[date, date]) -> int | None:
    """Return the day on which the file's one source came out, where it is on the axis."""
    spans = {parse_edtf(source.published) for source in file.loaded.sources}
    span = spans.pop() if len(spans) == 1 else None
    if span is None or span.first is None or span.first != span.last:
        return None
    return (span.first - whole[0]).days if whole[0] <= span.first <= whole[1] else None


def _empty(dated: int, undated: int) -> str:
    if dated:
        return ""
    if undated:
        return (
            f"No selected event has a date; {undated:,} without one "
            f"{'is' if undated == 1 else 'are'} listed."
        )
    return "No event matches the filters, so there is no day to show."
