import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dashboard.session.file_opener import open_file
from events.__main__ import main
from events.files.event_file import load_events
from events.importers.places.places import circles

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "importers"
NOBODY = 65534
UCDP = str(DATA / "ucdp-v23.1.csv")


def test_import_prints_the_receipt(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["import", "ucdp", UCDP, str(tmp_path / "a.geojson")]) == 0
    output = capsys.readouterr()
    assert output.out.startswith("7 rows read = 7 events written + 0 rows rejected\n")
    assert "precision where_prec 3: 1 district\n" in output.out
    assert "cite as: Sundberg" in output.out
    assert main(["validate", str(tmp_path / "a.geojson")]) == 0


def test_import_draws_what_the_page_draws(tmp_path: Path):
    assert main(["import", "ucdp", UCDP, str(tmp_path / "a.geojson")]) == 0
    loaded = load_events(tmp_path / "a.geojson")
    opened = open_file(Path(UCDP)).file.loaded
    assert [event.geometry for event in loaded.events] == [
        event.geometry for event in opened.events
    ]
    (district,) = (one for one in loaded.events if one.place_precision == "district")
    (ring,) = district.geometry.coordinates
    assert len(ring) > len(circles(np.zeros((1, 2)), np.ones(1))[0])


def test_import_with_rejected_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    faults = str(DATA / "ucdp-faults.csv")
    assert main(["import", "ucdp", faults, str(tmp_path / "a.parquet"), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert list(answer)[:5] == ["read", "written", "rejected", "reasons", "columns"]
    assert (answer["read"], answer["written"], answer["rejected"]) == (8, 1, 7)
    assert answer["reasons"][0] == {
        "row": 2,
        "id": None,
        "reason": "id: found nothing, expected an id",
        "sheet": "",
        "line": 3,
    }


def test_import_takes_columns_and_the_order_of_dates(tmp_path: Path):
    (tmp_path / "a.csv").write_text("wo;wann\nA;05/07/2021\n")
    named = ["--column", "place=wo", "--column", "date=wann", "--dates", "day-first"]
    paths = [str(tmp_path / "a.csv"), str(tmp_path / "a.geojson")]
    assert main(["import", "table", *paths, *named]) == 0
    (feature,) = json.loads((tmp_path / "a.geojson").read_text())["features"]
    assert feature["properties"]["date"] == "2021-07-05"


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ("gone.csv", "a.geojson", "no such file"),
        ("ucdp-v23.1.csv", "a.csv", "the ending .csv"),
        ("ucdp-v23.1.csv", "gone/a.geojson", "No such file or directory"),
        ("ucdp-v23.1.csv", "folder.geojson", "Is a directory"),
    ],
)
def test_import_that_cannot_be_done(
    source: str,
    target: str,
    told: str,
    as_json: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    (tmp_path / "folder.geojson").mkdir()
    words = ["import", "ucdp", str(DATA / source), str(tmp_path / target)]
    assert main([*words, *(["--json"] if as_json else [])]) == 2
    output = capsys.readouterr()
    if as_json:
        answer = json.loads(output.out)
        assert answer["problems"][0]["found"] == told
        assert (answer["read"], answer["written"], answer["rejected"]) == (0, 0, 0)
    else:
        assert told in output.err
        assert output.out == ""


def test_export_and_its_receipt(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    good = str(ROOT / "tests" / "data" / "events" / "good.geojson")
    assert main(["export", good, str(tmp_path / "a.csv"), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["read"], answer["written"], answer["rejected"]) == (2, 2, 0)
    assert answer["losses"]
    assert (tmp_path / "a.csv").exists()


def test_a_receipt_cannot_move_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "a.csv").write_text("id,place,date,\x1b[31m\n\x1b[2J,A,soon,\n")
    main(["import", "table", str(tmp_path / "a.csv"), str(tmp_path / "a.geojson")])
    assert "\x1b" not in capsys.readouterr().out


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that this user may read and not write; root becomes nobody for it."""
    folder = Path(tempfile.mkdtemp())
    shutil.copy(UCDP, folder / "in.csv")
    # Python loads the rest of itself now: nobody may not read it where root has it.
    assert main(["import", "ucdp", str(folder / "in.csv"), str(folder / "b.geojson")]) == 0
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_without_permission(closed_folder: Path, capsys: pytest.CaptureFixture[str]):
    folder = str(closed_folder)
    assert main(["import", "ucdp", f"{folder}/in.csv", f"{folder}/a.geojson"]) == 2
    assert "Permission denied" in capsys.readouterr().err


def test_a_kill_leaves_the_old_file(tmp_path: Path):
    rows = "".join(f"{number},A,2021,{'x' * 200}\n" for number in range(100_000))
    (tmp_path / "a.csv").write_text(f"id,place,date,note\n{rows}")
    target = tmp_path / "a.geojson"
    target.write_text("old")
    words = ["import", "table", str(tmp_path / "a.csv"), str(target)]
    process = subprocess.Popen([sys.executable, "-m", "events", *words], cwd=ROOT)
    while not [part for part in tmp_path.glob(".a.*") if part.stat().st_size]:
        with pytest.raises(subprocess.TimeoutExpired):  # it is still writing
            process.wait(0.01)
    process.kill()
    process.wait()
    assert target.read_text() == "old"
