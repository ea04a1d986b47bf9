"""Building a lake on a real Spark cluster: what DuckDB builds, whatever becomes of a worker."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from events.__main__ import main
from events.lake.builds.building import build_lake
from events.lake.files.manifest import Manifest, read_manifest
from events.lake.files.storage import open_storage
from events.model.problems import EventFileError
from tests.makers.generator import write_events
from tests.makers.spark import Spark, spark_cluster

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """A master and two workers."""
    with spark_cluster(2) as cluster:
        yield cluster


def lake_of(folder: Path) -> Manifest:
    """Read what a lake says of itself."""
    return read_manifest(open_storage(str(folder)))


def files_of(folder: Path) -> dict[str, str]:
    """Give the hash of each file of the tables of the newest batch."""
    batch = lake_of(folder).batches[-1]
    return {
        file.path.split("/", 2)[2]: file.sha256 for file in (*batch.events, *batch.tables.values())
    }


def whole_of(folder: Path) -> pa.Table:
    """Give the events as they are, in the order of their rows."""
    files = [file.path for batch in lake_of(folder).batches for file in batch.whole]
    return pa.concat_tables(pa.ipc.open_file(folder / file).read_all() for file in files)


def same(one: Path, other: Path) -> bool:
    """Tell whether two lakes hold the same: files byte for byte, events as they are row for row."""
    told = ["title", "events", "read", "rejected", "receipt", "sources", "bbox", "days"]
    left, right = lake_of(one), lake_of(other)
    alike = all(getattr(left, name) == getattr(right, name) for name in told)
    return alike and files_of(one) == files_of(other) and whole_of(one).equals(whole_of(other))


KILLED_AT_ONCE = """
import os, signal, sys
from pathlib import Path
from events.lake.builds.building import build_lake
def killed(what, share):
    if what == "spark":
        os.kill(os.getpid(), signal.SIGKILL)
address, master, *sources = sys.argv[1:]
build_lake(list(map(Path, sources)), address, tell=killed, engine="spark", master=master)
"""


def test_spark_adds_what_duckdb_adds_though_it_and_then_a_worker_are_killed(
    tmp_path: Path, spark: Spark
) -> None:
    write_events(40, tmp_path / "first.parquet")
    write_events(1_000, tmp_path / "second.parquet")  # the first forty once more
    (tmp_path / "third.csv").write_text(
        "id,title,date,latitude,longitude\n"
        "new,A patrol,2021-07-05,37,68\nnew,A patrol,2021-07-06,37,68\nbad,A patrol,,97,68\n"
    )
    sources = [tmp_path / "second.parquet", tmp_path / "third.csv"]
    one, other = tmp_path / "duckdb", tmp_path / "spark"
    for folder in (one, other):
        build_lake([tmp_path / "first.parquet"], str(folder))
    added = build_lake(sources, str(one))
    told: list[str] = []

    def kill(what: str, _share: float) -> None:
        if what == "spark" and "tables" in told and "killed" not in told:
            told.append("killed")
            spark.kill_a_worker()
        told.append(what)

    command = [sys.executable, "-c", KILLED_AT_ONCE, other, spark.address, *sources]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert lake_of(other).version == 1
    built = build_lake(sources, str(other), tell=kill, engine="spark", master=spark.address)
    assert "killed" in told
    assert "second.parquet" not in told  # it was read and checked before
    assert (built.events, built.rejected) == (added.events, added.rejected)
    assert any("stands twice" in line for line in built.lines)
    assert same(one, other)


def test_a_build_on_spark_that_is_cancelled_leaves_the_lake_as_it_was(
    tmp_path: Path, spark: Spark
) -> None:
    folder, source = tmp_path / "lake", tmp_path / "one.parquet"
    write_events(10, source)

    def cancel(what: str, _share: float) -> None:
        if what == "spark":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_lake([source], str(folder), tell=cancel, engine="spark", master=spark.address)
    assert lake_of(folder) == Manifest()
    assert build_lake([source], str(folder)).events == 10


def test_a_cluster_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"spark://127.0.0.1:{taken.getsockname()[1]}"
    write_events(1, tmp_path / "one.parquet")
    with pytest.raises(EventFileError) as told:
        build_lake(
            [tmp_path / "one.parquet"], str(tmp_path / "lake"), engine="spark", master=address
        )
    assert str(told.value).startswith(f"{address}: found that nobody answers")
    assert "Start the cluster, or correct --master." in str(told.value)


def test_a_cluster_for_duckdb_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_events(1, tmp_path / "one.parquet")
    names = [str(tmp_path / "one.parquet"), str(tmp_path / "lake")]
    assert main(["build", *names, "--master", "spark://127.0.0.1:7077"]) == 2
    assert "Say --engine spark, or leave --master out." in capsys.readouterr().err


def test_who_has_no_spark_is_told_what_to_type(tmp_path: Path) -> None:
    write_events(1, tmp_path / "one.parquet")
    program = """
import sys
sys.modules["pyspark"] = None  # as Python finds it where it is not installed
from events.__main__ import main
sys.exit(main(["build", "--engine", "spark", *sys.argv[1:]]))
"""
    command = [sys.executable, "-c", program, tmp_path / "one.parquet", tmp_path / "lake"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--engine spark: found no PySpark" in done.stderr
    assert "Type: make lake" in done.stderr
