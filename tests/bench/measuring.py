"""One size: every tool and every step, in turns, so that a busy moment meets them all alike."""

import sys
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.bench.browser import LIMIT, OverLimitError, Reader, Traffic, launched
from tests.bench.serving import FLOOR, OURS, Server, serving, starting
from tests.bench.steps import Step, change_dates, drag_days, pan, steps_for
from tests.bench.views import WHOLE, find_pair

LOAD = "load → first mark"
SLOW = 30.0
"""Seconds of a load from which another tool is run only once for each step."""

READERS = 10
"""Readers at once where the server's memory is measured."""

FIRST_START = "s, first start with the file"
LATER_START = "s, later start"
FRAMES = "frames a second, days dragged"
"""How the table calls the seconds from a start to the first answer with an event."""

_STARTS = 3

PAUSE_MS = 500
"""That a reader takes before the next step."""

REST_MS = 1_500
"""In which what a step still brings after its marks comes too."""


@dataclass
class Cells:
    """What was measured at one size.

    Parameters
    ----------
    size : int
        The events.
    times : dict
        Milliseconds of each run, by step and tool.
    over : dict
        Why a tool has no time, by step and tool.
    figures : dict
        All other figures, by name with unit and tool.
    """

    size: int
    times: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    over: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    figures: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def median(self, step: str, tool: str) -> float | None:
        """Return the median of a step in milliseconds, None where there is none."""
        runs = self.times.get(step, {}).get(tool)
        return median(runs) if runs else None


@dataclass(frozen=True)
class Stand:
    """A tool that is measured: its server, a browser of its own, and what closes both."""

    name: str
    server: Server
    browser: Browser
    open: ExitStack

    @property
    def first(self) -> str:
        """What the probe calls its first mark."""
        return "panj first" if self.name == OURS else self.name


def measure_size(events: Path, size: int, runs: int, tools: list[str]) -> Cells:
    """Measure every step of some tools with one file.

    Parameters
    ----------
    events : pathlib.Path
        The file, GeoParquet.
    size : int
        Its events.
    runs : int
        Runs of each step; one that takes longer than `SLOW` is run once.
    tools : list of str
        Names of `tests.bench.serving.APPS`.
    """
    cells = Cells(size)
    pair = find_pair(events)
    with sync_playwright() as playwright, ExitStack() as open_:
        ready = {}
        for name in tools:
            stand = _stand(name, events, playwright, open_.enter_context(ExitStack()))
            most = _allowed(cells, stand, runs)
            if most:
                ready[stand] = most
        for turn in range(runs):
            for stand, most in ready.items():
                if turn < most:
                    _load(cells, stand)
        for step in steps_for(pair):
            _measure_step(cells, step, ready)
            print(f"{size:,} events: {step.name}", file=sys.stderr, flush=True)
        for stand, most in ready.items():
            if most > 1:
                _measure_traffic(cells, stand)
            if stand.name == OURS:
                _measure_drag(cells, stand)
    for name in (FLOOR, OURS):
        try:
            _measure_server(cells, name, events)
        except OverLimitError:
            cells.over["MB"][name] = f"over {LIMIT:.0f} s"
    _measure_starts(cells, events)
    return cells


def _stand(name: str, events: Path, playwright: Playwright, open_: ExitStack) -> Stand:
    server = open_.enter_context(serving(name, events))
    return Stand(name, server, open_.enter_context(launched(playwright)), open_)


def _allowed(cells: Cells, stand: Stand, runs: int) -> int:
    """Load once, so that the server has read its file, and tell how often to run the steps.

    A tool that does not come in time is stopped, since it would work on beside the others.
    """
    _load(cells, stand)
    if stand.name in cells.over[LOAD]:
        stand.open.close()
        return 0
    took = cells.times[LOAD].pop(stand.name)[0]
    return 1 if took > SLOW * 1000 and stand.name not in (OURS, FLOOR) else runs


