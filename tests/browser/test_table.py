"""The table under the map, with a data set of two pages by the real command."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import serving
from tests.browser.reader import EVENTS, TOGETHER, Visit, map_of, open_drawer, opened, region
from tests.makers.published_files import write_published

SIZE, CROWD, AT_ONE_POINT = 90, 440, 340
TOWN = (36.729, 68.857)
HEADS = [
    *("Event", "Kind, status", "When", "Where", "Actors"),
    *("Killed, low", "Killed, best", "Killed, high", "Country"),
]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up data set in the columns of UCDP GED."""
    path = tmp_path_factory.mktemp("table") / "ged.csv"
    write_published("ucdp", path, SIZE)
    return path


@pytest.fixture(scope="module")
def data_set(table: Path) -> Iterator[str]:
    """A server with the data set."""
    with serving(table) as url:
        yield url


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with so many events that the map counts them, most of them at one point."""
    path = tmp_path_factory.mktemp("crowd") / "ged.csv"
    write_published("ucdp", path, CROWD)
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    for line in lines[:AT_ONE_POINT]:
        line |= {"latitude": str(TOWN[0]), "longitude": str(TOWN[1]), "where_prec": "1"}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    with serving(path) as url:
        yield url


def cells(rows: Locator, column: str) -> list[str]:
    return rows.locator(f"td.of-{column}").evaluate_all(
        "nodes => nodes.map(node => node.lastChild?.textContent ?? '')"
    )


def drawer_of(page: Page) -> Locator:
    map_of(page)
    open_drawer(page)
    return page.locator(".st-key-rows")


def test_the_pages_number_is_seen_at_once(data_set: str, visit: Visit) -> None:
    rows = drawer_of(visit(data_set))
    expect(rows.get_by_text("of 2", exact=True)).to_be_visible()
    field = rows.get_by_role("spinbutton", name="Page")
    expect(field).to_have_value("1")
    filled = field.screenshot()
    field.evaluate("node => { node.value = '' }")
    assert field.screenshot() != filled


def test_a_search_counts_in_the_tabs_and_begins_at_the_first_row(
    data_set: str, visit: Visit
) -> None:
    page = visit(data_set)
    rows = drawer_of(page)
    rows.get_by_role("button", name="Next", exact=True).click()
    expect(rows.get_by_role("status")).to_have_text(f"51–{SIZE} of {SIZE}")
    rows.get_by_role("searchbox", name="Search all events").fill("fighting")
    found = rows.get_by_role("tab", selected=True)
    expect(found).not_to_have_text(f"Table ({SIZE})")
    number = int((found.text_content() or "").strip("Table ()"))
    assert 50 < number < SIZE
    expect(rows.get_by_role("status")).to_have_text(f"1–50 of {number}")
    expect(page.get_by_text(f"{number} of {SIZE} events")).to_be_visible()
    expect(rows.get_by_role("tab", name=f"Filtered out ({SIZE - number})")).to_be_visible()
    field = rows.get_by_role("searchbox", name="Search all events")
    field.fill("nothing says this")  # and the field stays
    expect(rows.get_by_role("tab", name="Table (0)")).to_be_visible()
    expect(rows.get_by_role("tabpanel")).to_have_text("No row here holds these words.")
    expect(field).to_be_focused()
    field.fill("")
    expect(rows.get_by_role("tab", name=f"Table ({SIZE})")).to_be_visible()


SORTED = (
    ("Killed, high", "killed_high", "high", True),
    ("Killed, low", "killed_low", "low", False),
    ("Country", "country", "country", False),
    ("Actors", "actors", "side_a", True),
)
"""A head, its column's name, what of the table it shows, and whether it is turned round."""


