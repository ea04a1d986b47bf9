"""The API's own description, as OpenAPI 3.0 (the ``oas30`` class of OGC 17-069r4)."""

import json
from html import escape
from typing import Any

from dashboard.session.server_limits import ANSWER_ITEMS
from events.query.filters.declaration import Parameter
from events.query.selection import FILTERS

PAGE = 100
"""Items in an answer when ``limit`` is not given."""


def description(title: str, server: str) -> dict[str, Any]:
    """Return the OpenAPI document.

    Parameters
    ----------
    title
        The open collection's title.
    server
        The address under which the API answers, without a slash at its end.

    Examples
    --------
    >>> sorted(description("Border", "http://localhost/api")["paths"])[0]
    '/'
    """
    collection = "/collections/{collection}"
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1"},
        "servers": [{"url": server}],
        "paths": {
            "/": _get("What there is", "application/json"),
            "/conformance": _get("The conformance classes", "application/json"),
            "/collections": _get("The collections", "application/json"),
            collection: _get("A collection", "application/json", _in_path("collection")),
            f"{collection}/items": _get(
                "Its events, a page at a time", "application/geo+json", *_items_parameters()
            ),
            f"{collection}/items/{{id}}": _get(
                "One event, or as one source alone tells it",
                "application/geo+json",
                *(_in_path("collection"), _in_path("id")),
                _in_query("source", {"type": "string"}),
            ),
        },
    }


def description_page(document: dict[str, Any]) -> str:
    """Write the OpenAPI document as a page for people, without scripts or styles.

    Parameters
    ----------
    document
        As `description` gives it.

    Examples
    --------
    >>> "<h2>/collections</h2>" in description_page(description("Border", "http://localhost/api"))
    True
    """
    title = escape(document["info"]["title"])
    parts = [f'<!doctype html><html lang="en"><title>{title}: API</title><h1>{title}: API</h1>']
    for path, operations in document["paths"].items():
        operation = operations["get"]
        parts.append(f"<h2>{escape(path)}</h2><p>{escape(operation['summary'])}</p>")
        for one in operation["parameters"]:
            schema = escape(json.dumps(one["schema"]))
            parts.append(f"<p>{escape(one['name'])} ({one['in']}): <code>{schema}</code></p>")
        for code, answer in operation["responses"].items():
            parts.append(f"<p>{code}: {escape(answer['description'])}</p>")
    return "\n".join((*parts, "</html>"))


def _get(summary: str, media_type: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    answers = {
        "200": {"description": summary, "content": {media_type: {"schema": {"type": "object"}}}},
        "304": {"description": "The reader has it already, as If-None-Match says"},
        "400": {"description": "A parameter that can't be read: which, found, expected"},
        "404": {"description": "There is no such thing"},
        "503": {"description": "Too many requests at once; Retry-After tells when to come again"},
    }
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}


def _items_parameters() -> tuple[dict[str, Any], ...]:
    lengths = [{"minItems": length, "maxItems": length} for length in (4, 6)]
    box = {"type": "array", "oneOf": lengths, "items": {"type": "number"}}
    return (
        _in_path("collection"),
        _in_query("bbox", box),
        *(_of_filter(parameter) for one in FILTERS for parameter in one.parameters),
        _in_query(
            "limit", {"type": "integer", "minimum": 1, "maximum": ANSWER_ITEMS, "default": PAGE}
        ),
        _in_query("offset", {"type": "integer", "minimum": 0, "default": 0}),
    )


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _in_query(name: str, schema: dict[str, Any], *, explode: bool = False) -> dict[str, Any]:
    form = {"style": "form", "explode": explode}
    return {"name": name, "in": "query", "required": False, "schema": schema, **form}


def _of_filter(parameter: Parameter) -> dict[str, Any]:
    """Describe a filter's parameter; one of several values is given once for each."""
    value: dict[str, Any] = {"type": "string"}
    if parameter.choices:
        value["enum"] = list(parameter.choices)
    if parameter.pattern:
        value["pattern"] = f"^(?:{parameter.pattern})$"
    if parameter.several:
        return _in_query(parameter.name, {"type": "array", "items": value}, explode=True)
    return _in_query(parameter.name, value)
