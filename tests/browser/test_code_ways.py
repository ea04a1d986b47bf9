"""The ways out of Code mode and back: the dossier, the collection in the page, the link back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import Visit, mark

TEXT = "At least 12 civilians were killed in Takhar province on Monday. Rain fell."
DETAILS = {"title": "A wire", "language": "en", "published": "2021-07-08"}
TITLE = "At least 12 civilians were killed in Takhar province on Monday"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(desk=tmp_path_factory.mktemp("desk") / "desk.sqlite") as url:
        yield url


@pytest.fixture
def coding(desk: str, visit: Visit) -> Page:
    """Return the page of a desk that holds one sound event."""
    page = visit(f"{desk}/code/")
    state = page.request.get(f"{desk}/code/state").json()
    if not state["sources"]:
        made = page.request.post(f"{desk}/code/text", data={"text": TEXT, "details": DETAILS})
        words = {"source": made.json()["sources"][0]["id"], "start": 0, "end": len(TITLE)}
        assert page.request.post(f"{desk}/code/draft", data=words).ok
        page.reload()
    expect(page.get_by_text("1 event, 1 sound")).to_be_visible()
    return page


def test_the_dossier_button_saves_a_dossier_of_the_desk(coding: Page, tmp_path: Path) -> None:
    coding.get_by_role("link", name="Save the dossier").focus()
    with coding.expect_download() as saved:
        coding.keyboard.press("Enter")
    assert saved.value.suggested_filename == "desk.html"
    file = tmp_path / "desk.html"
    saved.value.save_as(file)
    assert TITLE in file.read_text("utf-8")


def test_the_collection_opens_in_the_page_and_the_page_leads_back(coding: Page) -> None:
    [draft] = coding.request.get(coding.url + "state").json()["drafts"]
    coding.get_by_role("link", name="Open in the page").press("Enter")
    expect(mark(coding, draft["key"])).to_be_attached()
    coding.get_by_role("link", name="Code a text").press("Enter")
    expect(coding.get_by_text("1 event, 1 sound")).to_be_visible()
    expect(coding.get_by_role("listbox", name="Text")).to_be_focused()
