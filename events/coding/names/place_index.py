"""Finding the names of known places in a text, many at once.

Names and text are compared without case, accents and the forms of one letter; what is found has
the offsets of the text as it stands. A name of a cased script counts only where the text writes it
with a capital, and one in Cyrillic also with the endings of its cases.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import ahocorasick

_ALIKE = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " ", "-": " ", "–": " ", "‘": "'", "’": "'", "ʻ": "'"}
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LEAST = 3  # letters of a name
_CASES = re.compile(r"(?:а|у|ю|я|е|и|ы|ом|ем|ой|ей|ою|ою|ью|ах|ях|ам|ям)?")
_STEM = re.compile(r"[аеиоуыьюяй]$")


class NamedPlace(Protocol):
    """What has to be known of a place."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that an event file gives it, such as ``geonames:1221874``."""

    @property
    def name(self) -> str:
        """The name that an event has."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names by which it is found, in any script."""

    @property
    def precision(self) -> str:
        """How closely it is known, in the words of an event file."""

    @property
    def countries(self) -> tuple[str, ...]:
        """The ISO 3166-1 alpha-2 codes of the countries that it lies in, or between."""


@dataclass(frozen=True)
class Naming:
    """A name in a text: where it stands, and the places that have it."""

    start: int
    end: int
    places: tuple[NamedPlace, ...]


class PlaceIndex:
    """Known places by their names.

    Parameters
    ----------
    places
        The gazetteer. Borders are listed and found by their countries, not by a name.
    """

    def __init__(self, places: Iterable[NamedPlace]) -> None:
        known = list(places)
        self.borders = [place for place in known if place.precision == "border"]
        named: dict[str, list[NamedPlace]] = defaultdict(list)
        for place in known:
            for folded in {form for name in place.names for form in _forms(name)}:
                if place not in named[folded]:
                    named[folded].append(place)
        self._searched = sorted(
            {(_folded(name)[0], number) for number, one in enumerate(known) for name in one.names},
            key=lambda one: (len(one[0]), one[0], one[1]),
        )
        self._automaton = ahocorasick.Automaton()
        for folded, having in named.items():
            if len(folded) >= _LEAST:
                self._automaton.add_word(folded, (len(folded), tuple(having)))
        self._automaton.make_automaton()

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Naming]:
        """Find the names in a part of a text, the longest where several begin or lie at one place.

        Returns
        -------
        list of Naming
            In the order of the text, with its offsets.
        """
        end = len(text) if end is None else end
        if not len(self._automaton):
            return []
        folded, offsets = _folded(text[start:end])
        found = sorted(self._found(folded), key=lambda one: (one[0] - one[1], one[0]))
        kept: list[tuple[int, int, tuple[NamedPlace, ...]]] = []
        for one in found:
            if not _is_capital(text[start + offsets[one[0]]]):
                continue
            if all(one[1] <= first or last <= one[0] for first, last, _ in kept):
                kept.append(one)
        return [
            Naming(start + offsets[first], start + offsets[last - 1] + 1, places)
            for first, last, places in sorted(kept, key=lambda one: one[0])
        ]

    def search(self, words: str, most: int = 8) -> list[int]:
        """Search for places by hand, by the beginning of a name or of one of its words.

        Parameters
        ----------
        words
            What is typed, in any script.
        most
            How many are given.

        Returns
        -------
        list of int
            The numbers of places in the gazetteer, whole names first, then the shortest.
        """
        typed = _folded(words.strip())[0]
        if not typed:
            return []
        begins = (number for name, number in self._searched if name.startswith(typed))
        within = (number for name, number in self._searched if f" {typed}" in name)
        return list(dict.fromkeys((*begins, *within)))[:most]

    def _found(self, folded: str) -> Iterator[tuple[int, int, tuple[NamedPlace, ...]]]:
        for last, (length, places) in self._automaton.iter(folded):
            first, behind = last - length + 1, last + 1
            if first and folded[first - 1].isalnum():
                continue
            if _CYRILLIC.match(folded[last]):
                cases = _CASES.match(folded, behind)
                behind = cases.end() if cases else behind
            if behind == len(folded) or not folded[behind].isalnum():
                yield first, behind, places


def _forms(name: str) -> set[str]:
    """Give a name as it is compared; in Cyrillic its stem, too, for the cases."""
    folded = _folded(name)[0]
    if not _CYRILLIC.search(folded):
        return {folded}
    return {folded, _STEM.sub("", folded) if len(folded) > _LEAST + 1 else folded}


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Fold a text, and give for each letter of the result its offset in the text."""
    letters: list[str] = []
    offsets: list[int] = []
    for offset, letter in enumerate(text):
        plain = unicodedata.normalize("NFKD", letter).translate(_ALIKE).casefold()
        kept = [one for one in plain if not unicodedata.combining(one)]
        letters += kept
        offsets += [offset] * len(kept)
    return "".join(letters), offsets


def _is_capital(letter: str) -> bool:
    return letter == letter.upper() or letter.istitle()
