"""The limits that SECURITY.md lists: each is kept, and says so."""

import asyncio
import gc
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from dashboard.server.request_limits import RequestLimits
from dashboard.server.routes import MIDDLEWARE, ROUTES
from dashboard.session import server_limits
from dashboard.session.public.public_file import ARTICLE
from dashboard.session.public.registry import keep
from dashboard.session.session_file import SessionFile
from events.files.event_file import load_events, parse_events
from events.model import limits
from events.model.problems import EventFileError
from tests.makers.asynchronous import run

ROOT = Path(__file__).resolve().parents[3]
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
CELLS = "/api/collections/events/cells"


def listed() -> dict[str, str]:
    """Return the table of SECURITY.md: what is limited, and to how much."""
    text = (ROOT / "SECURITY.md").read_text().split("## The limits")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", text, re.M)
    return {what: limit for what, limit, _ in rows[1:] if not what.startswith("-")}


SERVER_NEEDS = 1_500_000_000
"""Bytes that a server with a million events may take, as docs/performance.md has it."""

LIMITS = {
    "an event file, a table, a layer": "{FILE_BYTES}, {FILE_EVENTS} features",
    "the text of a source that `verify` reads": "{SOURCE_BYTES}",
    "memory of a command that reads a file": "{COMMAND_BYTES}",
    "columns of a table": "{TABLE_COLUMNS}",
    "one text": "{TEXT_CHARACTERS} characters; an id {ID_CHARACTERS}",
    "the remark of a review, or the answer to one": "{REMARK_CHARACTERS} characters",
    "one geometry": "{GEOMETRY_POSITIONS} positions",
    "nesting inside a feature": "{FEATURE_LEVELS} levels",
    "a parameter of the API": "{PARAMETER_CHARACTERS} characters, {PARAMETER_VALUES} values, "
    "{PARAMETER_VALUES} words, a number up to {PARAMETER_NUMBER}",
    "events in one answer of `items`": "{ANSWER_ITEMS}, and no further one after "
    "{ANSWER_CHARACTERS} characters",
    "events that `offset` passes over": "{ITEMS_OFFSET}",
    "marks in one answer of `stack`": "{ANSWER_MARKS}",
    "lines and areas in one answer of `shapes`": "{SHAPES_CHARACTERS} characters, but one at least",
    "requests for events that are worked on at once": "{REQUESTS_AT_ONCE}; a further one waits "
    "{TURN_SECONDS}, and is then to come again after {RETRY_SECONDS}",
    "a file given in the page": "{UPLOAD_BYTES}",
    "files opened in one session": "{SESSION_FILES}, of {SESSION_BYTES} together",
    "files of all sessions together": "{SERVER_BYTES}, and as much as leaves {FREE_BYTES} of the "
    "disk free",
    "what names a file before its first piece": "{NAMING_BYTES}",
    "a profile of choices opened in the page": "{PROFILE_BYTES}",
    "one piece of a file on its way": "{PIECE_BYTES}",
    "a file that is read in the server's own memory": "{SMALL_FILE_BYTES}",
    "files made ready at once": "{WORKERS}",
    "memory of a process that makes one ready": "{WORKER_BYTES}",
    "files kept ready in the cache folder": "{FILES_KEPT}, and what was used in the last "
    "{IN_USE_SECONDS}",
    "published versions that stay open": "{VERSIONS_OPEN}",
    "half-made files in the cache folder": "{ABANDONED_SECONDS}",
    "a session after its page is closed": "{SESSION_SECONDS}",
    "a reader's own files after that": "{KEPT_SECONDS}, of {KEPT_READERS} readers",
    "events in a dossier": "{DOSSIER_EVENTS}",
    "events in another file to share": "{DOWNLOAD_EVENTS}",
    "the text of an article": "{ARTICLE_MB} MB; pasted, {ARTICLE_CHARACTERS} characters",
    "the file of an article in Code mode": "{ARTICLE_FILE_BYTES}",
    "the process that reads it": "{ARTICLE_MEMORY_BYTES} of memory, {ARTICLE_SECONDS} of a "
    "processor",
    "events that the page checks against their words": "{AUDITED_EVENTS}",
    "events of a file that are compared with another's": "{COMPARED_EVENTS}",
    "events that are compared in the server itself": "{COMPARED_AT_ONCE}",
    "an answer of `pairs` while files are compared": "{PAIRS_WAIT_SECONDS}",
}
"""The rows of the table, written from the two modules of limits."""


