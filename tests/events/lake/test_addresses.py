"""A lake at an address: built, added to, compacted and read back on a real S3 server."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.fs as pafs
import pytest

from events.__main__ import main
from events.lake.builds.building import build_lake
from events.lake.builds.compaction import compact_lake
from events.lake.files.manifest import Manifest, read_manifest
from events.lake.files.storage import open_storage
from events.model.problems import EventFileError
from tests.makers.generator import write_events
from tests.makers.s3 import BUCKET, in_environment, s3_server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[None]:
    """An S3 server, whose keys stand in the environment."""
    with s3_server() as variables, in_environment(variables):
        yield


def lake_at(address: str) -> Manifest:
    """Read what a lake says of itself."""
    return read_manifest(open_storage(address))


def hashes_at(address: str) -> list[str]:
    """Give the hashes of a lake's files, which do not depend on the names of its batches."""
    return sorted(file.sha256 for batch in lake_at(address).batches for file in batch.files)


def test_a_lake_at_an_address_is_that_of_a_folder(tmp_path: Path) -> None:
    write_events(300, tmp_path / "one.parquet")
    write_events(400, tmp_path / "two.parquet")  # the first three hundred once more
    places = (str(tmp_path / "lake"), f"s3://{BUCKET}/some/lake")
    for place in places:
        build_lake([tmp_path / "one.parquet"], place)
        added = build_lake([tmp_path / "two.parquet"], place)
        assert (added.events, added.rejected, added.version) == (100, 300, 2)
    assert hashes_at(places[0]) == hashes_at(places[1])
    for place in places:
        compacted = compact_lake(place)
        assert (compacted.events, compacted.version, len(compacted.batches)) == (400, 3, 1)
    assert hashes_at(places[0]) == hashes_at(places[1])
    lake = lake_at(places[1])
    [held] = lake.batches
    for file in held.files:
        found = open_storage(places[1]).read(file.path)
        assert found is not None
        assert len(found) == file.bytes


def test_a_build_that_is_killed_while_it_copies_leaves_the_lake_as_it_was(tmp_path: Path) -> None:
    write_events(20, tmp_path / "one.parquet")
    write_events(30, tmp_path / "two.parquet")
    address = f"s3://{BUCKET}/killed"
    build_lake([tmp_path / "one.parquet"], address)
    before = open_storage(address).read("manifest.json")
    program = """
import os, signal, sys
from pathlib import Path
from events.lake.builds.building import build_lake
def killed(what, share):
    if what == "copy" and share > 0.5:
        os.kill(os.getpid(), signal.SIGKILL)
build_lake([Path(sys.argv[1])], sys.argv[2], tell=killed)
"""
    command = [sys.executable, "-c", program, tmp_path / "two.parquet", address]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    storage = open_storage(address)
    copied = pafs.FileSelector(storage.path("batches"), recursive=False)
    assert len(storage.system.get_file_info(copied)) == 2  # what was copied is there, and unnamed
    assert storage.read("manifest.json") == before
    told: list[str] = []
    built = build_lake([tmp_path / "two.parquet"], address, tell=lambda what, _: told.append(what))
    assert (built.events, lake_at(address).events) == (10, 30)
    assert "two.parquet" not in told  # it was read and checked before


def test_an_address_where_nobody_answers_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_events(1, tmp_path / "one.parquet")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    address = f"s3://{BUCKET}/lake?scheme=http&endpoint_override=127.0.0.1:{port}"
    assert main(["build", str(tmp_path / "one.parquet"), address]) == 2
    told = capsys.readouterr().err
    assert f"127.0.0.1:{port}: found an address that does not answer (" in told
    assert "The lake is as it was. Correct the address or the environment" in told


def test_a_bucket_that_is_not_there_is_told(tmp_path: Path) -> None:
    write_events(1, tmp_path / "one.parquet")
    with pytest.raises(EventFileError, match="s3://elsewhere/lake: found an address that does not"):
        build_lake([tmp_path / "one.parquet"], "s3://elsewhere/lake")


def test_keys_in_an_address_are_refused_and_not_told(tmp_path: Path) -> None:
    write_events(1, tmp_path / "one.parquet")
    with pytest.raises(EventFileError, match="found keys in the address") as told:
        build_lake([tmp_path / "one.parquet"], f"s3://somebody:hidden@{BUCKET}/lake")
    assert "hidden" not in str(told.value)
    assert "AWS_SECRET_ACCESS_KEY" in str(told.value)
    assert os.environ["AWS_SECRET_ACCESS_KEY"] not in str(told.value)


def test_a_folder_for_the_work_that_somebody_else_made_is_refused(tmp_path: Path) -> None:
    write_events(1, tmp_path / "one.parquet")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (tmp_path / f"panj-lake-{os.getuid()}").symlink_to(theirs)
    command = [sys.executable, "-m", "events", "build", tmp_path / "one.parquet"]
    done = subprocess.run(
        [*command, f"s3://{BUCKET}/refused"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "found a folder that somebody else made" in done.stderr
    assert not list(theirs.iterdir())
