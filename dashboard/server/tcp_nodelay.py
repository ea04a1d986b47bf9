"""Answers that leave at once, instead of waiting for the reader's machine to confirm the last.

Streamlit binds its socket so that asyncio does not turn off Nagle's algorithm on it (asyncio
asks for a socket whose protocol is named). An answer is written in two parts, head and body, and
the body then waits some 40 ms for a delayed acknowledgement of the head.
"""

import socket

from starlette.types import ASGIApp, Receive, Scope, Send


class TcpNoDelay:
    """Middleware: turn off Nagle's algorithm on each connection.

    Parameters
    ----------
    app
        The application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or serve a socket."""
        # ASGI has no name for the connection; uvicorn's `receive` is a method of what holds it.
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is not None and not transport.is_closing():
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self.app(scope, receive, send)
