"""What one field may hold, whatever record it stands in."""

import math
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    PlainSerializer,
    PlainValidator,
    StrictStr,
    WithJsonSchema,
)

from events.dates import parse_edtf
from events.geometry import Geometry, read_geometry
from events.problems import Fault, FaultError, Words
from events.vocabulary import Basis

LONGEST_ID = 200
"""The most characters in an id, which has to fit into an address."""

_NOT_IN_ADDRESSES = frozenset(' \\<>"')
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _has_words(text: str) -> str:
    if not text.strip():
        raise FaultError(Fault("", text, "text that is not blank"))
    return text


def _is_short(text: str) -> str:
    if len(text) > LONGEST_ID:
        found = Words(f"{len(text):,} characters")
        raise FaultError(Fault("", found, f"an id of at most {LONGEST_ID}"))
    return text


def _is_web_address(text: str) -> str:
    if text and not _names_a_host(text):
        raise FaultError(Fault("", text, "a web address (http or https)"))
    return text


def _names_a_host(text: str) -> bool:
    """Tell whether browsers and Python see an address of the web in a text, and the same one.

    Browsers take a backslash for a slash and drop what is not printed: the host that a reader
    sees would not be the one that the link opens.
    """
    if not text.isprintable() or not _NOT_IN_ADDRESSES.isdisjoint(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_edtf(text: str) -> str:
    parse_edtf(text)
    return text


def _is_sha256(text: str) -> str:
    if text and not _SHA256.fullmatch(text):
        raise FaultError(Fault("", text, "64 hexadecimal digits in lower case"))
    return text


def _read_number(value: object) -> int | float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise FaultError(Fault("", value, "a number, or null where it is not known"))
    return value


def _none_for_empty(value: object) -> object:
    return None if value == "" else value


def _geojson(geometry: Geometry | None) -> dict[str, Any] | None:
    return geometry.as_geojson() if geometry else None


Text = Annotated[StrictStr, AfterValidator(_has_words)]
Identity = Annotated[StrictStr, AfterValidator(_has_words), AfterValidator(_is_short)]
WebAddress = Annotated[StrictStr, AfterValidator(_is_web_address)]
Sha256 = Annotated[StrictStr, AfterValidator(_is_sha256)]
Edtf = Annotated[StrictStr, AfterValidator(_is_edtf)]
Number = Annotated[
    int | float | None,
    PlainValidator(_read_number),
    WithJsonSchema({"type": ["number", "null"]}),
]
OptionalBasis = Annotated[
    Basis | None,
    BeforeValidator(_none_for_empty),
    WithJsonSchema({"enum": [*Basis, "", None]}),
]
Shape = Annotated[
    Geometry | None,
    PlainValidator(read_geometry),
    PlainSerializer(_geojson),
    WithJsonSchema({"type": ["object", "null"], "description": "A GeoJSON geometry or null."}),
]
