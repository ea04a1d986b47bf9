"""The filters: what is declared is offered, what is filtered is seen, and Back undoes it."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.present.query_string import selection_in, write_query
from events.model.vocabulary import FAMILIES
from tests.browser.conftest import ROOT, serving
from tests.browser.reader import (
    CROSSING,
    EVENTS,
    Visit,
    at_rest,
    map_of,
    mark,
    open_files,
    opened,
    pill,
    region,
    total_shown,
)
from tests.browser.test_one_selection import handle, move
from tests.makers.new_filter import copy_with_new_filter

AXIS = date(2021, 6, 27), date(2021, 7, 15)
ADDRESSES = [
    "",
    "dates=2021-07-02&dates=2021-07-05&rule=inside&undated=False",
    "dates=2021-06-27&dates=2021-07-05",
    "dates=1990-01-01&dates=2030-01-01",
    "dates=2021-07-05&dates=2021-07-02&dates=2021-07-09",
    "dates=2021-02-30&dates=2021-07-02",
    "kind=Force&kind=Nothing&kind=constructor&kind=Appeal&kind=Force",
    "status=reported&status=unheard&actor=&actor=B%26C&actor=Taliban&role=party",
    "country=Afghanistan&category=One-sided+violence&deaths=012&deaths=9",
    "cell=8/181/99&shape=0123456789abcde&point=-68.5,37.25",
    "cell=25/1/1&cell=8/181/99&shape=0123456789ABCDE&point=68.5,37.25,1%0A",
    "deaths=-1&rule=maybe&undated=x&words=++two%20%E2%80%83words%1Fhere",
    f"words={'long+' * 150}&actor={'x' * 2001}&actor={'y' * 2000}&role={'%F0%9F%98%80' * 2000}",
    "&".join(f"actor=a{at}" for at in range(120)),
]
SIDES = (
    ("Government of Afghanistan", "Taleban", "State-based conflict", "Afghanistan", (3, 4, 9)),
    ("Government of Afghanistan", "Taleban", "State-based conflict", "Afghanistan", (12, 20, 20)),
    ("Taleban", "IS", "Non-state conflict", "Afghanistan", (1, 1, 1)),
    ("IS", "Civilians", "One-sided violence", "Tajikistan", (5, 5, 7)),
    ("Islamic Party", "Taliban", "Non-state conflict", "Tajikistan", None),
)
"""Made-up events as UCDP tells them: side A, side B, its class, the country, low, best and high."""


def made(at: int, given: tuple[str, str, str, str, tuple[int, int, int] | None]) -> dict[str, Any]:
    side_a, side_b, category, country, killed = given
    numbers = []
    if killed:
        low, best, high = killed
        numbers = [
            {"what": "killed", "low": low, "high": high},
            {"what": "killed, best estimate", "low": best, "high": best},
        ]
    return {
        "type": "Feature",
        "id": f"e{at}",
        "geometry": {"type": "Point", "coordinates": [68 + at, 37]},
        "properties": {
            "title": f"Event {at}",
            "kind": "assault",
            "status": "reported",
            "date": f"2021-07-0{at + 1}",
            "place": f"Town {at}",
            "place_precision": "settlement",
            "category": category,
            "country": country,
            "actors": [{"name": side_a, "role": "side A"}, {"name": side_b, "role": "side B"}],
            "quantities": numbers,
        },
    }


@pytest.fixture(scope="module")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard with a small data set."""
    path = tmp_path_factory.mktemp("set") / "set.geojson"
    features = [made(at, given) for at, given in enumerate(SIDES)]
    head = {"type": "FeatureCollection", "format": "panj-events/1", "title": "A set"}
    path.write_text(json.dumps(head | {"sources": [], "features": features}))
    with serving(path) as url:
        yield url


def panel(page: Page) -> Locator:
    """Open the panel of filters."""
    page.get_by_role("button", name="Filter", exact=True).click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_role("button", name="Clear all filters")).to_be_visible()
    return body


