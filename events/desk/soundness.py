"""What drafts lack until they are sound, and the event file of those that are.

A draft is sound when `validate` and `verify` have nothing to say of it. An event file carries
quotes, never a text.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from events.desk.acts import Kept, RecordKind
from events.export.geojson import collection_members, in_version
from events.files.event_file import Loaded, parse_events
from events.model.event import Source
from events.model.problems import quote_value
from events.provenance.verify import verify

_NAME = "desk.geojson"


@dataclass(frozen=True)
class Lack:
    """What a draft lacks.

    Attributes
    ----------
    field
        The property that a coder is led to, such as ``quotes[0].exact``; ``""`` for the whole.
    words
        What is wrong, and what was expected.
    absent
        Whether nothing is there.
    """

    field: str
    words: str
    absent: bool = False


def lacks_of(draft: Kept, sources: Iterable[Source], texts: Mapping[str, str]) -> list[Lack]:
    """List what a draft lacks.

    Parameters
    ----------
    draft
        A draft of a desk.
    sources
        The desk's sources.
    texts
        Their texts.

    Returns
    -------
    list of Lack
        Empty for one that is sound.
    """
    loaded = _file([draft.value], sources)
    lacks = [
        Lack(
            problem.field,
            f"found {quote_value(problem.found)}, expected {problem.expected}",
            problem.found in (None, ""),
        )
        for problem in loaded.problems
    ]
    used = {quote.source for event in loaded.events for quote in event.quotes}
    known = {key: text for key, text in texts.items() if key in used}
    verified = verify(loaded, known)
    lacks += [Lack("quotes", verdict.why) for verdict in verified.verdicts if not verdict.ok]
    if not draft.value["properties"].get("quotes"):
        lacks.append(Lack("quotes", "found none, expected the words that it rests on", True))
    return lacks


Check = Callable[[Kept, Iterable[Source], Mapping[str, str]], Sequence[object]]
"""Lists what a draft lacks, as `lacks_of` does."""


class DeskRecords(Protocol):
    """What an event file is written of: a desk, or one as it was at a moment."""

    def sources(self) -> list[Source]:
        """Give the sources."""

    def texts(self) -> dict[str, str]:
        """Give the texts by the ids of their sources."""

    def records(self, kind: RecordKind) -> list[Kept]:
        """Give what is kept of a kind."""


def event_file(desk: DeskRecords, title: str, lacking: Check = lacks_of) -> tuple[bytes, int]:
    """Write the sound drafts of a desk as an event file.

    Parameters
    ----------
    desk
        The desk, now or at a moment (`events.desk.change_log.snapshot`).
    title
        The name of the collection.
    lacking
        What tells sound drafts; one that remembers need not look at all of them anew.

    Returns
    -------
    bytes, int
        The file, GeoJSON in UTF-8, and the number of drafts that are not in it as they lack
        something.
    """
    sources, texts, drafts = desk.sources(), desk.texts(), desk.records("draft")
    sound = [draft for draft in drafts if not lacking(draft, sources, texts)]
    asides = [one.value for one in desk.records("aside")]
    written = written_file(title, [draft.value for draft in sound], sources, asides)
    return written, len(drafts) - len(sound)


def written_file(
    title: str,
    features: Sequence[Mapping[str, Any]],
    sources: Iterable[Source],
    asides: Sequence[Mapping[str, Any]],
) -> bytes:
    """Write an event file of its parts: GeoJSON in UTF-8."""
    members = _members(title, features, sources, asides)
    return json.dumps(members, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def _file(features: Sequence[Mapping[str, Any]], sources: Iterable[Source]) -> Loaded:
    return parse_events(json.dumps(_members("", features, sources, ())).encode(), _NAME)


def _members(
    title: str,
    features: Sequence[Mapping[str, Any]],
    sources: Iterable[Source],
    asides: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    extra = {"asides": list(asides)} if asides else {}
    plain = [dict(feature) for feature in features]
    return {**in_version(collection_members(title, sources, extra), plain), "features": plain}
