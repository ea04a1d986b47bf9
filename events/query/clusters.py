"""The counts of a view of the map: events that lie in one cell, or share an area or a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from events.model.vocabulary import FAMILY_NAMES
from events.query.columns.event_days import FAR
from events.query.columns.spatial_index import Column, Window
from events.query.event_table import Chosen, Index

MIDDLE_DIGITS = 6
"""Decimals of a middle: a tenth of a metre. Those beyond hang on the order in which places are
added up, which is another one in each engine and from one run to the next."""

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
        Their middle in degrees, to `MIDDLE_DIGITS`.
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
    index: Index, chosen: Chosen, window: Window, most_areas: int, most_groups: int
) -> tuple[list[Area], list[Cell]]:
    """Count the events of each area that is larger than a cell, and of each cell without them.

    Parameters
    ----------
    index : Index
        All events.
    chosen
        Which of them are counted.
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
    points, shared = index.groups(chosen, window)
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
                "longitude": _middle(one["longitude"] / one["n"], one["west"], one["east"]),
                "latitude": _middle(one["latitude"] / one["n"], one["south"], one["north"]),
                "first": _day(one["first"]),
                "last": _day(one["last"]),
                "undated": one["undated"],
                "rows": tuple(sorted({one["least"], one["most"]})),
            },
        )


def _middle(degrees: float, least: float, most: float) -> float:
    # Of a half, the order of sums would decide; it shows beyond these digits only.
    return min(max(round(round(degrees, MIDDLE_DIGITS + 3), MIDDLE_DIGITS), least), most)


def _day(number: int) -> date | None:
    return None if abs(number) == FAR else _1970 + timedelta(days=number)
