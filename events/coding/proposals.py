"""What a rule reads out of selected words for one field of an event, and on which words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from events.coding.passage import Passage

Field = Literal["kind", "status", "date", "place", "quantities", "actors", "speaker"]


@dataclass(frozen=True)
class Proposal:
    """One value that a coder may take.

    Attributes
    ----------
    field
        Which field of the event.
    values
        The properties that it gives, as an event file has them.
    rule
        The name of the rule.
    start, end
        The words that it rests on, in code points of the text, end exclusive.
    words
        These words.
    strength
        Rules of a field yield to those that are stronger; among equals nothing is filled in
        where their values differ.
    """

    field: Field
    values: Mapping[str, Any]
    rule: str
    start: int
    end: int
    words: str
    strength: int = 1


def proposal(
    passage: Passage,
    span: tuple[int, int],
    field: Field,
    values: Mapping[str, Any],
    rule: str,
    strength: int = 1,
) -> Proposal:
    """Make a proposal that rests on words of a passage's text."""
    start, end = span
    return Proposal(field, values, rule, start, end, passage.text[start:end], strength)


def strongest(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Keep the strongest proposals for a field, one for each value, in the order of the text."""
    known = sorted(proposals, key=lambda one: (-one.strength, one.start))
    kept: list[Proposal] = []
    for one in known:
        telling = _telling(one)
        if one.strength == known[0].strength and telling not in map(_telling, kept):
            kept.append(one)
    return kept


def _telling(one: Proposal) -> dict[str, Any]:
    """Give the values without the words that they rest on."""
    return {name: value for name, value in one.values.items() if not name.endswith("_says")}
