"""Both databases that a desk can have: what is tested of one is tested of the other."""

from pathlib import Path

import pytest

from tests.makers.postgres import Postgres

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database."""
    return made(request, tmp_path / "desk.sqlite")


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of another one."""
    return made(request, tmp_path / "empty.sqlite")


def made(request: pytest.FixtureRequest, file: Path) -> str:
    """Return the address of a database of the kind that is asked for."""
    if request.param == "sqlite":
        return f"sqlite:///{file}"
    server: Postgres = request.getfixturevalue("database_server")
    return server.new_database()
