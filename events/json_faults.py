"""What no value in an event file may hold, wherever it stands."""

import math
from collections.abc import Iterator

from events.decoding import LONGEST_TEXT, MOST_NESTING, Repeated
from events.problems import LONGEST_SHOWN, Fault, Words, inside


def faults_of_json(value: object, field: str, level: int = 0) -> Iterator[Fault]:
    """Find what no value in an event file may hold, wherever it stands.

    Parameters
    ----------
    value : object
        A value from `events.decoding.decode_json`.
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
