"""The page by keyboard alone: where Tab leads, what the letters do, and the whole article."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.reader import (
    CROSSING,
    EVENTS,
    LOCATED,
    Visit,
    at_rest,
    blank,
    followed,
    holding,
    map_of,
    mark,
    opened,
    region,
    total_shown,
)
from tests.browser.test_accessibility import FOCUS, focus, tab_to
from tests.browser.test_one_selection import Line

SKIP = "Skip to the map"
NODE = f"({FOCUS.replace('return {', 'return at; return {', 1)})()"
"""The element that has the focus, through shadow roots and the map's frame."""


def told(page: Page, tree: CDPSession) -> tuple[str, str]:
    """Return role and name of what has the focus, as the accessibility tree has them."""
    found = tree.send("Runtime.evaluate", {"expression": NODE})["result"]
    asked = {"objectId": found["objectId"], "fetchRelatives": False}
    [node] = tree.send("Accessibility.getPartialAXTree", asked)["nodes"]
    return node["role"]["value"], node.get("name", {}).get("value", "")


def zoom_of(page: Page) -> float:
    """Return the map's zoom once it is at rest."""
    zoom: float = map_of(page).evaluate("map_div.getZoom()")
    return zoom


def within_map(page: Page, id_: str) -> bool:
    """Tell whether a mark lies within the map, whole."""
    map_of(page)
    box = mark(page, id_).bounding_box()
    ground = page.locator(".st-key-map-place iframe").bounding_box()
    assert box
    assert ground
    return (
        ground["x"] <= box["x"]
        and box["x"] + box["width"] <= ground["x"] + ground["width"]
        and ground["y"] <= box["y"]
        and box["y"] + box["height"] <= ground["y"] + ground["height"]
    )


def all_there(page: Page) -> None:
    """Wait until the page is at rest, and its first stop is there."""
    map_of(page)
    at_rest(page)
    expect(page.get_by_role("link", name=SKIP)).to_have_count(1)


def test_the_first_stop_leads_to_the_map(server: str, visit: Visit) -> None:
    page = visit(server)
    all_there(page)
    page.keyboard.press("Tab")
    assert focus(page)["name"] == SKIP
    page.keyboard.press("Enter")
    assert focus(page)["id"] in LOCATED


@pytest.mark.parametrize(
    ("to", "name"), [("words", "Afghan"), ("days", "First day"), ("table", "Table (")]
)
def test_further_links_lead_to_the_words_the_days_and_the_table(
    server: str, visit: Visit, to: str, name: str
) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    all_there(page)
    tab_to(page, f"Skip to the {to}", 4)
    page.keyboard.press("Enter")
    assert name in focus(page)["name"]


