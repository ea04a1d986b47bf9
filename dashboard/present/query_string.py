"""The selection as a query string, one way for the page's address, the map and the API."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import parse_qsl, quote, urlencode

from events.model.limits import PARAMETER_CHARACTERS, PARAMETER_VALUES
from events.query.filters.declaration import Parameter, QueryError
from events.query.selection import FILTERS, Selection

Axis = tuple[date, date]
"""The first and the last day of a file's strip of days, which set no bound."""

PARAMETERS = tuple(parameter.name for one in FILTERS for parameter in one.parameters)
"""The parameters that choose events; ``bbox`` and paging are the request's own."""


def write_query(selection: Selection) -> str:
    """Return a selection as a query string; what does not restrict is left out.

    Examples
    --------
    >>> from datetime import date
    >>> write_query(Selection(dates=(date(2021, 7, 5), None), kinds=frozenset({"assault"})))
    'datetime=2021-07-05%2F..&kind=assault'
    """
    return urlencode([pair for one in FILTERS for pair in one.written(selection)])


def address(collection: str, part: str, selection: Selection | None = None) -> str:
    """Return where this server answers a part of a collection, relative to the page's address.

    Examples
    --------
    >>> address("events", "story", Selection(words="border"))
    'api/collections/events/story?words=border'
    >>> address("events", "story")
    'api/collections/events/story'
    """
    path = f"api/collections/{quote(collection, safe='')}/{part}"
    return path if selection is None else f"{path}?{write_query(selection)}"


def read_query(pairs: Iterable[tuple[str, str]]) -> Selection:
    """Return the selection that a request's parameters choose.

    Parameters
    ----------
    pairs
        Name and value of each parameter, repeated for several values; names other than
        ``PARAMETERS`` are left to the caller.

    Raises
    ------
    QueryError
        A value that can't be read, or a parameter given twice that is one.

    Examples
    --------
    >>> read_query([("datetime", "2021-07-05/.."), ("kind", "assault")]).dates
    (datetime.date(2021, 7, 5), None)
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if len(value) > PARAMETER_CHARACTERS:
            raise QueryError(name, value, f"at most {PARAMETER_CHARACTERS} characters")
        given.setdefault(name, []).append(value)
        if len(given[name]) > PARAMETER_VALUES:
            raise QueryError(name, value, f"at most {PARAMETER_VALUES} values")
    return Selection(**{name: value for one in FILTERS for name, value in one.read(given).items()})


def selection_in(search: str, axis: Axis) -> Selection:
    """Return the selection that the page's address holds; what it can't mean restricts nothing.

    Parameters
    ----------
    search
        The query of the address, without its question mark.
    axis
        The days that set no bound.

    Examples
    --------
    >>> axis = date(2021, 6, 30), date(2021, 7, 10)
    >>> selection_in("kind=Force&dates=2021-06-30&dates=2021-07-05", axis).dates
    (None, datetime.date(2021, 7, 5))
    """
    given: dict[str, list[str]] = {}
    for name, value in parse_qsl(search, keep_blank_values=True):
        given.setdefault(name, []).append(value)
    return read_query(
        (parameter.name, value)
        for one in FILTERS
        for parameter in one.parameters
        for value in _understood(parameter, given.get(parameter.in_address, []), axis)
    )


def _understood(one: Parameter, values: Sequence[str], axis: Axis) -> Iterator[str]:
    """Give what the API takes in place of the values that the page's address has."""
    if one.form == "days":
        yield from _interval(values[:2], axis)
        return
    for value in values[: PARAMETER_VALUES if one.several else 1]:
        if one.groups:
            yield from one.groups.get(value, ())
        elif one.choices:
            yield from (choice for choice in one.choices if choice == value.lower())
        elif one.form == "words":
            yield " ".join(value.split()[:PARAMETER_VALUES])[:PARAMETER_CHARACTERS]
        elif 0 < len(value) <= PARAMETER_CHARACTERS and one.matches(value):
            yield value


def _interval(texts: Sequence[str], axis: Axis) -> Iterator[str]:
    """Write two days as an interval; one at the axis's end, or beyond it, sets no bound."""
    try:
        first, last = sorted(date.fromisoformat(text) for text in texts)
    except ValueError:
        return
    first, last = (min(max(day, axis[0]), axis[1]) for day in (first, last))
    ends = "" if first == axis[0] else str(first), "" if last == axis[1] else str(last)
    if any(ends):
        yield "/".join(end or ".." for end in ends)
