"""The HTTP routes over the events: OGC API – Features, and the map's own supply.

Paths, parameters and answers follow OGC API – Features – Part 1: Core 1.0.1
(OGC 17-069r4). ``cells``, ``stack`` and ``shapes`` are the map's own: small answers for each view,
and each line or area once; ``story`` is the reading pane's, ``paper`` for paper.
"""

import json
import re
from dataclasses import replace
from hashlib import sha256
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.abandoning import abandonable
from dashboard.first import answering, going_first
from dashboard.marks import marks, shown
from dashboard.openapi import description
from dashboard.opened import Opened
from dashboard.paper import printed
from dashboard.query import FILTERS, QueryError, read
from dashboard.shelf import find, opened
from dashboard.story import told
from events.columns import Columns, Mask
from events.event_rows import feature_of
from events.geojson import collection_members
from events.selection import select
from events.view import members

CONFORMANCE = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
    for name in ("core", "geojson", "oas30")
)
"""The classes of OGC 17-069r4 that these routes hold to."""

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
PAGE, PAGE_MOST = 100, 10_000
"""Items in an answer when ``limit`` is not given, and at most."""

SHAPES_LONGEST = 300_000
"""Characters of the lines and areas in one answer, of which gzip leaves less than a third."""

STACK, STACK_MOST = 50, 200
"""Marks in one page of a list when ``limit`` is not given, and at most."""


def landing(request: Request) -> Response:
    """Answer what this API is and where its parts are."""
    return JSONResponse(
        {
            "title": opened().loaded.title or "Panj",
            "description": "The events of the file that this dashboard shows.",
            "links": [
                _link(request, "landing", "self"),
                {**_link(request, "openapi", "service-desc"), "type": OPENAPI},
                _link(request, "conformance", "conformance"),
                _link(request, "collections", "data"),
            ],
        }
    )


def openapi(request: Request) -> Response:
    """Answer the API's own description."""
    server = str(request.url_for("landing")).rstrip("/")
    return JSONResponse(description(opened().loaded.title or "Panj", server), media_type=OPENAPI)


def conformance(_request: Request) -> Response:
    """Answer which conformance classes hold."""
    return JSONResponse({"conformsTo": CONFORMANCE})


def collections(request: Request) -> Response:
    """Answer the list of collections: the one for everybody, never a reader's own."""
    return JSONResponse(
        {
            "links": [_link(request, "collections", "self")],
            "collections": [_collection(request, opened())],
        }
    )


def collection(request: Request) -> Response:
    """Answer what the collection holds and how far it reaches."""
    return JSONResponse(_collection(request, _file(request)))


def items(request: Request) -> Response:
    """Answer the events that the filters choose, a page at a time, in the file's order.

    The answer is an event file itself, and can be opened as one.
    """
    selection = read(_pairs(request, {"bbox", "limit", "offset"}))
    limit = min(_whole(request, "limit", PAGE, least=1), PAGE_MOST)
    offset = _whole(request, "offset", 0, least=0)
    file = _file(request)
    loaded = file.loaded
    events = select(file.table, selection, offset=offset, limit=limit)
    matched = file.counts(selection).selected
    links = [_link(request, "items", "self", request.url.query, file=file)]
    for rel, start in (("prev", offset - limit), ("next", offset + limit)):
        if (rel == "prev" and offset) or (rel == "next" and start < matched):
            url = request.url.include_query_params(offset=max(0, start), limit=limit)
            links.append(_link(request, "items", rel, url.query, file=file))
    return _answer(
        request,
        {
            **collection_members(loaded.title, loaded.sources, loaded.extra),
            "numberMatched": matched,
            "numberReturned": len(events),
            "features": [feature_of(event) for event in events],
            "links": links,
        },
        GEOJSON,
    )


def item(request: Request) -> Response:
    """Answer one event by its id."""
    file = _file(request)
    event = file.find(request.path_params["id"])
    if event is None:
        raise HTTPException(404, "No event of this file has this id.")
    links = [_link(request, "collection", "collection", file=file)]
    return _answer(request, {**feature_of(event), "links": links}, GEOJSON)


def cells(request: Request) -> Response:
    """Answer what a view shows: events one by one while they are few, counts while many.

    A line or an area is named by its key; ``shapes`` has it.
    """
    pairs = _pairs(request, {"bbox", "zoom"})
    zoom = _zoom(request.query_params.get("zoom", "0"))
    asked = read(pairs)
    selection, bbox = replace(asked, bbox=None), asked.bbox or (-180, -90, 180, 90)
    file = _file(request)
    with answering((file.collection, selection)):
        return _answer(request, shown(file, file.view(selection, bbox, zoom)))


def stack(request: Request) -> Response:
    """Answer the events that a cell, an area or a point stands for, a page at a time by date."""
    pairs = _pairs(request, {"cell", "shape", "point", "limit", "offset"})
    selection = read(pairs)
    limit = min(_whole(request, "limit", STACK, least=1), STACK_MOST)
    offset = _whole(request, "offset", 0, least=0)
    file = _file(request)
    columns = file.table.columns
    chosen = _members(request, columns) & columns.chosen(selection)
    rows = columns.page(chosen, "rank", offset=offset, limit=limit)
    matched = int(chosen.sum())
    answer = {"matched": matched, "offset": offset, "marks": marks(file, rows)}
    return _answer(request, answer)


