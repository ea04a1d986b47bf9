"""One version of a collection as rows on the disk, alike whatever kind of file it lay in.

Rows of two versions can be compared as they are: what a file leaves out, an empty text and an
empty list are one and the same in them, and a line or an area that many events share stands in a
file of its own, once.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from events.files.arrow_schema import SCHEMA
from events.files.event_batches import EventBatches, open_reading
from events.importers.rows.imported import ImportedEvents
from events.importers.rows.options import Options
from events.importers.run import import_rows
from events.model.event import Source
from events.model.problems import EventFileError
from events.model.vocabulary import Precision, Rank
from events.store.prefetch import prefetch
from events.store.writer import EVENTS, SHAPES, WHOLE, ShapeWriter

EVENT_ENDINGS = (".geojson", ".json", ".parquet")
"""The endings that an event file may have; any other file is read by way of an import."""

_ROWS = "rows.parquet"
_ROWS_A_SLICE = 10_000
_ROWS_A_GROUP = 20_000
_DEFAULTS = {"place_precision": Precision.NONE.value, "rank": Rank.NORMAL.value}
"""What a word means that is not there; of all other texts the empty one."""
_SCHEMA = pa.schema([*SCHEMA, ("shape", pa.int64()), ("order", pa.int32())])


@dataclass(frozen=True)
class Version:
    """One version of a collection.

    Parameters
    ----------
    name : str
        The file's name, without its folders.
    title : str
        The collection's name.
    sources : tuple of Source
        Its sources.
    read, rejected : int
        The features or rows that were read, and those of them that are left out.
    reasons : tuple of str
        Why, a line each; the first of them where they are many.
    rejected_ids : tuple of str
        The ids of those for which there is a reason, as their source has them.
    folder : pathlib.Path
        Where its rows are.
    """

    name: str
    title: str
    sources: tuple[Source, ...]
    read: int
    rejected: int
    reasons: tuple[str, ...]
    rejected_ids: tuple[str, ...]
    folder: Path

    @property
    def rows(self) -> Path:
        """The rows: a Parquet file of `SCHEMA`'s columns, with ``shape`` and ``order``."""
        return self.folder / _ROWS

    @property
    def shapes(self) -> Path:
        """The lines and areas by their ``shape``, each of them once."""
        return self.folder / SHAPES


def read_version(path: Path, folder: Path, options: Options) -> Version:
    """Read a file, whatever it is, as a version: an event file as it is, any other by an import.

    Parameters
    ----------
    path : pathlib.Path
        Any file that Open takes.
    folder : pathlib.Path
        An empty folder for its rows.
    options : Options
        What whoever compares says of a table.

    Returns
    -------
    Version

    Raises
    ------
    EventFileError
        Where the file cannot be used at all, or an option has to be given first.
    OSError
        Where the folder cannot be written.
    """
    refused: EventFileError | None = None
    if path.suffix.lower() in EVENT_ENDINGS:
        try:
            return _of_reading(open_reading(path), folder)
        except EventFileError as error:
            refused = error  # it may still be a layer of another kind
    try:
        return _of_import(path, folder, options)
    except EventFileError as error:
        raise refused or error from None


def _of_reading(reading: EventBatches, folder: Path) -> Version:
    write_rows((batch for batch, _ in reading.batches()), folder)
    return Version(
        reading.path_name,
        reading.title,
        reading.sources,
        reading.read,
        reading.rejected,
        tuple(map(str, reading.problems)),
        tuple({problem.id for problem in reading.problems if problem.id}),
        folder,
    )


def _of_import(path: Path, folder: Path, options: Options) -> Version:
    kept: list[ImportedEvents] = []

    def keep(imported: ImportedEvents) -> None:
        kept[:] = [imported]
        write_rows((batch for batch, _ in imported.batches), folder)

    receipt = import_rows("table", path, keep, options)
    reasons = (f"{path.name}, {row.place}: {row.reason}" for row in receipt.reasons)
    return Version(
        path.name,
        kept[0].title,
        kept[0].sources,
        receipt.counted,
        receipt.rejected,
        tuple(reasons),
        tuple({row.id for row in receipt.reasons if row.id}),
        folder,
    )


def write_rows(batches: Iterable[pa.RecordBatch], folder: Path) -> None:
    """Write the rows of a version, few at a time in memory.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Good events in the columns of `events.files.arrow_schema.SCHEMA` or ``READ_SCHEMA``.
    folder : pathlib.Path
        Where they are written; what was there of an earlier reading is replaced.
    """
    start = 0
    with (
        ShapeWriter(folder / SHAPES) as shapes,
        pq.ParquetWriter(folder / _ROWS, _SCHEMA, compression="zstd") as rows,
    ):
        for batch in prefetch(_sliced(batches)):
            own, _ = shapes.take_aside(batch, start)
            rows.write_batch(_without_blanks_in(own), row_group_size=_ROWS_A_GROUP)
            start += len(batch)


def write_stored_rows(store: Path, folder: Path) -> None:
    """Write the rows of a version whose events lie in a store already.

    Parameters
    ----------
    store : pathlib.Path
        The folder of an `events.store.disk.EventStore`.
    folder : pathlib.Path
        Where the rows are written.
    """
    order = pq.read_table(store / EVENTS, columns=["order"])["order"].combine_chunks()
    shutil.copyfile(store / SHAPES, folder / SHAPES)
    start = 0
    with (
        pa.OSFile(str(store / WHOLE)) as file,
        pq.ParquetWriter(folder / _ROWS, _SCHEMA, compression="zstd") as rows,
    ):
        reader = pa.ipc.open_file(file)
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            own = batch.append_column("order", order.slice(start, len(batch)))
            rows.write_batch(_without_blanks_in(own), row_group_size=_ROWS_A_GROUP)
            start += len(batch)


def _sliced(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for begin in range(0, len(batch), _ROWS_A_SLICE):
            yield batch.slice(begin, _ROWS_A_SLICE)


def _without_blanks_in(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [blanks_as_null(batch[field.name], field.name) for field in _SCHEMA]
    return pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)


def blanks_as_null(array: pa.Array, name: str = "") -> pa.Array:
    """Make null of what says no more than null: an empty text, an empty list, a default word.

    Parameters
    ----------
    array : pyarrow.Array
        A column of `SCHEMA`, or a part of one.
    name : str, optional
        The field's name.

    Examples
    --------
    >>> blanks_as_null(pa.array([[{"name": "A", "role": ""}], []])).to_pylist()
    [[{'name': 'A', 'role': None}], None]
    >>> blanks_as_null(pa.array(["none", "exact"]), "place_precision").to_pylist()
    [None, 'exact']
    """
    kind = array.type
    if pa.types.is_string(kind):
        return pc.if_else(pc.equal(array, _DEFAULTS.get(name, "")), None, array)
    if pa.types.is_list(kind):
        lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
        ends = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
        items = blanks_as_null(array.flatten(), name)
        return pa.ListArray.from_arrays(ends, items, type=kind, mask=pa.array(lengths == 0))
    if pa.types.is_struct(kind):
        parts = zip(array.flatten(), kind, strict=True)
        arrays = [blanks_as_null(part, field.name) for part, field in parts]
        return pa.StructArray.from_arrays(arrays, fields=list(kind), mask=array.is_null())
    return array
