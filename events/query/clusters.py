"""The counts of a view of the map: events that lie in one cell, or share an area or a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from events.model.distinct_dates import Mask
from events.model.vocabulary import FAMILY_NAMES
from events.query.columns.spatial_index import Column, Rows, Window, small_places
from events.query.event_index import EventIndex
from events.query.query_schema import FAR

_1970 = date(1970, 1, 1)


@dataclass(frozen=True)
class Group:
    """Events that are counted together.

    Parameters
    ----------
    count : int
        How many.
    families : dict
        Their number by family, the most first.
    bbox : tuple of float
        West, south, east and north in degrees, around all their places.
    longitude, latitude : float
        Their middle in degrees.
    first, last : datetime.date or None
        The first and the last day of those that have a date; `None` where one of them is open.
    undated : int
        How many of them have no date.
    rows : tuple of int
        The first and the last of the events in the table; one where they are the same.
    """

    count: int
    families: dict[str, int]
    bbox: tuple[float, float, float, float]
    longitude: float
    latitude: float
    first: date | None
    last: date | None
    undated: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Cell(Group):
    """A square of the map and the events in it.

    Parameters
    ----------
    key : str
        Its level and its numbers from west and from north: ``8/181/99``. The world is 2 to the
        power of the level cells wide.
    """

    key: str = ""

    @property
    def one_point(self) -> bool:
        """Whether all its events are at the same point."""
        west, south, east, north = self.bbox
        return west == east and south == north


@dataclass(frozen=True)
class Area(Group):
    """An area or a line and the events that have it for their place.

    Parameters
    ----------
    shape : int
        The key of its geometry.
    """

    shape: int = 0


def count_groups(
    index: EventIndex, chosen: Mask, window: Window, most_areas: int, most_groups: int
) -> tuple[list[Area], list[Cell]]:
    """Count the events of each area that is larger than a cell, and of each cell without them.

    Parameters
    ----------
    index : EventIndex
        All events.
    chosen : numpy.ndarray of bool
        True for each event that is counted.
    window : Window
        The view.
    most_areas : int
        How many areas are told apart at most, those with the most events; the events of the
        others are counted in the cell that is nearest to their middle.
    most_groups : int
        The most numbers by cell and family, or by area and family, with which areas are told
        apart at all.

    Returns
    -------
    list of Area, list of Cell
        Those with the most events first.
    """
    points, shared = _by_cell(index, chosen, window), _by_area(index, chosen, window)
    ranked: list[int] = []
    if sum(np.count_nonzero(found["families"]) for found in (points, shared)) <= most_groups:
        shapes, places = np.unique(shared["area"], return_inverse=True)
        totals = np.bincount(places, shared["n"], len(shapes))
        ranked = [int(shapes[i]) for i in np.lexsort((shapes, -totals)) if shapes[i] > 0]
        ranked = ranked[:most_areas]
    apart = np.isin(shared["area"], ranked)
    for name in ("area", "x", "y"):
        shared[name] = np.where(apart == (name == "area"), shared[name], 0)
    areas: dict[int, Area] = {}
    cells: list[Cell] = []
    for (area, x, y), group in _described(_joined(points, shared)):
        if area:
            areas[area] = Area(**group, shape=area)
        else:
            cells.append(Cell(**group, key=f"{window.level}/{x}/{y}"))
    cells.sort(key=lambda cell: (-cell.count, cell.key))
    return [areas[shape] for shape in ranked], cells


def _by_cell(index: EventIndex, chosen: Mask, window: Window) -> dict[str, Column]:
    """Count the points in each cell of a view."""
    x, y = window.cells()
    rows, lengths = index.runs.in_cells(x, y, window.level)
    rows, starts, some = _chosen_of(rows, lengths, chosen)
    places = {"area": np.zeros_like(some), "x": x[some], "y": y[some]}
    return {**_tallied(index, rows, starts), **_extents(index, rows, starts), **places}


def _by_area(index: EventIndex, chosen: Mask, window: Window) -> dict[str, Column]:
    """Count the events of each area in a view; one that is in no cell is in the nearest."""
    shapes = index.runs.shapes
    small = small_places(window.level, shapes)
    seen = np.flatnonzero(window.holds(shapes) & (~small | window.has_home(shapes)))
    rows, lengths = index.runs.of_shapes(seen)
    rows, starts, some = _chosen_of(rows, lengths, chosen)
    counted = _tallied(index, rows, starts)
    here = {name: column[seen[some]] for name, column in shapes.items()}
    return {
        **counted,
        **{name: here[name] for name in ("west", "south", "east", "north")},
        **{name: here[name] * counted["n"] for name in ("longitude", "latitude")},
        "area": np.where(small[seen[some]], 0, here["shape"]),
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


def _tallied(index: EventIndex, rows: Rows, starts: Rows) -> dict[str, Column]:
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


def _extents(index: EventIndex, rows: Rows, starts: Rows) -> dict[str, Column]:
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


def _joined(*parts: dict[str, Column]) -> dict[str, Column]:
    """Put groups of the same area or cell together."""
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort([found[name] for name in ("y", "x", "area")])
    sorted_ = {name: column[order] for name, column in found.items()}
    keys = np.stack([sorted_[name] for name in _KEYS], axis=1)
    starts = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)][: len(keys)])
    return {name: _JOINS[name].reduceat(column, starts) for name, column in sorted_.items()}


_KEYS = ("area", "x", "y")
_JOINS = {
    **dict.fromkeys((*_KEYS, "west", "south", "first", "least"), np.minimum),
    **dict.fromkeys(("east", "north", "last", "most"), np.maximum),
    **dict.fromkeys(("n", "undated", "families", "longitude", "latitude"), np.add),
}


def _described(found: dict[str, Column]) -> Iterator[tuple[tuple[int, int, int], dict[str, Any]]]:
    """Give each group's area and cell, and what `Group` has."""
    lists = {name: column.tolist() for name, column in found.items()}
    for values in zip(*lists.values(), strict=True):
        one = dict(zip(lists, values, strict=True))
        families = {name: n for name, n in zip(FAMILY_NAMES, one["families"], strict=True) if n}
        yield (
            (one["area"], one["x"], one["y"]),
            {
                "count": one["n"],
                "families": dict(sorted(families.items(), key=lambda item: (-item[1], item[0]))),
                "bbox": (one["west"], one["south"], one["east"], one["north"]),
                "longitude": one["longitude"] / one["n"],
                "latitude": one["latitude"] / one["n"],
                "first": _day(one["first"]),
                "last": _day(one["last"]),
                "undated": one["undated"],
                "rows": tuple(sorted({one["least"], one["most"]})),
            },
        )


def _day(number: int) -> date | None:
    return None if abs(number) == FAR else _1970 + timedelta(days=number)
