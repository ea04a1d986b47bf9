"""What stands on paper of the selected events: each in full, and the marks that the key explains.

This module shouldn't import Streamlit.
"""

from typing import Any

from dashboard import cards
from dashboard.opened import Opened
from events.selection import Selection, select
from events.vocabulary import family_of

MOST_PRINTED = 200
"""The most events that stand on paper in full; more are counted."""


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
