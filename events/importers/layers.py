"""Features of GeoJSON and rows of Parquet, as rows of a table with geometries."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj.exceptions import CRSError
from shapely.geometry import shape

from events.decoding import refusal
from events.geoparquet import MOST_ROWS
from events.importers.delimited import Chunk
from events.importers.vector import cells_of, shapes_of, turning_of
from events.problems import Words
from events.wkb import Shapes

_ROWS = 10_000
_BROKEN = (LookupError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError)


def features_chunk(collection: Any, name: str) -> Chunk:
    """Lay the features of a GeoJSON collection out as rows.

    Parameters
    ----------
    collection : object
        What the JSON holds.
    name : str
        The file's name, for messages.

    Returns
    -------
    Chunk
        All features; the id of a feature is a column, unless it has a property of that name.

    Raises
    ------
    EventFileError
        Where it is no FeatureCollection.

    Examples
    --------
    >>> point = {"type": "Point", "coordinates": [68.78, 38.54]}
    >>> feature = {"type": "Feature", "geometry": point, "properties": {"n": 5, "name": "A"}}
    >>> features_chunk({"type": "FeatureCollection", "features": [feature]}, "a").cells.to_pylist()
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
    columns = dict.fromkeys(column for row in rows for column in row)
    texts = [pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in columns]
    cells = pa.RecordBatch.from_arrays(texts, names=list(columns))
    return Chunk(cells, np.arange(1, len(rows) + 1), _turned(shapes, collection, name))


def parquet_columns(path: Path) -> tuple[tuple[str, ...], str]:
    """Name the columns of a Parquet file, and the one with the geometry, ``""`` for none."""
    try:
        file = pq.ParquetFile(path)
        geo = json.loads((file.metadata.metadata or {}).get(b"geo", b"{}"))
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
        geo = json.loads((file.metadata.metadata or {}).get(b"geo", b"{}"))
        turn = turning_of(geo["columns"][geometry].get("crs")) if geometry else None
        for batch in file.iter_batches(_ROWS):
            rows = np.arange(following, following + len(batch))
            following += len(batch)
            shapes = shapes_of(batch.column(geometry), turn) if geometry else None
            yield Chunk(cells_of(batch, names), rows, shapes)
    except (pa.ArrowException, OSError, ValueError, KeyError, CRSError) as error:
        raise _unreadable(path) from error


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
    except CRSError as error:
        raise refusal(name, "crs", named, "a coordinate system that PROJ knows") from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
