"""Which events of a batch surely show what the rule gives: `events.accounts.shown_values`."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.columns.account_columns import (
    AccountColumns,
    Decision,
    Quantities,
    codes_of,
    decide,
    joined,
    none_for_empty,
    owners,
    paired,
    precisions,
)
from events.columns.cell_checks import equals, missing
from events.model.distinct_dates import Mask, plain_spans
from events.model.vocabulary import Basis


def _listed(lists: pa.ListArray) -> pa.StringArray:
    return none_for_empty(joined(lists))


_LEVELS: dict[str, Callable[[pa.Array], pa.Array]] = {
    "place": none_for_empty,
    "place_precision": precisions,
    "place_ids": _listed,
}
"""What names a place, and what makes equal ones the same."""


def keep_rule(batch: pa.RecordBatch) -> Mask:
    """Mark the events that surely show what their accounts give; those without accounts, too.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        In the columns of `events.files.arrow_schema.READ_SCHEMA`.
    """
    told = AccountColumns(batch["accounts"])
    without = ~np.isin(np.arange(len(batch)), told.rows)
    if without.all():
        return without
    shown = _Shown(batch, told)
    kept: Mask = without | (shown.keep_date() & shown.keep_place() & shown.keep_status())
    return kept & (without | _keep_quantities(batch, told))


def at_own_place(batch: pa.RecordBatch, told: AccountColumns) -> Mask:
    """Say which accounts have the place of their event, by its name, and it has a geometry."""
    same: Mask = ~missing(batch["geometry"])[told.rows]
    for name, level in _LEVELS.items():
        same &= _same(level(batch[name]).take(pa.array(told.rows)), level(told[name]))
    return same


class _Shown:
    """What events show, beside their accounts."""

    def __init__(self, batch: pa.RecordBatch, told: AccountColumns) -> None:
        self._batch, self._told = batch, told
        quoted = owners(batch["quotes"])
        quoting = pc.struct_field(batch["quotes"].flatten(), "source")
        sources = codes_of(pa.concat_arrays([told["source"], quoting]))
        keys = paired(np.concatenate([told.rows, quoted]), sources)
        self._own = np.isin(keys[: len(told.rows)], keys[len(told.rows) :])
        self._quotes = np.isin(np.arange(told.size), quoted)

    def keep_date(self) -> Mask:
        told, shown = self._told, none_for_empty(self._batch["date"])
        decision = told.decide(told.dates)
        kept = _same(shown, _first(none_for_empty(told["date"]), decision))
        kept = np.where(decision.differs, self._is_span(shown, decision), kept)
        codes = codes_of(pa.concat_arrays([shown, none_for_empty(told["date"])]))
        same = codes[told.size :] == codes[: told.size][told.rows]
        return kept & self._keep_basis("date_basis", decision, same)

    def keep_place(self) -> Mask:
        told, batch = self._told, self._batch
        decision = told.decide(told.places)
        kept = _same(
            none_for_empty(batch["place"]), _first(none_for_empty(told["place"]), decision)
        )
        for name, level in (("place_precision", precisions), ("place_ids", _listed)):
            kept &= _same(level(batch[name]), _first(level(told[name]), decision))
        kept &= _same(batch["radius_km"], _first(told["radius_km"], decision))
        drawn = _first(told["geometry"], decision)
        own = batch["geometry"]
        drawn_as = pc.index_in(drawn, own.dictionary)
        kept &= missing(drawn) | _same(own.indices, drawn_as) & ~missing(drawn_as)
        same = told.places == np.append(told.places, -1)[decision.first][told.rows]
        return kept & self._keep_basis("place_basis", decision, same)

    def keep_status(self) -> Mask:
        told = self._told
        given = _first(told["status"], told.decide(told.statuses))
        kept: Mask = missing(given) | _same(self._batch["status"], given)
        return kept

    def _is_span(self, shown: pa.StringArray, decision: Decision) -> Mask:
        """Say where a date is surely the span of others: from one day to a later one."""
        told, rows = self._told, np.flatnonzero(decision.differs)
        at = decision.deciding[decision.differs[told.rows[decision.deciding]]]
        plain, first, last = plain_spans(told["date"].take(pa.array(at)))
        low = np.full(told.size, np.iinfo(np.int64).max)
        high = np.full(told.size, np.iinfo(np.int64).min)
        np.minimum.at(low, told.rows[at], first)
        np.maximum.at(high, told.rows[at], last)
        good, start, end = plain_spans(pc.fill_null(shown.take(pa.array(rows)), ""))
        found = np.zeros(told.size, dtype=bool)
        found[rows] = good & (start < end) & (start == low[rows]) & (end == high[rows])
        found[told.rows[at[~plain]]] = False
        return found

    def _keep_basis(self, name: str, decision: Decision, tells_it: Mask) -> Mask:
        """Say where a basis is external if and only if no quoted source tells what is shown."""
        told, at = self._told, decision.deciding
        foreign, known = np.zeros((2, told.size), dtype=bool)
        foreign[told.rows[at[~self._own[at]]]] = True
        known[told.rows[self._own & tells_it]] = True
        external: Mask = equals(self._batch[name], Basis.EXTERNAL)
        same: Mask = external == (self._quotes & foreign & ~known)
        return same


def _keep_quantities(batch: pa.RecordBatch, told: AccountColumns) -> Mask:
    """Say where an event shows the widest range of each quantity that its accounts tell of."""
    shown, given = Quantities(batch["quantities"]), told.quantities
    number = len(given.owner)
    owner = np.concatenate([told.rows[given.owner], shown.owner])
    groups = paired(owner, codes_of(pa.concat_arrays([given.what, shown.what])))
    size = int(groups.max(initial=-1)) + 1
    ranks, ranges = told.ranks[given.owner], paired(given.low, given.high)
    decision = decide(groups[:number], ranks, ranges, size)
    at, here = decision.deciding, groups[number:]
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(low, groups[at], given.low[at])
    np.maximum.at(high, groups[at], given.high[at])
    first = decision.first[here]
    is_first = np.append(given.low, np.nan)[first] == low[here]
    is_first &= np.append(given.high, np.nan)[first] == high[here]
    words = np.where(is_first, np.append(given.says.to_numpy(False), "")[first], "")
    good = (first >= 0) & (shown.low == low[here]) & (shown.high == high[here])
    good &= shown.says.to_numpy(False) == words
    kept: Mask = np.ones(len(batch), dtype=bool)
    kept[shown.owner[~good]] = False
    counted = owner[np.unique(groups[:number], return_index=True)[1]]
    numbers = (np.bincount(rows, minlength=len(batch)) for rows in (counted, shown.owner))
    kept &= np.equal(*numbers)
    return kept


def _first(values: pa.Array, decision: Decision) -> pa.Array:
    """Give for each event what the first account that decides tells; null where there is none."""
    return values.take(pa.array(decision.first, mask=decision.first < 0))


def _same(found: pa.Array, expected: pa.Array) -> Mask:
    """Compare values row by row; null equals null alone."""
    both = pc.fill_null(pc.equal(found, expected), False).to_numpy(False)
    same: Mask = both | (missing(found) & missing(expected))
    return same
