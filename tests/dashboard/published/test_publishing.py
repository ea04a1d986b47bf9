"""Publishing a desk: what is shown first, what goes out, how it is served, on both databases."""

from pathlib import Path

import pytest

from dashboard.published.publisher import Publisher
from dashboard.published.version_shelf import LOOK_AGAIN_SECONDS, VersionShelf
from dashboard.session.server_limits import VERSIONS_OPEN
from events.desk.database import DeskError
from events.desk.published_versions import published_versions
from tests.events.desk.conftest import DATABASES, made
from tests.makers.postgres import Postgres
from tests.makers.published_desk import begun_desk, coded

pytestmark = pytest.mark.slow


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return made(request, tmp_path / "desk.sqlite")


def published(publisher: Publisher, name: str = "Border") -> int:
    would = publisher.preview()
    return publisher.publish("pub", {**would, "name": name, "why": ""})


def titles(shelf: VersionShelf, number: int) -> list[str]:
    version = shelf.find(number)
    assert version is not None
    return [event.title for event in shelf.file_of(version).open().file.loaded.events]


def test_what_was_shown_goes_out_whatever_others_save_meanwhile(address: str) -> None:
    publisher = Publisher(VersionShelf(address))
    with begun_desk(address) as desk:
        would = publisher.preview()
        desk.save("draft", "fled", coded("fled", "They fled on Monday", title="renamed"), seen=1)
        assert publisher.publish("pub", {**would, "name": "Border", "why": ""}) == 1
        assert titles(publisher.shelf, 1) == ["fled"]
        after = publisher.preview()
        assert (after["number"], after["since"], after["told"]) == (2, 1, "1 changed")
        assert after["lists"] == [{"name": "Changed", "titles": ["renamed"], "more": 0}]
        with pytest.raises(DeskError, match="Somebody else has published version 1"):
            publisher.publish("pub", {**would, "name": "Border", "why": ""})


def test_a_moment_that_has_not_come_and_a_collection_without_a_name_are_refused(
    address: str,
) -> None:
    publisher = Publisher(VersionShelf(address))
    begun_desk(address)
    would = publisher.preview()
    with pytest.raises(ValueError, match="999"):
        publisher.publish("pub", {**would, "seen": 999, "name": "Border"})
    with pytest.raises(DeskError, match="needs a name"):
        publisher.publish("pub", {**would, "name": " "})
    assert publisher.versions() == []


def test_a_changed_source_is_looked_at_anew(address: str) -> None:
    publisher = Publisher(VersionShelf(address))
    with begun_desk(address) as desk:
        assert (publisher.preview()["events"], publisher.preview()["left"]) == (1, 1)
        found = desk.find("source", "wire")
        assert found is not None
        desk.save("source", "wire", {**found.value, "title": "Another wire"}, seen=found.version)
        desk.save("draft", "begun", coded("begun", "Others stayed"), seen=1)
        assert (publisher.preview()["events"], publisher.preview()["left"]) == (2, 0)


def test_what_another_server_publishes_is_served_within_a_second(address: str) -> None:
    now = [0.0]
    shelf = VersionShelf(address, clock=lambda: now[0])
    begun_desk(address)
    assert shelf.files() == {}
    published(Publisher(VersionShelf(address)))
    assert shelf.files() == {}
    now[0] += LOOK_AGAIN_SECONDS
    assert [*shelf.files()] == ["events-version-1"]
    assert titles(shelf, 1) == ["fled"]


def test_the_latest_used_versions_stay_open_and_the_others_open_anew(tmp_path: Path) -> None:
    shelf = VersionShelf(str(tmp_path / "desk.sqlite"))
    publisher = Publisher(shelf)
    begun_desk(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    for _ in range(VERSIONS_OPEN + 2):
        published(publisher)
    files = [*shelf.files().values()]
    for file in files:
        assert file.open().file.loaded.title.startswith("Border, version")
    assert [file.is_open for file in files] == [False] * 2 + [True] * VERSIONS_OPEN
    assert len(files[0].open().file.loaded.events) == 1
    assert [file.is_open for file in files[:3]] == [True, False, False]


def test_a_file_that_was_changed_on_the_disk_is_brought_back(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    begun_desk(address)
    published(Publisher(VersionShelf(address)))
    [file] = VersionShelf(address).files().values()
    assert len(file.open().file.loaded.events) == 1
    before = file.path.read_bytes()
    file.path.write_bytes(b"{}")
    [again] = VersionShelf(address).files().values()
    assert len(again.open().file.loaded.events) == 1
    assert file.path.read_bytes() == before


def test_versions_are_served_while_the_database_is_away(database_server: Postgres) -> None:
    address = database_server.new_database()
    now = [0.0]
    shelf = VersionShelf(address, clock=lambda: now[0])
    begun_desk(address)
    published(Publisher(shelf))
    assert titles(shelf, 1) == ["fled"]
    database_server.stop()
    try:
        now[0] += LOOK_AGAIN_SECONDS
        assert [*shelf.files()] == ["events-version-1"]
        assert titles(shelf, 1) == ["fled"]
    finally:
        database_server.start()
    assert len(published_versions(shelf.desk)) == 1
