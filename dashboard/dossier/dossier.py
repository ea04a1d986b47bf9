"""The dossier: one .html file that shows a selection with no network and no server.

It is the page's own map, panels and wording, with the events, the base layers and the style in the
file. Text travels as JSON and enters the page as text; the file's policy allows its own two
scripts and no connection at all. ``python -m events export FILE OUT.html`` writes one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.dossier.contents import contents
from dashboard.dossier.html_document import document
from dashboard.present import article, story
from dashboard.present.map_marks import mark
from dashboard.present.overview import home_of
from dashboard.present.timeline_chart import chart
from dashboard.session.server_limits import DOSSIER_EVENTS
from dashboard.session.session_file import SessionFile, shape_name
from events.accounts.one_source import ranked_accounts
from events.files.file_access import replace_file
from events.model.event import Event
from events.model.problems import EventFileError, Problem, Words
from events.query.event_table import select
from events.query.selection import Selection
from events.query.summary import summarise
from events.store.memory import EventTable
from geodata.basemap import BaseMap, load_basemap


def build_dossier(
    file: SessionFile,
    selection: Selection = Selection(),  # noqa: B008 - frozen
    made: date | None = None,
) -> bytes:
    """Return the dossier of a selection.

    Parameters
    ----------
    file
        The open event file.
    selection
        Which of its events.
    made
        The day to write on it; today by default.

    Returns
    -------
    bytes
        An HTML document, UTF-8.

    Raises
    ------
    EventFileError
        For more events than ``DOSSIER_EVENTS``.
    """
    total = file.counts(selection).selected
    if total > DOSSIER_EVENTS:
        found = Words(f"{total:,} events")
        expected = f"at most {DOSSIER_EVENTS:,} for a dossier"
        hint = "Nothing is written; choose fewer by the filters, or another format."
        problem = Problem(file.loaded.path_name, None, None, "", found, expected, hint)
        raise EventFileError(problem)
    events = select(file.table, selection)
    told, base = contents(file, selection, events, made), load_basemap()
    return document(
        {**told, **_story(file, events, told["cards"]), "map": _mapped(file, events, base)}, base
    ).encode()


def write_dossier(content: bytes, path: Path) -> None:
    """Write a dossier to a file, whole or not at all.

    Parameters
    ----------
    content
        From `build_dossier`.
    path
        The .html file; it is replaced.

    Raises
    ------
    OSError
        Where the file cannot be written.
    """
    with replace_file(path) as part:
        part.write_bytes(content)


def _story(
    file: SessionFile, events: Sequence[Event], cards: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return the reading pane's words and the days, of these events alone."""
    part, everything = SessionFile(replace(file.loaded, events=tuple(events))), Selection()
    main = article.main_source(part)
    return {
        "cards": [
            {**card, "step": story.step(part, everything, event)}
            for card, event in zip(cards, events, strict=True)
        ],
        "steps": {
            "title": story.step(part, everything, None),
            "coverage": story.step(part, everything, None, coverage=True),
        },
        "reading": {
            "title": story.title(part),
            "article": article.quotes(part),
            "strip": article.strip(part, main) if main else [],
            "coverage": article.coverage(part, main, None) if main else "",
        },
        "when": chart(part, everything),
    }


def _mapped(file: SessionFile, events: list[Event], base: BaseMap) -> dict[str, Any]:
    table = EventTable(events)
    orders = table.columns.orders(range(len(events)))
    parts = [file.part_of(event) for event in events]
    sources = {source.id: source for source in file.loaded.sources}
    marks = [
        {**mark(event, rank, part.letter if part else "", sources), "days": _days(event)}
        for event, (rank, _), part in zip(events, orders, parts, strict=True)
        if event.geometry is not None
    ]
    keys = {int(item["shape"], 16) for item in marks if item["shape"]}
    shapes = table.geometries(sorted(keys))
    return {
        "credits": base.credits,
        "marks": marks,
        "shapes": {shape_name(key): shape for key, shape in shapes.items()},
        "read": file.loaded.read,
        "home": home_of(summarise(table).reach),
        "others": {event.id: _others_places(event) for event in events if len(event.accounts) > 1},
    }


def _others_places(event: Event) -> list[dict[str, Any]]:
    """Return where sources put an event, with the numbers of their rows."""
    return [
        {"number": at, "geometry": account.geometry.as_geojson()}
        for at, account in enumerate(ranked_accounts(event), start=1)
        if account.geometry is not None and account.geometry != event.geometry
    ]


def _days(event: Event) -> list[str | None] | None:
    """Return the earliest and the latest possible day, ``None`` for an end that is open."""
    span = event.span
    if span is None:
        return None
    return [day.isoformat() if day else None for day in (span.earliest, span.latest)]
