"""What Code mode's page asks of publishing: what would go out, the act, and what went out.

Who may code, review or publish sees what went out; who may publish does the rest.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.access.visitor import visitor_of
from dashboard.coding.code_routes import coder_of, is_from_here, is_from_own_page
from dashboard.published.publisher import Publisher
from dashboard.words.catalogue import say
from events.desk.database import DeskError, StorageError
from events.model.problems import EventFileError

_MOST_WHY = 1_000  # characters of a reason
_MOST_BYTES = 50_000  # of a request

Handler = Callable[[Request], Awaitable[Response]]
Act = Callable[[str, dict[str, Any]], Any]


def publish_routes(publisher: Publisher) -> list[Route]:
    """Return the addresses, below Code mode's."""

    async def versions(request: Request) -> Response:
        listed = await run_in_threadpool(publisher.versions)
        return _answer({"versions": listed, "may": may_publish(request)})

    async def preview(_request: Request) -> Response:
        return _answer(await run_in_threadpool(publisher.preview))

    def acting(act: Act) -> Handler:
        async def acted(request: Request) -> Response:
            asked = await _body(request)
            if asked is None:
                return _refusal(400, say("code.not_understood"))
            done = await run_in_threadpool(act, coder_of(request), asked)
            listed = await run_in_threadpool(publisher.versions)
            return _answer({"number": done, "versions": listed, "may": True})

        return acted

    def publish(who: str, asked: dict[str, Any]) -> int:
        why = str(asked.get("why") or "")[:_MOST_WHY]
        return publisher.publish(who, {**asked, "why": why})

    def withdraw(who: str, asked: dict[str, Any]) -> int:
        number = int(asked["number"])
        publisher.withdraw(who, number, str(asked.get("why") or "")[:_MOST_WHY])
        return number

    return [
        Route("/versions", _guarded(versions, lambda _request: True)),
        Route("/preview", _guarded(preview, may_publish)),
        Route("/publish", _guarded(acting(publish), may_publish), methods=["POST"]),
        Route("/withdraw", _guarded(acting(withdraw), may_publish), methods=["POST"]),
    ]


def may_publish(request: Request) -> bool:
    """Tell whether who asks may publish: on a desk of one's own, whoever sits at it."""
    visitor = visitor_of(request)
    return visitor is None or "publish" in visitor.rights


def _guarded(handler: Handler, may: Callable[[Request], bool]) -> Handler:
    async def guarded(request: Request) -> Response:
        if visitor_of(request) is None and not is_from_here(request):
            return _refusal(403, say("code.elsewhere"))
        if not (is_from_own_page(request) and may(request)):
            return _refusal(403, say("access.not_allowed"))
        try:
            return await handler(request)
        except StorageError as error:
            return _refusal(507, str(error))
        except DeskError as error:
            return _refusal(400, str(error))
        except EventFileError as error:
            return _refusal(400, str(error.problems[0]))
        except (KeyError, TypeError, ValueError):
            return _refusal(400, say("code.not_understood"))

    return guarded


async def _body(request: Request) -> dict[str, Any] | None:
    """Read what a page sends as JSON, which another site's form can't."""
    if request.headers.get("content-type") != "application/json":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return None
    found = json.loads(body)
    return found if isinstance(found, dict) else None


def _answer(values: dict[str, Any]) -> Response:
    return JSONResponse(values, headers={"Cache-Control": "no-store"})


def _refusal(status: int, words: str) -> Response:
    return JSONResponse({"code": str(status), "description": words}, status)
