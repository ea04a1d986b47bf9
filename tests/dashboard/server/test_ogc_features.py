"""The routes: OGC API – Features over the events, and the map's own supply."""

import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.present.query_string import PARAMETERS, address
from dashboard.server import map_api
from dashboard.server.ogc_features import features_of_rows
from dashboard.server.routes import MIDDLEWARE, ROUTES
from dashboard.session.public.public_file import ARTICLE
from dashboard.session.public.registry import keep, open_default_file
from dashboard.session.session_file import SessionFile
from events.files.event_file import parse_events
from events.query.selection import Selection

FEATURES = json.loads(ARTICLE.read_text())["features"]
IDS = [feature["id"] for feature in FEATURES]
ITEMS = "/api/collections/events/items"
CELLS = "/api/collections/events/cells"
STORY = "/api/collections/events/story"
SHAPES = "/api/collections/events/shapes"
WHOLE = "bbox=60,29,80,42&zoom=6"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))


def get(client: TestClient, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_the_landing_page_leads_to_every_part(client: TestClient) -> None:
    links = {link["rel"]: link["href"] for link in get(client, "/api/")["links"]}
    assert {"self", "service-desc", "conformance", "data"} <= set(links)
    for href in links.values():
        assert client.get(href).status_code == 200


def test_it_names_the_conformance_classes_it_holds_to(client: TestClient) -> None:
    classes = get(client, "/api/conformance")["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson" in classes


def test_its_description_names_every_parameter_that_it_takes(client: TestClient) -> None:
    document = get(client, "/api/openapi")
    assert document["openapi"].startswith("3.0")
    items = document["paths"]["/collections/{collection}/items"]["get"]
    named = {found["name"] for found in items["parameters"]}
    assert named == {"collection", "bbox", "limit", "offset", *PARAMETERS}
    assert document["servers"] == [{"url": "http://testserver/api"}]


def test_the_collection_tells_its_reach_and_its_items(client: TestClient) -> None:
    [listed] = get(client, "/api/collections")["collections"]
    assert listed == get(client, "/api/collections/events")
    west, south, east, north = listed["extent"]["spatial"]["bbox"][0]
    assert west < 67
    assert east > 75
    assert south < 36
    assert north > 41
    items = next(link["href"] for link in listed["links"] if link["rel"] == "items")
    assert get(client, items)["numberMatched"] == len(IDS)


def test_items_are_an_event_file_with_the_events_in_order(client: TestClient) -> None:
    answer = client.get(ITEMS)
    assert answer.headers["content-type"] == "application/geo+json"
    again = parse_events(answer.content, "items.geojson")
    assert again.problems == ()
    links = [event.members["links"] for event in again.events]
    assert [get(client, link["href"])["id"] for [link] in links] == IDS
    unlinked = tuple(event.model_copy(update={"members": {}}) for event in again.events)
    assert unlinked == open_default_file().loaded.events
    assert again.sources == open_default_file().loaded.sources


def test_pages_link_to_one_another(client: TestClient) -> None:
    path, ids = f"{ITEMS}?limit=5&status=reported", []
    while path:
        page = get(client, path)
        assert page["numberReturned"] == len(page["features"]) <= 5
        ids += [feature["id"] for feature in page["features"]]
        path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert ids == [f["id"] for f in FEATURES if f["properties"]["status"] == "reported"]


def test_an_answer_ends_before_it_is_too_long_and_never_without_an_event() -> None:
    rows = list(range(len(IDS)))
    whole = [feature["id"] for feature in features_of_rows(open_default_file().table, rows)]
    assert whole == IDS
    assert len(list(features_of_rows(open_default_file().table, rows, most=0))) == 1
    assert 1 < len(list(features_of_rows(open_default_file().table, rows, most=300_000))) < len(IDS)


@pytest.mark.parametrize("id_", ["a/b", "a?b#c", "50 %", "یک"])
def test_each_item_links_to_itself_whatever_its_id(client: TestClient, id_: str) -> None:
    content = json.loads(ARTICLE.read_text()) | {"features": [FEATURES[0] | {"id": id_}]}
    own = keep(SessionFile(parse_events(json.dumps(content).encode(), "odd.geojson")))
    [listed] = get(client, f"/api/collections/{own.collection}/items")["features"]
    [link] = listed["links"]
    assert link["rel"] == "self"
    item = get(client, link["href"])
    assert item["id"] == id_
    assert item["links"][0] == link


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=retreat", {"afghan-soldiers-cross"}),
        ("kind=retreat&kind=mobilize", {"afghan-soldiers-cross", "tajikistan-calls-up-reservists"}),
        ("actor=Hasan%20Sultonov", {"sultonov-appeal"}),
        ("words=reservists", {"tajikistan-calls-up-reservists"}),
        (
            "datetime=2021-07-07&rule=inside&undated=false&source=antiwar-2021-07-08",
            {"sultonov-appeal"},
        ),
        (
            "datetime=2021-07-09/..&undated=false",
            {"taliban-front-unlikely", "violence-to-spill-over"},
        ),
        ("bbox=68.7,38.5,68.8,38.6&kind=installation", {"russian-base-in-tajikistan"}),
    ],
)
def test_each_filter_chooses(client: TestClient, query: str, expected: set[str]) -> None:
    found = get(client, f"{ITEMS}?{query}")
    assert {feature["id"] for feature in found["features"]} == expected
    assert found["numberMatched"] == len(expected)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("bbox=1,2,3", "bbox"),
        ("bbox=north,2,3,4", "bbox"),
        ("bbox=1,nan,3,4", "bbox"),
        ("bbox=1,50,3,40", "bbox"),
        ("datetime=yesterday", "datetime"),
        ("datetime=2021-07-08/2021-07-01", "datetime"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("offset=-1", "offset"),
        ("kind=unheard-of", "kind"),
        ("rule=perhaps", "rule"),
        ("datetime=2021-07-08&datetime=2021-07-09", "datetime"),
        ("nonsense=1", "nonsense"),
        (f"words={'x' * 3000}", "words"),
    ],
)
def test_a_bad_parameter_is_named(client: TestClient, query: str, named: str) -> None:
    refused = get(client, f"{ITEMS}?{query}", 400)
    assert refused["code"] == "400"
    assert refused["description"].startswith(f"{named}: found ")


