"""The settings file of a team: by which login, and who may read, code, review and publish.

This module shouldn't import Streamlit.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

Right = Literal["read", "code", "review", "publish"]
RIGHTS: tuple[Right, ...] = get_args(Right)

ANYONE = "anyone"
"""What stands for everybody, without a login: of reading alone."""

_LOGIN = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_SECRET = 32  # characters of what signs the cookies, at least


@dataclass(frozen=True)
class Team:
    """Who may what.

    Attributes
    ----------
    named
        For each right the addresses that have it, in small letters; ``*@desk.example`` is all of
        that domain.
    """

    named: Mapping[Right, tuple[str, ...]]

    def rights_of(self, email: str | None) -> frozenset[Right]:
        """Tell what an address may; None for who has not logged in.

        Who may do anything else may read, too.

        Examples
        --------
        >>> team = Team({"read": ("*@desk.example",), "code": ("ann@desk.example",)})
        >>> sorted(team.rights_of("Ann@desk.example")), sorted(team.rights_of("bo@desk.example"))
        (['code', 'read'], ['read'])
        >>> team.rights_of("ann@desk.example.evil.example"), team.rights_of(None)
        (frozenset(), frozenset())
        """
        if email is None:
            anyone = ANYONE in self.named.get("read", ())
            return frozenset(["read"]) if anyone else frozenset()
        address = email.casefold()
        domain = f"*@{address.rpartition('@')[2]}"
        rights = {right for right, names in self.named.items() if {address, domain} & {*names}}
        everybody = ANYONE in self.named.get("read", ())
        return frozenset({*rights, "read"} if rights or everybody else ())

    def works(self, email: str | None) -> bool:
        """Tell whether an address works at the desk: who only reads is shown what is published."""
        return bool(self.rights_of(email) - {"read"})


@lru_cache(maxsize=1)
def team_of_server() -> Team | None:
    """Return who may what on this server, by ``TEAM``; None where it has no login.

    Raises
    ------
    ValueError
        As of `read_team`.
    """
    named = os.environ.get("TEAM", "")
    return read_team(Path(named)) if named else None


def read_team(path: Path) -> Team:
    """Read a settings file, and look whether it is whole.

    Parameters
    ----------
    path
        TOML with ``[auth]``, which Streamlit's login reads, and ``[may]``.

    Raises
    ------
    ValueError
        Where it can't be read, or lacks something: the file, the field, what was found and what
        was expected. No secret is told.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"TEAM: {path}: {error}.") from error
    login = found.get("auth", {})
    for name in _LOGIN:
        if not isinstance(login, dict) or not isinstance(login.get(name), str) or not login[name]:
            raise ValueError(f"TEAM: {path}, [auth] {name}: found no text, expected one.")
    if len(login["cookie_secret"]) < _SECRET:
        raise ValueError(
            f"TEAM: {path}, [auth] cookie_secret: found {len(login['cookie_secret'])} characters, "
            f"expected {_SECRET} or more by chance, such as of: openssl rand -hex 32"
        )
    if not login["redirect_uri"].endswith("/oauth2callback"):
        raise ValueError(
            f"TEAM: {path}, [auth] redirect_uri: found {login['redirect_uri']!r}, expected the "
            "page's address and oauth2callback, such as https://maps.example/oauth2callback"
        )
    return Team(_named(path, found.get("may", {})))


def _named(path: Path, may: Any) -> dict[Right, tuple[str, ...]]:
    """Read ``[may]``; a right that nobody has may be left out, one that there is not may not."""
    if not isinstance(may, dict) or may.keys() - set(RIGHTS):
        raise ValueError(f"TEAM: {path}, [may]: expected none but {', '.join(RIGHTS)}.")
    named: dict[Right, tuple[str, ...]] = {}
    for right in RIGHTS:
        names = may.get(right, [])
        if not isinstance(names, list) or not all(_is_name(name, right) for name in names):
            expected = 'a list of addresses such as "ann@desk.example" or "*@desk.example"'
            besides = f', or "{ANYONE}"' if right == "read" else ""
            raise ValueError(f"TEAM: {path}, [may] {right}: expected {expected}{besides}.")
        named[right] = tuple(name.casefold() for name in names)
    return named


def _is_name(name: Any, right: Right) -> bool:
    if not isinstance(name, str):
        return False
    if name == ANYONE:
        return right == "read"
    local, _, domain = name.rpartition("@")
    return bool(local and domain) and ("*" not in name or (local == "*" and "*" not in domain))
