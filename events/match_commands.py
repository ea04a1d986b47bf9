"""The commands on events that may be the same: ``suggest``, ``merge`` and ``undo``."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from events.commands import Answer, Neighbours
from events.export.export import export_events
from events.files.event_file import Loaded, load_events
from events.matching.merging import MergeError, merge_in, undo_in
from events.matching.suggestions import LEAST, suggest
from events.model.event import Event
from events.model.problems import EventFileError, Problem, Words


def add_matching(commands: Any) -> None:
    """Add ``suggest``, ``merge`` and ``undo`` to the commands of a parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        From ``ArgumentParser.add_subparsers``.
    """
    likely = commands.add_parser("suggest", help="tell which events of files may be the same")
    likely.add_argument(
        "file", type=Path, nargs="+", metavar="FILE", help="event files, two or more"
    )
    likely.add_argument(
        "--least", type=float, default=LEAST, metavar="SCORE", help="from 0 to 1 (%(default)s)"
    )
    one = commands.add_parser("merge", help="make two events one, with the accounts of both")
    one.add_argument("file", type=Path, nargs="+", metavar="FILE", help="event files")
    one.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    one.add_argument(
        "--pair",
        type=_pair,
        action="append",
        required=True,
        metavar="INTO=FROM",
        help="the id that stays and the id that is taken in; once for each pair",
    )
    one.add_argument("--by", default="", help="who does it")
    one.add_argument("--why", default="", help="why they are the same")
    parted = commands.add_parser("undo", help="part an event that was made of two")
    parted.add_argument("file", type=Path, metavar="FILE", help="an event file")
    parted.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    parted.add_argument("--event", required=True, metavar="ID", help="the event's id")
    for command in (likely, one, parted):
        command.add_argument("--json", action="store_true", help="print one JSON object")


def run_suggest(chosen: argparse.Namespace, neighbours: Neighbours) -> Answer:
    """Suggest pairs of events of several files, each two of them.

    Raises
    ------
    EventFileError
        Where a file could not be read.
    """
    loaded, ends = neighbours.combine(chosen.file)
    events = list(loaded.events)
    parts = [events[first:last] for first, last in pairwise([0, *ends])]
    found = [
        pair
        for first, second in combinations(parts, 2)
        for pair in suggest(first, second, chosen.least)
    ]
    found.sort(key=lambda pair: -pair.score)
    titles = {event.id: event.title for event in events}
    lines = [
        f"{one.score:.2f} {one.first}={one.second}: {titles[one.first]} | {titles[one.second]}"
        for one in found
    ]
    lines.append(f"{len(found):,} pairs that may be the same; none is merged")
    return {"pairs": [asdict(pair) for pair in found]}, lines, True


def run_merge(chosen: argparse.Namespace, neighbours: Neighbours) -> Answer:
    """Make pairs of events one each, and write the file.

    Raises
    ------
    EventFileError
        Where a file could not be read, or two events not be made one; nothing is written.
    """
    loaded, _ = neighbours.combine(chosen.file)
    events: Sequence[Event] = list(loaded.events)
    today = date.today().isoformat()
    try:
        for into, taken in chosen.pair:
            events = merge_in(events, into, taken, by=chosen.by, on=today, why=chosen.why)
    except MergeError as error:
        raise _refused(chosen, error) from error
    return _written(loaded, events, chosen.out)


def run_undo(chosen: argparse.Namespace, _neighbours: Neighbours) -> Answer:
    """Part an event, and write the file.

    Raises
    ------
    EventFileError
        Where the file could not be read, or the event not be parted; nothing is written.
    """
    loaded = load_events(chosen.file)
    try:
        events = undo_in(list(loaded.events), chosen.event)
    except MergeError as error:
        raise _refused(chosen, error) from error
    return _written(loaded, events, chosen.out)


def _written(loaded: Loaded, events: Sequence[Event], out: Path) -> Answer:
    receipt = export_events(replace(loaded, events=tuple(events)), out)
    lines = [f"{receipt.written:,} events written", *receipt.losses, *receipt.terms]
    return receipt.as_dict(), lines, not loaded.problems


def _refused(chosen: argparse.Namespace, error: MergeError) -> EventFileError:
    name = str(chosen.file) if isinstance(chosen.file, Path) else ", ".join(map(str, chosen.file))
    hint = f"{error} Nothing is written."
    expected = "two events of which sources tell"
    return EventFileError(Problem(name, None, None, "", Words("a pair"), expected, hint))


def _pair(argument: str) -> tuple[str, str]:
    into, mark, taken = argument.partition("=")
    if not into or not mark or not taken:
        raise argparse.ArgumentTypeError(f"{argument!r} is not INTO=FROM")
    return into, taken
