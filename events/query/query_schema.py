"""The columns that a selection asks: what of an event can be filtered, counted and laid out.

They are worked out batch by batch, the same way for events in memory and for a million on disk.
A value that many events share, such as a date or a province's outline, is worked out once.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from events.model.vocabulary import Precision
from events.model.wkb import distinct_values, points_of
from events.query.columns.event_days import day_columns
from events.query.columns.mercator import mercator
from events.query.filters.words import APOSTROPHES, begun, plain_letters
from events.query.selection import COLUMNS

QUERY_SCHEMA = pa.schema(
    {
        "id": pa.string(),
        "order": pa.int32(),
        "first_day": pa.int32(),
        "last_day": pa.int32(),
        "dated": pa.bool_(),
        "uncertain": pa.bool_(),
        "located": pa.bool_(),
        "quoted": pa.bool_(),
        "pointed": pa.bool_(),
        "west": pa.float64(),
        "south": pa.float64(),
        "east": pa.float64(),
        "north": pa.float64(),
        "longitude": pa.float64(),
        "latitude": pa.float64(),
        "x": pa.int32(),
        "y": pa.int32(),
        "shape": pa.int64(),
        "countrywide": pa.bool_(),
        "title": pa.string(),
        "place": pa.string(),
        "words": pa.string(),
        **{column.name: column.type for column in COLUMNS},
    }
)
"""The columns.

