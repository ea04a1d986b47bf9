"""Any table with a place: csv, workbooks, layers of a GIS, JSON, GeoParquet.

What a column means is told by its name, by the cells of its first rows, by HXL tags, or by the
reader (`events.importers.tables.column_roles`).
"""

from collections.abc import Mapping, Sequence

from events.importers.inputs.raw_table import RawTable
from events.importers.rows.imported import ImportedEvents, Job
from events.importers.tables.column_roles import assign
from events.importers.tables.qualified_names import missed
from events.importers.tables.table_rows import PREFIX, TableReading, draft_of
from events.model.event import Source


class PlainTable:
    """A table of no published layout, as the registry lists it.

    Parameters
    ----------
    name, title, about : str, optional
        As of `events.importers.tables.published.PublishedLayout`.
    needed : frozenset of str, optional
        The columns, in lower case, by which a tool's export is known; none for any table.
    roles : mapping, optional
        What such an export calls the column for a role, in lower case.
    """

    def __init__(
        self,
        name: str = "table",
        title: str = "A table",
        about: str = "any columns with a place among them",
        needed: frozenset[str] = frozenset(),
        roles: Mapping[str, str] | None = None,
    ) -> None:
        self.name, self.title, self.about = name, title, about
        self.needed = needed
        self._roles = dict(roles or {})

    def recognise(self, columns: Sequence[str]) -> bool:
        """Tell by its columns whether a table is such an export; any table is a plain one."""
        return {column.strip().lower() for column in columns} >= self.needed

    def headless(self, _: Sequence[str]) -> tuple[str, ...] | None:
        """Say of a first row that it is a header."""
        return None

    def roles_of(self, table: RawTable, job: Job) -> dict[str, str]:
        """Find the column for each role.

        Parameters
        ----------
        table : RawTable
            The table.
        job : Job
            What it is read for; the reader's word goes before all others.

        Raises
        ------
        EventFileError
            Where nothing tells the place.
        """
        names = {column.strip().lower(): column for column in table.columns}
        known = {role: names[name] for role, name in self._roles.items() if name in names}
        return assign(table, {**known, **job.options.columns}, job.path.name)

    def read(self, table: RawTable, job: Job) -> ImportedEvents:
        """Read a table.

        Parameters
        ----------
        table : RawTable
            The table.
        job : Job
            What it is read for.

        Returns
        -------
        ImportedEvents
        """
        roles = self.roles_of(table, job)
        job.ledger.name_columns(table.columns, list(roles.values()), [])
        job.ledger.roles = {**job.ledger.roles, **roles}
        if not roles.keys() & {"date", "year"}:
            job.ledger.missing = ("date",)
        for told in missed(table, roles):
            job.ledger.remark(told)
        job.ledger.calendar, job.ledger.order = job.options.calendar, job.options.order
        reading = TableReading(roles, job.options.dates())
        chunks = table.chunks(job.ledger)
        batches = (draft_of(chunk, job.ledger, job.gazetteer, reading) for chunk in chunks)
        source = Source.model_validate({"id": PREFIX, "title": job.path.name})
        return ImportedEvents(job.path.stem, (source,), {}, batches)


TABLE = PlainTable()
"""Any table."""
