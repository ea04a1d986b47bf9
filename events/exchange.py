"""The commands that bring events in and take them out: ``import`` and ``export``."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from events.exporting import ExportReceipt, export_reading, terms_of
from events.importers.columns import SPELLINGS
from events.importing import LAYOUTS, Options, import_events
from events.loading import Loaded, load_events
from events.problems import EventFileError, Problem, Words, printable
from events.reading import Reading, open_reading

Answer = tuple[dict[str, Any], list[str], bool]
"""What a command says: members for JSON, lines for people, and whether all is well."""


def add_commands(commands: Any) -> None:
    """Add ``import`` and ``export`` to the commands of a parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        From ``ArgumentParser.add_subparsers``.
    """
    bring = commands.add_parser("import", help="make an event file from a file of another layout")
    bring.add_argument("layout", choices=LAYOUTS, help="what the file is; table is any other")
    bring.add_argument("file", type=Path, metavar="IN", help="the file to read")
    bring.add_argument("out", type=Path, metavar="OUT", help="the .geojson or .parquet to write")
    bring.add_argument(
        "--column",
        type=_column,
        action="append",
        default=[],
        metavar="ROLE=COLUMN",
        help="for a table: the column for a role, empty for none; the roles are "
        f"{', '.join(SPELLINGS)}",
    )
    bring.add_argument(
        "--dates",
        choices=("day-first", "month-first"),
        default="",
        help="for a table: which comes first in 05/07/2021",
    )
    bring.add_argument(
        "--accessed",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="when the rows were fetched, for the citation; the day of the file by default",
    )
    take = commands.add_parser("export", help="write an event file in another format")
    take.add_argument("file", type=Path, metavar="FILE", help="an event file")
    take.add_argument(
        "out",
        type=Path,
        metavar="OUT",
        help="what to write: .geojson, .csv, .parquet, .gpkg, .html",
    )
    for command in (bring, take):
        command.add_argument("--json", action="store_true", help="print one JSON object")


def run_import(chosen: argparse.Namespace) -> Answer:
    """Import a file.

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
        Where nothing could be imported.
    """
    options = Options(dict(chosen.column), chosen.dates, chosen.accessed)
    with _Writing(chosen.out):
        receipt = import_events(chosen.layout, chosen.file, chosen.out, options, _progress())
    return receipt.as_dict(), list(receipt.lines()), not receipt.rejected


def run_export(chosen: argparse.Namespace) -> Answer:
    """Export an event file.

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
        Where nothing could be exported.
    """
    if chosen.out.suffix.lower() == ".html":
        return _run_dossier(chosen.file, chosen.out)
    reading = open_reading(chosen.file)
    with _Writing(chosen.out):
        receipt = export_reading(reading, chosen.out, _progress())
    return _told(receipt, reading, well=not reading.problems)


def _run_dossier(file: Path, out: Path) -> Answer:
    loaded = load_events(file)
    with _Writing(out):
        receipt = _write_dossier(loaded, file, out)
    return _told(receipt, loaded, well=not loaded.problems)


def _told(receipt: ExportReceipt, read: Loaded | Reading, *, well: bool) -> Answer:
    lines = [f"{receipt.written:,} events written", *receipt.losses, *receipt.terms]
    if read.rejected:
        lines.append(f"{read.rejected:,} features of {read.path_name} were rejected")
    return {"read": read.read, "rejected": read.rejected, **receipt.as_dict()}, lines, well


def _write_dossier(loaded: Loaded, file: Path, out: Path) -> ExportReceipt:
    """Let the dashboard, which this package does not know, write its own format."""
    root = str(Path(__file__).resolve().parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(  # noqa: S603 - this very Python, and paths as arguments
        [sys.executable, "-m", "dashboard.dossier", "--", str(file), str(out)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode not in (0, 1):
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["no answer"]
        hint = "Nothing is written; see docs/decisions/dossier.md for how a dossier is made."
        problem = Problem(out.name, None, None, "", Words(said[-1]), "a dossier", hint)
        raise EventFileError(problem)
    return ExportReceipt(len(loaded.events), (), terms_of(loaded.sources))


class _Writing:
    """Turns an error of the system while a file is written into a problem of that file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        """Say what was wrong, and that nothing was changed."""
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            found = Words(error.strerror or type(error).__name__)
            hint = "Nothing is written, and what was there stands."
            problem = Problem(
                self._path.name, None, None, "", found, "a file that can be written", hint
            )
            raise EventFileError(problem) from error


def _column(argument: str) -> tuple[str, str]:
    role, mark, column = argument.partition("=")
    if not role or not mark:
        raise argparse.ArgumentTypeError(f"{argument!r} is not ROLE=COLUMN")
    return role, column


def _progress() -> Callable[[int], None] | None:
    """Count on the terminal, where there is one."""
    if not sys.stderr.isatty():
        return None

    def tell(number: int) -> None:
        sys.stderr.write(f"\r{number:,} …\r")
        sys.stderr.flush()

    return tell


def printed(lines: list[str]) -> str:
    """Join lines for a terminal, which no character of them can move or colour."""
    return "\n".join(map(printable, lines))
