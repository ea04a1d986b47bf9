"""The shape of what is known of a place: a GeoJSON geometry (RFC 7946), checked by hand.

Coordinates are (longitude, latitude) in degrees, EPSG:4326, with an optional height. Held to
the standard: the type, the nesting, finite numbers, ranges, the length of lines and rings,
closed rings. Not checked: whether an area crosses itself, and which way a ring runs.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

from events.model.limits import GEOMETRY_POSITIONS
from events.model.problems import Fault, FaultError, Words, quote_value

Position = tuple[float, ...]
"""(longitude, latitude) in degrees, and a height in metres where the file gives one."""

_MOST_FAULTS = 10
_LINE_POSITIONS = 2
_RING_POSITIONS = 4
_LONGITUDE, _LATITUDE = 180, 90
_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_TYPES = ", ".join(_DEPTHS)


@dataclass(frozen=True)
class Geometry:
    """A valid GeoJSON geometry.

    Parameters
    ----------
    type : str
        Point, MultiPoint, LineString, MultiLineString, Polygon or MultiPolygon.
    coordinates : tuple
        As in GeoJSON, lists turned to tuples.

    Examples
    --------
    >>> read_geometry({"type": "Point", "coordinates": [68.78, 38.54]}).bbox
    (68.78, 38.54, 68.78, 38.54)
    """

    type: str
    coordinates: tuple[Any, ...]

    @property
    def positions(self) -> Iterator[Position]:
        """Every position, in the order of the file."""
        flat: Any = [self.coordinates]
        for _ in range(_DEPTHS[self.type]):
            flat = chain.from_iterable(flat)
        return cast("Iterator[Position]", iter(flat))

    @property
    def points(self) -> tuple[Position, ...]:
        """The points of a Point or MultiPoint; empty for lines and areas."""
        return tuple(self.positions) if self.type in ("Point", "MultiPoint") else ()

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees.

        A geometry across the antimeridian, which RFC 7946 asks to cut there, spans the world.
        """
        positions = list(self.positions)
        longitudes = [position[0] for position in positions]
        latitudes = [position[1] for position in positions]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)

    def as_geojson(self) -> dict[str, Any]:
        """Give the geometry as JSON members, tuples turned back to lists."""
        return {"type": self.type, "coordinates": _lists(self.coordinates)}


def trusted_geometry(value: dict[str, Any]) -> Geometry:
    """Take a geometry that was checked before, without a second look.

    Parameters
    ----------
    value : dict
        A GeoJSON geometry.

    Returns
    -------
    Geometry

    Examples
    --------
    >>> trusted_geometry({"type": "Point", "coordinates": [68.78, 38.54]}).points
    ((68.78, 38.54),)
    """
    return Geometry(value["type"], _tuples(value["coordinates"]))


def read_geometry(value: object) -> Geometry | None:
    """Check a geometry.

    Parameters
    ----------
    value : object
        The ``geometry`` member of a feature, as JSON gives it; None for no honest place.

    Returns
    -------
    Geometry or None

    Raises
    ------
    FaultError
        With one fault for each broken rule, ten at most.

    Examples
    --------
    >>> read_geometry({"type": "Point", "coordinates": [38.5, 168.7]})
    Traceback (most recent call last):
        ...
    events.model.problems.FaultError: found [38.5, 168.7], expected latitude from -90 to 90
    """
    if value is None or isinstance(value, Geometry):
        return value
    if not isinstance(value, dict):
        raise FaultError(Fault("", value, "a GeoJSON geometry or null"))
    kind = value.get("type")
    if kind == "GeometryCollection":
        hint = "Give each part an event of its own, or use one of the Multi types."
        raise FaultError(Fault("type", kind, f"one of {_TYPES}", hint))
    if not isinstance(kind, str) or kind not in _DEPTHS:
        raise FaultError(Fault("type", kind, f"one of {_TYPES}"))
    coordinates, depth = value.get("coordinates"), _DEPTHS[kind]
    count = _count_positions(coordinates, depth)
    if count > GEOMETRY_POSITIONS:
        found = Words(f"{count:,} positions")
        raise FaultError(Fault("coordinates", found, f"at most {GEOMETRY_POSITIONS:,}"))
    faults: list[Fault] = []
    read = _read_nested(coordinates, "coordinates", kind, depth, faults)
    if faults:
        raise FaultError(*faults[:_MOST_FAULTS])
    return Geometry(kind, cast("tuple[Any, ...]", read))


def _count_positions(value: object, depth: int) -> int:
    if depth == 0 or not isinstance(value, list):
        return 1
    if depth == 1:
        return len(value)
    return sum(_count_positions(part, depth - 1) for part in value)


def _read_nested(
    value: object, field: str, kind: str, depth: int, faults: list[Fault]
) -> tuple[object, ...]:
    """Read coordinates nested `depth` lists above their positions; add what is wrong."""
    if depth == 0:
        return _read_position(value, field, faults)
    if not isinstance(value, list) or not value:
        faults.append(Fault(field, value, f"the coordinates of a {kind}, nested lists"))
        return ()
    parts = tuple(
        _read_nested(part, f"{field}[{index}]", kind, depth - 1, faults)
        for index, part in enumerate(value)
    )
    if depth == 1:
        faults.extend(_faults_of_length(parts, field, kind))
    return parts


def _read_position(value: object, field: str, faults: list[Fault]) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) not in (2, 3) or not all(map(_is_number, value)):
        faults.append(Fault(field, value, "a position [longitude, latitude]"))
        return ()
    longitude, latitude = value[:2]
    if not all(map(math.isfinite, value)):
        faults.append(Fault(field, value, "finite numbers"))
    elif abs(longitude) > _LONGITUDE:
        expected = f"longitude from -{_LONGITUDE} to {_LONGITUDE}"
        faults.append(Fault(field, value, expected, _guess(longitude, latitude)))
    elif abs(latitude) > _LATITUDE:
        expected = f"latitude from -{_LATITUDE} to {_LATITUDE}"
        faults.append(Fault(field, value, expected, _guess(longitude, latitude)))
    return tuple(value)


def _guess(longitude: float, latitude: float) -> str:
    """Name what most often lies behind coordinates out of range."""
    if max(abs(longitude), abs(latitude)) > 2 * _LONGITUDE:
        return "These look like metres: write degrees (EPSG:4326)."
    if abs(longitude) <= _LATITUDE:
        return "Latitude and longitude look swapped: longitude comes first."
    return ""


def _faults_of_length(parts: tuple[Any, ...], field: str, kind: str) -> Iterator[Fault]:
    count = len(parts)
    counted = Words(f"{count} position{'' if count == 1 else 's'}")
    if kind.endswith("Polygon"):
        if count < _RING_POSITIONS:
            yield Fault(field, counted, "a closed ring of at least 4")
        elif parts[0] != parts[-1]:
            expected = f"the ring closed by its first position {quote_value(list(parts[0]))}"
            yield Fault(f"{field}[{count - 1}]", list(parts[-1]), expected)
    elif kind.endswith("LineString") and count < _LINE_POSITIONS:
        yield Fault(field, counted, "a line of at least 2")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _tuples(coordinates: Any) -> Any:
    if isinstance(coordinates, list):
        return tuple([_tuples(part) for part in coordinates])
    return coordinates


def _lists(coordinates: Any) -> Any:
    if isinstance(coordinates, tuple):
        return [_lists(part) for part in coordinates]
    return coordinates
