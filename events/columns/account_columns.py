"""The accounts of many events at once: which of them decide, where they differ, whose they are.

It is what `events.accounts.fields` tells of one event. Values are compared by codes: equal ones
have the same number, and what is no value is -1.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.model.distinct_dates import Mask
from events.model.vocabulary import Precision, Rank

Codes = npt.NDArray[np.integer[Any]]

SEPARATOR = "\x1f"
"""What stands before, between and after the parts of a text that is made of several."""

_RANKS = pa.array([str(rank) for rank in Rank])


@dataclass(frozen=True)
class Decision:
    """Which of some values, in groups, decide what is shown.

    Parameters
    ----------
    deciding : numpy.ndarray of int
        The places of the values that are of the best rank in their group.
    first : numpy.ndarray of int
        For each group the place of its first one, -1 where there is none.
    differs : numpy.ndarray of bool
        For each group, whether they are not all the same.
    """

    deciding: Codes
    first: Codes
    differs: Mask


def decide(groups: Codes, ranks: Codes, codes: Codes, size: int) -> Decision:
    """Find the values of the best rank in each group.

    Parameters
    ----------
    groups, ranks, codes : numpy.ndarray of int
        Of each value; a code of -1 is no value.
    size : int
        How many groups there are.

    Examples
    --------
    >>> found = decide(np.array([0, 0, 1]), np.array([1, 0, 1]), np.array([5, 7, -1]), 2)
    >>> found.deciding, found.first, found.differs
    (array([1]), array([ 1, -1]), array([False, False]))
    """
    best = np.full(size, len(_RANKS))
    given = np.flatnonzero(codes >= 0)
    np.minimum.at(best, groups[given], ranks[given])
    deciding = given[ranks[given] == best[groups[given]]]
    first = np.full(size, -1)
    first[groups[deciding][::-1]] = deciding[::-1]
    differs = np.zeros(size, dtype=bool)
    differs[groups[deciding][codes[deciding] != codes[first[groups[deciding]]]]] = True
    return Decision(deciding, first, differs)


class AccountColumns:
    """The accounts of a batch of events, one after another.

    Parameters
    ----------
    accounts : pyarrow.ListArray
        The column of accounts, as `events.files.arrow_schema.SCHEMA` has it.

    Attributes
    ----------
    size : int
        How many events there are.
    rows : numpy.ndarray of int
        For each account the row of its event.
    ranks : numpy.ndarray of int
        For each account its rank, 0 for the best.
    """

    def __init__(self, accounts: pa.ListArray) -> None:
        self.size = len(accounts)
        self.rows = owners(accounts)
        self._flat = accounts.flatten()
        ranks = pc.index_in(pc.fill_null(self["rank"], str(Rank.NORMAL)), _RANKS)
        self.ranks = pc.fill_null(ranks, 0).to_numpy().astype(np.int64)

    def __getitem__(self, name: str) -> pa.Array:
        """Give one part of all accounts."""
        return pc.struct_field(self._flat, name)

    def decide(self, codes: Codes) -> Decision:
        """Find the accounts that decide a field, by the codes of what each tells of it."""
        return decide(self.rows, self.ranks, codes, self.size)

    @cached_property
    def dates(self) -> Codes:
        """What each tells of the date."""
        return codes_of(none_for_empty(self["date"]))

    @cached_property
    def statuses(self) -> Codes:
        """What each tells of the status."""
        return codes_of(self["status"])

    @cached_property
    def places(self) -> Codes:
        """What each tells of the place."""
        place, precision = none_for_empty(self["place"]), precisions(self["place_precision"])
        parts = [place, precision, joined(self["place_ids"]), self["radius_km"], self["geometry"]]
        told = place.is_valid().to_numpy(False) | precision.is_valid().to_numpy(False)
        return np.where(told, paired(*map(codes_of, parts)), -1)

    @cached_property
    def quantities(self) -> "Quantities":
        """The quantities of all accounts."""
        return Quantities(self["quantities"])

    def decide_quantities(self) -> tuple[Decision, Codes]:
        """Find the quantities that decide, and the group of each: its event and what it counts."""
        counts = self.quantities
        groups = paired(self.rows[counts.owner], codes_of(counts.what))
        ranks = self.ranks[counts.owner]
        found = decide(groups, ranks, paired(counts.low, counts.high), len(groups))
        return found, groups

    def differ(self) -> Mask:
        """Say of which events the accounts that decide differ, in whatever field."""
        decisions = map(self.decide, (self.dates, self.places, self.statuses))
        found: Mask = np.logical_or.reduce([decision.differs for decision in decisions])
        counted, groups = self.decide_quantities()
        found[self.rows[self.quantities.owner[counted.differs[groups]]]] = True
        return found


class Quantities:
    """The quantities of many accounts, or events, one after another.

    Parameters
    ----------
    lists : pyarrow.ListArray
        The column of quantities, as `events.files.arrow_schema.SCHEMA` has it.

    Attributes
    ----------
    owner : numpy.ndarray of int
        The row of each.
    what, says : pyarrow.StringArray
        What it counts, and the words for it.
    low, high : numpy.ndarray of float
        Its ends, infinite where they are not known.
    """

    def __init__(self, lists: pa.ListArray) -> None:
        items = lists.flatten()
        self.owner = owners(lists)
        self.what = pc.struct_field(items, "what")
        self.says = pc.fill_null(pc.struct_field(items, "says"), "")
        self.low = pc.fill_null(pc.struct_field(items, "low"), -np.inf).to_numpy()
        self.high = pc.fill_null(pc.struct_field(items, "high"), np.inf).to_numpy()


def sources_of(accounts: pa.ListArray, quotes: pa.ListArray, ids: pa.StringArray) -> pa.StringArray:
    """Name the sources that tell of each event: of its accounts, else of its quotes, else its id's.

    Parameters
    ----------
    accounts, quotes : pyarrow.ListArray
        As `events.files.arrow_schema.SCHEMA` has them.
    ids : pyarrow.StringArray
        The ids of the events.

    Returns
    -------
    pyarrow.StringArray
        The ids, each once, between `SEPARATOR`; ``""`` where none is named. The id of an imported
        event begins with that of its source, and a colon.
    """
    told, quoted = owners(accounts), owners(quotes)
    has_accounts = np.isin(np.arange(len(ids)), told)
    quoting = ~has_accounts[quoted]
    parts = [pc.struct_field(lists.flatten(), "source") for lists in (accounts, quotes)]
    sources = pa.concat_arrays([parts[0], parts[1].filter(pa.array(quoting))])
    rows = np.concatenate([told, quoted[quoting]])
    _, firsts = np.unique(paired(rows, codes_of(sources)), return_index=True)
    firsts = firsts[np.lexsort((firsts, rows[firsts]))]
    ends = np.cumsum(np.bincount(rows[firsts], minlength=len(ids)))
    lists = pa.ListArray.from_arrays(
        pa.array(np.append(0, ends).astype(np.int32)), sources.take(pa.array(firsts))
    )
    named = pc.binary_join(lists, SEPARATOR * 2)
    before = pc.struct_field(pc.extract_regex(ids, "^(?P<source>[^:]+):"), "source")
    named = pc.if_else(pc.equal(named, ""), pc.fill_null(before, ""), named)
    whole = pc.binary_join_element_wise(SEPARATOR, named, SEPARATOR, "")
    return pc.if_else(pc.equal(named, ""), "", whole)


def owners(lists: pa.ListArray) -> Codes:
    """Give for each item of a column of lists the row of its list."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    return np.repeat(np.arange(len(lists)), lengths)


def codes_of(values: pa.Array) -> Codes:
    """Give numbers to values: equal ones the same, null -1."""
    encoded = values.dictionary_encode().indices
    codes: Codes = pc.fill_null(encoded, -1).to_numpy().astype(np.int64)
    return codes


def paired(*parts: npt.NDArray[Any]) -> Codes:
    """Give numbers to what is made of several parts: equal ones the same."""
    return reduce(_pair, (pd.factorize(part, use_na_sentinel=False)[0] for part in parts))


def _pair(first: Codes, second: Codes) -> Codes:
    whole = first.astype(np.int64) * (int(second.max(initial=0)) + 1) + second
    return pd.factorize(whole)[0]


def joined(lists: pa.ListArray) -> pa.StringArray:
    """Write lists of texts as one text each; ``""`` for null."""
    return pc.fill_null(pc.binary_join(lists, SEPARATOR), "")


def none_for_empty(texts: pa.StringArray) -> pa.StringArray:
    """Take an empty text for null."""
    return pc.if_else(pc.equal(texts, ""), None, texts)


def precisions(texts: pa.StringArray) -> pa.StringArray:
    """Take the precision of no place for null."""
    return pc.if_else(pc.equal(texts, str(Precision.NONE)), None, texts)
