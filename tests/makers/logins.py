"""A team's settings for tests, and logging in at a server that has them."""

import httpx

from tests.makers.oidc import CLIENT, Provider

_AUTH = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "{client}"
client_secret = "of-the-client"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[may]
"""


def settings_of(port: int, login: str, may: str) -> str:
    """Write a settings file: the login, and who may what.

    Parameters
    ----------
    port
        The server's, on this machine.
    login
        The provider's address.
    may
        The lines below ``[may]``.
    """
    return _AUTH.format(port=port, provider=login, client=CLIENT) + may


def cookies_of(url: str, login: Provider, who: str) -> dict[str, str]:
    """Log in by the server's own way, and return the cookies that it gives."""
    login.who = who
    with httpx.Client(base_url=url, follow_redirects=True) as client:
        client.get("/auth/begin")
        return dict(client.cookies)
