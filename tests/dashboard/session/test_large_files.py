"""A file of many events: made ready apart, held on the disk, kept or gone as it should be."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import psutil
import pytest

from dashboard.session.file_opener import open_file
from dashboard.session.prepared_cache import PreparedCache
from dashboard.session.public.public_file import PublicFile
from dashboard.session.server_limits import IN_USE_SECONDS, SMALL_FILE_BYTES
from events.files.event_file import load_events
from events.store.disk import EventStore
from tests.makers.generator import write_events

pytestmark = pytest.mark.slow

NUMBER = 6_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with large files."""
    folder = tmp_path_factory.mktemp("many")
    write_events(NUMBER, folder / "many.parquet")
    write_events(30_000, folder / "many.csv")
    return folder


@pytest.fixture
def many(folder: Path) -> Path:
    return folder / "many.parquet"


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)


def left(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "tmp").iterdir() if not path.name.startswith("panj-spill")]


def preparing() -> list[psutil.Process]:
    """Return the processes that make files ready, beside the browsers of other tests."""
    children = psutil.Process().children()
    return [child for child in children if "dashboard.session.prepare_worker" in child.cmdline()]


def test_it_holds_the_events_of_the_file(many: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    file = open_file(many, shares.append).file
    expected = load_events(many)
    assert isinstance(file.loaded.events, EventStore)
    assert list(file.loaded.events) == list(expected.events)
    assert (file.loaded.read, file.loaded.sha256) == (NUMBER, expected.sha256)
    assert file.loaded.sources == expected.sources
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_it_is_gone_with_the_last_who_holds_it(many: Path, tmp_path: Path) -> None:
    file = open_file(many).file
    assert len(file.table) == NUMBER
    assert len(left(tmp_path)) == 1
    del file
    gc.collect()
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["many.parquet", "many.csv"])
@pytest.mark.parametrize("share", [0, 0.5])
def test_what_stops_the_reading_ends_its_process_and_leaves_nothing(
    folder: Path, name: str, share: float, tmp_path: Path
) -> None:
    class CancelledError(Exception):
        pass

    def cancel(done: float) -> None:
        if done >= share:
            raise CancelledError

    with pytest.raises(CancelledError):
        open_file(folder / name, cancel)
    assert left(tmp_path) == []
    assert preparing() == []


def test_a_reading_that_is_killed_is_told_and_the_server_lives(
    folder: Path, tmp_path: Path
) -> None:
    def kill(_share: float) -> None:
        for child in preparing():
            child.kill()

    file = open_file(folder / "many.csv", kill).file
    assert len(file.table) == 0
    assert file.problems[0].startswith("many.csv: found that its reading ended early")
    assert left(tmp_path) == []


def test_a_large_table_brings_its_receipt(tmp_path: Path) -> None:
    rows = "".join(f"{n},Kunduz,2021-07-05,68.857,36.729\n" for n in range(SMALL_FILE_BYTES // 30))
    file = tmp_path / "large.csv"
    file.write_text(f"id,place,date,longitude,latitude\n{rows}x,Nowhere,no day,68,36\n")
    opening = open_file(file)
    assert opening.receipt is not None
    assert opening.receipt.written == SMALL_FILE_BYTES // 30 == len(opening.file.table)
    assert opening.file.loaded.read == SMALL_FILE_BYTES // 30 + 1
    assert opening.file.loaded.rejected == 1
    assert opening.file.loaded.path_name == "large.csv"


def test_a_large_file_that_breaks_off_is_refused_whole(tmp_path: Path) -> None:
    file = tmp_path / "cut.geojson"
    feature = '{"type": "Feature", "id": "%d", "geometry": null, "properties": {}},\n'
    features = "".join(feature % n for n in range(SMALL_FILE_BYTES // 60))
    head = '{"type": "FeatureCollection", "format": "panj-events/1", "features": ['
    file.write_text(head + features)
    opened = open_file(file).file
    assert len(opened.table) == 0
    assert opened.problems[0].startswith("cut.geojson")
    assert left(tmp_path) == []


def test_the_second_opening_finds_it_ready(many: Path, tmp_path: Path) -> None:
    kept = PreparedCache(tmp_path / "cache")
    first = open_file(many, cache=kept)
    shares: list[float] = []
    again = open_file(many, shares.append, kept)
    assert shares == []
    assert first.folder == again.folder
    assert again.folder is not None
    assert again.folder.parent == tmp_path / "cache"
    assert again.file.loaded.events.find("made:1") == first.file.loaded.events.find("made:1")


def test_half_made_files_are_not_taken(many: Path, tmp_path: Path) -> None:
    kept = PreparedCache(tmp_path / "cache")
    folder = open_file(many, cache=kept).folder
    assert folder is not None
    (folder / "head.json").unlink()
    assert kept.find(many) is None
    assert len(open_file(many, cache=kept).file.table) == NUMBER


def test_only_so_many_are_kept(tmp_path: Path, many: Path) -> None:
    kept = PreparedCache(tmp_path / "cache", most=1, in_use_seconds=0)
    other = tmp_path / "other.parquet"
    write_events(NUMBER + 1, other)
    open_file(many, cache=kept)
    open_file(other, cache=kept)
    assert kept.find(many) is None
    assert kept.find(other) is not None


def test_a_server_keeps_what_it_has_open_however_many_come_after(
    tmp_path: Path, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    own = PublicFile(many)
    folder = own.open().folder
    assert folder is not None
    long_ago = folder.stat().st_mtime - 2 * IN_USE_SECONDS
    os.utime(folder, (long_ago, long_ago))
    own.touch()
    other = tmp_path / "other.parquet"
    write_events(NUMBER + 1, other)
    open_file(other, cache=PreparedCache(folder.parent, most=1))
    assert own.open().file.find("made:1") is not None
    shutil.rmtree(folder)
    own.touch()
    assert not folder.exists(), "nothing stands where the file is to be kept again"


def test_the_same_bytes_under_another_name_are_another_file(tmp_path: Path, many: Path) -> None:
    kept = PreparedCache(tmp_path / "cache")
    open_file(many, cache=kept)
    other = tmp_path / "other.parquet"
    other.write_bytes(many.read_bytes())
    assert kept.find(many) is not None
    assert kept.find(other) is None


def test_what_was_made_is_kept_as_what_it_was_made_of(tmp_path: Path, many: Path) -> None:
    kept = PreparedCache(tmp_path / "cache")
    path = tmp_path / "own.parquet"
    path.write_bytes(many.read_bytes())
    found = kept.folder_of(path)
    made = Path(tempfile.mkdtemp(dir=kept.folder))
    write_events(NUMBER + 1, path)
    assert kept.keep(found, made) == found
    assert kept.find(path) is None
