"""An event file as the dashboard uses it, and several of them as one."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from typing import Any

from events.event_table import EventTable
from events.loading import Loaded
from events.overview import Overview, overview
from events.problems import Problem
from events.schema import Event, Source
from events.selection import Counts, Selection, Table, count
from events.store import EventStore
from events.view import View, view

REMEMBERED = 128
"""How many of the latest selections, and of the latest views, a file keeps the answers for."""


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
    """

    loaded: Loaded
    refused: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()
    collection: str = field(default_factory=lambda: secrets.token_urlsafe(24))

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
    def view(self) -> Callable[[Selection, tuple[float, float, float, float], float], View]:
        """What a view of the map shows of a selection."""
        return lru_cache(REMEMBERED)(partial(view, self.table))

    def find(self, identity: str | None) -> Event | None:
        """Return the event with an id, or ``None``."""
        return None if identity is None else self.table.find(identity)

    def shape(self, key: str) -> bytes | None:
        """Return a line's or an area's geometry as GeoJSON by its key, or ``None``."""
        try:
            geometry = self.table.geometry(int(key, 16))
        except ValueError:
            return None
        return None if geometry is None else json.dumps(geometry).encode()


def shape_name(key: int) -> str:
    """Write the key of a shape as it stands in addresses: 15 hexadecimal digits."""
    return f"{key:015x}"


def together(files: Sequence[Opened]) -> Opened:
    """Return several files as one, in their order.

    Where a later file uses an id that an earlier one has, the later file's name is added to it.
    """
    titles = [file.loaded.title or file.loaded.path_name for file in files]
    taken: set[str] = set()
    events: list[Event] = []
    sources: dict[str, Source] = {}
    for file in files:
        renamed = {source.id: _free(source.id, file, sources) for source in file.loaded.sources}
        sources |= {
            renamed[source.id]: source.model_copy(update={"id": renamed[source.id]})
            for source in file.loaded.sources
        }
        for event in file.loaded.events:
            events.append(_moved(event, _free(event.id, file, taken), renamed))
            taken.add(events[-1].id)
    merged = Loaded(
        path_name=", ".join(file.loaded.path_name for file in files),
        title=" + ".join(titles),
        sources=tuple(sources.values()),
        events=tuple(events),
        problems=tuple(problem for file in files for problem in file.loaded.problems),
        read=sum(file.loaded.read for file in files),
        sha256=sha256("".join(file.loaded.sha256 for file in files).encode()).hexdigest(),
    )
    return Opened(
        merged,
        refused=tuple(problem for file in files for problem in file.refused),
        left_out=tuple(told for file in files for told in file.left_out),
    )


def _free(id_: str, file: Opened, taken: set[str] | dict[str, Any]) -> str:
    return f"{id_} ({file.loaded.path_name})" if id_ in taken else id_


def _moved(event: Event, id_: str, sources: dict[str, str]) -> Event:
    if id_ == event.id and all(sources[quote.source] == quote.source for quote in event.quotes):
        return event
    quotes = tuple(
        quote.model_copy(update={"source": sources[quote.source]}) for quote in event.quotes
    )
    return event.model_copy(update={"id": id_, "quotes": quotes})


def unread(name: str, problems: tuple[Problem, ...]) -> Opened:
    """Return a file that could not be read: no events, and why."""
    nothing = Loaded(name, title="", sources=(), events=(), problems=(), read=0, sha256="")
    return Opened(nothing, problems)
