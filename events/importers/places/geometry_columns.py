"""The geometries of many rows, without an object for each point.

Most rows of a data set are points, and many of the others share a shape. So rows pick what is
drawn for them, and well-known binary is written for all at once.
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import shapely

from events.importers.columns.cells import Numbers
from events.importers.columns.groups import Indices
from events.model.distinct_dates import Mask
from events.model.wkb import Shapes, points_wkb, rings_wkb, shapes_array

_NO_RINGS = np.zeros((0, 4, 2))


@dataclass
class Drawings:
    """What is drawn for each row of some.

    Parameters
    ----------
    positions : numpy.ndarray of float
        The longitude and latitude of each row, in degrees; NaN where there is none.

    Attributes
    ----------
    rings : numpy.ndarray of float
        Rings of one length that rows may share, each a polygon.
    shapes : numpy.ndarray
        Other geometries that rows may share, as Shapely's.

    Examples
    --------
    >>> drawings = Drawings(np.array([[68.0, 37.0], [69.0, 38.0], [np.nan, np.nan]]))
    >>> drawings.draw_points(np.array([True, True, False]))
    >>> drawings.missing().tolist()
    [False, False, True]
    >>> [shape.wkt for shape in drawings.extents(np.array([True, True, False]))]
    ['POINT (68 37)', 'POINT (69 38)']
    """

    positions: Numbers
    rings: Numbers = field(default_factory=lambda: _NO_RINGS)
    shapes: Shapes = field(default_factory=lambda: np.zeros(0, dtype=object))

    def __post_init__(self) -> None:
        size = len(self.positions)
        self._pointed: Mask = np.zeros(size, bool)
        self._ring: Indices = np.full(size, -1)
        self._shape: Indices = np.full(size, -1)

    def draw_points(self, rows: Mask) -> None:
        """Draw rows as points where they lie."""
        self._pointed = rows

    def draw_rings(self, rows: Mask, rings: Numbers, picked: Indices) -> None:
        """Draw rows as rings, of which each picks one; -1 is none."""
        self.rings, self._ring[rows] = rings, picked

    def draw_shapes(self, rows: Mask, shapes: Shapes, picked: Indices) -> None:
        """Draw rows as other shapes, of which each picks one; -1 is none."""
        known = picked >= 0
        self._shape[np.flatnonzero(rows)[known]] = picked[known] + len(self.shapes)
        self.shapes = np.concatenate([self.shapes, shapes])

    @property
    def pointed(self) -> Mask:
        """Which rows are drawn as points where they lie."""
        found: Mask = self._pointed & (self._ring < 0) & (self._shape < 0)
        return found

    def missing(self) -> Mask:
        """Find the rows for which nothing is drawn."""
        found: Mask = ~self._pointed & (self._ring < 0) & (self._shape < 0)
        return found

    def wkb(self) -> pa.Array:
        """Write the geometry of each row as well-known binary, null where there is none.

        Returns
        -------
        pyarrow.BinaryArray or pyarrow.DictionaryArray
            The second where shapes may be shared, since an outline takes much memory.
        """
        points = points_wkb(self.positions)
        if self._pointed.all():
            return points
        picked = np.where(self._pointed, np.arange(len(points)), -1)
        picked = np.where(self._ring < 0, picked, self._ring + len(points))
        picked = np.where(self._shape < 0, picked, self._shape + len(points) + len(self.rings))
        parts = [points, rings_wkb(self.rings)]
        parts.append(pa.array(shapely.to_wkb(self.shapes, flavor="iso"), pa.binary()))
        picks = pa.array(picked.astype(np.int32), mask=picked < 0)
        return pa.DictionaryArray.from_arrays(picks, pa.concat_arrays(parts))

    def extents(self, rows: Mask) -> Shapes:
        """Give a few shapes that together have the bounds and the kinds of what rows draw.

        Parameters
        ----------
        rows : numpy.ndarray of bool
            Which rows count.

        Returns
        -------
        numpy.ndarray
            Shapely's geometries.
        """
        found = []
        pointed = rows & self._pointed
        if pointed.any():
            east, north = (ends[pointed] for ends in self.positions.T)
            found += [
                shapely.Point(east.min(), north.min()),
                shapely.Point(east.max(), north.max()),
            ]
        used = np.zeros(len(self.rings), bool)
        used[self._ring[rows & (self._ring >= 0)]] = True
        if used.any():
            east, north = (ends[used] for ends in np.moveaxis(self.rings, 2, 0))
            found.append(shapely.box(east.min(), north.min(), east.max(), north.max()))
        others = np.unique(self._shape[rows & (self._shape >= 0)])
        return np.concatenate([shapes_array(found), self.shapes[others]])
