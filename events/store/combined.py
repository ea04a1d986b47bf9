"""Several tables asked as one: each stays where it is, and their answers are added up."""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import chain
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pyarrow as pa

from events.model.distinct_dates import Mask
from events.model.event import Event
from events.query.event_index import EventIndex
from events.query.query_schema import QUERY_SCHEMA
from events.query.selection import EVERYTHING, Selection
from events.store.disk import LIGHT_COLUMNS, EventStore
from events.store.engine import cursor
from events.store.memory import EventTable

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

    Attributes
    ----------
    parts : sequence of EventStore or EventTable
        The tables.

    Examples
    --------
    >>> parts = {"title": "An appeal", "kind": "request", "status": "reported"}
    >>> tables = [EventTable([Event(id=id_, **parts)]) for id_ in ("a", "b")]
    >>> combined = CombinedTable(tables)
    >>> [event.id for event in combined], combined.find("b").id
    (['a', 'b'], 'b')
    """

    def __init__(self, tables: Sequence[EventStore | EventTable]) -> None:
        self.parts = tables
        self._starts = np.cumsum([0, *map(len, tables)])
        with cursor() as held:
            parts = [part.project(LIGHT_COLUMNS).to_arrow_table() for part in self._parts(held)]
        light = pa.concat_tables(parts, promote_options="permissive").unify_dictionaries()
        self.columns = EventIndex(light, self._searched)

    def __len__(self) -> int:
        """Count the events."""
        return int(self._starts[-1])

    def __iter__(self) -> Iterator[Event]:
        """Give the events, each table's in the order of its file."""
        return chain.from_iterable(self.parts)

    def frame(self, selection: Selection = EVERYTHING) -> nw.LazyFrame[Any]:
        """Give all columns of the selected rows, as `events.query.event_table.Table` says."""
        columns = ", ".join(f'"{name}"' for name in _COLUMNS)
        parts = (part.project(columns) for part in self._parts(cursor()))
        whole = reduce(duckdb.DuckDBPyRelation.union, parts)
        return nw.from_native(whole).filter(selection.expression())

    def events(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, in the order asked for."""
        return self._asked(rows, [table.events for table in self.parts])

    def brief(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, as far as marks and rows tell of them."""
        return self._asked(rows, [table.brief for table in self.parts])

    def find(self, identity: str) -> Event | None:
        """Give the event with an id, or None."""
        row = self.columns.row_of(identity)
        return None if row is None else self.events([row])[0]

    def geometries(self, shapes: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Give lines and areas by their keys, as `events.query.event_table.Table` says."""
        found: dict[int, dict[str, Any]] = {}
        for table in self.parts:
            found |= table.geometries([shape for shape in shapes if shape not in found])
        return found

    def _parts(self, held: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyRelation]:
        for table, start in zip(self.parts, self._starts.tolist(), strict=False):
            moved = ", ".join(f'("{name}" + {start})::INTEGER AS "{name}"' for name in _MOVED)
            yield table.relation(held).project(f"* REPLACE ({moved})")

    def _searched(self, selection: Selection) -> Mask:
        return np.concatenate([table.columns.mask(selection) for table in self.parts])

    def _asked(
        self, rows: Sequence[int], ways: Sequence[Callable[[Sequence[int]], list[Event]]]
    ) -> list[Event]:
        """Ask each table for its own of some rows, in one go."""
        owners = (np.searchsorted(self._starts, rows, side="right") - 1).tolist()
        wanted: list[list[int]] = [[] for _ in ways]
        for row, owner in zip(rows, owners, strict=True):
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
