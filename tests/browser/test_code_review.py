"""A second coder at the desk: he marks events seen or sends them back, and their coder answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import free_ports, serving
from tests.browser.reader import Visit, region
from tests.makers.logins import cookies_of, settings_of
from tests.makers.oidc import provider

MAY = """
code = ["ann@desk.example", "cy@desk.example"]
review = ["rev@desk.example", "cy@desk.example"]
"""
TEXT = (
    "Over 400 Afghan soldiers fled into Tajikistan on Tuesday. At least 12 were killed in Takhar."
)
Entering = Callable[..., Page]


@pytest.fixture
def enter(tmp_path: Path, visit: Visit) -> Iterator[Entering]:
    """Open Code mode of a team's desk as one of the team."""
    port, other = free_ports(2)
    with provider(other) as login:
        (tmp_path / "team.toml").write_text(settings_of(port, login.url, MAY))
        desk = tmp_path / "desk.sqlite"
        with serving(desk=desk, port=port, team=tmp_path / "team.toml") as url:

            def enter(who: str, width: str = "desktop", scheme: str = "light") -> Page:
                page = visit(f"{url}/_stcore/health", width, scheme)
                known = cookies_of(url, login, f"{who}@desk.example")
                page.context.add_cookies(
                    [{"name": name, "value": value, "url": url} for name, value in known.items()]
                )
                page.goto(f"{url}/code/")
                return page

            yield enter


def listed(page: Page) -> Locator:
    return page.get_by_role("list", name="Events").get_by_role("listitem")


