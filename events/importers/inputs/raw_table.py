"""A table of a file, before it is known what its columns mean."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow.compute as pc
import shapely

from events.importers.columns.cells import empty
from events.importers.rows.chunk import Chunk
from events.importers.rows.ledger import Ledger
from events.model.distinct_dates import Mask
from events.model.limits import TABLE_COLUMNS
from events.model.problems import Words, refusal

ReadChunks = Callable[[Ledger, Collection[str] | None], Iterator[Chunk]]
"""Reads the rows of a table: all columns, or only some."""

BLANK_ROWS = "blank rows"
TOTALS = "rows of totals"
"""What the receipt says of rows that `without_blanks` passes over."""

ROWS_A_CHUNK = 10_000
"""The rows that are held at a time, of files that are not read in blocks of bytes."""

_TOTAL = (
    r"(?i)^\s*(?:grand[ -]?|sub[ -]?)?(?:totals?|sum|summe|gesamt|итого|всего|разом|усього|مجموع"
    r"|المجموع|الإجمالي|جمع|toplam|total g[eé]n[eé]ra?l)[ :.]*$"
)


@dataclass(frozen=True)
class Vocabulary:
    """What is known of columns before a table is read.

    Parameters
    ----------
    known : callable
        Tells whether a name is one that columns have.
    headless : callable
        Tells the names of the columns from a first row that is no header; None where the row
        is of no layout that is known.
    """

    known: Callable[[str], bool]
    headless: Callable[[Sequence[str]], tuple[str, ...] | None]


@dataclass(frozen=True)
class RawTable:
    """A table, a sheet or a layer.

    Parameters
    ----------
    columns : tuple of str
        The names of its columns, no two of them the same.
    read : callable
        Reads its rows.
    name : str, optional
        The sheet's or layer's name, where the file has names for them.
    sample : tuple of tuple of str, optional
        Its first rows, as text.
    shaped : bool, optional
        Whether its rows have geometries.
    tags : mapping, optional
        The HXL tag of a column, where the table has tags.
    passed : mapping, optional
        The rows above the data that are no data, and how many.
    header_row : int, optional
        The row with the names of the columns, counted from 1; 0 where there is none.
    above : int, optional
        The lines above its data; None where it has no lines as a spreadsheet shows them.
    encoding : str, optional
        How it is encoded.
    remarks : tuple of str, optional
        What a careful reader should know of how it is read.
    always : bool, optional
        Whether it is read with the file's others, whatever its columns: a layer of a map.
    event_file : bool, optional
        Whether it is an event file, which is read as one.
    """

    columns: tuple[str, ...]
    read: ReadChunks
    name: str = ""
    sample: tuple[tuple[str, ...], ...] = ()
    shaped: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, int] = field(default_factory=dict)
    header_row: int = 0
    above: int | None = None
    encoding: str = ""
    remarks: tuple[str, ...] = ()
    always: bool = False
    event_file: bool = False

    def chunks(
        self, ledger: Ledger, used: Collection[str] | None = None, *, totals: bool = True
    ) -> Iterator[Chunk]:
        """Read the rows that are data; tell the ledger of the others.

        Parameters
        ----------
        ledger : Ledger
            Is told what is passed over or rejected.
        used : collection of str, optional
            The columns to read; by default all.
        totals : bool, optional
            Whether a row may add others up, which is then passed over.

        Yields
        ------
        Chunk
        """
        for what, count in self.passed.items():
            ledger.pass_over(what, count)
        for chunk in self.read(ledger, used):
            rows = chunk.rows + ledger.offset
            ledger.last_row = max(ledger.last_row, *rows[-1:].tolist(), 0)
            yield without_blanks(replace(chunk, rows=rows), ledger, totals=totals)


def without_blanks(chunk: Chunk, ledger: Ledger, *, totals: bool = True) -> Chunk:
    """Pass over rows without a word and, where there may be `totals`, rows that add others up.

    Examples
    --------
    >>> import pyarrow as pa
    >>> columns = {"a": ["x", " ", "Total"], "b": ["1", "", "1"], "c": ["2", "", ""]}
    >>> chunk = Chunk(pa.RecordBatch.from_pydict(columns), np.arange(1, 4))
    >>> ledger = Ledger()
    >>> without_blanks(chunk, ledger).rows.tolist(), ledger.read
    ([1], 2)
    """
    filled = np.zeros(len(chunk.rows), np.int64)
    total = np.zeros(len(chunk.rows), bool)
    for column in chunk.cells.columns:
        there: Mask = pc.match_substring_regex(column, r"\S").to_numpy(zero_copy_only=False)
        # Only a row's first words can name it a row of totals.
        first = there & (filled == 0)
        if first.any() and pc.any(pc.match_substring_regex(column, _TOTAL)).as_py():
            total |= first & pc.match_substring_regex(column, _TOTAL).to_numpy(zero_copy_only=False)
        filled += there
    if chunk.shapes is not None:
        filled += ~shapely.is_missing(chunk.shapes)
    if chunk.unread is not None:
        filled += ~empty(chunk.unread)
    total &= totals & (2 * filled <= max(len(chunk.cells.columns), 2) + 1)
    blank = filled == 0
    ledger.pass_over(BLANK_ROWS, int(blank.sum()))
    ledger.pass_over(TOTALS, int((total & ~blank).sum()))
    kept = ~(blank | total)
    return chunk if kept.all() else chunk.filter(kept)


def check_width(row: Sequence[str], file: str) -> None:
    """Refuse a table with more than `TABLE_COLUMNS` columns."""
    if len(row) > TABLE_COLUMNS:
        raise refusal(file, "", Words(f"{len(row):,} columns"), f"at most {TABLE_COLUMNS:,}")


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Name columns so that no two share a name, and none has an empty one.

    Examples
    --------
    >>> unique_names(["Date", "", "Date"])
    ('Date', 'column 2', "Date'")
    """
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = cell.strip() or f"column {number}"
        while name in names:
            name += "'"
        names[name] = None
    return tuple(names)
