"""Whatever strangers send, the routes answer below 500, and every good event can be told."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from dashboard.present import event_card, wording
from dashboard.present.overview import filters_in_words
from dashboard.present.query_string import PARAMETERS
from dashboard.present.timeline_chart import axis_days, chart
from dashboard.server.routes import MIDDLEWARE, ROUTES
from dashboard.server.security_headers import SecurityHeaders
from dashboard.session.public.registry import keep
from dashboard.session.session_file import SessionFile
from events.files.event_file import Loaded, parse_events
from events.model.limits import PARAMETER_CHARACTERS, PARAMETER_VALUES
from events.query.selection import Selection
from tests.makers.hostile_files import CORPUS
from tests.makers.made_events import event

ITEMS, CELLS, STORY, SHAPES = (
    f"/api/collections/events/{name}" for name in ("items", "cells", "story", "shapes")
)

texts = st.text(max_size=40) | st.sampled_from(CORPUS)
digits = st.text("0123456789-+./,:TZWeE_ ", max_size=30)
others = ("bbox", "zoom", "limit", "offset", "event", "step", "key")
names = st.sampled_from([*PARAMETERS, *others]) | texts
parameters = st.lists(st.tuples(names, texts | digits), max_size=6)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))


def check(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code in (200, 400, 404)
    assert answer.headers["content-type"] in ("application/json", "application/geo+json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.status_code != 200:
        assert set(answer.json()) == {"code", "description"}
        assert len(answer.content) < 4_000, "a message does not repeat all that was sent"
    return answer


@given(path=st.sampled_from([ITEMS, CELLS, STORY, SHAPES]), pairs=parameters)
@settings(deadline=None)
@example(path=ITEMS, pairs=[("actor", str(number)) for number in range(5_000)])  # took 15 s
@example(path=CELLS, pairs=[("words", " ".join(map(str, range(500))))])  # took 3 s
@example(path=CELLS, pairs=[("words", "a " * 999)])
@example(path=SHAPES, pairs=[("key", "0" * 15), ("key", "g" * 15)])
@example(path=ITEMS, pairs=[("datetime", "0001-01-01/9999-12-31"), ("rule", "inside")])
@example(path=ITEMS, pairs=[("offset", "9" * 9), ("limit", "9" * 9)])
def test_no_parameter_fails(client: TestClient, path: str, pairs: list[tuple[str, str]]) -> None:
    check(client, f"{path}?{urlencode(pairs)}")


@given(
    path=st.lists(
        st.sampled_from(
            ["collections", "events", "items", "cells", "shapes", "story", "conformance"]
        )
        | texts.filter(lambda text: text not in (".", "..")),  # the client resolves these
        max_size=5,
    )
)
@settings(deadline=None)
@example(path=["collections", "events", "items", "no\nevent"])  # Starlette's own, plain 404
@example(path=["\n"])
def test_no_path_of_the_api_fails(client: TestClient, path: list[str]) -> None:
    check(client, "/api/" + "/".join(quote(part, safe="") for part in path))


@given(
    headers=st.dictionaries(
        st.sampled_from(["host", "if-none-match", "accept", "origin", "range", "referer"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    )
)
@settings(deadline=None)
@example(headers={"host": "["})
def test_no_header_fails(client: TestClient, headers: dict[str, str]) -> None:
    assert client.get(f"{ITEMS}?limit=1", headers=headers).status_code in (200, 304)


def test_an_event_whose_id_has_a_line_break_is_found(client: TestClient) -> None:
    ids = ["a\nb", "a\n", "a", "<script>"]
    file = keep(opened(*(event(id=id_) for id_ in ids)))
    for id_ in ids:
        answer = check(client, f"/api/collections/{file.collection}/items/{quote(id_, safe='')}")
        assert answer.json()["id"] == id_


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&".join(["actor=a"] * (PARAMETER_VALUES + 1)), f"at most {PARAMETER_VALUES} values"),
        ("words=" + "+".join(["a"] * (PARAMETER_VALUES + 1)), f"at most {PARAMETER_VALUES} words"),
        ("words=" + "a" * (PARAMETER_CHARACTERS + 1), f"at most {PARAMETER_CHARACTERS} characters"),
    ],
)
def test_a_query_that_would_cost_too_much_is_refused(
    client: TestClient, query: str, expected: str
) -> None:
    answer = check(client, f"{ITEMS}?{query}")
    assert answer.status_code == 400
    assert expected in answer.json()["description"]


@pytest.mark.parametrize(
    "path", ["/api", "/apixyz", "/static/nothing.js", "/_stcore/nothing", "/layers/a/b", "/x"]
)
def test_an_address_that_is_not_there_never_shows_the_page(path: str) -> None:
    page = Starlette(routes=[Mount("/", Route("/{rest:path}", lambda _: HTMLResponse("page")))])
    guarded = TestClient(SecurityHeaders(page))
    answer = guarded.get(path)
    assert (answer.status_code, answer.text) == (404, "There is nothing at this address.")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert guarded.get("/").text == "page"
    assert guarded.get("/component/map/index.html").text == "page"


def opened(*events: Any) -> SessionFile:
    """Return a file of good events."""
    return SessionFile(Loaded("made.geojson", "Made", (), events, (), len(events), ""))


bounds = st.dates().map(str) | st.sampled_from(
    ["0001-01-01", "9999-12-31", "0001", "9999", "9999-12", "0001-01", "201X", "2021-XX-01"]
)
days = st.tuples(bounds, st.sampled_from(["", "~", "?", "%"])).map("".join)
dates = days | st.tuples(days | st.just(".."), days | st.just("..")).map("/".join) | st.just("")


@given(st.lists(dates, min_size=1, max_size=3))
@settings(deadline=None)
@example(["0001-01-01"])
@example(["9999-12-31"])
@example(["9999"])
@example(["0001-01-01", "9999-12-31"])
def test_every_date_that_is_read_can_be_told_and_drawn(texts: list[str]) -> None:
    features = [
        {
            "type": "Feature",
            "id": str(at),
            "geometry": None,
            "properties": {"title": "T", "kind": "assault", "status": "reported", "date": text},
        }
        for at, text in enumerate(texts)
    ]
    collection = {"type": "FeatureCollection", "format": "panj-events/1", "features": features}
    file = SessionFile(parse_events(json.dumps(collection).encode(), "any.geojson"))
    first, last = axis_days(file)
    assert first < last
    for found in file.loaded.events:
        assert wording.when(found)
        assert wording.when_short(found)
    assert chart(file, Selection(dates=(first, last)))["length"] == (last - first).days + 1
    assert filters_in_words(Selection(dates=(first, last)))


@given(title=texts.filter(str.strip), place=texts, about=texts.filter(str.strip))
@settings(deadline=None)
def test_what_an_event_says_is_told_whole(title: str, place: str, about: str) -> None:
    found = event(title=title, place=place, evidence=[{"about": about, "note": place}])
    assert wording.aria(found).startswith(title.rstrip("."))
    assert place in wording.where(found)
    card = event_card.card(opened(found), found)
    assert card["title"] == title
    assert card["external"][0]["about"].casefold() == about.casefold()
    assert card["external"][0]["about"][1:].endswith(about[1:])
