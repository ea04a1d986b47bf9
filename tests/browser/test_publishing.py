"""A desk is published, coding goes on, and what was published stays as it was."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import Visit

TEXT = (
    "Over 400 Afghan soldiers fled into Tajikistan on Tuesday. At least 12 were killed in Takhar "
    "on Monday. Others stayed."
)
FLED, KILLED, STAYED = (0, 56), (58, 102), (104, 117)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[str]:
    with serving(desk=tmp_path / "desk.sqlite") as url:
        yield url


def coder(url: str) -> httpx.Client:
    return httpx.Client(base_url=f"{url}/code", timeout=60)


def begun(client: httpx.Client) -> tuple[str, str]:
    """Code one sound event of a text; return the source and the event's key."""
    given = {"text": TEXT, "details": {"language": "en", "published": "2021-07-08"}}
    source = client.post("/text", json=given).json()["sources"][0]["id"]
    return source, drafted(client, source, FLED)


def drafted(client: httpx.Client, source: str, span: tuple[int, int]) -> str:
    start, end = span
    words = {"source": source, "start": start, "end": end}
    key: str = client.post("/draft", json=words).json()["result"]
    return key


def retitled(client: httpx.Client, key: str, title: str) -> None:
    drafts = client.get("/state").json()["drafts"]
    seen = next(one["version"] for one in drafts if one["key"] == key)
    asked = {"key": key, "seen": seen, "field": "title", "value": title}
    assert client.post("/set", json=asked).status_code == 200


def published(client: httpx.Client, name: str = "Border, July 2021") -> Any:
    would = client.get("/preview").json()
    asked = {"seen": would["seen"], "number": would["number"], "name": name, "why": ""}
    answer = client.post("/publish", json=asked)
    assert answer.status_code == 200, answer.text
    return would


def titles(url: str, collection: str) -> list[str]:
    found = httpx.get(f"{url}/api/collections/{collection}/items").json()
    return [one["properties"]["title"] for one in found["features"]]


def line(page: Page) -> str:
    return page.get_by_text(re.compile(r"^Version \d+, published")).inner_text()


def marked(page: Page) -> list[str]:
    """Return how the marks on the map are named, once there are some."""
    marks = page.frame_locator("iframe").locator("[data-event-id]")
    expect(marks.first).to_be_visible()
    return sorted(str(one.get_attribute("data-event-id")) for one in marks.all())


