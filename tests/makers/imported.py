"""Importing a file for a test."""

from pathlib import Path
from typing import Any

from events.files.event_file import Loaded, load_events
from events.importers.rows.options import Options
from events.importers.rows.receipt import Receipt
from events.importers.run import import_events

DATA = Path(__file__).parents[1] / "data" / "importers"


def imported(layout: str, path: Path, folder: Path, **options: Any) -> tuple[Receipt, Loaded]:
    """Import a file and read the event file back, which must be without a problem."""
    target = folder / "imported.parquet"
    receipt = import_events(layout, path, target, Options(**options))
    loaded = load_events(target)
    assert loaded.problems == ()
    assert receipt.read == receipt.written + receipt.rejected + receipt.passed_over
    assert len(loaded.events) == receipt.written
    return receipt, loaded
