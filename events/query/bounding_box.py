"""Which events lie in a box of the map, by their own shape.

OGC API – Features – Part 1: Core 1.0.1 (OGC 17-069r4), requirement ``/req/core/fc-bbox-response``:
a box takes the features whose geometry meets it, and those that have none.
"""

from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from events.model.distinct_dates import Mask
from events.query.columns.spatial_index import Places
from events.query.event_table import Table

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west is greater than east across the antimeridian."""

_AT_ONCE = 500  # shapes that are read together: as many as a store remembers


def in_box(table: Table, box: Box) -> Mask:
    """Say which events a box takes: those whose shape meets it, and those without a place.

    A shape is read only where the box around it can't tell: where it is partly in `box`.

    Parameters
    ----------
    table : Table
        The events.
    box : tuple of float
        West, south, east, north in degrees, edges included.

    Returns
    -------
    numpy.ndarray of bool
        True or False for each row.

    Examples
    --------
    >>> from events.model.event import Event
    >>> from events.store.memory import EventTable
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> in_box(EventTable([event]), (68, 36, 69, 37)).tolist()
    [True]
    """
    columns = table.columns
    halves = _halves(box)
    found: Mask = ~columns["located"] | _touches(columns, halves)
    areas = [_area(half) for half in halves]
    outlines = columns.runs.shapes
    partly = np.flatnonzero(_touches(outlines, halves) & ~_inside(outlines, halves))
    for start in range(0, len(partly), _AT_ONCE):
        some = partly[start : start + _AT_ONCE]
        keys = outlines["shape"][some].tolist()
        read = table.geometries(keys)
        apart = ~_meets([read[key] for key in keys], areas)
        found[columns.runs.of_shapes(some[apart])[0]] = False
    spread = columns.runs.spread
    places = {name: columns[name][spread] for name in ("west", "south", "east", "north")}
    partly = spread[_touches(places, halves) & ~_inside(places, halves)]
    for start in range(0, len(partly), _AT_ONCE):
        some = partly[start : start + _AT_ONCE]
        events = table.brief(some.tolist())
        apart = ~_meets([event.geometry.as_geojson() for event in events if event.geometry], areas)
        found[some[apart]] = False
    return found


def _halves(box: Box) -> list[Box]:
    """Give a box that crosses the antimeridian as the two boxes that it is."""
    west, south, east, north = box
    if west <= east:
        return [box]
    return [(west, south, 180.0, north), (-180.0, south, east, north)]


def _touches(places: Places, boxes: list[Box]) -> Mask:
    """Say which boxes around shapes have a place in common with one of some boxes."""
    found: Mask = np.zeros(len(places["west"]), np.bool_)
    for west, south, east, north in boxes:
        across = (places["east"] >= west) & (places["west"] <= east)
        found |= across & (places["north"] >= south) & (places["south"] <= north)
    return found


def _inside(places: Places, boxes: list[Box]) -> Mask:
    """Say which boxes around shapes lie wholly in one of some boxes."""
    found: Mask = np.zeros(len(places["west"]), np.bool_)
    for west, south, east, north in boxes:
        across = (places["west"] >= west) & (places["east"] <= east)
        found |= across & (places["south"] >= south) & (places["north"] <= north)
    return found


def _area(box: Box) -> shapely.Geometry:
    """Give a box as a polygon, or as the line or the point to which it is narrowed."""
    west, south, east, north = box
    return shapely.envelope(shapely.LineString([(west, south), (east, north)]))


def _meets(geometries: list[dict[str, Any]], areas: list[shapely.Geometry]) -> Mask:
    """Say which geometries meet one of some areas."""
    shapes = [shape(geometry) for geometry in geometries]
    found: Mask = np.logical_or.reduce([shapely.intersects(shapes, area) for area in areas])
    return found
