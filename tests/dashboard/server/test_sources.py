"""The routes for events that several sources tell of: by any source, and by one source alone."""

import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.server.routes import MIDDLEWARE, ROUTES
from dashboard.session.public.registry import keep
from dashboard.session.session_file import SessionFile
from events.files.event_file import parse_events

PARTS = {"title": "A crossing", "kind": "retreat", "status": "reported"}
AREA = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}
POINT = {"type": "Point", "coordinates": [71.5, 37.5]}
COUNT = {"what": "men", "low": 300, "high": 300}
MADE: dict[str, Any] = {
    "type": "FeatureCollection",
    "format": "panj-events/2",
    "sources": [
        {"id": "gazette", "title": "The crossing"},
        {"id": "wire", "title": "A crossing"},
        {"id": "copy", "title": "A crossing", "derives_from": "wire"},
    ],
    "features": [
        {
            "type": "Feature",
            "id": "both",
            "geometry": POINT,
            "properties": {
                **PARTS,
                "date": "2021-07-04/2021-07-05",
                "date_basis": "inferred",
                "place": "Khorugh",
                "place_precision": "settlement",
                "accounts": [
                    {
                        "source": "gazette",
                        "date": "2021-07-05",
                        "place": "Khorugh",
                        "place_precision": "settlement",
                    },
                    {
                        "source": "wire",
                        "date": "2021-07-04",
                        "place": "The district",
                        "place_precision": "district",
                        "geometry": AREA,
                    },
                    {"source": "copy", "date": "2021-07-04"},
                ],
            },
        },
        {
            "type": "Feature",
            "id": "one",
            "geometry": None,
            "properties": {
                **PARTS,
                "quotes": [{"source": "gazette", "exact": "fled", "start": 0, "end": 4}],
            },
        },
    ],
}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))


@pytest.fixture(scope="module")
def file() -> SessionFile:
    loaded = parse_events(json.dumps(MADE).encode(), "made.geojson")
    assert loaded.problems == ()
    return keep(SessionFile(loaded))


def get(client: TestClient, file: SessionFile, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api/collections/{file.collection}/{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


def test_an_item_has_its_accounts(client: TestClient, file: SessionFile) -> None:
    told = get(client, file, "items/both")["properties"]["accounts"]
    assert [one["source"] for one in told] == ["gazette", "wire", "copy"]
    items = get(client, file, "items")
    assert items["format"] == "panj-events/2"
    assert parse_events(json.dumps(items).encode(), "items.geojson").problems == ()


def test_items_are_chosen_by_who_tells_of_them(client: TestClient, file: SessionFile) -> None:
    def ids(query: str) -> list[str]:
        return [one["id"] for one in get(client, file, f"items?{query}")["features"]]

    assert ids("told_by=gazette") == ["both", "one"]
    assert ids("told_by=wire") == ["both"]
    assert ids("agreement=differ") == ["both"]
    assert ids("agreement=one") == ["one"]
    assert ids("source=wire") == ["both"]
    assert ids("source=nobody") == []


def test_one_source_alone_tells_its_own_values(client: TestClient, file: SessionFile) -> None:
    (alone,) = get(client, file, "items?source=wire")["features"]
    assert alone == {**get(client, file, "items/both?source=wire"), "links": alone["links"]}
    assert alone["geometry"] == AREA
    assert alone["properties"]["date"] == "2021-07-04"
    assert alone["properties"]["place"] == "The district"
    (other,) = get(client, file, "items?source=gazette&datetime=2021-07-05&undated=false")[
        "features"
    ]
    assert (other["geometry"], other["properties"]["date"]) == (POINT, "2021-07-05")
    assert (
        get(client, file, "items?source=wire&datetime=2021-07-05&undated=false")["numberMatched"]
        == 0
    )
    get(client, file, "items/one?source=wire", 404)


def test_what_a_source_does_not_tell_of_is_filtered_out(
    client: TestClient, file: SessionFile
) -> None:
    counts = get(client, file, "overview?source=wire")["counts"]
    assert counts == {
        "read": 2,
        "selected": 1,
        "on_map": 1,
        "without_place": 0,
        "filtered_out": 1,
        "rejected": 0,
        "repeated": 0,
    }


def test_the_shape_that_one_source_gives_is_answered(client: TestClient, file: SessionFile) -> None:
    view = "bbox=-1,-1,80,80&zoom=4"
    (mark,) = get(client, file, f"cells?{view}&source=wire")["marks"]
    found = get(client, file, f"shapes?key={mark['shape']}&source=wire")
    assert found == {mark["shape"]: AREA}


def test_an_open_event_that_a_source_does_not_tell_of_is_told_in_full(
    client: TestClient, file: SessionFile
) -> None:
    story = get(client, file, "story?event=one&source=wire")
    assert (story["event"]["id"], story["step"]["position"]) == ("one", "")
