"""Several open files as one, in their order. This module shouldn't import Streamlit."""

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import accumulate, chain, islice
from pathlib import Path
from string import ascii_uppercase

from dashboard.apart import Progress
from dashboard.joining import join_apart
from dashboard.opened import Opened, Part, unread
from events.event_rows import feature_of, row_of
from events.geoparquet import batch_of
from events.loading import Events, Loaded
from events.problems import EventFileError
from events.schema import Event, Source
from events.store import EventStore, write_store

_ROWS_AT_ONCE = 1_000


def together(files: Sequence[Opened], progress: Progress | None = None) -> Opened:
    """Return several files as one, in their order.

    Where a file in memory uses an id that another file has, its name is added to it. Files on
    the disk are too large to be renamed: two of them that share ids are not shown together.

    Parameters
    ----------
    files
        The files.
    progress
        Told the share that is done, 0 to 1, where one of them is on the disk; what it raises
        stops the work.
    """
    stored = [file for file in files if file.stored]
    sources: dict[str, Source] = {}
    parts: list[Events] = []
    taken: set[str] = set()
    for file in files:
        renamed = {source.id: _free_source(source, file, sources) for source in file.loaded.sources}
        sources |= {
            renamed[source.id]: source.model_copy(update={"id": renamed[source.id]})
            for source in file.loaded.sources
        }
        if file.stored:
            parts.append(file.loaded.events)
            continue
        others = [other for other in stored if other is not file]
        part = [_renamed(event, file, taken, others, renamed) for event in file.loaded.events]
        taken.update(event.id for event in part)
        parts.append(part)
    names = ", ".join(file.loaded.path_name for file in files)
    try:
        events = _merged(names, parts, progress) if stored else tuple(chain.from_iterable(parts))
    except EventFileError as error:
        return unread(names, error.problems)
    merged = Loaded(
        path_name=names,
        title=" + ".join(file.loaded.title or file.loaded.path_name for file in files),
        sources=tuple(sources.values()),
        events=events,
        problems=tuple(problem for file in files for problem in file.loaded.problems),
        read=sum(file.loaded.read for file in files),
        sha256=sha256("".join(file.loaded.sha256 for file in files).encode()).hexdigest(),
    )
    ends = accumulate(len(part) for part in parts)
    return Opened(
        merged,
        parts=tuple(
            Part(letter, file.loaded.title or file.loaded.path_name, end)
            for letter, file, end in zip(ascii_uppercase, files, ends, strict=False)
        ),
        refused=tuple(problem for file in files for problem in file.refused),
        left_out=tuple(told for file in files for told in file.left_out),
    )


def _merged(names: str, parts: Sequence[Events], progress: Progress | None) -> EventStore:
    """Put stores, and events in memory, together on the disk."""
    folder = Path(tempfile.mkdtemp(prefix="panj-"))
    try:
        folders = [
            part.folder if isinstance(part, EventStore) else _written(part, folder / str(number))
            for number, part in enumerate(parts)
        ]
        join_apart(names, folders, folder, progress)
        store = EventStore(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(store, shutil.rmtree, folder, ignore_errors=True)
    return store


def _written(events: Iterable[Event], folder: Path) -> Path:
    folder.mkdir()
    rows = map(row_of, map(feature_of, events))
    chunks = iter(lambda: list(islice(rows, _ROWS_AT_ONCE)), [])
    write_store((batch_of(chunk)[0] for chunk in chunks), folder)
    return folder


def _free_source(source: Source, file: Opened, sources: dict[str, Source]) -> str:
    """Return an id that no other source has; the same source of two files keeps its own."""
    if file.stored or sources.get(source.id, source) == source:
        return source.id
    return f"{source.id} ({file.loaded.path_name})"


def _renamed(
    event: Event, file: Opened, taken: set[str], others: Sequence[Opened], sources: dict[str, str]
) -> Event:
    free = event.id not in taken and not any(other.find(event.id) for other in others)
    id_ = event.id if free else f"{event.id} ({file.loaded.path_name})"
    if id_ == event.id and all(sources[quote.source] == quote.source for quote in event.quotes):
        return event
    quotes = tuple(
        quote.model_copy(update={"source": sources[quote.source]}) for quote in event.quotes
    )
    return event.model_copy(update={"id": id_, "quotes": quotes})
