"""OGC API – Features over the events.

Paths, parameters and answers follow OGC API – Features – Part 1: Core 1.0.1
(OGC 17-069r4).
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.access.visitor import sees_desk
from dashboard.present.query_string import read_query
from dashboard.server.ogc_openapi import PAGE, description, description_page
from dashboard.server.request_limits import cancellable
from dashboard.server.request_params import (
    answer,
    box_of,
    pairs_of,
    refuse_parameters,
    requested_file,
    whole_number,
)
from dashboard.session.public.registry import open_default_file, public_files
from dashboard.session.server_limits import ANSWER_CHARACTERS, ANSWER_ITEMS, ITEMS_OFFSET
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.export.geojson import collection_members, in_version
from events.files.feature_rows import Feature, feature_of
from events.query.event_table import Table

CONFORMANCE = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
    for name in ("core", "geojson", "oas30")
)
"""The classes of OGC 17-069r4 that these routes hold to."""

GEOJSON = "application/geo+json"
_EVENTS_AT_ONCE = 100
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


def without_slash(request: Request) -> Response:
    """Lead to the page of a folder, whose address ends in a slash."""
    name = request.url.path.rsplit("/", 1)[-1]
    return RedirectResponse(f"{name}/?{request.url.query}".rstrip("?"))


def landing(request: Request) -> Response:
    """Answer what this API is and where its parts are."""
    refuse_parameters(request)
    return JSONResponse(
        {
            "title": open_default_file().loaded.title or "Panj",
            "description": "The events of the file that this dashboard shows.",
            "links": [
                _link(request, "landing", "self"),
                {**_link(request, "openapi", "service-desc"), "type": OPENAPI},
                {**_link(request, "openapi_page", "service-doc"), "type": "text/html"},
                _link(request, "conformance", "conformance"),
                _link(request, "collections", "data"),
            ],
        }
    )


def openapi(request: Request) -> Response:
    """Answer the API's own description."""
    return JSONResponse(_description(request), media_type=OPENAPI)


def openapi_page(request: Request) -> Response:
    """Answer the API's own description as a page for people."""
    return HTMLResponse(description_page(_description(request)))


def conformance(request: Request) -> Response:
    """Answer which conformance classes hold."""
    refuse_parameters(request)
    return JSONResponse({"conformsTo": CONFORMANCE})


def collections(request: Request) -> Response:
    """Answer the list of collections: those for everybody, never a reader's own."""
    refuse_parameters(request)
    return JSONResponse(
        {
            "links": [_link(request, "collections", "self")],
            "collections": [
                _collection(request, file.collection, *file.outline())
                for file in public_files(all_of_desk=sees_desk(request)).values()
            ],
        }
    )


def collection(request: Request) -> Response:
    """Answer what the collection holds and how far it reaches."""
    refuse_parameters(request)
    file = requested_file(request)
    bbox = [*file.overview.bbox] if file.overview.bbox else None
    return JSONResponse(_collection(request, file.collection, file.loaded.title, bbox))


def items(request: Request) -> Response:
    """Answer the events that the filters choose, a page at a time, in the file's order.

    The answer is an event file itself, and can be opened as one.
    """
    selection = read_query(pairs_of(request, {"bbox", "limit", "offset"}))
    limit = whole_number(request, "limit", PAGE, least=1, most=ANSWER_ITEMS)
    offset = whole_number(request, "offset", 0, least=0, most=ITEMS_OFFSET)
    box = box_of(request)
    file = requested_file(request)
    loaded, table = file.loaded, file.table
    chosen = table.columns.mask(selection)
    if box is not None:
        chosen = chosen & table.in_box(box)
    rows = table.columns.page(chosen, "order", offset=offset, limit=limit)
    features = list(features_of_rows(table, rows))
    matched = table.columns.number(chosen)
    links = [_link(request, "items", "self", request.url.query, of=file.collection)]
    for rel, start in (("prev", offset - limit), ("next", offset + len(features))):
        if (rel == "prev" and offset) or (rel == "next" and start < matched):
            url = request.url.include_query_params(offset=max(0, start), limit=limit)
            links.append(_link(request, "items", rel, url.query, of=file.collection))
    return answer(
        request,
        {
            **in_version(collection_members(loaded.title, loaded.sources, loaded.extra), features),
            "numberMatched": matched,
            "numberReturned": len(features),
            "features": [
                {**feature, "links": [_link_to(request, file, feature["id"])]}
                for feature in features
            ],
            "links": links,
        },
        GEOJSON,
        timed=True,
    )


def features_of_rows(
    table: Table, rows: Sequence[int], most: int = ANSWER_CHARACTERS
) -> Iterator[Feature]:
    """Give the events of rows as features, the first one and then until they are long together.

    Parameters
    ----------
    table
        The events.
    rows
        Their rows.
    most
        Characters of JSON after which no further one is given.
    """
    for start in range(0, len(rows), _EVENTS_AT_ONCE):
        for event in table.events(rows[start : start + _EVENTS_AT_ONCE]):
            feature = feature_of(event)
            yield feature
            most -= len(json.dumps(feature, ensure_ascii=False))
            if most < 0:
                return


def item(request: Request) -> Response:
    """Answer one event by its id, or as one source alone tells it."""
    refuse_parameters(request, {"source"})
    file = requested_file(request)
    event = file.table.find(request.path_params["id"])
    if event is None:
        raise HTTPException(404, say("server.no_event"))
    links = [
        _link_to(request, file, event.id),
        _link(request, "collection", "collection", of=file.collection),
    ]
    return answer(request, {**feature_of(event), "links": links}, GEOJSON)


def _description(request: Request) -> dict[str, Any]:
    refuse_parameters(request)
    server = str(request.url_for("landing")).rstrip("/")
    return description(open_default_file().loaded.title or "Panj", server)


def _collection(
    request: Request, name: str, title: str, bbox: list[float] | None
) -> dict[str, Any]:
    extent = {"extent": {"spatial": {"bbox": [bbox]}}} if bbox else {}
    return {
        "id": name,
        "title": title,
        "itemType": "feature",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        **extent,
        "links": [
            _link(request, "collection", "self", of=name),
            _link(request, "items", "items", of=name),
        ],
    }


def _link(
    request: Request, name: str, rel: str, query: str = "", of: str | None = None
) -> dict[str, str]:
    named = {"collection": of} if of else {}
    url = request.url_for(name, **named).replace(query=query)
    media_type = GEOJSON if name == "items" else "application/json"
    return {"href": str(url), "rel": rel, "type": media_type}


def _link_to(request: Request, file: SessionFile, id_: str) -> dict[str, str]:
    """Return an event's link to itself; its id may hold any character."""
    url = request.url_for("item", collection=file.collection, id=quote(id_, safe=""))
    return {"href": str(url), "rel": "self", "type": GEOJSON}


_COLLECTION = "/collections/{collection}"
ROUTES: list[Route] = [
    Route("/", landing, name="landing"),
    Route("/openapi", openapi, name="openapi"),
    Route("/openapi.html", openapi_page, name="openapi_page"),
    Route("/conformance", conformance, name="conformance"),
    Route("/collections", collections, name="collections"),
    Route(_COLLECTION, collection, name="collection"),
    Route(f"{_COLLECTION}/items", cancellable(items), name="items"),
    Route(f"{_COLLECTION}/items/{{id:path}}", item, name="item"),
]
