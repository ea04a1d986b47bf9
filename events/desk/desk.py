"""The desk: texts, their sources, drafts and asides, each change saved and undone for ever.

What is done is an act, with who did it, when and why; what it changed stands below it, field by
field. Acts are only ever added: undone is what a later act takes back. A text is never changed.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Self

import sqlalchemy as sa

from events.desk.acts import Act, Kept, RecordKind, kept_columns, kept_now
from events.desk.database import (
    ACTS,
    RECORDS,
    REQUESTS,
    TEXTS,
    DeskError,
    open_database,
    read_transaction,
    write_transaction,
)
from events.desk.record_fields import Value, flat_fields
from events.desk.texts import source_of_text
from events.model.event import Source

_request: ContextVar[str] = ContextVar("request", default="")


class Desk:
    """A database of coding.

    Parameters
    ----------
    address
        As SQLAlchemy writes it; `events.desk.database.desk_address` is the user's own.
    who
        Who changes it; ``""`` for the one coder of a desk of one's own. An attribute, too.

    Raises
    ------
    DeskError
        Where it can't be opened; each method raises it where it can't read or write.
    """

    def __init__(self, address: str, who: str = "") -> None:
        self.who, self._why = who, ""
        self.engine = open_database(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def acting(self, who: str, why: str = "") -> Self:
        """Give the same desk for another coder, with the reason for what he does."""
        other = copy.copy(self)
        other.who, other._why = who, why
        return other

    def number(self) -> int:
        """Tell the number of the newest act: while it is the same, nothing has changed."""
        with read_transaction(self.engine) as connection:
            return connection.scalar(sa.select(sa.func.max(ACTS.c.number))) or 0

    def add_text(self, text: str, source: Source) -> Source:
        """Keep a text and its source, which is given the text's length and SHA-256.

        Raises
        ------
        DeskError
            Where the source has another text here, or the text is no Unicode, or holds a null
            character.
        """
        whole = source_of_text(text, source)
        with write_transaction(self.engine) as connection:
            known = connection.scalar(sa.select(TEXTS.c.text).where(TEXTS.c.source == source.id))
            if known is not None and known != text:
                raise DeskError(f'"{source.id}" is another text here; give this one another id.')
            if known is None:
                connection.execute(TEXTS.insert().values(source=source.id, text=text))
            value = whole.model_dump(mode="json", exclude_unset=True)
            value |= {"length": whole.length, "sha256": whole.sha256}
            self._act(connection, "save").write("source", source.id, flat_fields(value))
        return whole

    def sources(self) -> list[Source]:
        """Give the sources in the order in which they were added."""
        return [Source.model_validate(one.value) for one in self.records("source")]

    def texts(self) -> dict[str, str]:
        """Give the texts by the ids of their sources."""
        with read_transaction(self.engine) as connection:
            known = connection.execute(sa.select(TEXTS.c.source, TEXTS.c.text)).all()
        return {row.source: row.text for row in known}

    def records(self, kind: RecordKind) -> list[Kept]:
        """Give what is kept of a kind, in the order in which it was made."""
        with read_transaction(self.engine) as connection:
            return [Kept(*row) for row in connection.execute(kept_columns(kind, RECORDS.c.value))]

    def versions(self, kind: RecordKind) -> list[tuple[str, int]]:
        """Give the keys of a kind with their versions, in the order in which they were made."""
        with read_transaction(self.engine) as connection:
            return [(row.key, row.version) for row in connection.execute(kept_columns(kind))]

    def find(self, kind: RecordKind, key: str) -> Kept | None:
        """Give one record; None where there is none, or it was removed."""
        with read_transaction(self.engine) as connection:
            now = kept_now(connection, kind, key)
        return Kept(now.key, now.version, now.value) if now and now.value is not None else None

    def version(self, kind: RecordKind, key: str) -> int:
        """Tell how often a record was changed, one that was removed, too; 0 for none."""
        with read_transaction(self.engine) as connection:
            now = kept_now(connection, kind, key)
        return now.version if now else 0

    @contextmanager
    def doing(self, name: str, of: int | None = None) -> Iterator[Act]:
        """Give an act, named as of `Act`, that is being done, whole or not at all."""
        with write_transaction(self.engine) as connection:
            yield self._act(connection, name, of)

    def save(self, kind: RecordKind, key: str, value: Value, *, seen: int) -> int:
        """Save a record, at once and whole.

        Where others have saved it since, what they changed is kept beside what is changed here;
        a date with its basis counts as one, and so does a place with its shape.

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
            Its version now; ``seen`` where nothing is different.

        Raises
        ------
        OutdatedError
            Where others have changed the same since: nothing is overwritten.
        """
        with self.doing("save") as act:
            return act.write(kind, key, act.joined(kind, key, flat_fields(value), seen))

    def merge(
        self,
        into: str,
        value: Mapping[str, object],
        taken: Sequence[str],
        *,
        seen: Mapping[str, int],
    ) -> int:
        """Make one draft of several, which stays on record as such.

        Parameters
        ----------
        into
            The key of the draft that stays.
        value
            What it is now.
        taken
            The keys of those that become one with it; each is removed.
        seen
            The version of each that was looked at.

        Returns
        -------
        int
            The number of the act, by which `split` parts them.

        Raises
        ------
        OutdatedError
            Where one of them was changed since.
        """
        with self.doing("merge") as act:
            for key in (into, *taken):
                act.hold("draft", key, seen[key])
            act.write("draft", into, flat_fields(value))
            for key in taken:
                act.write("draft", key, {})
            return act.number

    def split(self, merge: int) -> int:
        """Part what a merge made one; each is as before it, whatever was done between.

        Parameters
        ----------
        merge
            The number of the merge.

        Returns
        -------
        int
            The number of the act.

        Raises
        ------
        DeskError
            Where there is no such merge.
        OutdatedError
            Where the merge changed what was changed again since.
        """
        with self.doing("split", merge) as act:
            return act.take_back(merge)

    def restore(self, kind: RecordKind, key: str, number: int, *, seen: int) -> int:
        """Make a record again what it was after an act.

        Parameters
        ----------
        kind, key
            Which.
        number
            The number of the act.
        seen
            Its version that was looked at.

        Returns
        -------
        int
            Its version now.

        Raises
        ------
        OutdatedError
            Where it was changed since.
        """
        with self.doing("restore", number) as act:
            act.hold(kind, key, seen)
            return act.write(kind, key, act.fields_at(kind, key, number))

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
        with read_transaction(self.engine) as connection:
            found: str | None = connection.scalar(chosen)
        return found

    def undo(self) -> bool:
        """Undo one's own last act that is done; tell whether there was one.

        Raises
        ------
        OutdatedError
            Where somebody else has changed the same since.
        """
        return self._step("undo", "done", "undone", ACTS.c.number.desc())

    def redo(self) -> bool:
        """Do the act again that was undone last; tell whether there was one.

        Raises
        ------
        OutdatedError
            As of `undo`.
        """
        return self._step("redo", "undone", "done", ACTS.c.number.asc())

    def _step(self, name: str, state: str, new: str, order: sa.UnaryExpression[int]) -> bool:
        own = sa.select(ACTS.c.number).where(ACTS.c.state == state, ACTS.c.who == self.who)
        with write_transaction(self.engine) as connection:
            number = connection.scalar(own.order_by(order).limit(1))
            if number is None:
                return False
            act = self._act(connection, name, number)
            act.take_back(number) if name == "undo" else act.do_again(number)
            done = ACTS.update().where(ACTS.c.number == number).values(state=new)
            connection.execute(done)
        return True

    def _act(self, connection: sa.Connection, name: str, of: int | None = None) -> Act:
        return Act(connection, name, of, (self.who, self._why), _request.get())
