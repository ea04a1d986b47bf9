"""DuckDB, which holds what does not fit into Python's memory: one database a process.

It reads and writes the files that `events.store.disk` names and nothing else, loads no extension,
and spills to the disk what goes beyond its memory.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

MEMORY = "600MB"
"""The memory that all tables of a process may take together before they spill to the disk."""

_opened: ContextVar[list[duckdb.DuckDBPyConnection] | None] = ContextVar("opened", default=None)

EngineError = duckdb.Error
"""What DuckDB raises, such as where the disk is full."""


def cursor() -> duckdb.DuckDBPyConnection:
    """Open a connection of its own to the process's database, as each thread needs one."""
    held = _database().cursor()
    mine = _opened.get()
    if mine is not None:
        mine.append(held)
    return held


@contextmanager
def interruptible() -> Iterator[Callable[[], None]]:
    """Let the queries that are begun inside be ended from another thread.

    Yields
    ------
    callable
        Ends them: each raises ``duckdb.InterruptException`` where it runs.
    """
    mine: list[duckdb.DuckDBPyConnection] = []
    token = _opened.set(mine)

    def interrupt() -> None:
        for held in mine:
            with suppress(duckdb.ConnectionException):  # closed, with nothing to end
                held.interrupt()

    try:
        yield interrupt
    finally:
        _opened.reset(token)


def quoted(path: Path) -> str:
    """Write a path as a text of SQL.

    Examples
    --------
    >>> quoted(Path("it's.parquet"))
    "'it''s.parquet'"
    """
    return "'{}'".format(str(path).replace("'", "''"))


@lru_cache(maxsize=1)
def _database() -> duckdb.DuckDBPyConnection:
    spill = tempfile.mkdtemp(prefix="panj-spill-")
    atexit.register(shutil.rmtree, spill, ignore_errors=True)
    settings: dict[str, Any] = {
        "memory_limit": MEMORY,
        "threads": os.cpu_count() or 1,
        "temp_directory": spill,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    database = duckdb.connect(":memory:", config=settings)
    database.execute("SET parquet_metadata_cache = true")
    database.execute("SET lock_configuration = true")
    return database
