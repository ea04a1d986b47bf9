"""A lake as a table: its events, its versions, what is damaged and what it cannot answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from events.lake.builds.building import build_lake
from events.lake.builds.compaction import compact_lake
from events.lake.files.lake_files import LakeError
from events.lake.lake_table import LakeTable, open_lake
from events.model.event import Event
from events.model.problems import EventFileError
from events.query.filters.declaration import QueryError
from events.query.selection import EVERYTHING, Selection
from events.query.summary import days
from events.query.totals import count
from tests.events.lake.test_build import event_file
from tests.makers.lake_events import lake_events

pytestmark = pytest.mark.slow

TABLES_KNOW = Selection(kinds=frozenset({"assault", "coerce"}))


@pytest.fixture(scope="module")
def made() -> list[Event]:
    """The events, in the order of their files."""
    return [*lake_events(300, 1, "a"), *lake_events(200, 2, "b")]


@pytest.fixture(scope="module")
def lake(made: list[Event], tmp_path_factory: pytest.TempPathFactory) -> LakeTable:
    """The lake, built in two batches."""
    folder = tmp_path_factory.mktemp("lake")
    for name, part in (("one", made[:300]), ("two", made[300:])):
        build_lake([event_file(folder / f"{name}.geojson", part)], str(folder / "lake"))
    return opened(folder / "lake")


def opened(folder: Path) -> LakeTable:
    """Open a lake."""
    table = open_lake(str(folder))[0].events
    assert isinstance(table, LakeTable)
    return table


def test_an_event_is_found_by_its_id_and_is_whole(lake: LakeTable, made: list[Event]) -> None:
    for event in (made[0], made[299], made[300], made[-1]):
        assert lake.find(event.id) == event
    assert lake.find("none") is None


def test_a_later_version_changes_nothing_for_a_reader(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    build_lake([event_file(tmp_path / "one.geojson", lake_events(50, 1, "a"))], str(folder))
    table = opened(folder)
    before = count(table, TABLES_KNOW)
    build_lake([event_file(tmp_path / "two.geojson", lake_events(50, 2, "b"))], str(folder))
    compact_lake(str(folder))
    assert count(table, TABLES_KNOW) == before
    assert len(list(table)) == 50
    assert len(list(opened(folder))) == 100


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small lake of one batch."""
    build_lake([event_file(tmp_path / "one.geojson", lake_events(50, 1))], str(tmp_path / "lake"))
    return tmp_path / "lake"


def only_file(lake: Path, pattern: str) -> Path:
    [found] = lake.glob(f"batches/*/{pattern}")
    return found


def test_a_damaged_part_is_told_and_the_others_answer(small: Path) -> None:
    table = opened(small)
    part = only_file(small, "whole/*.arrow")
    length = part.stat().st_size
    part.write_bytes(b"cut")
    assert count(table, EVERYTHING).selected == 50
    with pytest.raises(LakeError) as told:
        table.events([0])
    assert str(told.value) == (
        f"lake, {part.relative_to(small)}: found 3 bytes, expected {length:,} bytes. Nothing was "
        "written. Put back the lake's files, or build it anew; then ask again."
    )


def test_another_version_of_a_part_is_not_counted(small: Path, tmp_path: Path) -> None:
    table = opened(small)
    build_lake([event_file(tmp_path / "two.geojson", lake_events(60, 2))], str(tmp_path / "other"))
    totals = only_file(small, "totals.parquet")
    totals.write_bytes(only_file(tmp_path / "other", "totals.parquet").read_bytes())
    with pytest.raises(LakeError, match=r"totals\.parquet: found [\d,]+ bytes"):
        count(table, EVERYTHING)


def test_a_part_that_goes_after_it_was_read_is_told_without_a_path(small: Path) -> None:
    table = opened(small)
    somewhere = Selection(words="border")
    before = count(table, somewhere)
    part = only_file(small, "events/*.parquet")
    away = part.rename(small / "away")
    with pytest.raises(LakeError, match=r"lake, batches/.*part-00000\.parquet: found no file"):
        count(table, somewhere)
    away.rename(part)
    assert count(table, somewhere) == before


def test_a_byte_that_changed_in_what_is_read_whole_is_told(small: Path) -> None:
    values = only_file(small, "values-countries.parquet")
    content = bytearray(values.read_bytes())
    content[len(content) // 2] ^= 1
    values.write_bytes(content)
    with pytest.raises(LakeError, match=r"values-countries\.parquet: found other bytes"):
        open_lake(str(small))


def test_a_lake_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(EventFileError, match="no lake"):
        open_lake(str(tmp_path))


def test_what_a_lake_cannot_answer_is_refused(lake: LakeTable) -> None:
    with pytest.raises(QueryError, match="source"):
        count(lake, replace(EVERYTHING, source="gazette"))


def test_words_are_not_searched_among_too_many(lake: LakeTable) -> None:
    with pytest.raises(QueryError, match="at most 499 events"):
        count(LakeTable(lake.storage, lake.manifest, most_searched=499), Selection(words="border"))


def test_more_days_than_a_filter_offers_values_are_still_counted(lake: LakeTable) -> None:
    few = LakeTable(lake.storage, lake.manifest, most_values=1)
    assert len(few.columns.asked["actors"]) == 0
    assert days(few, EVERYTHING) == days(lake, EVERYTHING) != ()
