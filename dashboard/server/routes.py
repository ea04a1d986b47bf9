"""What this server answers beside the Streamlit page: the API, the layers, the map's scripts."""

import os
import re
from typing import Any

import xstatic.pkg.leaflet
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit import config

from dashboard.assets import scripts
from dashboard.coding.code_desk import CodeDesk
from dashboard.coding.code_routes import code_routes
from dashboard.published.publish_routes import publish_routes
from dashboard.published.publisher import Publisher
from dashboard.published.version_routes import version_routes
from dashboard.server import map_api, ogc_features, upload_api
from dashboard.server.page_style import PageStyle
from dashboard.server.request_limits import RequestLimits
from dashboard.server.request_params import refused, unavailable, unknown
from dashboard.server.security_headers import SecurityHeaders, embedding_sites
from dashboard.server.tcp_nodelay import TcpNoDelay
from dashboard.words.catalogue import say
from events.lake.files.lake_files import LakeError
from events.query.filters.declaration import QueryError
from geodata.basemap import DATA, PIECES, load_basemap, pieces_of_world
from geodata.own_ground import ARCHIVE, read_own_ground

BASE_MAP = load_basemap()

OWN_GROUND = read_own_ground(os.environ.get("BASEMAP", ""))
"""The ground that the operator brings."""


def ground_choice() -> dict[str, str | bool] | None:
    """Return what a reader may choose a ground from, or ``None``: plain JSON for the map.

    ``opens`` tells whether a file of the reader's can be drawn; the rest is `OWN_GROUND`'s.
    """
    opens = scripts.draws_tiles()
    return {**OWN_GROUND.described, "opens": opens} if opens or OWN_GROUND.tiles else None


class Static(StaticFiles):
    """Files that a browser asks after each time, so that an upgrade reaches it at once."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return the file, to be asked for again by its ETag."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def layer(request: Request) -> Response:
    """Answer a base layer, a piece of the world, or ``layers.json``, which tells their reach."""
    name = request.path_params["file"]
    if name not in _LAYER_FILES:
        return JSONResponse({"code": "404", "description": say("server.no_layer")}, 404)
    path, media_type = _LAYER_FILES[name]
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "no-cache"})


def archive(_request: Request) -> Response:
    """Answer the operator's own ground, of which the map asks for ranges of bytes."""
    path = OWN_GROUND.archive
    if path is None or not path.is_file():
        return JSONResponse({"code": "404", "description": say("server.no_layer")}, 404)
    headers = {"Cache-Control": "no-cache"}
    return FileResponse(path, media_type="application/vnd.pmtiles", headers=headers)


def script(request: Request) -> Response:
    """Answer one of the scripts; an older page's address of it gets the present one."""
    found = _SCRIPTS.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    lasts = request.path_params["digest"] == found.digest
    kept = "public, max-age=31536000, immutable" if lasts else "no-store"
    return Response(found.text, media_type="text/javascript", headers={"Cache-Control": kept})


_SCRIPTS = {found.name: found for found in (scripts.MAP, scripts.PANELS, scripts.CODING)}
_LAYER_FILES = {
    "layers.json": (DATA / "layers.json", "application/json"),
    **{entry.path.name: (entry.path, entry.media_type) for entry in BASE_MAP.layers.values()},
    **{f"{PIECES}/{path.name}": (path, "application/geo+json") for path in pieces_of_world()},
}


def _across_lines(route: Mount | Route) -> Mount | Route:
    """Let a route's path hold line breaks, as an event's id may."""
    route.path_regex = re.compile(route.path_regex.pattern, re.DOTALL)
    return route


_OTHER = Route("/{rest:path}", unknown)
_API = Starlette(
    routes=[_across_lines(route) for route in (*ogc_features.ROUTES, *map_api.ROUTES, _OTHER)],
    exception_handlers={QueryError: refused, HTTPException: refused, LakeError: unavailable},
)

_UPLOADS = Starlette(
    routes=[*upload_api.ROUTES, _OTHER], exception_handlers={HTTPException: refused}
)

BASE = f"/{config.get_option('server.baseUrlPath').strip('/')}".rstrip("/")
"""Where the dashboard stands on its server, ``""`` for the root; Streamlit adds it to its own."""

EMBED_FOR = embedding_sites(os.environ.get("EMBED_FOR", ""))
"""The sites that the operator lets show the page in a frame."""

ROUTES: list[BaseRoute] = [
    Route(f"{BASE}/api", ogc_features.without_slash),
    _across_lines(Mount(f"{BASE}/api", _API)),
    Mount(f"{BASE}/assets/leaflet", Static(directory=xstatic.pkg.leaflet.BASE_DIR)),
    Mount(f"{BASE}/assets/vendored", Static(directory=scripts.VENDORED, check_dir=False)),
    Route(f"{BASE}/assets/{{name}}.{{digest}}.js", script),
    Mount(f"{BASE}/assets", Static(directory=scripts.STATIC)),
    Route(f"{BASE}/layers/{ARCHIVE}", archive),
    Route(f"{BASE}/layers/{{file:path}}", layer),
    Mount(f"{BASE}/uploads", _UPLOADS),
]


def of_desk(desk: CodeDesk, publisher: Publisher) -> list[BaseRoute]:
    """Return Code mode's addresses, and those of what is published."""
    return [
        Route(f"{BASE}/code", ogc_features.without_slash),
        Route(f"{BASE}/published", ogc_features.without_slash),
        Mount(f"{BASE}/code", routes=[*publish_routes(publisher), *code_routes(desk)]),
        Mount(f"{BASE}/published", routes=version_routes(publisher)),
    ]


# Streamlit holds an article's text in memory. On its way there Starlette would lay a long one on
# the disk, and where that is full, the reader would see Streamlit's "status code 500".
MultiPartParser.spool_max_size = config.get_option("server.maxUploadSize") * 1024**2

MIDDLEWARE = [
    Middleware(TcpNoDelay),
    Middleware(SecurityHeaders, base=BASE, sites=EMBED_FOR, pictures_of=OWN_GROUND.site),
    Middleware(RequestLimits, base=BASE),
    Middleware(PageStyle, base=BASE),
]
