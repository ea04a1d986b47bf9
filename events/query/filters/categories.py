"""The filter by the data set's own class of event, such as UCDP's types of violence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa

from events.query.filters.declaration import Column, Filter, Given, Parameter, Term, Widget

_CATEGORY = Parameter(
    "category", several=True, widget=Widget("boxes", "filters.category", "filters.find_category")
)


@dataclass(frozen=True)
class CategoriesChosen:
    """What a selection asks of an event's class; see `events.query.selection.Selection`."""

    categories: frozenset[str] = frozenset()


def _condition(chosen: CategoriesChosen) -> nw.Expr | None:
    return nw.col("category").is_in(sorted(chosen.categories)) if chosen.categories else None


def _read(given: Given) -> dict[str, Any]:
    return {"categories": _CATEGORY.all(given)}


def _written(chosen: CategoriesChosen) -> Iterator[tuple[str, str]]:
    yield from (("category", category) for category in sorted(chosen.categories))


def _terms(chosen: CategoriesChosen) -> Iterator[Term]:
    for category in sorted(chosen.categories):
        yield Term("filter.category", {"category": category}, {"category": category})


CATEGORIES = Filter(
    "categories",
    CategoriesChosen,
    _condition,
    (_CATEGORY,),
    _read,
    _written,
    _terms,
    columns=(Column("category", pa.string(), "category"),),
)
