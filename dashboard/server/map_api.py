"""The page's own supply: small answers for each view of the map, each line or area once, words.

``cells``, ``stack`` and ``shapes`` are the map's; ``story`` is the reading pane's, ``overview``
that of counts and days, ``filters`` and ``values`` the panel of filters', ``pairs`` what may be
the same event of several files, ``dossier`` for paper.
They take the filters of OGC API – Features' items (`dashboard.server.ogc_features`).
"""

import json
import re
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.dossier.contents import for_paper
from dashboard.present.filters.filter_form import filter_form, found_values
from dashboard.present.map_marks import listed_marks, marks_in_view
from dashboard.present.overview import overview
from dashboard.present.query_string import read_query
from dashboard.present.review.pair_rows import PAIRS, pair_rows
from dashboard.present.story import story_of
from dashboard.server.request_limits import cancellable
from dashboard.server.request_params import (
    answer,
    box_of,
    pairs_of,
    refuse_parameters,
    requested_file,
    whole_number,
)
from dashboard.session.server_limits import ANSWER_MARKS, ITEMS_OFFSET, SHAPES_CHARACTERS
from dashboard.words.catalogue import say
from events.matching.suggestions import LEAST
from events.model.limits import PARAMETER_CHARACTERS
from events.query.columns.row_order import Order
from events.query.event_table import Table
from events.query.filters.declaration import QueryError
from events.query.filters.places.position import POSITION

STACK = 50
"""Marks in one page of a list when ``limit`` is not given."""


def cells(request: Request) -> Response:
    """Answer what a view shows: events one by one while they are few, counts while many.

    A line or an area is named by its key; ``shapes`` has it.
    """
    pairs = pairs_of(request, {"bbox", "zoom"})
    zoom = _zoom(request.query_params.get("zoom", "0"))
    selection, bbox = read_query(pairs), box_of(request) or (-180, -90, 180, 90)
    file = requested_file(request)
    return answer(request, marks_in_view(file, file.view(selection, bbox, zoom)))


def stack(request: Request) -> Response:
    """Answer the events that a cell, an area or a point stands for, a page at a time.

    By ``sort`` they come by their days, the first ones first, or by deaths, the most first.
    """
    selection = read_query(pairs_of(request, {"sort", "limit", "offset"}))
    if POSITION.condition(selection) is None:
        raise QueryError("cell", "", "one of cell, shape, point")
    sort = request.query_params.get("sort", "days")
    if sort not in _SORTS:
        raise QueryError("sort", sort, " or ".join(_SORTS))
    limit = whole_number(request, "limit", STACK, least=1, most=ANSWER_MARKS)
    offset = whole_number(request, "offset", 0, least=0, most=ITEMS_OFFSET)
    file = requested_file(request)
    columns = file.table.columns
    chosen = columns.mask(selection)
    by, descending = _SORTS[sort]
    rows = columns.page(chosen, by, descending=descending, offset=offset, limit=limit)
    listed = {"matched": columns.number(chosen), "offset": offset, "sort": sort}
    return answer(request, {**listed, **listed_marks(file, rows)})


def story(request: Request) -> Response:
    """Answer what the reading pane tells: an event in full, its neighbours, or an end."""
    selection = read_query(pairs_of(request, {"event", "step", "sort"}))
    asked = request.query_params
    file = requested_file(request)
    event = file.find(asked.get("event"))
    if event is None and "event" in asked:
        raise HTTPException(404, say("server.no_event"))
    coverage, sort = asked.get("step") == "coverage", asked.get("sort", "")
    return answer(request, story_of(file, selection, event, coverage=coverage, sort=sort))


def overview_of(request: Request) -> Response:
    """Answer the counts and the days of what the filters choose."""
    selection = read_query(pairs_of(request, set()))
    return answer(request, overview(requested_file(request), selection))


def filters(request: Request) -> Response:
    """Answer the fields of the panel of filters, with what each value would leave."""
    selection = read_query(pairs_of(request, set()))
    return answer(request, {"fields": filter_form(requested_file(request), selection)})


