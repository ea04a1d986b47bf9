"""A reader in a real browser whose every step is timed from within the page.

The time of a step runs from the reader's own event (the navigation, the release of a button, a
key) to the end of the frame in which the marks show it; ``probe.js`` takes both, so that
neither this process nor its way to the browser is in the figure.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from playwright.sync_api import TimeoutError as TooSlow

from tests.browser.conftest import CHROMIUM, FLAGS

LIMIT = 60.0
"""Seconds after which a step counts as not reached."""

VIEWPORT = (1440, 900)
"""Pixels, of a reader's screen."""
QUIET_MS = 300
"""How long a moving map of another tool must stand still to count as drawn."""

_PROBE = Path(__file__).with_name("probe.js").read_text()
_FLAGS = [*FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """Start a browser of one's own, so that a page that hangs holds up no other."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
    try:
        yield browser
    finally:
        browser.close()


class OverLimitError(Exception):
    """A step took longer than `LIMIT`."""


class Reader:
    """One reader with a fresh cache and one page.

    Parameters
    ----------
    browser : Browser
        From `browsing`.
    url : str
        The server.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._url = url
        width, height = VIEWPORT
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        self.context.add_init_script(_PROBE)
        self.page: Page = self.context.new_page()

    def open(self, query: str = "") -> None:
        """Open the page without waiting for it."""
        self.page.goto(f"{self._url}/{query}", wait_until="commit")

    def load(self, what: str) -> float:
        """Open the page; the milliseconds until it first shows what `what` names in the probe."""
        start = f"if (window === window.top) window.bench.load({json.dumps(what)});"
        self.page.add_init_script(start)
        self.open()
        return self._result()

    def timed(self, what: str, act: Callable[[Page], None]) -> float:
        """Do a step; the milliseconds until what `what` names has changed."""
        self.page.evaluate("(what) => window.bench.arm(what)", what)
        act(self.page)
        return self._result()

    def timed_quiet(self, act: Callable[[Page], None]) -> float:
        """Do a step; the milliseconds until the map's last change before it stands still."""
        self.page.evaluate("(quiet) => window.bench.armQuiet(quiet)", QUIET_MS)
        act(self.page)
        return self._result()

    def wait_for(self, what: str) -> None:
        """Wait until the page shows all that `what` names."""
        try:
            self.page.wait_for_function(
                "(what) => window.bench.shown(what)", arg=what, polling=50, timeout=LIMIT * 1000
            )
        except TooSlow as error:
            raise OverLimitError from error

    def close(self) -> None:
        """Close the page and forget its cache."""
        self.context.close()

    def _result(self) -> float:
        try:
            found = self.page.wait_for_function(
                "() => window.result?.ms ?? null", polling=20, timeout=LIMIT * 1000
            )
        except TooSlow as error:
            raise OverLimitError from error
        return float(found.json_value())


class Traffic:
    """Counts the bytes that a page receives.

    HTTP is counted as it came over the wire, messages of the web socket as unpacked.

    Parameters
    ----------
    page : Page
        The page, before it is loaded.
    """

    def __init__(self, page: Page) -> None:
        self._received = 0.0
        session = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._count_response)
        session.on("Network.webSocketFrameReceived", self._count_message)
        session.send("Network.enable")

    def taken(self) -> float:
        """Return the kB since the last call."""
        received, self._received = self._received, 0.0
        return received / 1000

    def _count_response(self, event: dict[str, float]) -> None:
        self._received += event["encodedDataLength"]

    def _count_message(self, event: dict[str, dict[str, str]]) -> None:
        # Binary messages come as base64: four letters for three bytes.
        self._received += len(event["response"]["payloadData"]) * 3 / 4
