"""What a reader chooses to see, as one query, and what it selects, hides and counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import narwhals as nw

from events.event_table import (
    EventTable,
    certainly_in,
    extent,
    named_actor,
    possibly_in,
    searchable,
)

__all__ = [
    "Counts",
    "EventTable",
    "Selection",
    "count",
    "extent",
    "hidden_by",
    "select",
    "select_frame",
]


@dataclass(frozen=True)
class Selection:
    """The filters together; each one left at its default restricts nothing.

    Parameters
    ----------
    dates : tuple of (datetime.date or None), optional
        First and last day, both included; None for an end without a bound.
    rule : {"overlaps", "inside"}
        Whether an event counts that may have happened in `dates`, or only one that surely did
        (`events.dates.overlaps`, `events.dates.surely_inside`).
    undated : bool
        Whether events without a date are shown, whatever `dates` says.
    families, kinds : frozenset of str
        An event counts when its family or its kind is among them.
    statuses : frozenset of str
        An event counts when its status is among them.
    actors : frozenset of str
        An event counts when one of its actors has one of these names.
    words : str
        An event counts when every one of these words, parted by spaces, occurs in its title,
        place, note, actors or quotes, in any case.
    bbox : tuple of float, optional
        West, south, east, north in degrees; west is greater than east for a box across the
        antimeridian. An event counts when the box around its geometry meets this one.

    Examples
    --------
    >>> Selection(words="border").is_empty, Selection().is_empty
    (False, True)
    """

    dates: tuple[date | None, date | None] | None = None
    rule: Literal["overlaps", "inside"] = "overlaps"
    undated: bool = True
    families: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    words: str = ""
    bbox: tuple[float, float, float, float] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it restricts nothing."""
        return not self.conditions()

    def conditions(self) -> dict[str, nw.Expr]:
        """Write each active filter as an expression over the columns of an `EventTable`.

        Returns
        -------
        dict
            By the filter's name: dates, kinds, statuses, actors, words, bbox.
        """
        return dict(_conditions(self))

    def expression(self) -> nw.Expr:
        """Write the whole selection as one expression over the columns of an `EventTable`.

        Returns
        -------
        narwhals.Expr
            True for each row that is selected, False for the others.
        """
        rule = nw.col("order") >= 0
        for condition in self.conditions().values():
            rule = rule & condition
        return rule


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


def select_frame(table: EventTable, selection: Selection) -> nw.DataFrame[Any]:
    """Select rows.

    Parameters
    ----------
    table : EventTable
        The events.
    selection : Selection
        The filters.

    Returns
    -------
    narwhals.DataFrame
        The selected rows, in the order of the file.
    """
    return table.frame.filter(selection.expression())


def select(table: EventTable, selection: Selection) -> list[str]:
    """Select events.

    Parameters
    ----------
    table : EventTable
        The events.
    selection : Selection
        The filters.

    Returns
    -------
    list of str
        The ids of the selected events, in the order of the file.

    Examples
    --------
    >>> from events.schema import Event
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> table = EventTable([event])
    >>> select(table, Selection(words="APPEAL")), select(table, Selection(words="base"))
    (['e1'], [])
    """
    return [str(identity) for identity in select_frame(table, selection)["id"].to_list()]


def count(table: EventTable, selection: Selection, rejected: int = 0) -> Counts:
    """Count what a selection leaves and hides.

    Parameters
    ----------
    table : EventTable
        The events.
    selection : Selection
        The filters.
    rejected : int, optional
        How many features of the file are not in the table.

    Returns
    -------
    Counts
    """
    frame = select_frame(table, selection)
    on_map = int(frame["located"].sum())
    return Counts(
        read=len(table) + rejected,
        selected=len(frame),
        on_map=on_map,
        without_place=len(frame) - on_map,
        filtered_out=len(table) - len(frame),
        rejected=rejected,
        undated=len(frame) - int(frame["dated"].sum()),
    )


def hidden_by(table: EventTable, selection: Selection) -> dict[str, int]:
    """Count what each filter would hide if it were the only one.

    Parameters
    ----------
    table : EventTable
        The events.
    selection : Selection
        The filters.

    Returns
    -------
    dict
        For each active filter (dates, kinds, statuses, actors, words, bbox) a number of events;
        an event that several filters hide is counted under each.
    """
    shown = {
        name: len(table.frame.filter(condition))
        for name, condition in selection.conditions().items()
    }
    return {name: len(table) - number for name, number in shown.items()}


def _conditions(selection: Selection) -> Iterator[tuple[str, nw.Expr]]:
    """Write the rule of each active filter: the one place where it is written."""
    undated = ~nw.col("dated")
    if selection.dates is not None:
        rule = possibly_in if selection.rule == "overlaps" else certainly_in
        dated = rule(*selection.dates)
        yield "dates", dated | undated if selection.undated else dated
    elif not selection.undated:
        yield "dates", nw.col("dated")
    if selection.families or selection.kinds:
        in_family = nw.col("family").is_in(sorted(selection.families))
        yield "kinds", in_family | nw.col("kind").is_in(sorted(selection.kinds))
    if selection.statuses:
        yield "statuses", nw.col("status").is_in(sorted(selection.statuses))
    if selection.actors:
        names = [named_actor(name) for name in sorted(selection.actors)]
        yield "actors", _any(nw.col("actors").str.contains(name, literal=True) for name in names)
    words = set(searchable(selection.words).split())
    if words:
        found = (nw.col("words").str.contains(word, literal=True) for word in sorted(words))
        yield "words", nw.all_horizontal(*found, ignore_nulls=False)
    if selection.bbox is not None:
        yield "bbox", _meets(*selection.bbox)


def _any(conditions: Iterator[nw.Expr]) -> nw.Expr:
    return nw.any_horizontal(*conditions, ignore_nulls=False)


def _meets(west: float, south: float, east: float, north: float) -> nw.Expr:
    reaches_east = nw.col("east") >= west
    reaches_west = nw.col("west") <= east
    across = reaches_east & reaches_west if west <= east else reaches_east | reaches_west
    return nw.col("located") & across & (nw.col("north") >= south) & (nw.col("south") <= north)
