"""The ids of an import: each may stand once.

To look each id up while rows are read costs as much as to read them. So a first reading only
gathers the ids, and at its end their fingerprints, of 64 bits, are sorted: those that are alike
stand side by side, and only such ids are compared. Where one stood twice, the file is read a
second time, and then only the few that stood twice are looked up.
"""

import hashlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from events.importers.columns.cells import Texts, ends_of, lengths
from events.model.distinct_dates import Mask

Prints = npt.NDArray[np.uint64]
"""A number of 64 bits for each text."""

_WORD = 8  # bytes
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio (Knuth, TAOCP 6.4)


class Identities:
    """The ids that were read so far.

    Parameters
    ----------
    repeated : pyarrow.StringArray, optional
        Ids that stood more than once in a first reading, which this is the second after.

    Examples
    --------
    >>> ids, rows, good = pa.array(["a", "b", "a"]), np.array([1, 2, 3]), np.full(3, True)
    >>> first = Identities()
    >>> list(first.find_again(ids, rows, good)), first.repeated().to_pylist()
    ([], ['a'])
    >>> list(Identities(first.repeated()).find_again(ids, rows, good))
    [(2, 1)]
    """

    def __init__(self, repeated: Texts | None = None) -> None:
        self._repeated = repeated
        self._gathered: list[Texts] = []
        self._prints: list[Prints] = []
        self._first: dict[str, int] = {}

    def find_again(
        self, ids: Texts, rows: npt.NDArray[np.int64], good: Mask
    ) -> Iterator[tuple[int, int]]:
        """Note ids, and find those of a second reading that an earlier row has already.

        Parameters
        ----------
        ids : pyarrow.StringArray
            Of some rows.
        rows : numpy.ndarray
            The numbers of the rows.
        good : numpy.ndarray of bool
            The rows that count: those without another fault.

        Yields
        ------
        position : int
            Where among these rows an id stands again.
        first : int
            The number of the row that has it already.
        """
        if self._repeated is None:
            counted = ids if good.all() else ids.filter(pa.array(good))
            self._gathered.append(counted)
            self._prints.append(fingerprints(counted))
            return
        twice = pc.is_in(ids, value_set=self._repeated).to_numpy(zero_copy_only=False)
        for position in np.flatnonzero(twice & good).tolist():
            first = self._first.setdefault(ids[position].as_py(), int(rows[position]))
            if first != rows[position]:
                yield position, first

    def repeated(self) -> Texts:
        """List the ids that stood more than once in a first reading; none after a second."""
        prints = np.concatenate([np.zeros(0, np.uint64), *self._prints])
        ordered = np.sort(prints)
        alike = ordered[1:][ordered[1:] == ordered[:-1]]
        if not len(alike):
            return pa.array([], pa.string())
        ids = pa.chunked_array(self._gathered, pa.string())
        counted = ids.filter(pa.array(np.isin(prints, alike))).value_counts()
        return counted.field("values").filter(pc.greater(counted.field("counts"), 1))


def fingerprints(texts: Texts) -> Prints:
    """Make a number of 64 bits of each text: texts that are the same have the same.

    Parameters
    ----------
    texts : pyarrow.StringArray
        Short ones, such as ids.

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> found = fingerprints(pa.array(["MAD1", "MAD2", "MAD1"]))
    >>> bool(found[0] == found[2]), bool(found[0] == found[1])
    (True, False)
    """
    sizes = lengths(texts).astype(np.int64)
    prints = sizes.astype(np.uint64) * _FACTOR
    if not sizes.any():
        return prints
    starts = ends_of(texts)[:-1].astype(np.int64)
    letters = np.frombuffer(texts.buffers()[2], np.uint8)
    padded = np.concatenate([letters, np.zeros(_WORD, np.uint8)])
    words = np.ndarray(len(padded) - _WORD + 1, "<u8", padded, strides=(1,))
    for begun in range(0, int(sizes.max()), _WORD):
        rows = np.flatnonzero(sizes > begun)
        beyond = np.maximum(begun + _WORD - sizes[rows], 0).astype(np.uint64)
        mixed = prints[rows] ^ (words[starts[rows] + begun] << beyond * 8)
        mixed *= _FACTOR
        prints[rows] = mixed ^ (mixed >> 32)
    return prints


def ids_of_content(*columns: Texts) -> Texts:
    """Make an id of each row from what it says, so that the same row has the same id anywhere.

    Examples
    --------
    >>> one, other = ids_of_content(pa.array(["a", "a"]), pa.array(["b", "c"])).to_pylist()
    >>> len(one), one == other
    (16, False)
    """
    said = pc.binary_join_element_wise(*columns, "\x1f").cast(pa.binary()).to_pylist()
    return pa.array([hashlib.sha256(text).hexdigest()[:16] for text in said], pa.string())
