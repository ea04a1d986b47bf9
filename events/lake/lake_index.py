"""What the map and the lists ask of a lake: the port of `events.query.event_table.Index`."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import duckdb
import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.lake.cell_tables import KNOWN_FILTERS
from events.lake.files.lake_files import LakeFiles
from events.lake.lake_counts import LakeCounts
from events.lake.lake_groups import LakeGroups
from events.lake.lake_rows import LakeRows
from events.lake.lake_sequence import LakeSequence
from events.lake.lake_values import LakeValues
from events.lake.lake_views import LakeViews
from events.model.vocabulary import FAMILY_NAMES, family_of
from events.query.columns.event_days import FAR
from events.query.columns.row_order import SORTED_BY, Order
from events.query.columns.spatial_index import Column, Rows, Window
from events.query.event_table import TEXTS, Box
from events.query.filters.declaration import QueryError
from events.query.selection import FILTERS, Selection

_ROWS_KNOWN = 1_000  # of the events that were asked for last, by their ids

_RANK = (
    f"CASE WHEN NOT dated THEN {FAR + 1} WHEN first_day = {-FAR} THEN last_day ELSE first_day END"
)


Stored = Callable[[Rows, Sequence[str]], pa.RecordBatch]


class LakeIndex:
    """Asks the files of one version of a lake.

    Parameters
    ----------
    files : LakeFiles
        Its files.
    stored : callable
        Reads some columns of rows, of `events.lake.lake_rows.WHOLE_SORTED`.
    most_searched : int
        The most events among which words are searched.
    most_values : int
        The most distinct values of a filter that are offered. Days are all told: the counts by
        days are made of them.

    Attributes
    ----------
    days : LakeValues
        The distinct days.
    asked : dict of str to LakeValues
        By a filter's name its distinct values.
    views : LakeViews
        Counts views.
    """

    def __init__(
        self, files: LakeFiles, stored: Stored, most_searched: int, most_values: int
    ) -> None:
        self._files, self._stored, self._most_searched = files, stored, most_searched
        self._row_of = lru_cache(_ROWS_KNOWN)(self._look_up)
        groups = LakeGroups(files)
        self._counts, self._sequence = LakeCounts(files, groups), LakeSequence(files, groups)
        self.views = LakeViews(files, self._counts)
        self.days = self._values("dates", files, None)
        self.asked: Mapping[str, LakeValues] = {
            "dates": self.days,
            **{
                one.name: self._values(one.name, files, most_values)
                for one in FILTERS
                if one.columns and one.name != "dates"
            },
        }

    def _values(self, name: str, files: LakeFiles, most: int | None) -> LakeValues:
        tables = [files.read_table(file) for file in files.manifest.files(f"values-{name}")]

        def count(columns: Sequence[str], chosen: LakeRows) -> pa.Table:
            if chosen.known and name in KNOWN_FILTERS:
                days = name == "dates"
                rows = self._counts.rows("totals", chosen, details=not days, by_days=days)
                tallied = rows.group_by(list(columns)).aggregate([("n", "sum")])
                return tallied.rename_columns([*columns, "n"])
            named = ", ".join(f'"{column}"' for column in columns)
            return files.fetch_table(self._chosen(chosen).aggregate(f"{named}, count(*) AS n"))

        return LakeValues(tables, count, _MORE.get(name), most)

    def __getitem__(self, name: str, /) -> LakeRows:
        """Choose the rows of which something is true."""
        return LakeRows(nw.col(name))

    def mask(self, selection: Selection) -> LakeRows:
        """Choose the rows that a selection selects.

        Raises
        ------
        QueryError
            For words among more events than are searched, and for one source alone, whose own
            account of each event a lake does not work out.
        """
        if selection.source:
            raise QueryError("source", selection.source, "no source alone: this is a lake")
        most = self._most_searched
        if not selection.only_texts().is_empty and self._files.manifest.events > most:
            expected = f"a search among at most {most:,} events"
            raise QueryError("words", selection.words, expected)
        return LakeRows.selected(selection)

    def number(self, chosen: LakeRows) -> int:
        """Count chosen rows."""
        return self._counted(chosen)[0]

    def counts(self, selection: Selection) -> tuple[int, int, int]:
        """Count the selected rows, those of them with a place, and those without a date."""
        return self._counted(self.mask(selection))

    def _counted(self, chosen: LakeRows) -> tuple[int, int, int]:
        if chosen.known:
            found = self._counts.rows("totals", chosen)
            n, located, dated = (found[name].to_numpy() for name in ("n", "located", "dated"))
            return int(n.sum()), int(n[located].sum()), int(n[~dated].sum())
        parts = [f"count(*) FILTER ({which})" for which in ("true", "located", "NOT dated")]
        with self._files.telling():
            [(selected, located, undated)] = (
                self._chosen(chosen).aggregate(", ".join(parts)).fetchall()
            )
        return int(selected), int(located), int(undated)

    def box(self, chosen: LakeRows) -> Box | None:
        """Give west, south, east and north of all places of chosen rows, in degrees."""
        rows = self._chosen(chosen).filter("located")
        with self._files.telling():
            [ends] = rows.aggregate("min(west), min(south), max(east), max(north)").fetchall()
        return None if ends[0] is None else (ends[0], ends[1], ends[2], ends[3])

    def groups(
        self, chosen: LakeRows, window: Window
    ) -> tuple[dict[str, Column], dict[str, Column]]:
        """Count what a view shows, by cell and by area."""
        return self.views.cells(chosen, window), self.views.areas(chosen, window)

    def on_map(self, chosen: LakeRows, window: Window | None, most: int) -> tuple[int, ...]:
        """Give the chosen rows with a place, all or those in a view, by date: `most` and one."""
        located = self._chosen(chosen).filter("located")
        conditions = ["true"] if window is None else self._in_view(window)
        found: list[tuple[int, int, int]] = []
        for condition in conditions:
            rows = located.filter(condition).project(f'{_RANK} AS rank, "order", "row"')
            with self._files.telling():
                found += rows.order('rank, "order"').limit(most + 1).fetchall()
        return tuple(row for _, _, row in sorted(found)[: most + 1])

    def _in_view(self, window: Window) -> list[str]:
        """Write `Window.holds`: the points at home in the view, and what meets it otherwise."""
        step, one = 1 << window.shift, "pointed AND west = east AND south = north"
        home = (
            f"x BETWEEN {window.west * step} AND {(window.east + 1) * step - 1} AND "
            f"y BETWEEN {window.north * step} AND {(window.south + 1) * step - 1}"
        )
        shapes = self.views.shapes
        keys = shapes["shape"][window.holds(shapes)].tolist()
        west, south, east, north = window.box
        meets = f"east >= {west} AND west <= {east} AND north >= {south} AND south <= {north}"
        conditions = [f"{one} AND {home}"]
        if keys:
            conditions.append(f"shape IN ({', '.join(map(str, keys))}) AND NOT pointed")
        if any(batch.several for batch in self._files.manifest.batches):
            conditions.append(f"pointed AND (west <> east OR south <> north) AND {meets}")
        return conditions

    def page(
        self,
        chosen: LakeRows,
        by: Order,
        *,
        descending: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[int]:
        """Give a page of chosen rows; equals by the file's order, those without a value last."""
        if by == "order" and chosen.known and limit is not None:
            return self._sequence.page(chosen, descending=descending, offset=offset, limit=limit)
        down = "DESC" if descending else "ASC"
        if by == "order":
            keys = f'"order" {down}'
        elif by == "rank":
            keys = f'NOT dated, {_RANK} {down}, CASE WHEN dated THEN "order" END {down}, "order"'
        else:
            value = _column(by)
            lacking = f"{value} = ''" if by in _WORDS else f"{value} < 0"
            keys = f'{lacking}, {value} {down}, "order"'
        rows = self._chosen(chosen).order(keys).project('"row"')
        if limit is not None:
            rows = rows.limit(limit, offset)
        elif offset:
            rows = rows.limit(1 << 62, offset)
        with self._files.telling():
            return [row for (row,) in rows.fetchall()]

    def around(self, chosen: LakeRows, row: int) -> tuple[int, int | None, int | None] | None:
        """Count the chosen rows before one, and give its neighbours; None for one not chosen."""
        [(_, order)] = self.orders([row])
        if chosen.known:
            return self._sequence.around(chosen, order)
        before, after = f'"order" < {order}', f'"order" > {order}'
        wanted = (
            f'count(*) FILTER ("row" = {row}), count(*) FILTER ({before}), '
            f'arg_max("row", "order") FILTER ({before}), arg_min("row", "order") FILTER ({after})'
        )
        with self._files.telling():
            [(here, *found)] = self._chosen(chosen).aggregate(wanted).fetchall()
        return (found[0], found[1], found[2]) if here else None

    def ranks(self, by: Order) -> Column:
        """Give what distinct values are sorted by."""
        name, column = SORTED_BY[by]
        return self.asked[name].ranks(column)

    def values(self, by: Order, rows: Rows) -> Column:
        """Give what rows are sorted by, as it stands in the columns."""
        found = self._of_rows(rows, f"{_column(by)} AS value")
        column: Column = found["value"].to_numpy()
        return column

    def orders(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """Give, for each row, the day that sorts it, from 1970-01-01, and its place in the file."""
        if not len(rows):
            return []
        found = self._stored(np.array(rows, np.int64), ["rank", "order"])
        return list(zip(found["rank"].to_pylist(), found["order"].to_pylist(), strict=True))

    def row_of(self, identity: str) -> int | None:
        """Give the row of the event with an id, or None."""
        return self._row_of(identity)

    def _look_up(self, identity: str) -> int | None:
        ids = self._files.manifest.files("ids")
        found = self._files.fetch_table(self._files.relation(ids, nw.col("id") == identity))
        return int(found["row"][0].as_py()) if len(found) else None

    def id_of(self, row: int) -> str:
        """Give the id of a row's event."""
        return str(self._stored(np.array([row]), ["id"])["id"][0].as_py())

    def _of_rows(self, rows: Rows, wanted: str) -> pa.Table:
        """Give columns of some rows, in the order asked for."""
        events = self._files.relation(self._files.events, nw.col("row").is_in(rows.tolist()))
        found = self._files.fetch_table(events.project(f'"row", {wanted}'))
        return found.take(pc.index_in(pa.array(rows, pa.int64()), found["row"].combine_chunks()))

    def _chosen(self, chosen: LakeRows) -> duckdb.DuckDBPyRelation:
        return self._files.relation(self._files.events, chosen.condition)


def _column(by: Order) -> str:
    """Write what rows are sorted by."""
    if by in TEXTS:
        return f'"{by}"'
    return f'"{by if by == "family" else SORTED_BY[by][1]}"'


def _with_ends(days: pa.Table) -> dict[str, Column]:
    """Add what of days without a date lies beyond all days."""
    first, last, dated = (days[name].to_numpy() for name in ("first_day", "last_day", "dated"))
    return {"earliest": np.where(dated, first, FAR), "latest": np.where(dated, last, -FAR)}


def _with_families(kinds: pa.Table) -> dict[str, Column]:
    """Add the place of each kind's family."""
    numbers = [FAMILY_NAMES.index(family_of(kind)) for kind in kinds["kind"].to_pylist()]
    return {"family_number": np.array(numbers, np.int8)}


_WORDS = (*TEXTS, "actors", "country", "sources")
_MORE = {"dates": _with_ends, "kinds": _with_families}
