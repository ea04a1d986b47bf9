"""The steps by which areas are tinted can be told apart, with any kind of colour vision."""

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest

from dashboard.assets.palette import THEMES, palette

Vector = npt.NDArray[np.float64]

STEPS = tuple(f"tint{at}" for at in range(1, 6))

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (6), 2009: severity 1.0,
# on linear sRGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}

# IEC 61966-2-1, sRGB to CIE XYZ; its white is D65.
XYZ = np.array(
    [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ]
)
WHITE = XYZ.sum(axis=1)

OPACITY = {"light": 0.7, "dark": 0.75}
"""How strongly a tint lies on the land (`tintOpacity` of dashboard/static/shared/theme.js)."""

LEAST = 8.0
"""Least CIE 1976 difference of two steps, or of one and the land.

About 2.3 can just be seen (Mahy, Van Eycken and Oosterlinck, Color Research and Application 19 (2),
1994)."""

LIGHTER = 7.0
"""Least difference in lightness alone."""


def srgb(text: str) -> Vector:
    return np.array([int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def linear(colour: Vector) -> Vector:
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def lab(colour: Vector) -> Vector:
    """Return CIE L*a*b* of linear sRGB."""
    ratio = XYZ @ colour / WHITE
    knee = (6 / 29) ** 3
    f = np.where(ratio > knee, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def seen(theme: str, vision: str) -> dict[str, Vector]:
    """Return the land and the tints on it, as they are drawn and as an eye sees them."""
    colours = palette(theme)
    land, share = srgb(colours["land"]), OPACITY[theme]
    drawn = {"land": land} | {
        step: share * srgb(colours[step]) + (1 - share) * land for step in STEPS
    }
    return {
        name: lab(np.clip(VISION[vision] @ linear(colour), 0, 1)) for name, colour in drawn.items()
    }


def test_the_measure_is_right() -> None:
    """White, black and the red of sRGB have the values that CIE's formulas give."""
    assert lab(linear(srgb("#FFFFFF"))) == pytest.approx([100, 0, 0], abs=0.01)
    assert lab(linear(srgb("#000000"))) == pytest.approx([0, 0, 0], abs=0.01)
    assert lab(linear(srgb("#FF0000"))) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    for matrix in VISION.values():  # a grey stays the grey that it is
        assert matrix.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES)
def test_land_and_steps_differ_to_every_eye(theme: str, vision: str) -> None:
    found = seen(theme, vision)
    for one, other in combinations(("land", *STEPS), 2):
        assert np.linalg.norm(found[one] - found[other]) >= LEAST, (one, other)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES)
def test_more_events_are_further_from_the_land_in_lightness(theme: str, vision: str) -> None:
    """The order of the steps rests on lightness, not on hue."""
    found = seen(theme, vision)
    away = [abs(found[name][0] - found["land"][0]) for name in ("land", *STEPS)]
    assert away == sorted(away)
    assert min(after - before for before, after in pairwise(away[1:])) >= LIGHTER
