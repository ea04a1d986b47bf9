"""The made-up events of the benchmark: valid event files, always the same, clustered as said."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from events.accounts.fields import DATE
from events.files.column_checks import valid_rows
from events.files.event_file import Loaded, load_events
from events.importers.run import import_events
from events.model.vocabulary import Precision
from tests.bench.wording import write_report
from tests.browser.conftest import ROOT
from tests.makers.generator import write_events
from tests.makers.told_batches import SECONDS, told_batches, write_told

pytestmark = pytest.mark.slow

SIZE = 2_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    path = tmp_path_factory.mktemp("made") / "events.parquet"
    write_events(SIZE, path)
    return load_events(path)


@pytest.mark.parametrize("ending", [".parquet", ".geojson"])
def test_every_event_is_good(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"events{ending}"
    write_events(50, path)
    loaded = load_events(path)
    assert (loaded.read, loaded.problems) == (50, ())
    assert [event.id for event in loaded.events][:2] == ["made:1", "made:2"]


def test_a_table_of_them_can_be_imported(tmp_path: Path) -> None:
    write_events(50, tmp_path / "events.csv")
    receipt = import_events("table", tmp_path / "events.csv", tmp_path / "events.parquet")
    assert (receipt.read, receipt.written) == (50, 50)


def test_the_same_number_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_events(SIZE, tmp_path / f"{name}.parquet")
    one, other = ((tmp_path / f"{name}.parquet").read_bytes() for name in ("one", "other"))
    assert one == other


def test_places_are_shared_and_of_every_precision(made: Loaded) -> None:
    precisions = Counter(event.place_precision for event in made.events)
    assert set(precisions) == set(Precision)
    points = precisions[Precision.EXACT] + precisions[Precision.SETTLEMENT]
    assert 0.65 < points / SIZE < 0.75
    areas = [event for event in made.events if event.place_precision is Precision.DISTRICT]
    assert len({event.place for event in areas}) < len(areas) / 3
    towns = Counter(event.place for event in made.events if event.place)
    assert sum(number for _, number in towns.most_common(20)) > SIZE / 4


def test_dates_come_in_bursts_and_forms(made: Loaded) -> None:
    undated = sum(event.span is None for event in made.events)
    assert 0.01 < undated / SIZE < 0.05
    plain = sum(len(event.date) == len("2021-07-05") for event in made.events)
    assert 0.7 < plain / SIZE < 0.84
    firsts = [event.span.first for event in made.events if event.span and event.span.first]
    assert min(firsts) < date(1996, 1, 1)
    assert max(firsts) > date(2022, 1, 1)
    months = Counter((first.year, first.month) for first in firsts)
    assert sum(number for _, number in months.most_common(36)) > len(firsts) / 4


def test_some_dates_are_wide(made: Loaded) -> None:
    spans = [event.span for event in made.events if event.span]
    days = [(span.last - span.first).days for span in spans if span.first and span.last]
    assert sum(60 < length < 400 for length in days) > SIZE / 100
    assert max(days) > 400


def test_texts_are_as_long_as_the_fields_and_in_several_scripts(made: Loaded) -> None:
    notes = sorted(len(event.note) for event in made.events)
    assert 120 < notes[SIZE // 2] < 350
    assert 900 < notes[-SIZE // 100] < 2_000
    assert notes[-2] < 2_500 < 200_000 < notes[-1]
    assert max(len(event.title) for event in made.events) > 400
    for text in ("Дорогу", "الطريق", "راه", "ሰዎች", "लोग", "évacuée"):
        assert sum(text in event.note for event in made.events) > 1


def test_quotes_are_the_words_at_their_offsets(made: Loaded) -> None:
    quotes = [quote for event in made.events for quote in event.quotes]
    assert 0.25 < len(quotes) / SIZE < 0.35
    text = write_report().text
    assert all(text[quote.start : quote.end] == quote.exact for quote in quotes)
    assert made.sources[0].length == len(text)


def test_a_second_source_tells_of_each_event_where_two_are_asked_for(tmp_path: Path) -> None:
    write_told(SIZE, tmp_path / "told.parquet")
    told = load_events(tmp_path / "told.parquet")
    assert (told.read, told.problems) == (SIZE, ())
    assert {len(event.accounts) for event in told.events} == {2}
    others = Counter(event.accounts[1].source for event in told.events)
    assert others["dataset"] > others["wire"] > others["council"] > SIZE / 20
    differ = sum(DATE.differs(event.accounts) for event in told.events)
    assert 0.3 < differ / SIZE < 0.45
    notes = sorted(len(event.accounts[1].note) for event in told.events)
    assert 120 < notes[SIZE // 2] < 350
    assert notes[-1] > 200_000


def test_events_with_two_accounts_are_checked_as_columns() -> None:
    sources = [write_report().source.id, *(one.id for one in SECONDS)]
    for batch, _ in told_batches(SIZE):
        column = batch.schema.get_field_index("geometry")
        read = batch.set_column(column, "geometry", batch["geometry"].dictionary_encode())
        assert valid_rows(read, sources).all()


def test_each_part_that_make_bench_runs_has_its_place_on_the_page_of_figures() -> None:
    parts = re.search(r"for part in ([\w ]+); do", (ROOT / "Makefile").read_text())
    page = (ROOT / "tests/bench/performance.md").read_text()
    assert parts
    for part in parts[1].split():
        assert (ROOT / f"tests/bench/{part}.py").exists()
        assert (ROOT / f"tests/bench/{part}.md").read_text().strip()
        assert f"\n{{{part}}}\n" in page
