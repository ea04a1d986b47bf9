"""The export as Web Annotations and PROV keeps to the shapes of both models."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from dashboard.session.public.public_file import ARTICLE
from events.export.export import export_events
from events.files.event_file import Loaded, load_events, parse_events
from tests.makers.rich_events import collections

# Web Annotation Vocabulary, W3C Recommendation of 23 February 2017, Appendix A (the context that
# lies at http://www.w3.org/ns/anno.jsonld): what the terms mean that are used here, and the section
# that tells of each. No package ships the context: on 30 November 2026 the table was compared with
# the copy of its working group (w3c/web-annotation, ns/anno.jsonld).
OA, RDF = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS, DC = "http://www.w3.org/2000/01/rdf-schema#", "http://purl.org/dc/elements/1.1/"
XSD, PROV = "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/ns/prov#"
NODE, TERM, WORDS, WHOLE = "@id", "@vocab", "", f"{XSD}nonNegativeInteger"
PUBLISHED = {
    "id": ("@id", NODE),  # Appendix A
    "type": ("@type", NODE),  # Appendix A, 3.2.23
    "body": (f"{OA}hasBody", NODE),  # 2.2.7
    "target": (f"{OA}hasTarget", NODE),  # 2.2.15
    "source": (f"{OA}hasSource", NODE),  # 2.2.12
    "selector": (f"{OA}hasSelector", NODE),  # 2.2.11
    "canonical": (f"{OA}canonical", NODE),  # 2.2.4
    "motivation": (f"{OA}motivatedBy", TERM),  # 2.2.16
    "exact": (f"{OA}exact", WORDS),  # 2.2.6
    "prefix": (f"{OA}prefix", WORDS),  # 2.2.17
    "suffix": (f"{OA}suffix", WORDS),  # 2.2.27
    "start": (f"{OA}start", WHOLE),  # 2.2.24
    "end": (f"{OA}end", WHOLE),  # 2.2.5
    "format": (f"{DC}format", WORDS),  # 3.2.10
    "value": (f"{RDF}value", WORDS),  # 3.2.24
    "label": (f"{RDFS}label", WORDS),  # 3.2.25
}
"""What a member means, and what its values are; none of them is in a container."""

NAMED = {
    "Annotation": f"{OA}Annotation",  # 2.1.1
    "TextualBody": f"{OA}TextualBody",  # 2.1.19
    "SpecificResource": f"{OA}SpecificResource",  # 2.1.13
    "TextQuoteSelector": f"{OA}TextQuoteSelector",  # 2.1.18
    "TextPositionSelector": f"{OA}TextPositionSelector",  # 2.1.17
    "describing": f"{OA}describing",  # 2.3.5
    "prov:Entity": f"{PROV}Entity",  # PROV-O, 3.1
    "prov:Collection": f"{PROV}Collection",  # PROV-O, 3.2
}
"""What a type or a motivation means."""

OWN = {
    "wasDerivedFrom": (f"{PROV}wasDerivedFrom", NODE),  # PROV-O, 3.1
    "memberOf": (f"^{PROV}hadMember", NODE),  # PROV-O, 3.2, from its other end
    "field": ("urn:panj:field", WORDS),
    "speaker": ("urn:panj:speaker", WORDS),
}
"""What is not in the published context, as the file's own context has to say it."""

