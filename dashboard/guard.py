"""What every answer carries and which addresses there are: the page's guard.

The page's Content-Security-Policy allows this server alone; what Streamlit and its
components need beyond that is named where it is given. Nothing is evaluated but in the
map's own frame, where streamlit-folium works by ``eval``.
"""

import asyncio
import json
import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDERS = ("/static/", "/_stcore/", "/component/", "/media/", "/api/", "/assets/", "/layers/")
PAGES = ("/", "/favicon.png", "/manifest.json")
"""The addresses that there are; Streamlit would answer any other with its page."""

_HTML = ("/component/", "/media/")
"""The folders that hold HTML; from another it is Streamlit's page, for want of a file."""

_OWN = {
    "default-src": "'self'",
    "connect-src": "'self' ws: wss:",  # Streamlit's socket, for browsers that keep it apart
    "font-src": "'self' data:",
    "img-src": "'self' data: blob:",
    "style-src": "'self' 'unsafe-inline'",  # Streamlit writes its styles at run time
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}

AT_ONCE = 8
"""Most requests for events that are worked on at once."""

PATIENCE, AGAIN = 10, 5
"""Seconds that a further one waits for its turn, and after which it is to be tried again."""

_HEAVY = re.compile(r"/api/collections/[^/]*/(items|cells|stack|story|paper|shapes)(/|$)")


def _inline_scripts() -> str:
    """Return the hashes of the scripts that stand in Streamlit's own page."""
    html = files("streamlit").joinpath("static/index.html").read_text()
    digests = (
        sha256(script.encode()).digest()
        for script in re.findall(r"<script>(.*?)</script>", html, re.S)
    )
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)


# Streamlit gives its components (v2) to the browser as blobs; its protobuf compiles WebAssembly.
_PAGE = {**_OWN, "script-src": f"'self' {_inline_scripts()} blob: 'wasm-unsafe-eval'"}
_FRAME = {**_OWN, "script-src": "'self' 'unsafe-inline' 'unsafe-eval'"}


def policy(path: str) -> str:
    """Return the Content-Security-Policy of an address.

    Examples
    --------
    >>> "'unsafe-eval'" in policy("/"), "'unsafe-eval'" in policy("/component/map/index.html")
    (False, True)
    """
    rules = _FRAME if path.startswith("/component/") else _PAGE
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Guard:
    """Middleware: 404 for what there is not, and the headers that keep strangers out.

    Parameters
    ----------
    app
        The application behind it.
    base
        Where the dashboard is mounted, without slashes around it; ``""`` for the root.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app, self.base = app, f"/{base.strip('/')}" if base.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self.base) or "/"
        if path not in PAGES and not path.startswith(FOLDERS):
            await _nothing(send)
            return

        may_be_html = path == "/" or path.startswith(_HTML)
        refused = False

        async def guarded(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html") and not may_be_html:
                    refused = True
                    await _nothing(send)
                headers["Content-Security-Policy"] = policy(path)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            if not refused:
                await send(message)

        await self.app(scope, receive, guarded)


class Turns:
    """Middleware: so many requests for events at once, and no more.

    The others wait for their turn, and are told to come again where that takes too long. A turn
    ends when the answer is ready, however slowly its reader takes it.

    Parameters
    ----------
    app
        The application behind it.
    base
        As in ``Guard``.
    at_once
        How many are worked on at once.
    patience
        Seconds that one waits at most.
    """

    def __init__(
        self, app: ASGIApp, base: str = "", at_once: int = AT_ONCE, patience: float = PATIENCE
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
        found = (
            f"This server works on {self.at_once} requests for events at once, and this one waited "
            f"{self.patience:g} seconds. Ask again in {AGAIN} seconds."
        )
        body = json.dumps({"code": "503", "description": found}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"retry-after", str(AGAIN).encode()),
        ]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _nothing(send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b"There is nothing at this address."})
