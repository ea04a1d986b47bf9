"""Every name on the map reads against what is really drawn under it (WCAG 2.2, 1.4.3)."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Frame, Page

from tests.browser.reader import EVENTS, Visit, map_of, total_shown

LEAST, LEAST_LARGE = 4.5, 3.0
"""Contrast asked of text, and of text of 24 px or of bold 18.66 px and more."""

Pixels = np.ndarray[Any, np.dtype[np.float64]]

TEXTS = """() => [...document.querySelectorAll("svg text")].map((text) => {
    const box = text.getBoundingClientRect();
    const style = getComputedStyle(text);
    return {words: text.textContent, x: box.x, y: box.y, w: box.width, h: box.height,
            fill: style.fill, size: parseFloat(style.fontSize), weight: +style.fontWeight};
}).filter(({x, y, w, h}) => w && x >= 0 && y >= 0 && x + w <= innerWidth && y + h <= innerHeight)
"""


def luminance(colours: Pixels) -> Pixels:
    """Return the relative luminance of colours from 0 to 255, as WCAG defines it."""
    parts = colours / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one: Pixels, other: Pixels) -> Pixels:
    light, dark = np.maximum(one, other), np.minimum(one, other)
    return (light + 0.05) / (dark + 0.05)


def picture(page: Page) -> Pixels:
    """Return the map as it is drawn now."""
    shot = Image.open(io.BytesIO(page.locator(".st-key-map-place iframe").screenshot()))
    return np.asarray(shot.convert("RGB"), dtype=np.float64)


def faint(page: Page, frame: Frame) -> list[str]:
    """Return the names whose letters stand out too little from the pixels beneath them."""
    texts = frame.evaluate(TEXTS)
    with_letters = picture(page)
    style = frame.add_style_tag(content="svg text { fill: transparent !important; }")
    beneath = picture(page)
    style.evaluate("(element) => element.remove()")
    found = []
    for text in texts:
        x, y, w, h = (round(text[name]) for name in ("x", "y", "w", "h"))
        area = np.s_[y : y + h, x : x + w]
        fill = np.array(ImageColor.getrgb(text["fill"])[:3], dtype=np.float64)
        letters = np.abs(with_letters[area] - fill).max(axis=-1) < 24
        letters &= np.abs(beneath[area] - fill).max(axis=-1) > 24
        if not letters.any():
            found.append(f"{text['words']}: no letter to be seen")
            continue
        ratio = np.median(contrast(luminance(fill), luminance(beneath[area][letters])))
        large = text["size"] >= 24 or (text["size"] >= 18.66 and text["weight"] >= 700)
        if ratio < (LEAST_LARGE if large else LEAST):
            found.append(f"{text['words']}: {ratio:.2f}")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_stand_out_from_what_is_under_them(server: str, visit: Visit, scheme: str) -> None:
    page = visit(f"{server}/?view=37.6,70.4,6", "desktop", scheme)
    total_shown(page, len(EVENTS))
    for zoom in (6, 7, 9):
        frame = map_of(page)
        frame.evaluate("zoom => { map_div.setView([37.6, 70.4], zoom, {animate: false}); }", zoom)
        frame = map_of(page)
        page.wait_for_load_state("networkidle")  # the relief comes last, and panels move the map
        assert frame.evaluate("map_div.getZoom()") == zoom
        assert len(frame.evaluate(TEXTS)) > 10
        assert faint(page, frame) == [], zoom
