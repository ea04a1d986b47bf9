"""Where a reader is in the story: the event before the open one, the one after it, and the ends.

The story is the selected events in the file's order. This module shouldn't import Streamlit.
"""

from typing import Any

import numpy as np

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
    orders, rows = file.story(selection)
    if not len(orders):
        return None
    return _name(file, rows[orders.argmax() if descending else orders.argmin()])


def _around(
    file: Opened, selection: Selection, event: Event
) -> tuple[int, str | None, str | None] | None:
    """Return how many events come before one, and the ids of its neighbours."""
    at = file.place(event.id)
    orders, rows = file.story(selection)
    if at is None or not (orders == at).any():
        return None
    before = orders < at
    number = int(before.sum())
    previous = rows[np.where(before, orders, -1).argmax()] if number else None
    following = rows[np.where(orders > at, orders, _LAST).argmin()]
    more = number + 1 < len(orders)
    return number, _name(file, previous), _name(file, following if more else None)


def _name(file: Opened, row: np.int32 | None) -> str | None:
    return None if row is None else file.table.events([int(row)])[0].id


_LAST = np.iinfo(np.int32).max