def test_an_item_is_found_by_its_id(client: TestClient) -> None:
    assert (
        get(client, f"{ITEMS}/{IDS[0]}")["properties"]
        == get(client, ITEMS)["features"][0]["properties"]
    )


@pytest.mark.parametrize(
    "path",
    [
        f"{ITEMS}/no-such-event",
        f"{STORY}?event=no-such-event",
        "/api/collections/others/items",
        "/layers/no-such.geojson",
    ],
)
def test_what_there_is_not_is_404_with_a_message(client: TestClient, path: str) -> None:
    assert get(client, path, 404)["description"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/assets/%2e%2e/app.py", "/layers/..%2FSOURCES.md", "/.env"]
)
def test_no_other_address_answers(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_cells_give_each_located_event_once(client: TestClient) -> None:
    found = get(client, f"{CELLS}?{WHOLE}")
    located = [feature["id"] for feature in FEATURES if feature["geometry"]]
    assert sorted(mark["id"] for mark in found["marks"]) == sorted(located)
    ranks = [mark["order"] for mark in found["marks"]]
    assert ranks == sorted(ranks)
    assert found["matched"] == len(located)
    assert found["read"] == len(IDS)
    for mark in found["marks"]:
        assert mark["aria"].startswith(mark["title"].rstrip("."))
        assert bool(mark["points"]) != bool(mark["shape"])


def test_the_story_tells_an_event_and_its_neighbours_under_the_filters(client: TestClient) -> None:
    chosen = [
        feature["id"] for feature in get(client, f"{ITEMS}?kind=retreat&kind=request")["features"]
    ]
    told = get(client, f"{STORY}?event={chosen[1]}&kind=retreat&kind=request")
    assert told["event"]["id"] == chosen[1]
    assert told["event"]["quotes"][0]["exact"]
    assert told["step"]["position"] == f"2 of {len(chosen)}"
    assert told["step"]["previous"] == {"event": chosen[0]}


def test_the_story_has_two_ends(client: TestClient) -> None:
    assert get(client, STORY)["step"]["next"] == {"event": IDS[0]}
    last = get(client, f"{STORY}?step=coverage")
    assert last["event"] is None
    assert last["step"]["previous"] == {"event": IDS[-1]}


def test_the_overview_is_that_of_the_filters(client: TestClient) -> None:
    told = get(client, "/api/collections/events/overview?kind=retreat")
    assert told["counts"]["selected"] == len(told["timeline"]["rows"]) == 1
    assert told["counts"]["read"] == len(IDS)
    refused = get(client, "/api/collections/events/overview?zoom=3", 400)
    assert refused["description"].startswith("zoom: found ")


@pytest.mark.parametrize("zoom", ["near", "-1", "1e9", "nan"])
def test_a_bad_zoom_is_named(client: TestClient, zoom: str) -> None:
    refused = get(client, f"{CELLS}?bbox=60,29,80,42&zoom={zoom}", 400)
    assert refused["description"].startswith("zoom: found ")


def test_events_of_one_border_share_its_shape(client: TestClient) -> None:
    alone = "source=antiwar-2021-07-08"
    marks = {mark["id"]: mark for mark in get(client, f"{CELLS}?{WHOLE}&{alone}")["marks"]}
    key = marks["afghan-soldiers-cross"]["shape"]
    assert marks["fighting-near-the-border"]["shape"] == key
    answer = client.get(f"{SHAPES}?key={key}&{alone}")
    assert answer.json()[key]["type"] == "LineString"
    assert "immutable" in answer.headers["cache-control"]


def test_shapes_are_answered_together_as_far_as_an_answer_goes(client: TestClient) -> None:
    marks = get(client, f"{CELLS}?{WHOLE}")["marks"]
    keys = list(dict.fromkeys(mark["shape"] for mark in marks if mark["shape"]))
    assert len(keys) > 2
    asked, table = [*keys, "0" * 15], open_default_file().table
    whole = json.loads(map_api.joined_shapes(asked, table, longest=10_000_000))
    assert list(whole) == asked
    assert [shape is None for shape in whole.values()] == [False] * len(keys) + [True]
    lengths = [len(json.dumps(whole[key], separators=(",", ":"))) for key in keys[:2]]
    for longest, held in [(0, 1), (sum(lengths) - 1, 1), (sum(lengths), 2)]:
        part = json.loads(map_api.joined_shapes(asked, table, longest))
        assert part == {key: whole[key] for key in keys[:held]}
    answered = get(client, f"{SHAPES}?{'&'.join(f'key={key}' for key in asked)}")
    assert answered == json.loads(map_api.joined_shapes(asked, table))


@pytest.mark.parametrize("key", ["", "xyz", "0" * 14, "0" * 16, "０" * 15])
def test_a_key_that_is_none_is_named(client: TestClient, key: str) -> None:
    refused = get(client, f"{SHAPES}?key={key}", 400)
    assert refused["description"].startswith(f"key: found '{key}'")


def test_the_dossier_for_paper_has_the_selected_events_in_full(client: TestClient) -> None:
    chosen = Selection(statuses=frozenset({"standing"}))
    told = get(client, f"/{address(open_default_file().collection, 'dossier', chosen)}")
    standing = [one for one in FEATURES if one["properties"]["status"] == "standing"]
    assert standing
    assert [card["id"] for card in told["cards"]] == [one["id"] for one in standing]
    assert len(told["key"]) == len([one for one in standing if one["geometry"]])
    quoted = [quote["exact"] for card in told["cards"] for quote in card["quotes"]]
    assert quoted == [quote["exact"] for one in standing for quote in one["properties"]["quotes"]]
    assert told["filters"] == ["standing"]


def test_an_answer_that_the_reader_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get(ITEMS)
    again = client.get(ITEMS, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_the_policy_names_this_server_alone(client: TestClient) -> None:
    headers = client.get(ITEMS).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert "'unsafe-eval'" not in headers["content-security-policy"]


def test_a_readers_own_file_answers_by_its_secret_name_alone(client: TestClient) -> None:
    own = keep(SessionFile(open_default_file().loaded))
    found = get(client, f"/api/collections/{own.collection}/items")
    assert found["numberMatched"] == len(IDS)
    listed = [collection["id"] for collection in get(client, "/api/collections")["collections"]]
    assert listed == ["events"]
    name = own.collection
    assert len(name) >= 32
    del own
    get(client, f"/api/collections/{name}/items", 404)
