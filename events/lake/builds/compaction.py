"""Compaction: one batch of all batches of a lake, by DuckDB."""

import shutil
from dataclasses import replace

import pyarrow.dataset as ds

from events.lake.builds.batch_rows import Rows
from events.lake.builds.batch_writer import write_batch
from events.lake.builds.publication import (
    batch_name,
    emptied,
    find_lake,
    publish_batch,
    work_folder,
)
from events.lake.engines.duckdb import open_duckdb
from events.lake.engines.port import Tell, tell_nobody
from events.lake.files.manifest import Manifest
from events.lake.lake_rows import WHOLE_SORTED
from events.model.problems import Words, refusal


def compact_lake(address: str, tell: Tell = tell_nobody) -> Manifest:
    """Make one batch of all batches of a lake, so that a query opens fewer files.

    Readers of the version before keep its files until the next build or compaction.

    Parameters
    ----------
    address, tell
        As of `events.lake.builds.building.build_lake`.

    Returns
    -------
    Manifest
        What the lake now is.

    Raises
    ------
    EventFileError, OSError
        As of `events.lake.builds.building.build_lake`.
    """
    storage, before = find_lake(address)
    if not before.batches:
        raise refusal(storage.name, "", Words("no lake"), "a lake with events")
    work, name = work_folder(storage, "compaction"), batch_name(before)
    parts = [file.path for batch in before.batches for file in batch.events]
    whole = [storage.path(file.path) for batch in before.batches for file in batch.whole]
    folder = emptied(work / "batch")
    with open_duckdb(emptied(work / "spill"), "", tell) as engine:
        rows = Rows(
            engine.read_dataset(storage.dataset(parts)),
            engine.read_dataset(
                ds.dataset(whole, schema=WHOLE_SORTED, format="ipc", filesystem=storage.system)
            ),
            engine.read_dataset(storage.dataset(before.files("shapes"))),
            before.events,
        )
        batch = write_batch(engine, rows, folder, name, 0, tell)
    superseded = tuple(one.name for one in before.batches)
    after = replace(before, version=before.version + 1, batches=(batch,), superseded=superseded)
    publish_batch(storage, before, after, folder, batch, tell)
    shutil.rmtree(work, ignore_errors=True)
    return after
