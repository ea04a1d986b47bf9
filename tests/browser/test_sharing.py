"""What a reader takes along: the link, and pictures that are the same drawing as the map."""

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reader import CROSSING, EVENTS, LOCATED, Visit, map_of

SIZES = {"wide": (1200, 675), "square": (1080, 1080)}
DISCLAIMER = "Boundaries and names shown imply no endorsement."


def open_share(page: Page) -> None:
    map_of(page)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()


def take(page: Page, size: tuple[int, int], folder: Path) -> tuple[str, bytes]:
    """Return the name and the bytes of a picture as the reader saves it."""
    with page.expect_download() as saved:
        page.get_by_role("button", name=f"Picture {size[0]} × {size[1]}").click()
    file = folder / "picture.png"
    saved.value.save_as(file)
    return saved.value.suggested_filename, file.read_bytes()


def colours(page: Page, png: bytes) -> dict[str, int]:
    """Return how often each colour is in a picture, opened by the browser, as "#rrggbb"."""
    return page.evaluate(
        """async (bytes) => {
          const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, image.width, image.height);
          const found = {};
          for (let i = 0; i < data.length; i += 16) {
            const hex = [0, 1, 2].map((j) => data[i + j].toString(16).padStart(2, "0"));
            const name = `#${hex.join("")}`;
            found[name] = (found[name] ?? 0) + 1;
          }
          return found;
        }""",
        list(png),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", SIZES)
def test_a_picture_has_twice_the_pixels_and_the_light_colours(
    server: str, visit: Visit, tmp_path: Path, shape: str, scheme: str
) -> None:
    page = visit(server, scheme=scheme)
    open_share(page)
    name, png = take(page, SIZES[shape], tmp_path)
    width, height = SIZES[shape]
    assert name == f"panj-afghanistan-tajikistan-border-july-2021-{width}x{height}.png"
    assert struct.unpack(">II", png[16:24]) == (width * 2, height * 2)
    found = colours(page, png)
    assert found["#ffffff"] > 0.1 * sum(found.values()), "the page is not white"
    for colour in ("#a8170f", "#0b5e4b", "#161c25", "#5a2a91"):  # families of the article
        assert found.get(colour, 0) > 50, colour
    expect(page.get_by_text(f"Saved as {name}.")).to_be_visible()
    frame = map_of(page)
    assert frame.evaluate("document.querySelectorAll('.panj-map').length") == 1


def drawn(page: Page, asked: dict[str, Any]) -> dict[str, Any]:
    """Return a picture before it becomes pixels: its words, and what it would ask for."""
    return map_of(page).evaluate(
        """async (asked) => {
          const { drawPicture } = await import("../../assets/picture.js");
          const api = new URL("../../api/", document.baseURI).href;
          const layers = new URL("../../layers/", document.baseURI).href;
          const options = { api, layers, credits: "CREDITS", state: asked.state };
          const drawing = await drawPicture(
            L, { map: map_div, layer: panjLayer }, options, asked);
          const text = [...drawing.querySelectorAll("text")];
          document.body.append(drawing);
          const edge = drawing.getBoundingClientRect();
          const out = text.filter((line) => {
            const box = line.getBoundingClientRect();
            const beyond = box.right > edge.right || box.bottom > edge.bottom;
            return !line.closest("svg svg svg") && beyond;
          });
          drawing.remove();
          return {
            words: text.map((line) => line.textContent),
            outside: out.map((line) => line.textContent),
            relief: drawing.querySelectorAll('image[href^="data:image/png"]').length,
            asks: [...drawing.querySelectorAll("[href]")].map((node) => node.getAttribute("href"))
              .filter((href) => !/^(data:|#)/.test(href)),
          };
        }""",
        asked,
    )


def asked_for(shape: str, **words: Any) -> dict[str, Any]:
    width, height = SIZES[shape]
    counts = {"read": 16, "on_map": 8, "without_place": 8, "filtered_out": 0, "rejected": 0}
    return {
        "width": width,
        "height": height,
        "state": {"query": "", "selected": None},
        "words": {
            "title": "A title",
            "filters": [],
            "origin": "The Paper, 8 July 2021",
            "address": "http://localhost:8501/?view=1,2,3",
            "counts": counts,
            **words,
        },
    }


@pytest.mark.parametrize("shape", SIZES)
def test_a_picture_holds_its_title_key_filter_scale_credits_and_address(
    server: str, visit: Visit, shape: str
) -> None:
    page = visit(server)
    found = drawn(page, asked_for(shape, filters=["Fighting", "1–3 July 2021"]))
    text = " ".join(found["words"])
    assert found["asks"] == []
    assert found["outside"] == []
    assert found["relief"] == 1
    for words in (
        "A title",
        f"{len(LOCATED)} of {len(EVENTS)} events are on this map",
        "without a place",
        "Filter: Fighting, 1–3 July 2021.",
        "Kind of event",
        "Crossing",
        "to a border; the width is not",
        "km",
        "The Paper, 8 July 2021",
        "CREDITS",
        DISCLAIMER,
        "http://localhost:8501/?view=1,2,3",
    ):
        assert words in text, words
    assert "Appeal" not in found["words"], "the key holds what the map does not"


def test_a_picture_of_a_part_counts_what_lies_outside(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?view=38.5600,68.7700,10")  # Dushanbe
    asked = asked_for("wide")
    asked["state"]["view"] = {"lat": 38.56, "lng": 68.77, "zoom": 10}
    text = " ".join(drawn(page, asked)["words"])
    assert "outside this view" in text
    assert "Crossing" not in text
    whole = drawn(page, asked_for("wide"))  # no view of the reader's own: the whole border
    assert "outside this view" not in " ".join(whole["words"])


def test_long_and_hostile_words_stay_on_the_sheet_as_words(server: str, visit: Visit) -> None:
    page = visit(server)
    hostile = "</text><image href=x onerror=alert(1)>" + "&lt;${x}" * 60 + " word" * 200
    for shape in SIZES:
        found = drawn(page, asked_for(shape, title=hostile, origin=hostile, filters=[hostile] * 9))
        assert found["outside"] == []
        assert found["asks"] == []
        assert any(words.startswith("</text><image") for words in found["words"])


def test_a_picture_shows_the_open_event_and_the_filters_in_force(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"{server}/?kind=Crossing&event={CROSSING}")
    open_share(page)
    _, png = take(page, SIZES["wide"], tmp_path)
    found = colours(page, png)
    assert found.get("#0b57d0", 0) > 200, "the open event is not marked"
    assert found.get("#a66b00", 0) > 20
    assert not found.get("#a8170f"), "a mark that the filter hides is in the picture"


def test_a_picture_without_its_events_says_why(server: str, visit: Visit) -> None:
    page = visit(server)
    open_share(page)
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("button", name="Picture 1200").click()
    expect(page.get_by_text("There is no picture: the events could not be loaded.")).to_be_visible()


def test_the_link_is_the_whole_state(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?kind=Crossing&event={CROSSING}")
    open_share(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    assert json.dumps(CROSSING).strip('"') in link


PANELS = (".st-key-pane", ".st-key-pills", ".st-key-period", ".st-key-rows", ".stAppHeader")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_holds_map_key_events_and_credits_and_no_control(
    server: str, visit: Visit, scheme: str
) -> None:
    page = visit(server, scheme=scheme)
    frame = map_of(page)
    paper = page.locator(".st-key-paper")
    expect(paper).to_be_hidden()
    expect(paper.locator(".account")).to_have_count(0)
    page.emulate_media(media="print")
    expect(paper).to_be_visible()
    expect(paper.locator(".account tbody tr")).to_have_count(len(EVENTS))
    for panel in PANELS:
        expect(page.locator(panel)).to_be_hidden()
    for name in ("Filter", "Share", "About"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_hidden()
    expect(frame.locator(".panj-tools")).to_be_hidden()
    told = paper.locator("blockquote").all_text_contents()
    assert all(quote["exact"] in told for event in EVENTS.values() for quote in event["quotes"])
    for words in ("Kind of event", "OpenStreetMap", DISCLAIMER, "Dave DeCamp, Antiwar.com"):
        expect(paper.get_by_text(words).first).to_be_visible()
    expect(frame.locator(".panj-map")).to_have_attribute("data-theme", "light")
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("one => getComputedStyle(one).color") == "rgb(20, 24, 29)"


def test_the_map_is_drawn_whole_on_paper_and_the_pages_follow(server: str, visit: Visit) -> None:
    page = visit(server)
    frame = map_of(page)
    width = frame.evaluate("innerWidth")
    page.emulate_media(media="print")
    expect(page.locator(".st-key-paper .account tr").last).to_be_visible()
    page.set_viewport_size({"width": 700, "height": 1000})  # a sheet of A4 between its margins
    shown = page.locator(".st-key-map-place iframe").bounding_box()
    place = page.locator(".st-key-map-place").bounding_box()
    assert shown is not None
    assert place is not None
    assert shown["width"] <= 700
    assert abs(shown["height"] - place["height"]) < 1
    assert frame.evaluate("innerWidth") == width, "the map was laid out anew"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pdf = page.pdf(prefer_css_page_size=True)
    pages = re.findall(rb"/Type\s*/Page\b", pdf)
    assert 3 <= len(pages) <= 12


def test_paper_whose_events_are_not_answered_says_so_and_asks_again(
    server: str, visit: Visit
) -> None:
    page = visit(f"{server}/?kind=Crossing")
    map_of(page)
    paper = page.locator(".st-key-paper")
    page.route("**/paper?*", lambda route: route.abort())
    page.emulate_media(media="print")
    expect(paper.get_by_text("The events are missing here")).to_be_visible()
    page.unroute("**/paper?*")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(paper.locator(".account tbody tr")).to_have_count(1)
    expect(paper.get_by_text("The events are missing here")).to_have_count(0)


def test_paper_counts_events_that_are_too_many_to_print(server: str, visit: Visit) -> None:
    page = visit(server)
    map_of(page)
    many = {"total": 1_201, "cards": [], "marks": []}
    page.route("**/paper?*", lambda route: route.fulfill(json=many))
    page.emulate_media(media="print")
    paper = page.locator(".st-key-paper")
    expect(paper.get_by_text("1,201 events are too many to stand here in full.")).to_be_visible()
    expect(paper.get_by_text("No event is selected.")).to_have_count(0)
