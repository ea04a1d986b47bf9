"""Two versions of a file compared in the page: counts, fields, and what moved on the map."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.reader import (
    TOGETHER,
    Visit,
    at_rest,
    map_of,
    mark,
    open_drawer,
    open_files,
    pill,
)
from tests.makers.made_events import event
from tests.makers.planted_changes import FIELDS, HOSTILE, Planted, collection, plant


@pytest.fixture
def planted(tmp_path: Path) -> tuple[Planted, list[Path]]:
    made = plant([event(id=f"e{at}") for at in range(len(FIELDS) + 5)])
    paths = [tmp_path / f"{name}.geojson" for name in ("before", "after")]
    for path, features in zip(paths, (made.old, made.new), strict=True):
        path.write_text(json.dumps({**collection(features), "title": f"Desk, {path.stem}"}))
    return made, paths


def compare(page: Page, old: str, new: str) -> Locator:
    """Compare two open files as a reader does, and return what Open then holds."""
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_text("Compare two versions").click()
    for label, name in (("Earlier version", old), ("Later version", new)):
        body.get_by_role("radiogroup", name=label).get_by_text(name).click()
    body.get_by_role("button", name="Compare", exact=True).click()
    return body


def test_what_was_planted_is_told_and_drawn_and_nothing_else(
    server: str, visit: Visit, planted: tuple[Planted, list[Path]]
) -> None:
    made, paths = planted
    page = visit(server)
    map_of(page)
    open_files(page, paths[0])
    page.keyboard.press("Escape")
    open_files(page, paths[1])
    at_rest(page)
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_text("Compare two versions").click()
    proposed = (("Earlier version", "before.geojson"), ("Later version", "after.geojson"))
    for label, name in proposed:
        side = body.get_by_role("radiogroup", name=label)
        expect(side.get_by_role("radio", name=name)).to_be_checked()
    body.get_by_role("button", name="Compare", exact=True).click()

    counts = body.get_by_role("status", name="What changed, counted")
    told = f"1 added, 10 changed, 1 merged, 1 withdrawn, {made.unchanged} unchanged"
    title = "What changed from before.geojson to after.geojson"
    expect(counts.get_by_role("paragraph")).to_have_text([title, told])
    events = body.get_by_role("list", name="Changed").locator("> li")
    expect(events).to_have_count(len(made.changed))
    for change in made.changed:
        row = body.locator(f'[data-event="{change["event"]}"]').get_by_role("rowheader")
        expect(row).to_have_text([change["field"]])
    dated = next(one for one in made.changed if one["field"] == "date")
    cells = body.locator(f'[data-event="{dated["event"]}"]').get_by_role("cell")
    expect(cells).to_have_text([dated["old"], dated["new"]])
    added = body.get_by_role("list", name="Added").get_by_role("listitem")
    expect(added).to_have_text([f"new <b>: {HOSTILE}"])
    expect(body.get_by_role("list", name="Withdrawn").get_by_role("listitem")).to_have_count(1)
    expect(body.get_by_role("list", name="Merged").get_by_role("listitem")).to_have_count(1)

    places = body.get_by_role("list", name="Moved, known better, known worse").locator("> li p")
    expect(places.filter(has_text="moved 11.1 km")).to_have_count(1)
    expect(places.filter(has_text="precision lost, exact → settlement")).to_have_count(1)
    expect(places).to_have_count(2)
    labels = page.frame_locator("iframe").locator(".panj-change-label")
    expect(labels.filter(has_text="11.1 km")).to_have_count(1)
    expect(labels.filter(has_text="precision lost, exact → settlement")).to_have_count(1)
    expect(labels).to_have_count(2)
    expect(page.frame_locator("iframe").locator(".panj-change-arrow")).to_have_count(1)
    page.keyboard.press("Escape")
    moved = next(one for one in made.changed if one["field"] == "geometry")
    expect(mark(page, moved["event"])).to_be_visible()
    expect(page.get_by_text(f"{len(made.new)} of {len(made.new)} events")).to_be_visible()

    page.get_by_role("button", name="Open", exact=True).click()
    body.get_by_role("button", name="Close the comparison").click()
    expect(labels).to_have_count(0)
    expect(counts).to_have_count(0)


def test_a_comparison_is_not_lost_where_another_message_breaks_its_run_off(
    server: str, visit: Visit, planted: tuple[Planted, list[Path]]
) -> None:
    page = visit(server)
    map_of(page)
    open_files(page, *planted[1])
    at_rest(page)
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_text("Compare two versions").click()
    page.evaluate(TOGETHER)
    body.get_by_role("button", name="Compare", exact=True).click()
    pill(page, "Use of force").dispatch_event("click")
    expect(pill(page, "Use of force")).to_have_attribute("aria-pressed", "true")
    expect(map_of(page).get_by_text("11.1 km", exact=True)).to_be_visible()


def test_a_comparison_says_what_the_filters_hide_and_keeps_the_order_of_the_rows(
    server: str, visit: Visit, planted: tuple[Planted, list[Path]]
) -> None:
    _, paths = planted
    page = visit(server)
    map_of(page)
    open_files(page, *paths)
    page.keyboard.press("Escape")
    rows = open_drawer(page)
    rows.get_by_role("button", name="When", exact=True).click()
    when = rows.get_by_role("columnheader", name="When")
    expect(when).to_have_attribute("aria-sort", "ascending")
    pill(page, "Crossing").click()
    page.get_by_role("button", name="Open", exact=True).click()
    body = compare(page, paths[0].name, paths[1].name)
    told = body.get_by_text("The filters hide")
    expect(told).to_contain_text("of the events that changed or were added: Crossing.")
    told.get_by_role("button", name="Clear").click()
    expect(told).to_have_count(0)
    expect(when).to_have_attribute("aria-sort", "ascending")
