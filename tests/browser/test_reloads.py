"""A reload, and a link: what the address names is there again, or its absence is told in words."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import (
    CROSSING,
    EVENTS,
    LOCATED,
    Visit,
    at_rest,
    holding,
    map_of,
    mark,
    open_drawer,
    open_files,
    open_share,
    opened,
    region,
    total_shown,
)

ARTICLE_FILE = "antiwar-2021-07-08.geojson"
NOT_HERE = "The address is of a page with a file that is not here: mine.csv."
BOTH = f"{len(EVENTS) + 2} of {len(EVENTS) + 2} events"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.csv"
    file.write_text(
        "id,title,place,date,longitude,latitude\n"
        "a,First of mine,Kunduz,2021-07-05,68.857,36.729\n"
        "b,Second of mine,Kandahar,2019-03-01,65.7,31.6\n"
    )
    return file


def files_in_address(page: Page) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get("file", [])


def give(page: Page, *files: Path) -> None:
    """Open files beside the article, and wait until the map shows them."""
    map_of(page)
    open_files(page, *files)
    page.keyboard.press("Escape")
    expect(page.get_by_text(BOTH)).to_be_visible()
    expect(page).to_have_url(holding("file=mine.csv"))
    map_of(page)


def test_a_reload_keeps_the_readers_files_as_they_were(
    server: str, visit: Visit, mine: Path
) -> None:
    page = visit(server)
    give(page, mine)
    for one in (LOCATED[0], "table:b"):  # the map and the days go to both files
        expect(mark(page, one)).to_be_in_viewport()
    first_day = page.get_by_role("slider", name="First day")
    expect(first_day).to_have_attribute("aria-valuetext", "22 February 2019")
    open_drawer(page).get_by_role("button", name="Second of mine").click()
    expect(page).to_have_url(holding("event="))
    expect(region(page, "Event")).to_contain_text("Second of mine")
    page.get_by_role("button", name="Open", exact=True).click()
    article = page.get_by_role("checkbox", name="Afghanistan–Tajikistan border, July 2021")
    article.uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_text("2 of 2 events")).to_be_visible()
    map_of(page)
    page.frame_locator("iframe").get_by_role("button", name="Zoom in").click()
    expect(page).to_have_url(holding("view="))
    map_of(page)
    address = page.url
    page.reload()
    expect(page.get_by_text("2 of 2 events")).to_be_visible()
    expect(region(page, "Event")).to_contain_text("Second of mine")
    map_of(page)
    assert page.url == address
    expect(page.get_by_text("not here")).to_have_count(0)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(article).not_to_be_checked()
    given = page.get_by_role("list", name="Given in this session")
    expect(given.get_by_text("mine.csv")).to_be_visible()


def test_a_reload_shows_all_of_a_file_as_it_was_when_it_was_opened(
    server: str, visit: Visit, mine: Path
) -> None:
    page = visit(server)
    give(page, mine)
    expect(mark(page, "table:b")).to_be_in_viewport()
    page.reload()
    expect(page.get_by_text(BOTH)).to_be_visible()
    map_of(page)
    expect(mark(page, "table:b")).to_be_in_viewport()


def test_what_was_said_of_the_columns_outlives_a_reload(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    own = tmp_path / "own-words.csv"
    own.write_text("wo,was\nKunduz,Eine Versammlung\n")
    page = visit(server)
    map_of(page)
    open_files(page, own)
    row = page.get_by_role("list", name="Files").get_by_role("listitem").filter(has_text=own.name)
    row.get_by_role("combobox", name="Place", exact=True).select_option("wo")
    row.get_by_role("button", name="Read it so").click()
    told = f"{len(EVENTS) + 1} of {len(EVENTS) + 1} events"
    expect(page.get_by_text(told)).to_be_visible()
    page.reload()
    expect(page.get_by_text(told)).to_be_visible()


def test_another_reader_of_the_link_is_told_which_file_is_missing(
    server: str, visit: Visit, mine: Path
) -> None:
    first = visit(server)
    give(first, mine)
    assert files_in_address(first) == [ARTICLE_FILE, "mine.csv"]
    second = visit(first.url)
    expect(second.get_by_text(NOT_HERE)).to_be_visible()
    total_shown(second, len(EVENTS))
    map_of(second)
    expect(mark(second, LOCATED[0])).to_be_visible()
    assert files_in_address(second) == [ARTICLE_FILE, "mine.csv"]
    open_files(second, mine)
    second.keyboard.press("Escape")
    expect(second.get_by_text(BOTH)).to_be_visible()
    expect(second.get_by_text(NOT_HERE)).to_have_count(0)


def test_the_link_is_followed_once_its_missing_file_is_here(
    server: str, visit: Visit, mine: Path
) -> None:
    link = "?file=mine.csv&dates=2019-02-28&dates=2019-03-05&event=table%3Ab&view=31.6,65.7,8"
    page = visit(f"{server}/{link}")
    expect(page.get_by_text(NOT_HERE)).to_be_visible()
    map_of(page)
    open_files(page, mine)
    page.keyboard.press("Escape")
    expect(page.get_by_text("1 of 2 events")).to_be_visible()
    expect(region(page, "Event")).to_contain_text("Second of mine")
    map_of(page)
    expect(mark(page, "table:b")).to_be_in_viewport()
    expect(page).to_have_url(holding("view=31.6"))
    expect(page).to_have_url(holding("dates=2019-02-28&dates=2019-03-05"))
    assert files_in_address(page) == ["mine.csv"]


def test_a_notice_of_a_missing_file_can_be_dismissed(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?file={ARTICLE_FILE}&file=%3Cb%3Egone%3C%2Fb%3E.csv")
    told = page.get_by_text("not here: <b>gone</b>.csv")
    expect(told).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(told).to_have_count(0)
    expect(page).not_to_have_url(holding("file="))
    total_shown(page, len(EVENTS))


def test_a_file_that_is_taken_away_is_not_missed(server: str, visit: Visit, mine: Path) -> None:
    page = visit(server)
    give(page, mine)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("button", name="Remove mine.csv").click()
    total_shown(page, len(EVENTS))
    expect(page).not_to_have_url(holding("file="))
    page.reload()
    total_shown(page, len(EVENTS))
    map_of(page)
    expect(page.get_by_text("mine.csv")).to_have_count(0)


def test_an_unknown_event_is_told_and_the_page_stands(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event=no-such-event")
    told = page.get_by_text("The address names an event that is not here: “no-such-event”.")
    expect(told).to_be_visible()
    total_shown(page, len(EVENTS))
    map_of(page)
    mark(page, CROSSING).click()
    opened(page, CROSSING)
    expect(told).to_have_count(0)
    page.go_back()
    expect(told).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(told).to_have_count(0)
    expect(page).not_to_have_url(holding("event="))


def test_the_open_event_of_a_file_that_is_switched_off_is_closed_without_a_word(
    server: str, visit: Visit, mine: Path
) -> None:
    page = visit(server)
    give(page, mine)
    open_drawer(page).get_by_role("button", name="Second of mine").click()
    expect(region(page, "Event")).to_contain_text("Second of mine")
    expect(page).to_have_url(holding("event="))
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("checkbox", name="mine.csv").uncheck()
    total_shown(page, len(EVENTS))
    expect(page).not_to_have_url(holding("event="))
    expect(region(page, "Story")).to_be_visible()
    at_rest(page)
    expect(page.get_by_text("The address names an event")).to_have_count(0)


def test_a_link_without_its_file_is_told_once(server: str, visit: Visit, mine: Path) -> None:
    page = visit(f"{server}/?file=mine.csv&event=table%3Ab")
    expect(page.get_by_text(NOT_HERE)).to_be_visible()
    map_of(page)
    at_rest(page)
    unknown = page.get_by_text("The address names an event")
    expect(unknown).to_have_count(0)
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text(NOT_HERE)).to_have_count(0)
    expect(page).not_to_have_url(holding("event="))
    expect(unknown).to_have_count(0)


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose sessions end a second after their page."""
    monkeypatch.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", "1")
    with serving() as url:
        yield url


