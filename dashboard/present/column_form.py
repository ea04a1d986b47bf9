"""What a reader says of a table's columns: asked in the page, and taken from it.

This module shouldn't import Streamlit.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from dashboard.session.file_opener import PLAIN, OpenResult
from dashboard.session.server_limits import PROFILE_BYTES
from dashboard.words.catalogue import say
from events.importers.inputs.text_encoding import CANDIDATES
from events.importers.rows.options import ALL_SHEETS, Options, decode_profile, profile_text
from events.model.problems import Words, refusal

ROLES = (
    "title",
    "kind",
    "status",
    "date",
    "date_end",
    "year",
    "month",
    "day",
    "place",
    "district",
    "province",
    "country",
    "longitude",
    "latitude",
    "lat_lon",
    "lon_lat",
    "mgrs",
    "wkt",
    "precision",
    "radius_km",
    "actor",
    "other_actor",
    "killed",
    "killed_low",
    "killed_high",
    "wounded",
    "note",
    "source",
    "url",
    "folder",
    "id",
)
"""What a column may hold for us, in the order of the page."""

ORDERS = ("", "day-first", "month-first")
"""What 05/07/2021 may be, where a table does not tell."""

CALENDARS = ("", "gregorian", "solar-hijri", "lunar-hijri", "buddhist")
"""Whose years a table may count."""

_LONGEST = 60  # letters of a cell that the page shows
_HIGHEST_ROW = 1_000


def form_of(opening: OpenResult, said: Options) -> dict[str, Any] | None:
    """Return what the page asks of a table's columns, ``None`` for what is no such table.

    Parameters
    ----------
    opening
        What became of the file.
    said
        What the reader has said before.
    """
    seen, receipt = opening.preview, opening.receipt
    encodable = any("--encoding" in problem.hint for problem in opening.file.refused)
    named = (*receipt.used, *receipt.ignored) if receipt and receipt.roles else ()
    columns = seen.columns or named
    if not columns and not encodable and not said.profile():
        return None
    taken = receipt.roles if receipt else {**seen.roles, **said.columns}
    of_column = {
        column: say(f"role.{role}") for role, column in taken.items() if column and role in ROLES
    }
    return {
        "columns": columns,
        "roles": [[role, say(f"role.{role}"), taken.get(role, "")] for role in ROLES],
        "orders": [[order, say(f"date_order.{order or 'none'}")] for order in ORDERS],
        "order": said.order,
        "calendars": [[one, say(f"calendar.{one or 'none'}")] for one in CALENDARS],
        "calendar": said.calendar,
        "sheets": seen.sheets,
        "sheet": said.sheets[0] if said.sheets else "",
        "encoding": said.encoding,
        "encodings": ["", "utf-8", *CANDIDATES] if encodable or said.encoding else [],
        "header_row": said.header_row or seen.header_row,
        "profile": profile_text(said) if said.profile() else "",
        "profile_bytes": PROFILE_BYTES,
        "heads": [[of_column.get(column, ""), column[:_LONGEST]] for column in seen.columns],
        "rows": [[cell[:_LONGEST] for cell in row] for row in seen.rows],
    }


def read_answer(answer: Any, opening: OpenResult, said: Options = PLAIN) -> Options | None:
    """Read the page's answer, ``None`` for one that was not asked for.

    Parameters
    ----------
    answer
        The chosen column of each role, ``""`` for none, the order of 05/07/2021, and the
        calendar, sheet, encoding and row of the header where they were chosen.
    opening
        The file it is about.
    said
        What the reader has said before; it holds where the answer leaves it as it is.
    """
    question = form_of(opening, said)
    if question is None or not isinstance(answer, Mapping):
        return None
    chosen, order = answer.get("columns"), answer.get("order")
    if not isinstance(chosen, Mapping) or order not in ORDERS:
        return None
    allowed = ["", *question["columns"]]
    if any(role not in ROLES or column not in allowed for role, column in chosen.items()):
        return None
    calendar, sheet = answer.get("calendar", ""), answer.get("sheet", "")
    encoding, row = answer.get("encoding", ""), answer.get("header_row", 0)
    if calendar not in CALENDARS or sheet not in ("", ALL_SHEETS, *question["sheets"]):
        return None
    if encoding not in ("", "utf-8", *CANDIDATES) or row not in range(_HIGHEST_ROW):
        return None
    sheets = (sheet,) if sheet else ()
    moved = said.header_row if row == question["header_row"] else row
    same = (sheets, encoding, moved) == (said.sheets, said.encoding, said.header_row)
    columns = dict(chosen) if question["columns"] else {}
    if chosen == _roles(question):  # of another header or sheet the columns are others
        columns = dict(said.columns) if same else {}
    return Options(
        columns, order, calendar=calendar, sheets=sheets, encoding=encoding, header_row=moved
    )


def read_opened_profile(answer: Any) -> Options | None:
    """Read a profile that the reader opened, ``None`` for an answer that holds none.

    Parameters
    ----------
    answer
        The name of the profile's file, and its bytes in base 64: no more than the page was to send.

    Raises
    ------
    EventFileError
        Where it is no profile; in the words of ``import --profile``.
    """
    if not isinstance(answer, Mapping) or not isinstance(answer.get("profile"), str):
        return None
    name = str(answer.get("name", ""))
    try:
        data = base64.b64decode(answer["profile"], validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(data) > PROFILE_BYTES:
        most = f"{PROFILE_BYTES:,} bytes"
        raise refusal(name, "", Words(f"more than {most}"), f"a profile of at most {most}")
    return decode_profile(data, name)


def _roles(question: Mapping[str, Any]) -> dict[str, str]:
    return {role: column for role, _, column in question["roles"]}
