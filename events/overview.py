"""What a file holds as a whole: its days, its reach, its statuses and actors."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from events.query_columns import SEPARATOR
from events.selection import Table, sums

MOST_ACTORS = 1_000
"""The most actors that are named: those with the most events."""


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
    frame = table.frame()
    first, last = extent(frame)
    open_start, open_end = sums(frame, nw.col("open_start").sum(), nw.col("open_end").sum())
    statuses = frame.group_by("status").agg(nw.len()).collect()["status"].to_list()
    names = _actors(table)
    return Overview(
        first=first,
        last=last,
        open_start=bool(open_start),
        open_end=bool(open_end),
        bbox=_bbox(frame),
        statuses=tuple(sorted(statuses)),
        actors=tuple(sorted(names[:MOST_ACTORS])),
        actors_left_out=max(0, len(names) - MOST_ACTORS),
    )


def extent(frame: nw.LazyFrame[Any]) -> tuple[date | None, date | None]:
    """Find the first and the last day that any event's date names as a bound.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        Rows of a `Table`.

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
    >>> [day.isoformat() for day in extent(EventTable(events).frame())]
    ['2021-07-08', '2021-07-08']
    """
    ends = [nw.col(name) for name in ("first", "last")]
    least = frame.select(*(end.min() for end in ends)).collect().row(0)
    most = frame.select(*(end.max() for end in ends)).collect().row(0)
    known = [(low, high) for low, high in zip(least, most, strict=True) if _is_day(low)]
    if not known:
        return None, None
    return min(low for low, _ in known), max(high for _, high in known)


def _is_day(value: Any) -> bool:
    return isinstance(value, date)


def _bbox(frame: nw.LazyFrame[Any]) -> tuple[float, float, float, float] | None:
    ends = (
        nw.col("west").min(),
        nw.col("south").min(),
        nw.col("east").max(),
        nw.col("north").max(),
    )
    located = frame.filter(nw.col("located"))
    west, south, east, north = located.select(*ends).collect().row(0)
    if not sums(located, nw.len())[0]:
        return None
    return float(west), float(south), float(east), float(north)


def _actors(table: Table) -> list[str]:
    """Name every actor, those with the most events first."""
    frame = table.frame(texts=True).filter(nw.col("actors") != "")
    totals: dict[str, int] = {}
    for text, number in frame.group_by("actors").agg(n=nw.len()).collect().iter_rows():
        for name in dict.fromkeys(text.strip(SEPARATOR).split(SEPARATOR * 2)):
            totals[name] = totals.get(name, 0) + number
    return sorted(totals, key=lambda name: (-totals[name], name))
