"""Rows of any table, with a role for each column, on their way to events."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from events.importers.columns.cells import (
    Numbers,
    Texts,
    blank,
    empty,
    if_else,
    is_in,
    trimmed,
    unmapped,
)
from events.importers.columns.duplicate_ids import ids_of_content
from events.importers.columns.list_columns import (
    Slot,
    exactly,
    killed_between,
    list_column,
)
from events.importers.columns.text_columns import (
    first_of,
    join_columns,
    labelled,
    listed,
    map_texts,
)
from events.importers.dates.date_columns import notices_of, read_dates, read_part_columns
from events.importers.dates.date_formats import EXPECTED
from events.importers.dates.date_reading import PLAINLY, DateReading
from events.importers.places.places import Gazetteer
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import Draft, ImportedBatch
from events.importers.rows.ledger import Ledger
from events.importers.tables.cell_words import read_counts, without_unsaid
from events.importers.tables.kind_codes import kind_of
from events.importers.tables.table_places import locate_rows
from events.model.vocabulary import CROSSED, KILLED, KILLED_BEST, WIDEST, Kind, Status

PREFIX = "table"
"""What stands before the id of an event from a table."""

UNFILLED = "rows that tell no more than an id or a country"
"""What the receipt says of rows of a form that nobody has filled in."""

_FORM = ("id", "country")
_PARTS = ("year", "month", "day")  # which a form's formulas fill beside an empty date: January 1900
_COUNTS = ("killed", "killed_low", "killed_high", "wounded")

_NO_KIND = "Rows without a kind that Panj knows, shown as context"
_UNKNOWN_STATUS = "Rows with a status that Panj does not know, kept in the note; shown as reported"


@dataclass(frozen=True)
class TableReading:
    """How a table is read.

    Parameters
    ----------
    roles : mapping
        The column for each role.
    dates : DateReading
        What is known of how its dates are written.
    """

    roles: Mapping[str, str]
    dates: DateReading = PLAINLY


def draft_of(
    chunk: Chunk, ledger: Ledger, gazetteer: Gazetteer, reading: TableReading
) -> ImportedBatch:
    """Turn rows into events.

    Parameters
    ----------
    chunk : Chunk
        The rows.
    ledger : Ledger
        Is told of rejected rows.
    gazetteer : Gazetteer
        Finds the shapes of places.
    reading : TableReading
        What the columns hold.

    Returns
    -------
    Batch
    """
    chunk = _telling(chunk, reading, ledger)
    names = chunk.cells.schema.names
    cells = [chunk.cells.column(names.index(column)) for column in reading.roles.values()]
    roles = pa.RecordBatch.from_arrays(cells, names=list(reading.roles))
    draft = Draft(Chunk(without_unsaid(roles, ledger), chunk.rows), ledger)
    place = first_of(*map(draft.cell, ("place", "district", "province", "country")))
    dates, date_says = _dates(draft, reading, ledger)
    word = draft.cell("kind")
    draft.note(
        ("", draft.cell("note")),
        ("Kind, as the table names it: ", word),
        ("Source: ", draft.cell("source")),
        ("Link: ", draft.cell("url")),
        ("Folder: ", draft.cell("folder")),
    )
    draft.columns |= {
        "id": _ids(draft, chunk),
        "title": _titles(draft, word, place, dates),
        "kind": _kinds(word, ledger),
        "category": word,
        "status": _statuses(draft, ledger),
        "date": dates,
        "date_basis": draft.stated(dates),
        "date_says": date_says,
        "place": place,
        "place_basis": draft.stated(place),
        "actors": list_column("actors", _actors(draft)),
        "quantities": list_column("quantities", _quantities(draft, ledger)),
    }
    locate_rows(draft, chunk, gazetteer, ledger, place, reading.roles)
    return draft.finish(PREFIX)


def _telling(chunk: Chunk, reading: TableReading, ledger: Ledger) -> Chunk:
    """Pass over rows that tell nothing, such as those of a form that nobody has filled in."""
    derived = _PARTS if "date" in reading.roles else ()
    told = {role: name for role, name in reading.roles.items() if role not in (*_FORM, *derived)}
    if not told or chunk.shapes is not None:
        return chunk
    kept = np.zeros(len(chunk.rows), bool)
    for role, name in told.items():
        texts = trimmed(chunk.cells[name])
        kept |= ~(is_in(texts, ("", "0")) if role in _COUNTS else empty(texts))
    ledger.pass_over(UNFILLED, int((~kept).sum()))
    return chunk if kept.all() else chunk.filter(kept)


def _ids(draft: Draft, chunk: Chunk) -> Texts:
    """Take the table's ids, or make them from what the rows say."""
    given = draft.cell("id")
    without = draft.made_ids = empty(given)
    if not without.any():
        return given
    shapes = draft.constant("")
    if chunk.shapes is not None:
        shapes = pa.array([hexed or "None" for hexed in shapely.to_wkb(chunk.shapes, hex=True)])
    return if_else(without, ids_of_content(*chunk.cells.columns, shapes), given)


