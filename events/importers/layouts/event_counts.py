"""Numbers of events by month or year and by area, as ACLED and HDX give them.

A row stands for some events, so its title and quantities say how many; one that counts none is
passed over.
"""

import re
from datetime import date
from pathlib import Path

import numpy as np

from events.importers.columns.cells import Texts, empty, unmapped
from events.importers.columns.duplicate_ids import ids_of_content
from events.importers.columns.list_columns import exactly, list_column
from events.importers.columns.text_columns import (
    first_of,
    join_columns,
    map_texts,
    numbers,
)
from events.importers.dates.date_columns import read_part_columns
from events.importers.dates.date_formats import EXPECTED
from events.importers.dates.date_reading import DateReading
from events.importers.layouts import acled
from events.importers.places.places import LEVELS, Gazetteer, Sites
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import Draft, ImportedBatch
from events.importers.rows.ledger import Ledger
from events.importers.tables.published import PublishedLayout
from events.model.event import Source
from events.model.vocabulary import Basis, Kind, Precision, Status

ID = "counts"
"""The source's id, and what the ids of its events begin with."""

COLUMNS = (
    "country",
    "iso3",
    "admin1",
    "admin1 pcode",
    "admin2",
    "admin2 pcode",
    "month",
    "year",
    "events",
    "fatalities",
)
"""The columns that such a table may have; one with any other is another table."""

USED = frozenset(["country", "admin1", "admin2", "month", "year", "events", "fatalities"])
"""The columns that an event rests on."""

NEEDED = frozenset(["country", "year", "events"])
"""The columns without which a file has no such numbers."""

COUNTS_NOTHING = "rows that count no event"
"""What the receipt says of rows without an event."""

_OF_ACLED = re.compile(r"acled|political_violence|civilian_targeting|demonstration", re.IGNORECASE)


def source_of(path: Path, accessed: date) -> Source:
    """Describe the source: ACLED where the file's name is one of its own, else the file.

    Examples
    --------
    >>> source_of(Path("chad_political_violence_by_month-year.xlsx"), date(2025, 5, 16)).title
    'ACLED'
    >>> source_of(Path("our-counts.csv"), date(2025, 5, 16)).title
    'our-counts.csv'
    """
    if _OF_ACLED.search(path.name):
        return acled.source_of(path, accessed).model_copy(update={"id": ID})
    return Source.model_validate({"id": ID, "title": path.name})


def draft_of(chunk: Chunk, ledger: Ledger, gazetteer: Gazetteer) -> ImportedBatch:
    """Turn rows into events, as `events.importers.layouts.acled.draft_of`."""
    draft = Draft(_counting(chunk, ledger), ledger)
    place = first_of(*map(draft.cell, ("admin2", "admin1", "country")))
    killed, events = draft.count("fatalities"), draft.count("events")
    counts = [exactly("events", events, least=0), exactly("killed", killed, least=0)]
    draft.reject(empty(draft.cell("events")), "events", draft.cell("events"), "a number of events")
    draft.columns |= {
        "id": ids_of_content(*map(draft.cell, ("country", "admin1", "admin2", "year", "month"))),
        "title": join_columns(counted(draft.cell("events")), place, by=", "),
        "kind": draft.constant(Kind.CONTEXT),
        "status": draft.constant(Status.REPORTED),
        "date": _dates(draft),
        "date_basis": draft.constant(Basis.STATED),
        "place": place,
        "place_basis": draft.constant(Basis.STATED),
        "quantities": list_column("quantities", counts),
    }
    draft.note(
        ("", draft.constant("A row of a table that counts events; it is none.")),
    )
    level = np.full(draft.size, LEVELS.index(Precision.COUNTRY), np.int8)
    level[~empty(draft.cell("admin1"))] = LEVELS.index(Precision.PROVINCE)
    level[~empty(draft.cell("admin2"))] = LEVELS.index(Precision.DISTRICT)
    nowhere = np.full(draft.size, np.nan)
    around = (draft.cell("country"), draft.cell("admin1"), draft.cell("admin2"))
    sites = Sites(place, level, *around, nowhere, nowhere)
    draft.locate(sites, gazetteer, draft.constant("area"))
    return draft.finish(ID)


def counted(numbers_of_events: Texts) -> Texts:
    """Write numbers of events as a title begins.

    Examples
    --------
    >>> import pyarrow as pa
    >>> counted(pa.array(["1", "12"])).to_pylist()
    ['1 event', '12 events']
    """
    return map_texts(lambda n: f"{n} event{'' if n == '1' else 's'}", numbers_of_events)


def _counting(chunk: Chunk, ledger: Ledger) -> Chunk:
    """Pass over the rows that count no event."""
    names = chunk.cells.schema.names
    counts = (
        numbers(chunk.cells.column(name))[0] for name in ("events", "fatalities") if name in names
    )
    nothing = np.ones(len(chunk.rows), bool)
    for count in counts:
        nothing &= count == 0
    ledger.pass_over(COUNTS_NOTHING, int(nothing.sum()))
    return chunk.filter(~nothing)


def _dates(draft: Draft) -> Texts:
    year, month = draft.cell("year"), draft.cell("month")
    dates = read_part_columns(year, month, draft.constant(""), DateReading(calendar="gregorian"))
    bad = unmapped(dates) | empty(year)
    draft.reject(bad, "month, year", join_columns(month, year, by=" "), EXPECTED)
    return dates


LAYOUT = PublishedLayout(
    name=ID,
    title="Counts of events",
    about="numbers of events by month or year and by district, province or country, as ACLED and "
    "HDX give them",
    needed=NEEDED,
    columns=COLUMNS,
    used=USED,
    source_of=source_of,
    draft_of=draft_of,
    closed=True,
)
"""Numbers of events, as the registry lists them."""
