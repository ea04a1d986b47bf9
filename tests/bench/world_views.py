"""`python -m tests.bench.world_views`: what a view far from the region costs, until its names.

A reader who has just opened the article goes to each of six places. It prints the kB that the view
brings, as they come over the wire, and the time from the move to the frame with the place's town;
it keeps the table in `world_views.md`, which `make bench` puts into docs/performance.md.
"""

from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Frame, sync_playwright

from tests.bench.beside import telling_load
from tests.bench.browser import Reader, Traffic, launched
from tests.bench.serving import OURS, serving
from tests.bench.uploads import ARTICLE
from tests.browser.reader import map_of
from tests.browser.test_world import PLACES

KEPT = Path(__file__).with_name("world_views.md")
"""What the last run printed."""

_ZOOM, _RUNS = 7.75, 5
_REST_MS = 1_500
_VIEWS = {"the border": ("37.5,70.5", ["Khorugh"]), **PLACES}

_GO = """([lat, lng, zoom, name]) => new Promise((done) => {
  const named = () => {
    const shown = [...document.querySelectorAll(".panj-names text")];
    return shown.some((text) => text.textContent.includes(name));
  };
  const begun = performance.now();
  const look = () => (named() ? done(performance.now() - begun) : requestAnimationFrame(look));
  map_div.setView([lat, lng], zoom, { animate: false });
  requestAnimationFrame(look);
})"""


def measure(browser: Browser, url: str, view: str, name: str) -> tuple[float, float]:
    """Go to a place in a page of its own; the kB that it brings, and the milliseconds to its name.

    Parameters
    ----------
    browser : Browser
        From `launched`.
    url : str
        The server.
    view : str
        Latitude and longitude of the place, in degrees.
    name : str
        A town there.
    """
    reader = Reader(browser, url)
    traffic = Traffic(reader.page)
    reader.open()
    map_of(reader.page)
    reader.page.wait_for_timeout(_REST_MS)
    traffic.taken()
    lat, lng = map(float, view.split(","))
    took = _frame(reader).evaluate(_GO, [lat, lng, _ZOOM, name])
    reader.page.wait_for_timeout(_REST_MS)
    reader.close()
    return traffic.taken(), took


def _frame(reader: Reader) -> Frame:
    return next(frame for frame in reader.page.frames if "streamlit_folium" in frame.url)


def main() -> None:
    """Print the table and keep it."""
    lines = ["| view at zoom 7.75 | kB | ms to its names |", "| --- | ---: | ---: |"]
    with telling_load() as load, serving(OURS, ARTICLE) as server, sync_playwright() as playwright:
        for place, (view, [name, *_]) in _VIEWS.items():
            with launched(playwright) as browser:
                found = [measure(browser, server.url, view, name) for _ in range(_RUNS)]
            size, took = (median(figures) for figures in zip(*found, strict=True))
            lines.append(f"| {place} | {size:,.0f} | {took:,.0f} |")
    told = "\n".join([*lines, "", f"Medians of {_RUNS} runs, each in a new browser. {load[0]}"])
    print(told)
    KEPT.write_text(f"{told}\n")


if __name__ == "__main__":
    main()
