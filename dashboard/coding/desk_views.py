"""What is shown of a desk, as plain JSON: its texts in words, its drafts with what they lack.

This module shouldn't import Streamlit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from dashboard.coding.edits import place_of
from dashboard.coding.review.field_words import field_name
from events.coding.by_hand import written_actors, written_quantities
from events.coding.passage import word_spans
from events.coding.proposals import Proposal
from events.desk.acts import Kept
from events.desk.soundness import Lack
from events.matching.told_already import Told, read_told, told_among
from events.model.event import Source
from events.model.vocabulary import Kind, Rank, Status
from events.provenance.sentences import sentences
from geodata.named_places import GazetteerEntry, drawn_shape

View = dict[str, Any]

VOCABULARY: View = {
    "ranks": [one.value for one in Rank],
    "kinds": [one.value for one in Kind],
    "statuses": [one.value for one in Status],
}
"""The closed lists that a coder chooses from."""


_BLANK: View = {"geometry": None, "properties": {"quotes": []}}


def source_view(source: Source, version: int, text: str) -> View:
    """Show a text by sentence and word, each with its code points, and its source."""
    return {
        **source.model_dump(mode="json"),
        "version": version,
        "sentences": [
            {
                "start": start,
                "end": end,
                "parts": [
                    [first, last, text[first:last]] for first, last in word_spans(text, start, end)
                ],
                "text": text[start:end],
                "gaps": _gaps(text, start, end),
            }
            for start, end in sentences(text)
        ],
    }


def draft_view(
    draft: Kept, lacks: Iterable[Lack], proposals: Mapping[str, Sequence[Proposal]]
) -> View:
    """Show a draft, what it lacks, what is proposed, and what a coder may write anew."""
    properties = draft.value["properties"]
    return {
        "key": draft.key,
        "version": draft.version,
        "properties": {"quotes": [], **properties},
        "written": {
            "actors": written_actors(properties.get("actors", [])),
            "quantities": written_quantities(properties.get("quantities", [])),
            "accounts": [
                written_quantities(one.get("quantities", []))
                for one in properties.get("accounts", ())
            ],
        },
        "drawn": draft.value["geometry"] is not None,
        "lacks": [asdict(one) | {"name": field_name(one.field)} for one in lacks],
        "proposals": {
            field: [
                {"values": dict(one.values), "rule": one.rule, "words": one.words} for one in known
            ]
            for field, known in proposals.items()
        },
    }


def unreadable_view(draft: Kept, lacks: Iterable[Lack]) -> View:
    """Show of a draft that can't be read that it is there, so that it can be mended or removed."""
    return draft_view(Kept(draft.key, draft.version, _BLANK), lacks, {})


def proposed_view(one: Proposal) -> View:
    """Show a place that is proposed, with its shape."""
    place = place_of(one)
    return {
        "name": one.values["place"],
        "precision": one.values["place_precision"],
        "geometry": drawn_shape(place) if place else None,
    }


class Offers:
    """Which events may tell the same as one; each is read once for each version of it."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[int, Told]] = {}

    def of(self, draft: Kept, known: Iterable[Kept]) -> list[View]:
        """Show which of the events that are there may tell the same, the likeliest first."""
        return [asdict(one) for one in told_among(self._told(draft), map(self._told, known))]

    def _told(self, draft: Kept) -> Told:
        known = self._read.get(draft.key)
        if known is None or known[0] != draft.version:
            known = self._read[draft.key] = draft.version, read_told(draft.value)
        return known[1]


def place_view(number: int, place: GazetteerEntry) -> View:
    """Show a place of the gazetteer, by its number there."""
    return {
        "number": number,
        "name": place.name,
        "precision": place.precision,
        "countries": list(place.countries),
    }


def _gaps(text: str, start: int, end: int) -> list[str]:
    """Return what stands before each word of a sentence, and behind the last."""
    ends = [start, *(last for _, last in word_spans(text, start, end))]
    begins = [*(first for first, _ in word_spans(text, start, end)), end]
    return [text[last:first] for last, first in zip(ends, begins, strict=True)]
