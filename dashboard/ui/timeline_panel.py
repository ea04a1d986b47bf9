"""The panel "When": the strip of days, where the days are chosen, and the selected events on it."""

from dashboard.present.overview import overview
from dashboard.present.query_string import write_query
from dashboard.session.session_file import SessionFile
from dashboard.ui import panels
from events.query.selection import Selection

_when = panels.component("timeline")


def show_when(file: SessionFile, selection: Selection) -> None:
    """Show when the selected events happened, and let the reader choose and play the days.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    """
    told = overview(file, selection)["timeline"]
    _when(key="when", data={**told, "query": write_query(selection), "theme": panels.theme()})
