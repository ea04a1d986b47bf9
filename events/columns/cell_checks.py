"""Which cells of a column are surely good as they stand: texts, words, numbers, records."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import TypeAdapter, ValidationError

from events.model.distinct_dates import Mask
from events.model.limits import TEXT_CHARACTERS
from events.model.parts import WebAddress
from events.model.vocabulary import Precision

_LARGEST_OFFSET = 1 << 62  # of a quote: adding its length stays within 64 bits
_FREE_PARTS = {"actors": ["role"], "quantities": ["says"], "evidence": ["note"]}
_FREE_PARTS |= {"quotes": ["prefix", "suffix", "speaker"]}
RECORDS = {"actors": "name", "quantities": "what", "quotes": "exact", "evidence": "about"}
"""The columns of lists of records, and the part of each record that has to have words."""

_NOT_BLANK = np.ones(256, dtype=bool)
"""By its first byte, whether a text is surely not blank: no white space begins with this one."""
_NOT_BLANK[: ord("!")] = False
_NOT_BLANK[[0xC2, 0xE1, 0xE2, 0xE3]] = False  # in UTF-8: U+0085, U+00A0, U+1680, U+2000, U+3000

_WEB_ADDRESS: TypeAdapter[str] = TypeAdapter(WebAddress)


def valid_places(precision: pa.StringArray, radius_km: pa.DoubleArray, located: Mask) -> Mask:
    """Check precision and radius, which have to agree with whether there is a geometry."""
    nowhere = missing(precision) | equals(precision, Precision.NONE)
    undrawn = nowhere | equals(precision, Precision.COUNTRY)
    good = np.where(located, among(precision, Precision) & ~nowhere, undrawn)
    near = equals(precision, Precision.EXACT) | equals(precision, Precision.SETTLEMENT)
    radius = nan_for_null(radius_km)
    fits: Mask = good & (missing(radius_km) | (near & (radius > 0) & np.isfinite(radius)))
    return fits


def valid_positions(longitude: pa.DoubleArray, latitude: pa.DoubleArray) -> Mask:
    """Check positions in degrees, of which both ends are given or neither."""
    east, north = map(nan_for_null, (longitude, latitude))
    without = missing(longitude) & missing(latitude)
    found: Mask = without | ((np.abs(east) <= 180) & (np.abs(north) <= 90))
    return found


def valid_records(name: str, records: pa.StructArray, source_ids: Collection[str]) -> Mask:
    """Check the items of a list of records."""
    if not len(records):
        return np.ones(0, dtype=bool)
    names = [field.name for field in records.type]
    parts = dict(zip(names, records.flatten(), strict=True))
    good = ~missing(records) & missing(parts["more"]) & worded(parts[RECORDS[name]])
    for free in _FREE_PARTS[name]:
        good &= short(parts[free])
    if name == "quantities":
        good &= _ranges(parts["low"], parts["high"])
    elif name == "quotes":
        good &= is_one_of(parts["source"], source_ids)
        good &= _offsets(parts["start"], parts["end"], parts["exact"])
    elif name == "evidence":
        good &= each_text(parts["url"], is_web_address)
    return good


def _ranges(low: pa.DoubleArray, high: pa.DoubleArray) -> Mask:
    lows, highs = nan_for_null(low), nan_for_null(high)
    known = ~missing(low) & ~missing(high)
    good = (missing(low) | np.isfinite(lows)) & (missing(high) | np.isfinite(highs))
    return good & (~known | (lows <= highs))


def _offsets(start: pa.Int64Array, end: pa.Int64Array, exact: pa.StringArray) -> Mask:
    first, last = (pc.fill_null(part, -1).to_numpy() for part in (start, end))
    length = pc.fill_null(pc.utf8_length(exact), 0).to_numpy()
    good: Mask = (first >= 0) & (first < _LARGEST_OFFSET) & (last == first + length)
    return good


def each_item(lists: pa.ListArray, good: Mask) -> Mask:
    """Mark the rows of which every item is good."""
    rows = np.ones(len(lists), dtype=bool)
    if not good.all():
        lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
        rows[np.repeat(np.arange(len(lists)), lengths)[~good]] = False
    return rows


def each_text(texts: pa.StringArray, is_good: Any) -> Mask:
    """Mark the texts that a function takes, and null; it is asked once for each distinct one."""
    good = missing(texts)
    if not good.all():
        taken = [text for text in texts.unique().to_pylist() if text is not None and is_good(text)]
        good |= pc.is_in(texts, pa.array(taken, pa.string())).to_numpy(False)
    return good


def worded(texts: pa.StringArray) -> Mask:
    """Mark the texts that are neither missing nor blank, nor too long."""
    lengths = byte_lengths(texts)
    good = lengths > 0
    if good.any():
        letters = np.frombuffer(texts.buffers()[2], np.uint8)
        starts = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset :][: len(texts)]
        good[good] = _NOT_BLANK[letters[starts[good]]]
        rest = (lengths > 0) & ~good
        good[rest] = [bool(text.strip()) for text in texts.filter(pa.array(rest)).to_pylist()]
    return good & (lengths <= TEXT_CHARACTERS)


def short(texts: pa.StringArray) -> Mask:
    """Mark the texts that are not too long, and null."""
    if texts.null_count == len(texts):
        return np.ones(len(texts), dtype=bool)
    return byte_lengths(texts) <= TEXT_CHARACTERS


def byte_lengths(texts: pa.StringArray) -> npt.NDArray[np.int32]:
    """Count bytes, of which a text has at least as many as characters; 0 for null."""
    counted: npt.NDArray[np.int32] = pc.fill_null(pc.binary_length(texts), 0).to_numpy()
    return counted


def nan_for_null(column: pa.DoubleArray) -> npt.NDArray[np.float64]:
    """Give numbers, NaN for null."""
    found: npt.NDArray[np.float64] = pc.fill_null(column, np.nan).to_numpy()
    return found


def among(texts: pa.StringArray, words: type[StrEnum]) -> Mask:
    """Mark the texts that are one of some words."""
    return is_one_of(texts, [str(word) for word in words])


def is_one_of(texts: pa.StringArray, words: Collection[str]) -> Mask:
    """Mark the texts that are among others."""
    found: Mask = pc.is_in(texts, pa.array(list(words), pa.string())).to_numpy(False)
    return found


def equals(texts: pa.StringArray, word: str) -> Mask:
    """Mark the texts that are one word."""
    equal: Mask = pc.fill_null(pc.equal(texts, str(word)), False).to_numpy(False)
    return equal


def missing(column: pa.Array) -> Mask:
    """Mark what is null."""
    found: Mask = column.is_null().to_numpy(False)
    return found


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address of the web, or empty."""
    try:
        _WEB_ADDRESS.validate_python(text)
    except ValidationError:
        return False
    return len(text) <= TEXT_CHARACTERS
