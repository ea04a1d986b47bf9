"""The desk that Code mode works on: what a coder does, and what is shown of it, as plain JSON.

This module shouldn't import Streamlit.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from dashboard.coding.account_edits import of_one_source, source_of, with_placed, with_written
from dashboard.coding.desk_news import DeskNews
from dashboard.coding.desk_views import Offers, View, place_view, proposed_view
from dashboard.coding.edits import (
    draft_quotes,
    drawn_at,
    first_source,
    only_place,
    place_of,
    quoted_words,
    with_draft,
    with_properties,
    with_quote,
    with_words,
)
from dashboard.coding.place_choice import choices_of, may_join
from dashboard.coding.review.event_history import history_view
from dashboard.coding.source_details import changed_source, new_source, slug_of, title_of
from dashboard.words.catalogue import say
from events.coding.names.place_index import PlaceIndex
from events.coding.passage import whole_words
from events.coding.proposals import Proposal
from events.coding.propose import LISTS, filled, propose, speaker_of
from events.desk.database import DeskError, address_of
from events.desk.desk import Desk
from events.desk.soundness import event_file
from events.model.event import Source
from geodata.named_places import drawn_shape, load_gazetteer
from geodata.places_around import places_around
from geodata.shapes_by_hand import Point


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
        in a folder that goes with the program, where the database is no file.
    store
        What keeps it, for who acts.

    Raises
    ------
    DeskError
        Where the desk can't be opened.
    """

    def __init__(self, setting: str) -> None:
        address = address_of(setting)
        if address.startswith("sqlite:///"):
            self.file = Path(address.removeprefix("sqlite:///")).with_suffix(".geojson")
        else:
            self._folder = TemporaryDirectory(prefix="panj-desk-")
            self.file = Path(self._folder.name) / "desk.geojson"
        self.store = Desk(address)
        self._who, self._why = "", ""
        self._offers = Offers()
        self._index = PlaceIndex(load_gazetteer())
        self._proposed = lru_cache(maxsize=4_096)(self._propose)
        self._news = DeskNews(self.store, self._proposals_of, self._proposed.cache_clear)
        self.written()

    def state(self, seen: str = "") -> View:
        """Return what is on the desk, as far as it is other than in the state that was seen.

        Parameters
        ----------
        seen
            The ``state`` of an answer; ``""`` for none.
        """
        return self._news.since(seen)

    def once(self, request: str, act: Callable[[], Any]) -> Any:
        """Do what a page asks for, but not a second time: it may not have heard the answer.

        Parameters
        ----------
        request
            Its name, the page's own.
        act
            What to do.
        """
        known = self.store.answer_to(request)
        if known is not None:
            return known
        with self.store.answering(request):
            return act()

    def add_text(self, text: str, details: Mapping[str, str]) -> None:
        """Take a text with what is known of its source."""
        self.store.add_text(text, new_source(text, details))

    def edit_source(self, key: str, seen: int, details: Mapping[str, str]) -> None:
        """Change what is known of a text's source; what it says stays."""
        found = self.store.find("source", key)
        if found is None:
            raise DeskError(f'"{key}" is not on the desk.')
        made = changed_source(found.value, details)
        value = made.model_dump(mode="json", exclude_unset=True)
        self.store.save("source", key, value, seen=seen)

    def add_draft(self, source: str, start: int, end: int) -> str:
        """Begin an event with words of a text; return its key."""
        taken = {key for key, _ in self.store.versions("draft")}
        text = self.store.texts()[source]
        base = slug_of(text[slice(*whole_words(text, start, end))])
        key = next(
            name for name in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if name not in taken
        )
        made = self._begun(key, source, start, end)
        self.store.save("draft", key, made, seen=self._version(key))
        return key

    def told_already(self, key: str) -> list[View]:
        """Show which events may tell the same as one."""
        draft = self.store.find("draft", key)
        return self._offers.of(draft, self.store.records("draft")) if draft else []

    def add_quote(self, key: str, seen: int, source: str, start: int, end: int) -> None:
        """Add words to an event; what its words filled in, all of them fill in anew.

        Those of another source are that source's account, and change nothing of the others'.
        """
        value = self._value(key)
        known = draft_quotes(value)
        if value["properties"].get("accounts") or (known and source != first_source(value)):
            made = with_words(value, self._begun(key, source, start, end))
            self.store.save("draft", key, made, seen=seen)
            return
        text = self.store.texts()[source]
        quote = self._spoken(text, *whole_words(text, start, end), source)
        quotes = [*known, quote]
        proposals = self._proposals_of(quotes)
        before = filled(self._proposals_of(known))
        made = with_quote(value, quote, before, filled(proposals))
        if made["geometry"] is None:
            drawn = drawn_at(made, only_place(proposals))
            same = drawn["properties"].get("place") == filled(proposals).get("place")
            made = drawn if same else made
        self.store.save("draft", key, made, seen=seen)

    def set_field(self, key: str, seen: int, field: str, written: str) -> None:
        """Set a field of an event to what the coder writes; an empty one is taken out."""
        value = self._value(key)
        made = with_written(value, field, written, self._source(source_of(value, field)))
        self.store.save("draft", key, made, seen=seen)

    def set_place(self, key: str, seen: int, number: int, field: str = "place") -> None:
        """Put an event, or one source's account, where a place of the gazetteer is."""
        made = with_placed(self._value(key), field, load_gazetteer()[number])
        self.store.save("draft", key, made, seen=seen)

    def change(self, key: str, seen: int, make: Callable[[View], View]) -> None:
        """Change an event by what makes a new one of it, as `place_choice` does."""
        self.store.save("draft", key, make(dict(of_one_source(self._value(key)))), seen=seen)

    def choices(self, key: str) -> View:
        """Show where an event is, and what its words propose, each with its shape."""
        value = self._value(key)
        known = self._proposals_of(draft_quotes(value)).get("place", [])
        return choices_of(value) | {"proposed": [proposed_view(one) for one in known]}

    def places_around(self, key: str, position: Point, reach_km: float) -> list[View]:
        """Show what lies at a position, and whether an event's place may be joined by it."""
        places = load_gazetteer()
        value = self._value(key)
        return [
            place_view(number, places[number])
            | {"geometry": drawn_shape(places[number]), "joins": may_join(value, places[number])}
            for number in places_around(position, reach_km)
        ]

    def find_places(self, words: str) -> list[View]:
        """Search the gazetteer by what is typed."""
        return [place_view(one, load_gazetteer()[one]) for one in self._index.search(words)]

    def take(self, key: str, seen: int, field: str, number: int) -> None:
        """Take one of several proposals for a field."""
        value = of_one_source(self._value(key), field)
        one = self._proposals_of(draft_quotes(value)).get(field, [])[number]
        values = {field: [dict(one.values)]} if field in LISTS else one.values
        made = with_properties(value, {**value["properties"], **values})
        if field == "place":
            made = drawn_at(made, place_of(one))
        self.store.save("draft", key, made, seen=seen)

    def add_aside(self, source: str, start: int, end: int, why: str) -> None:
        """Mark words that tell no event."""
        text = self.store.texts()[source]
        words = {**quoted_words(text, start, end, source), "why": why}
        del words["speaker"]
        key = f"{source}:{start}-{end}"
        self.store.save("aside", key, words, seen=self._version(key, "aside"))

    def remove(self, key: str, seen: int) -> None:
        """Take an event off the desk; undo brings it back."""
        self.store.save("draft", key, None, seen=seen)

    def acting(self, who: str, why: str) -> Self:
        """Give the same desk for a coder, with the reason for what is done."""
        other = copy.copy(self)
        other.store = self.store.acting(who, why)
        other._who, other._why = who, why
        return other

    def history(self, key: str) -> list[View]:
        """Show who changed what of an event, the newest first."""
        return history_view(self.store, key)

    def restore(self, key: str, seen: int, number: int) -> None:
        """Make an event again what it was after an act."""
        self.store.restore("draft", key, number, seen=seen)

    def merge(self, key: str, seen: int, other: str, other_seen: int) -> int:
        """Make one event of two, the first with the words of both; return the act's number."""
        value, taken = self._value(key), self._value(other)
        made = with_draft(value, taken, other, self._who, self._why)
        return self.store.merge(key, made, [other], seen={key: seen, other: other_seen})

    def split(self, number: int) -> None:
        """Part what a merge made one."""
        self.store.split(number)

    def undo(self) -> bool:
        """Undo the last change."""
        return self.store.undo()

    def redo(self) -> bool:
        """Do the change again that was undone last."""
        return self.store.redo()

    def written(self) -> bytes:
        """Return the event file of the sound drafts, and lay it where the map reads it."""
        data, _ = event_file(self.store, say("code.collection"), self._news.lacking)
        part = self.file.with_suffix(".part")
        part.write_bytes(data)
        part.replace(self.file)
        return data

    def _begun(self, key: str, source: str, start: int, end: int) -> View:
        """Make an event of words."""
        text = self.store.texts()[source]
        start, end = whole_words(text, start, end)
        proposals = self._proposed(source, ((start, end),))
        title = title_of(text[start:end])
        quotes = [self._spoken(text, start, end, source)]
        properties = {"title": title, **filled(proposals), "quotes": quotes}
        made = {"type": "Feature", "id": key, "geometry": None, "properties": properties}
        return drawn_at(made, only_place(proposals))

    def _version(self, key: str, kind: Any = "draft") -> int:
        return self.store.version(kind, key)

    def _value(self, key: str) -> View:
        found = self.store.find("draft", key)
        if found is None:
            raise DeskError(f'"{key}" is not on the desk.')
        return dict(found.value)

    def _source(self, key: str) -> Source:
        return {one.id: one for one in self.store.sources()}[key]

    def _propose(
        self, source: str, spans: tuple[tuple[int, int], ...]
    ) -> dict[str, list[Proposal]]:
        return propose(self.store.texts()[source], spans, self._source(source), self._index)

    def _proposals_of(self, quotes: Sequence[Mapping[str, Any]]) -> dict[str, list[Proposal]]:
        if not quotes:
            return {}
        source = quotes[0]["source"]
        own = [(one["start"], one["end"]) for one in quotes if one["source"] == source]
        return self._proposed(source, tuple(own))

    def _spoken(self, text: str, start: int, end: int, source: str) -> View:
        """Quote words, with who says them where a rule tells."""
        speaker = speaker_of(text, (start, end), self._source(source), self._index)
        said = speaker.values if speaker else {}
        return {**quoted_words(text, start, end, source), **said}
