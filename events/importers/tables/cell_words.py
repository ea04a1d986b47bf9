"""Words in cells of dates, positions and numbers: that it is not known, or how many at least."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.importers.columns.cells import Numbers, Texts, is_in, trimmed
from events.importers.columns.text_columns import labelled, map_texts, numbers
from events.importers.rows.event_builder import Draft
from events.importers.rows.ledger import Ledger

_UNSAID = (
    "n/a,na,n.a.,nan,null,none,nil,unknown,unk,not known,not available,no data,unconfirmed,"
    "undisclosed,unspecified,not specified,tbd,tbc,?,??,-,--,–,—,.,"
    "неизвестно,нет данных,н/д,не указано,невідомо,немає даних,نامعلوم,غير معروف,غير محدد,"
    "inconnu,non connu,n/d,nd,desconocido,sin dato,sin datos,s/d,unbekannt,k.a.,bilinmiyor"
)
UNSAID = tuple(_UNSAID.split(","))
"""What tables write, in lower case, where they have no date, no position or no number."""

_NOT_KNOWN = "Cells that say that it is not known, such as 'unknown' or '-', taken as empty"
_IN_WORDS = "Numbers in words, kept in the note: no number is read of them"
_MEASURED = (
    *("date", "date_end", "year", "month", "day", "longitude", "latitude", "lat_lon", "lon_lat"),
    *("mgrs", "radius_km", "killed", "killed_low", "killed_high", "wounded"),
)
_DIGITS_END = ":"  # what stands behind the digits among the letters
_ONE = r"(\d{1,3}(?:[, \u00a0\u202f]\d{3})+|\d+)"
_RANGE = re.compile(rf"{_ONE}\s*(?:-|–|—|to|bis|à|до|تا)\s*{_ONE}")
_LEAST = re.compile(
    rf"(?:(?:at least|min\.?|≥|>=|не менее|щонайменше|au moins|al menos|mindestens|حداقل)\s*{_ONE}"
    rf"|{_ONE}\s*\+)"
)
_MOST = re.compile(rf"(?:up to|at most|max\.?|≤|<=|до|jusqu'à|hasta|bis zu)\s*{_ONE}")


def without_unsaid(cells: pa.RecordBatch, ledger: Ledger) -> pa.RecordBatch:
    """Empty the cells that say of a date, a position or a number that it is not known.

    Parameters
    ----------
    cells : pyarrow.RecordBatch
        The rows, a column for each role.
    ledger : Ledger
        Is told how many cells.

    Returns
    -------
    pyarrow.RecordBatch
    """
    for role in _MEASURED:
        place = cells.schema.get_field_index(role)
        if place < 0:
            continue
        texts = trimmed(cells.column(place))
        if not _may_be_words(texts):
            continue
        unsaid = is_in(pc.utf8_lower(texts), UNSAID)
        if unsaid.any():
            ledger.notice(_NOT_KNOWN, int(unsaid.sum()))
            cells = cells.set_column(place, role, pc.if_else(pa.array(unsaid), "", texts))
    return cells


def read_counts(draft: Draft, role: str, ledger: Ledger) -> tuple[Numbers, Numbers, Numbers]:
    """Read a column of counts, which words may give as a range or an end of one.

    Parameters
    ----------
    draft : Draft
        The rows; it is told of negative and broken numbers, and keeps other words in the note.
    role : str
        The column.
    ledger : Ledger
        Is told how many are kept so.

    Returns
    -------
    tuple of numpy.ndarray of float
        The lowest number, the number itself and the highest; NaN is unknown.
    """
    texts = draft.cell(role)
    best, in_words = numbers(texts)
    draft.reject((best < 0) | (best % 1 > 0), role, texts, "a whole number, or nothing")
    low, high = np.full(draft.size, np.nan), np.full(draft.size, np.nan)
    if in_words.any():
        ends = map_texts(_ends, texts)
        parts = pc.split_pattern(ends.fill_null(",,"), ",")
        low, middle, high = (numbers(pc.list_element(parts, end))[0] for end in range(3))
        best = np.where(in_words, middle, best)
        kept = in_words & pc.is_null(ends).to_numpy(zero_copy_only=False)
        ledger.notice(_IN_WORDS, int(kept.sum()))
        draft.remark(kept, labelled(f"{role.capitalize()}, as the table says: ", texts))
    return low, best, high


def _may_be_words(texts: Texts) -> bool:
    """Tell whether any cell begins with no figure, or is a mere dash."""
    last = pc.max(texts).as_py() or ""
    return last >= _DIGITS_END or bool(pc.any(pc.is_in(texts, pa.array(["-", "--", "."]))).as_py())


def _ends(text: str) -> str | None:
    """Write the lowest number, the number and the highest that a cell gives.

    Examples
    --------
    >>> _ends("5-10"), _ends("at least 3"), _ends("1,200"), _ends("several")
    ('5,,10', '3,,', ',1200,', None)
    """
    plain = " ".join(text.casefold().split())
    if found := re.fullmatch(_ONE, plain):
        return f",{_figure(found[1])},"
    if found := _RANGE.fullmatch(plain):
        low, high = _figure(found[1]), _figure(found[2])
        return f"{low},,{high}" if low <= high else None
    if found := _LEAST.fullmatch(plain):
        return f"{_figure(found[1] or found[2])},,"
    if found := _MOST.fullmatch(plain):
        return f",,{_figure(found[1])}"
    return None


def _figure(text: str) -> int:
    return int(re.sub(r"\D", "", text))
