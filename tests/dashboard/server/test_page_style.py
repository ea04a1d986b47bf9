"""Streamlit's page has our style and our language before its content comes."""

from importlib.resources import files

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.server.page_style import PageStyle

PAGE = files("streamlit").joinpath("static/index.html").read_text("utf-8")


def client(language: str) -> TestClient:
    def page(_request: Request) -> Response:
        return HTMLResponse(PAGE)

    middleware = [Middleware(PageStyle, base="panj", language=language)]
    routes = [Route("/panj/", page), Route("/", page)]
    return TestClient(Starlette(routes=routes, middleware=middleware))


@pytest.mark.parametrize("language", ["en", "tg"])
def test_the_page_names_its_style_and_the_language_of_its_words(language: str) -> None:
    page = client(language).get("/panj/").text
    assert f'<html lang="{language}">' in page
    assert '<link rel="stylesheet" href="./assets/page.css"></head>' in page


def test_another_address_is_left_alone() -> None:
    assert client("tg").get("/").text == PAGE
