"""What this server answers beside the Streamlit page: the API, the layers, the map's scripts."""

import re
from pathlib import Path
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

from dashboard import api, scripts, supply
from dashboard.asked import refused, unknown
from dashboard.guard import Guard, Turns
from dashboard.prompt import Prompt
from dashboard.query import QueryError
from geodata.basemap import DATA, load_basemap

STATIC = Path(__file__).resolve().parent / "static"
BASE_MAP = load_basemap()


class Static(StaticFiles):
    """Files that a browser asks after each time, so that an upgrade reaches it at once."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return the file, to be asked for again by its ETag."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def layer(request: Request) -> Response:
    """Answer a base layer, or ``layers.json``, which tells the reach of each."""
    name = request.path_params["file"]
    if name not in _LAYER_FILES:
        return JSONResponse({"code": "404", "description": "No such layer."}, 404)
    path, media_type = _LAYER_FILES[name]
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "no-cache"})


def script(request: Request) -> Response:
    """Answer one of the two scripts; an older page's address of it gets the present one."""
    found = _SCRIPTS.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    lasts = request.path_params["digest"] == found.digest
    kept = "public, max-age=31536000, immutable" if lasts else "no-store"
    return Response(found.text, media_type="text/javascript", headers={"Cache-Control": kept})


_SCRIPTS = {found.name: found for found in (scripts.MAP, scripts.PANELS)}
_LAYER_FILES = {
    "layers.json": (DATA / "layers.json", "application/json"),
    **{entry.path.name: (entry.path, entry.media_type) for entry in BASE_MAP.layers.values()},
}


def _across_lines(route: Mount | Route) -> Mount | Route:
    """Let a route's path hold line breaks, as an event's id may."""
    route.path_regex = re.compile(route.path_regex.pattern, re.DOTALL)
    return route


_OTHER = Route("/{rest:path}", unknown)
_API = Starlette(
    routes=[_across_lines(route) for route in (*api.ROUTES, *supply.ROUTES, _OTHER)],
    exception_handlers={QueryError: refused, HTTPException: refused},
)

BASE = f"/{config.get_option('server.baseUrlPath').strip('/')}".rstrip("/")
"""Where the dashboard stands on its server, ``""`` for the root; Streamlit adds it to its own."""

ROUTES: list[BaseRoute] = [
    _across_lines(Mount(f"{BASE}/api", _API)),
    Mount(f"{BASE}/assets/leaflet", Static(directory=xstatic.pkg.leaflet.BASE_DIR)),
    Route(f"{BASE}/assets/{{name}}.{{digest}}.js", script),
    Mount(f"{BASE}/assets", Static(directory=STATIC)),
    Route(f"{BASE}/layers/{{file}}", layer),
]

# Streamlit holds uploads in memory. On their way there Starlette would lay one of more than 1 MB
# on the disk, and where that is full, the reader would see Streamlit's "status code 500".
MultiPartParser.spool_max_size = config.get_option("server.maxUploadSize") * 1024**2

MIDDLEWARE = [Middleware(Prompt), Middleware(Guard, base=BASE), Middleware(Turns, base=BASE)]
