"""A million events: what the queries answer is what a plain count of the file's columns gives.

Nothing here goes by way of the queries' own columns: dates, words, positions and cells are worked
out once more from the GeoParquet, with pandas and NumPy.
"""

import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import shapely

from events.query.event_table import Table
from events.query.map_view import BOUNDS, FEW, view
from events.query.selection import Selection
from events.query.summary import days
from events.query.totals import count
from events.store.prepared import load_prepared, prepare
from tests.bench.wording import ACTORS, TITLES
from tests.makers.generator import STATUSES, write_events

pytestmark = pytest.mark.slow

SIZE = 1_000_000
DAY_0 = np.datetime64("1970-01-01")
NEVER = 10**6  # days from 1970: beyond every date of the file
VIEWS = [
    ((60.0, 29.0, 75.0, 41.0), 4),
    ((66.0, 35.0, 72.0, 39.0), 7),
    ((68.5, 36.4, 69.5, 37.2), 9),
]
"""The box of a view in degrees, and its zoom."""


@dataclass(frozen=True)
class Million:
    """The same events twice: as they are asked, and as plain columns."""

    table: Table
    plain: pd.DataFrame
    texts: pa.Array
    actors: pd.Series


@pytest.fixture(scope="session")
def million(tmp_path_factory: pytest.TempPathFactory) -> Million:
    folder = tmp_path_factory.mktemp("million")
    write_events(SIZE, folder / "million.parquet")
    (folder / "made").mkdir()
    prepare(folder / "million.parquet", folder / "made")
    return read(load_prepared(folder / "made").events, folder / "million.parquet")  # type: ignore[arg-type]


def read(table: Table, path: Path) -> Million:
    """Read the columns of the file as they stand in it."""
    stored = pq.read_table(path, read_dictionary=["geometry"]).combine_chunks()
    column: Callable[[str], pa.Array] = lambda name: stored[name].chunk(0)  # noqa: E731
    plain = pd.DataFrame({name: column(name).to_pandas() for name in ("id", "kind", "status")})
    plain = plain.join(read_dates(column("date"))).join(read_places(column("geometry")))
    names = pd.Series(
        pc.struct_field(column("actors").flatten(), "name").to_pandas().to_numpy(),
        index=pc.list_parent_indices(column("actors")).to_numpy(),
    )
    lists = [
        joined(column(name), part)
        for name, part in (
            ("actors", "name"), ("actors", "role"), ("quotes", "exact"), ("quotes", "speaker"),
        )
    ]  # fmt: skip
    texts = [pc.fill_null(column(name), "") for name in ("title", "place", "note")]
    return Million(
        table, plain, pc.utf8_lower(pc.binary_join_element_wise(*texts, *lists, "\n")), names
    )


def joined(lists: pa.ListArray, part: str) -> pa.Array:
    texts = pd.Series(
        pc.fill_null(pc.struct_field(lists.flatten(), part), "").to_pandas().to_numpy(),
        index=pc.list_parent_indices(lists).to_numpy(),
    )
    return pa.array(
        texts.groupby(level=0).agg("\n".join).reindex(range(len(lists)), fill_value=""), pa.string()
    )


def read_dates(written: pa.Array) -> pd.DataFrame:
    """Read each form of date that the generator writes: the first and last day it may mean."""
    coded = written.dictionary_encode()
    spans = pd.DataFrame(
        [span(text) for text in coded.dictionary.to_pylist()], columns=["first", "last"]
    )
    found = spans.iloc[coded.indices.to_numpy()].reset_index(drop=True)
    return found.assign(dated=np.asarray(written) != "")


def span(text: str) -> tuple[int, int]:
    if not text:
        return NEVER, -NEVER
    if "/" in text:
        left, right = text.split("/")
        return -NEVER if left == ".." else number(left), number(right)
    if text.endswith("~"):  # approximate: a day on both sides
        return number(text[:-1]) - 1, number(text[:-1]) + 1
    if len(text) == len("2021-07"):
        month = np.datetime64(text, "M")
        return (
            int((month.astype("datetime64[D]") - DAY_0).astype(int)),
            int(((month + 1).astype("datetime64[D]") - DAY_0).astype(int)) - 1,
        )
    if len(text) == len("2021"):
        return number(f"{text}-01-01"), number(f"{text}-12-31")
    return number(text), number(text)


