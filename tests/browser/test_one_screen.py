"""The reader's job on one screen: look at the map, move the days, click, read, without a scroll."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import (
    CROSSING,
    EVENTS,
    MEASURES,
    Visit,
    at_rest,
    blank,
    map_of,
    mark,
    open_drawer,
    opened,
    pill,
    region,
)
from tests.browser.test_accessibility import violations

SIZES = {
    (1366, 768): 420,
    (1440, 900): 540,
    (1920, 1080): 740,
    (820, 1180): 0,
    (390, 844): 0,
}
"""The sizes of the screens, each with the least height of its map in pixels."""


AT_THE_EDGE = "russia-ready-to-activate-base"
"""An event of the article in two towns, one north of the other."""


@pytest.fixture(scope="module")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard with two events that fill every column."""
    killed = [{"what": "killed", "low": 1, "high": 9}]
    actors = [{"name": "Government of Afghanistan", "role": "side A"}, {"name": "Ansarallah"}]
    features = [
        {
            "type": "Feature",
            "id": f"e{at}",
            "geometry": {"type": "Point", "coordinates": [68 + at, 37]},
            "properties": {
                "title": "Fighting between the Government of Afghanistan and Ansarallah",
                "kind": "assault",
                "status": "reported",
                "date": f"2021-09-0{at + 1}",
                "place": "Administrative centre",
                "place_precision": "settlement",
                "category": "State-based conflict",
                "country": country,
                "actors": actors,
                "quantities": killed,
            },
        }
        for at, country in enumerate(["Afghanistan", "Turkmenistan"])
    ]
    path = tmp_path_factory.mktemp("columns") / "columns.geojson"
    head = {"type": "FeatureCollection", "format": "panj-events/1", "title": "A set"}
    path.write_text(json.dumps(head | {"sources": [], "features": features}))
    with serving(path) as url:
        yield url


