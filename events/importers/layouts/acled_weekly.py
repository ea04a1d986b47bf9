"""ACLED's aggregates: events by week, province and type.

A row stands for some events, so its title and quantities say how many. The week begins on the
Saturday that is given and lasts to the Friday after it.
"""

import numpy as np

from events.importers.columns.cells import Texts, if_else, unmapped
from events.importers.columns.duplicate_ids import ids_of_content
from events.importers.columns.list_columns import exactly, list_column
from events.importers.columns.text_columns import first_of, join_columns, map_texts
from events.importers.dates.date_formats import EXPECTED
from events.importers.dates.iso_days import days_of, written_spans
from events.importers.layouts.acled import ID, source_of
from events.importers.layouts.event_counts import counted
from events.importers.places.places import LEVELS, Gazetteer, Sites
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import Draft, ImportedBatch
from events.importers.rows.ledger import Ledger
from events.importers.tables.kind_codes import kind_of_acled
from events.importers.tables.published import PublishedLayout
from events.model.vocabulary import KILLED, Basis, Kind, Precision, Status

COLUMNS = (
    "week",
    "region",
    "country",
    "admin1",
    "event_type",
    "sub_event_type",
    "events",
    "fatalities",
    "population_exposure",
    "disorder_type",
    "id",
    "centroid_latitude",
    "centroid_longitude",
)
"""The columns of an aggregate."""

USED = frozenset(COLUMNS) - {"population_exposure", "region", "id"}
"""The columns that an event rests on."""

NEEDED = frozenset(["week", "country", "admin1", "event_type", "events", "fatalities"])
"""The columns without which a file is no such aggregate."""

_LAST_DAY = 6  # of a week, after its first


def draft_of(chunk: Chunk, ledger: Ledger, gazetteer: Gazetteer) -> ImportedBatch:
    """Turn rows into events, as `events.importers.layouts.acled.draft_of`."""
    draft = Draft(chunk, ledger)
    place = first_of(draft.cell("admin1"), draft.cell("country"))
    kind, sub_kind = draft.cell("event_type"), draft.cell("sub_event_type")
    found = map_texts(kind_of_acled, kind, sub_kind)
    killed, events = draft.count("fatalities"), draft.count("events")
    counts = [exactly("events", events, least=0), exactly(KILLED, killed, least=0)]
    draft.columns |= {
        "id": _ids(draft),
        "title": join_columns(
            counted(draft.cell("events")), first_of(sub_kind, kind), place, by=", "
        ),
        "kind": if_else(unmapped(found), Kind.CONTEXT.value, found),
        "category": kind,
        "status": draft.constant(Status.REPORTED),
        "date": _weeks(draft),
        "date_basis": draft.constant(Basis.STATED),
        "place": place,
        "place_basis": draft.constant(Basis.STATED),
        "quantities": list_column("quantities", counts),
    }
    draft.note(
        ("", draft.constant("A row of ACLED's aggregates: it counts events and is none.")),
        ("Kind of disorder: ", draft.cell("disorder_type")),
    )
    longitude, latitude = draft.position("centroid_longitude", "centroid_latitude")
    level = np.full(draft.size, LEVELS.index(Precision.PROVINCE), np.int8)
    nothing = draft.constant("")
    around = (draft.cell("country"), draft.cell("admin1"), nothing)
    sites = Sites(place, level, *around, longitude, latitude)
    draft.locate(sites, gazetteer, draft.constant("admin1"))
    return draft.finish(ID)


def _ids(draft: Draft) -> Texts:
    named = ("week", "country", "admin1", "event_type", "sub_event_type", "disorder_type")
    return ids_of_content(*map(draft.cell, named))


def _weeks(draft: Draft) -> Texts:
    week = draft.cell("week")
    first = draft.days("week")
    weeks = written_spans(first, days_of(first) + _LAST_DAY, np.zeros(draft.size, np.int32))
    draft.reject(unmapped(weeks), "week", week, EXPECTED)
    return weeks


LAYOUT = PublishedLayout(
    name="acled-weekly",
    title="ACLED's aggregates",
    about="events by week and province: each row becomes a week in a province, with its number "
    "of events",
    needed=NEEDED,
    columns=COLUMNS,
    used=USED,
    source_of=source_of,
    draft_of=draft_of,
)
"""ACLED's weekly aggregates, as the registry lists them."""
