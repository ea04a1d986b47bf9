"""The history of a desk: what was changed, by whom, when and why, and what was there at any moment.

It is read from the rows of changes alone, so that what they give is what they hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from events.desk.acts import Kept, RecordKind
from events.desk.database import ACTS, CHANGES, TEXTS, DeskError, read_transaction
from events.desk.desk import Desk
from events.desk.record_fields import FieldStep, Flat, changed_by, record_of
from events.model.event import Source

NOW = "now"
"""The moment that is not over."""


@dataclass(frozen=True)
class ActEntry:
    """What one act changed of one record.

    Attributes
    ----------
    number
        The act's.
    act
        As of `Act`; ``found`` for what is older than the history.
    of
        The number of the act that it takes back, does again or goes back to.
    who
        Who did it; ``""`` for the one coder of a desk of one's own.
    at
        When: UTC, ISO 8601; ``""`` where the history of before did not tell.
    why
        The reason; ``""`` where none was given.
    changes : tuple of FieldStep
        Field by field.
    with_ : tuple of str
        The keys of the other records that it changed, as a merge does.
    """

    number: int
    act: str
    of: int | None
    who: str
    at: str
    why: str
    changes: tuple[FieldStep, ...]
    with_: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """A desk as it was after an act.

    Attributes
    ----------
    number
        The act's; 0 before the first.
    kept
        What was kept, by kind, in the order in which it was made.
    removed
        The versions of what was there before and is not now, by kind and key.
    """

    number: int
    kept: Mapping[str, tuple[Kept, ...]]
    removed: Mapping[tuple[str, str], int]
    known: Mapping[str, str]

    def records(self, kind: RecordKind) -> list[Kept]:
        """Give what was kept of a kind, as `Desk.records`."""
        return list(self.kept.get(kind, ()))

    def sources(self) -> list[Source]:
        """Give the sources, as `Desk.sources`."""
        return [Source.model_validate(one.value) for one in self.records("source")]

    def texts(self) -> dict[str, str]:
        """Give the texts of these sources; a text never changes."""
        return {one.key: self.known[one.key] for one in self.records("source")}


def history_of(desk: Desk, kind: RecordKind, key: str) -> list[ActEntry]:
    """List what was changed of a record, the newest first.

    Parameters
    ----------
    desk
        The desk.
    kind, key
        Which record, one that was removed, too.

    Raises
    ------
    DeskError
        Where it can't be read.
    """
    own = sa.select(CHANGES.c.act).where(CHANGES.c.kind == kind, CHANGES.c.key == key)
    asked = (
        sa.select(
            ACTS, CHANGES.c.kind, CHANGES.c.key, CHANGES.c.field, CHANGES.c.old, CHANGES.c.new
        )
        .join(CHANGES, CHANGES.c.act == ACTS.c.number)
        .where(ACTS.c.number.in_(own))
        .order_by(CHANGES.c.number)
    )
    acts: dict[int, Any] = {}
    changes: dict[int, list[FieldStep]] = {}
    others: dict[int, dict[str, None]] = {}
    with read_transaction(desk.engine) as connection:
        for row in connection.execute(asked):
            acts.setdefault(row.number, row)
            if (row.kind, row.key) == (kind, key):
                change = FieldStep(row.field, row.old, row.new)
                changes.setdefault(row.number, []).append(change)
            elif row.key != key and row.act != "found":
                others.setdefault(row.number, {})[row.key] = None
    return [
        ActEntry(
            row.number, row.act, row.of, row.who, row.at, row.why or "",
            tuple(changes[row.number]), tuple(others.get(row.number, ())),
        )
        for row in reversed(acts.values())
    ]  # fmt: skip


def moment_of(desk: Desk, written: str) -> int:
    """Read a moment: the number of the last act that was done by then.

    Parameters
    ----------
    desk
        The desk.
    written
        ``now``, the number of an act, or a time of ISO 8601; one without a zone is UTC, and a
        day alone is its beginning.

    Raises
    ------
    DeskError
        Where it is none of these.
    """
    if written == NOW or written.isdecimal():
        return desk.number() if written == NOW else int(written)
    try:
        given = datetime.fromisoformat(written)
    except ValueError as error:
        expected = f"{NOW}, the number of a change, or a time such as 2021-07-08T12:00"
        raise DeskError(f"found {written!r}, expected {expected}.") from error
    aware = given if given.tzinfo else given.replace(tzinfo=UTC)
    until = aware.astimezone(UTC).isoformat(timespec="microseconds")
    with read_transaction(desk.engine) as connection:
        chosen = sa.select(sa.func.max(ACTS.c.number)).where(ACTS.c.at <= until)
        return connection.scalar(chosen) or 0


def snapshot(desk: Desk, number: int) -> Snapshot:
    """Replay the history up to an act.

    Parameters
    ----------
    desk
        The desk.
    number
        The act's number; 0 for the empty desk.

    Raises
    ------
    DeskError
        Where it can't be read.
    """
    asked = (
        sa.select(
            CHANGES.c.kind, CHANGES.c.key, CHANGES.c.version,
            CHANGES.c.field, CHANGES.c.old, CHANGES.c.new,
        )
        .where(CHANGES.c.act <= number)
        .order_by(CHANGES.c.number)
    )  # fmt: skip
    fields: dict[tuple[str, str], Flat] = {}
    versions: dict[tuple[str, str], int] = {}
    with read_transaction(desk.engine) as connection:
        for kind, key, version, *change in connection.execute(asked):
            at = kind, key
            fields[at] = changed_by(fields.get(at, {}), [FieldStep(*change)])
            versions[at] = version
        known = connection.execute(sa.select(TEXTS.c.source, TEXTS.c.text)).all()
    kept: dict[str, list[Kept]] = {}
    removed: dict[tuple[str, str], int] = {}
    for (kind, key), flat in fields.items():
        value, version = record_of(flat), versions[kind, key]
        if value is None:
            removed[kind, key] = version
        else:
            kept.setdefault(kind, []).append(Kept(key, version, value))
    return Snapshot(
        number,
        {kind: tuple(records) for kind, records in kept.items()},
        removed,
        {row.source: row.text for row in known},
    )
