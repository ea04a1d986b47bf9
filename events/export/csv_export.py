"""An event file as one table in csv: a row an event, for spreadsheets.

Points have their longitude and latitude, every geometry its well-known text (WKT). Lists are
spelled out in their cell and formulas defused (`events.export.csv_cells`). Python's own csv writes
the table, in UTF-8 with a byte order mark, by which spreadsheets know it.
"""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely

from events.export.csv_cells import Record, arm, defuse, spell, unspell
from events.files.feature_rows import COLUMNS, LISTS, NUMBERS, Row, pack_list, unpack_list
from events.model.vocabulary import KILLED, KILLED_BEST
from events.model.wkb import dimensions

PARTS: Mapping[str, tuple[str, ...]] = {
    "actors": ("name", "role", "more"),
    "quantities": ("what", "low", "high", "says", "more"),
    "quotes": ("exact", "speaker", "source", "start", "end", "prefix", "suffix", "more"),
    "evidence": ("about", "url", "note", "more"),
    "place_ids": ("id",),
}
"""The parts of an item of each list, in the order in which a cell has them. Accounts, which have
lists of their own, are JSON text."""

POSITION = ("longitude", "latitude")
"""The columns with the position of a point, or else with that which the source gives for the place,
in degrees."""

KILLED_ENDS = ("killed_low", "killed_best", "killed_high")
"""The columns with the numbers of the dead, which stand among the quantities, too."""

SHAPE = "wkt"
"""The column with the geometry as well-known text."""

TERMS = "terms"
"""The column that repeats what the event's source asks of whoever passes it on."""

CELLS = (
    *(name for name in COLUMNS if name != "geometry"),
    *(*KILLED_ENDS, *POSITION, SHAPE, TERMS),
)
"""The columns of the table."""


def write_csv(path: Path, rows: Iterable[Row], terms: Callable[[str], str]) -> None:
    """Write rows as csv.

    Parameters
    ----------
    path : pathlib.Path
        The file to write; see `events.files.file_access.replace_file`.
    rows : iterable of dict
        From `events.files.feature_rows.row_of`: the geometry is a GeoJSON geometry or None.
    terms : callable
        Tells for an event's id what its source asks for, ``""`` for nothing.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, CELLS)
        writer.writeheader()
        for row in rows:
            writer.writerow({**_cells(row), TERMS: defuse(terms(row["id"]))})


def row_from_cells(cells: Mapping[str, str]) -> Row:
    """Read one line of a table that `write_csv` wrote.

    Parameters
    ----------
    cells : mapping
        The text of each cell, by its column.

    Returns
    -------
    dict
        As `events.files.feature_rows.row_of` makes it; not yet known to be good.
    """
    row: Row = {}
    for name, cell in cells.items():
        text = arm(cell)
        if name in (*KILLED_ENDS, *POSITION, TERMS) or not text:
            continue
        if name == "place_ids":
            row[name] = [item.get("id", "") for item in unspell(text, PARTS[name])]
        elif name in PARTS:
            row[name] = unspell(text, PARTS[name])
        elif name in LISTS:
            row[name] = unpack_list(text)
        elif name in NUMBERS:
            row[name] = _number(text)
        elif name == SHAPE:
            row["geometry"] = _geometry(text)
        else:
            row[name] = text
    ends = [arm(cells.get(name, "")) for name in KILLED_ENDS]
    if cells.keys() >= set(KILLED_ENDS) and ends != _killed(row.get("quantities", ())):
        row["quantities"] = _with_killed(row.get("quantities", ()), ends)
    return row


def _cells(row: Row) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name in COLUMNS:
        value = row[name]
        if name == "geometry":
            cells |= _shape_cells(value)
        elif name == "place_ids":
            cells[name] = defuse(spell([{"id": identity} for identity in value or ()], ("id",)))
        elif name in PARTS:
            cells[name] = defuse(spell(value or (), PARTS[name]))
        elif name in LISTS:
            cells[name] = pack_list(value)
        else:
            cells[name] = defuse(value) if isinstance(value, str) else value
    cells |= dict(zip(KILLED_ENDS, _killed(row["quantities"] or ()), strict=True))
    for name in POSITION:
        cells.setdefault(name, row[f"place_{name}"])
    return cells


def _killed(quantities: Sequence[Record]) -> list[str]:
    """Write the lowest number of the dead, the best and the highest, ``""`` for none.

    Where one number alone is known, it is the best, too.
    """
    between, best = (
        next((one for one in quantities if one.get("what") == what), {})
        for what in (KILLED, KILLED_BEST)
    )
    low, high = (between.get(end) for end in ("low", "high"))
    alone = low if low == high else None
    ends = (low, best.get("low", alone), high)
    return ["" if end is None else json.dumps(end) for end in ends]


def _with_killed(quantities: Sequence[Record], ends: Sequence[str]) -> list[Record]:
    """Put the numbers of the dead that somebody wrote into their columns among quantities."""
    low, best, high = (_number(end) if end else None for end in ends)
    if low is None and high is None:
        low = high = best
    told = [{"what": KILLED, "low": low, "high": high}]
    if best is not None and not low == best == high:
        told.append({"what": KILLED_BEST, "low": best, "high": best})
    if low is None and high is None:
        told = []
    return [*told, *(one for one in quantities if one.get("what") not in (KILLED, KILLED_BEST))]


def _shape_cells(geometry: Record | None) -> dict[str, Any]:
    if geometry is None:
        return {}
    coordinates = geometry["coordinates"]
    if len(set(dimensions(coordinates))) > 1:
        coordinates = _flat(coordinates)  # well-known text has heights everywhere or nowhere
    text = f"{geometry['type'].upper()} {_wkt(coordinates)}"
    if geometry["type"] != "Point":
        return {SHAPE: text}
    longitude, latitude = geometry["coordinates"][:2]
    return {"longitude": longitude, "latitude": latitude, SHAPE: text}


def _wkt(coordinates: Any) -> str:
    """Write coordinates as well-known text, every number in full."""
    if not isinstance(coordinates[0], list):
        return f"({_position(coordinates)})"
    if not isinstance(coordinates[0][0], list):
        return f"({', '.join(map(_position, coordinates))})"
    return f"({', '.join(map(_wkt, coordinates))})"


def _flat(coordinates: Any) -> Any:
    if isinstance(coordinates[0], list):
        return [_flat(part) for part in coordinates]
    return coordinates[:2]


def _position(position: Sequence[float]) -> str:
    return " ".join(map(repr, position))


def _geometry(text: str) -> Any:
    try:
        return json.loads(shapely.to_geojson(shapely.from_wkt(text)))
    except (shapely.GEOSException, TypeError):
        return text


def _number(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
