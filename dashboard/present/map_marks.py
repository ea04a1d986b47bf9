"""What the map draws and says, as plain JSON: marks of events, cells, areas.

The page asks for it over HTTP; the dossier carries it. This module shouldn't import Streamlit.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from dashboard.present import wording
from dashboard.session.session_file import SessionFile, shape_name
from dashboard.words.catalogue import say
from events.accounts.fields import DATE, PLACE, Field
from events.accounts.shown_values import is_external
from events.model.event import Event, Source
from events.model.geometry import Geometry
from events.model.vocabulary import Basis, family_of
from events.model.wkb import wkb_of
from events.query.clusters import Area, Cell, Group
from events.query.columns.row_order import Order
from events.query.map_view import View
from events.query.query_schema import shape_key

LONGEST = 200
"""The longest text of a mark, in characters; the event's card has the whole."""

MOST_POINTS = 50
"""The most points of one event that are drawn."""


def marks(file: SessionFile, rows: list[int]) -> list[dict[str, Any]]:
    """Return the marks of rows, in the order of their dates."""
    sources = {source.id: source for source in file.loaded.sources}
    ranked = sorted(zip(file.table.columns.orders(rows), rows, strict=True))
    events = file.table.brief([row for _, row in ranked])
    return [
        mark(event, rank, file.letter(order), sources)
        for ((rank, order), _), event in zip(ranked, events, strict=True)
    ]


def listed_marks(file: SessionFile, rows: list[int]) -> dict[str, Any]:
    """Return rows as the list of one place takes them, in the order asked for.

    Returns
    -------
    dict
        ``marks``, each with ``told``: standing, time with its year, place and deaths in short;
        ``counted``, whether the file tells of deaths.
    """
    columns = file.table.columns
    places = np.array(rows, dtype=np.intp)
    ends: tuple[Order, ...] = ("deaths_low", "deaths_best", "deaths_high")
    killed = zip(*(columns.values(end, places).tolist() for end in ends), strict=True)
    told = zip(columns.orders(rows), file.table.brief(rows), killed, strict=True)
    return {
        "marks": [
            {**mark(event, rank, file.letter(order)), "told": list_note(event, *numbers)}
            for (rank, order), event, numbers in told
        ],
        "counted": bool((columns.ranks("deaths_best") >= 0).any()),
    }


def mark(
    event: Event, rank: int, letter: str = "", sources: Mapping[str, Source] = MappingProxyType({})
) -> dict[str, Any]:
    """Return a located event's mark; a line or an area is named by its shape's key.

    Parameters
    ----------
    event
        An event with a geometry.
    rank
        Its place in the order of dates.
    letter
        What stands for its file, where several are shown together.
    sources
        Those of the file by their ids.
    """
    geometry = event.geometry
    if geometry is None:
        raise ValueError(f"{event.id} has no geometry")
    return {
        "id": event.id,
        "title": wording.shortened(event.title, LONGEST),
        "family": family_of(event.kind),
        "kind": event.kind,
        "status": event.status,
        "precision": event.place_precision,
        "place": wording.shortened(wording.place_name(event), LONGEST),
        "external": event.place_basis is Basis.EXTERNAL,
        "elsewhere": values_from_elsewhere(event, sources),
        "sub": wording.shortened(wording.label_note(event), LONGEST),
        "aria": wording.shortened(wording.aria(event), 2 * LONGEST),
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


def marks_in_view(file: SessionFile, found: View) -> dict[str, Any]:
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
    return {
        **_group(cell),
        "key": cell.key,
        "lon": cell.longitude,
        "lat": cell.latitude,
        "one_point": cell.one_point,
    }


def _area(area: Area, event: Event) -> dict[str, Any]:
    """Return an area by its shape, in the words of one of its events."""
    where = wording.shortened(wording.where(event), LONGEST)
    return {
        **_group(area, f"{where}. {say('map.no_closer')}"),
        "shape": shape_name(area.shape),
        "precision": event.place_precision,
        "place": wording.shortened(wording.place_name(event), LONGEST),
    }


def _group(group: Group, place: str = "") -> dict[str, Any]:
    """Return how many events a group has, of which families and in which days."""
    days = wording.period(group.first, group.last) if group.first or group.last else ""
    undated = say("counts.undated", count=group.undated) if group.undated else ""
    when = "; ".join(filter(None, (days, undated)))
    kinds = ", ".join(
        say("map.kind_count", number=number, kind=say(f"family.{family}"))
        for family, number in group.families.items()
    )
    told = say("map.events_of_kinds", count=group.count, kinds=kinds)
    return {
        "bbox": group.bbox,
        "count": group.count,
        "families": group.families,
        "when": when,
        "aria": " ".join(filter(None, (told, when and f"{when}.", place))),
    }


def is_marked(event: Event) -> bool:
    """Tell whether the event's mark says something that is not from its source."""
    return any(
        wording.EXTERNAL in words
        for words in (wording.standing_note(event), wording.when(event), wording.where(event))
    )


def elsewhere(event: Event, field: Field, sources: Mapping[str, Source]) -> str:
    """Return whose a value is that is not from the event's own source, or ``""``.

    Parameters
    ----------
    event
        The event.
    field
        The field of the value.
    sources
        Those of the file by their ids.

    Returns
    -------
    str
        The sources that tell it; where none does, the sites of its evidence.
    """
    if not is_external(event, field):
        return ""
    told = [sources[one.source] for one in field.deciding(event.accounts) if one.source in sources]
    sites = [urlsplit(one.url).hostname for one in event.evidence if one.about == field.name]
    names = dict.fromkeys([wording.credit(source) for source in told] or filter(None, sites))
    return say("basis.list").join(names)


def values_from_elsewhere(event: Event, sources: Mapping[str, Source]) -> dict[str, dict[str, str]]:
    """Return the values of the event's label that are not from its source, each with whose it is.

    Parameters
    ----------
    event
        The event; of one without accounts and evidence nothing is known.
    sources
        Those of the file by their ids.

    Returns
    -------
    dict
        By ``place`` and ``date``: the ``value`` as a label has it, and ``words`` that also say
        whose it is. What is the source's own is left out.
    """
    values = {"place": event.place, "date": wording.span_words(event.span, year=False)}
    told = {field.name: elsewhere(event, field, sources) for field in (PLACE, DATE)}
    return {
        name: {
            "value": values[name],
            "words": say("basis.value_by", value=values[name], by=by),
        }
        for name, by in told.items()
        if by
    }


def list_note(event: Event, low: int, best: int, high: int) -> str:
    """Return what stands under an event's title in the list of one place, in short.

    Parameters
    ----------
    event
        The event.
    low, best, high
        How many were killed, by each estimate; below 0 for no number.
    """
    known = "killed_between" if 0 <= low < high else "killed"
    parts = [
        wording.standing_note(event),
        wording.when(event) if event.span else "",
        wording.where_short(event),
        say(f"list.{known}", count=best, low=low, high=high) if best >= 0 else "",
    ]
    return " · ".join(part for part in parts if part)
