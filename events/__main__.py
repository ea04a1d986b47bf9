"""``python -m events``: the commands, with the ground and the dossier that they need.

Here alone what is said meets the ground it is said of and the pages that show it. Each is
imported where a command comes to it, so that the other commands do not wait for it.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from events.changes.comparison import Comparison
from events.coding.names.place_index import PlaceIndex
from events.command_line import run_command
from events.commands import Neighbours
from events.files.event_file import Loaded
from events.files.file_access import bound_memory
from events.importers.places.places import Outline, PlaceQuery
from events.model.event import Event
from events.model.problems import EventFileError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after the program's name; those of the process by default.

    Returns
    -------
    int
        The exit code.
    """
    neighbours = Neighbours(
        _outline, _write_dossier, _containing, _gazetteer, _combined, _write_changes
    )
    return run_command(arguments, neighbours)


def _outline(where: PlaceQuery) -> Outline | None:
    from dashboard.session.admin_boundaries import outline

    return outline(where)


def _containing(event: Event) -> list[str]:
    from dashboard.session.admin_boundaries import areas_holding

    return areas_holding(event)


def _gazetteer() -> PlaceIndex:
    from dashboard.session.admin_boundaries import gazetteer

    return gazetteer()


def _combined(paths: Sequence[Path]) -> tuple[Loaded, list[int]]:
    from dashboard.session.combine import combine_files
    from dashboard.session.session_file import SessionFile
    from events.files.event_file import load_events

    whole = combine_files([SessionFile(load_events(path)) for path in paths])
    if whole.refused:
        raise EventFileError(*whole.refused)
    return whole.loaded, [part.end for part in whole.parts]


def _write_dossier(loaded: Loaded, path: Path) -> None:
    from dashboard.dossier.dossier import build_dossier, write_dossier
    from dashboard.session.session_file import SessionFile

    write_dossier(build_dossier(SessionFile(loaded)), path)


def _write_changes(comparison: Comparison, path: Path) -> None:
    from dashboard.dossier.changes_page import write_changes

    write_changes(comparison, path)


if __name__ == "__main__":
    bound_memory()
    sys.exit(main())
