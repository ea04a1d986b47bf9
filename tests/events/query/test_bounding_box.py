"""A box takes the events whose own shape meets it, and those without a place."""

import json
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from events.model.event import Event
from events.query.event_table import Box, Table
from events.store.memory import EventTable
from tests.events.store.test_disk import stored
from tests.makers.made_events import event, point

positions = st.tuples(st.integers(-180, 180), st.integers(-90, 90))
triangles = st.lists(positions, min_size=3, max_size=3, unique=True).filter(
    lambda ends: shapely.Polygon(ends).area > 0
)


def drawn(kind: str, coordinates: Any) -> dict[str, Any]:
    plain = json.loads(json.dumps(coordinates))  # tuples become lists
    return {"type": kind, "coordinates": plain}


places = st.one_of(
    st.none(),
    positions.map(lambda at: point(*at)),
    st.lists(positions, min_size=2, max_size=3).map(lambda all_: drawn("MultiPoint", all_)),
    st.lists(positions, min_size=2, max_size=4, unique=True).map(
        lambda all_: drawn("LineString", all_)
    ),
    triangles.map(lambda ends: json.loads(shapely.to_geojson(shapely.Polygon(ends).normalize()))),
)
boxes = st.tuples(positions, positions).map(
    lambda ends: (ends[0][0], min(ends[0][1], ends[1][1]), ends[1][0], max(ends[0][1], ends[1][1]))
)


def made_at(places: list[dict[str, Any] | None]) -> list[Event]:
    return [
        event(id=f"e{number}", geometry=place, place_precision="exact" if place else "none")
        for number, place in enumerate(places)
    ]


def taken(table: Table, box: Box) -> set[str]:
    rows = [row for row, held in enumerate(table.in_box(box)) if held]
    return {one.id for one in table.events(rows)}


def meets(one: Event, box: Box) -> bool:
    """Say in plain words whether a box takes an event."""
    if one.geometry is None:
        return True
    west, south, east, north = box
    halves = [(west, east)] if west <= east else [(west, 180), (-180, east)]
    place = shape(one.geometry.as_geojson())
    # a box without width or height is a line or a point; as a polygon it would be invalid
    corners = [shapely.MultiPoint([(left, south), (right, north)]) for left, right in halves]
    return any(place.intersects(shapely.envelope(ends)) for ends in corners)


@given(st.lists(places, max_size=6), boxes)
@settings(deadline=None, max_examples=200)
def test_a_box_takes_what_meets_it(places: list[dict[str, Any] | None], box: Box) -> None:
    made = made_at(places)
    assert taken(EventTable(made), box) == {one.id for one in made if meets(one, box)}


@given(st.lists(places, min_size=1, max_size=6), boxes)
@settings(deadline=None, max_examples=10)
def test_on_the_disk_as_in_memory(places: list[dict[str, Any] | None], box: Box) -> None:
    made = made_at(places)
    with stored(made) as store:
        assert taken(store, box) == {one.id for one in made if meets(one, box)}


SLANT = drawn("Polygon", [[[60, 30], [70, 30], [70, 40], [60, 30]]])
"""A triangle below its diagonal, whose box has an empty corner in the north-west."""


@pytest.mark.parametrize(
    ("place", "box", "found"),
    [
        (SLANT, (61, 36, 62, 38), False),
        (SLANT, (68, 31, 69, 32), True),
        (drawn("LineString", [[-1, -1], [1, 1]]), (0, 0, 0, 0), True),
        (drawn("MultiPoint", [[60, 30], [70, 40]]), (64, 34, 66, 36), False),
        (drawn("MultiPoint", [[60, 30], [70, 40]]), (69, 39, 71, 41), True),
        (point(69, 39), (68, 38, 69, 39), True),
        (point(175, 0), (170, -10, -170, 10), True),
        (point(-175, 0), (170, -10, -170, 10), True),
        (point(0, 0), (170, -10, -170, 10), False),
        (None, (0, 80, 1, 81), True),
    ],
)
def test_the_shape_counts_not_the_box_around_it(
    place: dict[str, Any] | None, box: Box, found: bool
) -> None:
    assert bool(taken(EventTable(made_at([place])), box)) == found


def test_more_shapes_are_asked_than_are_read_at_once() -> None:
    slants = [
        drawn("Polygon", [[[60, 30], [70, 30], [70, 40 + n / 1e3], [60, 30]]]) for n in range(1_200)
    ]
    table = EventTable(made_at(slants))
    assert len(taken(table, (69, 31, 75, 32))) == 1_200
    assert taken(table, (61, 36, 62, 38)) == set()
