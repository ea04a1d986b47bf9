"""The entry that `streamlit run` starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
AS_STREAMLIT = """
import runpy, sys
from streamlit.runtime.scriptrunner.exec_code import modified_sys_path

sys.path.insert(0, "dashboard")
app = runpy.run_path("dashboard/app.py")["app"]
with modified_sys_path(sys.argv[1]):
    import assets, dossier, server, session
print(*(found.__file__ for found in (assets, dossier, server, session)), sep="\\n")
"""


def test_no_folder_of_the_dashboard_hides_a_package(tmp_path: Path) -> None:
    elsewhere = [tmp_path / f"{name}.py" for name in ("assets", "dossier", "server", "session")]
    for package in elsewhere:
        package.touch()
    done = subprocess.run(
        [sys.executable, "-c", AS_STREAMLIT, str(ROOT / "dashboard/page.py")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [str(package) for package in elsewhere]


def test_a_site_that_is_none_stops_it_with_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "dashboard/app.py"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EMBED_FOR": "https://site.example/page"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("EMBED_FOR: found 'https://site.example/page', expected")


def test_a_ground_that_is_none_stops_it_with_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "dashboard/app.py"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "BASEMAP": "gone.pmtiles"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("BASEMAP: ")
    assert "gone.pmtiles: found No such file or directory, expected a file of vector tiles" in line
