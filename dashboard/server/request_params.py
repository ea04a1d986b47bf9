"""What is asked of the HTTP routes, and how they answer: parameters read, ETags, refusals."""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.access.visitor import sees_desk
from dashboard.present.query_string import PARAMETERS
from dashboard.session.public.desk_versions import published
from dashboard.session.public.registry import find
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.query.event_table import Box
from events.query.filters.declaration import QueryError


def requested_file(request: Request) -> SessionFile:
    """Return the collection that a request names, as the one source tells it that it names."""
    name = request.path_params["collection"]
    file = find(name, all_of_desk=sees_desk(request))
    if file is None:
        gone = published().gone(name)
        raise HTTPException(410 if gone else 404, gone or say("server.no_collection"))
    source = request.query_params.get("source")
    told = file.of_source(source) if source else file
    if source and told.refused and not file.refused:
        raise QueryError("source", source, told.refused[0].expected)
    return told


def unavailable(_request: Request, error: Exception) -> Response:
    """Answer that a lake's file or its address does not answer."""
    return JSONResponse({"code": "503", "description": str(error)}, 503)


def pairs_of(request: Request, others: set[str]) -> list[tuple[str, str]]:
    """Return the request's parameters, refusing one that is neither a filter nor of the others."""
    return _known(request, {*PARAMETERS, *others})


def refuse_parameters(request: Request, others: Collection[str] = ()) -> None:
    """Refuse every parameter, where none has a meaning but some others."""
    _known(request, set(others))


def _known(request: Request, names: set[str]) -> list[tuple[str, str]]:
    pairs = request.query_params.multi_items()
    for name, value in pairs:
        if name not in names:
            expected = f"one of {', '.join(sorted(names))}" if names else "no parameters here"
            raise QueryError(name, value, expected)
    return pairs


def whole_number(request: Request, name: str, default: int, least: int, most: int) -> int:
    """Return a parameter that is a whole number; one that is larger than the most is the most.

    OGC 17-069r4, ``/req/core/fc-limit-response-1``: a ``limit`` beyond the maximum is no error.
    """
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and int(text) >= least):
        raise QueryError(name, text, f"a whole number from {least}")
    return min(int(text), most)


def box_of(request: Request) -> Box | None:
    """Return the parameter ``bbox``, or ``None`` where there is none.

    OGC 17-069r4, ``/req/core/fc-bbox-definition``: four numbers, or six with a least and a
    greatest height. Events have no height, which leaves these two without a meaning.
    """
    texts = request.query_params.getlist("bbox")
    if texts in ([], [""]):
        return None
    try:
        [text] = texts
        numbers = [float(part) for part in text.split(",")]
        if len(numbers) == 6 and numbers[2] <= numbers[5]:
            del numbers[5], numbers[2]
        west, south, east, north = numbers
        sound = all(-180 <= x <= 180 for x in (west, east)) and -90 <= south <= north <= 90
    except ValueError:
        sound = False
    if not sound:
        raise QueryError("bbox", " and ".join(texts), "west,south,east,north in degrees")
    return west, south, east, north


def answer(
    request: Request,
    body: dict[str, Any],
    media_type: str = "application/json",
    *,
    timed: bool = False,
) -> Response:
    """Return a body under an ETag, or nothing where the reader has it already.

    With `timed` the body ends with the time of the answer, as ``timeStamp``. The ETag is then a
    weak one: what only the time parts is the same to it.
    """
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{sha256(content).hexdigest()[:16]}"'
    if timed:
        etag = f"W/{etag}"
        content = content[:-1] + f',"timeStamp":"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}}'.encode()
    keep = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=keep)
    return Response(content, media_type=media_type, headers=keep)


def unknown(_request: Request) -> Response:
    """Answer an address that this API does not have."""
    raise HTTPException(404, say("server.no_address"))


def refused(_request: Request, error: Exception) -> Response:
    """Answer what can't be answered: a parameter that can't be read, or what there is not."""
    if isinstance(error, HTTPException):
        return JSONResponse(
            {"code": str(error.status_code), "description": error.detail}, error.status_code
        )
    return JSONResponse({"code": "400", "description": str(error)}, 400)
