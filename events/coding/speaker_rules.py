"""Who says the selected words, where that stands beside them: "…, X said", "according to X"."""

import re
from functools import lru_cache

from events.coding.date_rules import propose_dates
from events.coding.names.actor_lexicon import (
    ActorName,
    actor_names,
    full_name,
    person_before,
    person_behind,
)
from events.coding.names.place_index import PlaceIndex
from events.coding.passage import Passage
from events.coding.phrases.language import Language, pattern_of
from events.coding.proposals import Proposal, proposal

_REACH = 80  # code points between a verb of saying and the names beside it
_TITLES = 6  # words between a verb of saying and the person behind it
_SPEECH = re.compile(r"“[^”]*(?:”|$)|«[^»]*(?:»|$)|\"[^\"\n]*(?:\"|$)")


def propose_speaker(passage: Passage, index: PlaceIndex) -> list[Proposal]:
    """Read who says the selected words, where that stands beside them and not among them."""
    if not passage.language.tables.get("actors"):
        return []
    start, end = _around(passage)
    whole = Passage(passage.text, start, end, passage.language, passage.published)
    names = actors_in(whole, index)
    found = (
        _said_behind(passage, end, names)
        or _said_before(passage, start, names)
        or _according(passage, start, end, names)
    )
    if found is None:
        return []
    words = proposal(passage, (found.start, found.end), "speaker", {"speaker": found.name}, "")
    return [Proposal(**{**vars(words), "rule": "speaker: said beside it"})]


def who_says_it(passage: Passage, names: list[ActorName]) -> ActorName | None:
    """Return who says something, or it of himself: "X said", "Russia said it is prepared …"."""
    pronouns = pattern_of(passage.language.tables["actors"]["pronouns"]).pattern
    for said in passage.find(_saying(passage.language)):
        name = sayer(passage, said.start(), names)
        rest = passage.text[said.end() : passage.end]
        for day in propose_dates(_part(passage, said.end(), passage.end), ""):
            rest = rest.replace(day.words, " ")
        alone = not re.search(r"\w", rest)
        if name and (alone or re.match(rf"\s+(?:that\s+)?{pronouns}\s", rest, re.IGNORECASE)):
            return name
    return None


def actors_in(passage: Passage, index: PlaceIndex) -> list[ActorName]:
    """Find the names of who may act in a passage: those of the lexicon, and countries."""
    own = actor_names(passage.text, passage.start, passage.end, passage.language)
    countries = [
        ActorName(one.start, one.end, one.places[0].name)
        for one in index.find(passage.text, passage.start, passage.end)
        if one.places[0].precision == "country"
        and all(one.end <= each.start or each.end <= one.start for each in own)
    ]
    return sorted([*own, *countries], key=lambda one: one.start)


def is_governed(passage: Passage, name: ActorName) -> bool:
    """Tell whether a name stands behind a preposition, or belongs to what stands before it."""
    before = passage.text[max(0, name.start - _REACH) : name.start]
    governing = passage.language.pattern("governing").pattern
    return bool(re.search(rf"{governing}\s+(?:the\s+)?$|[’']s\s+$", before, re.IGNORECASE))


def _said_behind(passage: Passage, end: int, names: list[ActorName]) -> ActorName | None:
    """Read "…,” X said" and "…,” said X"."""
    rest = passage.text[passage.end : end]
    lead = re.match(r"\s*[,.!?]?[”\"»][,–—\s-]*|\s*,\s+", rest)
    if not lead:
        return None
    start = passage.end + lead.end()
    said = next(iter(_saying(passage.language).finditer(passage.text, start, end)), None)
    if said is None or said.start() - start > 2 * _REACH:
        return None
    if said.start() == start:
        return _named_behind(passage, said.end(), end, names)
    return sayer(passage, said.start(), names, start)


def _said_before(passage: Passage, start: int, names: list[ActorName]) -> ActorName | None:
    """Read "X said that …", and "X said: “…”"."""
    for said in _saying(passage.language).finditer(passage.text, start, passage.start):
        between = passage.text[said.end() : passage.start]
        days = propose_dates(
            Passage(passage.text, said.end(), passage.start, passage.language, passage.published),
            "",
        )
        for day in days:
            between = between.replace(day.words, " ")
        if re.fullmatch(r"(?:\s|that\b|что\b|که\b|[,،:“«\"])*", between):
            return sayer(passage, said.start(), names, start)
    return None


