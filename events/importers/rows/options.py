"""What whoever imports may say of a file, and the profile in which it is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

from events.files.file_access import read_bytes
from events.files.json_decoding import decode_json
from events.importers.dates.calendars import CALENDARS, Calendar
from events.importers.dates.date_reading import ORDERS, DateReading, Order
from events.importers.places.places import Places
from events.model.problems import refusal

ALL_SHEETS = "*"
"""The name that stands for all sheets or layers of a file."""


@dataclass(frozen=True)
class Options:
    """What whoever imports may say.

    Parameters
    ----------
    columns : mapping, optional
        For a table: the column for a role, such as ``{"place": "Ort"}``, ``""`` for none; the
        roles are those of `events.importers.tables.column_roles.SPELLINGS`.
    order : {"day-first", "month-first", ""}, optional
        Which comes first in 05/07/2021.
    accessed : datetime.date, optional
        When the rows were fetched, for the citation; by default the day of the file.
    places : callable, optional
        Knows the outlines of places (`events.importers.places.places.Places`).
    calendar : {"gregorian", "solar-hijri", "lunar-hijri", "buddhist", ""}, optional
        Whose years the dates count.
    sheets : tuple of str, optional
        The sheets or layers to read, ``*`` for all; by default those that hold events.
    encoding : str, optional
        How a table of text is encoded, as Python names it.
    header_row : int, optional
        The row with the names of the columns, counted from 1; 0 to find it.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    order: Order = ""
    accessed: date | None = None
    places: Places | None = None
    calendar: Calendar = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    header_row: int = 0

    def dates(self) -> DateReading:
        """Tell how dates are read."""
        return DateReading(self.order, self.calendar)

    def profile(self) -> dict[str, Any]:
        """Give what was chosen of the file as members for JSON.

        Examples
        --------
        >>> Options({"place": "Ort"}, "day-first").profile()
        {'columns': {'place': 'Ort'}, 'dates': 'day-first'}
        """
        members = {
            "columns": dict(self.columns),
            "dates": self.order,
            "calendar": self.calendar,
            "sheets": list(self.sheets),
            "encoding": self.encoding,
            "header_row": self.header_row,
        }
        return {name: value for name, value in members.items() if value}

    @classmethod
    def of_profile(cls, profile: Any, name: str, **others: Any) -> Self:
        """Take what was chosen from a profile.

        Parameters
        ----------
        profile : object
            What the JSON of `profile` holds.
        name : str
            The profile's name, for messages.
        **others
            Parameters that no profile holds.

        Raises
        ------
        EventFileError
            Where it is no profile.
        """
        members = profile if isinstance(profile, dict) else {"": profile}
        for member, value in members.items():
            if not _EXPECTED.get(member, _refused)(value):
                expected = f"a profile of {', '.join(_EXPECTED)}"
                raise refusal(name, member, value, expected)
        return cls(
            columns=members.get("columns", {}),
            order=members.get("dates", ""),
            calendar=members.get("calendar", ""),
            sheets=tuple(members.get("sheets", ())),
            encoding=members.get("encoding", ""),
            header_row=members.get("header_row", 0),
            **others,
        )


def read_profile(path: Path) -> Options:
    """Read a profile.

    Parameters
    ----------
    path : pathlib.Path
        A file from `write_profile`.

    Raises
    ------
    EventFileError
        Where it cannot be read.
    """
    return decode_profile(read_bytes(path), path.name)


def decode_profile(data: bytes, name: str) -> Options:
    """Read the bytes of a profile; with its name, and errors, as of `Options.of_profile`."""
    return Options.of_profile(decode_json(data, name), name)


def write_profile(path: Path, options: Options) -> None:
    """Keep what was chosen in a file."""
    path.write_text(profile_text(options), encoding="utf-8")


def profile_text(options: Options) -> str:
    """Write what was chosen as the text of a profile."""
    return f"{json.dumps(options.profile(), ensure_ascii=False, indent=2)}\n"


def _refused(_: Any) -> bool:
    return False


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


_EXPECTED = {
    "columns": lambda value: isinstance(value, dict) and _are_texts(value.values()),
    "dates": lambda value: value in ORDERS,
    "calendar": lambda value: value in CALENDARS,
    "sheets": lambda value: isinstance(value, list) and _are_texts(value),
    "encoding": lambda value: isinstance(value, str),
    "header_row": lambda value: type(value) is int and value >= 0,
}
