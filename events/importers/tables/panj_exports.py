"""Panj's own exports, read back as the events that they were.

Rows pass through the reader of event files, so a row that somebody changed for the worse is
told like a feature of an event file, and rejected.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyogrio

from events.export import csv_export, geopackage
from events.export.geopackage import COLLECTION
from events.files.arrow_schema import batch_of
from events.files.event_file import Loaded, parse_events
from events.files.feature_reader import FeatureReader
from events.files.feature_rows import COLUMNS, Feature, Row, feature_from, feature_of, row_of
from events.files.file_access import read_bytes
from events.importers.inputs.raw_table import RawTable
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import ImportedBatch
from events.importers.rows.imported import ImportedEvents, Job
from events.importers.rows.ledger import Ledger
from events.model.event import Event, Source
from events.model.limits import ID_CHARACTERS
from events.model.problems import LEFT_OFF, Problem, printable, quote_value
from events.model.wkb import geojson_of, wkb_from

Numbered = Iterator[tuple[int, Row]]
"""Rows with their numbers, counted from 1."""

_MARKS = frozenset({"id", "title", "kind", "status", "place_precision", "quotes", "members"})
_ROWS_A_BATCH = 5_000


def is_own(names: Sequence[str]) -> bool:
    """Tell by its columns whether a table is an export of Panj's.

    Examples
    --------
    >>> is_own(["id", "title", "place"])
    False
    """
    return set(names) >= _MARKS


class PanjExports:
    """Panj's own files and exports, as the registry lists them."""

    name = "panj"
    title = "Panj's own exports"
    about = "event files, and the csv, GeoPackage and GeoParquet that Panj writes"

    def recognise(self, columns: Sequence[str]) -> bool:
        """Tell by its columns whether a table is an export of Panj's."""
        return is_own(columns)

    def headless(self, _: Sequence[str]) -> tuple[str, ...] | None:
        """Say of a first row that it is a header."""
        return None

    def read(self, table: RawTable, job: Job) -> ImportedEvents:
        """Read an export back, as `events.importers.tables.published.PublishedLayout.read`."""
        if table.event_file or job.path.suffix.lower() == ".parquet":
            loaded = parse_events(read_bytes(job.path), job.path.name)
            job.ledger.name_columns(COLUMNS, COLUMNS, COLUMNS)
            batches = read_loaded(loaded, job.ledger)
            return ImportedEvents(loaded.title, loaded.sources, loaded.extra, batches)
        members: dict[str, Any] = {}
        if table.shaped:
            members = members_of_geopackage(job.path)
            job.ledger.name_columns([*table.columns, "geometry"], COLUMNS, COLUMNS)
        else:
            used = (*COLUMNS, csv_export.SHAPE)
            job.ledger.name_columns(table.columns, used, csv_export.CELLS)
        title, sources, extra = plain_members(members)
        if "sources" not in members:
            sources = quoted_sources(row for _, row in _rows(table, Ledger()))
        rows = _rows(table, job.ledger)
        batches = read_rows(rows, sources, job.path.name, job.ledger)
        return ImportedEvents(title, sources, extra, batches)


def _rows(table: RawTable, ledger: Ledger) -> Numbered:
    own = _own_columns if table.shaped else _own_cells
    for chunk in table.chunks(ledger, totals=False):
        yield from own(chunk)


def _own_cells(chunk: Chunk) -> Numbered:
    for number, cells in zip(chunk.rows.tolist(), chunk.cells.to_pylist(), strict=True):
        yield number, csv_export.row_from_cells(cells)


def _own_columns(chunk: Chunk) -> Numbered:
    shapes = geojson_of(wkb_from(chunk.shapes))
    records = chunk.cells.to_pylist()
    for number, cells, shape in zip(chunk.rows.tolist(), records, shapes, strict=True):
        given = {name: cell or None for name, cell in cells.items()}
        yield number, geopackage.row_from_columns({**given, "geometry": shape})


