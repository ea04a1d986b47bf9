"""The map of Code mode: the shape that the words bear, by pointer, by keys and by touch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from events.files.event_file import load_events
from tests.browser.conftest import WIDTHS, serving
from tests.browser.reader import Visit, region

TEXT = (
    "Soldiers were killed in Kunduz on Monday. Fighting spread in northeast Afghanistan on Monday. "
    "At least 9 soldiers were killed near the Tajik-Afghan border on Monday."
)
DETAILS = {"title": "A wire", "language": "en", "published": "2021-07-08"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[str]:
    with serving(desk=tmp_path / "desk.sqlite") as url:
        yield url


def coding(page: Page, url: str, sentence: int = 0) -> None:
    """Give the text, and begin an event with one of its sentences."""
    page.request.post(f"{url}/code/text", data={"text": TEXT, "details": DETAILS})
    page.reload()
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()
    for _ in range(sentence):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 event, ")).to_have_count(1)


def ground(page: Page) -> Locator:
    return region(page, "Map of the sound events")


def drafted(page: Page, url: str) -> Any:
    [draft] = page.request.get(f"{url}/code/state").json()["drafts"]
    return draft["properties"]


def exported(page: Page, url: str, folder: Path) -> Any:
    file = folder / "desk.geojson"
    file.write_bytes(page.request.get(f"{url}/code/file").body())
    loaded = load_events(file)
    assert loaded.problems == ()
    [event] = loaded.events
    return event


def saved(page: Page, act: str) -> Any:
    return page.expect_response(f"**/code/{act}")


def test_a_place_is_chosen_on_the_map_by_keys(desk: str, visit: Visit, tmp_path: Path) -> None:
    page = visit(f"{desk}/code/")
    coding(page, desk)
    keyboard = page.keyboard
    for number in (1, 2, 3):
        expect(ground(page).get_by_role("button", name=f"{number}: Kunduz")).to_be_visible()
    keyboard.press("m")
    with saved(page, "take"):
        keyboard.press("2")
    assert drafted(page, desk)["place_says"] == "in Kunduz"
    keyboard.press("Enter")
    lies = ground(page).get_by_role("heading", name="Here lies")
    expect(lies).to_be_visible()
    expect(ground(page).get_by_role("listitem").first.get_by_role("button").first).to_be_focused()
    point = ground(page).get_by_role("button", name="A point here")
    point.focus()
    with saved(page, "point"):
        keyboard.press("Enter")
    expect(lies).to_have_count(0)
    expect(ground(page).get_by_label("The ring")).to_have_value("1")
    event = exported(page, desk, tmp_path)
    assert (event.place_precision, event.place_says) == ("exact", "in Kunduz")
    assert all(round(degrees, 2) == degrees for degrees in event.geometry.coordinates)
    keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()
    with saved(page, "undo"):
        keyboard.press("Control+z")
    assert drafted(page, desk)["place"] == "Kunduz"


def test_what_another_saves_takes_no_focus_from_the_map(desk: str, visit: Visit) -> None:
    page = visit(f"{desk}/code/")
    coding(page, desk)
    ground(page).get_by_role("button", name="1: Kunduz").wait_for()
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    first = ground(page).get_by_role("listitem").first.get_by_role("button").first
    expect(first).to_be_focused()
    save_elsewhere(page, desk, "title", "Another's title")
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Another's title")
    expect(first).to_be_focused()
    ground(page).get_by_role("button", name="Draw a region").press("Enter")
    named = ground(page).get_by_role("textbox")
    named.press_sequentially("Nor")
    save_elsewhere(page, desk, "title", "A third")
    expect(page.get_by_role("textbox", name="Title")).to_have_value("A third")
    expect(named).to_be_focused()
    page.keyboard.type("th")
    expect(named).to_have_value("North")


def save_elsewhere(page: Page, url: str, field: str, value: str) -> None:
    """Save as another tab does."""
    [draft] = page.request.get(f"{url}/code/state").json()["drafts"]
    asked = {"key": draft["key"], "field": field, "value": value, "seen": draft["version"]}
    assert page.request.post(f"{url}/code/set", data=asked).ok


def test_a_stretch_of_the_border_is_chosen_between_two_towns(
    desk: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"{desk}/code/")
    coding(page, desk, 2)
    tools = ground(page)
    tools.get_by_role("button", name="A stretch of the border").press("Enter")
    tools.get_by_label("From").select_option("Panj")
    tools.get_by_role("combobox").last.select_option("Khorugh")
    with saved(page, "stretch"):
        tools.get_by_role("button", name="Take this stretch").press("Enter")
    event = exported(page, desk, tmp_path)
    assert event.place == "Afghanistan–Tajikistan border, Panj to Khorugh"
    assert (event.place_precision, event.place_says) == ("border", "near the Tajik-Afghan border")
    expect(tools.get_by_role("button", name="Panj to Khorugh")).to_be_visible()


def test_a_region_is_drawn_by_keys_and_by_the_pointer(
    desk: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"{desk}/code/")
    coding(page, desk, 1)
    expect(page.get_by_text("1 event, 0 sound")).to_be_visible()
    tools = ground(page)
    tools.get_by_role("button", name="Draw a region").press("Enter")
    expect(tools.get_by_label("Name of the region")).to_have_value("Northeast Afghanistan")
    map_ = page.locator(".place-map")
    map_.focus()
    page.keyboard.press("Enter")
    expect(tools.get_by_text("1 corner")).to_be_visible()
    box = map_.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x - 90, y + 60)
    expect(tools.get_by_text("2 corners")).to_be_visible()
    page.mouse.click(x - 120, y - 20)
    expect(tools.get_by_text("3 corners")).to_be_visible()
    with saved(page, "region"):
        tools.get_by_role("button", name="Take this region").click()
    expect(page.get_by_text("1 event, 1 sound")).to_be_visible()
    event = exported(page, desk, tmp_path)
    assert (event.place, event.place_precision) == ("Northeast Afghanistan", "region")
    assert all(round(degrees, 1) == degrees for at in event.geometry.positions for degrees in at)


@pytest.mark.parametrize("width", ["tablet", "phone"])
def test_a_finger_chooses_words_and_place(desk: str, browser: Browser, width: str) -> None:
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.request.post(f"{desk}/code/text", data={"text": TEXT, "details": DETAILS})
    page.goto(f"{desk}/code/")
    page.get_by_role("option").nth(2).tap()
    expect(page.get_by_text("Sentence 3 of 3")).to_be_visible()
    page.get_by_role("option").first.tap()
    for word in ("Soldiers", "Kunduz"):
        page.get_by_role("option").first.get_by_text(word, exact=True).tap()
    expect(page.get_by_text("Chosen: Soldiers were killed in Kunduz")).to_be_visible()
    page.get_by_role("button", name="Make an event").tap()
    if width == "phone":
        expect(region(page, "Event")).to_be_visible()
        page.get_by_role("button", name="Map", exact=True).tap()
    with saved(page, "take"):
        ground(page).get_by_role("button", name="1: Kunduz").tap()
    map_ = page.locator(".place-map").bounding_box()
    assert map_
    page.touchscreen.tap(map_["x"] + map_["width"] * 0.3, map_["y"] + map_["height"] * 0.6)
    district = ground(page).get_by_role("listitem").get_by_role("button", name="(district)").first
    with saved(page, "place"):
        district.tap()
    assert drafted(page, desk)["place_precision"] == "district"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "tablet", "phone"])
def test_axe_finds_nothing_in_any_state(desk: str, visit: Visit, width: str, scheme: str) -> None:
    page = visit(f"{desk}/code/", width, scheme)
    found = {}

    def look(state: str) -> None:
        wrong = Axe().run(page).response["violations"]
        found[state] = [(one["id"], one["nodes"][0]["html"]) for one in wrong]

    expect(page.get_by_label("The text, as published")).to_be_focused()
    look("empty")
    coding(page, desk, 1)
    look("text and card")
    if width == "phone":
        page.get_by_role("button", name="Map", exact=True).click()
        page.locator(".place-map").focus()
    else:
        page.keyboard.press("m")
    expect(ground(page).get_by_role("button", name="Draw a region")).to_be_visible()
    page.keyboard.press("Enter")
    expect(ground(page).get_by_role("heading", name="Here lies")).to_be_visible()
    look("what lies there")
    for way in ("A stretch of the border", "Draw a region"):
        ground(page).get_by_role("button", name=way).click()
        look(way)
    page.route("**/code/undo", lambda route: route.abort())
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 change is kept here")).to_be_visible()
    look("keys and an error")
    assert found == {state: [] for state in found}
