"""GDELT: events that a machine codes from the world's news.

The 58 columns of version 1.0 (57 before SOURCEURL was added) and the 61 of version 2.0, which
come without a header. What the codes mean is told by GDELT's codebooks
(http://data.gdeltproject.org/documentation/) and CAMEO's.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from events.importers.columns.cells import Texts, empty, if_else, unmapped
from events.importers.columns.list_columns import Slot, list_column
from events.importers.columns.text_columns import first_of, join_columns, labelled, map_texts
from events.importers.dates.date_formats import EXPECTED
from events.importers.places.places import Gazetteer, Sites, levels_of
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import Draft, ImportedBatch
from events.importers.rows.ledger import Ledger
from events.importers.tables.published import PublishedLayout
from events.model.event import Source
from events.model.vocabulary import Basis, Kind, Precision, Status

ID = "gdelt"
"""The source's id, and what the ids of its events begin with."""

NEEDED = frozenset(["globaleventid", "sqldate", "eventcode"])
"""The columns without which a file is no GDELT."""

_ACTOR_PARTS = (
    "code name countrycode knowngroupcode ethniccode religion1code religion2code type1code "
    "type2code type3code"
)
_ACTOR = _ACTOR_PARTS.split()
_GEO = [
    "type",
    "fullname",
    "countrycode",
    "adm1code",
    "lat",
    "long",
    "featureid",
]
_GEO_2 = [*_GEO[:4], "adm2code", *_GEO[4:]]


_MIDDLE = (
    "isrootevent eventcode eventbasecode eventrootcode quadclass goldsteinscale nummentions "
    "numsources numarticles avgtone"
)


def _named(geo: Sequence[str]) -> tuple[str, ...]:
    actors = [f"actor{number}{part}" for number in (1, 2) for part in _ACTOR]
    middle = _MIDDLE.split()
    places = [f"{what}geo_{part}" for what in ("actor1", "actor2", "action") for part in geo]
    first = ["globaleventid", "sqldate", "monthyear", "year", "fractiondate"]
    return (*first, *actors, *middle, *places, "dateadded", "sourceurl")


COLUMNS_1, COLUMNS_2 = _named(_GEO), _named(_GEO_2)
"""The columns of versions 1.0 and 2.0, in their order."""

COLUMNS = COLUMNS_2
"""All columns that there are."""

_USED = (
    "globaleventid sqldate actor1name actor2name eventcode eventrootcode nummentions "
    "numsources actiongeo_type actiongeo_fullname actiongeo_lat actiongeo_long sourceurl"
)

USED = frozenset(_USED.split())
"""The columns that an event rests on."""

PRECISIONS = {
    "0": Precision.NONE,
    "1": Precision.COUNTRY,
    "2": Precision.PROVINCE,
    "3": Precision.SETTLEMENT,
    "4": Precision.SETTLEMENT,
    "5": Precision.PROVINCE,
}
"""What `ActionGeo_Type` becomes: a country, a state of the USA, a town there, one elsewhere, a
province elsewhere."""

ROOTS = {
    "01": ("Public statement", Kind.CONTEXT),
    "02": ("Appeal", Kind.REQUEST),
    "03": ("Intent to cooperate", Kind.AGREE),
    "04": ("Consultation", Kind.CONSULT),
    "05": ("Diplomatic cooperation", Kind.SUPPORT),
    "06": ("Material cooperation", Kind.COOPERATE),
    "07": ("Aid", Kind.AID),
    "08": ("Yielding", Kind.CONCEDE),
    "09": ("Investigation", Kind.ACCUSE),
    "10": ("Demand", Kind.REQUEST),
    "11": ("Disapproval", Kind.ACCUSE),
    "12": ("Rejection", Kind.REJECT),
    "13": ("Threat", Kind.THREATEN),
    "14": ("Protest", Kind.PROTEST),
    "15": ("Show of force", Kind.MOBILIZE),
    "16": ("Reduction of relations", Kind.SANCTION),
    "17": ("Coercion", Kind.COERCE),
    "18": ("Assault", Kind.ASSAULT),
    "19": ("Fighting", Kind.ASSAULT),
    "20": ("Mass violence", Kind.ASSAULT),
}
"""The twenty roots of CAMEO's codes: what a title calls them, and the kind they become."""

CODED = (
    "GDELT is coded by machine from news: an event may be told twice, at a wrong place, or not "
    "have happened. Each is shown as claimed"
)
"""What the receipt says of GDELT's events."""

