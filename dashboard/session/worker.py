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
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

from dashboard.session.server_limits import WORKER_BYTES, WORKERS
from events.files.file_access import Progress, beyond_memory, bound_memory
from events.model.problems import EventFileError, Problem, Words
from events.store.engine import EngineError

_ROOT = Path(__file__).resolve().parents[2]
_turns = BoundedSemaphore(WORKERS)


def run_worker(
    module: str,
    name: str,
    folder: Path,
    *others: Path,
    progress: Progress | None = None,
    request: object = None,
    memory_bytes: int = WORKER_BYTES,
) -> None:
    """Run a module, which does its work by `run_job`, in another process.

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
    request
        What the other process is asked to do, as JSON.
    memory_bytes
        How much memory the other process may ask for.

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
            stdin=_filled(
                given, json.dumps({"name": name, "memory_bytes": memory_bytes, "request": request})
            ),
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


def run_job(job: Callable[[Any], None]) -> int:
    """Do the work of such a process, report what refuses it, and return the exit code.

    Parameters
    ----------
    job
        The work, given the request. It reports how far it is by `report_share`.
    """
    order = json.load(sys.stdin)
    name = order["name"]
    try:
        _offer_to_end_first()
        bound_memory(order["memory_bytes"])
        job(order["request"])
    except EventFileError as error:
        _refuse(error.problems)
    except BrokenPipeError:
        return 1  # the server has ended
    except MemoryError:
        _refuse((beyond_memory(name, order["memory_bytes"]),))
    except (OSError, EngineError) as error:
        _refuse((disk_problem(name, error),))
    return 0


def report_share(share: float) -> None:
    """Tell the server which share of the work is done, 0 to 1."""
    print(json.dumps({"share": round(min(share, 1), 4)}), flush=True)


def disk_problem(name: str, error: OSError | EngineError) -> Problem:
    """Make the problem for a file that can't be worked on, such as where the disk is full.

    Examples
    --------
    >>> print(disk_problem("a.csv", OSError(errno.ENOSPC, "Could not write")))
    a.csv: found No space left on device, expected room and leave to work on it. The file is not \
opened.
    >>> print(disk_problem("a.csv", EngineError('Write failed to "/var/spool/1.part": bad')))
    a.csv: found Write failed to "…": bad, expected room and leave to work on it. The file is not \
opened.
    """
    full = os.strerror(errno.ENOSPC)
    said = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    found = full if full in said else _without_paths(said.partition("\n")[0])[:200]
    expected, hint = "room and leave to work on it", "The file is not opened."
    return Problem(name, None, None, "", Words(found), expected, hint)


def _offer_to_end_first() -> None:
    """Let Linux end this process before any other, where the machine or the service has less."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


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
