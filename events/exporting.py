"""Events out of Panj: GeoJSON, csv, GeoParquet and GeoPackage, whole or not at all.

Every export comes with a receipt: how many events were written, what the format could not
hold, and what the sources ask of whoever passes their rows on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa

from events.csv_table import write_csv
from events.decoding import refusal
from events.event_rows import Feature, feature_of, row_of
from events.geojson import collection_members, write_geojson
from events.geopackage import write_geopackage
from events.geoparquet import GeoParquetWriter, batch_of
from events.loading import Loaded
from events.losses import Losses, losses_of_members
from events.problems import EventFileError, Problem, Words
from events.reading import Reading
from events.replacement import replacing
from events.schema import Source

Progress = Callable[[int], None]
"""Is told how many events were handled so far; an exception from it ends the work."""

FORMATS: Mapping[str, str] = {
    ".geojson": "GeoJSON, the event file itself",
    ".csv": "a table for spreadsheets",
    ".parquet": "GeoParquet",
    ".gpkg": "GeoPackage",
}
"""The endings of the files that can be written, and what they are."""

_ROWS_A_BATCH = 10_000
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


def export_events(loaded: Loaded, path: Path, progress: Progress | None = None) -> ExportReceipt:
    """Write events to a file in the format that its ending names.

    Parameters
    ----------
    loaded : Loaded
        The collection; ``dataclasses.replace(loaded, events=...)`` gives a selection of it.
    path : pathlib.Path
        The file, with one of the endings of `FORMATS`. It is replaced whole or not at all.
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


def export_reading(reading: Reading, path: Path, progress: Progress | None = None) -> ExportReceipt:
    """Write the events of a file while it is being read, however many they are.

    Parameters
    ----------
    reading : Reading
        From `events.reading.open_reading`; it is read to its end.
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
    if ending_of(path, FORMATS) != ".parquet" or not reading.has_columns:
        return _export(reading, reading.features(), path, progress)
    written = 0
    with replacing(path) as part, GeoParquetWriter(part, _members(reading)) as writer:
        for batch, shapes in reading.batches():
            if progress:
                progress(written)
            writer.write(batch, shapes)
            written += len(batch)
    return ExportReceipt(written, (), terms_of(reading.sources))


def _export(
    collection: Loaded | Reading,
    features: Iterator[Feature],
    path: Path,
    progress: Progress | None,
) -> ExportReceipt:
    ending = ending_of(path, FORMATS)
    tally = _Tally(Losses(ending), progress)
    with replacing(path) as part:
        _write(part, ending, collection, tally.count(features))
    title, sources, extra = collection.title, collection.sources, collection.extra
    lost = losses_of_members(ending, title, sources=bool(sources), extra=bool(extra))
    return ExportReceipt(tally.written, (*lost, *tally.losses.told()), terms_of(sources))


@dataclass
class _Tally:
    """What is counted of features on their way to the file."""

    losses: Losses
    progress: Progress | None
    written: int = field(default=0)

    def count(self, features: Iterator[Feature]) -> Iterator[Feature]:
        for feature in features:
            if self.progress and self.written % _EVENTS_A_STEP == 0:
                self.progress(self.written)
            self.losses.note(feature)
            self.written += 1
            yield feature


def ending_of(path: Path, endings: Iterable[str]) -> str:
    """Find the ending of a file that is to be written, or refuse it.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    endings : iterable of str
        Those that can be written, in lower case.

    Returns
    -------
    str

    Raises
    ------
    EventFileError
        For another ending.

    Examples
    --------
    >>> ending_of(Path("Border.GEOJSON"), FORMATS)
    '.geojson'
    """
    ending = path.suffix.lower()
    if ending in endings:
        return ending
    found = Words(f"the ending {ending}" if ending else "no ending")
    hint = "Nothing is written; choose another ending."
    if ending == ".html":
        hint = "Nothing is written; the dossier (.html) is the dashboard's to write."
    expected = f"one of {', '.join(endings)}"
    raise EventFileError(Problem(path.name, None, None, "", found, expected, hint))


def terms_of(sources: Iterable[Source]) -> tuple[str, ...]:
    """Collect what sources ask of whoever passes their rows on.

    Parameters
    ----------
    sources : iterable of Source
        An imported source has its terms in its own member ``terms``.

    Returns
    -------
    tuple of str
    """
    return tuple(dict.fromkeys(terms for source in sources if (terms := _terms(source))))


def _members(collection: Loaded | Reading) -> dict[str, object]:
    return collection_members(collection.title, collection.sources, collection.extra)


def _write(
    part: Path, ending: str, collection: Loaded | Reading, features: Iterator[Feature]
) -> None:
    members = _members(collection)
    if ending == ".geojson":
        write_geojson(part, members, features)
    elif ending == ".csv":
        write_csv(part, map(row_of, features), _terms_by_id(collection.sources))
    elif ending == ".gpkg":
        write_geopackage(part, map(row_of, features), members)
    else:
        _write_geoparquet(part, members, features, collection.path_name)


def _write_geoparquet(
    part: Path, members: Mapping[str, object], features: Iterator[Feature], name: str
) -> None:
    try:
        with GeoParquetWriter(part, members) as writer:
            while chunk := list(islice(features, _ROWS_A_BATCH)):
                writer.write(*batch_of(map(row_of, chunk)))
    except (pa.ArrowInvalid, OverflowError) as error:
        found = Words("a number that GeoParquet has no room for")
        raise refusal(name, "quotes", found, "offsets of at most 64 bits") from error


def _terms_by_id(sources: Iterable[Source]) -> Callable[[str], str]:
    """Tell the terms of an event by its id: an imported one begins with its source's id."""
    by_source = {source.id: _terms(source) for source in sources}
    return lambda identity: by_source.get(identity.partition(":")[0], "")


def _terms(source: Source) -> str:
    terms = (source.model_extra or {}).get("terms", "")
    return terms if isinstance(terms, str) else ""
