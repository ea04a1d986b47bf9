"""The doors of a server with a login: each address, and which right opens it.

What is not named asks for the right to read, so that a new address is shut until somebody opens it.
"""

from html import escape

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.auth_util import encode_provider_token

from dashboard.access.team import Right, Team
from dashboard.access.visitor import Visitor, email_of, put_visitor
from dashboard.words.catalogue import CATALOGUE, say

OPEN = ("/_stcore/health", "/auth/", "/oauth2callback", "/assets/", "/static/")
"""What everybody is answered: whether the server lives, the login, and the scripts."""

_OPEN_FILES = ("/favicon.png", "/manifest.json")
_BY_RIGHT: dict[str, tuple[Right, ...]] = {"/code/": ("code", "review", "publish")}
_BEGIN = "/auth/begin"
_PAGES = ("/", "/code", "/code/", "/published")
_FOLDERS_OF_PAGES = ("/published/",)


class Doors:
    """Middleware: nothing is answered that its asker may not have.

    Parameters
    ----------
    app
        The application behind it.
    team
        Who may what; None lets everybody in, as a server without a login does.
    base
        Where the dashboard is mounted, such as ``/panj``; ``""`` for the root.
    """

    def __init__(self, app: ASGIApp, team: Team | None, base: str = "") -> None:
        self.app, self.team, self.base = app, team, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, a web socket's, too."""
        if self.team is None or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        email = email_of(connection.cookies)
        visitor = Visitor(email, self.team.rights_of(email))
        put_visitor(scope, visitor)
        path = scope["path"].removeprefix(self.base) or "/"
        if scope["type"] == "http" and path == _BEGIN:
            token = encode_provider_token("default")
            address = f"{self.base}/auth/login?provider={token}"
            await RedirectResponse(address, 303)(scope, receive, send)
        elif _opens(path, visitor.rights):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._refusal(path, visitor)(scope, receive, send)

    def _refusal(self, path: str, visitor: Visitor) -> Response:
        status = 401 if visitor.email is None else 403
        words = say("access.login") if visitor.email is None else say("access.not_allowed")
        kept = {"Cache-Control": "no-store"}
        if path not in _PAGES and not path.startswith(_FOLDERS_OF_PAGES):
            return JSONResponse({"code": str(status), "description": words}, status, headers=kept)
        way, name = ("auth/begin", "login_button")
        if visitor.email is not None:
            way, name = ("auth/logout", "logout_button")
            words = f"{words} {say('access.as_whom', email=visitor.email)}"
        page = (
            f'<!doctype html><html lang="{CATALOGUE.language}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark"><title>Panj</title>'
            '<body style="font:18px/1.5 system-ui;margin:15vh auto;max-width:32rem;padding:0 1rem">'
            f"<h1>Panj</h1><p>{escape(words)}</p>"
            f'<p><a href="{escape(self.base)}/{way}">{escape(say(f"access.{name}"))}</a></p>'
        )
        return HTMLResponse(page, status, headers=kept)


def _opens(path: str, rights: frozenset[Right]) -> bool:
    """Tell whether rights open an address."""
    if path in _OPEN_FILES or path.startswith(OPEN):
        return True
    for folder, needed in _BY_RIGHT.items():
        if f"{path}/".startswith(folder):
            return bool(rights & {*needed})
    return "read" in rights
