"""Positions on the grid of Web Mercator, and along the Z-order curve over it.

Near positions are mostly near along the curve, and those of any cell of the grid lie one after
another.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.integer[Any]]
"""Numbers on the grid, or along the curve."""

GRID_BITS = 24
"""`x` and `y` are counted from 0 to 2 to this power: a step is 2.4 m at the equator."""

_MOST_NORTH = 85.05112878  # degrees: where Web Mercator's square ends
_MASKS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def mercator(
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
) -> tuple[Grid, Grid]:
    """Put positions on the grid of Web Mercator.

    Parameters
    ----------
    longitude, latitude : numpy.ndarray of float
        Degrees; NaN for no position. Beyond 85.05 degrees they lie on the square's edge.

    Returns
    -------
    x, y : numpy.ndarray of int32
        From 0 to 2 to the power of `GRID_BITS`, less one; 0 for no position.
    """
    size = 1 << GRID_BITS
    tangent = np.tan(np.pi / 4 + np.radians(np.clip(latitude, -_MOST_NORTH, _MOST_NORTH)) / 2)
    shares = longitude / 360 + 0.5, 0.5 - np.log(tangent) / (2 * np.pi)
    steps = [np.nan_to_num(np.clip(np.floor(share * size), 0, size - 1)) for share in shares]
    return steps[0].astype(np.int32), steps[1].astype(np.int32)


def mercator_of(longitude: float, latitude: float) -> tuple[int, int]:
    """Put one position on the grid of Web Mercator, as `mercator` does.

    Examples
    --------
    >>> mercator_of(0, 0) == (1 << GRID_BITS - 1, 1 << GRID_BITS - 1)
    True
    """
    x, y = mercator(np.array([longitude]), np.array([latitude]))
    return int(x[0]), int(y[0])


def position_of(x: float, y: float) -> tuple[float, float]:
    """Give the longitude and latitude of a place on the grid of Web Mercator, in degrees.

    Examples
    --------
    >>> position_of(1 << GRID_BITS - 1, 1 << GRID_BITS - 1)
    (0.0, 0.0)
    """
    size = 1 << GRID_BITS
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / size))))
    return x / size * 360 - 180, latitude


def interleaved(x: Grid, y: Grid) -> Grid:
    """Rank positions along the curve.

    Parameters
    ----------
    x, y : numpy.ndarray of int
        On the grid, or numbers of its cells at any level: a cell's rank, with two zero bits
        for each finer level, is the least of the ranks inside it.

    Returns
    -------
    numpy.ndarray of int64

    Examples
    --------
    >>> interleaved(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])).tolist()
    [0, 1, 2, 3]
    """
    return _spread(x) | (_spread(y) << 1)


def _spread(numbers_of_24_bits: Grid) -> Grid:
    """Part the bits of each number by a zero before each."""
    n: Grid = numbers_of_24_bits.astype(np.int64)
    for shift, mask in _MASKS:
        n = (n | (n << shift)) & mask
    return n
