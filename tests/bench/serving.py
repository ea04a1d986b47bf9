"""Servers that are measured: the dashboard and the tiny apps beside it, each by its own command."""

import os
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
        """Return the process's share of memory (PSS) in MB, shared pages parted among users."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
        raise ValueError(f"/proc/{self.pid}/smaps_rollup: found no line Pss, expected one")


@contextmanager
def serving(name: str, events: Path) -> Iterator[Server]:
    """Serve one of `APPS` with an event file until the block ends."""
    with _running(name, events) as (process, url):
        _await(process, f"{url}/_stcore/health")
        yield Server(url, process.pid)


def starting(events: Path) -> float:
    """Start the dashboard and stop it; the seconds until it first answers with an event."""
    begun = time.monotonic()
    with _running(OURS, events) as (process, url):
        _await(process, f"{url}/api/collections/events/items?limit=1")
        return time.monotonic() - begun


@contextmanager
def _running(name: str, events: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", APPS[name]]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    variables = {"EVENTS": str(events), "APP": _FOLIUM.get(name, ""), "PYTHONPATH": str(ROOT)}
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
