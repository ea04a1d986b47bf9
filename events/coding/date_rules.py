"""Dates: a grammar of phrases that gives EDTF, the rule's name and the basis.

A phrase is a core ("5 July", "Wednesday", "last week") and what stands around it ("by", "the
night of", "early"). A day without a year and a weekday are worked out from the day of
publication, backwards: in a text about plans, where they may lie ahead, nothing is given.
"""

import re
from collections.abc import Iterator

from events.coding.passage import Passage
from events.coding.phrases.calendar_phrases import read_core, wrapped
from events.coding.phrases.date_grammar import Grammar, apart, grammar_of
from events.coding.proposals import Proposal, proposal, strongest
from events.model.vocabulary import Basis, Status

_AHEAD = (Status.INTENDED, Status.ORDERED, Status.FORECAST)
_SAID_NEAR = 2  # words between such a verb and its day


def propose_dates(passage: Passage, status: str) -> list[Proposal]:
    """Read when it was.

    Words of the selection go before those of the rest of its sentence, and both before the day of
    publication, by which what is reported has been and from which on what is forecast may be.

    Parameters
    ----------
    passage
        The selected words.
    status
        The status that is proposed for them; ``""`` for none.

    Returns
    -------
    list of Proposal
        Several where the words name several days.
    """
    if status == Status.STANDING:
        return []
    own = list(_phrases(passage, status, 3))
    around = [] if own else list(_phrases(passage.sentence, status, 2))
    return strongest([*own, *around]) or list(_by_publication(passage, status))


def _by_publication(passage: Passage, status: str) -> Iterator[Proposal]:
    if passage.published is None or not status:
        return
    day = passage.published.isoformat()
    ahead = status == Status.FORECAST
    values = {"date": f"{day}/.." if ahead else f"../{day}", "date_basis": Basis.INFERRED.value}
    rule = "forecast, from publication on" if ahead else "told, by publication"
    yield proposal(passage, (passage.start, passage.start), "date", values, rule)


def _phrases(passage: Passage, status: str, strength: int) -> Iterator[Proposal]:
    grammar = grammar_of(passage.language)
    for found in apart(_matches(passage, grammar)):
        core = read_core(grammar, found, passage.published)
        if core is None or (core.backwards and _may_lie_ahead(passage, found, status)):
            continue
        edtf = wrapped(core, grammar.wrap_of(found))
        if edtf is None:
            continue
        basis = Basis.STATED if core.stated else Basis.INFERRED
        says = passage.text[found.start() : found.end()]
        values = {"date": edtf, "date_basis": basis.value, "date_says": says}
        wrap = grammar.wrap_of(found)
        rule = f"date: {wrap} {core.rule}" if wrap else f"date: {core.rule}"
        yield proposal(passage, found.span(), "date", values, rule, strength)


def _matches(passage: Passage, grammar: Grammar) -> Iterator[re.Match[str]]:
    for pattern in grammar.patterns:
        yield from passage.find(pattern)


def _may_lie_ahead(passage: Passage, found: re.Match[str], status: str) -> bool:
    """Tell whether a day that is counted backwards may be one to come, as "on Friday" of a plan.

    It is not where the day stands with the verb of saying or ordering: "said on Wednesday".
    """
    if status not in _AHEAD:
        return False
    says, orders = (
        passage.language.pattern(*path).pattern for path in (("saying",), ("status", "ordered"))
    )
    saying = f"(?:{says}|{orders})"
    before = passage.text[max(0, found.start() - 60) : found.start()]
    after = passage.text[found.end() : found.end() + 60]
    gap = rf"(?:\s+\S+){{0,{_SAID_NEAR}}}"
    return not (
        re.search(rf"{saying}{gap}\s*$", before, re.IGNORECASE)
        or re.match(rf"{gap}\s+{saying}", after, re.IGNORECASE)
    )
