"""The counts of a view over events in memory: by cell, and by area or line."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from events.model.distinct_dates import Mask
from events.model.vocabulary import FAMILY_NAMES
from events.query.columns.distinct import Distinct
from events.query.columns.event_days import FAR
from events.query.columns.spatial_index import Column, Rows, Runs, Window, small_places


class Held(Protocol):
    """What is counted: `events.query.event_index.EventIndex`."""

    runs: Runs
    days: Distinct

    def __getitem__(self, name: str, /) -> Column:
        """Give a column."""

    def families(self, rows: Rows) -> Column:
        """Give the families of rows as places in `FAMILY_NAMES`."""


def by_cell(index: Held, chosen: Mask, window: Window) -> dict[str, Column]:
    """Count the chosen points in each cell of a view.

    Parameters
    ----------
    index : Held
        All events.
    chosen : numpy.ndarray of bool
        True for each event that is counted.
    window : Window
        The view.

    Returns
    -------
    dict of str to numpy.ndarray
        A value for each cell that has any: `area`, 0; `x`, `y`, its numbers from west and from
        north; `n`, `undated` and, for each family, `families`; the least `first` and the greatest
        `last` day, from 1970-01-01; `least` and `most`, of the rows; the box around all points, and
        the sums of `longitude` and `latitude`, in degrees.
    """
    x, y = window.cells()
    rows, lengths = index.runs.in_cells(x, y, window.level)
    rows, starts, some = _chosen_of(rows, lengths, chosen)
    places = {"area": np.zeros_like(some), "x": x[some], "y": y[some]}
    return {**_tallied(index, rows, starts), **_extents(index, rows, starts), **places}


def by_area(index: Held, chosen: Mask, window: Window) -> dict[str, Column]:
    """Count the chosen events of each area in a view, as `at_areas` gives them.

    Parameters and what is given are those of `by_cell`.
    """
    shapes = index.runs.shapes
    seen = areas_in_view(window, shapes)
    rows, lengths = index.runs.of_shapes(seen)
    rows, starts, some = _chosen_of(rows, lengths, chosen)
    return at_areas(window, shapes, seen[some], _tallied(index, rows, starts))


def areas_in_view(window: Window, shapes: Mapping[str, Column]) -> Rows:
    """Find the areas that a view counts: the large ones that it holds, the small at home in it.

    Parameters
    ----------
    window : Window
        The view.
    shapes : mapping of str to numpy.ndarray
        The columns of places, with one value for each area or line.

    Returns
    -------
    numpy.ndarray of int
        Their places in `shapes`.
    """
    small = small_places(window.level, shapes)
    return np.flatnonzero(window.holds(shapes) & (~small | window.has_home(shapes)))


def at_areas(
    window: Window, shapes: Mapping[str, Column], places: Rows, counted: dict[str, Column]
) -> dict[str, Column]:
    """Say where what was counted of areas is; one that is in no cell is in the nearest.

    Parameters
    ----------
    window, shapes
        As of `areas_in_view`.
    places : numpy.ndarray of int
        Of the areas in `shapes`.
    counted : dict of str to numpy.ndarray
        What of `by_cell` is no place, a value for each of them.

    Returns
    -------
    dict of str to numpy.ndarray
        As of `by_cell`; `area` is the key of one that is larger than a cell, and 0 for the others.
    """
    here = {name: column[places] for name, column in shapes.items()}
    return {
        **counted,
        **{name: here[name] for name in ("west", "south", "east", "north")},
        **{name: here[name] * counted["n"] for name in ("longitude", "latitude")},
        "area": np.where(small_places(window.level, here), 0, here["shape"]),
        "x": np.clip(here["x"] >> window.shift, window.west, window.east),
        "y": np.clip(here["y"] >> window.shift, window.north, window.south),
    }


def _chosen_of(rows: Rows, lengths: Rows, chosen: Mask) -> tuple[Rows, Rows, Rows]:
    """Keep the chosen rows of runs.

    Returns
    -------
    rows : numpy.ndarray of int
        One run after another.
    starts : numpy.ndarray of int
        Where in them each run begins; none is empty.
    runs : numpy.ndarray of int
        Which of the runs they are.
    """
    kept = np.flatnonzero(chosen.take(rows))  # what takes rows by a mask is four times as slow
    ends = np.searchsorted(kept, np.cumsum(lengths))
    left = np.diff(ends, prepend=0)
    some = np.flatnonzero(left)
    return rows.take(kept).astype(np.intp), (ends - left)[some], some


def _tallied(index: Held, rows: Rows, starts: Rows) -> dict[str, Column]:
    """Count each run, in all and by family, and find its first and last days and rows."""
    numbers = np.diff(starts, append=len(rows))
    groups = np.repeat(np.arange(len(starts)) * len(FAMILY_NAMES), numbers)
    size = len(starts) * len(FAMILY_NAMES)
    families = np.bincount(groups + index.families(rows), minlength=size)
    days = index.days.codes.take(rows).astype(np.intp)  # once, instead of in each take
    first, last = (index.days[name].take(days) for name in ("earliest", "latest"))
    return {
        "n": numbers,
        "undated": np.add.reduceat(last == -FAR, starts, dtype=np.intp),
        "families": families.reshape(-1, len(FAMILY_NAMES)),
        "first": np.minimum.reduceat(first, starts),
        "last": np.maximum.reduceat(last, starts),
        "least": np.minimum.reduceat(rows, starts),
        "most": np.maximum.reduceat(rows, starts),
    }


def _extents(index: Held, rows: Rows, starts: Rows) -> dict[str, Column]:
    """Give the box of each run, and the sums of its positions, in degrees."""
    found = {}
    for least, most, name in (("west", "east", "longitude"), ("south", "north", "latitude")):
        middle = index[name].take(rows)
        low, high = middle, middle
        if len(index.runs.spread):  # else a point is its own box, and reading it again is slow
            low, high = index[least].take(rows), index[most].take(rows)
        found[least] = np.minimum.reduceat(low, starts)
        found[most] = np.maximum.reduceat(high, starts)
        found[name] = np.add.reduceat(middle, starts)
    return found
