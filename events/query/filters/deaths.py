"""The filter by deaths: events with at least so many, and what each of them says of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from events.model.limits import PARAMETER_NUMBER
from events.model.vocabulary import KILLED, KILLED_BEST
from events.query.filters.declaration import (
    Column,
    Filter,
    Given,
    Parameter,
    Term,
    Widget,
)

UNKNOWN = -1
"""What stands in the columns for a number that an event does not give."""

_DEATHS = Parameter(
    "deaths", form="number", widget=Widget("number", "filters.deaths", note="filters.deaths_note")
)


@dataclass(frozen=True)
class DeathsChosen:
    """What a selection asks of an event's deaths; see `events.query.selection.Selection`."""

    deaths: int | None = None


def _condition(chosen: DeathsChosen) -> nw.Expr | None:
    """Ask for so many by the best estimate, or else by the lowest figure."""
    if chosen.deaths is None:
        return None
    best, low = nw.col("deaths_best"), nw.col("deaths_low")
    return (best >= chosen.deaths) | ((best == UNKNOWN) & (low >= chosen.deaths))


def _read(given: Given) -> dict[str, Any]:
    return {"deaths": _DEATHS.number(given)}


def _written(chosen: DeathsChosen) -> Iterator[tuple[str, str]]:
    if chosen.deaths is not None:
        yield "deaths", str(chosen.deaths)


def _terms(chosen: DeathsChosen) -> Iterator[Term]:
    if chosen.deaths is not None:
        yield Term("filter.deaths", {"count": chosen.deaths}, {"deaths": ""})


def _column(end: str, quantities: pa.Array) -> pa.Array:
    """Give the best estimate, the lowest or the highest number of the dead of each event."""
    low, high = (_first(quantities, KILLED, name) for name in ("low", "high"))
    if end == "best":
        best = _first(quantities, KILLED_BEST, "low")
        return pa.array(np.where((best == UNKNOWN) & (low == high), low, best))
    return pa.array(low if end == "low" else high)


def _first(quantities: pa.Array, what: str, end: str) -> npt.NDArray[np.int32]:
    """Give one end of each event's first quantity of a name."""
    found = np.full(len(quantities), UNKNOWN, dtype=np.int32)
    listed, owners = quantities.flatten(), pc.list_parent_indices(quantities)
    named = pc.fill_null(pc.equal(pc.struct_field(listed, "what"), what), False)
    number = pc.fill_null(pc.struct_field(listed.filter(named), end), UNKNOWN).to_numpy()
    rows = owners.filter(named).to_numpy()
    found[rows[::-1]] = np.clip(number, UNKNOWN, PARAMETER_NUMBER)[
        ::-1
    ]  # the first one is the last put
    return found


DEATHS = Filter(
    "deaths",
    DeathsChosen,
    _condition,
    (_DEATHS,),
    _read,
    _written,
    _terms,
    columns=tuple(
        Column(f"deaths_{end}", pa.int32(), "quantities", partial(_column, end))
        for end in ("best", "low", "high")
    ),
)
