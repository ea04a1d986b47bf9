"""The filter by source: events that some source tells of, or all as one source alone tells them.

Of one source alone the events have that source's dates, places and numbers: the table of
`events.store.source_table` has them, and here they are no more than chosen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa

from events.columns.account_columns import SEPARATOR, sources_of
from events.query.filters.declaration import (
    Column,
    Filter,
    Given,
    Parameter,
    Term,
    Widget,
    any_of,
)


@dataclass(frozen=True)
class SourcesChosen:
    """What a selection asks of an event's sources; see `events.query.selection.Selection`."""

    source: str = ""
    told_by: frozenset[str] = frozenset()


def sources_in(entry: str) -> Sequence[str]:
    r"""Give the ids in an entry of the `sources` column.

    Examples
    --------
    >>> sources_in("\x1fnews\x1f\x1fwire\x1f"), sources_in("")
    (('news', 'wire'), ())
    """
    return tuple(filter(None, entry.split(SEPARATOR)))


def _condition(chosen: SourcesChosen) -> nw.Expr | None:
    named = [f"{SEPARATOR}{source}{SEPARATOR}" for source in sorted(chosen.told_by)]
    conditions = (
        [any_of(nw.col("sources").str.contains(name, literal=True) for name in named)]
        if named
        else []
    )
    if chosen.source:
        one = f"{SEPARATOR}{chosen.source}{SEPARATOR}"
        conditions.append(nw.col("sources").str.contains(one, literal=True))
    return nw.all_horizontal(*conditions, ignore_nulls=False) if conditions else None


def _read(given: Given) -> dict[str, Any]:
    return {"source": _SOURCE.one(given), "told_by": _TOLD_BY.all(given)}


def _written(chosen: SourcesChosen) -> Iterator[tuple[str, str]]:
    if chosen.source:
        yield "source", chosen.source
    yield from (("told_by", source) for source in sorted(chosen.told_by))


def _terms(chosen: SourcesChosen) -> Iterator[Term]:
    if chosen.source:
        yield Term("filter.source", {"source": chosen.source}, {"source": ""})
    for source in sorted(chosen.told_by):
        yield Term("filter.told_by", {"source": source}, {"told_by": source})


_SOURCE = Parameter(
    "source",
    values=sources_in,
    widget=Widget("menu", "filters.source", hint="filters.all_sources"),
)
_TOLD_BY = Parameter(
    "told_by", several=True, values=sources_in, widget=Widget("boxes", "filters.told_by")
)

TOLD_BY = Filter(
    "told_by",
    SourcesChosen,
    _condition,
    (_SOURCE, _TOLD_BY),
    _read,
    _written,
    _terms,
    columns=(Column("sources", pa.string(), "accounts", sources_of, ("quotes", "id")),),
)
