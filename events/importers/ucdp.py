"""UCDP GED: the Uppsala Conflict Data Program's Georeferenced Event Dataset.

The 49 columns of versions 23 to 26, and of the monthly candidate files, which may have no
header. What the codes mean is told by the codebook that comes with each version
(https://ucdp.uu.se/downloads/).
"""

from collections.abc import Sequence

import numpy as np
import pyarrow.compute as pc

from events.decoding import refusal
from events.importers.areas import Ground, Sites, levels_of
from events.importers.cells import Texts, among, chosen, empty, equal, unread
from events.importers.delimited import Chunk
from events.importers.drafts import Batch, Draft
from events.importers.lists import BEST, CROSSED, Slot, exactly, killed_between, list_column
from events.importers.receipt import Ledger
from events.importers.spans import days_of, read_days, written_spans
from events.importers.texts import first_of, joined, listed, translated
from events.importers.ucdp_source import ID, source_of
from events.problems import Words
from events.vocabulary import Basis, Kind, Precision, Status

__all__ = ["COLUMNS", "ID", "NEEDED", "USED", "draft_of", "names_of", "recognise", "source_of"]

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
    "id code_status type_of_violence conflict_name side_a side_b source_office source_date "
    "source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 "
    "latitude longitude country event_clarity date_prec date_start date_end deaths_a deaths_b "
    "deaths_civilians deaths_unknown best high low"
)

COLUMNS = tuple(_COLUMNS.split())
"""The columns of versions 23 to 26, in their order."""

USED = frozenset(_USED.split())
"""The columns that an event rests on."""

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

RADIUS_KM = 25.0
"""How far from its point an event with `where_prec` 2 may lie, in km (GED codebook)."""

_REACH = {"2": 5, "3": 6}  # days: a span of 2 to 6 days, and of a week, around one of its days
_VIOLENCE = ("1", "2", "3")
_ONE_SIDED = "3"
_TIMES = ("1", "2", "3", "4", "5")
_DATE = "a day such as 2021-07-05, and an end that is not before it"


def recognise(cells: Sequence[str]) -> bool:
    """Tell from the first row of a table whether it is UCDP GED.

    Examples
    --------
    >>> recognise(COLUMNS), recognise(["id", "date"])
    (True, False)
    """
    names = [cell.lower() for cell in cells]
    headless = len(cells) == len(COLUMNS) and cells[0].isdecimal()
    return set(names) >= NEEDED or headless


def names_of(cells: Sequence[str], name: str) -> tuple[list[str], bool]:
    """Name the columns from the first row of a file, which a candidate file may lack.

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
        Where it is no UCDP GED.
    """
    if not recognise(cells):
        missing = ", ".join(sorted(NEEDED - {cell.lower() for cell in cells}))
        found = Words(f"no column {missing}")
        raise refusal(name, "", found, "the columns of UCDP GED", "Import it as a table.")
    names = [cell.lower() for cell in cells]
    return (names, True) if set(names) >= NEEDED else (list(COLUMNS), False)


def draft_of(chunk: Chunk, ledger: Ledger, ground: Ground) -> Batch:
    """Turn rows into events.

    Parameters
    ----------
    chunk : Chunk
        Rows with the columns of UCDP GED.
    ledger : Ledger
        Is told of rejected rows.
    ground : Ground
        Finds the shapes of places.

    Returns
    -------
    Batch
    """
    draft = Draft(chunk, ledger)
    violence = _whole(draft.cell("type_of_violence"))
    draft.reject(~among(violence, _VIOLENCE), "type_of_violence", violence, "1, 2 or 3")
    place = first_of(*map(draft.cell, ("where_coordinates", "adm_2", "adm_1", "country")))
    draft.columns |= {
        "id": _whole(draft.cell("id")),
        "title": _titles(draft, violence, place),
        "kind": draft.constant(Kind.ASSAULT),
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
    _locate(draft, ground, place)
    return draft.finish(ID)


def _whole(texts: Texts) -> Texts:
    """Undo what statistics programs make of whole numbers: 403319.0."""
    if not pc.any(pc.match_substring(texts, ".0")).as_py():
        return texts
    return pc.replace_substring_regex(texts, r"\.0+$", "")


def _titles(draft: Draft, violence: Texts, place: Texts) -> Texts:
    first, second = draft.cell("side_a"), draft.cell("side_b")
    first = chosen(empty(first), "an unnamed side", first)
    second = chosen(empty(second), "an unnamed side", second)
    title = pc.binary_join_element_wise("Fighting between ", first, " and ", second, "")
    one_sided = equal(violence, _ONE_SIDED)
    if one_sided.any():
        against = translated(lambda side: side.replace("Civilians", "civilians"), second)
        told = pc.binary_join_element_wise("Violence by ", first, " against ", against, "")
        title = chosen(one_sided, told, title)
    return joined(title, place, by=", ")


def _actors(draft: Draft) -> list[Slot]:
    sides = {"side A": draft.name("side_a"), "side B": draft.name("side_b")}
    return [({"name": name, "role": role}, ~empty(name)) for role, name in sides.items()]


def _dates(draft: Draft, ledger: Ledger) -> Texts:
    precision, start, end = map(draft.cell, ("date_prec", "date_start", "date_end"))
    precision = _whole(precision)
    draft.reject(~among(precision, _TIMES), "date_prec", precision, "1, 2, 3, 4 or 5")
    single = empty(end) | pc.equal(start, end).to_numpy(zero_copy_only=False)
    first, last = read_days(start), read_days(chosen(empty(end), start, end))
    days = _spans(precision, first, last)
    draft.reject(unread(days), "date_start", joined(start, end, by=" to "), _DATE)
    widened = ~unread(days) & ~equal(precision, "1") & single
    what = "Dates widened, as date_prec says that the one day given is not exact"
    ledger.notice(what, int(widened.sum()))
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
    spans = chosen(month, pc.utf8_slice_codeunits(first, 0, len("2021-07")), spans)
    year = unsure & ~month & (reach == 0)
    spans = chosen(year, pc.utf8_slice_codeunits(first, 0, len("2021")), spans)
    return chosen(unread(last), None, spans)


def _note(draft: Draft) -> None:
    status = draft.cell("code_status")
    unclear = equal(_whole(draft.cell("event_clarity")), "2")
    summary = "UCDP drew this event from a summary of several events."
    unclear_status = chosen(equal(status, "Clear"), "", status)
    draft.note(
        ("Headline: ", draft.cell("source_headline")),
        ("Reported by: ", joined(draft.cell("source_office"), draft.cell("source_date"), by=", ")),
        ("First told by: ", draft.cell("source_original")),
        ("Conflict, as UCDP names it: ", draft.cell("conflict_name")),
        ("", chosen(unclear, summary, draft.constant(""))),
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
        ends = ", which cross; the range is the widest."
        draft.remark(crossed, pc.binary_join_element_wise(*told, ends, ""))
    slots = [killed, exactly(BEST, best, least=0)]
    for name, what in _SHARES.items():
        slots.append(exactly(what, draft.count(name), least=1))
    draft.columns["quantities"] = list_column("quantities", slots)


_SHARES = {
    "deaths_a": "killed on side A, best estimate",
    "deaths_b": "killed on side B, best estimate",
    "deaths_civilians": "civilians killed, best estimate",
    "deaths_unknown": "killed of unknown side, best estimate",
}


def _locate(draft: Draft, ground: Ground, place: Texts) -> None:
    code = _whole(draft.cell("where_prec"))
    draft.reject(~among(code, PRECISIONS), "where_prec", code, "1 to 7")
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
    draft.locate(sites, ground, listed(("where_prec ", code)))