def _titles(draft: Draft, word: Texts, place: Texts, dates: Texts) -> Texts:
    title = draft.cell("title")
    if empty(title).any():
        made = join_columns(word, place, dates.fill_null(""), by=", ")
        title = first_of(title, made, draft.constant("An event without a title"))
    return title


def _kinds(word: Texts, ledger: Ledger) -> Texts:
    found = map_texts(kind_of, word)
    unknown = unmapped(found)
    ledger.notice(_NO_KIND, int(unknown.sum()))
    return if_else(unknown, Kind.CONTEXT.value, found)


def _statuses(draft: Draft, ledger: Ledger) -> Texts:
    given = draft.cell("status")
    if blank(given):
        return draft.constant(Status.REPORTED)
    known = is_in(pc.utf8_lower(given), map(str, Status))
    unknown = ~known & ~empty(given)
    ledger.notice(_UNKNOWN_STATUS, int(unknown.sum()))
    draft.remark(unknown, labelled("Status, as the table names it: ", given))
    return if_else(~known, Status.REPORTED.value, pc.utf8_lower(given))


def _dates(draft: Draft, reading: TableReading, ledger: Ledger) -> tuple[Texts, Texts]:
    """Read the dates; give them, and what the table says of them."""
    start, end = draft.cell("date"), draft.cell("date_end")
    parted = "date" not in reading.roles and "year" in reading.roles
    if parted:
        year, month, day = map(draft.cell, ("year", "month", "day"))
        dates = read_part_columns(year, month, day, reading.dates)
        says, field = join_columns(year, month, day, by=" "), "year, month, day"
    else:
        dates = read_dates(start, end, reading.dates)
        says, field = join_columns(start, end, by=" to "), "date"
        for column in (start, end):
            for told, count in notices_of(column).items():
                ledger.notice(told, count)
    draft.ask(dates, field, says)
    bad, ended = unmapped(dates), ~empty(draft.constant("") if parted else end)
    draft.reject(bad & ~ended, field, says, EXPECTED)
    expected = f"{EXPECTED}, and an end that is not before it"
    draft.reject(bad & ended, field, says, expected)
    if not parted:
        draft.contradict(dates, "year")
    return dates, says if parted else start


def _actors(draft: Draft) -> list[Slot]:
    names = (draft.name("actor"), draft.name("other_actor"))
    return [({"name": name, "role": ""}, ~empty(name)) for name in names]


def _quantities(draft: Draft, ledger: Ledger) -> list[Slot]:
    names = {"low": "killed_low", "best": "killed", "high": "killed_high"}
    least, best, most = read_counts(draft, "killed", ledger)
    low, high = draft.count("killed_low"), draft.count("killed_high")
    low, high = np.where(np.isnan(low), least, low), np.where(np.isnan(high), most, high)
    killed, crossed = killed_between(low, best, high)
    ledger.notice(CROSSED, int(crossed.sum()))
    if crossed.any():
        given = ((f"{end} ", draft.cell(name)) for end, name in names.items())
        told = labelled("The table gives ", listed(*given, by=", "))
        draft.remark(crossed, pc.binary_join_element_wise(told, WIDEST, ""))
    _, ranged = killed
    alone = exactly(KILLED, np.where(ranged, np.nan, best), least=0)
    between = exactly(KILLED_BEST, np.where(ranged, best, np.nan), least=0)
    return [killed, alone, between, *_wounded(*read_counts(draft, "wounded", ledger))]


def _wounded(low: Numbers, number: Numbers, high: Numbers) -> list[Slot]:
    ranged = ~np.isnan(low) | ~np.isnan(high)
    return [
        exactly("wounded", number, least=0),
        ({"what": "wounded", "low": low, "high": high}, ranged),
    ]
