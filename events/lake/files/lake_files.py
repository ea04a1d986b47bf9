"""The files of one version of a lake, asked by DuckDB, and held to its manifest.

A file's length is looked up when it is first opened: what is cut off, or is another version's, is
told instead of being counted. Its hash is worked out where the whole of it is read anyway; that of
a part would be gigabytes before the first mark.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from events.lake.files.manifest import File, Manifest
from events.lake.files.storage import Storage
from events.model.problems import Problem, Words
from events.store.engine import cursor

Answer = dict[str, npt.NDArray[Any]]
"""Columns by their names."""


class LakeError(OSError):
    """A file of a lake that is gone or damaged, or an address that does not answer.

    Parameters
    ----------
    problem : Problem
        Which file, what was found and what was expected.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass(frozen=True)
class LakeFiles:
    """The files of one version of a lake.

    Parameters
    ----------
    storage : Storage
        Where they lie.
    manifest : Manifest
        Which they are.
    """

    storage: Storage
    manifest: Manifest
    _seen: set[str] = field(default_factory=set, init=False)

    @property
    def events(self) -> list[str]:
        """The parts that queries ask."""
        return [file.path for batch in self.manifest.batches for file in batch.events]

    def relation(
        self,
        files: Sequence[str],
        condition: nw.Expr | None = None,
        held: duckdb.DuckDBPyConnection | None = None,
    ) -> duckdb.DuckDBPyRelation:
        """Give the rows of files for which a condition holds; by default in a new connection."""
        self.hold(files)
        with self.telling():
            found = self.storage.relation(held or cursor(), files)
        if condition is None:
            return found
        chosen: duckdb.DuckDBPyRelation = nw.from_native(found).filter(condition).to_native()
        return chosen

    def fetch(self, relation: duckdb.DuckDBPyRelation) -> Answer:
        """Give the rows of an answer."""
        with self.telling():
            return {
                name: np.ma.filled(column, np.nan) if np.ma.isMaskedArray(column) else column
                for name, column in relation.fetchnumpy().items()
            }

    def fetch_table(self, relation: duckdb.DuckDBPyRelation) -> pa.Table:
        """Give the rows of an answer, for texts."""
        with self.telling():
            return relation.to_arrow_table()

    def read_table(self, file: str) -> pa.Table:
        """Read a small Parquet file whole.

        Raises
        ------
        LakeError
            Where its bytes are not those of the manifest, too.
        """
        with self.telling():
            with closing(self.storage.open(file)) as opened:
                content = opened.read()
            if hashlib.sha256(content).hexdigest() != self._files[file].sha256:
                raise self._error(file, Words("other bytes"), "those that were built")
            return pq.read_table(io.BytesIO(content))

    def hold(self, files: Sequence[str]) -> None:
        """Hold files that are opened for the first time to the lengths that the manifest tells.

        Raises
        ------
        LakeError
            For one of another length, or that is gone.
        """
        new = [file for file in files if file not in self._seen]
        if new:
            with self.telling():
                wrong = self._wrong(new)
            if wrong:
                raise wrong
            self._seen.update(new)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Say in words what is wrong where a file of the lake is gone or damaged.

        Raises
        ------
        LakeError
            In the place of what PyArrow or DuckDB says, but for a query that was ended.
        """
        try:
            yield
        except (duckdb.InterruptException, LakeError):
            raise
        except (duckdb.Error, OSError, pa.ArrowException) as error:
            wrong = None
            with suppress(OSError, pa.ArrowException):
                wrong = self._wrong([*self._files])
            said = str(error).strip().splitlines()[0].replace(f"{self.storage.root}/", "")
            found = Words(f"what cannot be read ({said})")
            raise wrong or self._error("", found, "its files as they were built") from error

    @cached_property
    def _files(self) -> dict[str, File]:
        return {file.path: file for batch in self.manifest.batches for file in batch.files}

    def _wrong(self, files: Sequence[str]) -> LakeError | None:
        """Find the first file that is not as long as the manifest tells."""
        for file, found in zip(files, self.storage.sizes(files), strict=True):
            expected = self._files[file].bytes
            if found != expected:
                told = "no file" if found is None else f"{found:,} bytes"
                return self._error(file, Words(told), f"{expected:,} bytes")
        return None

    def _error(self, file: str, found: Words, expected: str) -> LakeError:
        hint = "Nothing was written. Put back the lake's files, or build it anew; then ask again."
        return LakeError(Problem(self.storage.name, None, None, file, found, expected, hint))
