"""Which parts of a table a period is made of (`events.lake.cell_tables`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from events.lake.cell_tables import BLOCKS, STEPS, first_part
from events.model.distinct_dates import Mask
from events.query.columns.event_days import FAR
from events.query.columns.spatial_index import Column

_1970 = date(1970, 1, 1).toordinal()

Ends = tuple[date | None, date | None]
"""The first and the last day of a period; None for no bound."""


@dataclass(frozen=True)
class PeriodPart:
    """What is read of one step of a table.

    Parameters
    ----------
    first, last : int
        The numbers of the step's first part, and of the last one that is read.
    above : int
        A block above has 2 to the power of this days.
    numbers : tuple of int, optional
        The parts alone; all between by default.
    bits, ends : int, tuple of int
        A block of the step has 2 to the power of this days; those that the period ends in.
    """

    first: int
    last: int
    above: int
    numbers: tuple[int, ...] = ()
    bits: int = 0
    ends: tuple[int, ...] = ()

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The first and the last of parts that are read together."""
        return [(number, number) for number in self.numbers] or [(self.first, self.last)]

    def holds(self, rows: Mapping[str, Column]) -> Mask:
        """Say which rows are to be held to the period, each event once.

        A row that reaches from one block to another stands under both; the second one counts where
        the period does not end in the first.
        """
        part, day = rows["part"], {name: rows[name] + FAR for name in ("first_day", "last_day")}
        own = self.first + (day["first_day"] >> self.above)
        if not self.numbers:
            between: Mask = (part >= self.first) & (part <= self.last) & (part == own)
            return between
        held: Mask = np.isin(part, self.numbers) & ((part == own) | ~np.isin(own, self.numbers))
        for column in day.values() if self.ends else ():
            held &= ~np.isin(column >> self.bits, self.ends)
        return held


def parts_of(dates: Ends | None, *, details: bool) -> list[PeriodPart]:
    """Give what is read of a table for a period.

    An event is taken from the first step of which no block that the period ends in is that of its
    first or its last day: all events of such a row are in the period, or none is.

    Parameters
    ----------
    dates : tuple of (datetime.date or None), optional
        The first and last day; None for all days.
    details : bool
        Whether kind, status and sources are asked, and not families alone.

    Examples
    --------
    >>> parts_of(None, details=False)
    [PeriodPart(first=0, last=0, above=26, numbers=(0,), bits=0, ends=())]
    """
    if dates is None:
        first = first_part(0, details=details)
        return [PeriodPart(first, first, STEPS[0], (first,))]
    # Without a bound, what has none is still apart: it lies in the first block of each step.
    ends = [day.toordinal() - _1970 + FAR for day in dates if day] or [0]
    found = []
    for step in range(1, len(STEPS)):
        above, bits, first = STEPS[step - 1], STEPS[step], first_part(step, details=details)
        numbers = tuple(sorted({first + (end >> above) for end in ends}))
        blocks = tuple(sorted({end >> bits for end in ends})) if bits else ()
        found.append(PeriodPart(first, numbers[-1], above, numbers, bits, blocks))
    return found


def all_days(*, details: bool) -> list[PeriodPart]:
    """Give what holds each event once by its days; as of `parts_of`."""
    first = first_part(len(STEPS) - 1, details=details)
    return [PeriodPart(first, first + BLOCKS - 1, STEPS[-2])]
