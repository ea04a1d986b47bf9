"""What a build wants of an engine; what is sorted and counted, Narwhals says to all of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import pyarrow as pa

Frame = nw.LazyFrame[Any]

Tell = Callable[[str, float], None]
"""Is told what a build is at and the share of that which is done; what it raises ends the build."""


def tell_nobody(_what: str, _share: float) -> None:
    """Be told how far a build is, and do nothing."""


class Engine(Protocol):
    """Runs Narwhals programs over Parquet files."""

    def read(self, files: Sequence[Path]) -> Frame:
        """Give the rows of Parquet files that have one schema."""

    def keep(self, rows: Frame, name: str) -> Frame:
        """Work rows out now, however often they are asked for; each `name` stands once."""

    def batches(self, rows: Frame) -> Iterator[pa.RecordBatch]:
        """Give rows in the order in which they were sorted last."""


Opening = Callable[[Path, str, Tell], AbstractContextManager[Engine]]
"""Opens an engine: with an empty folder that is its own, the address of a cluster or "", and whom
to tell how far it is."""
