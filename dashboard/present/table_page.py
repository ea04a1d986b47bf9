"""The events as rows, a page at a time: which tab, which rows, in which order.

This module shouldn't import Streamlit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from dashboard.present import event_card, wording
from dashboard.present.query_string import address
from dashboard.session.session_file import SessionFile
from events.model.limits import PARAMETER_CHARACTERS, PARAMETER_VALUES
from events.query.columns.row_order import Order
from events.query.event_index import EventIndex
from events.query.event_table import TEXTS, Chosen, Index, Table, page_by_text
from events.query.filters.actors import names_in
from events.query.filters.deaths import UNKNOWN
from events.query.filters.sources.told_by import sources_in
from events.query.filters.words import phrases_of, searchable
from events.query.selection import Selection

ROWS = 50
"""Rows of one page."""

_SORTS: dict[str, Order] = {
    "file": "order",
    "when": "rank",
    "title": "title",
    "where": "place",
    "standing": "family",
    "actors": "actors",
    "killed": "deaths_best",
    "killed_low": "deaths_low",
    "killed_best": "deaths_best",
    "killed_high": "deaths_high",
    "country": "country",
    "source": "sources",
}
_ALWAYS = ("title", "standing", "when", "where")
_LACKING = {"placeless": "located", "dateless": "dated"}
_TABS = ("table", "placeless", "dateless", "hidden", "pairs", "problems")


@dataclass(frozen=True)
class TableRequest:
    """What a reader looks at in the rows.

    Parameters
    ----------
    tab
        One of table, placeless, dateless, hidden, pairs and problems. The page asks for pairs
        itself, and only where several files are shown together.
    offset
        How many rows are passed over.
    by, descending
        What the rows are sorted by, and which way.
    words
        What a list beside the selection is searched for, the hidden events or the problems; the
        selected events are searched by the selection's own words.
    """

    tab: str = "table"
    offset: int = 0
    by: str = "file"
    descending: bool = False
    words: str = ""


def read_request(view: dict[str, Any]) -> TableRequest:
    """Read what the panel asks for; what it can't mean becomes the beginning.

    Examples
    --------
    >>> read_request({"tab": "hidden", "offset": 50, "sort": {"by": "when"}, "words": "x"}).tab
    'hidden'
    >>> read_request({"tab": "nonsense", "sort": "-when"})
    TableRequest(tab='table', offset=0, by='when', descending=True, words='')
    """
    sort = view.get("sort") or {}
    if isinstance(sort, str):  # as the page's address has it
        sort = {"by": sort.removeprefix("-"), "descending": sort.startswith("-")}
    offset, words = view.get("offset"), str(view.get("words") or "")
    return TableRequest(
        tab=view["tab"] if view.get("tab") in _TABS else "table",
        offset=offset if isinstance(offset, int) and offset >= 0 else 0,
        by=sort["by"] if sort.get("by") in _SORTS else "file",
        descending=sort.get("descending") is True,
        words=" ".join(words.split()[:PARAMETER_VALUES])[:PARAMETER_CHARACTERS],
    )


def records(
    file: SessionFile, selection: Selection, view: TableRequest, limit: int = ROWS
) -> dict[str, Any]:
    """Return one page of rows as the panel takes it.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    view
        What the reader looks at; a page beyond the end becomes the last one.
    limit
        Rows of one page.
    """
    counts = file.counts(selection)
    if view.tab == "pairs" and file.likely is None:
        view = replace(view, tab="table", offset=0)
    totals = {
        "table": counts.selected,
        "placeless": counts.without_place,
        "dateless": counts.undated,
        "hidden": counts.filtered_out,
        "pairs": 0,
        "problems": len(file.problems),
    }
    if view.tab == "problems":
        rows, matched, view = _problems(file, view, limit)
    elif totals[view.tab]:
        rows, matched, view = _events(file, selection, view, limit)
    else:
        rows, matched, view = [], 0, replace(view, offset=0)
    shown = asdict(view)
    return {
        "tab": view.tab,
        "tabs": totals,
        "rows": rows,
        "offset": view.offset,
        "limit": limit,
        "sort": {"by": shown["by"], "descending": shown["descending"]},
        "words": view.words,
        "matched": matched,
        "columns": columns_of(file),
        "pairs": likely_pairs(file),
    }


def rows_in_order(table: Table, chosen: Chosen, view: TableRequest, limit: int) -> list[int]:
    """Return some of the chosen rows in the order that a reader looks at them.

    Parameters
    ----------
    table
        The events.
    chosen
        Which of them.
    view
        The order, and how many are passed over.
    limit
        The most rows.
    """
    by, page = order_of(view), table.columns.page
    if by in TEXTS:
        page = partial(page_by_text, table)
    return page(chosen, by, descending=view.descending, offset=view.offset, limit=limit)


def order_of(view: TableRequest) -> Order:
    """Return what the rows are sorted by, as queries call it."""
    return _SORTS[view.by]


def likely_pairs(file: SessionFile) -> dict[str, Any] | None:
    """Return where the page asks for events that may be the same; ``None`` for one file.

    Returns
    -------
    dict or None
        ``address``; ``at_once``, whether the files are small enough to be compared unasked;
        ``merged``, how many events are made of two.
    """
    if file.likely is None:
        return None
    asked = {"address": address(file.collection, "pairs"), "at_once": not file.stored}
    return {**asked, "merged": len(file.merged)}


def columns_of(file: SessionFile) -> list[str]:
    """Return the columns that the rows of a file have: some only where it has anything for them.

    The numbers of the dead are one column, ``killed``, unless the lowest or the highest tell more
    than the best; the source is one where there are several.
    """
    index = file.every.columns
    low, best, high = (index.ranks(_SORTS[f"killed_{end}"]) for end in ("low", "best", "high"))
    known = [name for name in ("actors", "country") if (index.ranks(_SORTS[name]) >= 0).any()]
    if (low != best).any() or (high != best).any():
        ends = {"killed_low": low, "killed_best": best, "killed_high": high}
        known += [name for name, numbers in ends.items() if (numbers >= 0).any()]
    elif (best >= 0).any():
        known.append("killed")
    if len(np.unique(index.ranks("sources"))) > 1:
        known.append("source")
    order = ("actors", "killed", "killed_low", "killed_best", "killed_high", "country", "source")
    return [*_ALWAYS, *(name for name in order if name in known)]


def _events(
    file: SessionFile, selection: Selection, view: TableRequest, limit: int
) -> tuple[list[Any], int, TableRequest]:
    table = file.every if view.tab == "hidden" else file.table
    chosen = _chosen(file, selection, view)
    matched = table.columns.number(chosen)
    view = replace(view, offset=min(view.offset, _last_page(matched, limit)))
    rows = rows_in_order(table, chosen, view, limit)
    letters = [file.letter(order) for _, order in table.columns.orders(rows)]
    cells = _cells(file, table.columns, columns_of(file)[len(_ALWAYS) :], rows)
    events = zip(table.brief(rows), letters, cells, strict=True)
    told = [{**event_card.row(event), "letter": letter, **more} for event, letter, more in events]
    return told, matched, view


def _cells(
    file: SessionFile, index: Index, names: Sequence[str], rows: Sequence[int]
) -> list[dict[str, Any]]:
    """Return the cells of the columns that not all files have, as they stand in the index."""
    places = np.array(rows, dtype=np.intp)
    called = {one.id: one.publisher or one.short_name for one in file.loaded.sources}
    cells: list[dict[str, Any]] = [{} for _ in rows]
    for name in names:
        values = index.values(_SORTS[name], places).tolist()
        for cell, value in zip(cells, values, strict=True):
            cell[name] = _READ[name](value, called)
    return cells


def _listed(names: Sequence[str]) -> str:
    return wording.shortened(", ".join(names), event_card.LONGEST)


def _number(number: int, _: Mapping[str, str]) -> int | None:
    return None if number == UNKNOWN else number


_READ: dict[str, Callable[[Any, Mapping[str, str]], Any]] = {
    "actors": lambda entry, _: _listed(names_in(entry)),
    "source": lambda entry, called: _listed(
        list(dict.fromkeys(called.get(id_, id_) for id_ in sources_in(entry)))
    ),
    "country": lambda country, _: wording.shortened(country, event_card.LONGEST),
    **dict.fromkeys(("killed", "killed_low", "killed_best", "killed_high"), _number),
}


def _chosen(file: SessionFile, selection: Selection, view: TableRequest) -> Chosen:
    columns = file.table.columns
    if view.tab == "hidden":
        every, shown = file.every.columns, columns.mask(selection)
        if isinstance(every, EventIndex) and isinstance(columns, EventIndex) and file.whole:
            shown = every.has_id(columns.ids(shown))
        return every.mask(Selection(words=view.words)) & ~shown
    chosen = columns.mask(selection)
    if view.tab == "table":
        return chosen
    return chosen & ~columns[_LACKING[view.tab]]


def _problems(
    file: SessionFile, view: TableRequest, limit: int
) -> tuple[list[str], int, TableRequest]:
    phrases = phrases_of(view.words)
    found = [
        problem
        for problem in file.problems
        if all(phrase in searchable(problem) for phrase in phrases)
    ]
    offset = min(view.offset, _last_page(len(found), limit))
    return found[offset : offset + limit], len(found), replace(view, offset=offset)


def _last_page(number: int, limit: int) -> int:
    return max(0, (number - 1) // limit * limit)
