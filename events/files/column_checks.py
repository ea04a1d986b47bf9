"""Which rows of a GeoParquet event file, and which geometries, are surely good as they stand.

The rules are those of `events.model.event` and `events.files.feature_reader`, on whole columns: a
million rows in a second. A row that is marked is one that the reader of single features would take,
and would write again as the same row. Doubt costs nothing but time: whatever is seldom, such as a
property that the format does not have, is left to that reader, and it alone tells what is wrong.
"""

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.columns.account_columns import AccountColumns, owners
from events.columns.account_rule import at_own_place, keep_rule
from events.columns.cell_checks import (
    RECORDS,
    among,
    byte_lengths,
    each_item,
    each_text,
    equals,
    is_one_of,
    is_web_address,
    missing,
    short,
    valid_places,
    valid_positions,
    valid_records,
    worded,
)
from events.columns.shape_checks import valid_shapes
from events.files.feature_rows import are_members, is_extra
from events.model.distinct_dates import Mask, valid_dates
from events.model.limits import ID_CHARACTERS
from events.model.vocabulary import Basis, Kind, Rank, Status

_NORMAL = list(Rank).index(Rank.NORMAL)
TEXTS = (
    *("code", "category", "date_says", "place", "district", "province", "country"),
    *("place_says", "note"),
)
"""The properties that are texts of any words, or of none."""


def valid_rows(batch: pa.RecordBatch, source_ids: Collection[str]) -> Mask:
    """Mark the rows that are surely good events.

    Not looked at is whether a geometry is good (`ShapeReader`), and whether another
    row has the same id.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        In the columns of `events.files.arrow_schema.READ_SCHEMA`, all texts valid UTF-8.
    source_ids : collection of str
        The ids of the file's sources.

    Returns
    -------
    numpy.ndarray of bool

    Examples
    --------
    >>> from events.files.arrow_schema import READ_SCHEMA
    >>> row = {"id": "e1", "title": "An appeal", "kind": "request", "status": "reported"}
    >>> rows = [row, row | {"kind": "appeal"}, row | {"date": "2021-02-29"}]
    >>> valid_rows(pa.RecordBatch.from_pylist(rows, READ_SCHEMA), [])
    array([ True, False, False])
    """
    good = _identities(batch["id"]) & worded(batch["title"])
    for name in TEXTS:
        good &= short(batch[name])
    good &= among(batch["kind"], Kind) & among(batch["status"], Status)
    good &= valid_dates(batch["date"])
    for name in ("date_basis", "place_basis"):
        good &= among(batch[name], Basis) | missing(batch[name])
    good &= valid_places(batch["place_precision"], batch["radius_km"], ~missing(batch["geometry"]))
    good &= valid_positions(batch["place_longitude"], batch["place_latitude"])
    good &= each_item(batch["place_ids"], worded(batch["place_ids"].flatten()))
    for name in RECORDS:
        good &= each_item(batch[name], valid_records(name, batch[name].flatten(), source_ids))
    good &= _supported(batch) & missing(batch["merged"])
    good &= _valid_accounts(batch, source_ids) & keep_rule(batch)
    good &= each_text(batch["extra"], is_extra)
    return good & each_text(batch["members"], are_members)


def _identities(ids: pa.StringArray) -> Mask:
    return worded(ids) & (byte_lengths(ids) <= ID_CHARACTERS)


def _supported(batch: pa.RecordBatch) -> Mask:
    """Check that whatever is known from elsewhere has evidence about it, or accounts."""
    good = np.ones(len(batch), dtype=bool)
    told = pc.fill_null(pc.list_value_length(batch["accounts"]), 0).to_numpy() > 0
    for name in ("date", "place"):
        external = equals(batch[f"{name}_basis"], Basis.EXTERNAL)
        if external.any():
            about = pc.struct_field(batch["evidence"].flatten(), "about")
            supported = ~each_item(batch["evidence"], ~equals(about, name))
            good &= ~external | supported | told
    return good


def _valid_accounts(batch: pa.RecordBatch, source_ids: Collection[str]) -> Mask:
    """Check what each account says by itself."""
    told = AccountColumns(batch["accounts"])
    if not len(told.rows):
        return np.ones(len(batch), dtype=bool)
    good = missing(told["more"]) & is_one_of(told["source"], source_ids)
    good &= among(told["rank"], Rank) | missing(told["rank"])
    good &= worded(told["reason"]) | (missing(told["reason"]) & (told.ranks == _NORMAL))
    good &= each_text(told["url"], is_web_address) & valid_dates(told["date"])
    good &= among(told["status"], Status) | missing(told["status"])
    for name in ("date_basis", "place_basis"):
        good &= (among(told[name], Basis) | missing(told[name])) & ~equals(told[name], "external")
    for name in ("date_says", "place", "place_says", "note"):
        good &= short(told[name])
    good &= each_item(told["place_ids"], worded(told["place_ids"].flatten()))
    located = ~missing(told["geometry"]) | at_own_place(batch, told)
    good &= valid_places(told["place_precision"], told["radius_km"], located)
    good &= valid_shapes(told["geometry"])
    for name in ("actors", "quantities", "quotes"):
        good &= each_item(told[name], valid_records(name, told[name].flatten(), source_ids))
    quoting = pc.struct_field(told["quotes"].flatten(), "source")
    own = told["source"].take(pa.array(owners(told["quotes"])))
    good &= each_item(told["quotes"], pc.fill_null(pc.equal(quoting, own), False).to_numpy(False))
    return each_item(batch["accounts"], good)
