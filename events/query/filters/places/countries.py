"""The filter by country, by the name that the source has for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa

from events.query.filters.declaration import Column, Filter, Given, Parameter, Term, Widget

_COUNTRY = Parameter(
    "country", several=True, widget=Widget("boxes", "filters.country", "filters.find_country")
)


@dataclass(frozen=True)
class CountriesChosen:
    """What a selection asks of an event's country; see `events.query.selection.Selection`."""

    countries: frozenset[str] = frozenset()


def _condition(chosen: CountriesChosen) -> nw.Expr | None:
    return nw.col("country").is_in(sorted(chosen.countries)) if chosen.countries else None


def _read(given: Given) -> dict[str, Any]:
    return {"countries": _COUNTRY.all(given)}


def _written(chosen: CountriesChosen) -> Iterator[tuple[str, str]]:
    yield from (("country", country) for country in sorted(chosen.countries))


def _terms(chosen: CountriesChosen) -> Iterator[Term]:
    for country in sorted(chosen.countries):
        yield Term("filter.country", {"country": country}, {"country": country})


COUNTRIES = Filter(
    "countries",
    CountriesChosen,
    _condition,
    (_COUNTRY,),
    _read,
    _written,
    _terms,
    columns=(Column("country", pa.string(), "country"),),
)
