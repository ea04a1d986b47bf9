"""How words differ from a text: where else they stand, or what keeps them from being verbatim."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LIKENESSES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
    }
)


def occurrences(words: str, text: str) -> list[int]:
    """Find every place where words stand in a text, overlapping ones too.

    Examples
    --------
    >>> occurrences("ana", "banana")
    [1, 3]
    >>> occurrences("", "banana")
    []
    """
    if not words:
        return []
    return [match.start() for match in re.finditer(f"(?={re.escape(words)})", text)]


def difference(words: str, text: str, start: int) -> str:
    """Say how words that stand nowhere in a text differ from it.

    Quotation marks, dashes, white space, letter case and the composition of letters are levelled
    on both sides; where that makes the words stand in the text, the first character that differs
    is told. Otherwise the words are compared with the text from `start` on.

    Parameters
    ----------
    words
        The quoted words.
    text
        The text in which they should stand.
    start
        The offset at which they should stand, in code points.

    Returns
    -------
    str
        The difference, and what to do.

    Examples
    --------
    >>> difference("the country's border", "Near the country’s border.", 5)
    "not verbatim: like 5–25, but character 12 is ' (U+0027), in the text ’ (U+2019); copy the \
words from the text"
    """
    levelled, offsets = _levelled(text)
    wanted, _ = _levelled(words)
    place = levelled.find(wanted.strip()) if wanted.strip() else -1
    if place < 0:
        found = text[start : start + len(words)]
        return (
            f"the words stand nowhere in the text: {_first_change(words, found)} at "
            f"{start}–{start + len(words)}; copy the words from the text"
        )
    first, last = offsets[place], offsets[place + len(wanted.strip()) - 1] + 1
    change = _first_change(words, text[first:last])
    return f"not verbatim: like {first}–{last}, but {change}; copy the words from the text"


@lru_cache(maxsize=8)
def _levelled(text: str) -> tuple[str, tuple[int, ...]]:
    """Level a text's characters; also give, for each one left, its offset in the text."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        alike = unicodedata.normalize("NFKD", character.translate(_LIKENESSES)).casefold()
        for letter in alike:
            if letter.isspace():
                if characters and characters[-1] == " ":
                    continue
                letter = " "
            characters.append(letter)
            offsets.append(offset)
    return "".join(characters), tuple(offsets)


def _first_change(words: str, found: str) -> str:
    """Tell the first character at which words differ from what was found, counted from 1."""
    for number, (word, other) in enumerate(zip(words, found, strict=False), start=1):
        if word != other:
            return f"character {number} is {_named(word)}, in the text {_named(other)}"
    return f"it has {len(words)} characters, the text {len(found)}"


def _named(character: str) -> str:
    """Write a character with its code point."""
    shown = character if character.isprintable() and not character.isspace() else "white space"
    return f"{shown} (U+{ord(character):04X})"
