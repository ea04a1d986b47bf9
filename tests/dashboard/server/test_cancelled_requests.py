"""The work on an answer ends when nobody waits for it."""

import asyncio
import threading
from typing import Any

import duckdb
import pytest
from starlette.requests import Request
from starlette.responses import Response

from dashboard.server.request_limits import CLOSED, cancellable
from events.store.engine import cursor, interruptible
from tests.makers.asynchronous import run

ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range ^ b.range) = 3"


def asked(answer: Any, *, leaves: threading.Event | None = None) -> Response:
    """Ask a route; the asker leaves once an event is set."""
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        if leaves is None:
            await asyncio.Event().wait()
        await asyncio.to_thread(leaves.wait)
        return {"type": "http.disconnect"}

    request = Request({"type": "http", "method": "GET", "headers": []}, receive)
    return run(cancellable(answer)(request))


def test_a_query_that_nobody_waits_for_is_ended() -> None:
    begun, ended = threading.Event(), []

    def answer(_request: Request) -> Response:
        with cursor() as held:
            begun.set()
            try:
                held.execute(ENDLESS).fetchall()
            except duckdb.InterruptException:
                ended.append(True)
                raise
        return Response("never")

    assert asked(answer, leaves=begun).status_code == CLOSED
    assert ended == [True]


def test_an_answer_that_is_waited_for_comes() -> None:
    def answer(_request: Request) -> Response:
        with cursor() as held:
            return Response(str(held.execute("SELECT 7").fetchall()))

    assert asked(answer).body == b"[(7,)]"


def test_a_fault_in_the_answer_is_passed_on() -> None:
    def answer(_request: Request) -> Response:
        raise KeyError("own")

    with pytest.raises(KeyError, match="own"):
        asked(answer)


def test_a_query_that_has_ended_does_not_hinder_the_end_of_another() -> None:
    with interruptible() as interrupt:
        cursor().close()
        interrupt()
