"""Which events of files that are shown together may be the same; nothing is made one by it.

They are looked for once, when they are first asked for, and not in the thread that asks: few are
compared in a thread of their own, many in a process (`dashboard.session.worker`), which is
``python -m dashboard.session.likely_pairs FOLDER``. This module shouldn't import Streamlit.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any

import numpy as np

from dashboard.session.server_limits import COMPARED_AT_ONCE, COMPARED_EVENTS
from dashboard.session.worker import disk_problem, run_job, run_worker
from events.files.arrow_schema import batch_of
from events.files.feature_rows import feature_of, row_of
from events.matching.suggestions import Suggestion, suggest
from events.model.distinct_dates import Mask
from events.model.problems import EventFileError
from events.query.columns.event_days import FAR
from events.query.event_index import EventIndex
from events.store.disk import EventStore
from events.store.engine import EngineError
from events.store.memory import EventTable
from events.store.writer import write_store

LEAST_LIKELY = 0.25
"""The least score that is kept; what is shown at first is `events.matching.suggestions.LEAST`."""

_PAIRS, _NAME = "pairs.json", "The comparison"
_DAYS, _DEGREES = 31, 1.0


@dataclass(frozen=True)
class Compared:
    """What became of a comparison.

    Parameters
    ----------
    pairs
        The pairs, the most alike first.
    left_out
        How many events that may have met those of another file were not compared.
    failed
        Why there are none, or ``""``.
    """

    pairs: tuple[Suggestion, ...] = ()
    left_out: int = 0
    failed: str = ""


class LikelyPairs:
    """The pairs of files that are shown together, looked for when they are first asked for.

    Parameters
    ----------
    parts
        The events of each file.
    at_once
        How many of them the server compares itself at most.
    """

    def __init__(
        self, parts: Sequence[EventStore | EventTable], at_once: int = COMPARED_AT_ONCE
    ) -> None:
        self.parts, self._at_once = parts, at_once
        self._lock, self._done = Lock(), Flag()
        self._is_begun = False
        self._found = Compared()

    def ask(self, patience: float) -> Compared | None:
        """Give the pairs, or ``None`` where they are not found yet.

        Parameters
        ----------
        patience
            Seconds to wait for them at most.
        """
        with self._lock:
            if not self._is_begun:
                self._is_begun = True
                Thread(target=self._find, name="likely-pairs", daemon=True).start()
        return self._found if self._done.wait(patience) else None

    def _find(self) -> None:
        try:
            self._found = _compared(self.parts, self._at_once)
        except EventFileError as error:
            self._found = Compared(failed="; ".join(map(str, error.problems)))
        except (OSError, EngineError) as error:
            self._found = Compared(failed=str(disk_problem(_NAME, error)))
        finally:
            self._done.set()


def compare(
    parts: Sequence[EventStore | EventTable], most: int = COMPARED_EVENTS
) -> tuple[list[Suggestion], int]:
    """Suggest pairs of events of each two of several files.

    Parameters
    ----------
    parts
        The events of each file.
    most
        How many events of a file are compared with those of another.

    Returns
    -------
    tuple
        The pairs, the most alike first, and how many events were left out.
    """
    found: list[Suggestion] = []
    left_out = 0
    for one, other in combinations(parts, 2):
        rows, others = rows_to_compare(one, other), rows_to_compare(other, one)
        left_out += max(0, len(rows) - most) + max(0, len(others) - most)
        found += suggest(one.events(rows[:most]), other.events(others[:most]), LEAST_LIKELY)
    return sorted(found, key=lambda pair: -pair.score), left_out


def _compared(parts: Sequence[EventStore | EventTable], at_once: int) -> Compared:
    count = sum(
        min(len(rows_to_compare(one, other)), COMPARED_EVENTS)
        for pair in combinations(parts, 2)
        for one, other in (pair, pair[::-1])
    )
    if count <= at_once:
        pairs, left_out = compare(parts)
        return Compared(tuple(pairs), left_out)
    folder = Path(tempfile.mkdtemp(prefix="panj-pairs-"))
    try:
        stores = [_stored(part, folder / str(at)) for at, part in enumerate(parts)]
        run_worker(__name__, _NAME, folder, request=[str(store) for store in stores])
        told = json.loads((folder / _PAIRS).read_text(encoding="utf-8"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Compared(tuple(Suggestion(**pair) for pair in told["pairs"]), told["left_out"])


def rows_to_compare(one: EventStore | EventTable, other: EventStore | EventTable) -> list[int]:
    """Give the rows of events that may be one of another file's, by its days and its places.

    Parameters
    ----------
    one
        The events of the one file.
    other
        Those of the other.
    """
    chosen = _in_days(one.columns, other.columns) & _in_places(one.columns, other.columns)
    return one.columns.page(chosen, "order")


def _in_days(one: EventIndex, other: EventIndex) -> Mask:
    ends = np.concatenate([other["first_day"], other["last_day"]])
    known = ends[np.abs(ends) < FAR]
    if not len(known):
        return np.zeros(len(one["order"]), np.bool_)
    first, last = int(known.min()) - _DAYS, int(known.max()) + _DAYS
    chosen: Mask = one["dated"] & (one["first_day"] <= last) & (one["last_day"] >= first)
    return chosen


def _in_places(one: EventIndex, other: EventIndex) -> Mask:
    located = other["located"]
    if not located.all():
        return np.ones(len(one["order"]), np.bool_)
    west, south = (float(other[side].min()) - _DEGREES for side in ("west", "south"))
    east, north = (float(other[side].max()) + _DEGREES for side in ("east", "north"))
    across = (one["west"] <= east) & (one["east"] >= west)
    chosen: Mask = ~one["located"] | across & (one["south"] <= north) & (one["north"] >= south)
    return chosen


def _stored(part: EventStore | EventTable, folder: Path) -> Path:
    """Give where the events of a file are on the disk; those in memory are written to a folder."""
    if isinstance(part, EventStore):
        return part.folder
    folder.mkdir()
    write_store([batch_of(row_of(feature_of(event)) for event in part)[0]], folder)
    return folder


def main() -> int:
    """Compare the stores that standard input names, and write the pairs to ``FOLDER``."""
    folder = Path(sys.argv[1])

    def job(stores: Any) -> None:
        pairs, left_out = compare([EventStore(Path(store)) for store in stores])
        told = {"pairs": [asdict(pair) for pair in pairs], "left_out": left_out}
        (folder / _PAIRS).write_text(json.dumps(told), encoding="utf-8")

    return run_job(job)


if __name__ == "__main__":
    sys.exit(main())
