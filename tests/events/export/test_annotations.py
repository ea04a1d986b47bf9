"""The export as Web Annotations and PROV keeps to the shapes of both models."""

import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.session.registry import ARTICLE
from events.export.export import export_events
from events.files.event_file import Loaded, load_events, parse_events

# The terms that the context of Web Annotations has and that are used here (annotation-model and
# annotation-vocab, W3C Recommendations of 23 February 2017), with those that must be there.
SHAPES = {
    "Annotation": ({"id", "type", "motivation", "body", "target"}, {"id", "type", "target"}),
    "TextualBody": ({"type", "format", "value"}, {"type", "value"}),
    "SpecificResource": ({"type", "source", "selector"}, {"source"}),
    "TextQuoteSelector": ({"type", "exact", "prefix", "suffix"}, {"type", "exact"}),
    "TextPositionSelector": ({"type", "start", "end"}, {"type", "start", "end"}),
    "prov:Entity": ({"id", "type", "label", "canonical"}, {"id", "type"}),
}
MOTIVATIONS = {"describing"}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return written(load_events(ARTICLE), tmp_path_factory.mktemp("out"))


def written(loaded: Loaded, folder: Path) -> dict[str, Any]:
    path = folder / "events.jsonld"
    export_events(loaded, path)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def check(node: Any, own: set[str]) -> None:
    """Hold a node, and all within it, to the shape of its type."""
    if isinstance(node, list):
        for one in node:
            check(one, own)
    elif isinstance(node, dict):
        known, needed = SHAPES[node["type"]]
        assert needed <= node.keys() <= known | own, node
        for part in node.values():
            check(part, own)


def test_each_node_has_the_shape_of_its_type(exported: dict[str, Any]) -> None:
    published, own = exported["@context"]
    assert published == "http://www.w3.org/ns/anno.jsonld"
    assert own["prov"] == "http://www.w3.org/ns/prov#"
    assert own["wasDerivedFrom"] == {"@id": "prov:wasDerivedFrom", "@type": "@id"}
    check(exported["@graph"], own.keys() - {"prov", "panj"})


def test_each_quote_is_one_annotation_of_its_source(exported: dict[str, Any]) -> None:
    article = load_events(ARTICLE)
    found = [node for node in exported["@graph"] if node["type"] == "Annotation"]
    quotes = [quote for event in article.events for quote in event.quotes]
    assert len(found) == len(quotes)
    for node, quote in zip(found, quotes, strict=True):
        assert node["motivation"] in MOTIVATIONS
        assert node["target"]["source"] == article.sources[0].url
        words, place = node["target"]["selector"]
        assert words["exact"] == quote.exact
        assert (place["start"], place["end"]) == (quote.start, quote.end)
    assert len({node["id"] for node in exported["@graph"]}) == len(exported["@graph"])


def test_a_body_is_what_the_quotes_own_source_tells(exported: dict[str, Any]) -> None:
    crossing = next(
        node for node in exported["@graph"] if node["id"].endswith("afghan-soldiers-cross:quote:1")
    )
    assert {body["field"]: body["value"] for body in crossing["body"]} == {
        "title": "Over 1,000 Afghan soldiers cross into Tajikistan",
        "date": "../2021-07-08",
        "place": "Afghanistan–Tajikistan border",
        "status": "reported",
        "quantities": "soldiers: 1001/..",
    }


def test_what_a_source_repeats_is_told(tmp_path: Path) -> None:
    collection = {
        "type": "FeatureCollection",
        "format": "panj-events/2",
        "sources": [
            {"id": "wire", "title": "A wire"},
            {"id": "a copy", "title": "A copy", "derives_from": "wire"},
        ],
        "features": [],
    }
    loaded = parse_events(json.dumps(collection).encode(), "made.geojson")
    _, copied = written(loaded, tmp_path)["@graph"]
    assert (copied["id"], copied["wasDerivedFrom"]) == (
        "urn:panj:source:a%20copy",
        "urn:panj:source:wire",
    )
