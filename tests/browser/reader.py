"""What a reader does and finds on the page, in words that the tests share."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Locator, Page, expect

from tests.browser.conftest import ROOT

ARTICLE = json.loads((ROOT / "events/data/antiwar-2021-07-08.geojson").read_text())
EVENTS = {feature["id"]: feature["properties"] for feature in ARTICLE["features"]}
LOCATED = [feature["id"] for feature in ARTICLE["features"] if feature["geometry"]]
CROSSING = next(id_ for id_, event in EVENTS.items() if event["kind"] == "retreat")
FIGHTING = next(id_ for id_, event in EVENTS.items() if event["kind"] == "assault")
MEASURES = (ROOT / "tests/browser/measures.js").read_text()
"""What a test measures of a page, as its script."""

Visit = Callable[..., Page]


def told_once(id_: str) -> dict[str, Any]:
    """Return an event of the article without its accounts, so that a test may change its values."""
    feature = next(one for one in ARTICLE["features"] if one["id"] == id_)
    kept = {name: value for name, value in feature["properties"].items() if name != "accounts"}
    basis = {name: "coded" for name in ("date_basis", "place_basis") if name in kept}
    return {**feature, "properties": {**kept, **basis}}


def blank(server: str) -> str:
    """Return an address of a server that is no page, to prepare there what the page will meet."""
    return f"{server}/_stcore/health"


def map_of(page: Page) -> Frame:
    """Return the map's frame once its marks are drawn and at rest."""
    settled = page.frame_locator("iframe").locator(".panj-map[data-settled=true]")
    expect(settled).to_be_visible(timeout=90_000)
    return next(frame for frame in page.frames if "streamlit_folium" in frame.url)


TOGETHER = """() => {
  const send = WebSocket.prototype.send;
  let held = [];
  WebSocket.prototype.send = function (message) {
    held.push([this, message]);
    if (held.length < 2) return;
    WebSocket.prototype.send = send;
    for (const [socket, each] of held) socket.send(each);
  };
}"""
"""Two messages to the server reach it as one, as on a slow line."""


def at_rest(page: Page) -> None:
    """Wait until the page has brought all that it was asked for, what is not to be seen, too."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def mark(page: Page, id_: str) -> Locator:
    """Return the first mark of an event."""
    return page.frame_locator("iframe").locator(f'[data-event-id="{id_}"]').first


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def opened(page: Page, id_: str) -> None:
    """Expect an event to be the open one."""
    heading = region(page, "Event").get_by_role("heading", level=2)
    expect(heading).to_have_text(EVENTS[id_]["title"])


def followed(page: Page, id_: str) -> None:
    """Expect the page to have come after the words that were ahead of it."""
    expect(page).to_have_url(holding(f"event={id_}"))
    at_rest(page)


def total_shown(page: Page, number: int) -> None:
    expect(page.get_by_text(f"{number} of {len(EVENTS)} events")).to_be_visible()


def pill(page: Page, family: str) -> Locator:
    return page.get_by_role("group", name="Kinds of events").get_by_role("button", name=family)


def open_drawer(page: Page) -> Locator:
    """Open the table's drawer and return its rows."""
    page.get_by_role("button", name="Show the rows").click()
    return page.get_by_role("tabpanel")


def open_rows(page: Page) -> Locator:
    """Open the tall chart of days and return its rows."""
    page.get_by_role("button", name="Rows", exact=True).click()
    return page.get_by_role("group", name="Events by date").get_by_role("button")


def open_files(page: Page, *files: Path) -> None:
    """Open files as a reader does, and wait until each is listed."""
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_label("Open event files").set_input_files(files)
    for file in files:
        row = page.get_by_role("list", name="Files").locator("label", has_text=file.name)
        expect(row).to_be_visible(timeout=90_000)


def open_share(page: Page) -> None:
    map_of(page)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()


def holding(parameter: str) -> re.Pattern[str]:
    """Return a pattern for an address that holds a parameter."""
    return re.compile(re.escape(parameter))
