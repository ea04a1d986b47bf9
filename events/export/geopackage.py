"""An event file as a GeoPackage, for GIS.

The layer ``events`` has a row an event; lists are JSON text in their column, since the format
has no lists. The table ``panj_collection`` holds the collection's title, its sources and what
else belongs to it, as JSON. GDAL writes it, through pyogrio.
"""

import errno
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from events.files.feature_rows import COLUMNS, LISTS, NUMBERS, Row, pack_list, unpack_list, whole
from events.model.vocabulary import FORMAT_2
from events.model.wkb import wkb_of

LAYER = "events"
"""The layer with the events."""

COLLECTION = "panj_collection"
"""The table with the collection's members: their name, and their value as a JSON text."""

_JSON = (*LISTS, "place_ids")
_TYPES = {**dict.fromkeys(NUMBERS, pa.float64()), "geometry": pa.binary()}
_SCHEMA = pa.schema([(name, _TYPES.get(name, pa.string())) for name in COLUMNS])
_ROWS_A_BATCH = 500


def write_geopackage(path: Path, rows: Iterable[Row], members: Mapping[str, Any]) -> None:
    """Write rows as a GeoPackage.

    Parameters
    ----------
    path : pathlib.Path
        The file to write; see `events.files.file_access.replace_file`. It is made anew.
    rows : iterable of dict
        From `events.files.feature_rows.row_of`: the geometry is a GeoJSON geometry or None.
    members : mapping
        The collection's members without its features.
    """
    path.unlink(missing_ok=True)
    batches = _Batches(rows)
    reader = pa.RecordBatchReader.from_batches(_SCHEMA, batches.made())
    shape = {"geometry_name": "geometry", "geometry_type": "Unknown", "crs": "EPSG:4326"}
    try:
        pyogrio.write_arrow(reader, path, layer=LAYER, driver="GPKG", **shape)
        told = {**members, "format": FORMAT_2} if batches.is_new else members
        named = pd.DataFrame(
            [{"name": name, "value": json.dumps(value)} for name, value in told.items()]
        )
        pyogrio.write_dataframe(named, path, layer=COLLECTION, driver="GPKG", append=True)
    except (DataLayerError, DataSourceError) as error:
        # Such as on a full disk, of which GDAL keeps no more than its words.
        if batches.error is None:
            raise OSError(errno.EIO, f"that GDAL can't write it ({error})") from error
    finally:
        if batches.error is not None:
            raise batches.error


def row_from_columns(columns: Mapping[str, Any]) -> Row:
    """Read one row of the layer.

    Parameters
    ----------
    columns : mapping
        The value of each column; the geometry is a GeoJSON geometry or None.

    Returns
    -------
    dict
        As `events.files.feature_rows.row_of` makes it; not yet known to be good.
    """
    row = {name: value for name, value in columns.items() if value is not None}
    for name in _JSON:
        if name in row:
            row[name] = unpack_list(row[name])
    for name in NUMBERS:
        if name in row:
            row[name] = whole(unpack_list(row[name]))
    return row


class _Batches:
    """Batches of rows; what goes wrong with the rows is kept, since GDAL tells only its words."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.error: BaseException | None = None
        self.is_new = False  # whether some row needs the second version of the format

    def made(self) -> Iterator[pa.RecordBatch]:
        try:
            for chunk in _chunks(self._rows):
                self.is_new = self.is_new or any(row["accounts"] or row["merged"] for row in chunk)
                yield _batch(chunk)
        except (Exception, KeyboardInterrupt) as error:
            self.error = error
            raise


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, _ROWS_A_BATCH)):
        yield chunk


def _batch(rows: list[Row]) -> pa.RecordBatch:
    wkb, _ = wkb_of([row["geometry"] for row in rows])
    flat = [
        {
            **row,
            **{name: pack_list(row[name]) for name in _JSON},
            **{name: None if row[name] is None else float(row[name]) for name in NUMBERS},
            "geometry": shape,
        }
        for row, shape in zip(rows, wkb, strict=True)
    ]
    return pa.RecordBatch.from_pylist(flat, schema=_SCHEMA)
