"""The two scripts of the page: whole, kept by the browser for good, and never the wrong ones."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.assets.scripts import MAP, PANELS, Script
from dashboard.server.routes import MIDDLEWARE, ROUTES

STATIC = Path(__file__).resolve().parents[3] / "dashboard/static"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))


@pytest.mark.parametrize("script", [MAP, PANELS], ids=lambda script: script.name)
def test_a_script_is_kept_for_good_under_an_address_of_its_content(
    client: TestClient, script: Script
) -> None:
    answer = client.get(f"/assets/{script.file}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text == script.text


def test_the_page_of_an_older_server_gets_the_present_script_and_does_not_keep_it(
    client: TestClient,
) -> None:
    answer = client.get("/assets/panels.0123456789ab.js")
    assert (answer.status_code, answer.text) == (200, PANELS.text)
    assert answer.headers["cache-control"] == "no-store"


def test_there_is_no_other_script(client: TestClient) -> None:
    assert client.get(f"/assets/other.{MAP.digest}.js").status_code == 404


def test_another_content_has_another_address(tmp_path: Path) -> None:
    module = tmp_path / "entry.js"
    files = set()
    for number in range(2):
        module.write_text(f"export const number = {number};\n")
        files.add(Script("one", {"entry": module}).file)
    assert len(files) == 2


def test_what_a_script_imports_later_lies_beside_it() -> None:
    """Expect each such module where the script's address, directly under assets/, looks for it."""
    later = re.findall(r'\bimport\("\./([^"]+)"\)', MAP.text + PANELS.text)
    assert later == ["image/map_image.js"]
    assert (STATIC / later[0]).is_file()
