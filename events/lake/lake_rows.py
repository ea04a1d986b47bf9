"""The rows of a lake: which ones a query is about, and the columns in which they lie whole."""

from dataclasses import dataclass
from typing import Self

import narwhals as nw
import pyarrow as pa

from events.lake.cell_tables import KNOWN_FILTERS
from events.query.selection import Selection
from events.store.writer import WHOLE_SCHEMA

WHOLE_SORTED = pa.schema(
    [*WHOLE_SCHEMA, ("order", pa.int32()), ("z", pa.int64()), ("rank", pa.int32())]
)
"""The events as they are, with what they are sorted by; `rank` is the day that sorts them."""

EVERY = nw.col("dated") | ~nw.col("dated")
"""True for each row of any table of a lake: a filter takes no condition without a column."""


@dataclass(frozen=True, eq=False)
class LakeRows:
    """Rows of a lake, as a condition over its columns.

    Parameters
    ----------
    condition : narwhals.Expr
        True for each of them.
    selection : Selection, optional
        What selects them, where nothing else does.
    """

    condition: nw.Expr
    selection: Selection | None = None

    @classmethod
    def selected(cls, selection: Selection) -> Self:
        """Give the rows that a selection selects."""
        conditions = selection.conditions().values()
        whole = nw.all_horizontal(*conditions, ignore_nulls=False) if conditions else EVERY
        return cls(whole, selection)

    def __and__(self, other: "LakeRows") -> "LakeRows":
        """Give the rows that are in both."""
        return LakeRows(self.condition & other.condition)

    def __invert__(self) -> "LakeRows":
        """Give all other rows."""
        return LakeRows(~self.condition)

    @property
    def known(self) -> bool:
        """Whether the tables tell of them without a look at the events."""
        chosen = self.selection
        return chosen is not None and chosen.conditions().keys() <= KNOWN_FILTERS
