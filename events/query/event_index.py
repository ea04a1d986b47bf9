"""The columns that queries ask, in memory: numbers, days and the words of closed lists.

Many events share a day, or a kind and a status. What is asked of those is asked of each distinct
one, and then looked up for each row.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from threading import Lock

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.model.distinct_dates import Mask
from events.query.columns.distinct import Distinct, distinct_rows, distinct_words, whole_column
from events.query.columns.event_days import distinct_days, sorting_days
from events.query.columns.row_order import SORTED_BY, Order, first_chosen, ranked_rows
from events.query.columns.spatial_index import (
    PLACES,
    Column,
    Rows,
    Runs,
    Window,
    rows_in_view,
)
from events.query.group_tallies import by_area, by_cell
from events.query.selection import COLUMNS as ASKED
from events.query.selection import FILTERS, Selection

COLUMNS = tuple(
    dict.fromkeys(
        [
            *("id", "order", "first_day", "last_day", "dated", "uncertain"),
            *("quoted", "countrywide", *PLACES),
            *(column.name for column in ASKED),
        ]
    )
)
"""Those of `events.query.query_schema.QUERY_SCHEMA` that an `EventIndex` is made of."""

MOST_SELECTIONS = 128
"""Selections of which the answer is kept, a bit for each row: 16 MB for a million."""


class EventIndex:
    """The columns that queries ask of events, in memory.

    Parameters
    ----------
    table : pyarrow.Table
        `COLUMNS`; one of texts may be a column of distinct values.
    search : callable
        Says for a selection that asks nothing but texts which rows it selects.
    remembered : int, optional
        Of how many selections the answer is kept.

    Attributes
    ----------
    days : Distinct
        As `distinct_days` has it.
    words : Distinct
        kind, family, its place in `FAMILY_NAMES` as family_number, status.
    asked : dict of str to Distinct
        By a filter's name the columns that it asks, but for one that asks texts.
    runs : Runs
        Which rows lie where.
    """

    def __init__(
        self,
        table: pa.Table,
        search: Callable[[Selection], Mask],
        remembered: int = MOST_SELECTIONS,
    ) -> None:
        table = table.combine_chunks()
        self._search = search
        self._ids = whole_column(table["id"])
        self._by_id = pc.sort_indices(self._ids).to_numpy().astype(np.int32)
        numbers = (*PLACES, "quoted", "countrywide", "order")
        self._numbers = {name: table[name].to_numpy() for name in numbers}
        places = {name: self._numbers[name] for name in PLACES}
        self.days, self.words = distinct_days(table), distinct_words(table)
        shared = [({"dates"}, self.days), ({"kinds", "statuses"}, self.words)] + [
            ({one.name}, distinct_rows(table, [column.name for column in one.columns]))
            for one in FILTERS
            if one.columns and one.name not in ("kinds", "statuses")
        ]
        self.asked = {name: held for names, held in shared for name in names}
        self._by_order = np.argsort(self["order"]).astype(np.int32)
        days = sorting_days(self.days)[self._by_order]
        self._by_rank = self._by_order[np.argsort(days, kind="stable")]
        self._numbers["rank"] = np.empty_like(self["order"])
        self["rank"][self._by_rank] = np.arange(len(table))
        self.runs = Runs(places)
        self._counted = self["located"], ~self["dated"]
        self._families = self.words["family_number"][self.words.codes]
        # In one piece: many small ones that come and go would leave holes in the pools of memory.
        self._masks = np.zeros((remembered, -(-len(table) // 8)), dtype=np.uint8)
        self._latest: dict[Selection, int] = {}
        self._lock, self._searching = Lock(), Lock()

    def __getitem__(self, name: str) -> Column:
        """Give a column of numbers, or of what is true of each row; `rank` is by date."""
        days = self.days
        column: Column = self._numbers[name] if name in self._numbers else days[name][days.codes]
        return column

    def mask(self, selection: Selection) -> Mask:
        """Say which rows a selection selects; the latest answers are kept."""
        known = self._known(selection)
        if known is not None:
            return known
        searched, plain = selection.only_texts(), selection.without_texts()
        if searched.is_empty:
            return self._remembered(selection, self._select(selection))
        if not plain.is_empty:
            found = self.mask(searched) & self.mask(plain)
            return self._remembered(selection, found)
        with self._searching:  # who asks the same meanwhile waits for the answer
            known = self._known(selection)
            return self._remembered(selection, self._search(selection)) if known is None else known

    def counts(self, selection: Selection) -> tuple[int, int, int]:
        """Count the selected rows, those of them with a place, and those without a date."""
        chosen = self.mask(selection)
        located, undated = (np.count_nonzero(chosen & which) for which in self._counted)
        return int(np.count_nonzero(chosen)), int(located), int(undated)

    def number(self, chosen: Mask) -> int:
        """Count chosen rows."""
        return int(np.count_nonzero(chosen))

    def box(self, chosen: Mask) -> tuple[float, float, float, float] | None:
        """Give west, south, east and north of all places of chosen rows, in degrees."""
        which = chosen & self["located"]
        if not which.any():
            return None
        west, south = (float(self[name][which].min()) for name in ("west", "south"))
        east, north = (float(self[name][which].max()) for name in ("east", "north"))
        return west, south, east, north

    def groups(self, chosen: Mask, window: Window) -> tuple[dict[str, Column], dict[str, Column]]:
        """Count what a view shows, by cell and by area."""
        return by_cell(self, chosen, window), by_area(self, chosen, window)

    def on_map(self, chosen: Mask, window: Window | None, most: int) -> tuple[int, ...]:
        """Give the chosen rows with a place, all or those in a view, by date: `most` and one."""
        found: Rows
        if window is None:
            found = np.flatnonzero(self["located"])
        else:
            found = rows_in_view(self.runs, self, window)
        rows = found[chosen[found]]
        return tuple(rows[np.argsort(self["rank"][rows])][: most + 1].tolist())

    def page(
        self,
        chosen: Mask,
        by: Order,
        *,
        ranks: Column | None = None,
        descending: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[int]:
        """Give a page of the chosen rows, equals by the file's order; those without a value last.

        As many as `limit`, or all, after the first ones that `offset` counts. By texts that are
        not among the columns `events.query.event_table.page_by_text` sorts: by the `ranks` of rows.
        """
        most = None if limit is None else offset + limit
        order = self._by_rank if by == "rank" else self._by_order
        if ranks is not None or by in SORTED_BY:
            rows = first_chosen(order, chosen)
            values = self.ranks(by)[self._sorted(by).codes[rows]] if ranks is None else ranks[rows]
            rows = ranked_rows(rows, values, descending=descending)[:most]
        else:
            known = len(order) if by != "rank" else int(np.count_nonzero(self["dated"]))
            order = np.concatenate([order[:known][::-1], order[known:]]) if descending else order
            rows = first_chosen(order, chosen, most)
        part: list[int] = rows[offset:].tolist()
        return part

    def around(self, chosen: Mask, row: int) -> tuple[int, int | None, int | None] | None:
        """Count the chosen rows before one, and give its neighbours; None for one not chosen."""
        if not chosen[row]:
            return None
        earlier = self["order"] < self["order"][row]
        here = int(np.count_nonzero(earlier))
        ways = self._by_order[:here][::-1], self._by_order[here + 1 :]
        before, after = (next(iter(first_chosen(way, chosen, 1).tolist()), None) for way in ways)
        return int(np.count_nonzero(chosen & earlier)), before, after

    def ranks(self, by: Order) -> Column:
        """Give what distinct combinations are sorted by, as `Distinct.ranks` has it."""
        return self._sorted(by).ranks(SORTED_BY[by][1])

    def values(self, by: Order, rows: Rows) -> Column:
        """Give what rows are sorted by, as it stands in the columns."""
        return self._sorted(by).of(rows, SORTED_BY[by][1])

    def _sorted(self, by: Order) -> Distinct:
        return self.asked[SORTED_BY[by][0]]

    def families(self, rows: Rows) -> Column:
        """Give the families of rows as places in `FAMILY_NAMES`."""
        return self._families.take(rows)

    def orders(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """Give, for each row, its place in the order by date, and its place in the file."""
        wanted = np.array(rows, dtype=np.intp)
        ranks, orders = (self[name][wanted].tolist() for name in ("rank", "order"))
        return list(zip(ranks, orders, strict=True))

    def row_of(self, identity: str) -> int | None:
        """Give the row of the event with an id, or None."""
        place = bisect_left(self._by_id, identity, key=self.id_of)
        row = int(self._by_id[place]) if place < len(self._by_id) else None
        return row if row is not None and self.id_of(row) == identity else None

    def rows_of(self, ids: pa.StringArray) -> Rows:
        """Give the rows of events with some ids, -1 for an id that none has."""
        found: Rows = pc.fill_null(pc.index_in(ids, self._ids), -1).to_numpy()
        return found

    def ids(self, chosen: Mask) -> pa.StringArray:
        """Give the ids of the chosen rows."""
        return self._ids.filter(pa.array(chosen))

    def has_id(self, ids: pa.StringArray) -> Mask:
        """Say which rows have one of some ids."""
        found: Mask = pc.is_in(self._ids, ids).to_numpy(False)
        return found

    def id_of(self, row: int) -> str:
        """Give the id of a row's event."""
        return str(self._ids[row].as_py())

    def _select(self, selection: Selection) -> Mask:
        found = np.ones(len(self._ids), dtype=np.bool_)
        for name, condition in selection.conditions().items():
            found &= self._held(name, condition)
        return found

    def _held(self, name: str, condition: nw.Expr) -> Mask:
        """Say for which rows a filter's condition holds; one without columns asks the places."""
        if name in self.asked:
            shared = self.asked[name]
            return shared.held([condition]).take(shared.codes)
        places = pa.table({name: self._numbers[name] for name in PLACES})
        answer = nw.from_native(places, eager_only=True).select(answer=condition)
        found: Mask = answer["answer"].to_numpy()
        return found

    def _known(self, selection: Selection) -> Mask | None:
        with self._lock:
            place = self._latest.pop(selection, None)
            if place is None:
                return None
            self._latest[selection] = place
            return np.unpackbits(self._masks[place], count=len(self._ids)).view(np.bool_)

    def _remembered(self, selection: Selection, found: Mask) -> Mask:
        with self._lock:
            place = self._latest.pop(selection, len(self._latest))
            if place == len(self._masks):
                place = self._latest.pop(next(iter(self._latest)))
            self._latest[selection] = place
            self._masks[place] = np.packbits(found)
        return found
