"""Provenance: whether every quote stands in its source, and how much of the source is coded.

A quote is checked in this order, and the first thing that is wrong is told: its source's text was
given; it is the same text (length, then SHA-256); the exact words stand at the offsets; the prefix
and the suffix stand around them.

Texts come from the caller, never from the event file and never from the network.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from events.files.event_file import Loaded
from events.model.event import Aside, Event, Quote, Source
from events.provenance.citations import citation, fragment_url
from events.provenance.quote_diff import difference, occurrences
from events.provenance.sentences import sentences

__all__ = [
    "Stretch",
    "Uncoded",
    "Verdict",
    "Verification",
    "citation",
    "coverage_strip",
    "fragment_url",
    "sentences",
    "verify",
]


@dataclass(frozen=True)
class Verdict:
    """What was found of one quote.

    Attributes
    ----------
    event, source
        Ids of the event, ``""`` for an aside, and of the source whose words it has.
    start, end
        The quote's offsets in code points, end exclusive.
    ok
        Whether the quote stands there word for word, between its prefix and its suffix.
    why
        What is wrong and what to do; empty for a good quote.
    """

    event: str
    source: str
    start: int
    end: int
    ok: bool
    why: str = ""


class Uncoded(NamedTuple):
    """A sentence that neither a quote nor an aside touches: its source's id, and its offsets."""

    source: str
    start: int
    end: int


class Stretch(NamedTuple):
    """A part of a source that the same events quote, and whether an aside has it."""

    start: int
    end: int
    event_ids: tuple[str, ...]
    aside: bool = False


@dataclass(frozen=True)
class Verification:
    """The verdicts on all quotes of a file, and how much of the given texts they touch.

    Attributes
    ----------
    verdicts
        One for each quote, in the file's order; those of an event's accounts after its own.
    sentences_total, sentences_touched
        Sentences of the texts that were given and are the right ones, and how many of them a
        good quote or aside touches.
    uncoded
        The sentences that none touches.
    unknown_texts
        Ids under which a text was given although the file has no such source.
    rejected
        Features of the file that could not be read, so that their quotes were not checked.
    """

    verdicts: tuple[Verdict, ...]
    sentences_total: int
    sentences_touched: int
    uncoded: tuple[Uncoded, ...] = ()
    unknown_texts: tuple[str, ...] = ()
    rejected: int = 0

    @property
    def coverage(self) -> float:
        """Share of the sentences that good words touch, 0 to 1; 0 without a sentence."""
        return self.sentences_touched / self.sentences_total if self.sentences_total else 0.0

    @property
    def ok(self) -> bool:
        """Whether there is a quote, every one was checked and good, and every text has a source."""
        is_whole = not self.unknown_texts and not self.rejected
        return is_whole and bool(self.verdicts) and all(verdict.ok for verdict in self.verdicts)


def verify(loaded: Loaded, texts: Mapping[str, str]) -> Verification:
    """Check every quote and every aside of an event file against the texts they are from.

    Parameters
    ----------
    loaded
        An event file as read by `events.files.event_file.load_events`.
    texts
        The texts by the id of their source, as published: line ends untouched.

    Returns
    -------
    Verification
        A quote whose source has no text here is not good: it was not checked.
    """
    sources = {source.id: source for source in loaded.sources}
    faults = {key: _text_fault(source, texts.get(key)) for key, source in sources.items()}
    verdicts: list[Verdict] = []
    touched: dict[str, list[tuple[int, int]]] = {}
    coded: list[tuple[str, Quote | Aside]] = [
        (event.id, quote) for event in loaded.events for quote in _quotes_of(event)
    ]
    coded += [("", aside) for aside in loaded.asides]
    for event_id, words in coded:
        why = faults.get(words.source, f"the file has no source {words.source!r}")
        why = why or _fault(words, texts[words.source])
        verdicts.append(Verdict(event_id, words.source, words.start, words.end, not why, why))
        if not why:
            touched.setdefault(words.source, []).append((words.start, words.end))
    spans = [
        Uncoded(key, start, end)
        for key, fault in faults.items()
        if not fault
        for start, end in sentences(texts[key])
    ]
    uncoded = [span for span in spans if not _is_touched(span, touched.get(span.source, []))]
    return Verification(
        verdicts=tuple(verdicts),
        sentences_total=len(spans),
        sentences_touched=len(spans) - len(uncoded),
        uncoded=tuple(uncoded),
        unknown_texts=tuple(key for key in texts if key not in sources),
        rejected=loaded.rejected,
    )


