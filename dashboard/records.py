"""The events as rows, a page at a time: which tab, which rows, in which order.

This module shouldn't import Streamlit.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

import narwhals as nw

from dashboard import cards
from dashboard.opened import Opened
from dashboard.query import LONGEST, MOST_VALUES
from events.selection import TEXTS, Order, Selection, count_rows, page

ROWS = 50
"""Rows of one page."""

_SORTS: dict[str, Order] = {
    "file": "order",
    "when": "rank",
    "title": "title",
    "where": "place",
    "standing": "family",
}
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
    by = _SORTS[view.by]
    frame = _frame(file, selection, view, texts=by in TEXTS)
    matched = count_rows(frame)
    view = replace(view, offset=min(view.offset, _last_page(matched)))
    rows = page(frame, by, descending=view.descending, offset=view.offset, limit=ROWS)
    letters = [file.letter(order) for _, order in file.table.orders(rows)]
    events = zip(file.table.events(rows), letters, strict=True)
    return [{**cards.row(event), "letter": letter} for event, letter in events], matched, view


def _frame(file: Opened, selection: Selection, view: Asked, *, texts: bool) -> nw.LazyFrame[Any]:
    table = file.table
    if view.tab == "hidden":
        searched = table.frame(Selection(words=view.words), texts=True)
        return searched.filter(~selection.expression())
    words = f"{selection.words} {view.words}".strip()
    frame = table.frame(replace(selection, words=words), texts=texts)
    if view.tab == "table":
        return frame
    return frame.filter(~nw.col({"placeless": "located", "dateless": "dated"}[view.tab]))


def _problems(file: Opened, view: Asked) -> tuple[list[str], int, Asked]:
    words = view.words.casefold().split()
    found = [
        problem for problem in file.problems if all(word in problem.casefold() for word in words)
    ]
    offset = min(view.offset, _last_page(len(found)))
    return found[offset : offset + ROWS], len(found), replace(view, offset=offset)


def _last_page(number: int) -> int:
    return max(0, (number - 1) // ROWS * ROWS)
