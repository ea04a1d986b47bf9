"""Checks a file against its words: whether each value is borne out by the source that gives it.

Each source's account of an event is checked by the source's own words: its quotes and, where its
text is given, the sentences that they stand in; without quotes the whole text. There are three
answers, and none of them is "false": a source may be wrong, and a value right without it.

- borne out: the words hold it.
- not borne out: the words are known, and do not hold it.
- cannot be checked: the words are not known, or the value is said to be from elsewhere.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events.accounts.one_source import quotes_of
from events.coding.names.place_index import PlaceIndex
from events.files.event_file import Loaded
from events.model.event import Account, Event, Quote, Source
from events.model.vocabulary import Basis
from events.provenance.account_check import AccountCheck, Answer, Finding
from events.provenance.sentences import sentences
from events.provenance.verify import verify

Containing = Callable[[Event], Sequence[str]]
"""Gives the names of the areas that an event's place lies in, as far as they are known."""

_NO_PLACES = PlaceIndex(())


@dataclass(frozen=True)
class Audit:
    """The findings on a file, and how many events each answer holds for.

    Attributes
    ----------
    events
        All events of the file, rejected ones too: the sum of the three counts.
    findings
        In the order of the file.
    """

    events: int
    borne_out: int
    not_borne_out: int
    cannot_be_checked: int
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give what the command prints as JSON."""
        return {
            "events": self.events,
            "borne_out": self.borne_out,
            "not_borne_out": self.not_borne_out,
            "cannot_be_checked": self.cannot_be_checked,
            "findings": [vars(finding) for finding in self.findings],
        }

    def lines(self) -> Iterator[str]:
        """Give the receipt for people: a line a finding, then the counts."""
        for one in self.findings:
            source = f" by {one.source}" if one.source else ""
            answer = one.answer.replace("_", " ")
            yield f"{answer}: {one.event}{source}, {one.field}: {one.found}. {one.why}"
        yield (
            f"{self.events} events: {self.borne_out} borne out, "
            f"{self.not_borne_out} not borne out, {self.cannot_be_checked} cannot be checked"
        )


def audit(
    loaded: Loaded,
    texts: Mapping[str, str],
    containing: Containing = lambda event: (),
    gazetteer: PlaceIndex = _NO_PLACES,
) -> Audit:
    """Check every event of a file against the words of its sources.

    Parameters
    ----------
    loaded
        An event file.
    texts
        The sources' texts by their ids, as published; those that are not given are not known.
    containing
        Knows which areas an event's place lies in.
    gazetteer
        Knows the names that places have in other scripts.

    Returns
    -------
    Audit
        Of a rejected event each problem is a finding: what it shows is not what it rests on.
    """
    sources = {source.id: source for source in loaded.sources}
    quoted = _quote_findings(loaded, texts)
    findings: list[Finding] = []
    counts: Counter[Answer] = Counter()
    for event in loaded.events:
        own = [*quoted.get(event.id, ()), *_of_event(event, sources, texts, containing, gazetteer)]
        findings += own
        answers = [finding.answer for finding in own] or [Answer.BORNE_OUT]
        counts[max(answers, key=list(Answer).index)] += 1
    findings += [
        Finding(
            problem.id or "",
            "",
            problem.field,
            str(problem.found),
            f"Expected {problem.expected}.",
            Answer.NOT_BORNE_OUT,
        )
        for problem in loaded.problems
    ]
    return Audit(
        loaded.read,
        counts[Answer.BORNE_OUT],
        counts[Answer.NOT_BORNE_OUT] + loaded.rejected,
        counts[Answer.CANNOT_BE_CHECKED],
        tuple(findings),
    )


def _quote_findings(loaded: Loaded, texts: Mapping[str, str]) -> dict[str, list[Finding]]:
    """Give what is wrong with quotes, by the event; one that has no text is not checked."""
    found: dict[str, list[Finding]] = {}
    for verdict in verify(loaded, texts).verdicts:
        if verdict.ok or not verdict.event:
            continue
        unknown = verdict.source not in texts
        answer = Answer.CANNOT_BE_CHECKED if unknown else Answer.NOT_BORNE_OUT
        where = f"the quote at {verdict.start}–{verdict.end}"
        found.setdefault(verdict.event, []).append(
            Finding(verdict.event, verdict.source, "quotes", where, verdict.why, answer)
        )
    return found


def _of_event(
    event: Event,
    sources: Mapping[str, Source],
    texts: Mapping[str, str],
    containing: Containing,
    gazetteer: PlaceIndex,
) -> Iterator[Finding]:
    for account in event.accounts or _own_account(event):
        text = texts.get(account.source)
        words = _words_of(quotes_of(event, account), text)
        check = AccountCheck(event, account, sources[account.source], words, text, gazetteer)
        yield from check.of_date()
        yield from check.of_place(containing(event))
        yield from check.of_numbers()


def _own_account(event: Event) -> list[Account]:
    """Take an event without accounts as what the source of its quotes tells, but for † values."""
    given = {
        name: getattr(event, name) for name in Account.model_fields if hasattr(event, name)
    } | {"rank": "normal"}
    for field, names in _EXTERNAL.items():
        if given[f"{field}_basis"] is Basis.EXTERNAL:
            given |= {name: Account.model_fields[name].get_default() for name in names}
    return [
        Account.model_construct(
            **{**given, "source": source, "reason": "", "url": "", "quotes": event.quotes}
        )
        for source in event.quoted_sources[:1]
    ]


_EXTERNAL = {"date": ("date", "date_basis"), "place": ("place", "place_precision", "place_basis")}


def _words_of(quotes: Sequence[Quote], text: str | None) -> str:
    """Join quotes and, where the text is known, the sentences that they touch."""
    spans = sentences(text) if text else []
    touched = [
        text[start:end]
        for start, end in spans
        if text and any(quote.start < end and start < quote.end for quote in quotes)
    ]
    return "\n".join([*(quote.exact for quote in quotes), *touched])
