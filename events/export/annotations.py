"""Quotes as W3C Web Annotations, and what sources derive from as PROV, in one JSON-LD file.

The Web Annotation Data Model (https://www.w3.org/TR/annotation-model/): an annotation a quote. Its
target is the source with both selectors; its bodies are what the quote's source tells, a field
each. PROV-O (https://www.w3.org/TR/prov-o/): sources and events are entities that were derived
from others; the events are members of a collection, which has the file's title. Nothing is read
back from it: the event file has all of this in words of its own.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encoded

from events.files.feature_rows import Feature
from events.model.event import Source

CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "prov": "http://www.w3.org/ns/prov#",
        "panj": "urn:panj:",
        "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
        "memberOf": {"@reverse": "prov:hadMember", "@type": "@id"},
        "field": "panj:field",
        "speaker": "panj:speaker",
    },
]
"""The published context of Web Annotations, and the terms that are not in it."""

_COLLECTION = "_:collection"  # no other file's
_FIELDS = ("date", "place", "status")


def write_annotations(
    path: Path, title: str, sources: Iterable[Source], features: Iterable[Feature]
) -> None:
    """Write the annotations of events, one a line.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    title : str
        The collection's name.
    sources : iterable of Source
        Those that are quoted.
    features : iterable of dict
        The events.
    """
    known = {source.id: source for source in sources}
    collection = {"id": _COLLECTION, "type": "prov:Collection"}
    nodes = chain(
        [collection | ({"label": title} if title else {})],
        map(source_node, known.values()),
        (node for feature in features for node in event_nodes(feature, known)),
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [')
        between = "\n"
        for node in nodes:
            file.write(between + json.dumps(node, ensure_ascii=False))
            between = ",\n"
        file.write("\n]}\n")


def source_node(source: Source) -> dict[str, Any]:
    """Give a source as an entity of PROV, with what it derives from.

    Examples
    --------
    >>> source_node(Source(id="copy", title="A copy", derives_from="wire"))
    {'id': 'urn:panj:source:copy', 'type': 'prov:Entity', 'label': 'A copy', \
'wasDerivedFrom': 'urn:panj:source:wire'}
    """
    node: dict[str, Any] = {
        "id": _source_id(source.id),
        "type": "prov:Entity",
        "label": source.title,
    }
    if source.url:
        node["canonical"] = source.url
    if source.derives_from:
        node["wasDerivedFrom"] = _source_id(source.derives_from)
    return node


def event_nodes(feature: Feature, sources: Mapping[str, Source]) -> Iterator[dict[str, Any]]:
    """Give an event as an entity, and an annotation for each quote of it and of its accounts.

    Parameters
    ----------
    feature : dict
        The event.
    sources : mapping
        The sources by their ids.
    """
    properties = feature["properties"]
    accounts = properties.get("accounts") or ()
    told: dict[str, Mapping[str, Any]] = {
        account["source"]: account for account in reversed(accounts)
    }
    quotes = [*(properties.get("quotes") or ())]
    quotes += [quote for account in accounts for quote in account.get("quotes") or ()]
    named = dict.fromkeys([*(quote["source"] for quote in quotes), *told])
    event = f"urn:panj:event:{percent_encoded(str(feature['id']), safe='')}"
    entity: dict[str, Any] = {"id": event, "type": "prov:Entity", "label": properties["title"]}
    entity["memberOf"] = _COLLECTION
    if named:
        entity["wasDerivedFrom"] = [_source_id(name) for name in named]
    yield entity
    for number, quote in enumerate(quotes, start=1):
        values = told.get(quote["source"], {}) if accounts else properties
        yield {
            "id": f"{event}:quote:{number}",
            "type": "Annotation",
            "motivation": "describing",
            "body": list(_bodies(properties["title"], values)),
            "target": _target(quote, sources.get(quote["source"])),
            "wasDerivedFrom": event,
        }


def _bodies(title: str, values: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    yield _body("title", title)
    for name in _FIELDS:
        if values.get(name):
            yield _body(name, str(values[name]))
    for one in values.get("quantities") or ():
        ends = "/".join(".." if one.get(end) is None else str(one[end]) for end in ("low", "high"))
        yield _body("quantities", f"{one['what']}: {ends}")


def _body(field: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "format": "text/plain", "field": field, "value": value}


def _target(quote: Mapping[str, Any], source: Source | None) -> dict[str, Any]:
    selector = {"type": "TextQuoteSelector", "exact": quote["exact"]}
    selector |= {name: quote[name] for name in ("prefix", "suffix") if quote.get(name)}
    place = {"type": "TextPositionSelector", "start": quote["start"], "end": quote["end"]}
    target: dict[str, Any] = {
        "type": "SpecificResource",
        "source": source.url if source and source.url else _source_id(quote["source"]),
        "selector": [selector, place],
    }
    if quote.get("speaker"):
        target["speaker"] = quote["speaker"]
    return target


def _source_id(identity: str) -> str:
    return f"urn:panj:source:{percent_encoded(identity, safe='')}"
