"""From a path to its bytes and the JSON in them, and the limits that hold whatever it says.

The parser is Python's own. It takes more than RFC 8259 allows (NaN, Infinity, half a surrogate
pair, a name given twice), and that is of use here: such a fault costs the feature that holds
it, not the file.
"""

import json
import math
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from events.problems import (
    NOT_OPENED,
    EventFileError,
    Problem,
    Words,
    brief,
)

Progress = Callable[[float], None]
"""Is told the share of a file that is read, 0 to 1; an exception from it ends the reading."""

MOST_BYTES = 200_000_000
"""The largest event file, 200 MB."""

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


def open_file(path: Path) -> BinaryIO:
    """Open a file of at most `MOST_BYTES`.

    Parameters
    ----------
    path : pathlib.Path
        A regular file.

    Returns
    -------
    file
        Its bytes, at their beginning.

    Raises
    ------
    EventFileError
        Where there is no file, where it is no file, may not be read, or is too large.
    """
    with reading_errors(path.name):
        try:
            if path.is_dir():
                raise refusal(path.name, "", Words("a folder"), "an event file")
            if path.exists() and not path.is_file():
                raise refusal(path.name, "", Words("no regular file"), "an event file")
            file = path.open("rb")
        except ValueError as error:  # such as a null character in the path
            raise refusal(path.name, "", Words(f"an error: {error}"), "an event file") from error
        if os.fstat(file.fileno()).st_size > MOST_BYTES:
            file.close()
            found = Words(f"more than {MOST_BYTES // 1_000_000} MB")
            raise refusal(path.name, "", found, f"at most {MOST_BYTES // 1_000_000} MB")
    return file


@contextmanager
def reading_errors(name: str) -> Iterator[None]:
    """Tell the errors that the system gives while a file is read as refusals of that file.

    Parameters
    ----------
    name : str
        The file's name, for messages.

    Raises
    ------
    EventFileError
        In place of an OSError.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise refusal(name, "", Words("no such file"), "an event file") from error
    except PermissionError as error:
        found = Words("no permission to read it")
        raise refusal(name, "", found, "a file that you may read") from error
    except OSError as error:
        raise refusal(name, "", Words(f"an error: {error.strerror}"), "an event file") from error


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
    with open_file(path) as file, reading_errors(path.name):
        return file.read()


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
        place = f"line {error.lineno}, column {error.colno}"
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            found = Words(f"JSON that breaks off at {place}")
            raise refusal(name, "", found, "JSON up to its closing bracket") from error
        found = Words(f"broken JSON at {place} ({error.msg})")
        raise refusal(name, "", found, "JSON (RFC 8259)") from error
    except RecursionError as error:
        raise too_deep(name) from error


def too_deep(name: str) -> EventFileError:
    """Make the error for JSON that is nested deeper than Python can follow."""
    found = Words("lists or objects nested without end")
    return refusal(name, "", found, f"at most {MOST_NESTING} levels in a feature")


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
