"""The panel of filters as plain JSON: a field for each parameter that declares one.

A field is there only where it parts the events of the file, and each value that it offers tells how
many events it would leave under the other filters. This module shouldn't import Streamlit.
"""

from collections.abc import Set
from dataclasses import asdict, replace
from typing import Any

import pyarrow as pa

from dashboard.session.session_file import SessionFile, source_names
from events.model.distinct_dates import Mask
from events.model.limits import PARAMETER_CHARACTERS
from events.query.columns.distinct import Distinct, Entries
from events.query.columns.spatial_index import Column
from events.query.event_table import Table
from events.query.filters.actor_names import find_names, one_actor
from events.query.filters.declaration import Filter, Parameter, Widget
from events.query.filters.sources.told_by import TOLD_BY
from events.query.selection import EVERYTHING, FILTERS, Selection

MOST_OFFERED = 300
"""The most values that one field offers at once."""

MOST_BOXES = 24
"""The most values that are boxes where a field can find them: more are searched."""

FOUND = 12
"""The most names that a search gives: what a reader looks over at once."""

Counted = list[tuple[str, int]]
"""Values, and how many events each of them would leave."""


def filter_form(file: SessionFile, selection: Selection) -> list[dict[str, Any]]:
    """Return the fields of the panel: those that search texts first, then in the filters' order.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.

    Returns
    -------
    list of dict
        ``parameter``, its name in the page's address; ``kind``, ``label``, ``hint``, ``words`` and
        ``note`` as `events.query.filters.declaration.Widget` has them; ``values``, pairs of a
        value and its count; ``names``, what some values are called; ``others``, how many further
        values there are; ``without``, how many events it can't judge, of those that the other
        filters leave; ``together``, for a value the others that are the same actor's, each with
        its count and what says so.
    """
    return [
        _field(file, selection, one, parameter, parameter.widget)
        for one in sorted(FILTERS, key=lambda one: not one.asks_texts)
        for parameter in one.parameters
        if parameter.widget and _parts(file, selection, one, parameter)
    ]


def found_values(
    file: SessionFile, selection: Selection, name: str, text: str
) -> dict[str, Any] | None:
    """Return the values of a parameter that words find, the best first.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    name
        The parameter, by its name in the page's address.
    text
        The words; without any, the values with the most events are found.

    Returns
    -------
    dict or None
        ``values``: the value, its count, by which other name it was found and what says so;
        ``others``, how many further ones there are; ``together`` as `filter_form` has it. None
        where no parameter has such values.
    """
    for one in FILTERS:
        for parameter in one.parameters:
            if parameter.in_address == name and parameter.widget and _entries(file, one, parameter):
                known = counted_values(file, selection, one, parameter)
                found, number = find_names(known, text, FOUND)
                values = [[match.name, match.count, match.also, match.source] for match in found]
                return {
                    "values": values,
                    "others": number - len(found),
                    "together": _together(known, {match.name for match in found}),
                }
    return None


def counted_values(
    file: SessionFile, selection: Selection, one: Filter, parameter: Parameter
) -> Counted:
    """Return every value of a parameter, and how many events it would leave.

    The other filters are in force, this one is not.
    """
    entries = _entries(file, one, parameter)
    if entries is None:
        return []
    chosen = _table(file, one).columns.mask(selection.without(one))
    tally = _asked(file, one).tally(chosen)
    counts = dict(zip(entries.names, entries.counts(tally).tolist(), strict=True))
    if parameter.groups:
        return [
            (name, sum(counts.get(value, 0) for value in values))
            for name, values in parameter.groups.items()
        ]
    # No address holds a longer one.
    return [(name, count) for name, count in counts.items() if len(name) <= PARAMETER_CHARACTERS]


