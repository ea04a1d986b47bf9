"""Building a lake: whole or not at all, added to without touching what is there, told in words."""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from events.__main__ import main
from events.export.geojson import collection_members, write_geojson
from events.files.feature_rows import feature_of
from events.lake.builds.building import build_lake
from events.lake.builds.compaction import compact_lake
from events.lake.files.manifest import Manifest, read_manifest
from events.lake.files.storage import open_storage
from events.model.event import Event
from events.model.problems import EventFileError
from tests.makers.generator import write_events
from tests.makers.made_events import event, point

pytestmark = pytest.mark.slow


def event_file(path: Path, events: list[Event], **members: object) -> Path:
    """Write an event file."""
    whole = {**collection_members(path.stem, [], {}), **members}
    write_geojson(path, whole, map(feature_of, events))
    return path


def lake_of(folder: Path) -> Manifest:
    """Read what a lake says of itself."""
    return read_manifest(open_storage(str(folder)))


def rows_of(folder: Path) -> pa.Table:
    """Give what queries ask of a lake's events, all of them, in the order of their rows."""
    files = [file.path for batch in lake_of(folder).batches for file in batch.events]
    return pa.concat_tables(pq.read_table(folder / file) for file in files)


def two(first: str = "a", second: str = "b") -> list[Event]:
    """Make two events."""
    return [event(id=first, geometry=point(68, 37), place_precision="exact"), event(id=second)]


def test_a_lake_holds_the_events_and_says_what_it_was_built_from(tmp_path: Path) -> None:
    source = event_file(tmp_path / "one.geojson", two())
    built = build_lake([source], str(tmp_path / "lake"))
    lake = lake_of(tmp_path / "lake")
    assert (built.read, built.events, built.rejected) == (2, 2, 0)
    assert (lake.version, lake.events, lake.read, lake.title) == (1, 2, 2, "one")
    assert (lake.bbox, lake.bytes) == ((68, 37, 68, 37), built.bytes)
    assert sorted(rows_of(tmp_path / "lake")["id"].to_pylist()) == ["a", "b"]
    assert not (tmp_path / "lake/.building").exists() or not any(
        (tmp_path / "lake/.building").iterdir()
    )


def test_a_second_build_adds_and_touches_no_file_of_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    build_lake([event_file(tmp_path / "one.geojson", two())], str(folder))
    first = {path: path.read_bytes() for path in (folder / "batches").rglob("*.*")}
    build_lake([event_file(tmp_path / "two.geojson", two("c", "d"))], str(folder))
    assert {path: path.read_bytes() for path in first} == first
    rows = rows_of(folder)
    assert sorted(rows["id"].to_pylist()) == ["a", "b", "c", "d"]
    assert rows["row"].to_pylist() == [0, 1, 2, 3]
    assert len(set(rows["order"].to_pylist())) == 4
    assert lake_of(folder).version == 2


