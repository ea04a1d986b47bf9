"""What a file or a selection holds as a whole: its days, its reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from events.query.columns.event_days import FAR
from events.query.event_table import Box, Table
from events.query.selection import EVERYTHING, Selection

MOST_BINS = 60
"""The most bins of a timeline: more could not be told apart on a phone."""

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
    reach : tuple of float, optional
        The same of what is known more closely than its country; of all where nothing is.
    """

    first: date | None
    last: date | None
    open_start: bool
    open_end: bool
    bbox: Box | None
    reach: Box | None


def summarise(table: Table) -> Overview:
    """Look over all events.

    Parameters
    ----------
    table : Table
        The events.

    Returns
    -------
    Overview

    Examples
    --------
    >>> import json
    >>> from shapely import box, to_geojson
    >>> from events.model.event import Event
    >>> from events.store.memory import EventTable
    >>> parts = {"title": "A strike", "kind": "assault", "status": "reported"}
    >>> at = [("country", (60.5, 29.4, 74.9, 38.5)), ("district", (68.7, 37, 69.1, 37.5))]
    >>> shapes = [(level, json.loads(to_geojson(box(*area)))) for level, area in at]
    >>> overview = summarise(EventTable([
    ...     Event(id=level, place_precision=level, geometry=shape, **parts)
    ...     for level, shape in shapes
    ... ]))
    >>> overview.bbox, overview.reach
    ((60.5, 29.4, 74.9, 38.5), (68.7, 37.0, 69.1, 37.5))
    """
    columns = table.columns
    first, last = extent(table)
    dated = columns.days["dated"]
    return Overview(
        first=first,
        last=last,
        open_start=bool((dated & (columns.days["first_day"] == -FAR)).any()),
        open_end=bool((dated & (columns.days["last_day"] == FAR)).any()),
        bbox=columns.box(columns["located"]),
        reach=columns.box(columns["located"] & ~columns["countrywide"])
        or columns.box(columns["located"]),
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
    >>> from events.store.memory import EventTable
    >>> from events.model.event import Event
    >>> parts = {"title": "An appeal", "kind": "request", "status": "reported"}
    >>> events = [Event(id="e1", date="../2021-07-08", **parts), Event(id="e2", **parts)]
    >>> [day.isoformat() for day in extent(EventTable(events))]
    ['2021-07-08', '2021-07-08']
    """
    days = table.columns.days
    present = days.tally(table.columns.mask(selection)) > 0
    named = np.concatenate([days[name][present] for name in ("first_day", "last_day")])
    named = named[np.abs(named) != FAR]
    if not len(named):
        return None, None
    first, last = (_1970 + timedelta(days=int(day)) for day in (named.min(), named.max()))
    return first, last


def has_spans(table: Table, selection: Selection = EVERYTHING) -> bool:
    """Tell whether any event's date is more than one certain day.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection, optional
        Which of them; all by default.
    """
    days = table.columns.days
    wide = days["dated"] & (days["uncertain"] | (days["first_day"] != days["last_day"]))
    return bool((days.tally(table.columns.mask(selection))[wide] > 0).any())


@dataclass(frozen=True)
class Bin:
    """Some days of a timeline and how many events lie in them.

    Parameters
    ----------
    first, last : datetime.date
        Both included.
    certain : int
        Events that surely happened in these days.
    possible : int
        Events that may have, without being certain.
    """

    first: date
    last: date
    certain: int
    possible: int


def days(table: Table, selection: Selection) -> tuple[Bin, ...]:
    """Count the selected events by day, or by as many days as keep the bins few.

    The bins reach over the selection's own dates where both have a bound, and else over the
    known days of the selected events. They are of one length in days, the last may be shorter.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.

    Returns
    -------
    tuple of Bin
        At most `MOST_BINS`, in order; empty where no selected event has a known day.
    """
    first, last = selection.dates or (None, None)
    if first is None or last is None:
        known = extent(table, selection)
        first, last = first or known[0], last or known[1]
    if first is None or last is None or first > last:
        return ()
    ranges = list(_ranges(first, last))
    certain, within = _tally(table, selection, ranges)
    return tuple(
        Bin(*part, certain=sure, possible=all_ - sure)
        for part, sure, all_ in zip(ranges, certain, within, strict=True)
    )


def _tally(
    table: Table, selection: Selection, ranges: list[tuple[date, date]]
) -> tuple[list[int], list[int]]:
    """Count, for each range, the events surely in it and all that may be, in one pass.

    The distinct days are counted first. Each is in the ranges of its first and its last day, -1
    for before all ranges and their number for after them, and in those between.
    """
    days, size = table.columns.days, len(ranges)
    length = (ranges[0][1] - ranges[0][0]).days + 1
    start, end = ((day - _1970).days for day in (ranges[0][0], ranges[-1][1]))
    number = days.tally(table.columns.mask(selection)) * days["dated"]

    def bin_of(name: str) -> npt.NDArray[np.intp]:
        day = days[name]
        inside = (np.clip(day, start, end) - start) // length
        return np.select([day < start, day > end], [-1, size], inside)

    first, last = bin_of("first_day"), bin_of("last_day")
    sure = (first == last) & (first >= 0) & (first < size) & ~days["uncertain"]
    reaching = (last >= 0) & (first < size)
    certain = _summed(first[sure], number[sure], size)
    begun = _summed(np.maximum(first, 0)[reaching], number[reaching], size)
    ended = _summed(np.minimum(last, size - 1)[reaching], number[reaching], size)
    within = np.cumsum(begun) - np.cumsum(ended) + ended
    return certain.tolist(), within.tolist()


def _summed(
    places: npt.NDArray[np.intp], numbers: npt.NDArray[np.intp], size: int
) -> npt.NDArray[np.intp]:
    return np.bincount(places, numbers, size).astype(np.intp)


def _ranges(first: date, last: date) -> Iterator[tuple[date, date]]:
    length = -(-((last - first).days + 1) // MOST_BINS)
    start = first
    while True:
        end = start + timedelta(days=min(length - 1, (last - start).days))
        yield start, end
        if end == last:
            return
        start = end + timedelta(days=1)
