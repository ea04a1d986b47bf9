"""The layouts that can be imported: one table, which the command line, the page and docs read.

A new layout is a module in `events.importers.layouts`, its test, and a line here.
"""

from collections.abc import Sequence
from typing import Protocol

from events.importers.inputs.raw_table import RawTable, Vocabulary
from events.importers.layouts import (
    acled,
    acled_weekly,
    atlos,
    awsd,
    event_counts,
    gdelt,
    gtd,
    ucdp,
    ushahidi,
)
from events.importers.rows.imported import ImportedEvents, Job
from events.importers.tables.column_roles import is_column
from events.importers.tables.panj_exports import PanjExports
from events.importers.tables.plain_table import TABLE


class Layout(Protocol):
    """A layout: how a table is known by its columns, and how its rows become events."""

    @property
    def name(self) -> str:
        """What the command line calls it."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def about(self) -> str:
        """Which files of it are known, for the docs."""

    def recognise(self, columns: Sequence[str]) -> bool:
        """Tell by its columns whether a table has this layout."""

    def headless(self, cells: Sequence[str]) -> tuple[str, ...] | None:
        """Name the columns from a first row that is no header; None for another layout."""

    def read(self, table: RawTable, job: Job) -> ImportedEvents:
        """Turn the rows of a table into events."""


PUBLISHED: tuple[Layout, ...] = (
    ucdp.LAYOUT,
    acled.LAYOUT,
    acled_weekly.LAYOUT,
    gtd.LAYOUT,
    gdelt.LAYOUT,
    awsd.LAYOUT,
    ushahidi.LAYOUT,
    atlos.LAYOUT,
    event_counts.LAYOUT,
)
"""The published layouts, in the order in which a table is tried as one."""

LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in (*PUBLISHED, TABLE)}
"""The layouts that the command line names; a table is also known as any of the others."""

_OWN = PanjExports()
_FIRST_COLUMNS = frozenset(
    column for layout in (ucdp, acled, acled_weekly, gtd, gdelt, awsd) for column in layout.COLUMNS
)


def recognise(columns: Sequence[str]) -> Layout:
    """Tell by its columns which layout a table has.

    Examples
    --------
    >>> recognise(acled.COLUMNS).name, recognise(["place", "date"]).name
    ('acled', 'table')
    """
    known = (layout for layout in (_OWN, *PUBLISHED) if layout.recognise(columns))
    return next(known, TABLE)


def name_headless(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Name the columns of a table without a header, by its first row."""
    named = (layout.headless(cells) for layout in PUBLISHED)
    return next(filter(None, named), None)


def is_known(name: str) -> bool:
    """Tell whether a name is one that columns have, in a layout or in tables at large."""
    return name.strip().lower() in _FIRST_COLUMNS or is_column(name)


VOCABULARY = Vocabulary(is_known, name_headless)
"""What is known of columns before a table is read."""
