"""The page's style and its language, named in the page itself before its content comes.

Streamlit sends its page first and what the script makes later; a style among the latter would
move what is drawn until then.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.words.catalogue import CATALOGUE

HTML = b'<html lang="en">'
"""How Streamlit's page begins."""

LINK = b'<link rel="stylesheet" href="./assets/page.css"></head>'

_FOR_PARTS = (b"range", b"if-none-match", b"if-modified-since", b"accept-encoding")
_OF_THE_FILE = ("etag", "last-modified", "accept-ranges")


class PageStyle:
    """Middleware: the link to the page's style in the page's head, and the page's language.

    Parameters
    ----------
    app
        The application behind it.
    base
        Where the dashboard is mounted, without slashes around it; ``""`` for the root.
    language
        The code of the language of its words.
    """

    def __init__(self, app: ASGIApp, base: str = "", language: str = CATALOGUE.language) -> None:
        self.app, self.page = app, f"/{base.strip('/')}/" if base.strip("/") else "/"
        self.html = f'<html lang="{language}">'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"] != self.page or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        asked = [pair for pair in scope["headers"] if pair[0].lower() not in _FOR_PARTS]
        start: Message = {}
        body = b""

        async def styled(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            headers = MutableHeaders(scope=start)
            if headers.get("content-type", "").startswith("text/html"):
                body = body.replace(b"</head>", LINK, 1)
                body = body.replace(HTML, self.html, 1)
                for name in _OF_THE_FILE:
                    del headers[name]
            headers["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app({**scope, "headers": asked}, receive, styled)
