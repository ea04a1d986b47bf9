"""The command ``changes``: what changed between two versions of a collection."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from events.changes.comparison import Comparison
from events.changes.file_comparison import comparing
from events.changes.in_words import change_json, change_lines
from events.commands import Neighbours, writing
from events.desk.change_log import moment_of, snapshot
from events.desk.database import DeskError, address_of
from events.desk.desk import Desk
from events.desk.soundness import event_file
from events.import_command import add_reading_options, chosen_options
from events.model.problems import EventFileError, Problem, Words, printable

NOTHING_COMPARED: Mapping[str, Any] = {
    "added": [],
    "withdrawn": [],
    "merged": [],
    "changed": [],
    "unchanged": 0,
}
"""What is said, as members for JSON, where a file could not be read."""


def add_changes(commands: Any) -> None:
    """Add ``changes`` to the commands of a parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        From ``ArgumentParser.add_subparsers``.
    """
    compared = commands.add_parser("changes", help="tell what changed between two versions")
    compared.add_argument("old", type=Path, metavar="OLD", help="the earlier version, of any kind")
    compared.add_argument("new", type=Path, metavar="NEW", help="the later version")
    compared.add_argument(
        "--desk",
        metavar="DESK",
        help="compare two moments of a desk: OLD and NEW are times, numbers of changes, or now",
    )
    compared.add_argument("--html", type=Path, metavar="OUT", help="write one .html file, too")
    compared.add_argument(
        "--cited",
        action="append",
        default=[],
        metavar="LINK",
        help="compare only the events that a citation's link means; may be given several times",
    )
    add_reading_options(compared)
    compared.add_argument("--json", action="store_true", help="print one JSON object")


@contextmanager
def compared_files(chosen: argparse.Namespace, neighbours: Neighbours) -> Iterator[Comparison]:
    """Compare the files that the command line names, and write the .html file.

    Parameters
    ----------
    chosen : argparse.Namespace
        What the command line says.
    neighbours : Neighbours
        It knows outlines, and writes pages.

    Yields
    ------
    Comparison

    Raises
    ------
    EventFileError
        As of `comparing`, and where the .html file cannot be written.
    """
    options = chosen_options(chosen, neighbours.outlines)
    with (
        _versions(chosen) as versions,
        comparing(versions, options, chosen.cited) as comparison,
    ):
        if chosen.html:
            with writing(chosen.html):
                neighbours.write_changes(comparison, chosen.html)
        yield comparison


@contextmanager
def _versions(chosen: argparse.Namespace) -> Iterator[tuple[Path, Path]]:
    """Give the two files; of a desk they are written of its sound events at the two moments."""
    if chosen.desk is None:
        yield chosen.old, chosen.new
        return
    with TemporaryDirectory(prefix="panj-changes-") as folder:
        try:
            with Desk(address_of(chosen.desk)) as desk:
                old, new = (
                    _written(desk, moment, Path(folder) / f"desk {moment.name}.geojson")
                    for moment in (chosen.old, chosen.new)
                )
        except DeskError as error:
            expected = "two moments of a desk"
            found = Words(str(error))
            raise EventFileError(Problem("--desk", None, None, "", found, expected, "")) from error
        yield old, new


def _written(desk: Desk, moment: Path, path: Path) -> Path:
    data, _ = event_file(snapshot(desk, moment_of(desk, str(moment))), "")
    path.write_bytes(data)
    return path


def tell_changes(comparison: Comparison, *, as_json: bool) -> None:
    """Print what changed, piece by piece, and on standard error what could not be compared.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    as_json : bool
        Whether as one JSON object.
    """
    for version in (comparison.old, comparison.new):
        for reason in version.reasons:
            print(printable(reason), file=sys.stderr)
        if version.rejected:
            told = (
                f"{version.name}: {version.rejected:,} of {version.read:,} rejected, not compared"
            )
            print(printable(told), file=sys.stderr)
    if as_json:
        sys.stdout.writelines(change_json(comparison))
        print()
        return
    for line in change_lines(comparison):
        print(printable(line))
