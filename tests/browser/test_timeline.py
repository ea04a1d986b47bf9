"""The panel "When": one selection with the rest of the page, and play without a rerun."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from events.model.dates import overlaps, parse_edtf, surely_inside
from tests.browser.conftest import WIDTHS, serving
from tests.browser.reader import (
    ARTICLE,
    CROSSING,
    EVENTS,
    Visit,
    at_rest,
    blank,
    map_of,
    mark,
    open_rows,
    opened,
    pill,
    region,
    told_once,
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
          const inside = [...document.querySelectorAll(".st-key-days *")];
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
    rules = page.get_by_role("radiogroup", name="An event counts if its date")
    expect(rules).to_have_text("all dates")  # none is less sure than another
    expect(rules.get_by_role("radio")).to_have_count(0)
    rows = open_rows(page)
    expect(rows).to_have_count(len(DATED))
    for chart in (".strip-chart", ".tall"):
        bars = region(page, "When").locator(f"{chart} .plot .bar")
        expect(bars).to_have_count(len(DATED))
    for id_ in EVENTS:
        title = EVENTS[id_]["title"].rstrip(".")
        expect(row(page, id_)).to_have_accessible_name(re.compile(re.escape(title)))
    box = page.get_by_role("group", name=f"{len(UNDATED)} without a date")
    expect(box.get_by_role("button")).to_have_count(len(UNDATED))


def test_a_row_opens_its_event_and_the_arrows_walk_the_rows(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    rows = open_rows(page)
    mark(page, CROSSING).click()  # a mark lights its row, and a row its mark
    expect(row(page, CROSSING)).to_have_attribute("aria-pressed", "true")
    expect(region(page, "When").locator(".plot .chosen")).to_have_count(2)  # strip and rows
    for id_ in (DATED[-1], CROSSING, UNDATED[0]):
        row(page, id_).click()
        opened(page, id_)
        expect(row(page, id_)).to_have_attribute("aria-pressed", "true")
        expect(page).to_have_url(re.compile(f"event={id_}"))
        expect(mark(page, CROSSING)).to_have_attribute(
            "aria-pressed", "true" if id_ == CROSSING else "false"
        )
        for found in mark(page, id_).all():
            expect(found).to_have_attribute("aria-pressed", "true")
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
    rules.get_by_role("radio", name="surely did").check()
    total_shown(page, did + len(UNDATED))
    expect(page).to_have_url(re.compile("rule=inside"))
    inside = region(page, "When").locator(".strip-chart .bar:not(.outside)")
    expect(inside).to_have_count(did)
    expect(region(page, "When").locator(".strip-chart .bar")).to_have_count(len(DATED))


def test_a_handle_at_the_end_of_the_axis_sets_no_bound(server: str, visit: Visit) -> None:
    """An event "by 8 July" may have happened before the axis begins."""
    page = visit(f"{server}/?dates=2021-06-27&dates=2021-07-08")
    map_of(page)
    may = sum(overlaps(span, None, date(2021, 7, 8)) for span in SPANS.values())
    total_shown(page, may + len(UNDATED))


def test_play_shows_every_day_and_reruns_nothing(server: str, visit: Visit) -> None:
    sent: list[Any] = []
    asked: list[str] = []
    page = visit(blank(server))
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(server)
    map_of(page)
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Steps").select_option("10")
    follow_frames(page)
    before = len(sent)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(player(page, "paused")).to_be_visible()
    shown = list(dict.fromkeys(page.evaluate("window.framesShown")))
    assert shown == list(range(19)), "a day was left out, or shown out of turn"
    expect(mark(page, "violence-to-spill-over")).to_be_visible()
    expect(region(page, "When").get_by_role("status")).to_have_text("All days")
    assert sum("/cells?" in url for url in asked) > 1
    assert len(sent) == before


def test_a_pause_offers_its_days_to_the_filter(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    for _ in range(10):  # 27 June to 6 July
        page.get_by_role("button", name="Step forward").click()
    status = region(page, "When").get_by_role("status")
    expect(status).to_have_text("Up to 6 July 2021")
    expect(mark(page, "violence-to-spill-over")).to_have_count(0)
    page.get_by_role("button", name="Filter by these days").click()
    expect(player(page, "idle")).to_be_visible()
    expect(page).to_have_url(re.compile("dates=2021-06-27&dates=2021-07-06"))
    days = sum(overlaps(span, None, date(2021, 7, 6)) for span in SPANS.values())
    total_shown(page, days + len(UNDATED))
    expect(mark(page, CROSSING)).to_be_visible()
    expect(mark(page, "violence-to-spill-over")).to_have_count(0)


def test_a_window_moves_and_stop_goes_back_to_the_chosen_days(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?dates=2021-07-05&dates=2021-07-06&undated=false")
    map_of(page)
    page.get_by_label("Days on show").select_option("Window of 2 days")
    page.get_by_role("button", name="Step back").click()
    expect(region(page, "When").get_by_role("status")).to_have_text("From 14 July 2021")
    expect(mark(page, CROSSING)).to_have_count(0)
    page.get_by_role("button", name="Stop").click()
    expect(mark(page, CROSSING)).to_be_visible()
    expect(player(page, "idle")).to_be_visible()


def test_reduced_motion_leaves_the_steps(server: str, visit: Visit) -> None:
    page = visit(blank(server))
    page.emulate_media(reduced_motion="reduce")
    page.goto(server)
    map_of(page)
    expect(page.get_by_role("button", name="Step forward")).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    expect(page.get_by_label("Steps")).to_have_count(0)


def test_many_events_are_bars_with_their_numbers(tmp_path: Path, visit: Visit) -> None:
    many = json.loads(json.dumps(ARTICLE))
    model = told_once(CROSSING)
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
    expect(region(page, "When").locator(".bar")).to_have_count(0)
    page.goto(server)
    map_of(page)
    pill(page, "Crossing").click()
    expect(region(page, "When").get_by_role("heading")).to_have_text("When · 1 dated")


@pytest.mark.parametrize("width", [*WIDTHS, "320 px"])
def test_labels_keep_apart_and_the_handles_stand_on_their_days(
    server: str, visit: Visit, width: str
) -> None:
    page = visit(blank(server))
    wide, high = WIDTHS.get(width, (320, 640))
    page.set_viewport_size({"width": wide, "height": high})
    page.goto(f"{server}/?dates=2021-07-02&dates=2021-07-07")
    map_of(page)
    at_rest(page)
    plot = region(page, "When").locator(".strip-chart .plot")
    expect(plot).to_be_visible()
    boxes = [text.bounding_box() for text in plot.locator("text").all()]
    for at, a in enumerate(boxes):
        assert a is not None
        assert a["x"] >= 0
        assert a["x"] + a["width"] <= wide
        for b in boxes[at + 1 :]:
            assert b is not None
            apart_x = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
            assert apart_x or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
    box = plot.bounding_box()
    first = page.get_by_role("slider", name="First day").bounding_box()
    last = page.get_by_role("slider", name="Last day").bounding_box()
    assert box is not None
    assert first is not None
    assert last is not None
    day = box["width"] / 19  # from 27 June to 15 July
    assert abs(first["x"] + first["width"] - (box["x"] + 5 * day)) < 2  # 2 July begins
    assert abs(last["x"] - (box["x"] + 11 * day)) < 2  # 7 July ends


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_axe_finds_nothing(server: str, visit: Visit, width: str) -> None:
    page = visit(f"{server}/?event={CROSSING}", width)
    map_of(page)
    if width == "phone":
        page.get_by_role("button", name="More about the days").click()
    page.get_by_role("button", name="Step forward").click()
    expect(player(page, "paused")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        frame = page.frame_locator("iframe")
        expect(frame.locator(f".panj-map[data-theme={scheme}]")).to_be_visible()
        at_rest(page)
        violations = Axe().run(page, context=".st-key-days").response["violations"]  # type: ignore[arg-type]
        assert {v["id"]: v["nodes"][:2] for v in violations} == {}, scheme
    small = (
        region(page, "When")
        .locator("button, select, input, .rules label, [role=slider]")
        .evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect()).filter((b) => b.width && "
            "(b.width < 24 || b.height < 24)).length"
        )
    )
    assert small == 0


def test_the_axis_reaches_as_far_as_the_events(tmp_path: Path, visit: Visit) -> None:
    spread = json.loads(json.dumps(ARTICLE))
    days = {"late": "2021-07-05/9999-12-31", "early": "1500-01-01"}
    model = told_once(CROSSING)
    spread["features"] = [
        {**model, "id": id_, "properties": {**model["properties"], "date": day}}
        for id_, day in days.items()
    ]
    file = tmp_path / "spread.geojson"
    file.write_text(json.dumps(spread))
    with serving(file) as url:
        page = visit(url)
        map_of(page)
        chart = region(page, "When").locator(".strip-chart")
        plot, bars = chart.locator(".plot"), chart.locator(".bar")
        expect(bars).to_have_count(2)
        whole = plot.bounding_box()
        assert whole is not None
        for bar in bars.all():
            box = bar.bounding_box()
            assert box is not None
            assert whole["x"] - 2 < box["x"]
            assert box["x"] + box["width"] < whole["x"] + whole["width"] + 2
        first = page.get_by_role("slider", name="First day")
        expect(first).to_have_attribute("aria-valuetext", "31 December 1499")


def test_a_date_that_is_not_the_sources_is_marked_beside_its_bar(
    visit: Visit, tmp_path: Path
) -> None:
    features = [
        {
            "type": "Feature",
            "id": basis,
            "geometry": {"type": "Point", "coordinates": [68.6, 37.2]},
            "properties": {
                "title": f"A day that is {basis}",
                "kind": "assault",
                "status": "reported",
                "date": "2021-07-05",
                "date_basis": basis,
                "place": "Panji Poyon",
                "place_precision": "settlement",
                "evidence": [{"about": "date", "url": "https://example.org/", "note": "There."}],
            },
        }
        for basis in ("stated", "external")
    ]
    made = {"type": "FeatureCollection", "format": "panj-events/1", "features": features}
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps(made))
    with serving(own) as url:
        page = visit(url)
        map_of(page)
        when = region(page, "When")
        strip = when.locator(".strip-chart .plot")
        expect(strip.get_by_text("†")).to_have_count(1)
        open_rows(page)
        expect(when.locator(".tall .plot").get_by_text("†")).to_have_count(1)
        expect(when.get_by_text("† not the source’s date")).to_be_visible()


@pytest.mark.parametrize("height", [844, 640])
def test_the_open_days_of_a_phone_are_not_cut(server: str, visit: Visit, height: int) -> None:
    page = visit(server, width="phone")
    page.set_viewport_size({"width": 390 if height == 844 else 360, "height": height})
    map_of(page)
    page.get_by_role("button", name="More about the days").click()
    for name in (re.compile("without a date$"), "Play"):
        button = page.locator(".st-key-days").get_by_role("button", name=name).first
        expect(button).to_be_in_viewport(ratio=1)
    expect(page.locator(".st-key-pane")).to_be_hidden()
    page.get_by_role("button", name="More about the days").click()
    expect(page.locator(".st-key-pane")).to_be_visible()
