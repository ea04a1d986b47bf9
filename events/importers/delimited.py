"""Tables of text (csv and its like), read in pieces that fit into memory.

PyArrow's reader cuts the file into rows; it knows quoted cells with line ends and doubled
quotation marks (RFC 4180). Every cell is text: what it means is for the layouts to say. A row
with too many or too few cells is rejected and counted.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from events.decoding import MOST_BYTES, refusal
from events.importers.receipt import Ledger
from events.problems import EventFileError, Words
from events.wkb import Shapes

MOST_COLUMNS = 1_000
"""The most columns of a table."""

Names = Callable[[Sequence[str]], tuple[list[str], bool]]
"""Tells from the cells of a file's first row the columns' names, and whether it is a header."""

_BLOCK = 4_000_000  # bytes read at a time
_HEAD = 1_000_000  # bytes in which the first row has to end
_DELIMITERS = ",;\t|"
_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table.

    Parameters
    ----------
    cells : pandas.DataFrame
        Text in every cell, ``""`` where there is nothing.
    rows : numpy.ndarray
        The number of each row in the file, counted from 1.
    shapes : numpy.ndarray, optional
        The geometry of each row, where the file has geometries.
    """

    cells: pd.DataFrame
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


def read_delimited(path: Path, ledger: Ledger, names_of: Names) -> Iterator[Chunk]:
    """Read a table in pieces.

    Parameters
    ----------
    path : pathlib.Path
        The file, UTF-8 or UTF-16 with a byte order mark.
    ledger : Ledger
        Is told of rows with another number of cells than the first row.
    names_of : callable
        Tells the names of the columns from the first row.

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
    if encoding == "utf-8":
        _check_utf8(path)
    return _chunks(path, ledger, names, delimiter, encoding, 1 if is_header else 0)


def _chunks(
    path: Path, ledger: Ledger, names: list[str], delimiter: str, encoding: str, heads: int
) -> Iterator[Chunk]:
    broken: list[int] = []

    def set_aside(row: pa.csv.InvalidRow) -> str:
        broken.append(row.number)
        found, expected = row.actual_columns, row.expected_columns
        ledger.reject(row.number - heads, None, f"found {found} cells, expected {expected}")
        return "skip"

    try:
        reader = _open(path, names, delimiter, encoding, set_aside)
        following = 1
        for batch in reader:
            numbers = np.arange(following, following + len(batch) + len(broken))
            numbers = numbers[~np.isin(numbers, broken)][: len(batch)]
            following = int(numbers[-1]) + 1 if len(numbers) else following
            frame = batch.to_pandas(types_mapper={pa.string(): _TEXT}.get)
            frame.columns = names
            rows = numbers > heads
            yield Chunk(frame[rows].reset_index(drop=True), numbers[rows] - heads)
    except (pa.ArrowException, UnicodeError, OSError) as error:
        told = "quotation mark that is never closed, or a row longer than 4 MB"
        found = Words("an encoding fault" if isinstance(error, UnicodeError) else f"a {told}")
        raise refusal(path.name, "", found, "a table in csv, UTF-8") from error


def _open(
    path: Path, names: list[str], delimiter: str, encoding: str, set_aside: Callable[..., str]
) -> pa.csv.CSVStreamingReader:
    numbered = [str(number) for number in range(len(names))]
    return pa.csv.open_csv(
        path,
        pa.csv.ReadOptions(
            use_threads=False, block_size=_BLOCK, column_names=numbered, encoding=encoding
        ),
        pa.csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=set_aside
        ),
        pa.csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(numbered, pa.string()),
            strings_can_be_null=False,
        ),
    )


def _check_utf8(path: Path) -> None:
    """Refuse a file in another encoding, with the byte and the line where it shows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                raise _not_utf8(path, line + block.count(b"\n", 0, error.start)) from error
            line += block.count(b"\n")


def _not_utf8(path: Path, line: int) -> EventFileError:
    found = Words(f"a byte in line {line:,} that is not UTF-8")
    hint = 'Save the table as "CSV UTF-8".'
    return refusal(path.name, "", found, "UTF-8", hint)
