"""Several tables asked as one: each stays where it is, and their answers are added up."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pyarrow as pa

from events.model.distinct_dates import Mask
from events.model.event import Event
from events.query.bounding_box import rows_in_box
from events.query.event_index import EventIndex
from events.query.event_table import Box
from events.query.query_schema import QUERY_SCHEMA
from events.query.selection import EVERYTHING, Selection
from events.store.disk import EventStore
from events.store.engine import cursor
from events.store.memory import LIGHT_COLUMNS, EventTable

_COLUMNS = [*QUERY_SCHEMA.names, "row"]
_MOVED = ("row", "order")


class CombinedTable:
    """The events of several tables, those of the first one first.

    A row is the row of a table, after those of the tables before it. The numbers that most
    queries ask are held together; texts, events, lines and areas are asked of each table.

    Parameters
    ----------
    tables : sequence of EventStore or EventTable
        The tables; no id is in two of them (`shared_ids`).
    instead : iterable of Event, optional
        Events that stand for some of theirs, after all others.
    without : collection of str, optional
        The ids of those, which are left out.

    Attributes
    ----------
    parts : sequence of EventStore or EventTable
        The tables.
    instead : sequence of Event
    without : collection of str

    Examples
    --------
    >>> parts = {"title": "An appeal", "kind": "request", "status": "reported"}
    >>> tables = [EventTable([Event(id=id_, **parts)]) for id_ in ("a", "b")]
    >>> combined = CombinedTable(tables)
    >>> [event.id for event in combined], combined.find("b").id
    (['a', 'b'], 'b')
    """

    def __init__(
        self,
        tables: Sequence[EventStore | EventTable],
        instead: Iterable[Event] = (),
        without: Collection[str] = (),
    ) -> None:
        self.parts, self.instead, self.without = tables, tuple(instead), frozenset(without)
        self._tables = [*tables, EventTable(self.instead)] if self.instead else [*tables]
        self._starts = np.cumsum([0, *map(len, self._tables)])
        found = zip(self._tables, self._starts.tolist(), strict=False)
        dropped = (
            start + row
            for table, start in [*found][: len(tables)]
            for row in map(table.columns.row_of, self.without)
            if row is not None
        )
        self._dropped = np.sort(np.fromiter(dropped, np.int64))
        kept = np.delete(np.arange(self._starts[-1], dtype=np.int32), self._dropped)
        self._kept = kept if len(self._dropped) else None  # as many as there are events
        with cursor() as held:
            wordless = self._parts(table.wordless(held) for table in self._tables)
            parts = [part.project(LIGHT_COLUMNS).to_arrow_table() for part in wordless]
        light = pa.concat_tables(parts, promote_options="permissive").unify_dictionaries()
        self.columns = EventIndex(light, self._searched)

    def __len__(self) -> int:
        """Count the events."""
        return int(self._starts[-1]) - len(self._dropped)

    def __iter__(self) -> Iterator[Event]:
        """Give the events, each table's in the order of its file."""
        given = chain.from_iterable(self.parts)
        return chain((one for one in given if one.id not in self.without), self.instead)

    def frame(self, selection: Selection = EVERYTHING) -> nw.LazyFrame[Any]:
        """Give all columns of the selected rows, as `events.query.event_table.Table` says."""
        columns = ", ".join(f'"{name}"' for name in _COLUMNS)
        held = cursor()
        parts = self._parts(table.relation(held) for table in self._tables)
        whole = reduce(duckdb.DuckDBPyRelation.union, (part.project(columns) for part in parts))
        return nw.from_native(whole).filter(selection.expression())

    def events(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, in the order asked for."""
        return self._asked(rows, [table.events for table in self._tables])

    def brief(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, as far as marks and rows tell of them."""
        return self._asked(rows, [table.brief for table in self._tables])

    def find(self, identity: str) -> Event | None:
        """Give the event with an id, or None."""
        row = self.columns.row_of(identity)
        return None if row is None else self.events([row])[0]

    def in_box(self, box: Box) -> Mask:
        """Say which rows a box takes, as `events.query.bounding_box` has it."""
        return rows_in_box(self, self.columns, box)

    def geometries(self, shapes: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Give lines and areas by their keys, as `events.query.event_table.Table` says."""
        found: dict[int, dict[str, Any]] = {}
        for table in self._tables:
            found |= table.geometries([shape for shape in shapes if shape not in found])
        return found

    def _parts(
        self, relations: Iterable[duckdb.DuckDBPyRelation]
    ) -> Iterator[duckdb.DuckDBPyRelation]:
        for relation, start in zip(relations, self._starts.tolist(), strict=False):
            moved = ", ".join(f'("{name}" + {start})::INTEGER AS "{name}"' for name in _MOVED)
            part = relation.project(f"* REPLACE ({moved})")
            yield self._renumbered(part) if len(self._dropped) else part

    def _renumbered(self, part: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        """Leave out what is dropped, and count the rows after it anew."""
        dropped = f"[{', '.join(map(str, self._dropped.tolist()))}]"
        before = f'len(list_filter({dropped}, lambda gone: gone < "row"))'
        left = part.filter(f'NOT list_contains({dropped}, "row")')
        return left.project(f'* REPLACE (("row" - {before})::INTEGER AS "row")')

    def _searched(self, selection: Selection) -> Mask:
        found = np.concatenate([table.columns.mask(selection) for table in self._tables])
        return found if self._kept is None else found[self._kept]

    def _asked(
        self, rows: Sequence[int], ways: Sequence[Callable[[Sequence[int]], list[Event]]]
    ) -> list[Event]:
        """Ask each table for its own of some rows, in one go."""
        places = rows if self._kept is None else self._kept[np.array(rows, np.intp)].tolist()
        owners = (np.searchsorted(self._starts, places, side="right") - 1).tolist()
        wanted: list[list[int]] = [[] for _ in ways]
        for row, owner in zip(places, owners, strict=True):
            wanted[owner].append(row - int(self._starts[owner]))
        found = [iter(ask(some) if some else ()) for ask, some in zip(ways, wanted, strict=True)]
        return [next(found[owner]) for owner in owners]


def shared_ids(tables: Sequence[EventStore | EventTable]) -> int:
    """Count the ids that more than one of several tables has."""
    with cursor() as held:
        ids = (table.relation(held).project("id").distinct() for table in tables)
        counted = reduce(duckdb.DuckDBPyRelation.union, ids).aggregate("id, count(*) AS n")
        [(shared,)] = counted.filter("n > 1").aggregate("count(*)").fetchall()
    return int(shared)
