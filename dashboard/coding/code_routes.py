"""Code mode's addresses: its page and what the page asks, for coders alone.

Without a login nobody has a name, so nothing is answered that comes from elsewhere: a proxy,
another host's name for this machine (as by DNS rebinding), or another site's page.
"""

import logging
from collections.abc import Awaitable, Callable
from html import escape
from string import Template
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.access.visitor import Visitor, visitor_of
from dashboard.assets import scripts
from dashboard.coding.article_worker import article_in_worker
from dashboard.coding.code_desk import CodeDesk
from dashboard.coding.desk_views import VOCABULARY
from dashboard.coding.map_routes import MAP_ACTS, QUESTIONS, answer_question, renewed
from dashboard.coding.requests.act_request import RequestError, body_bytes, read_act
from dashboard.coding.review.event_history import clash_view
from dashboard.coding.review.event_review import ANSWERS, REVIEW_ACTS
from dashboard.dossier.dossier import build_dossier
from dashboard.session.server_limits import ARTICLE_FILE_BYTES
from dashboard.words.catalogue import CATALOGUE, say
from events.desk.acts import OutdatedError
from events.desk.database import DeskError, StorageError
from events.desk.desk import Desk
from events.model.problems import EventFileError
from geodata.basemap import load_basemap

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""The names of this machine for itself."""

_PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_MOST_TYPED = 100  # characters of a place's name
_MOST_WHY = 1_000  # characters of a reason

_LOGGER = logging.getLogger(__name__)

_PAGE = Template((scripts.STATIC / "coding/coding.html").read_text("utf-8"))

Handler = Callable[[Request], Awaitable[Response]]


def code_routes(desk: CodeDesk) -> list[Route]:
    """Return the addresses of Code mode, below where it is mounted."""

    async def page(_request: Request) -> Response:
        values = {
            "language": CATALOGUE.language,
            "title": say("code.title"),
            "script": scripts.CODING.file,
            "credits": escape(load_basemap().credits),
        }
        return HTMLResponse(_PAGE.substitute(values), headers={"Cache-Control": "no-store"})

    async def state(request: Request) -> Response:
        seen = request.query_params.get("seen", "")
        return _answer(await run_in_threadpool(desk.state, seen) | VOCABULARY | _asker(request))

    async def act(request: Request) -> Response:
        name = request.path_params["act"]
        done = _ACTS.get(name)
        if done is None:
            return _refusal(404, say("server.nothing"))
        try:
            asked = await read_act(request)
            name = asked.get("request", "")
            own = desk.acting(coder_of(request), asked.get("why", "")[:_MOST_WHY])
            result = await run_in_threadpool(desk.once, name, lambda: done(own, asked))
            news = await run_in_threadpool(desk.state, asked.get("state", ""))
            return _answer(news | {"result": result})
        except OutdatedError as error:
            return _refusal(409, str(error), clash=clash_view(error))
        except StorageError as error:
            return _refusal(507, str(error))
        except (DeskError, RequestError) as error:
            return _refusal(400, str(error))
        except (KeyError, IndexError, TypeError, ValueError):
            return _refusal(400, say("code.not_understood"))
        except Exception:  # what the page sends again for ever where it is told of no answer
            _LOGGER.exception("code.%s", name)
            return _refusal(400, say("code.unforeseen"))

    async def read(request: Request) -> Response:
        if request.headers.get("content-type") != "application/octet-stream":
            return _refusal(400, say("code.not_understood"))
        data = await body_bytes(request, ARTICLE_FILE_BYTES)
        name = request.query_params.get("name", "")[:_MOST_TYPED]
        try:
            return _answer(await run_in_threadpool(article_in_worker, data, name))
        except EventFileError as error:
            return _refusal(400, str(error))

    async def places(request: Request) -> Response:
        words = request.query_params.get("words", "")[:_MOST_TYPED]
        return _answer({"places": await run_in_threadpool(desk.find_places, words)})

    async def number(_request: Request) -> Response:
        return _answer({"number": await run_in_threadpool(desk.store.number)})

    async def history(request: Request) -> Response:
        key = request.query_params.get("key", "")
        return _answer({"history": await run_in_threadpool(desk.history, key)})

    async def file(_request: Request) -> Response:
        data = await run_in_threadpool(desk.written)
        shown = {"Content-Disposition": 'attachment; filename="desk.geojson"'}
        return Response(data, media_type="application/geo+json", headers=shown)

    async def dossier(_request: Request) -> Response:
        try:
            data = await run_in_threadpool(lambda: build_dossier(renewed(desk)))
        except EventFileError as error:
            return _refusal(400, str(error))
        shown = {"Content-Disposition": 'attachment; filename="desk.html"'}
        return Response(data, media_type="text/html", headers=shown)

    async def open_page(_request: Request) -> Response:
        await run_in_threadpool(renewed, desk)
        return RedirectResponse("../", 303, headers={"Cache-Control": "no-store"})

    return [
        Route("/", _for_coders(page)),
        Route("/state", _for_coders(state)),
        Route("/number", _for_coders(number)),
        Route("/history", _for_coders(history)),
        Route("/places", _for_coders(places)),
        Route("/file", _for_coders(file)),
        Route("/dossier", _for_coders(dossier)),
        Route("/open", _for_coders(open_page)),
        *(
            Route(f"/{name}", _for_coders(answer_question(desk, ask)))
            for name, ask in QUESTIONS.items()
        ),
        Route("/read", _for_coders(read), methods=["POST"]),
        Route("/{act}", _for_coders(act), methods=["POST"]),
    ]


def _on_store(
    act: Callable[[Desk, dict[str, Any]], None],
) -> Callable[[CodeDesk, dict[str, Any]], None]:
    return lambda desk, one: act(desk.store, one)


_ACTS: dict[str, Callable[[CodeDesk, dict[str, Any]], Any]] = {
    "text": lambda desk, one: desk.add_text(one["text"], one["details"]),
    "source": lambda desk, one: desk.edit_source(one["source"], one["seen"], one["details"]),
    "draft": lambda desk, one: desk.add_draft(one["source"], one["start"], one["end"]),
    "quote": lambda desk, one: desk.add_quote(
        one["key"], one["seen"], one["source"], one["start"], one["end"]
    ),
    "set": lambda desk, one: desk.set_field(one["key"], one["seen"], one["field"], one["value"]),
    "place": lambda desk, one: desk.set_place(
        one["key"], one["seen"], one["number"], one.get("field", "place")
    ),
    "take": lambda desk, one: desk.take(one["key"], one["seen"], one["field"], one["number"]),
    "aside": lambda desk, one: desk.add_aside(one["source"], one["start"], one["end"], one["why"]),
    "remove": lambda desk, one: desk.remove(one["key"], one["seen"]),
    "merge": lambda desk, one: desk.merge(one["key"], one["seen"], one["other"], one["other_seen"]),
    "split": lambda desk, one: desk.split(one["number"]),
    "restore": lambda desk, one: desk.restore(one["key"], one["seen"], one["number"]),
    "undo": lambda desk, _: desk.undo(),
    "redo": lambda desk, _: desk.redo(),
    **MAP_ACTS,
    **{name: _on_store(act) for name, act in {**REVIEW_ACTS, **ANSWERS}.items()},
}
"""What a coder does, by the name of its address."""


def _for_coders(handler: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        visitor = visitor_of(request)
        if visitor is None and not is_from_here(request):
            return _refusal(403, say("code.elsewhere"))
        if visitor and not (is_from_own_page(request) and _may(request, visitor)):
            return _refusal(403, say("access.not_allowed"))
        try:
            return await handler(request)
        except StorageError as error:
            return _refusal(507, str(error))
        except Exception:
            _LOGGER.exception("code.%s", request.url.path)
            return _refusal(500, say("code.unforeseen"))

    return guarded


def coder_of(request: Request) -> str:
    """Name who asks, by the login; on a desk of one's own there is but one, ``""``."""
    visitor = visitor_of(request)
    return (visitor.email or "") if visitor else ""


