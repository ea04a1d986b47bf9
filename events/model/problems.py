"""What is wrong with an event file, and how that is put into words."""

import json
import math
from dataclasses import dataclass

LONGEST_SHOWN = 80
"""The most characters of a found value that a message shows."""

LEFT_OFF = "The event is left off the map; correct it and reload."
NOT_OPENED = "The file is not opened; correct it and reload."

_SHOWN_ITEMS = 4


class Words(str):
    """What was found, told in words: shown without quotation marks."""

    __slots__ = ()


@dataclass(frozen=True)
class Fault:
    """One broken rule inside a value, before it is known which file and feature hold it.

    Parameters
    ----------
    field : str
        The path of the faulty part inside the value, ``""`` for the value itself.
    found : object
        The faulty part.
    expected : str
        What would have been right.
    hint : str, optional
        A guess at what was meant, a whole sentence.
    """

    field: str
    found: object
    expected: str
    hint: str = ""


class FaultError(ValueError):
    """A value that breaks one or more rules.

    Parameters
    ----------
    *faults : Fault
        At least one, in the order in which they were found.
    """

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(
            "; ".join(f"found {quote_value(f.found)}, expected {f.expected}" for f in faults)
        )


@dataclass(frozen=True)
class Problem:
    """One problem of an event file: where, what was found, what was expected, what to do.

    Parameters
    ----------
    file : str
        The name of the file, without its folders.
    feature : int or None
        The number of the feature, counted from 1; None for the file as a whole.
    id : str or None
        The feature's id, None where it has no usable one.
    field : str
        The path of the property, such as ``quotes[0].source``; ``""`` for the whole.
    found : object
        What stands there, in brief.
    expected : str
        What would have been right.
    hint : str
        What follows from it and what to do, in whole sentences.

    Examples
    --------
    >>> print(Problem("a.geojson", 17, "evt-42", "date", "2021-13-02", "EDTF", LEFT_OFF))
    a.geojson, feature 17 (id "evt-42"), date: found "2021-13-02", expected EDTF. \
The event is left off the map; correct it and reload.
    """

    file: str
    feature: int | None
    id: str | None
    field: str
    found: object
    expected: str
    hint: str

    def __str__(self) -> str:
        """Tell the problem in one line that is safe to print on a terminal."""
        where = printable(self.file)
        if self.feature is not None:
            where += f", feature {self.feature}"
        if self.id is not None:
            where += f" (id {quote_value(self.id)})"
        if self.field:
            where += f", {printable(str(brief(self.field)))}"
        told = f"{where}: found {quote_value(self.found)}, expected {printable(self.expected)}."
        return f"{told} {printable(self.hint)}".rstrip()

    def as_dict(self) -> dict[str, object]:
        """Give the problem as members for JSON, in the order of the parameters."""
        return {
            "file": self.file,
            "feature": self.feature,
            "id": self.id,
            "field": self.field,
            "found": self.found,
            "expected": self.expected,
            "hint": self.hint,
        }


class EventFileError(Exception):
    """A file that cannot be used at all.

    Parameters
    ----------
    *problems : Problem
        At least one.
    """

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


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


def brief(value: object) -> object:
    """Shorten a value from a file to what a message needs of it.

    Parameters
    ----------
    value : object
        Anything that JSON can hold.

    Returns
    -------
    object
        Text of at most `LONGEST_SHOWN` characters, a number, a truth value, None, a list of
        at most four of these, or `Words` where there is more.

    Examples
    --------
    >>> brief([68.7, 38.5]), brief({"a": 1}), brief(list(range(9)))
    ([68.7, 38.5], 'an object of 1 member', 'a list of 9 items')
    """
    if isinstance(value, Words):
        return value
    if isinstance(value, str):
        return value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…"
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        # JSON has no word for an endless number, and a message may end in JSON.
        return value if _is_plain(value) else Words(json.dumps(value)[: LONGEST_SHOWN - 1])
    if isinstance(value, list | tuple):
        if len(value) <= _SHOWN_ITEMS and all(_is_plain(item) for item in value):
            return list(value)
        if len(value) <= _SHOWN_ITEMS and all(isinstance(item, float) for item in value):
            return Words(json.dumps(value))
        return Words(f"a list of {_counted(len(value), 'item')}")
    if isinstance(value, dict):
        return Words(f"an object of {_counted(len(value), 'member')}")
    return Words(type(value).__name__)


def quote_value(found: object) -> str:
    r"""Write a found value as a message shows it: on one line, escaped, and short.

    Parameters
    ----------
    found : object
        A value from a file.

    Returns
    -------
    str
        Text without any character that could move, colour or hide what a terminal shows.

    Examples
    --------
    >>> print(quote_value("a\nb\x1b[31m"), quote_value(None), quote_value(95.0))
    "a\nb\u001b[31m" nothing 95.0
    >>> print(quote_value(Words("a folder")))
    a folder
    """
    found = brief(found)
    if found is None:
        return "nothing"
    if isinstance(found, Words):
        return printable(found)
    return printable(json.dumps(found, ensure_ascii=False))


def printable(text: str) -> str:
    r"""Escape every character of a text that a terminal might obey or hide.

    Examples
    --------
    >>> print(printable("Хоруғ\r\u202e"))
    Хоруғ\u000d\u202e
    """
    return text if text.isprintable() else "".join(map(_escaped, text))


def inside(outer: str, inner: str) -> str:
    """Join two paths of fields.

    Examples
    --------
    >>> inside("quotes[0]", "source"), inside("geometry", "[3]"), inside("", "date")
    ('quotes[0].source', 'geometry[3]', 'date')
    """
    joint = "." if outer and inner and not inner.startswith("[") else ""
    return f"{outer}{joint}{inner}"


def _is_plain(item: object) -> bool:
    if isinstance(item, float):
        return math.isfinite(item)
    return isinstance(item, int | str) and len(repr(item)) <= LONGEST_SHOWN // _SHOWN_ITEMS


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
