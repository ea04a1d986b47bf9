"""Two event files beside each other: a page with each, which take turns."""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
from playwright.sync_api import Playwright, sync_playwright

from tests.bench.browser import LIMIT, OverLimitError, Reader, launched
from tests.bench.measuring import FIRST_START, LATER_START, LOAD, PAUSE_MS, REST_MS, Stand
from tests.bench.serving import OURS, serving, starting
from tests.bench.steps import Step

_PATIENCE = 600  # seconds

Figures = dict[str, dict[str, list[float]]]
"""What was measured, by what and by the name of the file."""


def measure_beside(
    files: dict[str, Path], steps: Sequence[Step], runs: int, starts: int
) -> Figures:
    """Measure the page with each of two files.

    Parameters
    ----------
    files : dict
        By their names in the table.
    steps : sequence of Step
        What a reader does. A step that not all of the files have names those that have it as
        its tools, and is told which of them it is done with.
    runs, starts : int
        How often each step is done, and the dashboard started with a file that is new to it.
    """
    figures: Figures = defaultdict(lambda: defaultdict(list))
    for name, path in files.items():
        figures["MB, file"][name].append(path.stat().st_size / 1e6)
    for _ in range(starts):
        for name, path in files.items():
            with TemporaryDirectory() as cache:
                for label in (FIRST_START, LATER_START):
                    figures[label][name].append(starting(path, Path(cache)))
    with sync_playwright() as playwright, ExitStack() as opened:
        stands = {name: _stand(path, playwright, opened) for name, path in files.items()}
        for _ in range(runs):
            for name, stand in stands.items():
                figures[LOAD][name].append(_load(stand))
        for step in steps:
            _take_turns(step, stands, runs, figures)
        for name, stand in stands.items():
            figures["MB, server"][name].append(stand.server.memory())
    return figures


def table(figures: Figures) -> str:
    """Write the medians as a table, and how many times the first file's are the second's."""
    first, second = figures["MB, file"]
    lines = [f"| | {first} | {second} | times |", "| --- | ---: | ---: | ---: |"]
    for what, found in figures.items():
        one, two = (_told(found, name) for name in (first, second))
        both = found.get(first) and found.get(second)
        times = f"{median(found[second]) / median(found[first]):.2f}" if both else ""
        lines.append(f"| {what} | {one} | {two} | {times} |")
    return "\n".join(lines)


def _told(found: dict[str, list[float]], name: str) -> str:
    if name not in found:
        return ""
    return f"{median(found[name]):,.1f}" if found[name] else f"over {LIMIT:.0f} s"


@contextmanager
def telling_load() -> Iterator[list[str]]:
    """Note how busy the machine is; at the end the list holds a sentence about it."""
    told: list[str] = []
    before = os.getloadavg()[2]
    yield told
    busy = f"{before:.1f} and {os.getloadavg()[2]:.1f}"
    told.append(f"The load average (15 minutes) was {busy} at the begin and end.")


def _stand(events: Path, playwright: Playwright, opened: ExitStack) -> Stand:
    server = opened.enter_context(serving(OURS, events))
    first = f"{server.url}/api/collections/events/items?limit=1"
    httpx.get(first, timeout=_PATIENCE).raise_for_status()  # its file is open then
    return Stand(OURS, server, opened.enter_context(launched(playwright)), opened)


def _load(stand: Stand) -> float:
    reader = Reader(stand.browser, stand.server.url)
    try:
        return reader.load(stand.first)
    finally:
        reader.close()


def _take_turns(step: Step, stands: dict[str, Stand], runs: int, figures: Figures) -> None:
    with ExitStack() as pages:
        readers = {}
        for name, stand in stands.items():
            if name in step.tools or OURS in step.tools:
                reader = readers[name] = Reader(stand.browser, stand.server.url)
                pages.callback(reader.close)
                reader.open(step.view)
                reader.wait_for(OURS)
                reader.page.wait_for_timeout(REST_MS)
        for turn in range(runs):
            for name, reader in [*readers.items()]:
                reader.page.wait_for_timeout(PAUSE_MS)
                told = name if name in step.tools else OURS
                try:
                    figures[step.name][name].append(step.act(reader, told, turn))
                except OverLimitError:
                    del readers[name]
                    figures[step.name][name] = []
