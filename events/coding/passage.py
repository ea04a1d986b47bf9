"""Words that a coder selects in a text: their offsets, their sentence, their quote.

Offsets are code points of the text as published. A browser counts UTF-16 units; `code_point`
turns one into the other, here alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

from events.coding.phrases.language import Language
from events.model.event import Quote
from events.provenance.sentences import sentences

BESIDE = 32
"""How many code points of a quote's prefix and suffix are kept."""

_OPENING = '“«"„‘'
_SPEECH = re.compile(r"“[^”]*(?:”|$)|«[^»]*(?:»|$)|\"[^\"\n]*(?:\"|$)|„[^“”]*(?:[“”]|$)")
_WORD = re.compile(r"\w+(?:[’'\u200c-]\w+|[.,٬]\d+)*")
_PARTED = re.compile(r"[,،;؛:.!?؟\n\r]|$")


@dataclass(frozen=True)
class Passage:
    """A selection, with what has to be known to read it.

    Attributes
    ----------
    text
        The whole text.
    start, end
        The selection in code points, end exclusive.
    language
        Its language.
    published
        The day on which the text was published; None where that is not known.
    """

    text: str
    start: int
    end: int
    language: Language
    published: date | None = None

    @property
    def words(self) -> str:
        """The selected words."""
        return self.text[self.start : self.end]

    @cached_property
    def spoken(self) -> bool:
        """Whether all of it stands within quotation marks: a speaker's words, not the author's."""
        first, last = _line_of(self.text, self.start)
        return any(
            first + speech.start() <= self.start and self.end <= first + speech.end()
            for speech in _SPEECH.finditer(self.text[first:last])
        )

    @cached_property
    def sentence(self) -> Self:
        """The sentences that it touches, as a passage."""
        first, last = _line_of(self.text, self.start)
        touched = [
            (first + start, first + end)
            for start, end in sentences(self.text[first:last])
            if first + start < self.end and self.start < first + end
        ]
        start = min([self.start, *(start for start, _ in touched)])
        end = max([self.end, *(end for _, end in touched)])
        return type(self)(self.text, start, end, self.language, self.published)

    @cached_property
    def background(self) -> tuple[tuple[int, int], ...]:
        """The parts that tell what was before or why: "after …", "in response to …"."""
        return tuple(self._background())

    def find(self, pattern: re.Pattern[str], *, behind: bool = False) -> Iterator[re.Match[str]]:
        """Find a pattern in the selection, without what is background unless that is asked for."""
        for found in pattern.finditer(self.text, self.start, self.end):
            if behind or not self.is_background(found.start()):
                yield found

    def is_background(self, position: int) -> bool:
        """Tell whether a position lies in the background."""
        return any(start <= position < end for start, end in self.background)

    def _background(self) -> Iterator[tuple[int, int]]:
        first = self.start + len(self.words) - len(self.words.lstrip(_OPENING + " "))
        opening = self.language.pattern("opening").match(self.text, first, self.end)
        if opening and not self._dated(opening.end()):
            comma = re.compile("[,،]").search(self.text, opening.end(), self.end)
            # A comma between figures is part of a number.
            while comma and self.text[comma.end() : comma.end() + 1].isdigit():
                comma = re.compile("[,،]").search(self.text, comma.end(), self.end)
            if comma:
                yield first, comma.end()
        for closing in self.language.pattern("closing").finditer(self.text, first + 1, self.end):
            if not self._dated(closing.end()):
                end = _PARTED.search(self.text, closing.end(), self.end)
                while end and self.text[end.end() : end.end() + 1].isdigit():
                    end = _PARTED.search(self.text, end.end(), self.end)
                yield closing.start(), end.start() if end else self.end

    def _dated(self, position: int) -> bool:
        """Tell whether a date comes next: "after 5 July" says when, not what was before."""
        names = "|".join(
            name
            for table in ("months", "weekdays", "solar_months")
            for forms in self.language.terms("dates", table)
            for name in forms
        )
        dated = re.compile(rf"\s+(?:\w+\s+)?(?:\d{{1,2}}\S{{0,3}}\s+)?(?:{names})\b", re.IGNORECASE)
        return bool(dated.match(self.text, position, self.end))


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a selection to the words that it cuts, and move its ends over white space.

    Examples
    --------
    >>> whole_words("Over 1,000 fled.", 6, 8)
    (5, 10)
    >>> whole_words("Over 1,000 fled.", 10, 13)
    (11, 15)
    """
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        return start, end
    for word in _WORD.finditer(text, *_line_of(text, start)):
        if word.start() < start < word.end():
            start = word.start()
    for word in _WORD.finditer(text, *_line_of(text, end - 1)):
        if word.start() < end < word.end():
            end = word.end()
    return start, end


def word_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find the words of a part of a text, as offsets in code points, ends exclusive.

    Examples
    --------
    >>> word_spans("Over 1,000 fled.", 0, 16)
    [(0, 4), (5, 10), (11, 15)]
    """
    return [word.span() for word in _WORD.finditer(text, start, end)]


def quote_of(text: str, start: int, end: int, source: str, speaker: str = "") -> Quote:
    """Make the quote that `events.provenance.verify` accepts of a selection.

    Parameters
    ----------
    text
        The text as published.
    start, end
        The selection in code points, end exclusive; something that is not blank.
    source
        The source's id.
    speaker
        Who says it; empty where the author does.

    Examples
    --------
    >>> quote_of("They fled. 🙂 Then rain.", 13, 17, "wire").prefix
    'They fled. 🙂 '
    """
    return Quote(
        source=source,
        exact=text[start:end],
        prefix=text[max(0, start - BESIDE) : start],
        suffix=text[end : end + BESIDE],
        start=start,
        end=end,
        speaker=speaker,
    )


def code_point(text: str, unit: int) -> int:
    r"""Turn an offset that a browser counts, in UTF-16 units, into code points.

    Half of a pair counts as the code point that it is half of.

    Examples
    --------
    >>> code_point("🙂 yes", 3), code_point("🙂 yes", 1)
    (2, 0)
    """
    return bisect_right(_Units(text), unit) - 1


class _Units:
    """The UTF-16 offset of each code point of a text, for a search by halves."""

    def __init__(self, text: str) -> None:
        self._offsets = [0]
        for letter in text:
            self._offsets.append(self._offsets[-1] + (2 if ord(letter) > 0xFFFF else 1))

    def __len__(self) -> int:
        return len(self._offsets)

    def __getitem__(self, number: int) -> int:
        return self._offsets[number]


def _line_of(text: str, position: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return start, len(text) if end < 0 else end