def in_words(name: str, value: int) -> str:
    """Return a limit as the page writes it; its name ends in its unit."""
    if name.endswith("_BYTES"):
        return f"{value:,} bytes" if value < 1_000_000 else limits.size_in_words(value)
    if name.endswith("_SECONDS"):
        steps = {"hours": 3_600, "minutes": 60, "seconds": 1}
        return next(f"{value // s} {unit}" for unit, s in steps.items() if value >= 2 * s)
    return f"{value:,}"


HOLD = {
    name: in_words(name, value)
    for module in (limits, server_limits)
    for name, value in vars(module).items()
    if isinstance(value, int)
}


@pytest.mark.parametrize("what", LIMITS)
def test_the_page_of_limits_says_what_holds(what: str) -> None:
    assert listed()[what] == LIMITS[what].format_map(HOLD)


def test_the_page_has_every_limit_and_no_other() -> None:
    assert set(listed()) == set(LIMITS)
    assert set(re.findall(r"{(\w+)}", " ".join(LIMITS.values()))) == set(HOLD)


def test_streamlit_keeps_the_limits_that_are_its_own() -> None:
    assert CONFIG["server"]["maxUploadSize"] == server_limits.ARTICLE_MB
    assert CONFIG["server"]["disconnectedSessionTTL"] == server_limits.SESSION_SECONDS


def test_the_proxy_lets_a_piece_pass_and_not_much_more() -> None:
    conf = (ROOT / "docs/deploying/nginx.conf").read_text()
    [most] = re.findall(r"location /panj/uploads/ \{\s+client_max_body_size (\d+)m;", conf)
    assert server_limits.PIECE_BYTES < int(most) * 1024**2 < 2 * server_limits.PIECE_BYTES


def test_the_unit_has_room_for_the_server_beside_its_workers() -> None:
    unit = (ROOT / "docs/deploying/panj@.service").read_text()
    [most] = re.findall(r"^MemoryMax=(\d+)G$", unit, re.M)
    left = int(most) * 1024**3 - server_limits.WORKERS * server_limits.WORKER_BYTES
    assert left > SERVER_NEEDS
    assert re.search("^OOMPolicy=continue$", unit, re.M), "systemd would end the server, too"


def collection(*features: Any) -> bytes:
    whole = {"type": "FeatureCollection", "format": "panj-events/1", "features": features}
    return json.dumps(whole).encode()


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    whole = {"title": "A", "kind": "assault", "status": "reported", "date": "2021-07-05"}
    return {
        "type": "Feature",
        "id": "a",
        "geometry": geometry,
        "properties": {**whole, **properties},
    }


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


LINE = {"type": "LineString", "coordinates": [[69 + n / 1e6, 37] for n in range(100_001)]}


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (
            feature(note="x" * 1_000_001),
            r"note: found 1,000,001 characters, expected at most 1,000,000\.",
        ),
        ({**feature(), "id": "x" * 201}, r"id: found .*, expected .*200"),
        (feature(geometry=LINE), r"found 100,001 .*, expected .*100,000"),
        (feature(own=nested(40)), r"found .*, expected at most 32"),
    ],
    ids=["text", "id", "positions", "nesting"],
)
def test_a_feature_beyond_a_limit_is_left_out_and_told(broken: Any, told: str) -> None:
    loaded = parse_events(collection(broken), "a.geojson")
    assert loaded.rejected == 1
    assert re.search(told, str(loaded.problems[0])), str(loaded.problems[0])


