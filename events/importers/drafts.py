"""Rows on their way to events: checked column by column, and put into the columns of a file."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.decoding import LONGEST_TEXT
from events.fields import LONGEST_ID
from events.geoparquet import READ_SCHEMA, SCHEMA
from events.importers.areas import LEVELS, Ground, Levels, Sites
from events.importers.cells import Mask, Numbers, Texts, chosen, empty, lengths, trimmed
from events.importers.delimited import Chunk
from events.importers.drawings import Drawings
from events.importers.lists import array_of
from events.importers.receipt import Ledger
from events.importers.texts import labelled, listed, numbers
from events.problems import shown
from events.vocabulary import Basis, Precision
from events.wkb import Shapes

Batch = tuple[pa.RecordBatch, Shapes]
"""Events in the columns of `events.geoparquet.SCHEMA` or of its `READ_SCHEMA`, and geometries of
Shapely's that have the bounds and the kinds of theirs."""

CIRCLED = "The area is a circle around the position that the data give."
"""What the note says of an event for which the circle stands."""

_CUT = f"Texts cut to {LONGEST_TEXT:,} characters"
_TEXTS = ("title", "code", "date_says", "place", "place_says", "note")
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
    """

    def __init__(self, chunk: Chunk, ledger: Ledger) -> None:
        self.columns: dict[str, Any] = {}
        self.size = len(chunk.rows)
        self._rows = chunk.rows
        self._ledger = ledger
        self._reasons: dict[int, list[str]] = {}
        self._given = dict(zip(chunk.cells.schema.names, chunk.cells.columns, strict=True))
        self._cells: dict[str, Texts] = {}
        self._before = self._nothing = self.constant("")
        self._note: list[tuple[str, Texts]] = [("", self._nothing)]
        self._drawings = Drawings(np.full((self.size, 2), np.nan))

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
        """Give a column of names, cut where the event format has no room for them."""
        return self._short(self.cell(column))

    def stated(self, texts: Texts) -> Texts:
        """Say of each row in which something is told that the source states it."""
        return chosen(empty(texts), None, self.constant(Basis.STATED))

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
            told = f"{field}: found {shown(value or None)}, expected {expected}"
            self._reasons.setdefault(position, []).append(told)

    def count(self, name: str) -> Numbers:
        """Read a column of counts, such as deaths; NaN is unknown."""
        if name not in self._given:
            return np.full(self.size, np.nan)
        texts = self.cell(name)
        read, bad = numbers(texts)
        self.reject(bad | (read < 0) | (read % 1 > 0), name, texts, "a whole number, or nothing")
        return read

    def position(self, longitude: str, latitude: str) -> tuple[Numbers, Numbers]:
        """Read the columns of longitude and latitude; NaN where there is no position."""
        ends = []
        for name, most in ((longitude, 180), (latitude, 90)):
            texts = self.cell(name)
            read, bad = numbers(texts)
            beyond = np.abs(read) > most
            self.reject(bad | beyond, name, texts, f"degrees from -{most} to {most}")
            ends.append(np.where(beyond, np.nan, read))
        lost = np.isnan(ends[0]) | np.isnan(ends[1])
        return np.where(lost, np.nan, ends[0]), np.where(lost, np.nan, ends[1])

    def locate(self, sites: Sites, ground: Ground, before: Texts) -> None:
        """Write geometry and precision.

        Parameters
        ----------
        sites : Sites
            What the rows say of their places.
        ground : Ground
            Finds the shapes.
        before : pyarrow.StringArray
            The source's own classes of precision, for the receipt.
        """
        drawings, circled = ground.draw(sites)
        self.place(drawings, sites.level, before)
        self.remark(circled, CIRCLED)

    def place(self, drawings: Drawings, level: Levels, before: Texts) -> None:
        """Write geometries that are known already, and their precision."""
        lost = drawings.missing() & ~_UNPLACED[level]
        self._ledger.notice("Rows without a position, listed and not drawn", int(lost.sum()))
        self._drawings, self._before = drawings, before
        kept = np.where(lost, np.int8(LEVELS.index(Precision.NONE)), level)
        self.columns["place_precision"] = pa.array(map(str, LEVELS)).take(pa.array(kept))

    def note(self, *parts: tuple[str, Texts]) -> None:
        """Add to the notes: a line for each text that is not empty, behind its label."""
        self._note += parts

    def remark(self, rows: Mask, remark: Texts | str) -> None:
        """Add a line to the notes of some rows."""
        if rows.any():
            self.note(("", chosen(rows, remark, self._nothing)))

    def finish(self, source: str) -> Batch:
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
        for position in sorted(self._reasons):
            reason = "; ".join(self._reasons[position])
            known_as = identities[position].as_py()
            self._ledger.reject(int(self._rows[position]), known_as, reason)
        self._ledger.written += int(good.sum())
        self.columns["note"] = listed(*self._note)
        self.columns["geometry"] = self._drawings.wkb()
        shared = pa.types.is_dictionary(self.columns["geometry"].type)
        schema = READ_SCHEMA if shared else SCHEMA
        arrays = [self._array(field) for field in schema]
        batch, before = pa.RecordBatch.from_arrays(arrays, schema=schema), self._before
        if not good.all():
            kept = pa.array(good)
            batch, before = batch.filter(kept), before.filter(kept)
        self._ledger.classify(before, batch["place_precision"])
        return self._cut(batch), self._drawings.extents(good)

    def _array(self, field: pa.Field) -> pa.Array:
        values = self.columns.get(field.name)
        return pa.nulls(self.size, field.type) if values is None else array_of(values, field.type)

    def _check_ids(self, identities: Texts) -> Mask:
        self.reject(empty(identities), "id", identities, "an id")
        longest = LONGEST_ID - 20  # room for the source's id
        long = lengths(identities) > longest
        if long.any():
            long = pc.utf8_length(identities).to_numpy() > longest
            self.reject(long, "id", identities, f"at most {longest} letters")
        good = self._good()
        for position, first in self._ledger.identities.find_again(identities, self._rows, good):
            found = shown(identities[position].as_py())
            self._reasons[position] = [f"id: found {found}, which row {first} has already"]
        return self._good()

    def _good(self) -> Mask:
        good = np.ones(self.size, dtype=bool)
        good[list(self._reasons)] = False
        return good

    def _cut(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        for name in _TEXTS:
            texts = self._short(batch[name])
            batch = batch.set_column(SCHEMA.get_field_index(name), SCHEMA.field(name), texts)
        return batch

    def _short(self, texts: Texts) -> Texts:
        """Cut the texts that are too long, and tell the ledger how many."""
        if not (lengths(texts) > LONGEST_TEXT).any():
            return texts
        long = pc.utf8_length(texts).to_numpy(zero_copy_only=False) > LONGEST_TEXT
        self._ledger.notice(_CUT, int(long.sum()))
        cut = pc.utf8_slice_codeunits(texts, 0, LONGEST_TEXT - 1)
        return chosen(long, pc.binary_join_element_wise(cut, "…", ""), texts)
