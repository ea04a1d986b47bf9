"""Shapes that a person chooses on the map: a stretch of the border, a drawn region, several places.

Knows nothing of events.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

import shapely

from geodata.named_places import drawn_shape, load_gazetteer

Point = Sequence[float]
"""Longitude and latitude in degrees."""

BESIDE_KM = 10
"""How far from the border a town lies at most by which a stretch of it is named."""

_REGION_DECIMALS = 1  # of degrees: some 10 km, which is all that a region's name tells
_POINT_DECIMALS = 2  # about a kilometre
_LEAST_CORNERS = 3
_KM = 6371.0088 * math.pi / 180  # of a degree of latitude, on a sphere of the Earth's mean radius


@dataclass(frozen=True)
class BorderTown:
    """A town by the border.

    Attributes
    ----------
    name
        In English.
    position
        Longitude and latitude in degrees.
    along_km
        Where on the border it is, from its western end.
    """

    name: str
    position: tuple[float, float]
    along_km: float


@lru_cache(maxsize=1)
def border_towns() -> tuple[BorderTown, ...]:
    """Return the towns within `BESIDE_KM` of the border, from its west to its east.

    Examples
    --------
    >>> [town.name for town in border_towns()][:2]
    ['Panji Poyon', 'Sherkhan Bandar']
    """
    line = _flat_border()
    found = []
    for place in load_gazetteer():
        if place.position and {"AF", "TJ"} >= set(place.countries):
            point = _flat(place.position)
            if border_distance_km(place.position) <= BESIDE_KM:
                found.append(BorderTown(place.name, place.position, line.project(point) * _KM))
    return tuple(sorted(found, key=lambda town: town.along_km))


def border_distance_km(position: Point) -> float:
    """Measure how far a position lies from the border."""
    return float(_flat_border().distance(_flat(position)) * _KM)


def border_stretch(one: Point, other: Point) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    """Cut a stretch out of the border, between what lies nearest to two points.

    Parameters
    ----------
    one, other
        The points.

    Returns
    -------
    tuple or None
        A GeoJSON line, of the border's own positions, and the names of the towns that are
        nearest to its ends, from west to east; one where it is the same. None where both points
        lie beside one position of the border.

    Examples
    --------
    >>> line, towns = border_stretch((68.5, 37.2), (71.5, 37.5))
    >>> line["type"], towns
    ('LineString', ('Panji Poyon', 'Khorugh'))
    """
    flat, coordinates = _flat_border(), _border()["coordinates"]
    first, last = sorted(flat.project(_flat(point)) for point in (one, other))
    chosen = [point for point, at in zip(coordinates, _along(), strict=True) if first <= at <= last]
    if len(chosen) < 2:
        return None
    nearest = (
        min(border_towns(), key=lambda town: abs(town.along_km - end * _KM)).name
        for end in (first, last)
    )
    return {"type": "LineString", "coordinates": chosen}, tuple(dict.fromkeys(nearest))


def drawn_region(corners: Sequence[Point]) -> dict[str, Any] | None:
    """Make an area of corners that a person has drawn, never more exact than a tenth of a degree.

    Parameters
    ----------
    corners
        In their order.

    Returns
    -------
    dict or None
        A GeoJSON polygon; None where its sides cross, or nothing is left of it at that grain.

    Examples
    --------
    >>> drawn_region([(68.04, 36.01), (70.11, 36.0), (69.0, 37.48)])["coordinates"][0][0]
    [68.0, 36.0]
    >>> drawn_region([(68.01, 36.0), (68.02, 36.0), (68.0, 36.04)])
    """
    rounded = [[round(degrees, _REGION_DECIMALS) for degrees in corner] for corner in corners]
    ring = [point for at, point in enumerate(rounded) if point != rounded[at - 1]]
    if len(ring) < _LEAST_CORNERS:
        return None
    shape = shapely.Polygon(ring)
    if not shape.is_valid or not shape.area:
        return None
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def drawn_point(position: Point) -> dict[str, Any]:
    """Make a point that a person has set, to a hundredth of a degree."""
    coordinates = [round(degrees, _POINT_DECIMALS) for degrees in position]
    return {"type": "Point", "coordinates": coordinates}


def joined_shape(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Make one shape of two points or areas, their coordinates as they are.

    Examples
    --------
    >>> joined_shape(drawn_point((68.8, 37.8)), drawn_point((68.9, 36.7)))["coordinates"]
    [[68.8, 37.8], [68.9, 36.7]]
    """
    kind = f"Multi{one['type'].removeprefix('Multi')}"
    parts = (
        part["coordinates"] if part["type"].startswith("Multi") else [part["coordinates"]]
        for part in (one, other)
    )
    return {"type": kind, "coordinates": [each for part in parts for each in part]}


def _border() -> dict[str, Any]:
    shape = drawn_shape(next(one for one in load_gazetteer() if one.precision == "border"))
    return shape or {}


@lru_cache(maxsize=1)
def _flat_border() -> shapely.LineString:
    return shapely.LineString([_flat(point).coords[0] for point in _border()["coordinates"]])


@lru_cache(maxsize=1)
def _along() -> tuple[float, ...]:
    """Return how far along the border each of its positions is, in degrees of latitude."""
    steps = map(math.dist, _flat_border().coords[:-1], _flat_border().coords[1:])
    return tuple(accumulate(steps, initial=0.0))


def _flat(point: Point) -> shapely.Point:
    """Lay a point on a plane in degrees of latitude, true along the border's middle."""
    return shapely.Point(point[0] * math.cos(math.radians(37.5)), point[1])
