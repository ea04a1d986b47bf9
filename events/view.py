"""What a view of the map shows: events one by one while they are few, counts while they are many.

Points that lie in one cell of the screen are counted together, and so are the events that share
an area or a line. A cell is never cut by the edge of the view, so that its count stays the same
while the map is moved.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import narwhals as nw
import numpy as np
import numpy.typing as npt

from events.query_columns import FAR, GRID_BITS, meets, mercator_of, position_of
from events.selection import Selection, Table

MOST_MARKS = 300
"""The most events of a view that are shown one by one."""

MOST_CELLS = 1_000
"""The most cells of a view: a screen of 2,500 by 1,600 pixels has as many."""

MOST_AREAS = 150
"""The most areas of a view that are drawn for their counts; the smaller ones join the cells."""

MOST_GROUPS = 20_000
"""The most groups that one answer is made of; where there are more, areas are not told apart."""

CELL_PIXELS = 64
"""The side of a cell on the screen, in pixels."""

FEW = 2
"""An area with so few events shows them one by one."""

Column = npt.NDArray[Any]

_1970 = date(1970, 1, 1)
_TILE_PIXELS = 256  # the world's side at zoom 0, by convention
_LARGE = -1  # in the place of a shape's key: an area that is not told from others
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
        The first and the last day that any of their dates names.
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

    def holds(self) -> nw.Expr:
        """Ask whether an event is in view: its point, or the box of its points or its area."""
        step = 1 << self.shift
        west, north = position_of(self.west * step, self.north * step)
        east, south = position_of((self.east + 1) * step, (self.south + 1) * step)
        # What lies beyond the square of Web Mercator is on its edge.
        north = 90.0 if self.north == 0 else north
        south = -90.0 if self.south == (1 << self.level) - 1 else south
        # A point on the edge belongs to one cell alone.
        one = (nw.col("west") == nw.col("east")) & (nw.col("south") == nw.col("north"))
        return (one & self.has_home()) | (~one & meets(west, south, east, north))

    def has_home(self) -> nw.Expr:
        """Ask whether an event's first point, or the middle of its area, is in one of the cells."""
        step = 1 << self.shift
        x, y = nw.col("x"), nw.col("y")
        across = (x >= self.west * step) & (x < (self.east + 1) * step)
        return across & (y >= self.north * step) & (y < (self.south + 1) * step)


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
    frame = _frame_of(bbox, zoom)
    chosen = table.frame(selection)
    if matched <= MOST_MARKS:
        return View(matched, matched, full=True, rows=_rows(chosen.filter(nw.col("located"))))
    areas, cells = _groups(chosen, frame)
    in_view = sum(group.count for group in (*areas, *cells))
    rows = _rows(chosen.filter(frame.holds())) if in_view <= MOST_MARKS else ()
    if in_view <= MOST_MARKS >= len(rows):
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


def members(kind: Member, value: Any) -> nw.Expr:
    """Ask whether an event belongs to a cell, an area or a point.

    Parameters
    ----------
    kind : {"cell", "shape", "point"}
        What `value` is: the key of a `Cell`, the key of an area's geometry, or the longitude
        and latitude of a point.
    value : str, int or tuple of float
        The cell, the shape, or the point.

    Returns
    -------
    narwhals.Expr
        True or False for each row.
    """
    if kind == "shape":
        shared: nw.Expr = nw.col("shape") == value
        return shared & (nw.col("shape") != 0)
    if kind == "point":
        here: nw.Expr = (nw.col("longitude") == value[0]) & (nw.col("latitude") == value[1])
        return here & nw.col("pointed")
    level, x, y = map(int, value.split("/"))
    return nw.col("located") & _Frame(level, x, y, x, y).has_home() & _small(level)


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


def _small(level: int) -> nw.Expr:
    """Ask whether an event is a point, or an area that is no larger than a cell."""
    side = 360 / (1 << level)
    wide = nw.col("east") - nw.col("west")
    high = nw.col("north") - nw.col("south")
    return nw.col("pointed") | ((wide <= side) & (high <= side))


def _rows(frame: nw.LazyFrame[Any]) -> tuple[int, ...]:
    ranked = frame.sort("rank").select("row").head(MOST_MARKS + 1)
    return tuple(ranked.collect()["row"].to_list())


