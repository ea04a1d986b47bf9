"""Whether words name a place: it itself, or one that contains it."""

import re
import unicodedata
from collections.abc import Iterable

_JOINED = re.compile(r",|;|/|&|\band\b|[–—]|\s-\s")
_CLASSES = re.compile(
    r"\b(the|border|district|province|region|county|oblast|city|town|village|of)\b", re.IGNORECASE
)


def names_place(words: str, place: str) -> bool:
    """Tell whether words name a place.

    Of a border one side is enough; of several places that are named together each must be there.
    Accents, letter case and words such as "district" do not count.

    Parameters
    ----------
    words
        Of a source.
    place
        The name, as an event has it.

    Examples
    --------
    >>> names_place("fled into Tajikistan", "Afghanistan–Tajikistan border")
    True
    >>> names_place("in Dushanbe", "Dushanbe and Bokhtar")
    False
    >>> names_place("in Kulob", "Kulob district")
    True
    """
    level = _levelled(words)
    if _holds(level, _levelled(place)):
        return True
    parts = [part for part in map(_bare, _JOINED.split(place)) if part]
    found = [_holds(level, part) for part in parts]
    return any(found) if "border" in place.lower() else bool(found) and all(found)


def names_one(words: str, places: Iterable[str]) -> bool:
    """Tell whether words name one of some places."""
    return any(names_place(words, place) for place in places if place)


def _bare(part: str) -> str:
    return _levelled(_CLASSES.sub(" ", part))


def _levelled(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", kept).strip()


def _holds(words: str, name: str) -> bool:
    return bool(name) and f" {name} " in f" {words} "
