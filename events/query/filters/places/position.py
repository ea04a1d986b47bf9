"""The filter by position: the events that the map counts in a cell, an area or a point."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from events.query.columns.mercator import GRID_BITS
from events.query.filters.declaration import Filter, Given, Parameter, Term

_CELL = Parameter(
    "cell",
    pattern=r"(1?[0-9]|2[0-4])/[0-9]{1,8}/[0-9]{1,8}",
    expected="the key of a cell, as 8/181/99",
)
_SHAPE = Parameter(
    "shape", pattern=r"[0-9a-f]{15}", expected="the key of a shape, in hexadecimal digits"
)
_POINT = Parameter(
    "point",
    pattern=r"-?[0-9]{1,3}(\.[0-9]{1,20})?,-?[0-9]{1,2}(\.[0-9]{1,20})?",
    expected="longitude,latitude in degrees",
)


@dataclass(frozen=True)
class PositionChosen:
    """What a selection asks of where an event lies; see `events.query.selection.Selection`."""

    cell: str = ""
    shape: str = ""
    point: str = ""


def _condition(chosen: PositionChosen) -> nw.Expr | None:
    conditions = []
    if chosen.cell:
        conditions.append(_in_cell(*map(int, chosen.cell.split("/"))))
    if chosen.shape:
        key = int(chosen.shape, 16)
        conditions.append((nw.col("shape") == key) & (nw.col("shape") != 0))
    if chosen.point:
        longitude, latitude = map(float, chosen.point.split(","))
        here = (nw.col("longitude") == longitude) & (nw.col("latitude") == latitude)
        conditions.append(nw.col("pointed") & here)
    return nw.all_horizontal(*conditions, ignore_nulls=False) if conditions else None


def _in_cell(level: int, x: int, y: int) -> nw.Expr:
    """Ask for a home in a cell: points, and areas that are no larger than it."""
    step, side = 1 << (GRID_BITS - level), 360 / (1 << level)
    across = (nw.col("x") >= x * step) & (nw.col("x") < (x + 1) * step)
    down = (nw.col("y") >= y * step) & (nw.col("y") < (y + 1) * step)
    wide, high = nw.col("east") - nw.col("west"), nw.col("north") - nw.col("south")
    small = nw.col("pointed") | ((wide <= side) & (high <= side))
    return nw.col("located") & across & down & small


def _read(given: Given) -> dict[str, Any]:
    return {"cell": _CELL.one(given), "shape": _SHAPE.one(given), "point": _POINT.one(given)}


def _written(chosen: PositionChosen) -> Iterator[tuple[str, str]]:
    for name in ("cell", "shape", "point"):
        if value := getattr(chosen, name):
            yield name, value


def _terms(chosen: PositionChosen) -> Iterator[Term]:
    for name, value in _written(chosen):
        yield Term(f"filter.{name}", {"position": value.replace(",", ", ")}, {name: ""})


POSITION = Filter(
    "position",
    PositionChosen,
    _condition,
    (_CELL, _SHAPE, _POINT),
    _read,
    _written,
    _terms,
)
