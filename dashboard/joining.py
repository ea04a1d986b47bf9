"""Putting large files together in a process of its own (`dashboard.apart`).

``python -m dashboard.joining TARGET FOLDER…`` is that process. This module shouldn't import
Streamlit.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from dashboard.apart import Progress, run_apart, tell, work
from events.merging import merge_stores, shared_ids
from events.problems import EventFileError, Problem, Words


def join_apart(
    names: str, folders: Sequence[Path], target: Path, progress: Progress | None = None
) -> None:
    """Write the events of several stores as one store in another process.

    Parameters
    ----------
    names
        The names of the files, as they stand in messages.
    folders
        Where the stores are, in their order.
    target
        Where the result is to be; nothing of a store is there.
    progress
        As of `run_apart`.

    Raises
    ------
    EventFileError
        Where the stores share ids, or there is no room for the result.
    """
    run_apart(__name__, names, target, *folders, progress=progress, asked=names)


def clash(names: str, found: Words) -> Problem:
    """Make the problem for files that can't be shown together."""
    hint = "Show one of them at a time."
    return Problem(names, None, None, "", found, "ids of their own", hint)


def main() -> int:
    """Put stores together: ``TARGET FOLDER…``; standard input tells the names of the files."""
    target, *folders = map(Path, sys.argv[1:])
    names = json.load(sys.stdin)
    return work(names, lambda: _join(names, folders, target))


def _join(names: str, folders: Sequence[Path], target: Path) -> None:
    if shared := shared_ids(folders):
        raise EventFileError(
            clash(names, Words(f"{shared:,} ids that more than one of the files has"))
        )
    merge_stores(folders, target, tell)


if __name__ == "__main__":
    sys.exit(main())
