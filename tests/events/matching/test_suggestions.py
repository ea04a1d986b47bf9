"""Pairs that may be the same: what is suggested of made-up files whose pairs are known."""

import pytest

from events.matching.suggestions import suggest
from tests.makers.alike_events import two_files
from tests.makers.made_events import event, point


def judged(count: int, seed: int, days: int) -> tuple[float, float]:
    """Return precision and recall."""
    first, second, same = two_files(count, seed, days=days)
    found = {(one.first, one.second) for one in suggest(first, second)}
    return len(found & same) / len(found), len(found & same) / len(same)


@pytest.mark.parametrize(("count", "seed", "days"), [(2_000, 1, 900), (2_000, 2, 90)])
def test_most_of_what_is_the_same_is_suggested_and_little_else(
    count: int, seed: int, days: int
) -> None:
    precision, recall = judged(count, seed, days)
    assert precision > 0.9
    assert recall > 0.9


def test_the_best_pair_comes_first_and_each_event_once() -> None:
    first, second, _ = two_files(300, 3)
    found = suggest(first, second)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.first for one in found}) == len(found)


def test_far_days_and_far_places_are_no_pair() -> None:
    here, there = point(69.5, 37.1), point(62.2, 34.3)
    parts = {"place_precision": "settlement", "title": "Taliban attack in Taloqan"}
    one = event(id="a", date="2021-07-05", geometry=here, **parts)
    for other in (
        event(id="b", date="2021-07-25", geometry=here, **parts),
        event(id="b", date="2021-07-05", geometry=there, **parts),
        event(id="b", geometry=here, **parts),
    ):
        assert suggest([one], [other]) == []
    assert suggest([one], [event(id="b", date="2021-07-06", geometry=here, **parts)])


def test_a_vaguely_known_event_is_compared_with_those_in_it() -> None:
    border = {"type": "LineString", "coordinates": [[68.0, 37.0], [71.5, 36.7]]}
    vague = event(
        id="a",
        title="Soldiers cross into Tajikistan",
        kind="retreat",
        date="../2021-07-08",
        geometry=border,
        place_precision="border",
    )
    close = event(
        id="b",
        title="Soldiers cross into Tajikistan at night",
        kind="retreat",
        date="2021-07-05",
        geometry=point(70.0, 36.9),
        place_precision="settlement",
    )
    assert [(one.first, one.second) for one in suggest([vague], [close])] == [("a", "b")]
    assert [(one.first, one.second) for one in suggest([close], [vague])] == [("b", "a")]
