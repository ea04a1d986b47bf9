"""The page for a reader without a mouse, without sight, with large letters or a small screen."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.reader import (
    ARTICLE,
    CROSSING,
    EVENTS,
    LOCATED,
    MEASURES,
    Visit,
    at_rest,
    map_of,
    mark,
    open_drawer,
    pill,
    region,
)

FOCUS = """() => {
    let at = document.activeElement, inside = [];
    for (;;) {
        inside.push(at);
        if (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        else if (at.tagName === "IFRAME") at = at.contentDocument.activeElement;
        else break;
    }
    const ringed = (node) => {
        const look = getComputedStyle(node);
        return (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2)
            || (look.boxShadow !== "none" && parseFloat(look.outlineWidth) >= 2);
    };
    const box = at.getBoundingClientRect();
    const bearer = at.closest("[data-rac]") ?? at.closest("label") ?? at;
    const view = at.ownerDocument.defaultView;
    return {
        tag: at.tagName, role: at.getAttribute("role"), id: at.dataset.eventId ?? null,
        key: at.dataset.key ?? null,
        name: at.getAttribute("aria-label") ?? at.textContent.trim().slice(0, 60),
        seen: ringed(at) || ringed(bearer),
        inView: box.bottom > 0 && box.right > 0 && box.top < view.innerHeight
            && box.left < view.innerWidth,
    };
}"""
"""The element that has the focus, through shadow roots and the map's frame, and how it looks."""

TARGETS = """() => {
    const small = [], visit = (root) => {
        for (const node of root.querySelectorAll("*")) {
            if (node.shadowRoot) visit(node.shadowRoot);
            if (!node.matches("button, a[href], input, select, textarea, summary, [role=button], "
                + "[role=tab], [role=option]")) continue;
            const target = node.type === "range" ? node.closest("[data-rac]")
                : node.matches("input") ? node.closest("label") ?? node : node;
            const after = getComputedStyle(target, "::after");
            const box = node.type === "range"
                ? { width: parseFloat(after.width), height: parseFloat(after.height) }
                : target.getBoundingClientRect();
            const how = { opacityProperty: true, visibilityProperty: true };
            const unseen = node.type !== "radio" && !node.checkVisibility(how);
            const clipped = getComputedStyle(node).clipPath !== "none" || box.width <= 1;
            const inText = node.matches("p a, li a") && node.parentElement.textContent.trim()
                !== node.textContent.trim();
            if (unseen || clipped || inText || (box.width >= 23.9 && box.height >= 23.9)) continue;
            small.push([node.tagName, node.textContent.trim().slice(0, 40), box.width, box.height]);
        }
    };
    visit(document);
    return small;
}"""
"""The targets under 24 px of a document and its shadow roots; links in running text are exempt."""

CUT = """() => {
    const scrolls = (node) => {
        for (let at = node; at; at = at.parentElement ?? at.getRootNode().host)
            if (/auto|scroll/.test(getComputedStyle(at).overflowX)
                && at.scrollWidth > at.clientWidth) return true;
        return false;
    };
    const cut = [], visit = (root) => {
        for (const node of root.querySelectorAll("*")) {
            if (node.shadowRoot) visit(node.shadowRoot);
            const own = [...node.childNodes].some((child) => child.nodeType === 3
                && child.textContent.trim());
            if (!own || !node.checkVisibility({ opacityProperty: true })) continue;
            const box = node.getBoundingClientRect();
            if (box.width <= 1 || scrolls(node)) continue;
            if (box.left < -1 || box.right > innerWidth + 1)
                cut.push([node.tagName, node.textContent.trim().slice(0, 40), box.left, box.right]);
        }
    };
    visit(document);
    return cut;
}"""
"""The words that reach past the sides of a document.

What scrolls sideways by itself, as the pills on a phone, is not cut."""


def focus(page: Page) -> dict[str, Any]:
    """Return what has the focus, having checked that a reader sees it."""
    found: dict[str, Any] = page.evaluate(FOCUS)
    assert found["tag"] != "BODY", "the focus is lost"
    assert found["inView"], found
    assert found["seen"], found
    return found


def tab_to(page: Page, wanted: str, most: int = 60) -> list[str]:
    """Press Tab until an element's name holds some words; return the names on the way."""
    names: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        names.append(focus(page)["name"])
        if wanted in names[-1]:
            return names
    raise AssertionError(f"{wanted!r} is not reached: {names}")


def test_a_trip_through_the_page_ends(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    at_rest(page)
    visited: list[str] = []
    for _ in range(160):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at["tag"] in ("BODY", "HTML") or (visited and at["name"] == visited[0]):
            break
        assert at["seen"], at
        assert at["inView"], at
        visited.append(at["name"])
    else:
        raise AssertionError(f"the focus goes round: {visited[-10:]}")
    stops = [name for name in visited if any(EVENTS[id_]["title"] in name for id_ in LOCATED)]
    assert stops, "no event is reached"
    wanted = ("Skip", "About", "Map of", "Zoom in", "Use of force", "Next", "First day", "Table (")
    at = [next(i for i, name in enumerate(visited) if word in name) for word in wanted]
    assert at == sorted(at), "the order of Tab is not that of the page"


def test_the_focus_stays_when_its_button_goes(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?words=nothing+says+this")
    map_of(page)
    page.get_by_role("button", name="Clear", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


UNPLACED = len(EVENTS) - len(LOCATED)


def named(id_: str) -> re.Pattern[str]:
    """Return how the name of an event's mark begins."""
    return re.compile(f"^{re.escape(EVENTS[id_]['title'].rstrip('.'))}")


def test_the_whole_article_is_read_from_the_accessibility_tree(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    ground = page.frame_locator("iframe")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    atlas = ground.get_by_role("region", name="Map of the Afghanistan–Tajikistan border.")
    expect(atlas).to_have_count(1)
    assert page.locator("iframe").get_attribute("title"), "the map's frame has no name"
    for id_ in LOCATED:
        button = ground.get_by_role("button", name=named(id_), pressed=False)
        expect(button.first).to_be_attached()
        assert re.search(r"\d+ of \d+ in view\.$", button.first.get_attribute("aria-label") or "")
    event = page.get_by_role("region", name="Event", exact=True)
    article = page.get_by_role("region", name="Article", exact=True)
    following = page.get_by_role("button", name="Next", exact=True)
    for number, (id_, told) in enumerate(EVENTS.items(), start=1):
        following.press("Enter")
        expect(event.get_by_role("heading", level=2, name=told["title"])).to_be_visible()
        expect(event.get_by_text(f"{number} of {len(EVENTS)}", exact=True)).to_be_visible()
        quotes = [quote["exact"] for quote in told["quotes"]]
        expect(event.get_by_role("blockquote")).to_have_text(quotes)
        for fact in ("When", "Where"):
            expect(event.get_by_role("heading", level=3, name=fact)).to_be_visible()
        links = event.get_by_role("link", name="Open in the article")
        expect(links).to_have_count(len(quotes))
        for quote in quotes:
            words = article.get_by_role("button", name=quote, pressed=True)
            expect(words.first).to_be_visible()
        pressed = ground.get_by_role("button", name=named(id_), pressed=True)
        if id_ in LOCATED:
            expect(pressed.first).to_be_attached()
        else:
            expect(pressed).to_have_count(0)
    following.press("Enter")
    expect(page.get_by_role("region", name="Story", exact=True)).to_contain_text("stand in quotes")
    ground.get_by_role("button", name=named(CROSSING)).first.press("Enter")  # back to the map
    title = EVENTS[CROSSING]["title"]
    expect(event.get_by_role("heading", level=2, name=title)).to_be_focused()
    kinds = page.get_by_role("group", name="Kinds of events")
    spoken = ground.get_by_role("status").filter(has_text=f" of {len(EVENTS)} events shown.")
    for pressed_before, shown in ((False, "1"), (True, str(len(EVENTS) - UNPLACED))):
        kinds.get_by_role("button", name="Crossing", pressed=pressed_before).press("Enter")
        expect(spoken.filter(has_text=f"{shown} of")).to_have_count(1)
    dates = page.get_by_role("group", name="Dates")
    for name in ("First day", "Last day"):
        expect(dates.get_by_role("slider", name=name)).to_have_attribute(
            "aria-valuetext", re.compile(r"^\d+ \w+ 2021$")
        )
        expect(dates.get_by_role("textbox", name=name)).to_be_visible()
    last = dates.get_by_role("slider", name="Last day")
    whole = last.get_attribute("aria-valuetext") or ""
    last.press("PageDown")
    last.press("PageDown")
    expect(last).not_to_have_attribute("aria-valuetext", whole)
    expect(spoken.filter(has_text=f"{len(EVENTS) - UNPLACED} of")).to_have_count(0)
    last.press("End")
    expect(last).to_have_attribute("aria-valuetext", whole)
    tabs = page.get_by_role("tablist", name="Events as rows").get_by_role("tab")
    expect(tabs).to_have_count(5)
    expect(page.get_by_role("tab", selected=True)).to_have_count(1)
    table = open_drawer(page).get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Event", "Kind, status", "When", "Where", "Actors", "Source"]
    )
    expect(table.get_by_role("row")).to_have_count(len(EVENTS) + 1)


def test_a_filter_is_told_to_who_does_not_see_it(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    told = page.frame_locator("iframe").get_by_role("status")
    expect(told.filter(has_text=f" of {len(EVENTS)} events shown.")).to_have_count(1)
    pill(page, "Crossing").press("Enter")
    expect(told.filter(has_text=f"1 of {len(EVENTS)} events shown.")).to_have_count(1)
    expect(page.get_by_text(f"1 of {len(EVENTS)} events")).to_be_visible()


ENLARGED = {
    "320 px": (320, 640, 1),
    "1280 px at 400 %": (320, 256, 4),
    "1280 px at 200 %": (640, 450, 2),
    "1366 px at 200 %": (683, 384, 2),
}
"""The windows of readers who enlarge the page: width and height in pixels of the page, and by how
much it is enlarged."""


@pytest.mark.parametrize(("width", "height", "scale"), ENLARGED.values(), ids=list(ENLARGED))
def test_narrow_and_enlarged_the_page_scrolls_and_nothing_is_cut_or_covered(
    server: str, browser: Browser, width: int, height: int, scale: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    page = context.new_page()
    page.add_init_script(MEASURES)
    page.goto(f"{server}/?event={CROSSING}&kind=Crossing&kind=Base")
    frame = map_of(page)
    expect(region(page, "Event")).to_be_attached()
    at_rest(page)
    for place in (page, frame):
        assert place.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert place.evaluate(CUT) == []
        assert place.evaluate(TARGETS) == []
    assert CROSSING in frame.evaluate("window.panjLayer.marks()")
    main = page.locator(".stMain")
    most = main.evaluate("node => node.scrollHeight - node.clientHeight")
    assert (most > 0) == (height < 640), "all is on the screen, or the page scrolls"
    for top in range(0, most + height, height // 2):
        main.evaluate("(node, top) => { node.scrollTop = top; }", top)
        assert page.evaluate("measures.covered()") == []
    for name in ("Open", "Filter", "Share", "About"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    context.close()


LAST_OF = {"Filter": "Clear all filters", "Share": ".gpkg", "About": "GeoNames", "Open": "rejected"}
"""What stands at the end of each popover: once it is there, all of it is."""


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_every_target_has_24_pixels(server: str, visit: Visit, width: str, tmp_path: Path) -> None:
    page = visit(f"{server}/?event={CROSSING}&actor=Taliban", width)
    frame = map_of(page)
    at_rest(page)
    assert page.evaluate(TARGETS) == []
    assert frame.evaluate(TARGETS) == []
    given = tmp_path / "given.geojson"
    given.write_text(json.dumps(ARTICLE))
    for name, last in LAST_OF.items():
        page.get_by_role("button", name=name, exact=True).click()
        body = page.get_by_test_id("stPopoverBody")
        if name == "Open":
            body.get_by_label("Open event files").set_input_files(given)
            expect(body.get_by_role("button", name="Remove given.geojson")).to_be_visible()
        expect(body.get_by_text(last).last).to_be_visible()
        page.wait_for_function(f"() => !({TARGETS})().length")  # it grows as it opens
        page.keyboard.press("Escape")


def test_marks_keep_their_colours_among_forced_ones(server: str, visit: Visit) -> None:
    page = visit(server)
    drawing = """() => [...document.querySelectorAll(".panj-marks *, .panj-plates *")]
        .map((node) => [getComputedStyle(node).fill, getComputedStyle(node).stroke])"""
    map_of(page)
    at_rest(page)
    usual = map_of(page).evaluate(drawing)
    page.emulate_media(forced_colors="active")
    frame = map_of(page)
    assert len(usual) > len(LOCATED)
    assert frame.evaluate(drawing) == usual
    mark(page, LOCATED[0]).focus()
    page.keyboard.press("Home")
    focus(page)


def test_less_motion_moves_the_map_at_once(server: str, visit: Visit) -> None:
    page = visit(server)
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    frame = map_of(page)
    frame.evaluate("window.steps = 0; map_div.on('zoomanim', () => { window.steps += 1; })")
    ground = page.frame_locator("iframe")
    zoom = frame.evaluate("map_div.getZoom()")
    ground.get_by_role("button", name="Zoom in").click()
    assert frame.evaluate("map_div.getZoom()") == zoom + 1
    centre = frame.evaluate("map_div.getCenter().lng")
    ground.get_by_role("button", name="Move right").click()
    assert frame.evaluate("map_div.getCenter().lng") > centre
    assert frame.evaluate("window.steps") == 0


STREAMLIT = {
    "presentation-role-conflict": '[data-testid="stFileUploaderDropzone"]',  # tabindex and role
}
"""Streamlit's own violations: each rule, and the only element that may breach it."""


def violations(page: Page, frame: Frame) -> list[str]:
    """Return what axe finds in the page and its frame, but for what is Streamlit's own."""
    frame.evaluate(Axe().axe_script)
    found = []
    for violation in Axe().run(page).response["violations"]:
        own = STREAMLIT.get(violation["id"])
        for node in violation["nodes"]:
            if own is None or own.strip("[]") not in node["html"]:
                found.append(json.dumps([violation["id"], node["target"], node["html"][:200]]))
    return found


def test_axe_finds_nothing_in_what_a_button_opens(server: str, visit: Visit) -> None:
    page = visit(server)
    frame = map_of(page)
    at_rest(page)
    for name, last in LAST_OF.items():
        page.get_by_role("button", name=name, exact=True).click()
        body = page.get_by_test_id("stPopoverBody")
        expect(body.get_by_text(last).last).to_be_visible()
        assert violations(page, frame) == [], name
        page.keyboard.press("Escape")
        expect(body).to_have_count(0)
    page.get_by_role("button", name="Key", exact=True).click()
    expect(region(page, "Key")).to_be_visible()
    assert violations(page, frame) == []
    page.keyboard.press("Escape")
    expect(region(page, "Key")).to_be_hidden()
    ground = page.frame_locator("iframe")
    ground.get_by_role("button", name="Find a place").click()
    ground.get_by_role("combobox", name="Find a place").fill("khor")
    expect(ground.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    assert violations(page, frame) == []
    assert frame.evaluate(TARGETS) == []
