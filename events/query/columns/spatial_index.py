"""Which rows lie in a cell of the map, and which share an area, without a look at the others.

The rows are kept in an order in which those of any cell lie one after another, and so do those
of any area; a look at the map then touches what is in it, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from events.model.distinct_dates import Mask
from events.query.columns.mercator import GRID_BITS, interleaved, mercator_of, position_of

Column = npt.NDArray[Any]

Rows = npt.NDArray[np.integer[Any]]
"""The rows of a table, or places in an array of them."""

PLACES = (
    "located", "pointed", "west", "south", "east", "north", "longitude", "latitude", "x", "y",
    "shape",
)  # fmt: skip
"""The columns that say where an event is, as `events.query.query_schema.QUERY_SCHEMA` has them."""

MOST_CELLS = 1_000
"""The most cells of a view: a screen of 2,500 by 1,600 pixels has as many."""

CELL_PIXELS = 64
"""The side of a cell on the screen, in pixels."""

_TILE_PIXELS = 256  # the world's side at zoom 0, by convention
_FINEST = 18  # the finest level of cells: 153 m at the equator, two of its points in one place


class Places(Protocol):
    """The columns of places, by their names."""

    def __getitem__(self, name: str, /) -> Column:
        """Give a column."""


class Runs:
    """The rows that have a place, in runs.

    Parameters
    ----------
    places : dict of numpy.ndarray
        For each row what `PLACES` names.

    Attributes
    ----------
    spread : numpy.ndarray of int
        The rows with points in more than one place.
    shapes : dict of numpy.ndarray
        The columns of `places`, with one value for each area or line.
    """

    def __init__(self, places: Mapping[str, Column]) -> None:
        pointed = places["pointed"]
        points = np.flatnonzero(pointed).astype(np.int32)
        z = interleaved(*(places[name][points] for name in ("x", "y")))
        along = np.argsort(z, kind="stable")
        self._points, self._z = points[along], z[along]
        west, south, east, north = (places[name] for name in ("west", "south", "east", "north"))
        self.spread = np.flatnonzero(pointed & ((west != east) | (south != north)))
        areas = np.flatnonzero(places["located"] & ~pointed).astype(np.int32)
        codes, _ = pd.factorize(places["shape"][areas])
        self._areas = areas[np.argsort(codes, kind="stable")]
        self._lengths = np.bincount(codes)
        self._starts = np.cumsum(self._lengths) - self._lengths
        first = self._areas[self._starts]
        self.shapes = {name: column[first] for name, column in places.items()}

    def in_cells(self, x: Rows, y: Rows, level: int) -> tuple[Rows, Rows]:
        """Give the rows whose first point lies in cells.

        Parameters
        ----------
        x, y : numpy.ndarray of int
            The cells' numbers from west and from north.
        level : int
            The world is 2 to its power cells wide.

        Returns
        -------
        rows : numpy.ndarray of int
            Those of one cell after those of another, in the order of the cells.
        lengths : numpy.ndarray of int
            How many of them each cell has.
        """
        bits = 2 * (GRID_BITS - level)
        cells = interleaved(x, y)
        starts, ends = (np.searchsorted(self._z, (cells + step) << bits) for step in (0, 1))
        runs = [self._points[start:end] for start, end in zip(starts, ends, strict=True)]
        return np.concatenate([self._points[:0], *runs]), ends - starts

    def of_shapes(self, places: Rows) -> tuple[Rows, Rows]:
        """Give the rows that have an area or a line.

        Parameters
        ----------
        places : numpy.ndarray of int
            Of the areas and lines in `shapes`.

        Returns
        -------
        rows, lengths
            As of `in_cells`.
        """
        lengths = self._lengths[places]
        return self._areas.take(_ranges(self._starts[places], lengths)), lengths


@dataclass(frozen=True)
class Window:
    """A view of the map, widened to whole cells.

    Parameters
    ----------
    level : int
        The world is 2 to its power cells wide.
    west, north, east, south : int
        The numbers of its first and last cells, from west and from north.
    """

    level: int
    west: int
    north: int
    east: int
    south: int

    @property
    def shift(self) -> int:
        """How many grid steps a cell is wide, as a power of 2."""
        return GRID_BITS - self.level

    def cells(self) -> tuple[Rows, Rows]:
        """Give the numbers of the cells from west and from north."""
        x, y = np.arange(self.west, self.east + 1), np.arange(self.north, self.south + 1)
        return np.tile(x, len(y)), np.repeat(y, len(x))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of its cells, in degrees."""
        step = 1 << self.shift
        west, north = position_of(self.west * step, self.north * step)
        east, south = position_of((self.east + 1) * step, (self.south + 1) * step)
        # What lies beyond the square of Web Mercator is on its edge.
        north = 90.0 if self.north == 0 else north
        south = -90.0 if self.south == (1 << self.level) - 1 else south
        return west, south, east, north

    def holds(self, places: Places) -> Mask:
        """Say which places are in view: a point, or the box of points or of an area."""
        west, south, east, north = self.box
        # A point on the edge belongs to one cell alone.
        one = (places["west"] == places["east"]) & (places["south"] == places["north"])
        across = (places["east"] >= west) & (places["west"] <= east)
        meets: Mask = across & (places["north"] >= south) & (places["south"] <= north)
        held: Mask = (one & self.has_home(places)) | (~one & meets)
        return held

    def has_home(self, places: Places) -> Mask:
        """Say which places have their first point, or their middle, in one of the cells."""
        step = 1 << self.shift
        x, y = places["x"], places["y"]
        across = (x >= self.west * step) & (x < (self.east + 1) * step)
        inside: Mask = across & (y >= self.north * step) & (y < (self.south + 1) * step)
        return inside


