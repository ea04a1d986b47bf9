"""A file of many events made ready for queries: a store, and what is told of the file beside it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from events.files.event_batches import open_reading
from events.files.event_file import Loaded
from events.files.file_access import replace_file
from events.model.event import Source
from events.model.problems import Problem, Words
from events.query.query_schema import QUERY_SCHEMA
from events.store.disk import EventStore
from events.store.writer import EVENTS, write_store

VERSION = 10
"""The make of the files; what another make wrote, or one with other columns, is made anew."""

_HEAD = "head.json"
_MAKE = {"version": VERSION, "columns": QUERY_SCHEMA.names}


def prepare(path: Path, folder: Path, progress: Callable[[float], None] | None = None) -> None:
    """Make the events of a file ready for queries.

    Parameters
    ----------
    path : pathlib.Path
        An event file of at most `events.model.limits.FILE_BYTES`.
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
    _write_head(
        folder,
        path_name=reading.path_name,
        title=reading.title,
        sources=_plain(reading.sources),
        problems=[_packed(problem) for problem in reading.problems],
        untold=reading.untold,
        read=reading.read,
        sha256=reading.sha256,
        extra=reading.extra,
    )


def prepare_batches(
    batches: Iterable[pa.RecordBatch],
    folder: Path,
    title: str,
    sources: Sequence[Source],
    extra: Mapping[str, Any],
) -> None:
    """Make events that no event file holds ready for queries.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Good events in the columns of `events.files.arrow_schema.SCHEMA`.
    folder : pathlib.Path
        As of `prepare`.
    title : str
        The name of the collection.
    sources : sequence of Source
        What the events are from.
    extra : mapping
        Further members of the collection.
    """
    write_store(batches, folder)
    _write_head(
        folder,
        path_name="",
        title=title,
        sources=_plain(sources),
        problems=[],
        untold=0,
        read=pq.read_metadata(folder / EVENTS).num_rows,
        sha256="",
        extra=dict(extra),
    )


def _plain(sources: Sequence[Source]) -> list[dict[str, Any]]:
    return [source.model_dump(mode="json", exclude_unset=True) for source in sources]


def _write_head(folder: Path, **head: Any) -> None:
    with replace_file(folder / _HEAD) as part:
        # In ASCII: half a surrogate may be told.
        part.write_text(json.dumps({**_MAKE, **head}), encoding="ascii")


def is_prepared(folder: Path) -> bool:
    """Tell whether a folder holds what `load_prepared` opens."""
    try:
        head = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and {**head, **_MAKE} == head


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
