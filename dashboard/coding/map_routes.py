"""What Code mode's page asks: where events are, what lies at a position, what was told already."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.coding.code_desk import CodeDesk
from dashboard.coding.place_choice import (
    with_part,
    with_point,
    with_region,
    with_ring,
    with_stretch,
)
from dashboard.present.overview import home_of
from dashboard.session.public.registry import default_file, open_default_file
from dashboard.session.session_file import SessionFile
from dashboard.words.catalogue import say
from events.desk.database import DeskError
from geodata.named_places import load_gazetteer
from geodata.shapes_by_hand import Point, border_towns

_MOST_KM = 200
_MOST_CORNERS = 100

Handler = Callable[[CodeDesk, Request], Any]


def renewed(desk: CodeDesk) -> SessionFile:
    """Bring the collection that everybody is shown up to date with the desk, and return it."""
    desk.written()
    default_file().renew()
    return open_default_file()


def _version(desk: CodeDesk, _request: Request) -> Any:
    file = renewed(desk)
    return {"version": file.loaded.sha256[:12], "home": home_of(file.overview.reach)}


def _choices(desk: CodeDesk, request: Request) -> Any:
    return desk.choices(request.query_params["key"])


def _around(desk: CodeDesk, request: Request) -> Any:
    asked = request.query_params
    position = read_position([float(asked["longitude"]), float(asked["latitude"])])
    reach_km = min(max(float(asked["reach_km"]), 0.0), _MOST_KM)
    return {"places": desk.places_around(asked["key"], position, reach_km)}


def _told_already(desk: CodeDesk, request: Request) -> Any:
    return {"offers": desk.told_already(request.query_params["key"])}


def _border(_desk: CodeDesk, _request: Request) -> Any:
    return {"towns": [{"name": one.name, "position": one.position} for one in border_towns()]}


QUESTIONS: Mapping[str, Handler] = {
    "version": _version,
    "choices": _choices,
    "around": _around,
    "border": _border,
    "told": _told_already,
}
"""What the page asks, by the name of its address."""


def _act(make: Callable[[Any, dict[str, Any]], Any]) -> Callable[[CodeDesk, dict[str, Any]], None]:
    def act(desk: CodeDesk, one: dict[str, Any]) -> None:
        desk.change(one["key"], one["seen"], lambda feature: make(feature, one))

    return act


MAP_ACTS: Mapping[str, Callable[[CodeDesk, dict[str, Any]], Any]] = {
    "part": _act(lambda feature, one: with_part(feature, load_gazetteer()[one["number"]])),
    "stretch": _act(
        lambda feature, one: with_stretch(feature, *map(read_position, one["between"]))
    ),
    "region": _act(lambda feature, one: with_region(feature, _corners(one), one["name"])),
    "point": _act(lambda feature, one: with_point(feature, read_position(one["position"]))),
    "ring": _act(lambda feature, one: with_ring(feature, one["radius_km"])),
}
"""What a coder does on the map, by the name of its address."""


def answer_question(desk: CodeDesk, ask: Handler) -> Callable[[Request], Any]:
    """Return what answers a question of the page."""

    async def answer(request: Request) -> Response:
        try:
            found = await run_in_threadpool(ask, desk, request)
        except (KeyError, ValueError, DeskError):
            return JSONResponse({"code": "400", "description": say("code.not_understood")}, 400)
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    return answer


def read_position(value: Sequence[Any]) -> Point:
    """Read a longitude and a latitude in degrees.

    Raises
    ------
    ValueError
        Where it is none.
    """
    longitude, latitude = map(float, value)
    if not (math.isfinite(longitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        raise ValueError(value)
    return longitude, latitude


def _corners(one: dict[str, Any]) -> list[Point]:
    return [read_position(corner) for corner in one["corners"][:_MOST_CORNERS]]