def window_of(bbox: tuple[float, float, float, float], zoom: float) -> Window:
    """Widen a view to whole cells, as fine as leaves few enough of them.

    Parameters
    ----------
    bbox : tuple of float
        West, south, east, north in degrees; west is greater than east across the antimeridian,
        where the view is widened to all longitudes.
    zoom : float
        The map's zoom: the world is 256 pixels wide at 0, and twice as wide at each next one.
    """
    west, south, east, north = bbox
    if west > east:
        west, east = -180.0, 180.0
    left, top = mercator_of(west, north)
    right, bottom = mercator_of(east, south)
    wanted = round(zoom) + (_TILE_PIXELS // CELL_PIXELS).bit_length() - 1
    for level in range(min(wanted, _FINEST), -1, -1):
        shift = GRID_BITS - level
        window = Window(level, left >> shift, top >> shift, right >> shift, bottom >> shift)
        across, down = window.east - window.west + 1, window.south - window.north + 1
        if across * down <= MOST_CELLS:
            return window
    return window


def rows_in_view(runs: Runs, columns: Places, window: Window) -> Rows:
    """Give the rows that are in view, as `Window.holds` says.

    Parameters
    ----------
    runs : Runs
        All rows.
    columns : Places
        The columns of places of all rows.
    window : Window
        The view.
    """
    points, _ = runs.in_cells(*window.cells(), window.level)
    areas, _ = runs.of_shapes(np.flatnonzero(window.holds(runs.shapes)))
    spread = {name: columns[name][runs.spread] for name in runs.shapes}
    seen = runs.spread[window.holds(spread)]
    return np.concatenate([np.setdiff1d(points, runs.spread), areas, seen])


def small_places(level: int, places: Places) -> Mask:
    """Say which places are points, or areas that are no larger than a cell."""
    side = 360 / (1 << level)
    wide = places["east"] - places["west"]
    high = places["north"] - places["south"]
    small: Mask = places["pointed"] | ((wide <= side) & (high <= side))
    return small


def _ranges(starts: Rows, lengths: Rows) -> Rows:
    """Count on from each start, as far as its length."""
    before = np.cumsum(lengths) - lengths
    places: Rows = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
    return places