def test_a_coder_publishes_by_keys_and_sees_first_what_would_go_out(
    desk: str, visit: Visit
) -> None:
    with coder(desk) as client:
        source, _ = begun(client)
        drafted(client, source, STAYED)
    page = visit(f"{desk}/code/")
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()
    page.keyboard.press("Shift+P")
    dialog = page.get_by_role("dialog", name="Publish")
    expect(dialog.get_by_text("Version 1 would go out: 1 event.")).to_be_visible()
    expect(dialog.get_by_text("It is the first version.")).to_be_visible()
    dialog.get_by_text("1 event stays here, as it lacks something").press("Enter")
    expect(dialog.get_by_text("Others stayed")).to_be_visible()
    expect(dialog.get_by_text("Lacks Kind").first).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    act = dialog.get_by_role("button", name="Publish version 1")
    act.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("The collection needs a name.")
    dialog.get_by_label("Name of the collection").fill("Border, July 2021")
    dialog.get_by_label("Why (optional)").fill("For the weekly.")
    act.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Version 1 is published.")
    versions = dialog.get_by_role("list", name="Published versions").get_by_role("listitem")
    expect(versions).to_have_count(1)
    expect(versions).to_contain_text("Border, July 2021: 1 event. Why: For the weekly.")
    expect(dialog.get_by_text("nothing changed")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()


@pytest.mark.parametrize("name", ["code", "published"])
def test_an_address_without_its_slash_leads_to_the_page(desk: str, name: str) -> None:
    answer = httpx.get(f"{desk}/{name}?seen=1", follow_redirects=True)
    assert (answer.status_code, str(answer.url)) == (200, f"{desk}/{name}/?seen=1")


def test_a_version_stays_as_it_was_while_coding_goes_on_and_the_next_tells_what_changed(
    desk: str, visit: Visit
) -> None:
    with coder(desk) as client:
        source, key = begun(client)
        published(client)
        page = visit(f"{desk}/published/latest")
        expect(page).to_have_url(re.compile(r"\?file=version-1\.geojson"))
        expect(page.get_by_role("heading", name="Border, July 2021, version 1")).to_be_visible()
        assert marked(page) == [key]
        file = httpx.get(f"{desk}/published/1.geojson").content

        drafted(client, source, KILLED)
        drafted(client, source, STAYED)
        retitled(client, key, "They fled over the river")
        page.reload()
        expect(page.get_by_text("1 of 1 events")).to_be_visible()
        assert marked(page) == [key]
        would = published(client)
    assert (would["events"], would["left"], would["told"]) == (2, 1, "1 added, 1 changed")
    page.reload()
    expect(page.get_by_role("link", name="Version 2 is newer")).to_be_visible()
    expect(page.get_by_text("1 of 1 events")).to_be_visible()
    assert marked(page) == [key]
    assert httpx.get(f"{desk}/published/1.geojson").content == file
    assert titles(desk, "events-version-1") != titles(desk, "events-version-2")[:1]
    assert titles(desk, "events-version-2")[0] == "They fled over the river"

    page.get_by_role("link", name="Version 2 is newer").press("Enter")
    expect(page).to_have_url(re.compile(r"\?file=version-2\.geojson"))
    expect(page.get_by_text("2 of 2 events")).to_be_visible()
    assert "1 added, 1 changed since version 1" in line(page)
    page.get_by_role("link", name="What changed").press("Enter")
    expect(page.get_by_text("They fled over the river").first).to_be_visible()
    expect(page.get_by_text("1 added, 1 changed, 0 merged")).to_be_visible()
    page.goto(f"{desk}/published/")
    expect(page.get_by_role("heading", name=re.compile("^Version"))).to_have_count(2)
    assert Axe().run(page).response["violations"] == []


def test_a_page_that_is_open_shows_its_version_alone_when_another_comes(
    desk: str, visit: Visit
) -> None:
    with coder(desk) as client:
        source, key = begun(client)
        published(client)
        page = visit(f"{desk}/published/1")
        assert marked(page) == [key]
        drafted(client, source, KILLED)
        published(client)
        page.frame_locator("iframe").locator("[data-event-id]").first.press("Enter")
        expect(page.get_by_role("link", name="Version 2 is newer")).to_be_visible()
        expect(page.get_by_text("1 of 1 events")).to_be_visible()
        assert marked(page) == [key]


def test_the_api_the_dossier_and_the_embed_tell_the_version(desk: str, visit: Visit) -> None:
    with coder(desk) as client:
        _, key = begun(client)
        published(client)
    listed = httpx.get(f"{desk}/api/collections").json()["collections"]
    [one] = [one for one in listed if one["id"] == "events-version-1"]
    assert one["title"] == "Border, July 2021, version 1"
    opened = httpx.get(f"{desk}/api/collections/events-version-1").json()
    assert one["extent"] == opened["extent"]
    page = visit(f"{desk}/published/1?event={key}&embed=true")
    expect(page).to_have_url(re.compile(f"file=version-1.geojson&event={key}&embed=true"))
    assert marked(page) == [key]
    page.goto(f"{desk}/published/1")
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Dossier (.html)").click()
    assert "Border, July 2021, version 1" in download.value.path().read_text("utf-8")


def test_a_withdrawn_version_says_so_at_its_addresses_and_coding_it_does_not_come_back(
    desk: str, visit: Visit
) -> None:
    with coder(desk) as client:
        _, key = begun(client)
        published(client)
        open_page = visit(f"{desk}/published/1")
        assert marked(open_page) == [key]
        page = visit(f"{desk}/code/")
        expect(page.get_by_role("listbox", name="Text")).to_be_focused()
        page.keyboard.press("Shift+P")
        dialog = page.get_by_role("dialog", name="Publish")
        dialog.get_by_role("button", name="Withdraw version 1").press("Enter")
        sure = dialog.get_by_role("group", name="Withdraw version 1")
        sure.get_by_label("Why (optional)").fill("A name in it.")
        sure.get_by_role("button", name="Withdraw it").press("Enter")
        expect(dialog.get_by_text("Withdrawn on")).to_contain_text("A name in it.")
        assert client.post("/withdraw", json={"number": 1}).status_code == 400
    told = re.compile("Version 1 was withdrawn on .*: A name in it.")
    answer = httpx.get(f"{desk}/published/1")
    assert answer.status_code == 410
    assert told.search(answer.text)
    for address in ("published/1.geojson", "published/1/changes"):
        assert httpx.get(f"{desk}/{address}").status_code == 410
    for address in ("", "/items", f"/items/{key}", "/cells?zoom=5"):
        answer = httpx.get(f"{desk}/api/collections/events-version-1{address}")
        assert answer.status_code == 410
        assert told.search(json.loads(answer.text)["description"])
    page.goto(f"{desk}/?file=version-1.geojson")
    expect(page.get_by_text(told)).to_be_visible()
    open_page.reload()
    expect(open_page.get_by_text(told)).to_be_visible()
    assert httpx.get(f"{desk}/published/latest").status_code == 404
