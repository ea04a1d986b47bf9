"""The event files that this server has open: its own for everybody, a reader's for that reader."""

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from events.loading import Loaded, load_events
from events.problems import EventFileError, Problem
from events.schema import Event, Source
from events.selection import EventTable

ARTICLE = Path(__file__).resolve().parent.parent / "events/data/antiwar-2021-07-08.geojson"
"""The built-in file: the article of 8 July 2021."""

PUBLIC = "events"
"""The collection that this server shows everybody."""


@dataclass(frozen=True)
class Opened:
    """An event file as the dashboard uses it.

    Parameters
    ----------
    loaded
        The file's events and problems.
    refused
        Why the file could not be read at all; its events are then none.
    collection
        Its name under ``/api/collections/``; what nobody can guess, for a reader's own file.
    """

    loaded: Loaded
    refused: tuple[Problem, ...] = ()
    collection: str = field(default_factory=lambda: secrets.token_urlsafe(24))

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


_private: WeakValueDictionary[str, Opened] = WeakValueDictionary()


def keep(file: Opened) -> Opened:
    """Let the routes find a reader's file for as long as that reader's session holds it."""
    _private[file.collection] = file
    return file


def find(collection: str) -> Opened | None:
    """Return the collection of a name, or ``None`` where this server has none."""
    return opened() if collection == PUBLIC else _private.get(collection)


@lru_cache(maxsize=1)
def opened() -> Opened:
    """Return the file named by ``EVENTS``, or the built-in article.

    A file that can't be read takes nothing down: its events are none, and the page says why.
    """
    path = Path(os.environ.get("EVENTS") or ARTICLE)
    try:
        return Opened(load_events(path), collection=PUBLIC)
    except EventFileError as error:
        return Opened(_nothing(path.name), error.problems, PUBLIC)


def together(files: Sequence[Opened]) -> Opened:
    """Return several files as one, in their order, kept as ``keep`` does.

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
    return keep(Opened(merged, tuple(problem for file in files for problem in file.refused)))


def _free(id_: str, file: Opened, taken: set[str] | dict[str, Any]) -> str:
    return f"{id_} ({file.loaded.path_name})" if id_ in taken else id_


def _moved(event: Event, id_: str, sources: dict[str, str]) -> Event:
    if id_ == event.id and all(sources[quote.source] == quote.source for quote in event.quotes):
        return event
    quotes = tuple(
        quote.model_copy(update={"source": sources[quote.source]}) for quote in event.quotes
    )
    return event.model_copy(update={"id": id_, "quotes": quotes})


def _nothing(name: str) -> Loaded:
    return Loaded(name, title="", sources=(), events=(), problems=(), read=0, sha256="")


def _key(geometry: dict[str, Any]) -> str:
    return sha256(json.dumps(geometry, sort_keys=True).encode()).hexdigest()[:16]
