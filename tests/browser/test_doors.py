"""A stranger, a reader and a coder at every door of a real server, logged in by OpenID Connect."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.browser.conftest import free_ports, serving
from tests.makers.oidc import Provider, provider

SETTINGS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "panj"
client_secret = "of-the-client"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[may]
read = ["*@desk.example"]
code = ["ann@desk.example"]
review = ["rev@desk.example"]
"""
PEOPLE = {
    "stranger": None,
    "outsider": "eve@else.example",
    "reader": "bo@desk.example",
    "reviewer": "rev@desk.example",
    "coder": "ann@desk.example",
}
READING = [
    ("GET", "/"),
    ("GET", "/api/"),
    ("GET", "/api/collections/events/items"),
    ("GET", "/api/collections/events/cells?zoom=5"),
    ("GET", "/layers/layers.json"),
    ("GET", "/component/streamlit_folium.st_folium/index.html"),
    ("GET", "/media/nothing"),
    ("GET", "/_stcore/host-config"),
    ("GET", "/_stcore/metrics"),
    ("POST", "/uploads/"),
    ("GET", "/_stcore/upload_file/session/file"),
    ("SOCKET", "/_stcore/stream"),
]
LOOKING = [("GET", f"/code/{name}") for name in ("", "state", "number", "history?key=x", "file")]
CODING = [
    ("POST", f"/code/{name}") for name in ("text", "draft", "set", "undo", "restore", "merge")
]
OPEN = [("GET", "/_stcore/health"), ("GET", "/auth/begin"), ("GET", "/favicon.png")]
MAY = {
    "stranger": OPEN,
    "outsider": OPEN,
    "reader": [*OPEN, *READING],
    "reviewer": [*OPEN, *READING, *LOOKING],
    "coder": [*OPEN, *READING, *LOOKING, *CODING],
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
    with provider(other) as login:
        (folder / "team.toml").write_text(SETTINGS.format(port=port, provider=login.url))
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
        for door in [*OPEN, *READING, *LOOKING, *CODING]:
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
