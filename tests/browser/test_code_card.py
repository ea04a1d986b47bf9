"""The card of an event in Code mode, by keys: what may tell the same, and what sources tell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from events.__main__ import main
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


def act(page: Page, name: str, **asked: object) -> Any:
    answer = page.request.post(page.url + name, data=asked)
    assert answer.ok, answer.text()
    return answer.json()


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


def test_a_newcomer_is_told_the_keys_how_fields_are_written_and_why_no_date_is_proposed(
    desk: Page,
) -> None:
    text = "Ten tanks arrived in Kulob on Wednesday."
    state = act(desk, "text", text=text, details={"title": "Undated", "language": "en"})
    source = state["sources"][-1]["id"]
    act(desk, "draft", source=source, start=0, end=len(text))
    listed(desk).nth(3).press("Enter")
    event = region(desk, "Event")
    expect(event.get_by_text("no day of publication")).to_be_visible()
    expect(event.get_by_placeholder("on Wednesday")).to_have_value("")
    shown = "one => getComputedStyle(one, '::after').content"
    assert '"d"' in event.locator("label[for=field-date]").evaluate(shown)
    assert Axe().run(desk).response["violations"] == []
    listed(desk).first.press("Enter")
    expect(event.get_by_text("no day of publication")).to_have_count(0)


def test_with_an_event_the_text_turns_to_its_words(desk: Page) -> None:
    text = desk.get_by_role("listbox", name="Text")
    expect(text).to_contain_text("14 civilians")
    listed(desk).nth(1).press("Enter")
    expect(text.get_by_role("option", selected=True)).to_contain_text("Rain fell in Kulob")


def test_what_each_source_tells_is_mended_by_keys_and_the_file_is_sound(
    desk: Page, tmp_path: Path
) -> None:
    first, second = desk.request.get(desk.url + "state").json()["sources"]
    listed(desk).last.press("Enter")
    desk.keyboard.press("Escape")
    desk.keyboard.press("t")
    expect(offers(desk)).to_have_count(1)
    desk.keyboard.press("1")
    expect(listed(desk)).to_have_count(2)
    wire, other = (
        desk.get_by_role("group", name=f"As {title} tells it", exact=True)
        for title in ("A wire", "Another wire")
    )
    keyboard = desk.keyboard
    keyboard.press("d")
    expect(wire.get_by_label("Date")).to_be_focused()
    keyboard.type("2021-07-04")
    keyboard.press("Enter")
    expect(desk.get_by_role("listbox", name="Text")).to_be_focused()
    other.get_by_label("Rank", exact=True).focus()
    keyboard.press("p")
    lack = "Lacks What each source tells: Why this rank"
    desk.get_by_role("link", name=lack).press("Enter")
    expect(other.get_by_label("Why this rank")).to_be_focused()
    keyboard.type("Later, and by an official.")
    keyboard.press("Tab")
    expect(desk.get_by_text("2 events, 1 sound")).to_be_visible()
    other.get_by_label("Numbers").press("Control+a")
    keyboard.type("15 killed")
    keyboard.press("Tab")
    other.get_by_role("combobox", name="Place").focus()
    keyboard.type("Kund")
    options = other.get_by_role("listbox", name="Places").get_by_role("option")
    expect(options.first).to_contain_text("Kunduz")
    with desk.expect_response(lambda answer: answer.url.endswith("/place")):
        keyboard.press("Enter")
    expect(other.get_by_role("combobox", name="Place")).to_have_value("Kunduz (district)")
    expect(desk.get_by_text("2021-07-05 · Kunduz (district) · 15 killed")).to_be_visible()
    assert Axe().run(desk).response["violations"] == []

    [event, _] = drafts(desk)
    assert event["place"] == "Kunduz"
    assert [(one["what"], one["low"]) for one in event["quantities"]] == [("killed", 15)]
    assert [one["date"] for one in event["accounts"]] == ["2021-07-04", "2021-07-05"]
    file = tmp_path / "desk.geojson"
    file.write_bytes(desk.request.get(desk.url + "file").body())
    texts = []
    for source, words in ((first, WIRE), (second, OTHER)):
        path = tmp_path / f"{source['id']}.txt"
        path.write_text(words, encoding="utf-8")
        texts += ["--text", f"{source['id']}={path}"]
    assert main(["validate", str(file)]) == 0
    assert main(["verify", str(file), *texts]) == 0

    other.get_by_role("button", name="Remove this account, with its words").press("Enter")
    expect(other).to_be_hidden()
    expect(region(desk, "Event").get_by_label("Date")).to_have_value("2021-07-04")
    expect(region(desk, "Event").locator("blockquote")).to_have_count(1)
    [event, _] = drafts(desk)
    assert "accounts" not in event
    desk.get_by_role("button", name="Undo").press("Enter")
    expect(other.get_by_role("combobox", name="Place")).to_have_value("Kunduz (district)")


def drafts(page: Page) -> list[Any]:
    """Return what the events tell."""
    state = page.request.get(page.url + "state").json()
    return [one["properties"] for one in state["drafts"]]
