"""What a reader says of a table's columns: asked in the page, and taken from it.

This module shouldn't import Streamlit.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.opening import Opening
from events.importing import Options

ROLES: Mapping[str, str] = {
    "title": "Title",
    "kind": "Kind",
    "status": "Status",
    "date": "Date, or first day",
    "date_end": "Last day",
    "place": "Place",
    "district": "District",
    "province": "Province",
    "country": "Country",
    "longitude": "Longitude",
    "latitude": "Latitude",
    "wkt": "Shape (well-known text)",
    "precision": "How well the place is known",
    "radius_km": "Radius in km",
    "actor": "Who",
    "other_actor": "Who else",
    "killed": "Killed",
    "killed_low": "Killed, at least",
    "killed_high": "Killed, at most",
    "wounded": "Wounded",
    "note": "Note",
    "source": "Source",
    "url": "Link",
    "id": "Id",
}
"""What a column may hold for us, in the order and the words of the page."""

ORDERS = {"": "left out", "day-first": "5 July", "month-first": "7 May"}
"""What 05/07/2021 may be, where a table does not tell."""


def asked(opening: Opening, said: Options) -> dict[str, Any] | None:
    """Return what the page asks of a table's columns, ``None`` for what is no such table.

    Parameters
    ----------
    opening
        What became of the file.
    said
        What the reader has said before.
    """
    receipt = opening.receipt
    taken = receipt.roles if receipt else said.columns
    columns = (*receipt.used, *receipt.ignored) if receipt and taken else opening.columns
    if not columns:
        return None
    return {
        "columns": columns,
        "roles": [[role, label, taken.get(role, "")] for role, label in ROLES.items()],
        "orders": list(ORDERS.items()),
        "order": said.order,
    }


def answered(answer: Any, opening: Opening) -> Options | None:
    """Read the page's answer, ``None`` for one that was not asked for.

    Parameters
    ----------
    answer
        The chosen column of each role, ``""`` for none, and the order of 05/07/2021.
    opening
        The file it is about.
    """
    question = asked(opening, Options())
    if question is None or not isinstance(answer, Mapping):
        return None
    chosen, order = answer.get("columns"), answer.get("order")
    if not isinstance(chosen, Mapping) or order not in ORDERS:
        return None
    allowed = ["", *question["columns"]]
    if any(role not in ROLES or column not in allowed for role, column in chosen.items()):
        return None
    return Options(dict(chosen), order)
