"""From the bytes of a file to the JSON in them, and what no value in an event file may hold.

The parser is Python's own. It takes more than RFC 8259 allows (NaN, Infinity, half a surrogate
pair, a name given twice), and that is of use here: such a fault costs the feature that holds
it, not the file.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from events.model.limits import FEATURE_LEVELS, TEXT_CHARACTERS
from events.model.problems import LONGEST_SHOWN, EventFileError, Fault, Words, inside, refusal

_LONGEST_INTEGER = 300  # digits; a float holds 308
_WIDE_MARKS = {b"\xff\xfe\x00\x00": "UTF-32", b"\x00\x00\xfe\xff": "UTF-32"}
_MARKS = {**_WIDE_MARKS, b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class Repeated(dict[str, Any]):
    """A JSON object that gives some name more than once; the last value stands."""

    names: tuple[str, ...] = ()


def decode_json(data: bytes, name: str) -> Any:
    """Decode UTF-8, with or without a byte order mark, and parse the JSON.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.

    Returns
    -------
    object
        Lists, dicts (`Repeated` where a name is given twice), text, numbers, True, False, None.

    Raises
    ------
    EventFileError
        For another encoding, an empty file, broken JSON or bottomless nesting.

    Examples
    --------
    >>> decode_json(b'{"title": "A"}', "a.geojson")
    {'title': 'A'}
    """
    return _parse(data, name, json.JSONDecoder(object_pairs_hook=collect, parse_int=read_integer))


def check_json(data: bytes, name: str) -> None:
    """Refuse what `decode_json` refuses, without holding what the JSON says.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.

    Raises
    ------
    EventFileError
        As from `decode_json`.

    Examples
    --------
    >>> check_json(b'{"title": "A"}', "a.geojson")
    """
    nothing: dict[str, Any] = dict.fromkeys(
        ("object_pairs_hook", "parse_int", "parse_float"), _drop
    )
    _parse(data, name, json.JSONDecoder(**nothing))


def _drop(_: object) -> None:
    """Keep nothing of a part of a JSON document."""


def _parse(data: bytes, name: str, decoder: json.JSONDecoder) -> Any:
    text = _decode(data, name)
    if not text.strip():
        raise refusal(name, "", Words("an empty file"), "a GeoJSON FeatureCollection")
    try:
        if text.startswith("\ufeff"):
            raise json.JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0)
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        if _breaks_off(error):
            raise _cut_off(name, error) from error
        found = Words(f"broken JSON at {_place_of(error)} ({error.msg})")
        raise refusal(name, "", found, "JSON (RFC 8259)") from error
    except RecursionError as error:
        raise too_deep(name) from error


def _cut_off(name: str, error: json.JSONDecodeError) -> EventFileError:
    found = Words(f"JSON that breaks off at {_place_of(error)}")
    return refusal(name, "", found, "JSON up to its closing bracket")


def _place_of(error: json.JSONDecodeError) -> str:
    return f"line {error.lineno}, column {error.colno}"


def _breaks_off(error: json.JSONDecodeError) -> bool:
    """Tell whether a text ends too early, as in the middle of a string, a word or a number."""
    if error.msg.startswith(("Unterminated string", "Extra data")):
        return error.msg.startswith("Unterminated string")
    return _CUT_TOKEN.fullmatch(error.doc, error.pos) is not None


_CUT_TOKEN = re.compile(r"[-+.\w]*\s*")


def too_deep(name: str) -> EventFileError:
    """Make the error for JSON that is nested deeper than Python can follow."""
    found = Words("lists or objects nested without end")
    return refusal(name, "", found, f"at most {FEATURE_LEVELS} levels in a feature")


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            raise refusal(name, "", Words(encoding), "UTF-8")
    if data[:2].count(0) == 1:
        raise refusal(name, "", Words("UTF-16"), "UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            text = data[: error.start].decode("utf-8-sig")
            raise _cut_off(name, json.JSONDecodeError("", text, len(text))) from error
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = error.object[error.start]
        found = Words(f"the byte 0x{byte:02X} in line {line}, which is not UTF-8")
        raise refusal(name, "", found, "UTF-8") from error


def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build a JSON object from its members, `Repeated` where a name is given twice.

    Examples
    --------
    >>> collect([("kind", "aid"), ("kind", "agree")]).names
    ('kind',)
    """
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    repeated = Repeated(members)
    counts = Counter(name for name, _ in pairs)
    repeated.names = tuple(name for name, count in counts.items() if count > 1)
    return repeated


def read_integer(digits: str) -> int | float:
    """Read a whole number; one that no float could hold is endless.

    Examples
    --------
    >>> read_integer("17"), read_integer("9" * 5000)
    (17, inf)
    """
    return int(digits) if len(digits) <= _LONGEST_INTEGER else math.inf


def faults_of_json(value: object, field: str, level: int = 0) -> Iterator[Fault]:
    """Find what no value in an event file may hold, wherever it stands.

    Parameters
    ----------
    value : object
        A value from `decode_json`.
    field : str
        Its path, for messages.
    level : int, optional
        How deep it lies in its feature.

    Yields
    ------
    Fault
        For an endless number, half a surrogate pair, a text that is too long, a name given
        twice, and nesting that is too deep.

    Examples
    --------
    >>> [fault.field for fault in faults_of_json({"a": [1.0, float("nan")]}, "properties")]
    ['properties.a[1]']
    """
    if isinstance(value, str):
        yield from _faults_of_text(value, field)
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield Fault(field, value, "a finite number")
    elif isinstance(value, dict | list) and level == FEATURE_LEVELS:
        found = Words("a deeper level")
        yield Fault(field, found, f"at most {FEATURE_LEVELS} levels of lists and objects")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults_of_json(item, f"{field}[{index}]", level + 1)
    elif isinstance(value, dict):
        if isinstance(value, Repeated):
            for name in value.names:
                yield Fault(
                    inside(field, name[:LONGEST_SHOWN]), Words("a name given twice"), "it once"
                )
        for name, item in value.items():
            if _is_plain(name) and _is_plain(item):
                continue  # nearly all there is in a file: no path need be written for it
            part = inside(field, name[:LONGEST_SHOWN])
            yield from _faults_of_text(name, part)
            yield from faults_of_json(item, part, level + 1)


def _is_plain(value: object) -> bool:
    """Tell quickly of a value without parts that it cannot be at fault."""
    if isinstance(value, str):
        return len(value) <= TEXT_CHARACTERS and value.isascii()
    return value is None or isinstance(value, int)


def _faults_of_text(text: str, field: str) -> Iterator[Fault]:
    if len(text) > TEXT_CHARACTERS:
        found = Words(f"{len(text):,} characters")
        yield Fault(field, found, f"at most {TEXT_CHARACTERS:,}")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            found = Words(f"half a surrogate pair (U+{ord(text[error.start]):04X})")
            yield Fault(field, found, "whole Unicode characters")
