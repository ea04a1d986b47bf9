"""Events in memory: their columns for queries, and the events themselves."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa
from pydantic import BaseModel

from events.files.arrow_schema import SCHEMA, accounts_column
from events.files.feature_rows import feature_of, row_of
from events.model.distinct_dates import Mask
from events.model.event import Event
from events.model.vocabulary import Kind, Status
from events.model.wkb import wkb_of
from events.query.bounding_box import rows_in_box
from events.query.columns.distinct import Frame
from events.query.event_index import COLUMNS, MOST_SELECTIONS, EventIndex
from events.query.event_table import Box
from events.query.query_schema import SOURCES, query_columns, shape_key
from events.query.selection import EVERYTHING, Selection

_QUERIED = pa.schema([SCHEMA.field(name) for name in (*SOURCES, "geometry")])


class EventTable:
    """Events in memory, in the order of their file.

    Parameters
    ----------
    events : iterable of Event
        In the order of the file.
    remembered : int, optional
        Of how many selections the answer is kept.

    Examples
    --------
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> table = EventTable([event])
    >>> len(table), table.find("e1") is event
    (1, True)
    """

    def __init__(self, events: Iterable[Event], remembered: int = MOST_SELECTIONS) -> None:
        self._events = tuple(events)
        batch = query_columns(_batch_of(self._events), 0)
        table = pa.table(batch)
        whole = table.append_column("row", table["order"])
        self._frame: Frame = nw.from_native(whole, eager_only=True)
        search = partial(_searched, self._frame)
        self.columns = EventIndex(table.select(COLUMNS), search, remembered)

    def __len__(self) -> int:
        """Count the events."""
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        """Give the events in the order of the file."""
        return iter(self._events)

    def relation(self, held: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Give all columns of all rows, to be asked by DuckDB."""
        return held.from_arrow(self._frame.to_native())

    def wordless(self, held: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Give what `relation` does; in memory the words are at hand."""
        return self.relation(held)

    def frame(self, selection: Selection = EVERYTHING) -> nw.LazyFrame[Any]:
        """Give all columns of the selected rows, as `events.query.selection.Table` says."""
        return self._frame.lazy().filter(selection.expression())

    def events(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, in the order asked for."""
        return [self._events[row] for row in rows]

    def brief(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows; in memory they are whole."""
        return self.events(rows)

    def find(self, identity: str) -> Event | None:
        """Give the event with an id, or None."""
        row = self.columns.row_of(identity)
        return None if row is None else self._events[row]

    def in_box(self, box: Box) -> Mask:
        """Say which rows a box takes, as `events.query.bounding_box` has it."""
        return rows_in_box(self, self.columns, box)

    def geometries(self, shapes: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Give lines and areas by their keys, as `events.query.selection.Table` says."""
        return {shape: self._outlines[shape] for shape in shapes if shape in self._outlines}

    @cached_property
    def _outlines(self) -> dict[int, dict[str, Any]]:
        shapes = (event.geometry for event in self._events)
        given = [shape.as_geojson() for shape in shapes if shape and not shape.points]
        written, _ = wkb_of(given)
        return {shape_key(wkb): shape for shape, wkb in zip(given, written, strict=True) if wkb}


def _searched(frame: Frame, selection: Selection) -> Mask:
    return frame.select(found=selection.expression())["found"].to_numpy()


def _batch_of(events: Sequence[Event]) -> pa.RecordBatch:
    columns: dict[str, Any] = {
        name: [_plain(getattr(event, name)) for event in events]
        for name in SOURCES
        if name != "accounts"
    }
    shapes = [event.geometry.as_geojson() if event.geometry else None for event in events]
    columns["geometry"] = wkb_of(shapes)[0]
    columns["accounts"] = accounts_column(
        [row_of(feature_of(event))["accounts"] if event.accounts else None for event in events]
    )
    return pa.RecordBatch.from_pydict(columns, schema=_QUERIED)


def _plain(value: Any) -> Any:
    """Give a property as Arrow takes it: of a list of records their members."""
    if not isinstance(value, tuple):
        return value
    return [vars(item) if isinstance(item, BaseModel) else item for item in value]


_CLOSED: dict[str, Iterable[str]] = {
    "kind": Kind,
    "status": Status,
}


def _enumerated(name: str) -> str:
    """Read a column whose words are of a closed list as such."""
    listed = ", ".join(f"'{word}'" for word in _CLOSED[name])
    return f'"{name}"::ENUM ({listed}) AS {name}'


LIGHT_COLUMNS = ", ".join(_enumerated(name) if name in _CLOSED else f'"{name}"' for name in COLUMNS)
"""The columns of `COLUMNS` as `EventIndex` takes them, in DuckDB's words."""
