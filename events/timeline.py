"""How many events lie in each stretch of days, surely and possibly."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from events.event_table import EventTable, certainly_in, extent, possibly_in
from events.selection import Selection, select_frame

MOST_BINS = 60
"""The most bins of a timeline: more could not be told apart on a phone."""


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


def days(table: EventTable, selection: Selection) -> tuple[Bin, ...]:
    """Count the selected events by day, or by as many days as keep the bins few.

    The bins reach over the selection's own dates where both have a bound, and else over the
    known days of the selected events. They are of one length in days, the last may be shorter.

    Parameters
    ----------
    table : EventTable
        The events.
    selection : Selection
        The filters.

    Returns
    -------
    tuple of Bin
        At most `MOST_BINS`, in order; empty where no selected event has a known day.
    """
    frame = select_frame(table, selection)
    known = extent(frame)
    chosen = selection.dates or (None, None)
    first, last = chosen[0] or known[0], chosen[1] or known[1]
    if first is None or last is None or first > last:
        return ()
    ranges = list(_ranges(first, last))
    asked = [rule(*part).sum() for part in ranges for rule in (certainly_in, possibly_in)]
    named = [question.alias(str(index)) for index, question in enumerate(asked)]
    answers = [int(answer) for answer in frame.select(*named).row(0)]
    return tuple(
        Bin(*part, certain=certain, possible=within - certain)
        for part, certain, within in zip(ranges, answers[::2], answers[1::2], strict=True)
    )


def _ranges(first: date, last: date) -> Iterator[tuple[date, date]]:
    length = -(-((last - first).days + 1) // MOST_BINS)
    start = first
    while True:
        end = start + timedelta(days=min(length - 1, (last - start).days))
        yield start, end
        if end == last:
            return
        start = end + timedelta(days=1)
