"""Opening a file, whatever it is: an event file as it is, any other by way of an import.

A small file is read at once and held in memory. A large one is made ready for queries on the
disk (`dashboard.session.prepare_worker`), in a process whose memory is bounded; so is a Parquet
file of any size, in which a text that all rows have stands once. This module shouldn't import
Streamlit.
"""

import shutil
import tempfile
import weakref
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.session.admin_boundaries import outline
from dashboard.session.prepare_worker import EVENT_FILES, load_result, prepare_in_worker
from dashboard.session.prepared_cache import PART, PreparedCache, sha256_of
from dashboard.session.server_limits import SMALL_FILE_BYTES
from dashboard.session.session_file import SessionFile, unreadable_file
from dashboard.session.worker import disk_problem
from events.files.arrow_schema import MARK, features_from
from events.files.event_file import Loaded, load_events
from events.files.feature_rows import event_of
from events.files.file_access import Progress
from events.importers.preview import TEXT_ENDINGS, Preview, preview_table
from events.importers.rows.imported import ImportedEvents
from events.importers.rows.options import Options
from events.importers.rows.receipt import Receipt
from events.importers.run import import_rows
from events.lake.files.lake_files import LakeError
from events.lake.lake_table import open_lake
from events.model.problems import EventFileError, Problem, Words, refusal
from events.store.engine import EngineError

PLAIN = Options()
"""Where the reader says nothing of a table."""

NOTHING_SEEN = Preview()
"""Where a file is no table, or can't be read so far."""


@dataclass(frozen=True)
class OpenResult:
    """A file that was opened, and what became of its rows.

    Parameters
    ----------
    file
        Its events; none where it could not be read, and why.
    receipt
        What an import did, ``None`` for an event file.
    folder
        Where it is kept ready for the next time, or ``None``.
    preview
        How a table was read, or would be: its columns, roles and first rows.
    """

    file: SessionFile
    receipt: Receipt | None = None
    folder: Path | None = None
    preview: Preview = NOTHING_SEEN


def open_file(
    path: Path,
    progress: Progress | None = None,
    cache: PreparedCache | None = None,
    options: Options = PLAIN,
) -> OpenResult:
    """Open a file; one that can't be read gives no events and says why.

    Parameters
    ----------
    path
        The file; its name stands in messages.
    progress
        Told the share that is done, 0 to 1; what it raises stops the work.
    cache
        Where large files are kept ready for the next time; they are made ready anew each time
        by default, and gone with the last who holds them.
    options
        What the reader says of a table.
    """
    try:
        if is_large(path):
            opening = _open_large(path, progress, cache, options)
        else:
            opening = _open_small(path, options)
        if opening.receipt is None or not opening.receipt.roles:
            return opening
        return replace(opening, preview=_preview(path, options))
    except EventFileError as error:
        return OpenResult(
            unreadable_file(path.name, error.problems), preview=_preview(path, options)
        )
    except (OSError, EngineError) as error:
        return OpenResult(unreadable_file(path.name, (disk_problem(path.name, error),)))


def open_lake_file(address: str) -> OpenResult:
    """Open a lake; one that can't be read gives no events and says why.

    Parameters
    ----------
    address
        As of `events.lake.files.storage.open_storage`.
    """
    name = address.partition("?")[0].rstrip("/").rpartition("/")[2]
    try:
        loaded, manifest = open_lake(address)
    except EventFileError as error:
        return OpenResult(unreadable_file(name, error.problems))
    except LakeError as error:
        return OpenResult(unreadable_file(name, (error.problem,)))
    except (OSError, ValueError) as error:
        found = Words(f"no answer ({str(error).splitlines()[0]})")
        hint = "Panj offers it here when it answers."
        problem = Problem(name, None, None, "", found, "a lake that answers", hint)
        return OpenResult(unreadable_file(name, (problem,)))
    return OpenResult(SessionFile(loaded, receipt=manifest.receipt))


def is_large(path: Path) -> bool:
    """Tell whether a file is to be read in a process of its own, and held on the disk."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(MARK)) == MARK or path.stat().st_size > SMALL_FILE_BYTES
    except OSError:
        return False  # whoever opens it says why it can't be read


def _preview(path: Path, options: Options) -> Preview:
    """Look at a table as far as it can be read, at nothing where it can't.

    Of a large table of text only the beginning is read; another large file would be read whole
    in this process, and is not looked at.
    """
    try:
        if path.stat().st_size > SMALL_FILE_BYTES and path.suffix.lower() not in TEXT_ENDINGS:
            return NOTHING_SEEN
        return preview_table(path, options)
    except (EventFileError, OSError):
        return NOTHING_SEEN


def _open_small(path: Path, options: Options) -> OpenResult:
    refused: EventFileError | None = None
    if path.suffix.lower() in EVENT_FILES:
        try:
            return OpenResult(SessionFile(load_events(path)))
        except EventFileError as error:
            refused = error  # it may still be a layer of another kind
    try:
        return _import(path, options)
    except EventFileError as error:
        raise refused or error from None


def _import(path: Path, options: Options) -> OpenResult:
    kept: list[Loaded] = []

    def keep(imported: ImportedEvents) -> None:
        features = (one for batch, _ in imported.batches for one in features_from(batch))
        events = tuple(map(event_of, features))
        title, sources, extra = imported.title, imported.sources, imported.extra
        kept[:] = [Loaded(path.name, title, sources, events, (), len(events), "", extra)]

    receipt = import_rows("table", path, keep, replace(options, places=outline))
    loaded = replace(kept[0], read=receipt.counted, sha256=sha256_of(path))
    return OpenResult(_imported(path, loaded, receipt), receipt)


def _open_large(
    path: Path, progress: Progress | None, cache: PreparedCache | None, options: Options
) -> OpenResult:
    folder = cache.find(path) if cache else None
    if folder is None:
        made = Path(tempfile.mkdtemp(prefix=PART, dir=cache.folder if cache else None))
        try:
            begun = cache.folder_of(path) if cache else made
            prepare_in_worker(path, made, progress, options)
            if cache and cache.folder_of(path) != begun:
                found = Words("that it changed while it was read")
                hint = "Open it again when it is written."
                raise refusal(path.name, "", found, "a file that stays as it is", hint)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        folder = cache.keep(begun, made) if cache else made
    loaded, receipt = load_result(path, folder)
    file = _imported(path, loaded, receipt) if receipt else SessionFile(loaded)
    if cache is None:
        weakref.finalize(loaded.events, shutil.rmtree, folder, ignore_errors=True)
    return OpenResult(file, receipt, folder if cache else None)


def _imported(path: Path, loaded: Loaded, receipt: Receipt) -> SessionFile:
    return SessionFile(
        loaded,
        left_out=tuple(f"{path.name}, {row.place}: {row.reason}" for row in receipt.reasons),
        receipt=tuple(f"{path.name}: {line}" for line in receipt.lines()),
    )
