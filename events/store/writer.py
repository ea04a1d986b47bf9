"""The files of a store of events: how they are written.

``events.parquet``, a GeoParquet, has the columns that queries ask; ``whole.arrow`` the events'
own columns, read for the few that are shown; ``shapes.parquet`` each line or area once;
``words.arrow`` which of them have a word. The rows of the first two have the same order, that of a
Z-order curve.
"""

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from events.files.arrow_schema import SCHEMA
from events.model.wkb import distinct_values
from events.query.columns.mercator import Grid, interleaved
from events.query.query_schema import (
    PLACE_SCHEMA,
    QUERY_SCHEMA,
    place_columns,
    query_columns_beside,
)
from events.query.selection import COLUMNS
from events.store.external_sort import ExternalSort
from events.store.prefetch import prefetch
from events.store.word_index import WORD_SCHEMA, indexed_words

ROWS_A_GROUP = 2_048
"""Rows of `WHOLE` that are read together: 300 neighbours cost little more than one event."""

EVENTS, WHOLE, SHAPES = "events.parquet", "whole.arrow", "shapes.parquet"
WORDS = "words.arrow"
"""The files of a store."""

_BESIDE = pa.schema([*PLACE_SCHEMA, ("order", pa.int32()), ("z", pa.int64())])
"""What is known of a row on its way beside its own columns."""

WHOLE_SCHEMA = SCHEMA.append(PLACE_SCHEMA.field("shape"))
WHOLE_COLUMNS: list[str] = WHOLE_SCHEMA.names
"""The columns of `WHOLE`, in their order."""
_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}
EVENTS_SCHEMA = pa.schema(
    [*QUERY_SCHEMA, _BESIDE.field("z"), SCHEMA.field("geometry")],
    metadata={"geo": json.dumps(_GEO)},
)
_PACKED = {**dict.fromkeys(EVENTS_SCHEMA.names, "zstd"), "words": "lz4"}
"""A search for "U.S." reads all words: what is unpacked sooner is worth more bytes."""
_SHAPE_SCHEMA = pa.schema({"shape": pa.int64(), "geometry": pa.binary()})
_REPEATED = ["title", "place", *(column.name for column in COLUMNS)]


class ShapeWriter:
    """The file of lines and areas, each of them once.

    Parameters
    ----------
    path : pathlib.Path
        The file to write.
    """

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, _SHAPE_SCHEMA, compression="zstd")
        self._known: set[int] = {0}

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(self, *_: type[BaseException] | TracebackType | object) -> None:
        """Close the file."""
        self._writer.close()

    def take_aside(self, batch: pa.RecordBatch, start: int) -> tuple[pa.RecordBatch, Grid]:
        """Put the lines and areas of events into the file.

        Parameters
        ----------
        batch : pyarrow.RecordBatch
            Good events, in the columns of `SCHEMA`; the geometry may be a column of distinct ones.
        start : int
            The place of the first one in their file, counted from 0.

        Returns
        -------
        pyarrow.RecordBatch
            The same, of geometries only points, with the columns that tell of places and order.
        numpy.ndarray
            Where each event lies on the curve.
        """
        geometries = distinct_values(batch["geometry"])
        places = place_columns(geometries)
        self.keep(places["shape"], geometries)
        z = interleaved(places["x"].to_numpy(), places["y"].to_numpy())
        own = {name: batch[name] for name in SCHEMA.names}
        own["geometry"] = points_alone(geometries, places["shape"])
        order = pa.array(np.arange(start, start + len(batch)), pa.int32())
        columns = {**own, **places, "order": order, "z": pa.array(z)}
        return _in(pa.schema([*SCHEMA, *_BESIDE]), columns), z

    def keep(self, keys: pa.Array, shapes: pa.DictionaryArray) -> None:
        """Put lines and areas into the file that are not yet in it.

        Parameters
        ----------
        keys : pyarrow.Array
            Of the geometries of some events, as `place_columns` gives them; 0 for a point.
        shapes : pyarrow.DictionaryArray
            The geometries.
        """
        distinct, firsts = np.unique(keys.to_numpy(), return_index=True)
        new = np.array([key not in self._known for key in distinct.tolist()], dtype=bool)
        self._known |= set(distinct[new].tolist())
        if new.any():
            first = shapes.indices.take(pa.array(firsts[new]))
            columns = [pa.array(distinct[new]), shapes.dictionary.take(first)]
            self._writer.write_table(pa.table(columns, schema=_SHAPE_SCHEMA))


def points_alone(geometries: pa.DictionaryArray, keys: pa.Array) -> pa.BinaryArray:
    """Give the geometries that are points; null where the key is that of a line or an area."""
    points = pc.if_else(pc.not_equal(keys, 0), None, geometries.indices)
    return geometries.dictionary.take(points)


def write_sorted(sorting: ExternalSort, folder: Path) -> None:
    """Write the rows of events as those of a store.

    Parameters
    ----------
    sorting : Sorting
        The rows that `ShapeWriter.take_aside` gave.
    folder : pathlib.Path
        The store's folder.
    """
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with (
        pq.ParquetWriter(
            folder / EVENTS,
            EVENTS_SCHEMA,
            compression=_PACKED,
            use_dictionary=_REPEATED,
        ) as queried,
        pa.ipc.new_file(folder / WHOLE, WHOLE_SCHEMA, options=options) as whole,
        pa.ipc.new_file(folder / WORDS, WORD_SCHEMA) as words,
    ):
        for columns, own in prefetch(map(split_columns, sorting.in_order(ROWS_A_GROUP))):
            queried.write_table(columns)
            whole.write_table(own, max_chunksize=ROWS_A_GROUP)
            words.write_batch(indexed_words(columns["words"].chunk(0)))


def split_columns(batch: pa.RecordBatch) -> tuple[pa.Table, pa.Table]:
    """Give what queries ask of rows, and the rows as they are."""
    places = {name: batch[name] for name in PLACE_SCHEMA.names}
    asked = query_columns_beside(batch, batch["order"], places)
    columns = dict(zip(QUERY_SCHEMA.names, asked.columns, strict=True))
    columns |= {"z": batch["z"], "geometry": batch["geometry"]}
    tables = [pa.Table.from_batches([_in(EVENTS_SCHEMA, columns)])]
    return tables[0], pa.Table.from_batches([batch.select(WHOLE_SCHEMA.names)])


def _in(schema: pa.Schema, columns: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def write_store(batches: Iterable[pa.RecordBatch], folder: Path) -> None:
    """Write events to files that an `EventStore` opens.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Good events in the columns of `events.files.arrow_schema.SCHEMA`, in the order of their
        file. An exception from it ends the work and is passed on; the files are then of no use.
    folder : pathlib.Path
        An empty folder.
    """
    with closing(ExternalSort(folder)) as sorting:
        with ShapeWriter(folder / SHAPES) as shapes:
            start = 0
            for batch in prefetch(batches):
                sorting.add(*shapes.take_aside(batch, start))
                start += len(batch)
        write_sorted(sorting, folder)
