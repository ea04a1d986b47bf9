"""How many true pairs are suggested: `python -m tests.bench.same_events FILE`.

A table of UCDP GED, or any that Open takes, is compared with itself: half of its events with days
and places shifted, and as many of the rest as they are not in both. What is the same is known, so
that precision and recall can be told. Nothing of the file is kept.
"""

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from dashboard.session.file_opener import open_file
from events.matching.suggestions import LEAST, suggest
from events.model.event import Event
from events.model.geometry import Geometry

SHIFTS = ((0, 0.0), (1, 2.0), (2, 8.0), (3, 15.0))
"""Most days and most kilometres by which an event is moved."""

_KM = 111.2  # a degree of latitude


@dataclass(frozen=True)
class Judged:
    """How well suggestions met the known pairs.

    Attributes
    ----------
    precision, recall
        Shares, 0 to 1; a precision without any suggestion is 1.
    worked
        Seconds of processor time.
    """

    precision: float
    recall: float
    worked: float


def shifted_halves(
    events: Sequence[Event], days: int, km: float, *, retold: bool, seed: int = 1
) -> tuple[list[Event], list[Event], set[tuple[str, str]]]:
    """Make two files of one, and the pairs of ids that are the same.

    Parameters
    ----------
    events
        Those of the file. Of three quarters each side has its own, and both have one half.
    days, km
        By how much the second side's events are moved at most.
    retold
        Whether the second side tells them in other words: its title has the place alone.
    seed
        Of what is made up.
    """
    random_ = random.Random(seed)
    mixed = [*events]
    random_.shuffle(mixed)
    quarter = len(mixed) // 4
    both, first, second = (
        mixed[: 2 * quarter],
        mixed[2 * quarter : 3 * quarter],
        mixed[3 * quarter :],
    )
    others = [_shifted(one, days, km, random_, retold=retold) for one in [*both, *second]]
    random_.shuffle(others)
    same = {(one.id, f"again:{one.id}") for one in both}
    return [*both, *first], others, same


def judge(
    first: Sequence[Event],
    second: Sequence[Event],
    same: set[tuple[str, str]],
    least: float = LEAST,
) -> Judged:
    """Tell how well what is suggested of two files meets the pairs that are the same."""
    begun = time.process_time()
    found = {(one.first, one.second) for one in suggest(first, second, least)}
    worked = time.process_time() - begun
    right = len(found & same)
    return Judged(right / len(found) if found else 1.0, right / max(1, len(same)), worked)


def _shifted(event: Event, days: int, km: float, random_: random.Random, *, retold: bool) -> Event:
    given = {name: getattr(event, name) for name in event.model_fields_set}
    given |= {"id": f"again:{event.id}", "accounts": (), "quotes": ()}
    span = event.span
    if span and span.earliest and span.latest:
        later = timedelta(days=random_.randint(-days, days))
        ends = [(end + later).isoformat() for end in (span.earliest, span.latest)]
        given["date"] = ends[0] if ends[0] == ends[1] else "/".join(ends)
    if event.geometry and event.geometry.points:
        given["geometry"] = _moved(event.geometry, km, random_)
    if retold:
        given["title"] = f"Report from {event.place}"
    return Event(**given)


def _moved(geometry: Geometry, km: float, random_: random.Random) -> dict[str, object]:
    west, south, east, north = geometry.bbox
    degrees = km / _KM
    lon, lat = ((west + east) / 2, (south + north) / 2)
    moved = [lon + random_.uniform(-degrees, degrees), lat + random_.uniform(-degrees, degrees)]
    return {"type": "Point", "coordinates": moved}


def main() -> None:
    """Print a line a shift."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.same_events", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    events = [*open_file(parser.parse_args().file).file.loaded.events]
    print(f"{len(events):,} events")
    print("| days | km | words | precision | recall | processor, s |\n|" + " --- |" * 6)
    for days, km in SHIFTS:
        for retold in (False, True):
            told = judge(*shifted_halves(events, days, km, retold=retold))
            words = "the place's alone" if retold else "the same"
            shares = f"{told.precision:.0%} | {told.recall:.0%}"
            print(f"| {days} | {km:g} | {words} | {shares} | {told.worked:.1f} |")


if __name__ == "__main__":
    main()
