"""Making a large file ready for queries in a process of its own.

The server goes on answering meanwhile, its memory is not touched, and to stop the work is to end
that process. ``python -m dashboard.preparing FILE FOLDER`` is that process: it tells how far it
is on standard output, a line of JSON at a time. This module shouldn't import Streamlit.
"""

import errno
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

from dashboard.outlines import outline
from events.engine import EngineError
from events.importers.receipt import Receipt, Rejection
from events.importing import Options, import_events, recognise_layout
from events.loading import Loaded
from events.prepared import load_prepared, prepare
from events.problems import EventFileError, Problem, Words

AT_ONCE = 2
"""How many files a server makes ready at once; others wait."""

EVENT_FILES = (".geojson", ".json", ".parquet")
"""The endings of event files; what is inside decides."""

Progress = Callable[[float], None]

_ROOT = Path(__file__).resolve().parent.parent
_RECEIPT = "receipt.json"
_turns = BoundedSemaphore(AT_ONCE)


def prepare_apart(
    path: Path, folder: Path, progress: Progress | None = None, options: Options | None = None
) -> None:
    """Make a file ready in another process.

    Parameters
    ----------
    path
        An event file, or any file that an import takes.
    folder
        An empty folder for the result.
    progress
        Told the share that is done, 0 to 1. An exception from it ends the other process, and
        what is in the folder is of no use.
    options
        What the reader says of a table; its outlines are always those of the base layers.

    Raises
    ------
    EventFileError
        Where the file can't be used; its `problems` say why.
    """
    command = [sys.executable, "-m", "dashboard.preparing", "--", str(path), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"}
    said_of_table = {"columns": dict(options.columns), "order": options.order} if options else {}
    with (
        _turns,
        tempfile.TemporaryFile("w+", encoding="utf-8") as asked,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said,
        subprocess.Popen(  # noqa: S603 - this very Python, and paths as arguments
            command,
            env=environment,
            stdin=_filled(asked, json.dumps(said_of_table)),
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        try:
            refused = _follow(process.stdout, progress) if process.stdout else []
        except BaseException:
            process.kill()
            raise
        if refused:
            raise EventFileError(*refused)
        if process.wait():
            said.seek(0)
            raise EventFileError(_died(path.name, said.read()))


def _filled(file: IO[str], text: str) -> IO[str]:
    file.write(text)
    file.seek(0)
    return file


def load_result(path: Path, folder: Path) -> tuple[Loaded, Receipt | None]:
    """Open what `prepare_apart` made of a file."""
    loaded = replace(load_prepared(folder), path_name=path.name)
    told = folder / _RECEIPT
    if not told.exists():
        return loaded, None
    receipt = _receipt(json.loads(told.read_text(encoding="utf-8")))
    return replace(loaded, read=receipt.read), receipt


def without_room(name: str, error: OSError | EngineError) -> Problem:
    """Make the problem for a file that can't be worked on, such as where the disk is full.

    Examples
    --------
    >>> print(without_room("a.csv", OSError(errno.ENOSPC, "Could not write")))
    a.csv: found No space left on device, expected room and leave to work on it. The file is not \
opened.
    >>> print(without_room("a.csv", EngineError('Write failed to "/var/spool/1.part": bad')))
    a.csv: found Write failed to "…": bad, expected room and leave to work on it. The file is not \
opened.
    """
    full = os.strerror(errno.ENOSPC)
    said = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    found = full if full in said else _without_paths(said.partition("\n")[0])[:200]
    expected, hint = "room and leave to work on it", "The file is not opened."
    return Problem(name, None, None, "", Words(found), expected, hint)


def _follow(lines: Iterable[str], progress: Progress | None) -> list[Problem]:
    for line in lines:
        told = json.loads(line)
        if "refused" in told:
            return [Problem(**{**one, "found": Words(one["found"])}) for one in told["refused"]]
        if progress:
            progress(told["share"])
    return []


def _without_paths(said: str) -> str:
    """Leave out where on the server something lies: no reader is to know."""
    return re.sub(r"""(["'])/[^"']*\1""", r"\1…\1", said)


def _died(name: str, said: str) -> Problem:
    last = (said.strip().splitlines() or ["no word"])[-1]
    hint = "Nothing of it is kept. If it is large, cut it, such as by year."
    found = Words(f"that its reading ended early ({_without_paths(last)[:200]})")
    return Problem(name, None, None, "", found, "a file that can be read to its end", hint)


def _receipt(told: dict[str, Any]) -> Receipt:
    reasons = tuple(Rejection(**reason) for reason in told["reasons"])
    lists = {name: tuple(told[name]) for name in ("used", "ignored", "missing", "notices")}
    return Receipt(**{**told, **lists, "reasons": reasons})


def main(arguments: list[str] | None = None) -> int:
    """Make a file ready: ``FILE FOLDER``; standard input tells what the reader says of it."""
    path, folder = map(Path, (arguments or sys.argv[1:])[-2:])
    try:
        _prepare(path, folder, Options(places=outline, **json.load(sys.stdin)))
    except EventFileError as error:
        _refuse(error.problems)
    except BrokenPipeError:
        return 1  # the server has ended
    except OSError as error:
        _refuse((without_room(path.name, error),))
    return 0


def _refuse(problems: Iterable[Problem]) -> None:
    told = [{**vars(one), "found": _shown(one)} for one in problems]
    print(json.dumps({"refused": told}), flush=True)


def _shown(problem: Problem) -> str:
    found = problem.found
    return str(found) if isinstance(found, Words) else json.dumps(found, ensure_ascii=False)


def _prepare(path: Path, folder: Path, options: Options) -> None:
    try:
        if path.suffix.lower() in EVENT_FILES:
            prepare(path, folder, _tell)
            return
    except EventFileError as error:
        refused: EventFileError | None = error  # it may still be a layer of another kind
    else:
        refused = None
    for left in folder.iterdir():
        left.unlink()
    with tempfile.TemporaryDirectory(dir=folder.parent) as between:
        target = Path(between) / f"{path.stem}.parquet"
        try:
            receipt = import_events(
                recognise_layout(path), path, target, options, lambda rows: _tell(_half(rows))
            )
        except EventFileError as error:
            raise refused or error from None
        prepare(target, folder, lambda share: _tell((1 + share) / 2))
    (folder / _RECEIPT).write_text(json.dumps(asdict(receipt)), encoding="utf-8")


def _half(rows: Any) -> float:
    return (getattr(rows, "share", None) or 0) / 2


def _tell(share: float) -> None:
    print(json.dumps({"share": round(min(share, 1), 4)}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
