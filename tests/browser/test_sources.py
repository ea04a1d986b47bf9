"""Events that several sources tell of: by all of them, and by one alone."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import (
    CROSSING,
    EVENTS,
    Visit,
    map_of,
    mark,
    open_drawer,
    opened,
    pill,
    region,
    total_shown,
)

PARTS = {"title": "A crossing", "kind": "retreat", "status": "reported"}
TOWN = {"place": "Khorugh", "place_precision": "settlement"}
MADE: dict[str, Any] = {
    "type": "FeatureCollection",
    "format": "panj-events/2",
    "title": "Two sources",
    "sources": [{"id": "gazette", "title": "The crossing"}, {"id": "wire", "title": "They fled"}],
    "features": [
        {
            "type": "Feature",
            "id": "both",
            "geometry": {"type": "Point", "coordinates": [71.5, 37.5]},
            "properties": {
                **PARTS,
                **TOWN,
                "date": "2021-07-04/2021-07-05",
                "date_basis": "inferred",
                "accounts": [
                    {"source": "gazette", "date": "2021-07-05", **TOWN},
                    {"source": "wire", "date": "2021-07-04"},
                ],
            },
        },
        {
            "type": "Feature",
            "id": "one",
            "geometry": {"type": "Point", "coordinates": [71.5, 36.7]},
            "properties": {
                **PARTS,
                "place": "Ishqoshim",
                "place_precision": "settlement",
                "quotes": [{"source": "gazette", "exact": "fled", "start": 0, "end": 4}],
            },
        },
    ],
}


ARTICLE_ALONE = "source=antiwar-2021-07-08"
UNDATED = {id_ for id_, event in EVENTS.items() if not event.get("date")}
FIGHTING = "fighting-near-the-border"
BY_8_JULY = {
    FIGHTING,
    CROSSING,
    "russia-ready-to-activate-base",
    "tajik-officials-request-help",
    "lavrov-promises-help",
    "tajikistan-calls-up-reservists",
    "russia-criticizes-withdrawal",
    "lavrov-on-the-situation",
}
"""What the article dates by the day on which it came out, and no closer."""

LEFT = [
    (("2021-07-01", "2021-07-03"), {FIGHTING}, BY_8_JULY),
    (("2021-07-04", "2021-07-04"), {FIGHTING, CROSSING}, BY_8_JULY),
    (
        ("2021-07-05", "2021-07-05"),
        {FIGHTING, CROSSING, "tajikistan-calls-up-reservists"},
        BY_8_JULY,
    ),
    (
        ("2021-07-07", "2021-07-07"),
        (BY_8_JULY | {"sultonov-appeal"}) - {CROSSING, "tajikistan-calls-up-reservists"},
        BY_8_JULY | {"sultonov-appeal"},
    ),
]
"""Days, and the dated events that may have happened in them: by all sources, by the article."""


@pytest.fixture(scope="module")
def two_sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard with a small file of two sources."""
    path = tmp_path_factory.mktemp("sources") / "sources.geojson"
    path.write_text(json.dumps(MADE))
    with serving(path) as url:
        yield url


def fact(page: Page, name: str) -> Locator:
    """Return what the open event's card tells under a heading."""
    card = region(page, "Event").locator(".facts .fact")
    return card.filter(has=page.get_by_role("heading", name=name, exact=True)).locator("p")


def test_one_source_alone_tells_the_events_of_the_page(two_sources: str, visit: Visit) -> None:
    page = visit(f"{two_sources}/?source=gazette&event=both")
    map_of(page)
    expect(page.get_by_text("2 of 2 events")).to_be_visible()
    expect(fact(page, "When")).to_have_text("5 July 2021")
    chip = page.get_by_role("list", name="Filters in force").get_by_role("button")
    chip.click()
    expect(fact(page, "When")).to_contain_text("4–5 July 2021")


def test_what_one_source_does_not_tell_of_is_out(two_sources: str, visit: Visit) -> None:
    page = visit(f"{two_sources}/?source=wire")
    map_of(page)
    expect(page.get_by_text("1 of 2 events")).to_be_visible()
    expect(mark(page, "both")).to_have_count(0)  # the wire gives no place
    expect(mark(page, "one")).to_have_count(0)


def test_events_are_filtered_by_who_tells_of_them(two_sources: str, visit: Visit) -> None:
    page = visit(two_sources)
    map_of(page)
    page.get_by_role("button", name="Filter", exact=True).click()
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_role("checkbox", name="One source").check()
    expect(page.get_by_text("1 of 2 events")).to_be_visible()
    expect(mark(page, "both")).to_have_count(0)
    body.get_by_role("checkbox", name="One source").uncheck()
    body.get_by_role("checkbox", name="They fled").check()
    expect(page.get_by_text("1 of 2 events")).to_be_visible()
    expect(mark(page, "one")).to_have_count(0)
    expect(mark(page, "both")).to_be_visible()


