"""UCDP GED: the Uppsala Conflict Data Program's Georeferenced Event Dataset.

The 49 columns of versions 23 to 26, and of the monthly candidate files, which may have no
header; earlier versions have fewer, and three by other names. What the codes mean is told by the
codebook that comes with each version (https://ucdp.uu.se/downloads/).
"""

from collections.abc import Sequence

import numpy as np
import pyarrow.compute as pc

from events.importers.columns.cells import Texts, empty, equal, if_else, is_in, unmapped
from events.importers.columns.list_columns import (
    Slot,
    exactly,
    killed_between,
    list_column,
)
from events.importers.columns.text_columns import first_of, join_columns, listed, map_texts
from events.importers.dates.iso_days import days_of, written_spans
from events.importers.layouts.ucdp_source import ID, source_of
from events.importers.places.places import Gazetteer, Sites, levels_of
from events.importers.rows.chunk import Chunk
from events.importers.rows.event_builder import Draft, ImportedBatch
from events.importers.rows.ledger import Ledger
from events.importers.tables.published import PublishedLayout
from events.model.vocabulary import CROSSED, KILLED_BEST, WIDEST, Basis, Kind, Precision, Status

_COLUMNS = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region "
    "event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians "
    "deaths_unknown best high low gwnoa gwnob"
)
_USED = (
    "id year code_status type_of_violence conflict_name side_a side_b number_of_sources "
    "source_article source_office source_date source_headline source_original where_prec "
    "where_coordinates where_description adm_1 adm_2 latitude longitude country event_clarity "
    "date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low"
)

COLUMNS = tuple(_COLUMNS.split())
"""The columns of versions 23 to 26, in their order."""

USED = frozenset(_USED.split())
"""The columns that an event rests on."""

EARLIER = {"best": "best_est", "high": "high_est", "low": "low_est"}
"""What the earliest versions call a column, by the name that it has today."""

NEEDED = frozenset(
    ["id", "type_of_violence", "where_prec", "latitude", "longitude", "date_prec", "date_start"]
)
"""The columns without which a file is no UCDP GED."""

PRECISIONS = {
    "1": Precision.EXACT,
    "2": Precision.SETTLEMENT,
    "3": Precision.DISTRICT,
    "4": Precision.PROVINCE,
    "5": Precision.REGION,
    "6": Precision.COUNTRY,
    "7": Precision.REGION,
}
"""What `where_prec` becomes. 5 is a line or an area without clear bounds, 7 water or air."""

VIOLENCE = {
    "1": "State-based conflict",
    "2": "Non-state conflict",
    "3": "One-sided violence",
}
"""What `type_of_violence` means (GED codebook). All three are PLOVER's assault: deliberate harm, by
two sides or by one against people who do not fight. The category tells them apart."""

RADIUS_KM = 25.0
"""How far from its point an event with `where_prec` 2 may lie, in km (GED codebook)."""

_REACH = {"2": 5, "3": 6}  # days: a span of 2 to 6 days, and of a week, around one of its days
_ONE_SIDED = "3"
_UNCOUNTED = "-1"  # of events that were coded before sources were counted
_TIMES = ("1", "2", "3", "4", "5")
_DATE = "a day such as 2021-07-05, and an end that is not before it"


