"""The files of one version of a lake, asked by DuckDB."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from events.lake.manifest import Manifest
from events.lake.storage import Storage
from events.model.problems import Words, refusal
from events.store.engine import cursor

Answer = dict[str, npt.NDArray[Any]]
"""Columns by their names."""


class LakeError(OSError):
    """A file of a lake that is gone or damaged, or an address that does not answer."""


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
        except duckdb.InterruptException:
            raise
        except (duckdb.Error, OSError, pa.ArrowException) as error:
            said = str(error).strip().splitlines()[0]
            hint = "Nothing was written. Ask again, or put back the file that is told."
            found = Words(f"what cannot be read ({said})")
            told = refusal(self.storage.name, "", found, "the files of its manifest", hint)
            raise LakeError(str(told)) from error
