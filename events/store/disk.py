"""Many events on the disk: a GeoParquet sorted by place, and the columns of its queries in memory.

Neighbours on the map are neighbours in the file, so that a view reads few pieces of it. A
line or an area that many events share is kept once, in a file beside it; `events.store.writer`
writes them.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from itertools import chain, islice
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

from events.files.arrow_schema import READ_SCHEMA, drawn_accounts
from events.files.feature_rows import NUMBERS, Row, event_of, feature_from, whole
from events.model.distinct_dates import Mask
from events.model.event import Event
from events.model.geometry import Geometry, trusted_geometry
from events.model.vocabulary import Basis, Kind, Precision, Status
from events.model.wkb import geojson_of
from events.query.bounding_box import rows_in_box
from events.query.event_index import EventIndex
from events.query.event_table import BRIEF, Box, Index
from events.query.filters.words import phrases_of
from events.query.selection import EVERYTHING, Selection
from events.store.engine import cursor
from events.store.memory import LIGHT_COLUMNS
from events.store.word_index import WordIndex
from events.store.writer import (
    EVENTS,
    ROWS_A_GROUP,
    SHAPES,
    WHOLE,
    WHOLE_COLUMNS,
    WORDS,
)

_MOST_OUTLINES, _MOST_EVENTS = 500, 1_000
_LONG_NOTE = 20_000  # characters, beyond which an event is not remembered: a thousand fill 1 GB
_ROWS_A_PASS = 16 * ROWS_A_GROUP
BRIEFLY = [name for name in WHOLE_COLUMNS if name in (*BRIEF, "shape")]
"""Those of `WHOLE_COLUMNS` of which `EventStore.brief` makes events."""


class StoredEvents:
    """Events that are read by their rows, of which the latest are remembered; the base of stores.

    A store adds its `columns`, `_stored_rows`, which reads rows, and `_shapes_of`, which reads
    lines and areas by their keys.
    """

    columns: Index

    def __init__(self) -> None:
        self._outlines: dict[int, Geometry] = {}
        self._latest: dict[int, Event] = {}
        self._latest_brief: dict[int, Event] = {}
        self._lock = Lock()

    def events(self, rows: Sequence[int]) -> list[Event]:
        """Give events by their rows, in the order asked for; the latest are remembered."""
        return self._remembered(rows, self._latest, WHOLE_COLUMNS)

    def brief(self, rows: Sequence[int]) -> list[Event]:
        """Give of events what `BRIEF` says, which is about half of the work."""
        return self._remembered(rows, self._latest_brief, BRIEFLY)

    def find(self, identity: str) -> Event | None:
        """Give the event with an id, or None."""
        row = self.columns.row_of(identity)
        return None if row is None else self.events([row])[0]

    def geometries(self, shapes: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Give lines and areas by their keys, as `events.query.selection.Table` says."""
        return {shape: found.as_geojson() for shape, found in self._geometries(shapes).items()}

    def _remembered(
        self, rows: Sequence[int], latest: dict[int, Event], columns: Sequence[str]
    ) -> list[Event]:
        with self._lock:
            known = {row: latest[row] for row in rows if row in latest}
        if missing := [row for row in rows if row not in known]:
            stored = self._stored_rows(np.array(missing), columns)
            known |= zip(missing, self._read(stored), strict=True)
        with self._lock:
            short = {row: event for row, event in known.items() if len(event.note) < _LONG_NOTE}
            _remember(latest, short, _MOST_EVENTS)
        return [known[row] for row in rows]

    def _read(self, stored: pa.RecordBatch) -> Iterator[Event]:
        keys = stored["shape"].to_pylist()
        shared = self._geometries(sorted({key for key in keys if key}))
        points = geojson_of(stored["geometry"].to_pylist())
        rows = stored.drop_columns(["shape", "geometry"]).to_pylist()
        for key, row, point in zip(keys, rows, points, strict=True):
            place = shared[key] if key else None if point is None else trusted_geometry(point)
            numbers = {name: whole(row[name]) for name in NUMBERS if name in row}
            given = {"geometry": place, **numbers}
            if "accounts" in row:
                yield event_of(feature_from({**row, **drawn_accounts(row), **given}))
            else:
                yield _brief_event({**row, **given})

    def _geometries(self, shapes: Sequence[int]) -> dict[int, Geometry]:
        """Give lines and areas by their keys; the latest are remembered."""
        with self._lock:
            known = {shape: self._outlines[shape] for shape in shapes if shape in self._outlines}
        missing = [shape for shape in shapes if shape not in known]
        if missing:
            found = self._shapes_of(missing)
            geometries = map(trusted_geometry, geojson_of(found["geometry"].to_pylist()))
            known |= zip(found["shape"].to_pylist(), geometries, strict=True)
        with self._lock:
            _remember(self._outlines, known, _MOST_OUTLINES)
        return known

    def _stored_rows(
        self, rows: npt.NDArray[np.integer[Any]], columns: Sequence[str] = WHOLE_COLUMNS
    ) -> pa.RecordBatch:
        """Read some columns of rows, in the order asked for."""
        raise NotImplementedError

    def _shapes_of(self, keys: Sequence[int]) -> pa.Table:
        """Read lines and areas: their `shape`, and the `geometry` as WKB."""
        raise NotImplementedError


