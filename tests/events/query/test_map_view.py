"""A view of the map loses no event and counts none twice, by a plain count of the same events."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.files.event_file import load_events
from events.model.event import FAMILIES, Event, family_of
from events.model.vocabulary import Kind, Status
from events.model.wkb import wkb_of
from events.query.clusters import Group
from events.query.columns.mercator import GRID_BITS, mercator_of, position_of
from events.query.event_table import Table, select
from events.query.map_view import BOUNDS, Bounds, View, view
from events.query.query_schema import shape_key
from events.query.selection import EVERYTHING, Selection
from events.query.totals import count
from events.store.memory import EventTable
from events.store.prepared import load_prepared, prepare
from tests.events.store.test_disk import stored
from tests.makers.generator import write_events
from tests.makers.made_events import dates, event, point

FEW_MARKS = Bounds(marks=4, areas=2)
"""Of views in these tests, so that few events are many."""

MARKS = FEW_MARKS.marks

EVERY_AREA = replace(FEW_MARKS, areas=BOUNDS.areas)
"""A smaller number of areas leaves some of them to the cells."""

MOST_CELLS = 1_000

WORLD = (-180.0, -90.0, 180.0, 90.0)
Box = tuple[float, float, float, float]


def look(
    table: Table, selection: Selection, box: Box, zoom: float, bounds: Bounds = FEW_MARKS
) -> View:
    return view(table, selection, count(table, selection).on_map, box, zoom, bounds)


def box(west: float, south: float, width: float, height: float) -> dict[str, Any]:
    east, north = min(west + width, 180), min(south + height, 90)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


ROAD = {"type": "LineString", "coordinates": [[60, 30], [75, 41]]}
SHARED = [box(66, 34, 5, 4), box(68, 36, 0.01, 0.01), box(-180, -80, 300, 150), ROAD]
CROSSROADS = [(68.78, 38.54), (68.857, 36.729), (-180, 0), (180, 0), (0, 0), (10, 89.9), (0, -90)]
longitudes, latitudes = st.floats(-180, 180, width=32), st.floats(-90, 90, width=32)
positions = st.sampled_from(CROSSROADS) | st.tuples(longitudes, latitudes)
points = positions.map(lambda at: point(*at))
multipoints = st.lists(positions, min_size=1, max_size=3).map(
    lambda all_: {"type": "MultiPoint", "coordinates": [list(at) for at in all_]}
)
own_areas = st.builds(
    box,
    st.floats(-180, 170, width=16),
    st.floats(-90, 80, width=16),
    st.sampled_from([0.001, 0.5, 8, 90]),
    st.sampled_from([0.001, 0.5, 8, 90]),
)
places = st.one_of(
    st.none(), points, st.sampled_from(CROSSROADS).map(lambda at: point(*at)), multipoints,
    own_areas, st.sampled_from(SHARED),
)  # fmt: skip
kinds = st.sampled_from(list(Kind))
boxes = st.one_of(
    st.just(WORLD),
    st.tuples(longitudes, latitudes, longitudes, latitudes).map(
        lambda ends: (ends[0], min(ends[1], ends[3]), ends[2], max(ends[1], ends[3]))
    ),
    positions.map(
        lambda at: (max(at[0] - 1, -180), max(at[1] - 1, -90), min(at[0] + 1, 180), at[1])
    ),
)
zooms = st.integers(0, 19) | st.floats(0, 19)


@st.composite
def placed(draw: st.DrawFn) -> list[Event]:
    """Up to 16 events, in a few places or everywhere."""
    shapes = draw(st.lists(places, max_size=16))
    return [
        event(
            id=f"e{number}",
            title=f"Patrol {number % 2}",
            kind=draw(kinds),
            status=draw(st.sampled_from(list(Status))),
            date=draw(dates),
            geometry=shape,
            place_precision="none" if shape is None else "exact" if pointed(shape) else "region",
        )
        for number, shape in enumerate(shapes)
    ]


def pointed(shape: dict[str, Any]) -> bool:
    return shape["type"] in ("Point", "MultiPoint")


@dataclass(frozen=True)
class Screen:
    """The cells of a view, worked out once more."""

    level: int
    west: int
    north: int
    east: int
    south: int

    def cell(self, one: Event) -> tuple[int, int]:
        assert one.geometry is not None
        west, south, east, north = one.geometry.bbox
        first = one.geometry.points[0] if one.geometry.points else None
        x, y = mercator_of(*(first or ((west + east) / 2, (south + north) / 2)))
        return x >> GRID_BITS - self.level, y >> GRID_BITS - self.level

    def has(self, cell: tuple[int, int]) -> bool:
        return self.west <= cell[0] <= self.east and self.north <= cell[1] <= self.south

    def is_small(self, one: Event) -> bool:
        assert one.geometry is not None
        west, south, east, north = one.geometry.bbox
        side = 360 / 2**self.level
        return bool(one.geometry.points) or (east - west <= side and north - south <= side)

    def meets(self, one: Event) -> bool:
        assert one.geometry is not None
        west, south, east, north = one.geometry.bbox
        if (west, south) == (east, north):
            return self.has(self.cell(one))
        step = 1 << GRID_BITS - self.level
        left, top = position_of(self.west * step, self.north * step)
        right, bottom = position_of((self.east + 1) * step, (self.south + 1) * step)
        top = 90 if top > 85.05 else top
        bottom = -90 if bottom < -85.05 else bottom
        return east >= left and west <= right and north >= bottom and south <= top


def screen(bbox: Box, zoom: float) -> Screen:
    west, south, east, north = bbox
    if west > east:
        west, east = -180, 180
    (left, top), (right, bottom) = mercator_of(west, north), mercator_of(east, south)
    level = min(round(zoom) + 2, 18)
    while True:
        ends = [end >> GRID_BITS - level for end in (left, top, right, bottom)]
        if (ends[2] - ends[0] + 1) * (ends[3] - ends[1] + 1) <= MOST_CELLS:
            return Screen(level, *ends)
        level -= 1


def total(found: View) -> int:
    return len(found.rows) + sum(group.count for group in (*found.cells, *found.areas))


def ids(table: Table, rows: tuple[int, ...]) -> list[str]:
    return [one.id for one in table.events(list(rows))]


def members_of(table: Table, **position: str) -> set[str]:
    rows = np.flatnonzero(table.columns.mask(Selection(**position)))
    return set(ids(table, tuple(rows.tolist())))


def check(
    table: Table, made: list[Event], bbox: Box, zoom: float, bounds: Bounds = FEW_MARKS
) -> None:
    """Compare a view with a plain count of the same events."""
    found, seen = look(table, EVERYTHING, bbox, zoom, bounds), screen(bbox, zoom)
    located = [one for one in made if one.geometry]
    assert found.matched == len(located)
    assert found.in_view == total(found)
    if found.full:
        assert sorted(ids(table, found.rows)) == sorted(one.id for one in located)
        return
    visible = [one for one in located if seen.meets(one)]
    if len(visible) <= bounds.marks:
        assert sorted(ids(table, found.rows)) == sorted(one.id for one in visible)
        assert not found.cells
        return
    home = [one for one in visible if not seen.is_small(one) or seen.has(seen.cell(one))]
    assert found.in_view == len(home)
    assert len(found.rows) <= bounds.marks
    assert len(found.areas) <= bounds.areas
    assert len(found.cells) <= MOST_CELLS
    families = Counter(family_of(one.kind) for one in home)
    families.subtract(family_of(one.kind) for one in table.events(list(found.rows)))
    for group in (*found.cells, *found.areas):
        assert sum(group.families.values()) == group.count
        families.subtract(group.families)
    assert not any(families.values())


@given(placed(), boxes, zooms)
@settings(deadline=None, max_examples=200)
def test_every_event_in_view_is_counted_once(made: list[Event], bbox: Box, zoom: float) -> None:
    check(EventTable(made), made, bbox, zoom)


@given(placed(), boxes, zooms)
@settings(deadline=None, max_examples=20)
def test_events_on_the_disk_are_counted_as_those_in_memory(
    made: list[Event], bbox: Box, zoom: float
) -> None:
    table = EventTable(made)
    with stored(made) as store:
        check(store, made, bbox, zoom)
        first, second = (look(held, EVERYTHING, bbox, zoom) for held in (store, table))
        assert ids(store, first.rows) == ids(table, second.rows)
        for name in ("cells", "areas"):
            for one, other in zip(getattr(first, name), getattr(second, name), strict=True):
                assert (one.count, one.families, one.bbox) == (
                    other.count,
                    other.families,
                    other.bbox,
                )


@given(placed(), boxes, zooms)
@settings(deadline=None, max_examples=80)
def test_a_list_holds_the_events_that_were_counted(
    made: list[Event], bbox: Box, zoom: float
) -> None:
    table = EventTable(made)
    found = look(table, EVERYTHING, bbox, zoom, EVERY_AREA)
    seen = screen(bbox, zoom)
    located = [one for one in made if one.geometry]
    for cell in found.cells:
        at = tuple(map(int, cell.key.split("/")[1:]))
        inside = {one.id for one in located if seen.cell(one) == at and seen.is_small(one)}
        assert members_of(table, cell=cell.key) == inside
        assert len(inside) == cell.count
        if cell.one_point:
            assert inside >= members_of(table, point=f"{cell.longitude},{cell.latitude}")
    for area in found.areas:
        same = {one.id for one in located if key_of(one) == area.shape}
        assert members_of(table, shape=f"{area.shape:015x}") == same
        assert len(same) == area.count


def key_of(one: Event) -> int:
    assert one.geometry is not None
    (wkb,), _ = wkb_of([one.geometry.as_geojson()])
    return 0 if one.geometry.points else shape_key(wkb or b"")


@given(placed(), boxes, boxes, zooms)
@settings(deadline=None, max_examples=80)
def test_a_cell_counts_the_same_wherever_the_edge_lies(
    made: list[Event], first: Box, second: Box, zoom: float
) -> None:
    table = EventTable(made)
    found = [look(table, EVERYTHING, bbox, zoom, EVERY_AREA).cells for bbox in (first, second)]
    one, other = ({cell.key: (cell.count, cell.bbox) for cell in cells} for cells in found)
    assert {key: one[key] for key in one.keys() & other.keys()} == {
        key: other[key] for key in one.keys() & other.keys()
    }


@given(st.lists(points, min_size=MARKS + 1, max_size=16), st.integers(0, 6))
@settings(deadline=None, max_examples=40)
def test_cells_split_when_the_map_is_zoomed_in(shapes: list[Any], zoom: int) -> None:
    made = [
        event(id=f"e{n}", geometry=shape, place_precision="exact") for n, shape in enumerate(shapes)
    ]
    table = EventTable(made)
    coarse, fine = screen(WORLD, zoom).level, screen(WORLD, zoom + 1).level
    parents = counted(table, made, zoom)
    children: Counter[tuple[int, int]] = Counter()
    for (x, y), number in counted(table, made, zoom + 1).items():
        children[x >> fine - coarse, y >> fine - coarse] += number
    assert children == parents


def counted(table: Table, made: list[Event], zoom: int) -> Counter[tuple[int, int]]:
    """Count the events of a view of the world by cell, those that are marks too."""
    found, seen = look(table, EVERYTHING, WORLD, zoom), screen(WORLD, zoom)
    by_id = {one.id: one for one in made}
    numbers = Counter(seen.cell(by_id[name]) for name in ids(table, found.rows))
    for cell in found.cells:
        _, x, y = map(int, cell.key.split("/"))
        numbers[x, y] += cell.count
    return numbers


july = st.integers(1, 12).map(lambda day: date(2021, 7, day))
periods = st.builds(
    lambda ends, begins, stops: (min(ends) if begins else None, max(ends) if stops else None),
    st.tuples(july, july), st.booleans(), st.booleans(),
)  # fmt: skip
choices = st.builds(
    Selection,
    dates=st.none() | periods,
    rule=st.sampled_from(["overlaps", "inside"]),
    undated=st.booleans(),
    kinds=st.frozensets(kinds, max_size=2),
    statuses=st.frozensets(st.sampled_from(list(Status)), max_size=2),
    words=st.sampled_from(["", "patrol 1"]),
)


@given(placed(), choices, boxes, st.floats(0, 8))
@settings(deadline=None, max_examples=300)
def test_a_selection_shows_what_a_file_of_its_events_alone_would(
    made: list[Event], chosen: Selection, bbox: Box, zoom: float
) -> None:
    table = EventTable(made)
    alike(table, chosen, bbox, zoom, FEW_MARKS)


def alike(table: Table, chosen: Selection, bbox: Box, zoom: float, bounds: Bounds) -> None:
    """Expect a view of a selection to tell what one of a table of the selected events tells."""
    alone = EventTable(select(table, chosen))
    found = look(table, chosen, bbox, zoom, bounds)
    expected = look(alone, EVERYTHING, bbox, zoom, bounds)
    assert (found.matched, found.in_view) == (expected.matched, expected.in_view)
    assert set(ids(table, found.rows)) == set(ids(alone, expected.rows))
    for name in ("cells", "areas"):
        groups = getattr(found, name), getattr(expected, name)
        assert without_middles(groups[0]) == without_middles(groups[1])
        # Their last digit hangs on the order in which they were summed up.
        assert middles(groups[0]) == pytest.approx(middles(groups[1]), abs=1e-9)


def without_middles(groups: tuple[Group, ...]) -> list[Group]:
    """Give groups without their middles, and without the numbers that a row has in its table."""
    return [replace(one, longitude=0.0, latitude=0.0, rows=()) for one in groups]


def middles(groups: tuple[Group, ...]) -> list[float]:
    return [end for one in groups for end in (one.longitude, one.latitude)]


@pytest.mark.parametrize("at", CROSSROADS)
def test_events_at_one_point_are_one_cell_that_says_so(at: tuple[float, float]) -> None:
    made = [event(id=f"e{n}", geometry=point(*at), place_precision="exact") for n in range(9)]
    table = EventTable(made)
    for zoom in (0, 7, 19):
        (cell,) = look(table, EVERYTHING, WORLD, zoom).cells
        assert (cell.count, cell.one_point) == (9, True)
        assert (cell.longitude, cell.latitude) == pytest.approx(at)
        assert members_of(table, point=",".join(map(str, at))) == {one.id for one in made}


def test_an_event_in_two_towns_is_listed_with_its_first_alone() -> None:
    towns = {"type": "MultiPoint", "coordinates": [[68.78, 38.54], [68.78, 37.83]]}
    made = [event(id=f"e{n}", geometry=towns, place_precision="exact") for n in range(9)]
    table = EventTable(made)
    (cell,) = look(table, EVERYTHING, (68, 37, 69, 39), 9).cells
    assert cell.latitude == pytest.approx(38.54)
    assert look(table, EVERYTHING, (68, 37.7, 69, 37.9), 9).cells == ()


def test_areas_that_two_events_share_leave_no_more_marks_than_allowed() -> None:
    shapes = [box(n, 0, 0.5, 0.5) for n in range(MARKS)]
    made = [
        event(id=f"e{n}", geometry=shape, place_precision="region")
        for n, shape in enumerate(shapes * 2)
    ]
    table = EventTable(made)
    found = look(table, EVERYTHING, (0, 0, 20, 1), 15)
    assert (len(found.rows), found.areas, total(found)) == (MARKS, (), 2 * MARKS)


def test_across_the_antimeridian_both_sides_are_in_view() -> None:
    made = [
        event(id=f"e{n}", geometry=point(side, n / 10), place_precision="exact")
        for n, side in enumerate([179.5, -179.5] * 4)
    ]
    found = look(EventTable(made), EVERYTHING, (179, -1, -179, 1), 6)
    assert (found.in_view, total(found)) == (8, 8)


def test_a_selection_restricts_what_is_counted() -> None:
    made = [
        event(id=f"e{n}", kind=kind, geometry=point(68, 37), place_precision="exact")
        for n, kind in enumerate([Kind.ASSAULT] * 4 + [Kind.REQUEST] * 5)
    ]
    found = look(EventTable(made), Selection(kinds=frozenset({Kind.REQUEST})), WORLD, 3)
    assert (found.matched, found.in_view) == (5, 5)
    assert [cell.families for cell in found.cells] == [{"Appeal": 5}]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Table, list[Event]]:
    """Some thousand events that cluster as real ones do, on the disk."""
    folder = tmp_path_factory.mktemp("many")
    write_events(12_000, folder / "many.parquet")
    (folder / "made").mkdir()
    prepare(folder / "many.parquet", folder / "made")
    store = load_prepared(folder / "made").events
    return store, list(load_events(folder / "many.parquet").events)  # type: ignore[return-value]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("bbox", "zoom"),
    [
        (WORLD, 0),
        (WORLD, 19),
        ((66, 35, 73, 39), 7),
        ((68, 36, 70, 38), 9),
        ((68.6, 38.4, 69, 38.7), 12),
        ((68.8, 36.7, 68.9, 36.8), 15),
    ],
)
def test_many_events_keep_to_the_bounds(
    many: tuple[Table, list[Event]], bbox: Box, zoom: float
) -> None:
    table, made = many
    check(table, made, bbox, zoom, BOUNDS)
    assert len(table) == len(made)


@pytest.mark.slow
@pytest.mark.parametrize(
    "chosen",
    [
        EVERYTHING,
        Selection(dates=(None, date(2018, 5, 1))),
        Selection(dates=(date(2015, 12, 31), date(2018, 5, 1))),
        Selection(kinds=frozenset({Kind.ASSAULT, Kind.REQUEST})),
        Selection(kinds=frozenset(FAMILIES["Force"].kinds), statuses=frozenset({Status.REPORTED})),
        Selection(dates=(date(2015, 12, 31), None), kinds=frozenset({Kind.ASSAULT, Kind.REQUEST})),
        Selection(dates=(date(2015, 12, 31), None), words="bridge"),
    ],
    ids=[
        "everything",
        "days before",
        "days",
        "kinds",
        "family and status",
        "days and kinds",
        "words",
    ],
)
@pytest.mark.parametrize("zoom", [0, 3, 5, 7])
def test_a_selection_of_many_shows_what_a_file_of_its_events_alone_would(
    many: tuple[Table, list[Event]], chosen: Selection, zoom: int
) -> None:
    table, _ = many
    assert count(table, chosen).on_map > BOUNDS.marks
    alike(table, chosen, (60, 29, 76, 42), zoom, BOUNDS)


@pytest.mark.slow
def test_more_groups_than_an_answer_holds_are_still_all_counted(
    many: tuple[Table, list[Event]],
) -> None:
    table, made = many
    assert look(table, EVERYTHING, (66, 35, 73, 39), 4, BOUNDS).areas
    found = look(table, EVERYTHING, (66, 35, 73, 39), 4, replace(BOUNDS, groups=40))
    seen = screen((66, 35, 73, 39), 4)
    visible = [one for one in made if one.geometry and seen.meets(one)]
    home = [one for one in visible if not seen.is_small(one) or seen.has(seen.cell(one))]
    assert found.in_view == total(found) == len(home)
    assert found.areas == ()
    assert all(seen.has(tuple(map(int, c.key.split("/")[1:]))) for c in found.cells)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dates", "first", "last", "undated"),
    [
        (["2021-07-05", "2021-07-08"], date(2021, 7, 5), date(2021, 7, 8), 0),
        (["../2021-07-08", "2021-07-10"], None, date(2021, 7, 10), 0),
        (["2021-07-01/..", "2021-06-20"], date(2021, 6, 20), None, 0),
        (["../2021-07-08", "2021-07-08/.."], None, None, 0),
        ([None, "2021-07-10"], date(2021, 7, 10), date(2021, 7, 10), 1),
        ([None, None], None, None, 2),
    ],
)
def test_a_group_says_no_more_of_its_days_than_its_events(
    dates: list[str | None], first: date | None, last: date | None, undated: int
) -> None:
    each = MARKS + 1
    events = [
        event(
            id=f"{at} {number}",
            geometry=point(69, 37),
            place_precision="exact",
            **({"date": day} if day else {}),
        )
        for at, day in enumerate(dates)
        for number in range(each)
    ]
    [cell] = look(EventTable(events), EVERYTHING, WORLD, 3).cells
    assert (cell.first, cell.last, cell.undated) == (first, last, undated * each)
