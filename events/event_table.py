"""Events in memory: their columns for queries, and the events themselves."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from events.query_columns import FAR, query_columns, shape_key
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
        columns = query_columns(_batch_of(self._events), 0)
        frame = columns.to_pandas(types_mapper=_PANDAS.get)
        frame["row"] = frame["order"]
        frame["rank"] = _ranks(frame)
        self._frame: nw.DataFrame[Any] = nw.from_native(frame, eager_only=True)

    def __len__(self) -> int:
        """Count the events."""
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        """Give the events in the order of the file."""
        return iter(self._events)

    def frame(self, selection: Selection = EVERYTHING, *, texts: bool = False) -> nw.LazyFrame[Any]:
        """Give the columns of the selected rows, as `events.selection.Table` says."""
        return self._frame.lazy().filter(selection.expression())

    def events(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, in the order asked for."""
        return [self._events[row] for row in rows]

    def orders(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """Give, for each row, its place in the order by date, and its place in the file."""
        ranks = self._frame["rank"].to_numpy()
        return [(int(ranks[row]), row) for row in rows]

    def find(self, identity: str) -> Event | None:
        """Give the event with an id, or None."""
        order = self._order_of.get(identity)
        return None if order is None else self._events[order]

    def geometry(self, shape: int) -> dict[str, Any] | None:
        """Give the line or area with a key as a GeoJSON geometry, or None."""
        return self._geometries.get(shape)

    @cached_property
    def _order_of(self) -> dict[str, int]:
        return {event.id: order for order, event in enumerate(self._events)}

    @cached_property
    def _geometries(self) -> dict[int, dict[str, Any]]:
        shapes = (event.geometry for event in self._events)
        given = [shape.as_geojson() for shape in shapes if shape and not shape.points]
        written, _ = wkb_of(given)
        return {shape_key(wkb): shape for shape, wkb in zip(given, written, strict=True) if wkb}


_PANDAS = {
    pa.string(): pd.StringDtype(na_value=float("nan")),
    pa.date32(): pd.ArrowDtype(pa.date32()),
}
"""The types that keep texts and days as they are; the others are NumPy's."""


def _ranks(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Rank the rows by their first day, or else their last; undated ones come at the end."""
    day = frame["first_day"].where(frame["first_day"] != -FAR, frame["last_day"])
    undated = (~frame["dated"]).to_numpy()
    ranks = np.empty(len(frame), dtype=np.int64)
    ranks[np.lexsort((day.to_numpy(), undated))] = np.arange(len(frame))
    return ranks


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
