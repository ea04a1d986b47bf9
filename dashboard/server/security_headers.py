"""What every answer carries, and which addresses there are.

The page's Content-Security-Policy allows this server alone; what Streamlit and its
components need beyond that is named where it is given. Nothing is evaluated but in the
map's own frame, where streamlit-folium works by ``eval``.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.words.catalogue import say

FOLDERS = (
    "/static/",
    "/_stcore/",
    "/component/",
    "/media/",
    "/api/",
    "/assets/",
    "/layers/",
    "/uploads/",
    "/code/",
    "/published/",
    "/auth/",
)
PAGES = ("/", "/api", "/code", "/published", "/favicon.png", "/manifest.json", "/oauth2callback")
"""The addresses that there are; Streamlit would answer any other with its page."""

_HTML = ("/component/", "/media/", "/api/openapi.html", "/code/", "/published/")
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
}


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


def embedding_sites(text: str) -> tuple[str, ...]:
    """Read which sites may show the page in a frame.

    Parameters
    ----------
    text
        Their addresses, parted by spaces; ``""`` for none.

    Raises
    ------
    ValueError
        Where one is no site's address: a pattern or a path would allow more, or nothing.

    Examples
    --------
    >>> embedding_sites("https://site.example https://news.example:8443")
    ('https://site.example', 'https://news.example:8443')
    """
    sites = tuple(text.split())
    for site in sites:
        if not _SITE.fullmatch(site):
            expected = "addresses of sites such as https://site.example, parted by spaces"
            raise ValueError(f"EMBED_FOR: found {site!r}, expected {expected}.")
    return sites


_SITE = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?", re.ASCII)


def page_policy(path: str, sites: Iterable[str] = (), pictures_of: str = "") -> str:
    """Return the Content-Security-Policy of an address.

    Parameters
    ----------
    path
        The address, without the folder in which the dashboard is mounted.
    sites
        The sites that may show the page in a frame, beside this one.
    pictures_of
        The site whose tiles the map may show; ``""`` for none.

    Examples
    --------
    >>> ["'unsafe-eval'" in page_policy(path) for path in ("/", "/component/map/index.html")]
    [False, True]
    """
    is_frame = path.startswith("/component/")
    rules = dict(_FRAME if is_frame else _PAGE)
    if is_frame and pictures_of:
        rules["img-src"] += f" {pictures_of}"
    rules["frame-ancestors"] = " ".join(("'self'", *sites))
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SecurityHeaders:
    """Middleware: 404 for what there is not, and the headers that keep strangers out.

    Parameters
    ----------
    app
        The application behind it.
    base
        Where the dashboard is mounted, without slashes around it; ``""`` for the root.
    sites
        The sites that may show the page in a frame, as `embedding_sites` reads them.
    pictures_of
        The site whose tiles the map may show; ``""`` for none.
    """

    def __init__(
        self, app: ASGIApp, base: str = "", sites: tuple[str, ...] = (), pictures_of: str = ""
    ) -> None:
        self.app, self.base = app, f"/{base.strip('/')}" if base.strip("/") else ""
        self.sites, self.pictures_of = sites, pictures_of

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
                headers["Content-Security-Policy"] = page_policy(path, self.sites, self.pictures_of)
                if not self.sites:  # it can name none
                    headers["X-Frame-Options"] = "SAMEORIGIN"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            if not refused:
                await send(message)

        await self.app(scope, receive, guarded)


async def _nothing(send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": say("server.nothing").encode()})
