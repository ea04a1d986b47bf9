"""Whether words name a place: it itself, or one that contains it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from events.coding.names.place_index import PlaceIndex
from events.coding.phrases.language import Language

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
    parts = _parts(place)
    found = [_holds(level, part) for part in parts]
    return any(found) if "border" in place.lower() else bool(found) and all(found)


def names_one(words: str, places: Iterable[str]) -> bool:
    """Tell whether words name one of some places."""
    return any(names_place(words, place) for place in places if place)


def with_known_names(words: str, index: PlaceIndex) -> str:
    """Add to words all names of the places that they name, in any script and case."""
    places = [place for naming in index.find(words) for place in naming.places]
    return "\n".join([words, *(name for place in places for name in place.names)])


def names_people(words: str, language: Language, border: str, index: PlaceIndex) -> bool:
    """Tell whether words name a border by a people beside it: "the Tajik-Afghan border"."""
    sides = {code for one in index.borders if one.name == border for code in one.countries}
    return any(
        language.pattern("places", "peoples", code).search(words)
        for code in sides.intersection(language.terms("places", "peoples"))
    )


def is_known_in(words: str, place: str, index: PlaceIndex) -> bool:
    """Tell whether it is known how a place is written in the script of some words.

    Of several places that are named together each must be known.
    """
    script = _script(words)
    parts = _parts(place)
    return bool(parts) and all(
        any(
            _script(name) == script
            for naming in index.find(part.title())
            for one in naming.places
            for name in one.names
        )
        for part in parts
    )


def _script(text: str) -> str:
    """Name the script of most letters, such as CYRILLIC; ``""`` where there is no letter."""
    scripts = Counter(
        unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()
    )
    return max(scripts, key=scripts.__getitem__, default="")


def _parts(place: str) -> list[str]:
    return [part for part in map(_bare, _JOINED.split(place)) if part]


def _bare(part: str) -> str:
    return _levelled(_CLASSES.sub(" ", part))


def _levelled(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", kept).strip()


def _holds(words: str, name: str) -> bool:
    return bool(name) and f" {name} " in f" {words} "