def number(day: str) -> int:
    return (date.fromisoformat(day) - date(1970, 1, 1)).days


def read_places(wkb: pa.Array) -> pd.DataFrame:
    coded = wkb if isinstance(wkb, pa.DictionaryArray) else wkb.dictionary_encode()
    shapes = shapely.from_wkb(np.array(coded.dictionary.to_pylist(), dtype=object))
    ends = pd.DataFrame(shapely.bounds(shapes), columns=["west", "south", "east", "north"])
    ends["point"] = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    codes = coded.indices.to_pandas().fillna(-1).astype(int)
    found = ends.reindex(codes).reset_index(drop=True)
    return found.assign(shape=codes, located=codes >= 0, point=found["point"].eq(True))


def chosen(seed: int) -> Selection:
    """Choose filters at random, each in about every second selection."""
    dice = random.Random(seed)
    first = date(1994, 1, 1) + timedelta(days=dice.randrange(9_000))
    last = first + timedelta(days=dice.choice([1, 30, 400, 3_000]))
    period = dice.choice([(first, last), (None, last), (first, None)])
    some = lambda values, most: frozenset(dice.sample(list(values), dice.randint(1, most)))  # noqa: E731
    return Selection(
        dates=period if seed % 2 else None,
        rule="inside" if seed % 4 == 1 else "overlaps",
        undated=dice.random() < 0.6,
        kinds=some(TITLES, 4) if dice.random() < 0.4 else frozenset(),
        statuses=some(STATUSES, 3) if dice.random() < 0.4 else frozenset(),
        actors=some(ACTORS, 5) if dice.random() < 0.4 else frozenset(),
        words=dice.choice(["", "", "bridge", "Road  GUARDS", "kunduz", "МОСТА", "بازار", "100"]),
    )


def selected(million: Million, asked: Selection) -> np.ndarray:
    """Say in plain words which rows are selected."""
    rows, plain = np.ones(len(million.plain), dtype=bool), million.plain
    if asked.dates:
        low, high = (
            (day.toordinal() - date(1970, 1, 1).toordinal()) if day else end
            for day, end in zip(asked.dates, (-NEVER, NEVER), strict=True)
        )
        if asked.rule == "inside":
            within = (plain["first"] >= low) & (plain["last"] <= high)
            within &= plain["first"] > -NEVER  # an open end is never sure
        else:
            within = (plain["first"] <= high) & (plain["last"] >= low)
        rows &= np.where(plain["dated"], within, asked.undated)
    elif not asked.undated:
        rows &= plain["dated"].to_numpy()
    if asked.kinds:
        rows &= plain["kind"].isin([str(kind) for kind in asked.kinds]).to_numpy()
    if asked.statuses:
        rows &= plain["status"].isin([str(status) for status in asked.statuses]).to_numpy()
    if asked.actors:
        acting = million.actors.index[million.actors.isin(asked.actors)]
        rows &= np.isin(np.arange(len(plain)), acting)
    for word in asked.words.lower().split():
        rows &= np.asarray(pc.match_substring_regex(million.texts, rf"(^|[^\pL\pN]){word}"))
    return rows


@pytest.mark.parametrize("seed", range(10))
def test_counts_are_those_of_a_plain_count(million: Million, seed: int) -> None:
    rows = million.plain[selected(million, chosen(seed))]
    found = count(million.table, chosen(seed))
    on_map = int(rows["located"].sum())
    assert (found.read, found.selected, found.on_map) == (SIZE, len(rows), on_map)
    assert found.without_place == len(rows) - on_map
    assert found.filtered_out == SIZE - len(rows)
    assert found.undated == int((~rows["dated"]).sum())


def test_the_selections_are_of_every_kind() -> None:
    asked = [chosen(seed) for seed in range(10)]
    assert {one.rule for one in asked if one.dates} == {"inside", "overlaps"}
    for name in ("dates", "kinds", "statuses", "actors", "words"):
        assert {bool(getattr(one, name)) for one in asked} == {True, False}
    assert {one.undated for one in asked} == {True, False}


