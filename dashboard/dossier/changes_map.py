"""The map of what changed: an arrow for what moved, two outlines for what is drawn otherwise.

It is one drawing of SVG on the countries' outlines, in Web Mercator, and needs no script. What
moved is a point in both versions; of any other place the earlier shape is dashed and the later
one drawn out, and no kilometres are told. This module shouldn't import Streamlit.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import numpy as np
import shapely
from shapely.geometry import shape

from dashboard.words.catalogue import say
from events.changes.event_change import EventChange
from events.changes.in_words import km_in_words, place_change_in_words
from geodata.boundaries import load_boundaries

MOST_DRAWN = 500
"""The most events on the map; the others are only listed."""

_WIDTH, _LEAST_HEIGHT, _MOST_HEIGHT = 1000.0, 420.0, 720.0
_MARGIN = 60.0  # pixels around what is drawn
_CLOSEST = 1.0  # degrees of longitude that the map is wide, at least
_MOST_LATITUDE = 85.0511  # where Web Mercator ends
_RADIUS, _HEAD = 4.0, 9.0  # pixels
_MOST_NAMED = 12
_POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)


def draw_map(events: Sequence[EventChange]) -> Element | None:
    """Draw the events whose place changed.

    Parameters
    ----------
    events
        Events that changed; of the others nothing is drawn.

    Returns
    -------
    xml.etree.ElementTree.Element or None
        An ``svg``; None where no place is to be drawn.
    """
    drawn = [event for event in events if any(event.places)][:MOST_DRAWN]
    shapes = [[shape(place) if place else None for place in event.places] for event in drawn]
    known = [one for pair in shapes for one in pair if one is not None]
    if not known:
        return None
    view = _View(known)
    told = say("changes.map_of", count=len(drawn))
    svg = Element("svg", {"class": "map", "role": "img", "aria-label": told})
    svg.set("viewBox", f"0 0 {_WIDTH:g} {view.height:g}")
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    _draw_ground(svg, view)
    for event, (old, new) in zip(drawn, shapes, strict=True):
        group = SubElement(svg, "g")
        SubElement(group, "title").text = f"{event.title}: {place_change_in_words(event)}"
        if event.moved_km is None or old is None or new is None:
            _outline(group, "old", old, view)
            _outline(group, "new", new, view)
            last = [one for one in (old, new) if one is not None][-1]
            _label(group, view.place(last)[0], place_change_in_words(event))
        else:
            _arrow(group, view.place(old)[0], view.place(new)[0], km_in_words(event.moved_km))
    return svg


class _View:
    """What the map shows: places in degrees to pixels."""

    def __init__(self, shapes: Sequence[shapely.Geometry]) -> None:
        west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
        left, right = west, max(east, west + 1e-9)
        bottom, top = _mercator(np.array([south, north]))
        wide = max(right - left, _CLOSEST, (top - bottom) * _WIDTH / _MOST_HEIGHT)
        self._scale: float = (_WIDTH - 2 * _MARGIN) / wide
        tall = (top - bottom) * self._scale + 2 * _MARGIN
        self.height = min(max(tall, _LEAST_HEIGHT), _MOST_HEIGHT + 2 * _MARGIN)
        self._left = (left + right) / 2 - _WIDTH / 2 / self._scale
        self._top = (bottom + top) / 2 + self.height / 2 / self._scale

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees."""
        bottom = self._top - self.height / self._scale
        ends = (_latitude(bottom), _latitude(self._top))
        return self._left, ends[0], self._left + _WIDTH / self._scale, ends[1]

    @property
    def pixel(self) -> float:
        """How wide a pixel is, in degrees of longitude."""
        return 1 / self._scale

    def place(self, geometry: shapely.Geometry) -> list[tuple[float, float]]:
        """Give the positions of a geometry in pixels."""
        return [(x, y) for x, y in self.placed(shapely.get_coordinates(geometry)).tolist()]

    def placed(self, positions: Any) -> Any:
        """Turn degrees into pixels."""
        x = (positions[:, 0] - self._left) * self._scale
        y = (self._top - _mercator(positions[:, 1])) * self._scale
        return np.column_stack([x, y]).round(1)


