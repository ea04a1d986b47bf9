"""Places by their local names: shown beside the English ones, and found by any of them."""

import json
import re
from itertools import combinations, product
from typing import Any

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from geodata.basemap import DATA
from tests.browser.reader import Visit, at_rest, holding, map_of, mark

ARABIC = re.compile("[\u0600-\u06ff]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
BOXES = "window.panjLayer.boxes()"
VIEWS = {7: "37.6000,69.5000,7", 9: "37.2000,68.9000,9"}


def settled(page: Page) -> Locator:
    return page.frame_locator("iframe").locator(".panj-map[data-settled=true]")


def choose_names(page: Page, language: str) -> None:
    choice = page.frame_locator("iframe").get_by_role("combobox", name="Place names on the map")
    choice.select_option(language)


def labels(frame: Frame) -> dict[str, dict[str, float]]:
    """Return where each label stands, by its words."""
    return {box["text"]: box for box in frame.evaluate(BOXES) if box["kind"] == "label"}


def overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return bool(
        a["x"] < b["x"] + b["w"]
        and b["x"] < a["x"] + a["w"]
        and a["y"] < b["y"] + b["h"]
        and b["y"] < a["y"] + a["h"]
    )


def test_local_names_come_and_go_without_a_new_map(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?view={VIEWS[7]}")
    frame = map_of(page)
    frame.evaluate("window.sameMap = true")
    english = labels(frame)
    names = page.frame_locator("iframe").locator(".panj-names")
    assert not any(map(ARABIC.search, english))
    choose_names(page, "Dari")
    expect(names).to_contain_text("تاجیکستان")
    expect(page).to_have_url(holding("names=Dari"))
    choose_names(page, "Tajik")
    expect(names).to_contain_text("Тоҷикистон")
    expect(names).not_to_contain_text(ARABIC)
    choose_names(page, "Russian only")
    expect(names).to_contain_text("Таджикистан")
    expect(names).not_to_contain_text("TAJIKISTAN")
    choose_names(page, "English only")
    expect(names).not_to_contain_text(CYRILLIC)
    assert {"TAJIKISTAN", "AFGHANISTAN"} <= labels(frame).keys() & english.keys()
    assert frame.evaluate("window.sameMap"), "the map was built anew"


LOCAL = """[...document.querySelectorAll("text[lang]")].map((text) => {
  const box = text.getBBox();
  const above = text.previousElementSibling?.getBBox();
  return {
    words: text.textContent, lang: text.getAttribute("lang"), x: box.x, y: box.y, w: box.width,
    above: above && { x: above.x, y: above.y, w: above.width },
  };
})"""


def test_a_local_name_stands_below_the_english_one_everywhere(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?view={VIEWS[9]}")
    frame = map_of(page)
    for language, code in (("Tajik", "tg"), ("Dari", "fa"), ("Russian", "ru")):
        choose_names(page, language)
        named = page.frame_locator("iframe").locator(f".panj-names text[lang={code}]")
        expect(named.first).to_be_attached()
        found = frame.evaluate(LOCAL)
        assert len(found) > 10
        for name in found:
            above = name["above"]
            assert above is not None, name
            assert above["y"] < name["y"], f"{name['words']} is not below"
            assert above["x"] < name["x"] + name["w"], name
            assert name["x"] < above["x"] + above["w"], name


def test_every_town_of_tajikistan_in_view_has_its_tajik_name(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?names=Tajik%20only&view=38.2,69.0,9")
    frame = map_of(page)
    known = {
        place["properties"]["name"]: place["properties"]["names"].get("tg")
        for place in json.loads((DATA / "places.geojson").read_text())["features"]
        if place["properties"]["country"] == "TJK" and place["properties"]["reviewed"]
    }
    towns = {box["text"] for box in frame.evaluate(BOXES) if box["key"].startswith("town")}
    assert [name for name in known if known[name] and name in towns] == []
    shown = {name["words"].removesuffix(" †") for name in frame.evaluate(LOCAL)}
    assert {"Душанбе", "Бохтар", "Норак", "Ҳисор", "Кӯлоб"} <= shown


def test_where_there_is_no_name_of_a_language_another_stands_in(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?names=Tajik&view=36.4,68.9,9")
    found = {name["words"]: name["lang"] for name in map_of(page).evaluate(LOCAL)}
    assert found["Ханабад"] == "ru"
    page.get_by_role("button", name="About").click()
    told = "Where a place has no Tajik name the Russian stands"
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text(told)


def test_a_local_name_runs_its_own_way_in_its_own_letters_within_its_box(
    server: str, visit: Visit
) -> None:
    page = visit(f"{server}/?names=Dari&view={VIEWS[9]}")  # a link restores the names
    frame = map_of(page)
    local = page.frame_locator("iframe").locator(".panj-names text[lang]")
    expect(local.first).to_have_attribute("direction", "rtl")
    for text in local.all():
        assert ARABIC.search(text.inner_html())
        assert text.get_attribute("lang") == "fa"
        assert text.get_attribute("paint-order") == "stroke", "a name without a halo"
        assert text.get_attribute("letter-spacing") is None, "spacing breaks joined letters"
    at, zoom = VIEWS[7].rsplit(",", 1)
    to = [[float(part) for part in at.split(",")], float(zoom)]
    frame.evaluate("([at, zoom]) => { map_div.setView(at, zoom, {animate: false}); }", to)
    expect(local.filter(has_text="تاجیکستان")).to_be_attached()
    assert drawn_within_their_boxes(map_of(page)) == []


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_local_names_collide_with_nothing(server: str, visit: Visit, width: str) -> None:
    page = visit(f"{server}/?view={VIEWS[7]}", width)
    frame = map_of(page)
    at_rest(page)
    view = page.locator("iframe").bounding_box()
    assert view is not None
    for address, (language, script) in product(
        VIEWS.values(), (("Dari", ARABIC), ("Russian", CYRILLIC))
    ):
        *at, zoom = map(float, address.split(","))
        frame.evaluate(
            "([at, zoom]) => { map_div.setView(at, zoom, {animate: false}); }", [at, zoom]
        )
        choose_names(page, language)
        expect(settled(page)).to_be_visible()
        expect(page.frame_locator("iframe").locator(".panj-names")).to_contain_text(script)
        boxes = frame.evaluate(BOXES)
        local = [box for box in boxes if box["kind"] == "label" and script.search(box["text"])]
        assert local
        curved = {box["key"] for box in boxes if box["key"].startswith("river")}
        met = [
            (a["text"], b["text"])
            for a, b in combinations(boxes, 2)
            if overlap(a, b) and not (a["key"] == b["key"] and a["key"] in curved)
        ]
        assert met == []
        for box in local:
            assert box["x"] >= 0
            assert box["x"] + box["w"] <= view["width"]


def drawn_within_their_boxes(frame: Frame) -> list[str]:
    """Return the local names that are drawn wider than the box that was kept for them."""
    drawn: dict[str, float] = frame.evaluate(
        """Object.fromEntries([...document.querySelectorAll(".panj-names text[lang]")]
            .map((text) => [text.textContent, text.getBBox().width]))"""
    )
    kept = labels(frame)
    return [words for words, width in drawn.items() if width > kept[words]["w"] + 1]


def search(page: Page) -> Locator:
    return page.frame_locator("iframe").get_by_role("combobox", name="Find a place")


def open_search(page: Page) -> None:
    """Open the search by keyboard, from the map."""
    page.frame_locator("iframe").locator(".panj-map").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(search(page)).to_be_focused()


DUSHANBE, KHORUGH = ("Dushanbe", [38.54, 68.78]), ("Khorugh", [37.49, 71.55])
ASKED = [("Душанбе", *DUSHANBE), ("khor", *KHORUGH), ("dushanbe", *DUSHANBE), ("دوشنبه", *DUSHANBE)]
"""What is typed, the place that it finds, and where that lies: latitude and longitude."""

ON_FOUND = """() => {
  const { found: { x, y, radius }, plates, sheet } = window.panjLayer.layout();
  const label = sheet.taken.all.find(({ kind, key }) => kind === "label" && key === "found");
  const ring = { x: x - radius, y: y - radius, w: 2 * radius, h: 2 * radius };
  const meet = (a, b) => (
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h);
  return plates.filter(({ box }) => meet(box, ring) || meet(box, label)).map(({ key }) => key);
}"""
"""The plates that lie on a place that was looked for, or on its name."""


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_place_is_found_by_any_of_its_names(server: str, visit: Visit, width: str) -> None:
    page = visit(server, width)
    frame = map_of(page)
    start = frame.evaluate("[map_div.getCenter(), map_div.getZoom()]")
    for words, name, at in ASKED:
        frame.evaluate("([at, zoom]) => void map_div.setView(at, zoom, { animate: false })", start)
        expect(settled(page)).to_be_visible()
        open_search(page)
        page.keyboard.type(words)
        first = page.frame_locator("iframe").get_by_role("listbox").get_by_role("option").first
        expect(first).to_contain_text(name)
        expect(first).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(search(page)).to_be_hidden()
        told = page.frame_locator("iframe").get_by_role("status")
        expect(told.filter(has_text=f"{name}, Tajikistan.")).to_have_count(1)
        expect(settled(page)).to_be_visible()
        assert frame.evaluate("map_div.getZoom()") >= 9
        assert frame.evaluate("(at) => map_div.getCenter().distanceTo(at)", at) < 5_000
        expect(page).to_have_url(re.compile(r"view=\d"))
        expect(page.frame_locator("iframe").locator(".panj-found")).to_have_text(name)
        assert frame.evaluate(ON_FOUND) == [], f"something lies on {name}"


def test_no_place_is_told_the_arrows_walk_the_places_and_escape_closes(
    server: str, visit: Visit
) -> None:
    page = visit(server)
    drawn, frame = map_of(page), page.frame_locator("iframe")
    before = drawn.evaluate("[map_div.getCenter(), map_div.getZoom()]")
    open_search(page)
    page.keyboard.type("<b>nowhere")
    told = frame.get_by_role("status").filter(has_text="No place by that name")
    expect(told).to_be_visible()
    options = frame.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(0)
    page.keyboard.press("Enter")
    assert drawn.evaluate("[map_div.getCenter(), map_div.getZoom()]") == before
    search(page).fill("ба")
    expect(options.nth(3)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(search(page)).to_have_attribute(
        "aria-activedescendant", options.nth(1).get_attribute("id") or "none"
    )
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(search(page)).to_be_hidden()
    expect(frame.get_by_role("button", name="Find a place")).to_be_focused()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_open_search_keeps_clear_of_marks_and_names(
    server: str, visit: Visit, width: str
) -> None:
    page = visit(server, width)
    frame = map_of(page)
    marks = frame.evaluate("window.panjLayer.marks()")
    open_search(page)
    boxes = frame.evaluate(BOXES)
    field = next(box for box in boxes if "panj-field" in box["text"])
    assert [box["key"] for box in boxes if box is not field and overlap(box, field)] == []
    assert frame.evaluate("window.panjLayer.marks()") == marks
    expect(mark(page, marks[0])).to_be_visible()
    seen, view = search(page).bounding_box(), page.locator("iframe").bounding_box()
    assert seen is not None
    assert view is not None
    assert seen["x"] >= view["x"]
    assert seen["height"] >= 24


def test_less_motion_goes_there_at_once(server: str, visit: Visit) -> None:
    page = visit(server)
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    frame = map_of(page)
    frame.evaluate("window.zooms = 0; map_div.on('zoomanim', () => { window.zooms += 1; })")
    open_search(page)
    page.keyboard.type("khor")
    page.keyboard.press("Enter")
    expect(page.frame_locator("iframe").get_by_text("Khorugh, Tajikistan.")).to_have_count(1)
    assert frame.evaluate("window.zooms") == 0
