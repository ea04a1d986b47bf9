"""The map layer alone, in a browser: what it draws, says, and does when things go wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from shapely.geometry import Point, shape

from tests.browser.map_harness.opening import Open, go, maps, overlaps, settle, whole
from tests.browser.map_harness.serving import HOSTILE, LAYERS, harness

LABEL = "Map of the Afghanistan–Tajikistan border. The table lists the same events."
EVENTS = 12
ORDER = [
    "cross",
    "fight",
    "reserves",
    "base",
    "ready",
    "spill",
    "taluqan",
    "kunduz",
    "balkh",
    "chahab",
    "call",
    "blame",
]
NEAR = [37.2, 69.4]
FAR = [37.6, 70.4]


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with harness() as running:
        yield running


@pytest.fixture
def open_map(server: Any, browser: Browser) -> Iterator[Open]:
    """Open the layer in a fresh page."""
    with maps(server, browser) as open_:
        yield open_


def mark(page: Page, event: str) -> Any:
    return page.locator(f'.panj-mark[data-event-id="{event}"]')


def held_question(page: Page, case: str) -> list[Route]:
    """Let the map ask for a case, and hold its question; the list gets any further one."""
    held: list[Route] = []
    page.route(f"**/cells?*case={case}*", lambda route: held.append(route))
    with page.expect_request(f"**/cells?*case={case}*"):
        page.evaluate("query => { panj.update({query}); }", f"case={case}")
    return held


def focused(page: Page) -> str | None:
    return page.evaluate("document.activeElement.dataset.eventId ?? null")


@pytest.mark.parametrize(
    ("size", "theme"),
    [
        ((320, 300), "light"),
        ((390, 500), "light"),
        ((390, 500), "dark"),
        ((820, 560), "light"),
        ((820, 560), "dark"),
        ((1000, 560), "light"),
        ((1000, 560), "dark"),
        ((1800, 900), "light"),
    ],
    ids=str,
)
def test_nothing_overlaps_and_nothing_is_cut(
    open_map: Open,
    size: tuple[int, int],
    theme: str,
) -> None:
    page = open_map(size, theme=theme)
    for zoom in (5, 6, 6.5, 7, 8, 9, 10, 11):
        go(page, FAR if zoom < 8 else NEAR, zoom)
        boxes = page.evaluate("panj.boxes()")
        kinds = {box["kind"] for box in boxes}
        assert {"control", "plate"} <= kinds
        met = [
            (zoom, a["key"], b["key"])
            for a, b in combinations(boxes, 2)
            if a["key"] != b["key"] and overlaps(a, b)
        ]
        assert met == []
        cut = [(zoom, b["key"]) for b in boxes if not whole(b, size)]
        assert cut == []
        named = page.evaluate(
            "[...new Set([...document.querySelectorAll("
            "'[role=button][data-event-id]')].map(n => n.dataset.eventId))]"
        )
        assert set(named) == set(page.evaluate("panj.marks()"))


@pytest.mark.parametrize(
    "size",
    [(320, 300), (390, 500), (820, 560), (1800, 900)],
    ids=lambda size: f"{size[0]}x{size[1]}",
)
def test_the_first_view_fits_the_border_and_every_mark(
    open_map: Open,
    size: tuple[int, int],
) -> None:
    page = open_map(size)
    west, south, east, north = page.evaluate(
        "(b => [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()])(leafletMap.getBounds())"
    )
    assert west < 67.75
    assert east > 74.95
    assert south < 36.65
    assert north > 38.55
    assert page.evaluate("panj.marks()") == ORDER


def test_the_map_and_its_marks_have_names(open_map: Open) -> None:
    page = open_map()
    expect(page.get_by_role("region", name=LABEL)).to_be_visible()
    for i, event in enumerate(ORDER):
        found = mark(page, event).first
        assert found.get_attribute("role") == "button"
        assert found.get_attribute("aria-label").endswith(f". {i + 1} of {EVENTS} in view.")
        expect(found).to_have_attribute("aria-pressed", "false")
    expect(mark(page, "cross")).to_have_attribute(
        "aria-label", re.compile("^Over 1,000 Afghan soldiers cross into Tajikistan\\. Crossing")
    )
    expect(page.get_by_role("status").filter(has_text="shown")).to_have_text(
        "12 of 12 events shown."
    )


def test_axe_finds_nothing(open_map: Open) -> None:
    for theme in ("light", "dark"):
        results = Axe().run(
            open_map(theme=theme),
            options={
                "rules": {
                    "landmark-one-main": {"enabled": False},
                    "page-has-heading-one": {"enabled": False},
                }
            },
        )
        assert [found["id"] for found in results.response["violations"]] == []


def test_one_event_in_two_towns_has_the_same_mark_in_both(open_map: Open) -> None:
    page = open_map(selected="base")
    expect(mark(page, "base")).to_have_count(2)
    for found in mark(page, "base").all():
        expect(found).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".panj-labels")).to_contain_text("Russia keeps its 201st base")
    words = page.evaluate("document.querySelector('.panj-labels').textContent")
    assert words.count("Russia keeps") == 1
    assert "Bokhtar" in words


@pytest.mark.parametrize("size", [(926, 490), (788, 560), (390, 360)], ids=str)
def test_the_place_leads_its_label_with_the_mark_of_what_is_not_the_sources(
    open_map: Open, size: tuple[int, int]
) -> None:
    page = open_map(size)
    labels = [b["text"] for b in page.evaluate("panj.boxes()") if b["key"].startswith("event ")]
    assert [text for text in labels if text.startswith("Dushanbe †")]
    assert [text for text in labels if text.startswith("Bokhtar †")]
    assert [text for text in labels if "Dushanbe" in text and "Dushanbe †" not in text] == []


def test_the_foot_tells_what_the_mark_means_while_one_is_on_show(open_map: Open) -> None:
    page = open_map()
    foot = page.get_by_text("† Not from the source.")
    expect(foot).to_be_visible()
    page.evaluate("panj.update({query: 'case=one'})")
    expect(foot).to_be_hidden()


@pytest.mark.parametrize("size", [(1000, 560), (390, 500)], ids=str)
def test_credits_and_scale_stand_on_an_opaque_ground(open_map: Open, size: tuple[int, int]) -> None:
    page = open_map(size)
    for part in (".panj-credits", ".panj-scale"):
        expect(page.locator(part)).to_have_css("background-color", "rgb(255, 255, 255)")


ON_THE_PAGE = {"phone": (390, 388), "tablet": (788, 648), "desktop": (978, 603)}
"""How large the map is on the page, in pixels."""
HOMES = {"Shams": {"TJK"}, "North": {"AFG"}, "Afghanistan–": {"AFG", "TJK"}}
"""By how its plate begins, in which country a place of the article is."""


def test_every_mark_of_the_article_has_its_place_beside_it(open_map: Open) -> None:
    page = open_map(ON_THE_PAGE["phone"], query="case=article", names="all")
    for size in ON_THE_PAGE.values():
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        settle(page)
        told = page.evaluate(
            """() => {
              const { plates, rows } = panj.layout();
              const wordsOf = ({ form, rows, labelWords }) => (
                form ? form.lines.map((line) => line.words).join(" ") : labelWords);
              return [...plates, ...rows].map(wordsOf);
            }"""
        )
        assert len(told) == 7, size  # the two towns, and a plate for each area
        assert all(told), (size, told)


def test_a_plate_stands_in_a_country_of_what_it_names(open_map: Open) -> None:
    page = open_map(ON_THE_PAGE["tablet"], query="case=article", names="all")
    for size in (ON_THE_PAGE["tablet"], ON_THE_PAGE["desktop"]):
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        settle(page)
        placed = page.evaluate(
            """() => panj.layout().plates.filter((plate) => !plate.inList).map(({ form, box }) => {
              const { lng, lat } = leafletMap.containerPointToLatLng(
                [box.x + box.w / 2, box.y + box.h / 2]);
              return [form.lines[0].words, lng, lat];
            })"""
        )
        assert len(placed) == len(HOMES)
        for words, *at in placed:
            wanted = next(home for start, home in HOMES.items() if words.startswith(start))
            assert country_at(at) in wanted, (size, words)


def test_a_countrys_name_stands_in_no_other_country(open_map: Open) -> None:
    page = open_map(ON_THE_PAGE["phone"], query="case=one")
    named = set()
    for zoom in (5, 6, 7, 8):
        page.evaluate("zoom => void leafletMap.setView([37.7, 71.4], zoom, {animate: false})", zoom)
        settle(page)
        for id_, points in page.evaluate(
            """() => panj.layout().names.filter(({ key }) => key.startsWith("country "))
              .map(({ key, box: { x, y, w, h } }) => {
                const parts = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => [x + w * part, y + h / 2]);
                const positions = parts.map((part) => leafletMap.containerPointToLatLng(part));
                return [key.slice(8), positions.map(({ lng, lat }) => [lng, lat])];
              })"""
        ):
            named.add(id_)
            abroad = [at for at in points if country_at(at) not in (id_, None)]
            assert len(abroad) <= 2, (zoom, id_)
    assert {"AFG", "TJK", "PAK"} <= named


def country_at(at: list[float]) -> str | None:
    """Return the country in which a point [longitude, latitude] is."""
    for layer in ("countries", "neighbours"):
        for feature in json.loads((LAYERS / f"{layer}.geojson").read_text())["features"]:
            if shape(feature["geometry"]).contains(Point(at)):
                return str(feature["properties"]["id"])
    return None


def test_one_label_tells_how_many_events_where_the_other_does(open_map: Open) -> None:
    """Dushanbe once named one of its two events, while Bokhtar said “the same 2”."""
    page = open_map(ON_THE_PAGE["tablet"], query="case=article", names="all")
    told = page.evaluate("panj.layout().rows.map((row) => row.labelWords)")
    assert told == ["Dushanbe † 2 events", "Bokhtar † the same 2 events"]


def test_a_label_nearer_to_another_mark_names_its_own_place(open_map: Open) -> None:
    page = open_map((390, 500), query="case=pairs", view="37.9,69.9,7")
    labels = page.evaluate("""() => {
      const away = (box, at) => Math.hypot(
        Math.max(box.x - at.x, 0, at.x - box.x - box.w),
        Math.max(box.y - at.y, 0, at.y - box.y - box.h));
      const middle = ({box}) => ({x: box.x + 13, y: box.y + 13});
      const {rows} = panj.layout();
      return panj.boxes().filter(b => b.key.startsWith('event ')).map(box => {
        const own = rows.find(row => box.key === `event ${row.key}`);
        const others = rows.filter(row => row !== own).map(row => away(box, middle(row)));
        return {
          text: box.text, place: own.events[0].place,
          strays: Math.min(...others) < Math.min(away(box, middle(own)), away(box, own.anchors[0])),
        };
      });
    }""")
    straying = [label for label in labels if label["strays"]]
    assert straying
    assert [label for label in straying if label["place"] not in label["text"]] == []


@pytest.mark.parametrize("view", ["37.6,71.4,5", "37.3,71,8.75", "37.2,68.3,13"])
def test_the_lines_of_the_ground_lie_where_they_belong(open_map: Open, view: str) -> None:
    far = open_map(view=view).evaluate("""() => {
      let most = 0;
      leafletMap.eachLayer((path) => {
        if (!path._rings?.length || path.options.pane === 'panj-world') return;
        const flat = (part) => (part[0].lat === undefined ? part.flatMap(flat) : [part]);
        flat(path.getLatLngs()).forEach((ring, at) => {
          const drawn = path._rings[at];
          const every = Math.ceil(ring.length / 50);
          ring.filter((_, i) => i % every === 0).forEach((latlng) => {
            const point = leafletMap.latLngToLayerPoint(latlng);
            const to = drawn.map((end, i) =>
              L.LineUtil.pointToSegmentDistance(point, drawn[Math.max(i - 1, 0)], end));
            most = Math.max(most, Math.min(...to));
          });
        });
      });
      return most;
    }""")
    assert 0 < far <= 2  # pixels; vertices are rounded to whole ones


LAKE = """
const frames = async (number) => {
  for (let i = 0; i < number; i += 1) {
    await new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
  }
};
const middle = leafletMap.getBounds().pad(-0.3);
let lake = null;
leafletMap.eachLayer((path) => {
  const inside = path instanceof L.Polygon && path.options.pane === 'panj-lines'
    && middle.contains(path.getBounds());
  if (inside) lake = path;
});
let drawn = 0;
new MutationObserver((all) => { drawn += all.length; })
  .observe(lake.getElement(), { attributeFilter: ['d'] });
