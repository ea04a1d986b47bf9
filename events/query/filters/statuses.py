"""The filter by status: how firmly the source says it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa

from events.model.vocabulary import Status
from events.query.filters.declaration import Column, Filter, Given, Parameter, Term, Widget

_STATUS = Parameter(
    "status",
    tuple(Status),
    several=True,
    widget=Widget("boxes", "filters.status", words="status"),
)


@dataclass(frozen=True)
class StatusesChosen:
    """What a selection asks of an event's status; see `events.query.selection.Selection`."""

    statuses: frozenset[str] = frozenset()


def _condition(chosen: StatusesChosen) -> nw.Expr | None:
    return nw.col("status").is_in(sorted(chosen.statuses)) if chosen.statuses else None


def _read(given: Given) -> dict[str, Any]:
    return {"statuses": _STATUS.all(given)}


def _written(chosen: StatusesChosen) -> Iterator[tuple[str, str]]:
    yield from (("status", status) for status in sorted(chosen.statuses))


def _terms(chosen: StatusesChosen) -> Iterator[Term]:
    for status in sorted(chosen.statuses):
        yield Term(f"status.{status}", {}, {"status": status})


STATUSES = Filter(
    "statuses",
    StatusesChosen,
    _condition,
    (_STATUS,),
    _read,
    _written,
    _terms,
    columns=(Column("status", pa.string(), "status"),),
)
