"""Published versions: what of a desk goes out, and what has gone out, which nobody changes.

A version is the bytes of an event file, of the sound drafts as they were after an act. That it was
published, and that it was withdrawn, are acts, which are never undone. A number is never used
again.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from events.desk.acts import kept_now
from events.desk.database import (
    ACTS,
    CHANGES,
    PUBLISHED,
    RECORDS,
    DeskError,
    read_transaction,
)
from events.desk.desk import Desk
from events.desk.record_fields import WHOLE, flat_fields
from events.desk.soundness import Check, DeskRecords, Lack, lacks_of, written_file
from events.model.event import Source

_KIND, _GONE = "version", "withdrawn"


@dataclass(frozen=True)
class LeftOut:
    """A draft that does not go out.

    Attributes
    ----------
    key, title
        The draft's.
    lacks : tuple of Lack
        Why.
    """

    key: str
    title: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class Outgoing:
    """What would go out.

    Attributes
    ----------
    data
        The event file.
    events
        How many events it has.
    left_out : tuple of LeftOut
        The drafts that are not sound.
    """

    data: bytes
    events: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class PublishedVersion:
    """A version that was published.

    Attributes
    ----------
    number
        1 for the first; never used again.
    who, at, why
        Who published it, when (UTC, ISO 8601) and why; ``""`` for no reason given.
    told
        What was noted of it then: ``events``, ``left_out``, ``sha256``, ``title`` and whatever else
        was given.
    withdrawn
        Who withdrew it, when and why; None where nobody did.
    """

    number: int
    who: str
    at: str
    why: str
    told: Mapping[str, Any]
    withdrawn: tuple[str, str, str] | None = None


def outgoing(desk: DeskRecords, title: str, lacking: Check = lacks_of) -> Outgoing:
    """Write what would go out of a desk: its sound drafts, and the sources that tell of them.

    A source that no sound draft rests on stays in, with its asides.

    Parameters
    ----------
    desk
        As it was after an act (`events.desk.change_log.snapshot`).
    title
        The name of the collection.
    lacking
        What tells sound drafts.
    """
    sources, texts = desk.sources(), desk.texts()
    sound: list[Mapping[str, Any]] = []
    left_out: list[LeftOut] = []
    for draft in desk.records("draft"):
        lacks = tuple(one for one in lacking(draft, sources, texts) if isinstance(one, Lack))
        if lacks:
            title_of = str(draft.value["properties"].get("title") or draft.key)
            left_out.append(LeftOut(draft.key, title_of, lacks))
        else:
            sound.append(draft.value)
    told = _with_origins({name for feature in sound for name in _sources_of(feature)}, sources)
    kept = [source for source in sources if source.id in told]
    asides = [one.value for one in desk.records("aside") if one.value["source"] in told]
    return Outgoing(written_file(title, sound, kept, asides), len(sound), tuple(left_out))


def publish(desk: Desk, number: int, found: Outgoing, told: Mapping[str, Any], seen: int) -> None:
    """Publish a version, whole or not at all.

    Parameters
    ----------
    desk
        The desk, acting for who publishes.
    number
        The version's, one more than the last.
    found
        What goes out.
    told
        What else is noted of it, as JSON has it.
    seen
        The number of the act up to which it was written.

    Raises
    ------
    DeskError
        Where nothing of it is sound, or somebody else has published since.
    """
    if not found.events:
        raise DeskError("No event is sound yet, so there is nothing to publish.")
    digest = hashlib.sha256(found.data).hexdigest()
    counts = {"events": found.events, "left_out": len(found.left_out), "sha256": digest}
    with desk.doing("publish", seen) as act:
        last = act.connection.scalar(sa.select(sa.func.max(PUBLISHED.c.number))) or 0
        if number != last + 1:
            raise DeskError(
                f"Somebody else has published version {last} meanwhile. Nothing was published: "
                "look at what would go out now, and publish again."
            )
        act.connection.execute(PUBLISHED.insert().values(number=number, data=found.data))
        act.write(_KIND, str(number), flat_fields({**told, **counts}))


def withdraw(desk: Desk, number: int) -> None:
    """Withdraw a version: its file stays in the database, and is served no more.

    Parameters
    ----------
    desk
        The desk, acting for who withdraws, with the reason.
    number
        The version's.

    Raises
    ------
    DeskError
        Where there is no such version, or it was withdrawn already.
    """
    with desk.doing("withdraw") as act:
        now = kept_now(act.connection, _KIND, str(number))
        if now is None:
            raise DeskError(f"There is no version {number}.")
        if now.value.get(_GONE):
            raise DeskError(f"Version {number} was withdrawn already.")
        act.write(_KIND, str(number), flat_fields({**now.value, _GONE: True}))


def published_versions(desk: Desk) -> tuple[PublishedVersion, ...]:
    """List what was published, the newest first, what was withdrawn with it."""
    acts = (
        sa.select(CHANGES.c.key, CHANGES.c.field, ACTS.c.who, ACTS.c.at, ACTS.c.why)
        .join(ACTS, ACTS.c.number == CHANGES.c.act)
        .where(CHANGES.c.kind == _KIND, CHANGES.c.field.in_([WHOLE, _GONE]))
        .order_by(CHANGES.c.number)
    )
    kept = sa.select(RECORDS.c.key, RECORDS.c.value).where(RECORDS.c.kind == _KIND)
    with read_transaction(desk.engine) as connection:
        by = {(row.key, row.field): row for row in connection.execute(acts)}
        told = {row.key: row.value for row in connection.execute(kept)}
    found = []
    for key, value in told.items():
        made, gone = by[key, WHOLE], by.get((key, _GONE))
        withdrawn = (gone.who, gone.at, gone.why or "") if gone else None
        found.append(
            PublishedVersion(int(key), made.who, made.at, made.why or "", value, withdrawn)
        )
    return tuple(sorted(found, key=lambda one: -one.number))


def published_data(desk: Desk, version: PublishedVersion) -> bytes:
    """Return a version's event file, as it went out.

    Raises
    ------
    DeskError
        Where it is not there, or not what went out.
    """
    chosen = sa.select(PUBLISHED.c.data).where(PUBLISHED.c.number == version.number)
    with read_transaction(desk.engine) as connection:
        data: bytes | None = connection.scalar(chosen)
    if data is None or hashlib.sha256(data).hexdigest() != version.told["sha256"]:
        raise DeskError(
            f"Version {version.number}: what the database has is not what was published. Restore "
            "it from a backup."
        )
    return data


def _sources_of(feature: Mapping[str, Any]) -> set[str]:
    """Name the sources that tell of a sound event."""
    told: Sequence[Mapping[str, Any]] = [
        *feature["properties"].get("quotes", []),
        *feature["properties"].get("accounts", []),
    ]
    return {str(one["source"]) for one in told}


def _with_origins(names: Collection[str], sources: Iterable[Source]) -> set[str]:
    """Add what sources repeat, and what that repeats."""
    origins = {source.id: source.derives_from for source in sources}
    found: set[str] = set()
    left = [*names]
    while left:
        name = left.pop()
        if name and name not in found:
            found.add(name)
            left.append(origins.get(name, ""))
    return found
