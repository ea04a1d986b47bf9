"""The operator's archive comes by ranges of bytes; what draws it comes from npm."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.assets.scripts import draws_tiles
from geodata.building.sources.tile_scripts import SCRIPTS
from tests.makers.vector_extract import write_extract

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
ASK = """
from starlette.applications import Starlette
from starlette.testclient import TestClient
from dashboard.server.routes import ROUTES
client = TestClient(Starlette(routes=ROUTES))
found = client.get("/layers/own.pmtiles", headers={"Range": "bytes=0-126"})
print(found.status_code, found.headers.get("content-range"), found.content[:8])
print(client.get("/assets/vendored/pmtiles.js").status_code)
print(client.get("/assets/vendored/../scripts.py").status_code)
"""


def asked(basemap: str) -> list[str]:
    """Ask a server with a BASEMAP for the archive and for scripts of others."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "BASEMAP": basemap},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_archive_is_answered_by_ranges(tmp_path: Path) -> None:
    path = write_extract(tmp_path / "region.pmtiles")
    size = path.stat().st_size
    assert asked(str(path)) == [rf"206 bytes 0-126/{size} b'PMTiles\x03'", "200", "404"]


def test_without_one_there_is_none() -> None:
    assert asked("")[0].startswith("404 None")


def test_vector_tiles_can_be_drawn_where_npms_two_scripts_are(tmp_path: Path) -> None:
    assert not draws_tiles(tmp_path)
    for script in SCRIPTS:
        (tmp_path / f"{script.name}.js").write_text("")
    assert draws_tiles(tmp_path)
    assert draws_tiles(), "`make basemap` has not been run"
