"""The desk's database: its tables, how it is opened, and what it says when it can't be written.

It is SQLite in the user's data folder, or PostgreSQL for several coders: another address, as
SQLAlchemy writes it. The tables, the steps to them and all that is asked are the same.
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
"""How long a writer waits for another, and a reader for the database."""
_MIGRATING = 7_265_206
"""The number of the lock under which one server migrates a database."""

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
ACTS = sa.Table(
    "acts",
    _tables,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("of", sa.Integer),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("why", sa.Text),
)
CHANGES = sa.Table(
    "changes",
    _tables,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("act", sa.Integer, sa.ForeignKey("acts.number"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("old", sa.Text),
    sa.Column("new", sa.Text),
)
REQUESTS = sa.Table(
    "requests",
    _tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
)
PUBLISHED = sa.Table(
    "published",
    _tables,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)


class DeskError(Exception):
    """The desk could not do what was asked: why, what was kept, what to do."""


class StorageError(DeskError):
    """The database could not be read or written now; the same may succeed later."""


def desk_address() -> str:
    """Return the address of the desk in the user's data folder, which is made where it is not."""
    folder = platformdirs.user_data_path("panj", ensure_exists=True)
    return f"sqlite:///{folder / 'desk.sqlite'}"


def address_of(setting: str) -> str:
    """Read ``DESK``: ``user`` for the user's own desk, else a file or an address of a database.

    Examples
    --------
    >>> address_of("/tmp/desk.sqlite")
    'sqlite:////tmp/desk.sqlite'
    """
    if setting == "user":
        return desk_address()
    return setting if "://" in setting else f"sqlite:///{Path(setting).resolve()}"


def open_database(address: str) -> sa.Engine:
    """Open a database, and bring it to the newest form.

    Parameters
    ----------
    address
        As SQLAlchemy writes it, such as ``sqlite:////home/me/desk.sqlite``.

    Raises
    ------
    DeskError
        Where the address is none.
    StorageError
        Where it can't be opened or brought forward.
    """
    try:
        url = _url(address)
        engine = sa.create_engine(url, connect_args=_arguments(url), pool_pre_ping=True)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ValueError) as error:
        expected = "a file, sqlite:///FILE or postgresql://USER@HOST/NAME"
        raise DeskError(f"DESK: expected {expected}.") from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    with reporting(engine):
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
        if engine.dialect.name == "postgresql":  # servers that start at once wait for each other
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
        config.attributes["connection"] = connection
        forwards = revision == "head" or revision > (_revision(connection) or "")
        (command.upgrade if forwards and revision != "base" else command.downgrade)(
            config, revision
        )


@contextmanager
def reporting(engine: sa.Engine) -> Iterator[None]:
    """Turn an error of the database into one that says what was kept and what to do.

    Raises
    ------
    StorageError
        Where it can't be read or written. No password of the address is told.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        name = engine.url.render_as_string(hide_password=True)
        why = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
        raise StorageError(f"{name}: {why}. {_outcome(error)}") from error


@contextmanager
def write_transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a transaction that no other writer comes between; it ends on the disk, or not at all.

    Raises
    ------
    StorageError
        As of `reporting`.
    """
    with reporting(engine), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("LOCK TABLE records IN SHARE ROW EXCLUSIVE MODE"))
        yield connection


@contextmanager
def read_transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a transaction that sees one state of all tables.

    Raises
    ------
    StorageError
        As of `reporting`.
    """
    with reporting(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _outcome(error: sa.exc.DBAPIError) -> str:
    """Tell what became of a change: a connection that is lost at its end leaves that open."""
    if error.connection_invalidated:
        return (
            "The connection to the database was lost. All that was saved before is there; whether "
            "this change is, is seen when the database is back."
        )
    return (
        "This change was not saved; all that was saved before is there. Make room, or wait for the "
        "other program that writes, and save again."
    )


def _url(address: str) -> sa.URL:
    """Read an address; a plain ``postgresql:`` means the driver that is installed."""
    url = sa.make_url(address)
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(url.drivername)
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def _arguments(url: sa.URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"timeout": _WAIT_SECONDS}
    milliseconds = _WAIT_SECONDS * 1_000
    options = {
        "lock_timeout": milliseconds,
        "statement_timeout": 6 * milliseconds,
        "idle_in_transaction_session_timeout": 2 * milliseconds,
        "synchronous_commit": "on",
    }
    return {
        "connect_timeout": _WAIT_SECONDS,
        "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
    }


def _prepare(connection: Any, _: object) -> None:
    """Leave transactions to SQLAlchemy, and let none end before it is on the disk."""
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: sa.Connection) -> None:
    """Take the right to write at the start, so that two writers never wait for each other."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
