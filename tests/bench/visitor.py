"""A reader without a browser: speaks to a running dashboard as its page does."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from datetime import date, timedelta
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

PATIENCE = 60.0
"""Seconds after which an answer that has not come is an error."""

REFUSALS = (httpx.HTTPError, WebSocketException, OSError)
"""What a server raises that does not answer as it should."""

_COLLECTION = "/api/collections/events"
_WHOLE = (60.0, 29.0, 75.5, 41.5)  # west, south, east, north of the made-up events
_FIRST, _DAYS = date(1994, 1, 1), 10_957

_MASTHEAD = "panj_masthead"
_REST = 0.12
"""Seconds for which a selection rests before Streamlit is told, as panels/header/follower.js."""


class Visitor:
    """One visit: a web socket with its session, and the map's requests beside it.

    A step ends when its marks or words are there. The page's run, which brings the rest, then
    goes on; `rest` waits for it.

    Parameters
    ----------
    url : str
        The server's address.
    chance : random.Random
        What the reader chooses by.
    """

    def __init__(self, url: str, chance: random.Random) -> None:
        self._url = url
        self._chance = chance
        # The certificates, which nothing here needs, take 50 ms to read: the clocks of all
        # readers would stand still meanwhile.
        self._http = httpx.AsyncClient(base_url=url, timeout=PATIENCE, verify=False)
        self._socket: ClientConnection | None = None
        self._map_told = asyncio.Event()
        self._running: asyncio.Future[Any] | None = None
        self._masthead = ""  # the id of the part that tells Streamlit the page's address
        self._dates: tuple[date, date] | None = None
        self._open: str | None = None
        self._marks: list[str] = []

    async def __aenter__(self) -> Self:
        """Return the visitor, who has not come yet."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: TracebackType | object) -> None:
        """Leave."""
        if self._running:
            self._running.cancel()
        if self._socket:
            await self._socket.close()
        await self._http.aclose()

    async def load(self) -> None:
        """Fetch the page, run it for the first time, and fetch the map's first view."""
        (await self._http.get("/")).raise_for_status()
        address = f"ws://{urlsplit(self._url).netloc}/_stcore/stream"
        self._socket = await connect(
            address,
            origin=Origin(self._url),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
        )
        self._running = asyncio.create_task(self._run())
        told = asyncio.create_task(self._map_told.wait())
        await asyncio.wait((told, self._running), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        await self._cells(_WHOLE, 6)

    async def filter(self) -> None:
        """Choose a period on the strip of days, and fetch the map's view under it."""
        first = _FIRST + timedelta(days=self._chance.randrange(_DAYS // 2))
        self._dates = first, first + timedelta(days=self._chance.randrange(365, _DAYS // 2))
        asked = self._ask("overview"), self._ask("story", *self._event()), self._follow()
        self._running = asyncio.gather(*asked)
        await self._cells(_WHOLE, 6)

    async def pan(self) -> None:
        """Look at a part of the region, which the page itself does not hear of."""
        zoom = self._chance.randrange(6, 12)
        width = 15.0 / 2 ** (zoom - 6)
        west = self._chance.uniform(_WHOLE[0], _WHOLE[2] - width)
        south = self._chance.uniform(_WHOLE[1], _WHOLE[3] - width / 2)
        await self._cells((west, south, west + width, south + width / 2), zoom)

    async def click(self) -> None:
        """Open an event, as a click on its mark does."""
        self._open = self._chance.choice(self._marks) if self._marks else "made:1"
        await self._ask("story", *self._event())
        self._running = asyncio.create_task(self._follow())

    async def rest(self) -> None:
        """Take what the page still brings after the last step."""
        if self._running:
            await self._running
            self._running = None

    async def _follow(self) -> None:
        """Let Streamlit follow the selection, once it has rested."""
        await asyncio.sleep(_REST)
        await self._run()

    async def _run(self) -> None:
        """Ask the page to run, and take its messages until it has."""
        if self._socket is None:
            raise RuntimeError("found no web socket, expected a loaded page")
        message = BackMsg()
        message.rerun_script.SetInParent()  # the first run has no state of any widget
        if self._masthead:
            states = message.rerun_script.widget_states.widgets
            told = json.dumps({"address": self._address()})
            states.add(id=self._masthead).json_value = told
        await self._socket.send(message.SerializeToString())
        async for answer in self._answers(self._socket):
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise RuntimeError(f"the page ended with {answer.script_finished}")
                return
            self._note(answer)

    async def _answers(self, socket: ClientConnection) -> AsyncIterator[ForwardMsg]:
        async for data in socket:
            answer = ForwardMsg()
            answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
            yield answer

    def _note(self, answer: ForwardMsg) -> None:
        """Keep the masthead's id, and that the map is there; an error on the page is an error."""
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"the page shows {element.exception.message}")
        if kind == "bidi_component" and element.bidi_component.component_name == _MASTHEAD:
            self._masthead = element.bidi_component.id
        if kind == "component_instance":
            self._map_told.set()

    async def _cells(self, box: tuple[float, float, float, float], zoom: int) -> None:
        bbox = ",".join(f"{end:.5f}" for end in box)
        found = await self._ask("cells", ("bbox", bbox), ("zoom", str(zoom)))
        self._marks = [mark["id"] for mark in found["marks"]] or self._marks

    async def _ask(self, what: str, *pairs: tuple[str, str]) -> Any:
        """Ask the server itself, as the page's scripts do."""
        found = await self._http.get(f"{_COLLECTION}/{what}", params=[*pairs, *self._days()])
        found.raise_for_status()
        return found.json()

    def _address(self) -> str:
        """Write the selection as the page's address has it."""
        days = [("dates", day.isoformat()) for day in self._dates or ()]
        return urlencode([*days, *self._event()])

    def _event(self) -> list[tuple[str, str]]:
        return [] if self._open is None else [("event", self._open)]

    def _days(self) -> list[tuple[str, str]]:
        """Write the chosen period as the map does."""
        if self._dates is None:
            return []
        return [("datetime", "/".join(day.isoformat() for day in self._dates))]
