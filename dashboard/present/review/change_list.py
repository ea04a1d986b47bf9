"""What changed between two open files, as the page lists it and as the map draws it.

This module shouldn't import Streamlit.
"""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import shapely
from shapely.geometry import mapping, shape

from dashboard.present.overview import filters_in_words
from dashboard.session.review.changed_files import Changed
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.changes.event_change import EventChange
from events.changes.in_words import (
    km_in_words,
    place_change_in_words,
    sides_in_words,
    with_says,
)
from events.query.event_index import EventIndex
from events.query.selection import Selection

EVENTS_LISTED = 100
"""The most events of each list that the page shows; the counts are of all."""

ARROWS = 200
"""The most events whose places are drawn on the map."""

_MOST_CHARACTERS = 600
_PLAIN_POSITIONS = 400  # of an outline that is drawn as it is
_TOLERANCE = 0.01  # degrees by which another outline is drawn plainer


def change_list(changed: Changed, most: int = EVENTS_LISTED) -> dict[str, Any]:
    """Return the counts, what moved, and each event field by field, as plain JSON.

    Parameters
    ----------
    changed
        What was compared.
    most
        The most events of each list.
    """
    counts, title = changed.counts, say("changes.title", old=changed.old, new=changed.new)
    if counts is None:
        return {
            "counts": [title, changed.failed],
            "key": "",
            "places": [],
            "events": [],
            "lists": [],
        }
    files = zip((changed.old, changed.new), changed.rejected, strict=True)
    placed = [event for event in changed.changed if place_change_in_words(event)]
    lists = {
        "merged": [say("changes.into", taken=one.taken, into=one.into) for one in changed.merged],
        "added": [say("changes.named", id=id_, title=title) for id_, title in changed.added],
        "withdrawn": [
            say("changes.named", id=id_, title=title) for id_, title in changed.withdrawn
        ],
    }
    return {
        "counts": [
            title,
            ", ".join(say(f"changes.count.{name}", count=of) for name, of in vars(counts).items()),
            *(say("changes.rejected", file=name, count=of) for name, of in files if of),
            *(
                []
                if counts.changed or counts.unchanged or counts.merged
                else [say("changes.alone")]
            ),
        ],
        "key": say("changes.key") if placed else "",
        "places": [
            {"id": event.id, "title": event.title, "told": place_change_in_words(event)}
            for event in placed[:most]
        ],
        "events": [_told(event) for event in changed.changed[:most]],
        "more": max(0, counts.changed - most),
        "lists": [
            {
                "title": say(f"changes.{name}"),
                "items": items[:most],
                "more": max(0, getattr(counts, name) - most),
            }
            for name, items in lists.items()
            if items
        ],
    }


def hidden_changes(changed: Changed, file: SessionFile, selection: Selection) -> str:
    """Say how many of the changed and the added events the filters hide; ``""`` for none.

    Parameters
    ----------
    changed
        What was compared.
    file
        The later version.
    selection
        The filters in force.
    """
    ids = pa.array(
        [*(event.id for event in changed.changed), *(id_ for id_, _ in changed.added)], pa.string()
    )
    columns = file.table.columns
    if not isinstance(columns, EventIndex):  # a lake, which is not compared
        return ""
    hidden = int((columns.has_id(ids) & ~columns.mask(selection)).sum())
    filters = ", ".join(filters_in_words(selection, file.loaded.sources))
    return say("changes.hidden", count=hidden, filters=filters) if hidden else ""


def changed_places(changed: Changed) -> list[dict[str, Any]]:
    """Return what the map draws: for each event its earlier and its later place, and its words.

    Parameters
    ----------
    changed
        What was compared.
    """
    placed = [event for event in changed.changed if any(event.places)]
    return [
        {
            "title": event.title,
            "told": place_change_in_words(event),
            "km": None if event.moved_km is None else km_in_words(event.moved_km),
            "places": [_plain(place) for place in event.places],
        }
        for event in placed[:ARROWS]
    ]


def _told(event: EventChange) -> dict[str, Any]:
    fields = []
    for change in event.fields:
        sides = sides_in_words(change, _MOST_CHARACTERS)
        told = [with_says(event, change, side, at) for at, side in enumerate(sides)]
        fields.append([change.field, *told])
    old, new = event.words
    words = _both(old, new)
    if old == new:
        words = [(say("changes.words"), new)] if new else []
    return {"id": event.id, "title": event.title, "fields": fields, "words": words}


def _both(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    none = [say("changes.no_words")]
    return [(say("changes.old_words"), old or none), (say("changes.new_words"), new or none)]


def _plain(place: Any) -> Any:
    """Draw a fine outline plainer than it is: the map shows where it lies, not its corners."""
    if place is None or shapely.get_num_coordinates(drawn := shape(place)) <= _PLAIN_POSITIONS:
        return place
    return mapping(shapely.simplify(drawn, _TOLERANCE))
