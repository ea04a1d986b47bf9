"""`python -m tests.bench.lake [SIZE]`: what a lake costs, beside a million events in memory.

SIZE is 10,000,000 by default; a hundred million need some 40 GB of disk. It builds the lake, asks
a server of it what the map asks, and a server of a million by ``EVENTS=`` the same, and DuckDB the
counts of a view of the lake's events without its tables. docs/lake-growth.md has what it printed.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import duckdb
import httpx

from events.lake.builds.building import build_lake
from events.query.columns.mercator import GRID_BITS
from tests.bench.beside import telling_load
from tests.bench.serving import CACHE, OURS, Server, serving
from tests.bench.stock import made_file

_MEMORY_SIZE, _SIZE = 1_000_000, 10_000_000
_TURNS = 7
_PATIENCE = 600  # seconds

Ask = Callable[[int], dict[str, object]]

_1970 = date(1970, 1, 1).toordinal()
_SHIFT = GRID_BITS - 8  # to the cells that a view of zoom 6 counts in
_PERIODS = [f"{2005 + turn}-03-04/{2008 + turn}-08-09" for turn in range(_TURNS)]

ASKED: dict[str, tuple[str, Ask]] = {
    "first marks": ("cells", lambda turn: _near(5, turn / 50)),
    "pan": ("cells", lambda turn: _near(6, turn / 4)),
    "zoom": ("cells", lambda turn: _near(6 + turn, 0.1)),
    "change of days": ("cells", lambda turn: {**_near(6, 0), "datetime": _PERIODS[turn]}),
    "its counts and days": ("overview", lambda turn: {"datetime": _PERIODS[turn]}),
    "click": ("story", lambda turn: {"event": f"made:{1 + 104_729 * turn}"}),
}
"""What is timed, by its name: a path and its parameters, other ones in each turn."""


def measure(size: int) -> list[str]:
    """Build and measure; return the lines of the table."""
    file, lake = made_file(size), CACHE / f"lake-{size}"
    shutil.rmtree(lake, ignore_errors=True)
    begun = time.monotonic()
    built = build_lake([file], str(lake))
    seconds = time.monotonic() - begun
    names = [f"memory, {_MEMORY_SIZE:,}", f"lake, {size:,}"]
    found = {}
    for name, events in zip(names, (made_file(_MEMORY_SIZE), lake), strict=True):
        with serving(OURS, events) as server:
            found[name] = _served(server)
    read = _read_through(lake)
    lines = [
        f"| | {names[0]} | {names[1]} | its events, read by DuckDB |",
        "| --- | ---: | ---: | ---: |",
        f"| s, build | | {seconds:,.0f} | |",
        f"| MB, files | {made_file(_MEMORY_SIZE).stat().st_size / 1e6:,.0f} "
        f"| {built.bytes / 1e6:,.0f} | {file.stat().st_size / 1e6:,.0f} |",
    ]
    for what in found[names[0]]:
        one, two = (f"{found[name][what]:,.0f}" for name in names)
        lines.append(f"| {what} | {one} | {two} | {read.get(what, '')} |")
    return lines


def _served(server: Server) -> dict[str, float]:
    """Ask a server, the first of each kind apart; milliseconds, and the memory in the end."""
    found: dict[str, float] = {}
    with httpx.Client(
        base_url=f"{server.url}/api/collections/events/", timeout=_PATIENCE
    ) as asking:
        found["ms, the first answer: the file is opened"] = _timed(asking, "overview", {})
        for what, (path, ask) in ASKED.items():
            times = [_timed(asking, path, ask(turn)) for turn in range(_TURNS)]
            found[f"ms, {what}"] = median(times)
    return {**found, "MB, server": server.memory()}


def _timed(asking: httpx.Client, path: str, parameters: dict[str, object]) -> float:
    begun = time.perf_counter()
    asking.get(f"{path}?{urlencode(parameters)}").raise_for_status()
    return (time.perf_counter() - begun) * 1000


def _near(zoom: int, east: float) -> dict[str, object]:
    """Give a view about the border that is about a screen wide at a zoom."""
    half = 180 / 2 ** (zoom - 2) / 2
    west, north = 69 + east, 37
    return {
        "bbox": f"{west - half},{north - half / 2},{west + half},{north + half / 2}",
        "zoom": zoom,
    }


def _read_through(lake: Path) -> dict[str, str]:
    """Count a view's cells by kind from the lake's events, without its tables; in milliseconds."""
    held = duckdb.connect(":memory:", config={"threads": os.cpu_count() or 1})
    events = held.read_parquet(str(lake / "batches/*/events/*.parquet"))
    box = ASKED["change of days"][1](0)["bbox"]
    west, south, east, north = str(box).split(",")
    here = (
        f"located AND east >= {west} AND west <= {east} AND north >= {south} AND south <= {north}"
    )
    times = []
    for period in _PERIODS:
        first, last = (date.fromisoformat(day).toordinal() - _1970 for day in period.split("/"))
        begun = time.perf_counter()
        events.filter(f"{here} AND first_day <= {last} AND last_day >= {first}").aggregate(
            f"x >> {_SHIFT} AS x, y >> {_SHIFT} AS y, kind, count(*) AS n"
        ).fetchall()
        times.append((time.perf_counter() - begun) * 1000)
    return {"ms, change of days": f"{median(times):,.0f}"}


def main() -> None:
    """Print the table."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else _SIZE
    with telling_load() as load:
        lines = measure(size)
    print("\n".join(lines), f"\n\nMedians of {_TURNS} asked one after another. {load[0]}")


if __name__ == "__main__":
    main()
