"""The map layer with more events than can be marks: cells, areas with a count, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.map_harness import many
from tests.browser.map_harness.opening import Open, go, maps, overlaps, settle, whole
from tests.browser.map_harness.serving import harness

MANY = "case=many"
POINT = next(e for e in many.events() if not e.shape and e.place == "Kunduz")
AREA = next(e for e in many.events() if e.place == "Baghlan" and e.precision == "province")
IN_AREA = [e for e in many.events() if e.shape == AREA.shape]
HOME = [37.6, 71.4]


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with harness() as running:
        yield running


@pytest.fixture
def open_map(server: Any, browser: Browser) -> Iterator[Open]:
    """Open the layer in a fresh page."""
    with maps(server, browser) as open_:
        yield open_


def cells(page: Page) -> Locator:
    return page.locator('.panj-mark[data-key^="cell "]')


def area(page: Page, key: str | None) -> Locator:
    return page.locator(f'.panj-mark[data-key="plate {key}"]')


def biggest(page: Page) -> Locator:
    counts = cells(page).evaluate_all("nodes => nodes.map(n => Number(n.dataset.count))")
    return page.locator(f'.panj-mark[data-key^="cell "][data-count="{max(counts)}"]').first


def held(page: Page) -> Locator:
    return page.locator("[data-holds-open=true]")


def entries(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("listitem").get_by_role("button")


@pytest.mark.parametrize("size", [(320, 480), (390, 500), (820, 560), (1000, 560)], ids=str)
def test_nothing_overlaps_and_nothing_is_cut(open_map: Open, size: tuple[int, int]) -> None:
    page = open_map(size, query=MANY)
    for zoom in (5, 6, 6.5, 7, 8, 9, 10, 12):
        go(page, HOME if zoom < 7 else [36.75, 68.9], zoom)
        boxes = page.evaluate("panj.boxes()")
        met = [
            (zoom, a["key"], b["key"])
            for a, b in combinations(boxes, 2)
            if a["key"] != b["key"] and overlaps(a, b)
        ]
        assert met == []
        assert [(zoom, box["key"]) for box in boxes if not whole(box, size)] == []


def test_a_cell_tells_its_count_and_its_kinds_and_the_page_all_of_them(open_map: Open) -> None:
    page = open_map(query=MANY)
    cell = biggest(page)
    count = int(cell.get_attribute("data-count") or 0)
    expect(cell).to_have_role("button")
    expect(cell).to_have_accessible_name(
        re.compile(rf"^{count:,} events: [\d,]+ Force, .*\. Enter zooms in\.$")
    )
    drawn = page.evaluate(
        """(count) => {
          const disc = panj.layout().discs.find(d => d.count === count);
          const x = String(Math.round(disc.x * 100) / 100);
          const drawn = [...document.querySelectorAll('.panj-disc')].find(
            n => n.querySelector('text').getAttribute('x') === x);
          const paths = [...drawn.querySelectorAll('path')];
          return paths.map(p => [p.getAttribute('stroke'), p.getTotalLength(), disc.families]);
        }""",
        count,
    )
    lengths = {colour: length for colour, length, _ in drawn}
    families = drawn[0][2]
    share = lengths["#A8170F"] / sum(lengths.values())
    assert share == pytest.approx(families["Force"] / count, abs=0.01)
    assert len(lengths) == len(families)
    marks = page.locator(".panj-mark").count()
    counts = page.locator(".panj-mark").evaluate_all(
        "nodes => nodes.map(n => Number(n.dataset.count ?? 0))"
    )
    ids = page.evaluate("panj.marks().length")
    expect(page.get_by_role("status").filter(has_text="marks")).to_have_text(
        f"{sum(counts) + ids:,} events in {marks} marks."
    )


def test_more_events_make_a_larger_disc_and_each_is_counted_once(open_map: Open) -> None:
    page = open_map(query=MANY, view="36.8,69,7")
    discs = page.evaluate("panj.layout().discs.map(d => [d.count, d.radius])")
    assert len(discs) > 20
    by_count = [radius for _, radius in sorted(discs) if _ < 1000]
    assert by_count == sorted(by_count)
    answered, shown = page.evaluate("""() => {
      const {answer, discs, plates, areas, rows, outside} = panj.layout();
      const sum = (list) => list.reduce((all, one) => all + one, 0);
      const inView = answer.cells.filter(({lon, lat}) => {
        const {x, y} = leafletMap.latLngToContainerPoint([lat, lon]);
        const size = leafletMap.getSize();
        return x >= 0 && y >= 0 && x <= size.x && y <= size.y;
      });
      const ofAreas = (list) => sum(list.map((a) => a.events.length + (a.counted?.count ?? 0)));
      return [
        [sum(inView.map((c) => c.count)), ofAreas(areas)],
        [sum(discs.map((d) => d.count)), ofAreas(plates)],
      ];
    }""")
    assert answered == shown
    assert min(answered) > 100


def test_enter_zooms_in_until_an_event_or_a_list_opens(open_map: Open) -> None:
    page = open_map(query=MANY)
    page.locator('.panj-mark[tabindex="0"]').focus()
    page.keyboard.press("Home")
    cell = biggest(page)
    cell.focus()
    zooms = []
    while not page.get_by_role("dialog").count() and not page.evaluate("calls.select.length"):
        zooms.append(page.evaluate("leafletMap.getZoom()"))
        box = page.evaluate("""() => panj.layout().discs.find(
          d => d.key === document.activeElement.dataset.key)?.bbox ?? null""")
        page.keyboard.press("Enter")
        settle(page)
        if page.get_by_role("dialog").count() or page.evaluate("calls.select.length"):
            break
        expect(page.locator(".panj-mark:focus")).to_have_count(1)
        at = page.evaluate("""() => {
          const r = document.activeElement.getBoundingClientRect();
          const [x, y] = [r.x + r.width / 2, r.y + r.height / 2];
          const {lng, lat} = leafletMap.containerPointToLatLng([x, y]);
          const {lng: edge} = leafletMap.containerPointToLatLng([x + 60, y]);
          return [lng, lat, edge - lng];
        }""")
        west, south, east, north = box
        assert west - at[2] <= at[0] <= east + at[2]
        assert south - at[2] <= at[1] <= north + at[2]
    assert zooms == sorted(set(zooms))
    assert len(zooms) <= 9


def test_arrows_lead_from_cell_to_cell(open_map: Open) -> None:
    page = open_map(query=MANY)
    biggest(page).focus()
    seen = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        seen.add(page.evaluate("document.activeElement.dataset.key"))
    assert len(seen) >= 3
    expect(page.locator('.panj-mark[tabindex="0"]')).to_have_count(1)


def test_a_crowded_area_is_one_shape_and_one_plate_that_lists_in_an_order(open_map: Open) -> None:
    page = open_map(query=MANY, view="36,68.9,8")
    plate = area(page, AREA.shape)
    expect(plate).to_have_count(1)
    expect(plate).to_have_attribute("data-count", str(len(IN_AREA)))
    expect(plate).to_have_accessible_name(
        re.compile(rf"^{len(IN_AREA)} events in Baghlan \(province\): .* Enter lists them\.$")
    )
    expect(page.locator(".panj-plates")).to_contain_text(f"Baghlan{len(IN_AREA)} events")
    plate.press("Enter")
    dialog = page.get_by_role("dialog", name=f"{len(IN_AREA)} events known no closer than Baghlan")
    expect(entries(page)).to_have_count(50)
    expect(entries(page).first).to_be_focused()
    expect(entries(page).first).to_have_accessible_name(
        re.compile(rf"^Event {IN_AREA[0].number} near Baghlan\. .* 1 of {len(IN_AREA)}\.$")
    )
    page.keyboard.press("End")
    expect(dialog.get_by_role("button", name="50 more")).to_be_focused()
    page.keyboard.press("Enter")
    expect(entries(page)).to_have_count(100)
    expect(entries(page).nth(50)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(entries(page).nth(49)).to_be_focused()
    page.keyboard.press("Home")
    expect(entries(page).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(plate).to_be_focused()
    assert page.evaluate("calls.escape") == 0
    plate.press("Enter")
    expect(entries(page)).to_have_count(50)
    expect(entries(page).first).to_contain_text("7 July 2021")
    sorting = page.get_by_role("group", name="Sort by")
    expect(sorting.get_by_role("button", name="Day", pressed=True)).to_be_visible()
    sorting.get_by_role("button", name="Deaths").press("Enter")
    last = f"made:{IN_AREA[-1].number}"
    expect(entries(page).first).to_have_attribute("data-event-id", last)
    expect(sorting.get_by_role("button", name="Deaths", pressed=True)).to_be_focused()
    sorting.get_by_role("button", name="Day").click()
    first = f"made:{IN_AREA[0].number}"
    expect(entries(page).first).to_have_attribute("data-event-id", first)


def test_a_list_goes_on_by_scrolling_to_its_last_event(open_map: Open) -> None:
    page = open_map(query=MANY, view="36,68.9,8")
    area(page, AREA.shape).click()
    pages = -(-len(IN_AREA) // 50)
    for number in range(1, pages + 1):
        expect(entries(page)).to_have_count(min(50 * number, len(IN_AREA)))
        entries(page).last.scroll_into_view_if_needed()
    ids = entries(page).evaluate_all("nodes => nodes.map(n => n.dataset.eventId)")
    assert ids == [f"made:{event.number}" for event in IN_AREA]
    expect(page.get_by_role("dialog").get_by_role("button", name="more")).to_have_count(0)


def test_an_entry_opens_its_event(open_map: Open) -> None:
    page = open_map(query=MANY, view="36,68.9,8")
    area(page, AREA.shape).press("Enter")
    expect(entries(page).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = f"made:{IN_AREA[1].number}"
    assert page.evaluate("calls.select") == [[chosen, {"keyboard": True}]]
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate("id => panj.update({selected: id})", chosen)
    expect(held(page)).to_have_attribute("data-key", f"plate {AREA.shape}")
    assert page.evaluate("id => panj.focusMark(id)", chosen) is True
    expect(area(page, AREA.shape)).to_be_focused()
    page.keyboard.press("Enter")
    expect(entries(page).nth(1)).to_be_focused()
    expect(entries(page).nth(1)).to_have_attribute("aria-pressed", "true")


def test_a_list_that_waits_or_fails_says_so(open_map: Open) -> None:
    page = open_map(query=MANY, view="36,68.9,8")
    waiting: list[Route] = []
    page.route("**/stack?*", lambda route: waiting.append(route))
    with page.expect_request("**/stack?*"):
        area(page, AREA.shape).press("Enter")
    told = page.get_by_role("dialog").get_by_role("status")
    expect(told).to_have_text("Loading…")
    waiting[0].abort()
    expect(told).to_have_text("The list could not be loaded.")
    page.unroute("**/stack?*")
    page.get_by_role("button", name="Try again").click()
    expect(entries(page)).to_have_count(50)
    expect(told).to_have_text("")


@pytest.mark.parametrize("width", [320, 390])
def test_a_list_fits_a_phone(open_map: Open, width: int) -> None:
    page = open_map((width, 480), query=MANY, view="36,68.9,9")
    area(page, AREA.shape).click()
    expect(entries(page)).to_have_count(50)
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 480
    sizes = (
        page.get_by_role("dialog")
        .get_by_role("button")
        .evaluate_all(
            "nodes => nodes.map(n => n.getBoundingClientRect()).map(r => [r.width, r.height])"
        )
    )
    assert all(min(size) >= 24 for size in sizes)
    page.get_by_role("button", name="Close the list").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    area(page, AREA.shape).click()
    entries(page).nth(2).click()
    assert page.evaluate("calls.select") == [[f"made:{IN_AREA[2].number}", {"keyboard": False}]]


def test_many_events_at_one_point_open_as_a_list(open_map: Open) -> None:
    found = many.cells((65, 33, 72, 38.5), 11)["cells"]
    crowd = max((c for c in found if c["one_point"]), key=lambda c: int(c["count"]))
    page = open_map(query=MANY, view=f"{crowd['lat']},{crowd['lon']},11")
    cell = page.locator(f'.panj-mark[data-key="cell {crowd["key"]}"]')
    expect(cell).to_have_accessible_name(re.compile(r"Enter lists them\.$"))
    cell.press("Enter")
    expect(
        page.get_by_role("dialog", name=f"{crowd['count']:,} events at one point")
    ).to_be_visible()
    expect(entries(page)).to_have_count(min(50, crowd["count"]))
    assert page.evaluate("leafletMap.getZoom()") == 11


def test_where_the_map_ends_a_cell_lists_what_is_in_it(open_map: Open) -> None:
    page = open_map(query="case=cells", view="35.2,68.6,13", wait=False)
    settle(page)
    cell = page.locator('.panj-mark[data-key^="cell "]').first
    expect(cell).to_have_accessible_name(re.compile(r"Enter lists them\.$"))
    with page.expect_request("**/stack?*cell=6%2F*"):
        cell.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_cell_that_holds_the_open_event_says_so(open_map: Open, server: Any) -> None:
    id_ = f"made:{POINT.number}"
    page = open_map(query=MANY, selected=id_)
    expect(held(page)).to_have_count(1)
    expect(held(page)).to_have_accessible_name(re.compile(r"Holds the open event\.$"))
    expect(page.locator(".panj-disc.panj-lit circle").first).to_have_attribute("fill", "#0B57D0")
    west, south, east, north = page.evaluate("panj.layout().discs.find(d => d.holdsOpen).bbox")
    assert west <= POINT.bbox[0] <= east
    assert south <= POINT.bbox[1] <= north
    go(page, [36.9, 69], 8)
    expect(held(page)).to_have_count(1)
    page.evaluate("id => panj.focusMark(id)", id_)
    expect(held(page)).to_be_focused()
    assert len([path for path in server.asked if f"items/made%3A{POINT.number}" in path]) == 1
    page.evaluate("panj.update({selected: null})")
    expect(held(page)).to_have_count(0)


def test_an_area_that_holds_the_open_event_is_lit(open_map: Open) -> None:
    page = open_map(query=MANY, view="36,68.9,8", selected=f"made:{IN_AREA[-1].number}")
    expect(held(page)).to_have_attribute("data-key", f"plate {AREA.shape}")
    expect(page.locator(".panj-plate.panj-lit")).to_have_count(1)
    expect(page.locator("path.panj-lit")).to_have_count(1)


def test_small_moves_ask_nothing_and_large_ones_keep_the_old_marks(
    open_map: Open, server: Any
) -> None:
    page = open_map(query=MANY, view="36.8,69,8")
    before = len(server.asked)
    page.evaluate("() => { leafletMap.panBy([60, 40], {animate: false}); }")
    settle(page)
    assert len(server.asked) == before
    waiting: list[Route] = []
    page.route("**/cells?*", lambda route: waiting.append(route))
    with page.expect_request("**/cells?*"):
        page.evaluate("() => { leafletMap.setZoom(9, {animate: false}); }")
    expect(page.locator("#map")).to_have_attribute("data-settled", "false")
    assert page.locator(".panj-mark").count() > 10
    assert page.evaluate("panj.layout().answer.zoom") == 8
    waiting[0].continue_()
    settle(page)
    assert page.evaluate("panj.layout().answer.zoom") == 9


def test_a_way_back_drops_the_question_on_its_way(open_map: Open) -> None:
    page = open_map(query=MANY, view="36.8,69,8")
    waiting: list[Route] = []
    page.route("**/cells?*", lambda route: waiting.append(route))
    with page.expect_request("**/cells?*"):
        page.evaluate("() => { leafletMap.setZoom(9, {animate: false}); }")
    with page.expect_event("requestfailed"):
        page.evaluate("() => { leafletMap.setZoom(8, {animate: false}); }")
    settle(page)
    assert page.evaluate("panj.layout().answer.zoom") == 8


def test_a_way_back_asks_nothing_and_shows_what_was_there(open_map: Open, server: Any) -> None:
    page = open_map(query=MANY, view="36.8,69,8")
    there = page.evaluate("panj.boxes()")
    for moved in ("setZoom(9, {animate: false})", "panBy([700, 0], {animate: false})"):
        page.evaluate(f"() => {{ leafletMap.{moved}; }}")
        settle(page)
    before = len(server.asked)
    for moved in ("panBy([-700, 0], {animate: false})", "setZoom(8, {animate: false})"):
        page.evaluate(f"() => {{ leafletMap.{moved}; }}")
        settle(page)
    assert len(server.asked) == before
    assert page.evaluate("panj.layout().answer.zoom") == 8
    marks = [box for box in page.evaluate("panj.boxes()") if box["kind"] == "mark"]
    assert marks == [box for box in there if box["kind"] == "mark"]


def test_what_another_version_or_query_was_answered_is_no_way_back(
    open_map: Open, server: Any
) -> None:
    page = open_map(query=MANY, view="36.8,69,8")
    for state in ({"version": "another"}, {"query": f"{MANY}&words=a"}):
        before = len(server.asked)
        page.evaluate("() => { leafletMap.setZoom(9, {animate: false}); }")
        settle(page)
        page.evaluate("state => panj.update(state)", state)
        settle(page)
        page.evaluate("() => { leafletMap.setZoom(8, {animate: false}); }")
        settle(page)
        cells_asked = [path for path in server.asked[before:] if "/cells?" in path]
        assert [re.search(r"zoom=(\d+)", path)[1] for path in cells_asked][-2:] == ["9", "8"]


def test_a_burst_of_moves_asks_at_its_begin_and_its_end(open_map: Open) -> None:
    page = open_map(query=MANY, view="36.8,69,8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("""() => {
      for (let i = 0; i < 10; i += 1) leafletMap.panBy([300, 0], {animate: false});
    }""")
    settle(page)
    boxes = [re.search(r"cells\?bbox=[^,]+,[^,]+,([^,]+)", url) for url in asked]
    edges = [float(found[1]) for found in boxes if found]
    assert len(edges) == 2
    assert edges[1] > page.evaluate("leafletMap.getBounds().getEast()") > edges[0]


def test_beyond_the_end_of_the_world_it_asks_for_what_there_is(open_map: Open) -> None:
    page = open_map(query=MANY, view="36,68.9,8")
    with page.expect_request("**/cells?*") as asked:
        page.evaluate("() => { leafletMap.setView([37, 214], 8, {animate: false}); }")
    [bbox] = parse_qs(urlsplit(asked.value.url).query)["bbox"]
    west, south, east, north = map(float, bbox.split(","))
    assert -180 <= west <= east <= 180
    assert -90 <= south < north <= 90


def test_points_show_before_the_shapes_are_here(open_map: Open) -> None:
    page = open_map(query="case=none")
    waiting: list[Route] = []
    opened: list[bool] = []
    page.route("**/shapes?*", lambda r: r.continue_() if opened else waiting.append(r))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("query => panj.update({query})", MANY)
    expect(cells(page).first).to_be_visible()
    expect(page.locator("#map")).to_have_attribute("data-settled", "false")
    opened.append(True)
    for route in waiting:
        route.continue_()
    settle(page)
    assert page.evaluate("panj.layout().areas.length") > 10
    assert len([url for url in asked if "/shapes?" in url]) == 4, "several come together"


def test_what_came_early_has_no_claim_to_its_place(open_map: Open) -> None:
    page = open_map()
    wanted = page.evaluate("panj.boxes()")
    again = open_map(query="case=none")
    waiting: list[Route] = []
    opened: list[bool] = []
    again.route("**/shapes?*", lambda r: r.continue_() if opened else waiting.append(r))
    again.evaluate("panj.update({query: ''})")
    expect(again.locator('.panj-mark[data-event-id="taluqan"]')).to_be_visible()
    opened.append(True)
    while waiting:
        waiting.pop().continue_()
        again.evaluate("() => { leafletMap.fire('resize'); }")
    settle(again)
    assert again.evaluate("panj.boxes()") == wanted


def test_axe_finds_nothing(open_map: Open) -> None:
    page = open_map(query=MANY, view="36,68.9,8")
    rules = ("landmark-one-main", "page-has-heading-one")
    for theme in ("light", "dark"):
        page.evaluate("theme => { panj.update({theme}); }", theme)
        expect(page.locator("#map")).to_have_attribute("data-theme", theme)
        settle(page)
        area(page, AREA.shape).click()
        expect(entries(page)).to_have_count(50)
        results = Axe().run(page, options={"rules": {rule: {"enabled": False} for rule in rules}})
        assert [found["id"] for found in results.response["violations"]] == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_until_a_new_view_is_answered_no_mark_is_taken_for_another(open_map: Open) -> None:
    page = open_map(query=MANY)
    page.route("**/cells?*", lambda _route: None)
    stale = page.evaluate(
        """() => {
          const before = panj.boxes().length;
          leafletMap.setZoom(leafletMap.getZoom() + 2, {animate: false});
          const mark = document.querySelector(".panj-mark > span");
          return [getComputedStyle(mark).pointerEvents, panj.boxes().length === before];
        }"""
    )
    assert stale == ["none", True]
    still = page.locator("#map:not([data-stale])")  # a slow answer is not waited for
    expect(still).to_have_attribute("data-settled", "false")
    assert page.evaluate("panj.boxes().length > 0")
    page.unroute("**/cells?*")  # lets go what it holds
    settle(page)
    mark = page.locator(".panj-mark > span:not([hidden])").first
    expect(mark).not_to_have_css("pointer-events", "none")


def test_a_zoom_scales_what_is_drawn_and_lays_no_text_out_anew(open_map: Open) -> None:
    page = open_map(query=MANY)
    drawn, scaled = page.evaluate(
        """() => {
          const scene = document.querySelector(".leaflet-panj-scene-pane .panj-overlay");
          const seen = () => [scene.style.width, scene.getBoundingClientRect().width];
          const before = seen();
          leafletMap.setZoom(leafletMap.getZoom() + 1, {animate: false});
          return [before, seen()];
        }"""
    )
    assert scaled == [drawn[0], pytest.approx(2 * drawn[1], abs=1)]
    settle(page)
    scene = page.locator(".leaflet-panj-scene-pane .panj-overlay")
    assert scene.evaluate("node => node.getBoundingClientRect().width") == drawn[1]
