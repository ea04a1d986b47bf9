"""The columns that queries ask, in memory: numbers, days and the words of closed lists.

Many events share a day, or a kind and a status. What is asked of those is asked of each distinct
one, and then looked up for each row.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from threading import Lock

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.bundles import Bundles
from events.query_columns import FAR
from events.runs import PLACES, Column, Rows, Runs
from events.selection import Order, Selection
from events.vocabulary import FAMILY_NAMES, family_of

Frame = nw.DataFrame[pa.Table]
"""Columns that narwhals asks, in Arrow's memory: there it takes a third of the time of pandas
for a condition on a few thousand values."""

Mask = npt.NDArray[np.bool_]
"""True for each row that is chosen."""

COLUMNS = (
    "id", "order", "kind", "status", "first_day", "last_day", "dated", "uncertain", "quoted",
    *PLACES,
)  # fmt: skip
"""Those of `events.query_columns.QUERY_SCHEMA` that `Columns` is made of."""

_MOST_MASKS = 128  # a bit for each row: 16 MB for a million
_STRETCH = 4_096  # rows of an order that are looked at first, for the first chosen ones
_DAY_BITS = 26  # from -FAR to FAR


class Distinct:
    """Columns of which many rows have the same values.

    Parameters
    ----------
    values : dict of str to numpy.ndarray
        Each distinct combination once.
    codes : numpy.ndarray of int
        For each row, which of them it has.
    """

    def __init__(self, values: dict[str, Column], codes: Column) -> None:
        self.values, self.codes = values, codes
        self._frame: Frame = nw.from_native(pa.table(values), eager_only=True)

    def __len__(self) -> int:
        """Count the distinct combinations."""
        return len(self._frame)

    def of(self, rows: Rows, name: str) -> Column:
        """Give one of the columns for some rows."""
        column: Column = self.values[name][self.codes[rows]]
        return column

    def held(self, conditions: Iterable[nw.Expr]) -> Mask:
        """Say for which of the distinct combinations all of some conditions hold."""
        found = np.ones(len(self), dtype=np.bool_)
        for condition in conditions:
            found &= _asked(self._frame, condition)
        return found

    def tally(self, chosen: Mask) -> Column:
        """Count the chosen rows by what they have."""
        return np.bincount(self.codes[chosen], minlength=len(self))


class Columns:
    """The columns that queries ask of events, in memory.

    Parameters
    ----------
    table : pyarrow.Table
        `COLUMNS`; kind and status may be columns of distinct values.
    search : callable
        Says for a selection that asks nothing but texts which rows it selects.

    Attributes
    ----------
    days : Distinct
        first_day, last_day, dated and uncertain.
    words : Distinct
        kind, family, its place in `FAMILY_NAMES` as family_number, status.
    runs : Runs
        Which rows lie where.
    by_days, by_kind : Bundles
        The events in bundles: by their days alone, and by kind and status first.
    """

    def __init__(self, table: pa.Table, search: Callable[[Selection], Mask]) -> None:
        table = table.combine_chunks()
        self._search = search
        self._ids = _chunk(table["id"])
        self._by_id = pc.sort_indices(self._ids).to_numpy().astype(np.int32)
        self._numbers = {name: table[name].to_numpy() for name in (*PLACES, "quoted", "order")}
        places = {name: self._numbers[name] for name in PLACES}
        self._places: Frame = nw.from_native(table.select(PLACES), eager_only=True)
        self.days, self.words = _days(table), _words(table)
        self._by_order = np.argsort(self["order"]).astype(np.int32)
        days = _sorting_days(self.days)[self._by_order]
        self._by_rank = self._by_order[np.argsort(days, kind="stable")]
        self._numbers["rank"] = np.empty_like(self["order"])
        self["rank"][self._by_rank] = np.arange(len(table))
        self.runs = Runs(places)
        self._counted = np.ones(len(table), np.bool_), self["located"], ~self["dated"]
        asked = ({"kinds", "statuses"}, self.words), ({"dates"}, self.days)
        self._totals = [
            (names, shared, [shared.tally(which) for which in self._counted])
            for names, shared in asked
        ]
        self.by_days = Bundles(self, np.zeros(len(table), np.int8))
        self.by_kind = Bundles(self, self.words.codes)
        # In one piece: 128 small ones that come and go would leave holes in the pools of memory.
        self._masks = np.zeros((_MOST_MASKS, -(-len(table) // 8)), dtype=np.uint8)
        self._latest: dict[Selection, int] = {}
        self._lock, self._searching = Lock(), Lock()

    def __getitem__(self, name: str) -> Column:
        """Give a column of numbers, or of what is true of each row; `rank` is by date."""
        days = self.days
        column: Column = (
            self._numbers[name] if name in self._numbers else days.values[name][days.codes]
        )
        return column

    def chosen(self, selection: Selection) -> Mask:
        """Say which rows a selection selects; the latest answers are kept."""
        known = self._known(selection)
        if known is not None:
            return known
        searched, plain = selection.only_texts(), selection.without_texts()
        if searched.is_empty:
            return self._remembered(selection, self._select(selection))
        if not plain.is_empty:
            found = self.chosen(searched) & self.chosen(plain)
            return self._remembered(selection, found)
        with self._searching:  # who asks the same meanwhile waits for the answer
            known = self._known(selection)
            return self._remembered(selection, self._search(selection)) if known is None else known

    def counts(self, selection: Selection) -> tuple[int, int, int]:
        """Count the selected rows, those of them with a place, and those without a date.

        How many have which days is known, and how many are of which kind and status: where
        nothing else is asked, no row is looked at.
        """
        conditions = selection.conditions()
        for names, shared, totals in self._totals:
            if conditions.keys() <= names:
                held = shared.held(conditions.values())
                found = [total[held].sum() for total in totals]
                break
        else:
            chosen = self.chosen(selection)
            found = [np.count_nonzero(chosen & which) for which in self._counted]
        every, located, undated = map(int, found)
        return every, located, undated

    def page(
        self,
        chosen: Mask,
        by: Order,
        *,
        descending: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[int]:
        """Give a page of the chosen rows by order, rank or family, equals by order.

        As many as `limit`, or all, after the first ones that `offset` counts.
        """
        most = None if limit is None else offset + limit
        order = self._by_rank if by == "rank" else self._by_order
        if by == "family":
            rows = _first(order, chosen)
            families = self.families(rows)
            rows = rows[np.argsort(-families if descending else families, kind="stable")][:most]
        else:
            rows = _first(order[::-1] if descending else order, chosen, most)
        part: list[int] = rows[offset:].tolist()
        return part

    def around(self, chosen: Mask, row: int) -> tuple[int, int | None, int | None]:
        """Count the chosen rows before one in the file, and give its neighbours among them."""
        earlier = self["order"] < self["order"][row]
        here = int(np.count_nonzero(earlier))
        ways = self._by_order[:here][::-1], self._by_order[here + 1 :]
        before, after = (next(iter(_first(way, chosen, 1).tolist()), None) for way in ways)
        return int(np.count_nonzero(chosen & earlier)), before, after

    def families(self, rows: Rows) -> Column:
        """Give the families of rows as places in `FAMILY_NAMES`."""
        return self.words.of(rows, "family_number")

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

    def id_of(self, row: int) -> str:
        """Give the id of a row's event."""
        return str(self._ids[row].as_py())

    def _select(self, selection: Selection) -> Mask:
        found = np.ones(len(self._ids), dtype=np.bool_)
        for name, condition in selection.conditions().items():
            if name == "bbox":
                found &= _asked(self._places, condition)
            else:
                shared = self.days if name == "dates" else self.words
                found &= shared.held([condition]).take(shared.codes)
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
            if place == _MOST_MASKS:
                place = self._latest.pop(next(iter(self._latest)))
            self._latest[selection] = place
            self._masks[place] = np.packbits(found)
        return found