def test_an_id_that_stands_twice_is_told_and_its_first_event_stays(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    sources = [
        event_file(tmp_path / "one.geojson", two("a", "b")),
        event_file(tmp_path / "two.geojson", two("b", "c")),
    ]
    built = build_lake(sources, str(folder))
    told = "two.geojson: id 'b' stands twice; the first stays, this one is left out"
    assert (built.events, built.rejected, built.lines) == (3, 1, (told,))
    later = build_lake([event_file(tmp_path / "three.geojson", two("c", "d"))], str(folder))
    assert (later.events, later.rejected) == (1, 1)
    assert later.lines == (told.replace("two.", "three.").replace("'b'", "'c'"),)
    lake = lake_of(folder)
    assert lake.read == lake.events + lake.rejected == 6


def test_what_a_file_has_wrong_is_told_as_on_its_own(tmp_path: Path) -> None:
    source = event_file(tmp_path / "one.geojson", two())
    content = json.loads(source.read_text())
    content["features"][1]["properties"]["date"] = "2021-13-02"
    source.write_text(json.dumps(content))
    built = build_lake([source], str(tmp_path / "lake"))
    assert (built.events, built.rejected) == (1, 1)
    assert len(built.lines) == 1
    assert "date: found '2021-13-02'" in built.lines[0].replace('"', "'")


def test_a_table_is_imported_with_its_receipt(tmp_path: Path) -> None:
    folder = tmp_path / "daily"
    folder.mkdir()
    for day in ("2021-07-05", "2021-07-06"):
        (folder / f"{day}.csv").write_text(
            f"id,title,date,latitude,longitude\n{day},A patrol,{day},37,68\n", encoding="utf-8"
        )
    built = build_lake([folder], str(tmp_path / "lake"))
    assert (built.read, built.events) == (2, 2)
    assert any("1 read" in line or "1 row" in line for line in built.lines)


@pytest.mark.parametrize("at", ["one.geojson", "events", "tables"])
def test_a_build_that_is_cancelled_leaves_the_lake_as_it_was(tmp_path: Path, at: str) -> None:
    folder = tmp_path / "lake"
    build_lake([event_file(tmp_path / "zero.geojson", two("x", "y"))], str(folder))
    before = (folder / "manifest.json").read_bytes()

    def cancel(what: str, _share: float) -> None:
        if what == at:
            raise KeyboardInterrupt

    write_events(100, tmp_path / "one.geojson")
    with pytest.raises(KeyboardInterrupt):
        build_lake([tmp_path / "one.geojson"], str(folder), tell=cancel)
    assert (folder / "manifest.json").read_bytes() == before
    assert len(list((folder / "batches").iterdir())) == 1


def test_a_build_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, source = tmp_path / "lake", tmp_path / "one.parquet"
    write_events(100, source)
    program = """
import os, signal, sys
from pathlib import Path
from events.lake.builds.building import build_lake
def killed(what, share):
    if what == "tables":
        os.kill(os.getpid(), signal.SIGKILL)
build_lake([Path(sys.argv[1])], sys.argv[2], tell=killed)
"""
    done = subprocess.run([sys.executable, "-c", program, source, folder], check=False)
    assert done.returncode == -signal.SIGKILL
    assert lake_of(folder) == Manifest()
    told: list[str] = []
    built = build_lake([source], str(folder), tell=lambda what, _: told.append(what))
    assert built.events == 100
    assert source.name not in told  # it was read and checked before


def test_a_source_that_changed_since_a_kill_is_read_anew(tmp_path: Path) -> None:
    folder, source = tmp_path / "lake", event_file(tmp_path / "one.geojson", two())

    def cancel(_what: str, _share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_lake([source], str(folder), tell=lambda what, _: what == "tables" and cancel(what, 0))
    event_file(source, [*two(), event(id="c")])
    assert build_lake([source], str(folder)).events == 3


def test_of_two_builds_at_once_the_slower_one_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    first = event_file(tmp_path / "one.geojson", two("a", "b"))
    second = event_file(tmp_path / "two.geojson", two("c", "d"))
    raced: list[int] = []

    def race(what: str, _share: float) -> None:
        if what == "tables" and not raced:
            raced.append(build_lake([second], str(folder)).version)

    with pytest.raises(EventFileError, match="another build was faster"):
        build_lake([first], str(folder), tell=race)
    assert sorted(rows_of(folder)["id"].to_pylist()) == ["c", "d"]
    assert build_lake([first], str(folder)).version == 2


def test_a_build_waits_until_nobody_else_publishes(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    build_lake([event_file(tmp_path / "one.geojson", two())], str(folder))
    more = event_file(tmp_path / "more.geojson", two("c", "d"))
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    command = [sys.executable, "-m", "events", "build", str(more), str(folder)]
    process = subprocess.Popen(command)
    waiting = re.compile(rf"-> FLOCK +ADVISORY +WRITE +{process.pid} ")
    while not waiting.search(Path("/proc/locks").read_text()):
        with pytest.raises(subprocess.TimeoutExpired):  # it is still building
            process.wait(0.05)
    assert lake_of(folder).version == 1
    os.close(held)
    assert process.wait() == 0
    assert lake_of(folder).version == 2


def test_compaction_makes_one_batch_and_leaves_the_old_until_the_next_version(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "lake"
    for name in ("a", "c", "e"):
        ids = (name, chr(ord(name) + 1))
        build_lake([event_file(tmp_path / f"{name}.geojson", two(*ids))], str(folder))
    before = lake_of(folder)
    one = compact_lake(str(folder))
    assert (len(one.batches), one.events, one.version) == (1, 6, 4)
    assert sorted(rows_of(folder)["id"].to_pylist()) == list("abcdef")
    assert all((folder / file.path).exists() for batch in before.batches for file in batch.files)
    build_lake([event_file(tmp_path / "g.geojson", two("g", "h"))], str(folder))
    assert len(list((folder / "batches").iterdir())) == 2
    assert rows_of(folder)["row"].to_pylist() == list(range(8))


def test_a_build_of_nothing_new_is_refused(tmp_path: Path) -> None:
    source = event_file(tmp_path / "one.geojson", two())
    build_lake([source], str(tmp_path / "lake"))
    with pytest.raises(EventFileError, match="no event"):
        build_lake([source], str(tmp_path / "lake"))


def test_one_id_for_two_sources_is_refused(tmp_path: Path) -> None:
    sources = [
        event_file(
            tmp_path / f"{name}.geojson",
            two(name, f"{name}2"),
            sources=[{"id": "s", "title": name}],
        )
        for name in ("one", "two")
    ]
    with pytest.raises(EventFileError, match="an id for one source alone"):
        build_lake(sources, str(tmp_path / "lake"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "what is no manifest"),
        ('{"format": "other"}', "panj-lake-2"),
        ("[]", "panj-lake-2"),
        ('{"format": "panj-lake-1"}', "what it was built from into another folder"),
    ],
)
def test_a_damaged_manifest_is_refused(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(EventFileError, match=told):
        lake_of(tmp_path)


def test_the_events_are_a_geoparquet_along_the_curve(tmp_path: Path) -> None:
    write_events(300, tmp_path / "made.parquet")
    build_lake([tmp_path / "made.parquet"], str(tmp_path / "lake"))
    rows = rows_of(tmp_path / "lake")
    assert b"geo" in rows.schema.metadata
    assert rows["z"].to_pylist() == sorted(rows["z"].to_pylist())


def test_the_command_builds_and_compacts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, folder = event_file(tmp_path / "one.geojson", two()), tmp_path / "lake"
    assert main(["build", str(source), str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["events"], told["rejected"]) == (2, 0)
    assert set(told) == {"events", "rejected", "bytes", "seconds"}
    assert main(["compact", str(folder)]) == 0
    assert capsys.readouterr().out == "2 events in one batch, version 2\n"
    assert main(["build", str(tmp_path / "none"), str(folder), "--json"]) == 2
