"""DuckDB: one machine, whose disk takes what goes beyond a small memory."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.dataset as ds

from events.lake.engines.port import Frame, Tell
from events.model.problems import refusal

_MEMORY = "1GB"
_ROWS_TOGETHER = 131_072


class DuckDBEngine:
    """DuckDB as an engine of a build.

    Parameters
    ----------
    held : duckdb.DuckDBPyConnection
        An empty database.
    folder : pathlib.Path
        Where it keeps what it worked out.
    """

    def __init__(self, held: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._held, self._folder = held, folder

    def read(self, files: Sequence[Path]) -> Frame:
        """Give the rows of Parquet files that have one schema."""
        return nw.from_native(self._held.read_parquet([str(file) for file in files]))

    def read_dataset(self, dataset: ds.Dataset) -> Frame:
        """Give the rows of what PyArrow reads, wherever that lies."""
        return nw.from_native(self._held.from_arrow(dataset))

    def keep(self, rows: Frame, name: str) -> Frame:
        """Work rows out now, however often they are asked for; each `name` stands once."""
        path = self._folder / f"{name}.parquet"
        _relation(rows).write_parquet(str(path))
        return self.read([path])

    def batches(self, rows: Frame) -> Iterator[pa.RecordBatch]:
        """Give rows in the order in which they were sorted last."""
        return iter(_relation(rows).to_arrow_reader(_ROWS_TOGETHER))


@contextmanager
def open_duckdb(folder: Path, master: str, _tell: Tell) -> Iterator[DuckDBEngine]:
    """Open DuckDB for a build, which spills into a folder what goes beyond its memory.

    Raises
    ------
    EventFileError
        Where a cluster is named.
    """
    if master:
        hint = "Say --engine spark, or leave --master out."
        raise refusal("--master", "", master, "no cluster: DuckDB is one machine", hint)
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
        yield DuckDBEngine(held, folder)
    finally:
        held.close()


def _relation(rows: Frame) -> duckdb.DuckDBPyRelation:
    found: duckdb.DuckDBPyRelation = nw.to_native(rows)
    return found
