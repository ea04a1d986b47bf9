"""What changed of one event: its fields, the words of both versions, and where it went."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from events.files.feature_rows import COLUMNS, Feature
from events.model.vocabulary import Precision

Pair = tuple[Any, Any]
"""What the earlier version has, and what the later one has."""

RADIUS_KM = 6371.0088
"""The mean radius of the earth (IUGG)."""

_ORDER = {name: at for at, name in enumerate((*COLUMNS, "members"))}
_PRECISIONS = [precision.value for precision in Precision]
_OF_UNDO = ("was", "place")
"""What a merge keeps so that it can be undone; it tells nothing of the event."""


@dataclass(frozen=True)
class FieldChange:
    """A field of an event that is another one in the later version.

    Parameters
    ----------
    field : str
        The property's name, as the file has it.
    old, new : object
        Its values, as JSON has them; None where it is not there.
    """

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class EventChange:
    """An event that both versions have, and what of it is another one.

    Parameters
    ----------
    id, title : str
        The event's, its title as the later version has it.
    fields : sequence of FieldChange
        At least one, in the order of the format.
    says : mapping
        For ``date`` and ``place``: the source's own words for it, in both versions.
    words : tuple
        The words that each version rests on: the quotes, or the note where there is none.
    places : tuple
        The geometries of both versions where one of them or its precision changed, else None.
    precisions : tuple of str
        How closely the place is known, in both versions.
    """

    id: str
    title: str
    fields: Sequence[FieldChange]
    says: Mapping[str, tuple[str, str]]
    words: tuple[Sequence[str], Sequence[str]]
    places: Pair = (None, None)
    precisions: tuple[str, str] = (Precision.NONE.value, Precision.NONE.value)

    def as_json(self) -> dict[str, Any]:
        """Give it as members for JSON."""
        return {**vars(self), "fields": list(map(vars, self.fields))}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Make it of what `as_json` gave and JSON carried."""
        fields = [FieldChange(**one) for one in told["fields"]]
        pairs = {name: tuple(told[name]) for name in ("words", "places", "precisions")}
        says = {name: tuple(pair) for name, pair in told["says"].items()}
        return cls(**{**told, **pairs, "fields": fields, "says": says})

    @property
    def moved_km(self) -> float | None:
        """How far the event moved in km; None where it is not one point in both versions."""
        if self.places[0] == self.places[1]:
            return None
        points = [place for place in self.places if place and place["type"] == "Point"]
        return distance_km(*(p["coordinates"] for p in points)) if len(points) == 2 else None

    @property
    def precision_gained(self) -> bool | None:
        """Whether the place is known more closely than before; None where it is as before."""
        old, new = map(_PRECISIONS.index, self.precisions)
        return None if old == new else new < old


def event_change(
    old: Feature, new: Feature, merged: Sequence[str] = (), *, with_places: bool = False
) -> EventChange | None:
    """Compare two versions of an event.

    Parameters
    ----------
    old, new : dict
        The event in each version, as a feature of which what is equal may be left out.
    merged : sequence of str
        Events that the later version tells to be merged into it; they are told elsewhere.
    with_places : bool, optional
        Whether the geometries are those of the event, and not left out.

    Returns
    -------
    EventChange or None
        None where nothing changed.

    Examples
    --------
    >>> one = {"type": "Feature", "id": "e1", "geometry": None,
    ...        "properties": {"title": "A clash", "date": "2021-07-05"}}
    >>> other = {**one, "properties": {"title": "A clash", "date": "2021-07-06"}}
    >>> event_change(one, other).fields
    [FieldChange(field='date', old='2021-07-05', new='2021-07-06')]
    """
    before, after = _fields(old), _fields(new, merged)
    names = sorted({*before, *after}, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))
    fields = [
        FieldChange(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]
    if not fields:
        return None
    ends = (old["properties"], new["properties"])
    none = Precision.NONE.value
    return EventChange(
        new["id"],
        str(ends[1].get("title", "")),
        [_with_default(one) for one in fields],
        {name: _texts(ends, f"{name}_says") for name in ("date", "place")},
        (_words(ends[0]), _words(ends[1])),
        (old["geometry"], new["geometry"]) if with_places else (None, None),
        (ends[0].get("place_precision") or none, ends[1].get("place_precision") or none),
    )


def merges_in(records: Any) -> Iterator[str]:
    """Give the ids of all events that became one, also of those that were merged before.

    Parameters
    ----------
    records : object
        The ``merged`` of an event, as its file has it.

    Examples
    --------
    >>> before = {"id": "b", "properties": {"merged": [{"from": "c"}]}}
    >>> list(merges_in([{"from": "b", "was": [{"id": "a", "properties": {}}, before]}]))
    ['b', 'c']
    """
    for record in records if isinstance(records, list) else ():
        if not isinstance(record, dict):
            continue
        if isinstance(record.get("from"), str):
            yield record["from"]
        was = record.get("was")
        for feature in was if isinstance(was, list) else ():
            properties = feature.get("properties") if isinstance(feature, dict) else None
            yield from merges_in(properties.get("merged") if isinstance(properties, dict) else None)


def distance_km(one: Sequence[float], other: Sequence[float]) -> float:
    """Measure the way between two positions along the earth, as a sphere (haversine).

    Parameters
    ----------
    one, other : sequence of float
        Longitude and latitude in degrees.

    Returns
    -------
    float
        Kilometres.

    Examples
    --------
    >>> round(distance_km((68.0, 37.0), (68.0, 38.0)), 1), round(distance_km((179, 0), (-179, 0)))
    (111.2, 222)
    """
    (west, south), (east, north) = (map(math.radians, at[:2]) for at in (one, other))
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def _fields(feature: Feature, merged: Sequence[str] = ()) -> dict[str, Any]:
    members = {
        f"feature.{name}": value
        for name, value in feature.items()
        if name not in ("type", "id", "geometry", "properties")
    }
    given = {**feature["properties"], "geometry": feature["geometry"], **members}
    if isinstance(records := given.get("merged"), list):
        told = [
            {name: value for name, value in one.items() if name not in _OF_UNDO}
            for one in records
            if one.get("from") not in merged
        ]
        given["merged"] = told or None
    return given


def _with_default(change: FieldChange) -> FieldChange:
    if change.field != "place_precision":
        return change
    none = Precision.NONE.value
    return FieldChange(change.field, change.old or none, change.new or none)


def _texts(ends: tuple[dict[str, Any], dict[str, Any]], name: str) -> tuple[str, str]:
    return str(ends[0].get(name) or ""), str(ends[1].get(name) or "")


def _words(properties: Mapping[str, Any]) -> list[str]:
    quotes = [quote["exact"] for quote in properties.get("quotes") or ()]
    note = properties.get("note")
    return quotes or ([str(note)] if note else [])
