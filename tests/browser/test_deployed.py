"""Panj behind nginx, at /panj/ and by TLS, as docs/deploying.md deploys it."""

import gzip
import json
import re
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPSConnection
from pathlib import Path
from urllib.error import HTTPError

import pyogrio
import pytest
from playwright.sync_api import Page, expect

from tests.browser.deployed import BASE, Deployment, deployed
from tests.browser.reader import (
    CROSSING,
    EVENTS,
    Visit,
    map_of,
    mark,
    opened,
    pill,
    total_shown,
)

# What holds at the root holds here: the same tests, with this module's `server`.
from tests.browser.test_dashboard import (  # noqa: F401
    test_a_click_on_a_mark_opens_its_words,
    test_a_route_that_is_down_keeps_the_marks_and_offers_another_try,
    test_back_and_forward_walk_the_events,
    test_dates_filter_the_marks_without_a_new_map,
    test_moving_the_map_reruns_nothing,
)
from tests.browser.test_gis import (  # noqa: F401
    test_gdal_reads_a_period_by_the_items_own_address,
    test_gdal_reads_what_the_events_select,
)
from tests.browser.test_own_files import (  # noqa: F401
    open_files,
    table,
    test_a_file_opens_beside_the_article_with_its_receipt,
    test_another_reader_neither_sees_nor_reaches_it,
    test_the_selection_leaves_as_a_file_that_comes_back,
)
from tests.browser.test_sharing import test_the_link_is_the_whole_state  # noqa: F401


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployment that the tests of this module share."""
    with deployed(tmp_path_factory.mktemp("deployed")) as running:
        yield running


@pytest.fixture(scope="module")
def server(deployment: Deployment) -> str:
    return deployment.url


@pytest.fixture(autouse=True)
def trusted(deployment: Deployment) -> Iterator[None]:
    """Let GDAL trust the certificate, as it would trust a real one."""
    pyogrio.set_gdal_config_options({"GDAL_CURL_CA_BUNDLE": str(deployment.certificate)})
    yield
    pyogrio.set_gdal_config_options({"GDAL_CURL_CA_BUNDLE": None})


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Deployment]:
    """A deployment of a test's own, to be harmed."""
    with deployed(tmp_path) as running:
        yield running


def links_of(body: object) -> list[str]:
    """Return every ``href`` in an answer."""
    if isinstance(body, dict):
        here = [value for name, value in body.items() if name == "href"]
        return here + [link for value in body.values() for link in links_of(value)]
    return [link for value in body for link in links_of(value)] if isinstance(body, list) else []


def test_the_links_of_the_api_lead_on(deployment: Deployment) -> None:
    seen: set[str] = set()
    waiting = [f"{deployment.url}/api/"]
    while waiting:
        link = waiting.pop()
        assert link.startswith(f"{deployment.url}/api/"), link
        if link in seen:
            continue
        seen.add(link)
        status, headers, body = deployment.ask(link.removeprefix(deployment.origin))
        assert status == 200, link
        kind = next(value for name, value in headers if name.lower() == "content-type")
        if "json" in kind:
            waiting += links_of(json.loads(body))
    assert f"{deployment.url}/api/collections/events/items" in seen


def test_the_next_page_of_items_is_here_too(deployment: Deployment) -> None:
    _, _, body = deployment.ask(f"{BASE}/api/collections/events/items?limit=10&words=a")
    [following] = [link["href"] for link in json.loads(body)["links"] if link["rel"] == "next"]
    assert following.startswith(f"{deployment.url}/api/collections/events/items?")
    status, _, _ = deployment.ask(following.removeprefix(deployment.origin))
    assert status == 200


