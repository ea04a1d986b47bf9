"""Many events on the disk: a GeoParquet sorted by place, and the columns of its queries in memory.

Neighbours on the map are neighbours in the file, so that a view reads few of its row groups. A
line or an area that many events share is kept once, in a file beside it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from events.columns import COLUMNS, Columns, Mask
from events.engine import cursor, quoted
from events.event_rows import event_of, feature_from, whole
from events.geometry import Geometry, trusted_geometry
from events.geoparquet import SCHEMA
from events.query_columns import QUERY_SCHEMA, distinct_values, query_columns
from events.schema import Event
from events.selection import EVERYTHING, Selection
from events.vocabulary import Kind, Status
from events.wkb import geojson_of
from events.zorder import interleaved

ROWS_A_GROUP = 2_048
"""Rows that are read together: an event, or 300 neighbours, cost 1 ms, and a scan little more."""

EVENTS, SHAPES = "events.parquet", "shapes.parquet"
"""The files of a store."""

_CLOSED: dict[str, Iterable[str]] = {
    "kind": Kind,
    "status": Status,
}
_WHOLE = ["shape", "event", "geometry"]
_OWN = "event_"  # stands before the event's own columns on their way
_INCOMING = pa.schema(
    [*QUERY_SCHEMA, *(field.with_name(_OWN + field.name) for field in SCHEMA)]
).append(pa.field("z", pa.int64()))
_SHAPE_SCHEMA = pa.schema({"shape": pa.int64(), "geometry": pa.binary()})
_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}
_MOST_OUTLINES, _MOST_EVENTS = 500, 1_000


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
        self._lock = Lock()
        with cursor() as held:
            light = _stored(held, self._events).project(_LIGHT).to_arrow_table()
        self.columns = Columns(light, partial(_searched, self._events, len(light)))

    def __len__(self) -> int:
        """Count the events."""
        return int(self._metadata.num_rows)

    def __iter__(self) -> Iterator[Event]:
        """Give the events in the order of their file."""
        with cursor() as held:
            ordered = _stored(held, self._events).order('"order"').project(", ".join(_WHOLE))
            for batch in ordered.to_arrow_reader(ROWS_A_GROUP):
                yield from self._read(batch)

    def frame(self, selection: Selection = EVERYTHING) -> nw.LazyFrame[Any]:
        """Give all columns of the selected rows, as `events.selection.Table` says."""
        return nw.from_native(_stored(cursor(), self._events)).filter(selection.expression())

    def events(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, in the order asked for; the latest are remembered."""
        with self._lock:
            known = {row: self._latest[row] for row in rows if row in self._latest}
        groups: dict[int, list[int]] = {}
        for row in rows:
            if row not in known:
                groups.setdefault(row // ROWS_A_GROUP, []).append(row)
        file = pq.ParquetFile(self._events, metadata=self._metadata)
        for group, wanted in groups.items():
            places = [row % ROWS_A_GROUP for row in wanted]
            table = file.read_row_group(group, columns=_WHOLE, use_threads=False)
            known |= zip(wanted, self._read(table.take(places)), strict=True)
        with self._lock:
            _remember(self._latest, known, _MOST_EVENTS)
        return [known[row] for row in rows]

    def find(self, identity: str) -> Event | None:
        """Give the event with an id, or None."""
        row = self.columns.row_of(identity)
        return None if row is None else self.events([row])[0]

    def geometry(self, shape: int) -> dict[str, Any] | None:
        """Give the line or area with a key as a GeoJSON geometry, or None."""
        found = self._geometries([shape]).get(shape)
        return None if found is None else found.as_geojson()

    def _read(self, stored: pa.Table | pa.RecordBatch) -> Iterator[Event]:
        keys = stored["shape"].to_pylist()
        shared = self._geometries(sorted({key for key in keys if key}))
        given = geojson_of(stored["geometry"].to_pylist())
        points = [None if point is None else trusted_geometry(point) for point in given]
        for key, text, point in zip(keys, stored["event"].to_pylist(), points, strict=True):
            row = json.loads(text)
            place = {"geometry": shared.get(key, point), "radius_km": whole(row["radius_km"])}
            yield event_of(feature_from({**row, **place}))

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
    incoming = _Incoming(batches, folder / SHAPES)
    reader = pa.RecordBatchReader.from_batches(_INCOMING, incoming.rows())
    with cursor() as held, incoming:
        held.register("incoming", reader)
        try:
            write_sorted(held, f"SELECT {_WRITTEN} FROM incoming", folder)  # noqa: S608
        except duckdb.Error:
            if incoming.error is not None:
                raise incoming.error from None
            raise


def write_sorted(held: duckdb.DuckDBPyConnection, query: str, folder: Path) -> None:
    """Write the events of a query, sorted by place, as those of a store.

    Parameters
    ----------
    held : duckdb.DuckDBPyConnection
        Where the query is asked.
    query : str
        SQL of our own, that gives the columns of the file.
    folder : pathlib.Path
        The store's folder.
    """
    held.execute(
        f'COPY ({query} ORDER BY z, "order") TO {quoted(folder / EVENTS)} '
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP}, "
        f"KV_METADATA {{geo: '{json.dumps(_GEO)}'}})"
    )


