"""Which events that are there may tell the same fact as one that was just begun.

However much of either is not known yet. They are offered; nothing is added to any of them by it.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from events.matching.event_traits import COMMON
from events.matching.suggestions import scores_of
from events.model.event import Event

Feature = Mapping[str, Any]
Word = tuple[str, str]

LEAST = 0.4
"""The least score that is offered: who reads the offers decides, so it is less than for pairs."""

MOST = 3
"""The most events that are offered."""

MOST_WORDS = 6
"""The most words that an offer tells."""

_LEAST_WORDS = 2
_GROUPS = (
    ("date",),
    ("geometry", "place", "place_ids", "place_precision", "radius_km"),
    ("actors",),
    ("quantities",),
)
_UNKNOWN = {"kind": "context", "status": "reported"}


@dataclass(frozen=True)
class Offer:
    """An event that may tell the same.

    Attributes
    ----------
    key
        Its id.
    score
        From 0 to 1, the greater of how alike the two are and of the words that they share.
    words
        Words that the quotes of one text share, without case and accents, those that few events
        have first; no numbers, and none of two texts.
    """

    key: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What of an event is compared.

    Attributes
    ----------
    key
        Its id.
    event
        What holds of it.
    words : frozenset of (str, str)
        Those of its quotes, each with the text that has it.
    """

    key: str
    event: Event
    words: frozenset[Word]


def told_already(draft: Feature, others: Iterable[Feature]) -> list[Offer]:
    """Find events that may tell what a draft tells.

    Parameters
    ----------
    draft : dict
        A feature of an event file, which need not be sound.
    others : iterable of dict
        The events that are there, as sound as they may be; the draft itself is passed over.

    Returns
    -------
    list of Offer
        The best first, at most `MOST`. What can't be read of either counts as not
        known.

    Examples
    --------
    >>> def told(key, words):
    ...     quote = {"source": "wire", "exact": words}
    ...     return {"id": key, "geometry": None, "properties": {"title": words, "quotes": [quote]}}
    >>> known = [told("a", "Soldiers fled over the river"), told("b", "Rain fell")]
    >>> [(one.key, one.words) for one in told_already(told("c", "The soldiers who fled"), known)]
    [('a', ('fled', 'soldiers'))]
    """
    return told_among(read_told(draft), map(read_told, others))


def read_told(feature: Feature) -> Told:
    """Read of a draft what is compared."""
    return Told(feature["id"], _event(feature), _words(feature))


def told_among(draft: Told, others: Iterable[Told]) -> list[Offer]:
    """Find events that may tell what a draft tells, as `told_already` does, of what was read."""
    known = [one for one in others if one.key != draft.key]
    scores = scores_of(draft.event, [one.event for one in known])
    mine, yours = draft.words, [one.words for one in known]
    told = Counter(word for words in (mine, *yours) for word in words)
    found = []
    for one, score, words in zip(known, scores, yours, strict=True):
        shared = mine & words
        alike = _overlap(mine, words, told) if len(shared) >= _LEAST_WORDS else 0.0
        best = max(score, alike)
        if best >= LEAST:
            telling = sorted((told[word], word[1]) for word in shared if not word[1].isdigit())
            plain = tuple(dict.fromkeys(word for _, word in telling))
            found.append(Offer(one.key, round(best, 3), plain[:MOST_WORDS]))
    return sorted(found, key=lambda one: -one.score)[:MOST]


def _event(feature: Feature) -> Event:
    """Read what holds of a draft."""
    properties = feature["properties"]
    given: dict[str, Any] = {"id": feature["id"], "title": properties.get("title") or "-"}
    given |= _UNKNOWN
    whole = {**properties, "geometry": feature["geometry"]}
    groups = [
        {name: whole[name] for name in names if whole.get(name) is not None}
        for names in (("kind",), *_GROUPS)
    ]
    try:
        return Event(**{**given, **{name: one for more in groups for name, one in more.items()}})
    except ValidationError:
        return _as_far_as_it_holds(given, groups)


def _as_far_as_it_holds(given: dict[str, Any], groups: Iterable[dict[str, Any]]) -> Event:
    for more in groups:
        try:
            Event(**{**given, **more})
        except ValidationError:
            continue
        given |= more
    return Event(**given)


def _overlap(mine: frozenset[Word], yours: frozenset[Word], told: Counter[Word]) -> float:
    """Give how much of the words both have, those that few events have counting more."""
    whole, other, shared = (
        sum(1 / told[word] for word in words) for words in (mine, yours, mine & yours)
    )
    return shared / math.sqrt(whole * other)


def _words(feature: Feature) -> frozenset[Word]:
    """Give the words of an event's quotes, each with the text that has it."""
    return frozenset(
        (one["source"], word)
        for one in feature["properties"].get("quotes", ())
        for word in re.findall(r"\w+", unicodedata.normalize("NFKD", one["exact"]).casefold())
        if len(word) > 2 and word not in COMMON
    )
