"""Who asks: read from the cookie that Streamlit's login signs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope
from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.access.team import Right, team_of_server

_IN_SCOPE = "panj.visitor"


@dataclass(frozen=True)
class Visitor:
    """Who asks.

    Attributes
    ----------
    email
        By the login; None for who has not logged in.
    rights
        What he may.
    """

    email: str | None
    rights: frozenset[Right]

    @property
    def works(self) -> bool:
        """Whether he works at the desk: who only reads is shown what is published."""
        return bool(self.rights - {"read"})


def email_of(cookies: Mapping[str, str]) -> str | None:
    """Return who has logged in; None for a cookie that is none, old, or another's.

    Parameters
    ----------
    cookies
        Those of the request.
    """

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        if value is None:
            return None
        try:
            raw = value.encode("latin-1")
        except UnicodeEncodeError:
            return None
        return decode_signed_value(get_cookie_secret(), name, raw)

    try:
        user = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"null")
    except ValueError:
        return None
    if not isinstance(user, dict) or user.get("origin") != get_origin_from_redirect_uri():
        return None
    email = user.get("email")
    known = isinstance(email, str) and user.get("email_verified") is not False
    return email if known and user.get("is_logged_in") is True else None


def put_visitor(scope: Scope, visitor: Visitor) -> None:
    """Note in a request who asks; only `Doors` does."""
    scope[_IN_SCOPE] = visitor


def visitor_of(connection: HTTPConnection) -> Visitor | None:
    """Tell who asks; None where the server has no login."""
    found: Visitor | None = connection.scope.get(_IN_SCOPE)
    return found


def sees_desk(connection: HTTPConnection) -> bool:
    """Tell whether who asks may see the desk as it is now; without a login, whoever comes."""
    visitor = visitor_of(connection)
    return visitor is None or visitor.works


def works_by_cookies(cookies: Mapping[str, str]) -> bool:
    """Tell by the cookies whether somebody works at the desk; without a login, everybody does."""
    team = team_of_server()
    return team is None or team.works(email_of(cookies))
