"""Which geometries of a column are surely good as they stand."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from shapely import GeometryType

from events.model.distinct_dates import Mask
from events.model.limits import GEOMETRY_POSITIONS
from events.model.wkb import Shapes, points_of

_AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_KINDS = (
    GeometryType.POINT,
    GeometryType.MULTIPOINT,
    GeometryType.LINESTRING,
    GeometryType.MULTILINESTRING,
    *_AREAS,
)
_MOST_EAST, _MOST_NORTH = 180, 90  # degrees
_LINE_POSITIONS, _RING_POSITIONS = 2, 4


class ShapeReader:
    """Reads geometries; the same ones a second time at once, as the batches of a file bring them.

    Examples
    --------
    >>> pair = pa.array([shapely.Point(68.78, 38.54).wkb, shapely.Point(38.54, 168.78).wkb])
    >>> shapes, good = ShapeReader().read(pair)
    >>> good
    array([ True, False])
    """

    def __init__(self) -> None:
        self._wkb = pa.array([], pa.binary())
        self._read = _read_shapes(self._wkb)

    def read(self, wkb: pa.BinaryArray) -> tuple[Shapes, Mask]:
        """Read geometries and mark the good ones.

        Parameters
        ----------
        wkb : pyarrow.BinaryArray
            Well-known binary, perhaps broken; no null.

        Returns
        -------
        numpy.ndarray
            Shapely's geometries; None where the binary is broken.
        numpy.ndarray of bool
            True where `events.model.geometry.read_geometry` takes the same as GeoJSON, and
            `events.model.wkb.wkb_of` makes the same binary of that.
        """
        if not wkb.equals(self._wkb):
            self._wkb, self._read = wkb, _read_shapes(wkb)
        return self._read


def valid_shapes(wkb: pa.BinaryArray) -> Mask:
    """Mark the geometries of a column that are good, and null.

    Examples
    --------
    >>> valid_shapes(pa.array([shapely.Point(68.78, 38.54).wkb, None, b"no geometry"]))
    array([ True,  True, False])
    """
    encoded = wkb.dictionary_encode()
    pointed, positions = points_of(encoded.dictionary)
    east, north = np.abs(positions).T
    good: Mask = (east <= _MOST_EAST) & (north <= _MOST_NORTH)
    _, good[~pointed] = _read_shapes(encoded.dictionary.filter(pa.array(~pointed)))
    found: Mask = np.append(good, True)[pc.fill_null(encoded.indices, -1).to_numpy()]
    return found


def _read_shapes(wkb: pa.BinaryArray) -> tuple[Shapes, Mask]:
    raw = wkb.to_numpy(zero_copy_only=False)
    shapes: Shapes = shapely.from_wkb(raw, on_invalid="ignore")
    kinds = shapely.get_type_id(shapes)
    good = np.isin(kinds, _KINDS) & ~shapely.is_empty(shapes) & _positions_are_good(shapes)
    parted = np.flatnonzero(good & (kinds != GeometryType.POINT))
    good[parted] = _parts_are_good(shapes[parted])
    good[good] = shapely.to_wkb(shapes[good], flavor="iso") == raw[good]
    return shapes, good


def _positions_are_good(shapes: Shapes) -> Mask:
    """Check that positions are finite, in range and not too many, all or none with a height."""
    coordinates, owners = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    heights = shapely.has_z(shapes)
    # Of a ring with heights also the last height would have to be the first.
    good = ~(heights & np.isin(shapely.get_type_id(shapes), _AREAS))
    good &= shapely.get_num_coordinates(shapes) <= GEOMETRY_POSITIONS
    longitude, latitude, height = coordinates.T
    in_range = (np.abs(longitude) <= _MOST_EAST) & (np.abs(latitude) <= _MOST_NORTH)
    in_range &= np.isfinite(height) | ~heights[owners]
    good[owners[~in_range]] = False
    return good


def _parts_are_good(shapes: Shapes) -> Mask:
    """Check that no part is empty, and that lines and rings are long enough."""
    good = np.ones(len(shapes), dtype=bool)
    parts, owners = shapely.get_parts(shapes, return_index=True)
    kinds = shapely.get_type_id(parts)
    short = (kinds == GeometryType.LINESTRING) & (shapely.get_num_points(parts) < _LINE_POSITIONS)
    good[owners[short | shapely.is_empty(parts)]] = False
    areas = np.flatnonzero(kinds == GeometryType.POLYGON)
    rings, of_areas = shapely.get_rings(parts[areas], return_index=True)
    small = shapely.get_num_points(rings) < _RING_POSITIONS
    good[owners[areas[of_areas[small]]]] = False
    return good