class _Incoming:
    """Events on their way into a store, each shared shape taken aside."""

    def __init__(self, batches: Iterable[pa.RecordBatch], shapes: Path) -> None:
        self._batches = batches
        self._writer = pq.ParquetWriter(shapes, _SHAPE_SCHEMA, compression="zstd")
        self._known: set[int] = {0}
        self.error: BaseException | None = None

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, *_: object) -> None:
        """Close the file of shapes."""
        self._writer.close()

    def rows(self) -> Iterator[pa.RecordBatch]:
        start = 0
        try:
            for batch in self._batches:
                yield self._row(batch, start)
                start += len(batch)
        except BaseException as error:
            self.error = error
            raise

    def _row(self, batch: pa.RecordBatch, start: int) -> pa.RecordBatch:
        queried = query_columns(batch, start)
        shapes = distinct_values(batch["geometry"])
        self._keep(queried["shape"], shapes)
        points = pc.if_else(pc.not_equal(queried["shape"], 0), None, shapes.indices)
        own = {name: batch[name] for name in SCHEMA.names}
        own["geometry"] = shapes.dictionary.take(points)
        places = interleaved(queried["x"].to_numpy(), queried["y"].to_numpy())
        columns = [*queried.columns, *own.values(), pa.array(places)]
        return pa.RecordBatch.from_arrays(columns, schema=_INCOMING)

    def _keep(self, keys: pa.Array, shapes: pa.DictionaryArray) -> None:
        distinct = keys.dictionary_encode()
        new: dict[int, int] = {}
        for code, key in enumerate(distinct.dictionary.to_pylist()):
            if key not in self._known:
                new[key] = pc.index(distinct.indices, code).as_py()
        self._known |= new.keys()
        if new:
            first = shapes.indices.take(pa.array(new.values(), pa.int64()))
            columns = [pa.array(new), shapes.dictionary.take(first)]
            self._writer.write_table(pa.table(columns, schema=_SHAPE_SCHEMA))


_WRITTEN = "{}, z, to_json(struct_pack({}))::VARCHAR AS event, {}geometry AS geometry".format(
    ", ".join(f'"{name}"' for name in QUERY_SCHEMA.names),
    ", ".join(f"{name} := {_OWN}{name}" for name in SCHEMA.names if name != "geometry"),
    _OWN,
)


def _enumerated(name: str) -> str:
    """Read a column whose words are of a closed list as such."""
    listed = ", ".join(f"'{word}'" for word in _CLOSED[name])
    return f'"{name}"::ENUM ({listed}) AS {name}'


_LIGHT = ", ".join(_enumerated(name) if name in _CLOSED else f'"{name}"' for name in COLUMNS)
