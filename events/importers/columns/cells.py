"""Columns of text as Arrow holds them, and what can be told of them without reading them.

A column is an array of Arrow's strings, ``""`` where there is nothing; a mask is a NumPy array.
"""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from events.model.distinct_dates import Mask

Texts: TypeAlias = pa.StringArray
"""A column of text, ``""`` where there is nothing."""

Numbers = npt.NDArray[np.float64]
"""A number for each row, NaN where it is not known."""


def ends_of(texts: Texts) -> npt.NDArray[np.int32]:
    """Tell where in the column's bytes each text begins, and where the last one ends.

    Examples
    --------
    >>> ends_of(pa.array(["a", "", "é"])).tolist()
    [0, 1, 1, 3]
    """
    if not len(texts):
        return np.zeros(1, np.int32)
    return np.frombuffer(texts.buffers()[1], np.int32, len(texts) + 1, texts.offset * 4)


def lengths(texts: Texts) -> npt.NDArray[np.int32]:
    """Tell the length of each text in bytes of UTF-8.

    Examples
    --------
    >>> lengths(pa.array(["a", "", "é"])).tolist()
    [1, 0, 2]
    """
    return np.diff(ends_of(texts))


def blank(texts: Texts) -> bool:
    """Tell whether no row has a text.

    Examples
    --------
    >>> blank(pa.array(["", ""])), blank(pa.array(["", "a"]))
    (True, False)
    """
    ends = ends_of(texts)
    return bool(ends[0] == ends[-1])


def trimmed(texts: Texts) -> Texts:
    """Strip the blanks around each text; where there are none the column stays as it is.

    Examples
    --------
    >>> trimmed(pa.array([" a", "b"])).to_pylist()
    ['a', 'b']
    """
    if blank(texts):
        return texts
    ends, letters = ends_of(texts), np.frombuffer(texts.buffers()[2], np.uint8)
    there = ends[:-1] < ends[1:]
    for edge in (letters[ends[:-1][there]], letters[ends[1:][there] - 1]):
        if edge.min() <= ord(" ") or edge.max() > ord("~"):
            return pc.utf8_trim_whitespace(texts)
    return texts


def empty(texts: Texts) -> Mask:
    """Find the rows without a text.

    Examples
    --------
    >>> empty(pa.array(["a", ""])).tolist()
    [False, True]
    """
    found: Mask = lengths(texts) == 0
    return found


def if_else(mask: Mask, yes: Texts | str | None, no: Texts) -> Texts:
    """Take the one text where a mask holds and the other where it does not.

    Examples
    --------
    >>> if_else(np.array([True, False]), "x", pa.array(["a", "b"])).to_pylist()
    ['x', 'b']
    """
    if not mask.any():
        return no
    return pc.if_else(pa.array(mask), pa.scalar(yes, pa.string()) if yes is None else yes, no)


MISSING = ("NA", "N/A", "<NA>", "nan", "NaN", "NULL", "null", "None")
"""What R, pandas and databases write into a cell that has nothing."""

_SHORTEST, _LONGEST = min(map(len, MISSING)), max(map(len, MISSING))


def missing_cells(texts: Texts) -> Mask:
    """Find the cells that a program filled since it had nothing for them.

    Examples
    --------
    >>> missing_cells(pa.array(["NA", "Na", "NATO", "", "nan"])).tolist()
    [True, False, False, False, True]
    """
    sizes = lengths(texts)
    short = (sizes >= _SHORTEST) & (sizes <= _LONGEST)
    if short.any():
        short[short] = is_in(texts.filter(pa.array(short)), MISSING)
    found: Mask = short
    return found


def equal(texts: Texts, text: str) -> Mask:
    """Find the rows with a certain text.

    Examples
    --------
    >>> equal(pa.array(["a", "b"]), "b").tolist()
    [False, True]
    """
    found: Mask = pc.equal(texts, text).to_numpy(zero_copy_only=False)
    return found


def is_in(texts: Texts, some: Iterable[str]) -> Mask:
    """Find the rows whose text is one of some.

    Examples
    --------
    >>> is_in(pa.array(["a", "b"]), ["b", "c"]).tolist()
    [False, True]
    """
    values = pa.array(list(some), pa.string())
    found: Mask = pc.is_in(texts, value_set=values).to_numpy(zero_copy_only=False)
    return found


def replaced(texts: Texts, rows: Mask, others: Texts) -> Texts:
    """Put other texts into some rows, one for each of them.

    Examples
    --------
    >>> replaced(pa.array(["a", "b"]), np.array([False, True]), pa.array(["x"])).to_pylist()
    ['a', 'x']
    """
    picked = np.arange(len(texts))
    picked[rows] = len(texts) + np.arange(len(others))
    return pa.concat_arrays([texts, others]).take(pa.array(picked))


def unmapped(texts: Texts) -> Mask:
    """Find the rows that no text was found for (`map_texts`).

    Examples
    --------
    >>> unmapped(pa.array(["a", None])).tolist()
    [False, True]
    """
    found: Mask = texts.is_null().to_numpy(zero_copy_only=False)
    return found
