"""The limits that SECURITY.md lists: each is kept, and says so."""

import asyncio
import gc
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from dashboard import apart, api, dossier, downloads, files, guard, query, storage, supply
from dashboard.guard import Turns
from dashboard.opened import Opened
from dashboard.routes import MIDDLEWARE, ROUTES
from dashboard.shelf import ARTICLE, keep
from events import decoding, fields, geometry, loading
from events.importers import delimited
from events.loading import load_events, parse_events
from events.problems import EventFileError
from tests.dashboard.asynchronous import run

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
_ARTICLE_MB = int(
    re.findall(r"max_upload_size=(\d+)", (ROOT / "dashboard/panels.py").read_text())[0]
)
CELLS = "/api/collections/events/cells"


def listed() -> dict[str, str]:
    """Return the table of SECURITY.md: what is limited, and to how much."""
    text = (ROOT / "SECURITY.md").read_text().split("## The limits")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", text, re.M)
    return {what: limit for what, limit, _ in rows[1:] if not what.startswith("-")}


LIMITS: dict[str, tuple[int, ...]] = {
    "an event file, a table, a layer": (decoding.MOST_BYTES // 1_000_000, loading.MOST_FEATURES),
    "one text": (decoding.LONGEST_TEXT, fields.LONGEST_ID),
    "one geometry": (geometry.MOST_VERTICES,),
    "nesting inside a feature": (decoding.MOST_NESTING,),
    "a parameter of the API": (query.LONGEST, query.MOST_VALUES, query.MOST_VALUES),
    "events in one answer of `items`": (api.PAGE_MOST,),
    "marks in one answer of `stack`": (supply.STACK_MOST,),
    "requests for events that are worked on at once": (guard.AT_ONCE, guard.PATIENCE),
    "files opened in one session": (files.MOST_FILES, files.MOST_BYTES // 1_000_000),
    "files made ready, or put together, at once": (apart.AT_ONCE,),
    "files kept ready in the cache folder": (storage.MOST_KEPT,),
    "a session after its page is closed": (CONFIG["server"]["disconnectedSessionTTL"] // 60,),
    "columns of a table": (delimited.MOST_COLUMNS,),
    "events in a dossier": (dossier.MOST_EVENTS,),
    "events in another file to share": (downloads.MOST_EVENTS,),
    "the text of an article": (_ARTICLE_MB,),
}


@pytest.mark.parametrize("what", LIMITS)
def test_the_page_of_limits_says_what_holds(what: str) -> None:
    numbers = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", listed()[what])]
    assert tuple(numbers) == LIMITS[what]


def test_every_limit_of_the_page_is_held_by_a_test() -> None:
    assert set(listed()) == set(LIMITS)


def test_the_browser_is_told_the_same_limit_as_the_reader_of_files() -> None:
    assert CONFIG["server"]["maxUploadSize"] * 1_000_000 == decoding.MOST_BYTES


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
        (feature(note="x" * 20_001), r"note: found 20,001 characters, expected at most 20,000\."),
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


def test_a_file_of_more_features_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST_FEATURES", 2)
    with pytest.raises(EventFileError, match="features: found 3 features, expected at most 2"):
        parse_events(collection(*[feature()] * 3), "a.geojson")


def test_a_larger_file_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.geojson"
    with large.open("wb") as file:
        file.truncate(decoding.MOST_BYTES + 1)  # it takes no room on the disk
    with pytest.raises(EventFileError, match="found more than 200 MB, expected at most 200 MB"):
        load_events(large)


@dataclass
class Upload:
    """A file that a reader gave."""

    file_id: str
    size: int


@pytest.mark.parametrize(
    ("sizes", "held"), [([1] * 12, 10), ([190_000_000] * 3, 2), ([200_000_000] * 2, 2)]
)
def test_a_session_holds_so_many_files(sizes: list[int], held: int) -> None:
    given: list[Any] = [Upload(str(number), size) for number, size in enumerate(sizes)]
    wanted = files.within_limits(given)
    assert list(wanted) == [str(number) for number in range(held)]


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE)) as client:
        yield client


def test_a_readers_file_is_not_found_once_its_session_lets_go(client: TestClient) -> None:
    file = keep(Opened(load_events(ARTICLE)))
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
        self.app = Turns(self._answer, **limits)

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
