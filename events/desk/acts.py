"""One act on the desk: what it changes, field by field, and what it may not overwrite.

An act that changes nothing leaves no trace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from events.desk.database import ACTS, CHANGES, RECORDS, REQUESTS, DeskError
from events.desk.record_fields import (
    WHOLE,
    FieldStep,
    Flat,
    changed_by,
    changes_between,
    flat_fields,
    group_of,
    record_of,
    reversed_changes,
)
from events.desk.texts import resting_on

RecordKind = Literal["source", "draft", "aside", "review", "version"]
"""What is kept; a review has the key of its draft, and goes with it."""

_NEVER_UNDONE = ("undo", "redo", "publish", "withdraw")


@dataclass(frozen=True)
class Kept:
    """What is kept under a key.

    Attributes
    ----------
    key
        The id of a source or a draft, the number of an aside or a version.
    version
        How often it was changed: who saves says which version he saw.
    value
        Of a draft a feature of an event file, however much it lacks.
    """

    key: str
    version: int
    value: Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """What two have made of one field.

    Attributes
    ----------
    field
        As of `FieldStep`.
    yours, theirs
        As JSON; None for no such field.
    who, at
        Who changed it, and when (UTC, ISO 8601).
    """

    field: str
    yours: str | None
    theirs: str | None
    who: str
    at: str


class OutdatedError(DeskError):
    """Somebody else has saved since: what is there now.

    Attributes
    ----------
    now
        The record as it is; None where it was removed.
    differences : tuple of Difference
        What it has that would have been overwritten.
    """

    def __init__(self, key: str, now: Kept | None, differences: Sequence[Difference] = ()) -> None:
        self.now = now if now and now.value is not None else None
        self.differences = tuple(differences)
        state = "removed" if self.now is None else "changed"
        super().__init__(
            f'"{key}" was {state} elsewhere, such as in another tab. Nothing was overwritten: look '
            "at what is there now, and save again."
        )


class Act:
    """An act that is being done.

    Parameters
    ----------
    connection
        In a transaction of `write_transaction`.
    name
        ``save``, ``undo``, ``redo``, ``merge``, ``split``, ``restore``, ``publish``, ``withdraw``,
        or one of `events.desk.reviews`.
    of
        The number of the act that it takes back, does again, goes back to or publishes up to.
    by
        Who does it, and why; ``""`` for no reason given.
    request
        The name of the request that it meets, by which it is done only once; ``""`` for none.

    Attributes
    ----------
    connection
        As given.
    """

    def __init__(
        self,
        connection: sa.Connection,
        name: str,
        of: int | None,
        by: tuple[str, str],
        request: str = "",
    ) -> None:
        self.connection, self._name, self._of = connection, name, of
        self._who, self._why = by
        self._request = request
        self._number: int | None = None

    @property
    def number(self) -> int:
        """Its number; asked for the first time, it is put on record."""
        if self._number is None:
            steps = self._name in _NEVER_UNDONE
            if not steps:  # what was undone can no longer be done again
                left = ACTS.update().where(ACTS.c.state == "undone", ACTS.c.who == self._who)
                self.connection.execute(left.values(state="left"))
            values = {
                "act": self._name,
                "of": self._of,
                "state": "step" if steps else "done",
                "who": self._who,
                "at": datetime.now(UTC).isoformat(timespec="microseconds"),
                "why": self._why or None,
            }
            made = self.connection.execute(ACTS.insert().values(values))
            self._number = int(made.inserted_primary_key[0])  # type: ignore[index]
        return self._number

    def write(self, kind: str, key: str, fields: Flat) -> int:
        """Change a record to fields; return its version.

        Raises
        ------
        OutdatedError
            Where it is a review of a draft that is not there.
        DeskError
            Where it takes away a text that events or asides rest on.
        """
        if kind == "source" and not fields and (resting := resting_on(self.connection, key)):
            raise DeskError(f'"{key}" stays: "{resting[0]}" rests on its words. Remove that first.')
        if kind == "draft" and not fields:
            self.write("review", key, {})
        if kind == "review" and fields:
            draft = kept_now(self.connection, "draft", key)
            if draft is None or draft.value is None:
                raise OutdatedError(key, draft)
        if self._request:
            met = REQUESTS.insert().values(name=self._request, key=key)
            self.connection.execute(met)
            self._request = ""
        now = kept_now(self.connection, kind, key)
        version = now.version if now else 0
        changes = changes_between(flat_fields(now.value if now else None), fields)
        if not changes:
            return version
        names = ("field", "old", "new")
        self.connection.execute(
            CHANGES.insert(),
            [
                {"act": self.number, "kind": kind, "key": key, "version": version + 1}
                | {name: getattr(one, name) for name in names}
                for one in changes
            ],
        )
        value = record_of(fields)
        if now is None:
            last = self.connection.scalar(sa.select(sa.func.max(RECORDS.c.position))) or 0
            made = {"kind": kind, "key": key, "position": last + 1, "version": 1, "value": value}
            self.connection.execute(RECORDS.insert().values(made))
        else:
            whole = RECORDS.update().where(RECORDS.c.kind == kind, RECORDS.c.key == key)
            self.connection.execute(whole.values(version=version + 1, value=value))
        return version + 1

    def hold(self, kind: str, key: str, seen: int) -> None:
        """Refuse where a record has another version than the one that was seen."""
        now = kept_now(self.connection, kind, key)
        if (now.version if now else 0) != seen:
            raise OutdatedError(key, now)

    def joined(self, kind: str, key: str, fields: Flat, seen: int) -> Flat:
        """Give what a record becomes, with what others have changed since a version of it."""
        now = kept_now(self.connection, kind, key)
        current = flat_fields(now.value if now else None)
        since = self._changes_since(kind, key, seen)
        if not since:
            self.hold(kind, key, seen)
            return fields
        base = changed_by(current, reversed_changes([one for one, _, _ in since[::-1]]))
        mine = changes_between(base, fields)
        theirs = {group_of(one.field): (who, at) for one, who, at in since}
        clashing = [
            Difference(one.field, one.new, current.get(one.field), *theirs[group_of(one.field)])
            for one in mine
            if group_of(one.field) in theirs and current.get(one.field) != one.new
        ]
        new = changed_by(current, mine)
        if clashing or (WHOLE in base) != (WHOLE in current) or (current and WHOLE not in fields):
            raise OutdatedError(key, now, clashing)
        return new

    def take_back(self, number: int) -> int:
        """Undo all that an act changed."""
        return self._apply(number, back=True)

    def do_again(self, number: int) -> int:
        """Do again all that an act changed."""
        return self._apply(number, back=False)

    def fields_at(self, kind: str, key: str, number: int) -> Flat:
        """Give a record as it was after an act."""
        now = kept_now(self.connection, kind, key)
        chosen = sa.and_(CHANGES.c.kind == kind, CHANGES.c.key == key, CHANGES.c.act > number)
        later = [change for _, _, change in self._changes(chosen)]
        return changed_by(
            flat_fields(now.value if now else None), reversed_changes(reversed(later))
        )

    def _apply(self, number: int, *, back: bool) -> int:
        """Put what an act changed back, or forth, where nobody has changed it since."""
        if self._name == "split" and not self._is_merge(number):
            raise DeskError(f"{number} is no merge. Nothing was changed.")
        by_record: dict[tuple[str, str], list[FieldStep]] = {}
        for kind, key, change in self._changes(CHANGES.c.act == number):
            by_record.setdefault((kind, key), []).append(change)
        for (kind, key), done in [*by_record.items()][:: -1 if back else 1]:
            changes = reversed_changes(done) if back else done
            now = kept_now(self.connection, kind, key)
            current = flat_fields(now.value if now else None)
            if any(current.get(one.field) != one.old for one in changes):
                raise OutdatedError(key, now)
            fields = changed_by(current, changes)
            if fields and WHOLE not in fields:
                raise OutdatedError(key, now)
            self.write(kind, key, fields)
        return self.number

    def _is_merge(self, number: int) -> bool:
        named = sa.select(ACTS.c.act).where(ACTS.c.number == number)
        return self.connection.scalar(named) == "merge"

    def _changes(self, chosen: sa.ColumnElement[bool]) -> list[tuple[str, str, FieldStep]]:
        asked = (
            sa.select(CHANGES.c.kind, CHANGES.c.key, CHANGES.c.field, CHANGES.c.old, CHANGES.c.new)
            .where(chosen)
            .order_by(CHANGES.c.number)
        )
        return [
            (kind, key, FieldStep(*rest)) for kind, key, *rest in self.connection.execute(asked)
        ]

    def _changes_since(self, kind: str, key: str, seen: int) -> list[tuple[FieldStep, str, str]]:
        asked = (
            sa.select(CHANGES.c.field, CHANGES.c.old, CHANGES.c.new, ACTS.c.who, ACTS.c.at)
            .join(ACTS, ACTS.c.number == CHANGES.c.act)
            .where(CHANGES.c.kind == kind, CHANGES.c.key == key, CHANGES.c.version > seen)
            .order_by(CHANGES.c.number)
        )
        return [
            (FieldStep(*change), who, at) for *change, who, at in self.connection.execute(asked)
        ]


def kept_now(connection: sa.Connection, kind: str, key: str) -> Kept | None:
    """Give a record as it is, one that was removed with the value None; None for none."""
    chosen = sa.select(RECORDS.c.key, RECORDS.c.version, RECORDS.c.value).where(
        RECORDS.c.kind == kind, RECORDS.c.key == key
    )
    row = connection.execute(chosen).first()
    return Kept(*row) if row else None


def kept_columns(kind: str, *others: sa.Column[Any]) -> sa.Select[Any]:
    """Ask for key, version and other columns of what is kept of a kind, in its order."""
    return (
        sa.select(RECORDS.c.key, RECORDS.c.version, *others)
        .where(RECORDS.c.kind == kind, RECORDS.c.value.is_not(None))
        .order_by(RECORDS.c.position)
    )
