"""Two versions of a file of which is known what changed: it is planted, in one event each."""

import copy
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from events.export.geojson import collection_members
from events.files.feature_rows import Feature, feature_of
from events.model.event import Event
from tests.makers.rich_events import SOURCES

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> & \"'"
"""What must stay words wherever it is shown."""

_QUOTE = {"source": "gazette", "exact": "at the weir", "start": 4, "end": 15}


@dataclass
class Planted:
    """Two versions as features, and what was changed, as ``changes --json`` tells it."""

    old: list[Feature]
    new: list[Feature]
    added: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    merged: list[dict[str, str]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def told(self) -> dict[str, Any]:
        names = ("added", "withdrawn", "merged", "changed", "unchanged")
        return {name: getattr(self, name) for name in names}


FIELDS: dict[str, tuple[Any, Any]] = {
    "moved": (
        {"type": "Point", "coordinates": [69.5, 37.0]},
        {"type": "Point", "coordinates": [69.5, 37.1]},
    ),
    "re-dated": ("2021-07-05", "2021-07-05/2021-07-06"),
    "re-worded": ("A clash", f"A fight {HOSTILE}"),
    "quoted anew": ([_QUOTE], [{**_QUOTE, "exact": "at the weii"}]),
    "counted anew": (
        [{"what": "killed", "low": 3}],
        [{"what": "killed", "low": 3, "high": 4}],
    ),
    "of others": ([{"name": "A", "role": "side A"}], [{"name": "B", "role": "side A"}]),
    "known worse": ("exact", "settlement"),
    "of another status": ("claimed", "disputed"),
    "of no more note": ("As the mayor says.", None),
    "with a property of its own": (None, {"seen": [1, 2]}),
}
"""The planted changes of one field each: what it was, and what it becomes."""

_NAMES = {
    "moved": "geometry",
    "re-dated": "date",
    "re-worded": "title",
    "quoted anew": "quotes",
    "counted anew": "quantities",
    "of others": "actors",
    "known worse": "place_precision",
    "of another status": "status",
    "of no more note": "note",
    "with a property of its own": "x-desk",
}
_POINT = FIELDS["moved"][0]


def plant(events: Sequence[Event], seed: int = 1) -> Planted:
    """Change some of the events, each in one way, and mix all of them.

    Parameters
    ----------
    events
        At least four more than `FIELDS`, of which the first ones are changed and have no accounts.
        What is changed first gets the value that it is changed from.
    seed
        Of how they are mixed, and which is changed in which way.
    """
    random_ = random.Random(seed)
    old = [feature_of(event) for event in events]
    features = iter(old)
    made = Planted(old.copy(), [])
    changed = {}
    for what in FIELDS:
        feature = next(features)
        changed[feature["id"]] = what
        _set(feature, what, 0)
    gone, taken, into = (next(features)["id"] for _ in range(3))
    made.new = [
        _later(one, changed.get(one["id"])) for one in old if one["id"] not in (gone, taken)
    ]
    record = {"from": taken, "by": "A. Coder", "on": "2026-11-30", "why": "the same"}
    for feature in made.new:
        if feature["id"] == into:
            before = feature["properties"].get("merged", [])
            feature["properties"]["merged"] = [*before, record]
    new = {"title": HOSTILE, "kind": "assault", "status": "reported"}
    made.new.append({"type": "Feature", "id": "new <b>", "geometry": None, "properties": new})
    random_.shuffle(made.old)
    random_.shuffle(made.new)
    made.added, made.withdrawn = ["new <b>"], [gone]
    made.merged = [{"into": into, "from": taken}]
    for feature in made.new:
        if what := changed.get(feature["id"]):
            old_value, new_value = FIELDS[what]
            told = {"field": _NAMES[what], "old": old_value, "new": new_value}
            made.changed.append({"event": feature["id"], **told})
    made.unchanged = len(old) - len(changed) - 2
    return made


def collection(features: Sequence[Feature]) -> dict[str, Any]:
    members = collection_members("Made", SOURCES, {})
    return {**members, "format": "panj-events/2", "features": list(features)}


def _later(feature: Feature, what: str | None) -> Feature:
    later = copy.deepcopy(feature)
    if what:
        _set(later, what, 1)
    else:
        later["properties"].setdefault("code", "")
        later["properties"].setdefault("place_ids", [])
        later["properties"] = dict(reversed(later["properties"].items()))
    return later


def _set(feature: Feature, what: str, side: int) -> None:
    name, value = _NAMES[what], FIELDS[what][side]
    properties = feature["properties"]
    if side == 0 and what in ("moved", "known worse"):
        feature["geometry"] = _POINT
        properties["place_precision"] = "exact"
        properties.pop("radius_km", None)
    if name == "geometry":
        feature["geometry"] = value
    elif value is None:
        properties.pop(name, None)
    else:
        properties[name] = value
