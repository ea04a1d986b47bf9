"""Events that can be queried, and what a selection of them holds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import narwhals as nw
import numpy as np
import pyarrow.compute as pc

from events.model.event import Event
from events.query.columns.distinct import Distinct, whole_column
from events.query.columns.row_order import SORTED_BY, Order
from events.query.columns.spatial_index import Column, Rows, Window
from events.query.event_index import EventIndex
from events.query.selection import Selection

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west is greater than east across the antimeridian."""

TEXTS = ("title", "place")
"""The orders that are not among a table's columns in memory."""

BRIEF = (
    "id", "title", "kind", "category", "status", "date", "date_basis",
    "place", "place_precision", "place_basis", "radius_km", "geometry",
)  # fmt: skip
"""What `Table.brief` gives of an event; the rest may be missing."""


Chosen = Any
"""Which rows a query is about. What it is, is the engine's own; whoever asks joins them by `&` and
turns them by `~`, and hands them back."""


class Index(Protocol):
    """What the map and the lists ask of many events: the port of an engine.

    It is answered by `events.query.event_index.EventIndex` from columns in memory, and by
    `events.lake.lake_index.LakeIndex` from files.

    Attributes
    ----------
    days : Distinct
        The distinct days of events: first_day, last_day, dated and uncertain.
    asked : mapping of str to Distinct
        By a filter's name the distinct values of the columns that it asks.
    """

    @property
    def days(self) -> Distinct:
        """The distinct days."""

    @property
    def asked(self) -> Mapping[str, Distinct]:
        """The distinct values of filters."""

    def __getitem__(self, name: str, /) -> Chosen:
        """Choose the rows of which something is true: located, dated, quoted, countrywide."""

    def mask(self, selection: Selection) -> Chosen:
        """Choose the rows that a selection selects."""

    def number(self, chosen: Chosen) -> int:
        """Count chosen rows."""

    def counts(self, selection: Selection) -> tuple[int, int, int]:
        """Count the selected rows, those of them with a place, and those without a date."""

    def box(self, chosen: Chosen) -> tuple[float, float, float, float] | None:
        """Give west, south, east and north of all places of chosen rows, in degrees."""

    def groups(self, chosen: Chosen, window: Window) -> tuple[dict[str, Column], dict[str, Column]]:
        """Count what a view shows, by cell and by area, as `events.query.group_tallies` says."""

    def on_map(self, chosen: Chosen, window: Window | None, most: int) -> tuple[int, ...]:
        """Give the chosen rows with a place, all or those in a view, by date.

        Where they are more than `most`, some of them, but more than `most`.
        """

    def page(
        self,
        chosen: Chosen,
        by: Order,
        *,
        descending: bool = ...,
        offset: int = ...,
        limit: int | None = ...,
    ) -> list[int]:
        """Give a page of chosen rows, as `events.query.event_index.EventIndex.page` says."""

    def around(self, chosen: Chosen, row: int) -> tuple[int, int | None, int | None] | None:
        """Count the chosen rows before one, and give its neighbours; None for one not chosen."""

    def ranks(self, by: Order) -> Column:
        """Give what distinct values are sorted by."""

    def values(self, by: Order, rows: Rows) -> Column:
        """Give what rows are sorted by, as it stands in the columns."""

    def orders(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """Give, for each row, what sorts it by date, and its place in the file."""

    def row_of(self, identity: str) -> int | None:
        """Give the row of the event with an id, or None."""

    def id_of(self, row: int) -> str:
        """Give the id of a row's event."""


class Table(Protocol):
    """Events that can be queried, wherever they are held.

    A row is a whole number by which the table finds an event: its place in the columns. It is
    the event's place in the file only for events in memory.
    """

    @property
    def columns(self) -> Index:
        """What most queries ask."""

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

    def in_box(self, box: Box) -> Chosen:
        """Choose the rows that a box takes: whose shape meets it, and those without a place."""

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
    chosen: Chosen,
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
    chosen
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
    index = table.columns
    if not isinstance(index, EventIndex):
        return index.page(chosen, by, descending=descending, offset=offset, limit=limit)
    ranks = _text_ranks(table, index, by)
    return index.page(chosen, by, ranks=ranks, descending=descending, offset=offset, limit=limit)


def ranks_of_rows(table: Table, by: Order) -> Column | None:
    """Rank all rows of a table by what they can be sorted by.

    Parameters
    ----------
    table : Table
        The events.
    by : Order
        What they are sorted by.

    Returns
    -------
    numpy.ndarray of int or None
        Below 0 for a row without a value; None where the engine does not hold all rows.
    """
    index = table.columns
    if not isinstance(index, EventIndex):
        return None
    if by in TEXTS:
        return _text_ranks(table, index, by)
    if by in SORTED_BY:
        return index.ranks(by)[index.asked[SORTED_BY[by][0]].codes]
    return np.where(index["dated"], index["rank"], -1) if by == "rank" else index["order"]


def _text_ranks(table: Table, index: EventIndex, by: Order) -> Column:
    known = _RANKS.setdefault(index, {})
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
