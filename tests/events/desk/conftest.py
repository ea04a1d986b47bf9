"""Both databases that a desk can have: what is tested of one is tested of the other."""

from pathlib import Path

import pytest

from tests.makers.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.sqlite'}"
    server: Postgres = request.getfixturevalue("database_server")
    return server.new_database()
