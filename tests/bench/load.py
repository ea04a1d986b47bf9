"""`python -m tests.bench.load`: fifty readers for five minutes against a million events.

The readers are programs that speak as the page does: they fetch it, open its web socket, take
its messages, ask for the cells of the map's view. First one reader alone, for the time that
the many are held against; then the many. Nothing but this machine is reached, and it stops by
itself. It prints a table and ends with 1 where something was not as it should be. A run of the
full length is kept in `under_load.md`, which `make bench` puts into docs/performance.md.
"""

import argparse
import asyncio
import io
import random
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable
from contextlib import redirect_stdout
from pathlib import Path
from statistics import median, quantiles

from tests.bench.serving import OURS, Server, serving
from tests.bench.stock import made_file
from tests.bench.visitor import PATIENCE, REFUSALS, Visitor

READERS = 50
MINUTES = 5.0
ALONE_MINUTES = 3.0
SIZE = 1_000_000

KEPT = Path(__file__).with_name("under_load.md")
"""What the last run of the full length printed."""

THINKING = 10.0
"""Seconds between two steps of a reader, on average; evenly between half and one and a half."""

STEPS_A_VISIT = 8
REST = "then the page"
"""What a run of the page brings after the marks and words that a step ends with."""

MOST_TIMES = 3.0
"""How many times the single reader's 95th percentile that of the many may be."""

MOST_GROWTH = 1.05
"""The memory of the last minute over that of the second: what is above is growth."""

_WARM_UP = 1.0  # minutes after which memory may no longer grow
_SAMPLE = 5.0  # seconds between two looks at the memory


class Log:
    """What the readers saw: seconds by step, and errors."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    async def time(self, step: str, work: Awaitable[None]) -> None:
        """Wait for a step and note how long it took, or what went wrong."""
        begun = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                await work
        except (*REFUSALS, TimeoutError, RuntimeError, ValueError) as error:
            self.errors.append(f"{step}: {type(error).__name__} {error}")
        else:
            self.times[step].append(time.monotonic() - begun)

    def high(self, step: str) -> float:
        """Return the 95th percentile of a step in seconds."""
        times = self.times[step]
        return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


async def read(url: str, seed: int, until: float, thinking: float, log: Log) -> None:
    """Be one reader until a time: load, filter, pan, click, leave and come again."""
    chance = random.Random(seed)
    await asyncio.sleep(chance.random() * thinking)
    while time.monotonic() < until:
        async with Visitor(url, chance) as visitor:
            await log.time("load", visitor.load())
            await log.time(REST, visitor.rest())
            for _ in range(STEPS_A_VISIT):
                await asyncio.sleep(thinking * (0.5 + chance.random()))
                if time.monotonic() > until:
                    break
                step = chance.choice(("filter", "pan", "click"))
                await log.time(step, getattr(visitor, step)())
                if step != "pan":
                    await log.time(REST, visitor.rest())


async def arrive(url: str) -> None:
    """Be the first reader, for whom the server opens its file; not timed."""
    async with Visitor(url, random.Random(0)) as visitor:
        await visitor.load()


async def read_together(server: Server, readers: int, minutes: float) -> tuple[Log, list[float]]:
    """Let readers read; return what they saw, and the server's memory in MB over the time."""
    log, memory = Log(), []
    until = time.monotonic() + minutes * 60

    async def watch() -> None:
        while time.monotonic() < until:
            memory.append(server.memory())
            await asyncio.sleep(_SAMPLE)

    # One alone need not think: it has the server for itself, and gives more figures.
    thinking = THINKING if readers > 1 else 0.5
    reading = (read(server.url, seed, until, thinking, log) for seed in range(readers))
    await asyncio.gather(watch(), *reading)
    return log, memory


def main() -> None:
    """Run both, print the table, and tell by the exit code whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--events", type=int, default=SIZE)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    chosen = parser.parse_args()
    with serving(OURS, made_file(chosen.events)) as server:
        asyncio.run(arrive(server.url))
        alone, _ = asyncio.run(read_together(server, 1, ALONE_MINUTES))
        many, memory = asyncio.run(read_together(server, chosen.readers, chosen.minutes))
    told = io.StringIO()
    with redirect_stdout(told):
        well = _tell(chosen, alone, many, memory)
    print(told.getvalue(), end="")
    if (chosen.events, chosen.readers, chosen.minutes) == (SIZE, READERS, MINUTES):
        KEPT.write_text(told.getvalue())
    sys.exit(not well)


def _tell(chosen: argparse.Namespace, alone: Log, many: Log, memory: list[float]) -> bool:
    """Print what was measured; return whether all is well."""
    print(f"{chosen.readers} readers, {chosen.minutes:g} minutes, {chosen.events:,} events\n")
    faults = [*_compare(alone, many), *_growth(memory, chosen.minutes)]
    errors = [*alone.errors, *many.errors]
    print(f"\nerrors: {len(errors)}")
    for error in dict.fromkeys(errors):
        print(f"- {error}")
    print("", *(f"- {fault}" for fault in faults), sep="\n")
    return not (errors or faults)


def _compare(alone: Log, many: Log) -> list[str]:
    """Print the times; return what is too slow."""
    faults = []
    print("| step | one: median ms | p95 | many: steps | median ms | p95 | times the one's p95 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for step, times in many.times.items():
        one = alone.times[step]
        if not one:
            faults.append(f"{step}: found no run of one reader alone, expected some")
            continue
        ratio = many.high(step) / alone.high(step)
        figures = [median(one), alone.high(step), len(times) / 1000, median(times), many.high(step)]
        shown = " | ".join(f"{figure * 1000:,.0f}" for figure in figures)
        print(f"| {step} | {shown} | {ratio:.1f} |")
        if ratio > MOST_TIMES:
            faults.append(f"{step}: found p95 {ratio:.1f} times one's, expected {MOST_TIMES:g}")
    return faults


def _growth(memory: list[float], minutes: float) -> list[str]:
    """Print the memory; return whether it grew after the first minute."""
    a_minute = int(60 / _SAMPLE)
    begin = int(_WARM_UP * a_minute)
    if minutes <= 2 * _WARM_UP or len(memory) < begin + a_minute:
        return []
    second, last = median(memory[begin : begin + a_minute]), median(memory[-a_minute:])
    by_minute = [median(memory[at : at + a_minute]) for at in range(0, len(memory), a_minute)]
    told = ", ".join(f"{figure:,.0f}" for figure in by_minute)
    print(f"\nmemory: {memory[0]:,.0f} MB at first, by minute {told}; {max(memory):,.0f} at most")
    if last > second * MOST_GROWTH:
        return [f"memory: found {last / second:.2f} times the second minute's, expected no growth"]
    return []


if __name__ == "__main__":
    main()
