"""Events as flat columns, so that one query serves any dataframe that Narwhals wraps."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from events.schema import Event, family_of

SEPARATOR = "\x1f"
"""What stands before, between and after the names in the `actors` column."""

_TYPES = {
    "id": "str",
    "order": "int64",
    "kind": "str",
    "family": "str",
    "status": "str",
    "precision": "str",
    "first": "date32[pyarrow]",
    "last": "date32[pyarrow]",
    "dated": "bool",
    "open_start": "bool",
    "open_end": "bool",
    "uncertain": "bool",
    "located": "bool",
    "west": "float64",
    "south": "float64",
    "east": "float64",
    "north": "float64",
    "words": "str",
    "actors": "str",
}


class EventTable:
    """A table with one row an event, in the order of the file.

    The columns: `id`; `order`, counted from 0; `kind`, its `family`, `status` and `precision`;
    `first` and `last`, the days between which it lies, an approximate date widened
    (`events.dates.Span`), null for an end without a bound; `dated`, `open_start`, `open_end`
    and `uncertain`; `located`, whether there is a geometry; `west`, `south`, `east` and
    `north` of that geometry in degrees, or null; `words`, all that the word search looks at, as
    `searchable` makes it; `actors`, their names between `SEPARATOR`.

    Parameters
    ----------
    events : iterable of Event
        In the order of the file.

    Attributes
    ----------
    frame : narwhals.DataFrame
        The columns.

    Examples
    --------
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> len(EventTable([event]))
    1
    """

    def __init__(self, events: Iterable[Event]) -> None:
        rows = [(*_row(order, event),) for order, event in enumerate(events)]
        columns = zip(*rows, strict=True) if rows else iter([()] * len(_TYPES))
        named = zip(_TYPES.items(), columns, strict=True)
        frame = pd.DataFrame({name: pd.Series(list(part), dtype=t) for (name, t), part in named})
        self.frame: nw.DataFrame[Any] = nw.from_native(frame, eager_only=True)

    def __len__(self) -> int:
        """Count the events."""
        return len(self.frame)


def searchable(text: str) -> str:
    """Fold text so that a search finds it whatever its case or the make-up of its letters.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text in Unicode's form NFC, case folded.

    Examples
    --------
    >>> searchable("Straße")
    'strasse'
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def named_actor(name: str) -> str:
    """Write an actor's name as it stands in the `actors` column.

    Examples
    --------
    >>> named_actor("Taliban") in SEPARATOR + "CSTO" + SEPARATOR + "Taliban" + SEPARATOR
    True
    """
    return f"{SEPARATOR}{name.replace(SEPARATOR, ' ')}{SEPARATOR}"


def possibly_in(first: date | None, last: date | None) -> nw.Expr:
    """Ask of the columns what `events.dates.overlaps` asks of a span.

    Parameters
    ----------
    first, last : datetime.date or None
        The range, both ends included; None for no bound.

    Returns
    -------
    narwhals.Expr
        True or False for each row.
    """
    rule = nw.col("dated")
    if last is not None:
        rule = rule & (nw.col("first").is_null() | (nw.col("first") <= last))
    if first is not None:
        rule = rule & (nw.col("last").is_null() | (nw.col("last") >= first))
    return rule


def certainly_in(first: date | None, last: date | None) -> nw.Expr:
    """Ask of the columns what `events.dates.surely_inside` asks of a span.

    Parameters
    ----------
    first, last : datetime.date or None
        The range, both ends included; None for no bound.

    Returns
    -------
    narwhals.Expr
        True or False for each row.
    """
    rule = nw.col("dated") & ~nw.col("uncertain")
    if first is not None:
        rule = rule & ~nw.col("first").is_null() & (nw.col("first") >= first)
    if last is not None:
        rule = rule & ~nw.col("last").is_null() & (nw.col("last") <= last)
    return rule


def extent(table: EventTable | nw.DataFrame[Any]) -> tuple[date | None, date | None]:
    """Find the first and the last day that any event's date names as a bound.

    Parameters
    ----------
    table : EventTable or narwhals.DataFrame
        The events, or some rows of theirs.

    Returns
    -------
    tuple of datetime.date or None
        Both None where no event has a date with a bound.

    Examples
    --------
    >>> parts = {"title": "An appeal", "kind": "request", "status": "reported"}
    >>> events = [Event(id="e1", date="../2021-07-08", **parts), Event(id="e2", **parts)]
    >>> [day.isoformat() for day in extent(EventTable(events))]
    ['2021-07-08', '2021-07-08']
    """
    frame = table.frame if isinstance(table, EventTable) else table
    bounds = [frame[name].drop_nulls() for name in ("first", "last")]
    known = [part for part in bounds if len(part)]
    if not known:
        return None, None
    return min(part.min() for part in known), max(part.max() for part in known)


def _row(order: int, event: Event) -> Iterable[Any]:
    span = event.span
    first = span.earliest if span else None
    last = span.latest if span else None
    yield event.id
    yield order
    yield event.kind.value
    yield family_of(event.kind)
    yield event.status.value
    yield event.place_precision.value
    yield first
    yield last
    yield span is not None
    yield span is not None and first is None
    yield span is not None and last is None
    yield span is not None and span.uncertain
    yield event.geometry is not None
    yield from event.geometry.bbox if event.geometry else [None] * 4
    yield _words(event)
    yield "".join(named_actor(actor.name) for actor in event.actors)


def _words(event: Event) -> str:
    actors = [part for actor in event.actors for part in (actor.name, actor.role)]
    quotes = [part for quote in event.quotes for part in (quote.exact, quote.speaker)]
    texts = [event.title, event.place, event.note, *actors, *quotes]
    return searchable("\n".join(text for text in texts if text))
