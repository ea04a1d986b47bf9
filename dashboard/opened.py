"""An event file as the dashboard uses it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial

from events.event_table import EventTable
from events.loading import Loaded
from events.overview import Overview, overview
from events.problems import Problem
from events.schema import Event
from events.selection import Counts, Selection, Table, count
from events.store import EventStore
from events.timeline import Bin, days
from events.view import View, view

REMEMBERED = 128
"""How many of the latest selections, and of the latest views, a file keeps the answers for."""


MOST_QUOTED = 200
"""The most events whose quotes stand beside the map."""


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
    """

    letter: str
    title: str
    end: int
    version: tuple[str, str]


@dataclass(frozen=True)
class Opened:
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
    """

    loaded: Loaded
    refused: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()
    collection: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    parts: tuple[Part, ...] = ()

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """All that is wrong with the file, each in a line."""
        told = (str(problem) for problem in (*self.refused, *self.loaded.problems))
        return (*told, *self.left_out)

    @cached_property
    def table(self) -> Table:
        """The events as queries ask for them."""
        events = self.loaded.events
        return events if isinstance(events, EventStore) else EventTable(events)

    @property
    def stored(self) -> bool:
        """Whether the events are many, and held on the disk."""
        return isinstance(self.loaded.events, EventStore)

    @cached_property
    def overview(self) -> Overview:
        """What the file holds as a whole."""
        return overview(self.table)

    @cached_property
    def counts(self) -> Callable[[Selection], Counts]:
        """How many events a selection leaves and hides."""
        # They hold the table, not this file: a file that nobody holds is gone at once.
        table, rejected = self.table, self.loaded.rejected
        return lru_cache(REMEMBERED)(lambda selection: count(table, selection, rejected))

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
        """Return the event with an id, or ``None``."""
        return None if identity is None else self.table.find(identity)

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


def unread(name: str, problems: tuple[Problem, ...]) -> Opened:
    """Return a file that could not be read: no events, and why."""
    nothing = Loaded(name, title="", sources=(), events=(), problems=(), read=0, sha256="")
    return Opened(nothing, problems)
