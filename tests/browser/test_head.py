"""The head of the page: what it is, what is counted, and the key beside the pills."""

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.words.catalogue import say
from events.model.vocabulary import FAMILIES
from tests.browser.conftest import WIDTHS
from tests.browser.reader import EVENTS, LOCATED, Visit, at_rest, map_of, pill, region

STANDFIRST = (
    "What one article of 8 July 2021 and 8 other sources say, and how exactly they say where"
)


def counts(page: Page) -> Locator:
    return page.locator(".counts")


def open_key(page: Page) -> Locator:
    page.get_by_role("button", name="Key", exact=True).click()
    key = region(page, "Key")
    expect(key).to_be_visible()
    return key


def test_only_counts_that_are_not_0_are_told(server: str, visit: Visit) -> None:
    page = visit(server)
    placeless = len(EVENTS) - len(LOCATED)
    start = f"{len(EVENTS)} of {len(EVENTS)} events: {len(LOCATED)} on the map, "
    expect(counts(page)).to_contain_text(f"{start}{placeless} without a place ·")
    pill(page, "Use of force").click()
    expect(counts(page)).to_contain_text("12 filtered out ·")
    expect(counts(page)).not_to_contain_text("rejected")
    counts(page).get_by_role("button", name="12 filtered out").click()
    expect(page.get_by_role("tab", name="Filtered out")).to_have_attribute("aria-selected", "true")


def test_how_much_is_coded_is_told_after_the_words(server: str, visit: Visit) -> None:
    page = visit(server)
    at_rest(page)
    article = region(page, "Article")
    strip = article.get_by_role("heading", name=say("reading.coverage"))
    expect(strip).to_have_count(1)
    last = article.locator("q").last
    after = "(strip, last) => !!(last.compareDocumentPosition(strip) & 4)"
    assert strip.evaluate(after, last.element_handle())


@pytest.mark.parametrize("width", ["desktop", "tablet", "phone"])
def test_the_head_says_once_what_the_page_is_and_its_key_shows_every_kind_fill_and_frame(
    server: str, visit: Visit, width: str
) -> None:
    page = visit(server, width)
    map_of(page)
    standfirst = page.get_by_text(STANDFIRST).filter(visible=True)
    expect(standfirst).to_have_count(1)
    expect(standfirst).to_be_in_viewport(ratio=1)
    key = open_key(page)
    rows = key.get_by_role("listitem")
    for words in (
        *(say(f"family.{name}") for name in FAMILIES),
        *("it happened, or it stands", "someone claims it", "it is ordered or intended, not done"),
        *("to a town", "to a district or province", "to a border", "to a country"),
        "where another source puts the open event",
        "so many events in areas beside each other",
    ):
        row = rows.filter(has_text=words).first
        expect(row.locator("svg").first).to_be_visible()
    expect(rows.filter(has_text="a value not from the source").locator("svg")).to_contain_text("†")
    expect(key).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(key).to_be_hidden()
    button = page.get_by_role("button", name="Key", exact=True)
    expect(button).to_be_focused()
    open_key(page)
    button.click()
    expect(key).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    a_long_title_ends_within_the_head(page, width)


def a_long_title_ends_within_the_head(page: Page, width: str) -> None:
    at_rest(page)
    title = page.get_by_role("heading", level=1)
    title.evaluate("(one, words) => { one.textContent = words; }", "a long title " * 20)
    box = title.bounding_box()
    about = page.get_by_role("button", name="About", exact=True).bounding_box()
    assert box
    assert about
    end = WIDTHS["phone"][0] if width == "phone" else about["x"]
    assert box["x"] + box["width"] <= end


WATCH = """() => {
    window.places = [];
    const look = () => {
        const body = document.querySelector("[data-testid=stPopoverBody]");
        if (body?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
            const { left, top } = body.getBoundingClientRect();
            const at = `${Math.round(left)},${Math.round(top)}`;
            if (window.places.at(-1) !== at) window.places.push(at);
        }
        requestAnimationFrame(look);
    };
    look();
}"""
"""Note each place at which an open popover is seen."""

LAST_OF = {"Open": "rejected", "Filter": "Clear all filters", "Share": ".gpkg", "About": "GeoNames"}


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_popover_stays_where_it_opens_and_about_says_how_marks_are_read(
    server: str, visit: Visit, width: str
) -> None:
    page = visit(server, width)
    map_of(page)
    at_rest(page)
    page.evaluate(WATCH)
    body = page.get_by_test_id("stPopoverBody")
    for name, last in LAST_OF.items():
        page.evaluate("window.places = []")
        page.get_by_role("button", name=name, exact=True).click()
        expect(body.get_by_text(last).last).to_be_visible()
        at_rest(page)
        assert len(page.evaluate("places")) == 1, (name, page.evaluate("places"))
        if name == "About":
            marks = body.get_by_text("Shape and colour tell what kind of thing it is")
            expect(marks).to_be_in_viewport(ratio=1)
            expect(body).to_contain_text("“Key”")
            words = body.inner_text()
            assert words.index("Shape and colour") < words.index("By keyboard")
            expect(body).not_to_contain_text("someone claims it")
        page.keyboard.press("Escape")
        expect(body).to_have_count(0)


def test_the_buttons_of_share_have_one_height(server: str, visit: Visit) -> None:
    page = visit(server)
    page.get_by_role("button", name="Share", exact=True).click()
    body = page.get_by_test_id("stPopoverBody")
    for name in ("Copy link", "Print", "Dossier (.html)", ".gpkg"):
        expect(body.get_by_role("button", name=name)).to_be_visible()
    at_rest(page)
    boxes = [button.bounding_box() for button in body.get_by_role("button").all()]
    assert len(boxes) >= 8
    assert {round(box["height"]) for box in boxes if box} == {32}


def test_no_line_of_counts_begins_with_a_mark(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?words=border")
    map_of(page)
    expect(counts(page)).to_contain_text("filtered out")
    for width in (320, 390, 640, 820, 1100, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        assert counts(page).evaluate(BEGUN) == [], width


BEGUN = """(line) => {
          const found = [], walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          for (let low = -Infinity, node; (node = walker.nextNode());) {
            for (let at = 0; at < node.length; at += 1) {
              if (node.data[at] === " ") continue;
              range.setStart(node, at);
              range.setEnd(node, at + 1);
              const { top, bottom, width } = range.getBoundingClientRect();
              if (!width) continue; // not shown at this width
              if (top >= low - 2 && /[,.;:·)]/.test(node.data[at])) found.push(node.data);
              low = bottom;
            }
          }
          return found;
        }"""
"""The words of a line that begin one of its rows with a mark of punctuation."""
