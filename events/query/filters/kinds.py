"""The filter by kind: what happened, a family of kinds at a time or a kind alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa

from events.model.vocabulary import FAMILIES, Kind
from events.query.filters.declaration import Column, Filter, Given, Parameter, Term

_KIND = Parameter(
    "kind",
    tuple(Kind),
    several=True,
    groups={name: family.kinds for name, family in FAMILIES.items()},
)


@dataclass(frozen=True)
class KindsChosen:
    """What a selection asks of an event's kind; see `events.query.selection.Selection`."""

    kinds: frozenset[str] = frozenset()


def _condition(chosen: KindsChosen) -> nw.Expr | None:
    return nw.col("kind").is_in(sorted(chosen.kinds)) if chosen.kinds else None


def _read(given: Given) -> dict[str, Any]:
    return {"kinds": _KIND.all(given)}


def _written(chosen: KindsChosen) -> Iterator[tuple[str, str]]:
    yield from (("kind", kind) for kind in sorted(chosen.kinds))


def _terms(chosen: KindsChosen) -> Iterator[Term]:
    for name, family in FAMILIES.items():
        if chosen.kinds.intersection(family.kinds):
            yield Term(f"family.{name}", {}, {"kind": name})


KINDS = Filter(
    "kinds",
    KindsChosen,
    _condition,
    (_KIND,),
    _read,
    _written,
    _terms,
    columns=(Column("kind", pa.string(), "kind"),),
)
