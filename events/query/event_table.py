"""Events that can be queried, and what a selection of them holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import narwhals as nw
import numpy as np
import pyarrow.compute as pc

from events.model.distinct_dates import Mask
from events.model.event import Event
from events.query.columns.distinct import whole_column
from events.query.columns.spatial_index import Column
from events.query.event_index import EventIndex
from events.query.row_order import SORTED_BY, Order
from events.query.selection import Selection

TEXTS = ("title", "place")
"""The orders that are not among a table's columns in memory."""

BRIEF = (
    "id", "title", "kind", "category", "status", "date", "date_basis",
    "place", "place_precision", "place_basis", "radius_km", "geometry",
)  # fmt: skip
"""What `Table.brief` gives of an event; the rest may be missing."""


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
    def columns(self) -> EventIndex:
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
            The columns of `events.query.query_schema.QUERY_SCHEMA`, and `row`.
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
    offset: int = 0,
    limit: int | None = None,
) -> list[Event]:
    """Give selected events in the order of the file, or a page of them.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.
    offset, limit : int, optional
        How many are passed over, and how many are given at most; all by default.

    Returns
    -------
    list of Event

    Examples
    --------
    >>> from events.store.memory import EventTable
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> table = EventTable([event])
    >>> len(select(table, Selection(words="APPEAL"))), select(table, Selection(words="base"))
    (1, [])
    """
    chosen = table.columns.mask(selection)
    return table.events(table.columns.page(chosen, "order", offset=offset, limit=limit))


def page_by_text(
    table: Table,
    chosen: Mask,
    by: Order,
    *,
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[int]:
    """Give a page of the chosen rows, sorted by a text.

    All texts are ranked when the first page is asked for, and no more than their ranks is kept:
    4 MB for a million rows.

    Parameters
    ----------
    table : Table
        The events.
    chosen : numpy.ndarray of bool
        Which rows are chosen.
    by : Order
        One of `TEXTS`; the file's order parts equals, and an empty text comes last.
    descending : bool, optional
        Whether the last come first.
    offset, limit : int, optional
        How many are passed over, and how many are given at most; all by default.

    Returns
    -------
    list of int
    """
    ranks = _text_ranks(table, by)
    return table.columns.page(
        chosen, by, ranks=ranks, descending=descending, offset=offset, limit=limit
    )


def ranks_of_rows(table: Table, by: Order) -> Column:
    """Rank all rows of a table by what they can be sorted by.

    Parameters
    ----------
    table : Table
        The events.
    by : Order
        What they are sorted by.

    Returns
    -------
    numpy.ndarray of int
        Below 0 for a row without a value.
    """
    columns = table.columns
    if by in TEXTS:
        return _text_ranks(table, by)
    if by in SORTED_BY:
        return columns.ranks(by)[columns.asked[SORTED_BY[by][0]].codes]
    return np.where(columns["dated"], columns["rank"], -1) if by == "rank" else columns["order"]


def _text_ranks(table: Table, by: Order) -> Column:
    known = _RANKS.setdefault(table.columns, {})
    if by not in known:
        known[by] = _ranks(table, by)
    return known[by]


_RANKS: WeakKeyDictionary[EventIndex, dict[Order, Column]] = WeakKeyDictionary()
"""By the columns of a table the ranks of its rows, for each text by which they were sorted."""


def _ranks(table: Table, by: Order) -> Column:
    """Rank the rows of a table by a text, equal ones alike; -1 for an empty one."""
    found = table.frame().select("row", by).collect().to_arrow().combine_chunks()
    texts = whole_column(found[by])
    dense = pc.rank(texts, tiebreaker="dense").to_numpy(False).astype(np.int32)
    ranks = np.empty(len(texts), np.int32)
    ranks[found["row"].to_numpy()] = np.where(pc.equal(texts, "").to_numpy(False), -1, dense)
    return ranks


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
