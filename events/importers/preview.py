"""What a table looks like before it is imported: its first rows, with the roles of its columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from events.importers.inputs.archives import unpacked
from events.importers.inputs.delimited import ENDINGS
from events.importers.inputs.raw_table import RawTable
from events.importers.open_tables import TABLE_ENDINGS, choose_tables, open_tables
from events.importers.places.places import Gazetteer
from events.importers.rows.imported import Job
from events.importers.rows.ledger import Ledger
from events.importers.rows.options import Options
from events.importers.run import refuse_crashes
from events.importers.tables.plain_table import TABLE
from events.model.problems import EventFileError

TEXT_ENDINGS = ENDINGS
"""The endings of tables of text, of which a preview reads no more than the beginning."""

MOST_ROWS_SHOWN = 5
"""The rows of a preview."""


@dataclass(frozen=True)
class Preview:
    """How a table is read, as far as that is known.

    Parameters
    ----------
    columns : tuple of str, optional
        Its columns; none where the file cannot be read so far.
    roles : mapping, optional
        The column that is taken for each role.
    rows : tuple of tuple of str, optional
        Its first rows.
    sheets : tuple of str, optional
        All sheets or layers of the file.
    read : tuple of str, optional
        Those that are read.
    header_row : int, optional
        The row with the names of the columns, counted from 1; 0 where there is none.
    """

    columns: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] = ()
    sheets: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    header_row: int = 0


def preview_table(path: Path, options: Options) -> Preview:
    """Look at a table without reading it whole.

    Parameters
    ----------
    path : pathlib.Path
        A file that can be imported.
    options : Options
        What whoever imports says of the file.

    Returns
    -------
    Preview
        Of the sheet that would be read, or else of the one with most columns.

    Raises
    ------
    EventFileError
        Where the file cannot be used at all.
    """
    with unpacked(path, TABLE_ENDINGS) as whole, refuse_crashes(whole.name):
        job = Job(whole, Ledger(), Gazetteer(), options)
        tables = open_tables(job)
        try:
            chosen = choose_tables(tables, TABLE.name, job).tables
        except EventFileError:
            chosen = (max(tables, key=lambda table: len(table.columns)),)
        first = chosen[0]
        return Preview(
            first.columns,
            _roles(first, job),
            tuple(islice(first.sample, MOST_ROWS_SHOWN)),
            tuple(table.name for table in tables if table.name),
            tuple(table.name for table in chosen if table.name),
            first.header_row,
        )


def _roles(table: RawTable, job: Job) -> Mapping[str, str]:
    try:
        return TABLE.roles_of(table, job)
    except EventFileError:
        return job.options.columns
