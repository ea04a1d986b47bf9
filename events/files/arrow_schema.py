"""GeoParquet: an event file as columns, for many events and for tools that query columns.

One row an event, in the columns of `events.files.feature_rows`; lists of records are lists of
structs. The geometry is WKB in longitude and latitude (OGC:CRS84), as GeoParquet 1.1 describes it
(https://geoparquet.org/releases/v1.1.0/). The title, the sources and what else belongs to the
collection lie as JSON under the key ``panj`` of the file's metadata.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from events.files.feature_rows import (
    COLUMNS,
    LISTS,
    NUMBERS,
    Feature,
    Row,
    feature_from,
    whole,
)
from events.model.vocabulary import FORMAT_2
from events.model.wkb import Shapes, Wkb, geojson_of, wkb_of

MARK = b"PAR1"
"""The bytes with which a Parquet file begins."""

KEY = "panj"
"""Where in the file's metadata the collection's members are."""

_VERSION = "1.1.0"
_ROWS_A_GROUP = 50_000
_BYTES_A_GROUP = 64_000_000  # of rows in memory, more than which do not wait for a group
_TYPES = {
    "low": pa.float64(),
    "high": pa.float64(),
    "start": pa.int64(),
    "end": pa.int64(),
    **dict.fromkeys(NUMBERS, pa.float64()),
    "place_ids": pa.list_(pa.string()),
    "geometry": pa.binary(),
}


def _type(name: str) -> pa.DataType:
    if name in LISTS:
        parts = (*LISTS[name].model_fields, "more")
        return pa.list_(pa.struct([(part, _type(part)) for part in parts]))
    return _TYPES.get(name, pa.string())


SCHEMA = pa.schema([(name, _type(name)) for name in COLUMNS])
"""The columns of a file."""

READ_SCHEMA = SCHEMA.set(
    SCHEMA.get_field_index("geometry"),
    pa.field("geometry", pa.dictionary(pa.int32(), pa.binary())),
)
"""The columns as a reading gives them: the distinct geometries, and which one each row has."""


class GeoParquetWriter:
    """Writes batches of events to a file, few at a time in memory.

    Parameters
    ----------
    path : pathlib.Path
        The file to write; see `events.files.file_access.replace_file`.
    members : mapping
        The collection's members without its features: format, title, sources and others.
    """

    def __init__(self, path: Path, members: Mapping[str, Any]) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd")
        self._members = dict(members)
        self._waiting: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0  # of those
        self._types: set[str] = set()
        self._boxes: list[tuple[float, ...]] = []

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: TracebackType | object) -> None:
        """Write what waits and the metadata, or only close after an exception."""
        if kind is None:
            self._flush()
            metadata = {KEY: self._members, "geo": self._geo()}
            self._writer.add_key_value_metadata(
                {name: json.dumps(value, ensure_ascii=False) for name, value in metadata.items()}
            )
        self._writer.close()

    def write(self, batch: pa.RecordBatch, shapes: Shapes) -> None:
        """Write one batch.

        Parameters
        ----------
        batch : pyarrow.RecordBatch
            In the columns of `SCHEMA`, or of `READ_SCHEMA`.
        shapes : numpy.ndarray
            Its geometries once more, as Shapely's; None for no place.
        """
        self._note_extent(shapes)
        self._waiting.append(batch if batch.schema == SCHEMA else batch.cast(SCHEMA))
        if any(batch[name].null_count < len(batch) for name in ("accounts", "merged")):
            self._members["format"] = FORMAT_2
        self._rows += len(batch)
        self._bytes += self._waiting[-1].nbytes
        if self._rows >= _ROWS_A_GROUP or self._bytes >= _BYTES_A_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            table = pa.Table.from_batches(self._waiting, SCHEMA)
            self._writer.write_table(table, row_group_size=_ROWS_A_GROUP)
            self._waiting.clear()
            self._rows = self._bytes = 0

    def _note_extent(self, shapes: Shapes) -> None:
        known = shapes[~shapely.is_missing(shapes)]
        if len(known):
            self._boxes.append(tuple(float(end) for end in shapely.total_bounds(known)))
            kinds = zip(shapely.get_type_id(known), shapely.has_z(known), strict=True)
            self._types |= {
                shapely.GeometryType(kind).name.title() + (" Z" if z else "")
                for kind, z in set(kinds)
            }

    def _geo(self) -> dict[str, Any]:
        names = {"Linestring": "LineString", "Multipoint": "MultiPoint"}
        names |= {"Multilinestring": "MultiLineString", "Multipolygon": "MultiPolygon"}
        kinds = [" ".join(names.get(word, word) for word in kind.split()) for kind in self._types]
        column: dict[str, Any] = {"encoding": "WKB", "geometry_types": sorted(kinds)}
        if self._boxes:
            west, south, east, north = zip(*self._boxes, strict=True)
            column["bbox"] = [min(west), min(south), max(east), max(north)]
        columns = {"geometry": column}
        return {"version": _VERSION, "primary_column": "geometry", "columns": columns}


def batch_of(rows: Iterable[Row]) -> tuple[pa.RecordBatch, Shapes]:
    """Turn rows into a batch.

    Parameters
    ----------
    rows : iterable of dict
        From `events.files.feature_rows.row_of`: the geometry is a GeoJSON geometry or None.

    Returns
    -------
    pyarrow.RecordBatch
        In the columns of `SCHEMA`.
    numpy.ndarray
        The geometries as Shapely's.

    Raises
    ------
    pyarrow.ArrowInvalid, OverflowError
        For an offset of a quote beyond 64 bits.
    """
    flat, shapes = _with_wkb(list(rows))
    accounts = accounts_column([row["accounts"] for row in flat])
    batch = pa.RecordBatch.from_pylist([{**row, "accounts": None} for row in flat], schema=SCHEMA)
    return batch.set_column(
        SCHEMA.get_field_index("accounts"), SCHEMA.field("accounts"), accounts
    ), shapes


def accounts_column(lists: Sequence[list[Row] | None]) -> pa.ListArray:
    """Make the column of accounts.

    Parameters
    ----------
    lists : sequence of (list of dict or None)
        From `events.files.feature_rows.row_of`, for each event.
    """
    told, _ = _with_wkb([one for listed in lists for one in listed or ()])
    flat = iter(told)
    packed = [None if listed is None else list(islice(flat, len(listed))) for listed in lists]
    return pa.array(packed, SCHEMA.field("accounts").type)


def _with_wkb(rows: list[Row]) -> tuple[list[Row], Shapes]:
    """Give rows of events, or of accounts, as Arrow takes them, and their geometries."""
    wkb, shapes = wkb_of([row["geometry"] for row in rows])
    flat = [
        {
            **row,
            **{name: _float(row[name]) for name in NUMBERS if name in row},
            "quantities": _floats(row["quantities"]),
            "geometry": shape,
        }
        for row, shape in zip(rows, wkb, strict=True)
    ]
    return flat, shapes


def features_from(batch: pa.RecordBatch) -> Iterator[Feature]:
    """Turn a batch back into features.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        In the columns of `SCHEMA`, or in more of them.

    Yields
    ------
    dict
        A feature, not yet known to be good.
    """
    wkb: list[Wkb] = batch.column("geometry").to_pylist()
    shapes = geojson_of(wkb)
    for row, shape in zip(batch.drop_columns("geometry").to_pylist(), shapes, strict=True):
        plain = {name: _plain(value) for name, value in row.items()}
        yield feature_from({**plain, **drawn_accounts(row), "geometry": shape})


def drawn_accounts(row: Row) -> Row:
    """Give the accounts of a row from a batch, if it has some, with their geometries as GeoJSON."""
    accounts = row.get("accounts")
    if not accounts or not all(isinstance(one, dict) for one in accounts):
        return {}
    shapes = geojson_of([one.get("geometry") for one in accounts])
    return {
        "accounts": [
            {**_plain(one), "geometry": shape} for one, shape in zip(accounts, shapes, strict=True)
        ]
    }


def _floats(quantities: list[Row] | None) -> list[Row] | None:
    """Turn the ends of quantities into floats; Arrow itself refuses whole numbers of 16 digits."""
    if quantities is None:
        return None
    return [
        {**item, "low": _float(item["low"]), "high": _float(item["high"])} for item in quantities
    ]


def _float(number: float | None) -> float | None:
    return None if number is None else float(number)


def _plain(value: Any) -> Any:
    """Write what a foreign tool may have put into a column as JSON can hold it."""
    if isinstance(value, float):
        return whole(value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return str(value)
