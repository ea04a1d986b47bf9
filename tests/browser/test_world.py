"""The ground beyond the region, in a browser: fetched for its view only, and named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
import shapely
from playwright.sync_api import Browser, expect

from tests.browser.map_harness.opening import Open, go, maps, overlaps, settle
from tests.browser.map_harness.serving import HERE, harness

PLACES = {
    "Ukraine's east": ("48.4,37.8", ["Donetsk", "LUHANSK"]),
    "Darfur": ("13.5,24.5", ["Nyala", "SOUTH DARFUR"]),
    "Rakhine": ("20.5,93.5", ["Sittwe", "RAKHINE"]),
    "Tigray": ("13.8,38.9", ["Mek'ele", "AMHARA"]),
    "northern Colombia": ("8.5,-74.0", ["Cúcuta", "SANTANDER"]),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with harness() as running:
        yield running


@pytest.fixture
def open_map(server: Any, browser: Browser) -> Iterator[Open]:
    with maps(server, browser) as open_:
        yield open_


def test_a_place_elsewhere_has_its_names(open_map: Open) -> None:
    page = open_map(size=(1440, 900), view="48.4,37.8,7.75", query="case=none")
    for place, (view, names) in PLACES.items():
        go(page, [float(part) for part in view.split(",")], 7.75)
        for name in names:
            expect(page.locator("#map svg text").filter(has_text=name).first).to_be_attached()
        settle(page)
        boxes = combinations(page.evaluate("panj.boxes()"), 2)
        met = [(a, b) for a, b in boxes if a["key"] != b["key"] and overlaps(a, b)]
        assert met == [], place


GROUND_OF_FIRST_FRAME = """([lat, lng]) => new Promise((done) => {
  leafletMap.setView([lat, lng], 5.5, { animate: false });
  requestAnimationFrame(() => {
    done(document.querySelectorAll(".leaflet-panj-world-pane path").length);
  });
})"""


def test_the_ground_of_another_view_follows_its_marks(open_map: Open) -> None:
    inside, outside = [36.5, 69.5], [36.5, 77.6]
    page = open_map(size=(1440, 900), view="36.5,77.6,5.5", query="case=none")
    land = page.locator(".leaflet-panj-world-pane path")
    expect(land).not_to_have_count(0)
    pieces = land.count()
    assert page.evaluate(GROUND_OF_FIRST_FRAME, inside) == pieces
    expect(land).not_to_have_count(pieces)
    others = land.count()
    assert page.evaluate(GROUND_OF_FIRST_FRAME, outside) == others  # though it is all here
    expect(land).to_have_count(pieces)


COUNTRIES = {
    "UKRAINE": (48.4, 37.8),
    "SUDAN": (13.5, 24.5),
    "MYANMAR": (20.5, 94.5),
    "ETHIOPIA": (12.8, 38.9),
    "COLOMBIA": (8.5, -74.5),
}
"""Far from the middle of each."""


def test_a_country_is_named_far_from_its_middle_too(open_map: Open) -> None:
    page = open_map(size=(1440, 900), view="48.4,37.8,7", query="case=none")
    for name, centre in COUNTRIES.items():
        for zoom in (6, 8):
            go(page, centre, zoom)
            expect(page.locator("#map svg text").get_by_text(name, exact=True)).to_have_count(1)
            settle(page)
    go(page, COUNTRIES["UKRAINE"], 11)
    expect(page.locator("#map svg text").get_by_text("UKRAINE", exact=True)).to_have_count(0)


def test_a_disputed_border_and_the_credits_are_those_of_the_view(open_map: Open) -> None:
    page = open_map(size=(1440, 900), view="24.5,-13.0,6", query="case=none")
    told = page.get_by_text("Dashed: a disputed border.")
    expect(told).to_be_visible()
    credited = page.locator(".panj-credits-text")
    expect(credited).to_have_text("GeoNames (CC BY 4.0); Natural Earth; GSHHG (LGPL).")
    go(page, [48.4, 20.0], 7)
    expect(told).to_be_hidden()
    go(page, [38.2, 70.5], 8)
    expect(credited).to_have_text(
        "© OpenStreetMap contributors (ODbL); GeoNames (CC BY 4.0); Natural Earth; geoBoundaries;"
        " NOAA GLOBE; GSHHG (LGPL)."
    )


def test_outlines_of_areas_are_credited_where_one_is_in_view(open_map: Open) -> None:
    """Where nothing else is drawn that is of geoBoundaries."""
    page = open_map(size=(1440, 900), view="48.4,37.8,7", query="case=none")
    credited = page.locator(".panj-credits-text")
    expect(credited).not_to_contain_text("geoBoundaries")
    whole = json.loads((HERE / "events.json").read_text(encoding="utf-8"))
    area = next(mark for mark in whole["marks"] if mark["shape"] == "province/AF-BAL")
    box = [37.0, 48.0, 38.0, 49.0]
    mark = area | {"shape": "abroad", "bbox": box}
    page.route(
        "**/cells?*case=abroad*", lambda route: route.fulfill(json=whole | {"marks": [mark]})
    )
    shapes = {"abroad": shapely.geometry.mapping(shapely.box(*box))}
    page.route("**/shapes?*", lambda route: route.fulfill(json=shapes))
    page.evaluate("() => { panj.update({query: 'case=abroad'}); }")
    expect(credited).to_contain_text("geoBoundaries")
    go(page, [13.8, 38.9], 7)
    expect(credited).not_to_contain_text("geoBoundaries")


@pytest.mark.parametrize("size", [(390, 700), (1440, 900), (1920, 1080)])
def test_the_first_view_fetches_nothing_of_the_world_in_pieces(
    size: tuple[int, int], open_map: Open
) -> None:
    page = open_map(size=size)
    asked = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert any("layers/border" in name for name in asked)
    assert not [name for name in asked if "world-pieces" in name or "/world/" in name]


def test_a_pan_fetches_the_pieces_of_its_view_and_the_way_back_none(open_map: Open) -> None:
    page = open_map(size=(1000, 560), view="48.4,37.8,7", query="case=none")
    donetsk = page.locator("#map svg text").filter(has_text="Donetsk").first
    expect(donetsk).to_be_attached()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    go(page, [13.8, 38.9], 7)
    expect(page.locator("#map svg text").filter(has_text="Mek'ele").first).to_be_attached()
    assert asked
    assert all("/near-" in address for address in asked if "/world/" in address)
    asked.clear()
    go(page, [48.4, 37.8], 7)
    expect(donetsk).to_be_attached()
    assert not [address for address in asked if "/world/" in address]


ASKED = [
    ("mariupol", "Mariupol", "Ukraine"),
    ("Луганская область", "Luhansk", "Province, Ukraine"),
    ("Маріуполь", "Mariupol", "Ukraine"),
    ("Luhansk oblast", "Luhansk", "Province, Ukraine"),
    ("الخرطوم", "Khartoum", "Sudan"),
    ("اوکراین", "Ukraine", "Country"),
    ("nowhere at all", None, ""),
    ("乌克兰", "Ukraine", "Country"),
]
"""What is typed, and the first place that it finds: another one than before, or none."""


def test_a_place_anywhere_is_found_in_any_script(open_map: Open) -> None:
    page = open_map(size=(1000, 560), query="case=none")
    page.get_by_role("button", name="Find a place").click()
    first = page.get_by_role("option").first
    for words, found, about in ASKED:
        page.get_by_role("combobox").fill(words)
        if found:
            expect(first.locator("b")).to_have_text(found)
            expect(first.locator("span")).to_have_text(about)
        else:
            expect(page.get_by_role("option")).to_have_count(0)


def test_of_two_places_of_one_name_the_one_in_view_comes_first(open_map: Open) -> None:
    for view, country in (("34.8,36.7,6", "Lebanon"), ("32.9,13.2,6", "Libya")):
        page = open_map(size=(1000, 560), view=view, query="case=none")
        page.get_by_role("button", name="Find a place").click()
        page.get_by_role("combobox").fill("Tripoli")
        expect(page.get_by_role("option").first.locator("span")).to_contain_text(country)


def test_a_place_that_is_chosen_is_shown_with_its_ground(open_map: Open) -> None:
    page = open_map(size=(1000, 560), query="case=none")
    page.get_by_role("button", name="Find a place").click()
    page.get_by_role("combobox").fill("Nyala")
    expect(page.get_by_role("option").first).to_contain_text("Sudan")
    page.get_by_role("combobox").press("Enter")
    expect(page.locator("#map svg text").filter(has_text="Nyala").first).to_be_attached()


SMALL = {
    "LIE": (47.16, 9.53),
    "AND": (42.55, 1.58),
    "SMR": (43.94, 12.46),
    "LUX": (49.77, 6.09),
    "SWZ": (-26.56, 31.48),
    "XKX": (42.58, 20.92),
}
"""Countries that are smaller than their names, and the middle of each."""


@pytest.mark.parametrize("zoom", [6, 6.75])
def test_the_name_of_a_small_country_stands_over_it(open_map: Open, zoom: float) -> None:
    page = open_map(size=(1000, 560), view=f"47.16,9.53,{zoom}", query="case=none")
    named = set()
    for code, middle in SMALL.items():
        go(page, [middle[0] + 0.07, middle[1] - 0.12], zoom)
        settle(page)
        name = page.evaluate(
            """([key, middle]) => {
              const found = panj.layout().names.find((one) => one.key === key);
              const { x, y } = leafletMap.latLngToContainerPoint(middle);
              return found && { box: found.box, x, y };
            }""",
            [f"country {code}", list(middle)],
        )
        if name:
            named.add(code)
            box = name["box"]
            assert box["x"] <= name["x"] <= box["x"] + box["w"], code
            assert box["y"] - 1 <= name["y"] <= box["y"] + box["h"] + 1, code
    assert named
