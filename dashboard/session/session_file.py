"""An event file as the dashboard uses it."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard.session.likely_pairs import LikelyPairs
from events.files.event_file import Loaded
from events.lake.lake_table import LakeTable
from events.model.event import Event, Source
from events.model.problems import Problem, Words
from events.query.event_index import EventIndex
from events.query.event_table import Table
from events.query.map_view import View, view
from events.query.selection import Selection
from events.query.summary import Bin, Overview, days, summarise
from events.query.totals import Counts, count
from events.store.combined import CombinedTable
from events.store.disk import EventStore, StoredEvents
from events.store.memory import EventTable
from events.store.source_table import table_of_source

REMEMBERED = 128
"""How many of the latest selections, and of the latest views, a file keeps the answers for."""


MOST_QUOTED = 200
"""The most events whose quotes stand beside the map."""


SOURCES_KEPT = 4
"""Of how many sources a file keeps the events as each of them alone tells them."""


@dataclass(frozen=True)
class Part:
    """One of several files that are shown together.

    Parameters
    ----------
    letter
        What stands for it on the map and in the rows.
    title
        Its title, or else its name.
    end
        The place in the order of all events at which the next file's begin.
    version
        Its name and its SHA-256.
    sources
        Whose words its events rest on.
    """

    letter: str
    title: str
    end: int
    version: tuple[str, str]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class SessionFile:
    """An event file as the dashboard uses it.

    Parameters
    ----------
    loaded
        The file's events and problems.
    refused
        Why the file could not be read at all; its events are then none.
    left_out
        The rows that an import left out, each in words.
    collection
        Its name under ``/api/collections/``; what nobody can guess, for a reader's own file.
    parts
        The files that it was put together from, in the order of their events; none for one file.
    receipt
        What its import said, a line each that begins with the file's name.
    whole
        All events, where those of the file are as one source alone tells them.
    told_by
        The id of that source.
    likely
        Which events of its parts may be the same; None for one file.
    merged
        The pairs of its parts' events that are one here, by the ids of the one that stays and of
        the one that was taken in.
    apart
        The same files with these events apart.
    repeated
        The events whose id two of the parts have, by the ids of both here.
    """

    loaded: Loaded
    refused: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()
    collection: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    parts: tuple[Part, ...] = ()
    receipt: tuple[str, ...] = ()
    whole: Table | None = None
    told_by: str = ""
    likely: LikelyPairs | None = None
    merged: tuple[tuple[str, str], ...] = ()
    apart: "SessionFile | None" = None
    repeated: tuple[tuple[str, str], ...] = ()

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """All that is wrong with the file, each in a line."""
        told = (str(problem) for problem in (*self.refused, *self.loaded.problems))
        return (*told, *self.left_out)

    @cached_property
    def table(self) -> Table:
        """The events as queries ask for them."""
        events = self.loaded.events
        return events if isinstance(events, StoredEvents | CombinedTable) else EventTable(events)

    @property
    def stored(self) -> bool:
        """Whether the events are many, and held on the disk."""
        return isinstance(self.loaded.events, StoredEvents | CombinedTable)

    @property
    def credited(self) -> tuple[Source, ...]:
        """The sources on which the events rest: all, or the one that tells them alone."""
        return tuple(one for one in self.loaded.sources if self.told_by in ("", one.id))

    @property
    def every(self) -> Table:
        """All events, as their sources together tell them."""
        return self.table if self.whole is None else self.whole

    @cached_property
    def overview(self) -> Overview:
        """What the file holds as a whole, whichever source tells of it."""
        return summarise(self.every)

    @cached_property
    def of_source(self) -> Callable[[str], "SessionFile"]:
        """The file as one source alone tells it; the latest are kept."""
        # They hold the parts of this file, not the file itself: it would never be gone at once.
        loaded, table, turn = self.loaded, self.table, Lock()
        self_is_lake = isinstance(table, LakeTable)
        given: dict[str, Any] = {
            "collection": self.collection,
            "receipt": self.receipt,
            "left_out": self.left_out,
            "repeated": self.repeated,
        }

        @lru_cache(SOURCES_KEPT)
        def told(source: str) -> SessionFile:
            if self_is_lake:
                return unreadable_file(loaded.path_name, (_of_all_sources(loaded.path_name),))
            part = table_of_source(table, source)
            events = part if isinstance(part, EventStore | CombinedTable) else tuple(part)
            read = len(events) + loaded.rejected
            alone = replace(loaded, events=events, read=read)
            return SessionFile(alone, whole=table, told_by=source, **given)

        def told_in_turn(source: str) -> SessionFile:
            with turn:
                return told(source)

        return told_in_turn

    @cached_property
    def counts(self) -> Callable[[Selection], Counts]:
        """How many events a selection leaves and hides."""
        # They hold the table, not this file: a file that nobody holds is gone at once.
        table, rejected = self.table, self.loaded.rejected
        untold = len(self.every) - len(table)
        return lru_cache(REMEMBERED)(lambda selection: count(table, selection, rejected, untold))

    @cached_property
    def repeated_in(self) -> Callable[[Selection], int]:
        """How many ids of a selection's events two of the parts have."""
        columns = self.table.columns
        if not isinstance(columns, EventIndex):  # a lake, which stands alone
            return lambda _: 0
        ids = pa.array([id_ for pair in self.repeated for id_ in pair], pa.string())
        rows = columns.rows_of(ids).reshape(-1, 2)
        rows = rows[(rows >= 0).all(axis=1)]
        return lambda selection: int(np.count_nonzero(columns.mask(selection)[rows].all(axis=1)))

    @cached_property
    def days(self) -> Callable[[Selection], tuple[Bin, ...]]:
        """How many events of a selection lie in each stretch of days."""
        return lru_cache(REMEMBERED)(partial(days, self.table))

    @cached_property
    def quoted(self) -> tuple[Event, ...]:
        """The first events that quote a source: at most ``MOST_QUOTED``."""
        columns = self.table.columns
        rows = columns.page(columns["quoted"], "order", limit=MOST_QUOTED)
        return tuple(self.table.events(rows))

    @cached_property
    def view(self) -> Callable[[Selection, tuple[float, float, float, float], float], View]:
        """What a view of the map shows of a selection."""
        table, counts = self.table, self.counts
        return lru_cache(REMEMBERED)(
            lambda selection, bbox, zoom: view(
                table, selection, counts(selection).on_map, bbox, zoom
            )
        )

    def find(self, identity: str | None) -> Event | None:
        """Return the event with an id, in full where the source has none; or ``None``."""
        if identity is None:
            return None
        return self.table.find(identity) or self.every.find(identity)

    def letter(self, order: int) -> str:
        """Return the letter of the file that an event is from, by its place in the order."""
        return next((part.letter for part in self.parts if order < part.end), "")

    def part_of(self, event: Event) -> Part | None:
        """Return the file that an event is from, where there are several."""
        row = self.table.columns.row_of(event.id) if self.parts else None
        letter = "" if row is None else self.letter(self.table.columns.orders([row])[0][1])
        return next((part for part in self.parts if part.letter == letter), None)

    def origin(self, event: Event) -> str:
        """Return letter and title of the file that an event is from, where there are several."""
        part = self.part_of(event)
        return f"{part.letter}: {part.title}" if part else ""


