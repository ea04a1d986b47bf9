"""Tables of text (csv and its like), read in pieces that fit into memory.

PyArrow's reader cuts the file into rows; it knows quoted cells with line ends and doubled
quotation marks (RFC 4180). Every cell is text: what it means is for the layouts to say. A row
with too many or too few cells is rejected and counted.
"""

import codecs
import csv
import io
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from events.decoding import MOST_BYTES, refusal
from events.importers.receipt import Ledger
from events.importers.utf8 import Utf8
from events.problems import Words
from events.wkb import Shapes

MOST_COLUMNS = 1_000
"""The most columns of a table."""

Names = Callable[[Sequence[str]], tuple[list[str], bool]]
"""Tells from the cells of a file's first row the columns' names, and whether it is a header."""

_BLOCK = 4_000_000  # bytes read at a time
_HEAD = 1_000_000  # bytes in which the first row has to end
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table.

    Parameters
    ----------
    cells : pyarrow.RecordBatch
        Text in every cell, ``""`` where there is nothing; of published layouts only the columns
        that are used.
    rows : numpy.ndarray
        The number of each row in the file, counted from 1.
    shapes : numpy.ndarray, optional
        The geometry of each row, where the file has geometries.
    """

    cells: pa.RecordBatch
    rows: npt.NDArray[np.int64]
    shapes: Shapes | None = None


def check_file(path: Path) -> None:
    """Refuse what is no file, may not be read, is empty or too large.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Raises
    ------
    EventFileError
        With what is wrong.
    """
    expected = "a file to import"
    try:
        if path.is_dir():
            raise refusal(path.name, "", Words("a folder"), expected)
        if path.exists() and not path.is_file():
            raise refusal(path.name, "", Words("no regular file"), expected)
        with path.open("rb"):
            size = path.stat().st_size
    except FileNotFoundError as error:
        raise refusal(path.name, "", Words("no such file"), expected) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise refusal(path.name, "", Words(f"an error: {reason}"), expected) from error
    if size > MOST_BYTES:
        found, limit = Words(f"{size / 1e6:,.0f} MB"), f"at most {MOST_BYTES // 1_000_000} MB"
        raise refusal(path.name, "", found, limit, "Cut it, for instance by year.")
    if size == 0:
        raise refusal(path.name, "", Words("an empty file"), "a table with a header")


def first_row(path: Path) -> tuple[list[str], str, str]:
    """Read the first row of a table.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    cells : list of str
    delimiter : str
        What parts its cells: the comma, semicolon, tab or bar that it has most of.
    encoding : str
        utf-8, or utf-16 where the file begins with its byte order mark.

    Raises
    ------
    EventFileError
        Where the file cannot be opened, or its first row cannot be read.
    """
    check_file(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if wide else "utf-8-sig"
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    line = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        found = Words(f"a first row that cannot be read ({error})")
        raise refusal(path.name, "", found, "the names of the columns") from error
    if len(cells) > MOST_COLUMNS:
        found = Words(f"{len(cells):,} columns")
        raise refusal(path.name, "", found, f"at most {MOST_COLUMNS:,}")
    return [cell.strip() for cell in cells], delimiter, "utf-16" if wide else "utf-8"


def read_delimited(
    path: Path, ledger: Ledger, names_of: Names, used: Collection[str] | None = None
) -> Iterator[Chunk]:
    """Read a table in pieces.

    Parameters
    ----------
    path : pathlib.Path
        The file, UTF-8 or UTF-16 with a byte order mark.
    ledger : Ledger
        Is told of rows with another number of cells than the first row, and of the share of
        the file that was read.
    names_of : callable
        Tells the names of the columns from the first row.
    used : collection of str, optional
        The columns to read; by default all.

    Yields
    ------
    Chunk
        Of rows that lie in some megabytes.

    Raises
    ------
    EventFileError
        Where the file cannot be used at all.
    """
    cells, delimiter, encoding = first_row(path)
    names, is_header = names_of(cells)
    kept = [number for number, name in enumerate(names) if used is None or name in used]
    table = _Table(names, kept, delimiter, encoding)
    return _chunks(path, table, ledger, _Rows(ledger, 1 if is_header else 0))


@dataclass(frozen=True)
class _Table:
    """How a table is written, and which of its columns are read."""

    names: list[str]
    kept: list[int]
    delimiter: str
    encoding: str


class _Rows:
    """Numbers the rows that PyArrow reads, around those that it cannot."""

    def __init__(self, ledger: Ledger, heads: int) -> None:
        self._ledger = ledger
        self._heads = heads
        self._following = 1
        self._broken: list[int] = []

    def set_aside(self, row: pa.csv.InvalidRow) -> str:
        """Reject a row with too many or too few cells."""
        self._broken.append(row.number)
        found, expected = row.actual_columns, row.expected_columns
        told = f"found {found} cells, expected {expected}"
        self._ledger.reject(row.number - self._heads, None, told)
        return "skip"

    def number(self, cells: pa.RecordBatch) -> Chunk:
        """Give the next rows their numbers, without the header."""
        size = len(cells)
        numbers = np.arange(self._following, self._following + size + len(self._broken))
        numbers = numbers[~np.isin(numbers, self._broken)][:size]
        if size:
            self._following = int(numbers[-1]) + 1
        del self._broken[: bisect_left(self._broken, self._following)]
        heads = int(np.searchsorted(numbers, self._heads, side="right"))
        return Chunk(cells.slice(heads), numbers[heads:] - self._heads)


def _chunks(path: Path, table: _Table, ledger: Ledger, rows: _Rows) -> Iterator[Chunk]:
    names = [table.names[number] for number in table.kept]
    narrow = table.encoding == "utf-8"
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            reader = _open(Utf8(file, path.name) if narrow else file, table, rows.set_aside)
            for count, batch in enumerate(reader, 1):
                if narrow:
                    ledger.share = min(1.0, count * _BLOCK / size)
                yield rows.number(pa.RecordBatch.from_arrays(batch.columns, names))
    except (pa.ArrowException, UnicodeError, OSError) as error:
        told = "quotation mark that is never closed, or a row longer than 4 MB"
        found = Words("an encoding fault" if isinstance(error, UnicodeError) else f"a {told}")
        raise refusal(path.name, "", found, "a table in csv, UTF-8") from error


def _open(
    file: BinaryIO | Utf8, table: _Table, set_aside: Callable[[pa.csv.InvalidRow], str]
) -> pa.csv.CSVStreamingReader:
    numbered = [str(number) for number in range(len(table.names))]
    kept = [str(number) for number in table.kept]
    return pa.csv.open_csv(
        file,
        pa.csv.ReadOptions(
            use_threads=False, block_size=_BLOCK, column_names=numbered, encoding=table.encoding
        ),
        pa.csv.ParseOptions(
            delimiter=table.delimiter, newlines_in_values=True, invalid_row_handler=set_aside
        ),
        pa.csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(kept, pa.string()),
            include_columns=kept,
            strings_can_be_null=False,
        ),
    )
