"""Several files shown as one: every event, every quote, every id its own."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.present.event_card import card
from dashboard.present.map_marks import marks_in_view
from dashboard.present.overview import overview
from dashboard.present.story import step, story_of
from dashboard.present.table_page import TableRequest, records
from dashboard.session.combine import combine_files, merge_pairs
from dashboard.session.file_opener import open_file
from dashboard.session.public.registry import open_default_file
from dashboard.session.session_file import SessionFile
from events.files.arrow_schema import batch_of
from events.files.feature_rows import feature_of, row_of
from events.query.selection import Selection
from events.store.disk import EventStore
from events.store.writer import write_store
from tests.makers.generator import write_events

pytestmark = pytest.mark.slow

NUMBER = 5_500


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which all that is temporary lies."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left(folder: Path) -> list[Path]:
    """Return what lies in a folder beside what DuckDB needs."""
    return [path for path in folder.iterdir() if not path.name.startswith("panj-spill")]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> SessionFile:
    path = tmp_path_factory.mktemp("many") / "many.parquet"
    write_events(NUMBER, path)
    return open_file(path).file


def article_alone() -> SessionFile:
    """Return the article's events without what other sources tell of them."""
    loaded = open_default_file().loaded
    events = tuple(event.model_copy(update={"accounts": ()}) for event in loaded.events)
    return SessionFile(replace(loaded, sources=loaded.sources[:1], events=events))


def test_ids_of_two_versions_are_counted_as_far_as_they_are_selected() -> None:
    one = open_default_file()
    both = combine_files([one, one])
    events = one.loaded.events
    assert both.repeated_in(Selection()) == len(events)
    retreats = sum(event.kind == "retreat" for event in events)
    assert both.repeated_in(Selection(kinds=frozenset({"retreat"}))) == retreats
    assert overview(both, Selection())["counts"]["repeated"] == len(events)
    told = story_of(both, Selection(), None)["repeated"]
    assert told.startswith(f"{len(events)} ids stand in two of the files.")
    pair = (events[0].id, f"{events[0].id} ({one.loaded.path_name})")
    assert merge_pairs(both, [pair]).repeated_in(Selection()) == len(events) - 1
    assert one.repeated_in(Selection()) == 0
    assert story_of(one, Selection(), None)["repeated"] == ""


def test_two_files_keep_every_event_and_every_quote() -> None:
    one = open_default_file()
    both = combine_files([one, one])
    ids = [event.id for event in one.loaded.events]
    assert both.loaded.read == 2 * one.loaded.read
    assert len({event.id for event in both.loaded.events}) == 2 * len(ids)
    assert both.loaded.sources == one.loaded.sources
    name = one.loaded.path_name
    assert [both.find(f"{id_} ({name})") is not None for id_ in ids] == [True] * len(ids)


