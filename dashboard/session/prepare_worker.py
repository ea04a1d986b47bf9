"""Making a large file ready for queries in a process of its own (`dashboard.session.worker`).

``python -m dashboard.session.prepare_worker FOLDER FILE`` is that process. This module shouldn't
import Streamlit.
"""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from dashboard.session.admin_boundaries import outline
from dashboard.session.prepared_cache import sha256_of
from dashboard.session.worker import report_share, run_job, run_worker
from events.files.event_file import Loaded
from events.files.file_access import Progress
from events.importers.rows.imported import ImportedEvents
from events.importers.rows.options import Options
from events.importers.rows.receipt import Receipt, Rejection
from events.importers.run import import_rows
from events.model.problems import EventFileError
from events.store.prepared import load_prepared, prepare, prepare_batches

EVENT_FILES = (".geojson", ".json", ".parquet")
"""The endings of event files; what is inside decides."""

_RECEIPT = "receipt.json"


def prepare_in_worker(
    path: Path, folder: Path, progress: Progress | None = None, options: Options | None = None
) -> None:
    """Make a file ready in another process.

    Parameters
    ----------
    path
        An event file, or any file that an import takes.
    folder
        An empty folder for the result.
    progress
        As of `run_worker`.
    options
        What the reader says of a table; its outlines are always those of the base layers.

    Raises
    ------
    EventFileError
        Where the file can't be used; its `problems` say why.
    """
    said_of_table = options.profile() if options else {}
    run_worker(__name__, path.name, folder, path, progress=progress, request=said_of_table)


def load_result(path: Path, folder: Path) -> tuple[Loaded, Receipt | None]:
    """Open what `prepare_in_worker` made of a file."""
    loaded = replace(load_prepared(folder), path_name=path.name)
    told = folder / _RECEIPT
    if not told.exists():
        return loaded, None
    receipt = _receipt(json.loads(told.read_text(encoding="utf-8")))
    return replace(loaded, read=receipt.counted, sha256=sha256_of(path)), receipt


def _receipt(told: dict[str, Any]) -> Receipt:
    reasons = tuple(Rejection(**reason) for reason in told["reasons"])
    lists = {name: tuple(told[name]) for name in ("used", "ignored", "missing", "notices")}
    return Receipt(**{**told, **lists, "reasons": reasons})


def main() -> int:
    """Make a file ready: ``FOLDER FILE``; standard input tells what the reader says of it."""
    folder, path = map(Path, sys.argv[1:])
    return run_job(
        lambda said: _prepare(path, folder, Options.of_profile(said, path.name, places=outline)),
    )


def _prepare(path: Path, folder: Path, options: Options) -> None:
    try:
        if path.suffix.lower() in EVENT_FILES:
            prepare(path, folder, report_share)
            return
    except EventFileError as error:
        refused: EventFileError | None = error  # it may still be a layer of another kind
    else:
        refused = None

    def keep(imported: ImportedEvents) -> None:
        batches = (batch for batch, _ in imported.batches)
        prepare_batches(batches, folder, imported.title, imported.sources, imported.extra)

    try:
        receipt = import_rows("table", path, keep, options, _report_rows)
    except EventFileError as error:
        raise refused or error from None
    (folder / _RECEIPT).write_text(json.dumps(asdict(receipt)), encoding="utf-8")


def _report_rows(rows: int) -> None:
    report_share(getattr(rows, "share", None) or 0)


if __name__ == "__main__":
    sys.exit(main())
