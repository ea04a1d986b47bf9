"""The Z-order curve over the grid of Web Mercator, along which near positions are mostly near."""

from typing import Any

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.integer[Any]]
"""Numbers on the grid, or along the curve."""

_MASKS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


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
