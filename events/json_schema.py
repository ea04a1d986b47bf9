"""The event file as a JSON Schema, for editors that check and complete while one types.

It is written from the models. Rules between two properties, dates and closed rings are beyond
it: ``python -m events validate`` knows all. ``python -m events.json_schema`` prints it.
"""

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from events.model.event import Aside, Event, Source
from events.model.vocabulary import FORMATS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The version of JSON Schema that pydantic writes."""

_NESTINGS = {
    "Point": "position",
    "MultiPoint": "positions",
    "LineString": "line",
    "MultiLineString": "lines",
    "Polygon": "rings",
    "MultiPolygon": "areas",
}


def event_file_schema() -> dict[str, Any]:
    """Write the schema of a whole event file.

    Returns
    -------
    dict
        A JSON Schema of draft 2020-12.

    Examples
    --------
    >>> event_file_schema()["properties"]["format"]
    {'enum': ['panj-events/1', 'panj-events/2']}
    """
    _, models = models_json_schema([(model, "validation") for model in (Event, Source, Aside)])
    definitions = models["$defs"]
    definitions |= _shapes()
    definitions["Feature"] = _feature(definitions.pop("Event"))
    return {
        "$schema": DIALECT,
        "title": "Panj event file",
        "type": "object",
        "required": ["type", "format", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "format": {"enum": [*FORMATS]},
            "title": {"type": "string"},
            "sources": {"type": "array", "items": {"$ref": "#/$defs/Source"}},
            "asides": {"type": "array", "items": {"$ref": "#/$defs/Aside"}},
            "features": {"type": "array", "items": {"$ref": "#/$defs/Feature"}},
        },
        "$defs": definitions,
    }


def _feature(event: dict[str, Any]) -> dict[str, Any]:
    """Turn the flat event of the model into the feature of the file."""
    properties = event["properties"]
    identity = properties.pop("id")
    for name in ("geometry", "extra", "members"):
        del properties[name]
    required = [name for name in event["required"] if name != "id"]
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": identity,
            "geometry": {"anyOf": [{"$ref": "#/$defs/Geometry"}, {"type": "null"}]},
            "properties": {"type": "object", "required": required, "properties": properties},
        },
    }


def _shapes() -> dict[str, Any]:
    def lists(of: str, least: int) -> dict[str, Any]:
        return {"type": "array", "minItems": least, "items": {"$ref": f"#/$defs/{of}"}}

    position = {
        "description": "Longitude and latitude in degrees (EPSG:4326), and a height in metres.",
        "type": "array",
        "prefixItems": [
            {"type": "number", "minimum": -180, "maximum": 180},
            {"type": "number", "minimum": -90, "maximum": 90},
            {"type": "number"},
        ],
        "minItems": 2,
        "maxItems": 3,
    }
    geometries = [
        {
            "properties": {
                "type": {"const": kind},
                "coordinates": {"$ref": f"#/$defs/{nesting}"},
            },
            "required": ["type", "coordinates"],
        }
        for kind, nesting in _NESTINGS.items()
    ]
    return {
        "position": position,
        "positions": lists("position", 1),
        "line": lists("position", 2),
        "lines": lists("line", 1),
        "ring": lists("position", 4),
        "rings": lists("ring", 1),
        "areas": lists("rings", 1),
        "Geometry": {"type": "object", "oneOf": geometries},
    }


if __name__ == "__main__":
    print(json.dumps(event_file_schema(), indent=2, ensure_ascii=False))
