"""A table of events as one source alone tells them; it is asked as any other.

Of events on the disk only what queries ask is worked out anew, the words when they are first
searched. Titles, notes and quotes stay where they are, and are told for the few that are shown.
"""

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from events.accounts.one_source import told_by
from events.columns.told_rows import are_plain, told_rows
from events.files.arrow_schema import READ_SCHEMA, batch_of, features_from
from events.files.feature_rows import event_of, feature_of, row_of
from events.model.wkb import distinct_values
from events.query.event_table import Table
from events.query.query_schema import (
    QUERY_SCHEMA,
    WORDLESS,
    place_columns,
    query_columns_beside,
)
from events.query.selection import Selection
from events.store.combined import CombinedTable
from events.store.disk import EventStore
from events.store.memory import EventTable
from events.store.prefetch import prefetch
from events.store.writer import EVENTS, SHAPES, WHOLE_COLUMNS, ShapeWriter, points_alone

_TEXTS = "texts.parquet"
_ROWS_A_PASS = 1 << 14


def table_of_source(table: Table, source: str) -> Table:
    """Give the events that a source tells of, as it alone tells them.

    Parameters
    ----------
    table : Table
        All events. Of those on the disk what queries ask is written to a folder that goes with the
        table.
    source : str
        The source's id.
    """
    if isinstance(table, CombinedTable):
        parts = [_of_one(part, source) for part in table.parts]
        instead = (told_by(event, source) for event in table.instead)
        return CombinedTable(parts, filter(None, instead), table.without)
    return _of_one(table, source)


def _of_one(table: Table, source: str) -> EventStore | EventTable:
    if not isinstance(table, EventStore):
        told = (told_by(event, source) for event in table)
        return EventTable(event for event in told if event is not None)
    folder = Path(tempfile.mkdtemp(prefix="panj-source-"))
    try:
        store = SourceStore(table, source, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(store, shutil.rmtree, folder, ignore_errors=True)
    return store


class SourceStore(EventStore):
    """The events of a store that a source tells of, as it alone tells them.

    Parameters
    ----------
    whole : EventStore
        All events.
    source : str
        The source's id.
    folder : pathlib.Path
        An empty folder for what queries ask.
    """

    def __init__(self, whole: EventStore, source: str, folder: Path) -> None:
        self._told = _Told(whole, source, folder)
        self._told.write_places()
        super().__init__(folder, self._told.texts)

    def _stored_rows(
        self, rows: npt.NDArray[np.integer[Any]], columns: Sequence[str] = WHOLE_COLUMNS
    ) -> pa.RecordBatch:
        told = self._told.rows(rows)
        geometries = distinct_values(told["geometry"])
        keys = place_columns(geometries)["shape"]
        apart = {"shape": keys, "geometry": points_alone(geometries, keys)}
        given = {name: apart[name] if name in apart else told[name] for name in columns}
        return pa.record_batch(given)


class _Told:
    """The rows of a store as one source tells them, in their order there."""

    def __init__(self, whole: EventStore, source: str, folder: Path) -> None:
        self._whole, self._source, self._folder = whole, source, folder
        told = np.flatnonzero(whole.columns.mask(Selection(source=source)))
        self._rows = told.astype(np.int32)
        self._order = np.empty_like(self._rows)
        self._order[np.argsort(whole.columns["order"][told])] = np.arange(len(told))
        self._writing = Lock()

    def rows(self, rows: npt.NDArray[np.integer[Any]]) -> pa.RecordBatch:
        """Tell some rows, by their places here, in the columns of `READ_SCHEMA`."""
        batch = self._whole.whole_rows(self._rows[rows])
        plain = are_plain(batch, self._source)
        if plain.all():
            return told_rows(batch, self._source)
        several = _one_by_one(batch.filter(pa.array(~plain)), self._source)
        parts = [told_rows(batch.filter(pa.array(plain)), self._source), several]
        order = np.argsort(np.concatenate([np.flatnonzero(plain), np.flatnonzero(~plain)]))
        return pa.concat_batches(parts).take(pa.array(order))

    def write_places(self) -> None:
        """Write what queries ask without the words, and the lines and areas."""
        with ShapeWriter(self._folder / SHAPES) as shapes:
            self._write(EVENTS, WORDLESS, shapes)

    def texts(self) -> Path:
        """Give the file of all that queries ask, which is written when it is first wanted."""
        path = self._folder / _TEXTS
        with self._writing:
            if not path.exists():
                part = self._write(f"{_TEXTS}.part", QUERY_SCHEMA, None)
                part.rename(path)
        return path

    def _write(self, name: str, schema: pa.Schema, shapes: ShapeWriter | None) -> Path:
        path = self._folder / name
        with pq.ParquetWriter(path, schema, compression="lz4") as writer:
            for order, batch in prefetch(self._batches()):
                geometries = distinct_values(batch["geometry"])
                places = place_columns(geometries)
                if shapes is not None:
                    shapes.keep(places["shape"], geometries)
                writer.write_batch(query_columns_beside(batch, order, places, schema))
        return path

    def _batches(self) -> Iterator[tuple[pa.Array, pa.RecordBatch]]:
        for start in range(0, len(self._rows), _ROWS_A_PASS):
            rows = np.arange(start, min(start + _ROWS_A_PASS, len(self._rows)))
            yield pa.array(self._order[rows]), self.rows(rows)


def _one_by_one(batch: pa.RecordBatch, source: str) -> pa.RecordBatch:
    """Tell the few events of which a source tells more than once."""
    events = (told_by(event_of(feature), source) for feature in features_from(batch))
    told, _ = batch_of(row_of(feature_of(event)) for event in events if event is not None)
    at = READ_SCHEMA.get_field_index("geometry")
    shapes = distinct_values(told["geometry"])
    return told.set_column(at, READ_SCHEMA.field(at), shapes)