def chips(page: Page) -> Locator:
    return page.get_by_role("list", name="Filters in force").get_by_role("button")


def drop(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=f"Remove the filter {words}", exact=True)


def shown(page: Page, number: int, of: int = len(SIDES)) -> None:
    expect(page.get_by_text(f"{number} of {of} events")).to_be_visible()


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Names found").get_by_role("option")


def test_the_page_reads_an_address_as_the_server_does(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    read = """async ([search, axis]) => {
        const { canonical, queryOf, selectionIn } = await import("./assets/shared/selection.js");
        return canonical(queryOf(selectionIn(search), axis));
    }"""
    canonical = """async (query) =>
        (await import("./assets/shared/selection.js")).canonical(query)"""
    axis = {"first": str(AXIS[0]), "last": str(AXIS[1])}
    for address in ADDRESSES:
        expected = page.evaluate(canonical, write_query(selection_in(address, AXIS)))
        assert page.evaluate(read, [address, axis]) == expected, address


def test_what_is_filtered_is_seen_and_taken_away_one_by_one(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?kind=Force&words=border&dates=2021-06-27&dates=2021-07-09")
    map_of(page)
    expect(chips(page)).to_have_text(["Use of force", "By 9 July 2021", "“border”", "Clear all"])
    drop(page, "“border”").click()
    expect(chips(page)).to_have_count(3)
    expect(page).not_to_have_url(re.compile("words="))
    expect(page).to_have_url(re.compile("kind=Force"))
    expect(drop(page, "By 9 July 2021")).to_be_focused()
    drop(page, "Use of force").click()
    expect(pill(page, "Use of force")).to_have_attribute("aria-pressed", "false")
    drop(page, "By 9 July 2021").click()
    total_shown(page, len(EVENTS))
    expect(chips(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("dates="))
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_line_of_chips_that_is_too_long_fades_at_its_edge(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?words=soldiers+Taliban+border&kind=Crossing&kind=Force", "phone")
    map_of(page)
    expect(chips(page)).not_to_have_count(0)
    line = page.locator(".summary")
    expect(line).to_have_css("mask-image", re.compile("gradient"))
    box = line.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 390, "the fade is on the screen"
    assert line.evaluate("node => node.scrollWidth > node.clientWidth")


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_filter_button_tells_how_many_until_all_are_cleared_at_once(
    server: str, visit: Visit, width: str
) -> None:
    page = visit(f"{server}/?kind=Force&words=border&event={CROSSING}", width)
    map_of(page)
    number = """(button) => getComputedStyle(button, "::after").content"""
    button = page.get_by_role("button", name="Filter", exact=True)
    expect(chips(page).first).to_be_visible()
    assert button.evaluate(number).startswith('"2"')
    page.get_by_role("button", name="Clear all", exact=True).click()
    expect(chips(page)).to_have_count(0)
    total_shown(page, len(EVENTS))
    assert button.evaluate(number) == "none"
    opened(page, CROSSING)


def test_words_are_one_step_though_the_map_writes_its_view_between_them(
    server: str, visit: Visit
) -> None:
    page = visit(server)
    map_of(page)
    words = panel(page).get_by_label("Words")
    before = page.evaluate("history.length")
    words.fill("bor")
    expect(page).to_have_url(re.compile("words=bor(&|$)"))
    page.evaluate(
        """() => {
          const to = new URL(location.href);
          to.searchParams.set("view", "37.5000,70.5000,7");
          history.replaceState(history.state, "", to);
        }"""
    )
    words.fill("border")
    expect(page).to_have_url(re.compile("words=border(&|$)"))
    assert page.evaluate("history.length") == before + 1


def test_back_undoes_one_filter_at_a_time_and_never_leaves_the_site(
    server: str, visit: Visit
) -> None:
    page = visit(server)
    map_of(page)
    total_shown(page, len(EVENTS))
    before = page.evaluate("history.length")
    pill(page, "Crossing").click()
    expect(page).to_have_url(re.compile("kind=Crossing"))
    move(page, -9)
    expect(page).to_have_url(re.compile("dates="))
    page.mouse.up()
    expect(chips(page)).to_have_count(3)
    words = panel(page).get_by_label("Words")
    for letters in ("bor", "border"):
        words.fill(letters)
        expect(page).to_have_url(re.compile(f"words={letters}(&|$)"))
    page.keyboard.press("Escape")
    assert page.evaluate("history.length") == before + 3
    page.go_back()
    expect(page).not_to_have_url(re.compile("words="))
    expect(page).to_have_url(re.compile("dates="))
    page.go_back()
    expect(page).not_to_have_url(re.compile("dates="))
    expect(handle(page)).to_have_attribute("aria-valuetext", "15 July 2021")
    expect(pill(page, "Crossing")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(pill(page, "Crossing")).to_have_attribute("aria-pressed", "false")
    total_shown(page, len(EVENTS))
    assert page.url.startswith(server)
    page.go_forward()
    expect(pill(page, "Crossing")).to_have_attribute("aria-pressed", "true")


def test_the_keys_that_move_a_handle_are_one_step_until_the_focus_leaves_it(
    server: str, visit: Visit
) -> None:
    page = visit(server)
    map_of(page)
    before = page.evaluate("history.length")
    for name, key in (("Last day", "ArrowLeft"), ("First day", "ArrowRight")):
        handle(page, name).focus()
        for _ in range(3):
            page.keyboard.press(key)
    expect(page).to_have_url(re.compile("dates=2021-06-30&dates=2021-07-12"))
    assert page.evaluate("history.length") == before + 2
    page.go_back()
    expect(page).to_have_url(re.compile("dates=2021-06-27&dates=2021-07-12"))


def test_a_handle_that_comes_back_to_where_it_was_is_no_step(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    before = page.evaluate("history.length")
    move(page, -9)
    expect(page).to_have_url(re.compile("dates="))
    box = handle(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 2_000, box["y"] + 9, steps=4)
    page.mouse.up()
    expect(page).not_to_have_url(re.compile("dates="))
    assert page.evaluate("history.length") == before


def test_a_selection_without_a_place_says_so_and_leads_there(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?kind=Appeal")
    map_of(page)
    notice = page.get_by_role("status").filter(has_text="Nothing is on the map")
    expect(notice).to_contain_text("the 2 events that are left have no place")
    notice.get_by_role("button", name="List them").click()
    expect(page.get_by_role("tab", name="Without a place (2)")).to_be_focused()
    rows = page.get_by_role("tabpanel").locator("tr[data-event-id]")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Clear all filters").or_(drop(page, "Appeal")).click()
    expect(notice).to_have_count(0)


def test_what_is_filtered_to_another_place_is_told_on_the_map_and_led_to(
    data_set: str, visit: Visit
) -> None:
    page = visit(f"{data_set}/?view=10.0,10.0,6")
    map_of(page)
    ground = page.frame_locator("iframe")
    notice = ground.get_by_role("status").filter(has_text="out of view")
    expect(notice).to_contain_text(f"The {len(SIDES)} events that are selected are out of view.")
    panel(page).get_by_role("checkbox", name="Tajikistan", exact=True).check()
    expect(notice).to_contain_text("The 2 events that are selected are out of view.")
    page.keyboard.press("Escape")
    notice.get_by_role("button", name="Show all 2").click()
    expect(notice).to_have_count(0)
    for one in ("e3", "e4"):
        expect(mark(page, one)).to_be_in_viewport()
    expect(ground.locator(".panj-map")).to_be_focused()


def test_what_is_opened_is_shown_and_the_map_says_so(data_set: str, visit: Visit) -> None:
    page = visit(data_set)
    map_of(page)
    for at in range(len(SIDES)):
        expect(mark(page, f"e{at}")).to_be_in_viewport()
    ground = page.frame_locator("iframe")
    expect(ground.get_by_role("region", name="Map of the events that are open.")).to_be_visible()
    ground.get_by_role("button", name="Zoom in").click()
    ground.get_by_role("button", name="Zoom in").click()
    expect(mark(page, "e0")).to_have_count(0)
    ground.get_by_role("button", name="All events", exact=True).click()
    expect(mark(page, "e0")).to_be_in_viewport()
    expect(ground.get_by_role("button", name="Whole border")).to_have_count(0)


def test_the_pills_tell_what_they_would_leave_and_empty_ones_are_quiet(
    data_set: str, visit: Visit
) -> None:
    page = visit(f"{data_set}/?country=Tajikistan")
    map_of(page)
    expect(pill(page, "Use of force").locator(".number")).to_have_text("2")
    expect(pill(page, "Use of force")).to_have_attribute("aria-description", "2 events")
    quiet = page.get_by_role("group", name="Kinds of events").locator(".is-quiet")
    expect(quiet).to_have_count(len(FAMILIES) - 1)
    expect(pill(page, "Crossing").locator(".number")).to_have_text("")


def test_enter_takes_the_highlighted_name_and_no_other(data_set: str, visit: Visit) -> None:
    page = visit(data_set)
    map_of(page)
    finder = panel(page).get_by_role("combobox", name="Find an actor")
    finder.press("Enter")
    expect(page).not_to_have_url(re.compile("actor="))
    finder.fill("IS")
    expect(options(page)).to_have_text([re.compile("^IS ?2$"), re.compile("^Islamic Party ?1$")])
    expect(options(page).nth(0)).to_have_attribute("aria-selected", "true")
    finder.press("Enter")
    expect(page).to_have_url(re.compile(r"\?actor=IS$"))
    shown(page, 2)
    expect(finder).to_be_focused()
    expect(finder).to_have_value("")
    expect(page.get_by_role("checkbox", name="IS", exact=True)).to_be_checked()
    finder.fill("party")
    expect(options(page)).to_have_count(1)
    finder.press("ArrowDown")
    finder.press("Enter")
    expect(page).to_have_url(re.compile(r"actor=IS&actor=Islamic\+Party"))
    shown(page, 3)
    page.get_by_role("checkbox", name="IS", exact=True).click()  # it goes with its tick
    shown(page, 1)


def test_a_quick_enter_waits_for_what_is_found_and_takes_all_names_of_one_actor(
    data_set: str, visit: Visit
) -> None:
    page = visit(data_set)
    map_of(page)
    finder = panel(page).get_by_role("combobox", name="Find an actor")
    finder.press_sequentially("taliban")
    finder.press("Enter")
    expect(page).to_have_url(re.compile(r"\?actor=Taliban&actor=Taleban$"))
    shown(page, 4)
    both = page.get_by_role("checkbox", name="Taliban + Taleban", exact=True)
    expect(both).to_be_checked()
    expect(both).to_have_attribute("aria-description", "1 event + 3 events")
    both.click()
    expect(page).not_to_have_url(re.compile("actor="))


def test_another_name_of_an_actor_is_found_with_what_says_so(data_set: str, visit: Visit) -> None:
    page = visit(data_set)
    map_of(page)
    body = panel(page)
    finder = body.get_by_role("combobox", name="Find an actor")
    for asked, name, source in (
        ("Taliban", "Taliban + Taleban", "UCDP Actor Dataset 22.1"),
        ("daesh", "IS also", "UN Security Council resolution 2253"),
    ):
        finder.fill(asked)
        expect(options(page).first).to_contain_text(name)
        expect(body.get_by_role("status")).to_contain_text(source)
    finder.fill("nobody")
    expect(body.get_by_role("status")).to_have_text("No name has these words.")
    finder.press("Enter")
    expect(page).not_to_have_url(re.compile("actor="))


def test_an_actor_is_asked_for_on_one_side(data_set: str, visit: Visit) -> None:
    page = visit(f"{data_set}/?actor=Taleban")
    map_of(page)
    shown(page, 3)
    panel(page).get_by_label("Taking part as").select_option("side A")
    expect(page).to_have_url(re.compile(r"role=side\+A"))
    shown(page, 1)
    expect(mark(page, "e2")).to_be_visible()
    expect(drop(page, "as side A")).to_be_visible()


def test_country_type_and_deaths_are_asked(data_set: str, visit: Visit) -> None:
    page = visit(data_set)
    map_of(page)
    body = panel(page)
    body.get_by_role("checkbox", name="Afghanistan", exact=True).check()
    shown(page, 3)
    one_sided = body.get_by_role("checkbox", name="One-sided violence", exact=True)
    expect(one_sided).to_have_attribute("aria-description", "0 events")
    body.get_by_label("Killed, at least").fill("4")
    expect(page).to_have_url(re.compile("deaths=4"))
    shown(page, 2)
    least = body.get_by_label("Killed, at least")
    least.fill("1,5")
    expect(least).to_have_attribute("aria-invalid", "true")
    refused = "“1,5” is no whole number from 0 to 999,999,999: the filter is as it was."
    expect(body.get_by_role("alert")).to_have_text(refused)
    expect(least).to_have_accessible_description(refused)
    expect(page).to_have_url(re.compile("deaths=4"))
    body.get_by_role("checkbox", name="Afghanistan", exact=True).uncheck()
    expect(least).to_have_value("1,5")  # it stands until it is mended, or the filter goes
    drop(page, "4 or more killed").click()
    again = panel(page)
    expect(again.get_by_label("Killed, at least")).to_have_value("")
    expect(again.get_by_role("alert")).to_have_count(0)


def test_the_article_has_no_filter_of_a_data_set_and_no_summary(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    words = panel(page)
    for name in ("Country", "Type, as the data set has it", "Killed, at least"):
        expect(words.get_by_text(name, exact=True)).to_have_count(0)
    expect(region(page, "Story").locator(".fact")).to_have_count(0)


def test_the_pane_of_a_data_set_is_its_summary(data_set: str, visit: Visit) -> None:
    page = visit(data_set)
    map_of(page)
    story = region(page, "Story")
    for name, value in (
        ("Period", "1–5 July 2021"),
        ("Killed", "30 by the best estimate; 21 to 37 (in 4 of 5 events"),
        ("Actors with the most events", "Taleban (3) · Government of Afghanistan (2) · IS (2)"),
        ("Countries", "Afghanistan (3) · Tajikistan (2)"),
    ):
        fact = story.locator(".fact", has_text=name)
        expect(fact).to_contain_text(value)
    page.goto(f"{data_set}/?category=One-sided+violence")
    map_of(page)
    expect(story.locator(".fact", has_text="Killed")).to_contain_text("5 by the best")
    open_files(page, ROOT / "events/data/antiwar-2021-07-08.geojson")
    page.keyboard.press("Escape")
    expect(story).to_contain_text("Of the events of all 2 files")
    for fact in story.locator(".fact").all():
        [name, value] = [fact.locator(part).bounding_box() for part in ("h3", "p")]
        assert name
        assert value
        assert name["x"] + name["width"] <= value["x"]
        assert abs(name["y"] - value["y"]) < 8


def test_a_new_filter_is_in_the_panel_the_address_and_the_chips(
    visit: Visit, tmp_path: Path
) -> None:
    with serving(root=copy_with_new_filter(tmp_path)) as url:
        page = visit(url)
        map_of(page)
        total_shown(page, len(EVENTS))
        body = panel(page)
        expect(body.get_by_text("The place is known to the")).to_be_visible()
        body.get_by_role("checkbox", name="border", exact=True).check()
        expect(page).to_have_url(re.compile("near=border"))
        near = [one.get("place_precision") for one in EVENTS.values()].count("border")
        total_shown(page, near)
        page.keyboard.press("Escape")
        drop(page, "known to the border").click()
        total_shown(page, len(EVENTS))
        at_rest(page)
