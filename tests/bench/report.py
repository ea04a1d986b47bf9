"""docs/performance.md from what a run has measured: every figure, and what was to be reached."""

import os
import platform
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.bench.browser import LIMIT
from tests.bench.measuring import FIRST_START, FRAMES, LOAD, READERS, SLOW, Cells
from tests.bench.serving import APPS, FLOOR, OURS
from tests.browser.conftest import CHROMIUM, ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
"""The page that a run writes."""

_HERE = Path(__file__).parent
_KEPT = ("two_accounts", "ten_million", "whole_files", "world_views", "under_load", "held_back")
"""What runs of their own have printed, and what is written by hand."""

_DATES, _CLICK = "date change → marks", "click → quote"
_BY_HAND = (
    "date by touch → marks",
    "date by key → marks",
    "date typed → marks",
    "kind pill → marks",
    "word search → marks",
    "actor → marks",
)


@dataclass(frozen=True)
class Run:
    """All that one run measured.

    Parameters
    ----------
    measured : list of Cells
        A size each.
    imports : str
        The table of `tests.bench.imports`.
    seconds : float
        How long the run took.
    loads : tuple of float
        The machine's load average over 15 minutes at its begin and end.
    """

    measured: list[Cells]
    imports: str
    seconds: float
    loads: tuple[float, float]

    def at(self, size: int) -> Cells | None:
        """Return what was measured at a size."""
        return next((cells for cells in self.measured if cells.size == size), None)


@dataclass(frozen=True)
class Target:
    """A figure that was to be reached.

    Parameters
    ----------
    what : str
        In words.
    size : int
        At how many events.
    figure : callable
        Takes it from the measured run; None where it was not measured.
    bound : float
        What it was to be at most, or at least.
    unit : str
        What follows the number.
    at_least : bool
        Whether more is better.
    """

    what: str
    size: int
    figure: Callable[[Run], float | None]
    bound: float
    unit: str = "×"
    at_least: bool = False


def write_report(run: Run) -> str:
    """Write the page."""
    runs = {len(times) for cells in run.measured for times in cells.times[LOAD].values()}
    return (
        (_HERE / "performance.md")
        .read_text()
        .format(
            machine=_machine(run),
            runs=max(runs),
            limit=f"{LIMIT:.0f}",
            slow=f"{SLOW:.0f}",
            targets=_targets(run),
            tables="\n\n".join(_table(cells) for cells in run.measured),
            imports=run.imports.strip(),
            **{name: (_HERE / f"{name}.md").read_text().strip() for name in _KEPT},
        )
    )


def _machine(run: Run) -> str:
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    gigabytes = int(memory[1]) / 1024**2 if memory else 0
    chromium = subprocess.run([CHROMIUM, "--version"], capture_output=True, text=True).stdout
    named = re.search(r"Chromium [\d.]+", chromium)
    parts = [
        f"{os.cpu_count()} cores",
        f"{gigabytes:.0f} GB of memory",
        "no graphics card (WebGL in software)",
        named[0] if named else "Chromium",
        f"Python {platform.python_version()}",
        f"Streamlit {version('streamlit')}",
    ]
    busy = " and ".join(f"{load:.1f}" for load in run.loads)
    took = f"The run took {run.seconds / 60:.0f} minutes."
    return (
        f"The machine: {', '.join(parts)}. {took} The load average (15 minutes) was {busy} at its "
        "begin and end; what is above 1 or so at the begin is other work that it had to share with."
    )


def _ratio(
    size: int, step: str, floor: str, tool: str = OURS, to: str = FLOOR
) -> Callable[[Run], float | None]:
    """Make a figure: a tool's median of a step, divided by another's of the same or another."""

    def figure(run: Run) -> float | None:
        cells = run.at(size)
        above = cells and cells.median(step, tool)
        below = cells and cells.median(floor, to)
        return above / below if above and below else None

    return figure


