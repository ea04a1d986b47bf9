"""The second step of a build: rows sorted along the curve by DuckDB, and the tables of them."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from events.lake import cell_tables
from events.lake.builds.staging import WHOLE_SORTED, Tell
from events.lake.manifest import Batch, File
from events.query.selection import FILTERS
from events.store.writer import EVENTS_SCHEMA, ROWS_A_GROUP

ROWS_A_PART = 2_097_152
"""Rows of a file along the curve."""

ROWS_TOGETHER = 131_072
"""Rows of a row group of what queries ask."""

LAKE_SCHEMA = EVENTS_SCHEMA.append(pa.field("row", pa.int64()))
"""What queries ask of a lake's events; `row` is the number by which an event is found."""

_MEMORY = "1GB"
_TEXTS = {"title", "place", "words", "id"}


@dataclass(frozen=True)
class Rows:
    """What a batch is made of.

    Parameters
    ----------
    queried, whole : duckdb.DuckDBPyRelation
        The same events in the columns of `events.store.writer.EVENTS_SCHEMA`, and of
        `events.lake.builds.staging.WHOLE_SORTED`; no two have the same `order`.
    shapes : duckdb.DuckDBPyRelation
        Their lines and areas, each at least once.
    number : int
        How many they are.
    """

    queried: duckdb.DuckDBPyRelation
    whole: duckdb.DuckDBPyRelation
    shapes: duckdb.DuckDBPyRelation
    number: int


