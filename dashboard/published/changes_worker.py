"""The page of what changed between two versions, made in a process of its own.

``python -m dashboard.published.changes_worker FOLDER OLD NEW`` is that process. This module
shouldn't import Streamlit.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from dashboard.dossier.changes_page import write_changes
from dashboard.session.worker import run_job, run_worker
from dashboard.words.catalogue import say
from events.changes.file_comparison import comparing
from events.importers.rows.options import Options

_NAME, _PAGE = say("compare.title"), "changes.html"


def changes_in_worker(old: Path, new: Path) -> str:
    """Return the page of what changed between two files.

    Parameters
    ----------
    old, new
        The files.

    Raises
    ------
    EventFileError
        Where one of them can't be read, or there is no room to compare them.
    """
    with tempfile.TemporaryDirectory(prefix="panj-changes-") as made:
        folder = Path(made)
        run_worker(__name__, _NAME, folder, old, new)
        return (folder / _PAGE).read_text(encoding="utf-8")


def _work(_request: Any) -> None:
    folder, old, new = map(Path, sys.argv[1:])
    with comparing((old, new), Options()) as comparison:
        write_changes(comparison, folder / _PAGE)


if __name__ == "__main__":
    sys.exit(run_job(_work))
