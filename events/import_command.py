"""The command ``import``: its options, and what they choose of a file."""

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from events.importers.dates.calendars import CALENDARS
from events.importers.dates.date_reading import ORDERS
from events.importers.layout_registry import LAYOUTS
from events.importers.places.places import Places
from events.importers.rows.options import ALL_SHEETS, Options, read_profile, write_profile
from events.importers.tables.column_roles import SPELLINGS


def add_import(commands: Any) -> argparse.ArgumentParser:
    """Add ``import`` to the commands of a parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        From ``ArgumentParser.add_subparsers``.

    Returns
    -------
    argparse.ArgumentParser
    """
    bring: argparse.ArgumentParser = commands.add_parser(
        "import", help="make an event file from a file of another layout"
    )
    bring.add_argument(
        "layout",
        choices=list(LAYOUTS),
        help="what the file is; a table is known as any of the others by its columns",
    )
    bring.add_argument("file", type=Path, metavar="IN", help="the file to read")
    bring.add_argument("out", type=Path, metavar="OUT", help="the .geojson or .parquet to write")
    add_reading_options(bring)
    bring.add_argument(
        "--accessed",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="when the rows were fetched, for the citation; the day of the file by default",
    )
    return bring


def add_reading_options(command: argparse.ArgumentParser) -> None:
    """Add what whoever reads a table may say of it to a command.

    Parameters
    ----------
    command : argparse.ArgumentParser
        The command's.
    """
    command.add_argument(
        "--column",
        type=_column,
        action="append",
        default=[],
        metavar="ROLE=COLUMN",
        help="for a table: the column for a role, empty for none; the roles are "
        f"{', '.join(SPELLINGS)}",
    )
    command.add_argument("--dates", choices=ORDERS[1:], help="which comes first in 05/07/2021")
    command.add_argument("--calendar", choices=CALENDARS[1:], help="whose years the dates count")
    command.add_argument(
        "--sheet",
        action="append",
        default=[],
        metavar="NAME",
        help=f"a sheet or layer to read, {ALL_SHEETS!r} for all; may be given several times",
    )
    command.add_argument(
        "--header-row", type=int, metavar="N", help="the row with the columns' names"
    )
    command.add_argument("--encoding", metavar="NAME", help="how a text is encoded, such as cp1251")
    command.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help="where these choices are kept: read if it is there, written if it is not",
    )


def chosen_options(chosen: argparse.Namespace, outlines: Places) -> Options:
    """Take from the command line, and from a profile, what is chosen of a file.

    Parameters
    ----------
    chosen : argparse.Namespace
        What the command line says; it goes before the profile.
    outlines : Places
        Knows the outlines of places.

    Returns
    -------
    Options

    Raises
    ------
    EventFileError
        Where the profile is none.
    """
    kept = chosen.profile is not None and chosen.profile.exists()
    before = read_profile(chosen.profile) if kept else Options()
    return replace(
        before,
        columns={**before.columns, **dict(chosen.column)},
        order=chosen.dates or before.order,
        calendar=chosen.calendar or before.calendar,
        sheets=tuple(chosen.sheet) or before.sheets,
        encoding=chosen.encoding or before.encoding,
        header_row=chosen.header_row or before.header_row,
        accessed=getattr(chosen, "accessed", None),
        places=outlines,
    )


def keep_profile(chosen: argparse.Namespace, options: Options) -> None:
    """Keep what was chosen in the profile that the command line names, if it is a new one."""
    if chosen.profile is not None and not chosen.profile.exists():
        write_profile(chosen.profile, options)


def _column(argument: str) -> tuple[str, str]:
    role, mark, column = argument.partition("=")
    if not role or not mark:
        raise argparse.ArgumentTypeError(f"{argument!r} is not ROLE=COLUMN")
    return role, column
