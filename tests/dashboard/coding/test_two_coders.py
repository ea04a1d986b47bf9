"""Two programs code at once, by the server's addresses: all edits are there, none twice."""

from pathlib import Path

import pytest

from tests.browser.conftest import serving
from tests.makers.coders import code_together
from tests.makers.postgres import Postgres

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_all_edits_of_two_are_there_and_none_twice(
    kind: str, tmp_path: Path, database_server: Postgres
) -> None:
    file = str(tmp_path / "desk.sqlite")
    with serving(desk=file if kind == "sqlite" else database_server.new_database()) as url:
        found = code_together(url, 60)
    assert (found["told"], found["kept"], found["twice"], found["others"]) == (60, 60, 0, 0)
