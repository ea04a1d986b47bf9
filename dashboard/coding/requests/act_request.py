"""A request to do something, as Code mode's page sends it: JSON, bounded, each member of its kind.

This module shouldn't import Streamlit.
"""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from starlette.requests import Request

from dashboard.words.catalogue import say

_MOST_BYTES = 4_000_000  # of a request: a text
_MOST_NUMBER = 2**31 - 1  # that a database's integer holds

Check = Callable[[Any], bool]


class RequestError(Exception):
    """What was sent can't be read, or holds what can't be kept: which, and what to do."""


async def read_act(request: Request) -> dict[str, Any]:
    """Read what is asked for; another site's form can't send it.

    Raises
    ------
    RequestError
        Where it can't be read, or a text in it can't be kept.
    """
    if request.headers.get("content-type") != "application/json":
        raise RequestError(say("code.not_understood"))
    try:
        asked = json.loads(await body_bytes(request, _MOST_BYTES))
    except (ValueError, RecursionError) as error:
        raise RequestError(say("code.not_understood")) from error
    if not isinstance(asked, dict):
        raise RequestError(say("code.not_understood"))
    for text in _texts(asked):
        if "\0" in text:
            raise RequestError(say("code.null_character"))
        if not _is_unicode(text):
            raise RequestError(say("code.half_character"))
    if not all(check(asked[name]) for name, check in _CHECKS.items() if name in asked):
        raise RequestError(say("code.not_understood"))
    return asked


async def body_bytes(request: Request, most: int) -> bytes:
    """Read what a page sends, and one byte more than the most at most."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return body[: most + 1]
    return body


def _texts(value: Any) -> Iterator[str]:
    """Give every text in what was asked."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            left += [*one, *one.values()]
        elif isinstance(one, list):
            left += one


def _is_unicode(text: str) -> bool:
    """Tell whether a text has no half of a surrogate pair, which no file in UTF-8 holds."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_NUMBER


def _is_measure(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


_CHECKS: dict[str, Check] = {
    **dict.fromkeys(
        (
            *("request", "state", "why", "key", "other", "source", "text"),
            *("field", "value", "name", "remark", "answer"),
        ),
        _is_text,
    ),
    **dict.fromkeys(("seen", "other_seen", "known", "start", "end", "number"), _is_number),
    "radius_km": _is_measure,
    "details": _are_texts,
}
"""What each member of a request has to be, by its name."""
