"""What the map draws and says, as plain JSON: marks of events, cells, areas.

The page asks for it over HTTP; the dossier carries it. This module shouldn't import Streamlit.
"""

from functools import lru_cache
from typing import Any

from dashboard import wording
from dashboard.opened import Opened, shape_name
from events.geometry import Geometry
from events.query_columns import shape_key
from events.schema import Event
from events.view import Area, Cell, Group, View
from events.vocabulary import family_of
from events.wkb import wkb_of

LONGEST = 200
"""The longest text of a mark, in characters; the event's card has the whole."""

MOST_POINTS = 50
"""The most points of one event that are drawn."""


def marks(file: Opened, rows: list[int]) -> list[dict[str, Any]]:
    """Return the marks of rows, in the order of their dates."""
    ranked = sorted(zip(file.table.columns.orders(rows), rows, strict=True))
    events = file.table.brief([row for _, row in ranked])
    return [
        mark(event, rank, file.letter(order))
        for ((rank, order), _), event in zip(ranked, events, strict=True)
    ]


def mark(event: Event, rank: int, letter: str = "") -> dict[str, Any]:
    """Return a located event's mark; a line or an area is named by its shape's key.

    Parameters
    ----------
    event
        An event with a geometry.
    rank
        Its place in the order of dates.
    letter
        What stands for its file, where several are shown together.
    """
    geometry = event.geometry
    if geometry is None:
        raise ValueError(f"{event.id} has no geometry")
    return {
        "id": event.id,
        "title": _short(event.title),
        "family": family_of(event.kind),
        "kind": event.kind,
        "status": event.status,
        "precision": event.place_precision,
        "place": _short(event.place),
        "sub": _short(wording.label_note(event)),
        "aria": _short(wording.aria(event), 2 * LONGEST),
        "points": geometry.points[:MOST_POINTS],
        "radius_km": event.radius_km,
        "shape": None if geometry.points else shape_of(geometry),
        "bbox": geometry.bbox,
        "order": rank,
        "letter": letter,
    }


@lru_cache(maxsize=1_000)
def shape_of(geometry: Geometry) -> str:
    """Return the name of a line or an area."""
    (wkb,), _ = wkb_of([geometry.as_geojson()])
    return shape_name(shape_key(wkb or b""))


def shown(file: Opened, found: View) -> dict[str, Any]:
    """Return what a view shows, as the map's layer takes it."""
    named = file.table.brief([area.rows[0] for area in found.areas])
    return {
        "read": file.loaded.read,
        "matched": found.matched,
        "inView": found.in_view,
        "full": found.full,
        "marks": marks(file, list(found.rows)),
        "cells": [_cell(cell) for cell in found.cells],
        "areas": [_area(area, event) for area, event in zip(found.areas, named, strict=True)],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    then = "Enter lists them." if cell.one_point else "Enter zooms in."
    return {
        **_group(cell, then),
        "key": cell.key,
        "lon": cell.longitude,
        "lat": cell.latitude,
        "one_point": cell.one_point,
    }


def _area(area: Area, event: Event) -> dict[str, Any]:
    """Return an area by its shape, in the words of one of its events."""
    return {
        **_group(area, f"{_short(wording.where(event))}. Enter lists them."),
        "shape": shape_name(area.shape),
        "precision": event.place_precision,
        "place": _short(event.place),
    }


def _group(group: Group, then: str) -> dict[str, Any]:
    """Return how many events a group has, of which families and in which days."""
    days = wording.period(group.first, group.last) if group.first or group.last else ""
    undated = f"{group.undated:,} without a date" if group.undated else ""
    when = "; ".join(filter(None, (days, undated)))
    kinds = ", ".join(f"{number:,} {family}" for family, number in group.families.items())
    told = f"{group.count:,} event{'' if group.count == 1 else 's'}: {kinds}."
    return {
        "bbox": group.bbox,
        "count": group.count,
        "families": group.families,
        "when": when,
        "aria": " ".join(filter(None, (told, when and f"{when}.", then))),
    }


def _short(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
