"""Many events on the disk: a GeoParquet sorted by place, and the columns of its queries in memory.

Neighbours on the map are neighbours in the file, so that a view reads few pieces of it. A
line or an area that many events share is kept once, in a file beside it; `events.store_files`
writes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from events.ahead import ahead
from events.columns import COLUMNS, Columns, Mask
from events.engine import cursor
from events.event_rows import event_of, feature_from, whole
from events.geometry import Geometry, trusted_geometry
from events.schema import Event
from events.selection import BRIEF, EVERYTHING, Selection
from events.sorting import Sorting
from events.store_files import (
    EVENTS,
    ROWS_A_GROUP,
    SHAPES,
    WHOLE,
    WHOLE_COLUMNS,
    Shapes,
    write_sorted,
)
from events.vocabulary import Kind, Status
from events.wkb import geojson_of

_CLOSED: dict[str, Iterable[str]] = {
    "kind": Kind,
    "status": Status,
}
_MOST_OUTLINES, _MOST_EVENTS = 500, 1_000
_ROWS_A_PASS = 16 * ROWS_A_GROUP
_EVERY_COLUMN = pa.ipc.IpcReadOptions(use_threads=False)
_BRIEFLY = pa.ipc.IpcReadOptions(
    use_threads=False, included_fields=[WHOLE_COLUMNS.index(name) for name in (*BRIEF, "shape")]
)


class EventStore:
    """Events on the disk, in files that `write_store` made.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files are. They must stay as they are for as long as the store is in use.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._events, self._shapes = folder / EVENTS, folder / SHAPES
        self._metadata = pq.read_metadata(self._events)
        self._outlines: dict[int, Geometry] = {}
        self._latest: dict[int, Event] = {}
        self._latest_brief: dict[int, Event] = {}
        self._lock = Lock()
        with cursor() as held:
            light = _stored(held, self._events).project(_LIGHT).to_arrow_table()
        self.columns = Columns(light, partial(_searched, self._events, len(light)))

    def __len__(self) -> int:
        """Count the events."""
        return int(self._metadata.num_rows)

    def __iter__(self) -> Iterator[Event]:
        """Give the events in the order of their file."""
        rows = np.argsort(self.columns["order"])
        for start in range(0, len(rows), _ROWS_A_PASS):
            some = self._stored_rows(rows[start : start + _ROWS_A_PASS])
            for first in range(0, len(some), ROWS_A_GROUP):
                yield from self._read(some.slice(first, ROWS_A_GROUP))

    def frame(self, selection: Selection = EVERYTHING) -> nw.LazyFrame[Any]:
        """Give all columns of the selected rows, as `events.selection.Table` says."""
        return nw.from_native(_stored(cursor(), self._events)).filter(selection.expression())

    def events(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, in the order asked for; the latest are remembered."""
        return self._remembered(rows, self._latest, _EVERY_COLUMN)

    def brief(self, rows: Sequence[int]) -> list[Event]:
        """Give of events what `BRIEF` says, which is about half of the work."""
        return self._remembered(rows, self._latest_brief, _BRIEFLY)

    def find(self, identity: str) -> Event | None:
        """Give the event with an id, or None."""
        row = self.columns.row_of(identity)
        return None if row is None else self.events([row])[0]

    def geometries(self, shapes: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Give lines and areas by their keys, as `events.selection.Table` says."""
        return {shape: found.as_geojson() for shape, found in self._geometries(shapes).items()}

    def _remembered(
        self, rows: Sequence[int], latest: dict[int, Event], columns: pa.ipc.IpcReadOptions
    ) -> list[Event]:
        with self._lock:
            known = {row: latest[row] for row in rows if row in latest}
        if missing := [row for row in rows if row not in known]:
            stored = self._stored_rows(np.array(missing), columns)
            known |= zip(missing, self._read(stored), strict=True)
        with self._lock:
            _remember(latest, known, _MOST_EVENTS)
        return [known[row] for row in rows]

    def _stored_rows(
        self, rows: npt.NDArray[np.int64], columns: pa.ipc.IpcReadOptions = _EVERY_COLUMN
    ) -> pa.RecordBatch:
        """Read rows as they are, in the order asked for; what lies together is read once."""
        groups, places = np.divmod(rows, ROWS_A_GROUP)
        order = np.argsort(groups, kind="stable")
        numbers, starts = np.unique(groups[order], return_index=True)
        wanted = np.split(places[order], starts[1:])
        with pa.OSFile(str(self.folder / WHOLE)) as file:
            reader = pa.ipc.open_file(file, options=columns)
            parts = [
                _taken(reader.get_batch(group), some)
                for group, some in zip(numbers, wanted, strict=True)
            ]
        if len(parts) == 1:
            return parts[0]
        return pa.concat_batches(parts).take(pa.array(np.argsort(order)))

    def _read(self, stored: pa.RecordBatch) -> Iterator[Event]:
        keys = stored["shape"].to_pylist()
        shared = self._geometries(sorted({key for key in keys if key}))
        points = geojson_of(stored["geometry"].to_pylist())
        rows = stored.drop_columns(["shape", "geometry"]).to_pylist()
        for key, row, point in zip(keys, rows, points, strict=True):
            place = shared[key] if key else None if point is None else trusted_geometry(point)
            given = {"geometry": place, "radius_km": whole(row["radius_km"])}
            yield event_of(feature_from({**row, **given}))

    def _geometries(self, shapes: Sequence[int]) -> dict[int, Geometry]:
        """Give lines and areas by their keys; the latest are remembered."""
        with self._lock:
            known = {shape: self._outlines[shape] for shape in shapes if shape in self._outlines}
        missing = [shape for shape in shapes if shape not in known]
        if missing:
            with cursor() as held:
                kept = nw.from_native(held.read_parquet(str(self._shapes)))
                found = kept.filter(nw.col("shape").is_in(missing)).collect()
            geometries = map(trusted_geometry, geojson_of(found["geometry"].to_list()))
            known |= zip(found["shape"].to_list(), geometries, strict=True)
        with self._lock:
            _remember(self._outlines, known, _MOST_OUTLINES)
        return known


def _taken(batch: pa.RecordBatch, rows: npt.NDArray[np.int64]) -> pa.RecordBatch:
    """Take rows of a batch; a single one is cut out, which takes much less than to gather it."""
    return batch.slice(int(rows[0]), 1) if len(rows) == 1 else batch.take(pa.array(rows))


def _stored(held: duckdb.DuckDBPyConnection, events: Path) -> duckdb.DuckDBPyRelation:
    whole = held.read_parquet(str(events), file_row_number=True)
    return whole.project("* RENAME (file_row_number AS row)")


def _searched(events: Path, length: int, selection: Selection) -> Mask:
    """Say which rows a search of the texts finds."""
    with cursor() as held:
        rows = nw.from_native(_stored(held, events)).filter(selection.expression())
        found = rows.select("row").to_native().fetchnumpy()["row"]
    mask = np.zeros(length, dtype=np.bool_)
    mask[found] = True
    return mask


def _remember(latest: dict[int, Any], found: dict[int, Any], most: int) -> None:
    """Keep what was asked for last, and no more than so much."""
    for key in found:
        latest.pop(key, None)
    latest |= found
    for key in list(islice(latest, max(0, len(latest) - most))):
        del latest[key]


def write_store(batches: Iterable[pa.RecordBatch], folder: Path) -> None:
    """Write events to files that an `EventStore` opens.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Good events in the columns of `events.geoparquet.SCHEMA`, in the order of their file. An
        exception from it ends the work and is passed on; the files are then of no use.
    folder : pathlib.Path
        An empty folder.
    """
    with closing(Sorting(folder)) as sorting:
        with Shapes(folder / SHAPES) as shapes:
            start = 0
            for batch in ahead(batches):
                sorting.add(*shapes.take_aside(batch, start))
                start += len(batch)
        write_sorted(sorting, folder)


def _enumerated(name: str) -> str:
    """Read a column whose words are of a closed list as such."""
    listed = ", ".join(f"'{word}'" for word in _CLOSED[name])
    return f'"{name}"::ENUM ({listed}) AS {name}'


_LIGHT = ", ".join(_enumerated(name) if name in _CLOSED else f'"{name}"' for name in COLUMNS)
