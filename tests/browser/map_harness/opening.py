"""Pages with the map layer alone, for the tests of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, Route, expect

Open = Callable[..., Page]


@contextmanager
def maps(server: Any, browser: Browser) -> Iterator[Open]:
    """Open the layer in fresh pages; at the end no error and no outside request is left."""
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    contexts, errors, outside = [], [], []

    def guard(route: Route) -> None:
        if route.request.url.startswith(origin):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    def open_(
        size: tuple[int, int] = (1000, 560),
        wait: bool = True,
        context: dict[str, Any] | None = None,
        **query: str,
    ) -> Page:
        made = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            **{"reduced_motion": "reduce", **(context or {})},
        )
        contexts.append(made)
        made.route(re.compile("^(?!data:)"), guard)
        page = made.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{origin}/?{urlencode(query)}")
        if wait:
            settle(page)
        return page

    yield open_
    for made in contexts:
        made.close()
    assert errors == []
    assert outside == []


def settle(page: Page) -> None:
    """Wait until the map is drawn and at rest."""
    expect(page.locator("#map")).to_have_attribute("data-settled", "true")


def go(page: Page, centre: Sequence[float], zoom: float) -> None:
    """Move the map at once, and wait until it is at rest."""
    page.evaluate("([c, z]) => { leafletMap.setView(c, z, {animate: false}); }", [centre, zoom])
    settle(page)


def overlaps(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Tell whether two boxes overlap by more than half a pixel."""
    slack = 0.5
    return bool(
        a["x"] < b["x"] + b["w"] - slack
        and b["x"] < a["x"] + a["w"] - slack
        and a["y"] < b["y"] + b["h"] - slack
        and b["y"] < a["y"] + a["h"] - slack
    )


def whole(box: dict[str, Any], size: tuple[int, int]) -> bool:
    """Tell whether a box lies within a view."""
    return (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["w"] <= size[0]
        and box["y"] + box["h"] <= size[1]
    )
