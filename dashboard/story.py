"""Where a reader is in the story: the event before the open one, the one after it, and the ends.

The story is the selected events in the file's order. This module shouldn't import Streamlit.
"""

from typing import Any

import narwhals as nw

from dashboard import article
from dashboard.opened import Opened
from events.schema import Event
from events.selection import Selection


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
    ends = file.table.frame(selection).sort("order", descending=descending).head(1)
    return next(iter(ends.select("id").collect()["id"].to_list()), None)


def _around(
    file: Opened, selection: Selection, event: Event
) -> tuple[int, str | None, str | None] | None:
    """Return how many events come before one, and the ids of its neighbours."""
    order = nw.col("order")
    here = file.table.frame().filter(nw.col("id") == event.id).select("order").collect()
    if not len(here):
        return None
    at = int(here["order"].item(0))
    chosen = file.table.frame(selection)
    before, own = nw.when(order < at).then(order), nw.when(order == at).then(order)
    number, present, previous, following = (
        chosen.select(
            before.count().alias("number"),
            own.count().alias("present"),
            before.max().alias("previous"),
            nw.when(order > at).then(order).min().alias("following"),
        )
        .collect()
        .row(0)
    )
    if not present:
        return None
    wanted = [int(end) for end in (previous, following) if _given(end)]
    named = chosen.filter(order.is_in(wanted)).select("order", "id").collect() if wanted else None
    ids = {} if named is None else dict(named.iter_rows())
    before_it, after_it = (
        str(ids[int(end)]) if _given(end) else None for end in (previous, following)
    )
    return int(number), before_it, after_it


def _given(value: Any) -> bool:
    return value is not None and value == value  # pandas gives NaN for no value
