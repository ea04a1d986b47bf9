"""From a path to the JSON in it, and the limits that hold whatever the JSON says.

The parser is Python's own. It takes more than RFC 8259 allows (NaN, Infinity, half a surrogate
pair, a name given twice), and that is of use here: such a fault costs the feature that holds
it, not the file.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from events.problems import (
    LONGEST_SHOWN,
    NOT_OPENED,
    EventFileError,
    Fault,
    Problem,
    Words,
    brief,
    inside,
)

MOST_BYTES = 200_000_000
"""The largest event file, 200 MB: read and parsed it takes about ten times that in memory."""

LONGEST_TEXT = 20_000
"""The most characters in one text: ten times the whole first article."""

MOST_NESTING = 32
"""The most levels of lists and objects inside a feature: its geometry needs 6."""

_LONGEST_INTEGER = 300  # digits; a float holds 308
_WIDE_MARKS = {b"\xff\xfe\x00\x00": "UTF-32", b"\x00\x00\xfe\xff": "UTF-32"}
_MARKS = {**_WIDE_MARKS, b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class Repeated(dict[str, Any]):
    """A JSON object that gives some name more than once; the last value stands."""

    names: tuple[str, ...] = ()


def read_bytes(path: Path) -> bytes:
    """Read a file up to the limit of `MOST_BYTES`.

    Parameters
    ----------
    path : pathlib.Path
        A regular file.

    Returns
    -------
    bytes

    Raises
    ------
    EventFileError
        Where there is no file, where it is no file, may not be read, or is too large.
    """
    try:
        if path.is_dir():
            raise refusal(path.name, "", Words("a folder"), "an event file")
        if path.exists() and not path.is_file():
            raise refusal(path.name, "", Words("no regular file"), "an event file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise refusal(path.name, "", Words("no such file"), "an event file") from error
    except PermissionError as error:
        found = Words("no permission to read it")
        raise refusal(path.name, "", found, "a file that you may read") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise refusal(path.name, "", Words(f"an error: {reason}"), "an event file") from error
    if len(data) > MOST_BYTES:
        found = Words(f"more than {MOST_BYTES // 1_000_000} MB")
        raise refusal(path.name, "", found, f"at most {MOST_BYTES // 1_000_000} MB")
    return data


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
    text = _decode(data, name)
    if not text.strip():
        raise refusal(name, "", Words("an empty file"), "a GeoJSON FeatureCollection")
    try:
        return json.loads(text, object_pairs_hook=_collect, parse_int=_read_integer)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            found = Words(f"JSON that breaks off at {place}")
            raise refusal(name, "", found, "JSON up to its closing bracket") from error
        found = Words(f"broken JSON at {place} ({error.msg})")
        raise refusal(name, "", found, "JSON (RFC 8259)") from error
    except RecursionError as error:
        found = Words("lists or objects nested without end")
        raise refusal(name, "", found, f"at most {MOST_NESTING} levels in a feature") from error


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
    elif isinstance(value, dict | list) and level == MOST_NESTING:
        found = Words("a deeper level")
        yield Fault(field, found, f"at most {MOST_NESTING} levels of lists and objects")
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


def refusal(name: str, field: str, found: object, expected: str, hint: str = "") -> EventFileError:
    """Make the error for a file that cannot be used at all.

    Parameters
    ----------
    name : str
        The file's name.
    field : str
        The member at fault, ``""`` for the file itself.
    found : object
        What stands there.
    expected : str
        What would have been right.
    hint : str, optional
        A guess at what was meant.

    Returns
    -------
    EventFileError

    Examples
    --------
    >>> print(refusal("a.geojson", "", Words("a folder"), "an event file"))
    a.geojson: found a folder, expected an event file. The file is not opened; correct it and \
reload.
    """
    told = f"{hint} {NOT_OPENED}".lstrip()
    return EventFileError(Problem(name, None, None, field, brief(found), expected, told))


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            raise refusal(name, "", Words(encoding), "UTF-8")
    if data[:2].count(0) == 1:
        raise refusal(name, "", Words("UTF-16"), "UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = Words(f"the byte 0x{data[error.start]:02X} in line {line}, which is not UTF-8")
        raise refusal(name, "", found, "UTF-8") from error


def _collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    repeated = Repeated(members)
    counts = Counter(name for name, _ in pairs)
    repeated.names = tuple(name for name, count in counts.items() if count > 1)
    return repeated


def _read_integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else math.inf


def _is_plain(value: object) -> bool:
    """Tell quickly of a value without parts that it cannot be at fault."""
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and value.isascii()
    return value is None or isinstance(value, int)


def _faults_of_text(text: str, field: str) -> Iterator[Fault]:
    if len(text) > LONGEST_TEXT:
        found = Words(f"{len(text):,} characters")
        yield Fault(field, found, f"at most {LONGEST_TEXT:,}")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            found = Words(f"half a surrogate pair (U+{ord(text[error.start]):04X})")
            yield Fault(field, found, "whole Unicode characters")