def test_a_refused_file_gives_no_part_of_the_title(tmp_path: Path) -> None:
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [')
    one, refused = open_default_file(), open_file(broken).file
    both = combine_files([one, refused])
    assert both.loaded.title == one.loaded.title
    assert both.refused == refused.refused
    assert combine_files([refused, refused]).loaded.title == "broken.geojson + broken.geojson"


def test_files_of_one_title_are_told_apart_by_their_names() -> None:
    one, other = article_alone(), open_default_file()
    other = SessionFile(replace(other.loaded, path_name="draft.geojson"))
    third = SessionFile(replace(one.loaded, title="A third", path_name="third.geojson"))
    title, names = one.loaded.title, [one.loaded.path_name, "draft.geojson"]
    told = [f"{title} ({name})" for name in names]
    both = combine_files([one, other, third])
    assert [part.title for part in both.parts] == [*told, "A third"]
    assert both.loaded.title == " + ".join([*told, "A third"])
    assert both.origin(both.loaded.events[0]) == f"A: {told[0]}"


def test_sources_that_differ_are_told_apart() -> None:
    one = article_alone()
    source = one.loaded.sources[0].model_copy(update={"title": "Another"})
    other = SessionFile(replace(one.loaded, sources=(source,), path_name="other.geojson"))
    both = combine_files([one, other])
    first, second = (source.id for source in both.loaded.sources)
    assert second == f"{first} (other.geojson)"
    assert {q.source for event in both.loaded.events for q in event.quotes} == {first, second}


def with_source(file: SessionFile, name: str, **changes: str) -> SessionFile:
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
    return SessionFile(replace(file.loaded, sources=(source,), events=events, path_name=name))


def credited(both: SessionFile) -> list[str]:
    """Return the title of the source of each quote."""
    titles = {source.id: source.title for source in both.loaded.sources}
    return [titles[quote.source] for event in both.loaded.events for quote in event.quotes]


def test_files_of_one_name_keep_their_sources_and_ids() -> None:
    titles = ("One", "Two", "Three")
    both = combine_files(
        [with_source(article_alone(), "a.geojson", title=title) for title in titles]
    )
    events = both.loaded.events
    assert (
        len({event.id for event in events}) == len(events) == 3 * len(article_alone().loaded.events)
    )
    each = len(credited(article_alone()))
    assert credited(both) == [title for title in titles for _ in range(each)]


def test_a_small_file_gives_way_to_the_sources_of_a_large_one(many: SessionFile) -> None:
    [source] = many.loaded.sources
    both = combine_files(
        [with_source(article_alone(), "one.geojson", id=source.id, title="One"), many]
    )
    titles, each = credited(both), len(credited(article_alone()))
    assert titles[:each] == ["One"] * each
    assert set(titles[each:]) == {source.title}


def test_large_files_that_quote_different_sources_of_one_id_say_so(
    many: SessionFile, tmp_path: Path
) -> None:
    other = with_source(many, "other.parquet", title="Another")
    [problem] = combine_files([many, other]).problems
    name = many.loaded.sources[0].id
    assert f'other.parquet: found different sources of the id "{name}", expected ids' in problem


def test_a_large_file_and_the_article_are_one(many: SessionFile) -> None:
    article = open_default_file()
    both = combine_files([article, many])
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


def test_each_file_has_its_letter_on_marks_rows_and_cards(many: SessionFile) -> None:
    article = open_default_file()
    both = combine_files([article, many])
    rows = records(both, Selection(), TableRequest(words="reservists"))["rows"]
    assert {row["letter"] for row in rows if not row["id"].startswith("made:")} == {"A"}
    assert {row["letter"] for row in rows if row["id"].startswith("made:")} <= {"B"}
    found = marks_in_view(
        both, both.view(Selection(words="border"), (66.0, 35.0, 76.0, 40.0), 12.0)
    )
    letters = {mark["letter"]: mark["id"].startswith("made:") for mark in found["marks"]}
    assert letters.items() <= {("A", False), ("B", True)}
    made = both.find("made:5")
    assert made is not None
    assert card(both, made)["origin"] == f"B: {many.loaded.title}"
    assert card(article, article.table.events([0])[0])["origin"] == ""


def test_an_id_of_both_is_told_apart_in_the_small_one(many: SessionFile) -> None:
    event = many.find("made:5")
    assert event is not None
    own = SessionFile(
        replace(open_default_file().loaded, events=(event,), read=1, path_name="own.geojson")
    )
    both = combine_files([own, many])
    assert len(both.table) == NUMBER + 1
    found = both.find("made:5 (own.geojson)")
    assert found is not None
    assert found.title == event.title


def test_two_large_files_with_the_same_ids_say_so(many: SessionFile) -> None:
    both = combine_files([many, many])
    assert len(both.table) == 0
    [problem] = both.problems
    expected = f"{NUMBER:,} ids that more than one of the files has"
    assert problem.startswith(f"many.parquet, many.parquet: found {expected}")


def test_nothing_is_written_to_put_large_files_together(
    many: SessionFile, own_folder: Path
) -> None:
    both = combine_files([open_default_file(), many])
    assert len(both.table) == len(open_default_file().table) + NUMBER
    assert left(own_folder) == []


@pytest.fixture(scope="module")
def pair(
    many: SessionFile, tmp_path_factory: pytest.TempPathFactory
) -> tuple[SessionFile, SessionFile]:
    """The large file whole, and the same events as the files of its two halves."""
    folder = tmp_path_factory.mktemp("halves")
    events = list(many.loaded.events)
    halves = []
    for number, part in enumerate((events[: NUMBER // 2 + 7], events[NUMBER // 2 + 7 :])):
        made = folder / str(number)
        made.mkdir()
        batch, _ = batch_of(map(row_of, map(feature_of, part)))
        write_store([batch], made)
        loaded = replace(many.loaded, events=EventStore(made), read=len(part))
        halves.append(SessionFile(loaded))
    return many, combine_files(halves)


SELECTIONS = [
    Selection(),
    Selection(words="border"),
    Selection(kinds=frozenset({"assault"}), dates=(date(2021, 3, 1), date(2021, 8, 1))),
    Selection(actors=frozenset({"Taliban"}), undated=False),
]
VIEWS = [((66.0, 35.0, 76.0, 40.0), 6.0), ((68.0, 36.0, 70.0, 38.0), 9.0)]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_files_together_answer_as_one_file_of_the_same_events(
    pair: tuple[SessionFile, SessionFile], selection: Selection
) -> None:
    one, both = pair
    assert both.counts(selection) == one.counts(selection)
    assert both.days(selection) == one.days(selection)
    assert both.overview == one.overview
    for bbox, zoom in VIEWS:
        views = [marks_in_view(file, file.view(selection, bbox, zoom)) for file in (one, both)]
        for marks in (view["marks"] for view in views):
            for mark in marks:
                mark["letter"] = ""
        assert views[0] == views[1]


@pytest.mark.parametrize("tab", ["table", "hidden", "placeless", "dateless"])
@pytest.mark.parametrize("by", ["file", "when", "title", "where", "standing"])
def test_pages_of_rows_go_through_all_files(
    pair: tuple[SessionFile, SessionFile], tab: str, by: str
) -> None:
    selection, view = (
        Selection(words="border"),
        TableRequest(tab=tab, by=by, words="the", offset=100),
    )
    pages = [[row["id"] for row in records(file, selection, view)["rows"]] for file in pair]
    assert pages[0] == pages[1]


def test_previous_and_next_go_on_from_one_file_to_the_next(
    pair: tuple[SessionFile, SessionFile],
) -> None:
    one, both = pair
    border = both.parts[0].end
    ids = [event.id for event in list(one.loaded.events)[border - 2 : border + 2]]
    for id_ in ids:
        event = both.find(id_)
        assert event is not None
        assert step(both, Selection(), event) == step(one, Selection(), event)
