"""The days of events, as numbers: what many share is worked out and held once."""

from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa

from events.model.dates import parse_edtf
from events.model.distinct_dates import plain_spans
from events.query.columns.distinct import Distinct
from events.query.columns.spatial_index import Column

FAR = 1 << 24
"""A number of days beyond any date, for an end without a bound."""

_1970 = date(1970, 1, 1).toordinal()
_DAY_BITS = 26  # from -FAR to FAR
_UNDATED, _CERTAIN, _UNCERTAIN = 0, 1, 2


def day_columns(dates: pa.StringArray) -> dict[str, pa.Array]:
    """Work out what queries ask of dates: each distinct one once.

    Parameters
    ----------
    dates : pyarrow.StringArray
        EDTF; ``""`` for no date.

    Returns
    -------
    dict
        `first_day`, `last_day`, `dated` and `uncertain`, as
        `events.query.query_schema.QUERY_SCHEMA` has them.
    """
    encoded = dates.dictionary_encode()
    distinct = encoded.dictionary
    plain, first, last = plain_spans(distinct)
    ends = np.column_stack([first, last, np.full(len(distinct), _CERTAIN)])
    others = distinct.filter(pa.array(~plain)).to_pylist()
    ends[~plain] = np.array([_ends(text) for text in others]).reshape(-1, 3)
    numbers = ends.astype(np.int32).take(encoded.indices, axis=0)
    first, last, sort = numbers[:, 0], numbers[:, 1], numbers[:, 2]
    dated = sort != _UNDATED
    return {
        "first_day": pa.array(first),
        "last_day": pa.array(last),
        "dated": pa.array(dated),
        "uncertain": pa.array(sort == _UNCERTAIN),
    }


@lru_cache(maxsize=1 << 18)
def _ends(text: str) -> tuple[int, int, int]:
    """Give the first and last day of a date, from 1970-01-01, and which sort of date it is."""
    span = parse_edtf(text)
    if span is None:
        return -FAR, FAR, _UNDATED
    first, last = span.earliest, span.latest
    return (
        -FAR if first is None else first.toordinal() - _1970,
        FAR if last is None else last.toordinal() - _1970,
        _UNCERTAIN if span.uncertain else _CERTAIN,
    )


def distinct_days(table: pa.Table) -> Distinct:
    """Hold the days of events, each distinct combination once.

    Parameters
    ----------
    table : pyarrow.Table
        The columns of `day_columns`.

    Returns
    -------
    Distinct
        These; and `earliest` and `latest`, which are the days of a date, and `FAR` and `-FAR`
        where there is none.
    """
    first, last = (
        table[name].to_numpy().astype(np.int64) + FAR for name in ("first_day", "last_day")
    )
    dated, uncertain = (table[name].to_numpy() for name in ("dated", "uncertain"))
    keys = ((first << _DAY_BITS | last) << 2) | dated.astype(np.int64) << 1 | uncertain
    codes, distinct = pd.factorize(keys)
    undated = distinct & 2 == 0
    first = ((distinct >> 2 + _DAY_BITS) - FAR).astype(np.int32)
    last = ((distinct >> 2 & (1 << _DAY_BITS) - 1) - FAR).astype(np.int32)
    values = {
        "first_day": first,
        "last_day": last,
        "dated": ~undated,
        "uncertain": distinct & 1 > 0,
        "earliest": np.where(undated, np.int32(FAR), first),
        "latest": np.where(undated, np.int32(-FAR), last),
    }
    return Distinct(values, codes.astype(np.int32))


def sorting_days(days: Distinct) -> Column:
    """Give each row's first day, or else its last; undated ones come at the end."""
    first, last = days["first_day"], days["last_day"]
    keys = np.where(days["dated"], np.where(first == -FAR, last, first), FAR + 1)
    return keys.astype(np.int32)[days.codes]
