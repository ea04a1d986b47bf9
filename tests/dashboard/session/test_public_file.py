"""The server's own file: it may change on the disk while readers look."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.server.routes import MIDDLEWARE, ROUTES
from dashboard.session.file_opener import open_file
from dashboard.session.prepared_cache import PART, PreparedCache
from dashboard.session.public.public_file import ARTICLE, PUBLIC, PublicFile
from dashboard.session.public.registry import files_at_start
from dashboard.session.server_limits import ABANDONED_SECONDS
from tests.makers.generator import write_events

pytestmark = pytest.mark.slow

WHOLE: dict[str, Any] = json.loads(ARTICLE.read_text())


def write(path: Path, number: int) -> Path:
    """Put another version in the file's place, as an editor or a copy does."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(WHOLE | {"features": WHOLE["features"][:number]}))
    return fresh.replace(path)


@pytest.fixture
def own(tmp_path: Path) -> PublicFile:
    file = PublicFile(write(tmp_path / "own.geojson", 3))
    assert len(file.open().file.loaded.events) == 3
    return file


def count(own: PublicFile) -> int:
    return len(own.open().file.loaded.events)


def test_a_file_that_stays_is_no_news(own: PublicFile) -> None:
    assert own.news() == "none"
    before = own.open()
    own.renew()
    assert own.open() is before


def test_a_new_version_is_news_and_is_opened_when_asked_for(own: PublicFile) -> None:
    write(own.path, 5)
    assert own.news() == "newer"
    assert count(own) == 3
    own.renew()
    assert (count(own), own.news(), own.faults) == (5, "none", ())
    assert own.open().file.collection == PUBLIC


def test_a_version_that_breaks_off_leaves_the_old_one(own: PublicFile) -> None:
    text = own.path.read_text()
    own.path.write_text(text[: len(text) // 2])
    own.renew()
    assert (count(own), own.news()) == (3, "none")
    [fault] = own.faults
    assert fault.startswith("own.geojson: found JSON that breaks off at line 1")
    write(own.path, 4)
    own.renew()
    assert (count(own), own.faults) == (4, ())


def test_a_version_that_is_a_folder_leaves_the_old_one(own: PublicFile) -> None:
    own.path.unlink()
    own.path.mkdir()
    own.renew()
    assert count(own) == 3
    assert own.faults[0].startswith("own.geojson: found a folder, expected ")


def test_a_file_that_is_gone_leaves_what_was_opened(own: PublicFile) -> None:
    own.path.unlink()
    assert own.news() == "gone"
    own.renew()
    assert (count(own), own.faults) == (3, ())
    write(own.path, 4)
    assert own.news() == "newer"


def test_a_version_that_changes_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    versions = iter([None, 6, None])  # what the writer goes on to meanwhile

    def interrupted(path: Path, *rest: Any) -> Any:
        opening = open_file(path, *rest)
        if number := next(versions):
            write(path, number)
        return opening

    own = PublicFile(write(tmp_path / "own.geojson", 3), opener=interrupted)
    assert count(own) == 3
    write(own.path, 5)
    own.renew()
    assert (count(own), own.news()) == (3, "newer")
    own.renew()
    assert (count(own), own.news()) == (6, "none")


def test_readers_go_on_while_a_new_version_is_opened(tmp_path: Path) -> None:
    begun, may_end = Event(), Event()

    def slow(path: Path, *rest: Any) -> Any:
        begun.set()
        assert may_end.wait(30)
        return open_file(path, *rest)

    own = PublicFile(write(tmp_path / "own.geojson", 3), opener=slow)
    may_end.set()
    assert count(own) == 3
    begun.clear()
    may_end.clear()
    write(own.path, 5)
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


@pytest.mark.slow
def test_a_large_file_that_changes_while_it_is_read_is_not_kept_as_what_it_became(
    tmp_path: Path,
) -> None:
    path, cache = tmp_path / "large.parquet", PreparedCache(tmp_path / "cache")
    write_events(501, path)
    write_events(502, tmp_path / "next.parquet")

    def interrupt(_share: float) -> None:
        with suppress(FileNotFoundError):  # once
            (tmp_path / "next.parquet").replace(path)

    [problem] = open_file(path, interrupt, cache).file.problems
    assert problem.startswith("large.parquet: found that it changed while it was read, expected ")
    assert [*cache.folder.iterdir()] == []
    assert len(open_file(path, cache=cache).file.table) == 502


def test_what_a_killed_server_left_goes_after_a_day(tmp_path: Path) -> None:
    path, cache = tmp_path / "large.parquet", PreparedCache(tmp_path / "cache")
    write_events(501, path)
    left, busy = (Path(tempfile.mkdtemp(prefix=PART, dir=cache.folder)) for _ in range(2))
    long_ago = left.stat().st_mtime - ABANDONED_SECONDS - 60
    os.utime(left, (long_ago, long_ago))
    ready = open_file(path, cache=cache).folder
    assert {*cache.folder.iterdir()} == {ready, busy}


def test_what_stops_the_opening_leaves_the_old_one_and_the_offer(tmp_path: Path) -> None:
    class LeftError(Exception):
        pass

    leaves = iter([False, True])

    def left(path: Path, *rest: Any) -> Any:
        if next(leaves):
            raise LeftError
        return open_file(path, *rest)

    own = PublicFile(write(tmp_path / "own.geojson", 3), opener=left)
    assert count(own) == 3
    write(own.path, 5)
    with pytest.raises(LeftError):
        own.renew()
    assert (count(own), own.news()) == (3, "newer")


@pytest.fixture
def shown(own: PublicFile) -> Iterator[PublicFile]:
    """The file, in the place of this server's own."""
    files = files_at_start()
    before, files[PUBLIC] = files[PUBLIC], own
    yield own
    files[PUBLIC] = before


def test_the_routes_answer_from_the_version_that_is_open(shown: PublicFile) -> None:
    client = TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))

    def matched() -> int:
        answer = client.get("/api/collections/events/items?limit=1").json()
        return int(answer["numberMatched"])

    write(shown.path, 5)
    assert matched() == 3
    shown.renew()
    assert matched() == 5
    shown.path.unlink()
    assert matched() == 5