def test_the_skip_link_leads_to_the_map_where_it_has_no_mark(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?words=nothing+says+this")
    all_there(page)
    tab_to(page, SKIP, 1)
    page.keyboard.press("Enter")
    assert focus(page)["name"].startswith("Map of the Afghanistan")


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_no_stop_is_nameless(server: str, visit: Visit, width: str) -> None:
    page = visit(f"{server}/?event={CROSSING}&kind=Crossing", width)
    all_there(page)
    tree = page.context.new_cdp_session(page)
    stops: list[tuple[str, str]] = []
    for _ in range(160):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["tag"] in ("BODY", "HTML"):
            break
        stops.append(told(page, tree))
    assert ("link", SKIP) in stops
    assert ("slider", "Last day") in stops
    assert [stop for stop in stops if not stop[1].strip() or stop[0] == "main"] == []


def test_letters_lead_to_the_next_event_and_the_previous_from_a_mark_and_from_words(
    server: str, visit: Visit
) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    map_of(page)
    opened(page, CROSSING)
    ids = list(EVENTS)
    at = ids.index(CROSSING)
    heading = region(page, "Event").get_by_role("heading", level=2)
    mark(page, CROSSING).focus()
    for key, id_ in (("n", ids[at + 1]), ("n", ids[at + 2]), ("p", ids[at + 1]), ("P", CROSSING)):
        page.keyboard.press(key)
        opened(page, id_)
        expect(heading).to_be_focused()
    mark(page, CROSSING).focus()
    page.keyboard.press("Control+n")
    page.keyboard.press("p")
    opened(page, ids[at - 1])


def test_letters_are_letters_where_words_are_typed(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    map_of(page)
    opened(page, CROSSING)
    at_rest(page)
    ground = page.frame_locator("iframe")
    ground.get_by_role("button", name="Find a place").click()
    zoom = zoom_of(page)
    field = ground.get_by_role("combobox", name="Find a place")
    field.press_sequentially("zpn")
    expect(field).to_have_value("zpn")
    opened(page, CROSSING)
    assert zoom_of(page) == zoom


def test_zoom_to_this_shows_the_whole_place_of_each_event(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={LOCATED[0]}&view=38.2,69.0,5.00")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    frame = map_of(page)
    for id_ in LOCATED:
        frame.evaluate("void map_div.setView([38.2, 69], 5)")
        page.wait_for_url(holding("view=38.2"))
        mark(page, id_).click()
        opened(page, id_)
        region(page, "Event").get_by_role("button", name="Zoom to this").click()
        page.wait_for_url(lambda url: "view=38.2" not in url)
        assert zoom_of(page) > 5
        assert within_map(page, id_)
        west, south, east, north = frame.evaluate(
            "id => panjLayer.layout().answer.marks.find((mark) => mark.id === id).bbox", id_
        )
        assert frame.evaluate(
            "([w, s, e, n]) => map_div.getBounds().contains([[s, w], [n, e]])",
            [west, south, east, north],
        ), id_


def test_zoom_to_this_by_key_from_a_mark_and_from_the_words(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    opened(page, CROSSING)
    zoom = zoom_of(page)
    base = next(id_ for id_ in LOCATED if EVENTS[id_]["place_precision"] == "settlement")
    mark(page, base).focus()  # not the open one
    page.keyboard.press("z")
    page.wait_for_url(holding("view="))
    closer = zoom_of(page)
    assert closer > zoom
    assert within_map(page, base)
    assert focus(page)["id"] == base
    region(page, "Event").get_by_role("button", name="Next").focus()
    page.keyboard.press("z")
    map_of(page).wait_for_function("zoom => map_div.getZoom() < zoom", arg=closer)
    assert within_map(page, CROSSING)


def test_only_what_is_on_the_map_can_be_zoomed_to(server: str, visit: Visit) -> None:
    unplaced = next(id_ for id_ in EVENTS if id_ not in LOCATED)
    page = visit(f"{server}/?event={unplaced}")
    opened(page, unplaced)
    expect(page.get_by_role("button", name="Zoom to this")).to_have_count(0)
    page.goto(f"{server}/?event={CROSSING}&kind=Base")
    opened(page, CROSSING)
    expect(page.get_by_text("The filters hide this event’s mark.")).to_be_visible()
    expect(page.get_by_role("button", name="Zoom to this")).to_have_count(0)


def test_the_sheet_gives_way_to_the_place_that_is_zoomed_to(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}", "phone")
    opened(page, CROSSING)
    map_of(page)
    page.get_by_role("button", name="Show more of what is read").click()
    expect(page.locator("html[data-panj-sheet=half]")).to_be_attached()
    region(page, "Event").get_by_role("button", name="Zoom to this").click()
    expect(page.locator("html[data-panj-sheet=peek]")).to_be_attached()


def by_button(page: Page, by: int) -> None:
    name = "Zoom in" if by > 0 else "Zoom out"
    page.frame_locator("iframe").get_by_role("button", name=name).press("Enter")


def by_key_on_the_map(page: Page, by: int) -> None:
    page.frame_locator("iframe").locator(".panj-map").press("+" if by > 0 else "-")


@pytest.mark.parametrize("zoomed", [by_button, by_key_on_the_map])
def test_the_chosen_mark_stays_in_view_when_the_map_zooms(
    server: str, visit: Visit, zoomed: Any
) -> None:
    page = visit(server)
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    for id_ in LOCATED:
        mark(page, id_).click()
        opened(page, id_)
        zoom = zoom_of(page)
        for by in (1, 1, 1, -1, -1, -1):
            zoomed(page, by)
            zoom += by
            assert zoom_of(page) == zoom
            expect(mark(page, id_)).to_have_attribute("aria-pressed", "true")
            assert within_map(page, id_), id_


def test_the_focus_stays_on_a_link_when_the_page_follows(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    line = Line(page, f"{server}/?event={CROSSING}")
    map_of(page)
    at_rest(page)
    line.hold()
    region(page, "Event").get_by_role("button", name="Next").press("n")
    following = list(EVENTS)[list(EVENTS).index(CROSSING) + 1]
    opened(page, following)
    link = region(page, "Event").get_by_role("link", name="Open in the article").first
    link.focus()
    link.evaluate("(node) => { window.before = node; }")
    line.let_go()
    page.wait_for_function("() => !window.before.isConnected")  # the page has drawn it anew
    expect(link).to_be_focused()


def marks_by_arrows(page: Page) -> set[str]:
    """Return the events whose marks the arrow keys reach from the first one."""
    seen: dict[str, str | None] = {}  # by mark: one event may have several
    ways: list[tuple[str, ...]] = [()]
    while ways:
        way = ways.pop()
        for key in ("Home", *way):
            page.keyboard.press(key)
        at = focus(page)
        if at["key"] in seen:
            continue
        seen[at["key"]] = at["id"]
        ways += [(*way, f"Arrow{to}") for to in ("Right", "Left", "Down", "Up")]
    return {id_ for id_ in seen.values() if id_}


def read_the_card(page: Page, id_: str) -> None:
    """Expect an event to be open, with the focus on its title, and read its quotes by Tab."""
    opened(page, id_)
    expect(region(page, "Event").get_by_role("heading", level=2)).to_be_focused()
    followed(page, id_)
    for at, quote in enumerate(EVENTS[id_]["quotes"]):
        tab_to(page, "Copy quote")
        words = region(page, "Event").get_by_role("blockquote").nth(at)
        expect(words).to_have_text(quote["exact"])
        expect(words).to_be_in_viewport(ratio=1)


def test_the_whole_article_is_read_by_keyboard_alone(server: str, visit: Visit) -> None:
    page = visit(server)
    all_there(page)
    tab_to(page, SKIP, 1)
    page.keyboard.press("Enter")
    assert marks_by_arrows(page) == set(LOCATED)
    page.keyboard.press("Home")
    id_ = focus(page)["id"]
    page.keyboard.press("Enter")
    read_the_card(page, id_)
    page.keyboard.press("Escape")
    assert focus(page)["id"] == id_
    tab_to(page, "Crossing")
    page.keyboard.press("Space")
    total_shown(page, 1)
    page.keyboard.press("Space")
    total_shown(page, len(EVENTS))
    tab_to(page, "Next")
    ids = list(EVENTS)
    for before in reversed(ids[: ids.index(id_)]):
        page.keyboard.press("p")
        opened(page, before)
    page.keyboard.press("p")
    end = region(page, "Story")
    expect(end.get_by_role("heading", level=2)).to_be_focused()
    for id_ in ids:
        page.keyboard.press("n")
        read_the_card(page, id_)
    page.keyboard.press("n")
    expect(end.get_by_role("heading", level=2)).to_be_focused()
    expect(end).to_contain_text("characters stand in quotes")
    page.keyboard.press("p")
    read_the_card(page, ids[-1])
    tab_to(page, "Last day", 120)
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    expect(page).to_have_url(holding("dates="))
    expect(page.get_by_text(f"{len(EVENTS)} of {len(EVENTS)} events")).to_have_count(0)
    page.keyboard.press("End")
    total_shown(page, len(EVENTS))
    tab_to(page, "Table (")
    page.keyboard.press("ArrowRight")
    assert focus(page)["name"].startswith("Without a place")
    page.keyboard.press("ArrowLeft")
    for _ in range(30):  # back to the words, and from them to the map
        page.keyboard.press("Shift+Tab")
        if "Read the whole article" in focus(page)["name"]:
            break
    page.keyboard.press("Shift+Tab")
    last = [id_ for id_ in ids if id_ in LOCATED][-1]
    for before in reversed(ids[ids.index(last) : -1]):
        page.keyboard.press("p")
        opened(page, before)
    page.keyboard.press("Escape")
    expect(mark(page, last)).to_be_focused()
    assert focus(page)["id"] == last
