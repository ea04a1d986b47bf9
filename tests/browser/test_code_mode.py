"""Code mode in a browser: a text becomes an event file by the keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from events.files.event_file import load_events
from events.provenance.verify import verify
from tests.browser.conftest import serving
from tests.browser.reader import Visit, region

TEXT = """Hundreds flee as fighting nears the river

Over 400 Afghan soldiers fled into Tajikistan on Tuesday. “We had no bullets left,” one said. 🙂

At least 12 civilians were killed in Takhar province on Monday. \
Tajikistan has called up 5,000 reservists. \
Russia plans to send more than 50 tanks by 15 July.

Author: A. Writer"""
DARI = "دست‌کم ۱۲ غیرنظامی روز چهارشنبه در ولایت تخار کشته شدند."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(desk=tmp_path_factory.mktemp("desk") / "desk.sqlite") as url:
        yield url


def keep(page: Page, text: str, steps: int = 0) -> None:
    """Give a text by keys: the text, its language by steps down the list, the day, the button."""
    keyboard = page.keyboard
    expect(page.get_by_label("The text, as published")).to_be_focused()
    keyboard.insert_text(text)
    keyboard.press("Tab")
    for _ in range(steps):
        keyboard.press("ArrowDown")
    for _ in range(5):
        keyboard.press("Tab")
    expect(page.get_by_label("Day of publication")).to_be_focused()
    keyboard.type("07082021")
    page.get_by_role("button", name="Keep the text").focus()
    keyboard.press("Enter")
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()


def coded(page: Page, number: int) -> None:
    """Make an event of the chosen words; the focus stays in the text."""
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Events").get_by_role("listitem")).to_have_count(number)
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()


def test_a_text_is_coded_by_keys_and_its_file_verifies(
    desk: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"{desk}/code/")
    keyboard = page.keyboard
    keep(page, TEXT)
    options = page.get_by_role("option")
    keyboard.press("x")
    expect(options.first).to_contain_text("no event")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    coded(page, 1)
    keyboard.press("ArrowDown")
    keyboard.press("+")
    expect(region(page, "Event").locator("blockquote")).to_have_count(2)
    for number in (2, 3, 4):
        keyboard.press("ArrowDown")
        coded(page, number)
    keyboard.press("ArrowDown")
    keyboard.press("x")
    expect(page.get_by_text("4 events, 3 sound")).to_be_visible()
    page.get_by_role("link", name="Lacks a kind", exact=True).press("Enter")
    expect(region(page, "Event").get_by_label("Kind")).to_be_focused()
    keyboard.press("m")
    expect(page.get_by_text("4 events, 4 sound")).to_be_visible()
    expect(region(page, "Event").get_by_label("Kind")).to_be_focused()
    keyboard.press("Shift+Tab")
    keyboard.press("End")
    keyboard.insert_text(", it says")
    expect(page.get_by_role("button", name="15 July, it says")).to_be_visible()
    keyboard.insert_text(" itself")
    expect(page.get_by_role("button", name="15 July, it says itself")).to_be_visible()
    keyboard.press("Escape")
    keyboard.press("Control+z")
    keyboard.press("Control+z")
    keyboard.press("Control+z")
    expect(page.get_by_text("4 events, 3 sound")).to_be_visible()
    for _ in range(3):
        keyboard.press("Control+y")
    expect(page.get_by_role("button", name="15 July, it says itself")).to_be_visible()
    expect(page.get_by_text("4 events, 4 sound")).to_be_visible()

    page.get_by_role("link", name="Save the event file").focus()
    with page.expect_download() as saved:
        keyboard.press("Enter")
    file = tmp_path / "desk.geojson"
    saved.value.save_as(file)
    loaded = load_events(file)
    assert loaded.problems == ()
    verified = verify(loaded, {loaded.sources[0].id: TEXT})
    assert verified.ok
    assert verified.coverage == 1
    found = [(e.kind.value, e.status.value, e.date, e.place_precision.value) for e in loaded.events]
    assert found == [
        ("retreat", "reported", "2021-07-06", "border"),
        ("assault", "reported", "2021-07-05", "province"),
        ("mobilize", "reported", "../2021-07-08", "none"),
        ("mobilize", "intended", "../2021-07-15", "none"),
    ]
    ground = region(page, "Map of the sound events")
    expect(ground.get_by_role("button", name="Somewhere in Takhar")).to_be_visible()

    other = visit(f"{desk}/code/")
    expect(other.get_by_text("4 events, 4 sound")).to_be_visible()
    assert Axe().run(other).response["violations"] == []


@pytest.fixture
def coding(desk: str, visit: Visit) -> Page:
    """Return the page of a desk that holds a text; the focus is in it."""
    page = visit(f"{desk}/code/")
    if not page.request.get(f"{desk}/code/state").json()["sources"]:
        details = {"title": "A wire", "language": "en", "published": "2021-07-08"}
        given = {"text": TEXT, "details": details}
        assert page.request.post(f"{desk}/code/text", data=given).ok
        page.reload()
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()
    return page


def test_enter_twice_on_the_same_words_makes_one_event(coding: Page) -> None:
    listed = coding.get_by_role("list", name="Events").get_by_role("listitem")
    known = len(coding.request.get(f"{coding.url}state").json()["drafts"])
    coding.keyboard.press("End")
    coding.keyboard.press("Enter")
    coding.keyboard.press("Enter")
    expect(listed).to_have_count(known + 1)
    coding.keyboard.press("Enter")
    expect(coding.get_by_text("These words have begun the open event.")).to_be_visible()
    expect(region(coding, "Event").locator("blockquote")).to_have_text("Author: A. Writer")
    coding.keyboard.press("ArrowUp")
    coding.keyboard.press("ArrowDown")
    coding.keyboard.press("Enter")
    expect(listed).to_have_count(known + 2)
    coding.keyboard.press("Control+z")
    coding.keyboard.press("Control+z")
    expect(listed).to_have_count(known)


def test_words_are_chosen_one_by_one_from_right_to_left(coding: Page) -> None:
    page, keyboard = coding, coding.keyboard
    page.get_by_role("button", name="New text").click()
    keep(page, DARI, steps=2)
    for _ in range(2):
        keyboard.press("ArrowRight")
    keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_text("Chosen: ۱۲ غیرنظامی روز چهارشنبه در ولایت تخار")).to_be_visible()
    for _ in range(2):
        keyboard.press("ArrowLeft")
    keyboard.press("Shift+ArrowRight")
    keyboard.press("Enter")
    event = region(page, "Event")
    expect(event.get_by_label("Kind")).to_have_value("assault")
    expect(event.get_by_label("Date")).to_have_value("2021-07-07")
    expect(event.get_by_role("combobox", name="Place")).to_have_value("Takhar (province)")
    expect(event.locator("blockquote")).to_have_text(DARI.removesuffix("."))