def test_a_tab_that_slept_longer_than_its_session_has_its_files(
    passing: str, visit: Visit, mine: Path
) -> None:
    page, other = visit(passing), visit(passing)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    give(page, mine)
    [secret] = {
        one.split("/collections/")[1].split("/")[0] for one in asked if "/cells?" in one
    } - {"events"}
    address = page.url
    page.goto("about:blank")
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
        f"{passing}/api/collections/{secret}/items",
    )
    page.goto(address)
    expect(page.get_by_text(BOTH)).to_be_visible()
    expect(page.get_by_text("not here")).to_have_count(0)


def test_a_link_says_that_it_holds_no_files_and_how_to_pass_them_on(
    server: str, visit: Visit, mine: Path
) -> None:
    page = visit(server)
    map_of(page)
    page.get_by_role("button", name="Share", exact=True).click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_role("button", name="Copy link")).to_be_visible()
    expect(body.get_by_text("A link does not hold")).to_have_count(0)
    page.keyboard.press("Escape")
    give(page, mine)
    open_share(page)
    expect(body).to_contain_text("A link does not hold your file mine.csv. Send it along")
    expect(body).to_contain_text("make run EVENTS=mine.csv")
    body.get_by_role("button", name="Copy link").click()
    expect(body.get_by_role("status")).to_contain_text("the names of your files, not the files")
    assert files_in_address(page) == [ARTICLE_FILE, "mine.csv"]


