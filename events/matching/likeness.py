"""Why two events may be the same: what both tell, and how far apart they lie."""

from dataclasses import dataclass

import numpy as np

from events.matching.event_traits import Traits, traits_of
from events.model.event import Event

_KM = 111.2  # a degree of latitude


@dataclass(frozen=True)
class Likeness:
    """What speaks for it that two events are the same.

    Parameters
    ----------
    days : int or None
        Days between them, 0 where they may be on the same one; None where one has no date.
    km : float or None
        Kilometres between the middles of their places; None where one has no place.
    within : bool
        Whether that is no more than what is not known of the two places.
    words : tuple of str
        Words that both have in title, place or actors, without case and accents; no numbers.
    """

    days: int | None
    km: float | None
    within: bool
    words: tuple[str, ...]


def likeness(first: Event, second: Event) -> Likeness:
    """Tell what two events have in common.

    Parameters
    ----------
    first, second : Event
        The events.

    Examples
    --------
    >>> made = {"kind": "assault", "status": "reported"}
    >>> one = Event(id="a", title="Attack in Taloqan", date="2021-07-05", **made)
    >>> other = Event(id="b", title="Taloqan attacked", date="2021-07-07", **made)
    >>> likeness(one, other)
    Likeness(days=2, km=None, within=False, words=('taloqan',))
    """
    one, other = traits_of([first]), traits_of([second])
    km = _km(one, other) if one.is_placed[0] and other.is_placed[0] else None
    shared = one.words[0] & other.words[0]
    return Likeness(
        days=_days(one, other) if one.is_dated[0] and other.is_dated[0] else None,
        km=km,
        within=km is not None and km <= float(one.radius[0] + other.radius[0]),
        words=tuple(sorted(word for word in shared if not word.isdigit())),
    )


def _days(one: Traits, other: Traits) -> int:
    return max(0, int(one.first[0] - other.last[0]), int(other.first[0] - one.last[0]))


def _km(one: Traits, other: Traits) -> float:
    east = (one.lon[0] - other.lon[0] + 180) % 360 - 180
    middle = np.radians((one.lat[0] + other.lat[0]) / 2)
    return float(np.hypot(east * np.cos(middle), one.lat[0] - other.lat[0]) * _KM)
