"""What a dossier and the printed page both hold: the events in full, the key's marks, whose all is.

`static/panels/dossier/` draws it in the one and on the other. This module shouldn't import
Streamlit.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard.dossier.html_document import LAYERS
from dashboard.present import event_card, wording
from dashboard.present.map_marks import is_marked, shape_of
from dashboard.present.overview import counts_told, filters_in_words
from dashboard.session.server_limits import DOSSIER_EVENTS
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.export.formats import terms_of
from events.model.event import Event, Source
from events.model.geometry import Geometry
from events.model.vocabulary import family_of
from events.query.event_table import select
from events.query.selection import Selection
from geodata.basemap import BaseMap, load_basemap


def for_paper(
    file: SessionFile, selection: Selection, most: int = DOSSIER_EVENTS
) -> dict[str, Any]:
    """Return what stands on paper; of more events than there may be, none but their number.

    Parameters
    ----------
    file
        The open event file.
    selection
        Which of its events.
    most
        The most events that are printed.
    """
    total = file.counts(selection).selected
    return contents(file, selection, select(file.table, selection) if total <= most else [])


def contents(
    file: SessionFile, selection: Selection, events: Sequence[Event], made: date | None = None
) -> dict[str, Any]:
    """Return what a dossier holds beside map, reading pane and days, as plain JSON.

    Parameters
    ----------
    file
        The open event file.
    selection
        Which of its events.
    events
        These events, or none where they are too many.
    made
        The day to write on it; today by default.
    """
    loaded, counts, base = file.loaded, file.counts(selection), load_basemap()
    return {
        "title": loaded.title or loaded.path_name,
        "origin": event_card.origin(file.credited),
        "filters": filters_in_words(selection, file.loaded.sources),
        "counts": counts_told(file, selection),
        "key": [_sample(event, event.geometry) for event in events if event.geometry is not None],
        "cards": [event_card.card(file, event) for event in events],
        "problems": list(file.problems),
        "sources": [
            _source(source, letter)
            for letter, sources in event_card.sources_of_files(file)
            for source in sources
        ],
        "receipt": [*file.receipt, *_receipt(file, counts.selected, made or date.today())],
        "layers": _layers(base),
        "foot": f"{say('credits.map', credits=base.credits)} {say('map.disclaimer')}",
    }


def _sample(event: Event, geometry: Geometry) -> dict[str, Any]:
    """Return what the key must tell of an event's mark."""
    return {
        "family": family_of(event.kind),
        "status": event.status,
        "precision": event.place_precision,
        "shape": shape_of(geometry) if "Polygon" in geometry.type else None,
        "external": is_marked(event),
    }


def _source(source: Source, letter: str) -> dict[str, Any]:
    citation = event_card.asked_citation(source)
    notes = [say("dossier.text_hash", digest=source.sha256)] if source.sha256 else []
    credit = wording.credit(source)
    return {
        "letter": letter,
        "title": source.title,
        "credit": "" if credit == source.title else credit,
        "url": source.url,
        "notes": [*notes, *([citation] if citation else []), *terms_of([source])],
    }


def _receipt(file: SessionFile, selected: int, made: date) -> list[str]:
    loaded = file.loaded
    versions = [part.version for part in file.parts] or [(loaded.path_name, loaded.sha256)]
    return [
        say(
            "dossier.counts",
            file=loaded.path_name,
            count=loaded.read,
            rejected=loaded.rejected,
            selected=selected,
        ),
        *(say("dossier.file_hash", file=name, digest=digest) for name, digest in versions),
        say("dossier.made_on", day=wording.day(made)),
    ]


def _layers(base: BaseMap) -> list[str]:
    return [
        f"{layer.title}: {layer.attribution}. {layer.licence}. SHA-256 {layer.sha256}"
        for name, layer in base.layers.items()
        if name in LAYERS
    ]