const box = () => lake.getElement().getBoundingClientRect();
const away = () => {
  const { x, y } = leafletMap.latLngToContainerPoint(lake.getBounds().getCenter());
  const { left, top } = leafletMap.getContainer().getBoundingClientRect();
  const { left: l, right: r, top: t, bottom: b } = box();
  return Math.hypot((l + r) / 2 - left - x, (t + b) / 2 - top - y);
};
"""
"""A lake in the middle of the map, how often it is drawn and how far it is from its place."""


def test_a_zoom_draws_the_ground_once_and_after_a_frame(open_map: Open) -> None:
    told = open_map(view="39.05,73.4,8").evaluate(
        "async () => {"
        + LAKE
        + """
      const width = box().width;
      leafletMap.setZoom(9, { animate: false });
      const early = await Promise.resolve().then(() => drawn);
      const scaled = away();
      await frames(3);
      return { early, scaled, drawn, away: away(), grown: box().width / width };
    }"""
    )
    assert (told["early"], told["drawn"]) == (0, 1)
    assert told["scaled"] < 3  # pixels; vertices are rounded to whole ones, and then scaled
    assert told["away"] < 3
    assert told["grown"] == pytest.approx(2, rel=0.1)


def test_a_jump_draws_the_ground_at_once(open_map: Open) -> None:
    told = open_map(view="39.05,73.4,8").evaluate(
        "async () => {"
        + LAKE
        + """
      leafletMap.setView([39.05, 73.4], 4, { animate: false });
      return { early: await Promise.resolve().then(() => drawn), away: away() };
    }"""
    )
    assert told["early"] == 1
    assert told["away"] < 3


def test_a_map_that_grows_keeps_its_ground_in_place(open_map: Open) -> None:
    told = open_map(view="39.05,73.4,8").evaluate(
        "async () => {"
        + LAKE
        + """
      document.getElementById('map').style.width = '620px';
      leafletMap.invalidateSize({ pan: false, animate: false });
      const early = away();
      await frames(3);
      return { early, away: away() };
    }"""
    )
    assert told["early"] < 3
    assert told["away"] < 3


def test_two_events_on_the_border_share_one_band_and_one_plate(open_map: Open) -> None:
    page = open_map()
    expect(page.locator(".panj-band")).to_have_count(1)
    # Of two families: the band is of neither's colour, and of no grey.
    expect(page.locator(".panj-band")).to_have_attribute("stroke", "#4F5B93")
    keys = {b["key"] for b in page.evaluate("panj.boxes()") if b["kind"] == "plate"}
    assert len(keys) == 4
    for event in ("cross", "fight"):
        expect(mark(page, event)).to_have_count(1)


def test_what_is_only_expected_is_an_outline_until_it_is_chosen(open_map: Open) -> None:
    page = open_map()
    outline = page.locator(".panj-expected")
    expect(outline).to_have_count(1)
    expect(outline).to_have_attribute("fill", "none")
    expect(page.locator(".panj-dots")).to_have_count(0)
    page.evaluate("panj.update({selected: 'spill'})")
    expect(page.locator(".panj-dots")).to_have_count(1)
    expect(outline).to_have_count(0)


def test_the_band_lies_on_the_border(open_map: Open) -> None:
    page = open_map()
    line = json.loads((LAYERS / "border.geojson").read_text(encoding="utf-8"))
    coordinates = line["features"][0]["geometry"]["coordinates"]
    farthest, width = page.evaluate(
        """(coordinates) => {
      const band = document.querySelector('.panj-band');
      const at = coordinates.map(([lon, lat]) => leafletMap.latLngToLayerPoint([lat, lon]));
      const length = band.getTotalLength();
      let farthest = 0;
      for (let s = 0; s <= length; s += 5) {
        const p = band.getPointAtLength(s);
        farthest = Math.max(farthest, Math.min(...at.map(q => Math.hypot(q.x - p.x, q.y - p.y))));
      }
      return [farthest, Number(band.getAttribute('stroke-width'))];
    }""",
        coordinates,
    )
    assert farthest < width / 2


def test_the_marks_are_one_tab_stop_with_roving_focus(open_map: Open) -> None:
    page = open_map()
    stops = page.locator('.panj-mark[tabindex="0"]')
    expect(stops).to_have_count(1)
    assert page.evaluate("panj.focusMark('taluqan')") is True
    assert focused(page) == "taluqan"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "kunduz"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "taluqan"
    page.keyboard.press("Home")
    assert focused(page) == "cross"
    page.keyboard.press("End")
    assert focused(page) == "blame"
    expect(stops).to_have_count(1)
    page.keyboard.press("Escape")
    assert page.evaluate("calls.escape") == 1
    page.keyboard.press("Tab")
    assert focused(page) is None


def test_tab_meets_the_controls_before_the_marks(open_map: Open) -> None:
    page = open_map()
    names = []
    page.locator("#map").focus()
    while focused(page) is None and len(names) < 20:
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert names[:4] == ["Find a place", "Ground of the map", "Zoom in", "Zoom out"]
    assert "Whole border" in names
    assert focused(page) == "cross"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_enter_and_space_do_what_a_click_does(open_map: Open, key: str) -> None:
    page = open_map()
    page.evaluate("panj.focusMark('reserves')")
    page.keyboard.press(key)
    assert page.evaluate("calls.select") == [["reserves", {"keyboard": True}]]
    mark(page, "balkh").click()
    assert page.evaluate("calls.select[1]") == ["balkh", {"keyboard": False}]


def test_a_drag_that_begins_on_a_mark_pans_and_opens_nothing(open_map: Open) -> None:
    page = open_map()
    before = page.evaluate("leafletMap.getCenter().lng")
    box = mark(page, "taluqan").bounding_box()
    x, y = box["x"] + 12, box["y"] + 12
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=4)
    page.mouse.up()
    settle(page)
    assert page.evaluate("leafletMap.getCenter().lng") < before
    assert page.evaluate("calls.select") == []


def test_the_open_event_is_lit_and_nothing_moves(open_map: Open) -> None:
    page = open_map()
    before = page.evaluate("leafletMap.getCenter()")
    expect(page.locator(".panj-lit")).to_have_count(0)
    lit = "() => { panj.update({selected: 'cross'}); return document.querySelector('.panj-lit'); }"
    assert page.evaluate(lit) is None, "until the next frame its words come"
    expect(mark(page, "cross")).to_have_attribute("aria-pressed", "true")
    expect(mark(page, "fight")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("path.panj-lit")).to_have_attribute("stroke", "#0B57D0")
    expect(page.locator(".panj-plate.panj-lit rect").nth(1)).to_have_attribute("stroke-width", "2")
    page.evaluate("panj.update({selected: 'reserves'})")
    expect(page.locator("path.panj-lit")).to_have_count(1)
    page.evaluate("panj.update({selected: null})")
    expect(page.locator(".panj-lit")).to_have_count(0)
    assert page.evaluate("leafletMap.getCenter()") == before


def test_the_map_moves_to_an_open_event_that_is_out_of_view(open_map: Open) -> None:
    page = open_map(view="36.3,62.5,8")
    assert "taluqan" not in page.evaluate("panj.marks()")
    page.evaluate("panj.update({selected: 'taluqan'})")
    expect(mark(page, "taluqan")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("leafletMap.getZoom()") == 8


def by_wheel(page: Page, x: int, y: int) -> None:
    page.mouse.move(x, y)
    page.mouse.wheel(0, -180)


def by_double_click(page: Page, x: int, y: int) -> None:
    at = {"clientX": x, "clientY": y}  # on the ground, whatever mark lies there after a zoom
    page.locator("#map").dispatch_event("dblclick", at)


def by_pinch(page: Page, x: int, y: int) -> None:
    session = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 20), *(("touchMove", step) for step in (30, 40, 60, 80))):
        points = [{"x": x + way * apart, "y": y, "id": way + 1} for way in (-1, 1)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("zoomed", [by_wheel, by_double_click, by_pinch])
def test_the_open_event_stays_in_view_when_the_pointer_zooms(open_map: Open, zoomed: Any) -> None:
    size = (1000, 560)
    page = open_map(size, selected="taluqan", context={"has_touch": True})
    at = mark(page, "taluqan").bounding_box()
    x, y = (150 if at["x"] > 500 else 850), (100 if at["y"] > 280 else 460)  # far from the mark
    there = page.evaluate("at => leafletMap.containerPointToLatLng(at)", [x, y])
    for _ in range(3):
        zoom = page.evaluate("leafletMap.getZoom()")
        zoomed(page, x, y)
        page.wait_for_function("zoom => leafletMap.getZoom() > zoom", arg=zoom)
        settle(page)
        box = mark(page, "taluqan").bounding_box()
        assert whole({**box, "w": box["width"], "h": box["height"]}, size)
    assert not page.evaluate("at => leafletMap.getBounds().contains(at)", there)
    page.evaluate("panj.update({selected: null})")
    expect(mark(page, "taluqan")).to_have_attribute("aria-pressed", "false")
    zoomed(page, x, y)
    expect(mark(page, "taluqan")).to_have_count(0)


def test_panning_asks_nothing_while_the_answer_is_the_whole(open_map: Open, server: Any) -> None:
    page = open_map()
    before = len(server.asked)
    page.get_by_role("button", name="Move left").click()
    settle(page)
    page.get_by_role("button", name="Zoom out").click()
    settle(page)
    assert len(server.asked) == before
    assert len(page.evaluate("calls.view")) >= 2


def test_a_question_on_its_way_is_not_asked_again(open_map: Open) -> None:
    page = open_map()
    held = held_question(page, "cells")
    page.evaluate("() => { leafletMap.panBy([9, 9], {animate: false}); }")
    page.set_viewport_size({"width": 990, "height": 560})
    expect(page.get_by_text("Updating…")).to_be_visible()
    assert len(held) == 1
    held[0].continue_()
    settle(page)
    assert len(held) == 1


def test_names_and_plates_stand_still_under_small_pans(open_map: Open) -> None:
    page = open_map()
    listed = page.evaluate("panj.layout().plates.filter(p => p.area.listed).map(p => p.key)")
    assert listed == ["plate country/TJK"]
    boxes = page.evaluate("panj.boxes()")
    controls = [b | {"h": b["h"] + 4, "y": b["y"] - 4} for b in boxes if b["kind"] == "control"]

    def covered(box: dict[str, Any]) -> bool:
        """Tell whether a control, which does not move, lies where the ground takes a box."""
        there = box | {"x": box["x"] + 7, "y": box["y"] + 5}
        return any(overlaps(there, control) for control in controls)

    before = {
        b["key"]: b
        for b in boxes
        if b["kind"] in ("plate", "label") and b["key"] not in listed and not covered(b)
    }
    assert len(before) > 25
    page.evaluate("() => { leafletMap.panBy([-7, -5]); }")
    settle(page)
    after = {b["key"]: b for b in page.evaluate("panj.boxes()")}
    still = [
        key
        for key, b in before.items()
        if key in after
        and abs(after[key]["x"] - 7 - b["x"]) <= 1.5
        and abs(after[key]["y"] - 5 - b["y"]) <= 1.5
    ]
    assert len(still) >= 0.9 * len(before)
    assert {key for key in before if key.startswith("plate")} <= set(still)


def test_after_a_zoom_with_motion_a_new_drawing_changes_nothing(open_map: Open) -> None:
    page = open_map(context={"reduced_motion": "no-preference"})
    page.evaluate("""() => new Promise((done) => {
      leafletMap.once('zoomend', () => done());
      document.querySelector('[aria-label="Zoom in"]').click();
    })""")
    settle(page)
    moved = page.evaluate("panj.boxes().filter(b => b.kind !== 'control')")
    page.evaluate("() => { panj.update({theme: 'dark'}); }")
    assert page.evaluate("panj.boxes().filter(b => b.kind !== 'control')") == moved


def test_an_update_keeps_the_marks_and_the_focus(open_map: Open) -> None:
    page = open_map()
    page.evaluate("panj.focusMark('taluqan'); window.node = document.activeElement; 0")
    page.evaluate("panj.update({query: 'case=one'})")
    expect(page.locator(".panj-mark")).to_have_count(1)
    assert page.evaluate("document.activeElement === node && node.isConnected") is True
    page.evaluate("panj.update({query: ''})")
    expect(mark(page, "cross")).to_have_count(1)
    assert focused(page) == "taluqan"


def test_a_stopped_server_leaves_the_old_marks_and_a_way_out(open_map: Open) -> None:
    page = open_map()
    page.evaluate("panj.update({query: 'case=broken'})")
    expect(page.get_by_text("could not be loaded. The map below is older.")).to_be_visible()
    assert page.evaluate("calls.status.at(-1).state") == "down"
    assert page.evaluate("panj.marks()") == ORDER
    page.evaluate("panj.update({query: 'case=one'})")
    expect(page.get_by_text("The events could not be loaded")).to_have_count(0)
    expect(page.locator(".panj-mark")).to_have_count(1)
    page.evaluate("panj.update({query: 'case=broken'})")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert page.evaluate("panj.marks()") == ["taluqan"]


def test_shapes_that_fail_are_told_and_asked_for_again(open_map: Open) -> None:
    page = open_map(query="case=none")
    page.route("**/shapes?*", lambda route: route.fulfill(status=500))
    page.evaluate("() => { panj.update({query: ''}); }")
    expect(page.get_by_text("The events could not be loaded")).to_be_visible()
    page.unroute("**/shapes?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("The events could not be loaded")).to_have_count(0)
    settle(page)
    assert page.evaluate("panj.marks()") == ORDER


def test_an_area_without_its_shape_leaves_the_map_at_work(open_map: Open) -> None:
    page = open_map(query="case=none")
    page.route("**/shapes?*", lambda route: route.fulfill(json={}))
    page.evaluate("() => { panj.update({query: ''}); }")
    expect(mark(page, "taluqan")).to_have_count(1)
    settle(page)
    assert sorted(page.evaluate("panj.marks()")) == sorted(ORDER)


def test_a_question_that_was_given_up_holds_nothing_up(open_map: Open) -> None:
    page = open_map()
    later = {"Retry-After": "3600"}
    page.route("**/cells?*case=one*", lambda route: route.fulfill(status=503, headers=later))
    with page.expect_response("**/cells?*case=one*"):
        page.evaluate("() => { panj.update({query: 'case=one'}); }")
    page.evaluate("() => { panj.update({query: ''}); }")
    settle(page)
    assert page.evaluate("panj.marks()") == ORDER


def test_a_page_that_goes_on_takes_the_map_with_it(open_map: Open) -> None:
    page = open_map()
    page.route("**/cells?*", lambda route: route.abort())
    page.evaluate("() => { panj.update({query: 'case=one'}); }")
    expect(page.get_by_text("The events could not be loaded")).to_be_visible()
    page.unroute("**/cells?*")
    page.evaluate("() => { panj.update({query: 'case=one'}); }")
    expect(page.get_by_text("The events could not be loaded")).to_have_count(0)
    expect(page.locator(".panj-mark")).to_have_count(1)


def test_a_slow_server_is_told_and_nothing_blanks(open_map: Open) -> None:
    page = open_map()
    held = held_question(page, "one")
    expect(page.get_by_text("Updating…")).to_be_visible()
    assert page.evaluate("panj.marks()") == ORDER
    expect(page.locator(".panj-mark")).not_to_have_count(0)
    held[0].continue_()
    expect(page.get_by_text("Updating…")).to_have_count(0)
    expect(page.locator(".panj-mark")).to_have_count(1)


def test_a_server_without_time_is_asked_again_when_it_says(open_map: Open) -> None:
    page = open_map()
    turned_away: list[Route] = []

    def turn_away(route: Route) -> None:
        if not turned_away:
            turned_away.append(route)
            route.fulfill(status=503, headers={"Retry-After": "1"})

    page.route("**/cells?*case=one*", turn_away)
    page.evaluate("() => { panj.update({query: 'case=one'}); }")
    expect(page.get_by_text("Updating…")).to_be_visible()
    page.unroute("**/cells?*case=one*")  # lets the second go, if it was held
    expect(page.locator(".panj-mark")).to_have_count(1)
    assert "down" not in [one["state"] for one in page.evaluate("calls.status")]


def test_a_way_back_to_a_selection_asks_nothing(open_map: Open) -> None:
    page = open_map()
    page.evaluate("panj.update({query: 'case=one'})")
    expect(page.locator(".panj-mark")).to_have_count(1)
    page.route("**/cells?*", lambda route: route.abort())
    page.evaluate("panj.update({query: ''})")
    expect(mark(page, "taluqan")).to_have_count(1)
    settle(page)
    assert page.evaluate("panj.marks()") == ORDER


def test_an_area_is_measured_once_for_a_view(open_map: Open) -> None:
    page = open_map()
    measured = page.evaluate("""() => {
      const { prototype } = CanvasRenderingContext2D;
      const { getImageData } = prototype;
      let count = 0;
      prototype.getImageData = function read(...at) {
        count += 1;
        return getImageData.apply(this, at);
      };
      panj.update({ theme: "dark" });
      return count;
    }""")
    assert measured == 0


def test_an_older_answer_never_overtakes_a_newer_one(open_map: Open) -> None:
    page = open_map()
    held_question(page, "none")
    page.evaluate("panj.update({query: 'case=one'})")
    expect(page.locator(".panj-mark")).to_have_count(1)
    assert page.evaluate("panj.marks()") == ["taluqan"]


def test_moving_while_shapes_are_on_their_way_loses_no_mark(open_map: Open) -> None:
    page = open_map()
    page.route("**/shapes?*", lambda _route: None)
    page.reload()
    expect(mark(page, "taluqan")).to_have_count(1)
    page.evaluate("() => { leafletMap.panBy([5, 5], {animate: false}); }")
    page.unroute("**/shapes?*")  # lets go what it holds
    settle(page)
    assert page.evaluate("panj.marks()") == ORDER


def test_an_empty_selection_is_an_empty_map(open_map: Open) -> None:
    page = open_map(query="case=none")
    expect(page.locator(".panj-mark")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="shown")).to_have_text(
        "0 of 12 events shown."
    )


def test_nothing_is_said_while_the_map_moves(open_map: Open) -> None:
    page = open_map()
    said = page.get_by_role("status").filter(has_text="shown")
    expect(said).to_have_text("12 of 12 events shown.")
    page.clock.install(time=0)
    page.clock.pause_at(10)
    page.evaluate("() => { panj.update({query: 'case=one'}); }")
    expect(page.locator(".panj-mark")).to_have_count(1)
    page.evaluate("() => { leafletMap.fire('movestart'); }")
    page.clock.run_for(10_000)
    expect(said).to_have_text("12 of 12 events shown.")
    page.evaluate("() => { leafletMap.fire('moveend'); }")
    page.clock.run_for(10_000)
    expect(said).to_have_text("1 of 12 events shown.")


def test_hostile_text_is_shown_and_does_nothing(open_map: Open) -> None:
    page = open_map(query="case=hostile")
    assert page.evaluate("window.hacked") is None
    expect(page.locator("#map img[src='x']")).to_have_count(0)
    expect(page.locator("#map script")).to_have_count(0)
    label = page.locator(".panj-mark").first.get_attribute("aria-label")
    assert label.startswith(HOSTILE)
    page.evaluate("id => panj.focusMark(id)", "taluqan" + HOSTILE)
    assert focused(page) == "taluqan" + HOSTILE
    expect(page.locator(".panj-hint")).to_have_text(HOSTILE)
    page.keyboard.press("Enter")
    assert page.evaluate("calls.select[0][0]") == "taluqan" + HOSTILE
    assert page.evaluate("window.hacked") is None


def test_a_finger_gets_no_hint_over_what_it_taps(open_map: Open) -> None:
    page = open_map((390, 500), context={"has_touch": True})
    named = mark(page, "call").first
    named.tap()
    assert page.evaluate("calls.select.map(([id]) => id)") == ["call"]
    expect(page.locator(".panj-hint")).to_be_hidden()
    named.hover()
    expect(page.locator(".panj-hint")).to_be_visible()


def test_many_events_at_one_place_open_as_a_list(open_map: Open) -> None:
    page = open_map(query="case=crowd")
    more = page.get_by_role("button", name="5 more events here.")
    more.focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("dialog")
    expect(opened.get_by_role("button")).to_have_count(5)
    page.keyboard.press("ArrowDown")
    assert focused(page) == "crowd-3"
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(more).to_be_focused()
    assert page.evaluate("panj.focusMark('crowd-6')") is True
    page.keyboard.press("Enter")
    assert page.evaluate("calls.select") == [["crowd-6", {"keyboard": True}]]


def test_cells_carry_their_count_and_zoom_in(open_map: Open) -> None:
    page = open_map(query="case=cells", view="35.6,68.5,6")
    cell = page.locator('.panj-mark[data-count="1240"]').first
    expect(cell).to_have_attribute("aria-label", "1,240 events in this square. Enter zooms in.")
    cell.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("leafletMap.getZoom()") >= 7
    assert page.evaluate("calls.select") == []


def test_every_target_is_24_pixels(open_map: Open) -> None:
    page = open_map((390, 500))
    sizes = page.evaluate("""[...document.querySelectorAll('#map button')]
      .map(n => n.getBoundingClientRect()).filter(r => r.width).map(r => [r.width, r.height])""")
    assert sizes
    assert all(min(size) >= 24 for size in sizes)


def test_a_map_that_starts_hidden_draws_when_it_is_shown(open_map: Open) -> None:
    page = open_map(wait=False, hidden="1")
    expect(page.locator("#map")).to_have_attribute("data-settled", "false")
    page.evaluate("document.getElementById('map').style.display = 'block'")
    settle(page)
    assert page.evaluate("panj.marks()") == ORDER


def test_a_map_that_grows_is_laid_out_anew(open_map: Open) -> None:
    page = open_map((390, 500))
    page.set_viewport_size({"width": 1000, "height": 560})
    expect(page.locator(".panj-overlay").last).to_have_attribute("viewBox", "0 0 1000 560")
    tools = next(b for b in page.evaluate("panj.boxes()") if b["kind"] == "control")
    assert tools["x"] > 800


def test_the_first_view_fits_the_size_that_the_map_comes_to(open_map: Open) -> None:
    view = "() => ({...leafletMap.getCenter(), zoom: leafletMap.getZoom()})"

    def grow(page: Page, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 500})
        fitted = page.locator(".panj-overlay").last
        expect(fitted).to_have_attribute("viewBox", f"0 0 {width} 500")
        settle(page)

    for given in ({}, {"view": "37.2,68.3,8"}):
        page = open_map((200, 500), **given)
        grow(page, 390)
        assert page.evaluate(view) == open_map((390, 500), **given).evaluate(view)
        assert page.evaluate("calls.view") == [], "it is not the reader's own"
        # No pointer and no key: so a screen reader presses.
        page.get_by_role("button", name="Zoom in").dispatch_event("click")
        settle(page)
        closer = page.evaluate(view)["zoom"]
        grow(page, 600)
        assert page.evaluate(view)["zoom"] == closer, "the reader's own stays"


def test_a_map_higher_than_its_frame_keeps_its_foot_in_view(open_map: Open) -> None:
    page = open_map((390, 500))
    page.evaluate("document.documentElement.classList.add('panj-frame')")  # as streamlit_map.js
    page.evaluate("document.getElementById('map').style.height = '560px'")
    expect(page.locator(".panj-overlay").last).to_have_attribute("viewBox", "0 0 390 500")
    expect(page.get_by_text("imply no endorsement")).to_be_in_viewport(ratio=1)


def test_the_theme_changes_without_a_new_map(open_map: Open) -> None:
    page = open_map()
    page.evaluate("window.node = document.querySelector('.panj-mark'); 0")
    page.evaluate("panj.update({theme: 'dark'})")
    expect(page.locator("#map")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".panj-plates rect").nth(1)).to_have_attribute("fill", "#15181C")
    assert page.evaluate("node.isConnected") is True


def test_forced_colours_keep_the_drawing(open_map: Open) -> None:
    page = open_map(context={"forced_colors": "active"})
    expect(page.locator(".panj-band")).to_have_attribute("stroke", "#4F5B93")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.panj-overlay')).forcedColorAdjust")
        == "none"
    )
