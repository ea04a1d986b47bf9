"""A small reader of text directives, independent of the code that writes them.

It follows "find a range from a text directive" of the WICG report, on a text whose lines are the
page's blocks: base characters compared without case, prefix, start, end and suffix each within one
block, words whole where the report wants them whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Directive:
    """The decoded parts of ``text=[prefix-,]start[,end][,-suffix]``."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""


def parse(url: str) -> Directive:
    """Read the text directive of an address."""
    value = urlsplit(url).fragment.partition(":~:text=")[2]
    assert value
    assert "&" not in value
    tokens = value.split(",")
    prefix = unquote(tokens.pop(0)[:-1], errors="strict") if tokens[0].endswith("-") else ""
    suffix = unquote(tokens.pop()[1:], errors="strict") if tokens[-1].startswith("-") else ""
    assert len(tokens) in (1, 2)
    assert all("-" not in token for token in tokens)
    words = [unquote(token, errors="strict") for token in tokens]
    return Directive(words[0], words[1] if len(words) == 2 else "", prefix, suffix)


class Page:
    """A text as a browser sees it: blocks of words with single spaces."""

    def __init__(self, text: str) -> None:
        self.seen, self.offsets = self._seen(text)
        self.folded = "".join(map(_base, self.seen))

    @staticmethod
    def _seen(text: str) -> tuple[str, list[int]]:
        seen, offsets = "", []
        for offset, character in enumerate(text):
            if character.isspace():
                is_break = character in "\n\r\u2029"
                if seen.endswith((" ", "\n")) and not is_break:
                    continue
                if seen.endswith(" "):
                    seen, offsets = seen[:-1], offsets[:-1]
                character = "\n" if is_break else " "
            seen += character
            offsets.append(offset)
        return seen, offsets

    def ranges(self, directive: Directive) -> list[tuple[int, int]]:
        """Find every range that fits, in code points of the text; a browser takes the first."""
        found = dict.fromkeys(self._ranges(directive))
        return [(self.offsets[start], self.offsets[end - 1] + 1) for start, end in found]

    def _ranges(self, directive: Directive) -> Iterator[tuple[int, int]]:
        whole = bool(directive.end) or not directive.suffix
        for start in self._starts(directive):
            for stop in self._find(directive.start, start, False, whole, here=True):
                match = self._ended(directive, start, stop)
                if match:
                    yield match

    def _starts(self, directive: Directive) -> Iterator[int]:
        if not directive.prefix:
            first = directive.start
            yield from (stop - len(first) for stop in self._find(first, 0, True, False))
            return
        for stop in self._find(directive.prefix, 0, True, False):
            yield self._skip_space(stop)

    def _ended(self, directive: Directive, start: int, stop: int) -> tuple[int, int] | None:
        stops = [stop]
        if directive.end:
            stops = list(self._find(directive.end, stop, True, not directive.suffix))
        for end in stops:
            if not directive.suffix:
                return start, end
            after = self._skip_space(end)
            if any(True for _ in self._find(directive.suffix, after, False, True, here=True)):
                return start, end
        return None

    def _find(
        self, words: str, low: int, whole_start: bool, whole_end: bool, *, here: bool = False
    ) -> Iterator[int]:
        """Yield the end of each place of some words from `low` on, or at `low` only."""
        wanted = "".join(map(_base, words))
        for match in re.finditer(f"(?={re.escape(wanted)})", self.folded):
            start, end = match.start(), match.start() + len(wanted)
            if start < low or (here and start != low):
                continue
            if whole_start and not self._is_boundary(start):
                continue
            if whole_end and not self._is_boundary(end):
                continue
            yield end

    def _skip_space(self, place: int) -> int:
        while place < len(self.seen) and self.seen[place].isspace():
            place += 1
        return place

    def _is_boundary(self, place: int) -> bool:
        before, after = self.seen[:place][-1:], self.seen[place : place + 1]
        if _is_ideograph(before) or _is_ideograph(after):
            return True
        if _is_letter(before) and _is_letter(after):
            return False
        inside = "'’.:"  # between two letters these do not end a word
        if after and after in inside:
            return not (_is_letter(before) and _is_letter(self.seen[place + 1 : place + 2]))
        if before and before in inside:
            return not (_is_letter(after) and _is_letter(self.seen[: place - 1][-1:]))
        return True


def _base(character: str) -> str:
    lowered = unicodedata.normalize("NFD", character)[0].lower()
    return lowered if len(lowered) == 1 else character


def _is_letter(character: str) -> bool:
    return bool(character) and (
        unicodedata.category(character)[0] in "LMN" or character in "_\u200c"
    )


def _is_ideograph(character: str) -> bool:
    return bool(character) and "CJK" in unicodedata.name(character, "")
