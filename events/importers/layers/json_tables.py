"""JSON as tools write it: GeoJSON whole or by lines, uMap's maps, lists of records."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely
from pyproj.exceptions import ProjError

from events.files.feature_rows import COLUMNS
from events.files.file_access import read_bytes
from events.files.json_decoding import decode_json
from events.importers.inputs.raw_table import RawTable
from events.importers.layers.records import record_table
from events.importers.layers.shapes import shapes_of, transformer_of
from events.model.problems import EventFileError, Words, refusal
from events.model.vocabulary import FORMATS
from events.model.wkb import Shapes

ENDINGS = (".geojson", ".json", ".ndjson", ".jsonl", ".geojsonl", ".umap")
"""The endings of files of JSON."""

LISTS = ("data", "results", "records", "features", "items", "events", "rows")
"""The members under which services put their records."""

EXPECTED = "a GeoJSON FeatureCollection, or a list of records"

_GEOMETRY_TYPES = (
    "Point MultiPoint LineString MultiLineString Polygon MultiPolygon GeometryCollection"
)
_GEOMETRIES = _GEOMETRY_TYPES.split()
_FOLDER = "folder"


def open_json(path: Path) -> list[RawTable]:
    """Open a file of JSON.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    list of RawTable
        One, or one for each layer of a map.

    Raises
    ------
    EventFileError
        Where it is no JSON, or holds no rows.
    """
    data = read_bytes(path)
    try:
        found = decode_json(data, path.name)
    except EventFileError:
        lines = _lines(data, path.name)
        if lines is None:
            raise
        found = lines
    if isinstance(found, dict):
        if found.get("format") in FORMATS:
            return [RawTable(COLUMNS, lambda _ledger, _used: iter(()), event_file=True)]
        if found.get("type") == "umap":
            return _umap(found, path.name)
    return [_table(found, path.name)]


def _lines(data: bytes, file: str) -> list[Any] | None:
    """Read newline-delimited JSON (RFC 8142 and NDJSON); None where it is no such thing."""
    lines = [line.strip(b"\x1e \t\r") for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    filled = [line for line in lines if line]
    if len(filled) < 2 or not all(line.startswith(b"{") for line in filled[:2]):
        return None
    try:
        return [decode_json(line, file) for line in filled]
    except EventFileError:
        return None


def _umap(found: Mapping[str, Any], file: str) -> list[RawTable]:
    layers = found.get("layers")
    tables = []
    for number, layer in enumerate(layers if isinstance(layers, list) else [], 1):
        options = layer.get("_umap_options") if isinstance(layer, dict) else None
        name = str(options.get("name") or "") if isinstance(options, dict) else ""
        name = name or f"layer {number}"
        features = layer.get("features") if isinstance(layer, dict) else None
        if isinstance(features, list) and features:
            tables.append(replace(_features(features, file, name), always=True))
    if not tables:
        raise refusal(file, "layers", layers, "layers of uMap with features")
    return tables


def _table(found: Any, file: str) -> RawTable:
    kind = found.get("type") if isinstance(found, dict) else None
    if kind == "FeatureCollection" and isinstance(found.get("features"), list):
        return _turned(_features(found["features"], file), found, file)
    if kind == "Feature":
        return _features([found], file)
    if kind in _GEOMETRIES:
        return _features([{"geometry": found}], file)
    records = found if isinstance(found, list) else _listed(found)
    if records and all(isinstance(record, dict) for record in records):
        if all(record.get("type") == "Feature" for record in records):
            return _features(records, file)
        return record_table(records, file)
    if isinstance(found, list):
        found = Words(f"a list of {len(found):,} items that are no objects" if found else "no row")
    raise refusal(file, "", found, EXPECTED)


def _listed(found: Any) -> list[Any]:
    """Find the list of records in an object: under a usual name, or the only one there is."""
    members = found if isinstance(found, dict) else {}
    lists = {name: value for name, value in members.items() if isinstance(value, list)}
    usual = (lists[name] for name in LISTS if name in lists)
    return next(usual, next(iter(lists.values())) if len(lists) == 1 else [])


def _features(features: list[Any], file: str, layer: str = "") -> RawTable:
    """Lay features out as rows; the id of a feature is a column, unless it has such a property."""
    rows, geometries = [], []
    for feature in features:
        members = feature if isinstance(feature, dict) else {}
        properties = members.get("properties")
        row = properties if isinstance(properties, dict) else {}
        above = {"id": members["id"]} if "id" in members else {}
        rows.append({**({_FOLDER: layer} if layer else {}), **above, **row})
        geometries.append(members.get("geometry") if members else feature)
    return record_table(rows, file, layer, geometries)


def _turned(table: RawTable, collection: Mapping[str, Any], file: str) -> RawTable:
    """Turn coordinates into degrees where an old GeoJSON file names another system."""
    crs = collection.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(named, str) or named.endswith(("CRS84", ":4326")):
        return table
    try:
        turn = transformer_of(named)
    except (ProjError, UnicodeEncodeError) as error:
        raise refusal(file, "crs", named, "a coordinate system that PROJ knows") from error

    def degrees(shapes: Shapes | None) -> Shapes | None:
        return None if shapes is None else shapes_of(pa.array(shapely.to_wkb(shapes)), turn)

    return replace(
        table,
        read=lambda ledger, used: (
            replace(chunk, shapes=degrees(chunk.shapes)) for chunk in table.read(ledger, used)
        ),
    )
