"""An event file as the dashboard uses it, and several of them as one."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from events.loading import Loaded
from events.problems import Problem
from events.schema import Event, Source
from events.selection import EventTable


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

    @property
    def problems(self) -> tuple[str, ...]:
        """All that is wrong with the file, each in a line."""
        told = (str(problem) for problem in (*self.refused, *self.loaded.problems))
        return (*told, *self.left_out)

    @cached_property
    def table(self) -> EventTable:
        """The events in columns, which selections are made on."""
        return EventTable(self.loaded.events)

    @cached_property
    def by_id(self) -> dict[str, Event]:
        """The events by their id."""
        return {event.id: event for event in self.loaded.events}

    @cached_property
    def date_order(self) -> dict[str, int]:
        """Each event's rank by its earliest day; undated ones last, ties as in the file."""

        def earliest(event: Event) -> tuple[bool, date]:
            span = event.span
            known = (span.first or span.last) if span else None
            return known is None, known or date.max

        ranked = sorted(self.loaded.events, key=earliest)
        return {event.id: rank for rank, event in enumerate(ranked)}

    @cached_property
    def shape_of(self) -> dict[str, str]:
        """The key of each line's or area's geometry, by event id; equal ones share a key."""
        return {
            event.id: _key(event.geometry.as_geojson())
            for event in self.loaded.events
            if event.geometry is not None and not event.geometry.points
        }

    @cached_property
    def shapes(self) -> dict[str, bytes]:
        """Each line's and area's geometry as GeoJSON, by its key."""
        return {
            key: json.dumps(self.by_id[id_].geometry.as_geojson()).encode()  # type: ignore[union-attr]
            for id_, key in self.shape_of.items()
        }


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


def _key(geometry: dict[str, Any]) -> str:
    return sha256(json.dumps(geometry, sort_keys=True).encode()).hexdigest()[:16]
