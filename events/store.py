"""Many events on the disk: a GeoParquet sorted by place, and the columns of its queries in DuckDB.

Neighbours on the map are neighbours in the file, so that a view reads few of its row groups. A
line or an area that many events share is kept once, in a file beside it.
"""

import json
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count as numbers
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from events.engine import cursor, quoted
from events.event_rows import event_of, feature_from, whole
from events.geometry import Geometry, trusted_geometry
from events.geoparquet import SCHEMA
from events.query_columns import QUERY_SCHEMA, distinct_values, query_columns
from events.schema import Event
from events.selection import EVERYTHING, Selection
from events.vocabulary import FAMILIES, Kind, Precision, Status
from events.wkb import geojson_of

ROWS_A_GROUP = 2_048
"""Rows that are read together: an event, or 300 neighbours, cost 1 ms, and a scan little more."""

EVENTS, SHAPES = "events.parquet", "shapes.parquet"
"""The files of a store."""

_TEXTS = frozenset({"title", "place", "actors", "words"})
_LIGHT = tuple(name for name in QUERY_SCHEMA.names if name not in _TEXTS)
_CLOSED: dict[str, Iterable[str]] = {
    "kind": Kind,
    "family": sorted(FAMILIES),  # so that rows sort by it as texts do
    "status": Status,
    "precision": Precision,
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
Grid = npt.NDArray[np.int64]
"""Numbers on the grid of Web Mercator."""

_MOST_MATCHES, _MOST_OUTLINES, _MOST_EVENTS = 8, 500, 1_000
_names = numbers()


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
        self._table = f"events_{next(_names)}"
        self._matches: OrderedDict[Selection, str] = OrderedDict()
        self._outlines: dict[int, Geometry] = {}
        self._latest: dict[int, Event] = {}
        self._lock = Lock()
        with cursor() as held:
            columns = ", ".join(
                f'"{name}"'
                + (f"::ENUM ({_listed(_CLOSED[name])}) AS {name}" if name in _CLOSED else "")
                for name in _LIGHT
            )
            rows = self._stored(held).project(f"{columns}, {_RANK} AS rank, row")
            rows.create(self._table)
        weakref.finalize(self, _drop, self._table, self._matches)

    def __len__(self) -> int:
        """Count the events."""
        return int(self._metadata.num_rows)

    def __iter__(self) -> Iterator[Event]:
        """Give the events in the order of their file."""
        with cursor() as held:
            ordered = self._stored(held).order('"order"').project(", ".join(_WHOLE))
            for batch in ordered.to_arrow_reader(ROWS_A_GROUP):
                yield from self._read(batch)

    def frame(self, selection: Selection = EVERYTHING, *, texts: bool = False) -> nw.LazyFrame[Any]:
        """Give the columns of the selected rows, as `events.selection.Table` says."""
        held = cursor()
        if texts:
            ranked = self._stored(held).project(f"*, {_RANK} AS rank")
            return nw.from_native(ranked).filter(selection.expression())
        rows = nw.from_native(held.table(self._table))
        searched = Selection(words=selection.words, actors=selection.actors)
        if not searched.is_empty:
            found = nw.from_native(held.table(self._matching(searched)))
            rows = rows.join(found, on="row", how="semi")
        return rows.filter(selection.without_texts().expression())

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

    def orders(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """Give, for each row, its place in the order by date, and its place in the file."""
        with cursor() as held:
            wanted = ", ".join(str(int(row)) for row in rows) or "-1"
            found = (
                held.table(self._table).filter(f"row IN ({wanted})").project('row, rank, "order"')
            )
            orders = {row: (rank, order) for row, rank, order in found.fetchall()}
        return [orders[row] for row in rows]

    def find(self, identity: str) -> Event | None:
        """Give the event with an id, or None."""
        rows = self.frame().filter(nw.col("id") == identity).select("row").collect()
        return self.events(rows["row"].to_list())[0] if len(rows) else None

    def geometry(self, shape: int) -> dict[str, Any] | None:
        """Give the line or area with a key as a GeoJSON geometry, or None."""
        found = self._geometries([shape]).get(shape)
        return None if found is None else found.as_geojson()

    def _stored(self, held: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        whole = held.read_parquet(str(self._events), file_row_number=True)
        return whole.project("* RENAME (file_row_number AS row)")

    def _matching(self, searched: Selection) -> str:
        """Name the table of the rows that a search finds; the latest searches are kept."""
        with self._lock:
            if searched not in self._matches:
                name = f"{self._table}_{next(_names)}"
                with cursor() as held:
                    rows = nw.from_native(self._stored(held)).filter(searched.expression())
                    rows.select("row").to_native().create(name)
                    self._matches[searched] = name
                    if len(self._matches) > _MOST_MATCHES:
                        _, oldest = self._matches.popitem(last=False)
                        held.execute(f"DROP TABLE {oldest}")
            self._matches.move_to_end(searched)
            return self._matches[searched]

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
        places = _interleaved(queried["x"].to_numpy(), queried["y"].to_numpy())
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


def _interleaved(x: Grid, y: Grid) -> Grid:
    """Rank positions along a Z-order curve, on which near ones are mostly near."""
    return _spread(x) | (_spread(y) << 1)


def _spread(numbers_of_24_bits: Grid) -> Grid:
    """Part the bits of each number by a zero before each."""
    n: Grid = numbers_of_24_bits.astype(np.int64)
    for shift, mask in _MASKS:
        n = (n | (n << shift)) & mask
    return n


_MASKS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
_RANK = (
    "row_number() OVER (ORDER BY NOT dated, "
    'CASE WHEN open_start THEN last_day ELSE first_day END, "order") - 1'
)
_WRITTEN = "{}, z, to_json(struct_pack({}))::VARCHAR AS event, {}geometry AS geometry".format(
    ", ".join(f'"{name}"' for name in QUERY_SCHEMA.names),
    ", ".join(f"{name} := {_OWN}{name}" for name in SCHEMA.names if name != "geometry"),
    _OWN,
)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _drop(table: str, matches: OrderedDict[Selection, str]) -> None:
    with cursor() as held:
        for name in (table, *matches.values()):
            held.execute(f"DROP TABLE IF EXISTS {name}")
