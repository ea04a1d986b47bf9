"""A desk is one file and comes back whole, from each database to each."""

import json
from pathlib import Path

import pytest

from events.__main__ import main
from events.desk.change_log import history_of, snapshot
from events.desk.desk import Desk
from events.model.event import Source


def filled(address: str) -> None:
    with Desk(address, "ann") as desk:
        desk.add_text("They fled. 🙂", Source(id="wire", title="A wire"))
        for number in range(20):
            desk.save("draft", f"e{number}", {"properties": {"title": str(number)}}, seen=0)
        desk.save("draft", "e1", None, seen=1)
        desk.undo()
        desk.acting("bo", "Told twice.").merge("e0", {}, ["e2"], seen={"e0": 1, "e2": 1})


def test_a_backup_comes_back_whole_into_either_database(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], empty: str
) -> None:
    filled(address)
    file = tmp_path / "desk.backup"
    assert main(["backup", "--json", "--desk", address, str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == {"acts": 24}
    assert main(["restore", "--desk", empty, str(file)]) == 0
    with Desk(address, "ann") as old, Desk(empty, "ann") as new:
        assert snapshot(new, 99) == snapshot(old, 99)
        assert new.texts() == old.texts()
        assert new.records("draft") == old.records("draft")
        assert history_of(new, "draft", "e2") == history_of(old, "draft", "e2")
        for desk in (old, new):
            assert desk.redo()
        assert new.number() == old.number()
        assert new.records("draft") == old.records("draft")


def test_nothing_is_overwritten(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(address)
    file = tmp_path / "desk.backup"
    assert main(["backup", "--desk", address, str(file)]) == 0
    kept = file.read_bytes()
    assert main(["backup", "--desk", address, str(file)]) == 2
    assert "expected a name for a new one" in capsys.readouterr().err
    assert main(["restore", "--desk", address, str(file)]) == 2
    assert "found a desk that holds something" in capsys.readouterr().err
    assert file.read_bytes() == kept
    assert main(["restore", "--desk", address, str(tmp_path / "none")]) == 2
    assert "expected a backup of a desk" in capsys.readouterr().err
    assert sorted(one.name for one in tmp_path.glob("*.part")) == []
