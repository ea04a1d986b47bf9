"""Importing a file for a test."""

from pathlib import Path
from typing import Any

from events.importers.receipt import Receipt
from events.importing import Options, import_events
from events.loading import Loaded, load_events

DATA = Path(__file__).parents[2] / "data" / "importers"


def imported(layout: str, path: Path, folder: Path, **options: Any) -> tuple[Receipt, Loaded]:
    """Import a file and read the event file back, which must be without a problem."""
    target = folder / "imported.parquet"
    receipt = import_events(layout, path, target, Options(**options))
    loaded = load_events(target)
    assert loaded.problems == ()
    assert receipt.read == receipt.written + receipt.rejected
    assert len(loaded.events) == receipt.written
    return receipt, loaded
