"""From the words that a coder selects to proposals for each field of an event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from events.coding.actor_rules import propose_actors
from events.coding.date_rules import propose_dates
from events.coding.kind_rules import propose_kinds, propose_statuses
from events.coding.names.place_index import PlaceIndex
from events.coding.number_rules import propose_quantities
from events.coding.passage import Passage, whole_words
from events.coding.phrases.language import language_of
from events.coding.place_rules import propose_places
from events.coding.proposals import Proposal, strongest
from events.coding.speaker_rules import propose_speaker
from events.model.event import Source

_SINGLE = ("kind", "status", "date", "place")

LISTS = ("quantities", "actors")
"""The fields that hold as many values as there are."""


def propose(
    text: str, spans: Iterable[tuple[int, int]], source: Source, index: PlaceIndex
) -> dict[str, list[Proposal]]:
    """Read what selected words say of one event.

    Parameters
    ----------
    text
        The source's text, as published.
    spans
        The selections in code points, ends exclusive: the words of one event.
    source
        Whose text it is; its ``language`` and ``published`` are what rules go by.
    index
        The gazetteer.

    Returns
    -------
    dict
        For each field what may be taken, each with its rule and its words; a field without a rule
        that applies is missing, and so is every field in a language that has no file. Of a field
        with several, none is to be filled in by itself, but for quantities.
    """
    language = language_of(source.language)
    if language is None:
        return {}
    published = _day(source.published)
    found: dict[str, list[Proposal]] = {name: [] for name in (*_SINGLE, *LISTS)}
    passages = [Passage(text, *whole_words(text, *span), language, published) for span in spans]
    kinds = [propose_kinds(passage) for passage in passages]
    found["kind"] = [one for own in kinds for one in own]
    for passage, own in zip(passages, kinds, strict=True):
        statuses = propose_statuses(passage, own)
        status = statuses[0].values["status"] if len(statuses) == 1 else ""
        found["status"] += statuses
        dates = propose_dates(passage, status)
        found["date"] += dates
        found["actors"] += propose_actors(passage, own, index)
        found["place"] += propose_places(passage, found["kind"], index)
        found["quantities"] += [
            one
            for one in propose_quantities(passage)
            if not any(day.start < one.end and one.start < day.end for day in dates)
        ]
    if not found["kind"] and not found["actors"] and all(one.spoken for one in passages):
        found["actors"] = [_who(one) for one in propose_speaker(passages[0], index)]
    chosen = {name: strongest(found[name]) for name in _SINGLE}
    chosen["quantities"] = _each_once(found["quantities"], ("what", "low", "high"))
    chosen["actors"] = _each_once(found["actors"], ("name",))
    return {name: proposals for name, proposals in chosen.items() if proposals}


def filled(proposals: Mapping[str, Sequence[Proposal]]) -> dict[str, Any]:
    """Give the properties that proposals fill in by themselves.

    Parameters
    ----------
    proposals
        What `propose` returns.

    Returns
    -------
    dict
        Members of an event file's properties; a field with several choices is left out.
    """
    properties: dict[str, Any] = {}
    for name in _SINGLE:
        if len(proposals.get(name, ())) == 1:
            properties |= proposals[name][0].values
    for name in LISTS:
        if proposals.get(name):
            properties[name] = [dict(one.values) for one in proposals[name]]
    return properties


def speaker_of(
    text: str, span: tuple[int, int], source: Source, index: PlaceIndex
) -> Proposal | None:
    """Read who says words, of which `events.coding.speaker_rules.propose_speaker` tells.

    Parameters
    ----------
    text, source, index
        As of `propose`.
    span
        The words in code points, end exclusive.
    """
    language = language_of(source.language)
    if language is None:
        return None
    passage = Passage(text, *span, language, _day(source.published))
    return next(iter(propose_speaker(passage, index)), None)


def _who(speaker: Proposal) -> Proposal:
    values = {"name": speaker.values["speaker"], "role": "actor"}
    return replace(speaker, field="actors", values=values, rule="actor: who says it")


def _each_once(proposals: Iterable[Proposal], names: tuple[str, ...]) -> list[Proposal]:
    """Keep the first of the proposals whose values of these names are the same."""
    known: dict[tuple[Any, ...], Proposal] = {}
    for one in proposals:
        known.setdefault(tuple(one.values[name] for name in names), one)
    return list(known.values())


def _day(published: str) -> date | None:
    try:
        return date.fromisoformat(published)
    except ValueError:
        return None
