"""Columns whose names hold more than their role, such as location_latitude, and what is missed."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from events.importers.dates.date_formats import read_date
from events.importers.inputs.raw_table import RawTable
from events.importers.places.coordinates import read_pair

_AXES = {"latitude": {"latitude", "lat"}, "longitude": {"longitude", "lon", "long", "lng"}}
_BOTH = {"coordinates", "coords", "coordinate", "latlon", "latlong", "latlng", "gps"}
_LOCATING = frozenset(["latitude", "longitude", "lat_lon", "lon_lat", "mgrs", "wkt"])
_ENOUGH = 0.8  # of the sample: so many cells of one kind tell what a column holds
_MOST_TOLD = 3


def qualified_position(table: RawTable, roles: Mapping[str, str]) -> dict[str, str]:
    """Find the position in columns that say of what they are the position, where only one does.

    Parameters
    ----------
    table : RawTable
        Its columns and first rows are looked at.
    roles : mapping
        The column for each role that is known.

    Returns
    -------
    dict
        The column for latitude and longitude, or for both; nothing where some are known, or
        several may be meant.

    Examples
    --------
    >>> names = ("location_latitude", "location_longitude", "date")
    >>> qualified_position(RawTable(names, lambda ledger, used: iter(())), {})
    {'latitude': 'location_latitude', 'longitude': 'location_longitude'}
    """
    if roles.keys() & _LOCATING or table.shaped:
        return {}
    pairs = [found for found in _by_qualifier(table.columns) if len(found) == len(_AXES)]
    if pairs:
        return pairs[0] if len(pairs) == 1 else {}
    both = [
        name
        for name in table.columns
        if _BOTH & {*_words(name)} and _mostly(table, name, read_pair)
    ]
    return {"lat_lon": both[0]} if len(both) == 1 else {}


def missed(table: RawTable, roles: Mapping[str, str]) -> Iterator[str]:
    """Tell what may be read as something weaker than it is, and how to say what it is.

    Examples
    --------
    >>> table = RawTable(("Lat", "Place"), lambda ledger, used: iter(()))
    >>> next(missed(table, {"latitude": "Lat"}))
    "'Lat' is read as the latitude, and no column as the longitude: it gives no position. \
Name it: --column longitude=COLUMN, or Columns in the page"
    """
    for axis, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if axis in roles and other not in roles:
            yield (
                f"{roles[axis]!r} is read as the {axis}, and no column as the {other}: it gives no "
                f"position. Name it: --column {other}=COLUMN, or Columns in the page"
            )
    if not roles.keys() & _LOCATING and not table.shaped:
        several = [name for pair in _by_qualifier(table.columns) for name in pair.values()]
        if several:
            yield _told(several, "a position", "--column latitude=COLUMN and longitude=COLUMN")
    if not roles.keys() & {"date", "year"}:
        free = [name for name in table.columns if name not in roles.values()]
        dated = [name for name in free if _mostly(table, name, _is_date)]
        if dated:
            yield _told(dated, "a date", "--column date=COLUMN")


def _by_qualifier(columns: Sequence[str]) -> list[dict[str, str]]:
    """Group the columns of latitude and longitude by the other words of their names."""
    found: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for name in columns:
        words = _words(name)
        for axis, named in _AXES.items():
            if named & {*words}:
                rest = tuple(word for word in words if word not in named)
                found[rest].setdefault(axis, name)
    return list(found.values())


def _words(name: str) -> list[str]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"[^\W\d_]+", parted.lower())


def _is_date(text: str) -> bool:
    return not text.isdecimal() and bool(read_date(text))


def _mostly(table: RawTable, column: str, is_such: Callable[[str], object]) -> bool:
    index = table.columns.index(column)
    cells = [row[index].strip() for row in table.sample if index < len(row) and row[index].strip()]
    such = sum(bool(is_such(text)) for text in cells)
    return bool(cells) and such >= _ENOUGH * len(cells)


def _told(columns: Sequence[str], what: str, option: str) -> str:
    listed = ", ".join(map(repr, columns[:_MOST_TOLD]))
    return f"{listed} may hold {what}, and none is read. Name it: {option}, or Columns in the page"
