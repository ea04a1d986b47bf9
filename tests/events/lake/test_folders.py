"""Folders of published files as the sources of a lake, one of them unusable."""

import json
from pathlib import Path

import pytest

from events.__main__ import main
from events.lake.builds.building import build_lake
from events.lake.files.manifest import read_manifest
from events.lake.files.storage import open_storage
from tests.makers.daily_files import write_acled_export, write_gdelt_day

pytestmark = pytest.mark.slow


@pytest.fixture
def days(tmp_path: Path) -> Path:
    """A folder of three days of GDELT."""
    folder = tmp_path / "gdelt"
    folder.mkdir()
    for number, day in enumerate(("20210705", "20210706", "20210707")):
        write_gdelt_day(folder, day, 100 * number, 20)
    return folder


def test_a_folder_of_gdelts_days_is_built(tmp_path: Path, days: Path) -> None:
    built = build_lake([days], str(tmp_path / "lake"))
    lake = read_manifest(open_storage(str(tmp_path / "lake")))
    assert (built.read, built.events, built.rejected) == (60, 60, 0)
    assert lake.days == ("2021-07-05", "2021-07-07")
    assert [source["id"] for source in lake.sources] == ["gdelt"]
    assert "gdelt" in "".join(lake.receipt).lower()


def test_a_folder_of_acleds_exports_is_built(tmp_path: Path) -> None:
    folder = tmp_path / "acled"
    folder.mkdir()
    for number, month in enumerate(("2021-06", "2021-07")):
        write_acled_export(folder, month, 100 * number, 30)
    built = build_lake([folder], str(tmp_path / "lake"))
    lake = read_manifest(open_storage(str(tmp_path / "lake")))
    assert (built.read, built.events, built.rejected) == (60, 60, 0)
    assert [source["id"] for source in lake.sources] == ["acled"]


def test_a_file_that_cannot_be_used_is_told_by_its_name_and_the_rest_built(
    tmp_path: Path, days: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (days / "20210706.export.CSV").write_bytes(b"\x00\x01\x02" * 100)
    folder = str(tmp_path / "lake")
    assert main(["build", str(days), folder]) == 1
    told = capsys.readouterr().out
    assert "40 read = 40 events + 0 rejected" in told
    assert "20210706.export.CSV: found" in told
    lake = read_manifest(open_storage(folder))
    assert lake.receipt[0].startswith("20210706.export.CSV: found")
    write_gdelt_day(days, "20210706", 100, 20)
    mended = ["build", str(days / "20210706.export.CSV"), folder, "--json"]
    assert main(mended) == 0
    assert json.loads(capsys.readouterr().out)["events"] == 20


def test_where_no_file_can_be_used_nothing_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "daily"
    folder.mkdir()
    for name in ("one.csv", "two.csv"):
        (folder / name).write_bytes(b"\x00\x01\x02" * 100)
    assert main(["build", str(folder), str(tmp_path / "lake")]) == 2
    assert "one.csv: found" in capsys.readouterr().err
    assert not (tmp_path / "lake/manifest.json").exists()