def _according(passage: Passage, start: int, end: int, names: list[ActorName]) -> ActorName | None:
    """Read "According to X, …" and "…, according to X"."""
    before = passage.language.pattern("actors", "before")
    for found in before.finditer(passage.text, start, end):
        if passage.start <= found.start() < passage.end:
            continue
        follows = found.start() >= passage.end
        if follows and passage.text[passage.end : found.start()].strip(" ,،"):
            continue
        name = _named_behind(passage, found.end(), end, names)
        if name and (follows or not re.search(r"[.;]", passage.text[name.end : passage.start])):
            return name
    return None


def sayer(
    passage: Passage, said: int, names: list[ActorName], start: int | None = None
) -> ActorName | None:
    """Return the actor or person before a verb of saying, or whom a pronoun there means."""
    start = passage.sentence.start if start is None else start
    own = passage.text[start:said]
    apposition = re.search(r",[^,“”\n]+,\s*$|،[^،\n]+،\s*$", own)
    edge = start + apposition.start() if apposition else start + len(own.rstrip())
    tables = passage.language.tables["actors"]
    if tables["order"] == "sov":
        at_start = [one for one in names if one.start == start and one.end == edge]
        return at_start[0] if at_start else None
    known = [one for one in names if one.end == edge and not one.oblique]
    if known:
        return None if is_governed(passage, known[0]) else known[0]
    word = re.search(r"\w+$", passage.text[start:edge])
    if word and word[0].casefold() in tables["pronouns"][:2]:
        return _spoke_before(passage, start)
    if word and word[0].casefold() in tables["bodies"]:
        return None
    person = person_before(passage.text, start, edge, passage.language)
    if person is None:
        return None
    whole = full_name(passage.text, person.start, person.name)
    return ActorName(person.start, person.end, whole) if " " in whole else None


def _spoke_before(passage: Passage, position: int) -> ActorName | None:
    """Return who is meant by "he": who alone spoke before in the same paragraph."""
    line = passage.text.rfind("\n", 0, position) + 1
    earlier = Passage(passage.text, line, position, passage.language, passage.published)
    found = {}
    for said in _saying(passage.language).finditer(passage.text, line, position):
        one = Passage(passage.text, said.start(), said.end(), earlier.language, earlier.published)
        if name := sayer(one, said.start(), []):
            found[name.name] = name
    return next(iter(found.values())) if len(found) == 1 else None


def _named_behind(
    passage: Passage, start: int, end: int, names: list[ActorName]
) -> ActorName | None:
    """Return the actor or the person directly behind a word such as "said"."""
    edge = re.compile(r"[,،.;:“”«»\n]|$").search(passage.text, start, end)
    limit = edge.start() if edge else end
    person = person_behind(passage.text, start, limit, passage.language)
    if person and len(passage.text[start : person.start].split()) <= _TITLES:
        return person
    tables = passage.language.tables["actors"]
    filling = rf"\s*(?:{pattern_of(tables['before_objects']).pattern}\s*)?"
    for name in names:
        between = passage.text[start : name.start] if start <= name.start else "?"
        if name.end == limit and re.fullmatch(filling, between, re.IGNORECASE):
            return name
    word = re.search(r"\S+$", passage.text[start:limit])
    if word and passage.language.tables["actors"]["order"] == "svo" and word[0][0].isupper():
        whole = full_name(passage.text, limit, word[0])
        found = ActorName(start + word.start(), limit, whole)
        return found if " " in whole else None
    return None


def _around(passage: Passage) -> tuple[int, int]:
    """Return the sentences around a selection, with those of the speech that it stands in."""
    sentence = passage.sentence
    start, end = sentence.start, sentence.end
    line = passage.text.rfind("\n", 0, passage.start) + 1
    stop = passage.text.find("\n", passage.end)
    limit = len(passage.text) if stop < 0 else stop
    for speech in _SPEECH.finditer(passage.text, line, limit):
        if speech.start() <= passage.start and passage.end <= speech.end():
            start, end = min(start, speech.start()), max(end, speech.end())
    edge = Passage(passage.text, end - 1, end, passage.language).sentence.end
    return start, max(end, edge)


@lru_cache(maxsize=8)
def _saying(language: Language) -> re.Pattern[str]:
    return language.pattern("actors", "behind")


def _part(passage: Passage, start: int, end: int) -> Passage:
    return Passage(passage.text, start, end, passage.language, passage.published)
