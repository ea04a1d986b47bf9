"""ACLED: the Armed Conflict Location & Event Data.

The 31 columns of today's export. What the codes mean is told by ACLED's codebook
(https://acleddata.com/). Its terms forbid to pass rows on; receipt, source and exports say so.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from events.decoding import refusal
from events.importers.areas import Ground, Sites, levels_of
from events.importers.cells import Texts, among, chosen, empty, equal, unread
from events.importers.days import EXPECTED
from events.importers.delimited import Chunk
from events.importers.drafts import Batch, Draft
from events.importers.kinds import kind_of_acled
from events.importers.lists import Slot, list_column
from events.importers.receipt import Ledger
from events.importers.spans import days_of, read_days, written_spans
from events.importers.texts import first_of, joined, listed, translated
from events.problems import Words
from events.schema import Source
from events.vocabulary import Basis, Precision, Status

ID = "acled"
"""The source's id, and what the ids of its events begin with."""

_COLUMNS = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type "
    "actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso "
    "region country admin1 admin2 admin3 location latitude longitude geo_precision source "
    "source_scale notes fatalities tags timestamp"
)
_USED = (
    "event_id_cnty event_date time_precision event_type sub_event_type actor1 assoc_actor_1 "
    "inter1 actor2 assoc_actor_2 inter2 civilian_targeting country admin1 admin2 location "
    "latitude longitude geo_precision source notes fatalities tags"
)

COLUMNS = tuple(_COLUMNS.split())
"""The columns of today's export, in their order."""

USED = frozenset(_USED.split())
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


def recognise(cells: Sequence[str]) -> bool:
    """Tell from the first row of a table whether it is an ACLED export.

    Examples
    --------
    >>> recognise(COLUMNS), recognise(["id", "date"])
    (True, False)
    """
    return {cell.lower() for cell in cells} >= NEEDED


def names_of(cells: Sequence[str], name: str) -> tuple[list[str], bool]:
    """Name the columns from the first row of a file.

    Parameters
    ----------
    cells : sequence of str
        The first row.
    name : str
        The file's name, for messages.

    Returns
    -------
    names : list of str
    is_header : bool

    Raises
    ------
    EventFileError
        Where it is no ACLED export.
    """
    names = [cell.lower() for cell in cells]
    if not recognise(cells):
        found = Words(f"no column {', '.join(sorted(NEEDED - set(names)))}")
        raise refusal(name, "", found, "the columns of ACLED", "Import it as a table.")
    return names, True


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


def draft_of(chunk: Chunk, ledger: Ledger, ground: Ground) -> Batch:
    """Turn rows into events.

    Parameters
    ----------
    chunk : Chunk
        Rows with the columns of ACLED.
    ledger : Ledger
        Is told of rejected rows.
    ground : Ground
        Finds the shapes of places.

    Returns
    -------
    Batch
    """
    draft = Draft(chunk, ledger)
    place = first_of(*map(draft.cell, ("location", "admin2", "admin1", "country")))
    killed = draft.count("fatalities")
    deaths = {"what": "killed", "low": killed, "high": killed}
    draft.columns |= {
        "id": draft.cell("event_id_cnty"),
        "title": _titles(draft, place),
        "kind": _kinds(draft),
        "status": draft.constant(Status.REPORTED),
        "date": _dates(draft),
        "date_basis": draft.constant(Basis.STATED),
        "place": place,
        "place_basis": draft.constant(Basis.STATED),
        "actors": list_column("actors", _actors(draft)),
        "quantities": list_column("quantities", [(deaths, ~np.isnan(killed))]),
    }
    _note(draft)
    _locate(draft, ground, place)
    return draft.finish(ID)


def _titles(draft: Draft, place: Texts) -> Texts:
    what = first_of(draft.cell("sub_event_type"), draft.cell("event_type"))
    sides = joined(draft.cell("actor1"), draft.cell("actor2"), by=" and ")
    return joined(joined(what, sides, by=": "), place, by=", ")


def _kinds(draft: Draft) -> Texts:
    kind = draft.cell("event_type")
    found = translated(kind_of_acled, kind, draft.cell("sub_event_type"))
    draft.reject(unread(found), "event_type", kind, "one of ACLED's six event types")
    return found


def _dates(draft: Draft) -> Texts:
    precision, day = draft.cell("time_precision"), draft.cell("event_date")
    precision = chosen(empty(precision), "1", precision)
    draft.reject(~among(precision, _TIMES), "time_precision", precision, "1, 2 or 3")
    first = read_days(day)
    week, month = equal(precision, "2"), equal(precision, "3")
    dates = written_spans(first, days_of(first), np.where(week, WEEK_DAYS, 0))
    dates = chosen(month, pc.utf8_slice_codeunits(first, 0, len("2021-07")), dates)
    draft.reject(unread(dates), "event_date", day, EXPECTED)
    return dates


def _actors(draft: Draft) -> list[Slot]:
    slots: list[Slot] = []
    for number in ("1", "2"):
        role = translated(_role, draft.cell(f"inter{number}"))
        name = draft.name(f"actor{number}")
        slots.append(({"name": name, "role": role}, ~empty(name)))
    return slots


def _role(code: str) -> str:
    return INTERS.get(code.removesuffix(".0"), code)


def _note(draft: Draft) -> None:
    draft.note(
        ("ACLED's coders: ", draft.cell("notes")),
        ("With the first side: ", draft.cell("assoc_actor_1")),
        ("With the second side: ", draft.cell("assoc_actor_2")),
        ("Targeting of civilians: ", draft.cell("civilian_targeting")),
        ("Reported by: ", draft.cell("source")),
        ("Tags: ", draft.cell("tags")),
    )


def _locate(draft: Draft, ground: Ground, place: Texts) -> None:
    code = draft.cell("geo_precision")
    draft.reject(~among(code, PRECISIONS), "geo_precision", code, "1, 2 or 3")
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
    draft.locate(sites, ground, listed(("geo_precision ", code)))
