"""Suggests which events of two files may be the same; nothing is merged by it.

A plain score from 0 to 1 of what both tell: how close their days and their places are, for how
closely each is known, and how alike their words, numbers and kinds are. It is made for pairs of
events that lie within a few days and kilometres of each other alone, so that two large files are
compared in one pass; docs/decisions/same-events.md has what it finds and misses.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from events.matching.event_traits import VAGUE_KM, Traits, traits_of
from events.model.event import Event

LEAST = 0.5
"""The least score that is suggested."""

MOST_VAGUE = 2_000
"""The most events without a closely known day and place that are compared, of each file."""

_DAYS = 8
_CELL = 0.5  # degrees: about 55 km from north to south
_GAP_DAYS = 3.0
_MOST_GAP = 4
_FAR_KM = 15.0
_KM = 111.2  # a degree of latitude
_PAIRS_AT_ONCE = 500_000

Rows = np.ndarray[tuple[int], np.dtype[np.int64]]
Scores = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Suggestion:
    """Two events that may be the same, one of each file, and how alike they are, 0 to 1."""

    first: str
    second: str
    score: float


def suggest(
    first: Sequence[Event], second: Sequence[Event], least: float = LEAST
) -> list[Suggestion]:
    """Suggest pairs of events that may be the same.

    Parameters
    ----------
    first, second : sequence of Event
        The events of two files.
    least : float, optional
        The least score of a pair.

    Returns
    -------
    list of Suggestion
        The best first; of each event only the pair in which both are the other's best.

    Examples
    --------
    >>> made = {"kind": "assault", "status": "reported", "place_precision": "exact"}
    >>> here = {"type": "Point", "coordinates": [69.5, 37.1]}
    >>> one = Event(id="a", title="Taliban attack in Taloqan", date="2021-07-05", geometry=here,
    ...             **made)
    >>> other = Event(id="b", title="Attack by the Taliban, Taloqan", date="2021-07-05",
    ...               geometry=here, **made)
    >>> [(pair.first, pair.second) for pair in suggest([one], [other])]
    [('a', 'b')]
    """
    one, other = traits_of(first), traits_of(second)
    left, right = _candidates(one, other)
    scores = _scores(one, other, left, right)
    good = scores >= least
    left, right, scores = left[good], right[good], scores[good]
    best = _is_best(left, scores, len(first)) & _is_best(right, scores, len(second))
    order = np.argsort(-scores[best], kind="stable")
    chosen = zip(left[best][order], right[best][order], scores[best][order], strict=True)
    return [Suggestion(first[a].id, second[b].id, round(float(score), 3)) for a, b, score in chosen]


def scores_of(event: Event, others: Sequence[Event]) -> list[float]:
    """Score one event against each of others, also where they lie far apart or have no date.

    Parameters
    ----------
    event : Event
        The one.
    others : sequence of Event
        The others.

    Returns
    -------
    list of float
        For each of the others how alike they are, 0 to 1; one without a date may be of any day.
    """
    if not others:
        return []
    one, other = traits_of([event]), traits_of(others)
    rows = np.arange(len(others))
    found: list[float] = _some_scores(one, other, np.zeros_like(rows), rows).tolist()
    return found


def _is_best(rows: Rows, scores: Scores, count: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    most = np.zeros(count)
    np.maximum.at(most, rows, scores)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = scores >= most[rows]
    return found


def _candidates(one: Traits, other: Traits) -> tuple[Rows, Rows]:
    """Give the pairs that are worth a score: near in days and place, or vague."""
    close, near = np.flatnonzero(one.is_close), np.flatnonzero(other.is_close)
    pairs = [_neighbours(one, other, close, near)]
    vague, unclear = (np.flatnonzero(~side.is_close & side.is_dated) for side in (one, other))
    vague, unclear = vague[:MOST_VAGUE], unclear[:MOST_VAGUE]
    every = np.flatnonzero(other.is_dated)
    pairs += [_meeting(one, other, row, every) for row in vague.tolist()]
    pairs += [_meeting(other, one, row, close)[::-1] for row in unclear.tolist()]
    return _joined(pairs)


def _meeting(one: Traits, other: Traits, row: int, rows: Rows) -> tuple[Rows, Rows]:
    """Pair an event with those whose days and places meet its own."""
    days = (other.first[rows] <= one.last[row] + 1) & (other.last[rows] >= one.first[row] - 1)
    met = rows[days]
    apart = _distance(one, other, np.full(len(met), row), met)
    reach = one.radius[row] + other.radius[met] + _FAR_KM
    met = met[apart <= reach]
    return np.full(len(met), row), met


def _neighbours(one: Traits, other: Traits, left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Pair events in the same or neighbouring cells of days and degrees."""
    day, column, line = _cells(other, right)
    keys = _key(day, column, line)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    day, column, line = _cells(one, left)
    found: list[tuple[Rows, Rows]] = []
    for step in np.ndindex(3, 3, 3):
        wanted = _key(day + step[0] - 1, column + step[1] - 1, line + step[2] - 1)
        begin = np.searchsorted(ordered, wanted, "left")
        count = np.searchsorted(ordered, wanted, "right") - begin
        own = np.repeat(np.arange(len(left)), count)
        ends = np.cumsum(count)
        inside = np.arange(len(own)) - np.repeat(ends - count, count)
        pair = left[own], right[order[np.repeat(begin, count) + inside]]
        gap = np.maximum(
            one.first[pair[0]] - other.last[pair[1]], other.first[pair[1]] - one.last[pair[0]]
        )
        near = gap <= _MOST_GAP
        found.append((pair[0][near], pair[1][near]))
    return _joined(found)


