"""The panel "When": one selection with the rest of the page, and play without a rerun."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from events.dates import overlaps, parse_edtf, surely_inside
from tests.browser.conftest import serving
from tests.browser.reader import (
    ARTICLE,
    CROSSING,
    EVENTS,
    Visit,
    map_of,
    mark,
    opened,
    pill,
    region,
    total_shown,
)

SPANS = {id_: parse_edtf(event.get("date") or "") for id_, event in EVENTS.items()}
DATED = [id_ for id_, span in SPANS.items() if span]
UNDATED = [id_ for id_ in EVENTS if id_ not in DATED]


def row(page: Page, id_: str) -> Locator:
    return region(page, "When").locator(f'[data-event-id="{id_}"]')


def player(page: Page, state: str) -> Locator:
    return page.locator(f'.player[data-state="{state}"]')


def follow_frames(page: Page) -> None:
    """Note in the page each frame that the panel shows."""
    page.evaluate(
        """() => {
          window.framesShown = [];
          const inside = [...document.querySelectorAll(".st-key-timeline *")];
          const host = inside.find((element) => element.shadowRoot);
          new MutationObserver((changes) => changes.forEach(({ target }) =>
            window.framesShown.push(Number(target.dataset.frame)))).observe(
            host.shadowRoot, { subtree: true, attributeFilter: ["data-frame"] });
        }"""
    )


def test_each_dated_event_is_a_row_and_each_other_in_the_box(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    heading = region(page, "When").get_by_role("heading")
    expect(heading).to_have_text(f"When · {len(DATED)} dated, {len(UNDATED)} more have no date")
    rows = page.get_by_role("group", name="Events by date").get_by_role("button")
    expect(rows).to_have_count(len(DATED))
    expect(region(page, "When").locator(".plot .bar")).to_have_count(len(DATED))
    for id_ in EVENTS:
        title = EVENTS[id_]["title"].rstrip(".")
        expect(row(page, id_)).to_have_accessible_name(re.compile(re.escape(title)))
    box = page.get_by_role("group", name=f"{len(UNDATED)} without a date")
    expect(box.get_by_role("button")).to_have_count(len(UNDATED))


@pytest.mark.parametrize("id_", [CROSSING, DATED[-1], UNDATED[0]])
def test_a_row_opens_its_event_and_lights_its_mark(server: str, visit: Visit, id_: str) -> None:
    page = visit(server)
    map_of(page)
    row(page, id_).click()
    opened(page, id_)
    expect(row(page, id_)).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(f"event={id_}"))
    for found in mark(page, id_).all():
        expect(found).to_have_attribute("aria-pressed", "true")


def test_a_mark_lights_its_row(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    mark(page, CROSSING).click()
    expect(row(page, CROSSING)).to_have_attribute("aria-pressed", "true")
    expect(region(page, "When").locator(".plot .chosen")).to_have_count(1)


def test_the_rows_are_one_stop_that_the_arrows_walk(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    rows = page.get_by_role("group", name="Events by date").get_by_role("button")
    expect(region(page, "When").locator('.rows [tabindex="0"]')).to_have_count(1)
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(rows.last).to_be_focused()
    page.keyboard.press("Enter")
    opened(page, rows.last.get_attribute("data-event-id") or "")
    expect(rows.last).to_be_focused()


def test_the_rule_says_what_it_would_leave_and_leaves_it(server: str, visit: Visit) -> None:
    first, last = date(2021, 7, 2), date(2021, 7, 7)
    page = visit(f"{server}/?dates={first}&dates={last}")
    map_of(page)
    may = sum(overlaps(span, first, last) for span in SPANS.values())
    did = sum(surely_inside(span, first, last) for span in SPANS.values())
    rules = page.get_by_role("radiogroup", name="An event counts if its date")
    expect(rules).to_contain_text(f"{may} may have happened then")
    expect(rules).to_contain_text(f"{did} surely did")
    total_shown(page, may + len(UNDATED))
    rules.get_by_text("inside", exact=True).click()
    total_shown(page, did + len(UNDATED))
    expect(page).to_have_url(re.compile("rule=inside"))
    expect(region(page, "When").locator(".plot .bar")).to_have_count(did)


def test_a_handle_at_the_end_of_the_slider_sets_no_bound(server: str, visit: Visit) -> None:
    """An event "by 8 July" surely happened before the 9th, however early it was."""
    page = visit(f"{server}/?dates=2021-06-30&dates=2021-07-08&rule=inside")
    map_of(page)
    did = sum(surely_inside(span, None, date(2021, 7, 8)) for span in SPANS.values())
    assert did > 1
    total_shown(page, did + len(UNDATED))


def test_play_shows_every_day_and_reruns_nothing(server: str, visit: Visit) -> None:
    sent: list[Any] = []
    asked: list[str] = []
    page = visit(server)
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    map_of(page)
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Steps").select_option("10")
    follow_frames(page)
    before = len(sent)
    with page.expect_request(re.compile(r"/cells\?.*datetime=\.\.%2F\.\.")):  # of the last frame
        page.get_by_role("button", name="Play", exact=True).click()
        expect(player(page, "paused")).to_be_visible(timeout=30_000)
    shown = list(dict.fromkeys(page.evaluate("window.framesShown")))
    assert shown == list(range(16)), "a day was left out, or shown out of turn"
    expect(mark(page, "violence-to-spill-over")).to_be_visible()
    expect(region(page, "When").get_by_role("status")).to_have_text("All days")
    assert sum("/cells?" in url for url in asked) > 1
    assert len(sent) == before


def test_a_pause_offers_its_days_to_the_filter(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    for _ in range(7):  # 30 June to 6 July
        page.get_by_role("button", name="Step forward").click()
    status = region(page, "When").get_by_role("status")
    expect(status).to_have_text("Up to 6 July 2021")
    expect(mark(page, "violence-to-spill-over")).to_have_count(0)
    page.get_by_role("button", name="Filter by these days").click()
    expect(player(page, "idle")).to_be_visible()
    expect(page).to_have_url(re.compile("dates=2021-06-30&dates=2021-07-06"))
    days = sum(overlaps(span, None, date(2021, 7, 6)) for span in SPANS.values())
    total_shown(page, days + len(UNDATED))
    expect(mark(page, CROSSING)).to_be_visible()
    expect(mark(page, "violence-to-spill-over")).to_have_count(0)


def test_a_window_moves_and_stop_goes_back_to_the_slider(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?dates=2021-07-05&dates=2021-07-06&undated=false")
    map_of(page)
    page.get_by_role("radio", name="Window of 2 days").check()
    page.get_by_role("button", name="Step back").click()
    expect(region(page, "When").get_by_role("status")).to_have_text("From 14 July 2021")
    expect(mark(page, CROSSING)).to_have_count(0)
    page.get_by_role("button", name="Stop").click()
    expect(mark(page, CROSSING)).to_be_visible()
    expect(player(page, "idle")).to_be_visible()


def test_reduced_motion_leaves_the_steps(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    map_of(page)
    expect(page.get_by_role("button", name="Step forward")).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    expect(page.get_by_label("Steps")).to_have_count(0)


def test_many_events_are_bars_with_their_numbers(tmp_path: Path, visit: Visit) -> None:
    many = json.loads(json.dumps(ARTICLE))
    model = next(feature for feature in many["features"] if feature["id"] == CROSSING)
    many["features"] = [
        {**model, "id": f"e{at}", "properties": {**model["properties"], "date": day}}
        for at, day in enumerate(["2021-07-05"] * 10 + ["2021-07-05/2021-07-06"] * 5)
    ]
    file = tmp_path / "many.geojson"
    file.write_text(json.dumps(many))
    with serving(file) as url:
        page = visit(url)
        map_of(page)
        bars = region(page, "When").get_by_role("list", name="Events by days")
        name = "5 July 2021: 10 surely, 5 possibly"
        expect(bars.get_by_role("listitem", name=name)).to_have_count(1)
        expect(bars.get_by_role("listitem")).to_have_count(4)


def test_an_empty_selection_has_no_chart(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?words=nothing+says+this")
    map_of(page)
    expect(region(page, "When")).to_contain_text("No event matches the filters")
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    page.goto(server)
    map_of(page)
    pill(page, "Crossing").click()
    expect(region(page, "When").get_by_role("heading")).to_have_text("When · 1 dated")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "tablet", "phone", 320])
def test_labels_keep_apart_and_the_handles_stand_on_their_days(
    server: str, visit: Visit, width: str | int, scheme: str
) -> None:
    address = f"{server}/?dates=2021-07-02&dates=2021-07-07"
    page = visit(address, str(width).replace("320", "phone"), scheme)
    if width == 320:
        page.set_viewport_size({"width": 320, "height": 640})
    map_of(page)
    slider = page.get_by_role("slider", name="Dates").first
    expect(slider).to_be_visible()
    plot = region(page, "When").locator(".plot")
    expect(plot).to_be_visible()
    boxes = [text.bounding_box() for text in plot.locator("text").all()]
    edge = page.viewport_size
    assert edge is not None
    for at, a in enumerate(boxes):
        assert a is not None
        assert a["x"] >= 0
        assert a["x"] + a["width"] <= edge["width"]
        for b in boxes[at + 1 :]:
            assert b is not None
            apart_x = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
            assert apart_x or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
    handle = slider.locator("xpath=../..").bounding_box()
    box = plot.bounding_box()
    assert handle is not None
    assert box is not None
    middle = box["x"] + box["width"] * 2.5 / 16  # 2 July, the third of sixteen days
    assert abs(handle["x"] + handle["width"] / 2 - middle) < 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_axe_finds_nothing(server: str, visit: Visit, width: str, scheme: str) -> None:
    page = visit(f"{server}/?event={CROSSING}", width, scheme)
    map_of(page)
    page.get_by_role("button", name="Step forward").click()
    expect(player(page, "paused")).to_be_visible()
    violations = Axe().run(page, context=".st-key-timeline").response["violations"]  # type: ignore[arg-type]
    assert {v["id"]: v["nodes"][:2] for v in violations} == {}
    small = (
        region(page, "When")
        .locator("button, select, .modes label")
        .evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect()).filter((b) => b.width && "
            "(b.width < 24 || b.height < 24)).length"
        )
    )
    assert small == 0


def test_what_lies_beyond_the_days_of_the_slider_has_a_row_and_no_bar(
    tmp_path: Path, visit: Visit
) -> None:
    spread = json.loads(json.dumps(ARTICLE))
    days = {"late": "2021-07-05/9999-12-31", "early": "1500-01-01"}
    model = next(feature for feature in spread["features"] if feature["id"] == CROSSING)
    spread["features"] = [
        {**model, "id": id_, "properties": {**model["properties"], "date": day}}
        for id_, day in days.items()
    ]
    file = tmp_path / "spread.geojson"
    file.write_text(json.dumps(spread))
    with serving(file) as url:
        page = visit(url)
        map_of(page)
        chart = region(page, "When")
        expect(chart.locator("[data-event-id]")).to_have_count(2)
        plot, bars = chart.locator(".plot"), chart.locator(".plot .bar")
        expect(bars).to_have_count(1)
        whole, bar = plot.bounding_box(), bars.bounding_box()
        assert whole is not None
        assert bar is not None
        assert whole["x"] - 2 < bar["x"]
        assert bar["x"] + bar["width"] < whole["x"] + whole["width"] + 2
