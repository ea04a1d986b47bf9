"""A published layout: a table whose columns, codes and terms somebody has written down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from pyarrow import RecordBatch

from events.importers.columns.cells import if_else, missing_cells
from events.importers.inputs.raw_table import RawTable
from events.importers.places.places import Gazetteer
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import ImportedBatch
from events.importers.rows.imported import ImportedEvents, Job
from events.importers.rows.ledger import Ledger
from events.model.event import Source
from events.model.problems import Words, refusal

FILLED = "Cells that say NA, nan, NULL or None, taken as empty"
"""What the receipt says of cells that a program filled for want of a value."""


def no_header(_: Sequence[str]) -> tuple[str, ...] | None:
    """Say of a first row that it names no columns of a layout without a header."""
    return None


@dataclass(frozen=True)
class PublishedLayout:
    """A published layout, as the registry lists it.

    Parameters
    ----------
    name : str
        What the command line calls it.
    title : str
        What people call it.
    about : str
        Which of its files are known, for the docs.
    needed : frozenset of str
        The columns by which it is known, in lower case.
    columns : tuple of str
        The columns that it has.
    used : frozenset of str
        Those on which its events rest.
    source_of : callable
        Describes the source of a file that was fetched on a day.
    draft_of : callable
        Turns rows into events.
    headless : callable, optional
        Names the columns from a first row that is no header; None for another layout.
    remark : str, optional
        What the receipt says of how its events are known.
    earlier : mapping, optional
        What earlier versions call a column, by the name that it has today.
    closed : bool, optional
        Whether a table with any other column is of another layout: where its own are such as any
        table may have.
    """

    name: str
    title: str
    about: str
    needed: frozenset[str]
    columns: tuple[str, ...]
    used: frozenset[str]
    source_of: Callable[[Path, date], Source]
    draft_of: Callable[[Chunk, Ledger, Gazetteer], ImportedBatch]
    headless: Callable[[Sequence[str]], tuple[str, ...] | None] = no_header
    remark: str = ""
    earlier: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False

    def recognise(self, columns: Sequence[str]) -> bool:
        """Tell by its columns whether a table has this layout."""
        names = set(self._named(columns).values())
        return names >= self.needed and (not self.closed or names <= set(self.columns))

    def read(self, table: RawTable, job: Job) -> ImportedEvents:
        """Read a table.

        Parameters
        ----------
        table : RawTable
            With the columns of the layout.
        job : Job
            What it is read for.

        Returns
        -------
        ImportedEvents

        Raises
        ------
        EventFileError
            Where it has other columns.
        """
        names = self._named(table.columns)
        if not self.recognise(table.columns):
            missing = ", ".join(sorted(self.needed - set(names.values())))
            found, expected = Words(f"no column {missing}"), f"the columns of {self.title}"
            raise refusal(job.path.name, "", found, expected, "Import it as a table.")
        job.ledger.name_columns(list(names.values()), list(self.used), self.columns)
        job.ledger.order = job.options.order
        if self.remark:
            job.ledger.remark(self.remark)
        accessed = job.options.accessed or _day_of(job.path)
        source = self.source_of(job.path, accessed)
        used = [column for column, name in names.items() if name in self.used]
        chunks = (_read(chunk, names, job.ledger) for chunk in table.chunks(job.ledger, used))
        batches = (self.draft_of(chunk, job.ledger, job.gazetteer) for chunk in chunks)
        return ImportedEvents(source.title, (source,), {}, batches)

    def _named(self, columns: Sequence[str]) -> dict[str, str]:
        """Give each column the name that it has today, in lower case."""
        names = {column: column.strip().lower() for column in columns}
        for name, before in self.earlier.items():
            if name not in names.values():
                names = {key: name if known == before else known for key, known in names.items()}
        return names


def _day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _read(chunk: Chunk, names: dict[str, str], ledger: Ledger) -> Chunk:
    """Name the columns as the layout does, and empty what a program filled for want of a value.

    None of a layout's columns that are used has codes of countries, among which NA is Namibia.
    """
    cells = []
    for column in chunk.cells.columns:
        missing = missing_cells(column)
        ledger.notice(FILLED, int(missing.sum()))
        cells.append(if_else(missing, "", column))
    given = [names.get(name, name) for name in chunk.cells.schema.names]
    return Chunk(RecordBatch.from_arrays(cells, given), chunk.rows)
