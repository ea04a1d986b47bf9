"""The commands that bring events in and take them out: ``import`` and ``export``."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from events.changes.comparison import Comparison
from events.coding.names.place_index import PlaceIndex
from events.export.export import ExportReceipt, export_reading
from events.export.formats import DOSSIER, FORMATS, terms_of
from events.files.event_batches import EventBatches, open_reading
from events.files.event_file import Loaded, load_events
from events.import_command import add_import, chosen_options, keep_profile
from events.importers.places.places import Places
from events.importers.run import import_events
from events.model.problems import EventFileError, Problem, Words, printable
from events.provenance.audit import Containing

Answer = tuple[dict[str, Any], list[str], bool]
"""What a command says: members for JSON, lines for people, and whether all is well."""


@dataclass(frozen=True)
class Neighbours:
    """What the commands use of packages that this one does not know.

    Parameters
    ----------
    outlines : Places
        Knows the outlines of places, for ``import``.
    write_dossier : callable
        Writes a collection as one .html file, for ``export``.
    containing : callable
        Names the areas that an event's place lies in, for ``audit``.
    gazetteer : callable
        Gives the known places with their names in all scripts, for ``audit``.
    combine : callable
        Reads several files as one; also gives where each ends in the order of all events.
    write_changes : callable
        Writes what changed between two versions as one .html file, for ``changes``.
    """

    outlines: Places
    write_dossier: Callable[[Loaded, Path], None]
    containing: Containing
    gazetteer: Callable[[], PlaceIndex]
    combine: Callable[[Sequence[Path]], tuple[Loaded, Sequence[int]]]
    write_changes: Callable[[Comparison, Path], None]


def add_commands(commands: Any) -> None:
    """Add ``import`` and ``export`` to the commands of a parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        From ``ArgumentParser.add_subparsers``.
    """
    bring = add_import(commands)
    take = commands.add_parser("export", help="write an event file in another format")
    take.add_argument("file", type=Path, metavar="FILE", help="an event file")
    take.add_argument(
        "out",
        type=Path,
        metavar="OUT",
        help=f"what to write: {', '.join(FORMATS)}",
    )
    for command in (bring, take):
        command.add_argument("--json", action="store_true", help="print one JSON object")


def run_import(chosen: argparse.Namespace, neighbours: Neighbours) -> Answer:
    """Import a file.

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
        Where nothing could be imported.
    """
    options = chosen_options(chosen, neighbours.outlines)
    with writing(chosen.out):
        receipt = import_events(chosen.layout, chosen.file, chosen.out, options, _progress())
        keep_profile(chosen, options)
    return receipt.as_dict(), list(receipt.lines()), not receipt.rejected


def run_export(chosen: argparse.Namespace, neighbours: Neighbours) -> Answer:
    """Export an event file.

    Parameters
    ----------
    chosen : argparse.Namespace
        What the command line says.
    neighbours : Neighbours
        It writes dossiers.

    Returns
    -------
    Answer

    Raises
    ------
    EventFileError
        Where nothing could be exported.
    """
    if chosen.out.suffix.lower() == DOSSIER.ending:
        loaded = load_events(chosen.file)
        with writing(chosen.out):
            neighbours.write_dossier(loaded, chosen.out)
        written = ExportReceipt(len(loaded.events), (), terms_of(loaded.sources))
        return _told(written, loaded, well=not loaded.problems)
    reading = open_reading(chosen.file)
    with writing(chosen.out):
        receipt = export_reading(reading, chosen.out, _progress())
    return _told(receipt, reading, well=not reading.problems)


def _told(receipt: ExportReceipt, read: Loaded | EventBatches, *, well: bool) -> Answer:
    lines = [f"{receipt.written:,} events written", *receipt.losses, *receipt.terms]
    if read.rejected:
        lines.append(f"{read.rejected:,} features of {read.path_name} were rejected")
    return {"read": read.read, "rejected": read.rejected, **receipt.as_dict()}, lines, well


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an error of the system while a file is written into a problem of that file.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Raises
    ------
    EventFileError
        In place of an OSError, but for a pipe that is closed.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        found = Words(error.strerror or type(error).__name__)
        hint = "Nothing is written, and what was there stands."
        problem = Problem(path.name, None, None, "", found, "a file that can be written", hint)
        raise EventFileError(problem) from error


def _progress() -> Callable[[int], None] | None:
    """Count on the terminal, where there is one."""
    if not sys.stderr.isatty():
        return None

    def tell(number: int) -> None:
        sys.stderr.write(f"\r{number:,} …\r")
        sys.stderr.flush()

    return tell


def terminal_text(lines: list[str]) -> str:
    """Join lines for a terminal, which no character of them can move or colour."""
    return "\n".join(map(printable, lines))
