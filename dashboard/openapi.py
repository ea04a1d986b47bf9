"""The API's own description, as OpenAPI 3.0 (the ``oas30`` class of OGC 17-069r4)."""

from typing import Any

from events.vocabulary import Kind, Status

_ONE = {"style": "form", "explode": True}


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
                "One event", "application/geo+json", _in_path("collection"), _in_path("id")
            ),
        },
    }


def _get(summary: str, media_type: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    answers = {
        "200": {"description": summary, "content": {media_type: {"schema": {"type": "object"}}}},
        "400": {"description": "A parameter that can't be read: which, found, expected"},
        "404": {"description": "There is no such thing"},
        "503": {"description": "Too many requests at once; Retry-After tells when to come again"},
    }
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}


def _items_parameters() -> tuple[dict[str, Any], ...]:
    number = {"type": "number"}
    return (
        _in_path("collection"),
        {
            **_in_query("bbox", {"type": "array", "items": number, "minItems": 4, "maxItems": 4}),
            "explode": False,
        },
        _in_query("datetime", {"type": "string"}),
        _in_query("rule", {"type": "string", "enum": ["overlaps", "inside"]}),
        _in_query("undated", {"type": "string", "enum": ["true", "false"]}),
        _in_query("kind", _several([str(kind) for kind in Kind])),
        _in_query("status", _several([str(status) for status in Status])),
        _in_query("actor", _several()),
        _in_query("words", {"type": "string"}),
        _in_query("limit", {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100}),
        _in_query("offset", {"type": "integer", "minimum": 0, "default": 0}),
    )


def _several(choices: list[str] | None = None) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", **({"enum": choices} if choices else {})}}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _in_query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, **_ONE}
