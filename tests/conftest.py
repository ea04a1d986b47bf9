"""The order of the tests: what takes longest begins first, so that no worker waits for it."""

import pytest
from hypothesis import settings

settings.register_profile("panj", deadline=None)  # how long a machine takes is no fault
settings.load_profile("panj")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the file of README's commands, which installs all that they need."""
    items.sort(key=lambda item: item.path.name != "test_readme.py")
