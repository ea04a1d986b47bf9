"""Which rows lie in a cell of the map, and which share an area, without a look at the others.

The rows are kept in an order in which those of any cell lie one after another, and so do those
of any area; a look at the map then touches what is in it, and nothing else.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from events.query_columns import GRID_BITS
from events.zorder import interleaved

Column = npt.NDArray[Any]

Rows = npt.NDArray[np.integer[Any]]
"""The rows of a table, or places in an array of them."""

PLACES = (
    "located", "pointed", "west", "south", "east", "north", "longitude", "latitude", "x", "y",
    "shape",
)  # fmt: skip
"""The columns that say where an event is, as `events.query_columns.QUERY_SCHEMA` has them."""


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
        return self._points[_ranges(starts, ends - starts)], ends - starts

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
        return self._areas[_ranges(self._starts[places], lengths)], lengths


def _ranges(starts: Rows, lengths: Rows) -> Rows:
    """Count on from each start, as far as its length."""
    before = np.cumsum(lengths) - lengths
    places: Rows = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
    return places