def read_rows(
    rows: Numbered, sources: Sequence[Source], file: str, ledger: Ledger
) -> Iterator[ImportedBatch]:
    """Read rows of an export back.

    Parameters
    ----------
    rows : iterator of (int, dict)
        As `events.files.feature_rows.row_of` makes them.
    sources : sequence of Source
        Those that the rows may quote.
    file : str
        The file's name, for messages.
    ledger : Ledger
        Is told of rejected rows.

    Yields
    ------
    Batch
    """
    reader = FeatureReader(file)
    reader.read_sources([source.model_dump(mode="json") for source in sources])
    found = (_read(reader, number, feature_from(row), ledger) for number, row in rows)
    yield from _batches(event for event in found if event is not None)


def read_loaded(loaded: Loaded, ledger: Ledger) -> Iterator[ImportedBatch]:
    """Pass the events of an event file on, and tell of the features that were rejected."""
    reasons: dict[int, list[Problem]] = {}
    for problem in loaded.problems:
        if problem.feature is not None and problem.hint.endswith(LEFT_OFF):
            reasons.setdefault(problem.feature, []).append(problem)
    for number, problems in reasons.items():
        ledger.reject(number, problems[0].id, _told(problems))
    for event in loaded.events:
        _count(event, ledger)
    yield from _batches(iter(loaded.events))


def quoted_sources(rows: Iterable[Row]) -> tuple[Source, ...]:
    """Make sources for the ids that quotes and accounts name, where the file has only those."""
    listed = (row.get(name) for row in rows for name in ("quotes", "accounts"))
    words = (one for some in listed if isinstance(some, list) for one in some)
    ids = dict.fromkeys(str(one.get("source") or "") for one in words if isinstance(one, dict))
    named = ({"id": identity, "title": identity} for identity in ids if _is_id(identity))
    return tuple(map(Source.model_validate, named))


def members_of_geopackage(path: Path) -> dict[str, Any]:
    """Read the collection's members from an export, without type and format.

    A layer that another program saved again has lost them.
    """
    if COLLECTION not in (name for name, _ in pyogrio.list_layers(path)):
        return {}
    table = pyogrio.read_dataframe(path, layer=COLLECTION, use_arrow=True)
    named = zip(table["name"], table["value"], strict=True)
    members = {str(name): json.loads(value) for name, value in named}
    return {name: value for name, value in members.items() if name not in ("type", "format")}


def _is_id(text: str) -> bool:
    return bool(text.strip()) and len(text) <= ID_CHARACTERS


def _read(reader: FeatureReader, number: int, feature: Feature, ledger: Ledger) -> Event | None:
    known = len(reader.problems)
    event = reader.read_feature(number, feature)
    if event is None:
        identity = feature["id"] if isinstance(feature["id"], str) else None
        ledger.reject(number, identity, _told(reader.problems[known:]))
        return None
    _count(event, ledger)
    return event


def _count(event: Event, ledger: Ledger) -> None:
    ledger.written += 1
    ledger.undated += not event.date
    ledger.unplaced += event.geometry is None
    ledger.classify_as(event.place_precision)


def _told(problems: Sequence[Problem]) -> str:
    return "; ".join(
        f"{printable(one.field)}: found {quote_value(one.found)}, expected {one.expected}"
        for one in problems
    )


def _batches(events: Iterator[Event]) -> Iterator[ImportedBatch]:
    while some := list(islice(events, _ROWS_A_BATCH)):
        yield batch_of(row_of(feature_of(event)) for event in some)


def plain_members(members: Mapping[str, Any]) -> tuple[str, tuple[Source, ...], dict[str, Any]]:
    """Part a collection's members into its title, its good sources, and what else there is."""
    reader = FeatureReader("")
    sources = reader.read_sources(members.get("sources", []))
    title = reader.read_title(dict(members))
    return title, sources, reader.read_extra(dict(members))
