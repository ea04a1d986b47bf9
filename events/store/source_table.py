"""A table of events as one source alone tells them; it is asked as any other."""

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from events.accounts.one_source import told_by
from events.columns.told_rows import are_plain, rows_told_by, told_rows
from events.files.arrow_schema import SCHEMA, batch_of, features_from
from events.files.feature_rows import event_of, feature_of, row_of
from events.query.event_table import Table
from events.store.combined import CombinedTable
from events.store.disk import EventStore, write_store
from events.store.memory import EventTable


def table_of_source(table: Table, source: str) -> Table:
    """Give the events that a source tells of, as it alone tells them.

    Parameters
    ----------
    table : Table
        All events. Those on the disk are written once more, as one source tells them, to a folder
        that goes with the table.
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
        write_store(_told(table, source), folder)
        store = EventStore(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(store, shutil.rmtree, folder, ignore_errors=True)
    return store


def _told(store: EventStore, source: str) -> Iterator[pa.RecordBatch]:
    for batch in store.batches():
        told = rows_told_by(batch, source)
        plain = are_plain(told, source)
        parts = [told_rows(told.filter(pa.array(plain)), source)]
        parts += _one_by_one(told.filter(pa.array(~plain)), source)
        order = np.argsort(np.concatenate([np.flatnonzero(plain), np.flatnonzero(~plain)]))
        yield pa.concat_batches([part.cast(SCHEMA) for part in parts]).take(pa.array(order))


def _one_by_one(batch: pa.RecordBatch, source: str) -> list[pa.RecordBatch]:
    """Give the few events of which a source tells more than once."""
    if not len(batch):
        return []
    events = (told_by(event_of(feature), source) for feature in features_from(batch))
    return [batch_of(row_of(feature_of(event)) for event in events if event is not None)[0]]