_DAY = len("20210705")
_WIDTHS = {len(COLUMNS_1) - 1: COLUMNS_1[:-1], len(COLUMNS_1): COLUMNS_1, len(COLUMNS_2): COLUMNS_2}
_SITE = "https://www.gdeltproject.org/"


def headless(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Name the columns of a file, by its first row.

    Examples
    --------
    >>> headless(["1", "20210705", *[""] * 56]) == COLUMNS_1, headless(["1", "2"]) is None
    (True, True)
    """
    coded = len(cells) in _WIDTHS and cells[0].isdecimal()
    return _WIDTHS[len(cells)] if coded and cells[1].isdecimal() and len(cells[1]) == _DAY else None


def source_of(_: Path, accessed: date) -> Source:
    """Describe the source, with the citation that its terms ask for."""
    members: dict[str, Any] = {
        "citation": f"The GDELT Project, {_SITE}. Accessed {accessed.day} {accessed:%B %Y}.",
        "terms": "Free to use with a citation of the GDELT Project and a link to it.",
        "accessed": accessed.isoformat(),
    }
    return Source(id=ID, title="GDELT event database", publisher="GDELT", url=_SITE, **members)


def draft_of(chunk: Chunk, ledger: Ledger, gazetteer: Gazetteer) -> ImportedBatch:
    """Turn rows into events, as `events.importers.layouts.acled.draft_of`."""
    draft = Draft(chunk, ledger)
    code = draft.cell("eventcode")
    root = first_of(draft.cell("eventrootcode"), pc.utf8_slice_codeunits(code, 0, 2))
    what = map_texts(lambda number: _root(number)[0], root)
    sides = join_columns(
        *map(_side, (draft.cell("actor1name"), draft.cell("actor2name"))), by=" and "
    )
    place = draft.cell("actiongeo_fullname")
    draft.columns |= {
        "id": draft.cell("globaleventid"),
        "title": join_columns(join_columns(what, sides, by=": "), place, by=", "),
        "kind": map_texts(lambda number: _root(number)[1].value, root),
        "code": code,
        "status": draft.constant(Status.CLAIMED),
        "date": _dates(draft),
        "date_basis": draft.constant(Basis.CODED),
        "place": place,
        "place_basis": draft.stated(place),
        "actors": list_column("actors", _actors(draft)),
    }
    draft.note(
        ("", draft.constant("Coded by machine from news; nobody has read it.")),
        ("Mentions in the first 15 minutes or day: ", draft.cell("nummentions")),
        ("Sources: ", draft.cell("numsources")),
        ("Link: ", draft.cell("sourceurl")),
    )
    _locate(draft, gazetteer, place)
    return draft.finish(ID)


def _root(number: str) -> tuple[str, Kind]:
    return ROOTS.get(number.zfill(2), (f"Event of type {number}", Kind.CONTEXT))


def _side(names: Texts) -> Texts:
    return map_texts(str.title, names)


def _dates(draft: Draft) -> Texts:
    day = draft.cell("sqldate")
    dates = draft.days("sqldate")
    draft.reject(unmapped(dates), "sqldate", day, EXPECTED)
    return dates


def _actors(draft: Draft) -> list[Slot]:
    names = (_side(draft.name("actor1name")), _side(draft.name("actor2name")))
    return [({"name": name, "role": ""}, ~empty(name)) for name in names]


def _locate(draft: Draft, gazetteer: Gazetteer, place: Texts) -> None:
    given = draft.cell("actiongeo_type")
    code = if_else(empty(given), map_texts(_type_of, place), given)
    longitude, latitude = draft.position("actiongeo_long", "actiongeo_lat")
    country = map_texts(lambda name: name.rpartition(",")[2].strip(), place)
    province = map_texts(_province_of, place)
    nothing = draft.constant("")
    level = levels_of(code, PRECISIONS)
    sites = Sites(place, level, country, province, nothing, longitude, latitude)
    draft.locate(sites, gazetteer, labelled("ActionGeo_Type ", code))


def _type_of(name: str) -> str:
    """Tell by a full name what it names: a town, province and country are parted by commas."""
    return {0: "1", 1: "5"}.get(name.count(","), "4") if name else "0"


def _province_of(name: str) -> str:
    parts = [part.strip() for part in name.split(",")]
    return parts[-2] if len(parts) > 1 else ""


LAYOUT = PublishedLayout(
    name=ID,
    title="GDELT",
    about="the event files of versions 1.0 and 2.0, with a header or without",
    needed=NEEDED,
    columns=COLUMNS,
    used=USED,
    source_of=source_of,
    draft_of=draft_of,
    headless=headless,
    remark=CODED,
)
"""GDELT's events, as the registry lists them."""
