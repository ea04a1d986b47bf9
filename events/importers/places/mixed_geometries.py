"""Geometries of several parts: made one kind where that says no more than they do."""

from typing import Any

import numpy as np
import shapely

_TOGETHER: dict[int, Any] = {
    shapely.GeometryType.POINT: shapely.multipoints,
    shapely.GeometryType.LINESTRING: shapely.multilinestrings,
    shapely.GeometryType.POLYGON: shapely.multipolygons,
}
_KINDS = [kind.name.title() for kind in sorted(shapely.GeometryType)][1:]


def unite(collection: shapely.Geometry) -> shapely.Geometry:
    """Make one geometry of points, lines or areas from a collection.

    Where the parts are of several kinds, and the areas hold all else (the point at which a label
    stands, an area's own border), or the lines all points, the areas or lines are what is known.

    Parameters
    ----------
    collection : shapely.GeometryCollection
        The parts, in degrees.

    Returns
    -------
    shapely.Geometry
        The collection itself where its parts are of several kinds and lie apart.

    Examples
    --------
    >>> text = "GEOMETRYCOLLECTION (POINT (1 1), POLYGON ((0 0, 3 0, 3 3, 0 0)))"
    >>> unite(shapely.from_wkt(text))
    <MULTIPOLYGON (((0 0, 3 0, 3 3, 0 0)))>
    >>> unite(shapely.from_wkt("GEOMETRYCOLLECTION (POINT (9 9), LINESTRING (0 0, 3 3))"))
    <GEOMETRYCOLLECTION (POINT (9 9), LINESTRING (0 0, 3 3))>
    """
    parts = _parts(collection)
    kinds = shapely.get_type_id(parts)
    if not len(parts) or not set(kinds.tolist()) <= _TOGETHER.keys():
        return collection
    most = int(kinds.max())
    united: shapely.Geometry = _TOGETHER[most](parts[kinds == most])
    try:
        held = shapely.covers(united, parts[kinds < most]).all()
    except shapely.errors.GEOSException:  # such as an area that crosses itself
        return collection
    return united if held else collection


def kinds_of(collection: shapely.Geometry) -> str:
    """Name the kinds of a collection's parts.

    Examples
    --------
    >>> kinds_of(shapely.from_wkt("GEOMETRYCOLLECTION (POINT (9 9), LINESTRING (0 0, 3 3))"))
    'Linestring, Point'
    """
    kinds = {_KINDS[kind] for kind in shapely.get_type_id(_parts(collection)).tolist()}
    return ", ".join(sorted(kinds)) or "nothing"


def _parts(geometry: shapely.Geometry) -> Any:
    """Take a geometry apart until no part has parts."""
    parts = shapely.get_parts([geometry])
    several = shapely.get_type_id(parts) > shapely.GeometryType.POLYGON
    if not several.any():
        return parts
    parted = zip(parts, several.tolist(), strict=True)
    return np.concatenate([_parts(part) if more else [part] for part, more in parted])
