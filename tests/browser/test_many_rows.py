"""The rows under the map alone, in a browser, with a stand-in for a page that has a million."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.map_harness.serving import harness

Rows = Callable[..., Page]
FIRST = {
    "tab": "table",
    "offset": 0,
    "sort": {"by": "file", "descending": False},
    "words": "",
    "of": "",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with harness() as running:
        yield running


@pytest.fixture
def open_rows(server: Any, browser: Browser) -> Iterator[Rows]:
    """Open the rows in a fresh page of a size; at the end no error is left."""
    contexts, errors = [], []

    def open_(width: int = 1000, theme: str = "light") -> Page:
        made = browser.new_context(viewport={"width": width, "height": 700})
        contexts.append(made)
        page = made.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/records.html?theme={theme}")
        expect(page.locator("html[data-ready]")).to_be_attached()
        return page

    yield open_
    for made in contexts:
        made.close()
    assert errors == []


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def asked(page: Page) -> Any:
    return page.evaluate("calls.view.at(-1)")


def range_is(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_have_text(words)


def test_a_million_rows_come_a_page_at_a_time(open_rows: Rows) -> None:
    page = open_rows()
    range_is(page, "1–50 of 1,000,000")
    expect(page.get_by_role("row")).to_have_count(51)
    button(page, "Next").click()
    range_is(page, "51–100 of 1,000,000")
    assert asked(page) == FIRST | {"offset": 50}
    button(page, "Last").click()
    range_is(page, "999,951–1,000,000 of 1,000,000")
    button(page, "Previous").click()
    range_is(page, "999,901–999,950 of 1,000,000")
    button(page, "First").click()
    range_is(page, "1–50 of 1,000,000")


def test_a_page_is_reached_by_its_number_and_no_number_leads_out(open_rows: Rows) -> None:
    page = open_rows()
    field = page.get_by_role("spinbutton", name="Page")
    field.fill("1234")
    field.press("Enter")
    range_is(page, "61,651–61,700 of 1,000,000")
    field.fill("999999")
    field.press("Enter")
    range_is(page, "999,951–1,000,000 of 1,000,000")
    expect(field).to_have_value("20000")
    expect(field).to_be_focused()


def test_the_pager_keeps_the_focus_and_its_end_asks_nothing(open_rows: Rows) -> None:
    page = open_rows()
    expect(button(page, "Previous")).to_have_attribute("aria-disabled", "true")
    button(page, "Last").press("Enter")
    range_is(page, "999,951–1,000,000 of 1,000,000")
    expect(button(page, "Last")).to_be_focused()
    expect(button(page, "Last")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Enter")
    assert page.evaluate("calls.view.length") == 1


def test_quick_steps_are_all_taken(open_rows: Rows) -> None:
    page = open_rows()
    page.evaluate("held = true")
    for _ in range(3):
        button(page, "Next").click()
    assert [view["offset"] for view in page.evaluate("calls.view")] == [50, 100, 150]
    expect(page.get_by_role("tabpanel")).to_have_attribute("aria-busy", "true")
    page.evaluate("answer()")
    range_is(page, "151–200 of 1,000,000")
    expect(page.get_by_role("tabpanel")).not_to_have_attribute("aria-busy", "true")


def test_a_shorter_page_moves_nothing_below(open_rows: Rows) -> None:
    page = open_rows()
    page.get_by_role("tab", name="Without a place (120)").click()
    range_is(page, "1–50 of 120")
    height = page.get_by_role("tabpanel").bounding_box()
    button(page, "Last").click()
    range_is(page, "101–120 of 120")
    assert page.get_by_role("tabpanel").bounding_box() == height


def test_other_rows_are_read_from_their_first(open_rows: Rows) -> None:
    page = open_rows()
    page.get_by_role("row").nth(40).scroll_into_view_if_needed()
    button(page, "Next").click()
    range_is(page, "51–100 of 1,000,000")
    expect(page.get_by_role("row").nth(1)).to_be_in_viewport()
    tools = page.locator(".row-tools").bounding_box()
    first = page.get_by_role("row").nth(1).bounding_box()
    assert tools is not None
    assert first is not None
    assert first["y"] >= tools["y"] + tools["height"]


def test_a_head_sorts_up_then_down_then_as_the_file(open_rows: Rows) -> None:
    page = open_rows()
    head = page.get_by_role("columnheader", name="When")
    button(page, "Next").click()
    range_is(page, "51–100 of 1,000,000")
    for sort, told in (
        ({"by": "when", "descending": False}, "ascending"),
        ({"by": "when", "descending": True}, "descending"),
        ({"by": "file", "descending": False}, None),
    ):
        button(page, "When").press("Enter")
        if told:
            expect(head).to_have_attribute("aria-sort", told)
        else:
            expect(head).not_to_have_attribute("aria-sort", re.compile("."))
        assert asked(page) == FIRST | {"sort": sort}
        expect(button(page, "When")).to_be_focused()
    assert page.locator("th[aria-sort]").count() == 0


def test_a_search_is_the_selections_words_once_the_typing_rests(open_rows: Rows) -> None:
    page = open_rows()
    field = page.get_by_role("searchbox", name="Search all events")
    page.clock.install(time=0)
    page.clock.pause_at(10)
    field.press_sequentially("bridge")
    page.clock.run_for(249)
    assert page.evaluate("calls.choice") == []
    page.clock.run_for(1)
    page.clock.resume()
    range_is(page, "1–3 of 3")
    assert page.evaluate("calls.choice.map(({ words }) => words)") == ["bridge"]
    assert page.evaluate("calls.view") == []
    expect(page.get_by_role("tab", selected=True)).to_have_text("Table (3)")
    expect(field).to_be_focused()
    expect(field).to_have_value("bridge")
    page.get_by_role("tab", name="Without a date").click()
    expect(field).to_have_value("bridge")


def test_a_list_beside_the_selection_says_that_it_is_searched_alone(open_rows: Rows) -> None:
    page = open_rows()
    page.get_by_role("tab", name="Problems (60)").click()
    range_is(page, "1–50 of 60")
    field = page.get_by_role("searchbox", name="Search this list alone")
    field.fill("feature")
    field.press("Enter")
    range_is(page, "1–3 of 3 found among 60")
    assert asked(page) == FIRST | {"tab": "problems", "words": "feature"}
    assert page.evaluate("calls.choice") == []
    page.get_by_role("tab", name="Without a date (7)").click()
    expect(page.get_by_role("searchbox", name="Search all events")).to_have_value("")


def test_the_tabs_are_walked_by_keyboard_and_set_from_the_counts(open_rows: Rows) -> None:
    page = open_rows()
    page.get_by_role("tab", name="Table (1,000,000)").press("ArrowRight")
    expect(page.get_by_role("tab", selected=True)).to_have_text("Without a place (120)")
    expect(page.get_by_role("tab", selected=True)).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("tabpanel")).to_contain_text("events.geojson, feature 0: no date")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", selected=True)).to_have_text("Table (1,000,000)")
    page.evaluate("window.dispatchEvent(new CustomEvent('panj:tab', {detail: 'hidden'}))")
    expect(page.get_by_role("tab", name="Filtered out (0)")).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_have_text("None.")
    assert asked(page) == FIRST | {"tab": "hidden"}
    expect(page.get_by_role("searchbox")).to_have_count(0)


def test_a_row_opens_its_event_and_keeps_the_focus(open_rows: Rows) -> None:
    page = open_rows()
    row = page.get_by_role("row").nth(3)
    row.get_by_role("button").press("Enter")
    expect(row).to_have_attribute("aria-selected", "true")
    assert page.evaluate("calls.choice.map(({ event }) => event)") == ["table:2"]
    expect(row.get_by_role("button")).to_be_focused()


def test_what_the_server_tells_again_takes_no_button_from_under_the_pointer(
    open_rows: Rows,
) -> None:
    page = open_rows()
    row = page.get_by_role("row").nth(2).get_by_role("button")
    box = row.bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.evaluate("answer()")
    page.mouse.up()
    expect(page.get_by_role("row").nth(2)).to_have_attribute("aria-selected", "true")
    assert len(page.evaluate("calls.choice")) == 1


@pytest.mark.parametrize("width", [320, 820])
def test_rows_fit_a_narrow_page(open_rows: Rows, width: int) -> None:
    page = open_rows(width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panel = page.get_by_role("tabpanel")
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")
    small = page.get_by_role("button").evaluate_all(
        "nodes => nodes.map(n => n.getBoundingClientRect().height).filter(h => h < 24)"
    )
    assert small == []


def test_no_column_is_too_narrow_for_its_words(open_rows: Rows) -> None:
    cut = open_rows(920).locator("tbody tr:first-child td, th button")
    lines = "nodes => nodes.map(node => node.getBoundingClientRect().height)"
    assert max(cut.evaluate_all(lines)) < 130
    assert cut.evaluate_all("nodes => nodes.every(node => node.scrollWidth <= node.clientWidth)")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_rows: Rows, theme: str) -> None:
    results = Axe().run(
        open_rows(theme=theme), options={"rules": {"page-has-heading-one": {"enabled": False}}}
    )
    assert [found["id"] for found in results.response["violations"]] == []
