"""Publishing: what would go out, compared with what went out last, and the act itself.

This module shouldn't import Streamlit.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from dashboard.coding.review.field_words import field_name
from dashboard.published.changes_worker import changes_in_worker
from dashboard.published.version_shelf import VersionShelf, count_words, day_of_act
from dashboard.session.file_opener import open_file
from dashboard.session.review.changed_files import Changed, compare_versions
from dashboard.words.catalogue import say
from events.desk.acts import Kept
from events.desk.change_log import snapshot
from events.desk.database import DeskError
from events.desk.published_versions import (
    LeftOut,
    Outgoing,
    PublishedVersion,
    outgoing,
    publish,
    withdraw,
)
from events.desk.soundness import Check, Lack, lacks_of
from events.model.event import Source

View = dict[str, Any]

LISTED = 50
"""The most events of each list that a publisher is shown; the counts are of all."""

_MOST_NAME = 200  # characters of a collection's name


class Publisher:
    """What publishes a desk.

    Parameters
    ----------
    shelf
        Its versions.
    """

    def __init__(self, shelf: VersionShelf) -> None:
        self.shelf = shelf
        self._lacks = _KnownLacks()
        self._pages: dict[tuple[int, int], str] = {}

    def versions(self) -> list[View]:
        """Show what was published, the newest first."""
        return [_version_view(one) for one in self.shelf.versions()]

    def preview(self) -> View:
        """Show what would go out now.

        Returns
        -------
        dict
            ``seen``, the number of the last act; ``number``, the version's; ``name``; ``events``;
            ``left_out``, the first drafts that stay, each its title and what it lacks, and
            ``left``, how many do; ``since``, the version before; ``told`` and ``lists``, what
            changed since, in words.
        """
        seen = self.shelf.desk.number()
        versions = self.shelf.versions()
        number = max((one.number for one in versions), default=0) + 1
        name = str(versions[0].told["title"]) if versions else ""
        found = self._outgoing(seen, name, number)
        since = self.shelf.newest()
        told, lists = "", []
        if since and found.events:
            changed, _ = self._compared(found, number, since)
            told, lists = count_words(counts_of(changed) or {}), _lists(changed)
        return {
            "seen": seen,
            "number": number,
            "name": name,
            "events": found.events,
            "counted": say("published.events", count=found.events),
            "left": len(found.left_out),
            "left_out": [_left_view(one) for one in found.left_out[:LISTED]],
            "since": since.number if since else None,
            "told": told,
            "lists": lists,
        }

    def publish(self, who: str, asked: Mapping[str, Any]) -> int:
        """Publish what was shown; what was done on the desk since waits for the next version.

        Parameters
        ----------
        who
            Who does.
        asked
            ``seen`` and ``number`` of `preview`; ``name``, of the collection; ``why``.

        Returns
        -------
        int
            The version's number.

        Raises
        ------
        DeskError
            Where nothing is sound, the collection has no name, or somebody else was faster.
        """
        seen, number = int(asked["seen"]), int(asked["number"])
        name, why = str(asked["name"]).strip()[:_MOST_NAME], str(asked.get("why") or "").strip()
        if not name:
            raise DeskError(say("publish.no_name"))
        if not 0 <= seen <= self.shelf.desk.number():
            raise ValueError(seen)
        found = self._outgoing(seen, name, number)
        if not found.events:
            raise DeskError(say("publish.nothing"))
        since = self.shelf.newest()
        changed, bbox = self._compared(found, number, since)
        told = {
            "title": name,
            "file_title": _file_title(name, number),
            "bbox": bbox,
            "since": since.number if since else None,
            "changes": counts_of(changed),
        }
        publish(self.shelf.desk.acting(who, why), number, found, told, seen)
        self.shelf.look_again()
        return number

    def withdraw(self, who: str, number: int, why: str) -> None:
        """Withdraw a version."""
        withdraw(self.shelf.desk.acting(who, why.strip()), number)
        self.shelf.look_again()

    def changes_page(self, version: PublishedVersion, since: PublishedVersion) -> str:
        """Return the page of what changed between two versions, which never changes either.

        Raises
        ------
        EventFileError
            Where they can't be compared.
        """
        at = since.number, version.number
        if at not in self._pages:
            files = [self.shelf.file_of(one) for one in (since, version)]
            for file in files:
                file.open()
            self._pages[at] = changes_in_worker(files[0].path, files[1].path)
            while len(self._pages) > LISTED:
                self._pages.pop(next(iter(self._pages)), None)
        return self._pages[at]

    def _outgoing(self, seen: int, name: str, number: int) -> Outgoing:
        then = snapshot(self.shelf.desk, seen)
        lacking = self._lacks.among(then.sources())
        return outgoing(then, _file_title(name, number), lacking)

    def _compared(
        self, found: Outgoing, number: int, since: PublishedVersion | None
    ) -> tuple[Changed, list[float] | None]:
        """Open what would go out as any file, and compare it with a version."""
        with TemporaryDirectory(prefix="panj-publishing-") as folder:
            path = Path(folder) / f"version-{number}.geojson"
            path.write_bytes(found.data)
            file = open_file(path).file
            if file.problems:
                raise DeskError(say("publish.not_opened", why=file.problems[0]))
            bbox = [*file.overview.bbox] if file.overview.bbox else None
            if since is None:
                return Changed("", path.name), bbox
            before = self.shelf.file_of(since).open().file
            changed = compare_versions(before, file)
            if changed.counts is None:
                raise DeskError(changed.failed)
            return changed, bbox


class _KnownLacks:
    """What drafts lack, looked for once for each version of them while the sources stay."""

    def __init__(self) -> None:
        self._sources = ""
        self._known: dict[tuple[str, int], list[Lack]] = {}
        self._turn = Lock()

    def among(self, sources: Iterable[Source]) -> Check:
        """Give what lists a draft's lacks where these are the sources."""
        now = json.dumps([one.model_dump(mode="json") for one in sources])
        with self._turn:
            if now != self._sources:
                self._sources, self._known = now, {}
            known = self._known

        def lacking(draft: Kept, sources: Iterable[Source], texts: Mapping[str, str]) -> list[Lack]:
            at = draft.key, draft.version
            if at not in known:
                known[at] = lacks_of(draft, sources, texts)
            return known[at]

        return lacking


