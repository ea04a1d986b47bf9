"""An OpenID Connect provider for tests: whoever is named logs in, without a password."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import time
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "panj"


class Provider:
    """A provider on a port of this machine.

    Parameters
    ----------
    port
        A free one.

    Attributes
    ----------
    who
        The address of whom it lets in next.
    """

    def __init__(self, port: int) -> None:
        self.who = ""
        self.url = f"http://127.0.0.1:{port}"
        self._key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})
        self._codes: dict[str, tuple[str, str]] = {}
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._about),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    def _about(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        code = secrets.token_urlsafe()
        self._codes[code] = self.who, asked.get("nonce", "")
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def _token(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        who, nonce = self._codes.pop(form["code"][0])
        claims = {"iss": self.url, "sub": who, "aud": CLIENT, "email": who, "nonce": nonce}
        times = {"iat": int(time()), "exp": int(time()) + 600}
        header = {"alg": "RS256", "kid": "one"}
        token = jwt.encode(header, claims | times, self._key)
        return JSONResponse({"access_token": "none", "token_type": "Bearer", "id_token": token})

    def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})


@contextmanager
def provider(port: int) -> Iterator[Provider]:
    """Serve a provider for as long as it is used."""
    made = Provider(port)
    server = uvicorn.Server(uvicorn.Config(made.app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join()
