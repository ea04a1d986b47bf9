"""What of events is compared, as columns: days, a place with its radius, words, numbers, kinds."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from events.model.event import Event
from events.model.geometry import Geometry
from events.model.vocabulary import Precision, family_of

VAGUE_KM = 55.0
"""The widest radius of a closely known place, in km: half a degree from north to south."""

_CLOSE_DAYS = 7
_FAR = 10**6  # days that stand for an end that is not known
_RADII = {
    Precision.EXACT: 1.0,
    Precision.SETTLEMENT: 5.0,
    Precision.DISTRICT: 25.0,
    Precision.PROVINCE: 100.0,
}
COMMON = frozenset(
    word
    for line in (
        ("a", "an", "and", "are", "at", "between", "by", "for", "from", "has", "have", "in"),
        ("into", "near", "of", "on", "or", "over", "some", "than", "that", "the", "their"),
        ("they", "this", "to", "was", "were", "with"),
    )
    for word in line
)
"""English words that tell nothing of what two texts have in common."""


@dataclass(frozen=True)
class Traits:
    """Events as columns.

    Attributes
    ----------
    first, last : array of int
        Days from the first of the year 1; far ends where one is not known.
    lon, lat, radius : array of float
        The middle of the place in degrees, and how far the truth may lie from it in km.
    killed : array of float
        The deaths that are told, the middle of a range; not a number where none are.
    family : array of str
        As `events.model.vocabulary.family_of` gives it.
    words : list of frozenset
        Words of title, place and actors, without case, accents and common ones.
    """

    first: np.ndarray[tuple[int], np.dtype[np.int64]]
    last: np.ndarray[tuple[int], np.dtype[np.int64]]
    lon: np.ndarray[tuple[int], np.dtype[np.float64]]
    lat: np.ndarray[tuple[int], np.dtype[np.float64]]
    radius: np.ndarray[tuple[int], np.dtype[np.float64]]
    killed: np.ndarray[tuple[int], np.dtype[np.float64]]
    family: np.ndarray[tuple[int], np.dtype[np.str_]]
    words: list[frozenset[str]]

    @property
    def is_dated(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether an event has a day at one end at least."""
        found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (self.first > -_FAR) | (
            self.last < _FAR
        )
        return found

    @property
    def is_placed(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether an event has a place."""
        return ~np.isnan(self.lon)

    @property
    def is_close(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether an event's days and place are closely known."""
        found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
            self.is_placed
            & (self.radius <= VAGUE_KM)
            & (self.last - self.first <= _CLOSE_DAYS)
            & (self.first > -_FAR)
        )
        return found


def traits_of(events: Sequence[Event]) -> Traits:
    """Read what is compared of events.

    Parameters
    ----------
    events : sequence of Event
        In the order of the columns.
    """
    spans = [event.span for event in events]
    first = [span.earliest.toordinal() if span and span.earliest else -_FAR for span in spans]
    last = [span.latest.toordinal() if span and span.latest else _FAR for span in spans]
    places = [_place(event.geometry) for event in events]
    radii = [
        max(wide, event.radius_km or _RADII.get(event.place_precision, 0.0))
        for event, (_, _, wide) in zip(events, places, strict=True)
    ]
    return Traits(
        np.array(first, np.int64),
        np.array(last, np.int64),
        np.array([place[0] for place in places], np.float64),
        np.array([place[1] for place in places], np.float64),
        np.array(radii, np.float64),
        np.array([_killed(event) for event in events], np.float64),
        np.array([family_of(event.kind) for event in events], np.str_),
        [_words(event) for event in events],
    )


def _place(geometry: Geometry | None) -> tuple[float, float, float]:
    """Give the middle of a geometry's box, and half of its diagonal in km."""
    if geometry is None:
        return np.nan, np.nan, 0.0
    west, south, east, north = geometry.bbox
    across = (east - west) * np.cos(np.radians((south + north) / 2))
    return (west + east) / 2, (south + north) / 2, float(np.hypot(across, north - south)) * 55.6


def _killed(event: Event) -> float:
    for what in ("killed, best estimate", "killed"):
        for one in event.quantities:
            ends = [end for end in (one.low, one.high) if end is not None]
            if one.what == what and ends:
                return sum(ends) / len(ends)
    return np.nan


def _words(event: Event) -> frozenset[str]:
    text = " ".join([event.title, event.place, *(actor.name for actor in event.actors)])
    plain = unicodedata.normalize("NFKD", text).casefold() if not text.isascii() else text.lower()
    return frozenset(re.findall(r"\w+", plain)) - COMMON
