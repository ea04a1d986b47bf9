"""What a reader does in each of the measured pages, a function a step.

Each does the step once and returns its milliseconds. `turn` counts a page's runs of the step, so
that no run asks for what the one before asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import FloatRect, Locator, Page

from tests.bench.browser import Reader
from tests.bench.serving import APPS, FLOOR, OURS
from tests.bench.views import WHOLE, Pair

_MAPS = tuple(name for name in APPS if name != FLOOR)
_WORDS = ("bridge", "teacher", "prisoners", "families", "shots", "officials", "ministry", "dawn")
_ACTORS = ("Northern Front", "Valley Front")
_DAYS = ".strip-chart .plot"
_MOVES = 90  # of a drag over the days, as fast as they can be sent
_DRAG = 260  # pixels: more than the margin that the dashboard's map asks for
_TYPING_MS = 800  # the least that a reader takes to type a word
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
        Step("date by touch → marks", change_dates_by_touch, (OURS,)),
        Step("date by key → marks", change_dates_by_key, (OURS,)),
        Step("date typed → marks", type_date, (OURS,)),
        Step("kind pill → marks", press_pill, (OURS,)),
        Step("pan → marks", pan, _MAPS),
        Step("zoom → marks", zoom, _MAPS),
        Step("click → quote", click, (OURS, FLOOR), pair.view),
        Step("word search → marks", search_words, (OURS, FLOOR)),
        Step("actor → marks", choose_actor, (OURS,)),
    ]


def change_dates(reader: Reader, name: str, turn: int) -> float:
    """Move the first day, now near its begin, now near its middle, until the marks have changed."""

    def click(page: Page) -> None:
        track = page.locator("[data-testid=stSlider] [role=group]")
        page.mouse.click(*_along(track, _share(turn)))

    def drag(page: Page) -> None:
        page.mouse.move(*_handle(page))
        page.mouse.down()
        page.mouse.move(*_along(page.locator(_DAYS), _share(turn)))
        page.mouse.up()

    return reader.timed(name, drag if name == OURS else click)


def change_dates_by_touch(reader: Reader, name: str, turn: int) -> float:
    """Drag the first day with a finger."""
    session = reader.page.context.new_cdp_session(reader.page)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag(page: Page) -> None:
        touch("touchStart", _handle(page))
        touch("touchMove", _along(page.locator(_DAYS), _share(turn)))
        touch("touchEnd")

    return reader.timed(name, drag)


def drag_days(reader: Reader) -> tuple[float, float]:
    """Drag the first day over most of the days; return frames and changes of the marks a second."""
    page = reader.page
    days = _box(page.locator(_DAYS))
    x, y = _handle(page)
    page.mouse.move(x, y)
    page.evaluate("(what) => window.bench.count(what)", "panj marks")
    page.mouse.down()
    for at in range(_MOVES):
        page.mouse.move(x + 0.9 * days["width"] * at / _MOVES, y)
    page.mouse.up()
    counted = page.wait_for_function("() => window.result").json_value()
    seconds = counted["ms"] / 1000
    return counted["frames"] / seconds, counted["changes"] / seconds


def _share(turn: int) -> float:
    return (0.45 if turn % 2 else 0.10) + 0.01 * (turn // 2)


def _along(track: Locator, share: float) -> tuple[float, float]:
    box = _box(track)
    return box["x"] + box["width"] * share, box["y"] + box["height"] / 2


def _handle(page: Page) -> tuple[float, float]:
    box = _box(page.get_by_role("slider", name="First day"))
    return box["x"] + box["width"] - 4, box["y"] + box["height"] / 2


def change_dates_by_key(reader: Reader, name: str, turn: int) -> float:
    """Move the first day by a large step of the keyboard, on and back."""
    reader.page.get_by_role("slider", name="First day").focus()
    key = "PageDown" if turn % 2 else "PageUp"
    return reader.timed(name, lambda page: page.keyboard.press(key))


def type_date(reader: Reader, name: str, turn: int) -> float:
    """Type the day to which the pointer would drag; only what follows Enter is timed."""
    first, last = (
        reader.page.get_by_role("slider", name=f"{end} day") for end in ("First", "Last")
    )
    passed, most = _number(first, "aria-valuenow"), _number(last, "aria-valuemax")
    begin = date.fromisoformat(first.get_attribute("data-day") or "") - timedelta(days=passed)
    day = begin + timedelta(days=round(most * _share(turn)))
    reader.page.get_by_role("textbox", name="First day").fill(day.isoformat())
    return reader.timed(name, lambda page: page.keyboard.press("Enter"))


def _number(node: Locator, name: str) -> int:
    return int(node.get_attribute(name) or 0)


def press_pill(reader: Reader, name: str, turn: int) -> float:
    """Press the pill of a kind, on and off."""
    pill = reader.page.get_by_role("button", name="Use of force", exact=True)
    return reader.timed(name, lambda page: pill.click())


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
        reader.page.get_by_role("button", name="Filter", exact=True).click()
    if turn:
        field.fill("")
        reader.timed(name, lambda page: page.keyboard.press("Enter"))
        reader.page.wait_for_timeout(_TYPING_MS)
    field.fill(_WORDS[turn % len(_WORDS)])
    return reader.timed(name, lambda page: page.keyboard.press("Enter"))


def choose_actor(reader: Reader, name: str, turn: int) -> float:
    """Find an actor and take it by Enter; its box is taken away before the next one."""
    page = reader.page
    finder = page.get_by_role("combobox", name="Find an actor")
    if not finder.is_visible():
        page.get_by_role("button", name="Filter", exact=True).click()
    if turn:
        page.locator("fieldset.search", has=finder).locator(".boxes input").click()
        reader.wait_for(name)
    wanted = _ACTORS[turn % len(_ACTORS)]
    finder.fill(wanted)
    page.get_by_role("option", name=wanted, selected=True).wait_for()
    return reader.timed(name, lambda page: page.keyboard.press("Enter"))


def _middle(page: Page) -> tuple[float, float]:
    box = _box(page.locator("iframe, [data-testid=stDeckGlJsonChart]").first)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _box(node: Locator) -> FloatRect:
    box = node.bounding_box()
    if box is None:
        raise RuntimeError(f"found no {node} on the page")
    return box