@pytest.mark.parametrize("seed", range(10))
def test_days_are_those_of_a_plain_count(million: Million, seed: int) -> None:
    asked = chosen(seed)
    rows = million.plain[selected(million, asked)]
    dated = rows[rows["dated"]]
    first, last = dated["first"].to_numpy(), dated["last"].to_numpy()
    for one in days(million.table, asked):
        low, high = ((day - date(1970, 1, 1)).days for day in (one.first, one.last))
        certain = int(((first >= low) & (last <= high)).sum())
        possible = int(((first <= high) & (last >= low)).sum()) - certain
        assert (one.certain, one.possible) == (certain, possible)
    assert bool(days(million.table, asked)) == bool(len(dated))


@pytest.mark.parametrize(("bbox", "zoom"), VIEWS)
@pytest.mark.parametrize("seed", range(10))
def test_cells_are_those_of_a_plain_count(
    million: Million, seed: int, bbox: tuple[float, float, float, float], zoom: int
) -> None:
    located = million.plain[selected(million, chosen(seed)) & million.plain["located"].to_numpy()]
    selection = chosen(seed)
    matched = count(million.table, selection).on_map
    found = view(million.table, selection, matched, bbox, zoom)
    assert found.matched == len(located)
    if found.full:
        assert len(found.rows) == len(located)
        return
    level = zoom + 2
    (left, top), (right, bottom) = (
        cell(*end, level) for end in (bbox[:1] + bbox[3:], bbox[2:0:-1])
    )
    x, y = cells((located["west"] + located["east"]) / 2, located, level)
    inside = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    side = 360 / 2**level
    small = (located["east"] - located["west"] <= side) & (
        located["north"] - located["south"] <= side
    )
    west, east = left * side - 180, (right + 1) * side - 180
    north, south = latitude(top, level), latitude(bottom + 1, level)
    meets = (located["east"] >= west) & (located["west"] <= east)
    meets &= (located["north"] >= south) & (located["south"] <= north)
    counted = located.assign(x=x, y=y)[(small | located["point"]) & inside]
    shared = Counter(located[~(small | located["point"]) & meets]["shape"])
    if len(counted) + shared.total() <= BOUNDS.marks:
        assert len(found.rows) == int((meets & (~located["point"] | inside)).sum())
        return
    assert len(shared) <= BOUNDS.areas, "a view with fewer areas is needed here"
    assert sorted(area.count for area in found.areas) == sorted(
        number for number in shared.values() if number > FEW
    )
    drawn = located.set_index("id").loc[[one.id for one in million.table.events(found.rows)]]
    numbers: Counter[tuple[int, int]] = Counter()
    alone = counted.set_index("id").reindex(drawn.index).dropna(subset=["x"])
    numbers.update(zip(alone["x"].astype(int), alone["y"].astype(int), strict=True))
    for one in found.cells:
        key = one.key.split("/")
        assert int(key[0]) == level
        numbers[int(key[1]), int(key[2])] += one.count
    assert numbers == Counter(zip(counted["x"], counted["y"], strict=True))
    assert found.in_view == len(counted) + shared.total()
    assert len(drawn) - len(alone) == sum(n for n in shared.values() if n <= FEW)


def cells(longitude: pd.Series, located: pd.DataFrame, level: int) -> tuple[pd.Series, pd.Series]:
    """Number the cells of positions from west and from north, as Web Mercator's tiles are."""
    middle = np.radians((located["south"] + located["north"]) / 2)
    north = (1 - np.log(np.tan(middle) + 1 / np.cos(middle)) / np.pi) / 2
    across = (longitude + 180) / 360
    return tuple(np.floor(share * 2**level).astype(int) for share in (across, north))  # type: ignore[return-value]


def cell(longitude: float, latitude_: float, level: int) -> tuple[int, int]:
    angle = math.radians(latitude_)
    north = (1 - math.log(math.tan(angle) + 1 / math.cos(angle)) / math.pi) / 2
    return int((longitude + 180) / 360 * 2**level), int(north * 2**level)


def latitude(row: int, level: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**level))))
