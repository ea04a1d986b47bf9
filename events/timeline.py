"""How many events lie in each stretch of days, surely and possibly."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

import narwhals as nw

from events.overview import extent
from events.selection import Selection, Table

MOST_BINS = 60
"""The most bins of a timeline: more could not be told apart on a phone."""

_1970 = date(1970, 1, 1)


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
        known = extent(table.frame(selection))
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

    Events are grouped by the ranges of their first and last day, -1 for before all ranges and
    their number for after them; each group is then counted in every range that it reaches.
    """
    size = len(ranges)
    length = (ranges[0][1] - ranges[0][0]).days + 1
    start, end = ((day - _1970).days for day in (ranges[0][0], ranges[-1][1]))

    def bin_of(day: str) -> nw.Expr:
        inside = (nw.col(day).clip(start, end) - start) // length
        after = nw.when(nw.col(day) > end).then(size).otherwise(inside)
        return nw.when(nw.col(day) < start).then(-1).otherwise(after)

    groups = (
        table.frame(selection)
        .filter(nw.col("dated"))
        .select("uncertain", a=bin_of("first_day"), b=bin_of("last_day"))
        .group_by("a", "b", "uncertain")
        .agg(n=nw.len())
        .collect()
    )
    certain, steps = [0] * size, [0] * (size + 1)
    for a, b, uncertain, n in groups.select("a", "b", "uncertain", "n").iter_rows():
        if a == b and 0 <= a < size and not uncertain:
            certain[a] += n
        if b >= 0 and a < size:
            steps[max(a, 0)] += n
            steps[min(b, size - 1) + 1] -= n
    return certain, list(accumulate(steps[:-1]))


def _ranges(first: date, last: date) -> Iterator[tuple[date, date]]:
    length = -(-((last - first).days + 1) // MOST_BINS)
    start = first
    while True:
        end = start + timedelta(days=min(length - 1, (last - start).days))
        yield start, end
        if end == last:
            return
        start = end + timedelta(days=1)
