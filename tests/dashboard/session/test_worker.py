"""Work in a process of its own: told how far it is, stopped, killed, refused."""

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from dashboard.session.worker import report_share, run_job, run_worker
from events.model.problems import EventFileError

PATIENCE = 60
"""Seconds after which a process that nobody ends is no longer waited for."""


def at_work() -> list[psutil.Process]:
    """Return the processes that do this module's work."""
    children = psutil.Process().children()
    return [child for child in children if __name__ in child.cmdline()]


def kill(_share: float) -> None:
    for child in at_work():
        child.kill()


def wait_for_end() -> None:
    """Tell the half, and go on until something ends this process."""
    report_share(0.5)
    signal.alarm(PATIENCE)
    signal.pause()


def fill_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/var/spool/part")


def give_up() -> None:
    raise SystemExit("'/var/spool/part' is no use")


def take_memory() -> None:
    bytearray(3_000_000_000)


def tell_turn() -> None:
    raise SystemExit(Path("/proc/self/oom_score_adj").read_text())


JOBS: dict[str, Callable[[], None]] = {
    job.__name__: job for job in (wait_for_end, fill_disk, give_up, take_memory, tell_turn)
}


def test_what_a_caller_raises_ends_the_process(tmp_path: Path) -> None:
    seen: list[psutil.Process] = []

    def cancel(share: float) -> None:
        assert share == 0.5
        seen.extend(at_work())
        assert seen[0].environ()["TMPDIR"] == str(tmp_path), "it may leave something elsewhere"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_worker(__name__, "a.csv", tmp_path, progress=cancel, request="wait_for_end")
    [process] = seen
    assert not process.is_running()


@pytest.mark.parametrize(
    ("job", "progress", "told"),
    [
        ("wait_for_end", kill, "that its reading ended early (no word)"),
        ("fill_disk", None, "No space left on device"),
        ("give_up", None, "that its reading ended early ('…' is no use)"),
    ],
)
def test_why_there_is_no_result_is_said_in_a_line(
    job: str, progress: Callable[[float], None] | None, told: str, tmp_path: Path
) -> None:
    with pytest.raises(EventFileError) as raised:
        run_worker(__name__, "a.csv", tmp_path, progress=progress, request=job)
    [problem] = raised.value.problems
    assert str(problem).startswith(f"a.csv: found {told}, expected ")


def test_where_the_system_has_no_memory_left_the_work_ends_and_not_the_server(
    tmp_path: Path,
) -> None:
    with pytest.raises(EventFileError, match=r"ended early \(1000\)"):
        run_worker(__name__, "a.csv", tmp_path, request="tell_turn")


def test_work_that_takes_more_memory_than_it_may_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EventFileError) as raised:
        run_worker(__name__, "a.csv", tmp_path, request="take_memory", memory_bytes=2_000_000_000)
    [problem] = raised.value.problems
    assert problem.found == "that its reading needs more than 2 GB of memory"


if __name__ == "__main__":
    sys.exit(run_job(lambda job: JOBS[job]()))
