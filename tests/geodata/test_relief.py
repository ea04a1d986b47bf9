"""The hillshade lies under the map where it should: in Web Mercator, on its valleys."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
import shapely
from PIL import Image

from geodata.basemap import load_basemap
from geodata.building import relief
from tests.geodata.conftest import Read


@pytest.fixture(scope="module")
def alpha() -> np.ndarray:
    picture = Image.open(io.BytesIO(load_basemap().layers["hillshade"].path.read_bytes()))
    assert picture.mode == "RGBA"
    pixels = np.asarray(picture, dtype=float)
    assert pixels[..., :3].max() == 0, "the shadow is black, its depth is in alpha"
    return pixels[..., 3]


def test_rows_are_evenly_spaced_in_mercator(alpha: np.ndarray) -> None:
    west, south, east, north = load_basemap().layers["hillshade"].bounds
    rows, columns = alpha.shape
    mercator = (relief.northing(north) - relief.northing(south)) / math.radians(east - west)
    assert rows / columns == pytest.approx(mercator, abs=1 / columns)


def test_edges_fade_and_the_neighbours_are_weaker(alpha: np.ndarray, layer: Read) -> None:
    edges = (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1])
    assert max(edge.max() for edge in edges) == 0
    inside, outside = shadows(alpha, layer)
    assert 0.15 < outside / inside < 0.5


VALLEYS = {
    "Wakhan, at 36.8° N": (71.75, 36.6, 72.6, 37.05),
    "Darvoz, at 38.4° N": (70.6, 38.2, 71.25, 38.55),
}
"""Where the Panj runs from west to east between slopes: the northern one looks away from the
light of the north-west and is dark, the southern one is lit."""


@pytest.mark.parametrize("box", VALLEYS.values(), ids=VALLEYS.keys())
def test_slopes_change_at_the_river_in_mercator_and_not_in_latitude(
    alpha: np.ndarray, layer: Read, box: tuple[float, ...]
) -> None:
    [(_, border)] = layer("border")
    assert abs(best_shift(alpha, border, box, mercator=True)) <= 1
    assert abs(best_shift(alpha, border, box, mercator=False)) > 4


def test_interpolation_keeps_heights_at_their_cells() -> None:
    heights = np.add.outer(np.arange(6000.0), np.arange(40.0))
    longitudes = (np.arange(10, 20) + 0.5) / 120
    latitudes = 50 - (np.arange(100, 110) + 0.5) / 120
    found = relief.sample(heights, longitudes, latitudes)
    assert found == pytest.approx(heights[100:110, 10:20])


def pixel_of(
    alpha: np.ndarray, longitudes: np.ndarray, latitudes: np.ndarray, *, mercator: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    west, south, east, north = load_basemap().layers["hillshade"].bounds
    scale = np.vectorize(relief.northing) if mercator else np.asarray
    share = (scale(north) - scale(latitudes)) / (scale(north) - scale(south))
    rows = np.clip(share * alpha.shape[0], 0, alpha.shape[0] - 1).astype(int)
    columns = (longitudes - west) / (east - west) * alpha.shape[1]
    return rows, np.clip(columns, 0, alpha.shape[1] - 1).astype(int)


def shadows(alpha: np.ndarray, layer: Read) -> tuple[float, float]:
    focus = shapely.union_all(np.array([one for _, one in layer("countries")]))
    shapely.prepare(focus)
    longitudes, latitudes = (
        axis.ravel() for axis in np.meshgrid(np.linspace(71, 74.5, 80), np.linspace(36, 38.5, 80))
    )
    held = shapely.contains_xy(focus, longitudes, latitudes)
    values = alpha[pixel_of(alpha, longitudes, latitudes)]
    return float(values[held].mean()), float(values[~held].mean())


def best_shift(
    alpha: np.ndarray, border: shapely.Geometry, box: tuple[float, ...], *, mercator: bool
) -> int:
    """Rows by which the picture would have to move to have its dark slopes north of the river."""
    river = shapely.intersection(border, shapely.box(*box))
    points = shapely.get_coordinates(shapely.segmentize(river, 0.003))
    rows, columns = pixel_of(alpha, points[:, 0], points[:, 1], mercator=mercator)
    contrast = {}
    for shift in range(-12, 13):
        north = np.mean([alpha[rows + shift - step, columns] for step in range(1, 6)])
        south = np.mean([alpha[rows + shift + step, columns] for step in range(1, 6)])
        contrast[shift] = north - south
    return max(contrast, key=lambda shift: contrast[shift])
