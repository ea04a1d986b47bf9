"""Opening a file, whatever it is: an event file as it is, any other by way of an import.

This module shouldn't import Streamlit.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.opened import Opened, unread
from dashboard.outlines import outline
from events.importers.receipt import Receipt
from events.importing import Options, import_events, recognise_layout
from events.loading import load_events
from events.problems import EventFileError

EVENT_FILES = (".geojson", ".json", ".parquet")
TABLES = (".csv", ".tsv", ".xlsx", ".gpkg", ".kml", ".fgb", ".zip")
"""Endings of what can be opened; what is inside decides how."""


@dataclass(frozen=True)
class Opening:
    """A file that was opened, and what became of its rows.

    Parameters
    ----------
    file
        Its events; none where it could not be read, and why.
    receipt
        What an import did, ``None`` for an event file.
    """

    file: Opened
    receipt: Receipt | None = None


def open_file(path: Path, progress: Callable[[int], None] | None = None) -> Opening:
    """Open a file; one that can't be read gives no events and says why.

    Parameters
    ----------
    path
        The file; its name stands in messages.
    progress
        Told the rows read so far; what it raises stops the import.
    """
    refused: EventFileError | None = None
    if path.suffix.lower() in EVENT_FILES:
        try:
            return Opening(Opened(load_events(path)))
        except EventFileError as error:
            refused = error  # it may still be a layer of another kind
    try:
        return _import(path, progress)
    except EventFileError as error:
        return Opening(unread(path.name, (refused or error).problems))


def _import(path: Path, progress: Callable[[int], None] | None) -> Opening:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{path.stem}.parquet"
        options = Options(places=outline)
        receipt = import_events(recognise_layout(path), path, target, options, progress)
        loaded = replace(load_events(target), path_name=path.name, read=receipt.read)
    left_out = (f"{path.name}, row {row.row}: {row.reason}" for row in receipt.reasons)
    return Opening(Opened(loaded, left_out=tuple(left_out)), receipt)
