"""What a session shows of the files that its reader opened."""

import gc
from pathlib import Path
from typing import Any

import pytest

from dashboard import files
from dashboard.opening import Opening, open_file
from dashboard.shelf import PUBLIC, find, keep, opened


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session of Streamlit's."""
    session: dict[str, Any] = {}
    monkeypatch.setattr(files.st, "session_state", session)
    return session


@pytest.fixture
def own(tmp_path: Path) -> Opening:
    path = tmp_path / "own.csv"
    path.write_text("place,date,longitude,latitude\nKunduz,2021-07-05,68.857,36.729\n")
    opening = open_file(path)
    keep(opening.file)
    return opening


def test_a_file_that_is_taken_away_is_gone(session: dict[str, Any], own: Opening) -> None:
    session["own"] = {"1": own}
    together = files.current().collection
    assert find(together) is not None
    session["own"] = {}
    assert files.current() is opened()
    gc.collect()
    assert find(together) is None


def test_where_all_that_is_shown_is_taken_away_the_rest_is_shown(
    session: dict[str, Any], own: Opening
) -> None:
    session.update(own={"1": own}, hidden={PUBLIC})
    assert files.current() is own.file
    session["own"] = {}
    assert files.current() is opened()
    assert session["hidden"] == set()


def test_a_file_that_is_read_anew_is_shown_anew(
    session: dict[str, Any], own: Opening, tmp_path: Path
) -> None:
    session["own"] = {"1": own}
    before = files.current()
    assert files.current() is before
    session["own"] = {"1": open_file(tmp_path / "own.csv")}
    assert files.current() is not before
