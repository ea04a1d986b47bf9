"""A disk that is full, and what can't be read: one clear line each, and nothing is lost."""

import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboard.session.file_opener import is_large, open_file
from dashboard.session.own_files.uploads import Upload
from dashboard.session.prepared_cache import user_cache
from dashboard.session.public.public_file import ARTICLE
from events.__main__ import main
from tests.makers.generator import write_events

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
SIZE = 300_000
"""Bytes that the full disk has room for."""

FULL = "No space left on device|File too large|GDAL can't write it"
ROOM = r"expected room and leave to work on it\. The file is not opened\."
NOBODY = 65534
IS_ROOT = os.geteuid() == 0

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files that are larger than the disk has room for."""
    folder = tmp_path_factory.mktemp("many")
    write_events(20_000, folder / "many.parquet")
    write_events(20_000, folder / "many.csv")
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk that is soon full; without the right to mount one, its processes may write no more."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    mounted = IS_ROOT and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # a failed test may hold a file


@pytest.fixture
def run(tiny: Path) -> Run:
    def limit() -> None:
        if not tiny.is_mount():
            resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE, SIZE))

    def run(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *map(str, words)],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=limit,
        )

    return run


@contextmanager
def working_on(disk: Path) -> Iterator[None]:
    """Let this process do its work on a disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(disk))
        if not disk.is_mount():
            resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE, limits[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def check_refused(done: subprocess.CompletedProcess[str], target: Path) -> None:
    """Expect one line that says why, and the old file."""
    assert done.returncode == 2, done.stderr
    [line] = done.stderr.splitlines()
    assert re.match(rf"{re.escape(target.name)}: found .*({FULL}).*, expected ", line), line
    assert line.endswith("Nothing is written, and what was there stands.")
    assert target.read_text() == "old"
    assert [*target.parent.iterdir()] == [target]


@pytest.mark.parametrize("ending", [".geojson", ".csv", ".parquet", ".gpkg"])
def test_an_export_to_a_full_disk_leaves_the_old_file(
    ending: str, many: Path, tiny: Path, run: Run
) -> None:
    target = tiny / f"out{ending}"
    target.write_text("old")
    check_refused(run("events", "export", many / "many.parquet", target), target)


@pytest.mark.parametrize("ending", [".geojson", ".parquet"])
def test_an_import_to_a_full_disk_leaves_the_old_file(
    ending: str, many: Path, tiny: Path, run: Run
) -> None:
    target = tiny / f"out{ending}"
    target.write_text("old")
    check_refused(run("events", "import", "table", many / "many.csv", target), target)


@pytest.mark.parametrize("where", ["TMPDIR", "XDG_CACHE_HOME"])
@pytest.mark.parametrize("name", ["many.parquet", "many.csv"])
def test_a_large_file_is_not_opened_on_a_full_disk(
    where: str, name: str, many: Path, tiny: Path, run: Run
) -> None:
    done = run("tests.dashboard.session.test_full_disk", many / name, where, **{where: str(tiny)})
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"0 events\n{name}: found ({FULL}), {ROOM}\n", done.stdout)
    assert [path for path in tiny.rglob("*") if path.is_file()] == []


def test_a_small_table_needs_no_room_on_the_disk(tmp_path: Path, tiny: Path) -> None:
    write_events(1_200, tmp_path / "small.csv")
    assert not is_large(tmp_path / "small.csv")
    with working_on(tiny):
        assert len(open_file(tmp_path / "small.csv").file.table) == 1_200
    assert [*tiny.iterdir()] == []


def test_what_a_full_disk_took_of_a_file_on_its_way_stays(tiny: Path) -> None:
    upload = Upload("1", tiny / "given.csv", 4 * SIZE)
    upload.path.touch()
    with working_on(tiny):
        upload.write(0, b"x" * 1_000)
        with pytest.raises(OSError, match=FULL):
            upload.write(1_000, b"x" * 2 * SIZE)
    assert upload.received == 1_000


def test_a_large_file_opens_where_nothing_can_be_kept(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no-folder").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no-folder"))
    assert user_cache() is None
    assert len(open_file(many / "many.parquet", cache=user_cache()).file.table) == 20_000


def test_nothing_is_kept_in_a_folder_that_may_not_be_written_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with tempfile.TemporaryDirectory() as cache:
        monkeypatch.setenv("XDG_CACHE_HOME", cache)
        folder = Path(cache) / "panj"
        folder.mkdir(mode=0o555)
        Path(cache).chmod(0o755)
        if IS_ROOT:
            os.seteuid(NOBODY)
        try:
            assert user_cache() is None
        finally:
            if IS_ROOT:
                os.seteuid(0)


def test_what_is_told_to_a_full_disk_ends_with_a_line(run: Run, tmp_path: Path) -> None:
    command = f"{sys.executable} -m events export --json {ARTICLE} {tmp_path}/a.csv > /dev/full"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    expected = "found No space left on device, expected room for what is to be told."
    assert done.stderr == f"standard output: {expected}\n"
    assert (tmp_path / "a.csv").exists()


def test_what_is_no_file_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = tmp_path / "pipe"  # not a device: root would lose it where this fails
    os.mkfifo(pipe)
    (tmp_path / "full.csv").symlink_to(pipe)
    assert main(["export", str(ARTICLE), f"{tmp_path}/full.csv"]) == 2
    assert capsys.readouterr().err.startswith("full.csv: found Is no regular file, expected ")
    assert pipe.is_fifo()


def make(kind: str, path: Path) -> None:
    """Put something there that is no file to read, or nothing."""
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "closed":
        path.write_bytes(ARTICLE.read_bytes())
        path.chmod(0)


FOUND = {
    "folder": "a folder",
    "pipe": "no regular file",
    "device": "no regular file",
    "gone": "no such file",
    "closed": "(no permission to read it|an error: Permission denied)",
}


@pytest.fixture
def become_nobody() -> Iterator[Callable[[], None]]:
    """Let a test be one who may not read everything, as root may."""
    open_file(ARTICLE)  # Python loads the rest of itself while it may
    main(["validate", str(ARTICLE)])
    yield lambda: os.seteuid(NOBODY) if IS_ROOT else None
    if IS_ROOT:
        os.seteuid(0)


@pytest.mark.parametrize("ending", [".geojson", ".parquet", ".csv"])
@pytest.mark.parametrize("kind", FOUND)
def test_what_can_t_be_read_is_told_in_a_line(
    kind: str, ending: str, capsys: pytest.CaptureFixture[str], become_nobody: Callable[[], None]
) -> None:
    expected = rf"own{ending}: found {FOUND[kind]}, expected "
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / f"own{ending}"
        make(kind, path)
        capsys.readouterr()
        become_nobody()
        [problem] = open_file(path).file.problems
        words = ["import", "table"] if ending == ".csv" else ["export"]
        code = main([*words, str(path), f"{folder}/out.geojson"])
        if IS_ROOT:
            os.seteuid(0)
    assert re.match(expected, problem), problem
    [line] = capsys.readouterr().err.splitlines()
    assert code == 2
    assert re.match(expected, line), line


if __name__ == "__main__":
    opened = open_file(
        Path(sys.argv[1]), cache=user_cache() if sys.argv[2] != "TMPDIR" else None
    ).file
    print(f"{len(opened.loaded.events)} events", *opened.problems, sep="\n")
