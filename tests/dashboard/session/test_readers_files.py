"""What a session shows of the files that its reader opened."""

import gc
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.server.routes import MIDDLEWARE, ROUTES
from dashboard.session.file_opener import OpenResult, open_file
from dashboard.session.public.public_file import (
    ARTICLE,
    BUILT_IN,
    PUBLIC,
    PublicFile,
    built_in_files,
)
from dashboard.session.public.registry import files_at_start, find, keep, open_default_file
from dashboard.ui import file_panel, session_files, shown_files


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session of Streamlit's."""
    session: dict[str, Any] = {}
    monkeypatch.setattr(streamlit, "session_state", session)
    return session


@pytest.fixture
def own(tmp_path: Path) -> OpenResult:
    path = tmp_path / "own.csv"
    path.write_text("place,date,longitude,latitude\nKunduz,2021-07-05,68.857,36.729\n")
    opening = open_file(path)
    keep(opening.file)
    return opening


def test_a_file_that_is_taken_away_is_gone(session: dict[str, Any], own: OpenResult) -> None:
    session["own"] = {"1": own}
    together = shown_files.current().collection
    assert find(together) is not None
    session["own"] = {}
    assert shown_files.current() is open_default_file()
    gc.collect()
    assert find(together) is None


def test_where_all_that_is_shown_is_taken_away_the_rest_is_shown(
    session: dict[str, Any], own: OpenResult
) -> None:
    session["own"] = {"1": own}
    session_files.own_files().hidden = {PUBLIC}
    assert shown_files.current() is own.file
    session["own"] = {}
    assert shown_files.current() is open_default_file()
    assert session_files.own_files().hidden == set()


def test_a_file_that_is_read_anew_is_shown_anew(
    session: dict[str, Any], own: OpenResult, tmp_path: Path
) -> None:
    session["own"] = {"1": own}
    before = shown_files.current()
    assert shown_files.current() is before
    session["own"] = {"1": open_file(tmp_path / "own.csv")}
    assert shown_files.current() is not before


def test_a_file_keeps_its_letter_whatever_is_switched_off(
    session: dict[str, Any], tmp_path: Path
) -> None:
    for name in ("x", "y"):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"id,place,date\n{name},Kunduz,2021-07-05\n")
        session.setdefault("own", {})[name] = open_file(path)

    def letters() -> dict[str, str]:
        return {part.title: part.letter for part in shown_files.current().parts}

    article = open_default_file().loaded.title
    assert letters() == {article: "A", "x": "B", "y": "C"}
    session_files.own_files().hidden = {PUBLIC}
    assert letters() == {"x": "B", "y": "C"}
    session_files.own_files().hidden = {"x"}
    assert letters() == {article: "A", "y": "C"}
    listed = {file["name"]: file["letter"] for file in file_panel.offered_files()}
    assert [*listed.values()] == ["A", "B", "C"]
    del session["own"]["x"]
    assert letters() == {article: "A", "y": "C"}


SECOND = f"{PUBLIC}-second"


@pytest.fixture
def two_built_in(tmp_path: Path) -> Iterator[dict[str, PublicFile]]:
    """A folder of built-in files with a second one."""
    folder = tmp_path / "built-in"
    folder.mkdir()
    shutil.copy(ARTICLE, folder)
    whole = json.loads(ARTICLE.read_text())
    fewer = whole | {"title": "The second", "features": whole["features"][:2]}
    (folder / "second.geojson").write_text(json.dumps(fewer))
    files, built_in = files_at_start(), built_in_files(folder)
    assert [*built_in] == [PUBLIC, SECOND]
    files[SECOND] = built_in[SECOND]
    yield files
    del files[SECOND]


def test_each_built_in_file_has_a_collection_of_its_own() -> None:
    files = {name: file.path.name for name, file in built_in_files().items()}
    assert files[PUBLIC] == ARTICLE.name
    assert sorted(files.values()) == sorted(path.name for path in BUILT_IN.iterdir())


def test_a_second_built_in_file_is_offered_and_shown_when_it_is_chosen(
    session: dict[str, Any], two_built_in: dict[str, PublicFile]
) -> None:
    assert shown_files.current().collection == PUBLIC
    assert not two_built_in[SECOND].is_open
    session["own"] = {}
    offered = [(file["id"], file["title"], file["shown"]) for file in file_panel.offered_files()]
    assert offered[1:] == [(SECOND, "The second", False)]
    session_files.own_files().hidden = {PUBLIC}
    assert shown_files.current().collection == SECOND
    assert len(shown_files.current().loaded.events) == 2


@pytest.mark.usefixtures("two_built_in")
def test_a_second_built_in_file_has_its_address() -> None:
    api = TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))
    assert api.get(f"/api/collections/{SECOND}/items").json()["numberMatched"] == 2
    listed = api.get("/api/collections").json()["collections"]
    assert [(one["id"], one["title"]) for one in listed][1:] == [(SECOND, "The second")]
