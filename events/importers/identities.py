"""The ids of an import: each may stand once.

To look each id up while rows are read costs as much as to read them. So a first reading only
gathers the ids, and at its end all are counted at once; where one stood twice, the file is read
a second time, and then only the few that stood twice are looked up.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from events.importers.texts import Mask, Texts


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
            self._gathered.append(ids if good.all() else ids.filter(pa.array(good)))
            return
        twice = pc.is_in(ids, value_set=self._repeated).to_numpy(zero_copy_only=False)
        for position in np.flatnonzero(twice & good).tolist():
            first = self._first.setdefault(ids[position].as_py(), int(rows[position]))
            if first != rows[position]:
                yield position, first

    def repeated(self) -> Texts:
        """List the ids that stood more than once in a first reading; none after a second."""
        counted = pa.chunked_array(self._gathered, pa.string()).value_counts()
        return counted.field("values").filter(pc.greater(counted.field("counts"), 1))
