"""The page in another site's frame: by Share's snippet, and only where the operator lets it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import serving
from tests.browser.reader import Visit, map_of


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """Serve a folder as a site of its own."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}"
        host.shutdown()


def test_a_named_site_shows_map_days_and_card_and_no_other_site_does(
    visit: Visit, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hosting(tmp_path) as named, hosting(tmp_path) as other:
        monkeypatch.setenv("EMBED_FOR", named)
        with serving() as url:
            page = visit(f"{url}/?event=afghan-soldiers-cross")
            map_of(page)
            page.get_by_role("button", name="Share").click()
            snippet = page.get_by_role("textbox", name="Show it on another site")
            expect(snippet).to_be_visible()
            expect(page.get_by_text(f"In a frame, on: {named}")).to_be_visible()
            (tmp_path / "index.html").write_text(
                f"<!doctype html><title>A site</title>{snippet.input_value()}", encoding="utf-8"
            )
            around = browser.new_page()
            around.goto(named)
            framed = around.frame_locator("figure > iframe[title]")
            event = framed.get_by_role("region", name="Event", exact=True)
            expect(event).to_contain_text("Over 1,000 Afghan soldiers cross into Tajikistan")
            mark = framed.frame_locator("iframe").locator("[data-event-id]").first
            expect(mark).to_be_attached()
            for hidden in ("Share", "Open"):
                expect(framed.get_by_role("button", name=hidden, exact=True)).to_have_count(0)
            expect(framed.get_by_role("region", name="Event", exact=True)).to_be_visible()
            expect(around.get_by_role("figure").get_by_role("link")).to_be_visible()
            with around.expect_console_message(lambda said: "frame-ancestors" in said.text):
                around.goto(other)
            around.close()


def test_without_named_sites_there_is_nothing_to_copy(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(page.get_by_role("textbox", name="Show it on another site")).to_have_count(0)
    expect(page.get_by_text("Whoever keeps this server can allow one")).to_be_visible()
