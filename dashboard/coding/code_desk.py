"""The desk that Code mode works on: what a coder does, and what is shown of it, as plain JSON.

This module shouldn't import Streamlit.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.words.catalogue import say
from events.coding.passage import quote_of, whole_words, word_spans
from events.coding.place_index import PlaceIndex
from events.coding.proposals import Proposal
from events.coding.propose import filled, propose
from events.desk.database import DeskError, desk_address
from events.desk.desk import Desk, Kept
from events.desk.soundness import Lack, event_file, lacks_of
from events.model.event import Source
from events.model.vocabulary import Basis, Kind, Precision, Status
from events.provenance.sentences import sentences
from geodata.named_places import drawn_shape, load_gazetteer

RADIUS_KM = 5
"""How far the truth may lie from a town's point, as in the built-in article."""

_PLACE = ("place", "place_ids", "place_precision", "place_basis", "place_says", "radius_km")
_TITLE = 120  # characters of the selected words that a title begins as

Answer = dict[str, Any]


def address_of(setting: str) -> str:
    """Read ``DESK``: ``user`` for the user's own desk, else a file or an address of a database.

    Examples
    --------
    >>> address_of("/tmp/desk.sqlite")
    'sqlite:////tmp/desk.sqlite'
    """
    if setting == "user":
        return desk_address()
    return setting if "://" in setting else f"sqlite:///{Path(setting).resolve()}"


