"""Code mode loses nothing: a killed server, a database that can't be written, a second tab."""

import signal
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import free_port, serving
from tests.browser.reader import Visit, region

TEXT = "They fled on Monday. At least 12 civilians were killed in Takhar province on Monday."
DETAILS = {"title": "A wire", "language": "en", "published": "2021-07-08"}


def killed(file: Path, port: int) -> AbstractContextManager[str]:
    """Serve a desk, until the server is killed."""
    return serving(desk=file, port=port, ending=signal.SIGKILL)


def begun(page: Page, url: str) -> None:
    """Give a text, and make an event of its first sentence."""
    page.request.post(f"{url}/code/text", data={"text": TEXT, "details": DETAILS})
    page.reload()
    expect(page.get_by_role("listbox", name="Text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(title(page)).to_be_visible()


def title(page: Page) -> Locator:
    return region(page, "Event").get_by_label("Title")


def titles(page: Page, url: str) -> list[str]:
    drafts = page.request.get(f"{url}/code/state").json()["drafts"]
    return [draft["properties"]["title"] for draft in drafts]


def test_what_is_done_while_the_server_is_dead_is_saved_when_it_answers(
    tmp_path: Path, visit: Visit
) -> None:
    port = free_port()
    with killed(tmp_path / "desk.sqlite", port) as url:
        page = visit(f"{url}/code/")
        begun(page, url)
    title(page).fill("Written to nobody")
    page.keyboard.press("Escape")
    expect(page.get_by_text("The server does not answer. 1 change is kept here")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 changes are kept here")).to_be_visible()
    expect(title(page)).to_have_value("Written to nobody")
    with killed(tmp_path / "desk.sqlite", port):
        expect(page.get_by_text("All is saved again.")).to_be_visible()
        expect(page.get_by_text("2 events")).to_be_visible()
        saved = ["Written to nobody", TEXT.partition(". ")[2].removesuffix(".")]
        assert titles(page, url) == saved
        page.keyboard.press("Escape")
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")
        expect(page.get_by_role("button", name="They fled on Monday")).to_be_visible()


def test_a_page_that_is_closed_keeps_what_was_not_taken(tmp_path: Path, visit: Visit) -> None:
    port = free_port()
    with killed(tmp_path / "desk.sqlite", port) as url:
        page = visit(f"{url}/code/")
        begun(page, url)
    title(page).fill("Written to nobody")
    page.keyboard.press("Escape")
    expect(page.get_by_text("1 change is kept here")).to_be_visible()
    other = page.context.new_page()
    page.close()
    with killed(tmp_path / "desk.sqlite", port):
        other.goto(f"{url}/code/")
        expect(other.get_by_role("button", name="Written to nobody")).to_be_visible()
        assert titles(other, url) == ["Written to nobody"]


def test_a_database_that_cannot_be_written_is_told_until_it_can(
    tmp_path: Path, visit: Visit
) -> None:
    file = tmp_path / "desk.sqlite"
    with serving(desk=file) as url:
        page = visit(f"{url}/code/")
        begun(page, url)
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        title(page).fill("Written to a locked one")
        page.keyboard.press("Escape")
        told = page.get_by_text("database is locked. This change was not saved")
        expect(told).to_be_visible()
        expect(told).to_contain_text("1 change is kept here")
        other.execute("ROLLBACK")
        other.close()
        page.get_by_role("button", name="Send now").click()
        expect(page.get_by_text("All is saved again.")).to_be_visible()
        assert titles(page, url) == ["Written to a locked one"]


def test_two_tabs_join_what_they_change_and_part_over_one_field_alone(
    tmp_path: Path, visit: Visit
) -> None:
    with serving(desk=tmp_path / "desk.sqlite") as url:
        page = visit(f"{url}/code/")
        begun(page, url)
        other = visit(f"{url}/code/")
        for deaf in (page, other):
            deaf.route("**/code/number", lambda route: route.abort())
        other.get_by_role("list", name="Events").get_by_role("button").press("Enter")
        expect(title(other)).to_be_focused()
        with page.expect_response("**/set"):
            region(page, "Event").get_by_label("Kind").select_option("assault")
        title(other).fill("The other's")
        other.keyboard.press("Escape")
        expect(other.get_by_role("button", name="The other's")).to_be_visible()
        expect(region(other, "Event").get_by_label("Kind")).to_have_value("assault")

        title(page).fill("The first's")
        page.keyboard.press("Escape")
        expect(page.get_by_text("Nothing was overwritten")).to_contain_text(
            "Yours was: The first's"
        )
        assert titles(page, url) == ["The other's"]
        page.get_by_role("button", name="Save mine").click()
        expect(page.get_by_role("button", name="The first's")).to_be_visible()
        assert titles(page, url) == ["The first's"]
