"""The tables that a lake counts by: events that no filter of them can tell apart, as one row.

One Narwhals program, which DuckDB and Spark run alike. A row stands for `n` events that have the
kind, status, sources and days of it, so that the filters by those are asked of the rows as of
events, and every count is exact.

Days make many rows. So each table has the same events several times: without their days, by blocks
of days, by smaller blocks, and by days. A block that no end of a period lies in is wholly in it or
wholly out of it: a period is then its large blocks, the small ones of the two blocks that it ends
in, and the days of the two small ones. What is read together so is a part of the table, and lies
together in its file: `events.lake.period_parts` says which parts a period is made of.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from events.query.columns.event_days import FAR
from events.query.columns.mercator import GRID_BITS

Frame = nw.LazyFrame[Any]

STEPS = (26, 10, 5, 0)
"""How a table counts days, from the coarsest: in blocks of 2 to the power of these. No day lies
beyond the first block of the first step."""

BLOCKS = 1 << 21
"""More than there are blocks in any step but the days, so that one number tells step and block."""

LEVELS = (12, 8, 6, 4)
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

_DETAILS = ("kind", "status", "sources")
"""What parts by families alone leave out."""

_BLOCKS = {"first_block": "first_day", "last_block": "last_day"}

_DAYS = ("first_day", "last_day", "dated", "uncertain")

_TEN_MILLIONTHS = 10_000_000
"""Degrees are summed in these, a centimetre: whole numbers have one sum in whatever order."""


def _sum_of_degrees(name: str) -> nw.Expr:
    parts = (nw.col(name) * _TEN_MILLIONTHS + 0.5).floor().cast(nw.Int64)
    return parts.sum().cast(nw.Float64) / _TEN_MILLIONTHS


_TALLIES: Mapping[str, nw.Expr] = {
    "n": nw.col("n").sum().cast(nw.Float64),
    "least": nw.col("least").min(),
    "most": nw.col("most").max(),
}
_EXTENTS: Mapping[str, nw.Expr] = {
    "x": nw.col("x").min(),
    "y": nw.col("y").min(),
    "west": nw.col("west").min(),
    "south": nw.col("south").min(),
    "east": nw.col("east").max(),
    "north": nw.col("north").max(),
    "longitude": _sum_of_degrees("longitude"),
    "latitude": _sum_of_degrees("latitude"),
}


def count_totals(events: Frame) -> Frame:
    """Count events wherever they are, by days."""
    return _merged(_ones(events), ["located", "family", *FILTERED], _TALLIES)


def count_areas(events: Frame) -> Frame:
    """Count the events of each line and area, by days."""
    shaped = events.filter(nw.col("located") & ~nw.col("pointed"))
    return _merged(_ones(shaped), ["shape", "family", *FILTERED], _TALLIES)


def count_cells(events: Frame) -> Frame:
    """Count the points in each cell of the finest of `LEVELS`, by days."""
    pointed = events.filter(nw.col("pointed"))
    return _cells(_ones(pointed).with_columns(cell=nw.col("z")), GRID_BITS - LEVELS[0])


def coarser_cells(days: Frame, levels: int) -> Frame:
    """Count the rows by days of a table of cells in cells of so many levels above."""
    return _cells(days, levels)


def count_blocks(days: Frame, place: str) -> Frame:
    """Count the rows by days of a table in the smallest blocks.

    Parameters
    ----------
    days : Frame
        The rows.
    place : str
        The column by which the table tells places apart.
    """
    blocks = {name: _block(day, STEPS[-2]) for name, day in _BLOCKS.items()}
    return _merged_days(days.with_columns(**blocks), _keys(place))


def count_parts(days: Frame, blocks: Frame, place: str) -> Frame:
    """Count a table step by step.

    Parameters
    ----------
    days, blocks : Frame
        The rows by days and by the smallest blocks.
    place : str
        As of `count_blocks`.

    Returns
    -------
    Frame
        `part` and `ends` are the parts under the blocks of a row's first and of its last day.
    """
    found = [
        _in_step(blocks if bits else days, step, details=details)
        for step, bits in enumerate(STEPS)
        for details in (True, False)
    ]
    return _merged_days(nw.concat(found), [*_keys(place), "part", "ends"])


def in_parts(counted: Frame, place: str) -> Frame:
    """Give what `count_parts` gave part by part: a row that reaches beyond its part in both."""
    again = counted.filter(nw.col("ends") != nw.col("part")).with_columns(part=nw.col("ends"))
    order = ["part", place, "family", *_DETAILS, *_DAYS]
    return nw.concat([counted, again]).drop("ends").sort(*order)


def first_part(step: int, *, details: bool) -> int:
    """Give the number of a step's first part: that which is under the first block.

    Without `details` it is that of the rows that know families alone.
    """
    return (2 * step + details) * BLOCKS


def _in_step(rows: Frame, step: int, *, details: bool) -> Frame:
    """Put rows under the blocks of the step above: those of their first and of their last day."""
    first = first_part(step, details=details)
    columns: dict[str, nw.Expr] = {}
    if step == 0:
        columns |= dict.fromkeys(("part", "ends"), nw.lit(first, nw.Int32))
    else:
        columns["part"] = _block("first_day", STEPS[step - 1]) + first
        columns["ends"] = _block("last_day", STEPS[step - 1]) + first
    if not details:
        columns |= dict.fromkeys(_DETAILS, nw.lit(None, nw.String))
    own = [name for name in rows.collect_schema().names() if name not in columns]
    blocks = {name: _block(day, STEPS[step]) for name, day in _BLOCKS.items()}
    named = {**{name: nw.col(name) for name in own}, **columns, **blocks}
    return rows.select(**{name: named[name] for name in sorted(named)})


def _block(day: str, bits: int) -> nw.Expr:
    """Give the block of a day, counted so that none is negative."""
    return (nw.col(day) + FAR) // (1 << bits)


def _keys(place: str) -> list[str]:
    return [place, "family", *_DETAILS, "dated", "uncertain"]


def _merged_days(rows: Frame, keys: Sequence[str]) -> Frame:
    """Count rows that have keys and blocks of days in common, as from the first to the last day."""
    names = rows.collect_schema().names()
    tallies = {name: tally for name, tally in {**_TALLIES, **_EXTENTS}.items() if name in names}
    days = {"first_day": nw.col("first_day").min(), "last_day": nw.col("last_day").max()}
    counted = rows.group_by(*keys, *_BLOCKS).agg(**days, **tallies)
    return counted.select(*keys, *days, *tallies)


def _ones(events: Frame) -> Frame:
    """Take each event for a row of its own."""
    return events.with_columns(n=nw.lit(1, nw.Int64), least=nw.col("row"), most=nw.col("row"))


def _cells(table: Frame, levels: int) -> Frame:
    side = 1 << levels
    moved = table.with_columns(
        cell=nw.col("cell") // (side * side), x=nw.col("x") // side, y=nw.col("y") // side
    )
    return _merged(moved, ["cell", "family", *FILTERED], {**_TALLIES, **_EXTENTS})


def _merged(table: Frame, keys: Sequence[str], tallies: Mapping[str, nw.Expr]) -> Frame:
    return table.group_by(*keys).agg(**tallies)
