"""Which events lie in a box of the map, by their own shape.

OGC API – Features – Part 1: Core 1.0.1 (OGC 17-069r4), requirement ``/req/core/fc-bbox-response``:
a box takes the features whose geometry meets it, and those that have none.
"""

from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from events.model.distinct_dates import Mask
from events.query.columns.spatial_index import Places, Rows
from events.query.event_index import EventIndex
from events.query.event_table import Box, Table

AT_ONCE = 500
"""Shapes that are read together: as many as a store remembers."""


def rows_in_box(table: Table, index: EventIndex, box: Box) -> Mask:
    """Say which events a box takes: those whose shape meets it, and those without a place.

    A shape is read only where the box around it can't tell: where it is partly in `box`.

    Parameters
    ----------
    table : Table
        The events.
    index : EventIndex
        Their columns.
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
    >>> EventTable([event]).in_box((68, 36, 69, 37)).tolist()
    [True]
    """
    found: Mask = ~index["located"] | _touches(index, halves_of(box))
    outlines = index.runs.shapes
    partly = partly_in(outlines, box)
    for start in range(0, len(partly), AT_ONCE):
        some = partly[start : start + AT_ONCE]
        keys = outlines["shape"][some].tolist()
        read = table.geometries(keys)
        apart = apart_from([read[key] for key in keys], box)
        found[index.runs.of_shapes(some[apart])[0]] = False
    spread = index.runs.spread
    places = {name: index[name][spread] for name in ("west", "south", "east", "north")}
    partly = spread[partly_in(places, box)]
    for start in range(0, len(partly), AT_ONCE):
        some = partly[start : start + AT_ONCE]
        events = table.brief(some.tolist())
        found[
            some[
                apart_from([event.geometry.as_geojson() for event in events if event.geometry], box)
            ]
        ] = False
    return found


def partly_in(places: Places, box: Box) -> Rows:
    """Give the places of which the box around them can't tell whether they meet a box.

    Parameters
    ----------
    places : Places
        With the columns `west`, `south`, `east` and `north`, in degrees.
    box : tuple of float
        As of `rows_in_box`.
    """
    halves = halves_of(box)
    return np.flatnonzero(_touches(places, halves) & ~_inside(places, halves))


def apart_from(geometries: list[dict[str, Any]], box: Box) -> Mask:
    """Say which GeoJSON geometries do not meet a box."""
    shapes = [shape(geometry) for geometry in geometries]
    areas = map(_area, halves_of(box))
    met: Mask = np.logical_or.reduce([shapely.intersects(shapes, area) for area in areas])
    return ~met


def halves_of(box: Box) -> list[Box]:
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
