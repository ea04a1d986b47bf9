"""A stranger, a reader and a coder at every door of a real server, logged in by OpenID Connect."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import free_ports, serving
from tests.browser.reader import Visit
from tests.makers.logins import settings_of
from tests.makers.oidc import Provider, provider
from tests.makers.published_desk import begun_desk, publish_now

MAY_BY_NAME = """
read = ["*@desk.example"]
code = ["ann@desk.example", "cy@desk.example"]
review = ["rev@desk.example", "cy@desk.example"]
publish = ["pub@desk.example"]
"""
PEOPLE = {
    "stranger": None,
    "outsider": "eve@else.example",
    "reader": "bo@desk.example",
    "reviewer": "rev@desk.example",
    "coder": "ann@desk.example",
    "coder who reviews": "cy@desk.example",
    "publisher": "pub@desk.example",
}
READING = [
    ("GET", "/"),
    ("GET", "/api/"),
    ("GET", "/api/collections"),
    ("GET", "/api/collections/events-version-1/items"),
    ("GET", "/api/collections/events-version-1/cells?zoom=5"),
    ("GET", "/published/"),
    ("GET", "/published/latest"),
    ("GET", "/published/1"),
    ("GET", "/published/1.geojson"),
    ("GET", "/published/1/changes"),
    ("GET", "/layers/layers.json"),
    ("GET", "/component/streamlit_folium.st_folium/index.html"),
    ("GET", "/media/nothing"),
    ("GET", "/_stcore/host-config"),
    ("GET", "/_stcore/metrics"),
    ("POST", "/uploads/"),
    ("GET", "/_stcore/upload_file/session/file"),
    ("SOCKET", "/_stcore/stream"),
]
LOOKING = [
    ("GET", f"/code/{name}")
    for name in ("", "state", "number", "versions", "history?key=x", "file")
]
CODING = [
    ("POST", f"/code/{name}")
    for name in ("text", "draft", "set", "undo", "redo", "restore", "merge", "ready", "read")
]
PUBLISHING = [("GET", "/code/preview"), ("POST", "/code/publish"), ("POST", "/code/withdraw")]
DESK = ["/api/collections/events", "/api/collections/events/items"]
"""The desk as it is now, which who only reads does not see."""
REVIEWING = [("POST", f"/code/{name}") for name in ("seen", "send_back", "unseen")]
OPEN = [("GET", "/_stcore/health"), ("GET", "/auth/begin"), ("GET", "/favicon.png")]
MAY = {
    "stranger": OPEN,
    "outsider": OPEN,
    "reader": [*OPEN, *READING],
    "reviewer": [*OPEN, *READING, *LOOKING, *REVIEWING],
    "coder": [*OPEN, *READING, *LOOKING, *CODING],
    "coder who reviews": [*OPEN, *READING, *LOOKING, *CODING, *REVIEWING],
    "publisher": [*OPEN, *READING, *LOOKING, *PUBLISHING],
}
SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Provider]]:
    folder: Path = tmp_path_factory.mktemp("team")
    port, other = free_ports(2)
    with begun_desk(f"sqlite:///{folder / 'desk.sqlite'}") as filled:
        publish_now(filled, 1)
    with provider(other) as login:
        (folder / "team.toml").write_text(settings_of(port, login.url, MAY_BY_NAME))
        desk = folder / "desk.sqlite"
        with serving(desk=desk, port=port, team=folder / "team.toml", address="0.0.0.0") as url:
            yield url, login


@contextmanager
def entered(doors: tuple[str, Provider], person: str) -> Iterator[httpx.Client]:
    """Log in by the server's own way; a stranger does not."""
    url, login = doors
    with httpx.Client(base_url=url, follow_redirects=True) as client:
        if who := PEOPLE[person]:
            login.who = who
            client.get("/auth/begin")
        yield client