@contextmanager
def building_engine(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open DuckDB for a build, which spills into a folder what goes beyond its memory."""
    settings: dict[str, Any] = {
        "memory_limit": _MEMORY,
        "threads": os.cpu_count() or 1,
        "temp_directory": str(folder),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    held = duckdb.connect(":memory:", config=settings)
    try:
        yield held
    finally:
        held.close()


def write_batch(
    held: duckdb.DuckDBPyConnection, rows: Rows, folder: Path, name: str, start: int, tell: Tell
) -> Batch:
    """Write the files of a batch.

    Parameters
    ----------
    held : duckdb.DuckDBPyConnection
        Of `building_engine`.
    rows : Rows
        What it holds.
    folder : pathlib.Path
        An empty folder, which becomes the batch's.
    name : str
        The batch's name.
    start : int
        The row of its first event.
    tell : callable
        Told how far it is; what it raises ends the work.
    """
    _write_parts(held, rows, folder, start, tell)
    events = held.read_parquet(sorted(str(path) for path in (folder / "events").iterdir()))
    several = events.filter("pointed AND (west <> east OR south <> north)")
    tables = {
        "shapes": rows.shapes.aggregate("shape, any_value(geometry) AS geometry").order("shape"),
        "ids": events.project('id, "row"').order("id"),
        **{f"values-{one.name}": _values(events, one.columns) for one in FILTERS if one.columns},
        "values-dates": events.project("first_day, last_day, dated, uncertain").distinct(),
        "totals": _counted(cell_tables.count_totals, events),
        "areas": _counted(cell_tables.count_areas, events),
    }
    for done, (table, relation) in enumerate(tables.items()):
        tell("tables", done / (len(tables) + 2 * len(cell_tables.LEVELS)))
        _write_table(relation, folder / f"{table}.parquet")
    finer = _counted(cell_tables.count_cells, events)
    for level, above in zip(cell_tables.LEVELS, (*cell_tables.LEVELS[1:], 0), strict=True):
        days = folder / f"cells-{level}-days.parquet"
        tell("tables", 1 - level / 2 / cell_tables.LEVELS[0])
        _write_table(finer, days)
        kept = held.read_parquet(str(days))
        _write_table(
            _counted(cell_tables.count_blocks, kept), folder / f"cells-{level}-blocks.parquet"
        )
        finer = nw.to_native(cell_tables.coarser_cells(nw.from_native(kept), level - above))
    [(number,)] = several.aggregate("count(*)").fetchall()
    return _described(folder, name, start, rows.number, int(number))


def _counted(program: Any, events: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    counted: duckdb.DuckDBPyRelation = nw.to_native(program(nw.from_native(events)))
    return counted


def _values(events: duckdb.DuckDBPyRelation, columns: Any) -> duckdb.DuckDBPyRelation:
    """Give what a filter tells apart, unless that is too much to be offered."""
    names = ", ".join(f'"{column.name}"' for column in columns)
    return events.project(names).distinct().order(names).limit(cell_tables.MOST_VALUES + 1)


def _write_table(relation: duckdb.DuckDBPyRelation, path: Path) -> None:
    relation.write_parquet(str(path), compression="zstd", row_group_size=ROWS_TOGETHER)


def _write_parts(
    held: duckdb.DuckDBPyConnection, rows: Rows, folder: Path, start: int, tell: Tell
) -> None:
    """Write the events along the curve, a file for each stretch of it."""
    for name in ("events", "whole"):
        (folder / name).mkdir()
    packed = {**dict.fromkeys(LAKE_SCHEMA.names, "zstd"), "words": "lz4"}
    plain = [name for name in LAKE_SCHEMA.names if name not in _TEXTS]
    row = 0
    for part, batches in enumerate(_parts(rows.queried, EVENTS_SCHEMA, ROWS_TOGETHER)):
        path = folder / "events" / f"part-{part:05}.parquet"
        with pq.ParquetWriter(
            path, LAKE_SCHEMA, compression=packed, use_dictionary=plain
        ) as writer:
            for batch in batches:
                numbers = np.arange(start + row, start + row + len(batch))
                columns = [*batch.columns, pa.array(numbers, pa.int64())]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=LAKE_SCHEMA))
                row += len(batch)
                tell("events", row / 2 / rows.number)
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    for part, batches in enumerate(_parts(rows.whole, WHOLE_SORTED, ROWS_A_GROUP)):
        path = folder / "whole" / f"part-{part:05}.arrow"
        with ExitStack() as opened:
            file = opened.enter_context(pa.ipc.new_file(path, WHOLE_SORTED, options=options))
            for batch in batches:
                file.write_batch(batch)
                row += len(batch)
                tell("events", row / 2 / rows.number)


def _parts(
    relation: duckdb.DuckDBPyRelation, schema: pa.Schema, together: int
) -> Iterator[Iterator[pa.RecordBatch]]:
    """Give sorted rows part by part, each in batches of one length but the last.

    A part is to be gone through before the next one is asked for.
    """
    names = ", ".join(f'"{name}"' for name in schema.names)
    reader = relation.project(names).order('z, "order"').to_arrow_reader(ROWS_TOGETHER)
    batches = _of_length(iter(reader), schema, together)
    for first in batches:
        yield _stretch(first, batches, ROWS_A_PART // together)


def _stretch(
    first: pa.RecordBatch, others: Iterator[pa.RecordBatch], most: int
) -> Iterator[pa.RecordBatch]:
    yield first
    for _, batch in zip(range(most - 1), others, strict=False):
        yield batch


def _of_length(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, length: int
) -> Iterator[pa.RecordBatch]:
    """Cut batches anew, so that all but the last have one length."""
    waiting = schema.empty_table()
    for batch in batches:
        table = pa.Table.from_batches([batch]).cast(schema)
        waiting = pa.concat_tables([waiting, table])
        whole = len(waiting) // length * length
        yield from (_one(waiting.slice(at, length)) for at in range(0, whole, length))
        waiting = waiting.slice(whole)
    if len(waiting):
        yield _one(waiting)


def _one(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]


def _described(folder: Path, name: str, start: int, rows: int, several: int) -> Batch:
    """Tell the files of a batch with their hashes."""

    def file(path: Path, held: int) -> File:
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        below = path.relative_to(folder).as_posix()
        return File(f"batches/{name}/{below}", path.stat().st_size, digest, held)

    events, whole = (
        [
            file(path, min(ROWS_A_PART, rows - at * ROWS_A_PART))
            for at, path in enumerate(sorted((folder / kind).iterdir()))
        ]
        for kind in ("events", "whole")
    )
    tables: Mapping[str, File] = {
        path.stem: file(path, pq.read_metadata(path).num_rows)
        for path in sorted(folder.glob("*.parquet"))
    }
    return Batch(name, start, rows, several, tuple(events), tuple(whole), tables)


def union_of(held: duckdb.DuckDBPyConnection, files: Mapping[Path, int]) -> duckdb.DuckDBPyRelation:
    """Give the rows of staged files together, each file's places counted on from a number."""
    parts = (
        held.read_parquet(str(path)).project(f'* REPLACE (("order" + {start})::INTEGER AS "order")')
        for path, start in files.items()
    )
    return reduce(duckdb.DuckDBPyRelation.union, parts)
