"""A file of many events made ready for queries: a store, and what is told of the file beside it."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from events.loading import Loaded
from events.problems import Problem, Words
from events.reading import open_reading
from events.replacement import replacing
from events.schema import Source
from events.store import EventStore, write_store

VERSION = 4
"""The make of the files; what another make wrote is made anew."""

_HEAD = "head.json"


def prepare(path: Path, folder: Path, progress: Callable[[float], None] | None = None) -> None:
    """Make the events of a file ready for queries.

    Parameters
    ----------
    path : pathlib.Path
        An event file of at most 200 MB.
    folder : pathlib.Path
        An empty folder. Only with its ``head.json``, which comes last, is it of use.
    progress : callable, optional
        Told the share that is done, 0 to 1; an exception from it ends the work.

    Raises
    ------
    EventFileError
        Where the file cannot be used at all; its `problems` say why.
    OSError
        Where the folder cannot be written to.
    """
    reading = open_reading(path, progress)
    write_store((batch for batch, _ in reading.batches()), folder)
    head = {
        "version": VERSION,
        "path_name": reading.path_name,
        "title": reading.title,
        "sources": [
            source.model_dump(mode="json", exclude_unset=True) for source in reading.sources
        ],
        "problems": [_packed(problem) for problem in reading.problems],
        "untold": reading.untold,
        "read": reading.read,
        "sha256": reading.sha256,
        "extra": reading.extra,
    }
    with replacing(folder / _HEAD) as part:
        part.write_text(json.dumps(head), encoding="ascii")  # half a surrogate may be told


def is_prepared(folder: Path) -> bool:
    """Tell whether a folder holds what `load_prepared` opens."""
    try:
        head = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and head.get("version") == VERSION


def load_prepared(folder: Path) -> Loaded:
    """Open what `prepare` made.

    Parameters
    ----------
    folder : pathlib.Path
        Where it is; it must stay as it is for as long as the events are in use.

    Returns
    -------
    Loaded
        Its events are an `EventStore`.
    """
    head = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
    problems = [_unpacked(packed) for packed in head["problems"]]
    if head["untold"]:
        found = Words(f"{head['untold']:,} more problems")
        hint = "Only the first are told; python -m events validate tells all."
        problems.append(Problem(head["path_name"], None, None, "", found, "none", hint))
    return Loaded(
        path_name=head["path_name"],
        title=head["title"],
        sources=tuple(Source(**source) for source in head["sources"]),
        events=EventStore(folder),
        problems=tuple(problems),
        read=head["read"],
        sha256=head["sha256"],
        extra=head["extra"],
    )


def _packed(problem: Problem) -> dict[str, Any]:
    words = isinstance(problem.found, Words)
    return {
        **vars(problem),
        "found": str(problem.found) if words else problem.found,
        "words": words,
    }


def _unpacked(packed: dict[str, Any]) -> Problem:
    found = Words(packed["found"]) if packed["words"] else packed["found"]
    fields: Sequence[str] = ("file", "feature", "id", "field", "expected", "hint")
    return Problem(**{name: packed[name] for name in fields}, found=found)
