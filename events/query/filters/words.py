"""The filter by words: each of them begins a word of what is said of an event.

Looked at are title, place with its district, province and country, the source's own words for the
place, note, actors and quotes.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from events.model.limits import PARAMETER_VALUES
from events.query.filters.declaration import (
    Filter,
    Given,
    Parameter,
    QueryError,
    Term,
    Widget,
)

_WORDS = Parameter(
    "words", form="words", widget=Widget("words", "filters.words", "filters.words_hint")
)


@dataclass(frozen=True)
class WordsChosen:
    """What a selection asks of an event's texts; see `events.query.selection.Selection`."""

    words: str = ""


APOSTROPHES = "'`’‘ʻʼ´"
"""What some write within a name, and others leave out: Da'esh, Sana'a."""

Letters = npt.NDArray[np.uint8]
"""Text as bytes of UTF-8."""

_SMALL = np.array(
    [
        byte if byte > ord("~") + 1 else ord(chr(byte).lower() if chr(byte).isalnum() else " ")
        for byte in range(256)
    ],
    np.uint8,
)
"""For each byte what stands for it: of ASCII small letters, digits and blanks; the others stay."""

_LEFT_OUT = re.compile(f"[{APOSTROPHES}]")
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f]+")
"""The marks of most texts; `_told_of` knows all."""
_SIGNS = re.compile(r"[^\w\x00-\x7f]")
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without blanks between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


def searchable(text: str) -> str:
    """Fold text so that a search finds the beginnings of its words.

    Case and the marks on letters do not count, nor do apostrophes. What else is no letter and no
    digit parts words; where a script does not part them, each letter stands alone.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Its words in small letters, each after a blank and with a capital where it begins with a
        letter of ASCII: capitals are rarer than blanks, so that words are found sooner by them.

    Examples
    --------
    >>> searchable("Straße"), searchable("Bagrāmī (Sana'a), 3"), searchable("塔利班")
    (' Strasse', ' Bagrami  Sanaa   3', '  塔 利 班')
    """
    letters = np.frombuffer(f" {plain_letters(text)}".encode("utf-8", "surrogatepass"), np.uint8)
    return begun(letters).tobytes().decode("utf-8", "surrogatepass")


def plain_letters(text: str) -> str:
    """Give a text without its apostrophes; of one beyond ASCII the letters, in small, and blanks.

    Examples
    --------
    >>> plain_letters("Da'esh, IS"), plain_letters("‘Bagrāmī’")
    ('Daesh, IS', 'bagrami')
    """
    letters = _LEFT_OUT.sub("", text)
    if letters.isascii():
        return letters
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letters).casefold())
    letters = _SIGNS.sub(_told, _MARKS.sub("", letters))
    return _UNPARTED.sub(r" \g<0>", letters)


def begun(letters: Letters) -> Letters:
    """Write words in small letters, and with a capital where one begins with a letter of ASCII.

    Parameters
    ----------
    letters : numpy.ndarray of uint8
        UTF-8, in which a blank stands before each word.
    """
    small = _SMALL[letters]
    begins = (small >= ord("a")) & (small <= ord("z"))
    begins[1:] &= small[:-1] == ord(" ")
    told: Letters = small - (begins.view(np.uint8) << 5)
    return told


def _told(sign: re.Match[str]) -> str:
    return _told_of(sign[0])


@lru_cache(maxsize=1 << 12)
def _told_of(sign: str) -> str:
    """Give what stands for a sign that is no letter and no digit; nothing for a letter's mark."""
    group = unicodedata.category(sign)
    if unicodedata.combining(sign) or group == "Cf":
        return ""
    return sign if group.startswith("M") else " "


def phrases_of(words: str) -> Sequence[str]:
    """Give what `searchable` has of a text in which each of some words begins one, in order.

    Parameters
    ----------
    words : str
        Words, parted by blanks; one without letters and digits asks for nothing.

    Examples
    --------
    >>> phrases_of("Kunduz U.S. 3 %")
    [' 3', 'Kunduz', 'U S']
    """
    folded = (searchable(word).strip() for word in words.split())
    return sorted({word if "A" <= word[0] <= "Z" else f" {word}" for word in folded if word})


def _condition(chosen: WordsChosen) -> nw.Expr | None:
    phrases = phrases_of(chosen.words)
    if not phrases:
        return None
    found = (nw.col("words").str.contains(phrase, literal=True) for phrase in phrases)
    return nw.all_horizontal(*found, ignore_nulls=False)


def _read(given: Given) -> dict[str, Any]:
    words = _WORDS.one(given)
    if len(words.split()) > PARAMETER_VALUES:
        raise QueryError("words", words, f"at most {PARAMETER_VALUES} words")
    return {"words": words}


def _written(chosen: WordsChosen) -> Iterator[tuple[str, str]]:
    if chosen.words:
        yield "words", chosen.words


def _terms(chosen: WordsChosen) -> Iterator[Term]:
    if phrases_of(chosen.words):
        yield Term("filter.words", {"words": chosen.words}, {"words": ""})


WORDS = Filter(
    "words", WordsChosen, _condition, (_WORDS,), _read, _written, _terms, asks_texts=True
)