def _asker(request: Request) -> dict[str, Any]:
    """Tell who asks, and what he may; on a desk of one's own he codes, and nobody reviews."""
    visitor = visitor_of(request)
    return {"who": coder_of(request), "may": sorted(visitor.rights if visitor else ("code",))}


def _may(request: Request, visitor: Visitor) -> bool:
    """Tell whether somebody may what he asks: who reviews or publishes changes no event."""
    looks = request.method in ("GET", "HEAD")
    if request.path_params.get("act") in REVIEW_ACTS:
        return "review" in visitor.rights
    return "code" in visitor.rights or (looks and visitor.works)


def is_from_here(request: Request) -> bool:
    """Tell whether a request comes from a page of this server, on this machine, by no proxy."""
    client = request.client.host if request.client else ""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return (
        client in LOOPBACK
        and host in LOOPBACK
        and not any(name in request.headers for name in _PROXIED)
        and is_from_own_page(request)
    )


def is_from_own_page(request: Request) -> bool:
    """Tell whether a request comes from a page of this server, or was typed."""
    origin = request.headers.get("origin")
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none") and (
        origin is None or urlsplit(origin).netloc == request.headers.get("host")
    )


def _answer(values: dict[str, Any]) -> Response:
    return JSONResponse(values, headers={"Cache-Control": "no-store"})


def _refusal(status: int, words: str, **others: Any) -> Response:
    return JSONResponse({"code": str(status), "description": words, **others}, status)
