"""A feed of many made-up events: cells, areas and lists, as the server's contract has them."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

LAYERS = Path(__file__).parents[3] / "geodata" / "data"
EVENTS = 20_000
READ = 21_000
FEW = 300
"""Up to this many events in view are marks, each of them."""
CELL = 60
"""Side of a cell in pixels."""
KINDS = {"Force": "assault", "Support": "aid", "Appeal": "request", "Criticism": "protest"}


@dataclass(frozen=True)
class Made:
    """A made-up event: a point, or an area by its key and box."""

    number: int
    family: str
    place: str
    bbox: tuple[float, float, float, float]
    shape: str | None = None
    precision: str = "exact"

    def mark(self) -> dict[str, Any]:
        title = f"Event {self.number} near {self.place}"
        return {
            "id": f"made:{self.number}",
            "title": title,
            "family": self.family,
            "kind": KINDS[self.family],
            "status": "reported" if self.number % 3 else "claimed",
            "precision": self.precision,
            "place": self.place,
            "sub": "12 March 2019",
            "aria": f"{title}. {self.family}, reported. 12 March 2019. {self.place}.",
            "points": [] if self.shape else [list(self.bbox[:2])],
            "radius_km": None,
            "shape": self.shape,
            "bbox": list(self.bbox),
            "order": self.number,
        }


@cache
def features(layer: str) -> list[dict[str, Any]]:
    text = (LAYERS / f"{layer}.geojson").read_text(encoding="utf-8")
    return list(json.loads(text)["features"])


@cache
def events() -> tuple[Made, ...]:
    """Towns draw events by the power of their rank; half stand on the very same point."""
    chance = Random(5)
    towns = [f for f in features("places") if f["properties"].get("country") in ("AFG", "TJK")]
    towns.sort(key=lambda town: -(town["properties"].get("population") or 0))
    shapes = [("province", f) for f in features("provinces")]
    shapes += [("district", f) for f in features("districts")[:60]]
    boxes = [box_of(f["geometry"]["coordinates"]) for _, f in shapes]
    made = []
    for number in range(EVENTS):
        family = chance.choices(tuple(KINDS), (70, 12, 10, 8))[0]
        rank = int(chance.paretovariate(0.8))
        if chance.random() < 0.25:
            at = rank % len(shapes)
            kind, found = shapes[at]
            name = found["properties"]["name"]
            key = f"{kind}/{found['properties']['id']}"
            made.append(Made(number, family, name, boxes[at], key, kind))
            continue
        town = towns[rank % len(towns)]
        lon, lat = town["geometry"]["coordinates"]
        if chance.random() < 0.5:
            lon, lat = chance.gauss(lon, 0.2), chance.gauss(lat, 0.15)
        made.append(Made(number, family, town["properties"]["name"], (lon, lat, lon, lat)))
    return tuple(made)


def box_of(coordinates: Any) -> tuple[float, float, float, float]:
    points = list(positions(coordinates))
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return min(lons), min(lats), max(lons), max(lats)


def positions(part: Any) -> Iterable[Sequence[float]]:
    if isinstance(part[0], int | float):
        yield part
        return
    for inner in part:
        yield from positions(inner)


def cells(bbox: Sequence[float], zoom: int) -> dict[str, Any]:
    """Answer a view: marks where there are few, else marks, cells and areas."""
    west, south, east, north = bbox
    seen = [
        event
        for event in events()
        if event.bbox[0] <= east
        and event.bbox[2] >= west
        and event.bbox[1] <= north
        and event.bbox[3] >= south
    ]
    answer: dict[str, Any] = {
        "read": READ,
        "matched": EVENTS,
        "inView": len(seen),
        "full": False,
        "marks": [],
        "cells": [],
        "areas": [],
    }
    few = len(seen) <= FEW
    for key, group in grouped(seen, lambda event: event.shape or tile(event, zoom)):
        if few or len(group) == 1 or (group[0].shape and len(group) <= 3):
            answer["marks"] += [event.mark() for event in group]
        elif group[0].shape:
            answer["areas"].append(area(group))
        else:
            answer["cells"].append(cell(key, group))
    return answer


def heavy() -> dict[str, Any]:
    """Answer the most that a view may hold: 300 marks, 200 cells and 100 areas."""
    spots = [event for event in events() if not event.shape]
    alone = [e.mark() for e in Random(7).sample(spots, FEW)]
    discs = []
    for number in range(200):
        lon, lat = 61 + number % 20 * 0.85, 33 + number // 20 * 0.8
        group = [
            Made(i, e.family, e.place, (lon, lat, lon + 0.3, lat + 0.3))
            for i, e in enumerate(spots[: 3 + number**2])
        ]
        discs.append(cell(f"6/{number}/0", group))
    shapes = [group for _, group in grouped([e for e in events() if e.shape], lambda e: e.shape)]
    whole = {"read": READ, "matched": EVENTS, "inView": EVENTS, "full": False}
    return whole | {"marks": alone, "cells": discs, "areas": [area(g) for g in shapes[:100]]}


def grouped(found: Iterable[Made], by: Any) -> Iterable[tuple[str, list[Made]]]:
    for key, group in groupby(sorted(found, key=by), by):
        yield key, list(group)


def tile(event: Made, zoom: int) -> str:
    side = CELL / 256 / 2**zoom
    lon, lat = event.bbox[:2]
    y = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return f"{zoom}/{int((lon + 180) / 360 / side)}/{int(y / side)}"


def told(group: Sequence[Made]) -> dict[str, Any]:
    families = dict(Counter(event.family for event in group).most_common())
    return {"count": len(group), "families": families, "when": "March 2019 – July 2021"}


def words(group: Sequence[Made]) -> str:
    kinds = Counter(event.family for event in group).most_common()
    return ", ".join(f"{count:,} {family}" for family, count in kinds)


def cell(key: str, group: Sequence[Made]) -> dict[str, Any]:
    lons, lats = [e.bbox[0] for e in group], [e.bbox[1] for e in group]
    bbox = [min(lons), min(lats), max(lons), max(lats)]
    one = bbox[0] == bbox[2] and bbox[1] == bbox[3]
    return told(group) | {
        "key": key,
        "lon": sum(lons) / len(lons),
        "lat": sum(lats) / len(lats),
        "bbox": bbox,
        "aria": f"{len(group):,} events: {words(group)}. March 2019 – July 2021.",
        "one_point": one,
    }


def area(group: Sequence[Made]) -> dict[str, Any]:
    first = group[0]
    return told(group) | {
        "shape": first.shape,
        "bbox": list(first.bbox),
        "precision": first.precision,
        "place": first.place,
        "aria": f"{len(group):,} events in {first.place} ({first.precision}): {words(group)}.",
    }


def stack(query: dict[str, list[str]]) -> dict[str, Any]:
    """Answer a page of the events of a cell or of a shape."""
    if "shape" in query:
        found = [e for e in events() if e.shape == query["shape"][0]]
    else:
        key = query["cell"][0]
        zoom = int(key.split("/")[0])
        found = [e for e in events() if not e.shape and tile(e, zoom) == key]
    offset, limit = int(query["offset"][0]), int(query["limit"][0])
    if query["sort"] == ["deaths"]:
        found = found[::-1]
    page = [
        event.mark() | {"told": f"7 July 2021 · {event.number}"}
        for event in found[offset : offset + limit]
    ]
    return {"matched": len(found), "offset": offset, "counted": True, "marks": page}


def item(id_: str) -> dict[str, Any]:
    """Answer an event as a feature; an area's outline is its shape's."""
    event = events()[int(id_.removeprefix("made:"))]
    geometry = {"type": "Point", "coordinates": list(event.bbox[:2])}
    if event.shape:
        kind, name = event.shape.split("/")
        geometry = next(
            f["geometry"] for f in features(f"{kind}s") if f["properties"]["id"] == name
        )
    properties = {"place": event.place, "place_precision": event.precision}
    return {"type": "Feature", "id": id_, "geometry": geometry, "properties": properties}
