"""Rows on their way to events: checked column by column, and put into the columns of a file."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.files.arrow_schema import READ_SCHEMA, SCHEMA
from events.files.column_checks import TEXTS
from events.importers.columns.cells import (
    Numbers,
    Texts,
    empty,
    if_else,
    is_in,
    lengths,
    missing_cells,
    trimmed,
)
from events.importers.columns.list_columns import array_of
from events.importers.columns.text_columns import join_columns, labelled, listed, numbers
from events.importers.dates.date_columns import contradicted, questions, read_days
from events.importers.places.coordinates import MOST, degrees
from events.importers.places.geometry_columns import Drawings
from events.importers.places.places import LEVELS, Gazetteer, Levels, ShapeOrigins, Sites
from events.importers.rows.chunk import Chunk
from events.importers.rows.ledger import Ledger
from events.model.distinct_dates import Mask
from events.model.limits import ID_CHARACTERS, TEXT_CHARACTERS
from events.model.problems import quote_value
from events.model.vocabulary import Basis, Precision
from events.model.wkb import Shapes

ImportedBatch = tuple[pa.RecordBatch, Shapes]
"""Events in the columns of `events.files.arrow_schema.SCHEMA`
or of its `READ_SCHEMA`, and geometries of Shapely's that have the bounds and the kinds of
theirs."""

CIRCLED = "The area is a circle around the position that the data give."
"""What the note says of an event for which the circle stands."""

_CUT = f"Texts cut to {TEXT_CHARACTERS:,} characters"
_UNPLACED = np.array([level in (Precision.COUNTRY, Precision.NONE) for level in LEVELS])


class Draft:
    """The rows of a chunk, on which a layout writes the properties of events.

    Parameters
    ----------
    chunk : Chunk
        The rows.
    ledger : Ledger
        Is told of rejected rows.

    Attributes
    ----------
    columns : dict
        The properties written so far, by their names: Arrow arrays, or arrays of numbers; the
        note is written by `note`.
    size : int
        The number of rows.
    made_ids : numpy.ndarray of bool
        Which rows have no id of their own, but one made of their cells.
    """

    def __init__(self, chunk: Chunk, ledger: Ledger) -> None:
        self.columns: dict[str, Any] = {}
        self.size = len(chunk.rows)
        self.made_ids: Mask = np.zeros(self.size, bool)
        self._rows = chunk.rows
        self._ledger = ledger
        self._reasons: dict[int, list[str]] = {}
        self._given = dict(zip(chunk.cells.schema.names, chunk.cells.columns, strict=True))
        self._cells: dict[str, Texts] = {}
        self._before = self._nothing = self.constant("")
        self._note: list[tuple[str, Texts]] = [("", self._nothing)]
        self._drawings = Drawings(np.full((self.size, 2), np.nan))
        self._widened: Mask = np.zeros(self.size, bool)

    def constant(self, text: str) -> Texts:
        """Give a column with the same text in every row."""
        return pa.repeat(str(text), self.size)

    def cell(self, name: str) -> Texts:
        """Give a column of the source, blanks stripped; empty where it is missing."""
        if name not in self._given:
            return self._nothing
        if name not in self._cells:
            self._cells[name] = trimmed(self._given[name])
        return self._cells[name]

    def name(self, column: str) -> Texts:
        """Give a column of names, those too long for the event format cut."""
        names = self.cell(column)
        return self._short(if_else(missing_cells(names), "", names))

    def stated(self, texts: Texts) -> Texts:
        """Say of each row in which something is told that the source states it."""
        return if_else(empty(texts), None, self.constant(Basis.STATED))

    def reject(self, bad: Mask, field: str, found: Texts, expected: str) -> None:
        """Leave out rows with a fault.

        Parameters
        ----------
        bad : numpy.ndarray of bool
            Which rows.
        field : str
            The column at fault.
        found : pyarrow.StringArray
            What stands there.
        expected : str
            What would have been right.
        """
        for position in np.flatnonzero(bad).tolist():
            value = found[position].as_py()
            told = f"{field}: found {quote_value(value or None)}, expected {expected}"
            self._reasons.setdefault(position, []).append(told)

    def days(self, name: str) -> Texts:
        """Read a column of days; null where there is none, and where there are two readings."""
        texts = self.cell(name)
        days = read_days(texts, self._ledger.order)
        self.ask(days, name, texts)
        for rows in questions(days).values():
            days = if_else(rows, None, days)
        return days

    def ask(self, dates: Texts, field: str, found: Texts) -> None:
        """Let rows whose date (`read_dates`) has two readings be asked for; until then they go."""
        self._ledger.dated += int((~empty(found)).sum())
        for question, rows in questions(dates).items():
            example = found[int(np.argmax(rows))].as_py()
            told = f"{field} {quote_value(example)}"
            self._ledger.ask(question, int(rows.sum()), told)
            self.reject(rows, field, found, "a date with one reading")

    def contradict(self, dates: Texts, year: str) -> None:
        """Leave out rows whose date does not lie in the year that another column gives."""
        years = self.cell(year)
        bad = contradicted(dates, years)
        if bad.any():
            told = join_columns(dates.fill_null(""), years, by=" beside the year ")
            self.reject(bad, "date", told, f"a date in the year that the column {year} gives")

    def widen(self, rows: Mask) -> None:
        """Count rows whose date becomes wider than the one that is given."""
        self._widened = self._widened | rows

    def count(self, name: str, unknown: Sequence[str] = ()) -> Numbers:
        """Read a column of counts, such as deaths; NaN is unknown, as some texts may say."""
        if name not in self._given:
            return np.full(self.size, np.nan)
        texts = self.cell(name)
        texts = if_else(is_in(texts, unknown), "", texts) if unknown else texts
        read, bad = numbers(texts)
        self.reject(bad | (read < 0) | (read % 1 > 0), name, texts, "a whole number, or nothing")
        return read

    def position(self, longitude: str, latitude: str) -> tuple[Numbers, Numbers]:
        """Read the columns of longitude and latitude; NaN where there is no position."""
        ends = []
        for name, axis in ((longitude, "longitude"), (latitude, "latitude")):
            texts = self.cell(name)
            read, bad = degrees(texts, axis)
            self.reject(bad, name, texts, f"degrees from -{MOST[axis]:.0f} to {MOST[axis]:.0f}")
            ends.append(read)
        lost = np.isnan(ends[0]) | np.isnan(ends[1])
        return np.where(lost, np.nan, ends[0]), np.where(lost, np.nan, ends[1])

    def locate(self, sites: Sites, gazetteer: Gazetteer, before: Texts) -> None:
        """Write geometry and precision, and what else is said of the places.

        Parameters
        ----------
        sites : Sites
            What the rows say of their places.
        gazetteer : Gazetteer
            Finds the shapes.
        before : pyarrow.StringArray
            The source's own classes of precision, for the receipt.
        """
        drawings, found = gazetteer.draw(sites)
        self.place(drawings, sites.level, before)
        self.keep(sites, drawings)
        self.tell(found)

    def keep(self, sites: Sites, drawings: Drawings) -> None:
        """Write what the places lie in, and the positions of those that are drawn as no point."""
        for name in ("district", "province", "country"):
            self.columns[name] = getattr(sites, name)
        for name in ("longitude", "latitude"):
            given = getattr(sites, name)
            self.columns[f"place_{name}"] = np.where(drawings.pointed, np.nan, given)

    def tell(self, found: ShapeOrigins) -> None:
        """Say in the receipt how areas were found, and in the notes which are circles."""
        for what, rows in (
            ("Areas drawn by the outline of their name", found.by_name),
            ("Areas drawn by the outline around their position; no name fits", found.by_position),
            ("Areas drawn as a circle, as no outline is known", found.circled),
        ):
            self._ledger.notice(what, int(rows.sum()))
        self.remark(found.circled, CIRCLED)

    def place(self, drawings: Drawings, level: Levels, before: Texts) -> None:
        """Write geometries that are known already, and their precision."""
        lost = drawings.missing() & ~_UNPLACED[level]
        told = int((lost & self._good()).sum())
        self._ledger.notice("Rows without a position, listed and not drawn", told)
        self._drawings, self._before = drawings, before
        kept = np.where(lost, np.int8(LEVELS.index(Precision.NONE)), level)
        self.columns["place_precision"] = pa.array(map(str, LEVELS)).take(pa.array(kept))

    def note(self, *parts: tuple[str, Texts]) -> None:
        """Add to the notes: a line for each text that is not empty, behind its label."""
        self._note += parts

    def remark(self, rows: Mask, remark: Texts | str) -> None:
        """Add a line to the notes of some rows."""
        if rows.any():
            self.note(("", if_else(rows, remark, self._nothing)))

    def finish(self, source: str) -> ImportedBatch:
        """Turn the good rows into a batch and tell the ledger of the others.

        Parameters
        ----------
        source : str
            The source's id, which stands before the id of each event; ``""`` for none.

        Returns
        -------
        Batch
        """
        identities = self.columns["id"]
        good = self._check_ids(identities)
        self.columns["id"] = labelled(f"{source}:" if source else "", identities)
        for position, reasons in sorted(self._reasons.items()):
            known_as = None if self.made_ids[position] else identities[position].as_py()
            self._ledger.reject(int(self._rows[position]), known_as, "; ".join(reasons))
        self._count(good)
        self.columns["note"] = listed(*self._note)
        self.columns["geometry"] = self._drawings.wkb()
        shared = pa.types.is_dictionary(self.columns["geometry"].type)
        schema = READ_SCHEMA if shared else SCHEMA
        arrays = [self._array(field) for field in schema]
        batch, before = pa.RecordBatch.from_arrays(arrays, schema=schema), self._before
        if not good.all():
            batch, before = batch.filter(pa.array(good)), before.filter(pa.array(good))
        self._ledger.classify(before, batch["place_precision"])
        return self._cut(batch), self._drawings.extents(good)

    def _count(self, good: Mask) -> None:
        dates = array_of(self.columns.get("date", self._nothing), pa.string()).fill_null("")
        self._ledger.written += int(good.sum())
        self._ledger.undated += int((good & empty(dates)).sum())
        self._ledger.unplaced += int((good & self._drawings.missing()).sum())
        self._ledger.widened += int((good & self._widened).sum())

    def _array(self, field: pa.Field) -> pa.Array:
        values = self.columns.get(field.name)
        return pa.nulls(self.size, field.type) if values is None else array_of(values, field.type)

    def _check_ids(self, identities: Texts) -> Mask:
        self.reject(empty(identities), "id", identities, "an id")
        longest = ID_CHARACTERS - 20  # room for the source's id
        long = lengths(identities) > longest
        if long.any():
            long = pc.utf8_length(identities).to_numpy() > longest
            self.reject(long, "id", identities, f"at most {longest} letters")
        good = self._good()
        for position, first in self._ledger.identities.find_again(identities, self._rows, good):
            found = f"id: found {quote_value(identities[position].as_py())}, which"
            found = "found the same cells that" if self.made_ids[position] else found
            self._reasons[position] = [f"{found} {self._ledger.place_of(first)} has already"]
        return self._good()

    def _good(self) -> Mask:
        good = np.ones(self.size, dtype=bool)
        good[list(self._reasons)] = False
        return good

    def _cut(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        for name in ("title", *TEXTS):
            texts = self._short(batch[name])
            batch = batch.set_column(SCHEMA.get_field_index(name), SCHEMA.field(name), texts)
        return batch

    def _short(self, texts: Texts) -> Texts:
        """Cut the texts that are too long, and tell the ledger how many."""
        if not (lengths(texts) > TEXT_CHARACTERS).any():
            return texts
        long = pc.utf8_length(texts).to_numpy(zero_copy_only=False) > TEXT_CHARACTERS
        self._ledger.notice(_CUT, int(long.sum()))
        cut = pc.utf8_slice_codeunits(texts, 0, TEXT_CHARACTERS - 1)
        return if_else(long, pc.binary_join_element_wise(cut, "…", ""), texts)
