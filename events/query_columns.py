"""The columns that a selection asks: what of an event can be filtered, counted and laid out.

They are worked out batch by batch, the same way for events in memory and for a million on disk.
A value that many events share, such as a date or a province's outline, is worked out once.
"""

import math
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from events.dates import parse_edtf
from events.schema import FAMILIES
from events.sound_dates import plain_days
from events.vocabulary import Precision
from events.wkb import points_of

SEPARATOR = "\x1f"
"""What stands before, between and after the names in the `actors` column."""

GRID_BITS = 24
"""`x` and `y` are counted from 0 to 2 to this power: a step is 2.4 m at the equator."""

FAR = 1 << 24
"""A number of days beyond any date, for an end without a bound."""

QUERY_SCHEMA = pa.schema(
    {
        "id": pa.string(),
        "order": pa.int32(),
        "kind": pa.string(),
        "family": pa.string(),
        "status": pa.string(),
        "precision": pa.string(),
        "first": pa.date32(),
        "last": pa.date32(),
        "first_day": pa.int32(),
        "last_day": pa.int32(),
        "dated": pa.bool_(),
        "open_start": pa.bool_(),
        "open_end": pa.bool_(),
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
        "title": pa.string(),
        "place": pa.string(),
        "actors": pa.string(),
        "words": pa.string(),
    }
)
"""The columns.

`order` is the event's place in its file, counted from 0. `first` and `last` are the days between
which it lies, an approximate date widened (`events.dates.Span`), null for an end without a
bound; `first_day` and `last_day` the same as days from 1970-01-01, `-FAR` and `FAR` where
there is no bound. `west` to `north` are the box of its geometry in degrees; `longitude` and
`latitude` its first point, or the middle of the box of a line or an area; `x` and `y` the same in
Web Mercator, counted from the north-western corner of the world. `pointed` tells points from
lines and areas; these have the key of their geometry in `shape`, others 0. `quoted` tells whether
there are quotes. `actors` holds their names between `SEPARATOR`;
`words` all that the word search looks at, as `searchable` makes it.
"""

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

_1970 = date(1970, 1, 1).toordinal()
_FAMILY_OF = {str(kind): family for family, kinds in FAMILIES.items() for kind in kinds}
_MOST_NORTH = 85.05112878  # degrees: where Web Mercator's square ends
_POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)

Array = npt.NDArray[Any]


def query_columns(batch: pa.RecordBatch, start: int) -> pa.RecordBatch:
    """Work out what queries ask of events.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        Good events, with at least these columns of `events.geoparquet.SCHEMA`: id, kind, status,
        place_precision, date, title, place, note, actors, quotes and geometry; the last may be
        a column of distinct values.
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
    batch: pa.RecordBatch, order: pa.Array, places: Mapping[str, pa.Array]
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

    Returns
    -------
    pyarrow.RecordBatch
        In the columns of `QUERY_SCHEMA`.
    """
    columns = {
        "id": batch["id"],
        "order": order,
        "kind": batch["kind"],
        "family": _translated(batch["kind"], _FAMILY_OF.__getitem__, pa.string()),
        "status": batch["status"],
        "precision": pc.fill_null(batch["place_precision"], Precision.NONE.value),
        **_days(pc.fill_null(batch["date"], "")),
        **places,
        "quoted": pc.greater(pc.fill_null(pc.list_value_length(batch["quotes"]), 0), 0),
        "title": batch["title"],
        "place": pc.fill_null(batch["place"], ""),
        "actors": _names(batch["actors"]),
        "words": _words(batch),
    }
    arrays = [columns[field.name] for field in QUERY_SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=QUERY_SCHEMA)


