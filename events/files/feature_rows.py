"""An event as a GeoJSON feature and as a row of flat columns, and the way back.

A feature is what an event file holds. A row has one column for each property, which Parquet,
GeoPackage and csv can hold; a property that the event does not give is None in it. Nothing is
lost between the two: what the format does not define goes along as JSON text, in the columns
`extra` and `members`, and for the items of a list in their `more`; so does `merged`.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from events.files.json_decoding import faults_of_json, read_integer
from events.model.event import Account, Actor, Event, Evidence, Quantity, Quote
from events.model.validation_errors import nearest

Feature = dict[str, Any]
Row = dict[str, Any]

LISTS: Mapping[str, type[BaseModel]] = {
    "actors": Actor,
    "quantities": Quantity,
    "quotes": Quote,
    "accounts": Account,
    "evidence": Evidence,
}
"""The properties that are lists of records, and the model of one record; an account has lists
of its own."""

NUMBERS = ("radius_km", "place_longitude", "place_latitude")
"""The properties that are numbers."""

COLUMNS = (*(name for name in Event.model_fields if name != "geometry"), "geometry")
"""The columns of a row, the geometry last."""

_APART = {"id", "geometry", "extra", "members"}
_FEATURE = frozenset({"type", "id", "geometry", "properties"})


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
    properties = event.model_dump(mode="json", exclude_unset=True, exclude=_APART, by_alias=True)
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
    known = {name: value for name, value in properties.items() if _is_ours(name, value)}
    extra = {name: value for name, value in properties.items() if not _is_ours(name, value)}
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
    known = {name: value for name, value in properties.items() if _is_ours(name, value)}
    row: Row = {name: known.get(name) for name in COLUMNS}
    for name, model in LISTS.items():
        if row[name] is not None:
            row[name] = [_flatten(record, model) for record in row[name]]
    extra = {name: value for name, value in properties.items() if name not in known}
    members = {name: value for name, value in feature.items() if name not in _FEATURE}
    apart = {"extra": _packed(extra), "members": _packed(members)}
    apart |= {"merged": pack_list(known.get("merged"))}
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
    if "merged" in given:
        given["merged"] = unpack_list(given["merged"])
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


def _is_ours(name: str, value: Any) -> bool:
    """Tell a property of the format from one that a file of its first version calls the same."""
    if name in ("accounts", "merged"):
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return name in _OURS


def _flatten(record: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    more = {name: value for name, value in record.items() if name not in model.model_fields}
    known = {name: record.get(name) for name in model.model_fields}
    for name in LISTS.keys() & known.keys():
        if known[name] is not None:
            known[name] = [_flatten(one, LISTS[name]) for one in record[name]]
    return {**known, "more": _packed(more)}


def _unflatten(record: Any) -> Any:
    if not isinstance(record, dict):
        return record
    given = {name: whole(value) for name, value in record.items() if value is not None}
    more = _unpacked(given.pop("more", None), "more")
    for name in LISTS.keys() & given.keys():
        if isinstance(given[name], list):
            given[name] = [_unflatten(one) for one in given[name]]
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


def pack_list(records: list[Any] | None) -> str | None:
    """Write a list as JSON text, without the parts that its records do not give.

    Examples
    --------
    >>> pack_list([{"name": "CSTO", "role": None}])
    '[{"name": "CSTO"}]'
    """
    return None if records is None else json.dumps(_given(records), ensure_ascii=False)


def unpack_list(text: Any) -> Any:
    """Read what `pack_list` wrote; what cannot be read is given as it is."""
    try:
        return json.loads(text, parse_int=read_integer)
    except (ValueError, TypeError, RecursionError):
        return text


def _given(value: Any) -> Any:
    if isinstance(value, list):
        return [_given(item) for item in value]
    if isinstance(value, dict):
        return {name: _given(part) for name, part in value.items() if part is not None}
    return value


def _unpacked(text: Any, name: str) -> dict[str, Any]:
    """Read packed members; what cannot be read is kept under its own name."""
    if text is None:
        return {}
    try:
        members = json.loads(text, parse_int=read_integer)
    except (ValueError, TypeError, RecursionError):
        return {name: text}
    return members if isinstance(members, dict) else {name: text}


def is_extra(text: str) -> bool:
    """Tell whether packed properties are as `row_of` writes them, and none is or resembles ours.

    Examples
    --------
    >>> is_extra('{"team": 7}'), is_extra('{"team":7}'), is_extra('{"titel": "A"}')
    (True, False, False)
    """
    members = _object(text)
    if members is None or any(map(_resembles, members)):
        return False
    return not any(faults_of_json(members, "", level=1))


@lru_cache(maxsize=1_000)
def _resembles(name: str) -> str:
    return nearest(name.casefold(), _OURS)


def are_members(text: str) -> bool:
    """Tell whether packed members are as `row_of` writes them, and none is one of a feature.

    Examples
    --------
    >>> are_members('{"bbox": [1, 2, 1, 2]}'), are_members('{"id": 7}')
    (True, False)
    """
    members = _object(text)
    if members is None or not _FEATURE.isdisjoint(members):
        return False
    return not any(any(faults_of_json({name: value}, "")) for name, value in members.items())


def _object(text: str) -> dict[str, Any] | None:
    """Read an object that `row_of` would write with the same letters."""
    try:
        value = json.loads(text)
        same = isinstance(value, dict) and json.dumps(value, ensure_ascii=False) == text
    except (ValueError, RecursionError):
        return None
    return value if same and value else None
