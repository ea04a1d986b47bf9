"""What OGC API – Features – Part 1: Core 1.0.1 (OGC 17-069r4) requires: one test a requirement.

A test's name is the requirement's in snake case: ``fc_bbox_response`` is of
``/req/core/fc-bbox-response``.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import shapely
from shapely.geometry import shape
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.server.ogc_openapi import PAGE
from dashboard.server.routes import MIDDLEWARE, ROUTES
from dashboard.session.file_opener import open_file
from dashboard.session.public.public_file import ARTICLE
from dashboard.session.public.registry import keep
from dashboard.session.server_limits import ANSWER_ITEMS
from dashboard.session.session_file import SessionFile
from events.files.event_file import Loaded
from tests.makers.made_events import event

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
COLLECTION = "/api/collections/events"
ITEMS = f"{COLLECTION}/items"
FEATURES = json.loads(ARTICLE.read_text())["features"]
IDS = [feature["id"] for feature in FEATURES]
PATHS = ("/api/", "/api/openapi", "/api/conformance", "/api/collections", COLLECTION, ITEMS)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))


def get(client: TestClient, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


def linked(document: dict[str, Any], rel: str) -> dict[str, str]:
    [link] = [link for link in document["links"] if link["rel"] == rel]
    assert set(link) >= {"href", "rel", "type"}
    return link


def ids(client: TestClient, query: str) -> set[str]:
    return {feature["id"] for feature in get(client, f"{ITEMS}?{query}")["features"]}


def described(client: TestClient, name: str) -> dict[str, Any]:
    """Give how the API's own description puts a parameter of the items."""
    operation = get(client, "/api/openapi")["paths"]["/collections/{collection}/items"]["get"]
    [found] = [one for one in operation["parameters"] if one["name"] == name]
    assert (found["in"], found["required"]) == ("query", False)
    assert (found["style"], found["explode"]) == ("form", False)
    return dict(found["schema"])


def test_root_op(client: TestClient) -> None:
    assert client.get("/api/").status_code == 200
    assert client.get("/api").url.path == "/api/"


def test_root_success(client: TestClient) -> None:
    landing = get(client, "/api/")
    for rel, path in (("conformance", "/api/conformance"), ("data", "/api/collections")):
        assert urlsplit(linked(landing, rel)["href"]).path == path


def test_api_definition_op(client: TestClient) -> None:
    landing = get(client, "/api/")
    for rel in ("service-desc", "service-doc"):
        assert client.get(linked(landing, rel)["href"]).status_code == 200


def test_api_definition_success(client: TestClient) -> None:
    landing = get(client, "/api/")
    for rel in ("service-desc", "service-doc"):
        link = linked(landing, rel)
        answer = client.get(link["href"], headers={"Accept": link["type"]})
        assert answer.headers["content-type"].split("; charset")[0] == link["type"]


def test_conformance_op(client: TestClient) -> None:
    assert client.get("/api/conformance").status_code == 200


def test_conformance_success(client: TestClient) -> None:
    held = get(client, "/api/conformance")["conformsTo"]
    assert held == [CORE, CORE.replace("core", "geojson"), CORE.replace("core", "oas30")]


def test_http(client: TestClient) -> None:
    for path in PATHS:
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", [*PATHS, f"{ITEMS}/{IDS[0]}"])
def test_query_param_unknown(client: TestClient, path: str) -> None:
    assert get(client, f"{path}?unheard-of=1", 400)["code"] == "400"


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=1,2,9,3,4,8",
        "bbox=1,2,3,4,5,6,7",
        "bbox=181,2,182,4",
        "bbox=1,2,3,4&bbox=1,2,3,4",
        "bbox=1,2,x,3,4,y",
        "limit=0",
        "limit=-1",
        "limit=1.5",
        "datetime=2021-07-05T25:00:00Z",
        "datetime=2021-07-05Tnoon",
    ],
)
def test_query_param_invalid(client: TestClient, query: str) -> None:
    assert get(client, f"{ITEMS}?{query}", 400)["description"].startswith(query.split("=")[0])


def test_crs84(client: TestClient) -> None:
    assert get(client, COLLECTION)["crs"] == [CRS84]
    given = {feature["id"]: feature["geometry"] for feature in get(client, ITEMS)["features"]}
    assert given == {feature["id"]: feature["geometry"] for feature in FEATURES}


def test_fc_md_op(client: TestClient) -> None:
    assert client.get("/api/collections").status_code == 200


def test_fc_md_success(client: TestClient) -> None:
    [listed] = get(client, "/api/collections")["collections"]
    assert set(listed) >= {"id", "links"}


