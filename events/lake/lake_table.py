"""A lake as a table: what `events.query.event_table.Table` asks, read from its files."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from events.files.event_file import Loaded
from events.lake.cell_tables import MOST_VALUES
from events.lake.files.lake_files import LakeFiles
from events.lake.files.manifest import Manifest, read_manifest
from events.lake.files.storage import Storage, open_storage
from events.lake.lake_index import LakeIndex
from events.lake.lake_rows import EVERY, WHOLE_SORTED, LakeRows
from events.model.event import Event
from events.model.problems import Words, refusal
from events.query.bounding_box import AT_ONCE, apart_from, halves_of, partly_in
from events.query.event_table import Box
from events.query.selection import EVERYTHING, Selection
from events.store.disk import StoredEvents
from events.store.writer import ROWS_A_GROUP, WHOLE_COLUMNS

MOST_SEARCHED = 20_000_000
"""The most events among which words are searched: their texts are read, two million a second."""

_OPEN_FILES = 64  # of the parts that were read last, each with the columns that were read


class LakeTable(StoredEvents):
    """The events of one version of a lake.

    A later version does not change what it answers; its files are gone only when a further one
    was built after a compaction.

    Parameters
    ----------
    storage : Storage
        Where the lake lies.
    manifest : Manifest
        The version.
    most_searched : int, optional
        The most events among which words are searched.
    most_values : int, optional
        The most distinct values of a filter that are offered.

    Raises
    ------
    LakeError
        Where a file cannot be read.
    """

    columns: LakeIndex

    def __init__(
        self,
        storage: Storage,
        manifest: Manifest,
        most_searched: int = MOST_SEARCHED,
        most_values: int = MOST_VALUES,
    ) -> None:
        super().__init__()
        self.storage, self.manifest = storage, manifest
        self._files = LakeFiles(storage, manifest)
        parts = [file for batch in manifest.batches for file in batch.whole]
        self._starts = np.array([0, *accumulate(file.rows for file in parts)])
        self._parts = [file.path for file in parts]
        self._opened = lru_cache(_OPEN_FILES)(self._open)
        self.columns = LakeIndex(self._files, self._stored_rows, most_searched, most_values)

    def __len__(self) -> int:
        """Count the events."""
        return self.manifest.events

    def __iter__(self) -> Iterator[Event]:
        """Give the events, those of one build after those of another, along the curve."""
        for start in range(0, len(self), ROWS_A_GROUP):
            rows = np.arange(start, min(start + ROWS_A_GROUP, len(self)))
            yield from self._read(self._stored_rows(rows))

    def frame(self, selection: Selection = EVERYTHING) -> nw.LazyFrame[Any]:
        """Give all columns of the selected rows, as `events.query.event_table.Table` says."""
        chosen = self.columns.mask(selection).condition
        return nw.from_native(self._files.relation(self._files.events, chosen))

    def in_box(self, box: Box) -> LakeRows:
        """Choose the rows that a box takes, as `events.query.bounding_box` has it."""
        touching = ~EVERY
        for west, south, east, north in halves_of(box):
            across = (nw.col("east") >= west) & (nw.col("west") <= east)
            touching = touching | (across & (nw.col("south") <= north) & (nw.col("north") >= south))
        gone = LakeRows(~nw.col("located") | touching)
        shapes = self.columns.views.shapes
        keys = shapes["shape"][partly_in(shapes, box)].tolist()
        apart: list[int] = []
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            read = self.geometries(some)
            away = apart_from([read[key] for key in some], box)
            apart += [key for key, is_away in zip(some, away, strict=True) if is_away]
        if apart:
            gone = gone & ~LakeRows(nw.col("shape").is_in(apart))
        return gone

    def _stored_rows(
        self, rows: npt.NDArray[np.integer[Any]], columns: Sequence[str] = WHOLE_COLUMNS
    ) -> pa.RecordBatch:
        owners = np.searchsorted(self._starts, rows, side="right") - 1
        groups, places = np.divmod(rows - self._starts[owners], ROWS_A_GROUP)
        order = np.lexsort((groups, owners))
        keys = np.stack([owners[order], groups[order]], axis=1)
        starts = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)])
        parts = []
        with self._files.telling():
            for start, some in zip(starts, np.split(places[order], starts[1:]), strict=True):
                owner, group = keys[start].tolist()
                batch = self._opened(owner, tuple(columns)).get_batch(group)
                parts.append(batch.take(pa.array(some)))
        return pa.concat_batches(parts).take(pa.array(np.argsort(order, kind="stable")))

    def _open(self, part: int, columns: Sequence[str]) -> pa.ipc.RecordBatchFileReader:
        path = self._parts[part]
        self._files.hold([path])
        fields = [WHOLE_SORTED.get_field_index(name) for name in columns]
        options = pa.ipc.IpcReadOptions(use_threads=False, included_fields=fields)
        if self.storage.local is not None:
            return pa.ipc.open_file(pa.memory_map(self.storage.path(path)), options=options)
        return pa.ipc.open_file(self.storage.open(path), options=options)

    def _shapes_of(self, keys: Sequence[int]) -> pa.Table:
        files = self.manifest.files("shapes")
        found = self._files.relation(files, nw.col("shape").is_in(list(keys)))
        once = found.aggregate("shape, any_value(geometry) AS geometry")
        return self._files.fetch_table(once).combine_chunks()


def open_lake(address: str) -> tuple[Loaded, Manifest]:
    """Open the newest version of a lake.

    Parameters
    ----------
    address : str
        As of `events.lake.files.storage.open_storage`.

    Returns
    -------
    Loaded
        Its events are a `LakeTable`.
    Manifest
        What the lake says of itself.

    Raises
    ------
    EventFileError
        Where it is no lake, or a damaged one.
    OSError
        Where the address does not answer.
    """
    storage = open_storage(address)
    manifest = read_manifest(storage)
    if not manifest.batches:
        raise refusal(storage.name, "", Words("no lake"), "a folder that events build made")
    loaded = Loaded(
        path_name=storage.name,
        title=manifest.title,
        sources=manifest.source_models(),
        events=LakeTable(storage, manifest),
        problems=(),
        read=manifest.read,
        sha256=manifest.batches[-1].events[0].sha256,
        extra=manifest.extra,
    )
    return loaded, manifest