class CodeDesk:
    """A desk with the gazetteer, for one coder.

    Parameters
    ----------
    setting
        As ``DESK`` has it.

    Attributes
    ----------
    file
        Where the event file of the sound drafts is written for the map: beside the database, or
        in the user's data folder.

    Raises
    ------
    DeskError
        Where the desk can't be opened.
    """

    def __init__(self, setting: str) -> None:
        address = address_of(setting)
        local = address.startswith("sqlite:///")
        beside = address if local else desk_address()
        self.file = Path(beside.removeprefix("sqlite:///")).with_suffix(".geojson")
        self._desk = Desk(address)
        self._index = PlaceIndex(load_gazetteer())
        self._lacks: dict[tuple[str, int], list[Lack]] = {}
        self._views: dict[tuple[str, int], Answer] = {}
        self._source_views: dict[str, Answer] = {}
        self._proposed = lru_cache(maxsize=4_096)(self._propose)
        self.written()

    def state(self) -> Answer:
        """Return all that is on the desk."""
        return {
            "sources": self._sources(),
            "drafts": self._drafts(),
            "asides": [asdict(one) for one in self._desk.records("aside")],
        }

    def add_text(self, text: str, details: Mapping[str, str]) -> None:
        """Take a text with what is known of its source."""
        title = details.get("title", "").strip() or text.strip().splitlines()[0][:_TITLE]
        named = {name: value for name, value in details.items() if value.strip()} | {"title": title}
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        known = named | {"id": f"{_slug(title)}-{digest[:6]}", "kind": "article"}
        self._desk.add_text(text, Source.model_validate(known))

    def add_draft(self, source: str, start: int, end: int) -> str:
        """Begin an event with words of a text; return its key."""
        taken = {key for key, _ in self._desk.versions("draft")}
        text = self._desk.texts()[source]
        start, end = whole_words(text, start, end)
        words = " ".join(text[start:end].split())
        base = _slug(words)
        key = next(
            name for name in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if name not in taken
        )
        proposals = self._proposed(source, ((start, end),))
        properties = {"title": words[:_TITLE], **filled(proposals)}
        properties["quotes"] = [_quote(text, start, end, source)]
        seen = self._version(key)
        self._desk.save("draft", key, self._placed(key, properties, proposals), seen=seen)
        return key

    def add_quote(self, key: str, seen: int, source: str, start: int, end: int) -> None:
        """Add words to an event."""
        value = self._value(key)
        text = self._desk.texts()[source]
        start, end = whole_words(text, start, end)
        properties = dict(value["properties"])
        properties["quotes"] = [*properties["quotes"], _quote(text, start, end, source)]
        self._desk.save("draft", key, {**value, "properties": properties}, seen=seen)

    def set_field(self, key: str, seen: int, field: str, written: str) -> None:
        """Set a field of an event to what the coder writes; an empty one is taken out."""
        value = self._value(key)
        properties = dict(value["properties"])
        if field == "place":
            properties = {name: one for name, one in properties.items() if name not in _PLACE}
            value = {**value, "geometry": None}
        elif written:
            properties |= {field: written}
            if field == "date":
                properties |= {"date_basis": Basis.CODED.value}
        else:
            gone = {field, f"{field}_basis", f"{field}_says"}
            properties = {name: one for name, one in properties.items() if name not in gone}
        self._desk.save("draft", key, {**value, "properties": properties}, seen=seen)

    def take(self, key: str, seen: int, field: str, number: int) -> None:
        """Take one of several proposals for a field."""
        value = self._value(key)
        one = self._proposals_of(value).get(field, [])[number]
        values = {"quantities": [dict(one.values)]} if field == "quantities" else one.values
        properties = {**value["properties"], **values}
        placed = self._placed(key, properties, {"place": [one]} if field == "place" else {})
        geometry = placed["geometry"] if field == "place" else value["geometry"]
        self._desk.save("draft", key, {**placed, "geometry": geometry}, seen=seen)

    def add_aside(self, source: str, start: int, end: int, why: str) -> None:
        """Mark words that tell no event."""
        text = self._desk.texts()[source]
        words = {**_quote(text, start, end, source), "why": why}
        del words["speaker"]
        key = f"{source}:{start}-{end}"
        self._desk.save("aside", key, words, seen=self._version(key, "aside"))

    def remove(self, key: str, seen: int) -> None:
        """Take an event off the desk; undo brings it back."""
        self._desk.save("draft", key, None, seen=seen)

    def undo(self) -> bool:
        """Undo the last change."""
        return self._desk.undo()

    def redo(self) -> bool:
        """Do the change again that was undone last."""
        return self._desk.redo()

    def written(self) -> bytes:
        """Return the event file of the sound drafts, and lay it where the map reads it."""
        data, _ = event_file(self._desk, say("code.collection"), self._lacking)
        part = self.file.with_suffix(".part")
        part.write_bytes(data)
        part.replace(self.file)
        return data

    def _version(self, key: str, kind: Any = "draft") -> int:
        return self._desk.version(kind, key)

    def _value(self, key: str) -> Mapping[str, Any]:
        found = self._desk.find("draft", key)
        if found is None:
            raise DeskError(f'"{key}" is not on the desk.')
        return found.value

    def _placed(
        self, key: str, properties: Mapping[str, Any], proposals: Mapping[str, list[Proposal]]
    ) -> Answer:
        """Give a feature the shape of its place, where one place is proposed."""
        known = proposals.get("place", [])
        geometry, radius = None, {}
        if len(known) == 1 and (ids := _identity(known[0].values)):
            entry = next((one for one in load_gazetteer() if _is(one, ids)), None)
            geometry = drawn_shape(entry) if entry else None
            if geometry and entry and entry.precision == Precision.SETTLEMENT:
                radius = {"radius_km": RADIUS_KM}
        plain = {name: one for name, one in properties.items() if name != "radius_km"}
        return {
            "type": "Feature",
            "id": key,
            "geometry": json.loads(json.dumps(geometry)),
            "properties": {**plain, **radius},
        }

    def _propose(
        self, source: str, spans: tuple[tuple[int, int], ...]
    ) -> dict[str, list[Proposal]]:
        known = next(one for one in self._desk.sources() if one.id == source)
        return propose(self._desk.texts()[source], spans, known, self._index)

    def _proposals_of(self, value: Mapping[str, Any]) -> dict[str, list[Proposal]]:
        quotes = value["properties"]["quotes"]
        source = quotes[0]["source"]
        own = [(one["start"], one["end"]) for one in quotes if one["source"] == source]
        return self._proposed(source, tuple(own))

    def _sources(self) -> list[Answer]:
        """Show the texts, which never change: each is cut into words once."""
        known = self._desk.sources()
        if any(source.id not in self._source_views for source in known):
            texts = self._desk.texts()
            self._source_views = {one.id: _source_view(one, texts[one.id]) for one in known}
        return [self._source_views[source.id] for source in known]

    def _drafts(self) -> list[Answer]:
        """Show the drafts; those that were not changed since are shown as before."""
        versions = self._desk.versions("draft")
        new = [key for key, version in versions if (key, version) not in self._views]
        sources, texts = (self._desk.sources(), self._desk.texts()) if new else ([], {})
        for key in new:
            draft = self._desk.find("draft", key)
            if draft:
                self._views[key, draft.version] = self._draft_view(draft, sources, texts)
        return [self._views[one] for one in versions if one in self._views]

    def _lacking(
        self, draft: Kept, sources: Iterable[Source], texts: Mapping[str, str]
    ) -> list[Lack]:
        at = draft.key, draft.version
        if at not in self._lacks:
            self._lacks[at] = lacks_of(draft, sources, texts)
        return self._lacks[at]

    def _draft_view(self, draft: Kept, sources: list[Source], texts: Mapping[str, str]) -> Answer:
        return {
            "key": draft.key,
            "version": draft.version,
            "properties": draft.value["properties"],
            "drawn": draft.value["geometry"] is not None,
            "lacks": [asdict(one) for one in self._lacking(draft, sources, texts)],
            "proposals": {
                field: [
                    {"values": dict(one.values), "rule": one.rule, "words": one.words}
                    for one in known
                ]
                for field, known in self._proposals_of(draft.value).items()
            },
        }


VOCABULARY: Answer = {
    "kinds": [one.value for one in Kind],
    "statuses": [one.value for one in Status],
}
"""The closed lists that a coder chooses from."""


def _source_view(source: Source, text: str) -> Answer:
    return {
        **source.model_dump(mode="json"),
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


def _gaps(text: str, start: int, end: int) -> list[str]:
    """Return what stands before each word of a sentence, and behind the last."""
    ends = [start, *(last for _, last in word_spans(text, start, end))]
    begins = [*(first for first, _ in word_spans(text, start, end)), end]
    return [text[last:first] for last, first in zip(ends, begins, strict=True)]


def _quote(text: str, start: int, end: int, source: str) -> Answer:
    return quote_of(text, start, end, source).model_dump(mode="json")


def _identity(values: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]] | None:
    if "place_ids" not in values:
        return None
    return values["place"], values["place_precision"], tuple(values["place_ids"])


def _is(entry: Any, identity: tuple[str, str, tuple[str, ...]]) -> bool:
    return (entry.name, entry.precision, entry.ids) == identity


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKC", words).casefold()
    return "-".join(re.findall(r"\w+", plain)[:6])[:60] or "event"
