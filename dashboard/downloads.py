"""The selected events as a file to take along, in each format that `events` writes.

This module shouldn't import Streamlit.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dashboard.opened import Opened
from events.exporting import export_events

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        ".geojson": "application/geo+json",
        ".csv": "text/csv",
        ".parquet": "application/vnd.apache.parquet",
        ".gpkg": "application/geopackage+sqlite3",
    }
)
"""The endings that are offered, each with its media type."""


def file_of(file: Opened, shown: Sequence[str], ending: str) -> bytes:
    """Return the selected events as a file.

    Parameters
    ----------
    file
        The open event file.
    shown
        Ids of the selected events.
    ending
        One of ``FORMATS``; what it cannot hold is left out, as `events.exporting` tells.
    """
    chosen = replace(file.loaded, events=tuple(file.by_id[id_] for id_ in shown))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"events{ending}"
        export_events(chosen, path)
        return path.read_bytes()