@pytest.mark.parametrize(("days", "by_all", "by_the_article"), LEFT)
def test_days_leave_what_happened_then_by_all_sources_and_by_the_article_alone(
    server: str,
    visit: Visit,
    days: tuple[str, str],
    by_all: set[str],
    by_the_article: set[str],
) -> None:
    page = visit(f"{server}/?dates={days[0]}&dates={days[1]}")
    map_of(page)
    rows = open_drawer(page).locator("tbody tr")
    titles = [EVENTS[id_]["title"] for id_ in EVENTS if id_ in by_all | UNDATED]
    expect(rows).to_have_count(len(titles))
    for title in titles:
        expect(rows.filter(has_text=title)).to_have_count(1)
    page.get_by_role("button", name="This article alone").click()
    titles = [EVENTS[id_]["title"] for id_ in EVENTS if id_ in by_the_article | UNDATED]
    expect(rows).to_have_count(len(titles))
    for title in titles:
        expect(rows.filter(has_text=title)).to_have_count(1)


def test_the_article_alone_is_one_click_away_and_in_the_address(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    map_of(page)
    card = region(page, "Event")
    expect(fact(page, "When")).to_have_text("4–5 July 2021 †")
    expect(fact(page, "How many")).to_have_text("soldiers: 1,037 †")
    alone = page.get_by_role("button", name="This article alone")
    expect(alone).to_have_attribute("aria-pressed", "false")
    alone.click()
    expect(alone).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(ARTICLE_ALONE))
    expect(fact(page, "When")).to_have_text("By 8 July 2021 (no day given)")
    expect(card.get_by_text("†")).to_have_count(0)
    alone.click()
    expect(page).not_to_have_url(re.compile("source="))
    expect(fact(page, "When")).to_have_text("4–5 July 2021 †")


