"""The events as rows, a page at a time: which tab, which rows, in which order.

This module shouldn't import Streamlit.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np

from dashboard import cards
from dashboard.opened import Opened
from dashboard.query import LONGEST, MOST_VALUES
from events.columns import Columns, Mask
from events.selection import TEXTS, Order, Selection, Table, page_by_text

ROWS = 50
"""Rows of one page."""

_SORTS: dict[str, Order] = {
    "file": "order",
    "when": "rank",
    "title": "title",
    "where": "place",
    "standing": "family",
}
_LACKING = {"placeless": "located", "dateless": "dated"}
_TABS = ("table", "placeless", "dateless", "hidden", "problems")


@dataclass(frozen=True)
class Asked:
    """What a reader looks at in the rows.

    Parameters
    ----------
    tab
        One of table, placeless, dateless, hidden and problems.
    offset
        How many rows are passed over.
    by, descending
        What the rows are sorted by, and which way.
    words
        What they are searched for.
    """

    tab: str = "table"
    offset: int = 0
    by: str = "file"
    descending: bool = False
    words: str = ""


def asked(view: dict[str, Any]) -> Asked:
    """Read what the panel asks for; what it can't mean becomes the beginning.

    Examples
    --------
    >>> asked({"tab": "hidden", "offset": 50, "sort": {"by": "when"}, "words": "x"}).tab
    'hidden'
    >>> asked({"tab": "nonsense"}).tab
    'table'
    """
    sort = view.get("sort") or {}
    offset, words = view.get("offset"), str(view.get("words") or "")
    return Asked(
        tab=view["tab"] if view.get("tab") in _TABS else "table",
        offset=offset if isinstance(offset, int) and offset >= 0 else 0,
        by=sort["by"] if sort.get("by") in _SORTS else "file",
        descending=sort.get("descending") is True,
        words=" ".join(words.split()[:MOST_VALUES])[:LONGEST],
    )


def records(file: Opened, selection: Selection, view: Asked) -> dict[str, Any]:
    """Return one page of rows as the panel takes it.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    view
        What the reader looks at; a page beyond the end becomes the last one.
    """
    counts = file.counts(selection)
    totals = {
        "table": counts.selected,
        "placeless": counts.without_place,
        "dateless": counts.undated,
        "hidden": counts.filtered_out,
        "problems": len(file.problems),
    }
    if view.tab == "problems":
        rows, matched, view = _problems(file, view)
    elif totals[view.tab]:
        rows, matched, view = _events(file, selection, view)
    else:
        rows, matched, view = [], 0, replace(view, offset=0)
    shown = asdict(view)
    return {
        "tab": view.tab,
        "tabs": totals,
        "rows": rows,
        "offset": view.offset,
        "limit": ROWS,
        "sort": {"by": shown["by"], "descending": shown["descending"]},
        "words": view.words,
        "matched": matched,
    }


def _events(file: Opened, selection: Selection, view: Asked) -> tuple[list[Any], int, Asked]:
    by, table = _SORTS[view.by], file.table
    chosen = _chosen(table.columns, selection, view)
    matched = int(np.count_nonzero(chosen))
    view = replace(view, offset=min(view.offset, _last_page(matched)))
    part: dict[str, Any] = {"descending": view.descending, "offset": view.offset, "limit": ROWS}
    if by in TEXTS:
        rows = page_by_text(_frame(table, selection, view), by, **part)
    else:
        rows = table.columns.page(chosen, by, **part)
    letters = [file.letter(order) for _, order in table.columns.orders(rows)]
    events = zip(table.brief(rows), letters, strict=True)
    return [{**cards.row(event), "letter": letter} for event, letter in events], matched, view


def _chosen(columns: Columns, selection: Selection, view: Asked) -> Mask:
    if view.tab == "hidden":
        return columns.chosen(Selection(words=view.words)) & ~columns.chosen(selection)
    chosen = columns.chosen(_searched(selection, view))
    if view.tab == "table":
        return chosen
    return chosen & ~columns[_LACKING[view.tab]]


def _frame(table: Table, selection: Selection, view: Asked) -> nw.LazyFrame[Any]:
    """Give the rows of `_chosen` with their texts."""
    if view.tab == "hidden":
        return table.frame(Selection(words=view.words)).filter(~selection.expression())
    frame = table.frame(_searched(selection, view))
    return frame if view.tab == "table" else frame.filter(~nw.col(_LACKING[view.tab]))


def _searched(selection: Selection, view: Asked) -> Selection:
    return replace(selection, words=f"{selection.words} {view.words}".strip())


def _problems(file: Opened, view: Asked) -> tuple[list[str], int, Asked]:
    words = view.words.casefold().split()
    found = [
        problem for problem in file.problems if all(word in problem.casefold() for word in words)
    ]
    offset = min(view.offset, _last_page(len(found)))
    return found[offset : offset + ROWS], len(found), replace(view, offset=offset)


def _last_page(number: int) -> int:
    return max(0, (number - 1) // ROWS * ROWS)
