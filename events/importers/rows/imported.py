"""What an import is given, and what it makes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from events.importers.places.places import Gazetteer
from events.importers.rows.event_builder import ImportedBatch
from events.importers.rows.ledger import Ledger
from events.importers.rows.options import Options
from events.model.event import Source


@dataclass(frozen=True)
class Job:
    """One reading of a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    ledger : Ledger
        Is told of columns and rows.
    gazetteer : Gazetteer
        Finds the shapes of places.
    options : Options
        What whoever imports says of the file.
    """

    path: Path
    ledger: Ledger
    gazetteer: Gazetteer
    options: Options


@dataclass(frozen=True)
class ImportedEvents:
    """The events of a file: its title, its sources, and batches that are still to come."""

    title: str
    sources: tuple[Source, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)
    batches: Iterator[ImportedBatch] = field(default_factory=lambda: iter(()))
