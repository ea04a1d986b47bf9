"""Events as a GeoDataFrame, for notebooks, and back."""

import json
import math
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from events.export.export import ExportReceipt, export_events
from events.export.losses import HEIGHTS
from events.files.arrow_schema import features_from
from events.files.event_batches import EventBatches, open_reading
from events.files.event_file import Loaded
from events.files.feature_reader import FEATURE, FeatureReader
from events.files.feature_rows import COLUMNS, Feature, whole
from events.model.dates import parse_edtf
from events.model.problems import EventFileError, Words, refusal
from events.model.wkb import shapes_array, wkb_of

CRS = "EPSG:4326"
BOUNDS = ("earliest", "latest")
"""The columns that `date` is read into; they are not written."""

_APART = ("extra", "members")
_PROPERTIES = tuple(name for name in COLUMNS if name not in ("id", "geometry", *_APART))


def frame_of(path: Path) -> gpd.GeoDataFrame:
    """Read an event file as a frame; see `events.read`."""
    reading = open_reading(path, most_told=None)
    rows, shapes, flattened = [], [], 0
    for feature, shape in _read(reading):
        flattened += HEIGHTS.is_in(feature)
        rows.append(_row(feature))
        shapes.append(shape)
    for problem in reading.problems:
        warnings.warn(str(problem), stacklevel=3)
    if flattened:
        warnings.warn(f"In {flattened:,} events {HEIGHTS.told}.", stacklevel=3)
    frame = pd.DataFrame(rows, columns=["id", *_PROPERTIES, *BOUNDS, *_APART])
    for bound in BOUNDS:
        frame[bound] = np.array(frame[bound], "datetime64[s]")
    frame.attrs = {
        "title": reading.title,
        "sources": [one.model_dump(mode="json", exclude_unset=True) for one in reading.sources],
        "extra": dict(reading.extra),
    }
    return gpd.GeoDataFrame(frame, geometry=shapes_array(shapes), crs=CRS)


def write_frame(frame: gpd.GeoDataFrame, path: Path) -> ExportReceipt:
    """Write a frame as an event file; see `events.write`."""
    reader = FeatureReader(path.name)
    members = {str(name): value for name, value in frame.attrs.items()}
    title = reader.read_title(members)
    sources = reader.read_sources(members.get("sources", []))
    there = frame if frame.crs is None else frame.to_crs(CRS)
    numbered = enumerate(_features(there, path.name), 1)
    read = [reader.read_feature(number, feature) for number, feature in numbered]
    events = tuple(event for event in read if event is not None)
    if len(events) < len(read):
        raise EventFileError(*reader.problems)
    for problem in reader.problems:
        warnings.warn(str(problem), stacklevel=3)
    extra = members.get("extra", {})
    loaded = Loaded(path.name, title, sources, events, (), len(events), "", extra)
    return export_events(loaded, path)


def _read(reading: EventBatches) -> Iterator[tuple[Feature, shapely.Geometry | None]]:
    """Read features and their shapes; columns have the shapes, and are not made to text for it."""
    if not reading.has_columns:
        for feature in reading.features():
            yield feature, wkb_of([feature["geometry"]])[1][0]
        return
    for batch, shapes in reading.batches():
        place = batch.schema.get_field_index("geometry")
        bare = batch.set_column(place, "geometry", pa.nulls(len(batch), pa.binary()))
        yield from zip(features_from(bare), shapes, strict=True)


def _row(feature: Feature) -> dict[str, Any]:
    properties = feature["properties"]
    span = parse_edtf(properties.get("date", ""))
    return {
        "id": feature["id"],
        **{name: properties.get(name) for name in _PROPERTIES},
        "earliest": span.earliest if span else None,
        "latest": span.latest if span else None,
        "extra": {name: value for name, value in properties.items() if name not in _PROPERTIES},
        "members": {name: value for name, value in feature.items() if name not in FEATURE},
    }


def _features(frame: gpd.GeoDataFrame, name: str) -> Iterator[Feature]:
    """Write each row as a feature, not yet known to be good."""
    columns = [one for one in frame.columns if one not in (*BOUNDS, frame.geometry.name)]
    for shape, *values in zip(frame.geometry, *(frame[one] for one in columns), strict=True):
        given = {
            column: _plain(value, column, name)
            for column, value in zip(columns, values, strict=True)
            if not _is_missing(value)
        }
        identity, extra, members = (given.pop(one, {}) for one in ("id", *_APART))
        yield {
            "type": "Feature",
            "id": identity or None,
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
            "properties": {**given, **extra},
            **members,
        }


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _plain(value: Any, column: str, name: str) -> Any:
    """Write a value of a column as JSON can hold it."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, float):
        return whole(value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item, column, name) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item, column, name) for key, item in value.items()}
    found = Words(f"a {type(value).__name__}")
    raise refusal(name, column, found, "text, numbers, lists", "Nothing is written.")