def shape_name(key: int) -> str:
    """Write the key of a shape as it stands in addresses: 15 hexadecimal digits."""
    return f"{key:015x}"


def file_titles(files: Sequence[SessionFile]) -> list[str]:
    """Return what each of several files is called: its title, with its name where two are alike.

    A file without a title is called by its name.
    """
    titles = [file.loaded.title or file.loaded.path_name for file in files]
    return [
        f"{title} ({file.loaded.path_name})"
        if titles.count(title) > 1 and title != file.loaded.path_name
        else title
        for title, file in zip(titles, files, strict=True)
    ]


def source_names(sources: Sequence[Source]) -> dict[str, str]:
    """Return what each source is called where one is chosen, by its id; two alike have their ids.

    Examples
    --------
    >>> source_names([Source(id=id_, title=id_[0]) for id_ in ("a1", "a2", "b")])
    {'a1': 'a (a1)', 'a2': 'a (a2)', 'b': 'b'}
    """
    names = [source.short_name for source in sources]
    return {
        source.id: f"{name} ({source.id})" if names.count(name) > 1 else name
        for name, source in zip(names, sources, strict=True)
    }


def _of_all_sources(name: str) -> Problem:
    found, hint = Words("one source alone"), "Filter by the source instead."
    expected = "a lake as its sources together tell it"
    return Problem(name, None, None, "source", found, expected, hint)


def unreadable_file(name: str, problems: tuple[Problem, ...]) -> SessionFile:
    """Return a file that could not be read: no events, and why."""
    nothing = Loaded(name, title="", sources=(), events=(), problems=(), read=0, sha256="")
    return SessionFile(nothing, problems)