def _parts(file: SessionFile, selection: Selection, one: Filter, parameter: Parameter) -> bool:
    """Tell whether a parameter parts the events of a file, or is in force."""
    if not one.columns or parameter.name in dict(one.written(selection)):
        return True
    if parameter.form == "number":
        return bool(_numbered(file, one, parameter).any())
    entries = _entries(file, one, parameter)
    if entries is None or len(entries.names) > 1:
        return True
    every = entries.counts(_every(file, one))
    return bool(len(every) and every[0] < len(_table(file, one)))


def _entries(file: SessionFile, one: Filter, parameter: Parameter) -> Entries | None:
    """Return the values that a parameter can have in a file, where they are texts of a column."""
    if not one.columns or one.columns[0].type != pa.string():
        return None
    return _asked(file, one).entries(one.columns[0].name, parameter.values)


def _table(file: SessionFile, one: Filter) -> Table:
    """Return all events where a source is chosen, whichever is: the others stay on offer."""
    return file.every if one is TOLD_BY else file.table


def _asked(file: SessionFile, one: Filter) -> Distinct:
    return _table(file, one).columns.asked[one.name]


def _names(file: SessionFile, values: Counted) -> dict[str, str]:
    known = source_names(file.loaded.sources)
    return {value: known[value] for value, _ in values if value in known}


def _every(file: SessionFile, one: Filter) -> Column:
    """Count all events of a file by what a filter asks."""
    return _asked(file, one).tally(_table(file, one).columns.mask(EVERYTHING))


def _field(
    file: SessionFile, selection: Selection, one: Filter, parameter: Parameter, widget: Widget
) -> dict[str, Any]:
    values = _in_order(file, one, parameter, counted_values(file, selection, one, parameter))
    chosen = {value for name, value in one.written(selection) if name == parameter.name}
    if widget.kind == "boxes" and widget.hint and len(values) > MOST_BOXES:
        widget = replace(widget, kind="search")
    most = FOUND if widget.kind == "search" else MOST_OFFERED
    shown = [pair for at, pair in enumerate(values) if at < most or pair[0] in chosen]
    return {
        "parameter": parameter.in_address,
        **asdict(widget),
        "names": _names(file, values) if one is TOLD_BY else {},
        "values": shown,
        "others": len(values) - len(shown),
        "without": _without(file, selection, one, parameter),
        "together": _together(values, {value for value, _ in shown})
        if widget.kind == "search"
        else {},
    }


def _without(file: SessionFile, selection: Selection, one: Filter, parameter: Parameter) -> int:
    """Count the events that lack what a filter asks, so that any choice leaves them out."""
    entries = _entries(file, one, parameter)
    if entries is None and parameter.form != "number":
        return 0
    asked = _asked(file, one)
    tally = asked.tally(_table(file, one).columns.mask(selection.without(one)))
    if entries is not None:
        return 0 if parameter.choices else entries.without(tally)
    return int(tally[~_numbered(file, one, parameter)].sum())


def _numbered(file: SessionFile, one: Filter, parameter: Parameter) -> Mask:
    """Say of what a filter asks where it has a number: what is 0 or more."""
    asked: dict[str, Any] = {parameter.name: 0}
    least = one.condition(replace(EVERYTHING, **asked))
    return _asked(file, one).held([] if least is None else [least])


def _together(values: Counted, shown: Set[str]) -> dict[str, list[tuple[str, int, str]]]:
    """Return what else is chosen with a value, since both are one actor's names."""
    counts = dict(values)
    return {
        name: [(other, counts[other], source) for other, source in others]
        for name, others in one_actor(counts).items()
        if name in shown
    }


def _in_order(file: SessionFile, one: Filter, parameter: Parameter, values: Counted) -> Counted:
    """Sort values as they are declared, or else those with the most events of the file first.

    The order is the file's, so that no value moves while a reader chooses.
    """
    if parameter.choices:
        return sorted(values, key=lambda pair: parameter.choices.index(pair[0]))
    entries = _entries(file, one, parameter)
    if entries is None:
        return values
    totals = dict(zip(entries.names, entries.counts(_every(file, one)).tolist(), strict=True))
    return sorted(values, key=lambda pair: (-totals[pair[0]], pair[0]))