def _load(cells: Cells, stand: Stand) -> None:
    reader = Reader(stand.browser, stand.server.url)
    try:
        cells.times[LOAD][stand.name].append(reader.load(stand.first))
    except OverLimitError:
        cells.over[LOAD][stand.name] = f"over {LIMIT:.0f} s"
    finally:
        reader.close()


def _measure_step(cells: Cells, step: Step, ready: dict[Stand, int]) -> None:
    """Open a page of each tool that has the step, and run it in turns."""
    with ExitStack() as stack:
        readers = {}
        for stand in ready:
            if stand.name in step.tools:
                readers[stand] = Reader(stand.browser, stand.server.url)
                stack.callback(readers[stand].close)
                readers[stand].open(step.view if stand.name == OURS else "")
                readers[stand].wait_for(stand.name)
                readers[stand].page.wait_for_timeout(REST_MS)
        for turn in range(max(ready.values())):
            for stand, reader in readers.items():
                if turn < ready[stand] and stand.name not in cells.over[step.name]:
                    reader.page.wait_for_timeout(PAUSE_MS)
                    try:
                        took = step.act(reader, stand.name, turn)
                        cells.times[step.name][stand.name].append(took)
                    except OverLimitError:
                        cells.over[step.name][stand.name] = f"over {LIMIT:.0f} s"


def _measure_traffic(cells: Cells, stand: Stand) -> None:
    """Count what a first visit, a change of dates and a move of the map bring to the browser."""
    reader = Reader(stand.browser, stand.server.url)
    try:
        traffic = Traffic(reader.page)
        reader.open(WHOLE if stand.name == OURS else "")
        reader.wait_for(stand.name)
        cells.figures["kB, first load"][stand.name] = _settled(reader, traffic)
        change_dates(reader, stand.name, 0)
        cells.figures["kB, date change"][stand.name] = _settled(reader, traffic)
        if stand.name != FLOOR:
            pan(reader, stand.name, 0)
            cells.figures["kB, pan"][stand.name] = _settled(reader, traffic)
    except OverLimitError:
        cells.over["kB, date change"][stand.name] = f"over {LIMIT:.0f} s"
    finally:
        reader.close()


def _measure_drag(cells: Cells, stand: Stand) -> None:
    """Drag a handle of the days over most of them, and count the frames."""
    reader = Reader(stand.browser, stand.server.url)
    try:
        reader.open(WHOLE)
        reader.wait_for(stand.name)
        reader.page.wait_for_timeout(REST_MS)
        frames, changes = drag_days(reader)
    finally:
        reader.close()
    cells.figures[FRAMES][stand.name] = frames
    cells.figures["changes of the marks a second"][stand.name] = changes


def _settled(reader: Reader, traffic: Traffic) -> float:
    reader.page.wait_for_timeout(REST_MS)
    return traffic.taken()


def _measure_starts(cells: Cells, events: Path) -> None:
    """Time how soon the dashboard answers, with a file that is new to it and with a known one."""
    times: dict[str, list[float]] = {FIRST_START: [], LATER_START: []}
    for _ in range(_STARTS):
        with TemporaryDirectory() as folder:
            for runs in times.values():
                runs.append(starting(events, Path(folder)))
    for label, runs in times.items():
        cells.figures[label][OURS] = median(runs)


def _measure_server(cells: Cells, name: str, events: Path) -> None:
    """Measure the memory of a server of its own, with one reader and with many."""
    with sync_playwright() as playwright, ExitStack() as stack:
        server = stack.enter_context(serving(name, events))
        browser = stack.enter_context(launched(playwright))
        for count in (1, READERS):
            readers = [Reader(browser, server.url) for _ in range(count - len(browser.contexts))]
            for reader in readers:
                stack.callback(reader.close)
                reader.open()
            for reader in readers:
                reader.wait_for(name)
            cells.figures[f"MB, {count} reader{'s' * (count > 1)}"][name] = server.memory()
    first, last = (
        cells.figures[label][name] for label in ("MB, 1 reader", f"MB, {READERS} readers")
    )
    cells.figures["MB, each further reader"][name] = (last - first) / (READERS - 1)
