"""The dashboard as a reader has it: the real command, a real browser, nothing from outside."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import free_port, serving
from tests.browser.reader import (
    ARTICLE,
    CROSSING,
    EVENTS,
    FIGHTING,
    LOCATED,
    Visit,
    at_rest,
    blank,
    followed,
    holding,
    map_of,
    mark,
    opened,
    pill,
    region,
    total_shown,
)


@pytest.mark.parametrize(
    ("width", "scheme"), [("desktop", "light"), ("tablet", "dark"), ("phone", "light")]
)
def test_every_located_event_is_on_the_map(
    server: str, visit: Visit, width: str, scheme: str
) -> None:
    page = visit(server, width, scheme)
    map_of(page)
    total_shown(page, len(EVENTS))
    at_rest(page)
    frame = map_of(page)
    view = page.locator("iframe").bounding_box()
    assert view is not None
    for id_ in LOCATED:
        found = frame.locator(f'[data-event-id="{id_}"][role=button]').first
        label = found.get_attribute("aria-label") or ""
        assert label.startswith(EVENTS[id_]["title"].rstrip("."))
        box = found.bounding_box()
        assert box is not None
        assert view["x"] <= box["x"] <= view["x"] + view["width"] - box["width"]
        assert view["y"] <= box["y"] <= view["y"] + view["height"] - box["height"]
    rootwide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert rootwide, "the page scrolls sideways"


def test_a_click_on_a_mark_opens_its_words(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    words = region(page, "Event")
    for id_ in LOCATED:
        mark(page, id_).click()
        expect(words.get_by_role("heading", name=EVENTS[id_]["title"])).to_be_visible()
        for quote in EVENTS[id_]["quotes"]:
            quoted = words.locator("blockquote").get_by_text(quote["exact"], exact=True)
            expect(quoted).to_be_visible()
        expect(mark(page, id_)).to_have_attribute("aria-pressed", "true")
        link = words.get_by_role("link", name="Open in the article").first.get_attribute("href")
        assert link is not None
        assert link.startswith(ARTICLE["sources"][0]["url"] + "#:~:text=")


def test_the_keyboard_opens_a_mark_and_comes_back(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    focused = page.frame_locator("iframe").locator("[data-event-id]:focus")
    for key, to in (("Enter", "Home"), ("Space", "End")):
        mark(page, LOCATED[0]).focus()
        page.keyboard.press(to)
        id_ = focused.get_attribute("data-event-id") or ""
        page.keyboard.press(key)
        opened(page, id_)
        expect(region(page, "Event").get_by_role("heading", level=2)).to_be_focused()
        page.keyboard.press("Escape")
        expect(mark(page, id_)).to_be_focused()


def test_events_without_a_place_open_from_the_rows(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    placeless = [id_ for id_ in EVENTS if id_ not in LOCATED]
    page.get_by_role("tab", name=f"Without a place ({len(placeless)})").click()
    rows = page.get_by_role("tabpanel").get_by_role("row")
    expect(rows).to_have_count(len(placeless) + 1)
    for id_ in placeless:
        title = EVENTS[id_]["title"]
        page.get_by_role("tabpanel").get_by_role("button", name=title, exact=True).click()
        opened(page, id_)
        expect(region(page, "Event")).to_contain_text("Not mapped")
        followed(page, id_)


def test_dates_filter_the_marks_without_a_new_map(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?undated=false")
    frame = map_of(page)
    frame.evaluate("window.sameMap = true")
    dated = [id_ for id_, event in EVENTS.items() if event.get("date")]
    total_shown(page, len(dated))
    expect(mark(page, CROSSING)).to_be_visible()
    page.get_by_role("slider", name="First day").focus()
    for _ in range(12):  # from 27 June to 9 July, the day after the article
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(holding("dates=2021-07-09"))
    later = [id_ for id_ in dated if EVENTS[id_]["date"].endswith("..")]
    total_shown(page, len(later))
    expect(mark(page, CROSSING)).to_have_count(0)
    assert frame.evaluate("window.sameMap"), "the map was built anew"


def test_nothing_fades_on_a_rerun(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    page.evaluate(
        """() => {
          window.faded = [];
          document.addEventListener("transitionrun", ({ target, propertyName }) => {
            if (target.matches(".stElementContainer")) faded.push([target.className, propertyName]);
          });
        }"""
    )
    pill(page, "Crossing").click()
    total_shown(page, 1)
    expect(page.get_by_role("tab", name="Table (1)")).to_be_visible()
    assert page.evaluate("faded") == []


def test_no_page_around_it_may_steer_the_page(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    answer = page.request.get(f"{server}/_stcore/host-config")
    assert answer.json()["allowedOrigins"] == []
    policy = page.request.get(server).headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy.split("; ")


def test_a_link_restores_filters_view_and_event(server: str, visit: Visit) -> None:
    link = (
        f"{server}/?dates=2021-07-05&dates=2021-07-07&kind=Crossing&event={CROSSING}"
        "&view=38.0000,71.0000,8"
    )
    page = visit(link)
    frame = map_of(page)
    expect(region(page, "Event")).to_be_visible()
    total_shown(page, 1)
    expect(mark(page, CROSSING)).to_have_attribute("aria-pressed", "true")
    assert frame.evaluate("map_div.getZoom()") == 8
    assert frame.evaluate("map_div.getCenter().distanceTo([38, 71])") < 2_000


def test_back_and_forward_walk_the_events(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    first, second = LOCATED[:2]
    for id_ in (first, second):
        mark(page, id_).click()
        opened(page, id_)
        expect(page).to_have_url(holding(f"event={id_}"))
    page.go_back()
    opened(page, first)
    expect(mark(page, first)).to_have_attribute("aria-pressed", "true")
    page.go_forward()
    opened(page, second)


def test_a_panel_is_not_shown_before_its_style(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    held: list[Route] = []
    page.route("**/assets/shared/panels.css", lambda route: held.append(route))
    with page.expect_request("**/assets/shared/panels.css"):
        page.goto(server)
    map_of(page)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(0)
    assert len(held) == 1, "the panels share one sheet"
    held[0].continue_()
    expect(heading).to_have_css("font-weight", "700")
    expect(region(page, "When").locator(".plot")).to_be_visible()


def test_words_come_without_a_style_that_cannot_be_had(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    page.route("**/assets/**/*.css", lambda route: route.abort())
    page.goto(server)
    total_shown(page, len(EVENTS))
    expect(region(page, "Article")).to_be_visible()


def test_the_page_asks_for_two_scripts_of_its_own(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(server)
    total_shown(page, len(EVENTS))
    mark(page, LOCATED[0]).click()
    opened(page, LOCATED[0])
    scripts = [path for path in asked if re.fullmatch(r"/assets/(?!leaflet/).*\.js", path)]
    assert sorted(path.split(".")[0] for path in scripts) == ["/assets/map", "/assets/panels"]


def test_a_rerun_sends_no_style_and_nothing_that_the_page_has(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    received: list[ForwardMsg] = []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda frame: received.append(ForwardMsg.FromString(frame))
        ),
    )
    page.goto(server)
    map_of(page)
    total_shown(page, len(EVENTS))
    at_rest(page)
    received.clear()
    pill(page, "Crossing").click()
    expect(page.get_by_role("tab", name="Table (1)")).to_be_visible()
    elements = [message.delta.new_element for message in received]
    panels = [one.bidi_component for one in elements if one.HasField("bidi_component")]
    assert "panj_table" in {panel.component_name for panel in panels}
    assert [panel.component_name for panel in panels if panel.css_content] == []
    assert not any(one.HasField("html") for one in elements), "the page's own style"
    assert any(message.ref_hash for message in received)


def test_moving_the_map_reruns_nothing(server: str, visit: Visit) -> None:
    sent: list[Any] = []
    page = visit(blank(server))
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(server)
    map_of(page)
    at_rest(page)
    before = len(sent)
    ground = page.frame_locator("iframe")
    ground.get_by_role("button", name="Move right").click()
    expect(page).to_have_url(holding("view="))
    moved = page.url
    ground.get_by_role("button", name="Zoom in").click()
    expect(page).not_to_have_url(moved)
    expect(ground.locator(".panj-map[data-settled=true]")).to_be_visible()
    assert len(sent) == before


def test_an_empty_selection_says_what_hides_the_events(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?words=nothing+says+this")
    map_of(page)
    expect(
        page.get_by_text(f"No event matches. {len(EVENTS)} hidden by: “nothing says this”.")
    ).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    total_shown(page, len(EVENTS))


def test_a_broken_file_says_what_is_wrong(tmp_path: Path, visit: Visit) -> None:
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [')
    with serving(broken) as url:
        page = visit(url)
        expect(page.get_by_role("alert").first).to_contain_text("broken.geojson")
        expect(page.get_by_text("0 of 0 events")).to_be_visible()
        map_of(page)


def test_one_bad_event_hides_no_good_one(tmp_path: Path, visit: Visit) -> None:
    spoiled = json.loads(json.dumps(ARTICLE))
    spoiled["features"][1]["properties"]["date"] = "2021-13-02"
    file = tmp_path / "spoiled.geojson"
    file.write_text(json.dumps(spoiled))
    with serving(file) as url:
        page = visit(url)
        map_of(page)
        good = len(EVENTS) - 1
        expect(page.get_by_text(f"{good} of {len(EVENTS)} events")).to_be_visible()
        expect(page.get_by_role("tab", name=f"Table ({good})")).to_be_visible()
        page.get_by_role("button", name="1 rejected").click()
        expect(page.get_by_role("tabpanel")).to_contain_text('date: found "2021-13-02"')


def test_a_route_that_is_down_keeps_the_marks_and_offers_another_try(
    server: str, visit: Visit
) -> None:
    page = visit(server)
    map_of(page)
    pill(page, "Use of force").click()
    expect(mark(page, CROSSING)).to_be_hidden()
    map_of(page)
    page.route("**/cells?*", lambda route: route.abort())
    pill(page, "Crossing").click()
    frame = page.frame_locator("iframe")
    notice = frame.get_by_text("The events could not be loaded. The map below is older.")
    expect(notice).to_be_visible()
    expect(mark(page, FIGHTING)).to_be_visible()
    page.unroute("**/cells?*")
    frame.get_by_role("button", name="Try again").click()
    expect(notice).to_be_hidden()
    expect(mark(page, CROSSING)).to_be_visible()


def test_a_stopped_server_is_told_and_comes_back(visit: Visit) -> None:
    port = free_port()
    with serving(port=port) as url:
        page = visit(f"{url}/?event={CROSSING}")
        map_of(page)
        total_shown(page, len(EVENTS))
        expect(region(page, "Event")).to_be_visible()
    notice = page.get_by_text("The server has stopped.")
    expect(notice).to_contain_text("make run")
    expect(region(page, "Event")).to_be_visible()
    with serving(port=port):
        expect(notice).to_be_hidden()
        pill(page, "Crossing").click()
        total_shown(page, 1)
