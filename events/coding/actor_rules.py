"""Who takes part, by where a name stands, with the rule that made it.

Before its verb stands who acts, behind it who is acted upon. What fits no rule stays empty: a name
behind a preposition, a capital that stands for a government, whoever is only spoken of.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from events.coding.date_rules import propose_dates
from events.coding.kind_rules import is_word
from events.coding.names.actor_lexicon import ActorName
from events.coding.names.place_index import PlaceIndex
from events.coding.passage import Passage
from events.coding.phrases.language import pattern_of
from events.coding.proposals import Proposal, proposal
from events.coding.speaker_rules import actors_in, is_governed, sayer, who_says_it
from events.model.vocabulary import Kind, family_of


def propose_actors(
    passage: Passage, kinds: Sequence[Proposal], index: PlaceIndex
) -> list[Proposal]:
    """Read who takes part.

    Parameters
    ----------
    passage
        The selected words.
    kinds
        What `events.coding.kind_rules.propose_kinds` gives of them.
    index
        The gazetteer, whose countries act, too.

    Returns
    -------
    list of Proposal
        One an actor; their values are members of an event's ``actors``.
    """
    if not passage.language.tables.get("actors"):
        return []
    names = actors_in(passage, index)
    found: list[Proposal] = []
    for kind in kinds:
        if kind.rule.startswith("verb"):
            found += _of_verb(passage, kind, names)
        elif kind.rule.startswith("noun"):
            found += _parties(passage, kind, names)
    if not kinds and (speaker := who_says_it(passage, names)):
        found.append(_actor(passage, speaker, "actor", "who says it"))
    return _once(found)


def _of_verb(passage: Passage, verb: Proposal, names: list[ActorName]) -> Iterator[Proposal]:
    kind = Kind(verb.values["kind"])
    tables = passage.language.tables["actors"]
    passive = _is_passive(passage, verb)
    if tables["order"] == "sov":
        actor = _beginning(passage, verb, names)
    else:
        actor = _before_verb(passage, verb.start, names)
    harms = family_of(kind) == family_of(Kind.ASSAULT)
    meets = pattern_of(tables["with"]).match(passage.text, verb.end + 1)
    if is_word(kind) and actor is None and not passive:
        actor = sayer(passage, verb.start, names)
    if actor and not passive and not _is_undergone(passage, verb):
        role = "party" if harms and meets else "actor"
        yield _actor(passage, actor, role, f"before “{verb.words}”")
    elif actor and harms:
        yield _actor(passage, actor, "target", f"undergoes “{verb.words}”")
    if passive:
        for name in _behind(passage, verb.end, names, tables["by"], needed=True):
            yield _actor(passage, name, "actor", f"by, behind “{verb.words}”")
    elif tables["order"] == "svo" and (harms or is_word(kind)):
        role = "recipient" if is_word(kind) else "party" if meets else "target"
        for name in _behind(passage, verb.end, names, tables["objects"], needed=False):
            yield _actor(passage, name, role, f"behind “{verb.words}”")


def _before_verb(passage: Passage, verb: int, names: list[ActorName]) -> ActorName | None:
    """Return the name that ends at a verb, but for what may stand between the two."""
    for name in reversed([one for one in names if one.end <= verb]):
        between = passage.text[name.end : verb].casefold().split()
        if any(word not in passage.language.tables["actors"]["beside"] for word in between):
            return None
        return None if name.oblique or is_governed(passage, name) else name
    return None


def _beginning(passage: Passage, verb: Proposal, names: list[ActorName]) -> ActorName | None:
    """Return the name that a sentence begins with, but for a number and a day."""
    sentence = passage.sentence
    before = [one for one in names if one.end <= verb.start]
    if not before:
        return None
    start = max(sentence.start, passage.start)
    lead = Passage(passage.text, start, before[0].start, passage.language, passage.published)
    words = lead.words
    for day in propose_dates(lead, ""):
        words = words.replace(day.words, " ")
    bounds = [
        form for forms in passage.language.tables["numbers"]["bounds"].values() for form in forms
    ]
    words = pattern_of(bounds).sub(" ", words)
    small = passage.language.tables["numbers"]["small"]
    left = [word for word in re.split(r"[\s،,]+", words) if word]
    if any(not word.isdecimal() and word not in small for word in left):
        return None
    follows = passage.text[before[0].end : verb.start].split()
    return None if follows[:1] == ["را"] else before[0]


def _behind(
    passage: Passage, verb: int, names: list[ActorName], governing: list[str], *, needed: bool
) -> Iterator[ActorName]:
    """Yield the name behind a verb, and those that are joined to it."""
    tables = passage.language.tables["actors"]
    filling = pattern_of([*tables["before_objects"], *tables["titles"]]).pattern
    leading = pattern_of(governing).pattern
    lead = re.compile(
        rf"\s*(?:{leading}\s*){'' if needed else '?'}(?:{filling}\s*|\d[\d,.]*\s*)*", re.IGNORECASE
    )
    joined = re.compile(rf"\s*(?:,|{pattern_of(tables['joining']).pattern})\s*(?:the\s+)?")
    for name in [one for one in names if one.start >= verb]:
        between = passage.text[verb : name.start]
        if not lead.fullmatch(between):
            return
        yield name
        verb, lead = name.end, joined


def _parties(passage: Passage, noun: Proposal, names: list[ActorName]) -> Iterator[Proposal]:
    """Read "fighting with the Taliban", "clashes between A and B"."""
    tables = passage.language.tables["actors"]
    for name in _behind(passage, noun.end, names, tables["with"], needed=True):
        yield _actor(passage, name, "party", f"with, behind “{noun.words}”")
    if family_of(Kind(noun.values["kind"])) == family_of(Kind.ASSAULT):
        found = list(_behind(passage, noun.end, names, ["between"], needed=True))
        for name in found if len(found) > 1 else []:
            yield _actor(passage, name, "party", f"between, behind “{noun.words}”")


def _is_passive(passage: Passage, verb: Proposal) -> bool:
    tables = passage.language.tables["actors"]
    before = passage.text[max(passage.start, verb.start - 24) : verb.start].casefold().split()[-2:]
    adjectival = pattern_of(tables["adjectival"]).match(verb.words)
    return not adjectival and any(word in tables["passive"] for word in before)


def _is_undergone(passage: Passage, verb: Proposal) -> bool:
    forms = passage.language.tables["actors"].get("undergone", [])
    return bool(pattern_of(forms).search(verb.words))


def _actor(passage: Passage, name: ActorName, role: str, rule: str) -> Proposal:
    values = {"name": name.name, "role": role}
    return proposal(passage, (name.start, name.end), "actors", values, f"actor: {rule}")


def _once(found: Iterable[Proposal]) -> list[Proposal]:
    known: dict[str, Proposal] = {}
    for one in found:
        known.setdefault(one.values["name"], one)
    return list(known.values())
