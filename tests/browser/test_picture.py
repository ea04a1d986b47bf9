"""The picture that a reader takes along: chosen and seen before it is made, the same as the map."""

import json
import re
import struct
import xml.etree.ElementTree as ET
from base64 import b64encode
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from shapely.geometry import box as rectangle
from shapely.geometry import mapping

from dashboard.assets.palette import palette
from events.model.vocabulary import FAMILIES
from tests.browser.conftest import serving, visiting
from tests.browser.reader import (
    ARTICLE,
    CROSSING,
    EVENTS,
    LOCATED,
    Visit,
    at_rest,
    map_of,
    open_files,
    open_share,
)
from tests.makers.imported import DATA

SIZES = {"wide": (1200, 675), "square": (1080, 1080)}
DISCLAIMER = "Boundaries and names shown imply no endorsement."
NAME = "panj-afghanistan-tajikistan-border-july-2021"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def article(server: str, browser: Browser) -> Iterator[Page]:
    """A page of the article, in which pictures are drawn that leave nothing behind."""
    with visiting(browser) as visit:
        yield visit(server)


def open_form(page: Page) -> Locator:
    """Open the form of a picture, and return it once its preview is there."""
    open_share(page)
    page.get_by_role("button", name="Picture", exact=True).click()
    form = page.get_by_role("dialog", name="A picture of the map")
    made(form)
    return form


def made(form: Locator) -> None:
    """Expect the preview to be that of what is chosen."""
    expect(form.get_by_text("This is the picture.")).to_be_visible()


def choose(form: Locator, name: str, value: str) -> None:
    form.get_by_label(name).select_option(value)
    made(form)


def save(page: Page, form: Locator, kind: str, folder: Path) -> tuple[str, bytes]:
    """Return the name and the bytes of a picture as the reader saves it."""
    with page.expect_download() as saved:
        form.get_by_role("button", name=f"Save as {kind}").click()
    file = folder / "picture"
    saved.value.save_as(file)
    return saved.value.suggested_filename, file.read_bytes()


