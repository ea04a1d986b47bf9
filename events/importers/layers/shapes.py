"""Geometries and cells of layers, as every kind of layer needs them."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from pyproj import CRS, Transformer
from shapely.geometry import shape

from events.model.problems import LONGEST_SHOWN
from events.model.wkb import Shapes

FAULTY = "geometry: "
"""What the column begins with in which a layer tells of a geometry that cannot be read."""

_BROKEN = (LookupError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError)


def as_text(batch: pa.RecordBatch, columns: Sequence[str]) -> pa.RecordBatch:
    """Turn columns of any type into text.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        Some rows.
    columns : sequence of str
        The columns to turn.

    Returns
    -------
    pyarrow.RecordBatch
        Text in every cell, ``""`` for nothing.
    """
    texts = [_text(batch.column(name)) for name in columns]
    return pa.RecordBatch.from_arrays(texts, names=list(columns))


def shapes_of(wkb: pa.Array, turn: Transformer | None) -> Shapes:
    """Read geometries, in degrees; None for what is missing or broken.

    Parameters
    ----------
    wkb : pyarrow.Array
        Well-known binary.
    turn : pyproj.Transformer or None
        From `transformer_of`.

    Returns
    -------
    numpy.ndarray
        Shapely's geometries.
    """
    shapes: Shapes = shapely.from_wkb(wkb.to_numpy(zero_copy_only=False), on_invalid="ignore")
    if turn is None:
        return shapes

    def degrees(positions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(turn.transform(positions[:, 0], positions[:, 1]))

    turned: Shapes = shapely.transform(shapes, degrees)
    return turned


def transformer_of(crs: object) -> Transformer | None:
    """Find what turns coordinates into longitude and latitude; None where they are that.

    Parameters
    ----------
    crs : object
        Anything that pyproj takes for a coordinate system; None for longitude and latitude.

    Returns
    -------
    pyproj.Transformer or None
    """
    if not crs or CRS(crs).equals("EPSG:4326", ignore_axis_order=True):
        return None
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def read_shape(geometry: Any) -> tuple[shapely.Geometry | None, str]:
    """Read a geometry of GeoJSON.

    Parameters
    ----------
    geometry : object
        What stands in a feature. Coordinates that are written as text are read as numbers.

    Returns
    -------
    shapely.Geometry or None
    str
        What stands there, where it is no geometry of points, lines or areas; ``""`` else.

    Examples
    --------
    >>> read_shape({"type": "Point", "coordinates": ["69.1", "37.1"]})
    (<POINT (69.1 37.1)>, '')
    >>> read_shape({"type": "Point", "coordinates": []})[1]
    '{"type": "Point", "coordinates": []}'
    """
    if geometry is None:
        return None, ""
    told = json.dumps(geometry, ensure_ascii=True)[:LONGEST_SHOWN]
    try:
        if geometry["type"] == "GeometryCollection":
            return _collected([read_shape(part)[0] for part in geometry["geometries"]])
        coordinates = _numbers(geometry["coordinates"])
        found = shape({"type": geometry["type"], "coordinates": coordinates})
    except _BROKEN:
        return None, told
    return (None, told) if found.is_empty else (found, "")


def _collected(parts: list[shapely.Geometry | None]) -> tuple[shapely.Geometry | None, str]:
    if not parts or None in parts:
        return None, f"a GeometryCollection {'with a part that is none' if parts else 'of nothing'}"
    return shapely.GeometryCollection(parts), ""


def _numbers(coordinates: Any) -> Any:
    if isinstance(coordinates, str):
        return float(coordinates)
    return [*map(_numbers, coordinates)] if isinstance(coordinates, list) else coordinates


def _text(column: pa.Array) -> pa.StringArray:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        values = column.to_pylist()
        written = [None if value is None else json.dumps(value, default=str) for value in values]
        column = pa.array(written, pa.string())
    return column.cast(pa.string()).fill_null("")
