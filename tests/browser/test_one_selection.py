"""One selection: whatever changes it, marks, words and counts follow without the page's rerun."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from events.model.dates import overlaps, parse_edtf
from events.model.vocabulary import family_of
from tests.browser.reader import (
    ARTICLE,
    CROSSING,
    EVENTS,
    LOCATED,
    Visit,
    at_rest,
    blank,
    map_of,
    mark,
    open_drawer,
    open_rows,
    opened,
    pill,
    region,
    told_once,
    total_shown,
)
from tests.browser.test_own_files import open_files

UNTIL = date(2021, 7, 6)
PLOT_WIDTH = "node => node.querySelector('.strip-chart .plot').getBoundingClientRect().width"
LATER = [
    id_
    for id_ in LOCATED
    if (span := parse_edtf(EVENTS[id_].get("date") or "")) and not overlaps(span, None, UNTIL)
]


class Line:
    """The page's way to the server, which can be held: what is sent waits until it is let go.

    Parameters
    ----------
    page : Page
        A page with nothing yet.
    address : str
        What it is to load.
    """

    def __init__(self, page: Page, address: str) -> None:
        self._held: list[Any] | None = None
        self._server: WebSocketRoute | None = None
        page.route_web_socket(re.compile("_stcore/stream"), self._take)
        page.goto(address)

    def hold(self) -> None:
        """Keep what the page sends from now on."""
        self._held = []

    def let_go(self) -> None:
        """Send what was kept, in its order, and keep nothing more."""
        held, self._held = self._held or [], None
        for message in held:
            self._send(message)

    def _take(self, socket: WebSocketRoute) -> None:
        self._server = socket.connect_to_server()
        socket.on_message(self._send)

    def _send(self, message: Any) -> None:
        if self._held is not None:
            self._held.append(message)
        elif self._server:
            self._server.send(message)


def handle(page: Page, name: str = "Last day") -> Locator:
    """Return a handle of the strip of days."""
    return page.get_by_role("slider", name=name)


def typed(page: Page, name: str = "Last day") -> Locator:
    """Return the field of a day."""
    return page.get_by_role("textbox", name=name)


def move(page: Page, days: int) -> None:
    """Take hold of the last handle and move it by days, without letting it go."""
    box = handle(page).bounding_box()
    assert box
    width = region(page, "When").evaluate(PLOT_WIDTH)
    x, y = box["x"] + 6, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + days * width / 19, y, steps=8)


def fewer(page: Page) -> None:
    """Expect the counts to tell that some events are filtered out."""
    every = f"{len(EVENTS)} of {len(EVENTS)} events"
    expect(page.locator(".counts strong")).not_to_have_text(every)


def by_pointer(page: Page) -> None:
    move(page, -9)
    page.mouse.up()


def by_touch(page: Page) -> None:
    handle(page).evaluate(
        """(node, days) => {
            const box = node.getBoundingClientRect();
            const day = (node.parentElement.querySelector(".plot").clientWidth) / 19;
            const send = (name, x) => node.dispatchEvent(new PointerEvent(name, {
                pointerId: 1, pointerType: "touch", isPrimary: true, bubbles: true,
                clientX: x, clientY: box.top + 9}));
            node.setPointerCapture = () => {};
            send("pointerdown", box.left + 2);
            for (let at = 1; at <= 9; at += 1) send("pointermove", box.left + 2 - at * day);
            send("pointerup", box.left + 2 - 9 * day);
        }"""
    )


def by_key(page: Page) -> None:
    handle(page).focus()
    for _ in range(9):
        page.keyboard.press("ArrowLeft")


def by_typing(page: Page) -> None:
    typed(page).fill("6 July 2021")
    page.keyboard.press("Enter")


def test_the_map_is_told_of_a_selection_before_all_else(visit: Visit, server: str) -> None:
    """So that counts, days and words wait for its marks, whoever began to listen first."""
    page = visit(blank(server))
    page.add_init_script(
        "addEventListener('panj:selection', ({ detail }) => { window.heard = `${detail.marks}`; });"
    )
    page.goto(server)
    map_of(page)
    pill(page, "Appeal").click()
    total_shown(page, sum(family_of(event["kind"]) == "Appeal" for event in EVENTS.values()))
    assert page.evaluate("window.heard") == "[object Promise]"


def test_days_by_any_hand_move_the_marks_without_the_page(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    line = Line(page, server)
    map_of(page)
    for way in (by_pointer, by_touch, by_key, by_typing):
        total_shown(page, len(EVENTS))
        expect(mark(page, LATER[0])).to_be_visible()
        at_rest(page)
        line.hold()
        way(page)
        for id_ in LATER:
            expect(mark(page, id_)).to_have_count(0)
        expect(mark(page, CROSSING)).to_be_visible()
        fewer(page)
        expect(page).to_have_url(re.compile(r"dates=2021-06-27&dates=2021-07-06"))
        expect(handle(page)).to_have_attribute("aria-valuetext", "6 July 2021")
        expect(typed(page)).to_have_value("2021-07-06")
        line.let_go()
        at_rest(page)
        expect(mark(page, LATER[0])).to_have_count(0)
        take_away_the_filter(page)
        expect(handle(page)).to_have_attribute("aria-valuetext", "15 July 2021")


def take_away_the_filter(page: Page) -> None:
    """Take the only filter away by its chip."""
    chips = page.get_by_role("list", name="Filters in force").get_by_role("button")
    chips.click()
    expect(chips).to_have_count(0)


def choose(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_role("button", name="Filter", exact=True).click()
        page.get_by_test_id("stPopoverBody").get_by_role("checkbox", name=name, exact=True).check()

    return act


def find_actor(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_role("button", name="Filter", exact=True).click()
        page.get_by_role("combobox", name="Find an actor").fill(name)
        expect(page.get_by_role("option", name=name, selected=True)).to_be_visible()
        page.keyboard.press("Enter")

    return act


def search(page: Page) -> None:
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_test_id("stPopoverBody").get_by_label("Words").fill("border")
    page.keyboard.press("Enter")


def search_rows(page: Page) -> None:
    open_drawer(page)
    page.get_by_role("searchbox", name="Search all events").fill("border")


WAYS: tuple[tuple[Callable[[Page], None], str, str, str], ...] = (
    (lambda page: pill(page, "Crossing").click(), "kind=Crossing", CROSSING, LATER[0]),
    (search, "words=border", "fighting-near-the-border", LATER[0]),
    (find_actor("Afghan soldiers"), "actor=Afghan+soldiers", CROSSING, LATER[0]),
    (choose("forecast"), "status=forecast", "violence-to-spill-over", CROSSING),
    (search_rows, "words=border", "fighting-near-the-border", LATER[0]),
)
"""How a filter is set, what the address then holds, and an event that it shows, and one hides."""


def test_any_filter_moves_the_marks_without_the_page(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    line = Line(page, server)
    map_of(page)
    for act, parameter, shown, hidden in WAYS:
        total_shown(page, len(EVENTS))
        expect(mark(page, hidden)).to_be_visible()
        at_rest(page)
        line.hold()
        act(page)
        expect(mark(page, hidden)).to_have_count(0)
        expect(mark(page, shown)).to_be_visible()
        fewer(page)
        expect(page).to_have_url(re.compile(re.escape(parameter)))
        line.let_go()
        at_rest(page)
        if page.get_by_test_id("stPopoverBody").count():
            page.keyboard.press("Escape")
        take_away_the_filter(page)


def test_the_map_follows_a_handle_that_is_held(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    total_shown(page, len(EVENTS))
    move(page, -9)
    expect(mark(page, LATER[0])).to_have_count(0)
    fewer(page)
    expect(page).to_have_url(re.compile("dates=2021-07-06"))  # what a reload would find
    page.reload()
    map_of(page)
    expect(handle(page)).to_have_attribute("aria-valuetext", "6 July 2021")
    expect(mark(page, LATER[0])).to_have_count(0)


def test_the_days_are_asked_for_once(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    at_rest(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pressed = """node => {
        const chart = node.parentElement.querySelector(".plot");
        node.dispatchEvent(new KeyboardEvent("keydown", {key: "Home"}));
        return chart.isConnected;
    }"""  # to the first handle: one day
    assert handle(page).evaluate(pressed), "the chart stays where only its days are chosen"
    fewer(page)
    at_rest(page)
    map_of(page)
    for part in ("/cells?", "/overview?"):
        found = [url for url in asked if part in url]
        assert len(found) == 1, found
    [first, *others] = [
        one[1] for url in asked if (one := re.search(r"/collections/[^/]+/(\w+)\?", url))
    ]
    assert (first, set(others)) == ("cells", {"overview", "story"}), "the marks wait for nothing"


def test_the_keys_of_a_handle_move_it_as_far_as_they_say(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    handle(page).focus()
    for key, day in (
        ("ArrowLeft", "14 July 2021"),
        ("PageDown", "9 July 2021"),
        ("PageUp", "14 July 2021"),
        ("ArrowRight", "15 July 2021"),
        ("Home", "27 June 2021"),
        ("End", "15 July 2021"),
    ):
        page.keyboard.press(key)
        expect(handle(page)).to_have_attribute("aria-valuetext", day)
        expect(handle(page)).to_be_focused()
    expect(page).not_to_have_url(re.compile("dates="))


def test_a_day_needs_no_year_where_one_alone_fits(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    for told, day in (("6 July", "6 July 2021"), ("28 jun", "28 June 2021")):
        typed(page).fill(told)
        page.keyboard.press("Enter")
        expect(typed(page)).to_have_attribute("aria-invalid", "false")
        expect(handle(page, "Last day")).to_have_attribute("aria-valuetext", day)
    typed(page).fill("6 August")  # beyond the axis: of which year?
    page.keyboard.press("Enter")
    expect(typed(page)).to_have_attribute("aria-invalid", "true")


def test_a_mistyped_day_changes_nothing_and_says_how(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    typed(page).fill("5 Juli")
    page.keyboard.press("Enter")
    expect(typed(page)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Write a day as 2021-07-05 or 5 July 2021.")).to_be_visible()
    total_shown(page, len(EVENTS))
    typed(page).fill("2021-07-06")
    page.keyboard.press("Enter")
    expect(typed(page)).to_have_attribute("aria-invalid", "false")
    expect(handle(page)).to_have_attribute("aria-valuetext", "6 July 2021")


def test_clearing_the_filters_brings_the_marks_back(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?dates=2021-06-27&dates=2021-07-06&kind=Crossing&words=border")
    map_of(page)
    expect(mark(page, LATER[0])).to_have_count(0)
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("button", name="Clear all filters").click()
    total_shown(page, len(EVENTS))
    expect(mark(page, LATER[0])).to_be_visible()
    expect(pill(page, "Crossing")).to_have_attribute("aria-pressed", "false")


def test_back_and_forward_restore_filters_and_event(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    total_shown(page, len(EVENTS))
    mark(page, CROSSING).click()
    opened(page, CROSSING)
    pill(page, "Crossing").click()
    total_shown(page, 1)
    page.get_by_role("button", name="Previous", exact=True).click()
    expect(region(page, "Story")).to_be_visible()
    page.go_back()
    opened(page, CROSSING)
    expect(pill(page, "Crossing")).to_have_attribute("aria-pressed", "true")
    total_shown(page, 1)
    at_rest(page)
    pill(page, "Crossing").click()
    total_shown(page, len(EVENTS))
    page.go_back()  # each step undoes one thing
    total_shown(page, 1)
    opened(page, CROSSING)
    page.go_back()
    total_shown(page, len(EVENTS))
    opened(page, CROSSING)
    page.go_back()
    expect(region(page, "Story")).to_be_visible()
    total_shown(page, len(EVENTS))
    expect(mark(page, CROSSING)).to_have_attribute("aria-pressed", "false")


def test_two_pages_of_one_reader_have_a_selection_each(server: str, visit: Visit) -> None:
    first, second = visit(f"{server}/?kind=Crossing"), visit(server)
    map_of(first)
    map_of(second)
    pill(second, "Base").click()
    total_shown(second, 1)
    total_shown(first, 1)
    expect(mark(first, CROSSING)).to_be_visible()
    expect(pill(first, "Base")).to_have_attribute("aria-pressed", "false")


def test_the_words_do_not_wait_for_the_page(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    line = Line(page, server)
    map_of(page)
    total_shown(page, len(EVENTS))
    title, quote = EVENTS[CROSSING]["title"], EVENTS[CROSSING]["quotes"][0]["exact"]
    following = list(EVENTS)[list(EVENTS).index(CROSSING) + 1]
    for before, way in (
        (map_of, mark(page, CROSSING)),
        (map_of, region(page, "Article").get_by_role("button", name=quote)),
        (open_rows, region(page, "When").locator(f'[data-event-id="{CROSSING}"]')),
        (open_drawer, page.get_by_role("tabpanel").get_by_role("button", name=title)),
    ):
        before(page)
        at_rest(page)
        line.hold()
        way.first.click()
        opened(page, CROSSING)
        expect(mark(page, CROSSING)).to_have_attribute("aria-pressed", "true")
        expect(page).to_have_url(re.compile(f"event={CROSSING}"))
        page.get_by_role("button", name="Next", exact=True).click()
        opened(page, following)
        line.let_go()
        at_rest(page)
        opened(page, following)


def test_a_page_of_an_earlier_choice_does_not_take_the_words_back(
    server: str, visit: Visit
) -> None:
    page = visit(blank(server))
    line = Line(page, server)
    map_of(page)
    total_shown(page, len(EVENTS))
    at_rest(page)
    line.hold()
    pill(page, family_of("retreat")).click()
    total_shown(page, 1)
    page.wait_for_function("() => true")
    mark(page, CROSSING).click()
    opened(page, CROSSING)
    line.let_go()
    at_rest(page)
    expect(mark(page, CROSSING)).to_have_attribute("aria-pressed", "true")
    opened(page, CROSSING)
    total_shown(page, 1)


def test_the_keyboard_is_led_to_the_words_once(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    line = Line(page, server)
    map_of(page)
    total_shown(page, len(EVENTS))
    line.hold()
    mark(page, CROSSING).focus()
    page.keyboard.press("Enter")
    heading = region(page, "Event").get_by_role("heading", level=2)
    expect(heading).to_be_focused()
    page.keyboard.press("Tab")
    expect(heading).not_to_be_focused()
    line.let_go()
    at_rest(page)
    expect(heading).not_to_be_focused()


def test_without_an_answer_the_page_brings_the_words(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    at_rest(page)
    page.route("**/story?*", lambda route: route.abort())
    mark(page, CROSSING).click()
    opened(page, CROSSING)
    expect(page).to_have_url(re.compile(f"event={CROSSING}"))


def test_what_is_opened_is_shown(server: str, visit: Visit, tmp_path: Path) -> None:
    far = json.loads(json.dumps(ARTICLE | {"title": "Far away"}))
    model = told_once(CROSSING)
    far["features"] = [
        {
            **model,
            "id": f"far-{at}",
            "geometry": {"type": "Point", "coordinates": [30 + at, -2]},
            "properties": {
                **model["properties"],
                "date": f"1999-03-0{at + 1}",
                "place_precision": "settlement",
            },
        }
        for at in range(3)
    ]
    file = tmp_path / "far.geojson"
    file.write_text(json.dumps(far))
    page = visit(f"{server}/?dates=2021-06-27&dates=2021-07-06")
    map_of(page)
    open_files(page, file)
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"{len(EVENTS) + 3} of {len(EVENTS) + 3} events")).to_be_visible()
    expect(handle(page, "First day")).to_have_attribute("aria-valuetext", "22 February 1999")
    seen = page.frame_locator("iframe").locator("[data-event-id^=far], [data-count]")
    expect(seen.first).to_be_visible()
    expect(mark(page, CROSSING)).to_be_visible()