ADDRESSES = (
    "/",
    "/api/",
    "/assets/map/map.js",
    "/layers/layers.json",
    "/_stcore/health",
    "/nothing",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_header_comes_once(deployment: Deployment, address: str) -> None:
    _, headers, _ = deployment.ask(BASE + address, headers={"Accept-Encoding": "gzip"})
    names = [name.lower() for name, _ in headers if name.lower() != "set-cookie"]
    assert sorted(names) == sorted(set(names))
    if address != "/nothing":
        assert {"content-security-policy", "x-content-type-options", "referrer-policy"} <= {*names}


@pytest.mark.parametrize("address", ["/", "/api/collections/events/items", "/assets/map/map.js"])
def test_answers_come_compressed(deployment: Deployment, address: str) -> None:
    path = BASE + address
    _, headers, packed = deployment.ask(path, headers={"Accept-Encoding": "gzip"})
    _, _, whole = deployment.ask(path)
    assert dict(headers)["Vary"] == "Accept-Encoding"
    assert dict(headers)["Content-Encoding"] == "gzip"
    assert _undated(gzip.decompress(packed)) == _undated(whole)


def _undated(answer: bytes) -> bytes:
    return re.sub(rb'"timeStamp":"[^"]*"', b"", answer)


def test_an_address_without_its_slash_or_its_tls_keeps_the_link(deployment: Deployment) -> None:
    status, headers, _ = deployment.ask(f"{BASE}?kind=Crossing")
    assert (status, dict(headers)["Location"]) == (308, "/panj/?kind=Crossing")
    plain = f"127.0.0.1:{deployment.plain_port}"
    with pytest.raises(HTTPError) as answer:  # urllib does not follow a 308 to another scheme
        urllib.request.build_opener(_Stay).open(f"http://{plain}/panj/?kind=Crossing")
    assert answer.value.headers["Location"] == f"https://{plain}/panj/?kind=Crossing"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_named: object) -> None:
        return None


def test_cookies_go_by_tls_only_and_name_no_reader(deployment: Deployment) -> None:
    for path in ("/", "/_stcore/health"):
        _, headers, _ = deployment.ask(BASE + path)
        [cookie] = [value for name, value in headers if name.lower() == "set-cookie"]
        assert {"secure", "path=/panj/"} <= {*cookie.lower().split("; ")}
    _, headers, _ = deployment.ask(f"{BASE}/")
    cookie = dict(headers)["Set-Cookie"].split(";")[0]
    assert cookie in ("panj_replica=one", "panj_replica=two")
    _, headers, _ = deployment.ask(f"{BASE}/", headers={"Cookie": cookie})
    assert "Set-Cookie" not in dict(headers)


HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "cGFuaiBiZWhpbmQgbmdpbg==",
}


def test_another_site_gets_no_socket_and_sends_no_file(deployment: Deployment) -> None:
    stream = f"{BASE}/_stcore/stream"
    status, _, _ = deployment.ask(stream, headers={**HANDSHAKE, "Origin": "https://elsewhere.test"})
    assert status == 403
    status, _, _ = deployment.ask(f"{BASE}/_stcore/upload_file/a/b", method="PUT")
    assert status == 403
    elsewhere = {"Origin": "https://elsewhere.test"}
    for path in ("/_stcore/health", "/api/collections"):
        _, headers, _ = deployment.ask(BASE + path, headers=elsewhere)
        assert "Access-Control-Allow-Origin" not in dict(headers)


@pytest.mark.parametrize("address", ["metrics", "%6Detrics", "agent/openapi.json"])
def test_what_is_the_keepers_is_not_shown(deployment: Deployment, address: str) -> None:
    status, _, body = deployment.ask(f"{BASE}/_stcore/{address}")
    assert status == 404
    assert b"nginx" in body, "the proxy let it through"


def test_a_body_is_taken_only_where_files_are_opened(deployment: Deployment) -> None:
    def sent(path: str, size: int) -> int:
        return deployment.ask(path, method="PUT", headers={"Content-Length": str(size)})[0]

    assert sent(f"{BASE}/api/", 65 * 1024) == 413
    assert sent(f"{BASE}/_stcore/upload_file/a/b", 3 * 1024**2) == 413
    assert sent(f"{BASE}/uploads/a/b", 10 * 1024**2) == 413


