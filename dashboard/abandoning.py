"""Ending the work on an answer that nobody waits for any more.

A map that is moved on asks anew and drops its older question; the query behind that one is ended,
so that it takes nothing from those that are still waited for.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.engine import interruptible

CLOSED = 499
"""The status of an answer that nobody reads, as nginx names it."""


_SECONDS = 0.05  # between two interruptions


def abandonable(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return a route that ends its queries once the asker has gone.

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
