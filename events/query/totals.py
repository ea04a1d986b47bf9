"""What the events of a selection come to: their number, their dead, who and what they name."""

from dataclasses import dataclass

import numpy as np

from events.query.event_table import Table
from events.query.filters.deaths import UNKNOWN
from events.query.filters.declaration import Filter
from events.query.selection import Selection


@dataclass(frozen=True)
class Counts:
    """How the events of a file add up.

    ``read == on_map + without_place + filtered_out + rejected``, and
    ``selected == on_map + without_place``.

    Parameters
    ----------
    read : int
        The features of the file.
    selected : int
        The events that the selection leaves.
    on_map, without_place : int
        Those of them with a geometry, and without one.
    filtered_out : int
        The good events that the selection hides.
    rejected : int
        The features that were left out for their faults.
    undated : int
        The selected events without a date.
    """

    read: int
    selected: int
    on_map: int
    without_place: int
    filtered_out: int
    rejected: int
    undated: int


@dataclass(frozen=True)
class Deaths:
    """The dead of several events, added up; an end that an event lacks is its nearest figure.

    Parameters
    ----------
    low, best, high : int
        The lowest figures, the best estimates and the highest figures together.
    events : int
        How many events give any figure.
    """

    low: int
    best: int
    high: int
    events: int


def count(table: Table, selection: Selection, rejected: int = 0, untold: int = 0) -> Counts:
    """Count what a selection leaves and hides.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.
    rejected : int, optional
        How many features of the file are not in the table.
    untold : int, optional
        How many good events are not, as those of which the chosen source does not tell.

    Returns
    -------
    Counts
    """
    selected, on_map, undated = table.columns.counts(selection)
    return Counts(
        read=len(table) + untold + rejected,
        selected=selected,
        on_map=on_map,
        without_place=selected - on_map,
        filtered_out=len(table) + untold - selected,
        rejected=rejected,
        undated=undated,
    )


def deaths(table: Table, selection: Selection) -> Deaths:
    """Add up the dead of the selected events.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.

    Returns
    -------
    Deaths

    Examples
    --------
    >>> from events.store.memory import EventTable
    >>> from events.model.event import Event
    >>> killed = {"what": "killed", "low": 2, "high": 5}
    >>> parts = {"title": "A raid", "kind": "assault", "status": "reported"}
    >>> deaths(EventTable([Event(id="e1", quantities=[killed], **parts)]), Selection())
    Deaths(low=2, best=2, high=5, events=1)
    """
    asked = table.columns.asked["deaths"]
    ends = [asked[f"deaths_{end}"].astype(np.int64) for end in ("low", "best", "high")]
    low, best, high = (np.where(end == UNKNOWN, 0, end) for end in ends)
    best = np.where(ends[1] == UNKNOWN, np.where(ends[0] == UNKNOWN, high, low), best)
    low = np.where(ends[0] == UNKNOWN, best, low)
    high = np.maximum.reduce([low, best, high])
    number = asked.tally(table.columns.mask(selection))
    known = number * np.any([end != UNKNOWN for end in ends], axis=0)
    sums = [int((known * end).sum()) for end in (low, best, high)]
    return Deaths(low=sums[0], best=sums[1], high=sums[2], events=int(known.sum()))


def most_named(
    table: Table, selection: Selection, one: Filter, most: int
) -> tuple[list[tuple[str, int]], int]:
    """Give the values of a filter that the most selected events have.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.
    one : Filter
        The filter; its first parameter tells what an entry stands for.
    most : int
        How many are given at most.

    Returns
    -------
    list of (str, int)
        The values, and how many events have each.
    int
        How many further ones there are.
    """
    asked = table.columns.asked[one.name]
    entries = asked.entries(one.columns[0].name, one.parameters[0].values)
    counts = entries.counts(asked.tally(table.columns.mask(selection))).tolist()
    found = [(name, number) for name, number in zip(entries.names, counts, strict=True) if number]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return found[:most], max(0, len(found) - most)
