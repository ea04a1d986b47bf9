"""What a view of the map counts: events one by one, or bundles of them.

A bundle holds the events that lie in one cell of a wide view, or in one area, and have the same
days, or the same kind and status. What is asked of these takes it whole or leaves it, so that its
counts, its box and its days stand for its events.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from events.query_columns import FAR, GRID_BITS
from events.runs import PLACES, Column, Rows, Runs
from events.vocabulary import FAMILY_NAMES

if TYPE_CHECKING:
    from events.columns import Columns, Distinct

WIDE = 9
"""The finest level of cells that bundles are made for: views up to zoom 7, at 64 pixels a cell."""

JOINS: Mapping[str, np.ufunc] = {
    **dict.fromkeys(("west", "south", "first", "least"), np.minimum),
    **dict.fromkeys(("east", "north", "last", "most"), np.maximum),
    **dict.fromkeys(("n", "families", "longitude", "latitude"), np.add),
}
"""How what is told of events is told of several together.

`n` is their number, `families` that of each family, `first` and `last` are their days, `-FAR` and
`FAR` left out, `least` and `most` their rows, `longitude` and `latitude` sums.
"""


class Events:
    """The events one by one.

    Parameters
    ----------
    columns : events.columns.Columns
        Of all of them.
    """

    def __init__(self, columns: "Columns") -> None:
        self._columns, self.runs = columns, columns.runs

    def tallied(self, rows: Rows, starts: Rows) -> dict[str, Column]:
        """Count runs of rows, by family and in all, and find their first and last days and rows.

        Parameters
        ----------
        rows : numpy.ndarray of int
            One run after another.
        starts : numpy.ndarray of int
            Where in them each begins; none is empty.
        """
        numbers = np.diff(starts, append=len(rows))
        groups = np.repeat(np.arange(len(starts)) * len(FAMILY_NAMES), numbers)
        size = len(starts) * len(FAMILY_NAMES)
        families = np.bincount(groups + self._columns.families(rows), minlength=size)
        days = self._columns.days
        first, last, codes = days.values["first_day"], days.values["last_day"], days.codes[rows]
        first, last = np.where(first > -FAR, first, FAR), np.where(last < FAR, last, -FAR)
        return {
            "n": numbers,
            "families": families.reshape(-1, len(FAMILY_NAMES)),
            "first": np.minimum.reduceat(first[codes], starts),
            "last": np.maximum.reduceat(last[codes], starts),
            "least": np.minimum.reduceat(rows, starts),
            "most": np.maximum.reduceat(rows, starts),
        }

    def placed(self, rows: Rows, starts: Rows) -> dict[str, Column]:
        """Give the boxes of runs of rows, and the sums of their positions, in degrees."""
        found = {}
        for least, most, name in (("west", "east", "longitude"), ("south", "north", "latitude")):
            middle = self._columns[name][rows]
            low, high = middle, middle
            if len(self.runs.spread):  # else a point is its own box, and reading it again is slow
                low, high = self._columns[least][rows], self._columns[most][rows]
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
    shared : events.columns.Distinct
        What the events of a bundle have the same of.

    Attributes
    ----------
    shared : events.columns.Distinct
        As given.
    runs : events.runs.Runs
        Which bundles lie where, in cells of level `WIDE` and coarser ones.
    codes : numpy.ndarray of int
        For each bundle, which of the distinct combinations of `shared` it has.
    """

    def __init__(self, columns: "Columns", shared: "Distinct") -> None:
        self.shared = shared
        located = np.flatnonzero(columns["located"])
        x, y, shape = (columns[name][located].astype(np.int64) for name in ("x", "y", "shape"))
        shift = GRID_BITS - WIDE
        cell = (x >> shift << WIDE | y >> shift) + 1
        places, _ = pd.factorize(np.where(columns["pointed"][located], cell, -shape))
        codes = shared.codes[located]
        numbers, _ = pd.factorize(places.astype(np.int64) * len(shared) + codes)
        along = np.argsort(numbers, kind="stable")
        rows = located[along].astype(np.int32)
        starts = np.flatnonzero(np.diff(numbers[along], prepend=-1))
        events, one = Events(columns), rows[starts]
        self.codes = shared.codes[one]
        self.runs = Runs({name: columns[name][one] for name in PLACES})
        self._values = {**events.tallied(rows, starts), **events.placed(rows, starts)}
        for name in ("n", "families"):
            self._values[name] = self._values[name].astype(np.int32)

    def tallied(self, rows: Rows, starts: Rows) -> dict[str, Column]:
        """As of `Events`, for runs of bundles."""
        return self._joined(("n", "families", "first", "last", "least", "most"), rows, starts)

    def placed(self, rows: Rows, starts: Rows) -> dict[str, Column]:
        """As of `Events`, for runs of bundles."""
        names = ("west", "south", "east", "north", "longitude", "latitude")
        return self._joined(names, rows, starts)

    def _joined(self, names: tuple[str, ...], rows: Rows, starts: Rows) -> dict[str, Column]:
        rows = rows.astype(np.intp)
        taken = {name: self._values[name].take(rows, axis=0) for name in names}
        return {name: JOINS[name].reduceat(column, starts) for name, column in taken.items()}
