"""What happens to the server's file, the server or another reader takes no page down."""

import json
import re
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import free_port, serving
from tests.browser.reader import (
    ARTICLE,
    CROSSING,
    EVENTS,
    LOCATED,
    Visit,
    map_of,
    mark,
    open_drawer,
    opened,
    pill,
    total_shown,
)
from tests.browser.test_own_files import give, open_files
from tests.makers.generator import write_events

FIRST = LOCATED[0]
OFFER = "There is a new version of own.geojson."


def write(path: Path, number: int, title: str) -> None:
    """Put a version of the article in a file's place: fewer events, another title for the first."""
    features: list[dict[str, Any]] = json.loads(json.dumps(ARTICLE["features"][:number]))
    next(one for one in features if one["id"] == FIRST)["properties"]["title"] = title
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(ARTICLE | {"title": title, "features": features}))
    fresh.replace(path)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.geojson"
    write(path, 6, "The first version")
    return path


@pytest.fixture
def url(own: Path) -> Iterator[str]:
    with serving(own) as url:
        yield url


def rerun(page: Page) -> None:
    """Do what a reader does anyway: set a filter, and take it away once the page has followed."""
    filtered_out = page.get_by_role("tab", name="Filtered out")
    expect(filtered_out).to_have_text("Filtered out (0)")
    pill(page, "Use of force").click()
    expect(filtered_out).not_to_have_text("Filtered out (0)")
    pill(page, "Use of force").click()
    expect(filtered_out).to_have_text("Filtered out (0)")


def shows(page: Page, number: int, title: str) -> None:
    """Expect a version in the title, the counts, the map, the rows and the days."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text(f"{number} of {number} events")).to_be_visible()
    expect(mark(page, FIRST)).to_have_attribute("aria-label", re.compile(f"^{title}"))
    if page.get_by_role("button", name="Show the rows").is_visible():
        open_drawer(page)
    expect(page.get_by_role("tabpanel").get_by_text(title, exact=True)).to_be_visible()
    expect(page.get_by_role("tabpanel").locator("tbody tr")).to_have_count(number)


def test_a_new_version_of_the_servers_file_is_offered_and_opens_whole(
    url: str, own: Path, visit: Visit
) -> None:
    first, second = visit(url), visit(url)
    for page in (first, second):
        map_of(page)
        shows(page, 6, "The first version")
    write(own, 8, "The second version")
    rerun(first)
    expect(first.get_by_text(OFFER)).to_be_visible()
    shows(first, 6, "The first version")
    first.get_by_role("button", name="Open it").click()
    shows(first, 8, "The second version")
    expect(first.get_by_text(OFFER)).to_be_hidden()
    rerun(second)
    shows(second, 8, "The second version")
    expect(second.get_by_text(OFFER)).to_be_hidden()


def test_a_version_that_cannot_be_read_leaves_the_old_one_and_one_notice(
    url: str, own: Path, visit: Visit
) -> None:
    first, second = visit(url), visit(url)
    map_of(first)
    map_of(second)
    whole = own.read_text()
    own.write_text(whole[: len(whole) // 2])
    rerun(first)
    first.get_by_role("button", name="Open it").click()
    notice = "The new version is not opened, and the old one stays: own.geojson: found JSON that"
    expect(first.get_by_text(notice)).to_have_count(1)
    rerun(second)
    for page in (first, second):
        expect(page.get_by_text(notice)).to_have_count(1)
        expect(page.get_by_role("button", name="Open it")).to_have_count(0)
        shows(page, 6, "The first version")
    own.unlink()
    rerun(first)
    gone = first.get_by_text(
        "own.geojson is not to be found any more. What was opened of it stays."
    )
    expect(gone).to_have_count(1)
    expect(first.get_by_text(notice)).to_have_count(0)
    shows(first, 6, "The first version")
    write(own, 7, "The third version")
    rerun(second)
    second.get_by_role("button", name="Open it").click()
    shows(second, 7, "The third version")
    rerun(first)
    expect(gone).to_have_count(0)
    shows(first, 7, "The third version")


def kill(url: str) -> None:
    """End a server at once, as a crash does."""
    port = str(urlsplit(url).port)
    [server] = [one for one in psutil.Process().children() if port in one.cmdline()]
    server.kill()
    server.wait()


def test_a_server_that_is_killed_comes_back_to_where_its_readers_were(
    visit: Visit, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.geojson"
    mine.write_text(json.dumps(ARTICLE | {"title": "Mine", "features": ARTICLE["features"][:2]}))
    port = free_port()
    link = f"?kind=Crossing&event={CROSSING}&view=38.0000,71.0000,8"
    notice = "The server has stopped. What is drawn stays readable."
    with serving(port=port) as url:
        page, other = visit(f"{url}/{link}"), visit(url)
        map_of(other)
        open_files(other, mine)
        expect(other).to_have_url(re.compile("file=mine.geojson"))
        for one in (page, other):
            map_of(one)
        kill(url)
        expect(page.get_by_text(notice)).to_be_visible()
        expect(mark(page, CROSSING)).to_be_visible()
    with serving(port=port):
        expect(page.get_by_text(notice)).to_be_hidden(timeout=60_000)
        for part in link.removeprefix("?").split("&"):
            expect(page).to_have_url(re.compile(re.escape(part)))
        opened(page, CROSSING)
        total_shown(page, 1)
        pill(page, "Use of force").click()
        total_shown(page, 1 + sum(event["kind"] == "assault" for event in EVENTS.values()))
        expect(mark(page, CROSSING)).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_text("is gone from the server")).to_have_count(0)
        lost = other.get_by_text("A file that you opened is gone from the server: mine.geojson.")
        expect(lost).to_be_visible(timeout=60_000)
        map_of(other)


def asked_by(page: Page) -> list[str]:
    """Return the addresses that a page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def collection_of(page: Page, asked: list[str]) -> str:
    """Return the name of the reader's own collection, which the page asked for."""
    names = {one.split("/collections/")[1].split("/")[0] for one in asked if "/cells?" in one}
    [name] = names - {"events"}
    return name


