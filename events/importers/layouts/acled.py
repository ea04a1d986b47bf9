"""ACLED: the Armed Conflict Location & Event Data.

The 31 columns of today's export. What the codes mean is told by ACLED's codebook
(https://acleddata.com/). Its terms forbid to pass rows on; receipt, source and exports say so.
"""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from events.importers.columns.cells import (
    Numbers,
    Texts,
    empty,
    equal,
    if_else,
    is_in,
    unmapped,
)
from events.importers.columns.list_columns import Slot, list_column
from events.importers.columns.text_columns import (
    first_of,
    join_columns,
    labelled,
    listed,
    map_texts,
)
from events.importers.dates.date_formats import EXPECTED
from events.importers.dates.iso_days import days_of, written_spans
from events.importers.places.places import Gazetteer, Sites, levels_of
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import Draft, ImportedBatch
from events.importers.rows.ledger import Ledger
from events.importers.tables.kind_codes import ACLED_CROWDS, ACLED_PEACEFUL, kind_of_acled
from events.importers.tables.published import PublishedLayout
from events.model.event import Source
from events.model.vocabulary import KILLED, Basis, Kind, Precision, Status

ID = "acled"
"""The source's id, and what the ids of its events begin with."""

_COLUMNS = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type "
    "actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso "
    "region country admin1 admin2 admin3 location latitude longitude geo_precision source "
    "source_scale notes fatalities tags timestamp"
)
_USED = (
    "event_id_cnty event_date year time_precision event_type sub_event_type actor1 assoc_actor_1 "
    "inter1 actor2 assoc_actor_2 inter2 civilian_targeting country admin1 admin2 admin3 location "
    "latitude longitude geo_precision source source_scale notes fatalities tags"
)

COLUMNS = tuple(_COLUMNS.split())
"""The columns of today's export, in their order."""

EARLIER = {"event_id_cnty": "data_id"}
"""What stands for a column that a file lacks: the number that earlier exports have for each row."""

USED = frozenset([*_USED.split(), "data_id"])
"""The columns that an event rests on."""

NEEDED = frozenset(
    ["event_id_cnty", "event_date", "event_type", "latitude", "longitude", "geo_precision"]
)
"""The columns without which a file is no ACLED export."""

PRECISIONS = {"1": Precision.SETTLEMENT, "2": Precision.DISTRICT, "3": Precision.PROVINCE}
"""What `geo_precision` becomes. ACLED gives no distance for 1, so there is no radius."""

INTERS = {
    "1": "State forces",
    "2": "Rebel group",
    "3": "Political militia",
    "4": "Identity militia",
    "5": "Rioters",
    "6": "Protesters",
    "7": "Civilians",
    "8": "External/Other forces",
}
"""What the numbers in `inter1` and `inter2` mean; newer files write the words."""

WEEK_DAYS = 6
"""With `time_precision` 2 some day of the same week: at most so many days from the one given."""

TERMS = (
    "ACLED's terms do not allow its rows to be passed on: keep this file to yourself, and share "
    "only what you make of it, with the citation."
)
"""What ACLED asks of whoever has its rows."""

_TIMES = ("1", "2", "3")


def source_of(path: Path, accessed: date) -> Source:
    """Describe the source, with the citation that its terms ask for.

    Parameters
    ----------
    path : pathlib.Path
        The file; its name does not matter.
    accessed : datetime.date
        When the rows were fetched: the citation names the day.

    Returns
    -------
    Source

    Examples
    --------
    >>> source_of(Path("a.csv"), date(2025, 5, 16)).citation
    'Armed Conflict Location & Event Data (ACLED), https://acleddata.com. Accessed 16 May 2025.'
    """
    day = f"{accessed.day} {accessed:%B %Y}"
    site = "https://acleddata.com"
    citation = f"Armed Conflict Location & Event Data (ACLED), {site}. Accessed {day}."
    members: dict[str, Any] = {
        "citation": citation,
        "terms": TERMS,
        "accessed": accessed.isoformat(),
    }
    return Source(id=ID, title="ACLED", publisher="ACLED", url=site, **members)