`order` is the event's place in its file, counted from 0. `first_day` and `last_day` are the days
between which it lies, an approximate date widened (`events.model.dates.Span`), counted from
1970-01-01; `-FAR` and `FAR` where there is no bound. `west` to `north` are the box of its
geometry in degrees; `longitude` and `latitude` its first point, or the middle of the box of a
line or an area; `x` and `y` the same in Web Mercator, counted from the north-western corner of
the world. `pointed` tells points from lines and areas; these have the key of their geometry in
`shape`, others 0. `countrywide` tells where no more than the country is known. `quoted` tells
whether there are quotes. `words` holds all that the word search looks at, as `searchable` makes
it. The last ones are the filters' own.
"""

WORDLESS = pa.schema([field for field in QUERY_SCHEMA if field.name != "words"])
"""The columns without `words`, which take as long as all others together."""

_SEARCHED = ("title", "place", "district", "province", "country", "place_says", "note")
"""The properties that the word search looks at, beside actors and quotes."""

SOURCES = tuple(
    dict.fromkeys(
        [
            *("id", "date", "actors", "quotes", "place_precision", *_SEARCHED),
            *(name for column in COLUMNS for name in (column.source, *column.beside)),
        ]
    )
)
"""The properties of an event that the columns are worked out from, beside its geometry."""

PLACE_SCHEMA = pa.schema(
    [
        QUERY_SCHEMA.field(name)
        for name in (
            *("located", "pointed", "west", "south", "east", "north", "longitude", "latitude"),
            *("x", "y", "shape"),
        )
    ]
)
"""Those of the columns that tell of places."""

_POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)

Array = npt.NDArray[Any]


def query_columns(batch: pa.RecordBatch, start: int) -> pa.RecordBatch:
    """Work out what queries ask of events.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        Good events, with at least these columns of `events.files.arrow_schema.SCHEMA`: `SOURCES`
        and the geometry; the last may be a column of distinct values.
    start : int
        The place of the first one in the file, counted from 0.

    Returns
    -------
    pyarrow.RecordBatch
        In the columns of `QUERY_SCHEMA`.
    """
    order = pa.array(np.arange(start, start + len(batch)), pa.int32())
    return query_columns_beside(batch, order, place_columns(batch["geometry"]))


def query_columns_beside(
    batch: pa.RecordBatch,
    order: pa.Array,
    places: Mapping[str, pa.Array],
    schema: pa.Schema = QUERY_SCHEMA,
) -> pa.RecordBatch:
    """Work out what queries ask of events whose places are known.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        As in `query_columns`; the geometry is not looked at.
    order : pyarrow.Array
        The place of each in the file, counted from 0.
    places : mapping
        From `place_columns`.
    schema : pyarrow.Schema, optional
        The columns that are wanted: all, or `WORDLESS`.

    Returns
    -------
    pyarrow.RecordBatch
        In these columns.
    """
    columns = {
        "id": batch["id"],
        "order": order,
        **day_columns(pc.fill_null(batch["date"], "")),
        **places,
        "countrywide": pc.equal(
            pc.fill_null(batch["place_precision"].cast(pa.string()), ""), str(Precision.COUNTRY)
        ),
        "quoted": pc.greater(pc.fill_null(pc.list_value_length(batch["quotes"]), 0), 0),
        "title": batch["title"],
        "place": pc.fill_null(batch["place"], ""),
        **({"words": _words(batch)} if "words" in schema.names else {}),
        **{
            column.name: column.of(*(batch[name] for name in (column.source, *column.beside)))
            for column in COLUMNS
        },
    }
    arrays = [columns[field.name] for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def place_columns(wkb: pa.Array) -> dict[str, pa.Array]:
    """Work out what queries ask of places: each distinct one once, as a thousand share a province.

    Parameters
    ----------
    wkb : pyarrow.Array
        Well-known binary, or a column of distinct ones; null for no place.

    Returns
    -------
    dict
        The columns of `PLACE_SCHEMA`.
    """
    encoded = distinct_values(wkb)
    bounds, longitude, latitude, pointed = _positions(encoded.dictionary)
    x, y = mercator(longitude, latitude)
    keys = np.zeros(len(pointed), dtype=np.int64)
    areas = encoded.dictionary.filter(pa.array(~pointed)).to_pylist()
    keys[~pointed] = [shape_key(area) for area in areas]
    columns: dict[str, pa.Array] = {
        **dict(zip(("west", "south", "east", "north"), map(pa.array, bounds.T), strict=True)),
        "longitude": pa.array(longitude, pa.float64()),
        "latitude": pa.array(latitude, pa.float64()),
        "x": pa.array(x),
        "y": pa.array(y),
        "pointed": pa.array(pointed),
        "shape": pa.array(keys, pa.int64()),
    }
    found = {name: column.take(encoded.indices) for name, column in columns.items()}
    nowhere = {"pointed": False, "x": 0, "y": 0, "shape": 0}
    filled = {name: pc.fill_null(found[name], value) for name, value in nowhere.items()}
    return {**found, **filled, "located": encoded.indices.is_valid()}


def _positions(wkb: pa.BinaryArray) -> tuple[Array, Array, Array, Array]:
    """Give the boxes of geometries, their first points or else middles, and which are points."""
    single, positions = points_of(wkb)
    shapes = shapely.from_wkb(wkb.filter(pa.array(~single)).to_numpy(zero_copy_only=False))
    bounds = np.hstack([positions, positions])
    bounds[~single] = shapely.bounds(shapes).reshape(-1, 4)
    pointed = single.copy()
    pointed[~single] = np.isin(shapely.get_type_id(shapes), _POINTS)
    longitude, latitude = (bounds[:, :2] + bounds[:, 2:]).T / 2
    several = pointed & ~single
    firsts = shapely.get_geometry(shapes[several[~single]], 0)
    longitude[several], latitude[several] = shapely.get_x(firsts), shapely.get_y(firsts)
    return bounds, longitude, latitude, pointed


def shape_key(wkb: bytes) -> int:
    """Name a geometry by its content: the first 60 bits of the SHA-256 of its WKB.

    Examples
    --------
    >>> shape_key(shapely.Point(68.78, 38.54).wkb) == shape_key(shapely.Point(68.78, 38.54).wkb)
    True
    """
    return int(sha256(wkb).hexdigest()[:15], 16)


def _words(batch: pa.RecordBatch) -> pa.Array:
    """Fold all texts of each event as one, as `searchable` does."""
    lists = [
        pc.binary_join(_lists(batch[name], _folded(_items(batch[name], part))), "\n")
        for name, part in (
            ("actors", "name"),
            ("actors", "role"),
            ("quotes", "exact"),
            ("quotes", "speaker"),
        )
    ]
    texts = ["", *(_folded(batch[name]) for name in _SEARCHED), *lists]
    joined = pc.binary_join_element_wise(*texts, "\n", null_handling="replace", null_replacement="")
    for apostrophe in filter(str.isascii, APOSTROPHES):
        joined = pc.replace_substring(joined, apostrophe, "")
    _, ends, letters = joined.buffers()
    told = begun(np.frombuffer(letters or b"", np.uint8))
    return pa.StringArray.from_buffers(len(joined), ends, pa.py_buffer(told))


def _folded(texts: pa.StringArray) -> pa.StringArray:
    """Fold the texts with letters beyond ASCII, each distinct one once."""
    others = pc.invert(pc.fill_null(pc.string_is_ascii(texts), True))
    if not pc.any(others).as_py():
        return texts
    encoded = texts.filter(others).dictionary_encode()
    letters = pa.array(map(plain_letters, encoded.dictionary.to_pylist()), pa.string())
    folded = letters.take(encoded.indices)
    return pc.replace_with_mask(texts, others, folded)


def _items(lists: pa.ListArray, part: str) -> pa.Array:
    """Give one part of all records of a column of lists, one after another."""
    return pc.fill_null(pc.struct_field(lists.flatten(), part), "")


def _lists(lists: pa.ListArray, items: pa.Array) -> pa.ListArray:
    """Put items back into as many lists as their records came from."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0)
    ends = np.concatenate([[0], np.cumsum(lengths.to_numpy())]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), items)
