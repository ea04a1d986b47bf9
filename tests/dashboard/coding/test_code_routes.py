"""Code mode answers this machine alone, and what it can't read changes nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.coding.article_worker import article_in_worker
from dashboard.coding.code_desk import CodeDesk
from dashboard.coding.code_routes import code_routes
from dashboard.session.server_limits import ARTICLE_CHARACTERS, ARTICLE_FILE_BYTES
from events.model.problems import EventFileError
from tests.browser.conftest import free_port

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    app = Starlette(routes=code_routes(CodeDesk(str(tmp_path / "desk.sqlite"))))
    return TestClient(app, base_url="http://localhost:8501", client=("127.0.0.1", 50_000))


TEXT = {"text": "They fled on Monday.", "details": {"language": "en", "published": "2021-07-08"}}


def test_a_text_becomes_an_event_file(client: TestClient) -> None:
    state = client.post("/text", json=TEXT).json()
    source = state["sources"][0]["id"]
    told = client.post("/draft", json={"source": source, "start": 0, "end": 19}).json()
    assert told["drafts"][0]["key"] == told["result"]
    assert told["drafts"][0]["lacks"] == []
    assert client.get("/file").json()["features"][0]["properties"]["date"] == "2021-07-05"


@pytest.mark.parametrize("place", ["text", "why"])
def test_a_null_character_is_refused_in_words(client: TestClient, place: str) -> None:
    asked = TEXT | {place: "They fled\0 on Monday."}
    answer = client.post("/text", json=asked)
    assert (answer.status_code, "U+0000" in answer.json()["description"]) == (400, True)
    assert client.get("/state").json()["sources"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "panj.example"},
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"x-forwarded-for": "203.0.113.7"},
        {"forwarded": "for=203.0.113.7"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_what_comes_from_elsewhere_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    assert client.get("/state", headers=headers).status_code == 403
    assert client.post("/text", json=TEXT, headers=headers).status_code == 403
    assert client.get("/state").json()["sources"] == []


def test_another_machine_is_refused(client: TestClient) -> None:
    other = TestClient(client.app, base_url="http://localhost:8501", client=("192.0.2.1", 50_000))
    assert other.get("/").status_code == 403


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("text", "{"),
        ("text", "[]"),
        ("text", "{}"),
        ("draft", '{"source": "none", "start": 0, "end": 1}'),
        ("set", '{"key": "none", "seen": 0, "field": "title", "value": "x"}'),
    ],
)
def test_what_cannot_be_read_changes_nothing(client: TestClient, act: str, sent: str) -> None:
    before = client.get("/state").json()
    answer = client.post(f"/{act}", content=sent, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 507)
    assert answer.json()["description"]
    assert client.get("/state").json() == before


def test_a_form_of_another_site_is_not_taken(client: TestClient) -> None:
    plain = client.post("/undo", content="{}", headers={"content-type": "text/plain"})
    assert plain.status_code == 400
    assert client.post("/everything", json={}).status_code == 404


def test_a_request_that_is_sent_again_is_done_once(client: TestClient) -> None:
    source = client.post("/text", json=TEXT).json()["sources"][0]["id"]
    begin = {"source": source, "start": 0, "end": 19, "request": "one"}
    first = client.post("/draft", json=begin).json()
    again = client.post("/draft", json=begin).json()
    assert again["result"] == first["result"] == "they-fled-on-monday"
    assert [one["key"] for one in client.get("/state").json()["drafts"]] == ["they-fled-on-monday"]
    undo = {"request": "two"}
    assert [client.post("/undo", json=undo).status_code for _ in range(2)] == [200, 200]
    assert len(client.get("/state").json()["sources"]) == 1


def test_a_page_is_sent_what_is_new_to_it(client: TestClient) -> None:
    seen = client.post("/text", json=TEXT).json()
    source, begin = seen["sources"][0]["id"], {"start": 0, "end": 19}
    one = client.post("/draft", json={**begin, "source": source, "state": seen["state"]}).json()
    assert one.keys() == {"state", "drafts", "order", "result"}
    other = client.post("/draft", json={**begin, "source": source, "state": one["state"]}).json()
    assert [len(other["drafts"]), len(other["order"])] == [1, 2]
    change = {"key": other["result"], "seen": 1, "field": "title", "value": "Other"}
    changed = client.post("/set", json={**change, "state": other["state"]}).json()
    assert changed.keys() == {"state", "drafts", "result"}
    assert [draft["properties"]["title"] for draft in changed["drafts"]] == ["Other"]
    nothing = client.get("/state", params={"seen": changed["state"]}).json()
    assert (nothing["drafts"], "order" in nothing) == ([], False)
    for unknown in ("", "another:99", "x"):
        whole = client.get("/state", params={"seen": unknown}).json()
        assert (len(whole["drafts"]), len(whole["sources"])) == (2, 1)


def test_an_older_version_overwrites_nothing(client: TestClient) -> None:
    source = client.post("/text", json=TEXT).json()["sources"][0]["id"]
    key = client.post("/draft", json={"source": source, "start": 0, "end": 19}).json()["result"]
    one = {"key": key, "seen": 1, "field": "title", "value": "First"}
    assert client.post("/set", json=one).status_code == 200
    late = client.post("/set", json=one | {"value": "Second"})
    assert late.status_code == 409
    assert "Nothing was overwritten" in late.json()["description"]
    assert client.get("/state").json()["drafts"][0]["properties"]["title"] == "First"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "DESK: Code mode asks for --server.address 127.0.0.1"),
        ({"EVENTS": "other.geojson"}, "DESK: found EVENTS as well"),
    ],
)
def test_without_the_loopback_address_it_does_not_start(
    tmp_path: Path, settings: dict[str, str], told: str
) -> None:
    desk = {"DESK": str(tmp_path / "desk.sqlite"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "dashboard/app.py"],
        cwd=ROOT,
        env={**os.environ, **desk, **settings},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(told)


def test_a_desk_that_cannot_be_opened_stops_it_with_one_line(tmp_path: Path) -> None:
    command = ["streamlit", "run", "dashboard/app.py", "--server.address", "127.0.0.1"]
    done = subprocess.run(
        [sys.executable, "-m", *command, "--server.port", str(free_port())],
        cwd=ROOT,
        env={**os.environ, "DESK": str(tmp_path / "missing" / "desk.sqlite")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "unable to open database file" in done.stderr.splitlines()[-1]


def test_the_file_of_an_article_is_bounded_and_read_apart() -> None:
    with pytest.raises(EventFileError, match="expected at most 20,000,000"):
        article_in_worker(bytes(ARTICLE_FILE_BYTES + 1), "large.txt")
    long = b"They fled. " * (ARTICLE_CHARACTERS // 11 + 1)
    with pytest.raises(EventFileError, match="expected at most 1,000,000"):
        article_in_worker(long, "long.txt")
    assert article_in_worker(b"They fled.\r\n", "a.txt") == {
        "text": "They fled.\r\n",
        "details": {},
    }


def test_without_a_login_nobody_is_a_second_coder(client: TestClient) -> None:
    source = client.post("/text", json=TEXT).json()["sources"][0]["id"]
    key = client.post("/draft", json={"source": source, "start": 0, "end": 19}).json()["result"]
    asked = client.get("/state").json()
    assert (asked["who"], asked["may"]) == ("", ["code"])
    looked = {"key": key, "seen": 1, "known": 0, "remark": "Who?"}
    for act in ("seen", "send_back", "unseen", "ready"):
        answer = client.post(f"/{act}", json=looked)
        assert (answer.status_code, "TEAM" in answer.json()["description"]) == (400, True)
    assert client.get("/history", params={"key": key}).json()["history"][0]["act"] == "save"
