"""Checks what one source tells of an event by the words that are known of that source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from events.coding.names.place_index import PlaceIndex
from events.coding.phrases.language import ENGLISH, Language, language_of
from events.coding.phrases.numbers import numbers_in
from events.model.dates import parse_edtf
from events.model.event import Account, Event, Source
from events.model.vocabulary import Basis, Precision, Status
from events.provenance.stated_dates import dates_in
from events.provenance.stated_places import (
    is_known_in,
    names_one,
    names_people,
    names_place,
    with_known_names,
)

_BESIDE = ("above", "below", "most")
"""Bounds that say that a number lies beside the one they stand with: "over 1,000" is from 1,001."""


class Answer(StrEnum):
    """What a check comes to, the best first."""

    BORNE_OUT = "borne_out"
    CANNOT_BE_CHECKED = "cannot_be_checked"
    NOT_BORNE_OUT = "not_borne_out"


@dataclass(frozen=True)
class Finding:
    """A value that is not borne out, or cannot be checked.

    Attributes
    ----------
    event, source
        Their ids; `source` is ``""`` where it is not of one.
    field
        The property, such as date or quotes.
    found
        The value, as text.
    why
        What the words hold instead, or why they are not known.
    answer
        Which of the two it is.
    """

    event: str
    source: str
    field: str
    found: str
    why: str
    answer: Answer


@dataclass(frozen=True)
class AccountCheck:
    """One account, and the words that it rests on: all of the text where it quotes nothing."""

    event: Event
    account: Account
    source: Source
    words: str
    text: str | None
    gazetteer: PlaceIndex

    def of_date(self) -> Iterator[Finding]:
        """Check that the words allow the date."""
        told = self.account
        span = parse_edtf(told.date)
        if span is None:
            return
        if not self._known:
            yield self._unknown("date", told.date)
            return
        if told.date_says and told.date_says not in self._whole:
            yield self._not("date", told.date_says, "The words do not hold it.")
            return
        published = parse_edtf(self.source.published)
        day = published.first if published else None
        named = dates_in(self._read, self._language, day)
        first, last = span.earliest or date.min, span.latest or date.max
        if any(
            (one.first or date.min) <= last and first <= (one.last or date.max) for one in named
        ):
            return
        if not named and day and self._is_open_at(day):
            return
        if told.date_basis is Basis.CODED:
            yield self._unknown("date", told.date, "It is the coder’s choice.")
            return
        days = ", ".join(sorted({one.first.isoformat() for one in named if one.first}))
        why = f"The words name {days}." if days else "The words name no day that leads to it."
        yield self._unread("date", told.date) or self._not("date", told.date, why)

    def _is_open_at(self, published: date) -> bool:
        """Tell whether a date says no more than before, or from, the day of publication."""
        span = parse_edtf(self.account.date)
        if span is None or (span.first and span.last):
            return False
        end = span.first or span.last
        expected = self.event.status is Status.FORECAST
        return end == published and (span.first is not None) == expected

    def of_place(self, containing: Sequence[str]) -> Iterator[Finding]:
        """Check that the words name the place, or one that contains it where it was worked out."""
        told = self.account
        if not told.place or told.place_precision is Precision.NONE:
            return
        if not self._known:
            yield self._unknown("place", told.place)
            return
        if told.place_says and told.place_says not in self._whole:
            yield self._not("place", told.place_says, "The words do not hold it.")
            return
        if names_place(with_known_names(self._read, self.gazetteer), told.place):
            return
        if names_people(self._read, self._language, told.place, self.gazetteer):
            return
        if told.place_basis in (Basis.INFERRED, Basis.CODED):
            wider = [told.place, self.event.country, *containing]
            if names_one(with_known_names(self._whole, self.gazetteer), wider):
                return
        if told.place_basis is Basis.CODED and told.place_says:
            yield self._unknown("place", told.place, "It is the coder’s choice.")
            return
        yield self._unread("place", told.place) or self._unnamed(told.place)

    def of_numbers(self) -> Iterator[Finding]:
        """Check that each known end of a number stands in the words, or lies beside one."""
        for one in self.account.quantities:
            shown = f"{one.what} {_range(one.low, one.high)}"
            if not self._known:
                yield self._unknown("quantities", shown)
                continue
            if one.says and one.says not in self._whole:
                yield self._not("quantities", one.says, "The words do not hold it.")
                continue
            words, language = one.says or self._read, self._language
            bounds = [language.pattern("numbers", "bounds", bound) for bound in _BESIDE]
            held = numbers_in(words, language)
            beside = 1 if any(bound.search(words) for bound in bounds) else 0
            ends = [end for end in (one.low, one.high) if end is not None]
            if all(any(abs(end - number) <= beside for number in held) for end in ends):
                continue
            numbers = ", ".join(f"{number:,}" for number in sorted(held)) or "no number"
            yield self._unread("quantities", shown) or self._not(
                "quantities", shown, f"The words hold {numbers}."
            )

    @property
    def _known(self) -> bool:
        return bool(self.words or self.text)

    @property
    def _read(self) -> str:
        return self.words or self.text or ""

    @property
    def _whole(self) -> str:
        return f"{self.words}\n{self.text or ''}"

    @cached_property
    def _language(self) -> Language:
        """The language of the words; English, for its figures, where that is not known."""
        return language_read(self._read, self.source.language) or ENGLISH

    def _unread(self, field: str, found: str) -> Finding | None:
        """Say that the words are in a language that is not read; None for one that is."""
        if language_read(self._read, self.source.language):
            return None
        return self._unknown(field, found, "The language of its words is not read here.")

    def _unnamed(self, place: str) -> Finding:
        if self._language is not ENGLISH and not is_known_in(self._read, place, self.gazetteer):
            why = "Its name in the language of the words is not known."
            return self._unknown("place", place, why)
        return self._not("place", place, "The words do not name it.")

    def _not(self, field: str, found: str, why: str) -> Finding:
        return Finding(self.event.id, self.account.source, field, found, why, Answer.NOT_BORNE_OUT)

    def _unknown(self, field: str, found: str, why: str = "") -> Finding:
        why = why or "There is no quote of this source, and its text was not given."
        return Finding(
            self.event.id, self.account.source, field, found, why, Answer.CANNOT_BE_CHECKED
        )


def language_read(words: str, tag: str = "") -> Language | None:
    """Return the language that words are read in.

    Parameters
    ----------
    words
        What is read.
    tag
        Their BCP 47 tag; ``""`` where it is not known, and Latin letters are taken for English.

    Returns
    -------
    Language or None
        None for a language that has no phrases here.

    Examples
    --------
    >>> language_read("Over 1,000 men") is ENGLISH, language_read("more", "ru-RU") is ENGLISH
    (True, False)
    >>> language_read("более тысячи"), language_read("más", "es")
    (None, None)
    """
    if tag:
        return language_of(tag)
    letters = [letter for letter in words if letter.isalpha()]
    is_latin = sum(letter.isascii() for letter in letters) * 2 >= len(letters)
    return ENGLISH if is_latin else None


def _range(low: float | None, high: float | None) -> str:
    ends = ["?" if end is None else f"{end:,}" for end in (low, high)]
    return ends[0] if low == high else "–".join(ends)
