"""Features of GeoJSON and rows of Parquet, as rows of a table with geometries."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj.exceptions import ProjError
from shapely.geometry import shape

from events.decoding import refusal
from events.geoparquet import MOST_ROWS
from events.importers.cells import Mask
from events.importers.delimited import Chunk
from events.importers.receipt import Ledger
from events.importers.vector import cells_of, shapes_of, turning_of
from events.problems import LONGEST_SHOWN, Words, printable, shown
from events.wkb import Shapes

_ROWS = 10_000
_HALF = re.compile(r"[\ud800-\udfff]")
_HALF_NAMES = "Columns not read, whose names hold half a surrogate pair"
_BROKEN = (LookupError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError)


def features_chunk(collection: Any, name: str, ledger: Ledger) -> Chunk:
    """Lay the features of a GeoJSON collection out as rows.

    Parameters
    ----------
    collection : object
        What the JSON holds.
    name : str
        The file's name, for messages.
    ledger : Ledger
        Is told of features and names that are no whole text.

    Returns
    -------
    Chunk
        All other features; the id of a feature is a column, unless it has a property of that name.

    Raises
    ------
    EventFileError
        Where it is no FeatureCollection.

    Examples
    --------
    >>> point = {"type": "Point", "coordinates": [68.78, 38.54]}
    >>> feature = {"type": "Feature", "geometry": point, "properties": {"n": 5, "name": "A"}}
    >>> collection = {"type": "FeatureCollection", "features": [feature]}
    >>> features_chunk(collection, "a", Ledger()).cells.to_pylist()
    [{'n': '5', 'name': 'A'}]
    """
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise refusal(name, "", collection, "a GeoJSON FeatureCollection")
    if len(features) > MOST_ROWS:
        raise refusal(name, "", Words(f"{len(features):,} features"), f"at most {MOST_ROWS:,}")
    shapes: Shapes = np.full(len(features), None, dtype=object)
    rows = []
    for index, feature in enumerate(features):
        members = feature if isinstance(feature, dict) else {}
        properties = members.get("properties")
        row = properties if isinstance(properties, dict) else {}
        rows.append({**({"id": members["id"]} if "id" in members else {}), **row})
        shapes[index] = _shape(members.get("geometry"))
    cells, whole = _cells(rows, ledger)
    numbers = np.arange(1, len(rows) + 1)[whole]
    return Chunk(cells, numbers, _turned(shapes[whole], collection, name))


def _cells(rows: Sequence[Mapping[str, Any]], ledger: Ledger) -> tuple[pa.RecordBatch, Mask]:
    """Write rows as columns of text; leave out the names and rows that UTF-8 cannot hold."""
    columns = dict.fromkeys(column for row in rows for column in row)
    names = [name for name in columns if not _half(name)]
    ledger.notice(_HALF_NAMES, len(columns) - len(names))
    texts = [[_text(row.get(name)) for row in rows] for name in names]
    reasons: dict[int, list[str]] = {}
    for name, column in zip(names, texts, strict=True):
        for position in [number for number, text in enumerate(column) if _half(text)]:
            told = f"found {_half(column[position])}, expected whole Unicode characters"
            reasons.setdefault(position, []).append(f"{printable(name[:LONGEST_SHOWN])}: {told}")
            column[position] = ""
    for position, faults in reasons.items():
        identity = _text(rows[position].get("id"))
        ledger.reject(position + 1, None if _half(identity) else identity, "; ".join(faults))
    whole = np.ones(len(rows), bool)
    whole[list(reasons)] = False
    arrays = [pa.array(column, pa.string()) for column in texts]
    cells = pa.RecordBatch.from_arrays(arrays, names=names)
    return (cells.filter(pa.array(whole)) if reasons else cells), whole


def parquet_columns(path: Path) -> tuple[tuple[str, ...], str]:
    """Name the columns of a Parquet file, and the one with the geometry, ``""`` for none."""
    try:
        file = pq.ParquetFile(path)
        geo = _metadata(file)
        geometry = str(geo.get("primary_column", ""))
        names = tuple(name for name in file.schema_arrow.names if name != geometry)
    except (pa.ArrowException, OSError, ValueError, AttributeError) as error:
        raise _unreadable(path) from error
    return names, geometry


def parquet_chunks(path: Path) -> Iterator[Chunk]:
    """Read the rows of a Parquet file.

    Parameters
    ----------
    path : pathlib.Path
        Any Parquet file, with GeoParquet's geometry or without.

    Yields
    ------
    Chunk
    """
    names, geometry = parquet_columns(path)
    following = 1
    try:
        file = pq.ParquetFile(path)
        turn = turning_of(_crs_of(file, geometry, path.name)) if geometry else None
        for batch in file.iter_batches(_ROWS):
            rows = np.arange(following, following + len(batch))
            following += len(batch)
            shapes = shapes_of(batch.column(geometry), turn) if geometry else None
            yield Chunk(cells_of(batch, names), rows, shapes)
    except (pa.ArrowException, OSError, ValueError, KeyError, ProjError) as error:
        raise _unreadable(path) from error


def _metadata(file: pq.ParquetFile) -> Any:
    return json.loads((file.metadata.metadata or {}).get(b"geo", b"{}"))


def _crs_of(file: pq.ParquetFile, geometry: str, name: str) -> object:
    """Find the coordinate system of a column, which has to hold well-known binary."""
    columns = _metadata(file).get("columns")
    about = columns.get(geometry) if isinstance(columns, dict) else None
    if not isinstance(about, dict):
        raise refusal(name, "geo.columns", columns, f"an object that describes {shown(geometry)}")
    if geometry not in file.schema_arrow.names:
        expected = f"one of {', '.join(file.schema_arrow.names[:20])}"
        raise refusal(name, "geo.primary_column", geometry, expected)
    kind = file.schema_arrow.field(geometry).type
    values = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_binary(values) or pa.types.is_large_binary(values)):
        hint = "Save it as GeoParquet with the encoding WKB."
        found = Words(f"a column of {kind}")
        raise refusal(name, geometry, found, "well-known binary (WKB)", hint)
    return about.get("crs")


def _unreadable(path: Path) -> Exception:
    return refusal(path.name, "", Words("a Parquet file that cannot be read"), "a whole one")


def _shape(geometry: Any) -> shapely.Geometry | None:
    """Read a geometry; a broken one is told as an empty collection, which nothing accepts."""
    if geometry is None:
        return None
    try:
        coordinates = geometry["coordinates"]
        return shape({"type": geometry["type"], "coordinates": coordinates})
    except _BROKEN:
        return shapely.GeometryCollection()


def _turned(shapes: Shapes, collection: dict[str, Any], name: str) -> Shapes:
    """Turn coordinates into degrees where an old GeoJSON file names another system."""
    crs = collection.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(named, str) or named.endswith(("CRS84", ":4326")):
        return shapes
    try:
        return shapes_of(pa.array(shapely.to_wkb(shapes)), turning_of(named))
    except (ProjError, UnicodeEncodeError) as error:
        raise refusal(name, "crs", named, "a coordinate system that PROJ knows") from error


def _half(text: str) -> str:
    """Name the first half of a surrogate pair in a text, ``""`` for none."""
    found = None if text.isascii() else _HALF.search(text)
    return f"half a surrogate pair (U+{ord(found[0]):04X})" if found else ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
