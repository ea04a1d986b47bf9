"""Making a large file ready for queries in a process of its own (`dashboard.apart`).

``python -m dashboard.preparing FOLDER FILE`` is that process. This module shouldn't import
Streamlit.
"""

import json
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from dashboard.apart import Progress, run_apart, tell, work
from dashboard.outlines import outline
from dashboard.storage import digest_of
from events.importers.receipt import Receipt, Rejection
from events.importing import Options, import_events, recognise_layout
from events.loading import Loaded
from events.prepared import load_prepared, prepare
from events.problems import EventFileError

EVENT_FILES = (".geojson", ".json", ".parquet")
"""The endings of event files; what is inside decides."""

_RECEIPT = "receipt.json"


def prepare_apart(
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
        As of `run_apart`.
    options
        What the reader says of a table; its outlines are always those of the base layers.

    Raises
    ------
    EventFileError
        Where the file can't be used; its `problems` say why.
    """
    said_of_table = {"columns": dict(options.columns), "order": options.order} if options else {}
    run_apart(__name__, path.name, folder, path, progress=progress, asked=said_of_table)


def load_result(path: Path, folder: Path) -> tuple[Loaded, Receipt | None]:
    """Open what `prepare_apart` made of a file."""
    loaded = replace(load_prepared(folder), path_name=path.name)
    told = folder / _RECEIPT
    if not told.exists():
        return loaded, None
    receipt = _receipt(json.loads(told.read_text(encoding="utf-8")))
    return replace(loaded, read=receipt.read, sha256=digest_of(path)), receipt


def _receipt(told: dict[str, Any]) -> Receipt:
    reasons = tuple(Rejection(**reason) for reason in told["reasons"])
    lists = {name: tuple(told[name]) for name in ("used", "ignored", "missing", "notices")}
    return Receipt(**{**told, **lists, "reasons": reasons})


def main() -> int:
    """Make a file ready: ``FOLDER FILE``; standard input tells what the reader says of it."""
    folder, path = map(Path, sys.argv[1:])
    options = Options(places=outline, **json.load(sys.stdin))
    return work(path.name, lambda: _prepare(path, folder, options))


def _prepare(path: Path, folder: Path, options: Options) -> None:
    try:
        if path.suffix.lower() in EVENT_FILES:
            prepare(path, folder, tell)
            return
    except EventFileError as error:
        refused: EventFileError | None = error  # it may still be a layer of another kind
    else:
        refused = None
    for left in folder.iterdir():
        if left.is_file():
            left.unlink()
    with tempfile.TemporaryDirectory(dir=folder) as between:
        target = Path(between) / f"{path.stem}.parquet"
        try:
            receipt = import_events(
                recognise_layout(path), path, target, options, lambda rows: tell(_half(rows))
            )
        except EventFileError as error:
            raise refused or error from None
        prepare(target, folder, lambda share: tell((1 + share) / 2))
    (folder / _RECEIPT).write_text(json.dumps(asdict(receipt)), encoding="utf-8")


def _half(rows: Any) -> float:
    return (getattr(rows, "share", None) or 0) / 2


if __name__ == "__main__":
    sys.exit(main())