def _mercator(latitude: Any) -> Any:
    """Give the height on the map, in degrees of longitude at the equator."""
    held = np.radians(np.clip(latitude, -_MOST_LATITUDE, _MOST_LATITUDE))
    return np.degrees(np.arctanh(np.sin(held)))


def _latitude(height: float) -> float:
    return float(np.degrees(np.arctan(np.sinh(np.radians(height)))))


def _draw_ground(svg: Element, view: _View) -> None:
    areas = load_boundaries()
    areas = areas[areas.level == "country"]
    near = areas.iloc[areas.sindex.query(shapely.box(*view.box))]
    clipped = shapely.clip_by_rect(near.geometry.to_numpy(), *view.box)
    plain = shapely.simplify(clipped, view.pixel / 2)
    there = ~(shapely.is_empty(plain) | shapely.is_missing(plain))
    names, plain = near["name"].to_numpy()[there], plain[there]
    for area in plain:
        SubElement(svg, "path", {"class": "land", "d": _path(area, view)})
    if len(names) > _MOST_NAMED:
        return
    for name, area in zip(names, plain, strict=True):
        x, y = view.place(shapely.point_on_surface(area))[0]
        at = {"class": "country", "x": f"{x:g}", "y": f"{y:g}"}
        SubElement(svg, "text", at).text = str(name).upper()


def _outline(group: Element, name: str, geometry: shapely.Geometry | None, view: _View) -> None:
    if geometry is None:
        return
    if shapely.get_type_id(geometry) in _POINTS:
        for x, y in view.place(geometry):
            at = {"class": name, "cx": f"{x:g}", "cy": f"{y:g}", "r": f"{_RADIUS:g}"}
            SubElement(group, "circle", at)
        return
    SubElement(group, "path", {"class": name, "d": _path(geometry, view)})


def _arrow(group: Element, start: tuple[float, float], end: tuple[float, float], told: str) -> None:
    across, down = end[0] - start[0], end[1] - start[1]
    long = math.hypot(across, down)
    at = {"class": "from", "cx": f"{start[0]:g}", "cy": f"{start[1]:g}", "r": f"{_RADIUS:g}"}
    SubElement(group, "circle", at)
    if long > _HEAD:
        step = (across / long, down / long)
        foot = (end[0] - _HEAD * step[0], end[1] - _HEAD * step[1])
        side = (-step[1] * _HEAD / 2, step[0] * _HEAD / 2)
        SubElement(group, "path", {"class": "way", "d": _line([start, foot])})
        corners = [
            end,
            (foot[0] + side[0], foot[1] + side[1]),
            (foot[0] - side[0], foot[1] - side[1]),
        ]
        SubElement(group, "path", {"class": "head", "d": f"{_line(corners)}Z"})
    else:
        at = {"class": "new", "cx": f"{end[0]:g}", "cy": f"{end[1]:g}", "r": f"{_RADIUS / 2:g}"}
        SubElement(group, "circle", at)
    _label(group, end, told)


def _label(group: Element, end: tuple[float, float], told: str) -> None:
    at = {"class": "told", "x": f"{end[0] + _HEAD:g}", "y": f"{end[1] - _RADIUS:g}"}
    SubElement(group, "text", at).text = told


def _path(geometry: shapely.Geometry, view: _View) -> str:
    return "".join(
        _line(view.placed(shapely.get_coordinates(part)).tolist()) for part in _lines_in(geometry)
    )


def _lines_in(geometry: shapely.Geometry) -> Iterator[shapely.Geometry]:
    for part in shapely.get_parts(geometry):
        kind = shapely.get_type_id(part)
        if kind == shapely.GeometryType.POLYGON:
            yield from shapely.get_rings(part)
        elif kind == shapely.GeometryType.LINESTRING:
            yield part


def _line(positions: Iterable[Sequence[float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in positions)
