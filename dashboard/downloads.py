"""The selected events as a file to take along, in each format that `events` writes.

This module shouldn't import Streamlit.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dashboard.opened import Opened
from events.exporting import export_events
from events.selection import Selection, select

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        ".geojson": "application/geo+json",
        ".csv": "text/csv",
        ".parquet": "application/vnd.apache.parquet",
        ".gpkg": "application/geopackage+sqlite3",
    }
)
"""The endings that are offered, each with its media type."""


MOST_EVENTS = 50_000
"""The most events that the page gives as a file, which it makes in memory."""


def file_of(file: Opened, selection: Selection, ending: str) -> bytes:
    """Return the selected events as a file.

    Parameters
    ----------
    file
        The open event file.
    selection
        Which of its events; at most ``MOST_EVENTS``.
    ending
        One of ``FORMATS``; what it cannot hold is left out, as `events.exporting` tells.
    """
    chosen = replace(file.loaded, events=tuple(select(file.table, selection)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"events{ending}"
        export_events(chosen, path)
        return path.read_bytes()
