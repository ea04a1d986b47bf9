"""An event as a GeoJSON feature and as a row of flat columns, and the way back.

A feature is what an event file holds. A row has one column for each property, which Parquet,
GeoPackage and csv can hold; a property that the event does not give is None in it. Nothing is
lost between the two: what the format does not define goes along as JSON text, in the columns
`extra` and `members`, and for the items of a list in their `more`.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from events.decoding import read_integer
from events.schema import Actor, Event, Evidence, Quantity, Quote

Feature = dict[str, Any]
Row = dict[str, Any]

LISTS: Mapping[str, type[BaseModel]] = {
    "actors": Actor,
    "quantities": Quantity,
    "quotes": Quote,
    "evidence": Evidence,
}
"""The properties that are lists of records, and the model of one record."""

COLUMNS = (*(name for name in Event.model_fields if name != "geometry"), "geometry")
"""The columns of a row, the geometry last."""

_APART = {"id", "geometry", "extra", "members"}
_FEATURE = ("type", "id", "geometry", "properties")


def feature_of(event: Event) -> Feature:
    """Write an event as a feature of an event file.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    dict
        What JSON can hold; only what the event gives, defaults left out.

    Examples
    --------
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> feature_of(event)["properties"]
    {'title': 'An appeal', 'kind': 'request', 'status': 'reported'}
    """
    properties = event.model_dump(mode="json", exclude_unset=True, exclude=_APART)
    geometry = event.geometry.as_geojson() if event.geometry else None
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": geometry,
        "properties": {**properties, **event.extra},
        **event.members,
    }


def event_of(feature: Feature) -> Event:
    """Build the event of a feature that is known to be good.

    Parameters
    ----------
    feature : dict
        As `feature_of` gives it.

    Returns
    -------
    Event

    Raises
    ------
    pydantic.ValidationError
        Where it is not good.

    Examples
    --------
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported")
    >>> event_of(feature_of(event)) == event
    True
    """
    properties = feature["properties"]
    known = {name: value for name, value in properties.items() if name in _OURS}
    extra = {name: value for name, value in properties.items() if name not in _OURS}
    members = {name: value for name, value in feature.items() if name not in _FEATURE}
    place = feature["geometry"]
    return Event(id=feature["id"], geometry=place, **known, extra=extra, members=members)


def row_of(feature: Feature) -> Row:
    """Flatten a feature; its geometry stays as it is.

    Parameters
    ----------
    feature : dict
        From `feature_of`.

    Returns
    -------
    dict
        A value for each of `COLUMNS`.

    Examples
    --------
    >>> event = Event(id="e1", title="A", kind="request", status="reported", extra={"team": 7},
    ...               actors=[{"name": "CSTO", "flag": True}])
    >>> row = row_of(feature_of(event))
    >>> row["extra"], row["actors"]
    ('{"team": 7}', [{'name': 'CSTO', 'role': None, 'more': '{"flag": true}'}])
    """
    properties = feature["properties"]
    row: Row = {name: properties.get(name) for name in COLUMNS}
    for name, model in LISTS.items():
        if row[name] is not None:
            row[name] = [_flatten(record, model) for record in row[name]]
    extra = {name: value for name, value in properties.items() if name not in _OURS}
    members = {name: value for name, value in feature.items() if name not in _FEATURE}
    apart = {"extra": _packed(extra), "members": _packed(members)}
    return {**row, **apart, "id": feature["id"], "geometry": feature["geometry"]}


def feature_from(row: Row) -> Feature:
    """Build a feature from a row; what is None in it is left out.

    Parameters
    ----------
    row : dict
        As `row_of` makes it. A column that is not among `COLUMNS` becomes a property.

    Returns
    -------
    dict
        The feature, not yet known to be good.

    Examples
    --------
    >>> event = Event(id="e1", title="A", kind="request", status="reported", extra={"team": 7})
    >>> feature_from(row_of(feature_of(event))) == feature_of(event)
    True
    """
    given = {name: value for name, value in row.items() if value is not None}
    identity, geometry = given.pop("id", None), given.pop("geometry", None)
    extra = _unpacked(given.pop("extra", None), "extra")
    members = _unpacked(given.pop("members", None), "members")
    for name in LISTS:
        if isinstance(given.get(name), list):
            given[name] = [_unflatten(record) for record in given[name]]
    return {
        "type": "Feature",
        "id": identity,
        "geometry": geometry,
        "properties": {**given, **extra},
        **members,
    }


_OURS = frozenset(COLUMNS) - _APART


def _flatten(record: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    more = {name: value for name, value in record.items() if name not in model.model_fields}
    known = {name: record.get(name) for name in model.model_fields}
    return {**known, "more": _packed(more)}


def _unflatten(record: Any) -> Any:
    if not isinstance(record, dict):
        return record
    given = {name: whole(value) for name, value in record.items() if value is not None}
    more = _unpacked(given.pop("more", None), "more")
    return {**given, **more}


def whole(value: Any) -> Any:
    """Write a number that a column of floats made of a whole one as the whole one it was.

    Examples
    --------
    >>> whole(5.0), whole(2.5), whole("5.0")
    (5, 2.5, '5.0')
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _packed(members: Mapping[str, Any]) -> str | None:
    return json.dumps(members, ensure_ascii=False) if members else None


def _unpacked(text: Any, name: str) -> dict[str, Any]:
    """Read packed members; what cannot be read is kept under its own name."""
    if text is None:
        return {}
    try:
        members = json.loads(text, parse_int=read_integer)
    except (ValueError, TypeError, RecursionError):
        return {name: text}
    return members if isinstance(members, dict) else {name: text}
