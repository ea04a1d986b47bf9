"""Several open files as one, in their order. This module shouldn't import Streamlit."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import accumulate, chain, count
from string import ascii_uppercase
from typing import TypeVar

from dashboard.session.likely_pairs import LikelyPairs
from dashboard.session.session_file import Part, SessionFile, file_titles, unreadable_file
from events.files.event_file import Events, Loaded
from events.lake.lake_table import LakeTable
from events.matching.merging import MergeError, merge_events
from events.model.event import Account, Event, Quote, Source
from events.model.problems import EventFileError, Problem, Words, refusal
from events.query.filters.sources.agreement import AGREEMENT
from events.store.combined import CombinedTable, shared_ids
from events.store.disk import EventStore
from events.store.memory import EventTable

Told = TypeVar("Told", Quote, Account)
"""What is a source's and names it."""


def combine_files(
    files: Sequence[SessionFile], letters: Iterable[str] = ascii_uppercase
) -> SessionFile:
    """Return several files as one, in their order.

    Where a file in memory uses an id that another file has, its name is added to it. Files on
    the disk are too large to be renamed: two of them that share ids of events, or of different
    sources that they quote, are not shown together.

    Parameters
    ----------
    files
        The files.
    letters
        What stands for each of them.
    """
    stored = [file for file in files if file.stored]
    names = ", ".join(file.loaded.path_name for file in files)
    try:
        _refuse_lakes(names, files)
        sources = _sources(names, files)
        parts = _events(files, sources)
        events = _combined(names, parts) if stored else tuple(chain.from_iterable(parts))
    except EventFileError as error:
        return unreadable_file(names, error.problems)
    merged = Loaded(
        path_name=names,
        title=" + ".join(file_titles([file for file in files if not file.refused] or files)),
        sources=tuple({one.id: one for each in sources for one in each.values()}.values()),
        events=events,
        problems=tuple(problem for file in files for problem in file.loaded.problems),
        read=sum(file.loaded.read for file in files),
        sha256=sha256("".join(file.loaded.sha256 for file in files).encode()).hexdigest(),
    )
    ends = accumulate(len(part) for part in parts)
    return SessionFile(
        merged,
        parts=tuple(
            Part(letter, title, end, _version(file), file.loaded.sources)
            for letter, file, title, end in zip(
                letters, files, file_titles(files), ends, strict=False
            )
        ),
        refused=tuple(problem for file in files for problem in file.refused),
        left_out=tuple(told for file in files for told in file.left_out),
        receipt=tuple(line for file in files for line in file.receipt),
        likely=LikelyPairs([_table(part) for part in parts]),
        repeated=tuple(_repeated(files, parts)),
    )


def merge_pairs(
    file: SessionFile, pairs: Iterable[tuple[str, str]], by: str = "", on: str = ""
) -> SessionFile:
    """Return files that are shown together with some of their events made one.

    Parameters
    ----------
    file
        From `combine_files`; it stays as it is.
    pairs
        The ids of the one that stays and of the one that is taken in. What is not there, or not to
        be made one, stays apart.
    by, on
        Who does it, and on which day (EDTF).
    """
    made: dict[str, Event] = {}
    done: list[tuple[str, str]] = []
    for into, taken in pairs:
        gone = {id_ for _, id_ in done}
        one, other = (
            None if id_ in gone else made.get(id_) or file.find(id_) for id_ in (into, taken)
        )
        if one is None or other is None:
            continue
        try:
            made[into] = merge_two(file, one, other, by, on)
        except MergeError:
            continue
        done.append((into, taken))
    if not done:
        return file
    gone = {taken for _, taken in done}
    return replace(
        file,
        loaded=replace(
            file.loaded,
            events=_with(file, made, gone),
            read=file.loaded.read - len(done),
            sha256=sha256(json.dumps([file.loaded.sha256, done]).encode()).hexdigest(),
        ),
        collection=secrets.token_urlsafe(24),
        parts=_parts_without(file, gone),
        merged=tuple(done),
        apart=file,
        repeated=tuple(pair for pair in file.repeated if not gone & {*pair}),
    )


def merge_two(file: SessionFile, event: Event, taken: Event, by: str = "", on: str = "") -> Event:
    """Return one event for two of some files.

    Parameters
    ----------
    file
        Where they are from.
    event, taken
        The one that stays, and the one that is taken in.
    by, on
        As of `merge_pairs`.

    Raises
    ------
    MergeError
        Where they can't be one, or are told by a source that the files don't name.
    """
    made = merge_events(event, taken, by=by, on=on)
    unknown = {one.source for one in made.accounts} - {one.id for one in file.loaded.sources}
    if unknown:
        raise MergeError(f'What the source "{min(unknown)}" is, none of the files says.')
    return made


