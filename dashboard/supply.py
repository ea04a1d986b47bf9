"""The page's own supply: small answers for each view of the map, each line or area once, words.

``cells``, ``stack`` and ``shapes`` are the map's; ``story`` is the reading pane's, ``paper`` for
paper. They take the filters of OGC API – Features' items (`dashboard.api`).
"""

import json
import re
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.abandoning import abandonable
from dashboard.asked import answer, file_of, pairs_of, whole_number
from dashboard.first import answering, going_first
from dashboard.marks import marks, shown
from dashboard.paper import printed
from dashboard.query import QueryError, read
from dashboard.story import told
from events.columns import Columns, Mask
from events.view import members

SHAPES_LONGEST = 300_000
"""Characters of the lines and areas in one answer, of which gzip leaves less than a third."""

STACK, STACK_MOST = 50, 200
"""Marks in one page of a list when ``limit`` is not given, and at most."""


def cells(request: Request) -> Response:
    """Answer what a view shows: events one by one while they are few, counts while many.

    A line or an area is named by its key; ``shapes`` has it.
    """
    pairs = pairs_of(request, {"bbox", "zoom"})
    zoom = _zoom(request.query_params.get("zoom", "0"))
    asked = read(pairs)
    selection, bbox = replace(asked, bbox=None), asked.bbox or (-180, -90, 180, 90)
    file = file_of(request)
    with answering((file.collection, selection)):
        return answer(request, shown(file, file.view(selection, bbox, zoom)))


def stack(request: Request) -> Response:
    """Answer the events that a cell, an area or a point stands for, a page at a time by date."""
    pairs = pairs_of(request, {"cell", "shape", "point", "limit", "offset"})
    selection = read(pairs)
    limit = min(whole_number(request, "limit", STACK, least=1), STACK_MOST)
    offset = whole_number(request, "offset", 0, least=0)
    file = file_of(request)
    columns = file.table.columns
    chosen = _members(request, columns) & columns.chosen(selection)
    rows = columns.page(chosen, "rank", offset=offset, limit=limit)
    matched = int(chosen.sum())
    listed = {"matched": matched, "offset": offset, "marks": marks(file, rows)}
    return answer(request, listed)


def story(request: Request) -> Response:
    """Answer what the reading pane tells: an event in full, its neighbours, or an end."""
    selection = read(pairs_of(request, {"event", "step"}))
    asked = request.query_params
    file = file_of(request)
    event = file.find(asked.get("event"))
    if event is None and "event" in asked:
        raise HTTPException(404, "No event of this file has this id.")
    return answer(request, told(file, selection, event, coverage=asked.get("step") == "coverage"))


def paper(request: Request) -> Response:
    """Answer the events that the filters choose as they stand on paper."""
    selection = read(pairs_of(request, set()))
    return answer(request, printed(file_of(request), selection))


def shapes(request: Request) -> Response:
    """Answer lines and areas by their keys, null for one there is not.

    The first of those asked for, as far as `SHAPES_LONGEST` goes, but one at least. A key is of
    the content, so that the answer never changes.
    """
    pairs = pairs_of(request, {"key"})
    read(pairs)
    keys = [value for name, value in pairs if name == "key"]
    for key in keys:
        if not _SHAPE.fullmatch(key):
            raise QueryError("key", key, _MEMBERS["shape"])
    geometries = file_of(request).table.geometries([int(key, 16) for key in keys])
    found: dict[str, str] = {}
    for key in keys:
        geometry = geometries.get(int(key, 16))
        found[key] = json.dumps(geometry, separators=(",", ":"))
        if sum(map(len, found.values())) > SHAPES_LONGEST and len(found) > 1:
            del found[key]
            break
    content = "{" + ",".join(f'"{key}":{geometry}' for key, geometry in found.items()) + "}"
    keep = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(content, media_type="application/json", headers=keep)


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


_COLLECTION = "/collections/{collection}"
ROUTES: list[Route] = [
    Route(f"{_COLLECTION}/cells", going_first(abandonable(cells)), name="cells"),
    Route(f"{_COLLECTION}/stack", abandonable(stack), name="stack"),
    Route(f"{_COLLECTION}/story", going_first(abandonable(story)), name="story"),
    Route(f"{_COLLECTION}/paper", abandonable(paper), name="paper"),
    Route(f"{_COLLECTION}/shapes", abandonable(shapes), name="shapes"),
]
