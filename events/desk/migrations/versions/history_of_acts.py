"""A history of acts: who did what, when and why, and each field that it changed.

The changes of before become acts of an unknown coder at an unknown time. What was undone then is on
record as done and undone; what is older than any history is on record as found.
"""

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_Fields = dict[str, str]


def upgrade() -> None:
    """Begin the history of acts with what the one before it has."""
    op.drop_index("changes_by_state", "changes")
    op.rename_table("changes", "old_changes")
    _make_tables()
    _Conversion(op.get_bind()).convert()
    op.drop_table("old_changes")


def downgrade() -> None:
    """Forget the history; the records stay as they are."""
    op.drop_index("changes_by_record", "changes")
    op.drop_index("acts_by_state", "acts")
    op.drop_table("changes")
    op.drop_table("acts")
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True)),
        sa.Column("after", sa.JSON(none_as_null=True)),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("changes_by_state", "changes", ["state", "number"])


def _make_tables() -> None:
    op.create_table(
        "acts",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("of", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("why", sa.Text),
    )
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("act", sa.Integer, sa.ForeignKey("acts.number"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
    )
    op.create_index("changes_by_record", "changes", ["kind", "key", "version"])
    op.create_index("acts_by_state", "acts", ["who", "state", "number"])


class _Conversion:
    """The history of before, told as acts."""

    def __init__(self, connection: sa.Connection) -> None:
        meta = sa.MetaData()
        self._connection = connection
        self._old = sa.Table("old_changes", meta, autoload_with=connection)
        self._records = sa.Table("records", meta, autoload_with=connection)
        self._acts = sa.Table("acts", meta, autoload_with=connection)
        self._changes = sa.Table("changes", meta, autoload_with=connection)
        self._state: dict[tuple[str, str], _Fields] = {}
        self._versions: dict[tuple[str, str], int] = {}

    def convert(self) -> None:
        """Tell them in their order, then write the versions that they lead to."""
        rows = self._connection.execute(self._old.select().order_by(self._old.c.number)).all()
        self._found(rows)
        for state, run in groupby(rows, key=lambda row: str(row.state)):
            told = [(self._tell("save", None, state, row, row.after), row) for row in run]
            for number, row in told[::-1] if state != "done" else ():
                self._tell("undo", number, "step", row, row.before)
        for (kind, key), version in self._versions.items():
            one = self._records.update().where(
                self._records.c.kind == kind, self._records.c.key == key
            )
            self._connection.execute(one.values(version=version))

    def _found(self, rows: Iterable[Any]) -> None:
        """Put on record what was there before the first change of it."""
        first: dict[tuple[str, str], Any] = {}
        for row in rows:
            first.setdefault((row.kind, row.key), row.before)
        known = self._connection.execute(self._records.select().order_by(self._records.c.position))
        found = [(row, first.get((row.kind, row.key), row.value)) for row in known.all()]
        if any(value is not None for _, value in found):
            number = self._act("found", None, "step")
            for row, value in found:
                self._change(number, row, value)

    def _tell(self, name: str, of: int | None, state: str, row: Any, value: Any) -> int:
        number = self._act(name, of, state)
        self._change(number, row, value)
        return number

    def _act(self, name: str, of: int | None, state: str) -> int:
        values = {"act": name, "of": of, "state": state, "who": "", "at": ""}
        made = self._connection.execute(self._acts.insert().values(values))
        return int(made.inserted_primary_key[0])  # type: ignore[index]

    def _change(self, number: int, row: Any, value: Any) -> None:
        at = row.kind, row.key
        old, new = self._state.get(at, {}), _flat(value)
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        if not names:
            return
        self._state[at], self._versions[at] = new, self._versions.get(at, 0) + 1
        plain = {"act": number, "kind": row.kind, "key": row.key, "version": self._versions[at]}
        self._connection.execute(
            self._changes.insert(),
            [plain | {"field": name, "old": old.get(name), "new": new.get(name)} for name in names],
        )


def _flat(value: Any) -> _Fields:
    """Give a record as fields, as the program did when this step was written."""
    if value is None:
        return {}
    found = {"": "{}"}
    for name, one in value.items():
        inner = name == "properties" and isinstance(one, dict)
        found[name] = "{}" if inner else json.dumps(one, sort_keys=True)
        if inner:
            for each, member in one.items():
                found[f"properties.{each}"] = json.dumps(member, sort_keys=True)
    return found
