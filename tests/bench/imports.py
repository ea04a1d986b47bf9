"""How long an import takes, beside `pandas.read_csv` on the same file.

``python -m tests.bench.imports`` prints one table. The rows are made up, always the same ones;
each file has 199 MB at most, far less than an import takes, so that a run is short. Every figure
is the median of runs that took turns, each in a process of its own; only the call itself is timed.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.makers.published_files import write_published

ROWS = {"table": 1_000_000, "ucdp": 400_000, "acled": 400_000}
"""The most rows of each file: a table of 11 columns, UCDP GED's 49 and ACLED's 31."""

MOST_BYTES = 199_000_000
"""The most bytes of a made file: enough to compare, and soon read."""

_HEADS = (
    "| layout | rows | MB | read_csv s | import s | ratio | read_csv CPU s | import CPU s | ratio "
    "| read_csv peak MB | import peak MB |"
)


def measure(what: str, path: Path) -> dict[str, float]:
    """Do a thing once in this process; give its seconds, its processor's, and the peak in MB."""
    call = _import_call(what, path) if what != "read_csv" else _pandas_call(path)
    began, worked = time.perf_counter(), time.process_time()
    call()
    took, used = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    return {"took": took, "used": used, "peak": peak}


def _pandas_call(path: Path) -> Callable[[], object]:
    import pandas as pd

    return lambda: pd.read_csv(path)


def _import_call(layout: str, path: Path) -> Callable[[], object]:
    from events.importers.run import import_events

    return lambda: import_events(layout, path, path.with_suffix(f".{layout}.parquet"))


def compare(layout: str, path: Path, rows: int, runs: int) -> str:
    """Measure an import and pandas in turn; give a row of the table."""
    found: dict[str, list[dict[str, float]]] = {"read_csv": [], layout: []}
    for _ in range(runs):
        for what, measured in found.items():
            command = [sys.executable, "-m", "tests.bench.imports", "--one", what, str(path)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
            measured.append(json.loads(done.stdout))
    pandas, ours = (
        {name: median(run[name] for run in part) for name in part[0]} for part in found.values()
    )
    megabytes = path.stat().st_size / 1e6
    return (
        f"| {layout} | {rows:,} | {megabytes:.0f} "
        f"| {pandas['took']:.2f} | {ours['took']:.2f} | {ours['took'] / pandas['took']:.1f} "
        f"| {pandas['used']:.2f} | {ours['used']:.2f} | {ours['used'] / pandas['used']:.1f} "
        f"| {pandas['peak']:.0f} | {ours['peak']:.0f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.imports", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="of each; the median is told")
    parser.add_argument("--rows", type=int, default=max(ROWS.values()), help="at most")
    parser.add_argument("--layouts", nargs="*", default=list(ROWS), choices=list(ROWS))
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "FILE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(measure(chosen.one[0], Path(chosen.one[1]))))
        return
    print(_HEADS)
    print(f"|{'---|' * _HEADS.count(' | ')}---|")
    with tempfile.TemporaryDirectory() as folder:
        for layout in chosen.layouts:
            path = Path(folder) / f"{layout}.csv"
            rows = write_published(layout, path, min(chosen.rows, ROWS[layout]), MOST_BYTES)
            print(compare(layout, path, rows, chosen.runs), flush=True)


if __name__ == "__main__":
    main()
