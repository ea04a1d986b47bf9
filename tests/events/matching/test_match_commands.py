"""The commands on events that may be the same: suggest, merge, undo."""

import json
from pathlib import Path
from typing import Any

import pytest

from events.__main__ import main
from events.export.geojson import collection_members
from events.files.feature_rows import feature_of
from events.model.event import Event, Source
from tests.makers.alike_events import two_files


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Two files of two sources, ten events each, of which five are the same."""
    first, second, _ = two_files(10, 4)
    return [write(tmp_path, "one", first), write(tmp_path, "two", second)]


def write(folder: Path, name: str, events: list[Event]) -> str:
    members = collection_members(name, [Source(id=name, title=f"File {name}")], {})
    path = folder / f"{name}.geojson"
    path.write_text(json.dumps({**members, "features": list(map(feature_of, events))}))
    return str(path)


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_what_is_suggested_is_merged_by_its_ids_and_parted_again(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["suggest", *files, "--json"]) == 0
    pairs = told(capsys)["pairs"]
    assert {(pair["first"][4:], pair["second"][4:]) for pair in pairs} == {
        (str(at), str(at)) for at in range(5)
    }
    out = tmp_path / "both.geojson"
    named = [f"--pair={pair['first']}={pair['second']}" for pair in pairs]
    assert main(["merge", *files, str(out), *named, "--by", "me", "--json"]) == 0
    assert told(capsys)["written"] == 15
    both = json.loads(out.read_text())
    assert both["format"] == "panj-events/2"
    made = next(one for one in both["features"] if one["id"] == "one:0")["properties"]
    assert [account["source"] for account in made["accounts"]] == ["one", "two"]
    assert (made["merged"][0]["from"], made["merged"][0]["by"]) == ("two:0", "me")
    assert main(["validate", str(out)]) == 0
    parted = tmp_path / "parted.geojson"
    assert main(["undo", str(out), str(parted), "--event", "one:0"]) == 0
    left = json.loads(parted.read_text())["features"]
    assert len(left) == 16
    before = {
        one["id"]: one for file in files for one in json.loads(Path(file).read_text())["features"]
    }
    after = {one["id"]: one for one in left}
    assert after["one:0"] == before["one:0"]
    assert after["two:0"] == before["two:0"]


def test_a_pair_that_there_is_not_changes_nothing(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "both.geojson"
    assert main(["merge", *files, str(out), "--pair", "one:0=nobody"]) == 2
    assert 'No event has the id "nobody".' in capsys.readouterr().err
    assert not out.exists()
