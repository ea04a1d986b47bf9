"""Any table with a place: csv, workbooks, layers of a GIS, GeoJSON, GeoParquet.

What a column means is told by its name or by the reader (`events.importers.columns`). Panj's
own files, from an export, are known by their columns and read back as they were.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from events import csv_table, geopackage
from events.decoding import decode_json, read_bytes, refusal
from events.event_rows import COLUMNS, Row
from events.geoparquet import MARK
from events.importers import own
from events.importers.areas import Ground
from events.importers.columns import assign
from events.importers.days import Order
from events.importers.delimited import Chunk, first_row, read_delimited
from events.importers.drafts import Batch
from events.importers.layers import features_chunk, parquet_chunks, parquet_columns
from events.importers.receipt import Ledger
from events.importers.tabular import PREFIX, Reading, draft_of
from events.importers.vector import MAGIC, open_layer
from events.loading import FORMAT, parse_events
from events.problems import Words
from events.schema import Source
from events.wkb import geojson_of, wkb_from

DELIMITED = (".csv", ".tsv", ".txt")
"""The endings of tables of text."""

ENDINGS = (*DELIMITED, ".geojson", ".json", ".parquet", ".kml", *MAGIC)
"""The endings of the files that can be imported as a table."""


@dataclass(frozen=True)
class Opened:
    """A table that is open: what belongs to the whole, and batches that are still to come."""

    batches: Iterator[Batch]
    title: str = ""
    sources: tuple[Source, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What the reader says of a table: the column for a role, and the order of 05/07/2021.

    A role with ``""`` for its column has none, whatever the columns are called.
    """

    columns: Mapping[str, str]
    order: Order


