"""The article beside the map: its quotes in order, how much of it is coded, and its text.

The text itself is never in an event file. A reader may supply it; it is checked by length
and hash, and stays in that reader's session. This module shouldn't import Streamlit.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.model.event import Event, Quote, Source
from events.model.vocabulary import family_of
from events.provenance.verify import coverage_strip, verify

MOST_QUOTES = 200
"""Most quotes that the reading pane lists at once."""


def coded_source(sources: Sequence[Source]) -> Source | None:
    """Return the one source that the events code: the only one, or the only one with a text."""
    texts = sources if len(sources) == 1 else [one for one in sources if one.length]
    return texts[0] if len(texts) == 1 else None


def main_source(file: SessionFile) -> Source | None:
    """Return the one text that a file codes, or ``None`` where it is none or several.

    It is the one source whose length is known; others may tell of the same events. Many events
    are no coding of one article: of a file held on the disk there is none.
    """
    main = coded_source(file.loaded.sources)
    return main if main and main.length and not file.stored else None


def quotes(file: SessionFile) -> list[dict[str, Any]]:
    """Return the quotes in the order of their sources.

    Each tells whether words are left out before it (``gap``) and whether it stands within
    the one before (``within``), as when two events rest on parts of one sentence. Of many
    events those are looked at that come first in the file.
    """
    rank = {source.id: at for at, source in enumerate(file.loaded.sources)}
    ordered = sorted(
        ((quote, event) for event in file.quoted for quote in event.quotes),
        key=lambda pair: (rank[pair[0].source], pair[0].start, -pair[0].end),
    )
    return list(_listed(ordered[:MOST_QUOTES]))


def _listed(ordered: list[tuple[Quote, Event]]) -> Iterator[dict[str, Any]]:
    source, reached = "", 0
    for quote, event in ordered:
        if quote.source != source:
            source, reached = quote.source, 0
        yield {
            "event": event.id,
            "family": family_of(event.kind),
            "status": event.status,
            "exact": quote.exact,
            "speaker": quote.speaker,
            "start": quote.start,
            "gap": quote.start > reached + 3,  # more than a space or a quotation mark
            "within": quote.end <= reached,
        }
        reached = max(reached, quote.end)


def strip(file: SessionFile, source: Source) -> list[dict[str, Any]]:
    """Return the stretches of a source from its first to its last character.

    Each with its length in code points, the ids of the events that rest on it, and whether it
    is an aside, which tells no event.
    """
    return [
        {
            "length": stretch.end - stretch.start,
            "events": stretch.event_ids,
            "aside": stretch.aside,
        }
        for stretch in coverage_strip(file.loaded.events, source, file.loaded.asides)
    ]


def coverage(file: SessionFile, source: Source, text: str | None) -> str:
    """Return how much of a source is coded: by sentences with its text, else by characters."""
    if text is not None:
        found = verify(file.loaded, {source.id: text})
        return say(
            "article.sentences",
            coded=found.sentences_touched,
            count=found.sentences_total,
            share=f"{found.coverage:.0%}",
        )
    stretches = strip(file, source)
    quoted = sum(stretch["length"] for stretch in stretches if stretch["events"])
    length = source.length or 0
    return say("article.characters", coded=quoted, count=length, share=f"{quoted / length:.0%}")


def passages(file: SessionFile, source: Source, text: str) -> list[list[dict[str, Any]]]:
    """Return the text as paragraphs of passages, each with the events that rest on it.

    Parameters
    ----------
    file
        The open event file.
    source
        The source whose text this is, as ``read_text`` found.
    text
        The text as published.
    """
    paragraphs: list[list[dict[str, Any]]] = [[]]
    for stretch in coverage_strip(file.loaded.events, source):
        first, *others = text[stretch.start : stretch.end].split("\n\n")
        for at, piece in enumerate([first, *others]):
            if at:
                paragraphs.append([])
            if piece:
                paragraphs[-1].append({"text": piece, "events": stretch.event_ids})
    return [paragraph for paragraph in paragraphs if paragraph]


def read_text(file: SessionFile, source: Source, given: str) -> tuple[str | None, str]:
    """Check that a text is the one that was coded.

    Parameters
    ----------
    file
        The open event file.
    source
        The source that the text should be of.
    given
        The text as the reader supplied it; white space around it does not count.

    Returns
    -------
    tuple of str or None, and str
        The text as published and ``""``, or ``None`` and why it is another one.
    """
    for text in (given, given.strip()):
        found = verify(file.loaded, {source.id: text})
        if found.sentences_total:
            return text, ""
    return None, next(
        (verdict.why for verdict in found.verdicts if verdict.why), say("article.empty_text")
    )
