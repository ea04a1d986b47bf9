"""What a reader takes along as a link."""

import json

from playwright.sync_api import expect

from tests.browser.reader import CROSSING, Visit, open_share


def test_the_link_is_the_whole_state(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?kind=Crossing&event={CROSSING}")
    open_share(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    assert json.dumps(CROSSING).strip('"') in link
