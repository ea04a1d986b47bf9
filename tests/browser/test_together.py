"""Two files open together: which of their events may be the same, made one and two again."""

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from events.files.event_file import load_events
from tests.browser.reader import (
    CROSSING,
    EVENTS,
    Visit,
    map_of,
    mark,
    open_drawer,
    open_files,
    open_share,
    opened,
    region,
)

TITLE = "Over 1,000 Afghan soldiers flee into Tajikistan"
WIRE = {
    "type": "FeatureCollection",
    "format": "panj-events/1",
    "title": "A wire's rows",
    "sources": [{"id": "wire", "title": "Rows of a wire", "publisher": "The Wire"}],
    "features": [
        {
            "type": "Feature",
            "id": "wire:1",
            "geometry": {"type": "Point", "coordinates": [71.5, 36.72]},
            "properties": {
                "title": TITLE,
                "kind": "retreat",
                "status": "reported",
                "date": "2021-07-05",
                "date_basis": "stated",
                "place": "Ishkashim",
                "place_precision": "district",
                "place_basis": "stated",
            },
        },
        {
            "type": "Feature",
            "id": "wire:2",
            "geometry": None,
            "properties": {"title": "A meeting", "kind": "consult", "status": "reported"},
        },
    ],
}


def pairs(page: Page) -> Locator:
    listed = page.get_by_role("list", name="Events that may be the same")
    return listed.get_by_role("listitem")


def counted(page: Page, number: int) -> None:
    expect(page.get_by_text(f"{number} of {number} events")).to_be_visible()


def test_two_events_are_made_one_by_one_click_and_two_by_another(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    file = tmp_path / "wire.geojson"
    file.write_text(json.dumps(WIRE))
    page = visit(server)
    map_of(page)
    expect(page.get_by_role("tab", name="May be the same")).to_have_count(0)
    open_files(page, file)
    page.keyboard.press("Escape")
    counted(page, len(EVENTS) + 2)
    first = page.get_by_role("slider", name="First day")
    first.focus()
    first.press("ArrowRight")
    expect(page).to_have_url(re.compile("dates="))
    open_drawer(page)
    page.get_by_role("tab", name="May be the same (1)").click()
    pair = pairs(page)
    expect(pair).to_have_count(1)
    expect(pair).to_contain_text("the same days")
    expect(pair).to_contain_text("id wire:1")
    expect(pair).to_contain_text(f"id {CROSSING}")
    expect(pair).to_contain_text("both say: afghan, soldiers, tajikistan")
    pair.get_by_role("button", name=EVENTS[CROSSING]["title"]).click()
    opened(page, CROSSING)
    pair.get_by_role("button", name=TITLE).click()
    expect(region(page, "Event").get_by_role("heading", level=2)).to_have_text(TITLE)

    pair.get_by_role("button", name="Make one event").click()
    counted(page, len(EVENTS) + 1)
    expect(pair).to_contain_text("One event of two")
    expect(mark(page, "wire:1")).to_have_count(0)
    pair.get_by_role("button", name=TITLE).click()
    opened(page, CROSSING)
    rows = region(page, "Event").get_by_role("table", name="Sources").locator("tbody tr")
    expect(rows.filter(has_text="The Wire")).to_contain_text("5 July 2021")

    open_share(page)
    with page.expect_download() as download:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name=".geojson").click()
    saved = load_events(download.value.path())
    assert saved.problems == ()
    [record] = [one for event in saved.events for one in event.merged]
    assert (record.from_, record.by) == ("wire:1", "a reader of the page")

    page.keyboard.press("Escape")
    pair.get_by_role("button", name="Make two again").click()
    counted(page, len(EVENTS) + 2)
    expect(mark(page, "wire:1")).to_be_visible()


def test_two_versions_say_that_their_events_are_counted_twice_and_lead_to_compare(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(server)
    map_of(page)
    for name in ("old.geojson", "new.geojson"):
        (tmp_path / name).write_text(json.dumps(WIRE))
    open_files(page, tmp_path / "old.geojson", tmp_path / "new.geojson")
    page.keyboard.press("Escape")
    counted(page, len(EVENTS) + 4)
    expect(region(page, "Story")).to_contain_text("2 ids stand in two of the files.")
    expect(page.get_by_role("button", name="2 ids in two files")).to_be_visible()
    region(page, "Story").get_by_role("button", name="Compare the files").click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_role("button", name="Compare", exact=True)).to_be_visible()
    expect(body.get_by_role("radiogroup", name="Later version")).to_be_visible()
