"""Rows that are the same, found at once."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Indices = npt.NDArray[np.int64]
"""Numbers counted from 0; -1 is none."""


def grouped(*columns: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> tuple[Indices, Indices]:
    """Group rows in which all columns are the same.

    Parameters
    ----------
    *columns : numpy.ndarray
        Of numbers of eight bytes, a row each.

    Returns
    -------
    numpy.ndarray
        The first row of each group.
    numpy.ndarray
        The number of the group of each row.

    Examples
    --------
    >>> firsts, numbers = grouped(np.array([5, 6, 5]), np.array([1.5, 1.5, 1.5]))
    >>> firsts.tolist(), numbers.tolist()
    ([0, 1], [0, 1, 0])
    """
    keys = np.ascontiguousarray(np.column_stack([column.view(np.int64) for column in columns]))
    buffers = [None, pa.py_buffer(keys)]
    kind = pa.binary(8 * len(columns))
    coded = pa.FixedSizeBinaryArray.from_buffers(kind, len(keys), buffers).dictionary_encode()
    numbers: Indices = coded.indices.to_numpy().astype(np.int64)
    firsts: Indices = np.zeros(len(coded.dictionary), np.int64)
    firsts[numbers[::-1]] = np.arange(len(keys))[::-1]
    return firsts, numbers
