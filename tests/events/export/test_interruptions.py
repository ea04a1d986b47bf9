"""A kill at any step of a work that writes: the old file stands or the new one, never half of one.

The work is done by a process of its own, which forks for each kill: the child counts the lines
that it runs in the modules that write, and ends itself by SIGKILL at one of them.
"""

import inspect
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pyogrio
import pytest

from dashboard.dossier.dossier import build_dossier, write_dossier
from dashboard.session.public.public_file import ARTICLE
from dashboard.session.session_file import SessionFile
from events.export import csv_export, export, geojson, geopackage
from events.export.export import export_events
from events.files import arrow_schema, file_access
from events.files.event_file import Loaded, load_events
from events.importers import run
from events.importers.run import import_events
from events.store import disk, prepared
from events.store.prepared import is_prepared, load_prepared, prepare

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
OLD = b"the old file"
ROWS = 300
POINTS = 12
"""Kills spread over the work, besides those at each line of the replacement itself."""

TABLE = "id,place,date,longitude,latitude\n" + "".join(
    f"{row},Kunduz,2021-07-05,68.857,36.729\n" for row in range(ROWS)
)
TARGETS = {
    "export": ("out.geojson", "out.csv", "out.parquet", "out.gpkg"),
    "import": ("out.geojson", "out.parquet"),
    "dossier": ("out.html",),
    "prepare": ("head.json",),
}
WORKS = [(work, target) for work, targets in TARGETS.items() for target in targets]
WRITERS = {
    module.__file__
    for module in (arrow_schema, csv_export, disk, export, geojson, geopackage, prepared, run)
}
"""The modules that write, by the path under which their code runs."""

REPLACEMENT = inspect.getsourcelines(inspect.unwrap(file_access.replace_file))[1]
"""The line of its module from which on all is the replacement's."""


@cache
def article() -> Loaded:
    """The article, read once for all the kills: what is watched is how it is written."""
    return load_events(ARTICLE)


@cache
def document() -> bytes:
    """The article's dossier: to build it takes seconds, and writes nothing."""
    return build_dossier(SessionFile(article()))


def do(work: str, target: Path) -> None:
    """Do one work, whose result is a file."""
    if work == "export":
        export_events(article(), target)
    elif work == "import":
        import_events("table", target.parent / "table.csv", target)
    elif work == "dossier":
        write_dossier(document(), target)
    else:
        prepare(ARTICLE, target.parent)


def count_steps(act: Callable[[bool, int], None]) -> None:
    """Tell each line that is run from now on: whether it is the replacement's, and which of those.

    The two are counted apart: beside DuckDB's threads, the others are never quite as many.
    """
    counts = {True: 0, False: 0}

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        path = frame.f_code.co_filename
        replaces = path == file_access.__file__ and frame.f_code.co_firstlineno >= REPLACEMENT
        if path not in WRITERS and not replaces:
            return None
        if event == "line":
            counts[replaces] += 1
            act(replaces, counts[replaces])
        return trace

    threading.settrace(trace)
    sys.settrace(trace)


def fork(work: str, target: Path, act: Callable[[bool, int], None]) -> int:
    """Do a work in a child, and return how the child ended."""
    target.parent.mkdir()
    (target.parent / "table.csv").write_text(TABLE)
    if work != "prepare":
        target.write_bytes(OLD)
    child = os.fork()
    if child == 0:
        count_steps(act)
        do(work, target)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def interrupt(work: str, name: str, folder: Path) -> list[tuple[str, int]]:
    """Do a work once to its end, then kill it at many steps; tell each folder and child's end."""
    if work == "dossier":
        document()
    article()
    told = folder / "steps"
    with told.open("a") as steps:

        def note(replaces: bool, number: int) -> None:
            print(int(replaces), number, file=steps, flush=True)

        ends = [("whole", fork(work, folder / "whole" / name, note))]
    lines = [tuple(map(int, line.split())) for line in told.read_text().splitlines()]
    last = max((number for replaces, number in lines if not replaces), default=0)
    points = [(False, last * part // POINTS) for part in range(1, POINTS) if last]
    points += [(True, number) for replaces, number in lines if replaces]
    for point in points:

        def kill(replaces: bool, number: int, point: tuple[bool, int] = point) -> None:
            if (replaces, number) == point:
                os.kill(os.getpid(), signal.SIGKILL)

        kept = "-".join(map(str, map(int, point)))
        ends.append((kept, fork(work, folder / kept / name, kill)))
    return ends


def found(work: str, target: Path, whole: Path) -> str:
    """Tell which file stands."""
    if work == "prepare":
        if not is_prepared(target.parent):
            return "old"
        events = list(load_prepared(target.parent).events)
        return "new" if events == list(article().events) else "half"
    if target.read_bytes() == OLD:
        return "old"
    if target.suffix == ".gpkg":  # it holds the time of its making
        read = [len(pyogrio.read_dataframe(path, layer="events")) for path in (target, whole)]
        return "new" if read[0] == read[1] else "half"
    return "new" if target.read_bytes() == whole.read_bytes() else "half"


@pytest.mark.parametrize(("work", "name"), WORKS)
def test_a_kill_leaves_the_old_file_or_the_new_one(work: str, name: str, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.events.export.test_interruptions",
        work,
        name,
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ends = dict(json.loads(done.stdout))
    assert ends.pop("whole") == 0
    # A kill in the last of the lines that are never quite as many may come too late.
    assert set(ends.values()) <= {0, signal.SIGKILL}
    assert list(ends.values()).count(signal.SIGKILL) > len(ends) // 2
    whole = tmp_path / "whole" / name
    stands = {point: found(work, tmp_path / point / name, whole) for point in ends}
    assert {point: what for point, what in stands.items() if what == "half"} == {}
    assert found(work, whole, whole) == "new"
    assert {*stands.values()} == {"old", "new"}, "the kills do not reach from before to after"


if __name__ == "__main__":
    print(json.dumps(interrupt(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
