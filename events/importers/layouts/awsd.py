"""AWSD: the Aid Worker Security Database of Humanitarian Outcomes.

What the columns mean is told at https://aidworkersecurity.org/. `Location` is the kind of place
(road, home), not its name.
"""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from events.importers.columns.cells import Texts, empty, unmapped
from events.importers.columns.list_columns import exactly, list_column
from events.importers.columns.text_columns import first_of, join_columns, map_texts
from events.importers.dates.date_columns import read_part_columns
from events.importers.dates.date_formats import EXPECTED
from events.importers.dates.date_reading import DateReading
from events.importers.places.places import LEVELS, Gazetteer, Sites
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import Draft, ImportedBatch
from events.importers.rows.ledger import Ledger
from events.importers.tables.published import PublishedLayout
from events.model.event import Source
from events.model.vocabulary import Basis, Kind, Precision, Status

ID = "awsd"
"""The source's id, and what the ids of its events begin with."""

NEEDED = frozenset(["incident id", "year", "month", "day", "means of attack", "total affected"])
"""The columns without which a file is no AWSD."""

COLUMNS = (
    *("incident id", "year", "month", "day", "country", "region", "city", "latitude", "longitude"),
    *("total killed", "total wounded", "total kidnapped", "total affected", "means of attack"),
    *("attack context", "location", "motive", "actor type", "actor name", "details", "verified"),
    "source",
)
"""The columns that are known."""

USED = frozenset(COLUMNS) - {"total affected"}
"""The columns that an event rests on."""

_SITE = "https://aidworkersecurity.org/"
_COERCED = ("kidnapping", "abduction", "detention")


def source_of(_: Path, accessed: date) -> Source:
    """Describe the source, with the citation that its terms ask for."""
    members: dict[str, Any] = {
        "citation": f"Humanitarian Outcomes. Aid Worker Security Database, {_SITE}. "
        f"Accessed {accessed.day} {accessed:%B %Y}.",
        "terms": "Cite the Aid Worker Security Database when you pass the rows on.",
        "accessed": accessed.isoformat(),
    }
    title = "Aid Worker Security Database"
    return Source(id=ID, title=title, publisher="Humanitarian Outcomes", url=_SITE, **members)


def draft_of(chunk: Chunk, ledger: Ledger, gazetteer: Gazetteer) -> ImportedBatch:
    """Turn rows into events, as `events.importers.layouts.acled.draft_of`."""
    draft = Draft(chunk, ledger)
    means = draft.cell("means of attack")
    place = first_of(draft.cell("city"), draft.cell("region"), draft.cell("country"))
    actor = draft.name("actor name")
    counts = {name: draft.count(f"total {name}") for name in ("killed", "wounded", "kidnapped")}
    draft.columns |= {
        "id": draft.cell("incident id"),
        "title": join_columns(
            join_columns(draft.constant("Attack on aid workers"), means, by=": "), place, by=", "
        ),
        "kind": map_texts(_kind, means),
        "category": means,
        "status": draft.constant(Status.REPORTED),
        "date": _dates(draft),
        "date_basis": draft.constant(Basis.STATED),
        "place": place,
        "place_basis": draft.constant(Basis.STATED),
        "actors": list_column("actors", [({"name": actor, "role": "attacker"}, ~empty(actor))]),
        "quantities": list_column(
            "quantities", [exactly(what, count, least=0) for what, count in counts.items()]
        ),
    }
    draft.note(
        ("", draft.cell("details")),
        ("Attack context: ", draft.cell("attack context")),
        ("Kind of place: ", draft.cell("location")),
        ("Motive: ", draft.cell("motive")),
        ("Kind of actor: ", draft.cell("actor type")),
        ("Verified: ", draft.cell("verified")),
        ("Source: ", draft.cell("source")),
    )
    _locate(draft, gazetteer, place)
    return draft.finish(ID)


def _kind(means: str) -> str:
    coerced = means.casefold().startswith(_COERCED)
    return (Kind.COERCE if coerced else Kind.ASSAULT).value


def _dates(draft: Draft) -> Texts:
    year, month, day = map(draft.cell, ("year", "month", "day"))
    dates = read_part_columns(year, month, day, DateReading(calendar="gregorian"))
    draft.reject(
        unmapped(dates), "year, month, day", join_columns(year, month, day, by=" "), EXPECTED
    )
    return dates


def _locate(draft: Draft, gazetteer: Gazetteer, place: Texts) -> None:
    longitude, latitude = draft.position("longitude", "latitude")
    level = np.full(draft.size, LEVELS.index(Precision.COUNTRY), np.int8)
    level[~empty(draft.cell("region"))] = LEVELS.index(Precision.PROVINCE)
    level[~empty(draft.cell("city"))] = LEVELS.index(Precision.SETTLEMENT)
    around = (draft.cell("country"), draft.cell("region"), draft.constant(""))
    sites = Sites(place, level, *around, longitude, latitude)
    draft.locate(sites, gazetteer, draft.constant("not given"))


LAYOUT = PublishedLayout(
    name=ID,
    title="AWSD",
    about="the Aid Worker Security Database, as csv or workbook",
    needed=NEEDED,
    columns=COLUMNS,
    used=USED,
    source_of=source_of,
    draft_of=draft_of,
)
"""AWSD, as the registry lists it."""