def counts_of(changed: Changed) -> dict[str, int] | None:
    """Return the counts of a comparison by their names; None where nothing was compared."""
    return asdict(changed.counts) if changed.counts else None


def _file_title(name: str, number: int) -> str:
    return say("published.file_title", title=name, number=number)


def _left_view(left: LeftOut) -> View:
    lacks = [say("code.lacks", field=field_name(one.field), words=one.words) for one in left.lacks]
    return {"title": left.title, "lacks": lacks}


def _version_view(one: PublishedVersion) -> View:
    gone = one.withdrawn
    return {
        "number": one.number,
        "who": one.who,
        "day": day_of_act(one.at),
        "why": one.why,
        "title": one.told["title"],
        "counted": say("published.events", count=one.told["events"]),
        "withdrawn": {"who": gone[0], "day": day_of_act(gone[1]), "why": gone[2]} if gone else None,
    }


def _lists(changed: Changed) -> list[View]:
    """Name the first events that were added, changed, merged and withdrawn."""
    counts = changed.counts
    named = {
        "added": [title or id_ for id_, title in changed.added],
        "changed": [one.title or one.id for one in changed.changed],
        "merged": [say("changes.into", taken=one.taken, into=one.into) for one in changed.merged],
        "withdrawn": [title or id_ for id_, title in changed.withdrawn],
    }
    return [
        {
            "name": say(f"publish.{name}"),
            "titles": titles[:LISTED],
            "more": max(0, getattr(counts, name) - LISTED),
        }
        for name, titles in named.items()
        if titles
    ]