def texts(svg: bytes) -> str:
    """Return all words that a drawing shows."""
    return " ".join("".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text"))


def colours(page: Page, png: bytes) -> dict[str, int]:
    """Return how often each colour is in a picture, opened by the browser, as "#rrggbb"."""
    return page.evaluate(
        """async (written) => {
          const bytes = Uint8Array.from(atob(written), (letter) => letter.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes]));
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
        b64encode(png).decode(),  # a list would be millions of values, each with its type
    )


def test_a_picture_has_twice_the_pixels_and_the_colours_that_are_chosen(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(server, scheme="dark")
    form = open_form(page)
    expect(form.get_by_label("Colours")).to_have_value("light")
    for shape, theme in product(SIZES, ("light", "dark")):
        choose(form, "Form", shape)
        choose(form, "Colours", theme)
        name, png = save(page, form, "PNG", tmp_path)
        width, height = SIZES[shape]
        assert name == f"{NAME}-{width}x{height}.png"
        assert struct.unpack(">II", png[16:24]) == (width * 2, height * 2)
        found = colours(page, png)
        sheet = palette(theme)["page"].lower()
        assert found[sheet] > 0.1 * sum(found.values()), "the sheet is of another colour"
        for family in ("Force", "Support", "Base", "Call-up"):  # of the article
            colour = getattr(FAMILIES[family], theme).lower()
            assert found.get(colour, 0) > 50, family
        expect(form.get_by_text(f"Saved as {name}.")).to_be_visible()
    assert map_of(page).evaluate("document.querySelectorAll('.panj-map').length") == 1


def test_the_svg_is_the_picture_with_its_words_as_text(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(server)
    form = open_form(page)
    form.get_by_label("Headline").fill("A night at <the> river & beyond")
    form.get_by_label("Caption").fill("Drawn for the evening.")
    made(form)
    name, svg = save(page, form, "SVG", tmp_path)
    assert name == f"{NAME}-1200x675.svg"
    drawing = ET.fromstring(svg)
    assert (drawing.get("width"), drawing.get("height")) == ("1200", "675")
    assert drawing.findtext(f"{SVG}title") == "A night at <the> river & beyond"
    words = texts(svg)
    assert "A night at <the> river & beyond" in words
    assert "Drawn for the evening." in words
    links = [one.get("href") for one in drawing.iter() if one.get("href")]
    assert [link for link in links if not link.startswith(("data:image/png", "#"))] == []
    assert not list(drawing.iter(f"{SVG}script"))
    told = drawing.findtext(f"{SVG}desc") or ""
    assert "Russia has a military base in Tajikistan." in told, "it has no day and no other place"


def test_the_text_alternative_tells_the_picture_and_is_copied(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"{server}/?kind=Crossing")
    form = open_form(page)
    form.get_by_role("button", name="Copy text alternative").click()
    expect(form.get_by_text("The text alternative is copied.")).to_be_visible()
    alt = page.evaluate("navigator.clipboard.readText()")
    assert alt.startswith(f"Map: {ARTICLE['title']}. 1 of {len(EVENTS)} events are on this map")
    assert f"{EVENTS[CROSSING]['title']} (4–5 July †)" in alt
    _, svg = save(page, form, "SVG", tmp_path)
    assert ET.fromstring(svg).findtext(f"{SVG}desc") == alt


def test_a_picture_of_one_source_alone_credits_that_one(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"{server}/?source={ARTICLE['sources'][0]['id']}")
    form = open_form(page)
    made(form)
    _, svg = save(page, form, "SVG", tmp_path)
    words = texts(svg)
    assert "Antiwar.com" in words
    others = [source["publisher"] for source in ARTICLE["sources"][1:]]
    assert [name for name in others if name in words] == []


def test_the_pdf_is_printed_on_a_sheet_of_the_pictures_size_with_text_as_text(
    server: str, visit: Visit
) -> None:
    page = visit(server)
    form = open_form(page)
    choose(form, "Form", "square")
    # The browser's own dialog can't be pressed by a test; what it would print is taken instead.
    page.add_init_script(
        """window.print = () => {
          parent.sheet = document.documentElement.outerHTML;
          dispatchEvent(new Event("afterprint"));
        }"""
    )
    form.get_by_role("button", name="PDF, by the print dialog").click()
    expect(page.locator(".panj-print")).to_have_count(0)
    sheet = page.context.new_page()
    sheet.set_content(page.evaluate("window.sheet"))
    pdf = sheet.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    found = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert found is not None
    assert [float(side) for side in found.groups()] == pytest.approx([810, 810], abs=1)  # points
    assert b"/FontFile" in pdf, "the words are no text"


def drawn(page: Page, asked: dict[str, Any]) -> dict[str, Any]:
    """Return a picture before it is a file: its words, and what it would ask for."""
    return map_of(page).evaluate(
        """async (asked) => {
          const { drawPicture, fileText } = await import("../../assets/image/map_image.js");
          const api = new URL("../../api/", document.baseURI).href;
          const layers = new URL("../../layers/", document.baseURI).href;
          const options = { api, layers, credits: "CREDITS", state: asked.state };
          const { drawing, alt } = await drawPicture(
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
            words: text.map((line) => line.textContent), alt, svg: fileText(drawing),
            key: [...drawing.querySelectorAll(".panj-picture-key text")]
              .map((line) => line.textContent),
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
    read, on_map = len(EVENTS), len(LOCATED)
    counts = {"read": read, "on_map": on_map, "without_place": read - on_map}
    counts |= {"filtered_out": 0, "rejected": 0}
    return {
        "width": width,
        "height": height,
        "theme": "light",
        "whole": True,
        "leftOut": [],
        "state": {"collection": "events", "query": "", "selected": None},
        "words": {
            "title": "A title",
            "caption": "",
            "filters": [],
            "credits": [{"letter": "", "sources": ["The Paper, 8 July 2021"], "terms": []}],
            "address": "https://panj.example/?view=1,2,3",
            "counts": counts,
            **words,
        },
    }


@pytest.mark.parametrize("shape", SIZES)
def test_a_picture_holds_its_title_key_filter_scale_credits_and_address(
    article: Page, shape: str
) -> None:
    found = drawn(article, asked_for(shape, filters=["Use of force", "1–3 July 2021"]))
    text = " ".join(found["words"])
    assert found["asks"] == []
    assert found["outside"] == []
    assert found["relief"] == 1
    for words in (
        "A title",
        f"{len(LOCATED)} of {len(EVENTS)} events are on this map",
        "without a place",
        "Filter: Use of force, 1–3 July 2021.",
        "Kind of event",
        "Crossing",
        "to a border; the width is not",
        "km",
        "The Paper, 8 July 2021",
        "CREDITS",
        DISCLAIMER,
        "https://panj.example/?view=1,2,3",
    ):
        assert words in text, words
    assert "Appeal" not in found["key"], "the key holds what the map does not"


@pytest.mark.parametrize("shape", SIZES)
def test_a_picture_marks_what_is_not_the_sources_and_says_so(article: Page, shape: str) -> None:
    words = drawn(article, asked_for(shape))["words"]
    assert "Dushanbe †" in words
    assert "Bokhtar †" in words
    assert "a value not from the source" in words
    foot = " ".join(words)
    assert "Dushanbe and Bokhtar: Asia-Plus, 28 May 2019." in foot
    is_shown = any(text.startswith("4–5 July") and "Asia-Plus" not in text for text in words)
    assert ("4–5 July: Asia-Plus, 5 July 2021." in foot) == is_shown, "no more than is on the map"


def test_a_tinted_area_has_no_hatch_in_the_key(visit: Visit, tmp_path: Path) -> None:
    """Where one area lies in another both are tinted by their numbers, and the key says so."""
    areas = [(70.0, 37.0, 71.5, 38.0, "province"), (70.4, 37.2, 71.0, 37.7, "district")]
    features = [
        {
            "type": "Feature",
            "id": level,
            "geometry": mapping(rectangle(*corners)),
            "properties": {
                "title": f"In a {level}",
                "kind": "assault",
                "status": "reported",
                "place": f"A {level}",
                "place_precision": level,
            },
        }
        for *corners, level in areas
    ]
    own = tmp_path / "own.geojson"
    made = {"type": "FeatureCollection", "format": "panj-events/1", "features": features}
    own.write_text(json.dumps(made))
    with serving(own) as url:
        found = drawn(visit(url), asked_for("wide"))
    assert "panj-tint" in found["svg"]
    key = " ".join(found["key"])
    assert "so many are known no closer" in key
    assert "district or province" not in key


def test_a_place_that_is_not_the_sources_is_named_among_many_marks(
    visit: Visit, tmp_path: Path
) -> None:
    crowd = [
        {
            "type": "Feature",
            "id": f"one-{at}",
            "geometry": {"type": "Point", "coordinates": [71 + at % 8 / 4, 37.5 + at // 8 / 5]},
            "properties": {
                "title": f"Shots {at}",
                "kind": "assault",
                "status": "reported",
                "place": f"Village {at}",
                "place_precision": "exact",
            },
        }
        for at in range(40)
    ]
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps(ARTICLE | {"features": ARTICLE["features"] + crowd}))
    with serving(own) as url:
        words = drawn(visit(url), asked_for("wide"))["words"]
    assert "Dushanbe †" in words
    assert "Bokhtar †" in words
    assert not [one for one in words if one.startswith("Village")]


def test_the_key_shows_what_is_expected_as_it_is_drawn(article: Page) -> None:
    key = " ".join(drawn(article, asked_for("square"))["key"])
    assert "in which it may come" in key
    assert "region without sharp edges" not in key


def test_a_picture_of_a_part_counts_what_lies_outside(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?view=38.5600,68.7700,10")  # Dushanbe
    asked = asked_for("wide") | {"whole": False}
    text = " ".join(drawn(page, asked)["words"])
    assert "outside this view" in text
    assert "Crossing" not in text
    whole = drawn(page, asked_for("wide"))
    assert "outside this view" not in " ".join(whole["words"])


def test_labels_that_are_not_wanted_are_left_out_and_no_mark_with_them(article: Page) -> None:
    found = " ".join(drawn(article, asked_for("square"))["words"])
    for words in ("TAJIKISTAN", "KHATLON", "Pamir", "Khorugh", "over 1,000", "Bokhtar"):
        assert words.lower() in found.lower(), words
    ground = ["countries", "provinces", "rivers", "towns"]
    bare = drawn(article, asked_for("square") | {"leftOut": [*ground, "events"]})
    assert f"{len(LOCATED)} of {len(EVENTS)} events" in " ".join(bare["words"])
    on_map = set(bare["words"][2:]) - set(bare["key"])
    for words in ("TAJIKISTAN", "KHATLON", "Pamir", "Khorugh", "Bokhtar", "border"):
        assert not [one for one in on_map if words in one], words
    # What is honest stays: what is not the source's is marked, what a country holds is not pinned.
    assert bare["words"].count("†") >= 3
    assert "a value not from the source" in bare["words"]
    assert "Also somewhere in" in on_map
    assert {"Tajikistan · 1", "Afghanistan · 2"} <= {one.replace("\xa0", " ") for one in on_map}
    places = " ".join(drawn(article, asked_for("square") | {"leftOut": ["titles"]})["words"])
    assert EVENTS[CROSSING]["title"].split()[1] not in places
    assert "Afghanistan–Tajikistan" in places


MANY = [
    {"letter": letter, "sources": ["A source with a long name, 2021"] * 400, "terms": ["CC BY 4.0"]}
    for letter in "AB"
]
LONG = {"title": "A long headline " * 9, "caption": "What the picture shows. " * 20}


@pytest.mark.parametrize(
    "words", [{}, LONG, {**LONG, "credits": MANY}], ids=["short", "long", "many"]
)
@pytest.mark.parametrize("shape", SIZES)
def test_nothing_of_a_picture_lies_on_another_part(
    article: Page, shape: str, words: dict[str, Any]
) -> None:
    found = drawn(article, asked_for(shape, **words))
    assert found["outside"] == []
    stand_apart(article, found["svg"])
    foot = " ".join(found["words"])
    assert foot.count("CC BY 4.0") == (2 if words.get("credits") else 0)
    assert ("more sources" in foot) == bool(words.get("credits"))


def stand_apart(page: Page, svg: str) -> None:
    """Expect head, map, key and foot of a picture to have nothing of each other."""
    boxes = page.evaluate(
        """(svg) => {
          const host = document.createElement("div");
          host.append(document.importNode(
            new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true));
          document.body.append(host);
          const boxes = ["head", "frame", "key", "foot"].map((name) => {
            const { left, top, right, bottom } = host.querySelector(`.panj-picture-${name}`)
              .getBoundingClientRect();
            return [name, { left, top, right, bottom }];
          });
          host.remove();
          return boxes;
        }""",
        svg,
    )
    for at, (name, box) in enumerate(boxes):
        for other, its in boxes[at + 1 :]:
            assert apart(box, its), (name, other)


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    """Tell whether two boxes have nothing of each other, but for a hair's breadth."""
    pairs = (("right", "left"), ("bottom", "top"))
    return any(
        a[end] <= b[start] + 1 for end, start in pairs for a, b in ((one, other), (other, one))
    )


def test_a_picture_of_two_files_names_every_source_with_its_letter_and_licence(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(server)
    map_of(page)
    open_files(page, DATA / "ucdp-v23.1.csv")
    page.keyboard.press("Escape")
    at_rest(page)
    form = open_form(page)
    for shape in SIZES:
        choose(form, "Form", shape)
        _, svg = save(page, form, "SVG", tmp_path)
        words = texts(svg)
        assert f"A: “{ARTICLE['sources'][0]['title']}”, Dave DeCamp, Antiwar.com" in words
        assert "B: UCDP Georeferenced Event Dataset (GED)" in words
        assert "CC BY 4.0" in words
        assert "2 sources" not in words
        assert "outside this view" not in words
        stand_apart(page, svg.decode())


def test_the_open_event_is_marked_only_where_it_is_wanted(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"{server}/?kind=Crossing&event={CROSSING}")
    form = open_form(page)
    found = colours(page, save(page, form, "PNG", tmp_path)[1])
    assert not found.get("#0b57d0"), "the open event is marked"
    assert found.get("#a66b00", 0) > 20
    assert not found.get("#a8170f"), "a mark that the filter hides is in the picture"
    assert "Other sources put it" not in texts(save(page, form, "SVG", tmp_path)[1])
    form.get_by_label("Mark the open event").check()
    made(form)
    assert colours(page, save(page, form, "PNG", tmp_path)[1]).get("#0b57d0", 0) > 200
    words = texts(save(page, form, "SVG", tmp_path)[1])
    key = words.split("Other sources put it")[1]
    assert re.match(r"\s*2\s*Dave DeCamp", key), "the number of its row, and whose it is"
    assert words.count(" 2 ") >= 2, "the number stands beside the shape, too"


def test_a_picture_is_the_same_on_every_screen(server: str, visit: Visit, tmp_path: Path) -> None:
    pictures = []
    for width in ("desktop", "phone"):
        page = visit(server, width=width)
        pictures.append(texts(save(page, open_form(page), "SVG", tmp_path)[1]))
    assert pictures[0] == pictures[1]


def test_a_picture_has_the_place_names_that_are_chosen(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(server)
    form = open_form(page)
    assert not re.search("[а-я]", texts(save(page, form, "SVG", tmp_path)[1]))
    choose(form, "Place names on the map", "Russian")
    assert re.search("[а-я]", texts(save(page, form, "SVG", tmp_path)[1]))


def test_long_and_hostile_words_stay_on_the_sheet_as_words(server: str, visit: Visit) -> None:
    page = visit(server)
    hostile = "</text><image href=x onerror=alert(1)>" + "&lt;${x}" * 60 + " word" * 200
    credits = [{"letter": "A", "sources": [hostile] * 3, "terms": [hostile]}]
    for shape in SIZES:
        asked = asked_for(shape, title=hostile, caption=hostile, credits=credits)
        asked["words"]["filters"] = [hostile] * 9
        found = drawn(page, asked)
        assert found["outside"] == []
        assert found["asks"] == []
        assert any(words.startswith("</text><image") for words in found["words"])


def test_a_picture_without_its_events_says_why(server: str, visit: Visit) -> None:
    page = visit(server)
    form = open_form(page)
    page.route("**/api/**", lambda route: route.abort())
    form.get_by_label("Form").select_option("square")
    expect(form.get_by_text("There is no picture: the events could not be loaded.")).to_be_visible()
    expect(form.get_by_role("button", name="Save as PNG")).to_be_disabled()
    page.unroute("**/api/**")


ADDRESSES = {
    "https://panj.example/?kind=Crossing": True,
    "http://127.0.0.1:8501/": False,
    "http://localhost:8501/": False,
    "http://desk/": False,
    "http://desk.local/": False,
    "https://panj.internal/": False,
    "http://10.0.0.7/": False,
    "http://172.20.1.1/": False,
    "http://172.32.1.1/": True,
    "http://192.168.1.5:8501/": False,
    "http://169.254.9.9/": False,
    "http://100.64.1.1/": False,
    "http://[::1]:8501/": False,
    "http://[fd00::1]/": False,
    "http://[fe80::1]/": False,
    "http://[2001:db8::1]/": True,
}


def test_the_address_is_told_only_where_others_reach_it(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(server)
    form = open_form(page)
    assert "127.0.0.1" not in texts(save(page, form, "SVG", tmp_path)[1])
    told = page.evaluate(
        """async (addresses) => {
          const { isPublic } = await import(
            new URL("assets/shared/public_address.js", document.baseURI));
          return addresses.map((address) => isPublic(new URL(address)));
        }""",
        list(ADDRESSES),
    )
    assert dict(zip(ADDRESSES, told, strict=True)) == ADDRESSES


def test_the_form_fits_a_phone_and_is_left_by_escape(server: str, visit: Visit) -> None:
    page = visit(server, width="phone", scheme="dark")
    form = open_form(page)
    assert form.evaluate("one => one.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page.get_by_role("button", name="Picture", exact=True)).to_be_focused()


@pytest.mark.parametrize("shape", SIZES)
def test_a_long_caption_is_whole_and_costs_no_title_of_an_event(article: Page, shape: str) -> None:
    caption = "What one article says, and how exactly it says where. " * 11
    found = drawn(article, asked_for(shape, caption=caption[:600].strip()))
    words = " ".join(found["words"])
    assert caption[:600].strip() in words
    assert EVENTS[CROSSING]["title"] in words
    assert found["outside"] == []
    stand_apart(article, found["svg"])
