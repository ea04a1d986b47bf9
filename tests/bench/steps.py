"""What a reader does in each of the measured pages, a function a step.

Each does the step once and returns its milliseconds. `turn` counts a page's runs of the step, so
that no run asks for what the one before asked.
"""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.bench.browser import Reader
from tests.bench.serving import APPS, FLOOR, OURS
from tests.bench.views import WHOLE, Pair

_MAPS = tuple(name for name in APPS if name != FLOOR)
_WORDS = ("bridge", "teacher", "prisoners", "families", "shots", "officials", "ministry", "dawn")
_DRAG = 260  # pixels: more than the margin that the dashboard's map asks for
_HELD_MS = 150  # held still before it is let go, so that the map does not glide on


@dataclass(frozen=True)
class Step:
    """A step that is timed.

    Parameters
    ----------
    name : str
        As the table has it.
    act : callable
        Does it once, for a reader, a tool's name and the turn; returns milliseconds.
    tools : tuple of str
        Those that have it.
    view : str
        The query of the dashboard's address at which it begins.
    """

    name: str
    act: Callable[[Reader, str, int], float]
    tools: tuple[str, ...] = tuple(APPS)
    view: str = WHOLE


def steps_for(pair: Pair) -> list[Step]:
    """List the steps after the load; clicks are on the marks of a pair."""

    def click(reader: Reader, name: str, turn: int) -> float:
        return click_for_words(reader, name, pair.ids[turn % 2])

    return [
        Step("date change → marks", change_dates),
        Step("pan → marks", pan, _MAPS),
        Step("zoom → marks", zoom, _MAPS),
        Step("click → quote", click, (OURS, FLOOR), pair.view),
        Step("word search → marks", search_words, (OURS, FLOOR)),
    ]


def change_dates(reader: Reader, name: str, turn: int) -> float:
    """Move the first handle of the slider, now near its begin, now near its middle."""
    start = (0.45 if turn % 2 else 0.10) + 0.01 * (turn // 2)

    def act(page: Page) -> None:
        box = page.locator("[data-testid=stSlider] [role=group]").bounding_box()
        if box is None:
            raise RuntimeError(f"{name}: found no slider on the page")
        page.mouse.click(box["x"] + box["width"] * start, box["y"] + box["height"] / 2)

    return reader.timed(name, act)


def pan(reader: Reader, name: str, turn: int) -> float:
    """Drag the map sideways, hold it, and let it go."""

    def act(page: Page) -> None:
        x, y = _middle(page)
        across = _DRAG if turn % 2 else -_DRAG
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + across / 2, y, steps=3)
        page.mouse.move(x + across, y, steps=3)
        page.wait_for_timeout(_HELD_MS)
        page.mouse.up()

    return reader.timed(name, act) if name == OURS else reader.timed_quiet(act)


def zoom(reader: Reader, name: str, turn: int) -> float:
    """Zoom in and, the next time, out again."""

    def act(page: Page) -> None:
        if name == "pydeck":
            page.mouse.move(*_middle(page))
            page.mouse.wheel(0, 300 if turn % 2 else -300)
            return
        words = "Zoom out" if turn % 2 else "Zoom in"
        page.frame_locator("iframe").get_by_role("button", name=words, exact=True).click()

    return reader.timed(name, act) if name == OURS else reader.timed_quiet(act)


def click_for_words(reader: Reader, name: str, id_: str) -> float:
    """Click an event's mark, until its quote can be read; on the empty page, the button."""
    if name == FLOOR:
        return reader.timed(name, lambda page: page.get_by_role("button", name="Click").click())
    mark = reader.page.frame_locator("iframe").locator(f'[data-event-id="{id_}"]').first
    return reader.timed("panj quote", lambda page: mark.click())


def search_words(reader: Reader, name: str, turn: int) -> float:
    """Type a word and press Enter; only what follows Enter is timed."""
    field = reader.page.get_by_label("Words", exact=True)
    if name == OURS and not field.is_visible():
        reader.page.get_by_test_id("stPopover").filter(has_text="Filter").click()
    if turn:
        field.fill("")
        reader.timed(name, lambda page: page.keyboard.press("Enter"))
    field.fill(_WORDS[turn % len(_WORDS)])
    return reader.timed(name, lambda page: page.keyboard.press("Enter"))


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator("iframe, [data-testid=stDeckGlJsonChart]").first.bounding_box()
    if box is None:
        raise RuntimeError("found no map on the page")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