def test_any_source_of_the_menu_tells_the_page_alone(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    base = mark(page, "russian-base-in-tajikistan")
    expect(mark(page, CROSSING)).to_be_visible()
    page.get_by_role("button", name="Filter", exact=True).click()
    body = page.get_by_test_id("stPopoverBody")
    menu = body.get_by_role("combobox", name="Tell all events by")
    menu.select_option("asia-plus-2019-05-28")
    total_shown(page, 2)
    expect(mark(page, CROSSING)).to_have_count(0)
    expect(base).to_have_attribute("aria-label", re.compile("Dushanbe and Bokhtar"))
    expect(page).to_have_url(re.compile("source=asia-plus-2019-05-28"))
    chips = page.get_by_role("list", name="Filters in force").get_by_role("button")
    expect(chips).to_have_text(["told by Asia-Plus, 2019-05-28 alone"])
    alone = page.get_by_role("button", name="This article alone")
    expect(alone).to_have_attribute("aria-pressed", "false")
    menu.select_option("tass-11840499")
    total_shown(page, 4)  # TASS gives the day of what Lavrov said, and no place
    expect(base).to_have_count(0)
    expect(page).to_have_url(re.compile("source=tass-11840499"))
    menu.select_option("antiwar-2021-07-08")
    expect(alone).to_have_attribute("aria-pressed", "true")
    expect(base).to_have_attribute("aria-label", re.compile("Tajikistan"))
    expect(base).not_to_have_attribute("aria-label", re.compile("Dushanbe"))
    menu.select_option("")
    total_shown(page, len(EVENTS))
    expect(page).not_to_have_url(re.compile("source="))
    expect(mark(page, CROSSING)).to_be_visible()


def test_the_card_has_a_row_for_each_source_in_order_of_rank(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    map_of(page)
    card = region(page, "Event")
    rows = card.get_by_role("table", name="Sources").locator("tbody").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Asia-Plus, 5 July 2021")
    expect(rows.nth(0)).to_contain_text("4–5 July 2021")
    expect(rows.nth(0)).to_contain_text("preferred: It tells what the border service counted")
    expect(rows.nth(1)).to_contain_text("By 8 July 2021 (no day given)")
    expect(rows.nth(1)).to_contain_text("“over 1,000”")
    expect(card.get_by_text("3 sources, 3 independent")).to_be_visible()
    expect(card.get_by_text("Independent: it repeats no other of these sources")).to_be_visible()
    bars = page.locator(".strip-chart .is-of-source")
    expect(bars).to_have_count(0)
    rows.nth(0).get_by_role("button").click()
    expect(bars).to_have_class(["chosen is-of-source"])  # the days that are shown
    rows.nth(1).get_by_role("button").click()
    expect(bars).to_have_class(["thin is-of-source"])  # days of its own, below them
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    words = card.locator("blockquote").filter(has_text="fled into neighboring Tajikastan")
    expect(words).to_be_in_viewport()


def test_a_field_on_which_sources_differ_says_so(two_sources: str, visit: Visit) -> None:
    page = visit(f"{two_sources}/?event=both")
    map_of(page)
    card = region(page, "Event")
    expect(card.get_by_text("sources differ")).to_have_count(1)
    expect(fact(page, "When")).to_have_text("4–5 July 2021sources differ")


def test_other_sources_places_are_outlines_with_the_numbers_of_their_rows(
    server: str, visit: Visit
) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    map_of(page)
    ghosts = page.frame_locator("iframe").locator(".leaflet-panj-ghosts-pane")
    expect(ghosts.locator(".panj-ghost-number")).to_have_text(["2"])
    expect(ghosts.locator("path")).to_have_count(2)  # the border, and a hairline to its number
    rows = region(page, "Event").get_by_role("table", name="Sources").get_by_role("rowheader")
    rows.nth(1).get_by_role("button").click()
    expect(ghosts.locator(".panj-ghost-number.is-chosen")).to_have_text(["2"])
    pill(page, "Appeal").click()
    expect(ghosts.locator(".panj-ghost-number")).to_have_count(0)
    opened(page, CROSSING)
    region(page, "Event").get_by_role("button", name="Next").click()
    expect(page).to_have_url(re.compile("event=(?!" + CROSSING + ")"))
    page.go_back()
    page.go_back()
    expect(ghosts.locator(".panj-ghost-number")).to_have_text(["2"])
    page.get_by_role("button", name="This article alone").click()
    expect(ghosts.locator(".panj-ghost-number")).to_have_count(0)


IS_FREE = """(width) => {
    const number = document.querySelector(".panj-ghost-number");
    const map = document.querySelector(".panj-map[data-settled=true]");
    if (!number || !map || window.top.innerWidth !== width) return false;
    const boxOf = (node) => node.getBoundingClientRect();
    const [{ left, top, right, bottom }, at] = [boxOf(number), boxOf(map)];
    const [x, y, across, down] = [left - at.left, top - at.top, right - at.left, bottom - at.top];
    return x >= 0 && across <= at.width && window.panjLayer.boxes().every((box) =>
        across <= box.x || x >= box.x + box.w || down <= box.y || y >= box.y + box.h);
}"""


def test_a_number_of_a_row_covers_nothing_however_the_map_changes(
    server: str, visit: Visit
) -> None:
    page = visit(f"{server}/?event={CROSSING}")
    frame = map_of(page)
    for width, height in ((1440, 900), (390, 844), (820, 1180)):
        page.set_viewport_size({"width": width, "height": height})
        frame.wait_for_function(IS_FREE, arg=width)
    page.frame_locator("iframe").get_by_role("button", name="Zoom in").click()
    frame.wait_for_function(IS_FREE, arg=820)


def test_a_reader_checks_the_events_by_the_text_of_a_source(two_sources: str, visit: Visit) -> None:
    page = visit(two_sources)
    map_of(page)
    page.get_by_role("button", name="Open", exact=True).click()
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_text("Check the events against their words").click()
    body.get_by_role("textbox", name="or paste the text").fill("fled on 5 July 2021 to Khorugh.")
    body.get_by_role("button", name="Check", exact=True).click()
    receipt = body.get_by_role("status", name="Receipt of the check")
    expect(receipt).to_contain_text("1 not borne out")
    expect(receipt).to_contain_text("1 cannot be checked")
    expect(receipt).to_contain_text("0 borne out")
    rows = body.get_by_role("list", name="Events and what their words hold").get_by_role("listitem")
    expect(rows.nth(0)).to_contain_text("Not borne out")
    expect(rows.nth(0)).to_contain_text("Ishqoshim")
    expect(rows.nth(1)).to_contain_text("Cannot be checked")
    rows.nth(0).get_by_role("button").click()
    expect(page).to_have_url(re.compile("event=one"))
    items = page.request.get(f"{two_sources}/api/collections/events/items").text()
    assert "fled on 5 July" not in items


def test_each_value_of_a_source_stands_under_its_head(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?event={CROSSING}", width="phone")
    table = region(page, "Event").get_by_role("table", name="Sources")
    heads = table.get_by_role("columnheader")
    expect(heads).to_have_text(["Source", "When", "Where", "How many", "Status"])
    shown = table.locator("tbody tr").first.locator("td")
    told = shown.evaluate_all("all => all.map(one => getComputedStyle(one, '::before').content)")
    assert told == [f'"{name}" / ""' for name in ("When", "Where", "How many", "Status")]


def test_another_source_is_chosen_in_a_scrolled_panel(server: str, visit: Visit) -> None:
    page = visit(server, width="phone")
    map_of(page)
    page.get_by_role("button", name="Open", exact=True).click()
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_text("Check the events against their words").click()
    source = body.get_by_role("radiogroup", name="Whose text it is")
    chosen = source.get_by_role("radio", name="Mehr News Agency")
    source.get_by_text("Mehr News Agency").click()
    expect(chosen).to_be_checked()
    expect(body.get_by_role("button", name="Check", exact=True)).to_be_visible()