def headless(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Name the columns of a candidate file without a header, by its first row.

    Examples
    --------
    >>> headless(["1"] * 49) == COLUMNS, headless(["1", "2021-07-05"]) is None
    (True, True)
    """
    return COLUMNS if len(cells) == len(COLUMNS) and cells[0].isdecimal() else None


def draft_of(chunk: Chunk, ledger: Ledger, gazetteer: Gazetteer) -> ImportedBatch:
    """Turn rows into events.

    Parameters
    ----------
    chunk : Chunk
        Rows with the columns of UCDP GED.
    ledger : Ledger
        Is told of rejected rows.
    gazetteer : Gazetteer
        Finds the shapes of places.

    Returns
    -------
    Batch
    """
    draft = Draft(chunk, ledger)
    violence = _whole(draft.cell("type_of_violence"))
    draft.reject(~is_in(violence, VIOLENCE), "type_of_violence", violence, "1, 2 or 3")
    place = first_of(*map(draft.cell, ("where_coordinates", "adm_2", "adm_1", "country")))
    draft.columns |= {
        "id": _whole(draft.cell("id")),
        "title": _titles(draft, violence, place),
        "kind": draft.constant(Kind.ASSAULT),
        "category": map_texts(lambda code: VIOLENCE.get(code, ""), violence),
        "status": draft.constant(Status.REPORTED),
        "date": _dates(draft, ledger),
        "date_basis": draft.constant(Basis.STATED),
        "place": place,
        "place_basis": draft.constant(Basis.STATED),
        "place_says": draft.cell("where_description"),
        "actors": list_column("actors", _actors(draft)),
    }
    _note(draft)
    _quantities(draft, ledger)
    _locate(draft, gazetteer, place)
    return draft.finish(ID)


def _whole(texts: Texts) -> Texts:
    """Undo what statistics programs make of whole numbers: 403319.0."""
    if not pc.any(pc.match_substring(texts, ".0")).as_py():
        return texts
    return pc.replace_substring_regex(texts, r"\.0+$", "")


def _titles(draft: Draft, violence: Texts, place: Texts) -> Texts:
    first, second = draft.cell("side_a"), draft.cell("side_b")
    first = if_else(empty(first), "an unnamed side", first)
    second = if_else(empty(second), "an unnamed side", second)
    title = pc.binary_join_element_wise("Fighting between ", first, " and ", second, "")
    one_sided = equal(violence, _ONE_SIDED)
    if one_sided.any():
        against = map_texts(lambda side: side.replace("Civilians", "civilians"), second)
        told = pc.binary_join_element_wise("Violence by ", first, " against ", against, "")
        title = if_else(one_sided, told, title)
    return join_columns(title, place, by=", ")


def _actors(draft: Draft) -> list[Slot]:
    sides = {"side A": draft.name("side_a"), "side B": draft.name("side_b")}
    return [({"name": name, "role": role}, ~empty(name)) for role, name in sides.items()]


def _dates(draft: Draft, ledger: Ledger) -> Texts:
    precision, start, end = map(draft.cell, ("date_prec", "date_start", "date_end"))
    precision = _whole(precision)
    draft.reject(~is_in(precision, _TIMES), "date_prec", precision, "1, 2, 3, 4 or 5")
    single = empty(end) | pc.equal(start, end).to_numpy(zero_copy_only=False)
    first, last = draft.days("date_start"), draft.days("date_end")
    last = if_else(empty(end), first, last)
    days = _spans(precision, first, last)
    draft.reject(unmapped(days), "date_start", join_columns(start, end, by=" to "), _DATE)
    widened = ~unmapped(days) & ~equal(precision, "1") & single
    what = "Dates widened, as date_prec says that the one day given is not exact"
    ledger.notice(what, int(widened.sum()))
    draft.widen(widened)
    draft.contradict(days, "year")
    return days


def _spans(precision: Texts, first: Texts, last: Texts) -> Texts:
    """Write when the events were: one day that is not exact stands for a longer time."""
    begin, end = days_of(first), days_of(last)
    unsure = (begin == end) & ~equal(precision, "1")
    reach = np.zeros(len(begin), np.int32)
    for code, days in _REACH.items():
        reach[unsure & equal(precision, code)] = days
    spans = written_spans(first, end, reach)
    month = unsure & equal(precision, "4")
    spans = if_else(month, pc.utf8_slice_codeunits(first, 0, len("2021-07")), spans)
    year = unsure & ~month & (reach == 0)
    spans = if_else(year, pc.utf8_slice_codeunits(first, 0, len("2021")), spans)
    return if_else(unmapped(last), None, spans)


def _note(draft: Draft) -> None:
    status = draft.cell("code_status")
    unclear = equal(_whole(draft.cell("event_clarity")), "2")
    summary = "UCDP drew this event from a summary of several events."
    unclear_status = if_else(equal(status, "Clear"), "", status)
    headline, counted = draft.cell("source_headline"), _whole(draft.cell("number_of_sources"))
    article = if_else(empty(headline), draft.cell("source_article"), draft.constant(""))
    draft.note(
        ("Headline: ", headline),
        ("Source, as UCDP lists it: ", article),
        (
            "Reported by: ",
            join_columns(draft.cell("source_office"), draft.cell("source_date"), by=", "),
        ),
        ("First told by: ", draft.cell("source_original")),
        ("Sources, as UCDP counts them: ", if_else(equal(counted, _UNCOUNTED), "", counted)),
        ("Conflict, as UCDP names it: ", draft.cell("conflict_name")),
        ("", if_else(unclear, summary, draft.constant(""))),
        ("UCDP has not cleared this event: ", unclear_status),
    )


def _quantities(draft: Draft, ledger: Ledger) -> None:
    low, best, high = map(draft.count, ("low", "best", "high"))
    killed, crossed = killed_between(low, best, high)
    ledger.notice(CROSSED, int(crossed.sum()))
    if crossed.any():
        cells = map(draft.cell, ("low", "best", "high"))
        words = ("UCDP gives low ", ", best ", ", high ")
        told = [part for pair in zip(words, cells, strict=True) for part in pair]
        draft.remark(crossed, pc.binary_join_element_wise(*told, WIDEST, ""))
    slots = [killed, exactly(KILLED_BEST, best, least=0)]
    for name, what in _SHARES.items():
        slots.append(exactly(what, draft.count(name), least=1))
    draft.columns["quantities"] = list_column("quantities", slots)


_SHARES = {
    "deaths_a": "killed on side A, best estimate",
    "deaths_b": "killed on side B, best estimate",
    "deaths_civilians": "civilians killed, best estimate",
    "deaths_unknown": "killed of unknown side, best estimate",
}


def _locate(draft: Draft, gazetteer: Gazetteer, place: Texts) -> None:
    code = _whole(draft.cell("where_prec"))
    draft.reject(~is_in(code, PRECISIONS), "where_prec", code, "1 to 7")
    longitude, latitude = draft.position("longitude", "latitude")
    sites = Sites(
        place,
        levels_of(code, PRECISIONS),
        draft.cell("country"),
        draft.cell("adm_1"),
        draft.cell("adm_2"),
        longitude,
        latitude,
    )
    near = equal(code, "2") & ~np.isnan(longitude)
    draft.columns["radius_km"] = np.where(near, RADIUS_KM, np.nan)
    draft.locate(sites, gazetteer, listed(("where_prec ", code)))


LAYOUT = PublishedLayout(
    name=ID,
    title="UCDP GED",
    about="the columns of versions 5 to 26, and of the monthly candidate files, with a header or "
    "without",
    needed=NEEDED,
    columns=COLUMNS,
    used=USED,
    source_of=source_of,
    draft_of=draft_of,
    headless=headless,
    earlier=EARLIER,
)
"""UCDP GED, as the registry lists it."""
