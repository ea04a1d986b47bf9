"""What is typed, chosen or pointed at in Code mode stays when another tab's news are drawn."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import Visit, region

TEXT = (
    "Over 400 Afghan soldiers fled into Tajikistan on Tuesday. "
    "More than 400 Afghan soldiers fled into Tajikistan, officials said. Rain fell."
)
DETAILS = {"title": "A wire", "language": "en", "published": "2021-07-08"}
SECOND = TEXT.index("More")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(desk=tmp_path_factory.mktemp("desk") / "desk.sqlite") as url:
        yield url


@pytest.fixture
def desk(server: str, visit: Visit) -> Page:
    """Return the page of a desk with one text and one event, which is open."""
    page = visit(f"{server}/code/")
    known = page.request.get(f"{server}/code/state").json()
    for draft in known["drafts"]:
        act(page, "remove", key=draft["key"], seen=draft["version"])
    if not known["sources"]:
        act(page, "text", text=TEXT, details=DETAILS)
    page.reload()
    begin(page, 0)
    expect(listed(page)).to_have_count(1)
    listed(page).first.press("Enter")
    expect(field(page, "Title")).to_be_focused()
    return page


def act(page: Page, name: str, **asked: object) -> None:
    """Do something as another tab does."""
    answer = page.request.post(page.url + name, data=asked)
    assert answer.ok, answer.text()


def begin(page: Page, start: int) -> None:
    """Begin an event with a sentence of the text, as another tab does."""
    [source] = page.request.get(page.url + "state").json()["sources"]
    end = TEXT.index(".", start)
    act(page, "draft", source=source["id"], start=start, end=end)


def other_saves(page: Page, name: str, value: str) -> None:
    """Set a field of the first event, as another tab does."""
    draft = page.request.get(page.url + "state").json()["drafts"][0]
    act(page, "set", key=draft["key"], seen=draft["version"], field=name, value=value)


def field(page: Page, label: str) -> Locator:
    return region(page, "Event").get_by_label(label, exact=True)


def listed(page: Page) -> Locator:
    return page.get_by_role("list", name="Events").get_by_role("button")


def test_an_open_list_stays_open_and_what_is_pointed_at_there_is_chosen(desk: Page) -> None:
    status = field(desk, "Status")
    status.focus()
    desk.keyboard.press("Alt+ArrowDown")
    expect(desk.locator("select[data-field=status]:open")).to_be_visible()
    desk.keyboard.type("int")
    other_saves(desk, "note", "By phone.")
    expect(field(desk, "Note")).to_have_value("By phone.")
    expect(desk.locator("select[data-field=status]:open")).to_be_visible()
    desk.keyboard.press("Enter")
    expect(status).to_have_value("intended")


def test_what_another_saved_under_an_open_list_is_told_before_it_is_overwritten(desk: Page) -> None:
    status = field(desk, "Status")
    status.focus()
    desk.keyboard.press("Alt+ArrowDown")
    other_saves(desk, "note", "By phone.")
    other_saves(desk, "status", "disputed")
    expect(field(desk, "Note")).to_have_value("By phone.")
    desk.keyboard.type("int")
    desk.keyboard.press("Enter")
    told = desk.get_by_text("Somebody else has saved: disputed. Yours was: intended")
    expect(told).to_be_visible()
    expect(status).to_have_value("disputed")


def test_a_field_in_use_is_never_put_anew_and_holds_what_is_saved(desk: Page) -> None:
    kind = field(desk, "Kind")
    kind.focus()
    used = kind.element_handle()
    other_saves(desk, "note", "By radio.")
    expect(field(desk, "Note")).to_have_value("By radio.")
    other_saves(desk, "kind", "consult")
    expect(kind).to_have_value("consult")
    assert used.evaluate("one => one === document.activeElement")
    expect(region(desk, "Event").locator("[id=field-kind]")).to_have_count(1)


def test_places_that_are_pointed_at_stay_so(desk: Page) -> None:
    place = field(desk, "Place")
    place.focus()
    desk.keyboard.press("ArrowDown")
    pointed = desk.get_by_role("option", selected=True, name="border")
    expect(pointed).to_be_visible()
    other_saves(desk, "note", "By radio.")
    expect(field(desk, "Note")).to_have_value("By radio.")
    expect(pointed).to_be_visible()
    expect(place).to_be_focused()


def test_the_focus_in_the_list_of_events_stays_on_an_event_that_is_renamed(desk: Page) -> None:
    listed(desk).first.focus()
    other_saves(desk, "title", "They fled")
    expect(listed(desk)).to_have_text(["They fled"])
    expect(listed(desk).first).to_be_focused()


def test_the_focus_in_the_history_stays_on_its_act(desk: Page) -> None:
    other_saves(desk, "note", "By radio.")
    desk.get_by_role("button", name="History").press("Enter")
    acts = desk.get_by_role("list", name="History").get_by_role("listitem")
    expect(acts.first).to_contain_text("By radio.")
    acts.nth(1).get_by_role("button").focus()
    other_saves(desk, "note", "By phone.")
    expect(acts.first).to_contain_text("By phone.")
    expect(acts.nth(2).get_by_role("button")).to_be_focused()


def test_an_event_that_is_pointed_at_in_a_list_is_chosen_though_another_is_begun(
    desk: Page,
) -> None:
    begin(desk, SECOND)
    begin(desk, TEXT.index("Rain"))
    same = desk.get_by_label("Same event as")
    options = same.get_by_role("option")
    expect(options).to_have_count(2)
    same.focus()
    desk.keyboard.press("Alt+ArrowDown")
    desk.keyboard.press("ArrowDown")
    begin(desk, SECOND)
    expect(options).to_have_count(3)
    desk.keyboard.press("Enter")
    expect(same).to_have_value("rain-fell")


def test_the_focus_stays_on_an_offered_event(desk: Page) -> None:
    desk.keyboard.press("Escape")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    offer = region(desk, "Told already?").get_by_role("button")
    expect(offer).to_have_count(1)
    offer.focus()
    other_saves(desk, "title", "They fled")
    expect(offer).to_contain_text("They fled")
    expect(offer).to_be_focused()
