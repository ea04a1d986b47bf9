"""Published layouts and tables in, an event file and a receipt out.

The rows pass through memory some ten thousand at a time, and the file is written whole or not
at all. While some rows are turned into events, those before them are packed on another core.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self

from pyarrow import RecordBatch

from events.export.export import EventsDone
from events.export.formats import format_of
from events.export.geojson import collection_members, write_geojson
from events.files.arrow_schema import GeoParquetWriter, features_from
from events.files.feature_rows import Feature
from events.files.file_access import replace_file
from events.importers.columns.duplicate_ids import Identities
from events.importers.inputs.archives import unpacked
from events.importers.open_tables import TABLE_ENDINGS, ChosenTables, choose_tables, open_tables
from events.importers.places.places import Gazetteer
from events.importers.rows.event_builder import ImportedBatch
from events.importers.rows.imported import ImportedEvents, Job
from events.importers.rows.ledger import Ledger
from events.importers.rows.options import Options
from events.importers.rows.receipt import Receipt
from events.importers.tables.panj_exports import PanjExports
from events.model.event import Source
from events.model.limits import FILE_EVENTS
from events.model.problems import EventFileError, Words, refusal
from events.model.wkb import Shapes

TARGETS = (".geojson", ".parquet")
"""The endings of the event files that an import writes."""

_MOST_WAITING = 3  # batches
_ROWS_A_SLICE = 10_000


class Advance(int):
    """How far an import has come: the number of rows read, which knows its share of the file.

    Attributes
    ----------
    share : float or None
        The part of the file's bytes that was read, from 0 to 1; None where that is not known.

    Examples
    --------
    >>> advance = Advance.with_share(25_000, 0.5)
    >>> f"{advance:,} rows, {advance.share:.0%}"
    '25,000 rows, 50%'
    """

    share: float | None

    @classmethod
    def with_share(cls, rows: int, share: float | None) -> Self:
        """Make one."""
        advance = cls(rows)
        advance.share = share
        return advance


def import_events(
    layout: str,
    path: Path,
    target: Path,
    options: Options | None = None,
    progress: EventsDone | None = None,
) -> Receipt:
    """Write an event file from a file of another layout.

    Parameters
    ----------
    layout : str
        One of `events.importers.layout_registry.LAYOUTS`; a table is known as any of the others
        by its columns, unless the options name columns.
    path : pathlib.Path
        The file to read, of at most `events.model.limits.FILE_BYTES`.
    target : pathlib.Path
        The event file to write, .geojson or .parquet. It is replaced whole or not at all.
    options : Options, optional
        What whoever imports says of the file.
    progress : callable, optional
        Told the number of rows read so far, as an `Advance`; an exception from it ends the
        import, and nothing is written. A file in which ids stand twice is read twice.

    Returns
    -------
    Receipt

    Raises
    ------
    EventFileError
        Where the file cannot be used at all, an option has to be given first, or the target
        has another ending.
    OSError
        Where the target cannot be written.
    """
    ending = format_of(target, TARGETS).ending
    with unpacked(path, TABLE_ENDINGS) as table:
        begun = _begin(layout, table, options or Options())
        with replace_file(target) as part:
            return _keep(begun, lambda imported: _write(part, ending, imported), progress)


def import_rows(
    layout: str,
    path: Path,
    keep: Callable[[ImportedEvents], None],
    options: Options | None = None,
    progress: EventsDone | None = None,
) -> Receipt:
    """Read the events of a file of another layout, and let them be kept as they come.

    Parameters
    ----------
    layout, path, options, progress
        As of `import_events`.
    keep : callable
        Is given the events, whose batches it goes through. A file in which ids stand twice is
        read twice: it is then called once more, and begins anew.

    Returns
    -------
    Receipt

    Raises
    ------
    EventFileError
        Where the file cannot be used at all, or an option has to be given first.
    """
    with unpacked(path, TABLE_ENDINGS) as table:
        return _keep(_begin(layout, table, options or Options()), keep, progress)


def _begin(layout: str, path: Path, options: Options) -> tuple[Job, ChosenTables]:
    """Open a file: what it can be refused for at once comes before anything is written."""
    job = Job(path, Ledger(), Gazetteer(options.places), options)
    with refuse_crashes(path.name):
        return job, choose_tables(open_tables(job), layout, job)


def _keep(
    begun: tuple[Job, ChosenTables],
    keep: Callable[[ImportedEvents], None],
    progress: EventsDone | None,
) -> Receipt:
    job, tables = begun
    with refuse_crashes(job.path.name):
        imported = _read(tables, job)
    keep(replace(imported, batches=_counted(imported, job, progress)))
    repeated = job.ledger.identities.repeated()
    if len(repeated):
        job = replace(job, ledger=Ledger(identities=Identities(repeated)))
        imported = _read(tables, job)
        keep(replace(imported, batches=_counted(imported, job, progress)))
    job.ledger.check_asked(job.path.name)
    return _receipt(job.ledger, imported.sources)


@contextmanager
def refuse_crashes(file: str) -> Iterator[None]:
    """Turn an error that nobody foresaw into a refusal of the file.

    Files come from anywhere, through a dozen libraries. Whatever one of them cannot stand, the
    reader is told of the file, and the page and the other files go on.

    Parameters
    ----------
    file : str
        The file's name.

    Raises
    ------
    EventFileError
        In the place of an error that is no refusal yet, nor the system's.
    """
    try:
        yield
    except (EventFileError, OSError, MemoryError):
        raise
    except Exception as error:
        found = Words(f"what Panj cannot read ({type(error).__name__})")
        hint = "Tell Panj's makers of the file, or save it as csv in UTF-8."
        raise refusal(file, "", found, "a table or a layer", hint) from error


def _read(chosen: ChosenTables, job: Job) -> ImportedEvents:
    """Read the tables one after the other, as one."""
    ledger, first = job.ledger, chosen.tables[0]
    ledger.layout = chosen.layout.title
    ledger.header_row, ledger.encoding = first.header_row, first.encoding
    ledger.sheets = tuple(table.name for table in chosen.tables if table.name)
    if chosen.others and not isinstance(chosen.layout, PanjExports):
        names = ", ".join(map(repr, chosen.others))
        ledger.remark(f"Sheets or layers not read (--sheet NAME reads one): {names}")
    for remark in dict.fromkeys(one for table in chosen.tables for one in table.remarks):
        ledger.remark(remark)
    collections = [chosen.layout.read(table, job) for table in chosen.tables]
    title, sources, extra = collections[0].title, collections[0].sources, collections[0].extra

    def batches() -> Iterator[ImportedBatch]:
        for table, collection in zip(chosen.tables, collections, strict=True):
            ledger.begin_sheet(table.name if len(chosen.tables) > 1 else "", table.above)
            yield from collection.batches

    return ImportedEvents(title, sources, extra, batches())


def _write(part: Path, ending: str, collection: ImportedEvents) -> None:
    members = collection_members(collection.title, collection.sources, collection.extra)
    if ending == ".geojson":
        write_geojson(part, members, _features(collection.batches))
        return
    with GeoParquetWriter(part, members) as writer, ThreadPoolExecutor(1) as other_core:
        waiting: deque[Future[None]] = deque()
        for batch in collection.batches:
            waiting.append(other_core.submit(_write_slices, writer, *batch))
            if len(waiting) > _MOST_WAITING:
                waiting.popleft().result()
        for written in waiting:
            written.result()


def _write_slices(writer: GeoParquetWriter, batch: RecordBatch, shapes: Shapes) -> None:
    """Write a batch few rows at a time: unpacked, outlines that rows share may be large."""
    for begin in range(0, len(batch), _ROWS_A_SLICE):
        writer.write(batch.slice(begin, _ROWS_A_SLICE), shapes[:0] if begin else shapes)


def _counted(
    collection: ImportedEvents, job: Job, progress: EventsDone | None
) -> Iterator[ImportedBatch]:
    ledger, name = job.ledger, job.path.name
    batches, is_first = iter(collection.batches), True
    while True:
        with refuse_crashes(name):
            batch = next(batches, None)
        if batch is None:
            return
        if is_first:
            ledger.check_asked(name)
            is_first = False
        if ledger.written > FILE_EVENTS:
            found = Words(f"more than {FILE_EVENTS:,} events")
            raise refusal(name, "", found, f"at most {FILE_EVENTS:,}", "Cut it, such as by year.")
        if progress:
            progress(Advance.with_share(ledger.read, ledger.share))
        yield batch


def _features(batches: Iterator[ImportedBatch]) -> Iterator[Feature]:
    for batch, _ in batches:
        yield from features_from(batch)


def _receipt(ledger: Ledger, sources: tuple[Source, ...]) -> Receipt:
    members = [source.model_extra or {} for source in sources]
    citation = " ".join(str(extra["citation"]) for extra in members if "citation" in extra)
    terms = " ".join(str(extra["terms"]) for extra in members if "terms" in extra)
    return ledger.receipt(citation, terms)
