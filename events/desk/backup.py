"""A desk as one file, and back: SQLite whatever the desk is in, so that each moves to each.

A backup holds all: texts, records, acts and their changes, the requests that were met, and what
was published.
"""

import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

from events.desk.database import (
    PUBLISHED,
    RECORDS,
    DeskError,
    open_database,
    read_transaction,
    write_transaction,
)

_TABLES = RECORDS.metadata.sorted_tables
_ROWS = 1_000
"""How many rows are held at once; of published files, each of which may be large, one."""


def back_up_desk(address: str, path: Path) -> int:
    """Write a desk to a file as it is at one moment, whole or not at all.

    Parameters
    ----------
    address
        The desk's.
    path
        A file that is not there yet.

    Returns
    -------
    int
        How many acts it holds.

    Raises
    ------
    DeskError
        Where the desk can't be read, or the file not written.
    """
    if path.exists():
        raise DeskError(
            f"{path}: found a file, expected a name for a new one. Nothing was written."
        )
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        copied = _copy(address, f"sqlite:///{part.resolve()}")
        part.replace(path)
    except OSError as error:
        raise DeskError(f"{path}: {error.strerror}. No backup was written.") from error
    finally:
        part.unlink(missing_ok=True)
    return copied


def restore_desk(path: Path, address: str) -> int:
    """Bring a backup into an empty desk, whole or not at all.

    Parameters
    ----------
    path
        What `back_up_desk` wrote, by this version of the program or an older one.
    address
        The desk's, which holds nothing yet.

    Returns
    -------
    int
        How many acts it holds.

    Raises
    ------
    DeskError
        Where the backup can't be read, or the desk holds something or can't be written.
    """
    if not path.is_file():
        raise DeskError(f"{path}: found no file, expected a backup of a desk.")
    with tempfile.TemporaryDirectory(prefix="panj-restore-") as folder:
        copy = Path(folder) / "backup.sqlite"  # which is brought to the newest form
        shutil.copyfile(path, copy)
        return _copy(f"sqlite:///{copy}", address)


def _copy(source: str, target: str) -> int:
    old, new = open_database(source), open_database(target)
    try:
        with read_transaction(old) as reading, write_transaction(new) as writing:
            if any(writing.execute(sa.select(table).limit(1)).first() for table in _TABLES):
                raise DeskError(f"{new.url!r}: found a desk that holds something, expected none.")
            for table in _TABLES:
                some_rows = 1 if table is PUBLISHED else _ROWS
                rows = reading.execution_options(yield_per=some_rows).execute(sa.select(table))
                for some in rows.mappings().partitions():
                    writing.execute(table.insert(), [dict(row) for row in some])
            if new.dialect.name == "postgresql":
                _count_on(writing)
            acts = writing.scalar(sa.select(sa.func.count()).select_from(_table("acts")))
    finally:
        old.dispose()
        new.dispose()
    return int(acts or 0)


def _count_on(connection: sa.Connection) -> None:
    """Let PostgreSQL number what comes next behind what was brought; SQLite does so by itself."""
    for name in ("acts", "changes"):
        last = connection.scalar(sa.select(sa.func.max(_table(name).c.number)))
        if last:
            sequence = sa.func.pg_get_serial_sequence(name, "number")
            connection.execute(sa.select(sa.func.setval(sequence, last)))


def _table(name: str) -> sa.Table:
    return RECORDS.metadata.tables[name]
