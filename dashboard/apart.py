"""Work on large files in a process of its own.

The server goes on answering meanwhile, its memory is not touched, and to stop the work is to end
that process, which tells how far it is on standard output, a line of JSON at a time. This module
shouldn't import Streamlit.
"""

import errno
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO

from events.engine import EngineError
from events.problems import EventFileError, Problem, Words

AT_ONCE = 2
"""How many such processes a server has at once; further work waits."""

Progress = Callable[[float], None]
"""Is told the share of the work that is done, 0 to 1."""

_ROOT = Path(__file__).resolve().parent.parent
_turns = BoundedSemaphore(AT_ONCE)


def run_apart(
    module: str,
    name: str,
    folder: Path,
    *others: Path,
    progress: Progress | None = None,
    asked: object = None,
) -> None:
    """Run a module, which does its work by `work`, in another process.

    Parameters
    ----------
    module
        What follows ``python -m``.
    name
        What is worked on, as it stands in messages.
    folder
        Where the other process puts its result, and all that it needs on the way; the first word
        of its command.
    others
        The further words.
    progress
        Told the share that is done, 0 to 1. An exception from it ends the other process, and
        what that has left in the folder is of no use.
    asked
        What the other process reads from its standard input, as JSON.

    Raises
    ------
    EventFileError
        Where the work is refused or ends early; its `problems` say why.
    """
    command = [sys.executable, "-m", module, str(folder), *map(str, others)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(_ROOT),
        "PYTHONIOENCODING": "utf-8",
        "TMPDIR": str(folder),
    }
    with (
        _turns,
        tempfile.TemporaryFile("w+", encoding="utf-8") as given,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said,
        subprocess.Popen(  # noqa: S603 - this very Python, and paths as arguments
            command,
            env=environment,
            stdin=_filled(given, json.dumps(asked)),
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
            raise EventFileError(_died(name, said.read()))


def work(name: str, job: Callable[[], None]) -> int:
    """Do the work of such a process, tell what refuses it, and return the exit code.

    Parameters
    ----------
    name
        As of `run_apart`.
    job
        The work. It tells how far it is by `tell`.
    """
    try:
        job()
    except EventFileError as error:
        _refuse(error.problems)
    except BrokenPipeError:
        return 1  # the server has ended
    except (OSError, EngineError) as error:
        _refuse((without_room(name, error),))
    return 0


def tell(share: float) -> None:
    """Tell the server which share of the work is done, 0 to 1."""
    print(json.dumps({"share": round(min(share, 1), 4)}), flush=True)


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


def _filled(file: IO[str], text: str) -> IO[str]:
    file.write(text)
    file.seek(0)
    return file


def _follow(lines: Iterable[str], progress: Progress | None) -> list[Problem]:
    for line in lines:
        told = json.loads(line)
        if "refused" in told:
            return [Problem(**{**one, "found": Words(one["found"])}) for one in told["refused"]]
        if progress:
            progress(told["share"])
    return []


def _refuse(problems: Iterable[Problem]) -> None:
    told = [{**vars(one), "found": _shown(one)} for one in problems]
    print(json.dumps({"refused": told}), flush=True)


def _shown(problem: Problem) -> str:
    found = problem.found
    return str(found) if isinstance(found, Words) else json.dumps(found, ensure_ascii=False)


def _without_paths(said: str) -> str:
    """Leave out where on the server something lies: no reader is to know."""
    return re.sub(r"""(["'])/[^"']*\1""", r"\1…\1", said)


def _died(name: str, said: str) -> Problem:
    last = (said.strip().splitlines() or ["no word"])[-1]
    hint = "Nothing of it is kept. If it is large, cut it, such as by year."
    found = Words(f"that its reading ended early ({_without_paths(last)[:200]})")
    return Problem(name, None, None, "", found, "a file that can be read to its end", hint)
