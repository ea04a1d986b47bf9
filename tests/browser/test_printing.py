"""The page on paper: title and map, and below them what a dossier of the selection says."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.reader import EVENTS, Visit, map_of

A4 = (595, 842)
"""Points of a sheet."""
PANELS = (".st-key-pane", ".st-key-pills", ".st-key-days", ".st-key-rows", ".stAppHeader")
MISSING = "The events are missing here"


def printed(page: Page) -> Locator:
    """Return what stands only on paper."""
    return page.locator(".st-key-printed")


def sheets(page: Page) -> list[tuple[int, int]]:
    """Return the sizes of the sheets that the page takes, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def test_paper_holds_map_key_events_and_credits_and_no_control(server: str, visit: Visit) -> None:
    page = visit(server, scheme="dark")  # and is light all the same
    frame = map_of(page)
    paper = printed(page)
    expect(paper).to_be_hidden()
    expect(paper.get_by_role("table")).to_have_count(0)
    page.emulate_media(media="print")
    rows = paper.get_by_role("table", name="All events, in words").locator("tbody tr")
    expect(rows).to_have_count(len(EVENTS))
    for panel in PANELS:
        expect(page.locator(panel)).to_be_hidden()
    for name in ("Filter", "Share", "About"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_hidden()
    expect(paper.get_by_role("button")).to_have_count(0)
    expect(frame.locator(".panj-tools")).to_be_hidden()
    expect(frame.locator(".panj-place-names")).to_be_hidden()
    told = paper.locator("blockquote").all_text_contents()
    assert all(quote["exact"] in told for event in EVENTS.values() for quote in event["quotes"])
    for words in ("Kind of event", "OpenStreetMap", "imply no endorsement", "Dave DeCamp"):
        expect(paper.get_by_text(words).first).to_be_visible()
    expect(frame.locator(".panj-map")).to_have_attribute("data-theme", "light")
    for text in (page.get_by_role("heading", level=1), paper.locator("blockquote").first):
        assert text.evaluate("one => getComputedStyle(one).color") == "rgb(20, 24, 29)"


def test_paper_follows_a_filter_that_the_server_has_not_drawn_yet(
    server: str, visit: Visit
) -> None:
    page = visit(server)
    map_of(page)
    page.get_by_role("button", name="Crossing", exact=True).click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(printed(page).locator("tbody tr")).to_have_count(1)


def test_the_map_is_drawn_whole_on_paper_and_the_sheets_follow(server: str, visit: Visit) -> None:
    page = visit(server)
    frame = map_of(page)
    width = frame.evaluate("innerWidth")
    page.emulate_media(media="print")
    expect(printed(page).locator("tr").last).to_be_visible()
    page.set_viewport_size({"width": 700, "height": 1000})  # a sheet of A4 between its margins
    shown = page.locator(".st-key-map-place iframe").bounding_box()
    below = printed(page).bounding_box()
    assert shown is not None
    assert below is not None
    assert shown["width"] <= 700
    assert 0 <= below["y"] - (shown["y"] + shown["height"]) < 40, "a gap, or one over the other"
    assert frame.evaluate("innerWidth") == width, "the map was laid out anew"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = sheets(page)
    assert 3 <= len(sizes) <= 12
    assert set(sizes) == {A4}


def test_a_long_title_is_not_cut_on_paper(server: str, visit: Visit) -> None:
    page = visit(server, width="phone")
    map_of(page)
    heading = page.get_by_role("heading", level=1)
    page.emulate_media(media="print")
    heading.evaluate("(one, words) => { one.textContent = words; }", "a long title " * 20)
    assert heading.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_paper_whose_events_are_not_answered_says_so_and_asks_again(
    server: str, visit: Visit
) -> None:
    page = visit(f"{server}/?kind=Crossing")
    map_of(page)
    page.route("**/dossier?*", lambda route: route.abort())
    page.emulate_media(media="print")
    expect(printed(page).get_by_text(MISSING)).to_be_visible()
    page.unroute("**/dossier?*")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(printed(page).get_by_text("Filter: Crossing.")).to_be_visible()
    expect(printed(page).locator("tbody tr")).to_have_count(1)  # the selection alone
    expect(printed(page).get_by_text(MISSING)).to_have_count(0)


def test_paper_counts_events_that_are_too_many_to_print(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)

    def many(route: Route) -> None:
        told: dict[str, Any] = route.fetch().json()
        told |= {"counts": {**told["counts"], "selected": 1_201}, "cards": [], "key": []}
        route.fulfill(json=told)

    page.route("**/dossier?*", many)
    page.emulate_media(media="print")
    paper = printed(page)
    expect(paper.get_by_text("1,201 events are too many to stand here in full.")).to_be_visible()
    expect(paper.get_by_text("No event is selected.")).to_have_count(0)
    expect(paper.get_by_text("imply no endorsement")).to_be_visible()