def test_a_file_keeps_its_letter_on_the_map(server: str, visit: Visit, mine: Path) -> None:
    second = mine.with_name("another.csv")
    second.write_text(mine.read_text().replace("of mine", "of another"))
    page = visit(server)
    map_of(page)
    open_files(page, mine, second)
    total = len(EVENTS) + 4
    expect(page.get_by_text(f"{total} of {total} events")).to_be_visible()
    letters = page.get_by_role("list", name="Files").locator(".letter")
    expect(letters).to_have_text(["A", "B", "C"])
    page.get_by_role("checkbox", name="mine.csv").uncheck()
    expect(page.get_by_text(f"{total - 2} of {total - 2} events")).to_be_visible()
    expect(letters).to_have_text(["A", "B", "C"])
    page.keyboard.press("Escape")
    rows = open_drawer(page).locator("tbody tr")
    expect(rows.filter(has_text="First of another").locator(".letter")).to_have_text("C")
    expect(rows.filter(has=page.locator(".letter", has_text=re.compile("^B$")))).to_have_count(0)


def test_a_link_that_names_one_file_shows_it_alone(
    server: str, visit: Visit, mine: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(mine.read_text().replace("of mine", "of another"))
    page = visit(server)
    give(page, mine)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_label("Open event files").set_input_files(other)
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"{len(EVENTS) + 4} of {len(EVENTS) + 4} events")).to_be_visible()
    expect(page).to_have_url(holding("file=other.csv"))
    page.goto(f"{server}/?file=mine.csv")
    expect(page.get_by_text("2 of 2 events")).to_be_visible()
    map_of(page)
    at_rest(page)
    assert files_in_address(page) == ["mine.csv"]
    expect(mark(page, "table:b")).to_be_in_viewport()
    page.goto(f"{server}/?file={ARTICLE_FILE}")
    total_shown(page, len(EVENTS))
    at_rest(page)
    assert files_in_address(page) in ([], [ARTICLE_FILE])
    page.get_by_role("button", name="Open", exact=True).click()
    listed = page.get_by_role("list", name="Files")
    expect(listed.locator("label", has_text="other.csv")).to_be_visible()
