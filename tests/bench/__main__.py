"""`python -m tests.bench`: measures the dashboard beside other tools, writes docs/performance.md.

With --quick the two smallest sizes are run three times each; then, and with --sizes, the page is
only printed.
"""

import argparse
import os
import subprocess
import sys
import time

from tests.bench.measuring import LOAD, Cells, measure_size
from tests.bench.report import DOCUMENT, Run, write_report
from tests.bench.serving import APPS, FLOOR, OURS
from tests.bench.stock import gather_scripts, made_file
from tests.browser.conftest import ROOT

SIZES = (10, 1_000, 100_000, 1_000_000)
RUNS = 7
QUICK_SIZES, QUICK_RUNS = SIZES[:2], 3


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="*")
    quick = (chosen := parser.parse_args()).quick
    sizes = chosen.sizes or (QUICK_SIZES if quick else SIZES)
    begun, load = time.monotonic(), os.getloadavg()[2]
    gather_scripts()
    measured: list[Cells] = []
    hopeless: dict[str, str] = {}
    for size in sizes:
        tools = [name for name in APPS if name not in hopeless]
        cells = measure_size(made_file(size), size, QUICK_RUNS if quick else RUNS, tools)
        cells.over[LOAD] |= hopeless
        hopeless |= {name: f"{why} at {size:,}" for name, why in _left_behind(cells).items()}
        measured.append(cells)
        print(f"{size:,} events: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    imports = _measure_imports(1_000 if quick else SIZES[-1], QUICK_RUNS if quick else RUNS)
    loads = (load, os.getloadavg()[2])
    text = write_report(Run(measured, imports, time.monotonic() - begun, loads))
    print(text)
    if not quick and tuple(sizes) == SIZES:
        DOCUMENT.write_text(text)


def _left_behind(cells: Cells) -> dict[str, str]:
    """Tell which other tools did not come in time, and need not be tried with more events."""
    return {name: why for name, why in cells.over[LOAD].items() if name not in (OURS, FLOOR)}


def _measure_imports(rows: int, runs: int) -> str:
    command = [sys.executable, "-m", "tests.bench.imports", "--layouts", "table"]
    options = ["--rows", str(rows), "--runs", str(runs)]
    done = subprocess.run([*command, *options], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


if __name__ == "__main__":
    main()
