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
from itertools import islice
from pathlib import Path
from statistics import median
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

from events.importers.inputs.header_row import MOST_ABOVE, Header, find_header
from events.importers.inputs.raw_table import BLANK_ROWS, RawTable, Vocabulary, check_width
from events.importers.inputs.text_encoding import Utf8, find_encoding
from events.importers.rows.chunk import Chunk
from events.importers.rows.ledger import Ledger
from events.importers.rows.options import Options
from events.model.problems import Words, refusal

ENDINGS = (".csv", ".tsv", ".txt")
"""The endings of tables of text."""

_BLOCK = 4_000_000  # bytes read at a time
_HEAD = 1_000_000  # bytes in which the first rows have to end
_DELIMITERS = ",;\t|"
_SAMPLE = 40  # rows below the header


@dataclass(frozen=True)
class _Form:
    """How a table is written."""

    path: Path
    header: Header
    delimiter: str
    encoding: str


def open_delimited(path: Path, options: Options, vocabulary: Vocabulary) -> RawTable:
    """Open a table of text.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    options : Options
        The reader's word on its encoding and header.
    vocabulary : Vocabulary
        What is known of columns.

    Returns
    -------
    RawTable

    Raises
    ------
    EventFileError
        Where its encoding cannot be told, or its first rows cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding, recognised = find_encoding(head, options.encoding, vocabulary, path.name)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    delimiter = max(_DELIMITERS, key=lambda mark: _width(text, mark))
    most = max(options.header_row, MOST_ABOVE) + _SAMPLE
    rows = _first_rows(text, delimiter, most, path.name)
    header = find_header(rows, vocabulary, path.name, options.header_row)
    form = _Form(path, header, delimiter, encoding)
    told = f"Encoding recognised by the names of the columns: {encoding}"
    return RawTable(
        header.names,
        lambda ledger, used: _chunks(form, ledger, used),
        sample=tuple(tuple(row) for row in rows[header.above :][:_SAMPLE]),
        tags=header.tags,
        passed=header.passed,
        header_row=header.row,
        above=header.above,
        encoding="utf-8" if encoding == "utf-8-sig" else encoding,
        remarks=(*header.remarks, *([told] if recognised else [])),
    )


def _first_rows(text: str, delimiter: str, most: int, file: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in islice(reader, most):
            check_width(row, file)
            rows.append(row)
    except csv.Error as error:  # such as a quotation mark that is never closed
        if not rows:
            found = Words(f"a first row that cannot be read ({error})")
            raise refusal(file, "", found, "the names of the columns") from error
    return rows


def _width(text: str, delimiter: str) -> float:
    """Tell how many cells the first rows have, if they are parted by a mark."""
    lines = (line for line in text[:200_000].splitlines() if line.strip())
    counts = [line.count(delimiter) for line in islice(lines, _SAMPLE)]
    return median(counts) if counts else 0


class _Rows:
    """Numbers the rows that PyArrow reads, around those that it cannot."""

    def __init__(self, ledger: Ledger, above: int) -> None:
        self._ledger = ledger
        self._above = above
        self._following = 1
        self._broken: list[int] = []

    def set_aside(self, row: pa.csv.InvalidRow) -> str:
        """Reject a row with too many or too few cells, unless it is blank."""
        self._broken.append(row.number)
        if row.number > self._above:
            if row.text.strip(" \t,;|\r\n"):
                found, expected = row.actual_columns, row.expected_columns
                told = f"found {found} cells, expected {expected}"
                self._ledger.reject(row.number - self._above, None, told)
            else:
                self._ledger.pass_over(BLANK_ROWS)
        return "skip"

    def number(self, cells: pa.RecordBatch) -> Chunk:
        """Give the next rows their numbers, without those above the data."""
        size = len(cells)
        numbers = np.arange(self._following, self._following + size + len(self._broken))
        numbers = numbers[~np.isin(numbers, self._broken)][:size]
        if size:
            self._following = int(numbers[-1]) + 1
        del self._broken[: bisect_left(self._broken, self._following)]
        above = int(np.searchsorted(numbers, self._above, side="right"))
        return Chunk(cells.slice(above), numbers[above:] - self._above)


def _chunks(form: _Form, ledger: Ledger, used: Collection[str] | None) -> Iterator[Chunk]:
    names = form.header.names
    kept = [number for number, name in enumerate(names) if used is None or name in used]
    rows = _Rows(ledger, form.header.above)
    narrow, name = form.encoding == "utf-8-sig", form.path.name
    try:
        with form.path.open("rb") as file:
            size = form.path.stat().st_size
            reader = _open(Utf8(file, name) if narrow else file, form, kept, rows.set_aside)
            for count, batch in enumerate(reader, 1):
                if narrow:
                    ledger.share = min(1.0, count * _BLOCK / size)
                columns = [names[number] for number in kept]
                yield rows.number(pa.RecordBatch.from_arrays(batch.columns, columns))
    except (pa.ArrowException, UnicodeError, OSError) as error:
        told = "quotation mark that is never closed, or a row longer than 4 MB"
        found = Words(
            f"a byte that is not {form.encoding}"
            if isinstance(error, UnicodeError)
            else f"a {told}"
        )
        raise refusal(name, "", found, "a table in csv, UTF-8") from error


def _open(
    file: BinaryIO | Utf8,
    form: _Form,
    kept: Sequence[int],
    set_aside: Callable[[pa.csv.InvalidRow], str],
) -> pa.csv.CSVStreamingReader:
    numbered = [str(number) for number in range(len(form.header.names))]
    columns = [str(number) for number in kept]
    encoding = "utf-8" if form.encoding == "utf-8-sig" else form.encoding
    return pa.csv.open_csv(
        file,
        pa.csv.ReadOptions(
            use_threads=False, block_size=_BLOCK, column_names=numbered, encoding=encoding
        ),
        pa.csv.ParseOptions(
            delimiter=form.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        pa.csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(columns, pa.string()),
            include_columns=columns,
            strings_can_be_null=False,
        ),
    )
