"""Servers that are measured: the dashboard and the tiny apps beside it, each by its own command."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.conftest import ROOT, answers, free_port

OURS, FLOOR = "panj", "empty page"
APPS = {
    OURS: "dashboard/app.py",
    FLOOR: "tests/bench/apps/floor.py",
    "marker each": "tests/bench/apps/folium_server.py",
    "FastMarkerCluster": "tests/bench/apps/folium_server.py",
    "pydeck": "tests/bench/apps/deck.py",
}
"""What is measured, by its name in the table, and its script."""

_FOLIUM = {"marker each": "marker_each.py", "FastMarkerCluster": "fast_cluster.py"}

CACHE = ROOT / "build" / "bench"
"""Where made-up files, packages and the servers' own caches are kept."""

_PATIENCE = 300  # seconds to the first healthy answer


@dataclass(frozen=True)
class Server:
    """A running server.

    Parameters
    ----------
    url : str
        Its address.
    pid : int
        Its process.
    """

    url: str
    pid: int

    def memory(self) -> float:
        """Return the memory of the process and those it started, in MB.

        It is the proportional share (PSS): a page that several hold is parted among them.
        """
        return sum(_memory_of(pid) for pid in _with_children(self.pid))

    def own_memory(self) -> float:
        """Return the memory of the process alone, in MB."""
        return _memory_of(self.pid)


@contextmanager
def serving(name: str, events: Path, cache: Path = CACHE / "home") -> Iterator[Server]:
    """Serve one of `APPS` with an event file until the block ends.

    Parameters
    ----------
    name : str
        One of `APPS`.
    events : pathlib.Path
        The file it opens.
    cache : pathlib.Path, optional
        The folder of its cache.
    """
    with _running(name, events, cache) as (process, url):
        _await(process, f"{url}/_stcore/health")
        yield Server(url, process.pid)


def starting(events: Path, cache: Path) -> float:
    """Start the dashboard and stop it; the seconds until it first answers with an event.

    Parameters
    ----------
    events : pathlib.Path
        The file it opens.
    cache : pathlib.Path
        The folder of its cache; an empty one lets it do all the work.
    """
    begun = time.monotonic()
    with _running(OURS, events, cache) as (process, url):
        _await(process, f"{url}/api/collections/events/items?limit=1")
        return time.monotonic() - begun


@contextmanager
def _running(name: str, events: Path, cache: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", APPS[name]]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    variables = {
        "EVENTS": str(events),
        "APP": _FOLIUM.get(name, ""),
        "PYTHONPATH": str(ROOT),
        **dict(re.findall(r"\b(MALLOC_\w+)=(\d+)", (ROOT / "Makefile").read_text())),
        "XDG_CACHE_HOME": str(cache),
    }
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes], url: str) -> None:
    pause = threading.Event()
    deadline = time.monotonic() + _PATIENCE
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{url}: found no answer 200 within {_PATIENCE} s")
        pause.wait(0.02)


def _with_children(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _with_children(int(child))


def _memory_of(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended since
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