def shown_at(page: Page, size: tuple[int, int], address: str) -> None:
    """Load a page anew at a size, and wait until it is at rest."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.add_init_script(MEASURES)
    page.goto(address)
    map_of(page)
    expect(region(page, "When").locator(".strip-chart .plot")).to_be_visible()
    at_rest(page)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_main_job_is_within_the_screen(
    server: str, visit: Visit, size: tuple[int, int]
) -> None:
    page = visit(blank(server))
    shown_at(page, size, f"{server}/?event={CROSSING}")
    opened(page, CROSSING)
    assert page.evaluate("measures.shift()") < 0.02
    card = region(page, "Event")
    ground = page.locator(".st-key-map-place iframe")
    parts = [
        ground,
        page.get_by_role("slider", name="First day"),
        page.get_by_role("slider", name="Last day"),
        pill(page, "Use of force"),
        card.get_by_role("heading", level=2),
        card.get_by_role("heading", level=3, name="When"),
        card.get_by_role("heading", level=3, name="Where"),
    ]
    for part in parts:
        box = part.bounding_box()
        assert box
        assert box["x"] >= -1
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size[0] + 1
        assert box["y"] + box["height"] <= size[1]
    box = ground.bounding_box()
    assert box
    assert box["height"] >= SIZES[size]
    main = page.locator(".stMain")
    assert main.evaluate("node => node.scrollHeight <= node.clientHeight + 1"), "the page scrolls"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("measures.covered()") == []
    assert page.evaluate("least => measures.small(least)", 44 if size[0] < 640 else 24) == []
    assert violations(page, map_of(page)) == []
    page.emulate_media(color_scheme="dark")
    dark = page.frame_locator("iframe").locator(".panj-map[data-theme=dark]")
    expect(dark).to_be_visible()
    at_rest(page)
    assert page.evaluate("measures.covered()") == []
    assert violations(page, map_of(page)) == []


FILTERS = "kind=Crossing&kind=Force&words=border&dates=2021-07-01&dates=2021-07-09"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_head_is_whole_and_filters_take_nothing_from_the_map(
    server: str, visit: Visit, size: tuple[int, int]
) -> None:
    page = visit(blank(server))
    shown_at(page, size, server)
    assert page.evaluate("measures.shift()") < 0.02
    ground = page.locator(".st-key-map-place iframe")
    before = ground.bounding_box()
    heading = page.get_by_role("heading", level=1)
    [top, counts] = [heading.bounding_box(), page.locator(".counts").bounding_box()]
    assert before
    assert top
    assert counts
    assert top["y"] >= (4 if size[0] < 640 else 10)
    assert heading.evaluate("node => node.scrollWidth <= node.clientWidth"), "the title is cut"
    assert counts["y"] >= top["y"]
    assert counts["y"] + counts["height"] <= before["y"] - 4
    shown_at(page, size, f"{server}/?{FILTERS}")
    chips = page.get_by_role("list", name="Filters in force")
    expect(chips.get_by_role("button").first).to_be_in_viewport(ratio=1)
    expect(page.locator(".counts strong")).to_be_in_viewport(ratio=1)
    assert ground.bounding_box() == before
    line = chips.bounding_box()
    assert line
    assert line["y"] + line["height"] <= before["y"]
    assert page.evaluate("measures.covered()") == []
    assert page.evaluate("least => measures.small(least)", 44 if size[0] < 640 else 24) == []
    chips.get_by_role("button", name="Clear all").click()
    expect(chips).to_have_count(0)
    assert ground.bounding_box() == before


def test_the_map_grows_with_the_window(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    ground = page.locator(".st-key-map-place iframe")
    for width, height in ((1920, 1080), (390, 844), (844, 390), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        expect(ground).to_be_visible()
        frame = map_of(page)
        box = ground.bounding_box()
        assert box
        frame.wait_for_function(
            "([w, h]) => map_div.getSize().x === w && map_div.getSize().y === h",
            arg=[round(box["width"]), round(box["height"])],
        )
    page.set_viewport_size({"width": 360, "height": 640})
    for name in ("Open", "Filter", "Share", "About"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_be_in_viewport(ratio=1)


def test_every_mark_of_the_article_has_words_beside_it(server: str, visit: Visit) -> None:
    page = visit(server)
    frame = map_of(page)
    ground = page.locator(".st-key-map-place iframe")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        at_rest(page)
        box = ground.bounding_box()
        assert box
        frame.wait_for_function(
            "size => JSON.stringify(panjLayer.layout().size) === JSON.stringify(size)",
            arg={"w": round(box["width"]), "h": round(box["height"])},
        )
        told = frame.evaluate(
            """() => {
              const { plates, rows, labels } = panjLayer.layout();
              const beside = labels.map(({ row, lines }) => [row.key, lines[0].words]);
              return [...plates.map(({ key, form }) => [key, form.lines[0]?.words ?? ""]),
                ...rows.map(({ key }) => [key, Object.fromEntries(beside)[key] ?? ""])];
            }"""
        )
        assert len(told) == 7, "the two towns, the list's two countries, and three areas"
        assert [key for key, words in told if not words] == [], (width, height)


SHORT = {
    "Shamsiddin Shohin, Darvoz, Vanj, Shughnon and Ishqoshim": r"Shamsid.*… \+ 4",
    "Shamsiddin Shohin, Darvoz, Vanj, Shughnon, and Ishqoshim": r"Shamsid.*… \+ 4",
    "The long road near Taloqan, between Kunduz and Takhar": r"The long r.*…",
    "The long road near Taloqan, Takhar": r"The long r.*…",
}
"""Places, and how a plate without room for all of one writes it."""


def test_a_plate_without_room_for_a_title_still_says_that_it_is_a_forecast(
    server: str, visit: Visit
) -> None:
    told = map_of(visit(server)).evaluate(
        """async () => {
          const { plateForms } = await import("../../assets/map/marks/callouts.js");
          const how = { full: false, width: 180, selected: null };
          const event = { id: "one", family: "Force", status: "forecast", place: "Northeast" };
          return plateForms([event], how)[0].lines.map(({ words }) => words);
        }"""
    )
    assert told == ["Northeast\u00a0·\u00a0forecast"]


def test_the_first_of_several_places_says_how_many_more(server: str, visit: Visit) -> None:
    told = map_of(visit(server)).evaluate(
        """async (places) => {
          const { plateForms } = await import("../../assets/map/marks/callouts.js");
          const how = { full: false, width: 180, selected: null };
          const event = { id: "one", family: "Base", status: "reported" };
          return places.map((place) => plateForms([{ ...event, place }], how)
            .find(({ level }) => level === "place-short").lines[0].words);
        }""",
        list(SHORT),
    )
    for words, wanted in zip(told, SHORT.values(), strict=True):
        assert re.fullmatch(wanted, words)


def test_the_drawer_shares_the_height_with_the_map(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    ground = page.locator(".st-key-map-place iframe")
    before = ground.bounding_box()
    expect(page.get_by_role("tabpanel")).to_have_count(0)
    page.get_by_role("tab", name="Table").click()
    expect(page.get_by_role("tabpanel")).to_be_visible()
    after = ground.bounding_box()
    assert before
    assert after
    assert 100 < after["height"] < before["height"] - 100
    page.get_by_role("button", name="Rows", exact=True).click()
    expect(page.get_by_role("tabpanel")).to_have_count(0)
    expect(page.get_by_role("group", name="Events by date")).to_be_visible()
    page.get_by_role("button", name="Rows", exact=True).click()
    page.get_by_role("tab", name="Table").click()
    page.get_by_role("tab", name="Table").press("Escape")
    expect(page.get_by_role("tabpanel")).to_have_count(0)
    assert ground.bounding_box() == before


def swipe(page: Page, dy: int) -> None:
    """Draw a finger over what is read, up or down."""
    page.locator(".st-key-pane").evaluate(
        """(pane, dy) => {
            const at = (y) => new Touch({identifier: 1, target: pane, clientX: 100, clientY: y});
            const send = (name, touch, held) => pane.dispatchEvent(new TouchEvent(name,
                {bubbles: true, touches: held ? [touch] : [], changedTouches: [touch]}));
            send("touchstart", at(600), true);
            send("touchend", at(600 + dy), false);
        }""",
        dy,
    )


def test_the_sheet_has_three_heights_by_key_swipe_and_focus(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}", "phone")
    map_of(page)
    opened(page, CROSSING)
    pane = page.locator(".st-key-pane")
    handle = page.get_by_role("button", name="of what is read")

    def height() -> float:
        box = pane.bounding_box()
        assert box
        return box["height"]

    peek = height()
    handle.click()
    expect(page.locator("html[data-panj-sheet=half]")).to_be_attached()
    half = height()
    handle.press("ArrowUp")
    expect(page.locator("html[data-panj-sheet=full]")).to_be_attached()
    full = height()
    assert peek < half < full == 844
    handle.press("ArrowDown")
    expect(page.locator("html[data-panj-sheet=half]")).to_be_attached()
    handle.press("End")
    expect(page.locator("html[data-panj-sheet=peek]")).to_be_attached()
    assert height() == peek
    for dy, to in ((150, "peek"), (-150, "half"), (150, "peek")):
        swipe(page, dy)
        expect(page.locator(f"html[data-panj-sheet={to}]")).to_be_attached()
        opened(page, CROSSING)
    region(page, "Event").get_by_role("button", name="Previous").focus()
    expect(page.locator("html[data-panj-sheet=peek]")).to_be_attached()
    region(page, "Event").get_by_role("button", name="Copy citation").first.focus()
    expect(
        page.locator("html[data-panj-sheet=half]")
    ).to_be_attached()  # what has the focus is seen


def test_the_peek_holds_when_and_where_of_every_event(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={next(iter(EVENTS))}", "phone")
    map_of(page)
    card = region(page, "Event")
    for id_ in EVENTS:
        opened(page, id_)
        for name in ("When", "Where"):
            heading = page.get_by_role("heading", level=3, name=name, exact=True)
            value = card.locator(".fact", has=heading).get_by_role("paragraph")
            expect(value).to_be_in_viewport(ratio=1)  # the sheet's edge cuts it, too
        page.get_by_role("button", name="Next", exact=True).click()


def test_a_drawer_on_a_phone_shows_one_tab_whole_and_open_its_rows_at_once(
    server: str, visit: Visit
) -> None:
    page = visit(server, "phone")
    map_of(page)
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_text([f"Table ({len(EVENTS)})"])
    expect(tabs).to_be_in_viewport(ratio=1)
    rows = open_drawer(page).locator("tbody tr")
    expect(rows.nth(0)).to_be_in_viewport(ratio=1)
    expect(rows.nth(1)).to_be_in_viewport()
    expect(tabs).to_have_count(5)
    tabs.last.click()
    page.get_by_role("button", name="Hide the rows").click()
    expect(tabs).to_have_text(["Problems (0)"])


def test_a_phone_names_the_month_and_shows_rows_beside_a_map_that_is_not_hidden(
    server: str, visit: Visit
) -> None:
    page = visit(server, "phone")
    map_of(page)
    ticks = region(page, "When").locator(".strip-chart .tick")
    expect(ticks.first).to_have_text(re.compile(r"^\d+ Jun$"))
    expect(ticks.filter(has_text=re.compile(r"^\d+ Jul$"))).to_have_count(1)
    rows = open_drawer(page).locator("tbody tr")
    for at in range(3):
        expect(rows.nth(at)).to_be_in_viewport(ratio=1)
    map_of(page)
    [ground, tools] = [
        page.frame_locator("iframe").locator(name).bounding_box()
        for name in (".panj-map", ".panj-tools")
    ]
    assert ground
    assert tools
    assert tools["height"] < ground["height"] / 3


def test_the_open_event_stays_in_view_beside_the_drawer(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={AT_THE_EDGE}&view=38.94,68.8,9")
    map_of(page)
    expect(mark(page, AT_THE_EDGE)).to_be_in_viewport(ratio=1)
    open_drawer(page)
    map_of(page)
    expect(mark(page, AT_THE_EDGE)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [(1440, 900), (1110, 700), (390, 844), (320, 640)])
def test_no_word_is_broken_in_a_column_or_a_label(
    data_set: str, visit: Visit, size: tuple[int, int]
) -> None:
    page = visit(blank(data_set))
    shown_at(page, size, f"{data_set}/?event=e0")
    assert page.evaluate("measures.broken()") == []
    open_drawer(page)
    expect(page.get_by_role("tabpanel").locator("tbody tr")).to_have_count(2)
    assert page.evaluate("measures.broken()") == []


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_pane_begins_with_what_to_do(server: str, visit: Visit, width: str) -> None:
    page = visit(server, width)
    map_of(page)
    start = region(page, "Story").get_by_text("Choose a mark, or start with event 1.")
    expect(start).to_be_in_viewport(ratio=1)
    start.get_by_role("button", name="start with event 1").click()
    opened(page, next(iter(EVENTS)))
