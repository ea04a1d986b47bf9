"""How much is worked on at once, and how long: turns for requests, and an end for lost ones."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.session.server_limits import REQUESTS_AT_ONCE, RETRY_SECONDS, TURN_SECONDS
from dashboard.words.catalogue import say
from events.store.engine import interruptible

CLOSED = 499
"""The status of an answer that nobody reads, as nginx names it."""

_SECONDS = 0.05  # between two interruptions
_HEAVY = re.compile(
    r"/api/collections/[^/]*/(items|cells|stack|story|overview|dossier|shapes)(/|$)"
)


class RequestLimits:
    """Middleware: so many requests for events at once, and no more.

    The others wait for their turn, and are told to come again where that takes too long. A turn
    ends when the answer is ready, however slowly its reader takes it.

    Parameters
    ----------
    app
        The application behind it.
    base
        Where the dashboard is mounted, without slashes around it; ``""`` for the root.
    at_once
        How many are worked on at once.
    patience
        Seconds that one waits at most.
    """

    def __init__(
        self,
        app: ASGIApp,
        base: str = "",
        at_once: int = REQUESTS_AT_ONCE,
        patience: float = TURN_SECONDS,
    ) -> None:
        self.app, self.base = app, f"/{base.strip('/')}" if base.strip("/") else ""
        self.at_once, self.patience = at_once, patience
        self._turns = asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not _HEAVY.match(scope["path"].removeprefix(self.base)):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.patience):
                await self._turns.acquire()
        except TimeoutError:
            await self._refuse(send)
            return
        working = True

        def end() -> None:
            nonlocal working
            if working:
                self._turns.release()
            working = False

        async def answered(message: Message) -> None:
            end()
            await send(message)

        try:
            await self.app(scope, receive, answered)
        finally:
            end()

    async def _refuse(self, send: Send) -> None:
        found = say(
            "server.busy",
            most=self.at_once,
            seconds=f"{self.patience:g}",
            again=RETRY_SECONDS,
        )
        body = json.dumps({"code": "503", "description": found}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"retry-after", str(RETRY_SECONDS).encode()),
        ]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def cancellable(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return a route that ends its queries once the asker has gone.

    A map that is moved on asks anew and drops its older question.

    Parameters
    ----------
    answer
        Works out the response, in a thread of its own.
    """

    async def route(request: Request) -> Response:
        with interruptible() as interrupt:
            work = asyncio.create_task(run_in_threadpool(answer, request))
            gone = asyncio.create_task(_gone(request))
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not gone.done():
                gone.cancel()
                return await work
            while not work.done():  # between two queries there is nothing to interrupt
                interrupt()
                await asyncio.wait({work}, timeout=_SECONDS)
            with suppress(duckdb.InterruptException):
                await work
            return Response(status_code=CLOSED)

    return route


async def _gone(request: Request) -> None:
    """Wait until the asker has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
