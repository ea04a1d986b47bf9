"""A hundred thousand events by the real command: found, filtered, played, and none made up."""

import gzip
import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Frame, Locator, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from events.model.vocabulary import FAMILIES
from events.query.selection import Selection
from events.query.summary import MOST_BINS
from tests.browser.conftest import WIDTHS, serving
from tests.browser.reader import Visit, map_of, open_drawer, pill, region
from tests.events.query.test_million import Million, read, selected
from tests.makers.generator import write_events

SIZE = 100_000
WHOLE = "view=36.5,69.5,5.5"
TOWN = (68.857, 36.729)
OPENING = 300
"""Seconds in which a file may be made ready on a busy machine."""

MOST_SENT = 100_000
"""The most bytes of one answer to the map, compressed."""


@dataclass(frozen=True)
class Many:
    """A server with many events, and their columns as they stand in the file."""

    url: str
    plain: Million
    quotes: pa.Array

    def ask(self, path: str, **parameters: Any) -> Any:
        address = f"{self.url}/api/collections/events/{path}?{urlencode(parameters)}"
        with urllib.request.urlopen(address, timeout=OPENING) as response:
            return json.load(response)

    def rows(self, **filters: Any) -> pd.DataFrame:
        return self.plain.plain[selected(self.plain, replace(Selection(), **filters))]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    folder = tmp_path_factory.mktemp("many")
    path = folder / "many.parquet"
    write_events(SIZE, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        with serving(path) as url:
            quotes = pq.read_table(path, columns=["quotes"])["quotes"].combine_chunks()
            found = Many(url, read(None, path), quotes)  # type: ignore[arg-type]
            found.ask("items", limit=1)  # the first who asks has it made ready
            yield found


def settled(page: Page) -> None:
    at_rest = page.frame_locator("iframe").locator(".panj-map[data-settled=true]")
    expect(at_rest).to_be_visible(timeout=60_000)


def counts(page: Page) -> Locator:
    return page.locator(".st-key-masthead-place .counts")


def told(rows: pd.DataFrame, size: int = SIZE) -> str:
    """Write the line of counts as it must stand on the page."""
    on_map = int(rows["located"].sum())
    parts = {
        "on the map": on_map,
        "without a place": len(rows) - on_map,
        "filtered out": size - len(rows),
    }
    told = ", ".join(f"{number:,} {part}" for part, number in parts.items() if number)
    return f"{len(rows):,} of {size:,} events: {told}"


def open_words(page: Page, many: Many) -> str:
    """Expect the open event to show its quote, or else its note; return its id."""
    expect(page).to_have_url(re.compile("event=made"))
    event = page.evaluate("new URL(location).searchParams.get('event')")
    pane = region(page, "Event")
    expect(pane.get_by_role("heading", level=2)).to_be_visible()
    properties = many.ask(f"items/{event}")["properties"]
    expect(pane.get_by_role("heading", level=2)).to_have_text(properties["title"])
    for quote in properties.get("quotes", []):
        expect(pane.locator("blockquote").get_by_text(quote["exact"], exact=True)).to_be_visible()
    if not properties.get("quotes"):
        expect(pane).to_contain_text("No quotation")
    return str(event)


def test_who_saw_the_file_opened_keeps_the_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visit: Visit
) -> None:
    path = tmp_path / "many.parquet"
    write_events(5_001, path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    places: list[tuple[int, ...]] = []
    told: list[str] = []
    maps: set[str] = set()  # by their hash, which a rerun sends in place of the same map

    def receive(frame: bytes) -> None:
        message = ForwardMsg.FromString(frame)
        element = message.delta.new_element
        if element.HasField("progress"):
            told.append(element.progress.text)
        if element.HasField("component_instance"):
            maps.add(message.hash)
        if message.hash in maps or message.ref_hash in maps:
            places.append(tuple(message.metadata.delta_path))

    with serving(path) as url:
        page = visit(f"{url}/_stcore/health")
        page.on("websocket", lambda socket: socket.on("framereceived", receive))
        page.goto(url)
        expect(counts(page)).to_be_visible(timeout=OPENING * 1000)
        map_of(page)
        pill(page, "Crossing").click()
        expect(page.get_by_role("tab", name="Filtered out (0)")).to_have_count(0)
    assert told[0] == r"Opening many\.parquet…"
    assert len(places) == 2
    assert places[0] == places[1], "the browser may build the map anew"


def test_from_the_whole_region_to_one_event_by_keyboard_alone(many: Many, visit: Visit) -> None:
    page = visit(f"{many.url}/?{WHOLE}")
    frame = map_of(page)
    frame.locator('.panj-mark[tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")
    zooms = [frame.evaluate("map_div.getZoom()")]
    pane = region(page, "Event").get_by_role("heading", level=2)
    entry = frame.get_by_role("dialog").get_by_role("listitem").get_by_role("button").first
    for _ in range(12):
        expect(frame.locator(".panj-mark:focus")).to_have_count(1)
        opens = frame.locator(".panj-mark:focus").evaluate(
            "node => node.dataset.eventId ? 'event' : node.ariaHasPopup ? 'list' : 'cell'"
        )
        page.keyboard.press("Enter")
        if opens == "list":
            expect(entry).to_be_focused()
            page.keyboard.press("Enter")
        if opens != "cell":
            break
        frame.wait_for_function("zoom => map_div.getZoom() > zoom", arg=zooms[-1])
        settled(page)
        zooms.append(frame.evaluate("map_div.getZoom()"))
    expect(pane).to_be_focused()
    open_words(page, many)
    assert zooms == sorted(set(zooms)), "Enter did not zoom in"


def test_the_days_play_frame_by_frame_and_nothing_reruns(many: Many, visit: Visit) -> None:
    sent: list[Any] = []
    page = visit(f"{many.url}/?{WHOLE}")
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    frame = map_of(page)
    before = len(sent)
    frame.evaluate("void map_div.panBy([180, 60], {animate: false})")
    settled(page)
    frame.evaluate("void map_div.setZoom(7, {animate: false})")
    settled(page)
    page.get_by_label("Steps").select_option("10")
    page.evaluate(
        """() => {
          window.framesShown = [];
          const inside = [...document.querySelectorAll(".st-key-days *")];
          const host = inside.find((element) => element.shadowRoot);
          new MutationObserver((changes) => changes.forEach(({ target }) =>
            window.framesShown.push(Number(target.dataset.frame)))).observe(
            host.shadowRoot, { subtree: true, attributeFilter: ["data-frame"] });
        }"""
    )
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator('.player[data-state="paused"]')).to_be_visible(timeout=90_000)
    shown = list(dict.fromkeys(page.evaluate("window.framesShown")))
    assert shown == list(range(len(shown))), "every stretch of the days was shown, in order"
    assert len(shown) > MOST_BINS / 2  # half a year each
    settled(page)
    reruns = [BackMsg.FromString(frame).rerun_script for frame in sent[before:]]
    assert [one for one in reruns if not one.is_auto_rerun] == [], "the page was run again"
    in_the_data(frame, many)


ON_SCREEN = """() => {
  // The frame gets its width while the page comes together, and the map is then at work again.
  if (!document.querySelector(".panj-map[data-settled=true]")) return null;
  const {answer, discs, plates, rows, order, areas} = panjLayer.layout();
  const marks = [...document.querySelectorAll(".panj-mark")];
  const sum = (list) => list.reduce((all, one) => all + Number(one), 0);
  const size = map_div.getSize();
  const inView = ({lon, lat}) => {
    const {x, y} = map_div.latLngToContainerPoint([lat, lon]);
    return x >= 0 && y >= 0 && x <= size.x && y <= size.y;
  };
  return {
    ids: [...new Set([...marks.map((mark) => mark.dataset.eventId).filter(Boolean), ...order])],
    counted: sum(marks.filter((node) => /^cell /.test(node.dataset.key))
      .map((node) => node.dataset.count)),
    cells: sum(answer.cells.filter(inView).map((cell) => cell.count)),
    answered: answer.marks.map((mark) => mark.id),
    whole: answer.marks.length + sum([...answer.cells, ...answer.areas].map((one) => one.count)),
    inView: answer.inView, matched: answer.matched, read: answer.read,
  };
}"""


def in_the_data(frame: Frame, many: Many) -> dict[str, Any]:
    """Expect all that is on the screen to be in the file, and each event of the view once."""
    found: dict[str, Any] = frame.wait_for_function(ON_SCREEN).json_value()
    located = set(many.plain.plain[many.plain.plain["located"]]["id"])
    assert set(found["ids"]) <= set(found["answered"]) <= located
    assert found["counted"] == found["cells"]
    assert found["whole"] == found["inView"] <= found["matched"] <= found["read"] == SIZE
    return found


@pytest.mark.parametrize(
    "view", [WHOLE, "view=36.73,68.86,8", "view=36.73,68.86,11", "view=38.54,68.78,13"]
)
def test_nothing_is_on_the_screen_that_is_not_in_the_data(
    many: Many, visit: Visit, view: str
) -> None:
    page = visit(f"{many.url}/?{view}&kind=Force")
    found = in_the_data(map_of(page), many)
    rows = many.rows(kinds=frozenset(FAMILIES["Force"].kinds))
    assert found["matched"] == int(rows["located"].sum())
    assert found["inView"]


def test_the_counts_are_those_of_the_file(many: Many, visit: Visit) -> None:
    page = visit(f"{many.url}/?{WHOLE}")
    map_of(page)
    expect(counts(page)).to_contain_text(told(many.rows()))
    pill(page, "Use of force").click()
    fighting = frozenset(FAMILIES["Force"].kinds)
    expect(counts(page)).to_contain_text(told(many.rows(kinds=fighting)))


def test_words_are_searched_in_all_events(many: Many, visit: Visit) -> None:
    page = visit(f"{many.url}/?{WHOLE}")
    map_of(page)
    page.get_by_role("button", name="Filter", exact=True).click()
    words = page.get_by_test_id("stPopoverBody").get_by_label("Words")
    words.fill("bridge KUNDUZ")
    words.press("Enter")
    rows = many.rows(words="bridge KUNDUZ")
    assert 0 < len(rows) < SIZE / 10
    expect(counts(page)).to_contain_text(told(rows))


def test_a_link_restores_filters_view_and_event(many: Many, visit: Visit) -> None:
    first, last = date(2010, 1, 1), date(2012, 12, 31)
    rows = many.rows(dates=(first, last), statuses=frozenset({"reported"}), undated=False)
    near = rows["point"] & rows["west"].between(69, 70) & rows["south"].between(37, 38)
    event = str(rows[near]["id"].iloc[0])
    link = (
        f"{many.url}/?dates={first}&dates={last}&status=reported&undated=false&event={event}"
        "&view=37.5000,69.5000,7"
    )
    page = visit(link)
    frame = map_of(page)
    expect(counts(page)).to_contain_text(told(rows))
    assert open_words(page, many) == event
    assert frame.evaluate("map_div.getZoom()") == 7
    assert frame.evaluate("map_div.getCenter().distanceTo([37.5, 69.5])") < 2_000


def test_a_cell_is_shown_to_hold_the_open_event(many: Many, visit: Visit) -> None:
    plain = many.plain.plain
    crowded = plain[plain["point"]].groupby(["west", "south"])["id"].agg(["first", "size"])
    event = crowded.loc[crowded["size"].idxmax(), "first"]
    page = visit(f"{many.url}/?{WHOLE}&event={event}")
    frame = map_of(page)
    holder = frame.locator("[data-holds-open=true]")
    expect(holder).to_have_count(1)
    expect(holder).to_have_accessible_name(re.compile(r"Holds the open event\.$"))
    assert int(holder.get_attribute("data-count") or 0) > 1


def test_the_rows_come_by_page_sorted_and_searched_on_the_server(many: Many, visit: Visit) -> None:
    page = visit(f"{many.url}/?{WHOLE}")
    map_of(page)
    open_drawer(page)
    rows = page.locator(".st-key-rows")
    range_ = rows.get_by_role("status")
    expect(range_).to_have_text(f"1–50 of {SIZE:,}")
    ids = "nodes => nodes.map(node => node.dataset.eventId)"
    assert rows.locator("[data-event-id]").evaluate_all(ids) == [f"made:{n}" for n in range(1, 51)]
    rows.get_by_role("button", name="Next", exact=True).click()
    expect(range_).to_have_text(f"51–100 of {SIZE:,}")
    rows.get_by_role("button", name="Last", exact=True).click()
    expect(range_).to_have_text(f"{SIZE - 49:,}–{SIZE:,} of {SIZE:,}")
    assert rows.locator("[data-event-id]").last.get_attribute("data-event-id") == f"made:{SIZE}"
    rows.get_by_role("button", name="When", exact=True).click()
    expect(rows.get_by_role("columnheader", name="When")).to_have_attribute(
        "aria-sort", "ascending"
    )
    plain = many.plain.plain
    day = plain["first"].where(plain["first"] > -(10**6), plain["last"])
    earliest = plain.assign(day=day)[plain["dated"]].sort_values("day", kind="stable")
    found = rows.locator("[data-event-id]").evaluate_all(ids)
    assert found == list(earliest["id"][:50])
    rows.get_by_role("searchbox").fill("prisoners")
    total = len(many.rows(words="prisoners"))
    expect(range_).to_have_text(f"1–50 of {total:,}")


@pytest.mark.parametrize("zoom", range(5, 14))
def test_an_answer_stays_small_in_and_around_a_town(many: Many, zoom: int) -> None:
    degree = 256 * 2**zoom / 360  # pixels of a degree of longitude
    wide, high = WIDTHS["desktop"][0] * 1.4 / degree / 2, 700 * 1.4 / degree / 2
    for east, north in ((0, 0), (0.6, 0.3), (-2 * wide, 0), (0, high)):
        lon, lat = TOWN[0] + east, TOWN[1] + north
        box = f"{lon - wide:.5f},{lat - high:.5f},{lon + wide:.5f},{lat + high:.5f}"
        answer = many.ask("cells", bbox=box, zoom=zoom)
        total = len(answer["marks"])
        total += sum(one["count"] for one in (*answer["cells"], *answer["areas"]))
        assert total == answer["inView"]
        sent = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
        assert len(gzip.compress(sent, 6)) <= MOST_SENT


def test_a_phone_has_the_whole_and_every_target_is_large_enough(many: Many, visit: Visit) -> None:
    page = visit(f"{many.url}/?{WHOLE}", "phone")
    frame = map_of(page)
    expect(counts(page)).to_contain_text(told(many.rows()))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = frame.locator(".panj-mark").evaluate_all(
        "nodes => nodes.map(n => n.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"
    )
    assert sizes
    assert min(sizes) >= 24
    in_the_data(frame, many)
