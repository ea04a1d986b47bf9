"""GTD: the Global Terrorism Database.

What the codes mean is told by its codebook (https://www.start.umd.edu/gtd/). Its terms forbid
to pass rows on.
"""

from datetime import date
from pathlib import Path
from typing import Any

from events.importers.columns.cells import Texts, empty, equal, if_else, is_in, unmapped
from events.importers.columns.list_columns import Slot, exactly, list_column
from events.importers.columns.text_columns import first_of, join_columns, listed, map_texts
from events.importers.dates.date_columns import read_part_columns
from events.importers.dates.date_formats import EXPECTED
from events.importers.dates.date_reading import DateReading
from events.importers.places.places import Gazetteer, Sites, levels_of
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import Draft, ImportedBatch
from events.importers.rows.ledger import Ledger
from events.importers.tables.published import PublishedLayout
from events.model.event import Source
from events.model.vocabulary import KILLED, Basis, Kind, Precision, Status

ID = "gtd"
"""The source's id, and what the ids of its events begin with."""

NEEDED = frozenset(["eventid", "iyear", "imonth", "iday"])
"""The columns without which a file is no GTD."""

_COLUMNS = (
    "eventid iyear imonth iday approxdate country country_txt region region_txt provstate "
    "city latitude longitude specificity location summary attacktype1_txt targtype1_txt "
    "target1 gname nkill nwound scite1 doubtterr"
)

COLUMNS = tuple(_COLUMNS.split())
"""The columns that are known; the database has some 135."""

USED = frozenset(COLUMNS) - {"country", "region", "region_txt"}
"""The columns that an event rests on."""

PRECISIONS = {
    "1": Precision.SETTLEMENT,
    "2": Precision.DISTRICT,
    "3": Precision.DISTRICT,
    "4": Precision.PROVINCE,
    "5": Precision.COUNTRY,
}
"""What `specificity` becomes: a town; the smallest division that is known; a province; none."""

KINDS = {
    "Hostage Taking (Kidnapping)": Kind.COERCE,
    "Hostage Taking (Barricade Incident)": Kind.COERCE,
}
"""The types of attack that are another kind than an assault."""

TERMS = (
    "GTD's terms do not allow its rows to be passed on: keep this file to yourself, and share "
    "only what you make of it, with the citation."
)
"""What GTD asks of whoever has its rows."""

_UNKNOWN = ("-9", "-99")
_SITE = "https://www.start.umd.edu/gtd/"


def source_of(_: Path, accessed: date) -> Source:
    """Describe the source, with the citation that its terms ask for."""
    members: dict[str, Any] = {
        "citation": "START (National Consortium for the Study of Terrorism and Responses to "
        f"Terrorism). Global Terrorism Database. University of Maryland. {_SITE} "
        f"Accessed {accessed.day} {accessed:%B %Y}.",
        "terms": TERMS,
        "accessed": accessed.isoformat(),
    }
    title = "Global Terrorism Database (GTD)"
    return Source(
        id=ID, title=title, publisher="START, University of Maryland", url=_SITE, **members
    )


def draft_of(chunk: Chunk, ledger: Ledger, gazetteer: Gazetteer) -> ImportedBatch:
    """Turn rows into events, as `events.importers.layouts.acled.draft_of`."""
    draft = Draft(chunk, ledger)
    city = draft.cell("city")
    city = if_else(equal(city, "Unknown"), "", city)
    place = first_of(city, draft.cell("provstate"), draft.cell("country_txt"))
    attack = draft.cell("attacktype1_txt")
    title = join_columns(join_columns(attack, draft.cell("target1"), by=": "), place, by=", ")
    draft.columns |= {
        "id": draft.cell("eventid"),
        "title": first_of(title, draft.constant("Attack")),
        "kind": map_texts(lambda word: KINDS.get(word, Kind.ASSAULT).value, attack),
        "category": attack,
        "status": draft.constant(Status.REPORTED),
        "date": _dates(draft),
        "date_basis": draft.constant(Basis.STATED),
        "date_says": draft.cell("approxdate"),
        "place": place,
        "place_basis": draft.constant(Basis.STATED),
        "place_says": draft.cell("location"),
        "actors": list_column("actors", _actors(draft)),
        "quantities": list_column(
            "quantities",
            [
                exactly(KILLED, draft.count("nkill", _UNKNOWN), least=0),
                exactly("wounded", draft.count("nwound", _UNKNOWN), least=0),
            ],
        ),
    }
    doubt = equal(draft.cell("doubtterr"), "1")
    draft.remark(doubt, "GTD doubts that this was terrorism.")
    draft.note(
        ("", draft.cell("summary")),
        ("Kind of target: ", draft.cell("targtype1_txt")),
        ("Reported by: ", draft.cell("scite1")),
    )
    _locate(draft, gazetteer, city, place)
    return draft.finish(ID)


def _dates(draft: Draft) -> Texts:
    year, month, day = map(draft.cell, ("iyear", "imonth", "iday"))
    dates = read_part_columns(year, month, day, DateReading(calendar="gregorian"))
    draft.reject(
        unmapped(dates), "iyear, imonth, iday", join_columns(year, month, day, by=" "), EXPECTED
    )
    return dates


def _actors(draft: Draft) -> list[Slot]:
    group = draft.name("gname")
    group = if_else(is_in(group, ["Unknown"]), "", group)
    target = draft.name("target1")
    slots = {"perpetrator": group, "target": if_else(equal(target, "Unknown"), "", target)}
    return [({"name": name, "role": role}, ~empty(name)) for role, name in slots.items()]


def _locate(draft: Draft, gazetteer: Gazetteer, city: Texts, place: Texts) -> None:
    code = draft.cell("specificity")
    given = if_else(empty(code), if_else(empty(city), "4", draft.constant("1")), code)
    draft.reject(~is_in(given, PRECISIONS), "specificity", code, "1 to 5")
    longitude, latitude = draft.position("longitude", "latitude")
    level = levels_of(given, PRECISIONS)
    around = (draft.cell("country_txt"), draft.cell("provstate"), draft.constant(""))
    sites = Sites(place, level, *around, longitude, latitude)
    draft.locate(sites, gazetteer, listed(("specificity ", code)))


LAYOUT = PublishedLayout(
    name=ID,
    title="GTD",
    about="the Global Terrorism Database, as csv or workbook",
    needed=NEEDED,
    columns=COLUMNS,
    used=USED,
    source_of=source_of,
    draft_of=draft_of,
)
"""GTD, as the registry lists it."""