def _with(file: SessionFile, made: Mapping[str, Event], gone: set[str]) -> Events:
    events = file.loaded.events
    if isinstance(events, CombinedTable):
        left = [event for id_, event in made.items() if id_ not in gone]
        return CombinedTable(events.parts, instead=left, without={*made, *gone})
    return tuple(made.get(event.id, event) for event in events if event.id not in gone)


def _parts_without(file: SessionFile, gone: set[str]) -> tuple[Part, ...]:
    """Give the parts with the ends that they have once some events are gone."""
    if file.stored:
        return file.parts
    places = [at for at, event in enumerate(file.loaded.events) if event.id in gone]
    return tuple(
        replace(part, end=part.end - sum(place < part.end for place in places))
        for part in file.parts
    )


def _refuse_lakes(names: str, files: Sequence[SessionFile]) -> None:
    if any(isinstance(file.table, LakeTable) for file in files):
        hint = "Hide one of them, or build the file into the lake."
        raise refusal(names, "", Words("a lake beside another file"), "a lake alone", hint)


def _combined(names: str, parts: Sequence[Events]) -> CombinedTable:
    tables = [_table(part) for part in parts]
    if shared := shared_ids(tables):
        raise EventFileError(
            _clash(names, Words(f"{shared:,} ids that more than one of the files has"))
        )
    return CombinedTable(tables)


def _table(part: Events) -> EventStore | EventTable:
    return part if isinstance(part, EventStore) else EventTable(part)


def _clash(names: str, found: Words) -> Problem:
    """Make the problem for files that can't be shown together."""
    hint = "Show one of them at a time; Open compares two versions of one."
    return Problem(names, None, None, "", found, "ids of their own", hint)


def _version(file: SessionFile) -> tuple[str, str]:
    return file.loaded.path_name, file.loaded.sha256


def _sources(names: str, files: Sequence[SessionFile]) -> list[dict[str, Source]]:
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
                    raise EventFileError(_clash(names, told))
                free = _free(source.id, file, taken.__contains__)
            taken[free] = found[number][source.id] = source.model_copy(update={"id": free})
        found[number] = {id_: _derived(one, found[number]) for id_, one in found[number].items()}
    return [found[number] for number in range(len(files))]


def _derived(source: Source, renamed: Mapping[str, Source]) -> Source:
    """Let a source derive from another by the id that this one has now."""
    if source.derives_from not in renamed:
        return source
    return source.model_copy(update={"derives_from": renamed[source.derives_from].id})


def _is_fixed(file: SessionFile) -> bool:
    columns = file.table.columns
    return file.stored and bool(columns["quoted"].any() or len(columns.asked[AGREEMENT.name]) > 1)


def _events(files: Sequence[SessionFile], sources: Sequence[dict[str, Source]]) -> list[Events]:
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


def _repeated(files: Sequence[SessionFile], parts: Sequence[Events]) -> Iterator[tuple[str, str]]:
    """Give the ids that an event's file shares with another, and what they became."""
    for file, part in zip(files, parts, strict=True):
        if not file.stored:
            pairs = zip(file.loaded.events, part, strict=True)
            yield from ((event.id, here.id) for event, here in pairs if event.id != here.id)


def _free(id_: str, file: SessionFile, is_taken: Callable[[str], bool]) -> str:
    """Return an id that is not taken: the own one, or one with the file's name."""
    name = file.loaded.path_name
    numbered = (f"{id_} ({name}, {number})" for number in count(2))
    return next(one for one in chain([id_, f"{id_} ({name})"], numbered) if not is_taken(one))


def _renamed(event: Event, id_: str, sources: Mapping[str, Source]) -> Event:
    named = {one.source for told in (event.quotes, event.accounts) for one in told}
    if id_ == event.id and all(sources[name].id == name for name in named):
        return event
    quotes = _of_sources(event.quotes, sources)
    accounts = tuple(
        account.model_copy(update={"quotes": _of_sources(account.quotes, sources)})
        for account in _of_sources(event.accounts, sources)
    )
    return event.model_copy(update={"id": id_, "quotes": quotes, "accounts": accounts})


def _of_sources(words: tuple[Told, ...], sources: Mapping[str, Source]) -> tuple[Told, ...]:
    return tuple(one.model_copy(update={"source": sources[one.source].id}) for one in words)
