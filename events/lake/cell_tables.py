"""The tables that a lake counts by: events that no filter of them can tell apart, as one row.

One Narwhals program, which DuckDB and Spark run alike. A row stands for `n` events that have the
kind, status, sources and days of it, so that the filters by those are asked of the rows as of
events, and every count is exact.

Days make many rows. Events that surely happened on one day are counted once more by blocks of
`BLOCK` days: a period is then its whole blocks, the days at its two ends, and what is no single
sure day (`WIDE`), which stands in the table by days alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from events.query.columns.event_days import FAR
from events.query.columns.mercator import GRID_BITS

Frame = nw.LazyFrame[Any]

BLOCK = 32
"""Days of a block: about a month, and the same for each, so that a division gives it."""

WIDE = -1
"""The block of what is no single sure day."""

LEVELS = (8, 6, 4)
"""The levels of the cells that are counted beforehand; finer ones are counted from the events of
the view, and one between two of these from the finer."""

MOST_VALUES = 200_000
"""The most distinct values of a filter that are offered, as a server holds them in memory."""

FILTERED = ("kind", "status", "sources", "first_day", "last_day", "dated", "uncertain")
"""What the filters that the tables know ask of an event."""

KNOWN_FILTERS = frozenset({"dates", "kinds", "statuses", "told_by"})
"""Those filters."""

AREA = (
    "shape", "pointed", "located", "west", "south", "east", "north", "longitude", "latitude",
    "x", "y",
)  # fmt: skip
"""What is known of the place of a line or an area; the same for all events that have it."""

_BEYOND_DAYS = ("kind", "status", "sources")

_TEN_MILLIONTHS = 10_000_000
"""Degrees are summed in these, a centimetre: whole numbers have one sum in whatever order."""


def _sum_of_degrees(name: str) -> nw.Expr:
    parts = (nw.col(name) * _TEN_MILLIONTHS + 0.5).floor().cast(nw.Int64)
    return parts.sum().cast(nw.Float64) / _TEN_MILLIONTHS


_TALLIES: Mapping[str, Any] = {
    "n": nw.col("n").sum().cast(nw.Float64),
    "least": nw.col("least").min(),
    "most": nw.col("most").max(),
}
_EXTENTS: Mapping[str, Any] = {
    "x": nw.col("x").min(),
    "y": nw.col("y").min(),
    "west": nw.col("west").min(),
    "south": nw.col("south").min(),
    "east": nw.col("east").max(),
    "north": nw.col("north").max(),
    "longitude": _sum_of_degrees("longitude"),
    "latitude": _sum_of_degrees("latitude"),
}


def block_of(day: nw.Expr) -> nw.Expr:
    """Give the block of a day, counted so that none is negative."""
    return (day + FAR) // BLOCK


def count_totals(events: Frame) -> Frame:
    """Count events wherever they are."""
    return _merged(_ones(events), ["block", *FILTERED, "located"], _TALLIES)


def count_areas(events: Frame) -> Frame:
    """Count the events of each line and area."""
    shaped = events.filter(nw.col("located") & ~nw.col("pointed"))
    return _merged(_ones(shaped), [*AREA, "block", *FILTERED], _TALLIES)


def count_cells(events: Frame) -> Frame:
    """Count the points in each cell of the finest of `LEVELS`, by days."""
    pointed = events.filter(nw.col("pointed"))
    return _cells(_ones(pointed).with_columns(cell=nw.col("z")), GRID_BITS - LEVELS[0])


def coarser_cells(table: Frame, levels: int) -> Frame:
    """Count the rows of a table of cells in cells of so many levels above."""
    return _cells(table, levels)


def count_blocks(table: Frame) -> Frame:
    """Count the rows of a table of cells that are single sure days by blocks of days."""
    keys = ["cell", "block", *_BEYOND_DAYS, "dated", "uncertain"]
    days = {"first_day": nw.col("first_day").min(), "last_day": nw.col("last_day").max()}
    found = table.filter(nw.col("block") != WIDE)
    return _merged(found, keys, {**_TALLIES, **_EXTENTS, **days})


def _ones(events: Frame) -> Frame:
    """Take each event for a row of its own."""
    single = nw.col("dated") & ~nw.col("uncertain") & (nw.col("first_day") == nw.col("last_day"))
    return events.with_columns(
        n=nw.lit(1, nw.Int64),
        least=nw.col("row"),
        most=nw.col("row"),
        block=nw.when(single).then(block_of(nw.col("first_day"))).otherwise(nw.lit(WIDE)),
    )


def _cells(table: Frame, levels: int) -> Frame:
    side = 1 << levels
    moved = table.with_columns(
        cell=nw.col("cell") // (side * side), x=nw.col("x") // side, y=nw.col("y") // side
    )
    return _merged(moved, ["cell", "block", *FILTERED], {**_TALLIES, **_EXTENTS})


def _merged(table: Frame, keys: Sequence[str], tallies: Mapping[str, Any]) -> Frame:
    return table.group_by(*keys).agg(**tallies).sort(*keys)
