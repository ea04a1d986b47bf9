"""Names of who takes part: those of the lexicon, groups of a people, and persons by their letters.

A name of the lexicon has one spelling for all languages. A person is known by capitals alone, so
only where a script has them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from events.coding.phrases.language import Language, pattern_of

_NAME = re.compile(r"[^\W\d_][\w’'-]*\.?")
_PARTS = re.compile(r"[^\W\d_][\w’'-]*\.?(?:[ \u00a0][^\W\d_][\w’'-]*\.?)*")
_MOST_PARTS = 4  # of a person's name


@dataclass(frozen=True)
class ActorName:
    """A name in a text.

    Attributes
    ----------
    start, end
        Where it stands, in code points, end exclusive.
    name
        As an event has it.
    oblique
        Whether it stands in a form of those to whom something is done.
    """

    start: int
    end: int
    name: str
    oblique: bool = False


def actor_names(text: str, start: int, end: int, language: Language) -> list[ActorName]:
    """Find the names of the lexicon in a part of a text, the longest where two overlap.

    Examples
    --------
    >>> from events.coding.phrases.language import language_of
    >>> words = "Afghan soldiers fought the Taleban"
    >>> [one.name for one in actor_names(words, 0, len(words), language_of("en"))]
    ['Afghan soldiers', 'Taliban']
    """
    found = [
        ActorName(one.start(), one.end(), name, oblique)
        for name, oblique, pattern in _lexicon(language)
        for one in pattern.finditer(text, start, end)
    ]
    kept: list[ActorName] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def person_before(text: str, start: int, end: int, language: Language) -> ActorName | None:
    """Find the person whose name ends at a position, without his titles.

    Parameters
    ----------
    text
        The text.
    start, end
        Where the name may begin, and where it ends.
    language
        Whose titles are left out.
    """
    words = list(_NAME.finditer(text, start, end))
    kept: list[re.Match[str]] = []
    edge = end
    for word in reversed(words):
        if text[word.end() : edge].strip() or not _is_name(word[0], language):
            break
        kept.insert(0, word)
        edge = word.start()
    return _person(text, kept[-_MOST_PARTS:])


def person_behind(text: str, start: int, end: int, language: Language) -> ActorName | None:
    """Find the first person of at least two names in a part of a text, up to its first mark."""
    for run in _PARTS.finditer(text, start, end):
        names: list[re.Match[str]] = []
        for word in _NAME.finditer(text, run.start(), run.end()):
            if _is_name(word[0], language):
                names.append(word)
            elif len(names) >= 2:
                break
            else:
                names = []
        if len(names) >= 2:
            return _person(text, names[-3:])
    return None


def full_name(text: str, end: int, name: str) -> str:
    """Return the whole name of one who is named by his last, where it stood before.

    Examples
    --------
    >>> full_name("Sergei Lavrov said so. Later Lavrov", 29, "Lavrov")
    'Sergei Lavrov'
    """
    if " " in name:
        return name
    whole = re.compile(rf"(?<![\w.])([^\W\d_][\w’'-]+) {re.escape(name)}(?!\w)")
    known = {one[0] for one in whole.finditer(text, 0, end) if one[1][0].isupper()}
    firsts = {one for one in known if not one.split()[0].isupper()}
    return firsts.pop() if len(firsts) == 1 else name


def _person(text: str, names: list[re.Match[str]]) -> ActorName | None:
    if not names:
        return None
    start, end = names[0].start(), names[-1].end()
    return ActorName(start, end, text[start:end])


def _is_name(word: str, language: Language) -> bool:
    known = language.tables["actors"]
    plain = word.casefold()
    if plain in known["titles"] or plain.rstrip(".") in known["titles"]:
        return False
    if not word[0].isupper() or (word.isupper() and len(word) > 2):
        return False
    return not (_peoples(language).fullmatch(word) or _dates(language).fullmatch(word))


@lru_cache(maxsize=8)
def _peoples(language: Language) -> re.Pattern[str]:
    known = language.tables["actors"]
    return pattern_of(form for forms in known["peoples"].values() for form in forms)


@lru_cache(maxsize=8)
def _dates(language: Language) -> re.Pattern[str]:
    names = "|".join(
        name
        for table in ("months", "weekdays")
        for forms in language.terms("dates", table)
        for name in forms
    )
    return re.compile(f"(?:{names})", re.IGNORECASE)


@lru_cache(maxsize=8)
def _lexicon(language: Language) -> list[tuple[str, bool, re.Pattern[str]]]:
    return list(_entries(language))


def _entries(language: Language) -> Iterator[tuple[str, bool, re.Pattern[str]]]:
    known = language.tables.get("actors", {})
    for name, forms in known.get("names", {}).items():
        short = [form for form in forms if form.isupper()]
        yield name, False, re.compile(pattern_of(short).pattern)  # "us" is not the US
        yield name, False, pattern_of(form for form in forms if not form.isupper())
    for name, forms in known.get("oblique", {}).items():
        yield name, True, pattern_of(forms)
    for group, forms in known.get("groups", {}).items():
        for people, adjectives in known["peoples"].items():
            both = [
                known["form"].format(people=one, group=form) for one in adjectives for form in forms
            ]
            yield f"{people} {group}", False, pattern_of(both)
