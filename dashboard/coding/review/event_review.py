"""What a second coder does with an event, and what is shown of it, as plain JSON.

This module shouldn't import Streamlit.
"""

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.coding.review.event_history import field_view, tells
from events.desk.desk import Desk
from events.desk.reviews import (
    mark_seen,
    review_of,
    say_ready,
    send_back,
    take_mark_away,
)
from events.model.limits import REMARK_CHARACTERS

REVIEW_ACTS: Mapping[str, Callable[[Desk, dict[str, Any]], None]] = {
    "seen": lambda desk, one: mark_seen(desk, one["key"], seen=one["seen"], known=one["known"]),
    "send_back": lambda desk, one: send_back(
        desk, one["key"], _text(one, "remark"), seen=one["seen"], known=one["known"]
    ),
    "unseen": lambda desk, one: take_mark_away(desk, one["key"], known=one["known"]),
}
"""What asks for the right to review, by the name of its address."""

ANSWERS: Mapping[str, Callable[[Desk, dict[str, Any]], None]] = {
    "ready": lambda desk, one: say_ready(
        desk, one["key"], _text(one, "answer"), known=one["known"]
    ),
}
"""What a coder answers, by the name of its address."""


def review_view(desk: Desk, key: str) -> dict[str, Any]:
    """Show who has looked at an event, and what changed since.

    Parameters
    ----------
    desk
        The desk.
    key
        The event's key.

    Returns
    -------
    dict
        The members of `events.desk.reviews.Review`, of its changes each the field, what it was,
        what it is, who changed it last, when and why; and ``most``, the longest remark.
    """
    found = review_of(desk, key)
    changes = [
        [*field_view(one.step), one.who, one.at, one.why]
        for one in found.changes
        if tells(one.step)
    ]
    return {
        "version": found.version,
        "state": found.state,
        "by": found.by,
        "remark": found.remark,
        "answer": found.answer,
        "changes": changes,
        "coders": list(found.coders),
        "most": REMARK_CHARACTERS,
    }


def _text(asked: dict[str, Any], name: str) -> str:
    """Return what was written.

    Raises
    ------
    ValueError
        Where it is no text.
    """
    value = asked.get(name, "")
    if not isinstance(value, str):
        raise ValueError(name)
    return value
