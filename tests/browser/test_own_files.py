"""A reader's own files: opened in the page, told by a receipt, private, gone with the session."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.opening import open_file
from tests.browser.reader import ARTICLE, EVENTS, Visit, map_of, region, total_shown

COLUMNS = (
    "id,type_of_violence,conflict_name,side_a,side_b,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,country,event_clarity,date_prec,"
    "date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,"
    "source_headline,source_original"
)
PLACE = "Imam Sahib district,made up,Kunduz province,Imam Sahib district,37.18,68.90,Afghanistan"
ROWS = {
    "901": f"1,Made up,Side A,Side B,3,{PLACE},1,1,2021-07-05,2021-07-05,1,2,0,0,3,4,2,A line,A",
    "902": f'1,Made up,Side A,Side B,3,{PLACE},1,1,2021-07-06,2021-07-06,0,0,0,0,0,0,0,"A\nB",A',
    "903": f"1,Made up,Side A,Side B,3,{PLACE},1,1,no day,no day,0,0,0,0,0,0,0,C,A",
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A made-up file of UCDP GED's layout: two good rows, one without a date."""
    file = tmp_path / "made-up-ged.csv"
    lines = "\n".join(f"{id_},{row}" for id_, row in ROWS.items())
    file.write_text(f"{COLUMNS}\n{lines}\n")
    return file


def open_files(page: Page, *files: Path) -> None:
    """Open files as a reader does, and wait until each is listed."""
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_test_id("stPopoverBody").locator("input[type=file]").set_input_files(files)
    for file in files:
        row = page.get_by_role("list", name="Files").locator("label", has_text=file.name)
        expect(row).to_be_visible(timeout=30_000)


def test_a_file_opens_beside_the_article_with_its_receipt(
    server: str, visit: Visit, table: Path
) -> None:
    page = visit(server)
    map_of(page)
    open_files(page, table)
    files = page.get_by_role("list", name="Files")
    expect(files).to_contain_text("3 read = 2 events + 1 rejected")
    files.get_by_text("Receipt of the import").click()
    expect(files).to_contain_text("where_prec 3: 2 district")
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"{len(EVENTS) + 2} of {len(EVENTS) + 3} events")).to_be_visible()
    plate = page.frame_locator("iframe").locator('[data-event-id="ucdp:901"]').first
    expect(plate).to_have_attribute("aria-label", re.compile("Somewhere in Imam"))
    page.get_by_role("button", name="1 rejected").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("made-up-ged.csv, row 3")


def test_files_are_shown_together_or_alone(server: str, visit: Visit, table: Path) -> None:
    page = visit(server)
    map_of(page)
    open_files(page, table)
    page.get_by_role("checkbox", name="Afghanistan–Tajikistan border, July 2021").uncheck()
    expect(page.get_by_text("2 of 3 events")).to_be_visible()
    marks = page.frame_locator("iframe").locator("[data-event-id]")
    expect(marks).to_have_count(2)
    page.get_by_role("checkbox", name="Afghanistan–Tajikistan border, July 2021").check()
    expect(page.get_by_text(f"{len(EVENTS) + 2} of {len(EVENTS) + 3} events")).to_be_visible()


def test_an_imported_event_has_no_quotation_and_says_so(
    server: str, visit: Visit, table: Path
) -> None:
    page = visit(server)
    map_of(page)
    open_files(page, table)
    page.keyboard.press("Escape")
    page.frame_locator("iframe").locator('[data-event-id="ucdp:901"]').first.click()
    expect(region(page, "Event")).to_contain_text("No quotation")
    expect(region(page, "Event").locator("blockquote")).to_have_count(0)


def test_a_bad_file_says_why_and_hides_nothing(server: str, visit: Visit, tmp_path: Path) -> None:
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [')
    page = visit(server)
    map_of(page)
    open_files(page, broken)
    expect(page.get_by_role("list", name="Files")).to_contain_text("1 problem")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alert").get_by_text("broken.geojson")).to_be_visible()
    total_shown(page, len(EVENTS))


def test_an_event_file_opens_as_it_is(server: str, visit: Visit, tmp_path: Path) -> None:
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps(ARTICLE | {"title": "Mine", "features": ARTICLE["features"][:3]}))
    page = visit(server)
    map_of(page)
    open_files(page, own)
    expect(page.get_by_role("list", name="Files")).to_contain_text("3 read = 3 events + 0 rejected")


def test_another_reader_neither_sees_nor_reaches_it(server: str, visit: Visit, table: Path) -> None:
    first, second = visit(server), visit(server)
    asked: list[str] = []
    first.on("request", lambda request: asked.append(request.url))
    map_of(first)
    open_files(first, table)
    expect(first.get_by_text(f"{len(EVENTS) + 2} of {len(EVENTS) + 3} events")).to_be_visible()
    with first.expect_request(lambda request: "/cells?" in request.url):
        first.keyboard.press("Escape")
        first.locator(".st-key-kind").get_by_role("button", name="Fighting").click()
    private = {
        url.split("/collections/")[1].split("/")[0] for url in asked if "/collections/" in url
    }
    [secret] = private - {"events"}
    assert len(secret) >= 32
    second.reload()
    total_shown(second, len(EVENTS))
    listed = second.request.get(f"{server}/api/collections").json()["collections"]
    assert [collection["id"] for collection in listed] == ["events"]


def test_removing_a_file_takes_its_events_away(server: str, visit: Visit, table: Path) -> None:
    page = visit(server)
    map_of(page)
    open_files(page, table)
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Remove").first.click()
    total_shown(page, len(EVENTS))


@pytest.mark.parametrize("ending", [".geojson", ".csv", ".parquet", ".gpkg"])
def test_the_selection_leaves_as_a_file_that_comes_back(
    server: str, visit: Visit, tmp_path: Path, ending: str
) -> None:
    page = visit(f"{server}/?kind=Fighting")
    map_of(page)
    chosen = [id_ for id_, event in EVENTS.items() if event["kind"] == "assault"]
    page.get_by_role("button", name="Share", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name=ending).click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    assert file.suffix == ending
    back = open_file(file).file
    assert [event.id for event in back.loaded.events] == chosen
    assert back.problems == ()
