"""Files on their way to the server: chosen, dropped, cut off, taken back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from dashboard.session.server_limits import PIECE_BYTES
from tests.browser.reader import EVENTS, Visit, map_of, total_shown

TABLE = "id,place,date\na,Kunduz,2021-07-05\nb,Kunduz,2021-07-06\n"
DROPPED = """text => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], "dropped.csv", { type: "text/csv" }));
  return transfer;
}"""


@pytest.fixture
def page(server: str, visit: Visit) -> Page:
    """The page with its map and with Open open."""
    page = visit(server)
    map_of(page)
    page.get_by_role("button", name="Open", exact=True).click()
    return page


def given(page: Page) -> Locator:
    """The list of the reader's own files."""
    return page.get_by_role("list", name="Given in this session")


def long_table(tmp_path: Path) -> Path:
    """A table of two pieces and some."""
    file = tmp_path / "long.csv"
    file.write_text(TABLE + f"c,Kunduz,2021-07-07,{'x' * 99}\n" * (2 * PIECE_BYTES // 118))
    assert file.stat().st_size > 2 * PIECE_BYTES
    return file


def test_a_dropped_file_opens(page: Page) -> None:
    transfer = page.evaluate_handle(DROPPED, TABLE)
    page.locator(".uploads").dispatch_event("drop", {"dataTransfer": transfer})
    files = page.get_by_role("list", name="Files")
    expect(files.get_by_text("dropped.csv")).to_be_visible()
    expect(files).to_contain_text("2 read = 2 events + 0 rejected")


def test_a_lost_connection_costs_no_piece_that_came(page: Page, tmp_path: Path) -> None:
    pieces: list[str] = []

    def lose_one(route: Route) -> None:
        pieces.append(route.request.url.rpartition("=")[2])
        if len(pieces) == 2:
            route.abort()
        else:
            route.continue_()

    page.route(re.compile(r"/uploads/.*offset="), lose_one)
    file = long_table(tmp_path)
    page.get_by_label("Open event files").set_input_files(file)
    expect(page.get_by_text("long.csv is on the server.")).to_be_visible(timeout=60_000)
    assert pieces == [str(n * PIECE_BYTES) for n in (0, 1, 1, 2)]


def test_a_file_on_its_way_is_taken_back(page: Page, tmp_path: Path) -> None:
    page.route(re.compile(r"/uploads/.*offset="), lambda _: None)
    page.get_by_label("Open event files").set_input_files(long_table(tmp_path))
    expect(given(page).get_by_role("progressbar", name="Sending long.csv")).to_be_visible()
    with page.expect_request(lambda request: request.method == "DELETE"):
        given(page).get_by_role("button", name="Remove long.csv").click()
    expect(given(page).get_by_role("listitem")).to_have_count(0)
    total_shown(page, len(EVENTS))


def test_a_file_that_is_taken_back_before_the_server_has_named_it_is_gone_there_too(
    page: Page, tmp_path: Path
) -> None:
    begun: list[Route] = []
    page.route(re.compile(r"/uploads/[^/]+$"), lambda route: begun.append(route))
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_label("Open event files").set_input_files(long_table(tmp_path))
    given(page).get_by_role("button", name="Remove long.csv").click()
    with page.expect_request(lambda request: request.method == "DELETE"):
        begun[0].continue_()
    expect(given(page).get_by_role("listitem")).to_have_count(0)


def test_a_file_beyond_the_limit_is_refused_in_words(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "too-large.csv"
    with file.open("wb") as table:
        table.truncate(2_000_000_001)  # it takes no room on the disk
    page.get_by_label("Open event files").set_input_files(file)
    told = "too-large.csv has more than 2 GB, the most that a file may have."
    expect(given(page).get_by_text(told)).to_be_visible()
    expect(page.get_by_role("list", name="Files")).not_to_contain_text(file.name)
