"""The second step of a build: rows sorted along the curve, and the tables of them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from events.lake import cell_tables
from events.lake.builds.batch_rows import Rows
from events.lake.engines.port import Engine, Frame, Tell
from events.lake.files.manifest import Batch, File
from events.lake.lake_rows import WHOLE_SORTED
from events.model.vocabulary import FAMILY_NAMES, Kind, family_of
from events.query.selection import FILTERS
from events.store.writer import EVENTS_SCHEMA, ROWS_A_GROUP

ROWS_A_PART = 2_097_152
"""Rows of a file along the curve."""

ROWS_TOGETHER = 131_072
"""Rows of a row group of what queries ask."""

LAKE_SCHEMA = EVENTS_SCHEMA.append(pa.field("row", pa.int64())).append(
    pa.field("family", pa.int8())
)
"""What queries ask of a lake's events; `row` is the number by which an event is found, `family` the
place of its kind's family in `events.model.vocabulary.FAMILY_NAMES`."""

_FAMILIES = {str(kind): FAMILY_NAMES.index(family_of(kind)) for kind in Kind}

ROWS_COUNTED = 16_384
"""Rows of a row group of the tables that count, of which few are read at once."""

_TEXTS = {"title", "place", "words", "id"}
_FIELDS = {
    **{field.name: field for field in LAKE_SCHEMA},
    **{name: pa.field(name, pa.int64()) for name in ("cell", "least", "most")},
    "part": pa.field("part", pa.int32()),
    "n": pa.field("n", pa.float64()),
}


def write_batch(
    engine: Engine, rows: Rows, folder: Path, name: str, start: int, tell: Tell
) -> Batch:
    """Write the files of a batch; they do not depend on the engine.

    Parameters
    ----------
    engine : Engine
        Sorts and counts.
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
    _write_parts(engine, rows, folder, start, tell)
    events = engine.read(sorted((folder / "events").iterdir()))
    apart = (nw.col("west") != nw.col("east")) | (nw.col("south") != nw.col("north"))
    several = events.filter(nw.col("pointed") & apart).select(nw.len())
    shapes = rows.shapes.group_by("shape").agg(geometry=nw.col("geometry").min())
    shaped = events.filter(nw.col("located") & ~nw.col("pointed"))
    tables = {
        "shapes": shapes.sort("shape"),
        "places": shaped.select(*cell_tables.AREA).unique().sort(*cell_tables.AREA),
        "ids": events.select("id", "row").sort("id"),
        "sequence": events.select("order", "row", *cell_tables.FILTERED).sort("order"),
        **{f"values-{one.name}": _values(events, one.columns) for one in FILTERS if one.columns},
        "values-dates": _distinct(events, ["first_day", "last_day", "dated", "uncertain"]),
    }
    number = len(tables) + 2 + len(cell_tables.LEVELS)
    for done, (table, held) in enumerate(tables.items()):
        tell("tables", done / number)
        _write_table(engine, held, folder / f"{table}.parquet")
    counted = {"totals": "located", "areas": "shape"}
    for done, (table, place) in enumerate(counted.items(), start=len(tables)):
        tell("tables", done / number)
        days = getattr(cell_tables, f"count_{table}")(events)
        _write_parts_of(engine, days, place, folder / f"{table}.parquet")
    finer = cell_tables.count_cells(events)
    for level, above in zip(cell_tables.LEVELS, (*cell_tables.LEVELS[1:], 0), strict=True):
        tell("tables", 1 - level / 2 / cell_tables.LEVELS[0])
        days = _write_parts_of(engine, finer, "cell", folder / f"cells-{level}.parquet")
        finer = cell_tables.coarser_cells(days, level - above)
    return _described(folder, name, start, rows.number, int(several.collect("pyarrow").item()))


def _write_parts_of(engine: Engine, counted: Frame, place: str, path: Path) -> Frame:
    """Write a table that counts; give its rows by days."""
    days = engine.keep(counted, f"{path.stem}-days")
    blocks = engine.keep(cell_tables.count_blocks(days, place), f"{path.stem}-blocks")
    parts = engine.keep(cell_tables.count_parts(days, blocks, place), f"{path.stem}-parts")
    _write_table(engine, cell_tables.in_parts(parts, place), path, ROWS_COUNTED)
    return days


def _values(events: Frame, columns: Any) -> Frame:
    """Give what a filter tells apart, unless that is too much to be offered."""
    return _distinct(events, [column.name for column in columns]).head(cell_tables.MOST_VALUES + 1)


def _distinct(events: Frame, names: Sequence[str]) -> Frame:
    return events.select(*names).unique().sort(*names)


def _write_table(engine: Engine, rows: Frame, path: Path, together: int = ROWS_TOGETHER) -> None:
    """Write rows in the order that they have."""
    schema = pa.schema([_FIELDS[name] for name in rows.collect_schema().names()])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _of_length(engine.batches(rows), schema, together):
            writer.write_batch(batch)


def _write_parts(engine: Engine, rows: Rows, folder: Path, start: int, tell: Tell) -> None:
    """Write the events along the curve, a file for each stretch of it."""
    for name in ("events", "whole"):
        (folder / name).mkdir()
    packed = {**dict.fromkeys(LAKE_SCHEMA.names, "zstd"), "words": "lz4"}
    plain = [name for name in LAKE_SCHEMA.names if name not in _TEXTS]
    row = 0
    for part, batches in enumerate(_parts(engine, rows.queried, EVENTS_SCHEMA, ROWS_TOGETHER)):
        path = folder / "events" / f"part-{part:05}.parquet"
        with pq.ParquetWriter(
            path, LAKE_SCHEMA, compression=packed, use_dictionary=plain
        ) as writer:
            for batch in batches:
                numbers = np.arange(start + row, start + row + len(batch))
                kinds = pc.index_in(batch["kind"], pa.array(_FAMILIES))
                families = pa.array(_FAMILIES.values(), pa.int8()).take(kinds)
                columns = [*batch.columns, pa.array(numbers, pa.int64()), families]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=LAKE_SCHEMA))
                row += len(batch)
                tell("events", row / 2 / rows.number)
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    for part, batches in enumerate(_parts(engine, rows.whole, WHOLE_SORTED, ROWS_A_GROUP)):
        path = folder / "whole" / f"part-{part:05}.arrow"
        with ExitStack() as opened:
            file = opened.enter_context(pa.ipc.new_file(path, WHOLE_SORTED, options=options))
            for batch in batches:
                file.write_batch(batch)
                row += len(batch)
                tell("events", row / 2 / rows.number)


def _parts(
    engine: Engine, rows: Frame, schema: pa.Schema, together: int
) -> Iterator[Iterator[pa.RecordBatch]]:
    """Give sorted rows part by part, each in batches of one length but the last.

    A part is to be gone through before the next one is asked for.
    """
    ordered = rows.select(*schema.names).sort("z", "order")
    batches = _of_length(engine.batches(ordered), schema, together)
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
