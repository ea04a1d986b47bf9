"""A small server for the map layer alone: modules, Leaflet, base layers, a stand-in feed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import shapely
import xstatic.pkg.leaflet
from shapely.geometry import mapping, shape

from dashboard.assets.scripts import VENDORED
from dashboard.assets.tables import tables_script
from dashboard.present.map_marks import marks_in_view
from dashboard.server.map_api import joined_shapes
from dashboard.session.public.public_file import ARTICLE
from dashboard.session.session_file import SessionFile
from events.files.event_file import load_events
from events.query.selection import Selection
from tests.browser.map_harness import many

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LAYERS = ROOT / "geodata" / "data"
FOLDERS = {
    "static": ROOT / "dashboard" / "static",
    "leaflet": Path(xstatic.pkg.leaflet.BASE_DIR),
    "layers": LAYERS,
    "vendored": VENDORED,
}
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".webp": "image/webp",
    ".png": "image/png",
}
NORTHEAST = ("AF-BDS", "AF-TAK", "AF-KDZ", "AF-BGL")
HOSTILE = '<img src=x onerror="window.hacked=1">${window.hacked=1}</script><script>\\C:\\u0022 ]]>'


def answer_for(query: dict[str, list[str]]) -> dict[str, Any] | None:
    """The feed's answer to a query; None stands for a broken server."""
    whole = json.loads((HERE / "events.json").read_text(encoding="utf-8"))
    case = query.get("case", [""])[0]
    marks = whole["marks"]
    if case == "broken":
        return None
    if case == "one":
        return whole | {"matched": 1, "marks": [m for m in marks if m["id"] == "taluqan"]}
    if case == "none":
        return whole | {"matched": 0, "marks": []}
    if case == "hostile":
        bad = {"title": HOSTILE, "place": HOSTILE, "sub": HOSTILE, "aria": HOSTILE + "."}
        marks = [m | bad | {"id": m["id"] + HOSTILE, "family": HOSTILE} for m in marks]
        return whole | {"marks": marks}
    if case == "pairs":
        pairs = [
            m | {"id": m["id"] + word, "title": f"{word} clash", "sub": ""}
            for m in marks
            for word in ("First", "Second")
            if len(m["points"]) == 1
        ]
        return whole | {"marks": pairs}
    if case == "crowd":
        crowd = [
            marks[6]
            | {
                "id": f"crowd-{i}",
                "title": f"Event {i} of many",
                "aria": f"Event {i} of many. Use of force, reported.",
                "order": 20 + i,
            }
            for i in range(7)
        ]
        return whole | {"marks": marks + crowd, "matched": 19, "read": 19}
    if case == "cells":
        return whole | {"matched": 5012, "read": 5012, "full": False, "cells": cells()}
    return whole


def cells() -> list[dict[str, Any]]:
    """A grid of cells south of the border, with counts that differ widely."""
    found = []
    for i, lon in enumerate((66.2, 67.4, 68.6, 69.8)):
        for j, lat in enumerate((34.4, 35.2)):
            count = [3, 40, 1240, 12000][(i + j) % 4]
            found.append(
                {
                    "key": f"6/{i}/{j}",
                    "one_point": False,
                    "lon": lon,
                    "lat": lat,
                    "count": count,
                    "families": {"Force": count},
                    "bbox": [lon - 0.4, lat - 0.3, lon + 0.4, lat + 0.3],
                    "aria": f"{count:,} events in this square.",
                }
            )
    return found


def geometry_for(key: str) -> dict[str, Any]:
    """The shape of a key such as ``province/AF-BAL``."""
    kind, name = key.split("/")
    if kind == "region":
        parts = [geometry_for(f"province/{part}") for part in NORTHEAST]
        return mapping(shapely.union_all([shape(part) for part in parts], grid_size=1e-4))
    layers = {"country": "countries", "province": "provinces", "district": "districts"}
    features = many.features(layers.get(kind, kind))
    return next(f["geometry"] for f in features if f["properties"]["id"] == name)


@cache
def article() -> SessionFile:
    """The built-in article."""
    return SessionFile(load_events(ARTICLE))


class Handler(BaseHTTPRequestHandler):
    """Answers with files, the feed and the shapes."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        path = unquote(address.path).lstrip("/")
        if path.startswith("api/"):
            self.send_api(path.removeprefix("api/"), parse_qs(address.query))
            return
        if path == "tables.js":
            self.send(200, tables_script().encode(), "text/javascript")
            return
        folder, _, rest = path.partition("/")
        file = FOLDERS[folder] / rest if folder in FOLDERS else HERE / (path or "index.html")
        archive = self.server.archive  # type: ignore[attr-defined]
        if path == "layers/own.pmtiles" and archive:
            self.send_range(archive.read_bytes())
            return
        if not file.is_file():
            self.send(404, b"", "text/plain")
            return
        self.send(200, file.read_bytes(), TYPES.get(file.suffix, "text/plain"))

    def send_api(self, path: str, query: dict[str, list[str]]) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        path = path.removeprefix("collections/events/")
        if path == "shapes" and "/" not in query["key"][0]:
            found: Any = json.loads(joined_shapes(query["key"], article().table))
        elif path == "shapes":
            found = {key: geometry_for(key) for key in query["key"]}
        elif path == "cells" and query.get("case") == ["many"]:
            box = [float(part) for part in query["bbox"][0].split(",")]
            found = many.cells(box, int(query["zoom"][0]))
        elif path == "cells" and query.get("case") == ["article"]:
            found = marks_in_view(article(), article().view(Selection(), (-180, -90, 180, 90), 6))
        elif path == "cells" and query.get("case") == ["heavy"]:
            found = many.heavy()
        elif path == "cells":
            found = answer_for(query)
        elif path == "stack":
            found = many.stack(query)
        elif path.startswith("items/made:"):
            found = many.item(path.removeprefix("items/"))
        else:
            found = None
        status = 200 if found else 500
        self.send(status, json.dumps(found).encode(), "application/json")

    def send_range(self, body: bytes) -> None:
        first, last = self.headers["Range"].removeprefix("bytes=").split("-")
        self.send(206, body[int(first) : int(last) + 1], "application/vnd.pmtiles")

    def send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header(
            "Content-Security-Policy",
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
        )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


@contextmanager
def harness() -> Iterator[ThreadingHTTPServer]:
    """Serve the harness on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []  # type: ignore[attr-defined]
    server.archive = None  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
