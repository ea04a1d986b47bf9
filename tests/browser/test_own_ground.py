"""A ground of one's own: vector tiles from the server or the disk, online tiles on a switch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from tests.browser.conftest import ROOT, serving
from tests.browser.map_harness.opening import Open, maps
from tests.browser.map_harness.serving import harness
from tests.browser.reader import map_of
from tests.makers.vector_extract import write_extract

LAKE = (39.07, 73.368)
"""In the Karakul: latitude and longitude."""

COLOURS_AT = """([lat, lng]) => {
  const { x, y } = leafletMap.latLngToContainerPoint([lat, lng]);
  const frame = leafletMap.getContainer().getBoundingClientRect();
  return [...document.querySelectorAll(".leaflet-panj-own-pane canvas")].map((tile) => {
    const box = tile.getBoundingClientRect();
    const times = tile.width / box.width;
    const at = [(frame.x + x - box.x) * times, (frame.y + y - box.y) * times];
    return tile.getContext("2d").getImageData(...at, 1, 1).data;
  }).filter((pixel) => pixel[3] > 0).map(([r, g, b]) => [r, g, b].join());
}"""
WATER = {"light": "169,198,216", "dark": "53,88,110"}


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_extract(tmp_path_factory.mktemp("ground") / "region.pmtiles")


@pytest.fixture
def server(extract: Path) -> Iterator[Any]:
    with harness() as running:
        running.archive = extract  # type: ignore[attr-defined]
        yield running


@pytest.fixture
def open_map(server: Any, browser: Browser) -> Iterator[Open]:
    with maps(server, browser) as open_:
        yield open_


def expect_water(page: Page, theme: str = "light") -> None:
    page.wait_for_function(
        f"([at, colour]) => ({COLOURS_AT})(at).includes(colour)", arg=[LAKE, WATER[theme]]
    )


def choice(page: Any) -> Any:
    """Open the choice of a ground and return it."""
    page.get_by_role("button", name="Ground of the map").click()
    return page.get_by_role("group", name="Ground of the map")


def choose(page: Any, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)


def pictures(path: Path) -> Path:
    """Write an archive of one picture."""
    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(0, 0, 0), b"a picture")
        kinds = {"tile_type": TileType.PNG, "tile_compression": Compression.NONE}
        reach = dict.fromkeys(("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"), 0)
        centre = dict.fromkeys(("center_zoom", "center_lon_e7", "center_lat_e7"), 0)
        writer.finalize({**kinds, **reach, **centre}, {})
    return path


def test_the_servers_file_is_drawn_in_both_themes_and_credited(open_map: Open) -> None:
    page = open_map(view="38.9,73.4,8", query="case=none", ground="own.pmtiles")
    expect_water(page)
    expect(page.get_by_text("© Example & friends")).to_be_visible()
    expect(choice(page)).to_contain_text("The ground is this server’s file.")
    page.evaluate("panj.update({theme: 'dark'})")
    expect_water(page, "dark")


def test_a_readers_file_is_drawn_and_taken_away_and_what_is_none_is_told(
    open_map: Open, extract: Path, tmp_path: Path, server: Any
) -> None:
    page = open_map(view="38.9,73.4,8", query="case=none")
    tiles = page.locator(".leaflet-panj-own-pane canvas")
    part = choice(page)
    text = tmp_path / "notes.pmtiles"
    text.write_text("no archive at all", encoding="utf-8")
    asked = len(server.asked)
    for file, words in (
        (text, "notes.pmtiles: found no PMTiles archive of version 3"),
        (pictures(tmp_path / "a.pmtiles"), "a.pmtiles: found an archive of pictures"),
        (
            write_extract(tmp_path / "other.pmtiles", ("ground", "lakes", "ways")),
            "other.pmtiles: found the layers ground, lakes, ways, expected some of",
        ),
    ):
        choose(page, file)
        expect(part.get_by_role("alert")).to_contain_text(words)
    expect(tiles).to_have_count(0)
    choose(page, extract)
    expect_water(page)
    expect(part).to_contain_text("The ground is region.pmtiles.")
    expect(part.get_by_role("alert")).to_have_count(0)
    assert len(server.asked) == asked, "a file of the reader's is asked of nobody"
    part.get_by_role("button", name="Take your file away").click()
    expect(tiles).to_have_count(0)
    expect(page.get_by_text("© Example & friends")).to_have_count(0)


def test_a_file_that_is_gone_is_told(open_map: Open) -> None:
    page = open_map(query="case=none", ground="gone.pmtiles")
    expect(choice(page).get_by_role("alert")).to_contain_text("could not be read")


def test_online_tiles_are_asked_for_once_the_reader_wants_them(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEMAP", "https://tile.example/{z}/{x}/{y}.png © Tiles by Example")
    asked: list[str] = []
    picture = (ROOT / "docs/panj.png").read_bytes()

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=picture, content_type="image/png")

    with serving() as url, browser.new_context() as context:
        context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), answer)
        page = context.new_page()
        breaches: list[str] = []
        page.on(
            "console", lambda said: breaches.append(said.text) if "Policy" in said.text else None
        )
        page.goto(url)
        frame = map_of(page)
        online = choice(frame).get_by_role("checkbox", name="Online tiles of tile.example")
        expect(online).not_to_be_checked()
        names = frame.locator(".panj-map svg text").filter(has_text=re.compile("^TAJIKISTAN$"))
        expect(names.first).to_be_attached()
        assert asked == []
        online.check()
        expect(frame.get_by_text("© Tiles by Example")).to_be_visible()
        expect(
            frame.locator(".leaflet-panj-tiles-pane img.leaflet-tile-loaded").first
        ).to_be_attached()
        expect(names).to_have_count(0)
        assert asked
        assert all(re.fullmatch(r"https://tile\.example/\d+/\d+/\d+\.png", one) for one in asked)
        online.uncheck()
        expect(frame.locator(".leaflet-panj-tiles-pane img")).to_have_count(0)
        expect(names.first).to_be_attached()
        assert breaches == []
