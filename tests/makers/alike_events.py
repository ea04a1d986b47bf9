"""Two made-up files of one conflict: some events are told by both, in other words and less closely.

What is the same is known, so that suggestions can be judged by it.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from events.model.event import Event

TOWNS = [
    *("Kunduz", "Taloqan", "Fayzabad", "Khwahan", "Nusay", "Ishkashim", "Imam Sahib", "Yangi Qala"),
    *("Rustaq", "Baharak", "Jurm", "Warduj", "Darqad", "Aliabad", "Chahar Dara", "Eshkamesh"),
]
SIDES = [
    "Taliban",
    "Government of Afghanistan",
    "IS",
    "Border Police",
    "Local militia",
    "Civilians",
]
DEEDS = [
    *("attack on a checkpoint", "ambush of a convoy", "roadside bomb", "air strike", "shelling"),
    *("clash", "raid on a village", "assassination of an official", "suicide bombing", "siege"),
]
OTHER_WORDS = {
    "attack on a checkpoint": "checkpoint comes under fire",
    "ambush of a convoy": "convoy ambushed",
    "roadside bomb": "bomb explodes at a road",
    "air strike": "strike from the air",
    "shelling": "mortar shelling",
    "clash": "fighting reported",
    "raid on a village": "village raided",
    "assassination of an official": "official killed by gunmen",
    "suicide bombing": "suicide bomber strikes",
    "siege": "besieged district",
}
BEGIN = date(2019, 1, 1)


@dataclass(frozen=True)
class Happening:
    """What happened, before anybody tells of it."""

    day: date
    town: str
    lon: float
    lat: float
    sides: tuple[str, str]
    deed: str
    killed: int


def two_files(
    count: int, seed: int, shared: float = 0.5, days: int = 900
) -> tuple[list[Event], list[Event], set[tuple[str, str]]]:
    """Make two files of `count` events each, and the pairs of ids that are the same.

    Parameters
    ----------
    count, seed
        How many events, and the seed of what is made up.
    shared
        The part of the first file that the second tells, too: up to two days later, some 8 km
        off, in other words and with other numbers.
    days
        Over how many days they happened.
    """
    random_ = random.Random(seed)
    happened = [_happening(random_, days) for _ in range(count)]
    same = happened[: round(count * shared)]
    others = [_happening(random_, days) for _ in range(count - len(same))]
    first = [_told(f"one:{at}", one, random_, closely=True) for at, one in enumerate(happened)]
    second = [_told(f"two:{at}", one, random_, closely=False) for at, one in enumerate(same)]
    second += [
        _told(f"two:{at}", one, random_, closely=False) for at, one in enumerate(others, len(same))
    ]
    random_.shuffle(second)
    return first, second, {(f"one:{at}", f"two:{at}") for at in range(len(same))}


def _happening(random_: random.Random, days: int) -> Happening:
    at = random_.randrange(len(TOWNS) * 40)
    return Happening(
        day=BEGIN + timedelta(days=random_.randrange(days)),
        town=f"{TOWNS[at % len(TOWNS)]} {at // len(TOWNS)}",
        lon=60.5 + (at * 0.737) % 14,
        lat=30.0 + (at * 0.519) % 8,
        sides=(random_.choice(SIDES), random_.choice(SIDES)),
        deed=random_.choice(DEEDS),
        killed=random_.randrange(0, 15),
    )


def _told(id_: str, one: Happening, random_: random.Random, *, closely: bool) -> Event:
    late = 0 if closely else random_.choice([0, 0, 0, 1, 1, 2])
    off = 0.0 if closely else random_.uniform(-0.07, 0.07)
    killed = one.killed if closely else max(0, one.killed + random_.choice([0, 0, 1, -1, 2]))
    first, second = one.sides
    words = (
        f"{first} {one.deed} in {one.town}, against {second}"
        if closely
        else f"{OTHER_WORDS[one.deed].capitalize()} near {one.town}"
    )
    return Event(
        id=id_,
        title=words,
        kind="assault",
        status="reported",
        date=(one.day + timedelta(days=late)).isoformat(),
        geometry={"type": "Point", "coordinates": [one.lon + off, one.lat + off]},
        place=one.town,
        place_precision="settlement",
        actors=[{"name": first, "role": "side A"}, {"name": second, "role": "side B"}],
        quantities=[{"what": "killed", "low": killed, "high": killed}],
    )
