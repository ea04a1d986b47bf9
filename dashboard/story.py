"""Where a reader is in the story: the event before the open one, the one after it, and the ends.

The story is the selected events in the file's order. This module shouldn't import Streamlit.
"""

from typing import Any

from dashboard import article, cards
from dashboard.opened import Opened
from events.schema import Event
from events.selection import Selection


def told(
    file: Opened, selection: Selection, event: Event | None, *, coverage: bool = False
) -> dict[str, Any]:
    """Return what the reading pane tells of where a reader is: the step, and the event in full.

    Parameters
    ----------
    file, selection, event, coverage
        As of ``step``.
    """
    return {
        "step": step(file, selection, event, coverage=coverage),
        "event": cards.card(file, event) if event else None,
    }


def step(
    file: Opened, selection: Selection, event: Event | None, *, coverage: bool = False
) -> dict[str, Any]:
    """Return where a reader is in the story: the title, an event, or the coverage.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force; Previous and Next walk what they leave.
    event
        The open event, or ``None``.
    coverage
        Whether the reader has gone on to the last step.
    """
    if event is None and coverage:
        last = _end(file, selection, descending=True)
        before = {"event": last} if last else {"step": "title"}
        return {"name": "coverage", "position": "", "previous": before, "next": None}
    if event is None:
        first = _end(file, selection)
        after = {"event": first} if first else None
        return {"name": "title", "position": "", "previous": None, "next": after}
    around = _around(file, selection, event)
    if around is None:
        return {"name": "event", "position": "", "previous": None, "next": None}
    number, previous, following = around
    ends = {"step": "title"}, {"step": "coverage"} if article.main_source(file) else None
    return {
        "name": "event",
        "position": f"{number + 1:,} of {file.counts(selection).selected:,}",
        "previous": {"event": previous} if previous else ends[0],
        "next": {"event": following} if following else ends[1],
    }


def _end(file: Opened, selection: Selection, *, descending: bool = False) -> str | None:
    """Return the id of the story's first event, or of its last."""
    columns = file.table.columns
    rows = columns.page(columns.chosen(selection), "order", descending=descending, limit=1)
    return columns.id_of(rows[0]) if rows else None


def _around(
    file: Opened, selection: Selection, event: Event
) -> tuple[int, str | None, str | None] | None:
    """Return how many events come before one, and the ids of its neighbours."""
    columns = file.table.columns
    chosen, row = columns.chosen(selection), columns.row_of(event.id)
    if row is None or not chosen[row]:
        return None
    number, *beside = columns.around(chosen, row)
    before, after = (None if other is None else columns.id_of(other) for other in beside)
    return number, before, after
