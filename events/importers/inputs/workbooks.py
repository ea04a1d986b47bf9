"""Workbooks: a table for each sheet that holds anything.

Calamine reads them: dates as dates, numbers as numbers, text as it stands. A merged cell counts
for all cells that it covers.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from events.importers.inputs.archives import ZIP_MARK, open_archive
from events.importers.inputs.header_row import MOST_ABOVE, Header, find_header
from events.importers.inputs.raw_table import ROWS_A_CHUNK, RawTable, Vocabulary, check_width
from events.importers.rows.chunk import Chunk
from events.importers.rows.ledger import Ledger
from events.importers.rows.options import Options
from events.model.problems import Words, refusal

MARKS = {
    ".xlsx": ZIP_MARK,
    ".xlsm": ZIP_MARK,
    ".xlsb": ZIP_MARK,
    ".ods": ZIP_MARK,
    ".xls": b"\xd0\xcf\x11\xe0",
}
"""The endings of workbooks, and their first bytes."""

_SAMPLE = 40  # rows below the header

Rows = list[list[Any]]
"""The cells of a sheet, as Python's values."""


def open_workbook(path: Path, options: Options, vocabulary: Vocabulary) -> list[RawTable]:
    """Open the sheets of a workbook.

    Parameters
    ----------
    path : pathlib.Path
        A file with one of the endings of `MARKS`.
    options : Options
        The reader's word on its header.
    vocabulary : Vocabulary
        What is known of columns.

    Returns
    -------
    list of RawTable
        The sheets that hold anything, in their order.

    Raises
    ------
    EventFileError
        Where the file is no workbook, or has no row.
    """
    mark = MARKS[path.suffix.lower()]
    with path.open("rb") as file:
        if not file.read(len(mark)).startswith(mark):
            expected = f"what its name says: {path.suffix.lower()}"
            raise refusal(path.name, "", Words("another kind of file"), expected)
    if mark == ZIP_MARK:
        with open_archive(path):
            pass
    sheets = {name: rows for name, rows in _sheets(path) if rows}
    if not sheets:
        raise refusal(path.name, "", Words("no row"), "a sheet with rows")
    return [_table(name, rows, path, options, vocabulary) for name, rows in sheets.items()]


def _sheets(path: Path) -> Iterator[tuple[str, Rows]]:
    try:
        with calamine.load_workbook(str(path)) as workbook:
            for about in workbook.sheets_metadata:
                if about.typ == calamine.SheetTypeEnum.WorkSheet:
                    sheet = workbook.get_sheet_by_name(about.name)
                    rows = sheet.to_python(skip_empty_area=False)
                    _spread(rows, sheet.merged_cell_ranges or ())
                    filled = any(cell != "" for row in rows for cell in row)
                    yield about.name, rows if filled else []
    except calamine.CalamineError as error:
        raise _unreadable(path, str(error)) from error
    except BaseException as error:
        # A fault inside Calamine's own language comes as a "panic", which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(path, "it is broken") from error


def _unreadable(path: Path, why: str) -> Exception:
    found = Words(f"a workbook that cannot be read ({why[:100]})")
    return refusal(path.name, "", found, "a whole one, without a password")


def _spread(rows: Rows, ranges: Sequence[Any]) -> None:
    """Write what a merged cell holds into all cells of the rows below that it covers."""
    for (top, left), (bottom, right) in ranges:
        if bottom > top and bottom < len(rows) and right < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]


def _table(name: str, rows: Rows, path: Path, options: Options, vocabulary: Vocabulary) -> RawTable:
    first = [[_text(cell) for cell in row] for row in rows[: MOST_ABOVE + _SAMPLE]]
    header = find_header(first, vocabulary, path.name, options.header_row)
    check_width(header.names, path.name)
    return RawTable(
        header.names,
        lambda ledger, used: _chunks(rows, header, ledger, used),
        name,
        sample=tuple(tuple(row) for row in first[header.above :]),
        tags=header.tags,
        passed=header.passed,
        header_row=header.row,
        above=header.above,
        remarks=header.remarks,
    )


def _chunks(
    rows: Rows, header: Header, ledger: Ledger, used: Collection[str] | None
) -> Iterator[Chunk]:
    kept = [index for index, name in enumerate(header.names) if used is None or name in used]
    names = [header.names[index] for index in kept]
    for begin in range(header.above, len(rows), ROWS_A_CHUNK):
        some = rows[begin : begin + ROWS_A_CHUNK]
        columns = [[_text(row[index]) for row in some] for index in kept]
        cells = pa.RecordBatch.from_arrays([pa.array(one, pa.string()) for one in columns], names)
        numbers = np.arange(begin, begin + len(some)) - header.above + 1
        ledger.share = (begin + len(some)) / len(rows)
        yield Chunk(cells, numbers)


def _text(cell: Any) -> str:
    """Write a cell as text: a day without a time, a whole number without a point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell)
