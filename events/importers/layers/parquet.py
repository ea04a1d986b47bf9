"""Rows of Parquet files, with GeoParquet's geometry or without."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj.exceptions import ProjError

from events.files.arrow_schema import MARK
from events.importers.inputs.raw_table import ROWS_A_CHUNK, RawTable
from events.importers.layers.shapes import as_text, shapes_of, transformer_of
from events.importers.rows.chunk import Chunk
from events.model.problems import Words, quote_value, refusal


def open_parquet(path: Path) -> RawTable:
    """Open a Parquet file.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    RawTable

    Raises
    ------
    EventFileError
        Where it is none, or cannot be read.
    """
    with path.open("rb") as head:
        if head.read(len(MARK)) != MARK:
            raise refusal(
                path.name, "", Words("another kind of file"), "what its name says: Parquet"
            )
    try:
        file = pq.ParquetFile(path)
        geometry = str(_metadata(file).get("primary_column", ""))
        names = tuple(name for name in file.schema_arrow.names if name != geometry)
    except (pa.ArrowException, OSError, ValueError, AttributeError) as error:
        raise _unreadable(path) from error
    return RawTable(
        names, lambda _ledger, _used: _chunks(path, names, geometry), shaped=bool(geometry)
    )


def _chunks(path: Path, names: tuple[str, ...], geometry: str) -> Iterator[Chunk]:
    following = 1
    try:
        file = pq.ParquetFile(path)
        turn = transformer_of(_crs_of(file, geometry, path.name)) if geometry else None
        for batch in file.iter_batches(ROWS_A_CHUNK):
            rows = np.arange(following, following + len(batch))
            following += len(batch)
            shapes = shapes_of(batch.column(geometry), turn) if geometry else None
            yield Chunk(as_text(batch, names), rows, shapes)
    except MemoryError:  # of Arrow, too, whose other errors are told below
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, ProjError) as error:
        raise _unreadable(path) from error


def _metadata(file: pq.ParquetFile) -> Any:
    return json.loads((file.metadata.metadata or {}).get(b"geo", b"{}"))


def _crs_of(file: pq.ParquetFile, geometry: str, name: str) -> object:
    """Find the coordinate system of a column, which has to hold well-known binary."""
    columns = _metadata(file).get("columns")
    about = columns.get(geometry) if isinstance(columns, dict) else None
    if not isinstance(about, dict):
        raise refusal(
            name, "geo.columns", columns, f"an object that describes {quote_value(geometry)}"
        )
    if geometry not in file.schema_arrow.names:
        expected = f"one of {', '.join(file.schema_arrow.names[:20])}"
        raise refusal(name, "geo.primary_column", geometry, expected)
    kind = file.schema_arrow.field(geometry).type
    values = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_binary(values) or pa.types.is_large_binary(values)):
        hint = "Save it as GeoParquet with the encoding WKB."
        found = Words(f"a column of {kind}")
        raise refusal(name, geometry, found, "well-known binary (WKB)", hint)
    return about.get("crs")


def _unreadable(path: Path) -> Exception:
    return refusal(path.name, "", Words("a Parquet file that cannot be read"), "a whole one")
