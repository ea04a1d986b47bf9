"""Several files shown as one: every event, every quote, every id its own."""

import gc
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import joining
from dashboard.cards import card
from dashboard.marks import shown
from dashboard.opened import Opened
from dashboard.opening import MOST_ROWS, open_file
from dashboard.records import Asked, records
from dashboard.shelf import opened
from dashboard.together import together
from events.selection import Selection
from tests.bench.generator import write_events

NUMBER = MOST_ROWS + 500


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which all that is temporary lies."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left(folder: Path) -> list[Path]:
    """Return what lies in a folder beside what DuckDB needs."""
    return [path for path in folder.iterdir() if not path.name.startswith("panj-spill")]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    path = tmp_path_factory.mktemp("many") / "many.parquet"
    write_events(NUMBER, path)
    return open_file(path).file


def test_two_files_keep_every_event_and_every_quote() -> None:
    one = opened()
    both = together([one, one])
    ids = [event.id for event in one.loaded.events]
    assert both.loaded.read == 2 * one.loaded.read
    assert len({event.id for event in both.loaded.events}) == 2 * len(ids)
    assert both.loaded.sources == one.loaded.sources
    name = one.loaded.path_name
    assert [both.find(f"{id_} ({name})") is not None for id_ in ids] == [True] * len(ids)


def test_sources_that_differ_are_told_apart() -> None:
    one = opened()
    source = one.loaded.sources[0].model_copy(update={"title": "Another"})
    other = Opened(replace(one.loaded, sources=(source,), path_name="other.geojson"))
    both = together([one, other])
    first, second = (source.id for source in both.loaded.sources)
    assert second == f"{first} (other.geojson)"
    assert {q.source for event in both.loaded.events for q in event.quotes} == {first, second}


def with_source(file: Opened, name: str, **changes: str) -> Opened:
    """Return a file under a name, whose one source, which its events quote, is another."""
    source = file.loaded.sources[0].model_copy(update=changes)
    events = file.loaded.events
    if not file.stored:
        events = tuple(
            event.model_copy(
                update={
                    "quotes": tuple(
                        quote.model_copy(update={"source": source.id}) for quote in event.quotes
                    )
                }
            )
            for event in events
        )
    return Opened(replace(file.loaded, sources=(source,), events=events, path_name=name))


def credited(both: Opened) -> list[str]:
    """Return the title of the source of each quote."""
    titles = {source.id: source.title for source in both.loaded.sources}
    return [titles[quote.source] for event in both.loaded.events for quote in event.quotes]


def test_files_of_one_name_keep_their_sources_and_ids() -> None:
    titles = ("One", "Two", "Three")
    both = together([with_source(opened(), "a.geojson", title=title) for title in titles])
    events = both.loaded.events
    assert len({event.id for event in events}) == len(events) == 3 * len(opened().loaded.events)
    each = len(credited(opened()))
    assert credited(both) == [title for title in titles for _ in range(each)]


def test_a_small_file_gives_way_to_the_sources_of_a_large_one(many: Opened) -> None:
    [source] = many.loaded.sources
    both = together([with_source(opened(), "one.geojson", id=source.id, title="One"), many])
    titles, each = credited(both), len(credited(opened()))
    assert titles[:each] == ["One"] * each
    assert set(titles[each:]) == {source.title}


def test_large_files_that_quote_different_sources_of_one_id_say_so(
    many: Opened, tmp_path: Path
) -> None:
    other = with_source(many, "other.parquet", title="Another")
    [problem] = together([many, other]).problems
    name = many.loaded.sources[0].id
    assert f'other.parquet: found different sources of the id "{name}", expected ids' in problem


def test_a_large_file_and_the_article_are_one(many: Opened) -> None:
    article = opened()
    both = together([article, many])
    assert both.stored
    assert len(both.table) == NUMBER + len(article.table)
    assert both.loaded.read == NUMBER + article.loaded.read
    assert list(both.loaded.events)[: len(article.table)] == list(article.loaded.events)
    for event in (*article.loaded.events, many.find("made:77")):
        assert event is not None
        assert both.find(event.id) == event
    words = Selection(words="reservists")
    parts = [file.counts(words).selected for file in (both, article, many)]
    assert parts[0] == parts[1] + parts[2] > 0
    shown = both.view(Selection(), (66.0, 35.0, 76.0, 40.0), 6.0)
    assert shown.matched == sum(file.counts(Selection()).on_map for file in (article, many))


def test_each_file_has_its_letter_on_marks_rows_and_cards(many: Opened) -> None:
    article = opened()
    both = together([article, many])
    rows = records(both, Selection(), Asked(words="reservists"))["rows"]
    assert {row["letter"] for row in rows if not row["id"].startswith("made:")} == {"A"}
    assert {row["letter"] for row in rows if row["id"].startswith("made:")} <= {"B"}
    found = shown(both, both.view(Selection(words="border"), (66.0, 35.0, 76.0, 40.0), 12.0))
    letters = {mark["letter"]: mark["id"].startswith("made:") for mark in found["marks"]}
    assert letters.items() <= {("A", False), ("B", True)}
    made = both.find("made:5")
    assert made is not None
    assert card(both, made)["origin"] == f"B: {many.loaded.title}"
    assert card(article, article.table.events([0])[0])["origin"] == ""


def test_an_id_of_both_is_told_apart_in_the_small_one(many: Opened) -> None:
    event = many.find("made:5")
    assert event is not None
    own = Opened(replace(opened().loaded, events=(event,), read=1, path_name="own.geojson"))
    both = together([own, many])
    assert len(both.table) == NUMBER + 1
    found = both.find("made:5 (own.geojson)")
    assert found is not None
    assert found.title == event.title


def test_two_large_files_with_the_same_ids_say_so(many: Opened) -> None:
    both = together([many, many])
    assert len(both.table) == 0
    [problem] = both.problems
    expected = f"{NUMBER:,} ids that more than one of the files has"
    assert problem.startswith(f"many.parquet, many.parquet: found {expected}")


def test_large_files_are_put_together_in_another_process(
    many: Opened, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(joining, "merge_stores")  # of this process
    shares: list[float] = []
    both = together([opened(), many], shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(left(own_folder)) == 1
    del both
    gc.collect()
    assert left(own_folder) == []


def test_what_stops_it_leaves_nothing(many: Opened, own_folder: Path) -> None:
    class CancelledError(Exception):
        pass

    def cancel(_share: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        together([opened(), many], cancel)
    assert left(own_folder) == []
