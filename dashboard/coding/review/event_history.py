"""The history of an event, as plain JSON: who changed or looked at what, when and why.

This module shouldn't import Streamlit.
"""

from typing import Any

from dashboard.coding.review.field_words import field_name, field_words
from events.desk.acts import OutdatedError
from events.desk.change_log import ActEntry, history_of
from events.desk.desk import Desk
from events.desk.record_fields import WHOLE, FieldStep

_PLAIN = (WHOLE, "type", "id", "properties")
"""Members of every feature, which tell nothing of what changed."""

_SAID = ("remark", "answer")
"""Members of a review that its act does not tell."""


def history_view(desk: Desk, key: str) -> list[dict[str, Any]]:
    """Show the acts on an event, the newest first.

    Parameters
    ----------
    desk
        The desk.
    key
        The event's key.

    Returns
    -------
    list of dict
        Each with ``number``, ``act``, ``look`` (whether it is of a review), ``who``, ``at``,
        ``why``, ``with`` (the keys of the events that it changed besides), ``made`` and
        ``removed``, and ``fields``, each its name, what it was and what it is.
    """
    changes = history_of(desk, "draft", key)
    own = {one.number for one in changes}
    looks = [one for one in history_of(desk, "review", key) if one.number not in own]
    entries = [*map(_entry_view, changes), *map(_look_view, looks)]
    return sorted(entries, key=lambda entry: -int(entry["number"]))


def clash_view(error: OutdatedError) -> dict[str, Any]:
    """Show what would have been overwritten: the first field, both values, whose and when."""
    known = [one for one in error.differences if one.field not in _PLAIN]
    if not known:
        return {}
    one = known[0]
    return {
        "theirs": field_words(one.field, one.theirs),
        "yours": field_words(one.field, one.yours),
        "who": one.who,
        "at": one.at,
        "field": field_name(one.field),
    }


def field_view(change: FieldStep) -> list[Any]:
    """Show a field: its name, what it was and what it is."""
    field, old, new = change.field, change.old, change.new
    return [field_name(field), field_words(field, old), field_words(field, new)]


def tells(change: FieldStep) -> bool:
    """Tell whether a change is of what an event says."""
    return change.field not in _PLAIN


def _entry_view(one: ActEntry) -> dict[str, Any]:
    whole = next((change for change in one.changes if change.field == WHOLE), None)
    return {
        **_told(one),
        "look": False,
        "made": whole is not None and whole.new is not None,
        "removed": whole is not None and whole.new is None,
        "fields": [field_view(change) for change in one.changes if tells(change)],
    }


def _look_view(one: ActEntry) -> dict[str, Any]:
    said = [field_view(change) for change in one.changes if change.field in _SAID]
    return {**_told(one), "look": True, "made": False, "removed": False, "fields": said}


def _told(one: ActEntry) -> dict[str, Any]:
    return {
        "number": one.number,
        "act": one.act,
        "who": one.who,
        "at": one.at,
        "why": one.why,
        "with": list(one.with_),
    }
