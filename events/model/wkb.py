"""GeoJSON geometries as well-known binary (WKB), and the way back."""

import json
import math
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from shapely.geometry import shape

Shapes = npt.NDArray[np.object_]
"""Shapely's geometries in an array, None for no place."""

Wkb = bytes | None
"""One geometry as well-known binary, None for no place."""

_Z = 1000  # added to a type with heights in ISO WKB
_CODES = {
    "Point": 1,
    "LineString": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
}
_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("at", "<f8", 2)])


def wkb_of(geometries: Sequence[dict[str, Any] | None]) -> tuple[list[Wkb], Shapes]:
    """Write GeoJSON geometries as WKB.

    Parameters
    ----------
    geometries : sequence of (dict or None)
        Good ones, from an `Event`.

    Returns
    -------
    list of (bytes or None)
        As ISO WKB. Where only some positions of a geometry have a height, the others get NaN.
    numpy.ndarray
        The same as Shapely's geometries.

    Examples
    --------
    >>> wkb, shapes = wkb_of([{"type": "Point", "coordinates": [68.78, 38.54]}, None])
    >>> geojson_of(wkb)
    [{'type': 'Point', 'coordinates': [68.78, 38.54]}, None]
    """
    shapes: Shapes = np.empty(len(geometries), dtype=object)
    for index, geometry in enumerate(geometries):
        if geometry is not None:
            shapes[index] = _shape(geometry)
    return list(shapely.to_wkb(shapes, flavor="iso")), shapes


def wkb_from(shapes: Shapes | None) -> list[Wkb]:
    """Write Shapely's geometries as WKB; an empty list for None."""
    return [] if shapes is None else list(shapely.to_wkb(shapes, flavor="iso"))


def shapes_array(shapes: Iterable[shapely.Geometry | None]) -> Shapes:
    """Put Shapely's geometries into an array, as they are."""
    listed = list(shapes)
    array: Shapes = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def points_wkb(positions: npt.NDArray[np.float64]) -> pa.BinaryArray:
    """Write positions as WKB points, without a geometry of Shapely's for each.

    Parameters
    ----------
    positions : numpy.ndarray
        Longitude and latitude of each, in degrees.

    Returns
    -------
    pyarrow.BinaryArray

    Examples
    --------
    >>> geojson_of(points_wkb(np.array([[68.78, 38.54]])).to_pylist())
    [{'type': 'Point', 'coordinates': [68.78, 38.54]}]
    """
    points = np.zeros(len(positions), _POINT)
    points["order"], points["kind"], points["at"] = 1, _CODES["Point"], positions
    return _binary(points)


