"""The event file that this server has open: read once, shared by the page and the routes."""

import json
import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from events.dates import parse_edtf
from events.loading import Loaded, load_events
from events.problems import EventFileError, Problem
from events.schema import Event
from events.selection import EventTable

ARTICLE = Path(__file__).resolve().parent.parent / "events/data/antiwar-2021-07-08.geojson"
"""The built-in file: the article of 8 July 2021."""


@dataclass(frozen=True)
class Opened:
    """An event file as the dashboard uses it.

    Parameters
    ----------
    loaded
        The file's events and problems.
    refused
        Why the file could not be read at all; its events are then none.
    """

    loaded: Loaded
    refused: tuple[Problem, ...] = ()

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
            span = parse_edtf(event.date)
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


def _key(geometry: dict[str, Any]) -> str:
    return sha256(json.dumps(geometry, sort_keys=True).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def opened() -> Opened:
    """Return the file named by ``EVENTS``, or the built-in article.

    A file that can't be read takes nothing down: its events are none, and the page says why.
    """
    path = Path(os.environ.get("EVENTS") or ARTICLE)
    try:
        return Opened(load_events(path))
    except EventFileError as error:
        nothing = Loaded(
            path_name=path.name, title="", sources=(), events=(), problems=(), read=0, sha256=""
        )
        return Opened(nothing, error.problems)
