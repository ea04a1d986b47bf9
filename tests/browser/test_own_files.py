"""A reader's own files: opened in the page, told by a receipt, private, gone with the session."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.session.file_opener import open_file
from events.files.event_file import load_events
from events.importers.rows.options import Options, read_profile, write_profile
from events.importers.run import import_events
from events.model.problems import EventFileError
from tests.browser.conftest import serving
from tests.browser.reader import (
    ARTICLE,
    EVENTS,
    Visit,
    map_of,
    open_drawer,
    open_files,
    pill,
    region,
    total_shown,
)

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
    plate.click()  # an imported event has no quotation, and says so
    expect(region(page, "Event")).to_contain_text("No quotation")
    expect(region(page, "Event").locator("blockquote")).to_have_count(0)
    page.get_by_role("button", name="1 rejected").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("made-up-ged.csv, line 4")


def test_files_are_shown_together_or_alone_and_taken_away(
    server: str, visit: Visit, table: Path
) -> None:
    page = visit(server)
    map_of(page)
    open_files(page, table)
    page.get_by_role("checkbox", name="Afghanistan–Tajikistan border, July 2021").uncheck()
    expect(page.get_by_text("2 of 3 events")).to_be_visible()
    marks = page.frame_locator("iframe").locator("[data-event-id]")
    expect(marks).to_have_count(2)
    letters = page.get_by_role("list", name="Files").locator(".letter")
    expect(letters).to_have_text(["A", "B"])
    page.get_by_role("checkbox", name="Afghanistan–Tajikistan border, July 2021").check()
    expect(page.get_by_text(f"{len(EVENTS) + 2} of {len(EVENTS) + 3} events")).to_be_visible()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Remove").first.click()
    total_shown(page, len(EVENTS))


def test_the_reader_says_what_the_columns_hold(server: str, visit: Visit, tmp_path: Path) -> None:
    own = tmp_path / "own-words.csv"
    own.write_text("wo,wann,was\nKunduz,05/07/2021,Eine Versammlung\n")
    page = visit(server)
    map_of(page)
    open_files(page, own)
    row = page.get_by_role("list", name="Files").get_by_role("listitem").filter(has_text=own.name)
    row.get_by_text("1 problem", exact=True).click()
    expect(row).to_contain_text("expected a column with the place")
    row.get_by_role("combobox", name="Place", exact=True).select_option("wo")
    row.get_by_role("combobox", name="Title", exact=True).select_option("was")
    row.get_by_role("combobox", name="Date, or first day", exact=True).select_option("wann")
    row.get_by_role("combobox", name="05/07/2021 is", exact=True).select_option("5 July")
    row.get_by_role("button", name="Read it so").click()
    expect(row).to_contain_text("1 read = 1 event + 0 rejected")
    row.get_by_text("Receipt of the import").click()
    expect(row).to_contain_text("Place: wo")
    page.keyboard.press("Escape")
    total = len(EVENTS) + 1
    expect(page.get_by_text(f"{total} of {total} events")).to_be_visible()
    open_drawer(page)
    page.get_by_role("searchbox", name="Search all events").fill("Versammlung")
    expect(page.get_by_role("tabpanel")).to_contain_text("5 July 2021")


def test_the_reader_says_whose_years_the_dates_count(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    own = tmp_path / "solar-years.csv"
    own.write_text("date,place\n1400/04/14,Weir\n")
    page = visit(server)
    map_of(page)
    open_files(page, own)
    row = page.get_by_role("list", name="Files").get_by_role("listitem").filter(has_text=own.name)
    expect(row.get_by_role("columnheader", name="Date, or first day")).to_be_visible()
    row.get_by_role("combobox", name="Years are", exact=True).select_option("solar-hijri")
    row.get_by_role("button", name="Read it so").click()
    expect(row).to_contain_text("1 read = 1 event + 0 rejected")
    row.get_by_text("Receipt of the import").click()
    expect(row).to_contain_text("calendar: solar-hijri")


def test_what_the_reader_said_is_a_profile_for_the_command_line(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    own = tmp_path / "own words.csv"
    own.write_text("wo,wann\nKunduz,05/07/2021\n")
    page = visit(server)
    map_of(page)
    open_files(page, own)
    row = page.get_by_role("list", name="Files").get_by_role("listitem").filter(has_text=own.name)
    link = row.get_by_role("link", name="Save these choices as a profile")
    expect(row.get_by_role("button", name="Read it so")).to_be_visible()
    expect(link).to_have_count(0)  # nothing was said so far
    row.get_by_role("combobox", name="Place", exact=True).select_option("wo")
    row.get_by_role("combobox", name="Date, or first day", exact=True).select_option("wann")
    row.get_by_role("combobox", name="05/07/2021 is", exact=True).select_option("5 July")
    row.get_by_role("button", name="Read it so").click()
    expect(row).to_contain_text("1 read = 1 event + 0 rejected")
    row.get_by_text("Columns", exact=True).click()
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "own words.profile.json"
    profile = tmp_path / "profile.json"
    download.value.save_as(profile)
    receipt = import_events("table", own, tmp_path / "out.parquet", read_profile(profile))
    assert (receipt.read, receipt.written) == (1, 1)
    assert load_events(tmp_path / "out.parquet").events[0].date == "2021-07-05"


def test_a_saved_profile_is_opened_in_the_page(server: str, visit: Visit, tmp_path: Path) -> None:
    own, kept, other = (tmp_path / name for name in ("own.csv", "kept.json", "other.json"))
    own.write_text("wo,wann\nKunduz,05/07/2021\n")
    write_profile(kept, Options({"place": "wo", "date": "wann"}, "day-first"))
    other.write_text('{"colums": {"place": "wo"}}')
    page = visit(server)
    map_of(page)
    open_files(page, own)
    row = page.get_by_role("list", name="Files").get_by_role("listitem").filter(has_text=own.name)
    row.get_by_label("Open a profile of choices").set_input_files(other)
    with pytest.raises(EventFileError) as refused:
        read_profile(other)
    expect(row.get_by_role("alert")).to_have_text(str(refused.value))
    expect(row).to_contain_text("0 read = 0 events + 0 rejected")
    row.get_by_label("Open a profile of choices").set_input_files(kept)
    expect(row).to_contain_text("1 read = 1 event + 0 rejected")
    expect(row.get_by_role("alert")).to_have_count(0)
    row.get_by_text("Columns", exact=True).click()
    place = row.get_by_role("combobox", name="Place", exact=True)
    expect(place).to_have_value("wo")


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
        pill(first, "Use of force").click()
    private = {
        url.split("/collections/")[1].split("/")[0] for url in asked if "/collections/" in url
    }
    [secret] = private - {"events"}
    assert len(secret) >= 32
    second.reload()
    total_shown(second, len(EVENTS))
    listed = second.request.get(f"{server}/api/collections").json()["collections"]
    assert [collection["id"] for collection in listed] == ["events"]


def test_the_selection_leaves_as_a_file_that_comes_back(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"{server}/?kind=Force")
    map_of(page)
    chosen = [id_ for id_, event in EVENTS.items() if event["kind"] == "assault"]
    page.get_by_role("button", name="Share", exact=True).click()
    for ending in (".geojson", ".csv", ".parquet", ".gpkg"):
        with page.expect_download() as coming:
            page.get_by_test_id("stPopoverBody").get_by_role("button", name=ending).click()
        file = tmp_path / coming.value.suggested_filename
        coming.value.save_as(file)
        assert file.suffix == ending
        back = open_file(file).file
        assert [event.id for event in back.loaded.events] == chosen
        assert back.problems == ()


LARGE = 300_000
"""The rows of a large table: 120 MB of made-up notes."""

MOST_GROWTH = 300
"""MB by which the server may grow for it: the columns that queries ask (150 MB a million rows) and
what a rerun needs; not the file, not the events, and not the work on them."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("large") / "large.csv"
    note = "made up " * 43
    with file.open("w") as table:
        table.write("id,place,date,longitude,latitude,note\n")
        for row in range(LARGE):
            day, east = f"2021-07-{row % 28 + 1:02}", 66 + row % 7_000 / 1_000
            table.write(f"{row},Kunduz,{day},{east},{36 + row % 11 / 10},{note}\n")
    assert file.stat().st_size > 100_000_000
    return file


