"""A Spark cluster for tests: a master and workers, all of them on loopback.

PySpark has its programs with it; each runs in a group of processes of its own, so that a worker
ends with all that it started.
"""

import importlib.util
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_HERE = "127.0.0.1"


class Spark:
    """A master that listens, and workers that it knows.

    Parameters
    ----------
    folder
        Where they work.
    workers
        How many; each has one processor.
    """

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[str]] = []
        said = self._start("master.Master", ["--port", "0"], "Starting Spark master at ")
        self.address = said.rsplit(" ", 1)[-1]
        for _ in range(workers):
            size = ["--cores", "1", "--memory", "1g"]
            self._start("worker.Worker", [*size, self.address], "Successfully registered with")

    def kill_a_worker(self) -> None:
        """Kill a worker and what it runs, as if its machine were gone."""
        self._end(self._running.pop())

    def stop(self) -> None:
        """Stop all of them."""
        while self._running:
            self._end(self._running.pop())

    def _start(self, name: str, arguments: list[str], awaited: str) -> str:
        """Start a program, and give the line that says that it is ready."""
        environment = {
            **os.environ,
            "SPARK_LOCAL_IP": _HERE,
            "SPARK_DAEMON_MEMORY": "128m",
            "SPARK_WORKER_DIR": str(self._folder),
            "SPARK_LOCAL_DIRS": str(self._folder),
        }
        command = [str(_program()), f"org.apache.spark.deploy.{name}", "--host", _HERE]
        process = subprocess.Popen(
            [*command, "--webui-port", "0", *arguments],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        self._running.append(process)
        said: IO[str] = process.stderr  # type: ignore[assignment]
        lines = []
        for line in said:
            lines.append(line)
            if awaited in line:
                threading.Thread(target=said.read, daemon=True).start()
                return line.strip()
        raise RuntimeError(f"{name} ended: {''.join(lines)}")

    def _end(self, process: subprocess.Popen[str]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _program() -> Path:
    """Give the program that starts Spark's parts, which PySpark has with it."""
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        raise FileNotFoundError("PySpark is missing. Type: make setup")
    return Path(found.origin).parent / "bin/spark-class"


@contextmanager
def spark_cluster(workers: int) -> Iterator[Spark]:
    """Start a cluster for as long as it is used."""
    with tempfile.TemporaryDirectory(prefix="panj-spark-", ignore_cleanup_errors=True) as folder:
        cluster = Spark(Path(folder), workers)
        try:
            yield cluster
        finally:
            cluster.stop()