def test_a_flood_is_refused(own: Deployment) -> None:
    statuses: list[int] = []

    def ask(connection: HTTPSConnection, path: str) -> int:
        connection.request("GET", f"{BASE}/{path}")
        with connection.getresponse() as answer:
            answer.read()
            return answer.status

    def flood() -> int:
        with closing(own.connect()) as connection:
            while 429 not in statuses and len(statuses) < 5_000:
                statuses.append(ask(connection, "api/conformance"))
            return ask(connection, "assets/map/map.js")  # by then nginx has logged what was before

    with ThreadPoolExecutor(4) as threads:  # one alone may be slower than 30 a second
        floods = [threads.submit(flood) for _ in range(4)]
    assert [one.result() for one in floods] == [200] * 4
    assert statuses.count(200) >= 400  # the burst
    assert set(statuses) == {200, 429}
    assert re.search(r"GET api 429 ", own.access_log)


SECRETS = ("Force", "Taliban", "whispered", CROSSING, "made-up", "Imam Sahib", "antiwar", "71.0")


def test_the_logs_tell_what_happened_not_what_was_read(
    deployment: Deployment,
    visit: Visit,
    table: Path,  # noqa: F811
) -> None:
    page = visit(f"{deployment.url}/?kind=Force&words=whispered&event={CROSSING}&view=38.0,71.0,8")
    map_of(page)
    open_files(page, table)
    page.reload()
    page.goto(f"{deployment.url}/?words=whispered+%00%ff&event=whispered&dates=whispered")
    map_of(page)
    for path in (
        "items/whispered",
        "items?kind=whispered",
        "shapes?key=whispered",
        "items?whispered",
        "overview?words=whispered",
    ):
        deployment.ask(f"{BASE}/api/collections/events/{path}")
    deployment.ask(f"{BASE}/whispered?whispered", headers={"Referer": "https://whispered.test/"})
    page.context.close()
    told = deployment.logs()
    assert [secret for secret in SECRETS if secret in told] == []
    for line in (
        "GET page 200",
        "GET cells 200",
        "GET overview 200",
        "POST upload 201",
        "PATCH upload 200",
        "GET items 404",
        "GET other 404",
    ):
        assert f" {line} " in told, line


def goes_on(page: Page) -> None:
    """Expect the page to be as the link says, and to answer its reader."""
    expect(page).to_have_url(re.compile(rf"\bevent={re.escape(CROSSING)}\b"))
    opened(page, CROSSING)
    pill(page, "Use of force").click()
    total_shown(page, 1 + sum(event["kind"] == "assault" for event in EVENTS.values()))
    expect(mark(page, CROSSING)).to_have_attribute("aria-pressed", "true")
    pill(page, "Use of force").click()
    total_shown(page, 1)


def test_a_replica_that_is_killed_leaves_its_readers_to_the_other(
    own: Deployment, visit: Visit
) -> None:
    link = f"{own.url}/?kind=Crossing&event={CROSSING}&view=38.0000,71.0000,8"
    page = visit(link)
    frame = map_of(page)
    frame.evaluate("window.sameMap = true")
    goes_on(page)
    first = own.home()
    own.kill(first)
    goes_on(page)
    assert frame.evaluate("window.sameMap"), "the map was built anew"
    own.start(first)  # an upgrade: one after the other, and the link still holds
    [second] = {*own.replicas} - {first}
    own.kill(second)
    goes_on(page)
    page.goto(link)
    map_of(page)
    goes_on(page)
    assert own.home() == first
    own.kill(first)
    notice = page.get_by_text("The server has stopped.")
    expect(notice).to_be_visible()
    own.start(second)
    expect(notice).to_be_hidden()
    goes_on(page)
