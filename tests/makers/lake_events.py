"""Events of every sort that a lake counts apart: days, spans, points, areas, kinds, sources."""

import random
from typing import Any

from events.model.event import Event
from events.model.vocabulary import Kind, Status
from tests.makers.made_events import COUNTRIES, NAMES, WORDS, event, point

SITES = [(68.8, 38.5), (68.8, 38.6), (70.6, 37.1), (69.2, 34.5), (-74.0, 40.7), (0.0, 0.0)]
SPANS = [
    "", "2021-07", "2021-07-05~", "2021-07-05?", "../2021-07-08", "2021-06-20/..",
    "2021-05-03/2021-08-09", "2019/2022", "1999-12-31/2000-01-01",
]  # fmt: skip


def lake_events(number: int, seed: int, before: str = "e") -> list[Event]:
    """Make up events, the same ones for the same seed.

    Parameters
    ----------
    number
        How many.
    seed
        For the choice.
    before
        What their ids begin with.
    """
    choose = random.Random(seed)
    return [_event(choose, f"{before}{at}") for at in range(number)]


def _event(choose: random.Random, identity: str) -> Event:
    geometry = _place(choose)
    whole = choose.random() < 0.7
    day = f"2021-{choose.randint(4, 9):02}-{choose.randint(1, 28):02}"
    return event(
        id=f"{choose.choice(['gazette', 'wire'])}:{identity}",
        title=" ".join(choose.sample(WORDS, 2)),
        kind=choose.choice(list(Kind)),
        status=choose.choice(list(Status)),
        date=day if whole else choose.choice(SPANS),
        geometry=geometry,
        place_precision="exact" if geometry else "none",
        place=choose.choice(["", "a bridge", "a town"]),
        country=choose.choice(["", *COUNTRIES]),
        actors=[{"name": name, "role": ""} for name in choose.sample(NAMES, choose.randint(0, 2))],
        quantities=[{"what": "killed", "low": choose.randint(0, 9), "high": None}]
        if choose.random() < 0.3
        else [],
    )


def _place(choose: random.Random) -> dict[str, Any] | None:
    longitude, latitude = choose.choice(SITES)
    sort = choose.random()
    if sort < 0.1:
        return None
    if sort < 0.7:
        return point(longitude, latitude)
    if sort < 0.75:
        other = choose.choice(SITES)
        return {"type": "MultiPoint", "coordinates": [[*other], [longitude, latitude]]}
    side = choose.choice([0.01, 0.5, 8.0])
    ring = [[0, 0], [side, 0], [side, side], [0, side], [0, 0]]
    return {"type": "Polygon", "coordinates": [[[longitude + x, latitude + y] for x, y in ring]]}
