"""What is told of events beside the map, as plain JSON: the story, cards, rows.

The page and the dossier show the same. This module shouldn't import Streamlit.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from dashboard import wording
from dashboard.opened import Opened
from events.citations import citation, fragment_url
from events.schema import Event, Quote, Source
from events.vocabulary import Basis, family_of


def origin(sources: Iterable[Source]) -> str:
    """Return where the quotes come from: one source in full, several as a number."""
    sources = list(sources)
    if not sources:
        return ""
    if len(sources) > 1:
        return f"{len(sources):,} sources"
    return wording.credit(sources[0])


def title(file: Opened) -> dict[str, Any]:
    """Return the story's first step: what is told, and whose words it rests on."""
    sources = file.loaded.sources
    return {
        "heading": sources[0].title if len(sources) == 1 else file.loaded.title,
        "origin": origin(sources),
        "url": sources[0].url if len(sources) == 1 else "",
    }


def card(file: Opened, event: Event) -> dict[str, Any]:
    """Return an event in full: its words, its facts, and what is not from the source."""
    sources = {source.id: source for source in file.loaded.sources}
    return {
        "id": event.id,
        "title": event.title,
        "family": family_of(event.kind),
        "status": event.status,
        "standing": wording.standing(event),
        "origin": file.origin(event),
        "quotes": [_quotation(sources[quote.source], quote) for quote in event.quotes],
        "unquoted": "No quotation: the note is by the data set’s coders."
        if event.note
        else "No quotation: the source gives none.",
        "facts": [fact for fact in _facts(event) if fact["value"]],
        "external": [
            {
                "about": item.about[:1].upper() + item.about[1:],
                "note": item.note,
                "url": item.url,
                "host": urlsplit(item.url).hostname or "",
            }
            for item in event.evidence
        ],
        "note": event.note,
    }


def row(event: Event) -> dict[str, str]:
    """Return an event as a row of a table."""
    return {
        "id": event.id,
        "title": event.title,
        "standing": wording.standing(event),
        "when": wording.when(event),
        "where": wording.where(event),
    }


def _facts(event: Event) -> Iterable[dict[str, Any]]:
    status = wording.standing_note(event)
    yield _fact(
        "When",
        ". ".join(filter(None, (status, wording.when(event)))),
        event.date_basis,
        event.date_says,
    )
    yield _fact("Where", wording.where(event), event.place_basis, event.place_says)
    yield _fact("Who", wording.actors(event))
    yield _fact("How many", "; ".join(map(wording.quantity, event.quantities)))


def _fact(name: str, value: str, basis: Basis | None = None, says: str = "") -> dict[str, Any]:
    note = wording.basis(basis, says)
    return {"name": name, "value": value, "notes": [note] if note else []}


def _quotation(source: Source, quote: Quote) -> dict[str, Any]:
    return {
        "exact": quote.exact,
        "speaker": quote.speaker,
        "source": wording.credit(source),
        "start": quote.start,
        "link": fragment_url(source, quote),
        "citation": citation(source, quote),
    }