def _joined(pairs: Sequence[tuple[Rows, Rows]]) -> tuple[Rows, Rows]:
    left, right = zip(*pairs, strict=True)
    return np.concatenate(left), np.concatenate(right)


def _cells(side: Traits, rows: Rows) -> tuple[Rows, Rows, Rows]:
    return (
        side.first[rows] // _DAYS,
        np.floor(side.lon[rows] / _CELL).astype(np.int64),
        np.floor(side.lat[rows] / _CELL).astype(np.int64),
    )


def _key(day: Rows, column: Rows, line: Rows) -> Rows:
    return (day * 1_000 + (column % 720)) * 1_000 + line + 400


def _distance(one: Traits, other: Traits, left: Rows, right: Rows) -> Scores:
    """Give kilometres between events, on a plane that touches the earth there; 0 for no place."""
    middle = np.radians((one.lat[left] + other.lat[right]) / 2)
    east = (one.lon[left] - other.lon[right] + 180) % 360 - 180
    apart = np.hypot(east * np.cos(middle), one.lat[left] - other.lat[right]) * _KM
    known: Scores = np.where(one.is_placed[left] & other.is_placed[right], apart, 0.0)
    return known


def _scores(one: Traits, other: Traits, left: Rows, right: Rows) -> Scores:
    parts = [
        _some_scores(one, other, left[at : at + _PAIRS_AT_ONCE], right[at : at + _PAIRS_AT_ONCE])
        for at in range(0, len(left), _PAIRS_AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def _some_scores(one: Traits, other: Traits, left: Rows, right: Rows) -> Scores:
    gap = np.maximum(one.first[left] - other.last[right], other.first[right] - one.last[left])
    width = np.maximum(one.last[left] - one.first[left], other.last[right] - other.first[right])
    days = np.exp(-np.maximum(gap, 0) / _GAP_DAYS) / (1 + 0.03 * np.minimum(width, 30))
    reach = one.radius[left] + other.radius[right]
    apart = np.maximum(_distance(one, other, left, right) - reach, 0)
    places = np.exp(-apart / _FAR_KM) / (1 + 0.3 * np.minimum(reach, 3 * VAGUE_KM) / VAGUE_KM)
    placed = one.is_placed[left] & other.is_placed[right]
    places = np.where(placed, places, 0.6)
    words = _word_scores(one, other, left, right)
    numbers = np.where(
        np.isnan(one.killed[left]) | np.isnan(other.killed[right]),
        0.5,
        1 / (1 + np.abs(one.killed[left] - other.killed[right])),
    )
    kinds = (one.family[left] == other.family[right]) * 1.0
    told = 0.7 * words + 0.2 * numbers + 0.1 * kinds
    found: Scores = np.sqrt(days * places) * np.sqrt(told)
    return found


def _word_scores(one: Traits, other: Traits, left: Rows, right: Rows) -> Scores:
    """Give the share of words that both have, of those that the shorter has."""
    found = np.zeros(len(left))
    for at, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        these, those = one.words[a], other.words[b]
        if least := min(len(these), len(those)):
            found[at] = len(these & those) / least
    return found
