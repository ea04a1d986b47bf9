"""The desk's database: its tables, how it is opened, and what it says when it can't be written.

It is SQLite in the user's data folder. Another one is another address, as SQLAlchemy writes it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_WAIT_SECONDS = 5
"""How long a writer waits for another."""

_tables = sa.MetaData()
TEXTS = sa.Table(
    "texts",
    _tables,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)
RECORDS = sa.Table(
    "records",
    _tables,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("value", sa.JSON(none_as_null=True)),
)
CHANGES = sa.Table(
    "changes",
    _tables,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("state", sa.Text, nullable=False),
)
REQUESTS = sa.Table(
    "requests",
    _tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
)


class DeskError(Exception):
    """The desk could not do what was asked: why, what was kept, what to do."""


class StorageError(DeskError):
    """The database could not be read or written now; the same may succeed later."""


def desk_address() -> str:
    """Return the address of the desk in the user's data folder, which is made where it is not."""
    folder = platformdirs.user_data_path("panj", ensure_exists=True)
    return f"sqlite:///{folder / 'desk.sqlite'}"


def open_database(address: str) -> sa.Engine:
    """Open a database, and bring it to the newest form.

    Parameters
    ----------
    address
        As SQLAlchemy writes it, such as ``sqlite:////home/me/desk.sqlite``.

    Raises
    ------
    StorageError
        Where it can't be opened or brought forward.
    """
    engine = sa.create_engine(address, connect_args=_arguments(address))
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    with reporting(address):
        migrate(engine, "head")
    return engine


def migrate(engine: sa.Engine, revision: str) -> None:
    """Bring a database to a revision, forwards or backwards.

    Parameters
    ----------
    engine
        An open database.
    revision
        ``head``, ``base`` or the number of one; what a step back drops is lost.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        forwards = revision == "head" or revision > (_revision(connection) or "")
        (command.upgrade if forwards and revision != "base" else command.downgrade)(
            config, revision
        )


@contextmanager
def reporting(address: str) -> Iterator[None]:
    """Turn an error of the database into one that says what was kept and what to do."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise StorageError(
            f"{address}: {error.orig}. This change was not saved; all that was saved before is "
            "there. Make room, or wait for the other program that writes, and save again."
        ) from error


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def _arguments(address: str) -> dict[str, Any]:
    return {"timeout": _WAIT_SECONDS} if sa.make_url(address).drivername == "sqlite" else {}


def _prepare(connection: Any, _: object) -> None:
    """Leave transactions to SQLAlchemy, and let none end before it is on the disk."""
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: sa.Connection) -> None:
    """Take the right to write at the start, so that two writers never wait for each other."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
