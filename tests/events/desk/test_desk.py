"""The desk keeps each change: undo and redo, two tabs, a killed program, a full disk."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st

from events.desk.acts import OutdatedError, RecordKind
from events.desk.database import RECORDS, DeskError, migrate, open_database
from events.desk.desk import Desk
from events.model.event import Source

ROOT = Path(__file__).resolve().parents[3]
SAVING = """
import os, signal, sys
import sqlalchemy as sa
from events.desk.database import DeskError
from events.desk.desk import Desk

address, most, deadly = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
commits = 0


def killing(connection):
    global commits
    commits += 1
    if commits == deadly:
        os.kill(os.getpid(), signal.SIGKILL)


with Desk(address) as desk:
    sa.event.listen(sa.Engine, "commit", killing)
    for number in range(most):
        try:
            desk.save("draft", str(number), {"words": "fled " * 2000}, seen=0)
        except DeskError as error:
            print("told", error, flush=True)
            break
        print(number, flush=True)
"""


def keys(desk: Desk) -> list[str]:
    return [one.key for one in desk.records("draft")]


def saving(
    address: str, most: int, deadly: int, limit: str = ""
) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", SAVING, address, str(most), str(deadly)]
    command = ["bash", "-c", f'{limit} exec "$@"', "bash", *program]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_each_change_is_undone_and_done_again(address: str) -> None:
    with Desk(address) as desk:
        assert desk.save("draft", "a", {"title": "One"}, seen=0) == 1
        assert desk.save("draft", "a", {"title": "Two"}, seen=1) == 2
        desk.save("draft", "b", {"title": "Other"}, seen=0)
        desk.save("draft", "a", None, seen=2)
        assert keys(desk) == ["b"]
        assert desk.undo()
        assert [one.value["title"] for one in desk.records("draft")] == ["Two", "Other"]
    with Desk(address) as desk:
        assert [desk.undo(), desk.undo()] == [True, True]
        assert [one.value["title"] for one in desk.records("draft")] == ["One"]
        assert desk.undo()
        assert not desk.undo()
        assert keys(desk) == []
        assert all(desk.redo() for _ in range(4))
        assert not desk.redo()
        assert keys(desk) == ["b"]


def test_a_new_change_ends_what_can_be_done_again(address: str) -> None:
    with Desk(address) as desk:
        desk.save("draft", "a", {}, seen=0)
        desk.undo()
        desk.save("draft", "b", {}, seen=0)
        assert not desk.redo()
        assert keys(desk) == ["b"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers()), max_size=12))
def test_undone_and_done_again_all_states_come_back(changes: list[tuple[str, int | None]]) -> None:
    with Desk("sqlite://") as desk:
        versions: dict[str, int] = {}
        states = [desk.records("draft")]
        for key, number in changes:
            value = None if number is None else {"number": number}
            seen = versions.get(key, 0)
            versions[key] = desk.save("draft", key, value, seen=seen)
            if versions[key] != seen:  # what changes nothing is no change
                states.append(desk.records("draft"))

        def values() -> dict[str, Any]:
            return {one.key: one.value for one in desk.records("draft")}

        wanted = [{one.key: one.value for one in state} for state in states]
        for state in wanted[-2::-1]:
            assert desk.undo()
            assert values() == state
        for state in wanted[1:]:
            assert desk.redo()
            assert values() == state


def test_a_second_tab_overwrites_nothing_and_is_told(address: str) -> None:
    with Desk(address) as one, Desk(address) as other:
        one.save("draft", "a", {"title": "First"}, seen=0)
        with pytest.raises(OutdatedError, match="changed elsewhere") as told:
            other.save("draft", "a", {"title": "Second"}, seen=0)
        assert told.value.now is not None
        assert told.value.now.value == {"title": "First"}
        assert other.save("draft", "a", {"title": "Both"}, seen=told.value.now.version) == 2
        one.save("draft", "a", None, seen=2)
        with pytest.raises(OutdatedError, match="removed elsewhere"):
            other.save("draft", "a", {"title": "Third"}, seen=2)


def test_two_writers_lose_nothing(address: str) -> None:
    def write(name: str) -> None:
        with Desk(address) as desk:
            for number in range(20):
                desk.save("draft", f"{name}{number}", {"number": number}, seen=0)

    Desk(address)
    with ThreadPoolExecutor(2) as writers:
        list(writers.map(write, "ab"))
    with Desk(address) as desk:
        assert sorted(keys(desk)) == sorted(
            f"{name}{number}" for name in "ab" for number in range(20)
        )


def test_a_program_that_is_killed_in_the_middle_of_a_save_loses_only_that_save(
    address: str,
) -> None:
    killed = saving(address, 20, deadly=8)
    assert killed.returncode == -signal.SIGKILL
    acknowledged = killed.stdout.split()
    assert acknowledged == [str(number) for number in range(7)]
    with Desk(address) as desk:
        assert keys(desk) == acknowledged
        assert desk.save("draft", "next", {}, seen=0) == 1
        assert [desk.undo(), desk.undo()] == [True, True]
        assert keys(desk) == acknowledged[:-1]


def test_a_full_disk_is_told_and_what_was_saved_stays(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    full = saving(address, 200, deadly=0, limit="ulimit -f 300;")
    assert full.returncode == 0, full.stderr
    *acknowledged, told = full.stdout.splitlines()
    assert acknowledged
    assert len(acknowledged) < 200
    assert "This change was not saved; all that was saved before is there." in told
    with Desk(address) as desk:
        assert keys(desk) == acknowledged
        assert desk.save("draft", "next", {}, seen=0) == 1


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="was not saved"):
        Desk(f"sqlite:///{tmp_path / 'missing' / 'desk.sqlite'}")


def test_a_text_is_kept_as_it_is_and_never_changed(address: str) -> None:
    text = "Eins\r\nдва 🙂\u200f سه\u0301"
    with Desk(address) as desk:
        kept = desk.add_text(text, Source(id="wire", title="A wire"))
        assert kept.length == len(text)
        assert desk.texts() == {"wire": text}
        assert desk.sources() == [kept]
        with pytest.raises(DeskError, match="another text"):
            desk.add_text("Other", Source(id="wire", title="A wire"))
        for broken in ("\ud800", "no\0thing"):
            with pytest.raises(DeskError, match="not kept"):
                desk.add_text(broken, Source(id="broken", title="A wire"))
        assert desk.texts() == {"wire": text}


@pytest.mark.parametrize(
    ("kind", "value"),
    [("draft", {"properties": {"quotes": [{"source": "wire"}]}}), ("aside", {"source": "wire"})],
)
def test_a_text_that_another_coder_has_used_cannot_be_undone(
    address: str, kind: RecordKind, value: dict[str, Any]
) -> None:
    with Desk(address) as desk:
        ann, bo = desk.acting("ann", ""), desk.acting("bo", "")
        ann.add_text("They fled.", Source(id="wire", title="A wire"))
        bo.save(kind, "used", value, seen=0)
        with pytest.raises(DeskError, match='"wire" stays: "used" rests on its words'):
            ann.undo()
        assert [one.id for one in desk.sources()] == ["wire"]
        bo.save(kind, "used", None, seen=1)
        assert ann.undo()
        assert desk.sources() == []


def test_migrations_go_down_and_up_on_a_filled_store(address: str) -> None:
    with Desk(address) as desk:
        desk.add_text("They fled.", Source(id="wire", title="A wire"))
        desk.save("draft", "a", {"title": "They fled"}, seen=0)
    engine = open_database(address)
    migrate(engine, "0001")
    with engine.connect() as connection:
        kept = connection.execute(RECORDS.select().order_by(RECORDS.c.position)).all()
    assert [row.key for row in kept] == ["wire", "a"]
    engine.dispose()
    with Desk(address) as desk:
        assert [one.value for one in desk.records("draft")] == [{"title": "They fled"}]
        assert desk.texts() == {"wire": "They fled."}
        assert not desk.undo()
        desk.save("draft", "a", None, seen=1)
        assert desk.undo()
    engine = open_database(address)
    migrate(engine, "base")
    migrate(engine, "head")
    engine.dispose()
    with Desk(address) as desk:
        assert desk.texts() == {}


def test_the_migrations_make_the_tables_that_are_used(address: str) -> None:
    engine = open_database(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert [
            change
            for change in compare_metadata(context, RECORDS.metadata)
            if change[0] != "remove_index"
        ] == []


def test_a_request_that_is_sent_again_is_known_by_what_it_changed(address: str) -> None:
    with Desk(address) as desk:
        with desk.answering("one"):
            desk.save("draft", "a", {"title": "One"}, seen=0)
        with desk.answering("two"):
            desk.undo()
        assert [desk.answer_to(name) for name in ("one", "two", "", "three")] == [
            "a",
            "a",
            None,
            None,
        ]
    with Desk(address) as desk:
        assert desk.answer_to("one") == "a"
        with desk.answering("one"), pytest.raises(DeskError):
            desk.save("draft", "b", {}, seen=0)
        assert keys(desk) == []
