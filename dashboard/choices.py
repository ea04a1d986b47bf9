"""The filters: widgets bound to the page's address, and the selection they make."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import wording
from dashboard.opened import Opened
from dashboard.query import LONGEST, MOST_VALUES
from events.selection import Rule, Selection
from events.vocabulary import FAMILIES, Status

RULES: dict[Rule, str] = {"overlaps": "may have happened then", "inside": "surely did"}
"""The rules as the page's address has them, and what each one asks of an event."""

FIRST_DAY, LAST_DAY = date(1684, 7, 29), date(2255, 6, 5)
"""What Streamlit's slider can reach: 2^53 - 1 microseconds before and after 1970. A handle at its
end sets no bound, so no event is out of reach."""

_OPEN_END = timedelta(days=7)
"""How far the slider reaches past the known days where an event's date is open."""


def choose(
    file: Opened,
    moved: Callable[[], None],
    *,
    kinds: DeltaGenerator,
    filters: DeltaGenerator,
    period: DeltaGenerator,
) -> Selection:
    """Show every filter in its place and return what they choose together.

    Parameters
    ----------
    file
        The open event file.
    moved
        Called when the reader has moved the slider, before the page is drawn anew.
    kinds, filters, period
        Where the pills, the further filters and the slider stand.
    """
    values: dict[str, Any] = {}
    with kinds:
        values["kind"] = st.pills(
            "Kind",
            list(FAMILIES),
            selection_mode="multi",
            key="kind",
            bind="query-params",
            label_visibility="collapsed",
        )
    with filters:
        values["undated"] = st.checkbox(
            "Show events without a date", value=True, key="undated", bind="query-params"
        )
        values["status"], values["actor"] = _status_and_actors(file)
        values["words"] = st.text_input(
            "Words",
            key="words",
            bind="query-params",
            placeholder="In titles, places and quotes",
            max_chars=LONGEST,
        )
        st.button("Clear all filters", on_click=reset, args=(file,))
    with period:
        values["dates"] = _period(file, moved)
    return _selection(file, values)


def chosen(file: Opened) -> Selection:
    """Return what the filters choose together as they stand, before they are drawn anew."""
    return _selection(file, st.session_state)


def show_rule(file: Opened, selection: Selection) -> None:
    """Let the reader choose what the dates ask of an event, told what each rule would leave."""
    numbers = {rule: file.counts(replace(selection, rule=rule)) for rule in RULES}
    st.radio(
        "An event counts if its date",
        list(RULES),
        captions=[
            f"{numbers[rule].selected - numbers[rule].undated:,} {words}"
            for rule, words in RULES.items()
        ],
        horizontal=True,
        key="rule",
        bind="query-params",
    )


def reset(file: Opened) -> None:
    """Take every filter back to where it restricts nothing."""
    st.session_state.update(
        dates=days_of(file),
        rule="overlaps",
        undated=True,
        kind=[],
        status=[],
        actor=[],
        words="",
    )


def days_of(file: Opened) -> tuple[date, date]:
    """Return the first and last day of the slider: the file's own, and a margin.

    The slider needs two different days within its reach; a file without a date gives yesterday
    and today.
    """
    known = file.overview
    first, last = known.first, known.last
    if first is None or last is None:
        today = date.today()
        return today - timedelta(days=1), today
    before = _OPEN_END if known.open_start else timedelta(days=1)
    after = _OPEN_END if known.open_end else timedelta(days=1)
    first, last = first - min(before, first - date.min), last + min(after, date.max - last)
    one = timedelta(days=1)
    return min(max(first, FIRST_DAY), LAST_DAY - one), max(min(last, LAST_DAY), FIRST_DAY + one)


def hidden_by(selection: Selection) -> list[str]:
    """Return each filter in force as a reader would name it.

    Examples
    --------
    >>> hidden_by(Selection(kinds=frozenset({"assault", "coerce"}), words="border"))
    ['Fighting', '“border”']
    >>> hidden_by(Selection(dates=(date(2021, 7, 5), date(2021, 7, 7)), rule="inside"))
    ['5–7 July 2021 (surely then)']
    """
    names = [family for family, kinds in FAMILIES.items() if selection.kinds.intersection(kinds)]
    if selection.dates:
        first, last = selection.dates
        surely = " (surely then)" if selection.rule == "inside" else ""
        names.append(f"{wording.period(first, last)}{surely}")
    if not selection.undated:
        names.append("events without a date left out")
    names += sorted(selection.statuses) + sorted(selection.actors)
    return [*names, f"“{selection.words}”"] if selection.words else names


def _selection(file: Opened, values: Mapping[Any, Any]) -> Selection:
    """Make a selection of the widgets' values, by their keys."""
    return Selection(
        dates=_dates(days_of(file), values["dates"]),
        rule=_rule(),
        undated=values["undated"],
        kinds=frozenset(kind for family in values["kind"] for kind in FAMILIES[family]),
        statuses=frozenset(values["status"]),
        actors=frozenset(values["actor"]),
        words=" ".join(values["words"].split()[:MOST_VALUES])[:LONGEST],
    )


def _status_and_actors(file: Opened) -> tuple[list[str], list[str]]:
    known = file.overview
    names = [name for name in known.actors if len(name) <= LONGEST]  # no address holds a longer one
    statuses = st.multiselect(
        "Status",
        [str(status) for status in Status if status in known.statuses],
        key="status",
        bind="query-params",
    )
    return statuses, st.multiselect(
        "Actors",
        names,
        key="actor",
        bind="query-params",
        max_selections=MOST_VALUES,
        help=f"The {len(names):,} with the most events; {known.actors_left_out:,} others are not "
        "listed. The words find them."
        if known.actors_left_out
        else None,
    )


def _period(file: Opened, moved: Callable[[], None]) -> tuple[date, date]:
    whole = days_of(file)
    value: Any = None if "dates" in st.session_state else whole  # both at once is a warning
    _follow(whole)
    between: tuple[date, date] = st.slider(
        "Dates",
        *whole,
        value,
        format="D MMM YYYY",
        key="dates",
        bind="query-params",
        on_change=moved,
    )
    return between


def _dates(
    whole: tuple[date, date], between: tuple[date, date]
) -> tuple[date | None, date | None] | None:
    """Return the slider's days: a handle at its end sets no bound, so the whole sets none."""
    first, last = between
    if between == whole:
        return None
    return None if first == whole[0] else first, None if last == whole[1] else last


def _follow(whole: tuple[date, date]) -> None:
    """Keep the period where another file has other days; an end that set no bound sets none."""
    before, chosen = st.session_state.get("whole", whole), st.session_state.get("dates")
    st.session_state["whole"] = whole
    if before == whole or chosen is None:
        return
    first = whole[0] if chosen[0] == before[0] else max(chosen[0], whole[0])
    last = whole[1] if chosen[-1] == before[1] else min(chosen[-1], whole[1])
    st.session_state["dates"] = (first, last) if first <= last else whole


def _rule() -> Rule:
    """Return the rule that `show_rule` will show, which is drawn once the map knows it."""
    chosen = st.session_state.get("rule", st.query_params.get("rule"))
    return "inside" if chosen == "inside" else "overlaps"