def _groups(chosen: nw.LazyFrame[Any], frame: _Frame) -> tuple[list[Area], list[Cell]]:
    """Count the events of each area that is larger than a cell, and of each cell without them."""
    found = _columns(_counted(chosen, nw.col("shape"), frame).head(MOST_GROUPS + 1))
    if len(found["n"]) > MOST_GROUPS:
        found = _columns(_counted(chosen, nw.lit(_LARGE), frame))
    shapes, shared = np.unique(found["area"], return_inverse=True)
    totals = np.bincount(shared, found["n"], len(shapes))
    ranked = [shapes[i] for i in np.lexsort((shapes, -totals)) if shapes[i] > 0][:MOST_AREAS]
    apart = np.isin(found["area"], ranked)
    found["area"] = np.where(apart, found["area"], 0)
    found["x"], found["y"] = (np.where(apart, 0, found[name]) for name in ("x", "y"))
    areas: dict[int, Area] = {}
    cells: list[Cell] = []
    for (area, x, y), group in _joined(found):
        if area:
            areas[area] = Area(**group, shape=area)
        else:
            cells.append(Cell(**group, key=f"{frame.level}/{x}/{y}"))
    cells.sort(key=lambda cell: (-cell.count, cell.key))
    return [areas[int(shape)] for shape in ranked], cells


def _counted(chosen: nw.LazyFrame[Any], area: nw.Expr, frame: _Frame) -> nw.LazyFrame[Any]:
    """Count by area, cell and family; an area that is in no cell of the view is in the nearest."""
    pointed, small = nw.col("pointed"), _small(frame.level)
    squares = _squares(frame)
    points = chosen.filter(pointed & frame.has_home())
    areas = chosen.filter(~pointed & frame.holds() & (~small | frame.has_home()))
    apart = nw.when(small).then(0).otherwise(area)
    clipped = {
        "x": squares["x"].clip(frame.west, frame.east),
        "y": squares["y"].clip(frame.north, frame.south),
    }
    return nw.concat(
        [_tallied(points, area=nw.lit(0), **squares), _tallied(areas, area=apart, **clipped)]
    )


def _columns(frame: nw.LazyFrame[Any]) -> dict[str, Column]:
    found = frame.collect()
    return {name: found[name].to_numpy() for name in found.columns}


def _squares(frame: _Frame) -> dict[str, nw.Expr]:
    step = 1 << frame.shift
    return {name: (nw.col(name) / step).floor().cast(nw.Int64) for name in ("x", "y")}


def _tallied(rows: nw.LazyFrame[Any], **numbers: nw.Expr) -> nw.LazyFrame[Any]:
    """Count rows by the numbers that they are given, and by family."""
    first, last = nw.col("first_day"), nw.col("last_day")
    kept = rows.select(
        *("family", "row", "west", "south", "east", "north", "longitude", "latitude"),
        first=nw.when(first > -FAR).then(first).otherwise(FAR),
        last=nw.when(last < FAR).then(last).otherwise(-FAR),
        **{name: number.cast(nw.Int64) for name, number in numbers.items()},
    )
    return kept.group_by(*numbers, "family").agg(
        nw.col("west", "south", "first").min(),
        nw.col("east", "north", "last").max(),
        nw.col("longitude", "latitude").sum(),
        n=nw.len(),
        least=nw.col("row").min(),
        most=nw.col("row").max(),
    )


def _joined(found: dict[str, Column]) -> Iterator[tuple[tuple[int, int, int], dict[str, Any]]]:
    """Put the families of each group together; give its area or cell, and what `Group` has."""
    if not len(found["n"]):
        return
    order = np.lexsort([found[name] for name in ("y", "x", "area")])
    sorted_ = {name: column[order] for name, column in found.items()}
    keys = np.stack([sorted_[name] for name in ("area", "x", "y")], axis=1)
    starts = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)])
    least = [np.minimum.reduceat(sorted_[n], starts) for n in ("west", "south", "first", "least")]
    most = [np.maximum.reduceat(sorted_[n], starts) for n in ("east", "north", "last", "most")]
    sums = [np.add.reduceat(sorted_[n], starts) for n in ("n", "longitude", "latitude")]
    west, south, first, low = (column.tolist() for column in least)
    east, north, last, high = (column.tolist() for column in most)
    total, longitude, latitude = (column.tolist() for column in sums)
    numbers = list(zip(sorted_["family"].tolist(), sorted_["n"].tolist(), strict=True))
    ends = [*starts[1:].tolist(), len(numbers)]
    for at, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
        yield (
            tuple(keys[start].tolist()),
            {
                "count": total[at],
                "families": _summed(numbers[start:end]),
                "bbox": (west[at], south[at], east[at], north[at]),
                "longitude": longitude[at] / total[at],
                "latitude": latitude[at] / total[at],
                "first": None if first[at] == FAR else _1970 + timedelta(days=first[at]),
                "last": None if last[at] == -FAR else _1970 + timedelta(days=last[at]),
                "rows": tuple(sorted({low[at], high[at]})),
            },
        )


def _summed(numbers: list[tuple[str, int]]) -> dict[str, int]:
    """Add up the numbers of each family, which both points and areas may have; the most first."""
    families: dict[str, int] = {}
    for family, number in numbers:
        families[family] = families.get(family, 0) + number
    return dict(sorted(families.items(), key=lambda item: (-item[1], item[0])))
