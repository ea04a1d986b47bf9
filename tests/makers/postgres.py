"""A PostgreSQL of Debian's packages for tests: on a socket in a folder of its own.

As root its programs run as the user that the package makes; PostgreSQL runs as no root.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import sqlalchemy as sa

_OWNER = "postgres"
"""The user of Debian's package, and the name of the superuser."""


def _programs() -> Path:
    """Return the folder of the newest version's programs, which Debian keeps off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda one: one.parts)
    if not found:
        raise FileNotFoundError("PostgreSQL is missing. Type: make setup")
    return found[-1].parent


class Postgres:
    """A server, and empty databases on it.

    Parameters
    ----------
    folder
        Where it keeps all that it has.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count(1)
        self._user = _OWNER if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        data = str(folder / "data")
        initial = ["--username", _OWNER, "--auth", "trust", "--encoding", "UTF8", "--no-sync"]
        self._run("initdb", "--pgdata", data, "--locale", "C.UTF-8", *initial)

    def start(self, most_kb: int | None = None) -> None:
        """Start it, and come back when it answers.

        Parameters
        ----------
        most_kb
            How large a file of it may become, in KiB: beyond it the disk is as if full.
        """
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off -c max_connections=30"
        limit = f"ulimit -f {most_kb}; " if most_kb else ""
        command = [_programs() / "pg_ctl", "--pgdata", self._folder / "data", "--wait"]
        command += ["--log", self._folder / "log", "--options", options, "start"]
        subprocess.run(
            ["bash", "-c", f'{limit}exec "$@"', "bash", *map(str, command)],
            check=True, user=self._user, cwd="/", stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        """Stop it; who is connected is sent away."""
        self._run("pg_ctl", "--pgdata", str(self._folder / "data"), "--mode", "fast", "stop")

    def kill(self) -> None:
        """Kill its first process, and come back when all of them are gone."""
        [first, *_] = (self._folder / "data/postmaster.pid").read_text().split()
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        os.kill(int(first), signal.SIGKILL)
        for each in [first, *children]:  # they see that the first is gone, and end
            with subprocess.Popen(["tail", "--pid", each, "-f", "/dev/null"]) as waiting:
                waiting.wait()

    def new_database(self) -> str:
        """Make an empty database; return its address as ``DESK`` takes it."""
        name = f"desk{next(self._numbers)}"
        engine = sa.create_engine(self._address(_OWNER), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return self._address(name).replace("+psycopg", "")

    def _address(self, name: str) -> str:
        return f"postgresql+psycopg://{_OWNER}@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [_programs() / program, *arguments],
            check=True, user=self._user, cwd="/", stdout=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server for as long as it is used."""
    with tempfile.TemporaryDirectory(prefix="panj-pg-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
