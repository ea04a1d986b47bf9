"""Quantities: a number, how it is bounded, and what it counts.

"Over 1,000" of something that is counted one by one is 1,001 or more. What a number counts is a
noun of the lexicon among the words behind it; a number without one is left alone, as are
"dozens" and "hundreds", which name none.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from events.coding.passage import Passage
from events.coding.phrases.language import Language, alike, pattern_of
from events.coding.phrases.numbers import number_of
from events.coding.proposals import Proposal, proposal

Ends = tuple[float | None, float | None]

_BOUNDS: dict[str, Callable[[float], Ends]] = {
    "above": lambda number: (number + 1, None),
    "least": lambda number: (number, None),
    "most": lambda number: (None, number),
    "below": lambda number: (None, number - 1),
    "about": lambda number: (None, None),
}
"""The ends that a word before a number leaves; "about" gives neither, and its words are kept."""

_BEHIND = r"(?:\s+(?!\d)[\w’'\u200c-]+){0,3}?\s+"


def propose_quantities(passage: Passage) -> list[Proposal]:
    """Read the numbers of what the lexicon counts.

    Returns
    -------
    list of Proposal
        One a number; their values are members of an event's ``quantities``.
    """
    return list(_proposals(passage))


def _proposals(passage: Passage) -> Iterator[Proposal]:
    taken = passage.start
    for found in passage.find(_phrase(passage.language)):
        if found.start() < taken or not (ends := _ends(found, passage.language)):
            continue
        what, rule = _what(passage, found)
        taken = found.end()
        says = passage.text[found.start() : found.end()]
        quantity = {"what": what, "low": ends[0], "high": ends[1], "says": says}
        yield proposal(passage, found.span(), "quantities", quantity, rule)


def _what(passage: Passage, found: re.Match[str]) -> tuple[str, str]:
    """Name what is counted: those killed or wounded where the words beside it say so."""
    bound = next((name for name in _BOUNDS if found[name]), "exact")
    counted = _counted(found["what"], passage.language)
    harms = passage.language.terms("numbers", "harm")
    reach = passage.language.tables["numbers"]["harm_reach"]
    behind = rf"^(?:\s+[\w’'\u200c-]+){{0,{reach}}}?\s+"
    before = passage.text[passage.start : found.start()]
    after = passage.text[found.end() : passage.end]
    for harm in [] if counted in harms else harms:
        pattern = passage.language.pattern("numbers", "harm", harm).pattern
        if re.search(rf"{pattern}\s*$", before, re.IGNORECASE) or re.search(
            behind + pattern, _clause(after), re.IGNORECASE
        ):
            return harm, f"number: {bound}, {harm}"
    return counted, f"number: {bound}"


def _clause(words: str) -> str:
    return re.split(r"[,،;.]", words, maxsplit=1)[0]


def _counted(words: str, language: Language) -> str:
    return next(
        name
        for table in ("counted", "harm")
        for name in language.terms("numbers", table)
        if language.pattern("numbers", table, name).fullmatch(words)
    )


def _ends(found: re.Match[str], language: Language) -> Ends | None:
    if found["a"]:
        low, high = number_of(found["a"], language), number_of(found["b"], language)
        return (low, high) if low is not None and high is not None and low <= high else None
    number = number_of(found["number"], language)
    if number is None:
        return None
    return next((_BOUNDS[name](number) for name in _BOUNDS if found[name]), (number, number))


@lru_cache(maxsize=8)
def _phrase(language: Language) -> re.Pattern[str]:
    """Compile a language's phrase: bound or two ends, number, up to three words, what it counts."""
    tables = language.tables["numbers"]
    words = alike("|".join(sorted(tables["small"], key=len, reverse=True)))
    scales = "|".join(pattern_of([name]).pattern for name in tables["scales"])
    number = rf"(?:(?:{tables['figure']}|(?:{words})(?:[\s-](?:{words}))?)(?:\s+(?:{scales}))*)"
    bounds = "|".join(
        rf"(?P<{name}>{pattern_of(tables['bounds'][name]).pattern})" for name in _BOUNDS
    )
    named = tables["counted"] | tables["harm"]
    forms = [form for listed in named.values() for form in listed]
    pair = _with_two([alike(form) for form in tables["between"]], number)
    return re.compile(
        rf"(?<!\w)(?:{pair}|(?:(?:{bounds})\s+)?(?P<number>{number}))"
        rf"{_BEHIND}(?P<what>{pattern_of(forms).pattern})",
        re.IGNORECASE,
    )


def _with_two(forms: list[str], number: str) -> str:
    """Write the forms of a range once, with one pair of names for all."""
    leading = "|".join(form.split("{a}")[0] for form in forms if not form.startswith("{a}"))
    joins = "|".join(form.split("{a}")[1].split("{b}")[0] for form in forms)
    return rf"(?:{leading})?(?P<a>{number})(?:{joins})(?P<b>{number})"
