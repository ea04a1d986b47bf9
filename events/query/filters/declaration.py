"""What every filter declares, so that a new one is a module here and its test."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from events.model.limits import PARAMETER_NUMBER

YES, NO = "true", "false"
"""What a parameter says that is no more than on or off."""

Given = Mapping[str, Sequence[str]]
"""The values of each parameter of a request, by its name."""


class QueryError(ValueError):
    """A parameter that can't be read: which, what was found, what was expected."""

    def __init__(self, parameter: str, found: str, expected: str) -> None:
        self.parameter, self.found, self.expected = parameter, found[:100], expected
        super().__init__(f"{parameter}: found {self.found!r}, expected {expected}.")


def itself(entry: str) -> Sequence[str]:
    """Give the one value that an entry of a column stands for; none where it is empty."""
    return (entry,) if entry else ()


def as_it_is(texts: pa.Array) -> pa.Array:
    """Give a column of texts, empty where an event has none."""
    return pc.fill_null(texts, "")


@dataclass(frozen=True)
class Column:
    """A column that a rule asks, worked out from a property of the events.

    Parameters
    ----------
    name : str
        What it is called.
    type : pyarrow.DataType
        What it holds; no row lacks a value.
    source : str
        The property, as `events.files.arrow_schema.SCHEMA` has it.
    of : callable
        Makes the column of the property's, and of those beside it.
    beside : tuple of str, optional
        Further properties that it is worked out from.
    """

    name: str
    type: pa.DataType
    source: str
    of: Callable[..., pa.Array] = as_it_is
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Widget:
    """How a reader chooses a parameter in the panel of filters.

    Parameters
    ----------
    kind : {"words", "switch", "number", "boxes", "menu", "search"}
        A field for words or a number; a box that is ticked at the default; of the values that a
        file has: boxes, a menu, or a field that finds them.
    label : str
        The key of its words in the page's catalogue.
    hint : str
        The key of what stands in an empty field, or of the choice that restricts nothing. Boxes
        with one become a field that finds them where they are many.
    words : str
        The table of the catalogue with the words for each value; none where they stand for
        themselves.
    note : str
        The key of what a reader should know of it.
    """

    kind: Literal["words", "switch", "number", "boxes", "menu", "search"]
    label: str
    hint: str = ""
    words: str = ""
    note: str = ""


@dataclass(frozen=True)
class Parameter:
    """A parameter of the API that a filter reads, and the page's own for the same.

    Parameters
    ----------
    name : str
        As it stands in a query string of the API.
    choices : tuple of str
        All values that it can have; none where they are free.
    several : bool
        Whether it may be given more than once.
    default : str
        The value that restricts nothing.
    form : {"words", "text", "number", "days"}
        What a free value is: words, parted by single spaces; a text as it is; a whole number from
        0; two days in the page's address, an interval of them in the API.
    address : str
        What the page's address calls it; by default as the API does.
    pattern, expected : str
        A regular expression, the same in Python and in the browser, that a free text has to match,
        and what it asks for in words.
    groups : mapping
        Where the page's address has names for several values together: those, by the name.
    values : callable
        Gives the values that an entry of the filter's first column stands for.
    widget : Widget, optional
        How a reader chooses it; none where another part of the page asks for it.
    """

    name: str
    choices: tuple[str, ...] = ()
    several: bool = False
    default: str = ""
    form: Literal["words", "text", "number", "days"] = "text"
    address: str = ""
    pattern: str = ""
    expected: str = ""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Callable[[str], Sequence[str]] = itself
    widget: Widget | None = None

    @property
    def in_address(self) -> str:
        """What the page's address calls it."""
        return self.address or self.name

    def one(self, given: Given) -> str:
        """Read the value of a parameter that has one.

        Raises
        ------
        QueryError
            For several values, and for one that is not among the choices or does not match.
        """
        values = given.get(self.name, [""])
        if len(values) > 1:
            raise QueryError(self.name, ", ".join(values), "one value")
        value = values[0] or self.default
        if self.choices and value not in self.choices:
            raise QueryError(self.name, value, " or ".join(self.choices))
        if value and self.pattern and not self.matches(value):
            raise QueryError(self.name, value, self.expected)
        return value

    def matches(self, text: str) -> bool:
        """Tell whether a free text is of its form, and as the pattern asks."""
        if self.form == "number":
            return is_number(text)
        return not self.pattern or re.fullmatch(self.pattern, text) is not None

    def all(self, given: Given) -> frozenset[str]:
        """Read the values of a parameter that has several.

        Raises
        ------
        QueryError
            For one that is not among the choices.
        """
        values = given.get(self.name, ())
        for value in values:
            if self.choices and value not in self.choices:
                raise QueryError(self.name, value, f"one of {', '.join(sorted(self.choices))}")
        return frozenset(values)

    def number(self, given: Given) -> int | None:
        """Read the value of a parameter that is a whole number; None where it is not given.

        Raises
        ------
        QueryError
            For anything but a whole number from 0 to `PARAMETER_NUMBER`.
        """
        text = self.one(given)
        if not text:
            return None
        if not is_number(text):
            raise QueryError(self.name, text, f"a whole number from 0 to {PARAMETER_NUMBER}")
        return int(text)


def is_number(text: str) -> bool:
    """Tell whether a text is a whole number from 0 to `PARAMETER_NUMBER`."""
    return text.isascii() and text.isdigit() and len(text) <= len(str(PARAMETER_NUMBER))


@dataclass(frozen=True)
class Term:
    """One of the things that a filter in force asks, as a reader sees it and takes it away.

    Parameters
    ----------
    key : str
        The key of its words in the page's catalogue.
    values : mapping
        What its words name.
    drops : mapping
        What leaves the page's address with it: by the parameter one of its values, ``""`` for
        whatever it has.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    drops: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Filter:
    """A filter: its rule over the columns, and how it stands in a query string and in words.

    Each function but `read` takes a selection, of which it looks at the filter's own members.

    Parameters
    ----------
    name : str
        What it is called where hidden events are counted.
    members : type
        The dataclass of its members, a base of `events.query.selection.Selection`; each has a
        default, which restricts nothing.
    condition : callable
        Gives its rule over the columns of a table, None where it restricts nothing.
    parameters : tuple of Parameter
        Those of the API, in the order in which they are written.
    read : callable
        Reads the members of a selection from a request's parameters; raises `QueryError`.
    written : callable
        Gives the parameters of a query string, none where it restricts nothing.
    terms : callable
        Gives what it asks, a term each.
    columns : tuple of Column
        What its rule asks, but for days, places and words, which have columns of their own.
    asks_texts : bool
        Whether its rule searches texts, which costs a pass over them.
    """

    name: str
    members: type
    condition: Callable[[Any], nw.Expr | None]
    parameters: tuple[Parameter, ...]
    read: Callable[[Given], dict[str, Any]]
    written: Callable[[Any], Iterator[tuple[str, str]]]
    terms: Callable[[Any], Iterator[Term]]
    columns: tuple[Column, ...] = ()
    asks_texts: bool = False


def any_of(conditions: Iterator[nw.Expr]) -> nw.Expr:
    """Join conditions into one that holds where one of them does."""
    return nw.any_horizontal(*conditions, ignore_nulls=False)
