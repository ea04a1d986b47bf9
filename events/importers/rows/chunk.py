"""Some rows of a table, as every kind of file gives them and every layout takes them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from events.importers.columns.cells import Texts
from events.model.distinct_dates import Mask
from events.model.wkb import Shapes


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table.

    Parameters
    ----------
    cells : pyarrow.RecordBatch
        Text in every cell, ``""`` where there is nothing; of published layouts only the columns
        that are used.
    rows : numpy.ndarray
        The number of each row in the file, counted from 1.
    shapes : numpy.ndarray, optional
        The geometry of each row, where the file has geometries.
    unread : pyarrow.StringArray, optional
        What stands in each row in the place of a geometry that cannot be read, ``""`` for none.
    """

    cells: pa.RecordBatch
    rows: npt.NDArray[np.int64]
    shapes: Shapes | None = None
    unread: Texts | None = None

    def filter(self, kept: Mask) -> "Chunk":
        """Keep some of the rows."""
        rows = pa.array(kept)
        return Chunk(
            self.cells.filter(rows),
            self.rows[kept],
            None if self.shapes is None else self.shapes[kept],
            None if self.unread is None else self.unread.filter(rows),
        )
