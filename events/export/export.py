"""Events out of Panj: GeoJSON, csv, GeoParquet and GeoPackage, whole or not at all.

Every export comes with a receipt: how many events were written, what the format could not
hold, and what the sources ask of whoever passes their rows on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from events.export.formats import format_of, members_of, terms_of
from events.export.losses import LossCounter, losses_of_members
from events.files.arrow_schema import GeoParquetWriter
from events.files.event_batches import EventBatches
from events.files.event_file import Loaded
from events.files.feature_rows import Feature, feature_of
from events.files.file_access import replace_file

EventsDone = Callable[[int], None]
"""Is told how many events were handled so far; an exception from it ends the work."""

_EVENTS_A_STEP = 1_000


@dataclass(frozen=True)
class ExportReceipt:
    """What became of an export.

    Parameters
    ----------
    written : int
        The events in the file.
    losses : tuple of str
        What the format could not hold, a sentence each; empty where it holds all.
    terms : tuple of str
        What the sources ask of whoever passes the events on.
    """

    written: int
    losses: tuple[str, ...]
    terms: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Give the receipt as members for JSON."""
        return {"written": self.written, "losses": [*self.losses], "terms": [*self.terms]}


def export_events(loaded: Loaded, path: Path, progress: EventsDone | None = None) -> ExportReceipt:
    """Write events to a file in the format that its ending names.

    Parameters
    ----------
    loaded : Loaded
        The collection; ``dataclasses.replace(loaded, events=...)`` gives a selection of it.
    path : pathlib.Path
        The file, with an ending that `events.export.formats.format_of` knows. It is
        replaced whole or not at all.
    progress : callable, optional
        Told the number of events written so far.

    Returns
    -------
    ExportReceipt

    Raises
    ------
    EventFileError
        For another ending, and for a number that the format has no room for.
    OSError
        Where the file cannot be written.
    """
    return _export(loaded, map(feature_of, loaded.events), path, progress)


def export_reading(
    reading: EventBatches, path: Path, progress: EventsDone | None = None
) -> ExportReceipt:
    """Write the events of a file while it is being read, however many they are.

    Parameters
    ----------
    reading : EventBatches
        From `events.files.event_batches.open_reading`; it is read to its end.
    path, progress
        As in `export_events`.

    Returns
    -------
    ExportReceipt

    Raises
    ------
    EventFileError
        As in `export_events`, and where the file that is read turns out to be damaged.
    OSError
        Where the file cannot be written.
    """
    if format_of(path).ending != ".parquet" or not reading.has_columns:
        return _export(reading, reading.features(), path, progress)
    written = 0
    with replace_file(path) as part, GeoParquetWriter(part, members_of(reading)) as writer:
        for batch, shapes in reading.batches():
            if progress:
                progress(written)
            writer.write(batch, shapes)
            written += len(batch)
    return ExportReceipt(written, (), terms_of(reading.sources))


def _export(
    collection: Loaded | EventBatches,
    features: Iterator[Feature],
    path: Path,
    progress: EventsDone | None,
) -> ExportReceipt:
    target = format_of(path)
    tally = _Tally(LossCounter(target.losses), progress)
    with replace_file(path) as part:
        target.write(part, collection, tally.count(features))
    title, sources, extra = collection.title, collection.sources, collection.extra
    lost: Iterator[str] = iter(())
    if not target.has_members:
        asides, others = bool(extra.get("asides")), bool(extra.keys() - {"asides"})
        told = {"sources": bool(sources), "asides": asides, "extra": others}
        lost = losses_of_members(target.ending, title, **told)
    return ExportReceipt(tally.written, (*lost, *tally.losses.sentences()), terms_of(sources))


@dataclass
class _Tally:
    """What is counted of features on their way to the file."""

    losses: LossCounter
    progress: EventsDone | None
    written: int = field(default=0)

    def count(self, features: Iterator[Feature]) -> Iterator[Feature]:
        for feature in features:
            if self.progress and self.written % _EVENTS_A_STEP == 0:
                self.progress(self.written)
            self.losses.note(feature)
            self.written += 1
            yield feature
