"""The rows of a foreign GeoParquet file brought into our own columns, as far as they fit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from events.geoparquet import READ_SCHEMA
from events.sound_shapes import ShapeReader
from events.wkb import Shapes

Mask = npt.NDArray[np.bool_]

_MOST_UNUSED = 2  # geometries of a dictionary for each row, for it to be read as a whole
_PLACES = READ_SCHEMA.get_field_index("geometry")


@dataclass(frozen=True)
class Columns:
    """Rows in our columns.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        In the columns of `events.geoparquet.READ_SCHEMA`; what is of another type is null.
    shapes : numpy.ndarray
        Their geometries as Shapely's, one object for all rows that share one.
    plain : numpy.ndarray of bool
        For each row, whether this is all that there is in it and its geometry is good.
    """

    batch: pa.RecordBatch
    shapes: Shapes
    plain: Mask


def conform(raw: pa.RecordBatch, reader: ShapeReader) -> Columns:
    """Bring rows into our columns.

    Parameters
    ----------
    raw : pyarrow.RecordBatch
        Rows with whatever columns, each name once.
    reader : ShapeReader
        Reads the geometries.

    Returns
    -------
    Columns

    Raises
    ------
    pyarrow.ArrowInvalid
        Where a text is no UTF-8.

    Examples
    --------
    >>> rows = [{"id": "e1", "colour": None}, {"id": "e2", "colour": "red"}]
    >>> columns = conform(pa.RecordBatch.from_pylist(rows), ShapeReader())
    >>> columns.batch.schema == READ_SCHEMA, columns.plain
    (True, array([ True, False]))
    """
    plain = np.ones(len(raw), dtype=bool)
    ours = {}
    for name in raw.schema.names:
        column = raw[name]
        if name == "geometry" and column.type == pa.binary():
            column = column.dictionary_encode()
        if name in READ_SCHEMA.names and column.type == READ_SCHEMA.field(name).type:
            ours[name] = column
        else:
            plain &= column.is_null().to_numpy(zero_copy_only=False)
    arrays = [ours.get(field.name, pa.nulls(len(raw), field.type)) for field in READ_SCHEMA]
    arrays[_PLACES], shapes, good = _read_places(arrays[_PLACES], reader)
    batch = pa.RecordBatch.from_arrays(arrays, schema=READ_SCHEMA)
    batch.validate(full=True)
    return Columns(batch, shapes, plain & good)


def encode_places(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Turn a batch of `events.geoparquet.SCHEMA` into one of `READ_SCHEMA`."""
    return batch.set_column(
        _PLACES, READ_SCHEMA.field(_PLACES), batch["geometry"].dictionary_encode()
    )


def _read_places(
    column: pa.DictionaryArray, reader: ShapeReader
) -> tuple[pa.DictionaryArray, Shapes, Mask]:
    """Read the geometries that are in use; those of a whole row group may be in the dictionary."""
    located = column.is_valid().to_numpy(zero_copy_only=False)
    codes = column.indices.filter(pa.array(located)).to_numpy()
    used, inverse = np.unique(codes, return_inverse=True)
    wkb = column.dictionary.take(pa.array(used))
    if len(column.dictionary) > _MOST_UNUSED * len(column):
        distinct, sound = reader.read(wkb)
    else:  # the same dictionary comes with the next batch
        distinct, sound = (part[used] for part in reader.read(column.dictionary))
    shapes: Shapes = np.full(len(column), None, dtype=object)
    shapes[located] = distinct[inverse]
    good = np.ones(len(column), dtype=bool)
    good[located] = sound[inverse]
    places = np.zeros(len(column), dtype=np.int32)
    places[located] = inverse
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=~located), wkb), shapes, good
