"""Which rows of a GeoParquet event file are surely good events as they stand.

The rules are those of `events.schema` and `events.features`, on whole columns: a million rows in
a second. A row that is marked is one that the reader of single features would take, and would
write again as the same row. Doubt costs nothing but time: whatever is seldom, such as a property
that the format does not have, is left to that reader, and it alone tells what is wrong.
"""

import json
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import TypeAdapter, ValidationError

from events.decoding import LONGEST_TEXT
from events.faults import nearest
from events.features import FEATURE, PROPERTIES
from events.fields import LONGEST_ID, WebAddress
from events.json_faults import faults_of_json
from events.sound_dates import sound_dates
from events.vocabulary import Basis, Kind, Precision, Status

Mask = npt.NDArray[np.bool_]

_LARGEST_OFFSET = 1 << 62  # of a quote: adding its length stays within 64 bits
_FREE = ("code", "date_says", "place", "place_says", "note")
_FREE_PARTS = {"actors": ["role"], "quantities": ["says"], "evidence": ["note"]}
_FREE_PARTS |= {"quotes": ["prefix", "suffix", "speaker"]}
_WORDED_PARTS = {"actors": "name", "quantities": "what", "quotes": "exact", "evidence": "about"}
_NOT_BLANK = np.ones(256, dtype=bool)
"""By its first byte, whether a text is surely not blank: no white space begins with this one."""
_NOT_BLANK[: ord("!")] = False
_NOT_BLANK[[0xC2, 0xE1, 0xE2, 0xE3]] = False  # in UTF-8: U+0085, U+00A0, U+1680, U+2000, U+3000

_WEB_ADDRESS: TypeAdapter[str] = TypeAdapter(WebAddress)


def sound(batch: pa.RecordBatch, source_ids: Collection[str]) -> Mask:
    """Mark the rows that are surely good events.

    Not looked at is whether a geometry is good (`events.sound_shapes`), and whether another row
    has the same id.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        In the columns of `events.geoparquet.READ_SCHEMA`, all texts valid UTF-8.
    source_ids : collection of str
        The ids of the file's sources.

    Returns
    -------
    numpy.ndarray of bool

    Examples
    --------
    >>> from events.geoparquet import READ_SCHEMA
    >>> row = {"id": "e1", "title": "An appeal", "kind": "request", "status": "reported"}
    >>> rows = [row, row | {"kind": "appeal"}, row | {"date": "2021-02-29"}]
    >>> sound(pa.RecordBatch.from_pylist(rows, READ_SCHEMA), [])
    array([ True, False, False])
    """
    good = _identities(batch["id"]) & _worded(batch["title"])
    for name in _FREE:
        good &= _short(batch[name])
    good &= _among(batch["kind"], Kind) & _among(batch["status"], Status)
    good &= sound_dates(batch["date"])
    for name in ("date_basis", "place_basis"):
        good &= _among(batch[name], Basis) | _missing(batch[name])
    good &= _places(batch)
    good &= _each(batch["place_ids"], _worded(batch["place_ids"].flatten()))
    for name in _WORDED_PARTS:
        good &= _each(batch[name], _records(name, batch[name].flatten(), source_ids))
    good &= _supported(batch)
    good &= _each_text(batch["extra"], _is_extra)
    return good & _each_text(batch["members"], _are_members)


def _identities(ids: pa.StringArray) -> Mask:
    return _worded(ids) & (_lengths(ids) <= LONGEST_ID)


def _places(batch: pa.RecordBatch) -> Mask:
    """Check precision and radius, which have to agree with the geometry."""
    precision = batch["place_precision"]
    nowhere = _missing(precision) | _is(precision, Precision.NONE)
    located = ~_missing(batch["geometry"])
    undrawn = nowhere | _is(precision, Precision.COUNTRY)
    good = np.where(located, _among(precision, Precision) & ~nowhere, undrawn)
    near = _is(precision, Precision.EXACT) | _is(precision, Precision.SETTLEMENT)
    radius = _numbers(batch["radius_km"])
    fits: Mask = good & (_missing(batch["radius_km"]) | (near & (radius > 0) & np.isfinite(radius)))
    return fits


def _records(name: str, records: pa.StructArray, source_ids: Collection[str]) -> Mask:
    """Check the items of a list of records."""
    if not len(records):
        return np.ones(0, dtype=bool)
    names = [field.name for field in records.type]
    parts = dict(zip(names, records.flatten(), strict=True))
    good = ~_missing(records) & _missing(parts["more"]) & _worded(parts[_WORDED_PARTS[name]])
    for free in _FREE_PARTS[name]:
        good &= _short(parts[free])
    if name == "quantities":
        good &= _ranges(parts["low"], parts["high"])
    elif name == "quotes":
        good &= pc.is_in(parts["source"], pa.array(list(source_ids), pa.string())).to_numpy(False)
        good &= _offsets(parts["start"], parts["end"], parts["exact"])
    elif name == "evidence":
        good &= _each_text(parts["url"], _is_web_address)
    return good


