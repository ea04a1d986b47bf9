"""Several open files as one, in their order. This module shouldn't import Streamlit."""

import json
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import accumulate, chain, count, islice
from pathlib import Path
from string import ascii_uppercase

from dashboard.apart import Progress
from dashboard.joining import clash, join_apart
from dashboard.opened import Opened, Part, unread
from events.event_rows import feature_of, row_of
from events.geoparquet import batch_of
from events.loading import Events, Loaded
from events.problems import EventFileError, Words
from events.schema import Event, Source
from events.store import EventStore, write_store

_ROWS_AT_ONCE = 1_000


def together(files: Sequence[Opened], progress: Progress | None = None) -> Opened:
    """Return several files as one, in their order.

    Where a file in memory uses an id that another file has, its name is added to it. Files on
    the disk are too large to be renamed: two of them that share ids of events, or of different
    sources that they quote, are not shown together.

    Parameters
    ----------
    files
        The files.
    progress
        Told the share that is done, 0 to 1, where one of them is on the disk; what it raises
        stops the work.
    """
    stored = [file for file in files if file.stored]
    names = ", ".join(file.loaded.path_name for file in files)
    try:
        sources = _sources(names, files)
        parts = _events(files, sources)
        events = _merged(names, parts, progress) if stored else tuple(chain.from_iterable(parts))
    except EventFileError as error:
        return unread(names, error.problems)
    merged = Loaded(
        path_name=names,
        title=" + ".join(file.loaded.title or file.loaded.path_name for file in files),
        sources=tuple({one.id: one for each in sources for one in each.values()}.values()),
        events=events,
        problems=tuple(problem for file in files for problem in file.loaded.problems),
        read=sum(file.loaded.read for file in files),
        sha256=sha256("".join(file.loaded.sha256 for file in files).encode()).hexdigest(),
    )
    ends = accumulate(len(part) for part in parts)
    return Opened(
        merged,
        parts=tuple(
            Part(letter, file.loaded.title or file.loaded.path_name, end, _version(file))
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


def _version(file: Opened) -> tuple[str, str]:
    return file.loaded.path_name, file.loaded.sha256


def _sources(names: str, files: Sequence[Opened]) -> list[dict[str, Source]]:
    """Give the sources of each file by their ids there, with ids that no other source has.

    Those that stored events quote come first, and keep theirs.
    """
    taken: dict[str, Source] = {}
    found: dict[int, dict[str, Source]] = {}
    for number, file in sorted(enumerate(files), key=lambda pair: not _is_fixed(pair[1])):
        found[number] = {}
        for source in file.loaded.sources:
            free = source.id
            if taken.get(free, source) != source:
                if _is_fixed(file):
                    told = Words(f"different sources of the id {json.dumps(source.id)}")
                    raise EventFileError(clash(names, told))
                free = _free(source.id, file, taken.__contains__)
            taken[free] = found[number][source.id] = source.model_copy(update={"id": free})
    return [found[number] for number in range(len(files))]


def _is_fixed(file: Opened) -> bool:
    return file.stored and bool(file.table.columns["quoted"].any())


def _events(files: Sequence[Opened], sources: Sequence[dict[str, Source]]) -> list[Events]:
    stored = [file for file in files if file.stored]
    parts: list[Events] = []
    taken: set[str] = set()

    def is_taken(id_: str) -> bool:
        return id_ in taken or any(file.find(id_) for file in stored)

    for file, known in zip(files, sources, strict=True):
        if file.stored:
            parts.append(file.loaded.events)
            continue
        part = []
        for event in file.loaded.events:
            part.append(_renamed(event, _free(event.id, file, is_taken), known))
            taken.add(part[-1].id)
        parts.append(part)
    return parts


def _free(id_: str, file: Opened, is_taken: Callable[[str], bool]) -> str:
    """Return an id that is not taken: the own one, or one with the file's name."""
    name = file.loaded.path_name
    numbered = (f"{id_} ({name}, {number})" for number in count(2))
    return next(one for one in chain([id_, f"{id_} ({name})"], numbered) if not is_taken(one))


def _renamed(event: Event, id_: str, sources: Mapping[str, Source]) -> Event:
    if id_ == event.id and all(sources[one.source].id == one.source for one in event.quotes):
        return event
    quotes = tuple(
        quote.model_copy(update={"source": sources[quote.source].id}) for quote in event.quotes
    )
    return event.model_copy(update={"id": id_, "quotes": quotes})
