"""A real server by the real command, and a real browser that reaches nothing else."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebSocket, expect

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium-headless-shell") or "chromium-headless-shell"
"""Chromium's own shell without windows: the same page for a sixth less of the processors' time."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--font-render-hinting=none",  # letters as wide as in a window
    "--disable-sync",
    # No name leads anywhere, so that nothing is asked outside even where a test would fail for it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    # Chromium would start two processes a window for what pops up below its address.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,PaintHolding,OptimizationHints,"
    "MediaRouter,HttpsUpgrades,ThirdPartyStoragePartitioning,DestroyProfileOnBrowserClose",
]
WIDTHS = {"desktop": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}
expect.set_options(timeout=45_000)  # milliseconds: a busy machine is slow, not wrong
PATIENCE = 180
"""Seconds that a server may take to its first healthy answer on a busy machine."""


def free_port() -> int:
    """Return a port that nothing listens on."""
    [port] = free_ports(1)
    return port


def free_ports(number: int) -> list[int]:
    """Return ports that nothing listens on."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def answers(url: str) -> bool:
    """Tell whether an address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def serving(
    events: Path | str | None = None,
    port: int | None = None,
    root: Path = ROOT,
    desk: Path | str | None = None,
    ending: signal.Signals = signal.SIGTERM,
    team: Path | None = None,
    address: str = "127.0.0.1",
) -> Iterator[str]:
    """Serve the dashboard by its plain command, with an event file or a desk of one's own."""
    port = port or free_port()
    given = {"EVENTS": events, "DESK": desk, "TEAM": team}
    environment = os.environ | {name: str(path) for name, path in given.items() if path}
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    process = subprocess.Popen(
        [*command, "--server.port", str(port), "--server.address", address],
        cwd=root,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    url = f"http://127.0.0.1:{port}"
    pause = threading.Event()
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(f"{url}/_stcore/health"):
            pause.wait(0.1)
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < deadline, "the server did not become healthy"
        yield url
    finally:
        process.send_signal(ending)
        process.wait()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The dashboard with the built-in article."""
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium without its windows, asking nobody anything by itself."""
    return {"executable_path": CHROMIUM, "args": FLAGS}


def breaches(message: ConsoleMessage) -> list[str]:
    """Return what a console tells of a breach of the page's policy."""
    return [message.text] if "Content Security Policy" in message.text else []


@contextmanager
def visiting(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages of the dashboard; a request to elsewhere, an error or a dialog fails the test."""
    opened, strangers, errors = [], [], []

    def visit(url: str, width: str = "desktop", scheme: str = "light") -> Page:
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = browser.new_context(
            viewport=size,
            color_scheme=scheme,
            permissions=["clipboard-read", "clipboard-write"],
            ignore_https_errors=True,  # a trial's certificate signs itself
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        home = urlsplit(url).netloc

        def note(asked: Request | WebSocket) -> None:
            parts = urlsplit(asked.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != home:
                strangers.append(asked.url)

        page.on("request", note)
        page.on("websocket", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend(breaches(message)))
        page.on("dialog", lambda dialog: (errors.append(dialog.message), dialog.dismiss()))
        opened.append(context)
        page.goto(url)
        return page

    yield visit
    for context in opened:
        context.close()
    assert strangers == []
    assert errors == []


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages of the dashboard for one test."""
    with visiting(browser) as visit:
        yield visit
