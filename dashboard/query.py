"""The selection as a query string, one way for the page's address, the map and the API."""

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote, urlencode

from events.selection import Selection
from events.vocabulary import FAMILIES, Status

FILTERS = ("datetime", "rule", "undated", "kind", "status", "actor", "words")
"""The parameters that choose events; ``bbox`` and paging are the request's own."""

LONGEST = 2_000
"""Longest parameter taken, in characters: no name or search is longer."""

MOST_VALUES = 100
"""Most values of one parameter, and most words of a search: each costs a pass over the events."""


class QueryError(ValueError):
    """A parameter that can't be read: which, what was found, what was expected."""

    def __init__(self, parameter: str, found: str, expected: str) -> None:
        self.parameter, self.found, self.expected = parameter, found[:100], expected
        super().__init__(f"{parameter}: found {self.found!r}, expected {expected}.")


def written(selection: Selection) -> str:
    """Return a selection as a query string; what does not restrict is left out.

    Examples
    --------
    >>> written(Selection(dates=(date(2021, 7, 5), None), kinds=frozenset({"assault"})))
    'datetime=2021-07-05%2F..&kind=assault'
    """
    pairs: list[tuple[str, str]] = []
    if selection.dates is not None:
        first, last = (str(end) if end else ".." for end in selection.dates)
        pairs.append(("datetime", f"{first}/{last}"))
    if selection.rule != "overlaps":
        pairs.append(("rule", selection.rule))
    if not selection.undated:
        pairs.append(("undated", "false"))
    pairs += [("kind", kind) for kind in sorted(selection.kinds)]
    pairs += [("status", status) for status in sorted(selection.statuses)]
    pairs += [("actor", actor) for actor in sorted(selection.actors)]
    if selection.words:
        pairs.append(("words", selection.words))
    return urlencode(pairs)


def address(collection: str, part: str, selection: Selection) -> str:
    """Return where this server answers a part of a collection, relative to the page's address.

    Examples
    --------
    >>> address("events", "story", Selection(words="border"))
    'api/collections/events/story?words=border'
    """
    return f"api/collections/{quote(collection, safe='')}/{part}?{written(selection)}"


def read(pairs: Iterable[tuple[str, str]]) -> Selection:
    """Return the selection that a request's parameters choose.

    Parameters
    ----------
    pairs
        Name and value of each parameter, repeated for several values; names other than
        ``FILTERS`` and ``bbox`` are left to the caller.

    Raises
    ------
    QueryError
        A value that can't be read, or a parameter given twice that is one.

    Examples
    --------
    >>> read([("datetime", "2021-07-05/.."), ("kind", "assault")]).dates
    (datetime.date(2021, 7, 5), None)
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if len(value) > LONGEST:
            raise QueryError(name, value, f"at most {LONGEST} characters")
        given.setdefault(name, []).append(value)
        if len(given[name]) > MOST_VALUES:
            raise QueryError(name, value, f"at most {MOST_VALUES} values")
    kinds = {kind for family in FAMILIES.values() for kind in family}
    return Selection(
        dates=_dates(_one(given, "datetime")),
        rule=_choice(given, "rule", ("overlaps", "inside"), "overlaps"),  # type: ignore[arg-type]
        undated=_choice(given, "undated", ("true", "false"), "true") == "true",
        kinds=_among(given, "kind", sorted(kinds)),
        statuses=_among(given, "status", sorted(Status)),
        actors=frozenset(given.get("actor", ())),
        words=_words(_one(given, "words")),
        bbox=_bbox(_one(given, "bbox")),
    )


def _one(given: dict[str, list[str]], name: str) -> str:
    values = given.get(name, [""])
    if len(values) > 1:
        raise QueryError(name, ", ".join(values), "one value")
    return values[0]


def _words(text: str) -> str:
    if len(text.split()) > MOST_VALUES:
        raise QueryError("words", text, f"at most {MOST_VALUES} words")
    return text


def _choice(given: dict[str, list[str]], name: str, choices: Sequence[str], default: str) -> str:
    value = _one(given, name) or default
    if value not in choices:
        raise QueryError(name, value, " or ".join(choices))
    return value


def _among(given: dict[str, list[str]], name: str, choices: Sequence[str]) -> frozenset[str]:
    for value in given.get(name, ()):
        if value not in choices:
            raise QueryError(name, value, f"one of {', '.join(choices)}")
    return frozenset(given.get(name, ()))


def _dates(text: str) -> tuple[date | None, date | None] | None:
    """Read an OGC ``datetime``: an instant, or an interval with ``..`` for an open end."""
    if not text:
        return None
    ends = text.split("/")
    expected = "a day or an interval of days, as 2021-07-05, 2021-07-05/2021-07-07 or ../2021-07-07"
    if len(ends) > 2:
        raise QueryError("datetime", text, expected)
    try:
        # OGC gives times of day too; events are coded by the day.
        first, last = (
            None if end in ("", "..") else date.fromisoformat(end.split("T")[0])
            for end in (ends if len(ends) == 2 else ends * 2)
        )
    except ValueError:
        raise QueryError("datetime", text, expected) from None
    if first and last and first > last:
        raise QueryError("datetime", text, "an interval whose first day is not after its last")
    return (first, last) if first or last else None


def _bbox(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    expected = "west,south,east,north in degrees"
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise QueryError("bbox", text, expected) from None
    sound = all(-180 <= x <= 180 for x in (west, east)) and -90 <= south <= north <= 90
    if not sound:
        raise QueryError("bbox", text, expected)
    return west, south, east, north