def test_a_larger_file_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.geojson"
    with large.open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)  # it takes no room on the disk
    with pytest.raises(EventFileError, match="found more than 5 GB, expected at most 5 GB"):
        load_events(large)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE)) as client:
        yield client


def test_a_readers_file_is_not_found_once_its_session_lets_go(client: TestClient) -> None:
    file = keep(SessionFile(load_events(ARTICLE)))
    address = f"/api/collections/{file.collection}/items"
    assert client.get(address).status_code == 200
    del file
    gc.collect()
    answer = client.get(address)
    assert answer.status_code == 404
    assert "its reader has left" in answer.json()["description"]


class Server:
    """An application whose answers wait until they are let go."""

    def __init__(self, **limits: Any) -> None:
        self.begun = 0
        self.may_end, self.may_be_read = asyncio.Event(), asyncio.Event()
        self.app = RequestLimits(self._answer, **limits)

    async def _answer(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.begun += 1
        await self.may_end.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async def get(self, path: str, read: Callable[[], Any] | None = None) -> list[Message]:
        told: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            told.append(message)
            if read:
                await read()

        await self.app({"type": "http", "path": path}, receive, send)
        return told

    async def settle(self) -> None:
        """Let every task run until it waits."""
        for _ in range(10):
            await asyncio.sleep(0)


def test_only_so_many_requests_for_events_are_worked_on_at_once() -> None:
    async def ask() -> None:
        server = Server(at_once=2)
        asked = [asyncio.create_task(server.get(CELLS)) for _ in range(5)]
        await server.settle()
        assert server.begun == 2
        assert finished(asked) == 0
        light = asyncio.create_task(server.get("/api/collections"))
        await server.settle()
        assert server.begun == 3, "an address that is no work waits for none"
        server.may_end.set()
        answers = await asyncio.gather(*asked, light)
        assert {answer[0]["status"] for answer in answers} == {200}
        assert server.begun == 6

    run(ask())


def finished(tasks: list[asyncio.Task[Any]]) -> int:
    return sum(task.done() for task in tasks)


def test_who_waits_too_long_is_told_to_come_again() -> None:
    async def ask() -> None:
        server = Server(at_once=1, patience=0.05, base="/panj")
        first = asyncio.create_task(server.get(f"/panj{CELLS}"))
        await server.settle()
        start, body = await server.get(f"/panj{CELLS}")
        headers = dict(start["headers"])
        assert (start["status"], headers[b"retry-after"]) == (503, b"5")
        told = json.loads(body["body"])
        assert told["code"] == "503"
        assert told["description"].endswith("waited 0.05 seconds. Ask again in 5 seconds.")
        server.may_end.set()
        assert (await first)[0]["status"] == 200
        assert (await server.get(f"/panj{CELLS}"))[0]["status"] == 200, "the turn was kept"

    run(ask())


def test_who_reads_slowly_keeps_nobody_waiting() -> None:
    async def ask() -> None:
        server = Server(at_once=1)
        server.may_end.set()
        slow = asyncio.create_task(server.get(CELLS, read=server.may_be_read.wait))
        await server.settle()
        assert not slow.done()
        assert (await server.get(CELLS))[0]["status"] == 200
        server.may_be_read.set()
        await slow

    run(ask())


@pytest.mark.parametrize("kind", ["items", "items/a", "cells", "stack?point=69,37", "shapes?key=f"])
def test_the_routes_take_turns(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked(Exception):  # noqa: N818 - no error
        pass

    async def refuse(*_: Any) -> None:
        raise Asked

    monkeypatch.setattr(asyncio.Semaphore, "acquire", refuse)
    with pytest.raises(Asked):
        TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE)).get(
            f"/api/collections/events/{kind}"
        )
