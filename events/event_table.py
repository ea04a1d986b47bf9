"""Events in memory: their columns for queries, and the events themselves."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

import narwhals as nw
import pyarrow as pa

from events.columns import COLUMNS, Columns, Frame, Mask
from events.query_columns import query_columns, shape_key
from events.schema import Event
from events.selection import EVERYTHING, Selection
from events.wkb import wkb_of

_QUERIED = pa.schema(
    {
        **dict.fromkeys(
            ("id", "kind", "status", "place_precision", "date", "title", "place", "note"),
            pa.string(),
        ),
        "actors": pa.list_(pa.struct({"name": pa.string(), "role": pa.string()})),
        "quotes": pa.list_(pa.struct({"exact": pa.string(), "speaker": pa.string()})),
        "geometry": pa.binary(),
    }
)


class EventTable:
    """Events in memory, in the order of their file.

    Parameters
    ----------
    events : iterable of Event
        In the order of the file.

    Examples
    --------
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> table = EventTable([event])
    >>> len(table), table.find("e1") is event
    (1, True)
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._events = tuple(events)
        batch = query_columns(_batch_of(self._events), 0)
        table = pa.table(batch)
        whole = table.append_column("row", table["order"])
        self._frame: Frame = nw.from_native(whole, eager_only=True)
        self.columns = Columns(table.select(COLUMNS), partial(_searched, self._frame))

    def __len__(self) -> int:
        """Count the events."""
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        """Give the events in the order of the file."""
        return iter(self._events)

    def frame(self, selection: Selection = EVERYTHING) -> nw.LazyFrame[Any]:
        """Give all columns of the selected rows, as `events.selection.Table` says."""
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

    def geometries(self, shapes: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Give lines and areas by their keys, as `events.selection.Table` says."""
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
    shapes = [event.geometry.as_geojson() if event.geometry else None for event in events]
    columns: dict[str, Any] = {
        name: [getattr(event, name) for event in events]
        for name in _QUERIED.names
        if name not in ("geometry", "actors", "quotes")
    }
    columns["actors"] = [
        [{"name": actor.name, "role": actor.role} for actor in event.actors] for event in events
    ]
    columns["quotes"] = [
        [{"exact": quote.exact, "speaker": quote.speaker} for quote in event.quotes]
        for event in events
    ]
    columns["geometry"] = wkb_of(shapes)[0]
    return pa.RecordBatch.from_pydict(columns, schema=_QUERIED)
