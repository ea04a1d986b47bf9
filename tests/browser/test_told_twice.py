"""One fact told twice, by keys: what is there is offered, and a key adds the words to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from events.__main__ import main
from events.files.event_file import load_events
from tests.browser.conftest import serving
from tests.browser.reader import Visit, region

WIRE = (
    "At least 12 civilians were killed in Takhar province on Monday. Tajikistan has called up "
    "5,000 reservists. The 12 civilians were killed by a shell in Takhar province."
)
OTHER = "In Takhar province 14 civilians were killed on Monday, officials said."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[str]:
    with serving(desk=tmp_path / "desk.sqlite") as url:
        yield url


def keep(page: Page, text: str) -> None:
    page.get_by_label("The text, as published").fill(text)
    page.get_by_label("Day of publication").fill("2021-07-08")
    page.get_by_role("button", name="Keep the text").press("Enter")
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()


def begun(page: Page, number: int) -> None:
    """Begin an event with the chosen words; there are then so many."""
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Events").get_by_role("listitem")).to_have_count(number)
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()


def test_words_are_added_to_an_event_that_is_there_by_one_key(
    desk: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"{desk}/code/")
    offers = region(page, "Told already?")
    quotes = region(page, "Event").locator("blockquote")
    keep(page, WIRE)
    begun(page, 1)
    page.keyboard.press("ArrowDown")
    begun(page, 2)
    expect(offers).to_be_hidden()
    page.keyboard.press("ArrowDown")
    begun(page, 3)
    expect(offers.get_by_role("button")).to_have_count(1)
    expect(offers).to_contain_text("At least 12 civilians were killed")
    expect(offers).to_contain_text("Both say: civilians, killed, province, takhar")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("1")
    expect(page.get_by_text("2 events, 2 sound")).to_be_visible()
    expect(quotes).to_have_count(2)
    expect(offers).to_be_hidden()
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()

    page.get_by_role("button", name="New text").press("Enter")
    keep(page, OTHER)
    begun(page, 3)
    expect(offers).to_contain_text("At least 12 civilians were killed")
    page.keyboard.press("1")
    expect(page.get_by_text("2 events, 2 sound")).to_be_visible()
    expect(quotes).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("3 events, 3 sound")).to_be_visible()
    page.keyboard.press("Control+y")
    expect(page.get_by_text("2 events, 2 sound")).to_be_visible()

    page.get_by_role("link", name="Save the event file").focus()
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    file = tmp_path / "desk.geojson"
    saved.value.save_as(file)
    loaded = load_events(file)
    first, second = (one.id for one in loaded.sources)
    assert [[one.source for one in event.accounts] for event in loaded.events] == [
        [first, second], [],
    ]  # fmt: skip
    texts = []
    for source, words in ((first, WIRE), (second, OTHER)):
        (tmp_path / f"{source}.txt").write_text(words, "utf-8")
        texts += ["--text", f"{source}={tmp_path / f'{source}.txt'}"]
    assert main(["validate", str(file)]) == 0
    assert main(["verify", str(file), *texts]) == 0