def draft_of(chunk: Chunk, ledger: Ledger, gazetteer: Gazetteer) -> ImportedBatch:
    """Turn rows into events.

    Parameters
    ----------
    chunk : Chunk
        Rows with the columns of ACLED.
    ledger : Ledger
        Is told of rejected rows.
    gazetteer : Gazetteer
        Finds the shapes of places.

    Returns
    -------
    Batch
    """
    draft = Draft(chunk, ledger)
    place = first_of(*map(draft.cell, ("location", "admin2", "admin1", "country")))
    killed = draft.count("fatalities")
    deaths = {"what": KILLED, "low": killed, "high": killed}
    draft.columns |= {
        "id": _ids(draft, ledger),
        "title": _titles(draft, place),
        "kind": _kinds(draft, ledger, killed),
        "category": draft.cell("event_type"),
        "status": draft.constant(Status.REPORTED),
        "date": _dates(draft),
        "date_basis": draft.constant(Basis.STATED),
        "place": place,
        "place_basis": draft.constant(Basis.STATED),
        "actors": list_column("actors", _actors(draft)),
        "quantities": list_column("quantities", [(deaths, ~np.isnan(killed))]),
    }
    _note(draft)
    _locate(draft, gazetteer, place)
    return draft.finish(ID)


def _ids(draft: Draft, ledger: Ledger) -> Texts:
    id_, number = draft.cell("event_id_cnty"), draft.cell("data_id")
    instead = empty(id_) & ~empty(number)
    ledger.notice("Rows without event_id_cnty, known by their data_id", int(instead.sum()))
    return if_else(instead, number, id_)


def _titles(draft: Draft, place: Texts) -> Texts:
    what = first_of(draft.cell("sub_event_type"), draft.cell("event_type"))
    sides = join_columns(draft.cell("actor1"), draft.cell("actor2"), by=" and ")
    return join_columns(join_columns(what, sides, by=": "), place, by=", ")


def _kinds(draft: Draft, ledger: Ledger, killed: Numbers) -> Texts:
    kind, sub_kind = draft.cell("event_type"), draft.cell("sub_event_type")
    found = map_texts(kind_of_acled, kind, sub_kind)
    deadly = (killed > 0) & is_in(kind, ACLED_CROWDS) & ~equal(sub_kind, ACLED_PEACEFUL)
    found = if_else(deadly, Kind.ASSAULT.value, found)
    unknown = unmapped(found)
    ledger.notice("Rows with an event type that Panj does not know, as context", int(unknown.sum()))
    draft.remark(unknown, labelled("Event type, as ACLED names it: ", kind))
    return if_else(unknown, Kind.CONTEXT.value, found)


def _dates(draft: Draft) -> Texts:
    precision, day = draft.cell("time_precision"), draft.cell("event_date")
    precision = if_else(empty(precision), "1", precision)
    draft.reject(~is_in(precision, _TIMES), "time_precision", precision, "1, 2 or 3")
    first = draft.days("event_date")
    week, month = equal(precision, "2"), equal(precision, "3")
    dates = written_spans(first, days_of(first), np.where(week, WEEK_DAYS, 0))
    dates = if_else(month, pc.utf8_slice_codeunits(first, 0, len("2021-07")), dates)
    draft.reject(unmapped(dates), "event_date", day, EXPECTED)
    draft.widen(week | month)
    draft.contradict(dates, "year")
    return dates


def _actors(draft: Draft) -> list[Slot]:
    slots: list[Slot] = []
    for number in ("1", "2"):
        role = map_texts(_role, draft.cell(f"inter{number}"))
        name = draft.name(f"actor{number}")
        slots.append(({"name": name, "role": role}, ~empty(name)))
    return slots


def _role(code: str) -> str:
    return INTERS.get(code.removesuffix(".0"), code)


def _note(draft: Draft) -> None:
    draft.note(
        ("ACLED's coders: ", draft.cell("notes")),
        ("Third division: ", draft.cell("admin3")),
        ("With the first side: ", draft.cell("assoc_actor_1")),
        ("With the second side: ", draft.cell("assoc_actor_2")),
        ("Targeting of civilians: ", draft.cell("civilian_targeting")),
        ("Reported by: ", draft.cell("source")),
        ("Scale of the sources: ", draft.cell("source_scale")),
        ("Tags: ", draft.cell("tags")),
    )


def _locate(draft: Draft, gazetteer: Gazetteer, place: Texts) -> None:
    code = draft.cell("geo_precision")
    draft.reject(~is_in(code, PRECISIONS), "geo_precision", code, "1, 2 or 3")
    longitude, latitude = draft.position("longitude", "latitude")
    sites = Sites(
        place,
        levels_of(code, PRECISIONS),
        draft.cell("country"),
        draft.cell("admin1"),
        draft.cell("admin2"),
        longitude,
        latitude,
    )
    draft.locate(sites, gazetteer, listed(("geo_precision ", code)))


LAYOUT = PublishedLayout(
    name=ID,
    title="ACLED",
    about="the 31 columns of today's export, and of the API's answers in JSON",
    needed=NEEDED,
    columns=COLUMNS,
    used=USED,
    source_of=source_of,
    draft_of=draft_of,
    earlier=EARLIER,
)
"""ACLED's events, as the registry lists them."""