def story(request: Request) -> Response:
    """Answer what the reading pane tells: an event in full, its neighbours, or an end."""
    selection = read(_pairs(request, {"event", "step"}))
    asked = request.query_params
    file = _file(request)
    event = file.find(asked.get("event"))
    if event is None and "event" in asked:
        raise HTTPException(404, "No event of this file has this id.")
    return _answer(request, told(file, selection, event, coverage=asked.get("step") == "coverage"))


def paper(request: Request) -> Response:
    """Answer the events that the filters choose as they stand on paper."""
    selection = read(_pairs(request, set()))
    return _answer(request, printed(_file(request), selection))


def shapes(request: Request) -> Response:
    """Answer lines and areas by their keys, null for one there is not.

    The first of those asked for, as far as `SHAPES_LONGEST` goes, but one at least. A key is of
    the content, so that the answer never changes.
    """
    pairs = _pairs(request, {"key"})
    read(pairs)
    keys = [value for name, value in pairs if name == "key"]
    for key in keys:
        if not _SHAPE.fullmatch(key):
            raise QueryError("key", key, _MEMBERS["shape"])
    geometries = _file(request).table.geometries([int(key, 16) for key in keys])
    answer: dict[str, str] = {}
    for key in keys:
        geometry = geometries.get(int(key, 16))
        answer[key] = json.dumps(geometry, separators=(",", ":"))
        if sum(map(len, answer.values())) > SHAPES_LONGEST and len(answer) > 1:
            del answer[key]
            break
    content = "{" + ",".join(f'"{key}":{geometry}' for key, geometry in answer.items()) + "}"
    keep = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(content, media_type="application/json", headers=keep)


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


def _file(request: Request) -> Opened:
    """Return the collection that a request names."""
    file = find(request.path_params["collection"])
    if file is None:
        raise HTTPException(404, "There is no such collection, or its reader has left.")
    return file


def _pairs(request: Request, others: set[str]) -> list[tuple[str, str]]:
    """Return the request's parameters, refusing one that this route does not know."""
    pairs = request.query_params.multi_items()
    for name, value in pairs:
        if name not in others and name not in FILTERS:
            raise QueryError(name, value, f"one of {', '.join(sorted({*FILTERS, *others}))}")
    return pairs


def _whole(request: Request, name: str, default: int, least: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
        raise QueryError(name, text, f"a whole number from {least}")
    return int(text)


def _zoom(text: str) -> float:
    if not re.fullmatch(r"\d{1,2}(\.\d{1,6})?", text, re.ASCII):
        raise QueryError("zoom", text, "a zoom from 0 to 99")
    return float(text)


def _members(request: Request, columns: Columns) -> Mask:
    """Read which of a view's marks a list is asked of."""
    given = [name for name in ("cell", "shape", "point") if name in request.query_params]
    if len(given) != 1:
        raise QueryError("cell", ", ".join(given), "one of cell, shape, point")
    name, text = given[0], request.query_params[given[0]]
    try:
        if name == "cell" and _CELL.fullmatch(text):
            return members(columns, "cell", text)
        if name == "shape":
            return members(columns, "shape", int(text, 16))
        if name == "point":
            longitude, latitude = map(float, text.split(","))
            return members(columns, "point", (longitude, latitude))
    except ValueError:
        pass
    raise QueryError(name, text, _MEMBERS[name])


_SHAPE = re.compile(r"[0-9a-f]{15}")
_CELL = re.compile(r"[0-9]{1,2}/[0-9]{1,8}/[0-9]{1,8}")
_MEMBERS = {
    "cell": "the key of a cell, as 8/181/99",
    "shape": "the key of a shape, in hexadecimal digits",
    "point": "longitude,latitude in degrees",
}


def _answer(
    request: Request, body: dict[str, Any], media_type: str = "application/json"
) -> Response:
    """Return a body under an ETag, or nothing where the reader has it already."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{sha256(content).hexdigest()[:16]}"'
    keep = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=keep)
    return Response(content, media_type=media_type, headers=keep)


def _collection(request: Request, file: Opened) -> dict[str, Any]:
    loaded = file.loaded
    bbox = file.overview.bbox
    extent = {"extent": {"spatial": {"bbox": [bbox]}}} if bbox else {}
    return {
        "id": file.collection,
        "title": loaded.title,
        "itemType": "feature",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        **extent,
        "links": [
            _link(request, "collection", "self", file=file),
            _link(request, "items", "items", file=file),
        ],
    }


def _link(
    request: Request, name: str, rel: str, query: str = "", file: Opened | None = None
) -> dict[str, str]:
    named = {"collection": file.collection} if file else {}
    url = request.url_for(name, **named).replace(query=query)
    media_type = GEOJSON if name == "items" else "application/json"
    return {"href": str(url), "rel": rel, "type": media_type}


_COLLECTION = "/collections/{collection}"
ROUTES: list[Route] = [
    Route("/", landing, name="landing"),
    Route("/openapi", openapi, name="openapi"),
    Route("/conformance", conformance, name="conformance"),
    Route("/collections", collections, name="collections"),
    Route(_COLLECTION, collection, name="collection"),
    Route(f"{_COLLECTION}/items", abandonable(items), name="items"),
    Route(f"{_COLLECTION}/items/{{id:path}}", item, name="item"),
    Route(f"{_COLLECTION}/cells", going_first(abandonable(cells)), name="cells"),
    Route(f"{_COLLECTION}/stack", abandonable(stack), name="stack"),
    Route(f"{_COLLECTION}/story", going_first(abandonable(story)), name="story"),
    Route(f"{_COLLECTION}/paper", abandonable(paper), name="paper"),
    Route(f"{_COLLECTION}/shapes", abandonable(shapes), name="shapes"),
    Route("/{rest:path}", unknown),
]
