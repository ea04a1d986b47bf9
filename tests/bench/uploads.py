"""`python -m tests.bench.uploads`: the memory of the server while 2 GB are dropped on the page."""

import tempfile
import threading
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from dashboard.session.server_limits import UPLOAD_BYTES
from tests.bench import serving
from tests.browser.conftest import CHROMIUM, FLAGS

_PATIENCE = 600_000  # milliseconds
_EVERY = 0.2  # seconds between two looks at the memory
ARTICLE = serving.ROOT / "events/data/antiwar-2021-07-08.geojson"


def measured(size: int) -> tuple[float, float]:
    """Drop a file on the page; the server's memory in MB before, and at most on its way."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving.serving(serving.OURS, ARTICLE) as server,
        sync_playwright() as playwright,
    ):
        file = Path(folder) / "large.csv"
        with file.open("wb") as table:
            table.truncate(size)  # it takes no room on the disk
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(server.url)
        page.get_by_role("button", name="Open", exact=True).click()
        field = page.get_by_label("Open event files")
        expect(field).to_be_visible(timeout=_PATIENCE)
        before, most, ended = server.memory(), 0.0, threading.Event()

        def watch() -> None:
            nonlocal most
            while not ended.wait(_EVERY):
                most = max(most, server.memory())

        watcher = threading.Thread(target=watch)
        watcher.start()
        field.set_input_files(file)
        expect(page.get_by_text("large.csv is on the server.")).to_be_visible(timeout=_PATIENCE)
        ended.set()
        watcher.join()
        browser.close()
    return before, most


def told() -> str:
    """Drop the most that a file may have, and say what the server took meanwhile."""
    before, most = measured(UPLOAD_BYTES)
    return (
        f"While {UPLOAD_BYTES / 1e9:.0f} GB were dropped on the page the server had {most:,.0f} MB "
        f"at most, and {before:,.0f} before."
    )


if __name__ == "__main__":
    print(told())
