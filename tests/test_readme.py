"""Every command that README gives is run here, on a clean clone."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import PATIENCE, ROOT, answers, free_port

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text()
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
SERVERS = [line for line in COMMANDS if re.search(r"make run|streamlit run", line)]
CHECKS = {"make test", "make quick", "make check"}
ARTICLE = "events/data/antiwar-2021-07-08.geojson"


SPARED = {"MYPY_CACHE_DIR": str(ROOT / ".mypy_cache")}
"""What this run has done already: types of the same files."""


def install(folder: Path, requirements: str, target: str) -> None:
    """Install as `make` would, which this run began with, but from uv's cache: in seconds."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--require-hashes"]
    command += ["--python", ".venv/bin/python", "-r", requirements]
    subprocess.run(command, cwd=folder, check=True)
    (folder / ".venv/bin" / target).touch()


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean clone with the files that README's reader would have of their own."""
    folder = tmp_path_factory.mktemp("clone") / "panj"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    words = "Soldiers crossed the river."
    own = (ROOT / "tests/data/readme/my-events.geojson").read_text()
    (folder / "my-events.geojson").write_text(own)
    (folder / "article.txt").write_text(words)
    (folder / "my-table.csv").write_text(
        "place,date,longitude,latitude\nKunduz,2021-07-05,68.9,36.7\n"
    )
    subprocess.run(["python3", "-m", "venv", ".venv"], cwd=folder, check=True)
    install(folder, "requirements.txt", ".run")
    for large in (".lake", ".s3"):  # which this test run has, and what is collected does not need
        (folder / ".venv/bin" / large).touch()
    return folder


@pytest.fixture
def environment() -> dict[str, str]:
    """The reader's environment: without this test run's own virtual environment.

    Bytecode is kept, which each command would else make anew from all that it imports.
    """
    own = {"VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
    return {name: value for name, value in os.environ.items() if name not in own} | SPARED


def test_what_a_login_needs_is_installed_without_the_tests(clone: Path) -> None:
    # First of all, as the checks below install into the clone what tests need.
    client = "from authlib.integrations.starlette_client import OAuth"
    subprocess.run([".venv/bin/python", "-c", client], cwd=clone, check=True)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in {*SERVERS, *CHECKS}])
def test_a_command_succeeds(clone: Path, environment: dict[str, str], command: str) -> None:
    done = subprocess.run(
        ["bash", "-c", command], cwd=clone, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("lines", PYTHON)
def test_lines_of_python_run(clone: Path, environment: dict[str, str], lines: str) -> None:
    command = [".venv/bin/python", "-c", lines]
    done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "quotes" in done.stdout


@pytest.fixture(scope="module")
def tested(clone: Path) -> Path:
    """The clone with what tests need, too."""
    install(clone, "requirements/test.txt", ".test")
    return clone


@pytest.mark.parametrize("command", sorted(CHECKS))
def test_a_check_reaches_the_tests(tested: Path, environment: dict[str, str], command: str) -> None:
    # The tests themselves are running now: here those of one file are collected.
    environment["PYTEST_ADDOPTS"] = "--collect-only tests/test_house.py"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tested, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tests collected" in done.stdout


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        os.killpg(process.pid, 15)
        process.wait()


@pytest.mark.parametrize("command", SERVERS)
def test_a_server_starts(
    clone: Path,
    environment: dict[str, str],
    started: list[subprocess.Popen[bytes]],
    command: str,
) -> None:
    port = free_port()
    environment |= {"PORT": str(port), "STREAMLIT_SERVER_PORT": str(port)}
    command = re.sub(r" PORT=\d+", f" PORT={port}", command)
    process = subprocess.Popen(
        ["bash", "-c", command], cwd=clone, env=environment, start_new_session=True
    )
    started.append(process)
    pause = threading.Event()
    for _ in range(PATIENCE * 10):
        if answers(f"http://127.0.0.1:{port}/api/collections/events/items"):
            return
        assert process.poll() is None, "the server ended"
        pause.wait(0.1)
    pytest.fail("the server did not answer")


def test_the_readme_names_the_files_that_there_are() -> None:
    for target in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / target).exists(), target
