"""What a view of the map counts: bundles of events that are selected as a whole, else events.

A bundle holds events that lie in one cell of a wide view, or in one area, and are near in their
days, or alike in kind first. Its counts, its box and its days, worked out once, stand for its
events wherever all of them are selected; where only some are, these are looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from events.query_columns import FAR, GRID_BITS
from events.runs import PLACES, Column, Rows, Runs
from events.vocabulary import FAMILY_NAMES

if TYPE_CHECKING:
    from events.columns import Columns, Mask

WIDE = 9
"""The finest level of cells that bundles are made for: views up to zoom 7, at 64 pixels a cell."""

SIZE = 64
"""The most events of a bundle: 8, 16, 32 or 64.

With fewer there are more bundles to join; with more, more of which only a part is selected.
"""

LONG = 31
"""Days: longer spans are in bundles of their own, since they lie in more periods than others."""

JOINS: Mapping[str, np.ufunc] = {
    **dict.fromkeys(("west", "south", "first", "least"), np.minimum),
    **dict.fromkeys(("east", "north", "last", "most"), np.maximum),
    **dict.fromkeys(("n", "undated", "families", "longitude", "latitude"), np.add),
}
"""How what is told of events is told of several together.

`n` is their number, `undated` that of those without a date, `families` that of each family; `first`
and `last` are the days of the others, `-FAR` and `FAR` where one of them is open; `least` and
`most` are their rows, `longitude` and `latitude` sums.
"""


@dataclass(frozen=True)
class Share:
    """The selected events of some runs, or a part of them.

    Parameters
    ----------
    of : Events or Bundles
        Whose rows these are.
    rows : numpy.ndarray of int
        One run after another.
    starts : numpy.ndarray of int
        Where in them each run begins; none is empty.
    runs : numpy.ndarray of int
        Which of the runs that were asked for they are.
    """

    of: "Events | Bundles"
    rows: Rows
    starts: Rows
    runs: Rows

    def tallied(self) -> dict[str, Column]:
        """Count each run, in all and by family, and find its first and last days and rows."""
        return self.of.tallied(self.rows, self.starts)

    def placed(self) -> dict[str, Column]:
        """Give the box of each run, and the sums of its positions, in degrees."""
        return self.of.placed(self.rows, self.starts)


class Events:
    """The events one by one.

    Parameters
    ----------
    columns : events.columns.Columns
        Of all of them.
    """

    def __init__(self, columns: "Columns") -> None:
        # Not the columns themselves: they hold bundles, and these hold events.
        self._days, self._words, self.runs = columns.days, columns.words, columns.runs
        self._places = {name: columns[name] for name in PLACES}

    def selected(self, rows: Rows, lengths: Rows, chosen: "Mask") -> Iterator[Share]:
        """Keep the chosen ones of runs of rows.

        Parameters
        ----------
        rows, lengths : numpy.ndarray of int
            As `events.runs.Runs` gives them.
        chosen : numpy.ndarray of bool
            True for each event that is.
        """
        kept = chosen[rows]
        yield Share(self, rows[kept], *_left(kept, lengths))

    def tallied(self, rows: Rows, starts: Rows) -> dict[str, Column]:
        """As of `Share`."""
        numbers = np.diff(starts, append=len(rows))
        groups = np.repeat(np.arange(len(starts)) * len(FAMILY_NAMES), numbers)
        size = len(starts) * len(FAMILY_NAMES)
        families = np.bincount(groups + self._words.of(rows, "family_number"), minlength=size)
        first, last = (self._days.of(rows, name) for name in ("first_day", "last_day"))
        undated = (first == -FAR) & (last == FAR)
        return {
            "n": numbers,
            "undated": np.add.reduceat(undated, starts, dtype=np.intp),
            "families": families.reshape(-1, len(FAMILY_NAMES)),
            "first": np.minimum.reduceat(np.where(undated, FAR, first), starts),
            "last": np.maximum.reduceat(np.where(undated, -FAR, last), starts),
            "least": np.minimum.reduceat(rows, starts),
            "most": np.maximum.reduceat(rows, starts),
        }

    def placed(self, rows: Rows, starts: Rows) -> dict[str, Column]:
        """As of `Share`."""
        found = {}
        for least, most, name in (("west", "east", "longitude"), ("south", "north", "latitude")):
            middle = self._places[name][rows]
            low, high = middle, middle
            if len(self.runs.spread):  # else a point is its own box, and reading it again is slow
                low, high = self._places[least][rows], self._places[most][rows]
            found[least] = np.minimum.reduceat(low, starts)
            found[most] = np.maximum.reduceat(high, starts)
            found[name] = np.add.reduceat(middle, starts)
        return found


class Bundles:
    """The events in bundles, in the place of which `Events` has rows.

    Parameters
    ----------
    columns : events.columns.Columns
        Of all events.
    alike : numpy.ndarray of int
        A number for each event; those with the same one are bundled, near days first.

    Attributes
    ----------
    runs : events.runs.Runs
        Which bundles lie where, in cells of level `WIDE` and coarser ones.
    """

    def __init__(self, columns: "Columns", alike: Column) -> None:
        self._events = Events(columns)
        located = np.flatnonzero(columns["located"]).astype(np.int32)
        x, y, shape = (columns[name][located].astype(np.int64) for name in ("x", "y", "shape"))
        shift = GRID_BITS - WIDE
        cell = (x >> shift << WIDE | y >> shift) + 1
        places, _ = pd.factorize(np.where(columns["pointed"][located], cell, -shape))
        first, last = (columns[name][located] for name in ("first_day", "last_day"))
        along = np.lexsort((first, last - first > LONG, alike[located], places))
        rows, places = located[along], places[along]
        begun = np.flatnonzero(np.diff(places, prepend=-1))
        inside = np.arange(len(rows)) - np.repeat(begun, np.diff(begun, append=len(rows)))
        slots = inside % SIZE
        starts = np.flatnonzero(slots == 0)
        bundles = np.cumsum(slots == 0) - 1
        self._sizes = np.bincount(bundles)
        none = len(alike)  # a row that is never chosen
        self._rows = np.full((len(starts), SIZE), none, np.int32)
        self._rows[bundles, slots] = rows
        self.runs = Runs({name: columns[name][rows[starts]] for name in PLACES})
        events = self._events
        self._values = {**events.tallied(rows, starts), **events.placed(rows, starts)}

    def selected(self, rows: Rows, lengths: Rows, chosen: "Mask") -> Iterator[Share]:
        """As of `Events`: bundles that are chosen as a whole, and the chosen events of others."""
        if chosen.all():  # as where nothing is asked
            yield Share(self, rows, *_left(np.ones_like(rows), lengths))
            return
        members = self._rows[rows]
        held = np.append(chosen, False).take(members)
        numbers = np.bitwise_count(np.packbits(held).view(f"u{SIZE // 8}"))
        whole = numbers == self._sizes[rows]
        yield Share(self, rows[whole], *_left(whole, lengths))
        numbers[whole] = 0
        part = numbers > 0
        yield Share(self._events, members[part][held[part]], *_left(numbers, lengths))

    def tallied(self, rows: Rows, starts: Rows) -> dict[str, Column]:
        """As of `Share`."""
        names = ("n", "undated", "families", "first", "last", "least", "most")
        return self._joined(names, rows, starts)

    def placed(self, rows: Rows, starts: Rows) -> dict[str, Column]:
        """As of `Share`."""
        names = ("west", "south", "east", "north", "longitude", "latitude")
        return self._joined(names, rows, starts)

    def _joined(self, names: tuple[str, ...], rows: Rows, starts: Rows) -> dict[str, Column]:
        taken = {name: self._values[name].take(rows, axis=0) for name in names}
        return {name: JOINS[name].reduceat(column, starts) for name, column in taken.items()}


def _left(numbers: "Rows | Mask", lengths: Rows) -> tuple[Rows, Rows]:
    """Give the starts of the runs of which something is left, and which they are.

    Parameters
    ----------
    numbers : numpy.ndarray of int or bool
        How many are left of each row.
    lengths : numpy.ndarray of int
        The rows of each run.
    """
    so_far = np.append(0, np.cumsum(numbers, dtype=np.intp))
    ends = so_far[np.cumsum(lengths)]
    left = np.diff(ends, prepend=0)
    some = np.flatnonzero(left)
    return (ends - left)[some], some
