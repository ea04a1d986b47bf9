"""The commands of a lake: ``build`` and ``compact``."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from events.commands import Answer, Neighbours, writing
from events.import_command import add_reading_options, chosen_options, keep_profile
from events.lake.builds.building import build_lake
from events.lake.builds.compaction import compact_lake
from events.lake.engines.engine_registry import ENGINES
from events.lake.engines.port import Tell

NOTHING_BUILT = {"events": 0, "rejected": 0, "bytes": 0, "seconds": 0.0}
"""What ``build`` says in JSON where nothing could be built."""


def add_lake(commands: Any) -> None:
    """Add ``build`` and ``compact`` to the commands of a parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        From ``ArgumentParser.add_subparsers``.
    """
    make = commands.add_parser("build", help="make a lake of event files and tables, or add to one")
    make.add_argument(
        "file",
        type=Path,
        nargs="+",
        metavar="SOURCE",
        help="an event file, a table that import takes, or a folder of such",
    )
    make.add_argument("out", metavar="OUT", help="the lake: a folder, or an address as s3://…")
    make.add_argument(
        "--engine", choices=tuple(ENGINES), default="duckdb", help="what sorts and counts"
    )
    make.add_argument(
        "--master", default="", metavar="URL", help="the engine's cluster, as spark://host:7077"
    )
    add_reading_options(make)
    join = commands.add_parser("compact", help="make one batch of all that a lake was built of")
    join.add_argument("out", metavar="LAKE", help="the lake: a folder, or an address as s3://…")
    for command in (make, join):
        command.add_argument("--json", action="store_true", help="print one JSON object")
    join.set_defaults(file=[])


def run_build(chosen: argparse.Namespace, neighbours: Neighbours) -> Answer:
    """Build a lake.

    Parameters
    ----------
    chosen : argparse.Namespace
        What the command line says.
    neighbours : Neighbours
        It knows outlines.

    Returns
    -------
    Answer

    Raises
    ------
    EventFileError
        Where nothing could be built.
    """
    options, begun = chosen_options(chosen, neighbours.outlines), time.monotonic()
    with writing(Path(chosen.out)):
        built = build_lake(
            *(chosen.file, chosen.out, options, _progress()),
            engine=chosen.engine,
            master=chosen.master,
        )
        keep_profile(chosen, options)
    seconds = round(time.monotonic() - begun, 1)
    answer = {
        "events": built.events,
        "rejected": built.rejected,
        "bytes": built.bytes,
        "seconds": seconds,
    }
    counted = f"{built.read:,} read = {built.events:,} events + {built.rejected:,} rejected"
    made = f"version {built.version}, {built.bytes:,} bytes written, {seconds:,} s"
    return answer, [counted, made, *built.lines], not (built.rejected or built.refused)


def run_compact(chosen: argparse.Namespace, _neighbours: Neighbours) -> Answer:
    """Make one batch of all batches of a lake.

    Parameters
    ----------
    chosen : argparse.Namespace
        What the command line says.

    Returns
    -------
    Answer

    Raises
    ------
    EventFileError
        Where nothing could be done.
    """
    with writing(Path(chosen.out)):
        lake = compact_lake(chosen.out, _progress())
    answer = {"events": lake.events, "bytes": lake.bytes, "version": lake.version}
    return answer, [f"{lake.events:,} events in one batch, version {lake.version}"], True


def _progress() -> Tell:
    """Tell the terminal, where there is one."""

    def tell(what: str, share: float) -> None:
        if not sys.stderr.isatty():
            return
        sys.stderr.write(f"\r{what}: {share:.0%} …\x1b[K\r")
        sys.stderr.flush()

    return tell
