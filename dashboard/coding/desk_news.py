"""What of the desk is new to a page.

A page says which state it has seen; what has not changed since is not sent again, so that an
answer's size hangs on the change, not on the desk. This module shouldn't import Streamlit.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from secrets import token_hex
from threading import Lock
from typing import Any

from dashboard.coding.desk_views import View, draft_view, source_view, unreadable_view
from dashboard.coding.edits import draft_quotes
from dashboard.coding.review.event_review import review_view
from dashboard.words.catalogue import say
from events.coding.proposals import Proposal
from events.desk.acts import Kept, RecordKind
from events.desk.desk import Desk
from events.desk.soundness import Lack, lacks_of
from events.model.event import Source

_LOGGER = logging.getLogger(__name__)

Proposals = Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Sequence[Proposal]]]
"""Gives what is proposed by quotes, by field."""


_Versions = tuple[int, int]
"""The version of a draft, and that of its review."""


class DeskNews:
    """The desk as a page shows it, and since when each part of it is as it is.

    Parameters
    ----------
    desk
        The desk.
    proposals_of
        What is proposed by a draft's quotes.
    forget
        Forgets what was proposed, as a source's language or day was changed.
    """

    def __init__(self, desk: Desk, proposals_of: Proposals, forget: Callable[[], None]) -> None:
        self._desk, self._proposals_of, self._forget = desk, proposals_of, forget
        self._source_versions: dict[str, int] = {}
        self._lacks: dict[tuple[str, int], list[Lack]] = {}
        self._sources: dict[str, View] = {}
        self._drafts: dict[str, tuple[_Versions, int, View]] = {}  # since when, what is shown
        self._seen: dict[RecordKind, tuple[Sequence[Any], int]] = {}
        self._name, self._now = token_hex(8), 0  # of this program's states
        self._turn = Lock()

    def since(self, seen: str = "") -> View:
        """Return what is other than in a state that was seen.

        Parameters
        ----------
        seen
            The ``state`` of an earlier answer; of another program, or ``""``, all is new.

        Returns
        -------
        dict
            ``state``; ``drafts`` that are new or were changed; and, only where they are other
            than before, ``sources``, ``asides``, and ``order``, the keys of all drafts.
        """
        with self._turn:
            name, _, number = seen.partition(":")
            last = int(number) if name == self._name and number.isdecimal() else -1
            sources = self._desk.versions("source")
            self._look_anew(dict(sources))
            drafts, reviews = (dict(self._desk.versions(kind)) for kind in ("draft", "review"))
            self._look_at({key: (drafts[key], reviews.get(key, 0)) for key in drafts})
            order = [key for key in drafts if key in self._drafts]
            shown = [self._drafts[key] for key in order]
            news: View = {"drafts": [view for _, changed, view in shown if changed > last]}
            if self._changed("draft", order) > last:
                news["order"] = order
            if self._changed("aside", self._desk.versions("aside")) > last:
                news["asides"] = [asdict(one) for one in self._desk.records("aside")]
            if self._changed("source", sources) > last:
                news["sources"] = self._source_views()
            return {"state": f"{self._name}:{self._now}", **news}

    def lacking(
        self, draft: Kept, sources: Iterable[Source], texts: Mapping[str, str]
    ) -> list[Lack]:
        """List what a draft lacks, looked for once for each version of it."""
        at = draft.key, draft.version
        if at not in self._lacks:
            try:
                self._lacks[at] = lacks_of(draft, sources, texts)
            except Exception:
                _LOGGER.exception("lacks.%s", draft.key)
                self._lacks[at] = [Lack("", say("code.unreadable"))]
        return self._lacks[at]

    def _changed(self, kind: RecordKind, now: Sequence[Any]) -> int:
        """Return since which state the records of a kind are as they are now."""
        known = self._seen.get(kind)
        if known is None or known[0] != now:
            self._now += 1
            self._seen[kind] = known = (now, self._now)
        return known[1]

    def _look_anew(self, now: dict[str, int]) -> None:
        """Forget what was said of drafts where one of their sources was changed."""
        if any(now.get(key) != version for key, version in self._source_versions.items()):
            self._forget()
            self._drafts.clear()
            self._lacks.clear()
        self._source_versions = now

    def _look_at(self, versions: Mapping[str, _Versions]) -> None:
        """Show anew the drafts that were changed or reviewed since, and forget those gone."""
        new = [key for key, known in versions.items() if self._drafts.get(key, ((),))[0] != known]
        for gone in self._drafts.keys() - versions.keys():
            del self._drafts[gone]
        if not new:
            return
        self._now += 1
        sources, texts = self._desk.sources(), self._desk.texts()
        for key in new:
            draft = self._desk.find("draft", key)
            if draft:
                lacks = self.lacking(draft, sources, texts)
                view = self._view_of(draft, lacks) | {"review": review_view(self._desk, key)}
                self._drafts[key] = versions[key], self._now, view

    def _view_of(self, draft: Kept, lacks: Sequence[Lack]) -> View:
        """Show a draft; of one that can't be shown that it is there, beside all the others."""
        try:
            return draft_view(draft, lacks, self._proposals_of(draft_quotes(draft.value)))
        except Exception:
            _LOGGER.exception("code.%s", draft.key)
            return unreadable_view(draft, [Lack("", say("code.unreadable"))])

    def _source_views(self) -> list[View]:
        """Show the texts, which never change: each is cut into words once."""
        known = self._desk.records("source")
        if any(self._sources.get(one.key, {}).get("version") != one.version for one in known):
            texts = self._desk.texts()
            self._sources = {
                one.key: source_view(Source.model_validate(one.value), one.version, texts[one.key])
                for one in known
            }
        return [self._sources[one.key] for one in known]
