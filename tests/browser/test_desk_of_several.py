"""Two coders at one desk in PostgreSQL: each sees the other's work, and nothing is overwritten."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import Visit, region
from tests.makers.postgres import Postgres, postgres

TEXT = (
    "Over 400 Afghan soldiers fled into Tajikistan on Tuesday. At least 12 were killed in Takhar."
)


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
def desk(database: Postgres) -> Iterator[str]:
    with serving(desk=database.new_database()) as url:
        yield url


def title(page: Page) -> Locator:
    return page.get_by_label("Title").and_(page.locator("[data-field]"))


def listed(page: Page) -> Locator:
    return page.get_by_role("list", name="Events").get_by_role("button")


def begun(page: Page) -> None:
    """Give the text, and begin an event with its first sentence."""
    page.get_by_label("The text, as published").fill(TEXT)
    page.get_by_label("Day of publication").fill("2021-07-08")
    page.get_by_role("button", name="Keep the text").press("Enter")
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(listed(page)).to_have_count(1)
    expect(title(page)).to_be_visible()


def retitled(page: Page, words: str) -> None:
    title(page).fill(words)
    page.keyboard.press("Escape")


def test_each_sees_what_the_other_saves_and_of_two_on_one_field_the_second_chooses(
    desk: str, visit: Visit
) -> None:
    ann = visit(f"{desk}/code/")
    begun(ann)
    bo = visit(f"{desk}/code/")
    listed(bo).first.press("Enter")
    expect(title(bo)).to_be_focused()
    retitled(ann, "Ann's title")
    expect(listed(bo)).to_have_text(["Ann's title"])
    expect(title(bo)).to_have_value("Ann's title")

    listed(ann).first.press("Enter")
    ann.route("**/code/set", lambda route: route.abort())  # Ann's words are on their way
    title(ann).fill("Ann's second title")
    expect(ann.get_by_text("kept here")).to_be_visible()
    retitled(bo, "Bo's title")
    expect(listed(bo)).to_have_text(["Bo's title"])
    ann.unroute("**/code/set")
    told = ann.get_by_text("Somebody else has saved: Bo's title. Yours was: Ann's second title")
    expect(told).to_be_visible()
    expect(listed(bo)).to_have_text(["Bo's title"])
    ann.get_by_role("button", name="Save mine").press("Enter")
    expect(listed(bo)).to_have_text(["Ann's second title"])


def test_an_event_tells_its_history_and_any_state_comes_back_by_keys(
    desk: str, visit: Visit
) -> None:
    page = visit(f"{desk}/code/")
    begun(page)
    page.get_by_label("Why (optional)").fill("Shorter")
    retitled(page, "They fled")
    expect(listed(page)).to_have_text(["They fled"])
    page.get_by_role("button", name="History").press("Enter")
    entries = page.get_by_role("list", name="History").get_by_role("listitem")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text("Changed")
    expect(entries.first).to_contain_text("Why: Shorter")
    expect(entries.first).to_contain_text(re.compile("Title.*400 Afghan soldiers.* → They fled"))
    expect(entries.last).to_contain_text("Made")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Make it so again")).to_be_focused()
    page.keyboard.press("Enter")
    expect(entries).to_have_count(3)
    expect(entries.first).to_contain_text("Restored")
    expect(listed(page)).to_have_text([re.compile("^Over 400 Afghan soldiers")])
    expect(region(page, "Event")).to_be_visible()


def test_two_events_are_made_one_and_parted_again(desk: str, visit: Visit) -> None:
    page = visit(f"{desk}/code/")
    begun(page)
    retitled(page, "They fled")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(listed(page)).to_have_count(2)
    expect(page.get_by_label("Same event as")).to_contain_text("They fled")
    page.get_by_role("button", name="Make one of both").press("Enter")
    expect(listed(page)).to_have_count(1)
    expect(region(page, "Event").locator("blockquote")).to_have_count(2)
    page.get_by_role("button", name="History").press("Enter")
    page.get_by_role("button", name="Part them again").press("Enter")
    expect(listed(page)).to_have_count(2)
    expect(region(page, "Event").locator("blockquote")).to_have_count(1)


def test_a_database_that_is_killed_while_two_code_loses_nothing(
    desk: str, visit: Visit, database: Postgres
) -> None:
    ann = visit(f"{desk}/code/")
    begun(ann)
    bo = visit(f"{desk}/code/")
    listed(bo).first.press("Enter")
    database.kill()
    for page in (ann, bo):
        expect(page.get_by_text("All that was saved before is there").first).to_be_visible()
    title(ann).fill("Written while it was gone")
    expect(ann.get_by_text("1 change is kept here")).to_be_visible()
    database.start()
    for page in (ann, bo):
        expect(listed(page)).to_have_text(["Written while it was gone"])
    expect(bo.get_by_text("saved before is there")).to_have_count(0)
