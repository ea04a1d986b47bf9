"""What a view of the map shows: events one by one while they are few, counts while they are many.

Points that lie in one cell of the screen are counted together, and so are the events that share
an area or a line. A cell is never cut by the edge of the view, so that its count stays the same
while the map is moved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from events.bundles import JOINS, WIDE, Bundles, Events
from events.columns import Columns, Mask
from events.query_columns import FAR, GRID_BITS, mercator_of, position_of
from events.runs import Column, Rows
from events.selection import Selection, Table
from events.vocabulary import FAMILY_NAMES

MOST_MARKS = 300
"""The most events of a view that are shown one by one."""

MOST_CELLS = 1_000
"""The most cells of a view: a screen of 2,500 by 1,600 pixels has as many."""

FEW = 2
"""An area with so few events shows them one by one."""

MOST_AREAS = MOST_MARKS // FEW
"""The most areas of a view that are told apart; the events of the others are counted in cells.

There are marks enough should each of them have only few events.
"""

MOST_GROUPS = 20_000
"""The most groups that one answer is made of; where there are more, areas are not told apart."""

CELL_PIXELS = 64
"""The side of a cell on the screen, in pixels."""

Places = Mapping[str, Column] | Columns
"""The columns of places, by their names."""

_1970 = date(1970, 1, 1)
_TILE_PIXELS = 256  # the world's side at zoom 0, by convention
_FINEST = 18  # the finest level of cells: 153 m at the equator, two of its points in one place


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


@dataclass(frozen=True)
class View:
    """What a view shows.

    Parameters
    ----------
    matched : int
        The selected events with a place, in view or not.
    in_view : int
        Those of them that meet the view, widened to whole cells: while they are few by the box of
        all their points or their area; else what is no larger than a cell by its own cell.
    full : bool
        Whether `rows` holds all that matched.
    rows : tuple of int
        The events that are shown one by one.
    cells : tuple of Cell
        Of two and more events, or of one where too many would be shown one by one.
    areas : tuple of Area
        Those that more than `FEW` events share.
    """

    matched: int
    in_view: int
    full: bool
    rows: tuple[int, ...] = ()
    cells: tuple[Cell, ...] = ()
    areas: tuple[Area, ...] = field(default=())


@dataclass(frozen=True)
class _Frame:
    """A view widened to whole cells: their level, and the first and last of them each way."""

    level: int
    west: int
    north: int
    east: int
    south: int

    @property
    def shift(self) -> int:
        """How many grid steps a cell is wide, as a power of 2."""
        return GRID_BITS - self.level

    def cells(self) -> tuple[Rows, Rows]:
        """Give the numbers of the cells from west and from north."""
        x, y = np.arange(self.west, self.east + 1), np.arange(self.north, self.south + 1)
        return np.tile(x, len(y)), np.repeat(y, len(x))

    def holds(self, places: Places) -> Mask:
        """Say which places are in view: a point, or the box of points or of an area."""
        step = 1 << self.shift
        west, north = position_of(self.west * step, self.north * step)
        east, south = position_of((self.east + 1) * step, (self.south + 1) * step)
        # What lies beyond the square of Web Mercator is on its edge.
        north = 90.0 if self.north == 0 else north
        south = -90.0 if self.south == (1 << self.level) - 1 else south
        # A point on the edge belongs to one cell alone.
        one = (places["west"] == places["east"]) & (places["south"] == places["north"])
        across = (places["east"] >= west) & (places["west"] <= east)
        meets: Mask = across & (places["north"] >= south) & (places["south"] <= north)
        held: Mask = (one & self.has_home(places)) | (~one & meets)
        return held

    def has_home(self, places: Places) -> Mask:
        """Say which places have their first point, or their middle, in one of the cells."""
        step = 1 << self.shift
        x, y = places["x"], places["y"]
        across = (x >= self.west * step) & (x < (self.east + 1) * step)
        inside: Mask = across & (y >= self.north * step) & (y < (self.south + 1) * step)
        return inside


def view(
    table: Table,
    selection: Selection,
    matched: int,
    bbox: tuple[float, float, float, float],
    zoom: float,
) -> View:
    """Work out what a view of the map shows.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.
    matched : int
        How many of the selected events have a place (`events.selection.Counts.on_map`).
    bbox : tuple of float
        West, south, east, north in degrees; west is greater than east across the antimeridian,
        where the view is widened to all longitudes.
    zoom : float
        The map's zoom: the world is 256 pixels wide at 0, and twice as wide at each next one.

    Returns
    -------
    View
    """
    frame, columns = _frame_of(bbox, zoom), table.columns
    chosen = columns.chosen(selection)
    if matched <= MOST_MARKS:
        located = np.flatnonzero(chosen & columns["located"])
        return View(matched, matched, full=True, rows=_ranked(columns, located))
    areas, cells = _groups(_counted(columns, selection, frame), chosen, frame)
    in_view = sum(group.count for group in (*areas, *cells))
    if in_view <= MOST_MARKS:
        rows = _in_view(columns, chosen, frame)
        if len(rows) <= MOST_MARKS:
            return View(matched, len(rows), full=False, rows=rows)
    few = [row for area in areas if area.count <= FEW for row in area.rows]
    alone = [cell for cell in cells if cell.count == 1][: MOST_MARKS - len(few)]
    shown = {cell.key for cell in alone}
    return View(
        matched,
        in_view,
        full=False,
        rows=(*few, *(cell.rows[0] for cell in alone)),
        cells=tuple(cell for cell in cells if cell.key not in shown),
        areas=tuple(area for area in areas if area.count > FEW),
    )


Member = Literal["cell", "shape", "point"]


def members(columns: Columns, kind: Member, value: Any) -> Mask:
    """Say which events belong to a cell, an area or a point.

    Parameters
    ----------
    columns : Columns
        Of all events.
    kind : {"cell", "shape", "point"}
        What `value` is: the key of a `Cell`, the key of an area's geometry, or the longitude
        and latitude of a point.
    value : str, int or tuple of float
        The cell, the shape, or the point.

    Returns
    -------
    numpy.ndarray of bool
        True or False for each row.
    """
    found: Mask
    if kind == "shape":
        found = (columns["shape"] == value) & (columns["shape"] != 0)
    elif kind == "point":
        here = (columns["longitude"] == value[0]) & (columns["latitude"] == value[1])
        found = here & columns["pointed"]
    else:
        level, x, y = map(int, value.split("/"))
        home = _Frame(level, x, y, x, y).has_home(columns)
        found = columns["located"] & home & _small(level, columns)
    return found


def _frame_of(bbox: tuple[float, float, float, float], zoom: float) -> _Frame:
    west, south, east, north = bbox
    if west > east:
        west, east = -180.0, 180.0
    left, top = mercator_of(west, north)
    right, bottom = mercator_of(east, south)
    wanted = round(zoom) + (_TILE_PIXELS // CELL_PIXELS).bit_length() - 1
    for level in range(min(wanted, _FINEST), -1, -1):
        shift = GRID_BITS - level
        frame = _Frame(level, left >> shift, top >> shift, right >> shift, bottom >> shift)
        across, down = frame.east - frame.west + 1, frame.south - frame.north + 1
        if across * down <= MOST_CELLS:
            return frame
    return frame


def _small(level: int, places: Places) -> Mask:
    """Say which places are points, or areas that are no larger than a cell."""
    side = 360 / (1 << level)
    wide = places["east"] - places["west"]
    high = places["north"] - places["south"]
    small: Mask = places["pointed"] | ((wide <= side) & (high <= side))
    return small


def _ranked(columns: Columns, rows: Rows) -> tuple[int, ...]:
    """Give the first rows by date; one more than `MOST_MARKS` tells that there are too many."""
    by_date = np.argsort(columns["rank"][rows])
    return tuple(rows[by_date][: MOST_MARKS + 1].tolist())


def _in_view(columns: Columns, chosen: Mask, frame: _Frame) -> tuple[int, ...]:
    """Give the rows that are in view, as `_Frame.holds` says."""
    runs = columns.runs
    points, _ = runs.in_cells(*frame.cells(), frame.level)
    alone = np.setdiff1d(points[chosen[points]], runs.spread)
    areas, _ = runs.of_shapes(np.flatnonzero(frame.holds(runs.shapes)))
    places = {name: columns[name][runs.spread] for name in runs.shapes}
    spread = runs.spread[frame.holds(places)]
    others = np.concatenate([areas, spread])
    return _ranked(columns, np.concatenate([alone, others[chosen[others]]]))


def _counted(columns: Columns, selection: Selection, frame: _Frame) -> Events | Bundles:
    """Give what is counted for a view: bundles that a selection mostly takes whole, or events."""
    if frame.level > WIDE:
        return Events(columns)
    of_kinds = selection.families or selection.kinds or selection.statuses
    return columns.by_kind if of_kinds else columns.by_days


def _groups(
    counted: Events | Bundles, chosen: Mask, frame: _Frame
) -> tuple[list[Area], list[Cell]]:
    """Count the events of each area that is larger than a cell, and of each cell without them."""
    points, shared = _by_cell(counted, chosen, frame), _by_area(counted, chosen, frame)
    ranked: list[int] = []
    if sum(np.count_nonzero(found["families"]) for found in (points, shared)) <= MOST_GROUPS:
        shapes, places = np.unique(shared["area"], return_inverse=True)
        totals = np.bincount(places, shared["n"], len(shapes))
        ranked = [int(shapes[i]) for i in np.lexsort((shapes, -totals)) if shapes[i] > 0]
        ranked = ranked[:MOST_AREAS]
    apart = np.isin(shared["area"], ranked)
    for name in ("area", "x", "y"):
        shared[name] = np.where(apart == (name == "area"), shared[name], 0)
    areas: dict[int, Area] = {}
    cells: list[Cell] = []
    for (area, x, y), group in _described(_joined(points, shared)):
        if area:
            areas[area] = Area(**group, shape=area)
        else:
            cells.append(Cell(**group, key=f"{frame.level}/{x}/{y}"))
    cells.sort(key=lambda cell: (-cell.count, cell.key))
    return [areas[shape] for shape in ranked], cells


def _by_cell(counted: Events | Bundles, chosen: Mask, frame: _Frame) -> dict[str, Column]:
    """Count the points in each cell of a view."""
    x, y = frame.cells()
    shares = counted.selected(*counted.runs.in_cells(x, y, frame.level), chosen)
    groups = [
        {
            **share.tallied(),
            **share.placed(),
            "area": np.zeros_like(share.runs),
            "x": x[share.runs],
            "y": y[share.runs],
        }
        for share in shares
    ]
    return _joined(*groups)


def _by_area(counted: Events | Bundles, chosen: Mask, frame: _Frame) -> dict[str, Column]:
    """Count the events of each area in a view; one that is in no cell is in the nearest."""
    runs = counted.runs
    small = _small(frame.level, runs.shapes)
    visible = frame.holds(runs.shapes) & (~small | frame.has_home(runs.shapes))
    seen = np.flatnonzero(visible)
    groups = []
    for share in counted.selected(*runs.of_shapes(seen), chosen):
        shapes = {name: column[seen[share.runs]] for name, column in runs.shapes.items()}
        told = share.tallied()
        groups.append(
            {
                **told,
                **{name: shapes[name] for name in ("west", "south", "east", "north")},
                **{name: shapes[name] * told["n"] for name in ("longitude", "latitude")},
                "area": np.where(small[seen[share.runs]], 0, shapes["shape"]),
                "x": np.clip(shapes["x"] >> frame.shift, frame.west, frame.east),
                "y": np.clip(shapes["y"] >> frame.shift, frame.north, frame.south),
            }
        )
    return _joined(*groups)


def _joined(*parts: dict[str, Column]) -> dict[str, Column]:
    """Put groups of the same area or cell together."""
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort([found[name] for name in ("y", "x", "area")])
    sorted_ = {name: column[order] for name, column in found.items()}
    keys = np.stack([sorted_[name] for name in _KEYS], axis=1)
    starts = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)][: len(keys)])
    return {name: _JOINS[name].reduceat(column, starts) for name, column in sorted_.items()}


_KEYS = ("area", "x", "y")
_JOINS = {**JOINS, **dict.fromkeys(_KEYS, np.minimum)}


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