def values(request: Request) -> Response:
    """Answer the values of a filter that words find, the best first."""
    selection = read_query(pairs_of(request, {"of", "find"}))
    name, words = (request.query_params.get(part, "") for part in ("of", "find"))
    if len(words) > PARAMETER_CHARACTERS:
        raise QueryError("find", words, f"at most {PARAMETER_CHARACTERS} characters")
    found = found_values(requested_file(request), selection, name, words)
    if found is None:
        raise QueryError("of", name, "a filter of this file with values")
    return answer(request, found)


def pairs(request: Request) -> Response:
    """Answer which events of files that are shown together may be the same, a page at a time.

    ``ready`` is false where they are still being compared; whoever asks, asks again.
    """
    refuse_parameters(request, {"least", "limit", "offset"})
    least = request.query_params.get("least", str(LEAST))
    if not re.fullmatch(r"[01](\.\d{1,6})?", least, re.ASCII) or float(least) > 1:
        raise QueryError("least", least, "a score from 0 to 1")
    limit = whole_number(request, "limit", PAIRS, least=1, most=ANSWER_MARKS)
    offset = whole_number(request, "offset", 0, least=0, most=ITEMS_OFFSET)
    return answer(request, pair_rows(requested_file(request), float(least), offset, limit))


def dossier(request: Request) -> Response:
    """Answer what a dossier of the events that the filters choose says, for paper."""
    selection = read_query(pairs_of(request, set()))
    return answer(request, for_paper(requested_file(request), selection))


def shapes(request: Request) -> Response:
    """Answer lines and areas by their keys, null for one there is not.

    The first of those asked for, as far as `SHAPES_CHARACTERS` goes, but one at least. A key is of
    the content, so that the answer never changes.
    """
    pairs = pairs_of(request, {"key"})
    read_query(pairs)
    keys = [value for name, value in pairs if name == "key"]
    for key in keys:
        if not _SHAPE.fullmatch(key):
            raise QueryError("key", key, "the key of a shape, in hexadecimal digits")
    content = joined_shapes(keys, requested_file(request).table)
    keep = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(content, media_type="application/json", headers=keep)


def joined_shapes(keys: Sequence[str], table: Table, longest: int = SHAPES_CHARACTERS) -> str:
    """Write the lines and areas with some keys as JSON: the first of them, but one at least.

    Parameters
    ----------
    keys
        Their keys, in hexadecimal digits.
    table
        Holds them; what it does not hold is null.
    longest
        Characters that they have together.
    """
    geometries = table.geometries([int(key, 16) for key in keys])
    found: dict[str, str] = {}
    for key in keys:
        geometry = json.dumps(geometries.get(int(key, 16)), separators=(",", ":"))
        if found and sum(map(len, found.values())) + len(geometry) > longest:
            break
        found[key] = geometry
    return "{" + ",".join(f'"{key}":{geometry}' for key, geometry in found.items()) + "}"


def _zoom(text: str) -> float:
    if not re.fullmatch(r"\d{1,2}(\.\d{1,6})?", text, re.ASCII):
        raise QueryError("zoom", text, "a zoom from 0 to 99")
    return float(text)


_SHAPE = re.compile(r"[0-9a-f]{15}")
_SORTS: dict[str, tuple[Order, bool]] = {"days": ("rank", False), "deaths": ("deaths_best", True)}
"""How a list can be sorted: by which order, and whether the last come first."""


_COLLECTION = "/collections/{collection}"
ROUTES: list[Route] = [
    Route(f"{_COLLECTION}/cells", cancellable(cells), name="cells"),
    Route(f"{_COLLECTION}/stack", cancellable(stack), name="stack"),
    Route(f"{_COLLECTION}/story", cancellable(story), name="story"),
    Route(f"{_COLLECTION}/overview", cancellable(overview_of), name="overview"),
    Route(f"{_COLLECTION}/dossier", cancellable(dossier), name="dossier"),
    Route(f"{_COLLECTION}/filters", cancellable(filters), name="filters"),
    Route(f"{_COLLECTION}/values", cancellable(values), name="values"),
    Route(f"{_COLLECTION}/pairs", cancellable(pairs), name="pairs"),
    Route(f"{_COLLECTION}/shapes", cancellable(shapes), name="shapes"),
]