def test_fc_md_links(client: TestClient) -> None:
    assert urlsplit(linked(get(client, "/api/collections"), "self")["href"]).path.endswith("ions")


def test_fc_md_items(client: TestClient) -> None:
    own = keep(SessionFile(open_file(ARTICLE).file.loaded))
    assert get(client, f"/api/collections/{own.collection}")["id"] == own.collection
    # A reader's own file is not "provided by the server" to anybody but its reader.
    assert [one["id"] for one in get(client, "/api/collections")["collections"]] == ["events"]


def test_fc_md_items_links(client: TestClient) -> None:
    [listed] = get(client, "/api/collections")["collections"]
    assert linked(listed, "items")["type"] == "application/geo+json"


def test_fc_md_extent(client: TestClient) -> None:
    extent = get(client, COLLECTION)["extent"]
    [box] = extent["spatial"]["bbox"]
    for feature in FEATURES:
        if feature["geometry"]:
            assert shapely.box(*box).covers(shape(feature["geometry"]))
    assert set(extent) == {"spatial"}


def test_fc_md_extent_multi(client: TestClient) -> None:
    assert len(get(client, COLLECTION)["extent"]["spatial"]["bbox"]) == 1


def test_sfc_md_op(client: TestClient) -> None:
    [listed] = get(client, "/api/collections")["collections"]
    assert client.get(f"/api/collections/{listed['id']}").status_code == 200


def test_sfc_md_success(client: TestClient) -> None:
    [listed] = get(client, "/api/collections")["collections"]
    assert get(client, f"/api/collections/{listed['id']}") == listed


def test_fc_op(client: TestClient) -> None:
    [listed] = get(client, "/api/collections")["collections"]
    assert client.get(f"/api/collections/{listed['id']}/items").status_code == 200


def test_fc_limit_definition(client: TestClient) -> None:
    expected = {"type": "integer", "minimum": 1, "maximum": ANSWER_ITEMS, "default": PAGE}
    assert described(client, "limit") == expected


def test_fc_limit_response_1(client: TestClient) -> None:
    assert len(get(client, f"{ITEMS}?limit=5")["features"]) == 5
    events = tuple(event(id=f"e{number}") for number in range(ANSWER_ITEMS + 1))
    file = keep(SessionFile(Loaded("many.geojson", "", (), events, (), len(events), "")))
    path = f"/api/collections/{file.collection}/items"
    for limit in (str(ANSWER_ITEMS + 1), "9" * 2_000):
        assert get(client, f"{path}?limit={limit}")["numberReturned"] == ANSWER_ITEMS
    assert get(client, path)["numberReturned"] == PAGE


def test_fc_bbox_definition(client: TestClient) -> None:
    schema = described(client, "bbox")
    assert (schema["type"], schema["items"]) == ("array", {"type": "number"})
    assert schema["oneOf"] == [{"minItems": n, "maxItems": n} for n in (4, 6)]
    assert ids(client, "bbox=68,38,69,39") == ids(client, "bbox=68,38,-100,69,39,5000")


def test_fc_bbox_response(client: TestClient) -> None:
    nowhere = {feature["id"] for feature in FEATURES if feature["geometry"] is None}
    located = {f["id"]: shape(f["geometry"]) for f in FEATURES if f["geometry"]}
    assert nowhere
    for box in ((68.7, 38.5, 68.8, 38.6), (60, 37.5, 62, 38.5), (0, 0, 1, 1), (-180, -90, 180, 90)):
        meet = {name for name, place in located.items() if place.intersects(shapely.box(*box))}
        assert ids(client, f"bbox={','.join(map(str, box))}") == meet | nowhere
    assert get(client, f"{ITEMS}?bbox=0,0,1,1&limit=1")["numberMatched"] == len(nowhere)


def test_fc_time_definition(client: TestClient) -> None:
    assert described(client, "datetime") == {"type": "string"}


def test_fc_time_response(client: TestClient) -> None:
    undated = {feature["id"] for feature in FEATURES if not feature["properties"].get("date")}
    assert undated
    assert ids(client, "datetime=1900-01-01") >= undated
    day = ids(client, "datetime=2021-07-07")
    assert "sultonov-appeal" in day
    for same in ("2021-07-07T12:00:00Z", "2021-07-07T23:59:59.5%2B05:00", "2021-07-07t12:00:00z"):
        assert ids(client, f"datetime={same}") == day
    assert "sultonov-appeal" not in ids(client, "datetime=2021-07-08T00:00:00Z/..")
    for open_end in ("../2021-07-07", "/2021-07-07"):
        assert ids(client, f"datetime={open_end}") == ids(client, "datetime=1000-01-01/2021-07-07")
    for open_end in ("2021-07-07/..", "2021-07-07/"):
        assert ids(client, f"datetime={open_end}") == ids(client, "datetime=2021-07-07/3000-01-01")


