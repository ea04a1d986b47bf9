"""Where a reader is in the story: the event before the open one, the one after it, and the ends.

The story is the selected events in the order of the rows. This module shouldn't import Streamlit.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from dashboard.present import article, event_card
from dashboard.present.table_page import (
    TableRequest,
    columns_of,
    order_of,
    read_request,
    rows_in_order,
)
from dashboard.present.wording import period, span_words
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.model.dates import parse_edtf
from events.model.event import Event
from events.model.vocabulary import CROSSED
from events.query.columns.row_order import neighbours
from events.query.columns.spatial_index import Column
from events.query.event_index import EventIndex
from events.query.event_table import Chosen, ranks_of_rows
from events.query.filters.actors import ACTORS
from events.query.filters.declaration import Filter
from events.query.filters.places.countries import COUNTRIES
from events.query.selection import Selection
from events.query.summary import extent, has_spans
from events.query.totals import Deaths, deaths, most_named

MOST_NAMED = 5
"""The most actors and countries that a data set's pane names."""


def standfirst(file: SessionFile) -> str:
    """Return what a file of one article is, in a sentence; ``""`` for any other file."""
    source = article.main_source(file)
    if source is None or file.parts:
        return ""
    published = parse_edtf(source.published)
    day = span_words(published) if published else ""
    others = len(file.loaded.sources) - 1
    if day and others and file.whole is None:
        return say("header.standfirst_beside", day=day, count=others)
    return say("header.standfirst", day=day) if day else say("header.standfirst_undated")


def title(file: SessionFile) -> dict[str, Any]:
    """Return the story's first step: what is told, whose words it rests on, or that it is empty."""
    sources = file.credited
    main = article.coded_source(sources)
    heading = main.title if main else file.loaded.title
    if file.parts:
        return {
            "heading": say("reading.together", count=len(file.parts)),
            "none": say("reading.none"),
            "origin": " · ".join(f"{part.letter} {part.title}" for part in file.parts),
            "quoted_from": quoted_from(file),
            "standfirst": "",
            "url": "",
        }
    return {
        "heading": heading or say("header.nothing_open"),
        "none": say("reading.none" if file.loaded.events else "reading.no_events"),
        "origin": event_card.origin(sources),
        "quoted_from": event_card.origin(sources),
        "standfirst": standfirst(file),
        "url": main.url if main else "",
    }


def quoted_from(file: SessionFile) -> str:
    """Return whose words are quoted, with the letter of each file that quotes where several are."""
    quoting = {source for event in file.quoted for source in event.quoted_sources}
    quoted = [
        (part.letter, [source for source in part.sources if source.id in quoting])
        for part in file.parts
    ]
    told = [f"{letter} {event_card.origin(sources)}" for letter, sources in quoted if sources]
    return " · ".join(told) if told else event_card.origin(file.credited)


def story_of(
    file: SessionFile,
    selection: Selection,
    event: Event | None,
    *,
    coverage: bool = False,
    sort: str = "",
) -> dict[str, Any]:
    """Return what the reading pane tells of where a reader is: the step, and the event in full.

    Parameters
    ----------
    file, selection, event, coverage, sort
        As of ``step``.
    """
    repeated = 0 if event or coverage else file.repeated_in(selection)
    return {
        "step": step(file, selection, event, coverage=coverage, sort=sort),
        "event": event_card.card(file, event) if event else None,
        "summary": [] if event or coverage else data_set_facts(file, selection),
        "summary_of": say("summary.together", count=len(file.parts)) if file.parts else "",
        "repeated": say("summary.repeated", count=repeated) if repeated else "",
    }


def step(
    file: SessionFile,
    selection: Selection,
    event: Event | None,
    *,
    coverage: bool = False,
    sort: str = "",
) -> dict[str, Any]:
    """Return where a reader is in the story: the title, an event, or the coverage.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force; Previous and Next walk what they leave.
    event
        The open event, or ``None``.
    coverage
        Whether the reader has gone on to the last step.
    sort
        The order of the rows as the page's address has it; the story goes by it, too. Without one
        it goes by the file, with days chosen first through the events that have a date. A lake's
        story always goes by the file.
    """
    order = _order(file, sort)
    if event is None and coverage:
        last = _end(file, selection, order, last=True)
        before = {"event": last} if last else {"step": "title"}
        return {"name": "coverage", "position": "", "previous": before, "next": None}
    around = _around(file, selection, event, order) if event else None
    if around is None:
        first = _end(file, selection, order)  # what is open is filtered out: on to what is not
        after = {"event": first} if first else None
        name = "event" if event else "title"
        return {"name": name, "position": "", "previous": None, "next": after}
    number, previous, following = around
    ends = {"step": "title"}, {"step": "coverage"} if article.main_source(file) else None
    words = {"position": number + 1, "count": file.counts(selection).selected}
    by = say(f"table.column.{order.by}") if order.by != "file" else ""
    return {
        "name": "event",
        "position": say("reading.position_by" if by else "reading.position", **words, column=by),
        "previous": {"event": previous} if previous else ends[0],
        "next": {"event": following} if following else ends[1],
    }


