"""Published layouts and tables in, an event file and a receipt out.

The rows pass through memory some ten thousand at a time, and the file is written whole or not
at all. While some rows are turned into events, those before them are packed on another core.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from pyarrow import RecordBatch

from events.decoding import refusal
from events.event_rows import Feature
from events.exporting import Progress, ending_of
from events.geojson import collection_members, write_geojson
from events.geoparquet import MOST_ROWS, GeoParquetWriter, features_of
from events.importers import acled, table, ucdp
from events.importers.areas import Ground, Places
from events.importers.days import Order
from events.importers.delimited import check_file, first_row, read_delimited
from events.importers.drafts import Batch
from events.importers.identities import Identities
from events.importers.receipt import Ledger, Receipt
from events.problems import Words
from events.replacement import replacing
from events.schema import Source
from events.wkb import Shapes

LAYOUTS = ("ucdp", "acled", "table")
"""What can be imported: two published layouts, and any table or layer."""

TARGETS = (".geojson", ".parquet")
"""The endings of the event files that an import writes."""

_MOST_WAITING = 3  # batches
_ROWS_A_SLICE = 10_000


@dataclass(frozen=True)
class Options:
    """What whoever imports may say.

    Parameters
    ----------
    columns : mapping, optional
        For a table: the column for a role, such as ``{"place": "Ort"}``, ``""`` for none; the
        roles are those of `events.importers.columns.SPELLINGS`.
    order : {"day-first", "month-first", ""}, optional
        For a table: which comes first in 05/07/2021.
    accessed : datetime.date, optional
        When the rows were fetched, for the citation; by default the day of the file.
    places : callable, optional
        Knows the outlines of places (`events.importers.areas.Places`).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    order: Order = ""
    accessed: date | None = None
    places: Places | None = None


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


@dataclass(frozen=True)
class Collection:
    """What an import writes: sources, a title, and batches of events that are still to come."""

    title: str
    sources: tuple[Source, ...]
    extra: Mapping[str, object]
    batches: Iterator[Batch]


def recognise_layout(path: Path) -> str:
    """Tell which layout a file has, by its first row.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        One of `LAYOUTS`; table for whatever is no published layout.

    Raises
    ------
    EventFileError
        Where the file cannot be opened.
    """
    check_file(path)
    if path.suffix.lower() not in table.DELIMITED:
        return "table"
    cells, _, _ = first_row(path)
    known = {"ucdp": ucdp.recognise, "acled": acled.recognise}
    return next((name for name, recognise in known.items() if recognise(cells)), "table")


def import_events(
    layout: str,
    path: Path,
    target: Path,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """Write an event file from a file of another layout.

    Parameters
    ----------
    layout : str
        One of `LAYOUTS`.
    path : pathlib.Path
        The file to read, of at most 200 MB.
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
        Where the file cannot be used at all, or the target has another ending.
    OSError
        Where the target cannot be written.
    """
    chosen = options or Options()
    ending = ending_of(target, TARGETS)
    ground = Ground(chosen.places)
    ledger = Ledger()
    collection = _open(layout, path, ledger, chosen, ground)
    with replacing(target) as part:
        _write(part, ending, collection, _counted(collection, ledger, path.name, progress))
        repeated = ledger.identities.repeated()
        if len(repeated):
            ledger = Ledger(identities=Identities(repeated))
            collection = _open(layout, path, ledger, chosen, ground)
            _write(part, ending, collection, _counted(collection, ledger, path.name, progress))
    return _receipt(ledger, collection.sources)


def _write(part: Path, ending: str, collection: Collection, batches: Iterator[Batch]) -> None:
    members = collection_members(collection.title, collection.sources, collection.extra)
    if ending == ".geojson":
        write_geojson(part, members, _features(batches))
        return
    with GeoParquetWriter(part, members) as writer, ThreadPoolExecutor(1) as other_core:
        waiting: deque[Future[None]] = deque()
        for batch in batches:
            waiting.append(other_core.submit(_write_slices, writer, *batch))
            if len(waiting) > _MOST_WAITING:
                waiting.popleft().result()
        for written in waiting:
            written.result()


def _write_slices(writer: GeoParquetWriter, batch: RecordBatch, shapes: Shapes) -> None:
    """Write a batch few rows at a time: unpacked, outlines that rows share may be large."""
    for begin in range(0, len(batch), _ROWS_A_SLICE):
        writer.write(batch.slice(begin, _ROWS_A_SLICE), shapes[:0] if begin else shapes)


def _open(layout: str, path: Path, ledger: Ledger, options: Options, ground: Ground) -> Collection:
    check_file(path)
    accessed = options.accessed or datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    if layout == "table":
        choices = table.Choices(options.columns, options.order)
        opened = table.open_table(path, ledger, ground, choices)
        return Collection(opened.title, opened.sources, opened.extra, opened.batches)
    module = {"ucdp": ucdp, "acled": acled}[layout]

    def names_of(cells: Sequence[str]) -> tuple[list[str], bool]:
        names, is_header = module.names_of(cells, path.name)
        ledger.name_columns(names, module.USED, module.COLUMNS)
        return names, is_header

    source = module.source_of(path, accessed)
    chunks = read_delimited(path, ledger, names_of, module.USED)
    batches = (module.draft_of(chunk, ledger, ground) for chunk in chunks)
    return Collection(source.title, (source,), {}, batches)


def _counted(
    collection: Collection, ledger: Ledger, name: str, progress: Progress | None
) -> Iterator[Batch]:
    for batch in collection.batches:
        read = ledger.written + ledger.rejected
        if ledger.written > MOST_ROWS:
            found = Words(f"more than {MOST_ROWS:,} events")
            raise refusal(name, "", found, f"at most {MOST_ROWS:,}", "Cut it, such as by year.")
        if progress:
            progress(Advance.with_share(read, ledger.share))
        yield batch


def _features(batches: Iterator[Batch]) -> Iterator[Feature]:
    for batch, _ in batches:
        yield from features_of(batch)


def _receipt(ledger: Ledger, sources: tuple[Source, ...]) -> Receipt:
    members = [source.model_extra or {} for source in sources]
    citation = " ".join(str(extra["citation"]) for extra in members if "citation" in extra)
    terms = " ".join(str(extra["terms"]) for extra in members if "terms" in extra)
    return ledger.receipt(citation, terms)
