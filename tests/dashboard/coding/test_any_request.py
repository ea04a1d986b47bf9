"""Whatever is sent to Code mode is done or refused in words, and all that was there still shows."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.coding.code_desk import CodeDesk
from dashboard.coding.code_routes import code_routes
from events.desk.database import RECORDS

pytestmark = pytest.mark.slow

JSON = {"content-type": "application/json"}
TEXT = "They fled on Monday. At least 12 were killed in Takhar, “we left” 🙂 said one."
WIRE, OTHER = "wire-d96bce", "other-d96bce"
KEYS = ["they-fled-on-monday", "at-least-12-were-killed-in", "none"]
FIELDS = [
    *("title", "kind", "status", "date", "place", "quantities", "actors", "note", "rank"),
    *("speaker-0", "speaker-7", "speaker--1", "speaker-x", "accounts[0]", "accounts[1]"),
    *("accounts[0].date", "accounts[0].quotes", "accounts[0].source", "accounts[1].place"),
    *("quotes", "accounts", "geometry", "properties", "id", "merged", "place_ids", "radius_km", ""),
]
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=3),
    st.sampled_from(
        ["\ud800", "\0", "on Monday", "12 killed", "9" * 400, [], {}, [{}], {"a": [1]}]
    ),
)
NUMBERS = st.integers(-1, 70)
OF_MEMBERS: dict[str, st.SearchStrategy[Any]] = {
    "key": st.sampled_from(KEYS),
    "other": st.sampled_from(KEYS),
    "field": st.sampled_from(FIELDS),
    "value": st.sampled_from(["", "x", "on Monday", "2021-07-05", "12 killed", "\ud800"]),
    "details": st.dictionaries(
        st.sampled_from(["title", "language", "published", "url", "id", "sha256", "length"]),
        st.sampled_from(["", "ru", "2021-07-08", "neither", "javascript:1"]),
    ),
    "corners": st.lists(st.lists(st.floats(30, 80), min_size=1, max_size=3), max_size=4),
    "between": st.lists(st.lists(st.floats(30, 80), min_size=1, max_size=3), max_size=3),
    "position": st.lists(st.floats(), max_size=3),
}
MEMBERS = {
    "text": ("text", "details"),
    "source": ("source", "seen", "details"),
    "draft": ("source", "start", "end"),
    "quote": ("key", "seen", "source", "start", "end"),
    "set": ("key", "seen", "field", "value"),
    "place": ("key", "seen", "number", "field"),
    "take": ("key", "seen", "field", "number"),
    "aside": ("source", "start", "end", "why"),
    "remove": ("key", "seen"),
    "merge": ("key", "seen", "other", "other_seen"),
    "split": ("number",),
    "restore": ("key", "seen", "number"),
    "undo": (),
    "redo": (),
    "part": ("key", "seen", "number"),
    "stretch": ("key", "seen", "between"),
    "region": ("key", "seen", "corners", "name"),
    "point": ("key", "seen", "position"),
    "ring": ("key", "seen", "radius_km"),
    "ready": ("key", "known", "answer"),
}
VERSIONS = {"seen": "key", "other_seen": "other"}


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw an act and its members; a version that is left out is the one that there is."""
    act = draw(st.sampled_from(sorted(MEMBERS)))
    asked: dict[str, Any] = {}
    for name in MEMBERS[act]:
        usual = OF_MEMBERS.get(name, NUMBERS)
        if name == "source":
            usual = st.sampled_from([WIRE, OTHER, "none"])
        if name not in VERSIONS or draw(st.integers(0, 9)) == 0:
            asked[name] = draw(STRANGE if draw(st.integers(0, 9)) == 0 else usual)
    return act, asked


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    desk = CodeDesk(str(tmp_path_factory.mktemp("any") / "desk.sqlite"))
    app = Starlette(routes=code_routes(desk))
    app.state.desk = desk
    return TestClient(app, base_url="http://localhost:8501", client=("127.0.0.1", 50_000))


def begin(client: TestClient) -> CodeDesk:
    """Empty the desk, and begin two events of one text, the second told by another, too."""
    desk: CodeDesk = client.app.state.desk  # type: ignore[attr-defined]
    with desk.store.engine.begin() as connection:
        for table in reversed(RECORDS.metadata.sorted_tables):
            connection.execute(table.delete())
    for title in ("Wire", "Other"):
        details = {"title": title, "language": "en", "published": "2021-07-08"}
        desk.add_text(TEXT, details)
    [wire, other] = [one.id for one in desk.store.sources()]
    assert (wire, other) == (WIRE, OTHER)
    desk.add_draft(wire, 0, 19)
    desk.add_draft(wire, 21, 54)
    desk.add_quote(KEYS[1], desk.store.version("draft", KEYS[1]), other, 21, 54)
    return desk


@settings(max_examples=10, deadline=None)
@example([("set", {"key": KEYS[0], "field": "quotes", "value": ""})])
@example([("set", {"key": KEYS[0], "field": "note", "value": "\ud800"})])
@example([("set", {"key": KEYS[0], "field": "title", "value": 5})])
@example([("source", {"source": WIRE, "details": {"id": "x"}})])
@example([("restore", {"key": KEYS[0], "number": 10**30})])
@given(st.lists(requests(), max_size=5))
def test_whatever_is_sent_the_desk_still_shows(
    client: TestClient, sent: list[tuple[str, dict[str, Any]]]
) -> None:
    desk = begin(client)
    for act, asked in sent:
        for name, of in VERSIONS.items():
            if name in MEMBERS[act] and name not in asked:
                kind, key = ("source", "source") if act == "source" else ("draft", of)
                asked[name] = desk.store.version(kind, str(asked[key]))  # type: ignore[arg-type]
        answer = client.post(f"/{act}", content=json.dumps(asked), headers=JSON)
        assert answer.status_code in (200, 400, 409), (act, asked)
        assert answer.status_code == 200 or answer.json()["description"]
        state = client.get("/state").json()
        assert state["order"] == [key for key, _ in desk.store.versions("draft")]
        assert client.get("/file").status_code == 200
        for key in state["order"]:
            for question in ("history", "choices", "told"):
                found = client.get(f"/{question}", params={"key": key})
                assert found.status_code in (200, 400), (question, key)