def _figure(size: int, name: str, divisor: float = 1) -> Callable[[Run], float | None]:
    def figure(run: Run) -> float | None:
        cells = run.at(size)
        found = cells.figures[name].get(OURS) if cells else None
        return None if found is None else found / divisor

    return figure


def _opening(run: Run) -> float | None:
    """Tell the seconds that a million events add to a start with the smallest file."""
    large, small = (_figure(size, FIRST_START)(run) for size in (1_000_000, 10))
    return None if large is None or small is None else large - small


def _importing(run: Run) -> float | None:
    """Tell the ratio of the time of an import to that of pandas, from the table's last row."""
    cells = [cell.strip() for cell in run.imports.strip().splitlines()[-1].split("|")]
    return float(cells[6]) if cells[2] == "1,000,000" else None


def _listed_targets() -> list[Target]:
    few, many = 10, 1_000_000
    steps = [
        (LOAD, "the empty page's", LOAD, 1.5, 2.0),
        (_DATES, "the floor's", _DATES, 1.3, 1.8),
        ("pan → marks", "the floor's date change", _DATES, 0.7, 1.0),
        ("zoom → marks", "the floor's date change", _DATES, 0.7, 1.0),
        (_CLICK, "the floor's", _CLICK, 1.3, 1.5),
        *((step, "the floor's date change", _DATES, 2.0, 2.0) for step in _BY_HAND),
    ]
    targets = [
        Target(f"{step}, against {to}", size, _ratio(size, step, floor), bound)
        for step, to, floor, *bounds in steps
        for size, bound in zip((few, many), bounds, strict=True)
    ]
    frames = [
        Target(FRAMES, size, _figure(size, FRAMES), 30.0, "", at_least=True) for size in (few, many)
    ]
    memory = f"MB, {READERS} readers"
    rivals = [
        ("marker each", 1_000, 8.0),
        ("pydeck", 100_000, 20.0),
        ("FastMarkerCluster", 100_000, 20.0),
    ]
    return [
        *targets,
        *frames,
        Target(
            f"server memory with {READERS} readers", many, _figure(many, memory, 1024), 1.5, " GB"
        ),
        *(
            Target(
                f"{_DATES}, times faster than {tool}",
                size,
                _ratio(size, _DATES, _DATES, tool, OURS),
                bound,
                at_least=True,
            )
            for tool, size, bound in rivals
        ),
        Target("opening a .parquet", many, _opening, 3.0, " s"),
        Target("import of a csv, against pandas.read_csv", many, _importing, 4.0),
    ]


def _targets(run: Run) -> str:
    lines = [
        "| what | events | to reach | measured | reached |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for target in _listed_targets():
        found = target.figure(run)
        sign = "≥" if target.at_least else "≤"
        reached = "not measured"
        if found is not None:
            good = found >= target.bound if target.at_least else found <= target.bound
            reached = "yes" if good else "**no**"
        shown = "–" if found is None else f"{found:.2f}{target.unit}"
        lines.append(
            f"| {target.what} | {target.size:,} | {sign} {target.bound:g}{target.unit} "
            f"| {shown} | {reached} |"
        )
    return "\n".join(lines)


def _table(cells: Cells) -> str:
    lines = [
        f"### {cells.size:,} events",
        "",
        f"| | {' | '.join(APPS)} |",
        f"| --- |{' ---: |' * len(APPS)}",
    ]
    for step in cells.times:
        lines.append(f"| {step} | {' | '.join(_time(cells, step, tool) for tool in APPS)} |")
    for name, found in cells.figures.items():
        shown = (f"{found[tool]:,.1f}" if tool in found else "" for tool in APPS)
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join(lines)


def _time(cells: Cells, step: str, tool: str) -> str:
    why = cells.over.get(step, {}).get(tool)
    if why:
        return why
    found = cells.median(step, tool)
    if found is None:
        return ""
    return f"{found:,.0f}{'¹' if len(cells.times[step][tool]) == 1 else ''}"
