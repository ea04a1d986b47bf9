"""What a reader chooses to see, as one query, and what it selects, hides and counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol

import narwhals as nw

from events.query_columns import certainly_in, meets, named_actor, possibly_in, searchable
from events.schema import Event

if TYPE_CHECKING:
    from events.columns import Columns

Rule = Literal["overlaps", "inside"]
"""What dates ask of an event: that it may have happened then, or surely did."""

Order = Literal["order", "rank", "title", "place", "family"]
"""What rows can be sorted by: the file's order, the dates, the title, the place, the kind."""

TEXTS = ("title", "place")
"""Those of them that are not among a table's `events.columns.Columns`."""


BRIEF = (
    "id", "title", "kind", "status", "date", "date_basis",
    "place", "place_precision", "place_basis", "radius_km", "geometry", "evidence",
)  # fmt: skip
"""What `Table.brief` gives of an event; the rest may be missing. An event whose date or place is
not from its source isn't sound without the evidence."""


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
    rule: Rule = "overlaps"
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

    def without_texts(self) -> "Selection":
        """Give the filters without those that ask texts, which are words and actors."""
        return replace(self, words="", actors=frozenset())

    def only_texts(self) -> "Selection":
        """Give the filters that ask texts without the others."""
        return Selection(words=self.words, actors=self.actors)

    def conditions(self) -> dict[str, nw.Expr]:
        """Write each active filter as an expression over the columns of a `Table`.

        Returns
        -------
        dict
            By the filter's name: dates, kinds, statuses, actors, words, bbox.
        """
        return dict(_conditions(self))

    def expression(self) -> nw.Expr:
        """Write the whole selection as one expression over the columns of a `Table`.

        Returns
        -------
        narwhals.Expr
            True for each row that is selected, False for the others.
        """
        rule = nw.col("order") >= 0
        for condition in self.conditions().values():
            rule = rule & condition
        return rule


EVERYTHING = Selection()
"""The selection that restricts nothing."""


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


class Table(Protocol):
    """Events that can be queried, wherever they are held.

    A row is a whole number by which the table finds an event: its place in the columns. It is
    the event's place in the file only for events in memory.
    """

    @property
    def columns(self) -> "Columns":
        """The columns that most queries ask; texts are not among them."""

    def __len__(self) -> int:
        """Count the events."""

    def __iter__(self) -> Iterator[Event]:
        """Give the events in the order of the file."""

    def frame(self, selection: Selection = ...) -> nw.LazyFrame[Any]:
        """Give all columns of the selected rows, for a query that asks texts, too.

        Parameters
        ----------
        selection : Selection, optional
            Which rows; all by default.

        Returns
        -------
        narwhals.LazyFrame
            The columns of `events.query_columns.QUERY_SCHEMA`, and `row`.
        """

    def events(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, in the order asked for."""

    def brief(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, as far as marks and rows tell of them: `BRIEF`, no more."""

    def find(self, identity: str) -> Event | None:
        """Give the event with an id, or None."""

    def geometries(self, shapes: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Give lines and areas as GeoJSON by their keys; what there is not is left out."""


def select(
    table: Table,
    selection: Selection,
    by: Order = "order",
    *,
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[Event]:
    """Give selected events, or a page of them.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.
    by : Order, optional
        What they are sorted by; the file's order parts equals.
    descending : bool, optional
        Whether the last come first.
    offset, limit : int, optional
        How many are passed over, and how many are given at most; all by default.

    Returns
    -------
    list of Event

    Examples
    --------
    >>> from events.event_table import EventTable
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> table = EventTable([event])
    >>> len(select(table, Selection(words="APPEAL"))), select(table, Selection(words="base"))
    (1, [])
    """
    if by in TEXTS:
        rows = page_by_text(
            table.frame(selection), by, descending=descending, offset=offset, limit=limit
        )
    else:
        chosen = table.columns.chosen(selection)
        rows = table.columns.page(chosen, by, descending=descending, offset=offset, limit=limit)
    return table.events(rows)


def page_by_text(
    frame: nw.LazyFrame[Any],
    by: Order,
    *,
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[int]:
    """Give a page of the rows of a frame.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        Rows of `Table.frame`.
    by, descending, offset, limit
        As in `select`.

    Returns
    -------
    list of int
    """
    ranked = frame.sort(by, "order", descending=[descending, False]).select("row")
    if limit is not None:
        ranked = ranked.head(offset + limit)
    rows: list[int] = ranked.collect()["row"].to_list()
    return rows[offset:]


def count(table: Table, selection: Selection, rejected: int = 0) -> Counts:
    """Count what a selection leaves and hides.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.
    rejected : int, optional
        How many features of the file are not in the table.

    Returns
    -------
    Counts
    """
    selected, on_map, undated = table.columns.counts(selection)
    return Counts(
        read=len(table) + rejected,
        selected=selected,
        on_map=on_map,
        without_place=selected - on_map,
        filtered_out=len(table) - selected,
        rejected=rejected,
        undated=undated,
    )


def hidden_by(table: Table, selection: Selection) -> dict[str, int]:
    """Count what each filter would hide if it were the only one.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.

    Returns
    -------
    dict
        For each active filter (dates, kinds, statuses, actors, words, bbox) a number of events;
        an event that several filters hide is counted under each.
    """
    every = table.frame()
    left = {
        name: every.filter(condition).select(nw.len()).collect().item()
        for name, condition in selection.conditions().items()
    }
    return {name: len(table) - int(number) for name, number in left.items()}


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
        named = (("family", selection.families), ("kind", selection.kinds))
        yield "kinds", _any(nw.col(column).is_in(sorted(names)) for column, names in named if names)
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
        yield "bbox", meets(*selection.bbox)


def _any(conditions: Iterator[nw.Expr]) -> nw.Expr:
    return nw.any_horizontal(*conditions, ignore_nulls=False)