def knock(client: httpx.Client, door: tuple[str, str]) -> int:
    method, address = door
    if method == "SOCKET":
        with client.stream("GET", address, headers=SOCKET) as answer:
            return answer.status_code
    sent = {"json": {}} if method == "POST" else {}
    return client.request(method, address, follow_redirects=False, **sent).status_code


@pytest.mark.parametrize("person", PEOPLE)
def test_each_door_opens_to_whom_it_may_and_to_nobody_else(
    doors: tuple[str, Provider], person: str
) -> None:
    with entered(doors, person) as client:
        refused = 401 if person == "stranger" else 403
        for door in [*OPEN, *READING, *LOOKING, *CODING, *REVIEWING, *PUBLISHING]:
            found = knock(client, door)
            expected = 403 if door[0] == "SOCKET" else refused
            if door in MAY[person]:
                assert found not in (401, 403), door
            else:
                assert found == expected, door


def test_what_a_coder_does_is_on_record_under_the_login(doors: tuple[str, Provider]) -> None:
    with entered(doors, "coder") as client:
        details = {"language": "en", "published": "2021-07-08"}
        text = {"text": "They fled on Monday.", "details": details}
        source = client.post("/code/text", json=text).json()["sources"][0]["id"]
        begin = {"source": source, "start": 0, "end": 19, "why": "It is told."}
        key = client.post("/code/draft", json=begin).json()["result"]
        [entry] = client.get("/code/history", params={"key": key}).json()["history"]
        assert (entry["who"], entry["why"]) == ("ann@desk.example", "It is told.")
        asked = client.get("/code/state").json()
        assert (asked["who"], asked["may"]) == ("ann@desk.example", ["code", "read"])


def test_a_reviewer_looks_sends_back_and_the_coder_answers(doors: tuple[str, Provider]) -> None:
    with entered(doors, "coder who reviews") as coder, entered(doors, "reviewer") as reviewer:
        details = {"language": "en", "published": "2021-07-09"}
        text = {"text": "Twelve were killed in Takhar.", "details": details}
        source = coder.post("/code/text", json=text).json()["sources"][-1]["id"]
        words = {"source": source, "start": 0, "end": 29}
        key = coder.post("/code/draft", json=words).json()["result"]
        looked = {"key": key, "seen": 1, "known": 0}
        own = coder.post("/code/seen", json=looked)
        assert (own.status_code, "your own" in own.json()["description"]) == (400, True)
        for remark in ("", " ", 3, None):
            refused = reviewer.post("/code/send_back", json={**looked, "remark": remark})
            assert refused.status_code == 400
        sent = reviewer.post("/code/send_back", json={**looked, "remark": "Which day?"}).json()
        [view] = [one for one in sent["drafts"] if one["key"] == key]
        told = {name: view["review"][name] for name in ("state", "by", "remark", "coders")}
        assert told == {
            "state": "sent_back", "by": "rev@desk.example", "remark": "Which day?",
            "coders": ["cy@desk.example"],
        }  # fmt: skip
        change = {"key": key, "seen": 1, "field": "date", "value": "2021-07-05", "why": "By phone."}
        coder.post("/code/set", json=change)
        coder.post("/code/ready", json={"key": key, "known": 1, "answer": "Monday."})
        state = reviewer.get("/code/state").json()
        [view] = [one for one in state["drafts"] if one["key"] == key]
        assert (view["review"]["state"], view["review"]["answer"]) == ("ready", "Monday.")
        [of_date] = [one for one in view["review"]["changes"] if one[0] == "Date"]
        assert of_date[2:4] + of_date[5:] == ["2021-07-05", "cy@desk.example", "By phone."]
        late = reviewer.post("/code/seen", json=looked)
        assert late.status_code == 409
        assert (
            reviewer.post("/code/seen", json={**looked, "seen": 2, "known": 2}).status_code == 200
        )
        history = coder.get("/code/history", params={"key": key}).json()["history"]
        assert [one["act"] for one in history] == ["seen", "ready", "save", "send_back", "save"]
        assert [one["look"] for one in history] == [True, True, False, True, False]