# The members that each type may have, and those that must be there (Web Annotation Data Model,
# 3.1, 3.2.4, 4, 4.2.4, 4.2.5; PROV-O, 3.1, 3.2).
SHAPES = {
    "Annotation": (
        {"id", "type", "motivation", "body", "target", "wasDerivedFrom"},
        {"id", "type", "target"},
    ),
    "TextualBody": ({"type", "format", "value", "field"}, {"type", "value"}),
    "SpecificResource": ({"type", "source", "selector", "speaker"}, {"source"}),
    "TextQuoteSelector": ({"type", "exact", "prefix", "suffix"}, {"type", "exact"}),
    "TextPositionSelector": ({"type", "start", "end"}, {"type", "start", "end"}),
    "prov:Entity": (
        {"id", "type", "label", "canonical", "wasDerivedFrom", "memberOf"},
        {"id", "type"},
    ),
    "prov:Collection": ({"id", "type", "label"}, {"id", "type"}),
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


def expanded(node: dict[str, Any]) -> dict[str, Any]:
    """Write a node out in IRIs, as a processor of JSON-LD does, and hold it to its type's shape."""
    known, needed = SHAPES[node["type"]]
    assert needed <= node.keys() <= known, node
    found: dict[str, Any] = {}
    for name, value in node.items():
        iri, kind = {**PUBLISHED, **OWN}[name]
        parts = value if isinstance(value, list) else [value]
        found[iri] = [expanded_value(part, name, kind) for part in parts]
    return found


def expanded_value(value: Any, name: str, kind: str) -> Any:
    if isinstance(value, dict):
        assert kind == NODE
        return expanded(value)
    if name == "type" or kind == TERM:
        return {"@id": NAMED[value]}
    if kind == NODE:
        assert re.match(r"(https?|urn|_):", value), value
        return {"@id": value}
    if kind == WHOLE:
        assert type(value) is int
        assert value >= 0
        return {"@value": value, "@type": kind}
    assert isinstance(value, str)
    return {"@value": value}


def size(node: Any) -> int:
    """Count the members of nodes, and of all within them."""
    if isinstance(node, list):
        return sum(map(size, node))
    if not isinstance(node, dict) or "@value" in node or node.keys() == {"@id"}:
        return 0
    return len(node) + sum(map(size, node.values()))


def test_every_member_survives_under_its_published_name(exported: dict[str, Any]) -> None:
    nodes = [expanded(node) for node in exported["@graph"]]
    assert size(nodes) == size(exported["@graph"])
    whose = {f"{OA}Annotation", f"{PROV}Entity", f"{PROV}Collection"}
    assert {one["@id"] for node in nodes for one in node["@type"]} == whose


@given(collections())
@settings(deadline=None, max_examples=60)
def test_whatever_a_file_holds_its_export_has_the_published_shapes(loaded: Loaded) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for node in written(loaded, Path(folder))["@graph"]:
            assert size(expanded(node)) == size(node)


def test_the_own_context_says_what_the_published_one_does_not(exported: dict[str, Any]) -> None:
    published, own = exported["@context"]
    assert published == "http://www.w3.org/ns/anno.jsonld"
    prefixes = {"prov": PROV, "panj": "urn:panj:"}
    assert {name: own[name] for name in prefixes} == prefixes
    terms = own.keys() - prefixes
    assert terms.isdisjoint(PUBLISHED)
    assert {name: meaning(own[name], prefixes) for name in terms} == OWN


def meaning(told: str | dict[str, str], prefixes: dict[str, str]) -> tuple[str, str]:
    """Give what a context says of a term, as the tables here have it."""
    given = told if isinstance(told, dict) else {"@id": told}
    name = given.get("@id") or given["@reverse"]
    prefix, _, rest = name.partition(":")
    turned = "^" if "@reverse" in given else ""
    return f"{turned}{prefixes[prefix]}{rest}", given.get("@type", WORDS)


def test_the_nodes_are_the_files_own_and_of_no_graph_with_a_name(exported: dict[str, Any]) -> None:
    # JSON-LD 1.1, 4.9: beside @graph any other member would make it a graph within the file's.
    assert exported.keys() == {"@context", "@graph"}
    collection = exported["@graph"][0]
    assert (collection["type"], collection["label"]) == (
        "prov:Collection",
        load_events(ARTICLE).title,
    )
    events = [node for node in exported["@graph"] if node["id"].startswith("urn:panj:event:")]
    entities = [node for node in events if node["type"] == "prov:Entity"]
    assert len(entities) == len(load_events(ARTICLE).events)
    assert {node["memberOf"] for node in entities} == {collection["id"]}


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
    *_, copied = written(loaded, tmp_path)["@graph"]
    assert (copied["id"], copied["wasDerivedFrom"]) == (
        "urn:panj:source:a%20copy",
        "urn:panj:source:wire",
    )
