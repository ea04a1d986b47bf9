"""The order in which rows are listed: what they can be sorted by, and how."""

from typing import Literal

import numpy as np

from events.model.distinct_dates import Mask
from events.query.columns.spatial_index import Column, Rows

Order = Literal[
    "order",
    "rank",
    "title",
    "place",
    "family",
    "actors",
    "country",
    "sources",
    "deaths_low",
    "deaths_best",
    "deaths_high",
]
"""What rows can be sorted by: the file's order, the dates, the title, the place, the kind, the
actors, the country, the sources, and the three numbers of deaths."""

SORTED_BY: dict[Order, tuple[str, str]] = {
    "family": ("kinds", "family_number"),
    "actors": ("actors", "actors"),
    "country": ("countries", "country"),
    "sources": ("told_by", "sources"),
    "deaths_low": ("deaths", "deaths_low"),
    "deaths_best": ("deaths", "deaths_best"),
    "deaths_high": ("deaths", "deaths_high"),
}
"""By what they are sorted: the name in `EventIndex.asked`, and the column there."""

_STRETCH = 4_096  # rows of an order that are looked at first, for the first chosen ones


def first_chosen(order: Rows, chosen: Mask, most: int | None = None) -> Rows:
    """Give the first chosen rows of an order, looking no farther than to the last of them.

    Parameters
    ----------
    order : numpy.ndarray of int
        Rows.
    chosen : numpy.ndarray of bool
        Which rows are chosen, for each row of the table.
    most : int, optional
        How many are given at most; all by default.

    Returns
    -------
    numpy.ndarray of int
    """
    found, missing, start = [], len(order) if most is None else most, 0
    length = len(order) if most is None else max(_STRETCH, most)
    while missing > 0 and start < len(order):
        stretch = order[start : start + length]
        found.append(stretch[chosen[stretch]][:missing])
        missing -= len(found[-1])
        start, length = start + length, 2 * length
    return np.concatenate(found) if found else order[:0]


def ranked_rows(rows: Rows, ranks: Column, *, descending: bool) -> Rows:
    """Sort rows by their ranks; equals stay as they are, and those without one come last.

    Parameters
    ----------
    rows : numpy.ndarray of int
        The rows.
    ranks : numpy.ndarray of int
        The rank of each, below 0 for none.
    descending : bool
        Whether the last come first.

    Returns
    -------
    numpy.ndarray of int

    Examples
    --------
    >>> ranked_rows(np.array([7, 8, 9]), np.array([2, -1, 5]), descending=True).tolist()
    [9, 7, 8]
    """
    keys = _sorting_keys(ranks, descending=descending)
    sorted_rows: Rows = rows[np.argsort(keys, kind="stable")]
    return sorted_rows


def neighbours(
    chosen: Mask, row: int, ranks: Column, orders: Column, *, descending: bool = False
) -> tuple[int, int | None, int | None]:
    """Count the chosen rows before one as `ranked_rows` sorts them, and give its neighbours.

    Parameters
    ----------
    chosen : numpy.ndarray of bool
        Which rows are chosen, for each row of the table.
    row : int
        The one.
    ranks : numpy.ndarray of int
        The rank of each row of the table, below 0 for none.
    orders : numpy.ndarray of int
        The place of each in the file, which parts equals.
    descending : bool, optional
        Whether the last come first.

    Returns
    -------
    tuple
        The count, the chosen row before and the one after; None where there is none.

    Examples
    --------
    >>> neighbours(np.array([True, False, True]), 0, np.array([2, 1, -1]), np.array([0, 1, 2]))
    (0, None, 2)
    """
    keys = _sorting_keys(ranks, descending=descending)
    same = keys == keys[row]
    earlier = chosen & ((keys < keys[row]) | same & (orders < orders[row]))
    later = chosen & ((keys > keys[row]) | same & (orders > orders[row]))
    before = _end(np.flatnonzero(earlier), keys, orders, last=True)
    after = _end(np.flatnonzero(later), keys, orders, last=False)
    return int(np.count_nonzero(earlier)), before, after


def _sorting_keys(ranks: Column, *, descending: bool) -> Column:
    wide = ranks.astype(np.int64)
    return np.where(wide < 0, np.iinfo(np.int64).max, -wide if descending else wide)


def _end(rows: Rows, keys: Column, orders: Column, *, last: bool) -> int | None:
    """Give the first of some rows by their keys and, among equals, their places, or the last."""
    for column in (keys, orders):
        if not len(rows):
            return None
        values = column[rows]
        rows = rows[values == (values.max() if last else values.min())]
    return int(rows[0])
