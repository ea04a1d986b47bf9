"""How whole data sets open, and what else reads them: `python -m tests.bench.whole_files`.

UCDP GED, ACLED and a table of ten million rows are made up as csv
(`tests.makers.published_files`) and kept in build/bench. Each is imported on the command line, read
by pandas, loaded by DuckDB and turned into a GeoPackage by ogr2ogr, QGIS's way; and opened in the
page, dropped where it may be, by ``EVENTS=`` where it is too large for that. All have two cores and
8 GB at most. Last, 2 GB are dropped on the page. What a run of all prints is kept in
`whole_files.md`, which `make bench` puts into docs/performance.md.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from dashboard.session.server_limits import UPLOAD_BYTES
from tests.bench import serving, uploads
from tests.bench.beside import telling_load
from tests.bench.serving import CACHE, OURS, ROOT, Server
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.makers.published_files import WHOLE, write_published

MOST_BYTES = 8_000_000_000
"""The memory that each tool may ask for."""

KEPT = Path(__file__).with_name("whole_files.md")
"""What the last run of all printed."""

_PATIENCE = 3_600_000  # milliseconds
_EVERY = 0.1  # seconds between two looks at the memory
_NAMES = {
    "ucdp": "GEDEvent_v25_1.csv",
    "acled": "acled.csv",
    "table": "table.csv",
}
_PANDAS = "import pandas, sys; pandas.read_csv(sys.argv[1], low_memory=False)"
_DUCKDB = (
    "import duckdb, sys; duckdb.connect(sys.argv[2]).execute("
    "'CREATE TABLE events AS FROM read_csv(?)', [sys.argv[1]])"
)
_OGR = "ogr2ogr -f GPKG {out} {file} -oo X_POSSIBLE_NAMES=longitude -oo Y_POSSIBLE_NAMES=latitude"


@dataclass(frozen=True)
class Cost:
    """What a tool took: seconds, its processors' seconds, the most memory in MB, and its file's MB.

    `failed` says why there is nothing else to tell.
    """

    seconds: float
    worked: float
    peak: float
    written: float
    failed: str = ""


@dataclass(frozen=True)
class Opened:
    """How a file came to be seen: seconds, and memory in MB.

    Parameters
    ----------
    sent : float
        Seconds until it was on the server.
    marks : float
        Seconds from then to the first marks.
    worker, server : float
        The most memory of the process that makes it ready, and the server's with the file open.
    """

    sent: float
    marks: float
    worker: float
    server: float


def made_csv(layout: str) -> Path:
    """Return a whole data set; made once."""
    path = CACHE / _NAMES[layout]
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        write_published(layout, partial, WHOLE[layout])
        partial.rename(path)
    return path


def commands(layout: str, file: Path, folder: Path) -> dict[str, tuple[list[str], Path]]:
    """Return what is run on a file, and what each writes."""
    python = sys.executable
    outs = {name: folder / name for name in ("out.parquet", "out.duckdb", "out.gpkg")}
    panj, duckdb, gpkg = outs.values()
    return {
        "events import": ([python, "-m", "events", "import", layout, str(file), str(panj)], panj),
        "pandas.read_csv": ([python, "-c", _PANDAS, str(file)], folder / "none"),
        "DuckDB": ([python, "-c", _DUCKDB, str(file), str(duckdb)], duckdb),
        "ogr2ogr to GeoPackage": (_OGR.format(out=gpkg, file=file).split(), gpkg),
    }


def run(command: list[str], written: Path) -> Cost:
    """Run a command to its end and measure it."""
    if shutil.which(command[0]) is None:
        return Cost(0, 0, 0, 0, f"{command[0]} is not installed")
    begun = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_bound_memory,
    )
    _, code, used = os.wait4(process.pid, 0)
    took = time.monotonic() - begun
    size = written.stat().st_size / 1e6 if written.exists() else 0
    failed = f"ended with {os.waitstatus_to_exitcode(code)} after {took:.0f} s" if code else ""
    return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1_000, size, failed)


def _bound_memory() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))


def open_in_page(file: Path) -> Opened:
    """Drop a file on the page, or serve it by ``EVENTS=``, until its first marks are there."""
    is_dropped = file.stat().st_size <= UPLOAD_BYTES
    with TemporaryDirectory() as cache, sync_playwright() as playwright:
        begun = time.monotonic()
        events = uploads.ARTICLE if is_dropped else file
        with serving.serving(OURS, events, Path(cache)) as server:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page()
            page.goto(server.url)
            if is_dropped:
                begun = _drop(page, file)
            sent = time.monotonic()
            with watched(server) as workers:
                marks = page.frame_locator("iframe").locator("[data-count]")
                expect(marks.first).to_be_visible(timeout=_PATIENCE)
            taken = time.monotonic() - (sent if is_dropped else begun)
            settled = page.frame_locator("iframe").locator(".panj-map[data-settled=true]")
            expect(settled).to_be_visible(timeout=_PATIENCE)
            opened = Opened(sent - begun if is_dropped else 0, taken, *workers, server.memory())
            browser.close()
    return opened


def _drop(page: Page, file: Path) -> float:
    """Drop a file; return when it was begun, once it is on the server."""
    expect(page.frame_locator("iframe").locator("[data-event-id]").first).to_be_visible(
        timeout=_PATIENCE
    )
    page.get_by_role("button", name="Open", exact=True).click()
    field = page.get_by_label("Open event files")
    expect(field).to_be_attached(timeout=_PATIENCE)
    begun = time.monotonic()
    field.set_input_files(file)
    expect(page.get_by_text(f"{file.name} is on the server.")).to_be_visible(timeout=_PATIENCE)
    return begun


@contextmanager
def watched(server: Server) -> Iterator[list[float]]:
    """Look at the memory of the server's other processes; the list holds the most of it."""
    most, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY):
            most[0] = max(most[0], server.memory() - server.own_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        ended.set()
        watcher.join()


def measure(layout: str) -> str:
    """Measure one data set; return the rows of the table."""
    file = made_csv(layout)
    size = f"{WHOLE[layout]:,} | {file.stat().st_size / 1e6:,.0f}"
    lines = []
    with TemporaryDirectory(dir=CACHE) as folder:
        for name, (command, written) in commands(layout, file, Path(folder)).items():
            cost = run(command, written)
            told = (
                f"{cost.failed} | | | "
                if cost.failed
                else f"{cost.seconds:.1f} | {cost.worked:.1f} | {cost.peak:,.0f} "
                f"| {cost.written:,.0f}"
            )
            lines.append(f"| {layout} | {size} | {name} | {told} |")
            print(lines[-1], file=sys.stderr, flush=True)
            written.unlink(missing_ok=True)
    return "\n".join(lines)


def measure_page(layout: str) -> str:
    """Open one data set in the page; return the row of the table."""
    file = made_csv(layout)
    found = open_in_page(file)
    sent = f"{found.sent:.1f}" if found.sent else "by `EVENTS=`"
    return (
        f"| {layout} | {WHOLE[layout]:,} | {file.stat().st_size / 1e6:,.0f} | {sent} "
        f"| {found.marks:.1f} | {found.worker:,.0f} | {found.server:,.0f} |"
    )


TOOLS = "| data set | rows | MB | tool | s | processor s | peak MB | written MB |"
PAGE = "| data set | rows | MB | sent, s | first marks, s | worker, peak MB | server, MB |"


def report(layouts: list[str]) -> str:
    """Measure data sets; return both tables."""
    tables = []
    for head, rows in ((PAGE, measure_page), (TOOLS, measure)):
        rule = f"|{' --- |' * (head.count('|') - 1)}"
        tables.append("\n".join([head, rule, *map(rows, layouts)]))
    return "\n\n".join(tables)


def main() -> None:
    """Print what was measured, and keep it where it is all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.whole_files", description=__doc__)
    parser.add_argument("--layouts", nargs="*", default=list(WHOLE), choices=list(WHOLE))
    layouts = parser.parse_args().layouts
    with telling_load() as load:
        told = f"{report(layouts)}\n\n{uploads.told()}"
    told = f"{told}\n\n{load[0]}\n"
    print(told)
    if layouts == list(WHOLE):
        KEPT.write_text(told)


if __name__ == "__main__":
    main()
