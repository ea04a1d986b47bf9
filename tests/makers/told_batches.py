"""Made-up events of `tests.makers.generator` that two sources each tell of.

The first tells what the events show. The second, one of a few of which some tell most, has a note
of its own and tells of a place near by, and of each second dated event the day after: the coder
prefers the first, or goes by both, and the span of both is shown.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from events.export.geojson import collection_members
from events.files.arrow_schema import SCHEMA, GeoParquetWriter
from events.model.distinct_dates import plain_spans
from events.model.event import Source
from events.model.wkb import Shapes, wkb_from
from tests.bench import passages, wording
from tests.makers.generator import make_batches

SECONDS = {
    Source(id="dataset", title="The coders' table", kind="dataset"): 60,
    Source(id="wire", title="The wire", kind="report"): 30,
    Source(id="council", title="The council's word", kind="statement"): 10,
}
"""Who else tells, and of which share of the events, per cent."""

_ACCOUNT = SCHEMA.field("accounts").type.value_type
_1970 = np.datetime64("1970-01-01")
_SEED = 20211130


def write_told(size: int, path: Path) -> None:
    """Write a GeoParquet file of so many made-up events, each with two accounts."""
    sources = [wording.write_report().source, *SECONDS]
    with GeoParquetWriter(path, collection_members("Made-up events", sources, {})) as writer:
        for batch, shapes in told_batches(size):
            writer.write(batch, shapes)


def told_batches(size: int) -> Iterator[tuple[pa.RecordBatch, Shapes]]:
    """Make up events with two accounts each, as `tests.makers.generator.make_batches` does."""
    random = np.random.default_rng(_SEED)
    first = 0
    for batch, shapes in make_batches(size):
        yield _told(batch, shapes, first, random), shapes
        first += len(batch)


def _told(
    batch: pa.RecordBatch, shapes: Shapes, before: int, random: np.random.Generator
) -> pa.RecordBatch:
    size = len(batch)
    plain, first, last = plain_spans(batch["date"])
    both = plain & (first == last) & (np.arange(size) % 2 == 0)
    days = np.array([_1970 + day for day in first.astype("timedelta64[D]")]).astype(str)
    after = (_1970 + (first + 1).astype("timedelta64[D]")).astype(str)
    dates = np.where(both, np.char.add(np.char.add(days, "/"), after), _texts(batch["date"]))
    quoted = pc.fill_null(pc.list_value_length(batch["quotes"]), 0).to_numpy() > 0
    basis = np.where(both & quoted, "external", _texts(batch["date_basis"]))
    second = _second(np.where(both, after, ""), shapes, before, random)
    shown = {"date": pa.array(dates), "accounts": _accounts(batch, both, second)}
    shown["date_basis"] = pc.if_else(pc.equal(pa.array(basis), ""), None, pa.array(basis))
    arrays = [shown.get(field.name, batch[field.name]) for field in SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _second(
    after: npt.NDArray[Any], shapes: Shapes, before: int, random: np.random.Generator
) -> dict[str, pa.Array]:
    """Give what the second source tells of each event."""
    size = len(shapes)
    points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    near = np.full(size, None, dtype=object)
    near[points] = shapely.points(shapely.get_coordinates(shapes[points]) + 0.01)
    shares = np.array(list(SECONDS.values())) / 100
    sources = pa.array([source.id for source in SECONDS])
    return {
        "source": sources.take(pa.array(random.choice(len(SECONDS), size=size, p=shares))),
        "date": pc.if_else(pc.equal(pa.array(after), ""), None, pa.array(after)),
        "place_precision": pa.array(np.where(points, "exact", None), pa.string()),
        "geometry": pa.array(wkb_from(near), pa.binary()),
        "note": passages.write_notes(before, passages.choose_languages(size, random), random),
    }


def _accounts(
    batch: pa.RecordBatch, both: npt.NDArray[np.bool_], second: dict[str, pa.Array]
) -> pa.ListArray:
    size = len(batch)
    shown = ("status", "date", "date_basis", "place", "place_precision", "place_basis", "radius_km")
    first = {
        "source": pa.array([wording.write_report().source.id] * size),
        "rank": pa.array(np.where(both, "normal", "preferred")),
        "reason": pa.array(np.where(both, None, "It was there."), pa.string()),
        **{name: batch[name] for name in shown},
    }
    told = pa.concat_arrays([_structs(first, size), _structs(second, size)])
    order = np.arange(2 * size).reshape(2, size).T.ravel()
    ends = pa.array(np.arange(0, 2 * size + 1, 2, dtype=np.int32))
    return pa.ListArray.from_arrays(ends, told.take(pa.array(order)))


def _structs(parts: dict[str, pa.Array], size: int) -> pa.StructArray:
    arrays = [parts.get(field.name, pa.nulls(size, field.type)) for field in _ACCOUNT]
    return pa.StructArray.from_arrays(arrays, fields=list(_ACCOUNT))


def _texts(column: pa.StringArray) -> npt.NDArray[Any]:
    texts: npt.NDArray[Any] = pc.fill_null(column, "").to_numpy(False).astype(str)
    return texts