def data_set_facts(file: SessionFile, selection: Selection) -> list[dict[str, str]]:
    """Return what a data set comes to under a selection: its period, its dead, who and where.

    Nothing for a file that only quotes: of an article its words tell more than numbers.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.

    Returns
    -------
    list of dict
        ``name`` and ``value`` of each fact, in words.
    """
    killed = deaths(file.table, selection)
    countries = _most_named(file, selection, COUNTRIES)
    if file.quoted and not killed.events and not countries:
        return []
    first, last = extent(file.table, selection)
    days = period(first, last) if first else ""
    if days and has_spans(file.table, selection):
        days = say("summary.widest", days=days)
    facts = {
        "period": days,
        "killed": _killed(file, killed, file.counts(selection).selected),
        "actors": _most_named(file, selection, ACTORS),
        "countries": countries,
    }
    return [
        {"name": say(f"summary.{name}"), "value": value} for name, value in facts.items() if value
    ]


def _killed(file: SessionFile, killed: Deaths, selected: int) -> str:
    if not killed.events:
        return ""
    words = _killed_words(killed, selected)
    widened = [line for line in file.receipt if CROSSED in line]
    return say("summary.crossed", killed=words, files="; ".join(widened)) if widened else words


def _killed_words(killed: Deaths, selected: int) -> str:
    ends = {"low": killed.low, "high": killed.high}
    words = f"{killed.best:,}"
    if killed.low != killed.high:
        words = say("summary.estimate", best=killed.best, **ends)
    if killed.events == selected:
        return words
    return say("summary.killed_of", killed=words, count=killed.events, selected=selected)


def _most_named(file: SessionFile, selection: Selection, one: Filter) -> str:
    named, others = most_named(file.table, selection, one, MOST_NAMED)
    words = " · ".join(say("summary.named", name=name, number=number) for name, number in named)
    return say("summary.list", names=words, count=others) if others else words


def _end(
    file: SessionFile, selection: Selection, order: TableRequest, *, last: bool = False
) -> str | None:
    """Return the id of the story's first event, or of its last."""
    columns = file.table.columns
    chosen = columns.mask(selection)
    if _by_days(file, selection, order):
        dated = chosen & columns["dated"]
        some = (chosen & ~dated, dated) if last else (dated, chosen & ~dated)
        chosen = next((part for part in some if part.any()), chosen)
    if order.by == "file":
        rows = columns.page(chosen, "order", descending=last, limit=1)
    else:
        passed = max(0, columns.number(chosen) - 1) if last else 0
        rows = rows_in_order(file.table, chosen, replace(order, offset=passed), 1)
    return columns.id_of(rows[0]) if rows else None


def _around(
    file: SessionFile, selection: Selection, event: Event, order: TableRequest
) -> tuple[int, str | None, str | None] | None:
    """Return how many events come before one, and the ids of its neighbours."""
    columns = file.table.columns
    chosen, row = columns.mask(selection), columns.row_of(event.id)
    if row is None:
        return None
    if order.by == "file" and not _by_days(file, selection, order):
        found = columns.around(chosen, row)
    else:
        found = _ranked_around(file, chosen, row, order)
    if found is None:
        return None
    number, *beside = found
    before, after = (None if other is None else columns.id_of(other) for other in beside)
    return number, before, after


def _ranked_around(
    file: SessionFile, chosen: Chosen, row: int, order: TableRequest
) -> tuple[int, int | None, int | None] | None:
    """Return what `Index.around` does, in an order beside the file's."""
    columns = file.table.columns
    if order.by == "file":
        ranks: Column | None = columns["dated"].astype(np.int8) - 1
    else:
        ranks = ranks_of_rows(file.table, order_of(order))
    if ranks is None or not chosen[row]:
        return None
    return neighbours(chosen, row, ranks, columns["order"], descending=order.descending)


def _order(file: SessionFile, sort: str) -> TableRequest:
    """Return the order of a story: the file's where no other is asked for, or can be followed."""
    order = read_request({"sort": sort})
    return order if _held(file) and order.by in columns_of(file) else TableRequest()


def _by_days(file: SessionFile, selection: Selection, order: TableRequest) -> bool:
    """Tell whether the story goes first through the events with a date: it is asked by days."""
    return _held(file) and selection.dates is not None and order.by == "file"


def _held(file: SessionFile) -> bool:
    """Tell whether all rows are in memory, so that the one before any other is found at once."""
    return isinstance(file.table.columns, EventIndex)