def points_of(wkb: pa.BinaryArray) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Read the WKB points of a column, without a geometry of Shapely's for each.

    Parameters
    ----------
    wkb : pyarrow.BinaryArray
        Well-known binary, little or big end first; no null.

    Returns
    -------
    numpy.ndarray of bool
        Whether it is a point without a height, little end first.
    numpy.ndarray
        The longitude and latitude of each, in degrees; 0 for what is none.

    Examples
    --------
    >>> line = shapely.LineString([(68.6, 37.2), (68.7, 37.3)]).wkb
    >>> points_of(pa.array([line, shapely.Point(68.78, 38.54).wkb]))[1].tolist()
    [[0.0, 0.0], [68.78, 38.54]]
    """
    starts = np.frombuffer(wkb.buffers()[1] or b"", np.int32)[wkb.offset :][: len(wkb) + 1]
    found = np.diff(starts) == _POINT.itemsize
    data = np.frombuffer(wkb.buffers()[2] or b"", np.uint8)
    places = starts[:-1][found][:, None] + np.arange(_POINT.itemsize)
    points = np.ascontiguousarray(data[places]).view(_POINT)[:, 0]
    good = (points["order"] == 1) & (points["kind"] == _CODES["Point"])
    found[found] = good
    positions = np.zeros((len(wkb), 2))
    positions[found] = points["at"][good]
    return found, positions


def rings_wkb(rings: npt.NDArray[np.float64]) -> pa.BinaryArray:
    """Write closed rings of one length as WKB polygons.

    Parameters
    ----------
    rings : numpy.ndarray
        For each polygon its positions, of which the last is the first.

    Returns
    -------
    pyarrow.BinaryArray

    Examples
    --------
    >>> ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    >>> geojson_of(rings_wkb(np.array([ring])).to_pylist())[0]["coordinates"] == [ring]
    True
    """
    members = [("order", "u1"), ("kind", "<u4"), ("rings", "<u4"), ("count", "<u4")]
    polygons = np.zeros(len(rings), [*members, ("at", "<f8", rings.shape[1:])])
    polygons["order"], polygons["kind"], polygons["rings"] = 1, _CODES["Polygon"], 1
    polygons["count"], polygons["at"] = rings.shape[1], rings
    return _binary(polygons)


def _binary(records: npt.NDArray[np.void]) -> pa.BinaryArray:
    ends = np.arange(len(records) + 1, dtype=np.int32) * records.itemsize
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(records)]
    return pa.BinaryArray.from_buffers(pa.binary(), len(records), buffers)


def geojson_of(wkb: Sequence[Wkb]) -> list[Any]:
    """Write WKB as GeoJSON geometries.

    Parameters
    ----------
    wkb : sequence of (bytes or None)
        Perhaps broken.

    Returns
    -------
    list
        A geometry, None for None, or a text that tells that it is broken.
    """
    shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    texts = shapely.to_geojson(shapes)
    return [
        None if raw is None else "broken WKB" if text is None else json.loads(text)
        for raw, text in zip(wkb, texts, strict=True)
    ]


def _shape(geometry: dict[str, Any]) -> shapely.Geometry:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return shapely.Point(coordinates)
    if len(set(dimensions(coordinates))) > 1:
        # Shapely would close a ring once more, since NaN does not equal NaN.
        return shapely.from_wkb(_encode(kind, coordinates))
    return shape(geometry)


def dimensions(coordinates: Any) -> Iterator[int]:
    """Count the members of each position of a GeoJSON geometry.

    Examples
    --------
    >>> list(dimensions([[68.6, 37.2], [68.7, 37.3, 400]]))
    [2, 3]
    """
    if isinstance(coordinates[0], list):
        for part in coordinates:
            yield from dimensions(part)
    else:
        yield len(coordinates)


def _encode(kind: str, coordinates: Any) -> bytes:
    """Write a geometry of three dimensions as ISO WKB, little end first."""
    head = struct.pack("<BI", 1, _Z + _CODES[kind])
    if kind.startswith("Multi"):
        parts = [_encode(kind.removeprefix("Multi"), part) for part in coordinates]
        return head + struct.pack("<I", len(parts)) + b"".join(parts)
    if kind == "Polygon":
        return head + struct.pack("<I", len(coordinates)) + b"".join(map(_run, coordinates))
    return head + (_position(coordinates) if kind == "Point" else _run(coordinates))


def _run(positions: Any) -> bytes:
    return struct.pack("<I", len(positions)) + b"".join(map(_position, positions))


def _position(position: Any) -> bytes:
    return struct.pack("<3d", *[*position, math.nan][:3])


def distinct_values(column: pa.Array) -> pa.DictionaryArray:
    """Give a column as its distinct values and, for each row, which of them it has."""
    encoded = pa.types.is_dictionary(column.type)
    return column if encoded else column.dictionary_encode()


def used_values(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """Drop the distinct values that no row has.

    Examples
    --------
    >>> column = pa.array(["a", "b", "b"]).dictionary_encode()
    >>> used_values(column[1:]).dictionary.to_pylist()
    ['b']
    """
    encoded = column.indices.dictionary_encode()
    distinct = column.dictionary.take(encoded.dictionary)
    return pa.DictionaryArray.from_arrays(encoded.indices, distinct)