def test_fc_response(client: TestClient) -> None:
    chosen = get(client, f"{ITEMS}?kind=retreat")["features"]
    assert {feature["properties"]["kind"] for feature in chosen} == {"retreat"}


def test_fc_links(client: TestClient) -> None:
    page = get(client, f"{ITEMS}?limit=3&kind=request")
    assert urlsplit(linked(page, "self")["href"]).query == "limit=3&kind=request"


def test_fc_rel_type(client: TestClient) -> None:
    page = get(client, f"{ITEMS}?limit=1&offset=1")
    for rel in ("self", "next", "prev"):
        assert linked(page, rel)["type"] == "application/geo+json"


def test_fc_time_stamp(client: TestClient) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    stamp = get(client, ITEMS)["timeStamp"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp)
    assert before <= datetime.fromisoformat(stamp) <= datetime.now(UTC)


def test_fc_number_matched(client: TestClient) -> None:
    assert get(client, f"{ITEMS}?limit=1")["numberMatched"] == len(IDS)
    assert get(client, f"{ITEMS}?kind=retreat&limit=1")["numberMatched"] == 1


def test_fc_number_returned(client: TestClient) -> None:
    page = get(client, f"{ITEMS}?limit=2")
    assert page["numberReturned"] == len(page["features"]) == 2


def test_f_op(client: TestClient) -> None:
    for name in IDS:
        assert client.get(f"{ITEMS}/{name}").status_code == 200


def test_f_success(client: TestClient) -> None:
    assert get(client, f"{ITEMS}/{IDS[0]}")["properties"] == FEATURES[0]["properties"]


def test_f_links(client: TestClient) -> None:
    item = get(client, f"{ITEMS}/{IDS[0]}")
    assert urlsplit(linked(item, "self")["href"]).path == f"{ITEMS}/{IDS[0]}"
    assert urlsplit(linked(item, "collection")["href"]).path == COLLECTION
    assert get(client, linked(item, "self")["href"]) == item


def test_geojson_definition(client: TestClient) -> None:
    for path in (ITEMS, f"{ITEMS}/{IDS[0]}"):
        assert client.get(path).headers["content-type"] == "application/geo+json"
    for path in ("/api/", "/api/conformance", "/api/collections", COLLECTION):
        assert client.get(path).headers["content-type"] == "application/json"


def test_geojson_content(client: TestClient) -> None:
    assert get(client, ITEMS)["type"] == "FeatureCollection"
    item = get(client, f"{ITEMS}/{IDS[0]}")
    assert (item["type"], item["id"]) == ("Feature", IDS[0])


def test_oas30_oas_definition_1(client: TestClient) -> None:
    landing = get(client, "/api/")
    described = linked(landing, "service-desc")["type"]
    assert described == "application/vnd.oai.openapi+json;version=3.0"
    assert linked(landing, "service-doc")["type"] == "text/html"


def test_oas30_oas_definition_2(client: TestClient) -> None:
    document = get(client, "/api/openapi")
    assert document["openapi"].startswith("3.0")
    for path, operations in document["paths"].items():
        named = {one["name"] for one in operations["get"]["parameters"] if one["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))


def test_oas30_oas_impl(client: TestClient) -> None:
    for path in get(client, "/api/openapi")["paths"]:
        filled = path.replace("{collection}", "events").replace("{id}", IDS[0])
        assert client.get(f"/api{filled}").status_code == 200


def test_oas30_completeness(client: TestClient) -> None:
    etag = client.get(ITEMS).headers["etag"]
    answers = {
        client.get(ITEMS).status_code,
        client.get(ITEMS, headers={"If-None-Match": etag}).status_code,
        client.get(f"{ITEMS}?bbox=x").status_code,
        client.get(f"{ITEMS}/nothing").status_code,
    }
    assert answers == {200, 304, 400, 404}
    for operations in get(client, "/api/openapi")["paths"].values():
        assert {str(code) for code in answers} <= set(operations["get"]["responses"])


def test_oas30_exceptions_codes(client: TestClient) -> None:
    for operations in get(client, "/api/openapi")["paths"].values():
        assert {"400", "404", "503"} <= set(operations["get"]["responses"])


def test_oas30_security(client: TestClient) -> None:
    assert "security" not in get(client, "/api/openapi")  # nothing here is access-controlled
