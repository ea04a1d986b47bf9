"""Answers leave at once: Nagle's algorithm is off on each connection that uvicorn holds."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.server.tcp_nodelay import TcpNoDelay


async def tell(_scope: Scope, receive: Receive, send: Send) -> None:
    """Answer whether the connection's socket sends at once."""
    connection = receive.__self__.transport.get_extra_info("socket")  # type: ignore[attr-defined]
    at_once = bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(at_once).encode()})


@contextmanager
def serving(app: ASGIApp) -> Iterator[int]:
    """Serve by uvicorn, on a socket bound as Streamlit binds its own: without a protocol."""
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        thread = Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        yield bound.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(("app", "at_once"), [(tell, "False"), (TcpNoDelay(tell), "True")])
def test_a_connection_sends_at_once(app: ASGIApp, at_once: str) -> None:
    with serving(app) as port:
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/")
        assert connection.getresponse().read().decode() == at_once
        connection.close()
