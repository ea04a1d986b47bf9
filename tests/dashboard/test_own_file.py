"""The server's own file: it may change on the disk while readers look."""

import json
import os
import tempfile
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import opening, shelf
from dashboard.opening import MOST_ROWS, open_file
from dashboard.routes import MIDDLEWARE, ROUTES
from dashboard.shelf import ARTICLE, PUBLIC, OwnFile
from dashboard.storage import ABANDONED_S, PART, Kept
from tests.bench.generator import write_events

WHOLE: dict[str, Any] = json.loads(ARTICLE.read_text())


def write(path: Path, number: int) -> Path:
    """Put another version in the file's place, as an editor or a copy does."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(WHOLE | {"features": WHOLE["features"][:number]}))
    return fresh.replace(path)


@pytest.fixture
def own(tmp_path: Path) -> OwnFile:
    file = OwnFile(write(tmp_path / "own.geojson", 3))
    assert len(file.opening().file.loaded.events) == 3
    return file


def count(own: OwnFile) -> int:
    return len(own.opening().file.loaded.events)


def test_a_file_that_stays_is_no_news(own: OwnFile) -> None:
    assert own.news() == "none"
    before = own.opening()
    own.renew()
    assert own.opening() is before


def test_a_new_version_is_news_and_is_opened_when_asked_for(own: OwnFile) -> None:
    write(own.path, 5)
    assert own.news() == "newer"
    assert count(own) == 3
    own.renew()
    assert (count(own), own.news(), own.faults) == (5, "none", ())
    assert own.opening().file.collection == PUBLIC


def test_a_version_that_breaks_off_leaves_the_old_one(own: OwnFile) -> None:
    text = own.path.read_text()
    own.path.write_text(text[: len(text) // 2])
    own.renew()
    assert (count(own), own.news()) == (3, "none")
    [fault] = own.faults
    assert fault.startswith("own.geojson: found JSON that breaks off at line 1")
    write(own.path, 4)
    own.renew()
    assert (count(own), own.faults) == (4, ())


def test_a_version_that_is_a_folder_leaves_the_old_one(own: OwnFile) -> None:
    own.path.unlink()
    own.path.mkdir()
    own.renew()
    assert count(own) == 3
    assert own.faults[0].startswith("own.geojson: found a folder, expected ")


def test_a_file_that_is_gone_leaves_what_was_opened(own: OwnFile) -> None:
    own.path.unlink()
    assert own.news() == "gone"
    own.renew()
    assert (count(own), own.faults) == (3, ())
    write(own.path, 4)
    assert own.news() == "newer"


def test_a_version_that_changes_while_it_is_read_is_not_taken(
    own: OwnFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = shelf.open_file

    def interrupted(path: Path, *rest: Any) -> Any:
        opening = reading(path, *rest)
        write(path, 6)  # the writer has gone on meanwhile
        return opening

    write(own.path, 5)
    monkeypatch.setattr(shelf, "open_file", interrupted)
    own.renew()
    assert (count(own), own.news()) == (3, "newer")
    monkeypatch.undo()
    own.renew()
    assert (count(own), own.news()) == (6, "none")


def test_readers_go_on_while_a_new_version_is_opened(
    own: OwnFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = Event(), Event()
    reading = shelf.open_file

    def slow(path: Path, *rest: Any) -> Any:
        begun.set()
        assert may_end.wait(30)
        return reading(path, *rest)

    write(own.path, 5)
    monkeypatch.setattr(shelf, "open_file", slow)
    renewing = Thread(target=own.renew)
    renewing.start()
    assert begun.wait(30)
    found: list[int] = []
    other = Thread(target=lambda: found.append(count(own)))
    other.start()
    other.join(10)
    may_end.set()
    renewing.join(30)
    assert found == [3]
    assert count(own) == 5


def test_a_large_file_that_changes_while_it_is_read_is_not_kept_as_what_it_became(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, cache = tmp_path / "large.parquet", Kept(tmp_path / "cache")
    write_events(MOST_ROWS + 1, path)
    preparing = opening.prepare_apart

    def interrupted(*given: Any) -> None:
        preparing(*given)
        write_events(MOST_ROWS + 2, path)

    monkeypatch.setattr(opening, "prepare_apart", interrupted)
    [problem] = open_file(path, kept=cache).file.problems
    assert problem.startswith("large.parquet: found that it changed while it was read, expected ")
    assert [*cache.folder.iterdir()] == []
    monkeypatch.undo()
    assert len(open_file(path, kept=cache).file.table) == MOST_ROWS + 2


def test_what_a_killed_server_left_goes_after_a_day(tmp_path: Path) -> None:
    path, cache = tmp_path / "large.parquet", Kept(tmp_path / "cache")
    write_events(MOST_ROWS + 1, path)
    left, busy = (Path(tempfile.mkdtemp(prefix=PART, dir=cache.folder)) for _ in range(2))
    long_ago = left.stat().st_mtime - ABANDONED_S - 60
    os.utime(left, (long_ago, long_ago))
    ready = open_file(path, kept=cache).kept
    assert {*cache.folder.iterdir()} == {ready, busy}


def test_what_stops_the_opening_leaves_the_old_one_and_the_offer(
    own: OwnFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    class LeftError(Exception):
        pass

    def left(*_: Any) -> Any:
        raise LeftError

    write(own.path, 5)
    monkeypatch.setattr(shelf, "open_file", left)
    with pytest.raises(LeftError):
        own.renew()
    assert (count(own), own.news()) == (3, "newer")


def test_the_routes_answer_from_the_version_that_is_open(
    own: OwnFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "own", lambda: own)
    client = TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))

    def matched() -> int:
        answer = client.get("/api/collections/events/items?limit=1").json()
        return int(answer["numberMatched"])

    write(own.path, 5)
    assert matched() == 3
    own.renew()
    assert matched() == 5
    own.path.unlink()
    assert matched() == 5
