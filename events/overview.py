"""What a file holds as a whole: its days, its reach, its statuses and actors."""

from dataclasses import dataclass
from datetime import date, timedelta

import narwhals as nw
import numpy as np

from events.columns import Columns
from events.query_columns import FAR, SEPARATOR
from events.selection import EVERYTHING, Selection, Table

MOST_ACTORS = 1_000
"""The most actors that are named: those with the most events."""

_1970 = date(1970, 1, 1)


@dataclass(frozen=True)
class Overview:
    """What a file holds as a whole.

    Parameters
    ----------
    first, last : datetime.date or None
        The first and last day that any event's date names as a bound.
    open_start, open_end : bool
        Whether some date has no bound on that side.
    bbox : tuple of float, optional
        West, south, east and north in degrees of all that has a place.
    statuses : tuple of str
        Those that some event has, in alphabetical order.
    actors : tuple of str
        Their names in alphabetical order.
    actors_left_out : int
        How many further names there are.
    """

    first: date | None
    last: date | None
    open_start: bool
    open_end: bool
    bbox: tuple[float, float, float, float] | None
    statuses: tuple[str, ...]
    actors: tuple[str, ...]
    actors_left_out: int


def overview(table: Table) -> Overview:
    """Look over all events.

    Parameters
    ----------
    table : Table
        The events.

    Returns
    -------
    Overview
    """
    columns = table.columns
    first, last = extent(table)
    dated = columns.days.values["dated"]
    statuses = sorted(set(columns.words.values["status"].tolist()))
    names = _actors(table)
    return Overview(
        first=first,
        last=last,
        open_start=bool((dated & (columns.days.values["first_day"] == -FAR)).any()),
        open_end=bool((dated & (columns.days.values["last_day"] == FAR)).any()),
        bbox=_bbox(columns),
        statuses=tuple(statuses),
        actors=tuple(sorted(names[:MOST_ACTORS])),
        actors_left_out=max(0, len(names) - MOST_ACTORS),
    )


def extent(table: Table, selection: Selection = EVERYTHING) -> tuple[date | None, date | None]:
    """Find the first and the last day that any event's date names as a bound.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection, optional
        Which of them; all by default.

    Returns
    -------
    tuple of datetime.date or None
        Both None where no event has a date with a bound.

    Examples
    --------
    >>> from events.event_table import EventTable
    >>> from events.schema import Event
    >>> parts = {"title": "An appeal", "kind": "request", "status": "reported"}
    >>> events = [Event(id="e1", date="../2021-07-08", **parts), Event(id="e2", **parts)]
    >>> [day.isoformat() for day in extent(EventTable(events))]
    ['2021-07-08', '2021-07-08']
    """
    days = table.columns.days
    present = days.tally(table.columns.chosen(selection)) > 0
    named = np.concatenate([days.values[name][present] for name in ("first_day", "last_day")])
    named = named[np.abs(named) != FAR]
    if not len(named):
        return None, None
    first, last = (_1970 + timedelta(days=int(day)) for day in (named.min(), named.max()))
    return first, last


def _bbox(columns: Columns) -> tuple[float, float, float, float] | None:
    located = columns["located"]
    if not located.any():
        return None
    west, south = (float(np.nanmin(columns[name])) for name in ("west", "south"))
    east, north = (float(np.nanmax(columns[name])) for name in ("east", "north"))
    return west, south, east, north


def _actors(table: Table) -> list[str]:
    """Name every actor, those with the most events first."""
    frame = table.frame().filter(nw.col("actors") != "")
    totals: dict[str, int] = {}
    for text, number in frame.group_by("actors").agg(n=nw.len()).collect().iter_rows():
        for name in dict.fromkeys(text.strip(SEPARATOR).split(SEPARATOR * 2)):
            totals[name] = totals.get(name, 0) + number
    return sorted(totals, key=lambda name: (-totals[name], name))
