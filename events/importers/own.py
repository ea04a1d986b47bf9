"""Panj's own exports, read back as the events that they were.

Rows pass through the reader of event files, so a row that somebody changed for the worse is
told like a feature of an event file, and rejected.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyogrio

from events.event_rows import Feature, Row, feature_from, feature_of, row_of
from events.features import Reader
from events.fields import LONGEST_ID
from events.geopackage import COLLECTION
from events.geoparquet import batch_of
from events.importers.drafts import Batch
from events.importers.receipt import Ledger
from events.loading import Loaded
from events.problems import LEFT_OFF, Problem, printable, shown
from events.schema import Event, Source

Numbered = Iterator[tuple[int, Row]]
"""Rows with their numbers, counted from 1."""

_MARKS = frozenset({"id", "title", "kind", "status", "place_precision", "quotes", "members"})
_ROWS_A_BATCH = 5_000


def is_own(names: Sequence[str]) -> bool:
    """Tell by its columns whether a table is an export of Panj's.

    Examples
    --------
    >>> is_own(["id", "title", "place"])
    False
    """
    return set(names) >= _MARKS


def read_rows(
    rows: Numbered, sources: Sequence[Source], file: str, ledger: Ledger
) -> Iterator[Batch]:
    """Read rows of an export back.

    Parameters
    ----------
    rows : iterator of (int, dict)
        As `events.event_rows.row_of` makes them.
    sources : sequence of Source
        Those that the rows may quote.
    file : str
        The file's name, for messages.
    ledger : Ledger
        Is told of rejected rows.

    Yields
    ------
    Batch
    """
    reader = Reader(file)
    reader.read_sources([source.model_dump(mode="json") for source in sources])
    found = (_read(reader, number, feature_from(row), ledger) for number, row in rows)
    yield from _batches(event for event in found if event is not None)


def read_loaded(loaded: Loaded, ledger: Ledger) -> Iterator[Batch]:
    """Pass the events of an event file on, and tell of the features that were rejected."""
    reasons: dict[int, list[Problem]] = {}
    for problem in loaded.problems:
        if problem.feature is not None and problem.hint.endswith(LEFT_OFF):
            reasons.setdefault(problem.feature, []).append(problem)
    for number, problems in reasons.items():
        ledger.reject(number, problems[0].id, _told(problems))
    ledger.written += len(loaded.events)
    for event in loaded.events:
        ledger.classify_as(event.place_precision)
    yield from _batches(iter(loaded.events))


def quoted_sources(rows: Iterable[Row]) -> tuple[Source, ...]:
    """Make sources for the ids that quotes name, where the file has no more than those."""
    listed = (row.get("quotes") for row in rows)
    quotes = (quote for some in listed if isinstance(some, list) for quote in some)
    ids = dict.fromkeys(
        str(quote.get("source") or "") for quote in quotes if isinstance(quote, dict)
    )
    named = ({"id": identity, "title": identity} for identity in ids if _is_id(identity))
    return tuple(map(Source.model_validate, named))


def members_of_geopackage(path: Path) -> dict[str, Any]:
    """Read the collection's members from an export, without type and format.

    A layer that another program saved again has lost them.
    """
    if COLLECTION not in (name for name, _ in pyogrio.list_layers(path)):
        return {}
    table = pyogrio.read_dataframe(path, layer=COLLECTION, use_arrow=True)
    named = zip(table["name"], table["value"], strict=True)
    members = {str(name): json.loads(value) for name, value in named}
    return {name: value for name, value in members.items() if name not in ("type", "format")}


def _is_id(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LONGEST_ID


def _read(reader: Reader, number: int, feature: Feature, ledger: Ledger) -> Event | None:
    known = len(reader.problems)
    event = reader.read_feature(number, feature)
    if event is None:
        identity = feature["id"] if isinstance(feature["id"], str) else None
        ledger.reject(number, identity, _told(reader.problems[known:]))
        return None
    ledger.written += 1
    ledger.classify_as(event.place_precision)
    return event


def _told(problems: Sequence[Problem]) -> str:
    return "; ".join(
        f"{printable(problem.field)}: found {shown(problem.found)}, expected {problem.expected}"
        for problem in problems
    )


def _batches(events: Iterator[Event]) -> Iterator[Batch]:
    while some := list(islice(events, _ROWS_A_BATCH)):
        yield batch_of(row_of(feature_of(event)) for event in some)


def plain_members(members: Mapping[str, Any]) -> tuple[str, tuple[Source, ...], dict[str, Any]]:
    """Part a collection's members into its title, its good sources, and what else there is."""
    reader = Reader("")
    sources = reader.read_sources(members.get("sources", []))
    title = reader.read_title(dict(members))
    return title, sources, reader.read_extra(dict(members))
