"""What is published stays as it was, is withdrawn and never rewritten, on both databases."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from events.__main__ import main
from events.desk.database import PUBLISHED, DeskError, migrate, open_database
from events.desk.desk import Desk
from events.desk.published_versions import published_data, published_versions, withdraw
from tests.makers.published_desk import begun_desk, found_now, publish_now


def test_only_what_is_sound_goes_out_with_the_sources_that_tell_of_it(address: str) -> None:
    with begun_desk(address) as desk:
        found = found_now(desk)
    told = json.loads(found.data)
    assert [one["id"] for one in told["features"]] == ["fled"]
    assert [one["id"] for one in told["sources"]] == ["wire"]
    assert "asides" not in told
    assert "Secret" not in found.data.decode()
    assert [(one.key, one.lacks[-1].field) for one in found.left_out] == [("begun", "kind")]


def test_a_version_stays_as_it_was_whatever_is_done_then(address: str) -> None:
    with begun_desk(address) as desk:
        data = publish_now(desk.acting("bo", "For the weekly."), 1)
        desk.save("draft", "fled", None, seen=1)
        assert desk.acting("bo").undo() is False
        [one] = published_versions(desk)
        assert (one.number, one.who, one.why) == (1, "bo", "For the weekly.")
        assert (one.told["events"], one.told["left_out"], one.withdrawn) == (1, 1, None)
        assert one.at.endswith("+00:00")
        assert published_data(desk, one) == data


def test_nothing_is_published_that_is_not_sound(address: str) -> None:
    with begun_desk(address) as desk:
        desk.save("draft", "fled", None, seen=1)
        with pytest.raises(DeskError, match="No event is sound yet"):
            publish_now(desk, 1)
        assert published_versions(desk) == ()


def test_of_two_who_publish_at_once_the_second_is_told(address: str) -> None:
    with begun_desk(address) as desk, Desk(address, "bo") as other:
        publish_now(desk, 1)
        with pytest.raises(DeskError, match="Somebody else has published version 1"):
            publish_now(other, 1)
        with pytest.raises(DeskError, match="Somebody else has published"):
            publish_now(other, 3)
        assert [one.who for one in published_versions(other)] == ["ann"]


def test_a_version_is_withdrawn_and_its_number_is_never_used_again(address: str) -> None:
    with begun_desk(address) as desk:
        publish_now(desk, 1)
        withdraw(desk.acting("bo", "A name in it."), 1)
        with pytest.raises(DeskError, match="withdrawn already"):
            withdraw(desk, 1)
        with pytest.raises(DeskError, match="no version 2"):
            withdraw(desk, 2)
        assert desk.acting("bo").undo() is False
        publish_now(desk, 2)
        second, first = published_versions(desk)
        assert first.withdrawn is not None
        assert (first.withdrawn[0], first.withdrawn[2]) == ("bo", "A name in it.")
        assert (second.number, second.withdrawn) == (2, None)


def test_what_was_changed_in_the_database_is_not_served_as_what_went_out(address: str) -> None:
    with begun_desk(address) as desk:
        publish_now(desk, 1)
        [one] = published_versions(desk)
        with desk.engine.begin() as connection:
            connection.execute(PUBLISHED.update().values(data=b"{}"))
        with pytest.raises(DeskError, match="not what was published"):
            published_data(desk, one)


def test_a_backup_brings_the_versions_along(address: str, empty: str, tmp_path: Path) -> None:
    with begun_desk(address) as desk:
        data = publish_now(desk, 1)
        withdraw(desk, 1)
        publish_now(desk, 2)
        known = published_versions(desk)
    file = tmp_path / "desk.backup"
    assert main(["backup", "--desk", address, str(file)]) == 0
    assert main(["restore", "--desk", empty, str(file)]) == 0
    with Desk(empty, "ann") as restored:
        assert published_versions(restored) == known
        assert published_data(restored, known[1]) == data
        publish_now(restored, 3)


def test_a_step_back_drops_the_versions_and_keeps_the_coding(address: str) -> None:
    with begun_desk(address) as desk:
        publish_now(desk, 1)
        drafts = desk.records("draft")
    engine = open_database(address)
    migrate(engine, "0004")
    assert not sa.inspect(engine).has_table("published")
    engine.dispose()
    with Desk(address, "ann") as desk:
        assert desk.records("draft") == drafts
        assert published_versions(desk) == ()
        publish_now(desk, 1)
        assert desk.undo()
