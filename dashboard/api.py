"""OGC API – Features over the events.

Paths, parameters and answers follow OGC API – Features – Part 1: Core 1.0.1
(OGC 17-069r4).
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.abandoning import abandonable
from dashboard.asked import answer, file_of, pairs_of, whole_number
from dashboard.openapi import description
from dashboard.opened import Opened
from dashboard.query import read
from dashboard.shelf import opened
from events.event_rows import feature_of
from events.geojson import collection_members
from events.selection import select

CONFORMANCE = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
    for name in ("core", "geojson", "oas30")
)
"""The classes of OGC 17-069r4 that these routes hold to."""

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
PAGE, PAGE_MOST = 100, 10_000
"""Items in an answer when ``limit`` is not given, and at most."""


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
    return JSONResponse(_collection(request, file_of(request)))


def items(request: Request) -> Response:
    """Answer the events that the filters choose, a page at a time, in the file's order.

    The answer is an event file itself, and can be opened as one.
    """
    selection = read(pairs_of(request, {"bbox", "limit", "offset"}))
    limit = min(whole_number(request, "limit", PAGE, least=1), PAGE_MOST)
    offset = whole_number(request, "offset", 0, least=0)
    file = file_of(request)
    loaded = file.loaded
    events = select(file.table, selection, offset=offset, limit=limit)
    matched = file.counts(selection).selected
    links = [_link(request, "items", "self", request.url.query, file=file)]
    for rel, start in (("prev", offset - limit), ("next", offset + limit)):
        if (rel == "prev" and offset) or (rel == "next" and start < matched):
            url = request.url.include_query_params(offset=max(0, start), limit=limit)
            links.append(_link(request, "items", rel, url.query, file=file))
    return answer(
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
    file = file_of(request)
    event = file.find(request.path_params["id"])
    if event is None:
        raise HTTPException(404, "No event of this file has this id.")
    links = [_link(request, "collection", "collection", file=file)]
    return answer(request, {**feature_of(event), "links": links}, GEOJSON)


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
]