def text(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Text")


def review(page: Page) -> Locator:
    return region(page, "Review")


def told(page: Page, words: str) -> None:
    expect(review(page).get_by_role("status")).to_have_text(words)


def coded(page: Page) -> None:
    """Give the text, and make an event of each of its two sentences."""
    page.get_by_label("The text, as published").fill(TEXT)
    page.get_by_label("Day of publication").fill("2021-07-08")
    page.get_by_role("button", name="Keep the text").press("Enter")
    for number in (1, 2):
        expect(text(page)).to_be_focused()
        page.keyboard.press("Enter")
        expect(listed(page)).to_have_count(number)
        page.keyboard.press("ArrowDown")


def test_one_is_seen_one_sent_back_answered_and_looked_at_again(enter: Entering) -> None:
    ann = enter("ann")
    coded(ann)
    rev = enter("rev")
    expect(listed(rev)).to_contain_text(["Not seen by a second coder."] * 2)
    rev.get_by_label("Show").select_option(label="To review (2)")
    text(rev).focus()
    rev.keyboard.press("j")
    told(rev, "Not seen by a second coder.")
    rev.keyboard.press("v")
    told(rev, "Seen by you.")
    expect(listed(rev)).to_have_count(1)
    expect(listed(ann).first).to_contain_text("Seen by rev@desk.example.")

    rev.keyboard.press("j")
    expect(text(rev).locator("[aria-selected=true]")).to_contain_text("At least 12 were killed")
    rev.keyboard.press("b")
    expect(rev.get_by_label("Remark")).to_be_focused()
    rev.keyboard.press("Enter")
    expect(rev.get_by_text("Write a remark")).to_be_visible()
    rev.keyboard.type("Which <b>day</b>?")
    rev.keyboard.press("Enter")
    told(rev, "Sent back by you: Which <b>day</b>?")
    expect(rev.get_by_text("No event of this kind.")).to_be_visible()

    expect(listed(ann).last).to_contain_text("Sent back by rev@desk.example: Which <b>day</b>?")
    ann.get_by_label("Show").select_option(label="Sent back to me (1)")
    expect(listed(ann)).to_have_count(1)
    listed(ann).get_by_role("button").press("Enter")
    ann.get_by_label("Why (optional)").fill("By phone")
    ann.get_by_label("Date").fill("2021-07-05")
    ann.keyboard.press("Escape")
    told(ann, "Sent back by rev@desk.example: Which <b>day</b>? (Changed since.)")
    assert Axe().run(ann).response["violations"] == []
    expect(text(ann)).to_be_focused()
    ann.keyboard.press("r")
    expect(ann.get_by_label("Answer (optional)")).to_be_focused()
    ann.keyboard.type("The fifth.")
    ann.keyboard.press("Enter")

    told(rev, "Ready to be looked at again. Sent back by you: Which <b>day</b>? Answer: The fifth.")
    expect(review(rev)).to_contain_text("Date../2021-07-08 → 2021-07-05")
    expect(review(rev)).to_contain_text("by ann@desk.example. Why: By phone")
    expect(listed(rev)).to_have_count(1)
    rev.get_by_role("button", name="History").press("Enter")
    entries = rev.get_by_role("list", name="History").get_by_role("listitem")
    expect(entries).to_contain_text(
        ["Ready to be looked at again", "Changed", "Sent back", "Made"], use_inner_text=True
    )
    assert Axe().run(rev).response["violations"] == []
    review(rev).get_by_role("button", name="Mark as seen").press("Enter")
    expect(rev.get_by_text("It was changed while you looked at it")).to_be_visible()
    review(rev).get_by_role("button", name="Mark as seen").press("Enter")
    told(rev, "Seen by you.")
    expect(listed(ann)).to_have_count(0)


def test_a_reviewer_changes_nothing_and_the_page_says_so(enter: Entering) -> None:
    ann = enter("ann")
    coded(ann)
    rev = enter("rev")
    for name in ("New text", "Undo", "Redo", "Its source", "Make an event", "What lies there"):
        expect(rev.get_by_role("button", name=name, exact=True)).to_have_count(0)
    listed(rev).first.get_by_role("button").press("Enter")
    expect(review(rev).get_by_role("status")).to_be_focused()
    for label in ("Title", "Date", "Place", "Numbers", "Note"):
        field = region(rev, "Event").get_by_label(label, exact=True)
        expect(field).to_have_attribute("readonly", "")
    expect(region(rev, "Event").get_by_label("Kind")).to_be_disabled()
    rev.keyboard.press("Escape")
    expect(text(rev)).to_be_focused()
    rev.keyboard.press("?")
    keys = region(rev, "Keys")
    expect(keys.get_by_text("mark the open event as seen")).to_be_visible()
    for words in ("tells no event", "to the answer", "do again"):
        expect(keys.get_by_text(words)).not_to_be_visible()
    for key in ("Enter", "x", "Control+z", "v"):
        rev.keyboard.press(key)
        expect(rev.get_by_text("but not change them")).to_have_count(0 if key == "v" else 1)
    told(ann, "Not seen by a second coder.")
    expect(listed(ann).first).to_contain_text("Seen by rev@desk.example.")
    expect(listed(ann)).to_have_count(2)
    expect(text(ann).get_by_text("coded")).to_have_count(2)


def test_nobody_marks_his_own_change_and_a_mark_is_taken_away(enter: Entering) -> None:
    cy = enter("cy")
    coded(cy)
    told(cy, "Not seen by a second coder.")
    expect(review(cy)).to_contain_text("a second coder has to look at it")
    expect(cy.get_by_role("button", name="Mark as seen")).to_have_count(0)
    cy.keyboard.press("v")
    expect(cy.get_by_text("is your own: a second coder")).to_have_count(2)
    expect(cy.get_by_role("option", name="To review (0)")).to_be_attached()

    rev = enter("rev", "phone", "dark")
    rev.get_by_role("button", name="Event", exact=True).press("Enter")
    listed(rev).first.get_by_role("button").press("Enter")
    rev.get_by_role("button", name="Mark as seen").press("Enter")
    told(rev, "Seen by you.")
    expect(review(rev).get_by_role("status")).to_be_focused()
    assert Axe().run(rev).response["violations"] == []
    title = region(cy, "Event").get_by_label("Title")
    listed(cy).first.get_by_role("button").press("Enter")
    told(cy, "Seen by rev@desk.example.")
    title.fill("They fled")
    cy.keyboard.press("Escape")
    told(rev, "Changed since it was seen by you.")
    expect(review(rev).locator("del")).to_have_text(
        "Over 400 Afghan soldiers fled into Tajikistan on Tuesday"
    )
    cy.keyboard.press("Control+z")
    told(rev, "Seen by you.")
    rev.get_by_role("button", name="Take the review away").press("Enter")
    told(cy, "Not seen by a second coder.")


def test_on_a_desk_without_a_login_there_is_no_review(tmp_path: Path, visit: Visit) -> None:
    with serving(desk=tmp_path / "desk.sqlite") as url:
        page = visit(f"{url}/code/")
        coded(page)
        expect(region(page, "Event")).to_be_visible()
        page.get_by_role("button", name="Keys").press("Enter")
        expect(page.get_by_text("make an event of the chosen words")).to_be_visible()
        for key in ("v", "b"):
            text(page).focus()
            page.keyboard.press(key)
            expect(page.get_by_text("so for a login (TEAM)")).to_be_visible()
            page.keyboard.press("Control+z")
            expect(page.get_by_text("so for a login (TEAM)")).to_have_count(0)
            page.keyboard.press("Control+y")
        hidden = (page.get_by_label("Show"), page.get_by_text("mark the open event as seen"))
        for shown in (review(page), *hidden, page.get_by_text("by a second coder").first):
            expect(shown).not_to_be_visible()
