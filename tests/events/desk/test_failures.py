"""PostgreSQL gone and back, killed, and on a full disk: what was saved stays, the rest is told."""

import os
from collections.abc import Iterator

import pytest

from events.desk.database import DeskError
from events.desk.desk import Desk
from tests.makers.postgres import Postgres, postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[Postgres]:
    """Give a server that may be ended."""
    with postgres() as made:
        yield made


def keys(desk: Desk) -> list[str]:
    return [one.key for one in desk.records("draft")]


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_database_that_is_gone_is_told_and_when_it_is_back_all_goes_on(
    server: Postgres, how: str
) -> None:
    with Desk(server.new_database()) as one, Desk(str(one.engine.url)) as other:
        one.save("draft", "a", {"title": "One"}, seen=0)
        assert keys(other) == ["a"]
        getattr(server, how)()
        for desk in (one, other):
            with pytest.raises(DeskError, match="saved before is there") as told:
                desk.save("draft", "b", {"title": "Two"}, seen=0)
            assert "\n" not in str(told.value)
        server.start()
        other.save("draft", "b", {"title": "Two"}, seen=0)
        one.save("draft", "c", {"title": "Three"}, seen=0)
        assert keys(one) == keys(other) == ["a", "b", "c"]


def test_a_full_disk_of_the_database_is_told_and_what_was_saved_stays(server: Postgres) -> None:
    with Desk(server.new_database()) as desk:
        server.stop()
        server.start(most_kb=17_000)  # a file of its log has 16 MiB
        saved: list[str] = []
        told = ""
        while not told:
            try:
                words = {"words": os.urandom(50_000).hex()}
                desk.save("draft", str(len(saved)), words, seen=0)
                saved.append(str(len(saved)))
            except DeskError as error:
                told = str(error)
        assert "was not saved; all that was saved before is there" in told
        assert saved
        assert keys(desk) == saved
        server.stop()
        server.start()
        desk.save("draft", "next", {}, seen=0)
        assert keys(desk) == [*saved, "next"]


def test_no_password_is_told(server: Postgres) -> None:
    address = server.new_database().replace("postgres@", "postgres:secret@")
    server.stop()
    with pytest.raises(DeskError, match=r"postgres:\*\*\*@") as told:
        Desk(address)
    assert "secret" not in str(told.value)
    server.start()


@pytest.mark.parametrize("address", ["oracle://me@there/desk", "postgresql//me", "no-such://x"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(DeskError, match="expected a file, sqlite:///FILE or postgresql://"):
        Desk(address)