def test_a_column_is_sorted_over_all_pages(table: Path, data_set: str, visit: Visit) -> None:
    with table.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    page = visit(data_set)
    rows = drawer_of(page)
    expect(rows.get_by_role("columnheader")).to_have_text(HEADS)
    for head, column, member, descending in SORTED:
        mine = rows.get_by_role("columnheader", name=head, exact=True)
        for told in ("ascending", "descending")[: 1 + descending]:
            rows.get_by_role("button", name=head, exact=True).press("Enter")
            expect(mine).to_have_attribute("aria-sort", told)
        expect(page).to_have_url(re.compile(f"sort={'-' * descending}{column}"))
        if column == "killed_high":  # Back undoes a step of the order, and a reload keeps it
            page.go_back()
            expect(mine).to_have_attribute("aria-sort", "ascending")
            page.go_forward()
            expect(mine).to_have_attribute("aria-sort", told)
            page.reload()
            drawer_of(page)
            expect(mine).to_have_attribute("aria-sort", told)
        expect(rows.get_by_role("status")).to_have_text(f"1–50 of {SIZE}")
        found = cells(rows, column)
        rows.get_by_role("button", name="Next", exact=True).click()
        expect(rows.get_by_role("status")).to_have_text(f"51–{SIZE} of {SIZE}")
        expect(mine).to_have_attribute("aria-sort", told)
        found += cells(rows, column)
        plain = [line[member] for line in lines]
        if member in ("high", "low"):
            numbers = sorted(map(int, plain), reverse=descending)
            assert found == [f"{number:,}" for number in numbers]
        else:
            told_first = [text.split(", ")[0] for text in found]
            assert told_first == sorted(plain, reverse=descending)


def test_what_is_asked_at_the_same_time_as_the_address_is_told_is_not_lost(
    data_set: str, visit: Visit
) -> None:
    rows = drawer_of(page := visit(data_set))
    for name in ("Where", "When", "Country", "Event") * 3:
        head = rows.get_by_role("columnheader", name=name, exact=True)
        page.evaluate(TOGETHER)
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", "ascending")


def test_what_the_page_was_sent_some_steps_ago_is_not_sent_again(
    data_set: str, visit: Visit
) -> None:
    page = visit(data_set)
    frames: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda it: frames.append(it)))
    page.reload()
    rows = drawer_of(page)
    sent = []
    for name in ("Where", "When", "Country", "Event", "Where"):
        head = rows.get_by_role("columnheader", name=name, exact=True)
        frames.clear()
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", "ascending")
        title = cells(rows, "title")[0].encode()
        sent.append(any(title in frame for frame in frames))
    assert sent == [True] * 4 + [False]


def test_the_list_of_a_cell_opens_in_the_table_and_a_chip_takes_it_off(
    crowd: str, visit: Visit
) -> None:
    page = visit(f"{crowd}/?view={TOWN[0]},{TOWN[1]},9")
    frame = map_of(page)
    frame.locator(f'.panj-mark[data-count="{AT_ONE_POINT}"]').press("Enter")
    told = frame.get_by_role("dialog", name=f"{AT_ONE_POINT} events at one point")
    told.get_by_role("button", name="Deaths").click()
    first = told.get_by_role("listitem").first
    expect(first).to_contain_text(re.compile(r"20\d\d.* killed"))
    killed = told.get_by_role("listitem").evaluate_all(
        "nodes => nodes.map(node => Number(/([\\d,]+) killed/.exec(node.textContent)[1]))"
    )
    assert killed == sorted(killed, reverse=True)
    assert killed[0] > killed[-1]
    told.get_by_role("button", name="Open in the table").press("Enter")
    rows = page.locator(".st-key-rows")
    expect(rows.get_by_role("tab", selected=True)).to_have_text(f"Table ({AT_ONE_POINT})")
    expect(rows.get_by_role("tab", selected=True)).to_be_focused()
    expect(page.get_by_text(f"{AT_ONE_POINT} of {CROWD} events")).to_be_visible()
    expect(page).to_have_url(re.compile("cell="))
    page.get_by_role("button", name="Remove the filter one square of the map").click()
    expect(page.get_by_text(f"{CROWD} of {CROWD} events")).to_be_visible()
    expect(page).not_to_have_url(re.compile("cell="))


def test_next_follows_the_order_of_the_rows(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    rows = open_drawer(page)
    rows.get_by_role("button", name="When", exact=True).click()
    expect(rows.get_by_role("columnheader", name="When")).to_have_attribute(
        "aria-sort", "ascending"
    )
    ids = rows.locator("tr[data-event-id]")
    first, second = (ids.nth(at).get_attribute("data-event-id") for at in range(2))
    rows.get_by_role("button", name=EVENTS[first]["title"]).click()
    opened(page, first)
    expect(region(page, "Event")).to_contain_text(f"1 of {len(EVENTS)}, by When")
    region(page, "Event").get_by_role("button", name="Next").click()
    opened(page, second)
