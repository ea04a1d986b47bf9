"""The selected events as a file to take along, in each format that `events` writes.

This module shouldn't import Streamlit.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from dashboard.session.session_file import SessionFile
from events.export.export import export_events
from events.query.event_table import select
from events.query.selection import Selection


def export_selection(file: SessionFile, selection: Selection, ending: str) -> bytes:
    """Return the selected events as a file.

    Parameters
    ----------
    file
        The open event file.
    selection
        Which of its events; at most `DOWNLOAD_EVENTS`.
    ending
        One of `events.export.formats.EVENT_FORMATS`; what it cannot hold is left out.
    """
    chosen = replace(file.loaded, events=tuple(select(file.table, selection)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"events{ending}"
        export_events(chosen, path)
        return path.read_bytes()