@pytest.fixture(scope="module")
def lone_server() -> Iterator[str]:
    """A server whose memory nobody else uses."""
    with serving() as url:
        yield url


def process(url: str) -> psutil.Process:
    """Return the server's process."""
    port = url.rpartition(":")[2]
    [found] = [child for child in psutil.Process().children() if port in child.cmdline()]
    return found


def preparing(url: str) -> list[psutil.Process]:
    """Return the processes in which the server makes files ready."""
    children = process(url).children(recursive=True)
    return [child for child in children if "dashboard.session.prepare_worker" in child.cmdline()]


def give(page: Page, *files: Path) -> Locator:
    """Give files to the page without waiting for them, and return where they are told of."""
    page.get_by_role("button", name="Open", exact=True).click()
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_label("Open event files").set_input_files(files)
    return body


def test_a_large_file_is_stopped_while_others_read(
    lone_server: str, visit: Visit, large: Path
) -> None:
    page, other = visit(lone_server), visit(lone_server)
    map_of(page)
    map_of(other)
    body = give(page, large)
    expect(body.get_by_text(re.compile(r"^Reading large\.csv: \d+%$"))).to_be_visible(
        timeout=90_000
    )
    working = preparing(lone_server)
    assert len(working) == 1
    pill(other, "Crossing").click()
    total_shown(other, 1)
    assert working[0].is_running(), "the other reader had to wait for the file"
    body.get_by_role("button", name="Stop", exact=True).click()
    expect(body).to_contain_text("large.csv: stopped. Remove it and give it again to open it.")
    _, left = psutil.wait_procs(working, timeout=30)
    assert left == []
    expect(page.get_by_role("list", name="Files")).not_to_contain_text("large.csv")
    page.keyboard.press("Escape")
    total_shown(page, len(EVENTS))


