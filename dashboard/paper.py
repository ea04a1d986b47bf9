"""What stands on paper of the selected events: each in full, and the marks that the key explains.

This module shouldn't import Streamlit.
"""

from typing import Any
from urllib.parse import quote

from dashboard import cards
from dashboard.opened import Opened
from dashboard.query import written
from events.selection import Selection, select
from events.vocabulary import family_of

MOST_PRINTED = 200
"""The most events that stand on paper in full; more are counted."""


def address(file: Opened, selection: Selection) -> str:
    """Return where ``printed`` is answered, relative to the page's address."""
    return f"api/collections/{quote(file.collection, safe='')}/paper?{written(selection)}"


def printed(file: Opened, selection: Selection) -> dict[str, Any]:
    """Return the events of a selection for paper, as plain JSON.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.

    Returns
    -------
    dict
        ``total``, and ``cards`` and ``marks``, empty above ``MOST_PRINTED``.
    """
    total = file.counts(selection).selected
    events = select(file.table, selection) if total <= MOST_PRINTED else []
    return {
        "total": total,
        "cards": [cards.card(file, event) for event in events],
        "marks": [
            {
                "family": family_of(event.kind),
                "status": event.status,
                "precision": event.place_precision,
            }
            for event in events
            if event.geometry is not None
        ],
    }