def test_two_readers_see_nothing_of_each_other(server: str, visit: Visit, tmp_path: Path) -> None:
    readers = {}
    for name in ("Amber", "Birch"):
        page = visit(server)
        asked = asked_by(page)
        map_of(page)
        feature = json.loads(json.dumps(ARTICLE["features"][0]))
        feature["properties"]["title"] = f"{name} event"
        files = [tmp_path / f"{name}.geojson", tmp_path / f"{name}-broken.geojson"]
        whole = json.dumps(ARTICLE | {"title": f"{name} file", "features": [feature]})
        files[0].write_text(whole)
        files[1].write_text(whole[:-1])
        open_files(page, *files)
        page.keyboard.press("Escape")
        expect(page.get_by_role("alert").get_by_text(f"{name}-broken.geojson")).to_be_visible()
        readers[name] = (page, asked)
    pill(readers["Amber"][0], "Crossing").click()
    expect(readers["Amber"][0].get_by_text(f"1 of {len(EVENTS) + 1} events")).to_be_visible()
    for name, other in (("Amber", "Birch"), ("Birch", "Amber")):
        page, asked = readers[name]
        page.get_by_role("button", name="Open", exact=True).click()
        expect(page.get_by_role("list", name="Files")).to_contain_text(f"{name} file")
        expect(page.get_by_text(re.compile(other))).to_have_count(0)
        page.keyboard.press("Escape")
        for frame in page.frames:
            expect(frame.get_by_text(re.compile(other))).to_have_count(0)
            expect(frame.locator(f'[aria-label*="{other}"]')).to_have_count(0)
        found = page.request.get(f"{server}/api/collections/{collection_of(page, asked)}/items")
        assert other not in found.text()
        assert f"{name} event" in found.text()
    assert "kind=" not in readers["Birch"][0].url
    all_of_them = f"{len(EVENTS) + 1} of {len(EVENTS) + 1} events"
    expect(readers["Birch"][0].get_by_text(all_of_them)).to_be_visible()


def test_a_readers_files_go_with_the_session(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", "1")
    mine = tmp_path / "mine.geojson"
    mine.write_text(json.dumps(ARTICLE | {"title": "Mine"}))
    with serving() as url:
        page = visit(url)
        asked = asked_by(page)
        map_of(page)
        open_files(page, mine)
        page.keyboard.press("Escape")
        expect(page.get_by_text(f"{2 * len(EVENTS)} of {2 * len(EVENTS)} events")).to_be_visible()
        map_of(page)
        with page.expect_request(lambda one: "/cells?" in one.url and "/events/" not in one.url):
            pill(page, "Crossing").click()
        address = f"{url}/api/collections/{collection_of(page, asked)}/items"
        other = visit(url)
        assert other.request.get(address).status == 200
        page.close()
        # Streamlit lets go of a session that is over when another one comes or goes.
        other.evaluate(
            """async (address) => {
                const come = () => new Promise((resolve) => {
                    const frame = document.createElement("iframe");
                    frame.src = "/";
                    frame.onload = () => setTimeout(() => { frame.remove(); resolve(); }, 1000);
                    document.body.append(frame);
                });
                while ((await fetch(address)).status !== 404) await come();
            }""",
            address,
        )
        answer = other.request.get(address)
        assert answer.json()["description"].endswith("or its reader has left.")


def test_what_readers_gave_goes_with_the_server(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, room = tmp_path / "mine.csv", tmp_path / "room"
    write_events(30_000, table)
    room.mkdir()
    monkeypatch.setenv("TMPDIR", str(room))
    with serving() as url:
        page = visit(url)
        map_of(page)
        open_files(page, table)
        page.keyboard.press("Escape")
        expect(page.get_by_text(f"{30_000 + len(EVENTS):,} events")).to_be_visible()
        assert list(room.glob("panj-*/events.parquet"))
    assert list(room.iterdir()) == []


def test_an_upload_that_the_disk_has_no_room_for_is_told_in_one_line(
    tmp_path: Path, visit: Visit
) -> None:
    padded = tmp_path / "padded.geojson"
    padded.write_text(json.dumps(ARTICLE | {"title": "Padded"}) + " " * 2_000_000)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, limits[1]))  # as the server inherits it
    try:
        with serving() as url:
            page = visit(url)
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            map_of(page)
            give(page, padded)
            sent = page.get_by_role("list", name="Given in this session")
            expect(sent).to_contain_text("padded.geojson is left out: File too large.")
            total_shown(page, len(EVENTS))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
