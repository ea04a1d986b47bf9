"""The desk: texts, their sources, drafts and asides, each change saved and undone for ever.

A change is one row of the history, with what was before and after it. A new change leaves those
that were undone where they are; they can no longer be done again. A text is never changed.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, Self

import sqlalchemy as sa

from events.desk.database import (
    CHANGES,
    RECORDS,
    REQUESTS,
    TEXTS,
    DeskError,
    open_database,
    reporting,
)
from events.model.event import Source

RecordKind = Literal["source", "draft", "aside"]
Value = Mapping[str, Any] | None

_request: ContextVar[str] = ContextVar("request", default="")


@dataclass(frozen=True)
class Kept:
    """What is kept under a key.

    Attributes
    ----------
    key
        The id of a source or a draft, the number of an aside.
    version
        How often it was changed: who saves says which version he saw.
    value
        Of a draft a feature of an event file, however much it lacks.
    """

    key: str
    version: int
    value: Mapping[str, Any]


class OutdatedError(DeskError):
    """Somebody else has saved since: what is there now.

    Attributes
    ----------
    now
        The record as it is; None where it was removed.
    """

    def __init__(self, key: str, now: Kept | None) -> None:
        self.now = now
        state = "removed" if now is None else "changed"
        super().__init__(
            f'"{key}" was {state} elsewhere, such as in another tab. Nothing was overwritten: look '
            "at what is there now, and save again."
        )


class Desk:
    """A database of coding.

    Parameters
    ----------
    address
        As SQLAlchemy writes it; `events.desk.database.desk_address` is the user's own.

    Raises
    ------
    DeskError
        Where it can't be opened; each method raises it where it can't read or write.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._engine = open_database(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def add_text(self, text: str, source: Source) -> Source:
        """Keep a text and its source, which is given the text's length and SHA-256.

        Raises
        ------
        DeskError
            Where the source has another text here, or the text is no Unicode.
        """
        try:
            digest = hashlib.sha256(text.encode()).hexdigest()
        except UnicodeEncodeError as error:
            raise DeskError(f'"{source.id}": {error}. The text was not kept.') from error
        whole = source.model_copy(update={"length": len(text), "sha256": digest})
        with reporting(self._address), self._engine.begin() as connection:
            known = connection.scalar(sa.select(TEXTS.c.text).where(TEXTS.c.source == source.id))
            if known is not None and known != text:
                raise DeskError(f'"{source.id}" is another text here; give this one another id.')
            if known is None:
                connection.execute(TEXTS.insert().values(source=source.id, text=text))
            value = whole.model_dump(mode="json", exclude_unset=True)
            value |= {"length": whole.length, "sha256": whole.sha256}
            self._change(
                connection, "source", source.id, value, self._now(connection, "source", source.id)
            )
        return whole

    def sources(self) -> list[Source]:
        """Give the sources in the order in which they were added."""
        return [Source.model_validate(one.value) for one in self.records("source")]

    def texts(self) -> dict[str, str]:
        """Give the texts by the ids of their sources."""
        with reporting(self._address), self._engine.begin() as connection:
            known = connection.execute(sa.select(TEXTS.c.source, TEXTS.c.text)).all()
        return {row.source: row.text for row in known}

    def records(self, kind: RecordKind) -> list[Kept]:
        """Give what is kept of a kind, in the order in which it was made."""
        chosen = (
            sa.select(RECORDS.c.key, RECORDS.c.version, RECORDS.c.value)
            .where(RECORDS.c.kind == kind, RECORDS.c.value.is_not(None))
            .order_by(RECORDS.c.position)
        )
        with reporting(self._address), self._engine.begin() as connection:
            return [Kept(*row) for row in connection.execute(chosen)]

    def versions(self, kind: RecordKind) -> list[tuple[str, int]]:
        """Give the keys of a kind with their versions, in the order in which they were made."""
        chosen = (
            sa.select(RECORDS.c.key, RECORDS.c.version)
            .where(RECORDS.c.kind == kind, RECORDS.c.value.is_not(None))
            .order_by(RECORDS.c.position)
        )
        with reporting(self._address), self._engine.begin() as connection:
            return [(row.key, row.version) for row in connection.execute(chosen)]

    def find(self, kind: RecordKind, key: str) -> Kept | None:
        """Give one record; None where there is none, or it was removed."""
        with reporting(self._address), self._engine.begin() as connection:
            now = self._now(connection, kind, key)
        return now if now and now.value is not None else None

    def version(self, kind: RecordKind, key: str) -> int:
        """Tell how often a record was changed, one that was removed, too; 0 for none."""
        with reporting(self._address), self._engine.begin() as connection:
            now = self._now(connection, kind, key)
        return now.version if now else 0

    def save(self, kind: RecordKind, key: str, value: Value, *, seen: int) -> int:
        """Save a record, at once and whole.

        Parameters
        ----------
        kind, key
            Which.
        value
            What it is now; None removes it.
        seen
            The version that was changed; 0 for a new one.

        Returns
        -------
        int
            Its version now.

        Raises
        ------
        OutdatedError
            Where it has another version: nothing is overwritten.
        """
        with reporting(self._address), self._engine.begin() as connection:
            now = self._now(connection, kind, key)
            version = now.version if now else 0
            if version != seen:
                raise OutdatedError(key, now if now and now.value is not None else None)
            return self._change(connection, kind, key, value, now)

    @contextmanager
    def answering(self, request: str) -> Iterator[None]:
        """Remember with the next change that a request was met; ``""`` is none."""
        token = _request.set(request)
        try:
            yield
        finally:
            _request.reset(token)

    def answer_to(self, request: str) -> str | None:
        """Give the key of what a request changed; None where it was not met."""
        chosen = sa.select(REQUESTS.c.key).where(REQUESTS.c.name == request)
        with reporting(self._address), self._engine.begin() as connection:
            found: str | None = connection.scalar(chosen)
        return found

    def undo(self) -> bool:
        """Undo the last change that is done; tell whether there was one."""
        return self._step("done", "undone", CHANGES.c.before, newest=True)

    def redo(self) -> bool:
        """Do the change again that was undone last; tell whether there was one."""
        return self._step("undone", "done", CHANGES.c.after, newest=False)

    def _step(self, state: str, new: str, column: sa.Column[Any], *, newest: bool) -> bool:
        order = CHANGES.c.number.desc() if newest else CHANGES.c.number
        chosen = (
            sa.select(CHANGES.c.number, CHANGES.c.kind, CHANGES.c.key, column)
            .where(CHANGES.c.state == state)
            .order_by(order)
            .limit(1)
        )
        with reporting(self._address), self._engine.begin() as connection:
            row = connection.execute(chosen).first()
            if row is None:
                return False
            number, kind, key, value = row
            self._write(connection, kind, key, value, self._now(connection, kind, key))
            done = CHANGES.update().where(CHANGES.c.number == number).values(state=new)
            connection.execute(done)
            self._remember(connection, key)
        return True

    def _remember(self, connection: sa.Connection, key: str) -> None:
        if request := _request.get():
            connection.execute(REQUESTS.insert().values(name=request, key=key))

    def _now(self, connection: sa.Connection, kind: str, key: str) -> Kept | None:
        chosen = sa.select(RECORDS.c.key, RECORDS.c.version, RECORDS.c.value).where(
            RECORDS.c.kind == kind, RECORDS.c.key == key
        )
        row = connection.execute(chosen).first()
        return Kept(*row) if row else None

    def _change(
        self, connection: sa.Connection, kind: str, key: str, value: Value, now: Kept | None
    ) -> int:
        left = CHANGES.update().where(CHANGES.c.state == "undone").values(state="left")
        connection.execute(left)
        before = now.value if now else None
        connection.execute(
            CHANGES.insert().values(kind=kind, key=key, before=before, after=value, state="done")
        )
        self._remember(connection, key)
        return self._write(connection, kind, key, value, now)

    def _write(
        self, connection: sa.Connection, kind: str, key: str, value: Value, now: Kept | None
    ) -> int:
        if now is None:
            last = connection.scalar(sa.select(sa.func.max(RECORDS.c.position))) or 0
            connection.execute(
                RECORDS.insert().values(
                    kind=kind, key=key, position=last + 1, version=1, value=value
                )
            )
            return 1
        connection.execute(
            RECORDS.update()
            .where(RECORDS.c.kind == kind, RECORDS.c.key == key)
            .values(version=now.version + 1, value=value)
        )
        return now.version + 1
