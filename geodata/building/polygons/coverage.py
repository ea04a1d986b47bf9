"""Polygons that share their edges exactly: snapping, noding, assigning, simplifying.

A map on which neighbours leave gaps or overlap looks cheap, and "which district is this point
in" then has two answers or none. So every polygon layer here is cut from one set of lines:
all rings are snapped to one grid and noded together, the faces between them are each given to
one owner, and simplification only ever drops vertices of the shared edges.

Coordinates are (longitude, latitude) in degrees, WGS 84.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

GRID_DEGREES = 1e-4
"""Every vertex lies on this grid: 11 m north-south, 9 m east-west at 37.5° N."""

DECIMALS = 4
"""Decimals that write a vertex of the grid exactly."""

METRES_PER_DEGREE = 111_195.0
"""One degree of a great circle on a sphere of 6,371.0 km."""

MIDDLE_LATITUDE = 37.5
"""Latitude of the middle of the region, at which east-west lengths are measured here."""

Segments = set[tuple[tuple[float, float], tuple[float, float]]]
Owner = Callable[[BaseGeometry], str | None]


def snap(geometry: BaseGeometry) -> BaseGeometry:
    """Put every vertex on the grid.

    Examples
    --------
    >>> snap(shapely.Point(70.123456, 37.98768)).wkt
    'POINT (70.1235 37.9877)'
    """
    return shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))


def to_metres(geometry: Any) -> Any:
    """Scale degrees to metres at `MIDDLE_LATITUDE` (for lengths, not for drawing)."""
    east = METRES_PER_DEGREE * np.cos(np.radians(MIDDLE_LATITUDE))
    return shapely.transform(geometry, lambda xy: xy * np.array([east, METRES_PER_DEGREE]))


def to_degrees(geometry: Any) -> Any:
    """Undo `to_metres` and put the vertices back on the grid, exactly.

    Examples
    --------
    >>> to_degrees(to_metres(shapely.Point(70.1235, 37.9877))).wkt
    'POINT (70.1235 37.9877)'
    """
    east = METRES_PER_DEGREE * np.cos(np.radians(MIDDLE_LATITUDE))
    return shapely.transform(
        geometry,
        lambda xy: np.round(xy / np.array([east, METRES_PER_DEGREE]), DECIMALS),
    )


def cut_faces(lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the faces between lines that are noded together on the grid.

    Parameters
    ----------
    lines
        Rings and lines in degrees; they may cross, touch and coincide.

    Returns
    -------
    list of Polygon
        Faces in a fixed order (by their bounds), so that a second run gives the same file.
    """
    noded = shapely.union_all(
        np.array([snap(line) for line in lines], dtype=object), grid_size=GRID_DEGREES
    )
    cut = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    faces: list[BaseGeometry] = [shapely.normalize(snap(face)) for face in cut]
    return sorted(faces, key=lambda face: (face.bounds, face.wkt))


def assign_faces(faces: Sequence[BaseGeometry], owner: Owner) -> dict[str, BaseGeometry]:
    """Give each face to an owner and merge what one owner has.

    Parameters
    ----------
    faces
        Faces from `cut_faces`.
    owner
        Takes a point inside a face; returns the owner's id, or None to drop the face.

    Returns
    -------
    dict
        One polygon or multipolygon an owner, in the order of the ids.
    """
    shares: dict[str, list[BaseGeometry]] = {}
    for face in faces:
        name = owner(shapely.point_on_surface(face))
        if name is not None:
            shares.setdefault(name, []).append(face)
    return {name: merge(shares[name]) for name in sorted(shares)}


def merge(polygons: Sequence[BaseGeometry]) -> BaseGeometry:
    """Merge polygons of one coverage without moving or adding a vertex."""
    return shapely.normalize(shapely.coverage_union_all(np.array(polygons, dtype=object)))


def simplify_coverage(
    coverage: Mapping[str, BaseGeometry], tolerance_metres: float, *, outline: bool = True
) -> dict[str, BaseGeometry]:
    """Drop vertices of shared edges, the same ones on both sides.

    Parameters
    ----------
    coverage
        Polygons that share their edges exactly.
    tolerance_metres
        Side of the square whose area is the smallest triangle kept (Visvalingam-Whyatt).
    outline
        Whether edges that only one polygon has are simplified as well.

    Returns
    -------
    dict
        The same ids, on the same grid, still a coverage.
    """
    before = np.array([to_metres(polygon) for polygon in coverage.values()], dtype=object)
    after = shapely.coverage_simplify(before, tolerance_metres, simplify_boundary=outline)
    return {
        name: shapely.normalize(to_degrees(polygon))
        for name, polygon in zip(coverage, after, strict=True)
    }


def segments(polygon: BaseGeometry) -> Segments:
    """Return the undirected segments of a polygon's rings, each with its ends in order.

    Segments of one coverage compare exactly: an edge that two polygons share is the same segment
    in both, so set operations on lines are set operations on segments.

    Examples
    --------
    >>> sorted(segments(shapely.box(0, 0, 1, 1)))[0]
    ((0.0, 0.0), (0.0, 1.0))
    """
    found: Segments = set()
    for ring in shapely.get_rings(shapely.get_parts(polygon)):
        found |= segments_of_line(ring)
    return found


def segments_of_line(line: BaseGeometry) -> Segments:
    """Return the undirected segments of one line or ring."""
    points = [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]
    pairs = itertools.pairwise(points)
    return {(start, end) if start < end else (end, start) for start, end in pairs}


def lines_of(parts: Segments) -> list[shapely.LineString]:
    """Chain segments to the longest lines that have no branch, in a fixed order."""
    if not parts:
        return []
    chained = shapely.line_merge(shapely.MultiLineString(sorted(parts)))
    lines = [shapely.normalize(line) for line in shapely.get_parts(chained)]
    return sorted(lines, key=lambda line: (line.bounds, line.wkt))
