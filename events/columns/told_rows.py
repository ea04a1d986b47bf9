"""Many events as one source alone tells them: `events.accounts.one_source` on whole columns."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.columns.account_columns import (
    SEPARATOR,
    AccountColumns,
    none_for_empty,
    owners,
    sources_of,
)
from events.columns.account_rule import at_own_place
from events.columns.cell_checks import equals
from events.model.distinct_dates import Mask

_OF_DATE = ("date", "date_basis", "date_says")
_OF_PLACE = ("place", "place_ids", "place_precision", "place_basis", "place_says", "radius_km")
_OTHERS = ("status", "actors", "note", "quantities", "quotes", "geometry")


def rows_told_by(batch: pa.RecordBatch, source: str) -> pa.RecordBatch:
    """Keep the events that a source tells of, all that is known of each."""
    told = sources_of(batch["accounts"], batch["quotes"], batch["id"])
    return batch.filter(pc.match_substring(told, f"{SEPARATOR}{source}{SEPARATOR}"))


def are_plain(batch: pa.RecordBatch, source: str) -> Mask:
    """Mark the events of which a source tells once, and no other is quoted without an account.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        From `rows_told_by`.
    source : str
        The source.
    """
    accounts = AccountColumns(batch["accounts"])
    own = accounts.rows[equals(accounts["source"], source)]
    times = np.bincount(own, minlength=len(batch))
    foreign = ~equals(pc.struct_field(batch["quotes"].flatten(), "source"), source)
    mixed = np.bincount(owners(batch["quotes"])[foreign], minlength=len(batch)) > 0
    found: Mask = (times == 1) | ((times == 0) & ~mixed)
    return found


def told_rows(batch: pa.RecordBatch, source: str) -> pa.RecordBatch:
    """Give events as one source alone tells them.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        Events that `are_plain` marks, in the columns of `events.files.arrow_schema.READ_SCHEMA`.
    source : str
        The source.

    Returns
    -------
    pyarrow.RecordBatch
        In the same columns.
    """
    accounts = AccountColumns(batch["accounts"])
    own = np.flatnonzero(equals(accounts["source"], source))
    places = np.full(len(batch), -1)
    places[accounts.rows[own]] = own
    taken = pa.array(places, mask=places < 0)
    has = pa.array(places >= 0)
    told = {name: accounts[name].take(taken) for name in (*_OF_DATE, *_OF_PLACE, *_OTHERS)}
    dated = none_for_empty(told["date"]).is_valid()
    placed = pa.array(np.append(accounts.places >= 0, False)[places])
    for names, given in ((_OF_DATE, dated), (_OF_PLACE, placed)):
        for name in names:
            told[name] = pc.if_else(given, told[name], pa.nulls(len(batch), told[name].type))
    shown: dict[str, pa.Array] = {name: told[name] for name in (*_OF_DATE, *_OF_PLACE)}
    shown["quantities"] = told["quantities"]
    shown["status"] = pc.coalesce(told["status"], batch["status"])
    shown["quotes"] = _first_filled(told["quotes"], _quotes_by(batch, source))
    shown["actors"] = _first_filled(told["actors"], batch["actors"])
    shown["note"] = pc.coalesce(none_for_empty(told["note"]), batch["note"])
    shown |= {name: pa.nulls(len(batch), batch[name].type) for name in ("evidence", "merged")}
    columns = {name: batch[name] for name in batch.schema.names}
    for name, column in shown.items():
        columns[name] = pc.if_else(has, column, batch[name])
    at = np.append(at_own_place(batch, accounts), False)[places]
    columns["geometry"] = _drawn(batch["geometry"], told["geometry"], at | (places < 0))
    columns["accounts"] = _kept(batch["accounts"], equals(accounts["source"], source))
    arrays = [columns[name] for name in batch.schema.names]
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema)


def _drawn(shown: pa.DictionaryArray, told: pa.BinaryArray, keeps: Mask) -> pa.DictionaryArray:
    """Give the geometries that accounts tell, or those of the events where they are kept."""
    own = told.dictionary_encode()
    moved = pc.add(own.indices.cast(pa.int32()), len(shown.dictionary))
    kept = pc.if_else(pa.array(keeps), shown.indices, pa.scalar(None, pa.int32()))
    dictionary = pa.concat_arrays([shown.dictionary, own.dictionary])
    return pa.DictionaryArray.from_arrays(pc.coalesce(moved, kept), dictionary)


def _quotes_by(batch: pa.RecordBatch, source: str) -> pa.ListArray:
    quotes = batch["quotes"]
    return _kept(quotes, equals(pc.struct_field(quotes.flatten(), "source"), source))


def _kept(lists: pa.ListArray, kept: Mask) -> pa.ListArray:
    """Give lists with some of their items."""
    numbers = np.bincount(owners(lists)[kept], minlength=len(lists))
    ends = pa.array(np.append(0, np.cumsum(numbers)).astype(np.int32))
    items = lists.flatten().filter(pa.array(kept))
    return pa.ListArray.from_arrays(ends, items, type=lists.type)


def _first_filled(lists: pa.ListArray, others: pa.ListArray) -> pa.ListArray:
    """Give lists, and others in place of those that are empty."""
    filled = pc.greater(pc.fill_null(pc.list_value_length(lists), 0), 0)
    return pc.if_else(filled, lists, others)