def searchable(text: str) -> str:
    """Fold text so that a search finds it whatever its case or the make-up of its letters.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text in Unicode's form NFC, case folded.

    Examples
    --------
    >>> searchable("Straße")
    'strasse'
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def named_actor(name: str) -> str:
    """Write an actor's name as it stands in the `actors` column.

    Examples
    --------
    >>> named_actor("Taliban") in SEPARATOR + "CSTO" + SEPARATOR + "Taliban" + SEPARATOR
    True
    """
    return f"{SEPARATOR}{name.replace(SEPARATOR, ' ')}{SEPARATOR}"


def possibly_in(first: date | None, last: date | None) -> nw.Expr:
    """Ask of the columns what `events.dates.overlaps` asks of a span.

    Parameters
    ----------
    first, last : datetime.date or None
        The range, both ends included; None for no bound.

    Returns
    -------
    narwhals.Expr
        True or False for each row.
    """
    rule = nw.col("dated")
    if last is not None:
        rule = rule & (nw.col("first_day") <= last.toordinal() - _1970)
    if first is not None:
        rule = rule & (nw.col("last_day") >= first.toordinal() - _1970)
    return rule


def certainly_in(first: date | None, last: date | None) -> nw.Expr:
    """Ask of the columns what `events.dates.surely_inside` asks of a span.

    Parameters
    ----------
    first, last : datetime.date or None
        The range, both ends included; None for no bound.

    Returns
    -------
    narwhals.Expr
        True or False for each row.
    """
    rule = nw.col("dated") & ~nw.col("uncertain")
    if first is not None:
        rule = rule & (nw.col("first_day") >= first.toordinal() - _1970)
    if last is not None:
        rule = rule & (nw.col("last_day") <= last.toordinal() - _1970)
    return rule


def meets(west: float, south: float, east: float, north: float) -> nw.Expr:
    """Ask whether the box of an event's geometry meets a box.

    Parameters
    ----------
    west, south, east, north : float
        Degrees; west is greater than east for a box across the antimeridian.

    Returns
    -------
    narwhals.Expr
        True or False for each row.
    """
    reaches_east = nw.col("east") >= west
    reaches_west = nw.col("west") <= east
    across = reaches_east & reaches_west if west <= east else reaches_east | reaches_west
    return nw.col("located") & across & (nw.col("north") >= south) & (nw.col("south") <= north)


def mercator(longitude: Array, latitude: Array) -> tuple[Array, Array]:
    """Put positions on the grid of Web Mercator.

    Parameters
    ----------
    longitude, latitude : numpy.ndarray of float
        Degrees; NaN for no position. Beyond 85.05 degrees they lie on the square's edge.

    Returns
    -------
    x, y : numpy.ndarray of int32
        From 0 to 2 to the power of `GRID_BITS`, less one; 0 for no position.
    """
    size = 1 << GRID_BITS
    tangent = np.tan(np.pi / 4 + np.radians(np.clip(latitude, -_MOST_NORTH, _MOST_NORTH)) / 2)
    shares = longitude / 360 + 0.5, 0.5 - np.log(tangent) / (2 * np.pi)
    steps = [np.nan_to_num(np.clip(np.floor(share * size), 0, size - 1)) for share in shares]
    return steps[0].astype(np.int32), steps[1].astype(np.int32)


def mercator_of(longitude: float, latitude: float) -> tuple[int, int]:
    """Put one position on the grid of Web Mercator, as `mercator` does.

    Examples
    --------
    >>> mercator_of(0, 0) == (1 << GRID_BITS - 1, 1 << GRID_BITS - 1)
    True
    """
    x, y = mercator(np.array([longitude]), np.array([latitude]))
    return int(x[0]), int(y[0])


def position_of(x: float, y: float) -> tuple[float, float]:
    """Give the longitude and latitude of a place on the grid of Web Mercator, in degrees.

    Examples
    --------
    >>> position_of(1 << GRID_BITS - 1, 1 << GRID_BITS - 1)
    (0.0, 0.0)
    """
    size = 1 << GRID_BITS
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / size))))
    return x / size * 360 - 180, latitude


def _translated(texts: pa.Array, translate: Any, kind: pa.DataType) -> pa.Array:
    """Translate each distinct text once."""
    encoded = texts.dictionary_encode()
    words = pa.array([translate(text) for text in encoded.dictionary.to_pylist()], kind)
    return words.take(encoded.indices)


def _days(dates: pa.Array) -> dict[str, pa.Array]:
    encoded = dates.dictionary_encode()
    distinct = encoded.dictionary
    plain, first, last = plain_days(distinct)
    ends = np.column_stack([first, last, np.full(len(distinct), _CERTAIN)])
    others = distinct.filter(pa.array(~plain)).to_pylist()
    ends[~plain] = np.array([_ends(text) for text in others]).reshape(-1, 3)
    numbers = ends.astype(np.int32).take(encoded.indices, axis=0)
    first, last, sort = numbers[:, 0], numbers[:, 1], numbers[:, 2]
    dated = sort != _UNDATED
    days = {"first": (first, -FAR), "last": (last, FAR)}
    return {
        **{
            name: pa.array(day, pa.int32(), mask=(day == bound) | ~dated).cast(pa.date32())
            for name, (day, bound) in days.items()
        },
        "first_day": pa.array(first),
        "last_day": pa.array(last),
        "dated": pa.array(dated),
        "uncertain": pa.array(sort == _UNCERTAIN),
        "open_start": pa.array((first == -FAR) & dated),
        "open_end": pa.array((last == FAR) & dated),
    }


_UNDATED, _CERTAIN, _UNCERTAIN = 0, 1, 2


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


def distinct_values(column: pa.Array) -> pa.DictionaryArray:
    """Give a column as its distinct values and, for each row, which of them it has."""
    encoded = pa.types.is_dictionary(column.type)
    return column if encoded else column.dictionary_encode()


def used_values(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """Drop the distinct values that no row has.

    Examples
    --------
    >>> column = pa.array(["a", "b", "b"]).dictionary_encode()
    >>> used_values(column[1:]).dictionary.to_pylist()
    ['b']
    """
    encoded = column.indices.dictionary_encode()
    distinct = column.dictionary.take(encoded.dictionary)
    return pa.DictionaryArray.from_arrays(encoded.indices, distinct)


def shape_key(wkb: bytes) -> int:
    """Name a geometry by its content: the first 60 bits of the SHA-256 of its WKB.

    Examples
    --------
    >>> shape_key(shapely.Point(68.78, 38.54).wkb) == shape_key(shapely.Point(68.78, 38.54).wkb)
    True
    """
    return int(sha256(wkb).hexdigest()[:15], 16)


def _names(actors: pa.Array) -> pa.Array:
    names = pc.replace_substring(_items(actors, "name"), SEPARATOR, " ")
    joined = pc.binary_join(_lists(actors, names), SEPARATOR * 2)
    return pc.if_else(
        pc.equal(pc.fill_null(joined, ""), ""),
        "",
        pc.binary_join_element_wise(SEPARATOR, pc.fill_null(joined, ""), SEPARATOR, ""),
    )


def _words(batch: pa.RecordBatch) -> pa.Array:
    lists = [
        pc.binary_join(_lists(batch[name], _folded(_items(batch[name], part))), "\n")
        for name, part in (
            ("actors", "name"),
            ("actors", "role"),
            ("quotes", "exact"),
            ("quotes", "speaker"),
        )
    ]
    texts = [*(_folded(batch[name]) for name in ("title", "place", "note")), *lists]
    return pc.binary_join_element_wise(*texts, "\n", null_handling="replace", null_replacement="")


def _folded(texts: pa.StringArray) -> pa.StringArray:
    """Fold texts as `searchable` does: of those beyond ASCII each distinct one once."""
    folded = pc.ascii_lower(texts)
    others = pc.invert(pc.fill_null(pc.string_is_ascii(texts), True))
    if not pc.any(others).as_py():
        return folded
    return pc.replace_with_mask(
        folded, others, _translated(texts.filter(others), searchable, pa.string())
    )


def _items(lists: pa.ListArray, part: str) -> pa.Array:
    """Give one part of all records of a column of lists, one after another."""
    return pc.fill_null(pc.struct_field(lists.flatten(), part), "")


def _lists(lists: pa.ListArray, items: pa.Array) -> pa.ListArray:
    """Put items back into as many lists as their records came from."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0)
    ends = np.concatenate([[0], np.cumsum(lengths.to_numpy())]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), items)
