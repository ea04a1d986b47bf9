"""Events made up for tests, by hand and by Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from events.model.event import Event
from events.model.vocabulary import Kind, Status

NAMES = ["Russia", "Tajikistan", "Taliban", "Border Service", "a\x1fb"]
ROLES = ["side A", "side B"]
COUNTRIES = ["Afghanistan", "Tajikistan"]
CATEGORIES = ["One-sided violence", "State-based conflict"]
WORDS = ["border", "Base", "ПЯНДЖ", "Straße", "100 %", "a.b", "(", "ß", "I\u0307", "Da’esh", "塔利"]
DATES = ["", "2021-07-05", "2021-07", "2021-07-05~", "2021-07-05?", "2021-07-06%", "2021-07-XX"]


def event(**members: Any) -> Event:
    """Make an event of which a test names only what it is about."""
    defaults = {"id": "e1", "title": "A patrol", "kind": "assault", "status": "reported"}
    return Event(**{**defaults, **members})


def point(longitude: float, latitude: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


days = st.dates().map(lambda day: day.isoformat()) | st.integers(1, 12).map(
    lambda day: f"2021-07-{day:02}"
)
intervals = st.tuples(days, days).map(lambda pair: "/".join(sorted(pair)))
dates = st.one_of(
    st.sampled_from(DATES),
    days,
    intervals,
    days.map(lambda day: f"../{day}"),
    days.map(lambda day: f"{day}/.."),
    days.map(lambda day: f"/{day}"),
)
points = st.builds(point, st.integers(-180, 180), st.integers(-90, 90))
places = st.none() | points
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


actors = st.builds(
    lambda name, role: {"name": name, "role": role},
    st.sampled_from(NAMES),
    st.sampled_from(["", *ROLES]),
)
numbers = st.none() | st.integers(0, 9)
quantities = st.builds(
    lambda what, low, more: {
        "what": what,
        "low": low,
        "high": None if low is None or more is None else low + more,
    },
    st.sampled_from(["killed", "killed, best estimate", "wounded"]),
    numbers,
    numbers,
)


@st.composite
def event_lists(draw: st.DrawFn, most: int = 8) -> list[Event]:
    """Up to `most` events with ids of their own."""
    made = []
    for number in range(draw(st.integers(0, most))):
        geometry = draw(places)
        made.append(
            event(
                id=f"e{number}",
                title=draw(phrases),
                kind=draw(st.sampled_from(list(Kind))),
                status=draw(st.sampled_from(list(Status))),
                date=draw(dates),
                geometry=geometry,
                place_precision="exact" if geometry else "none",
                actors=draw(st.lists(actors)),
                district=draw(st.sampled_from(["", *WORDS])),
                country=draw(st.sampled_from(["", *COUNTRIES])),
                category=draw(st.sampled_from(["", *CATEGORIES])),
                quantities=draw(st.lists(quantities, max_size=3)),
            )
        )
    return made
