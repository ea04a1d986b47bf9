"""Marks and words come by themselves; the page, which is rerun for the rest, follows them."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from events.dates import overlaps, parse_edtf
from events.vocabulary import family_of
from tests.browser.reader import (
    CROSSING,
    EVENTS,
    LOCATED,
    Visit,
    at_rest,
    map_of,
    mark,
    opened,
    pill,
    region,
    total_shown,
)

UNTIL = date(2021, 7, 6)
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
        The page; it is loaded anew.
    """

    def __init__(self, page: Page) -> None:
        self._held: list[Any] | None = None
        self._server: WebSocketRoute | None = None
        page.route_web_socket(re.compile("_stcore/stream"), self._take)
        page.reload()

    def hold(self) -> None:
        """Keep what the page sends from now on."""
        self._held = []

    def let_go(self) -> None:
        """Send what was kept, in its order, and keep nothing more."""
        held, self._held = self._held or [], None
        for message in held:
            self._send(message)

    def let_one_go(self) -> None:
        """Send what was kept first, and go on keeping the others."""
        first, *self._held = self._held or [None]
        if self._server:
            self._server.send(first)

    @property
    def waiting(self) -> int:
        """How many messages are kept."""
        return len(self._held or [])

    def _take(self, socket: WebSocketRoute) -> None:
        self._server = socket.connect_to_server()
        socket.on_message(self._send)

    def _send(self, message: Any) -> None:
        if self._held is not None:
            self._held.append(message)
        elif self._server:
            self._server.send(message)


def handle(page: Page) -> Locator:
    """Return the slider's last handle."""
    return page.get_by_role("slider", name="Dates — end")


def drag_to(page: Page, day: date) -> None:
    """Take hold of the slider's last handle and move it to a day, without letting it go."""
    expect(region(page, "When").locator(".plot")).to_be_visible()  # the slider is aligned to it
    track = page.get_by_test_id("stSlider").get_by_role("group")
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    assert box
    ends = [int(handle(page).get_attribute(name) or 0) for name in ("min", "max")]
    wanted = (day - date(1970, 1, 1)).days * 86_400_000_000
    y = box["y"] + box["height"] / 2
    across = (wanted - ends[0]) / (ends[1] - ends[0])
    page.mouse.move(box["x"] + box["width"] - 1, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * across, y, steps=4)
    expect(handle(page)).to_have_attribute("aria-valuetext", f"{day.day} {day:%b %Y}")


def test_the_map_follows_the_slider_while_it_is_dragged(server: str, visit: Visit) -> None:
    page = visit(server)
    line = Line(page)
    map_of(page)
    total_shown(page, len(EVENTS))
    line.hold()
    drag_to(page, UNTIL)
    for id_ in LATER:
        expect(mark(page, id_)).to_have_count(0)
    expect(mark(page, CROSSING)).to_be_visible()
    assert not line.waiting
    total_shown(page, len(EVENTS))
    page.mouse.up()
    line.let_go()
    expect(page).to_have_url(re.compile(r"dates=\S+&dates=2021-07-06"))
    expect(page.get_by_text(f"{len(EVENTS)} of")).to_have_count(0)
    expect(mark(page, LATER[0])).to_have_count(0)


def test_the_days_of_the_map_are_asked_for_once(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    handle(page).focus()
    page.keyboard.press("Home")  # to the first handle: one day
    expect(page).to_have_url(re.compile("dates="))
    expect(page.get_by_text(f"{len(EVENTS)} of")).to_have_count(0)
    map_of(page)
    cells = [url for url in asked if "/cells?" in url]
    assert len(cells) == 1, cells


def test_for_the_slider_the_page_is_drawn_after_the_map(patient_server: str, visit: Visit) -> None:
    page = visit(patient_server)
    seen: list[str | None] = []
    held: list[Route] = []

    def receive(frame: bytes) -> None:
        seen.append(ForwardMsg.FromString(frame).WhichOneof("type"))
        let_ask()

    def let_ask() -> None:
        while held and "new_session" in seen:  # the rerun has begun
            held.pop().continue_()

    page.on("websocket", lambda socket: socket.on("framereceived", receive))
    page.reload()
    map_of(page)
    at_rest(page)
    page.route("**/cells?*", lambda route: (held.append(route), let_ask()))
    page.on("response", lambda answer: "/cells?" in answer.url and seen.append("answer"))
    seen.clear()
    handle(page).focus()
    page.keyboard.press("Home")
    expect(page.get_by_text(f"{len(EVENTS)} of")).to_have_count(0)
    drawn = [kind for kind in seen if kind in ("answer", "delta", "ref_hash")]
    assert drawn[0] == "answer"
    assert "delta" in drawn


def test_clearing_the_filters_brings_the_marks_back(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?dates=2021-06-30&dates=2021-07-06")
    map_of(page)
    expect(mark(page, LATER[0])).to_have_count(0)
    page.get_by_test_id("stPopover").filter(has_text="Filter").click()
    page.get_by_role("button", name="Clear all filters").click()
    total_shown(page, len(EVENTS))
    expect(mark(page, LATER[0])).to_be_visible()


@pytest.mark.parametrize("way", ["mark", "quote", "row", "table"])
def test_the_words_do_not_wait_for_the_page(server: str, visit: Visit, way: str) -> None:
    page = visit(server)
    line = Line(page)
    map_of(page)
    total_shown(page, len(EVENTS))
    line.hold()
    title = EVENTS[CROSSING]["title"]
    {
        "mark": mark(page, CROSSING),
        "quote": region(page, "Article").get_by_role(
            "button", name=EVENTS[CROSSING]["quotes"][0]["exact"]
        ),
        "row": region(page, "When").locator(f'[data-event-id="{CROSSING}"]'),
        "table": page.get_by_role("tabpanel").get_by_role("button", name=title),
    }[way].first.click()
    opened(page, CROSSING)
    expect(mark(page, CROSSING)).to_have_attribute("aria-pressed", "true")
    assert "event=" not in page.url
    page.get_by_role("button", name="Next", exact=True).click()
    following = list(EVENTS)[list(EVENTS).index(CROSSING) + 1]
    opened(page, following)
    assert line.waiting
    line.let_go()
    expect(page).to_have_url(re.compile(f"event={following}"))
    opened(page, following)


def test_a_page_of_an_earlier_choice_does_not_take_the_words_back(
    server: str, visit: Visit
) -> None:
    page = visit(server)
    line = Line(page)
    map_of(page)
    total_shown(page, len(EVENTS))
    line.hold()
    pill(page, family_of("retreat")).click()  # a rerun that knows of no event
    mark(page, CROSSING).click()
    opened(page, CROSSING)
    line.let_one_go()
    expect(page.get_by_text(f"{len(EVENTS)} of")).to_have_count(0)
    expect(mark(page, CROSSING)).to_have_attribute("aria-pressed", "true")
    opened(page, CROSSING)
    assert "event=" not in page.url
    line.let_go()
    expect(page).to_have_url(re.compile(f"event={CROSSING}"))
    opened(page, CROSSING)


def test_the_keyboard_is_led_to_the_words_once(server: str, visit: Visit) -> None:
    page = visit(server)
    line = Line(page)
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
    expect(page).to_have_url(re.compile(f"event={CROSSING}"))
    row = region(page, "When").locator(f'[data-event-id="{CROSSING}"]')
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(heading).not_to_be_focused()


def test_without_an_answer_the_page_brings_the_words(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    page.route("**/story?*", lambda route: route.abort())
    mark(page, CROSSING).click()
    opened(page, CROSSING)
    expect(page).to_have_url(re.compile(f"event={CROSSING}"))
