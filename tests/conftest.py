"""What all tests share: their order, the longest first, so that no worker waits; a PostgreSQL."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.makers.postgres import Postgres, postgres

# The many servers and commands that tests start need not compile the same modules each anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
settings.register_profile("panj", deadline=None)  # how long a machine takes is no fault
settings.load_profile("panj")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the file of README's commands, which installs all that they need."""
    items.sort(key=lambda item: item.path.name != "test_readme.py")


@pytest.fixture(scope="session")
def database_server() -> Iterator[Postgres]:
    """Give a PostgreSQL of one's own, for as long as the tests run."""
    with postgres() as server:
        yield server