def _first(order: Rows, chosen: Mask, most: int | None = None) -> Rows:
    """Give the first chosen rows of an order, looking no farther than to the last of them."""
    found, missing, start = [], len(order) if most is None else most, 0
    length = len(order) if most is None else max(_STRETCH, most)
    while missing > 0 and start < len(order):
        stretch = order[start : start + length]
        found.append(stretch[chosen[stretch]][:missing])
        missing -= len(found[-1])
        start, length = start + length, 2 * length
    return np.concatenate(found) if found else order[:0]


def _asked(frame: Frame, condition: nw.Expr) -> Mask:
    return frame.select(answer=condition)["answer"].to_numpy()


def _days(table: pa.Table) -> Distinct:
    first, last = (
        table[name].to_numpy().astype(np.int64) + FAR for name in ("first_day", "last_day")
    )
    dated, uncertain = (table[name].to_numpy() for name in ("dated", "uncertain"))
    keys = ((first << _DAY_BITS | last) << 2) | dated.astype(np.int64) << 1 | uncertain
    codes, distinct = pd.factorize(keys)
    values = {
        "first_day": (distinct >> 2 + _DAY_BITS) - FAR,
        "last_day": (distinct >> 2 & (1 << _DAY_BITS) - 1) - FAR,
        "dated": distinct & 2 > 0,
        "uncertain": distinct & 1 > 0,
    }
    return Distinct(values, codes.astype(np.int32))


def _words(table: pa.Table) -> Distinct:
    kinds, statuses = (_encoded(table[name]) for name in ("kind", "status"))
    most = max(1, len(statuses.dictionary))
    keys = kinds.indices.to_numpy().astype(np.int16) * most + statuses.indices.to_numpy()
    codes, distinct = pd.factorize(keys)
    kind, status = (
        [words[place].as_py() for place in places.tolist()]
        for words, places in (
            (kinds.dictionary, distinct // most),
            (statuses.dictionary, distinct % most),
        )
    )
    family = list(map(family_of, kind))
    values = {
        "kind": np.array(kind, dtype=np.str_),
        "family": np.array(family, dtype=np.str_),
        "status": np.array(status, dtype=np.str_),
        "family_number": np.array(list(map(FAMILY_NAMES.index, family)), dtype=np.int8),
    }
    return Distinct(values, codes.astype(np.int16))


def _sorting_days(days: Distinct) -> Column:
    """Give each row's first day, or else its last; undated ones come at the end."""
    first, last = days.values["first_day"], days.values["last_day"]
    keys = np.where(days.values["dated"], np.where(first == -FAR, last, first), FAR + 1)
    return keys.astype(np.int32)[days.codes]


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    whole = _chunk(column)
    return whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()


def _chunk(column: pa.ChunkedArray) -> pa.Array:
    """Give a column of a table without chunks, which has none where it has no rows."""
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)
