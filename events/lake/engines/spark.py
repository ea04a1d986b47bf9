"""Spark: a cluster that holds more than one machine; or this one, where no cluster is named.

The cluster's machines have to see the folder of the build at the same path, as over NFS: Spark
reads and writes files there. Its own workers need no Python and nothing of Panj.
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from events.lake.engines.port import Frame, Tell
from events.model.problems import Words, refusal

HERE = "local[*]"
"""The cluster where none is named: the processors of this machine."""

MOST_SECONDS = 10.0
"""How long a cluster may take to answer."""

_ROWS_TOGETHER = 131_072
_PAUSE = 0.2  # seconds from one look at the tasks to the next
_LOOPBACK = "127.0.0.1"
_INSTALL = "Type: make lake"


class SparkEngine:
    """Spark as an engine of a build.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        Of the cluster.
    folder : pathlib.Path
        Where it keeps what it worked out.
    tell : callable
        Told the share of the tasks that are done.
    """

    def __init__(self, session: Any, folder: Path, tell: Tell) -> None:
        self._session, self._folder, self._tell = session, folder, tell
        self._numbers = 0

    def read(self, files: Sequence[Path]) -> Frame:
        """Give the rows of Parquet files that have one schema."""
        return self._rows(list(files), files[0])

    def _rows(self, places: Sequence[Path], sample: Path) -> Frame:
        """Give the rows of files or folders, whose columns one file tells without a task."""
        from pyspark.sql.pandas.types import from_arrow_schema

        reader = self._session.read.schema(from_arrow_schema(pq.read_schema(sample)))
        rows: Frame = nw.from_native(reader.parquet(*map(_address, places)))
        return rows

    def keep(self, rows: Frame, name: str) -> Frame:
        """Work rows out now, however often they are asked for; each `name` stands once."""
        folder = self._written(rows, name)
        return self._rows([folder], next(folder.glob("*.parquet")))

    def batches(self, rows: Frame) -> Iterator[pa.RecordBatch]:
        """Give rows in the order in which they were sorted last: that of Spark's parts."""
        self._numbers += 1
        folder = self._written(rows, f"sorted-{self._numbers}")
        for part in sorted(folder.glob("part-*.parquet")):
            with pq.ParquetFile(part) as opened:
                yield from opened.iter_batches(_ROWS_TOGETHER)
        shutil.rmtree(folder)

    def _written(self, rows: Frame, name: str) -> Path:
        folder, native = self._folder / name, nw.to_native(rows)
        self._run(lambda: native.write.parquet(_address(folder)))
        return folder

    def _run(self, work: Callable[[], None]) -> None:
        """Wait for work of the cluster; what `tell` raises ends it there, too."""
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(work)
            try:
                while not wait([running], _PAUSE).done:
                    self._tell("spark", self._share())
            except BaseException:
                self._session.stop()
                raise
            running.result()

    def _share(self) -> float:
        """Tell which share of the tasks that are known is done."""
        tracker = self._session.sparkContext.statusTracker()
        stages = [tracker.getStageInfo(one) for one in tracker.getActiveStageIds()]
        known = [one for one in stages if one]
        done = sum(int(one.numCompletedTasks) for one in known)
        return done / (sum(int(one.numTasks) for one in known) or 1)


@contextmanager
def open_spark(folder: Path, master: str, tell: Tell) -> Iterator[SparkEngine]:
    """Open a session of a cluster, or of this machine.

    Parameters
    ----------
    folder : pathlib.Path
        Where Spark reads and writes; the cluster's machines see it at the same path.
    master : str
        The cluster's address, such as ``spark://host:7077``; "" for this machine.
    tell : callable
        Told the share of the tasks that are done; what it raises ends the work.

    Raises
    ------
    EventFileError
        Where PySpark or Java is missing, the cluster does not answer, or it gives the work up.
    """
    master = master or HERE
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise _missing("no PySpark", "PySpark, which only this engine needs") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise _missing("no Java", "Java 17 or newer, which Spark runs on")
    host = _answering(master)
    builder = SparkSession.builder.master(master).appName("Panj: a lake")
    settings: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.caseSensitive": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.compression.codec": "lz4_raw",
        "spark.local.dir": str(folder / "driver"),
    }
    if host in ("", "localhost", _LOOPBACK):  # then nobody else is to reach it
        settings |= {"spark.driver.host": _LOOPBACK, "spark.driver.bindAddress": _LOOPBACK}
    try:
        session = builder.config(map=settings).getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        try:
            yield SparkEngine(session, folder, tell)
        finally:
            session.stop()
    except (PySparkException, Py4JError) as error:
        said = str(error).strip().splitlines()[0]
        hint = "The lake is as it was. See the cluster's logs; the same command goes on from here."
        raise refusal(master, "", Words(said), "work that is done", hint) from error


def _missing(found: str, expected: str) -> Exception:
    return refusal("--engine spark", "", Words(found), expected, _INSTALL)


def _answering(master: str) -> str:
    """Give the host of a standalone cluster, "" for this machine, once somebody answers there."""
    address = urlsplit(master)
    if address.scheme != "spark":
        return "" if master.startswith("local") else master
    for place in address.netloc.split(","):
        host, _, port = place.rpartition(":")
        try:
            with closing(socket.create_connection((host, int(port)), MOST_SECONDS)):
                return host
        except (OSError, ValueError) as error:
            why = error
    hint = "Start the cluster, or correct --master."
    raise refusal(master, "", Words(f"that nobody answers ({why})"), "Spark's master", hint)


def _address(path: Path) -> str:
    return path.resolve().as_uri()
