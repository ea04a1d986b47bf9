"""What is asked of the HTTP routes, and how they answer: parameters read, ETags, refusals."""

import json
from hashlib import sha256
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.opened import Opened
from dashboard.query import FILTERS, QueryError
from dashboard.shelf import find


def file_of(request: Request) -> Opened:
    """Return the collection that a request names."""
    file = find(request.path_params["collection"])
    if file is None:
        raise HTTPException(404, "There is no such collection, or its reader has left.")
    return file


def pairs_of(request: Request, others: set[str]) -> list[tuple[str, str]]:
    """Return the request's parameters, refusing one that is neither a filter nor of the others."""
    pairs = request.query_params.multi_items()
    for name, value in pairs:
        if name not in others and name not in FILTERS:
            raise QueryError(name, value, f"one of {', '.join(sorted({*FILTERS, *others}))}")
    return pairs


def whole_number(request: Request, name: str, default: int, least: int) -> int:
    """Return a parameter that is a whole number."""
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
        raise QueryError(name, text, f"a whole number from {least}")
    return int(text)


def answer(
    request: Request, body: dict[str, Any], media_type: str = "application/json"
) -> Response:
    """Return a body under an ETag, or nothing where the reader has it already."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{sha256(content).hexdigest()[:16]}"'
    keep = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=keep)
    return Response(content, media_type=media_type, headers=keep)


def unknown(_request: Request) -> Response:
    """Answer an address that this API does not have."""
    raise HTTPException(404, "This API has no such address; /api/ lists what it has.")


def refused(_request: Request, error: Exception) -> Response:
    """Answer what can't be answered: a parameter that can't be read, or what there is not."""
    if isinstance(error, HTTPException):
        return JSONResponse(
            {"code": str(error.status_code), "description": error.detail}, error.status_code
        )
    return JSONResponse({"code": "400", "description": str(error)}, 400)