def open_table(path: Path, ledger: Ledger, ground: Ground, choices: Choices) -> Opened:
    """Open a table of any kind.

    Parameters
    ----------
    path : pathlib.Path
        A file with one of `ENDINGS`.
    ledger : Ledger
        Is told of columns and rejected rows.
    ground : Ground
        Finds the shapes of places.
    choices : Choices
        What the reader says of the table.

    Returns
    -------
    Opened

    Raises
    ------
    EventFileError
        Where the file cannot be used at all.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        found = Words(f"the ending {ending}" if ending else "no ending")
        raise refusal(path.name, "", found, f"one of {', '.join(ENDINGS)}")
    if ending in DELIMITED:
        return _open_delimited(path, ledger, ground, choices)
    if ending in (".geojson", ".json", ".parquet"):
        return _open_features(path, ledger, ground, choices)
    return _open_layer(path, ledger, ground, choices)


def columns_of(path: Path) -> tuple[str, ...]:
    """Name the columns of a table without reading its rows.

    Parameters
    ----------
    path : pathlib.Path
        A file with one of `ENDINGS` but GeoJSON's, whose features need no column for their place.

    Raises
    ------
    EventFileError
        Where the file cannot be used at all.
    """
    if path.suffix.lower() in DELIMITED:
        return tuple(_unique(first_row(path)[0]))
    if path.suffix.lower() == ".parquet":
        return parquet_columns(path)[0]
    return open_layer(path, geopackage.LAYER).columns


def _open_delimited(path: Path, ledger: Ledger, ground: Ground, choices: Choices) -> Opened:
    cells, _, _ = first_row(path)
    names = _unique(cells)
    if own.is_own(cells):
        ledger.name_columns(cells, (*COLUMNS, csv_table.SHAPE), csv_table.CELLS)
        silent = read_delimited(path, Ledger(), lambda _: (names, True))
        sources = own.quoted_sources(row for chunk in silent for _, row in _own_cells(chunk))
        chunks = read_delimited(path, ledger, lambda _: (names, True))
        rows = (row for chunk in chunks for row in _own_cells(chunk))
        return Opened(own.read_rows(rows, sources, path.name, ledger), "", sources)
    reading = _reading(names, path, ledger, choices, shaped=False)
    chunks = read_delimited(path, ledger, lambda _: (names, True))
    return _drafted(path, chunks, ledger, ground, reading)


def _open_features(path: Path, ledger: Ledger, ground: Ground, choices: Choices) -> Opened:
    data = read_bytes(path)
    if data.startswith(MARK):
        names, geometry = parquet_columns(path)
        if own.is_own(names):
            return _open_event_file(data, path, ledger)
        reading = _reading(names, path, ledger, choices, shaped=bool(geometry))
        return _drafted(path, parquet_chunks(path), ledger, ground, reading)
    collection = decode_json(data, path.name)
    if isinstance(collection, dict) and collection.get("format") == FORMAT:
        return _open_event_file(data, path, ledger)
    chunk = features_chunk(collection, path.name, ledger)
    reading = _reading(chunk.cells.schema.names, path, ledger, choices, shaped=True)
    return _drafted(path, iter([chunk]), ledger, ground, reading)


def _open_event_file(data: bytes, path: Path, ledger: Ledger) -> Opened:
    loaded = parse_events(data, path.name)
    ledger.name_columns(COLUMNS, COLUMNS, COLUMNS)
    batches = own.read_loaded(loaded, ledger)
    return Opened(batches, loaded.title, loaded.sources, loaded.extra)


def _open_layer(path: Path, ledger: Ledger, ground: Ground, choices: Choices) -> Opened:
    layer = open_layer(path, geopackage.LAYER)
    if layer.name == geopackage.LAYER and own.is_own(layer.columns):
        ledger.name_columns([*layer.columns, "geometry"], COLUMNS, COLUMNS)
        members = own.members_of_geopackage(path)
        title, sources, extra = own.plain_members(members)
        if "sources" not in members:
            silent = layer.chunks()
            sources = own.quoted_sources(row for chunk in silent for _, row in _own_columns(chunk))
        rows = (row for chunk in layer.chunks() for row in _own_columns(chunk))
        return Opened(own.read_rows(rows, sources, path.name, ledger), title, sources, extra)
    for other in layer.names:
        if other != layer.name:
            ledger.notice(f"Layers not read, such as {other!r}")
    reading = _reading(layer.columns, path, ledger, choices, shaped=layer.shaped)
    return _drafted(path, layer.chunks(), ledger, ground, reading)


def _reading(
    names: Sequence[str], path: Path, ledger: Ledger, choices: Choices, *, shaped: bool
) -> Reading:
    roles = assign(names, choices.columns, path.name, shaped=shaped)
    ledger.name_columns(names, list(roles.values()), [])
    ledger.roles = roles
    if "date" not in roles:
        ledger.missing = ("date",)
    return Reading(roles, choices.order)


def _drafted(
    path: Path, chunks: Iterator[Chunk], ledger: Ledger, ground: Ground, reading: Reading
) -> Opened:
    batches = (draft_of(chunk, ledger, ground, reading) for chunk in chunks)
    source = Source.model_validate({"id": PREFIX, "title": path.name})
    return Opened(batches, path.stem, (source,))


def _unique(cells: Sequence[str]) -> list[str]:
    """Name the columns so that no two share a name, and none has an empty one."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell or f"column {number}"
        while name in names:
            name += "'"
        names.append(name)
    return names


def _own_cells(chunk: Chunk) -> Iterator[tuple[int, Row]]:
    for number, cells in zip(chunk.rows.tolist(), chunk.cells.to_pylist(), strict=True):
        yield number, csv_table.row_from(cells)


def _own_columns(chunk: Chunk) -> Iterator[tuple[int, Row]]:
    shapes = geojson_of(wkb_from(chunk.shapes))
    records = chunk.cells.to_pylist()
    for number, cells, shape in zip(chunk.rows.tolist(), records, shapes, strict=True):
        given = {name: cell or None for name, cell in cells.items()}
        yield number, geopackage.row_from({**given, "geometry": shape})
