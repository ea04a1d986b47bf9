"""Event files whose every text is hostile: what strangers may send."""

import hashlib
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

GROUPS: dict[str, list[str]] = json.loads((ROOT / "tests/data/hostile.json").read_text())
CORPUS = [text for group in GROUPS.values() for text in group]
IDS = {text[:200]: text for text in CORPUS}
"""The texts by the id of the event that holds each: an id has 200 characters at most."""

TEXT = "\n\n".join(CORPUS)
"""A made-up article that says all of them, one a paragraph."""

ADDRESS = "https://example.org/an-article"
FEW = 8
"""Events in the file whose events hold all texts: few enough to be drawn one by one."""

_WEST, _NORTH = 68.0, 38.6
_STEP, _COLUMNS = 0.3, 20  # degrees; the grid lies in the first view


_REFUSING = ("kind", "status", "date", "place_precision", "date_basis", "quotes", "radius_km")
"""Properties that hold none of these texts."""


def collection(features: list[dict[str, Any]], sources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an event file with a hostile title and hostile members of its own."""
    return {
        **{text: text for text in CORPUS},
        "type": "FeatureCollection",
        "format": "panj-events/1",
        "title": TEXT,
        "sources": sources,
        "features": features,
    }


def parts(number: int = FEW) -> list[str]:
    """Return the texts joined to a few: each begins a line, where Markdown begins anew."""
    return ["\n".join(CORPUS[at::number]) for at in range(number)]


def one_each() -> dict[str, Any]:
    """Return a file with an event for each text, which stands in all of the event's fields."""
    source = {
        **{text: text for text in CORPUS},
        "id": "article",
        "title": TEXT,
        "author": TEXT,
        "publisher": TEXT,
        "url": ADDRESS,
        "language": TEXT,
        "length": len(TEXT),
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    }
    features, start = [], 0
    for at, text in enumerate(CORPUS):
        features.append(_feature(at, text, _quote(text, start)))
        start += len(text) + 2
    return collection(features, [source])


def all_in_few() -> dict[str, Any]:
    """Return a file with few events, each of which holds every text in every list.

    Few enough for the panel "When" to draw them one by one, and drawn as areas and lines.
    """
    sources = [
        {"id": id_, "title": text, "author": text, "publisher": text, "url": _address(at)}
        for at, (id_, text) in enumerate(IDS.items())
    ]
    quotes = [
        {**_quote(text, 0), "source": id_, "prefix": f"{text} ", "suffix": f" {text}"}
        for id_, text in IDS.items()
    ]
    features = []
    for at, text in enumerate(parts()):
        feature = _feature(at, text, quotes[0])
        feature["geometry"] = _shape(at)
        feature["properties"] |= {
            "date": "2021-07-05" if at % 2 else "",
            "place_precision": "region",
            "quotes": quotes if at == 0 else quotes[at::FEW],
            "actors": [{"name": text, "role": text} for text in CORPUS],
            "quantities": [{"what": text, "low": 1, "says": text} for text in CORPUS],
            "evidence": [
                {"about": text, "url": _address(at), "note": text} for at, text in enumerate(CORPUS)
            ],
        }
        features.append(feature)
    return collection(features, sources)


COLUMNS = 6
"""Columns of `table` that an import uses; the others have hostile names."""


def table() -> list[list[str]]:
    """Return the rows of a table: hostile names of columns, and each text in a row without a day.

    A row that is good stands at the end.
    """
    ignored = list(dict.fromkeys(" ".join(text.split())[:100] for text in CORPUS))
    ignored = [name for name in ignored if name and "\0" not in name]
    rows = [["id", "title", "place", "date", "longitude", "latitude", *ignored]]
    for at, text in enumerate(CORPUS):
        plain = text.replace("\0", "")
        rows.append([f"{at} {plain}", plain, plain, f"no day {plain}", "69", "37"])
    rows.append(["good", "A good event", "Kunduz", "2021-07-05", "68.857", "36.729"])
    return [row + [""] * (len(rows[0]) - len(row)) for row in rows]


AREA = "<img src=x onerror=top.hacked=1>"
"""The place of all the events of `crowd` that have an area."""


def crowd() -> dict[str, Any]:
    """Return a file of more events than are drawn one by one: at one point, and of one area."""
    features = []
    for at, text in enumerate([*CORPUS, *CORPUS]):
        feature = _feature(at, text, _quote(text, 0))
        feature["id"] = f"{at} {text}"[:200]
        point = {"type": "Point", "coordinates": [69.0, 37.3]}
        feature["geometry"] = _shape(0) if at % 2 else point
        feature["properties"]["quotes"] = []
        if at % 2:
            feature["properties"] |= {"place": AREA, "place_precision": "region"}
        features.append(feature)
    return collection(features, [{"id": "article", "title": "An article", "url": ADDRESS}])


def all_broken() -> dict[str, Any]:
    """Return a file in which nothing is right but one event: all else is a problem to tell."""
    good = _feature(0, "A good event", _quote("good", 0))
    features: list[Any] = [good]
    for at, text in enumerate(CORPUS):
        broken = _feature(at + 1, text, _quote("good", 0))
        broken["properties"][_REFUSING[at % len(_REFUSING)]] = text
        features.append(broken)
    return collection(features, [{"id": "article", "title": "An article", "url": ADDRESS}])


def _feature(at: int, text: str, quote: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: name for name in (text, f"on{text}")},
        "type": "Feature",
        "id": text[:200],
        "geometry": {
            "type": "Point",
            "coordinates": [_WEST + at % _COLUMNS * _STEP, _NORTH - at // _COLUMNS * _STEP * 0.7],
        },
        "properties": {
            text: text,
            "title": text,
            "kind": "assault",
            "code": text,
            "status": "reported",
            "date": "2021-07-05" if at % 2 else "",
            "date_says": text,
            "place": text,
            "place_ids": [text],
            "place_precision": "settlement",
            "place_says": text,
            "actors": [{"name": text, "role": text, text: text}],
            "quantities": [{"what": text, "says": text, text: text}],
            "quotes": [quote],
            "evidence": [{"about": text, "url": ADDRESS, "note": text, text: text}],
            "note": text,
        },
    }


def _quote(text: str, start: int) -> dict[str, Any]:
    return {
        "source": "article",
        "exact": text,
        "start": start,
        "end": start + len(text),
        "speaker": text,
    }


def _shape(at: int) -> dict[str, Any]:
    west, south = 68 + at * 0.8, 37.0
    ring = [[west, south], [west + 0.6, south], [west + 0.6, south + 0.6], [west, south]]
    if at % 2:
        return {"type": "LineString", "coordinates": ring}
    return {"type": "Polygon", "coordinates": [ring]}


def _address(at: int) -> str:
    return f"https://example.org/{at}"
