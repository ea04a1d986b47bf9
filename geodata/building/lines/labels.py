"""Anchors of the map's labels: points for countries and provinces, curves for rivers.

tables/labels.csv says by hand where a name may stand and at which zooms. A river's curve is the
drawn line, smoothed until text can follow it, around the chosen place, as long as its name is
at that zoom.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.building.lines.waters import River
from geodata.building.polygons import coverage
from geodata.building.sources.lands import FOCUS, NEIGHBOURS
from geodata.building.sources.settlements import read_table

EQUATOR_METRES_PER_PIXEL = 156_543.034
"""Web Mercator at zoom 0 with tiles of 256 px: 2π · 6,378,137 m / 256."""

LETTER_PIXELS = 9.5
"""Width that a letter of the rivers' spaced serif italics takes."""

MARGIN_PIXELS = 14.0
"""Room before and after a name on its curve."""

SMOOTHING_PIXELS = 11.0
"""Standard deviation of the Gaussian that straightens a river for its name."""

LAST_ZOOM = 9
"""Zoom whose curves serve all closer zooms as well."""

LINES = {"TJ-RA": ["Districts of Republican", "Subordination"]}
"""Names too long for one line."""

Feature = dict[str, Any]


def make_labels(
    provinces: Mapping[str, BaseGeometry],
    names: Mapping[str, tuple[str, Mapping[str, str]]],
    rivers: Iterable[River],
) -> list[tuple[Feature, BaseGeometry]]:
    """Make all label anchors.

    Parameters
    ----------
    provinces
        Polygons by ISO 3166-2 code.
    names
        English and local names by the same codes.
    rivers
        As drawn.

    Returns
    -------
    list of (properties, geometry)
        `minzoom` is the first zoom at which the label stands, `maxzoom` the first at which it
        no longer does; several of one name are in the order of preference.
    """
    rows = read_table("labels.csv")
    labels = [_country(row) for row in rows if row["kind"] == "country"]
    chosen = [row for row in rows if row["kind"] == "province"]
    labels += [_province(row["name"], row, names) for row in chosen]
    for code in sorted(set(provinces) - {row["name"] for row in chosen}):
        circle = shapely.maximum_inscribed_circle(coverage.to_metres(provinces[code]))
        centre = shapely.get_coordinates(coverage.to_degrees(circle))[0]
        row = {"minzoom": "6", "maxzoom": "11"}
        row |= {"longitude": f"{centre[0]:.2f}", "latitude": f"{centre[1]:.2f}"}
        labels.append(_province(code, row, names))
    courses = list(rivers)
    for row in rows:
        if row["kind"] == "river":
            labels += _river(row, [one for one in courses if one.name == row["name"]])
    return labels


def _point(row: Mapping[str, str]) -> BaseGeometry:
    return shapely.Point(float(row["longitude"]), float(row["latitude"]))


def _zooms(row: Mapping[str, str]) -> Feature:
    return {"minzoom": int(row["minzoom"]), "maxzoom": int(row["maxzoom"])}


def _country(row: Mapping[str, str]) -> tuple[Feature, BaseGeometry]:
    land = next(land for land in FOCUS + NEIGHBOURS if land.name == row["name"])
    focus = land in FOCUS
    properties = {"kind": "country", "id": land.id, "name": land.name, "names": dict(land.names)}
    return properties | {"focus": focus} | _zooms(row), _point(row)


def _province(
    code: str, row: Mapping[str, str], names: Mapping[str, tuple[str, Mapping[str, str]]]
) -> tuple[Feature, BaseGeometry]:
    name, local = names[code]
    properties: Feature = {"kind": "province", "id": code, "name": name, "names": dict(local)}
    if code in LINES:
        properties["lines"] = LINES[code]
    return properties | _zooms(row), _point(row)


def _river(row: Mapping[str, str], rivers: list[River]) -> list[tuple[Feature, BaseGeometry]]:
    anchor = _point(row)
    river = min(rivers, key=lambda one: shapely.distance(one.line, anchor))
    labels = []
    for zoom in range(int(row["minzoom"]), LAST_ZOOM + 1):
        curve = curve_for(river.line, anchor, row["name"], zoom)
        if curve is None:
            continue
        last = zoom + 1 if zoom < LAST_ZOOM else int(row["maxzoom"])
        properties: Feature = {"kind": "river", "name": row["name"], "names": river.names}
        properties |= {"border": river.border, "minzoom": zoom, "maxzoom": last}
        labels.append((properties, curve))
    return labels


def curve_for(
    line: BaseGeometry, anchor: BaseGeometry, name: str, zoom: int
) -> BaseGeometry | None:
    """Return the curve along which a river's name is set at one zoom, from left to right.

    Parameters
    ----------
    line
        The river, degrees.
    anchor
        Where the middle of the name should be.
    name
        The text, whose length decides how long the curve is.
    zoom
        Web Mercator zoom, tiles of 256 px.

    Returns
    -------
    LineString or None
        None where the river is shorter than its name.
    """
    pixel = EQUATOR_METRES_PER_PIXEL / 2**zoom
    pixel *= math.cos(math.radians(shapely.get_y(anchor)))
    metres = coverage.to_metres(line)
    length = (len(name) * LETTER_PIXELS + 2 * MARGIN_PIXELS) * pixel
    if metres.length < length:
        return None
    places = np.arange(0.0, metres.length, 2 * pixel)
    points = shapely.get_coordinates(shapely.line_interpolate_point(metres, places))
    smooth = _smooth(points, SMOOTHING_PIXELS / 2)
    middle = shapely.line_locate_point(metres, coverage.to_metres(anchor)) / (2 * pixel)
    half = length / (4 * pixel)
    middle = min(max(middle, half), len(smooth) - 1 - half)
    part = smooth[max(0, round(middle - half)) : round(middle + half) + 1 : 4]
    if part[0][0] > part[-1][0]:
        part = part[::-1]
    curve: BaseGeometry = coverage.to_degrees(shapely.LineString(part))
    return curve


def _smooth(points: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """Blur a chain of evenly spaced points by a Gaussian; its ends stay."""
    reach = math.ceil(3 * radius)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / radius) ** 2)
    weights /= weights.sum()
    before = 2 * points[0] - points[1 : reach + 1][::-1]
    after = 2 * points[-1] - points[-reach - 1 : -1][::-1]
    padded = np.concatenate([before, points, after])
    if len(padded) < len(points) + 2 * reach:
        return points
    columns = [np.convolve(padded[:, axis], weights, mode="valid") for axis in (0, 1)]
    return np.stack(columns, axis=1)
