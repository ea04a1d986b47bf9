"""The commands ``backup`` and ``restore``: a desk as one file, and back."""

import argparse
from pathlib import Path
from typing import Any

from events.commands import Answer, Neighbours
from events.desk.backup import back_up_desk, restore_desk
from events.desk.database import DeskError, address_of
from events.model.problems import EventFileError, Problem, Words


def add_desk(commands: Any) -> None:
    """Add ``backup`` and ``restore`` to the commands of a parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        From ``ArgumentParser.add_subparsers``.
    """
    out = commands.add_parser("backup", help="write a desk to one file, as it is now")
    back = commands.add_parser("restore", help="bring a backup into an empty desk")
    for command, what in ((out, "a new file"), (back, "a backup")):
        command.add_argument("file", type=Path, metavar="FILE", help=what)
        command.add_argument(
            "--desk",
            default="user",
            metavar="DESK",
            help="the desk, as DESK= names it; your own by default",
        )
        command.add_argument("--json", action="store_true", help="print one JSON object")


def run_backup(chosen: argparse.Namespace, _neighbours: Neighbours) -> Answer:
    """Write a desk to a file.

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
        Where nothing was written.
    """
    try:
        acts = back_up_desk(address_of(chosen.desk), chosen.file)
    except DeskError as error:
        raise _refused(chosen.file, error) from error
    return {"acts": acts}, [f"{acts:,} acts in {chosen.file.name}"], True


def run_restore(chosen: argparse.Namespace, _neighbours: Neighbours) -> Answer:
    """Bring a backup into an empty desk.

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
        Where nothing was brought.
    """
    try:
        acts = restore_desk(chosen.file, address_of(chosen.desk))
    except DeskError as error:
        raise _refused(chosen.file, error) from error
    return {"acts": acts}, [f"{acts:,} acts from {chosen.file.name}"], True


def _refused(file: Path, error: DeskError) -> EventFileError:
    expected = "a desk that is read, and one that is written"
    return EventFileError(Problem(file.name, None, None, "", Words(str(error)), expected, ""))
