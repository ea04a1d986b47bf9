"""What is told of a selection as a whole: its counts, its days, what hides the other events.

The page's parts ask for it over HTTP as soon as the selection changes. This module shouldn't
import Streamlit.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dashboard.present.filters.filter_form import counted_values
from dashboard.present.timeline_chart import axis_days, chart
from dashboard.present.wording import period
from dashboard.session.session_file import SessionFile, source_names
from dashboard.words.catalogue import say
from events.model.event import Source
from events.query.event_table import Box
from events.query.filters.declaration import Term
from events.query.filters.kinds import KINDS
from events.query.selection import Rule, Selection

RULES: tuple[Rule, ...] = ("overlaps", "inside")
"""The rules as the page's address has them."""

BORDER = (68.0, 74.8)
"""West and east of the border, in degrees: it runs from 67.8 to 74.9."""

NEAR = (67.6, 35.0, 75.5, 39.5)
"""What lies about the border, and is shown with the whole of it: west, south, east, north in
degrees; no farther west than the view of the border goes."""

COUNTS = ("selected", "read", "on_map", "without_place", "filtered_out", "rejected")


def overview(file: SessionFile, selection: Selection) -> dict[str, Any]:
    """Return the counts and the days of a selection, as plain JSON.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.

    Returns
    -------
    dict
        ``counts``, as `counts_told` has them; ``terms``, what the filters ask, each in ``words``
        and with what ``drops`` out of the page's address without it; ``kinds``, how many events
        each family would leave; ``empty``, why no event is shown, in words, or ``""``;
        ``unplaced``, that all of them are without a place, or ``""``; ``timeline``, as `chart` has
        it, with ``rules``: what each rule leaves, in words, or one line where they leave the same.
    """
    counts = file.counts(selection)
    hidden = say(
        "header.empty",
        count=counts.filtered_out,
        filters=", ".join(filters_in_words(selection, file.loaded.sources)),
    )
    empty = counts.read > counts.rejected and not counts.selected
    return {
        "counts": counts_told(file, selection),
        "terms": [
            {"words": term_in_words(term, file.loaded.sources), "drops": dict(term.drops)}
            for term in selection.terms()
        ],
        "kinds": dict(counted_values(file, selection, KINDS, KINDS.parameters[0])),
        "empty": hidden if empty else "",
        "unplaced": say("header.unplaced", count=counts.selected)
        if counts.selected and not counts.on_map
        else "",
        "timeline": {
            **chart(file, selection),
            "rules": _rules(file, selection),
        },
    }


def counts_told(file: SessionFile, selection: Selection) -> dict[str, int]:
    """Return how many events a selection leaves and hides, and how many ids two files have.

    Parameters
    ----------
    file, selection
        As of `overview`.
    """
    counts = file.counts(selection)
    told = {name: getattr(counts, name) for name in COUNTS}
    return {**told, "repeated": file.repeated_in(selection)}


def filters_in_words(selection: Selection, sources: Sequence[Source] = ()) -> list[str]:
    """Return each filter in force as a reader would name it, a source of those given by its name.

    Examples
    --------
    >>> from datetime import date
    >>> filters_in_words(Selection(kinds=frozenset({"assault", "coerce"}), words="border"))
    ['Use of force', '“border”']
    >>> filters_in_words(Selection(dates=(date(2021, 7, 5), date(2021, 7, 7)), rule="inside"))
    ['5–7 July 2021 (surely then)']
    """
    return [term_in_words(term, sources) for term in selection.terms()]


def term_in_words(term: Term, sources: Sequence[Source] = ()) -> str:
    """Return what a filter asks, in words.

    Parameters
    ----------
    term
        Of `Selection.terms`; a pair of days among its values is written as a period.
    sources
        Those that are called by their names.
    """
    values = {
        name: period(*value) if isinstance(value, tuple) else value
        for name, value in term.values.items()
    }
    named = source_names(sources)
    if "source" in values:
        values["source"] = named.get(str(values["source"]), values["source"])
    return say(term.key, **values)


def home_of(reach: Box | None) -> Box | None:
    """Return the box that the map begins with, or ``None`` for the whole border.

    What is opened is shown: the border is begun with only where events lie about all of its length.

    Parameters
    ----------
    reach
        West, south, east, north in degrees of a file's events, as
        `events.query.summary.Overview` has them.

    Examples
    --------
    >>> home_of((67.8, 35.0, 74.9, 38.8)), home_of((68.7, 36.7, 70.8, 37.2))
    (None, (68.7, 36.7, 70.8, 37.2))
    >>> home_of((61.2, 31.1, 74.9, 38.6))
    (61.2, 31.1, 74.9, 38.6)
    >>> home_of((66.3, 35.0, 74.9, 38.5))
    (66.3, 35.0, 74.9, 38.5)
    """
    if reach is None:
        return None
    west, south, east, north = reach
    near = west >= NEAR[0] and south >= NEAR[1] and east <= NEAR[2] and north <= NEAR[3]
    return None if near and west <= BORDER[0] and east >= BORDER[1] else reach


def _rules(file: SessionFile, selection: Selection) -> list[str]:
    """Say what each rule leaves: one line where all days are chosen, or none holds an event."""
    if selection.dates is None:
        return [say("rule.all")]
    counts = {rule: file.counts(replace(selection, rule=rule)) for rule in RULES}
    dated = {rule: counts[rule].selected - counts[rule].undated for rule in RULES}
    if not dated["overlaps"]:
        return [say("rule.none")]
    return [say(f"rule.{rule}", count=dated[rule]) for rule in RULES]


def terms(file: SessionFile) -> dict[str, Any]:
    """Return what of a file the page's scripts need to write a selection as the API takes it.

    Returns
    -------
    dict
        ``first`` and ``last``, the axis's days, which set no bound.
    """
    first, last = axis_days(file)
    return {"first": first.isoformat(), "last": last.isoformat()}
