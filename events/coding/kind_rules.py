"""Kind and status, from a language's lexicon of the field's terms."""

import re
from collections.abc import Iterator

from events.coding.passage import Passage
from events.coding.proposals import Proposal, proposal, strongest
from events.model.vocabulary import FAMILIES, Kind, Status, family_of

_THING_WORDS = 14
"""In so many words a thing that is named is what they tell of; longer ones tell something of it."""

_NEAR = 3  # words between a noun and the preposition that governs it


def is_word(kind: Kind) -> bool:
    """Tell whether a kind is something said: what is said has no place but where it is said."""
    return FAMILIES[family_of(kind)].shape == "bubble"


def propose_kinds(passage: Passage) -> list[Proposal]:
    """Read the kind of event.

    A verb goes before a noun, and a noun before a thing that stands there. Where the first verb is
    of saying something, as "accused", what follows is what was said. A noun behind a preposition
    ("retreated from fighting") and what is told as background are not what is told.

    Returns
    -------
    list of Proposal
        Several where the words tell several things.
    """
    verbs = list(_found(passage, "verbs", "verb", 3))
    if any(_is_negated(passage, one.start) for one in verbs):
        return []
    verbs.sort(key=lambda one: (one.start, -one.end))
    if verbs and is_word(Kind(verbs[0].values["kind"])):
        return verbs[:1]
    if verbs:
        return strongest(verbs)
    nouns = [one for one in _found(passage, "nouns", "noun", 2) if not _is_governed(passage, one)]
    return strongest(nouns) or _things(passage)


def propose_statuses(passage: Passage, kinds: list[Proposal]) -> list[Proposal]:
    """Read how firmly the source says it.

    Parameters
    ----------
    passage
        The selected words.
    kinds
        What `propose_kinds` gives of them. A deed that no word puts in doubt is reported, and a
        thing stands.
    """
    named = [
        proposal(passage, found.span(), "status", {"status": status.value}, f"status: {status}", 2)
        for status in Status
        for found in passage.find(passage.language.pattern("status", status.value))
    ]
    # What is denied is disputed, whatever else is said of it.
    for first in (Status.DISPUTED, Status.ORDERED, Status.INTENDED):
        sure = [one for one in named if one.values["status"] == first]
        if sure:
            return sure[:1]
    if named:
        return strongest(named)
    if len({one.values["kind"] for one in kinds}) != 1:
        return []
    one = kinds[0]
    told = Status.STANDING if one.rule.startswith("thing") else Status.REPORTED
    rule = "a thing stands" if told is Status.STANDING else "told as fact"
    return [proposal(passage, (one.start, one.end), "status", {"status": told.value}, rule)]


def is_unlikely(passage: Passage) -> bool:
    """Tell whether the words say that something will hardly be."""
    return any(passage.find(passage.language.pattern("unlikely", "words")))


def _found(passage: Passage, part: str, name: str, strength: int) -> Iterator[Proposal]:
    for kind in Kind:
        for found in passage.find(passage.language.pattern("kinds", kind.value, part)):
            values = {"kind": kind.value}
            yield proposal(passage, found.span(), "kind", values, f"{name} of {kind}", strength)


def _things(passage: Passage) -> list[Proposal]:
    tells = any(
        any(passage.find(passage.language.pattern(*path)))
        for path in (("finite",), ("saying",), *(("status", one.value) for one in Status))
    )
    if tells or len(passage.words.split()) > _THING_WORDS:
        return []
    return strongest(_found(passage, "things", "thing of", 1))


def _is_negated(passage: Passage, position: int) -> bool:
    before = passage.text[max(passage.start, position - 24) : position].casefold().split()[-2:]
    negating = set(passage.language.terms("negating"))
    return any(word in negating or word.endswith(("n't", "n’t")) for word in before)


def _is_governed(passage: Passage, noun: Proposal) -> bool:
    before = passage.text[passage.start : noun.start]
    governing = passage.language.pattern("governing").pattern
    return bool(re.search(rf"{governing}(?:\s+\S+){{0,{_NEAR - 1}}}\s*$", before, re.IGNORECASE))
