"""The filter by agreement: one source, several that agree, several that differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from events.columns.account_columns import AccountColumns, codes_of, paired
from events.query.filters.declaration import Column, Filter, Given, Parameter, Term, Widget

ONE, AGREE, DIFFER = "one", "agree", "differ"
"""How the sources of an event stand to each other; an event without accounts has one."""


@dataclass(frozen=True)
class AgreementChosen:
    """What a selection asks of how sources agree; see `events.query.selection.Selection`."""

    agreement: frozenset[str] = frozenset()


def _condition(chosen: AgreementChosen) -> nw.Expr | None:
    return nw.col("agreement").is_in(sorted(chosen.agreement)) if chosen.agreement else None


def _read(given: Given) -> dict[str, Any]:
    return {"agreement": _AGREEMENT.all(given)}


def _written(chosen: AgreementChosen) -> Iterator[tuple[str, str]]:
    yield from (("agreement", value) for value in sorted(chosen.agreement))


def _terms(chosen: AgreementChosen) -> Iterator[Term]:
    for value in sorted(chosen.agreement):
        yield Term(f"agreement.{value}", {}, {"agreement": value})


def _column(accounts: pa.Array) -> pa.Array:
    """Say of each event how the accounts stand to each other."""
    told = AccountColumns(accounts)
    if not len(told.rows):
        return pa.repeat(ONE, len(accounts))
    _, firsts = np.unique(paired(told.rows, codes_of(told["source"])), return_index=True)
    several = np.bincount(told.rows[firsts], minlength=len(accounts)) > 1
    found = np.where(told.differ(), DIFFER, np.where(several, AGREE, ONE))
    return pa.array(found, pa.string())


_AGREEMENT = Parameter(
    "agreement",
    choices=(ONE, AGREE, DIFFER),
    several=True,
    widget=Widget("boxes", "filters.agreement", words="agreement"),
)

AGREEMENT = Filter(
    "agreement",
    AgreementChosen,
    _condition,
    (_AGREEMENT,),
    _read,
    _written,
    _terms,
    columns=(Column("agreement", pa.string(), "accounts", _column),),
)
