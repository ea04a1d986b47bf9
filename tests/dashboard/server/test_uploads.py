"""Files that come in pieces: in order, within bounds, for one session alone, gone with it."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.server.routes import MIDDLEWARE, ROUTES
from dashboard.session.own_files.uploads import Upload, UploadError, Uploads
from dashboard.session.server_limits import PIECE_BYTES


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE)) as client:
        yield client


@pytest.fixture
def session() -> Uploads:
    return Uploads(file_bytes=1_000, session_files=2, session_bytes=1_500, server_bytes=10_000)


def begun(client: TestClient, session: Uploads, name: str = "a.csv", size: int = 10) -> str:
    """Begin a file and return its address."""
    answer = client.post(f"/uploads/{session.token}", json={"name": name, "size": size})
    assert answer.status_code == 201, answer.text
    return f"/uploads/{session.token}/{answer.json()['id']}"


def test_a_file_comes_in_pieces_and_is_then_whole(client: TestClient, session: Uploads) -> None:
    address = begun(client, session)
    assert client.patch(f"{address}?offset=0", content=b"01234").json()["offset"] == 5
    assert session.whole() == {}
    assert client.patch(f"{address}?offset=5", content=b"56789").json()["offset"] == 10
    [upload] = session.whole().values()
    assert upload.path.read_bytes() == b"0123456789"
    assert upload.name == "a.csv"


def test_it_goes_on_where_it_was(client: TestClient, session: Uploads) -> None:
    address = begun(client, session)
    client.patch(f"{address}?offset=0", content=b"012")
    answer = client.patch(f"{address}?offset=5", content=b"56789")
    assert (answer.status_code, answer.json()["description"]) == (
        409,
        "a.csv goes on at byte 3, not at 5.",
    )
    assert client.get(address).json() == {"id": address[-16:], "offset": 3, "size": 10}
    assert client.patch(f"{address}?offset=3", content=b"3456789").json()["offset"] == 10


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ([1_001], "a.csv has more than 0 MB, the most that a file may have."),
        ([900, 900], "a.csv is left out: a session holds 2 files of 0 MB together."),
        ([1, 1, 1], "a.csv is left out: a session holds 2 files of 0 MB together."),
    ],
    ids=["a file", "together", "their number"],
)
def test_what_is_too_much_is_left_out_in_words(
    client: TestClient, session: Uploads, sizes: list[int], told: str
) -> None:
    for size in sizes[:-1]:
        begun(client, session, size=size)
    answer = client.post(f"/uploads/{session.token}", json={"name": "a.csv", "size": sizes[-1]})
    assert answer.status_code == 409
    assert answer.json()["description"].startswith(told)


def test_all_sessions_together_have_a_bound() -> None:
    others = [Uploads(server_bytes=100) for _ in range(2)]
    others[0].begin("a.csv", 60)
    with pytest.raises(UploadError, match=r"b\.csv is left out: this server has no room for it"):
        others[1].begin("b.csv", 60)


def test_a_removed_file_makes_room(client: TestClient, session: Uploads) -> None:
    address = begun(client, session, size=1_000)
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert [*session.folder.iterdir()] == []
    begun(client, session, size=1_000)


def test_no_more_is_written_than_was_said(client: TestClient, session: Uploads) -> None:
    address = begun(client, session)
    answer = client.patch(f"{address}?offset=0", content=b"0" * 11)
    assert answer.status_code == 409
    assert "more than the 10 bytes" in answer.json()["description"]
    assert client.get(address).json()["offset"] == 0


def test_a_piece_has_a_bound(client: TestClient) -> None:
    session = Uploads()
    address = begun(client, session, size=2 * PIECE_BYTES)
    answer = client.patch(f"{address}?offset=0", content=b"0" * (PIECE_BYTES + 1))
    assert answer.status_code == 409
    assert client.get(address).json()["offset"] <= PIECE_BYTES


@pytest.mark.parametrize("name", ["../../a.csv", "/etc/a.csv", "..\\a.csv", "a\0.csv"])
def test_a_name_leads_nowhere(client: TestClient, session: Uploads, name: str) -> None:
    begun(client, session, name, size=0)
    [upload] = session.whole().values()
    assert upload.path.parent.parent == session.folder
    assert upload.name == "a.csv"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"name": 1, "size": 2}', b"\xff", b"7"])
def test_what_is_no_beginning_is_refused(client: TestClient, session: Uploads, body: bytes) -> None:
    assert client.post(f"/uploads/{session.token}", content=body).status_code == 400


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "x", "9" * 20])
def test_what_is_no_offset_is_refused(client: TestClient, session: Uploads, offset: str) -> None:
    address = begun(client, session)
    assert client.patch(f"{address}?offset={offset}", content=b"0").status_code == 400


def test_nobody_else_reaches_a_file(client: TestClient, session: Uploads) -> None:
    address, other = begun(client, session), Uploads()
    assert client.get(address.replace(session.token, other.token)).status_code == 404
    assert client.get(address.replace(session.token, "guess")).status_code == 404
    assert client.delete(address.replace(session.token, other.token)).status_code == 204
    assert client.get(address).status_code == 200


def test_the_files_are_gone_with_their_session(client: TestClient) -> None:
    session = Uploads()
    address, folder = begun(client, session), session.folder
    del session
    gc.collect()
    assert not folder.exists()
    assert client.get(address).status_code == 404


def test_a_disk_that_is_full_costs_only_what_it_had_no_room_for(tmp_path: Path) -> None:
    upload = Upload("1", tmp_path / "gone" / "a.csv", 10)
    with pytest.raises(OSError, match="No such file"):
        upload.write(0, b"01234")
    assert upload.received == 0
