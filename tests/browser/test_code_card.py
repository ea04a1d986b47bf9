"""The card of an event in Code mode, by keys: what may tell the same, and what sources tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import Visit, region

WIRE = "At least 12 civilians were killed in Takhar province on Monday. Rain fell in Kulob."
OTHER = "In Takhar province 14 civilians were killed on Monday or later, officials said."


@pytest.fixture
def desk(visit: Visit, tmp_path: Path) -> Iterator[Page]:
    """Return the page of a desk with an event of each of two texts, and one of neither."""
    with serving(desk=tmp_path / "desk.sqlite") as url:
        page = visit(f"{url}/code/")
        for title, text in (("A wire", WIRE), ("Another wire", OTHER)):
            details = {"title": title, "language": "en", "published": "2021-07-08"}
            act(page, "text", text=text, details=details)
        first, second = page.request.get(page.url + "state").json()["sources"]
        act(page, "draft", source=first["id"], start=0, end=WIRE.index(" Rain"))
        act(page, "draft", source=first["id"], start=WIRE.index("Rain"), end=len(WIRE))
        act(page, "draft", source=second["id"], start=0, end=len(OTHER))
        page.reload()
        expect(listed(page)).to_have_count(3)
        yield page


def act(page: Page, name: str, **asked: object) -> None:
    answer = page.request.post(page.url + name, data=asked)
    assert answer.ok, answer.text()


def listed(page: Page) -> Locator:
    return page.get_by_role("list", name="Events").get_by_role("button")


def offers(page: Page) -> Locator:
    return region(page, "Told already?").get_by_role("button")


def test_what_may_tell_the_same_as_the_open_event_is_offered_by_a_key_and_in_its_card(
    desk: Page,
) -> None:
    listed(desk).last.press("Enter")
    desk.keyboard.press("Escape")
    desk.keyboard.press("t")
    expect(offers(desk)).to_have_text(
        ["1 At least 12 civilians were killed in Takhar province on Monday."]
    )
    listed(desk).nth(1).press("Enter")
    expect(region(desk, "Told already?")).to_be_hidden()
    region(desk, "Event").get_by_role("button", name="Told already?").press("Enter")
    expect(desk.get_by_text("No other event here may tell the same.")).to_be_visible()
    listed(desk).last.press("Enter")
    region(desk, "Event").get_by_role("button", name="Told already?").press("Enter")
    expect(offers(desk)).to_be_focused()
    desk.keyboard.press("Enter")
    expect(listed(desk)).to_have_count(2)
    expect(region(desk, "Event").locator("blockquote")).to_have_count(2)