class EventStore(StoredEvents):
    """Events on the disk, in files that `write_store` made.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files are. They must stay as they are for as long as the store is in use.
    texts : callable, optional
        Gives the file of all that queries ask, where `EVENTS` lacks the words and there is no index
        of them. It must not hold the store.
    """

    columns: EventIndex

    def __init__(self, folder: Path, texts: Callable[[], Path] | None = None) -> None:
        super().__init__()
        self.folder = folder
        self._events, self._shapes = folder / EVENTS, folder / SHAPES
        self._texts = texts or partial(Path, self._events)
        self._metadata = pq.read_metadata(self._events)
        with cursor() as held:
            light = self.wordless(held).project(LIGHT_COLUMNS).to_arrow_table()
        search = partial(_read_through, texts, len(light)) if texts else self._by_index()
        self.columns = EventIndex(light, search)

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

    def whole_rows(self, rows: npt.NDArray[np.integer[Any]]) -> pa.RecordBatch:
        """Give rows as they are, in the order asked for.

        Returns
        -------
        pyarrow.RecordBatch
            In the columns of `events.files.arrow_schema.READ_SCHEMA`.
        """
        stored = self._stored_rows(rows)
        columns = [*stored.drop_columns(["shape", "geometry"]).columns, self._places(stored)]
        return pa.RecordBatch.from_arrays(columns, schema=READ_SCHEMA)

    def wordless(self, held: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Give all columns but the words, which may not be at hand; as `relation` does."""
        return _stored(held, self._events)

    def relation(self, held: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Give all columns of all rows, to be asked by DuckDB."""
        return _stored(held, self._texts())

    def frame(self, selection: Selection = EVERYTHING) -> nw.LazyFrame[Any]:
        """Give all columns of the selected rows, as `events.query.selection.Table` says."""
        return nw.from_native(self.relation(cursor())).filter(selection.expression())

    def in_box(self, box: Box) -> Mask:
        """Say which rows a box takes, as `events.query.bounding_box` has it."""
        return rows_in_box(self, self.columns, box)

    def _by_index(self) -> Callable[[Selection], Mask]:
        groups = map(self._metadata.row_group, range(self._metadata.num_row_groups))
        words = WordIndex(self.folder / WORDS, [group.num_rows for group in groups])
        return partial(_searched, self._events, words)

    def _stored_rows(
        self, rows: npt.NDArray[np.integer[Any]], columns: Sequence[str] = WHOLE_COLUMNS
    ) -> pa.RecordBatch:
        """Read some columns of rows, in the order asked for; what lies together is read once."""
        groups, places = np.divmod(rows, ROWS_A_GROUP)
        order = np.argsort(groups, kind="stable")
        numbers, starts = np.unique(groups[order], return_index=True)
        wanted = np.split(places[order], starts[1:])
        fields = [WHOLE_COLUMNS.index(name) for name in columns]
        options = pa.ipc.IpcReadOptions(use_threads=False, included_fields=fields)
        with pa.OSFile(str(self.folder / WHOLE)) as file:
            reader = pa.ipc.open_file(file, options=options)
            parts = [
                _taken(reader.get_batch(group), some)
                for group, some in zip(numbers, wanted, strict=True)
            ]
        if len(parts) == 1:
            return parts[0]
        return pa.concat_batches(parts).take(pa.array(np.argsort(order)))

    def _places(self, stored: pa.RecordBatch) -> pa.DictionaryArray:
        """Give the geometries of rows; each line or area stands once in the dictionary."""
        points = stored["geometry"].dictionary_encode()
        keys = stored["shape"].unique()
        found = self._shapes_of(keys.to_pylist())
        shared = pc.index_in(stored["shape"], found["shape"].combine_chunks())
        moved = pc.add(shared.cast(pa.int32()), len(points.dictionary))
        areas = found["geometry"].combine_chunks().cast(pa.binary())
        dictionary = pa.concat_arrays([points.dictionary, areas])
        return pa.DictionaryArray.from_arrays(pc.coalesce(moved, points.indices), dictionary)

    def _shapes_of(self, keys: Sequence[int]) -> pa.Table:
        with cursor() as held:
            kept = nw.from_native(held.read_parquet(str(self._shapes)))
            return kept.filter(nw.col("shape").is_in(keys)).collect().to_arrow().combine_chunks()


def _brief_event(row: Row) -> Event:
    """Make an event of what `BRIEF` names; it was checked when it was stored."""
    words: dict[str, type[StrEnum]] = {"kind": Kind, "status": Status, "place_precision": Precision}
    words |= {"date_basis": Basis, "place_basis": Basis}
    given = {name: value for name, value in row.items() if value is not None}
    told = {name: words[name](value) if name in words else value for name, value in given.items()}
    return Event.model_construct(None, **told)


def _taken(batch: pa.RecordBatch, rows: npt.NDArray[np.integer[Any]]) -> pa.RecordBatch:
    """Take rows of a batch; a single one is cut out, which takes much less than to gather it."""
    return batch.slice(int(rows[0]), 1) if len(rows) == 1 else batch.take(pa.array(rows))


def _stored(held: duckdb.DuckDBPyConnection, events: Path) -> duckdb.DuckDBPyRelation:
    whole = held.read_parquet(str(events), file_row_number=True)
    return whole.project("* RENAME (file_row_number AS row)")


def _searched(events: Path, index: WordIndex, selection: Selection) -> Mask:
    """Say which rows have the words of a selection."""
    phrases = [phrase.split() for phrase in phrases_of(selection.words)]
    found = index.find(chain.from_iterable(phrases))
    if any(len(words) > 1 for words in phrases):  # which must stand side by side
        found &= _read_through(partial(Path, events), len(found), selection)
    return found


def _read_through(texts: Callable[[], Path], length: int, selection: Selection) -> Mask:
    """Say the same by reading the texts."""
    with cursor() as held:
        rows = nw.from_native(_stored(held, texts())).filter(selection.expression())
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
