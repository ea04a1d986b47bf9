"""The history of an event, as plain JSON: who changed or looked at what, when and why.

This module shouldn't import Streamlit.
"""

import json
from typing import Any

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
        "theirs": _words(one.theirs),
        "yours": _words(one.yours),
        "who": one.who,
        "at": one.at,
        "field": _name(one.field),
    }


def field_view(change: FieldStep) -> list[Any]:
    """Show a field: its name, what it was and what it is."""
    return [_name(change.field), _words(change.old), _words(change.new)]


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


def _name(field: str) -> str:
    return field.removeprefix("properties.")


def _words(text: str | None) -> str | None:
    """Write a value as a coder reads it: texts plain, and quotes by their words alone."""
    if text is None or text == "null":
        return None
    value = json.loads(text)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, dict) and "exact" in one for one in value):
        return " … ".join(one["exact"] for one in value)
    if isinstance(value, dict) and "coordinates" in value:
        return f"{value['type']}: {json.dumps(value['coordinates'])[:60]}"
    return json.dumps(value, ensure_ascii=False)
