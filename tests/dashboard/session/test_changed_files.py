"""Two open files compared: in memory, on the disk and in a process of its own, alike."""

import json
from pathlib import Path

import pytest

from dashboard.present.review.change_list import change_list, changed_places
from dashboard.session.file_opener import open_file
from dashboard.session.public.public_file import ARTICLE
from dashboard.session.review.changed_files import Changed, compare_versions
from dashboard.session.session_file import SessionFile
from events.export.export import export_events
from events.files.event_file import load_events
from tests.makers.made_events import event
from tests.makers.planted_changes import FIELDS, HOSTILE, Planted, collection, plant

pytestmark = pytest.mark.slow


@pytest.fixture
def planted(tmp_path: Path) -> tuple[Planted, list[Path]]:
    made = plant([event(id=f"e{at}") for at in range(len(FIELDS) + 5)])
    paths = []
    for name, features in (("old", made.old), ("new", made.new)):
        paths.append(tmp_path / f"{name}.geojson")
        paths[-1].write_text(json.dumps(collection(features)))
        export_events(load_events(paths[-1]), paths[-1].with_suffix(".parquet"))
    return made, paths


def files(paths: list[Path], ending: str = ".geojson") -> list[SessionFile]:
    return [open_file(path.with_suffix(ending)).file for path in paths]


def told(found: Changed) -> list[tuple[str, str]]:
    return sorted((change.id, one.field) for change in found.changed for one in change.fields)


def is_as_planted(found: Changed, made: Planted) -> bool:
    assert found.counts is not None
    assert [id_ for id_, _ in found.added] == made.added
    assert [id_ for id_, _ in found.withdrawn] == made.withdrawn
    assert [{"into": one.into, "from": one.taken} for one in found.merged] == made.merged
    assert found.counts.unchanged == made.unchanged
    return told(found) == sorted((one["event"], one["field"]) for one in made.changed)


@pytest.mark.parametrize("ending", [".geojson", ".parquet"])
@pytest.mark.parametrize("at_once", [1_000, 0], ids=["here", "in a process"])
def test_what_was_planted_is_found_wherever_the_events_lie(
    planted: tuple[Planted, list[Path]], ending: str, at_once: int
) -> None:
    made, paths = planted
    found = compare_versions(*files(paths, ending), at_once=at_once)
    assert (found.failed, is_as_planted(found, made)) == ("", True)


def test_a_file_in_memory_is_as_one_on_the_disk(planted: tuple[Planted, list[Path]]) -> None:
    _, paths = planted
    [old, _], [stored, _] = files(paths), files(paths, ".parquet")
    found = compare_versions(old, stored)
    assert found.counts is not None
    assert not found.counts.any


@pytest.mark.parametrize("at_once", [1_000, 0], ids=["here", "in a process"])
def test_a_link_that_cites_nothing_is_told(
    planted: tuple[Planted, list[Path]], at_once: int
) -> None:
    found = compare_versions(*files(planted[1]), "https://example.org/", at_once=at_once)
    assert "cited: found" in found.failed
    assert change_list(found)["counts"][1:] == [found.failed]


def test_two_files_without_a_common_id_are_said_to_be_no_versions(
    planted: tuple[Planted, list[Path]],
) -> None:
    [old, _] = files(planted[1])
    found = compare_versions(old, SessionFile(load_events(ARTICLE)))
    assert "No event has the same id in both" in change_list(found)["counts"][-1]


def test_the_page_lists_what_changed_and_draws_what_moved(
    planted: tuple[Planted, list[Path]],
) -> None:
    made, paths = planted
    found = compare_versions(*files(paths))
    listed = change_list(found)
    assert listed["counts"][1:] == [
        f"1 added, 10 changed, 1 merged, 1 withdrawn, {made.unchanged} unchanged"
    ]
    assert {one["told"] for one in listed["places"]} == {
        "moved 11.1 km",
        "precision lost, exact → settlement",
    }
    [added] = [part for part in listed["lists"] if part["title"] == "Added"]
    assert added["items"] == [f"new <b>: {HOSTILE}"]
    drawn = changed_places(found)
    assert {one["km"] for one in drawn} == {"11.1 km", None}
    assert change_list(found, most=3)["more"] == 7