def test_a_large_file_opens_and_the_memory_stays_bounded(
    lone_server: str, visit: Visit, large: Path
) -> None:
    page = visit(lone_server)
    map_of(page)
    before = process(lone_server).memory_info().rss
    body = give(page, large)
    files = page.get_by_role("list", name="Files")
    receipt = f"{LARGE:,} read = {LARGE:,} events + 0 rejected"
    expect(files).to_contain_text(receipt, timeout=300_000)
    expect(body.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    whole = LARGE + len(EVENTS)
    expect(page.get_by_text(f"{whole:,} of {whole:,} events")).to_be_visible(timeout=60_000)
    map_of(page)
    assert page.frame_locator("iframe").locator("[data-count]").count() > 1
    grown = (process(lone_server).memory_info().rss - before) / 1_000_000
    assert grown < MOST_GROWTH, f"{grown:.0f} MB"
    other = visit(lone_server)
    total_shown(other, len(EVENTS))
    listed = other.request.get(f"{lone_server}/api/collections").json()["collections"]
    assert [collection["id"] for collection in listed] == ["events"]
    for guess in ("large", "large.csv", "own", "events2"):
        assert other.request.get(f"{lone_server}/api/collections/{guess}").status == 404


def test_several_files_are_given_together_each_with_its_count(
    server: str, visit: Visit, table: Path, tmp_path: Path
) -> None:
    own, broken = tmp_path / "own.csv", tmp_path / "broken.geojson"
    own.write_text("id,place,date\na,Kunduz,2021-07-05\nb,Kunduz,2021-07-06\nc,Kunduz,no day\n")
    broken.write_text("{")
    page = visit(server)
    map_of(page)
    open_files(page, table, own, broken)
    rows = page.get_by_role("list", name="Files").get_by_role("listitem")
    for name, told in (
        (table.name, "3 read = 2 events + 1 rejected"),
        (own.name, "3 read = 2 events + 1 rejected"),
        (broken.name, "0 read = 0 events + 0 rejected"),
    ):
        expect(rows.filter(has_text=name)).to_contain_text(told)
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"{len(EVENTS) + 4} of {len(EVENTS) + 6} events")).to_be_visible()
