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
    wide = ranks.astype(np.int64)
    keys = np.where(wide < 0, np.iinfo(np.int64).max, -wide if descending else wide)
    sorted_rows: Rows = rows[np.argsort(keys, kind="stable")]
    return sorted_rows
