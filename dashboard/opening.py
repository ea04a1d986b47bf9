"""Opening a file, whatever it is: an event file as it is, any other by way of an import.

A small file is read at once and held in memory. A large one is made ready for queries on the
disk (`dashboard.preparing`). This module shouldn't import Streamlit.
"""

import shutil
import tempfile
import weakref
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.apart import Progress, without_room
from dashboard.opened import Opened, unread
from dashboard.outlines import outline
from dashboard.preparing import EVENT_FILES, load_result, prepare_apart
from dashboard.storage import PART, Kept, digest_of
from events.decoding import refusal
from events.engine import EngineError
from events.importers.receipt import Receipt
from events.importers.table import columns_of
from events.importing import Options, import_events, recognise_layout
from events.loading import load_events
from events.problems import EventFileError, Words

TABLES = (".csv", ".tsv", ".xlsx", ".gpkg", ".kml", ".fgb", ".zip")
"""Endings of what can be imported; what is inside decides how."""

PLAIN = Options()
"""Where the reader says nothing of a table."""

MOST_BYTES, MOST_ROWS = 4_000_000, 5_000
"""What is held in memory at most: a text file of so many bytes, a Parquet file of so many rows."""


@dataclass(frozen=True)
class Opening:
    """A file that was opened, and what became of its rows.

    Parameters
    ----------
    file
        Its events; none where it could not be read, and why.
    receipt
        What an import did, ``None`` for an event file.
    kept
        The folder in which it is kept ready for the next time, or ``None``.
    columns
        Of a table in which no column was known for the place: its columns.
    """

    file: Opened
    receipt: Receipt | None = None
    kept: Path | None = None
    columns: tuple[str, ...] = ()


def open_file(
    path: Path,
    progress: Progress | None = None,
    kept: Kept | None = None,
    options: Options = PLAIN,
) -> Opening:
    """Open a file; one that can't be read gives no events and says why.

    Parameters
    ----------
    path
        The file; its name stands in messages.
    progress
        Told the share that is done, 0 to 1; what it raises stops the work.
    kept
        Where large files are kept ready for the next time; they are made ready anew each time
        by default, and gone with the last who holds them.
    options
        What the reader says of a table.
    """
    try:
        if is_large(path):
            return _open_large(path, progress, kept, options)
        return _open_small(path, options)
    except EventFileError as error:
        return Opening(unread(path.name, error.problems), columns=_columns(path))
    except (OSError, EngineError) as error:
        return Opening(unread(path.name, (without_room(path.name, error),)))


def is_large(path: Path) -> bool:
    """Tell whether a file is to be held on the disk."""
    if not path.is_file():
        return False
    try:
        return bool(pq.read_metadata(path).num_rows > MOST_ROWS)
    except (pa.ArrowException, OSError):
        return path.stat().st_size > MOST_BYTES


def _columns(path: Path) -> tuple[str, ...]:
    """Name the columns of a refused table, none where it can't be read at all."""
    try:
        is_table = path.suffix.lower() in (*TABLES, ".parquet")
        return columns_of(path) if is_table and recognise_layout(path) == "table" else ()
    except (EventFileError, OSError):
        return ()


def _open_small(path: Path, options: Options) -> Opening:
    refused: EventFileError | None = None
    if path.suffix.lower() in EVENT_FILES:
        try:
            return Opening(Opened(load_events(path)))
        except EventFileError as error:
            refused = error  # it may still be a layer of another kind
    try:
        return _import(path, options)
    except EventFileError as error:
        raise refused or error from None


def _import(path: Path, options: Options) -> Opening:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{path.stem}.parquet"
        known = replace(options, places=outline)
        receipt = import_events(recognise_layout(path), path, target, known)
        loaded = load_events(target)
    loaded = replace(loaded, path_name=path.name, read=receipt.read, sha256=digest_of(path))
    return Opening(Opened(loaded, left_out=_left_out(path, receipt)), receipt)


def _open_large(
    path: Path, progress: Progress | None, kept: Kept | None, options: Options
) -> Opening:
    folder = kept.find(path) if kept else None
    if folder is None:
        made = Path(tempfile.mkdtemp(prefix=PART, dir=kept.folder if kept else None))
        try:
            begun = kept.folder_of(path) if kept else made
            prepare_apart(path, made, progress, options)
            if kept and kept.folder_of(path) != begun:
                found = Words("that it changed while it was read")
                hint = "Open it again when it is written."
                raise refusal(path.name, "", found, "a file that stays as it is", hint)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        folder = kept.keep(begun, made) if kept else made
    loaded, receipt = load_result(path, folder)
    file = Opened(loaded, left_out=_left_out(path, receipt) if receipt else ())
    if kept is None:
        weakref.finalize(loaded.events, shutil.rmtree, folder, ignore_errors=True)
    return Opening(file, receipt, folder if kept else None)


def _left_out(path: Path, receipt: Receipt) -> tuple[str, ...]:
    return tuple(f"{path.name}, row {row.row}: {row.reason}" for row in receipt.reasons)
