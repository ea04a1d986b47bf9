"""What make says where something is missing and the reader may not install it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def bare_machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a reader without root, on a machine without Chromium."""
    for tool in ("bash", "sh"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or "")
    someone = tmp_path / "id"
    someone.write_text("#!/bin/sh\necho 1000\n")
    someone.chmod(0o755)
    return {**os.environ, "PATH": str(tmp_path)}


def test_a_missing_chromium_gives_one_line_with_the_command(bare_machine: dict[str, str]) -> None:
    make = shutil.which("make") or ""
    done = subprocess.run(
        [make, "--silent", "chromium"], cwd=ROOT, env=bare_machine, capture_output=True, text=True
    )
    assert done.returncode != 0
    missing = "chromium-headless-shell fonts-noto-core"
    told = f"Missing: {missing}. Type: sudo apt-get install {missing}"
    assert done.stderr.splitlines()[0] == told


def test_an_old_python_is_named(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["make", "--silent", "-f", str(ROOT / "Makefile"), ".venv/bin/python", f"PYTHON={old}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert f"Panj needs Python 3.11 or newer; {old} is Python 3.9.2. Set PYTHON=." in done.stdout