def _ranges(low: pa.DoubleArray, high: pa.DoubleArray) -> Mask:
    lows, highs = _numbers(low), _numbers(high)
    known = ~_missing(low) & ~_missing(high)
    good = (_missing(low) | np.isfinite(lows)) & (_missing(high) | np.isfinite(highs))
    return good & (~known | (lows <= highs))


def _offsets(start: pa.Int64Array, end: pa.Int64Array, exact: pa.StringArray) -> Mask:
    first, last = (pc.fill_null(part, -1).to_numpy() for part in (start, end))
    length = pc.fill_null(pc.utf8_length(exact), 0).to_numpy()
    good: Mask = (first >= 0) & (first < _LARGEST_OFFSET) & (last == first + length)
    return good


def _supported(batch: pa.RecordBatch) -> Mask:
    """Check that whatever is known from elsewhere has evidence about it."""
    good = np.ones(len(batch), dtype=bool)
    for name in ("date", "place"):
        external = _is(batch[f"{name}_basis"], Basis.EXTERNAL)
        if external.any():
            about = pc.struct_field(batch["evidence"].flatten(), "about")
            good &= ~external | ~_each(batch["evidence"], ~_is(about, name))
    return good


def _each(lists: pa.ListArray, good: Mask) -> Mask:
    """Mark the rows of which every item is good."""
    rows = np.ones(len(lists), dtype=bool)
    if not good.all():
        lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
        rows[np.repeat(np.arange(len(lists)), lengths)[~good]] = False
    return rows


def _each_text(texts: pa.StringArray, is_good: Any) -> Mask:
    """Mark the texts that a function takes, and null; it is asked once for each distinct one."""
    good = _missing(texts)
    if not good.all():
        taken = [text for text in texts.unique().to_pylist() if text is not None and is_good(text)]
        good |= pc.is_in(texts, pa.array(taken, pa.string())).to_numpy(False)
    return good


def _worded(texts: pa.StringArray) -> Mask:
    """Mark the texts that are neither missing nor blank, nor too long."""
    lengths = _lengths(texts)
    good = lengths > 0
    if good.any():
        letters = np.frombuffer(texts.buffers()[2], np.uint8)
        starts = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset :][: len(texts)]
        good[good] = _NOT_BLANK[letters[starts[good]]]
        rest = (lengths > 0) & ~good
        good[rest] = [bool(text.strip()) for text in texts.filter(pa.array(rest)).to_pylist()]
    return good & (lengths <= LONGEST_TEXT)


def _short(texts: pa.StringArray) -> Mask:
    if texts.null_count == len(texts):
        return np.ones(len(texts), dtype=bool)
    return _lengths(texts) <= LONGEST_TEXT


def _lengths(texts: pa.StringArray) -> npt.NDArray[np.int32]:
    """Count bytes, of which a text has at least as many as characters; 0 for null."""
    counted: npt.NDArray[np.int32] = pc.fill_null(pc.binary_length(texts), 0).to_numpy()
    return counted


def _numbers(column: pa.DoubleArray) -> npt.NDArray[np.float64]:
    numbers: npt.NDArray[np.float64] = pc.fill_null(column, np.nan).to_numpy()
    return numbers


def _among(texts: pa.StringArray, words: type[StrEnum]) -> Mask:
    found: Mask = pc.is_in(texts, pa.array([str(word) for word in words])).to_numpy(False)
    return found


def _is(texts: pa.StringArray, word: str) -> Mask:
    equal: Mask = pc.fill_null(pc.equal(texts, str(word)), False).to_numpy(False)
    return equal


def _missing(column: pa.Array) -> Mask:
    missing: Mask = column.is_null().to_numpy(False)
    return missing


def _is_web_address(text: str) -> bool:
    try:
        _WEB_ADDRESS.validate_python(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_TEXT


def _is_extra(text: str) -> bool:
    """Tell whether properties are written as we write them, and none is or resembles ours."""
    members = _object(text)
    if members is None or any(map(_resembles, members)):
        return False
    return not any(faults_of_json(members, "", level=1))


@lru_cache(maxsize=1_000)
def _resembles(name: str) -> str:
    return nearest(name.casefold(), PROPERTIES)


def _are_members(text: str) -> bool:
    members = _object(text)
    if members is None or not FEATURE.isdisjoint(members):
        return False
    return not any(any(faults_of_json({name: value}, "")) for name, value in members.items())


def _object(text: str) -> dict[str, Any] | None:
    """Read an object that `events.event_rows.row_of` would write with the same letters."""
    try:
        value = json.loads(text)
        same = isinstance(value, dict) and json.dumps(value, ensure_ascii=False) == text
    except (ValueError, RecursionError):
        return None
    return value if same and value else None