def coverage_strip(
    events: Iterable[Event], source: Source, asides: Iterable[Aside] = ()
) -> list[Stretch]:
    """Cut a source into coded and uncoded stretches, from the offsets alone.

    Parameters
    ----------
    events
        The events, in the order in which their ids are to be listed.
    source
        The source; its length in code points bounds the strip.
    asides
        The words that tell no event.

    Returns
    -------
    list of Stretch
        From 0 to the source's length without a gap, neighbours that differ; empty for a source of
        unknown length.

    Examples
    --------
    >>> source = Source(id="a", title="A", length=30)
    >>> quote = Quote(source="a", exact="retreated", start=10, end=19)
    >>> event = Event(id="e1", geometry=None, title="Retreat", kind="retreat",
    ...               status="reported", place_precision="none", quotes=[quote])
    >>> [stretch[:3] for stretch in coverage_strip([event], source)]
    [(0, 10, ()), (10, 19, ('e1',)), (19, 30, ())]
    """
    length = source.length or 0
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    ids: list[str] = []
    for number, event in enumerate(events):
        ids.append(event.id)
        for quote in _quotes_of(event):
            if quote.source == source.id and quote.start < length:
                opening.setdefault(quote.start, []).append(number)
                closing.setdefault(min(quote.end, length), []).append(number)
    others = [(one.start, one.end) for one in asides if one.source == source.id]
    ends = {min(end, length) for span in others for end in span}
    strip: list[Stretch] = []
    quoting: Counter[int] = Counter()
    for start, end in itertools.pairwise(sorted({0, length, *opening, *closing, *ends})):
        quoting.update(opening.get(start, ()))
        quoting.subtract(closing.get(start, ()))
        quoting = +quoting
        here = tuple(ids[number] for number in sorted(quoting))
        aside = any(first <= start < last for first, last in others)
        if strip and strip[-1][2:] == (here, aside):
            strip[-1] = strip[-1]._replace(end=end)
        else:
            strip.append(Stretch(start, end, here, aside))
    return strip


def _quotes_of(event: Event) -> Iterator[Quote]:
    """Give the quotes of an event, and those of its accounts."""
    yield from event.quotes
    for account in event.accounts:
        yield from account.quotes


def _is_touched(sentence: Uncoded, quoted: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a quote and a sentence share a code point."""
    return any(start < sentence.end and sentence.start < end for start, end in quoted)


def _text_fault(source: Source, text: str | None) -> str:
    """Tell why a text can't serve to check a source's quotes; empty where it can."""
    if text is None:
        return (
            f"not checked: no text was given for source {source.id!r}; "
            f"give it with --text {source.id}=PATH"
        )
    expected = (source.length, source.sha256)
    found = _fingerprint(text)
    wrong = [
        f"found {label} {got}, expected {want}"
        for label, got, want in zip(("length", "SHA-256"), found, expected, strict=True)
        if want and got != want
    ]
    if not wrong:
        return ""
    hint = "give the text that was coded, or code this one anew"
    for change, other in _likely_changes(text):
        if all(
            want in (None, "", got) for got, want in zip(_fingerprint(other), expected, strict=True)
        ):
            hint = f"it is the same text {change}; give it as published"
            break
    return f"the text is another one than source {source.id!r}: {'; '.join(wrong)}; {hint}"


def _fingerprint(text: str) -> tuple[int, str]:
    """Give a text's length in code points and the SHA-256 of its UTF-8 bytes."""
    return len(text), hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _likely_changes(text: str) -> list[tuple[str, str]]:
    """List what a text may have suffered on its way, each with the text before it."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return [
        ("with a byte order mark", text.removeprefix("\ufeff")),
        ("with Windows line ends", text.replace("\r\n", "\n")),
        ("with white space at its ends", text.strip()),
        ("with a byte order mark, Windows line ends or white space at its ends", plain.strip()),
    ]


def _fault(quote: Quote | Aside, text: str) -> str:
    """Tell what is wrong with words of a text; empty where nothing is."""
    if text[quote.start : quote.end] != quote.exact:
        return _misplaced(quote, text)
    before = text[max(0, quote.start - len(quote.prefix)) : quote.start]
    if before != quote.prefix:
        return f"prefix: found {before!r}, expected {quote.prefix!r}; correct the prefix"
    after = text[quote.end : quote.end + len(quote.suffix)]
    if after != quote.suffix:
        return f"suffix: found {after!r}, expected {quote.suffix!r}; correct the suffix"
    return ""


def _misplaced(quote: Quote | Aside, text: str) -> str:
    """Tell where words stand that are not at their offsets, or how the text differs."""
    places = occurrences(quote.exact, text)
    if places:
        listed = ", ".join(f"{place}–{place + len(quote.exact)}" for place in places)
        found = text[quote.start : quote.end]
        return (
            f"the words are not at {quote.start}–{quote.end}: found {found!r}; "
            f"they stand at {listed}; correct start and end"
        )
    return difference(quote.exact, text, quote.start)
