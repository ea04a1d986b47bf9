"""Which sites may show the page in a frame: none but this one, until the operator names some."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.server.security_headers import SecurityHeaders, embedding_sites

SITES = ("https://site.example", "https://news.example:8443")


def headers(path: str, sites: tuple[str, ...] = (), pictures_of: str = "") -> dict[str, str]:
    def text(_request: object) -> PlainTextResponse:
        return PlainTextResponse("a")

    page = Starlette(routes=[Route("/{rest:path}", text)])
    found = (
        TestClient(SecurityHeaders(page, sites=sites, pictures_of=pictures_of)).get(path).headers
    )
    return {name: found.get(name, "") for name in ("content-security-policy", "x-frame-options")}


@pytest.mark.parametrize("path", ["/", "/component/map/index.html", "/api/"])
def test_no_other_site_frames_it_by_default(path: str) -> None:
    found = headers(path)
    assert "frame-ancestors 'self'" in found["content-security-policy"].split("; ")
    assert found["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/", "/component/map/index.html"])
def test_named_sites_frame_it_and_the_map_in_it(path: str) -> None:
    found = headers(path, SITES)
    rule = f"frame-ancestors 'self' {' '.join(SITES)}"
    assert rule in found["content-security-policy"].split("; ")
    assert found["x-frame-options"] == ""


@pytest.mark.parametrize("path", ["/", "/component/map/index.html", "/api/"])
def test_tiles_of_the_operators_site_are_for_the_map_alone(path: str) -> None:
    rules = headers(path, pictures_of="https://tile.example")["content-security-policy"].split("; ")
    others = headers(path)["content-security-policy"].split("; ")
    is_map = path.startswith("/component/")
    assert ("img-src 'self' data: blob: https://tile.example" in rules) == is_map
    assert [rule for rule in rules if not rule.startswith("img-src")] == [
        rule for rule in others if not rule.startswith("img-src")
    ]


def test_sites_are_read() -> None:
    assert embedding_sites("") == ()
    assert embedding_sites(f" {SITES[0]}  {SITES[1]} ") == SITES
    assert embedding_sites("http://localhost:8000") == ("http://localhost:8000",)


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "https:",
        "site.example",
        "https://*.example",
        "https://site.example/",
        "https://site.example; script-src *",
        "https://site.example,https://news.example",
        "'none'",
        "data:",
    ],
)
def test_what_is_no_site_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"EMBED_FOR: found .*, expected addresses of sites"):
        embedding_sites(text)
