"""What the page says where there is nothing to show, or no server to ask."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import free_port, serving
from tests.browser.reader import (
    ARTICLE,
    CROSSING,
    EVENTS,
    MEASURES,
    Visit,
    at_rest,
    blank,
    map_of,
    mark,
    opened,
    pill,
    region,
    total_shown,
)
from tests.browser.test_accessibility import violations
from tests.browser.test_one_selection import Line
from tests.browser.test_robustness import kill

LOOKS = pytest.mark.parametrize(("width", "scheme"), [("desktop", "light"), ("phone", "dark")])
NOTHING_HERE = "There are no events here. Under “Open”, choose a file, or drop one there."
OLDER = "The counts could not be loaded. Counts and days on this page are older."
OLDER_WORDS = "The words of what is chosen could not be loaded. Those below are older."
STOPPED = "The server has stopped. What is drawn stays readable."


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose file holds no event."""
    file = tmp_path_factory.mktemp("empty") / "empty.geojson"
    file.write_text(json.dumps(ARTICLE | {"title": "Nothing yet", "features": [], "asides": []}))
    with serving(file) as url:
        yield url


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose file breaks off."""
    file: Path = tmp_path_factory.mktemp("refused") / "broken.geojson"
    file.write_text(json.dumps(ARTICLE)[:5_000])
    with serving(file) as url:
        yield url


def stands(page: Page, *told: Locator) -> None:
    """Expect a whole page: what it tells is on the screen, nothing covered, nothing for axe."""
    frame = map_of(page)
    for part in told:
        expect(part).to_be_in_viewport(ratio=1)
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(MEASURES)
    assert page.evaluate("measures.covered()") == []
    assert violations(page, frame) == []


@LOOKS
def test_a_file_without_events_says_what_to_do(
    empty: str, visit: Visit, width: str, scheme: str
) -> None:
    page = visit(empty, width, scheme)
    stands(
        page,
        page.get_by_role("heading", level=1, name="Nothing yet"),
        region(page, "Story").get_by_text(NOTHING_HERE),
        region(page, "When").get_by_text("No event here has a date"),
        page.get_by_role("button", name="Open", exact=True),
    )
    expect(page.get_by_role("slider")).to_have_count(0)


@LOOKS
def test_a_refused_file_says_what_is_wrong_and_what_to_do(
    refused: str, visit: Visit, width: str, scheme: str
) -> None:
    page = visit(refused, width, scheme)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("broken.geojson: found JSON that breaks off")
    stands(
        page,
        alert.locator(".notice"),
        region(page, "Story").get_by_role("heading", level=2, name="No events are open"),
        region(page, "Story").get_by_text(NOTHING_HERE),
        page.get_by_role("button", name="Open", exact=True),
    )


@LOOKS
def test_an_empty_selection_says_what_hides_the_events_and_clears_it(
    server: str, visit: Visit, width: str, scheme: str
) -> None:
    page = visit(f"{server}/?kind=Crossing&dates=2021-07-10&dates=2021-07-12", width, scheme)
    notice = page.get_by_role("status").filter(has_text="No event matches.")
    expect(notice).to_contain_text(f"{len(EVENTS)} hidden by: Crossing, 10–12 July 2021.")
    clear = page.get_by_role("button", name="Clear", exact=True)
    stands(page, notice, clear, region(page, "Story").get_by_text("No event is left to read."))
    rules = page.get_by_role("radiogroup", name="An event counts if its date")
    if width == "desktop":
        expect(rules).to_have_text("no dated event then")
        expect(rules.get_by_role("radio")).to_have_count(0)
    clear.click()
    expect(notice).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    total_shown(page, len(EVENTS))


@LOOKS
def test_counts_that_cannot_be_had_are_said_to_be_old_until_they_are_had(
    server: str, visit: Visit, width: str, scheme: str
) -> None:
    page = visit(blank(server), width, scheme)
    line = Line(page, server)
    map_of(page)
    at_rest(page)
    line.hold()  # or the page's own run would bring the counts
    page.route("**/overview?*", lambda route: route.fulfill(status=500))
    notice = page.get_by_role("status").filter(has_text=OLDER)
    expect(notice).to_have_count(0)
    pill(page, "Crossing").click()
    again = notice.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    total_shown(page, len(EVENTS))
    stands(page, notice, again)
    with page.expect_response("**/overview?*"):
        again.click()
    expect(again).to_be_focused()
    page.unroute("**/overview?*")
    total_shown(page, 1)  # without a hand
    expect(notice).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    line.let_go()


@LOOKS
def test_words_that_cannot_be_had_are_said_to_be_old_until_they_are_had(
    server: str, visit: Visit, width: str, scheme: str
) -> None:
    page = visit(blank(server), width, scheme)
    line = Line(page, server)
    map_of(page)
    at_rest(page)
    line.hold()  # or the page's own run would bring the words
    page.route("**/story?*", lambda route: route.fulfill(status=500))
    notice = page.get_by_role("status").filter(has_text=OLDER_WORDS)
    expect(notice).to_have_count(0)
    mark(page, CROSSING).click()
    again = notice.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    title = region(page, "Story").get_by_role("heading", level=2)
    expect(title).to_contain_text("Russia Ready to Activate")
    stands(page, notice, again)
    with page.expect_response("**/story?*"):
        again.click()
    expect(again).to_be_focused()
    page.unroute("**/story?*")
    opened(page, CROSSING)  # without a hand
    expect(notice).to_have_count(0)
    expect(region(page, "Event").get_by_role("heading", level=2)).to_be_focused()
    line.let_go()


def test_the_page_itself_brings_words_that_its_scripts_could_not_have(
    server: str, visit: Visit
) -> None:
    page = visit(blank(server))
    line = Line(page, server)
    map_of(page)
    at_rest(page)
    line.hold()
    page.route("**/story?*", lambda route: route.fulfill(status=500))
    mark(page, CROSSING).click()
    notice = page.get_by_role("status").filter(has_text=OLDER_WORDS)
    expect(notice).to_be_visible()
    line.let_go()
    opened(page, CROSSING)
    expect(notice).to_have_count(0)


@LOOKS
def test_a_lost_server_is_told_and_found_again(visit: Visit, width: str, scheme: str) -> None:
    port = free_port()
    with serving(port=port) as url:
        page = visit(url, width, scheme)
        map_of(page)
        at_rest(page)
        kill(url)
        alert = page.get_by_role("alert").get_by_text(STOPPED)
        expect(alert).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("dialog")).to_have_count(0)  # Streamlit's own would lie over it
        pill(page, "Crossing").click()
        expect(page.get_by_text(OLDER)).to_have_count(0)  # it is told once
        total_shown(page, len(EVENTS))
    with serving(port=port):
        expect(alert).to_have_count(0, timeout=60_000)
        total_shown(page, 1)
