"""Events that use every part of the format, made up by Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from events.accounts.shown_values import shown_values
from events.files.event_file import Loaded, parse_events
from events.model.event import Account, Event, Source
from events.model.vocabulary import FORMAT, Kind, Rank, Status
from tests.makers.made_events import dates

SOURCES = (
    Source(id="gazette", title="Shots at the bridge", publisher="The Gazette", shelf=7),
    Source(id="wire", title="A crossing", kind="report", archived="https://example.org/kept"),
    Source(id="copy", title="The crossing", derives_from="wire"),
)
_SPICE = [
    "=1+1",
    "'=1",
    "a; b",
    "a | b",
    "\\",
    "\t",
    '"',
    "ПЯНДЖ",
    "\u202e",
    " x ",
    "l1\r\nl2",
    "-5",
]

# No null character: GeoPackage cannot hold it, and says so.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
texts = st.one_of(texts, st.sampled_from(_SPICE))
words = texts.filter(lambda text: bool(text.strip()))
degrees = st.floats(-90, 90)
positions = st.lists(degrees, min_size=2, max_size=2)
lines = st.lists(positions, min_size=2, max_size=4)
rings = st.lists(positions, min_size=3, max_size=5).map(lambda ring: [*ring, ring[0]])
numbers = st.none() | st.integers(0, 10**6) | st.floats(0, 1e6)
extras = st.dictionaries(st.sampled_from(["x-team", "x-ref"]), texts | st.integers() | st.none())


def shaped(kind: str, coordinates: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return coordinates.map(lambda value: {"type": kind, "coordinates": value})


geometries = st.one_of(
    shaped("Point", positions | st.lists(degrees, min_size=3, max_size=3)),
    shaped("MultiPoint", st.lists(positions, min_size=1, max_size=3)),
    shaped("LineString", lines),
    shaped("MultiLineString", st.lists(lines, min_size=1, max_size=2)),
    shaped("Polygon", st.lists(rings, min_size=1, max_size=2)),
    shaped("MultiPolygon", st.lists(st.lists(rings, min_size=1), min_size=1, max_size=2)),
)


@st.composite
def quantities(draw: st.DrawFn) -> dict[str, Any]:
    ends = sorted(end for end in (draw(numbers), draw(numbers)) if end is not None)
    low, high = ends if len(ends) == 2 else (draw(numbers), None)
    return {"what": draw(words), "low": low, "high": high, "says": draw(texts), **draw(extras)}


@st.composite
def quotes(draw: st.DrawFn, source: str = "gazette") -> dict[str, Any]:
    exact, start = draw(words), draw(st.integers(0, 10**9))
    sides = {side: draw(texts) for side in ("prefix", "suffix", "speaker")}
    return {"source": source, "exact": exact, "start": start, "end": start + len(exact), **sides}


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    source = draw(st.sampled_from([source.id for source in SOURCES]))
    geometry = draw(st.none() | geometries)
    members: dict[str, Any] = {"source": source, **draw(extras)}
    if draw(st.booleans()):
        members |= {"rank": draw(st.sampled_from(list(Rank))), "reason": draw(words)}
    optional: dict[str, st.SearchStrategy[Any]] = {
        "status": st.sampled_from(list(Status)),
        "date": dates,
        "date_basis": st.sampled_from(["stated", "inferred"]),
        "date_says": texts,
        "actors": st.lists(st.fixed_dictionaries({"name": words}), max_size=2),
        "quantities": st.lists(quantities(), max_size=2, unique_by=lambda one: one["what"]),
        "quotes": st.lists(quotes(source), max_size=1),
        "note": texts,
    }
    members |= {name: draw(value) for name, value in optional.items() if draw(st.booleans())}
    if geometry or draw(st.booleans()):
        members |= {"geometry": geometry, "place": draw(texts)}
        members |= {"place_precision": "exact" if geometry else "country"}
    return Account(**members)


@st.composite
def told_events(draw: st.DrawFn, identity: str) -> Event:
    """An event that several sources tell of."""
    told = draw(st.lists(accounts(), min_size=1, max_size=3))
    event = draw(rich_events(identity))
    members = {name: getattr(event, name) for name in event.model_fields_set}
    shown = shown_values(told, event.quoted_sources)
    merge = {"from": draw(words), "by": "A. Coder", "on": "2026-11-30", "why": draw(texts)}
    merged = {"merged": [merge]} if draw(st.booleans()) else {}
    return Event(**{**members, **shown, "accounts": told, **merged})


@st.composite
def rich_events(draw: st.DrawFn, identity: str) -> Event:
    geometry = draw(st.none() | geometries)
    precision = draw(st.sampled_from(["exact", "settlement"] if geometry else ["none", "country"]))
    members: dict[str, Any] = {
        "id": identity,
        "title": draw(words),
        "kind": draw(st.sampled_from(list(Kind))),
        "status": draw(st.sampled_from(list(Status))),
        "date": draw(dates),
        "geometry": geometry,
        "place_precision": precision,
        "actors": draw(
            st.lists(st.fixed_dictionaries({"name": words}, optional={"role": texts}), max_size=2)
        ),
        "quantities": draw(st.lists(quantities(), max_size=2)),
        "quotes": draw(st.lists(quotes(), max_size=2)),
        "place_ids": draw(st.lists(words, max_size=2)),
        "extra": draw(extras),
        "members": draw(extras),
    }
    areas = ("place", "district", "province", "country")
    for name in ("code", "category", "date_says", *areas, "place_says", "note"):
        if draw(st.booleans()):
            members[name] = draw(texts)
    if draw(st.booleans()):
        members |= {"place_longitude": draw(degrees), "place_latitude": draw(degrees)}
    if draw(st.booleans()):
        members |= {"date_basis": "external"}
        members |= {"evidence": [{"about": "date", "url": "https://example.org/", "note": "n"}]}
    if geometry and draw(st.booleans()):
        members["radius_km"] = draw(st.floats(0.1, 1000) | st.integers(1, 100))
    return Event(**members)


@st.composite
def collections(draw: st.DrawFn) -> Loaded:
    identities = draw(st.lists(words, unique=True, max_size=4))
    events = tuple(draw(rich_events(one) | told_events(one)) for one in identities)
    read = len(events)
    return Loaded("made.geojson", draw(texts), SOURCES, events, (), read, "", draw(extras))


def empty() -> Loaded:
    data = f'{{"type": "FeatureCollection", "format": "{FORMAT}", "features": []}}'
    return parse_events(data.encode(), "empty.geojson")