@pytest.mark.parametrize(
    "cookie", ["", "none", "eyJlbWFpbCI6ICJhbm5AZGVzay5leGFtcGxlIn0.aaaa.bbbb", "é", "x" * 3_000]
)
def test_a_cookie_that_the_server_did_not_sign_opens_nothing(
    doors: tuple[str, Provider], cookie: str
) -> None:
    headers = {"Cookie": f"_streamlit_user={cookie}".encode()}
    with httpx.Client(base_url=doors[0], headers=headers) as client:
        assert client.get("/code/state").status_code == 401
        assert client.get("/api/").status_code == 401


def test_another_sites_page_makes_no_coder_do_anything(doors: tuple[str, Provider]) -> None:
    with entered(doors, "coder") as client:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client.post("/code/undo", json={}, headers=headers).status_code == 403
        assert client.post("/code/undo", content="{}").status_code == 400


def test_a_refused_page_says_how_to_log_in_or_out(doors: tuple[str, Provider]) -> None:
    with entered(doors, "stranger") as client:
        assert 'href="/auth/begin"' in client.get("/").text
    with entered(doors, "outsider") as client:
        page = client.get("/code/").text
        assert "eve@else.example" in page
        assert 'href="/auth/logout"' in page
        client.get("/auth/logout")
        assert client.get("/").status_code == 401


@pytest.mark.parametrize("person", PEOPLE)
def test_who_only_reads_is_shown_what_is_published_and_not_the_desk(
    doors: tuple[str, Provider], person: str
) -> None:
    refused = {"stranger": 401, "outsider": 403, "reader": 404}.get(person)
    with entered(doors, person) as client:
        for address in DESK:
            assert client.get(address).status_code == (refused or 200)
        if person in ("stranger", "outsider"):
            assert client.get("/published/1.geojson").status_code == refused
            return
        listed = client.get("/api/collections").json()["collections"]
        names = ["events", "events-version-1"] if person != "reader" else ["events-version-1"]
        assert [one["id"] for one in listed] == names
        assert [one["id"] for one in client.get("/published/1.geojson").json()["features"]] == [
            "fled"
        ]


@pytest.mark.parametrize(
    ("person", "title", "codes"), [("reader", "Border", 0), ("coder", "Coded on this desk", 1)]
)
def test_a_readers_page_shows_what_is_published_and_leads_to_no_code_mode(
    doors: tuple[str, Provider], visit: Visit, person: str, title: str, codes: int
) -> None:
    page = visit(f"{doors[0]}/_stcore/health")
    with entered(doors, person) as client:
        page.context.add_cookies(
            [
                {"name": one.name, "value": one.value or "", "url": doors[0]}
                for one in client.cookies.jar
            ]
        )
    page.goto(doors[0])
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Code a text")).to_have_count(codes)


def test_where_anyone_reads_what_is_published_is_public_and_nothing_else(tmp_path: Path) -> None:
    port, other = free_ports(2)
    with begun_desk(f"sqlite:///{tmp_path / 'desk.sqlite'}") as filled:
        publish_now(filled, 1)
    open_to_all = MAY_BY_NAME.replace('"*@desk.example"', '"anyone"')
    team = tmp_path / "team.toml"
    team.write_text(settings_of(port, f"http://127.0.0.1:{other}", open_to_all))
    with (
        serving(desk=tmp_path / "desk.sqlite", port=port, team=team, address="0.0.0.0") as url,
        httpx.Client(base_url=url) as client,
    ):
        for address in ("/published/", "/published/1.geojson", "/api/collections"):
            assert client.get(address).status_code == 200
        for address in DESK:
            assert client.get(address).status_code == 404
        for door in [*LOOKING, *CODING, *REVIEWING, *PUBLISHING]:
            assert knock(client, door) == 401, door
