"""What one field may hold, and the records that an event and a collection are made of.

A value that breaks a rule raises pydantic's ValidationError; where the rule is ours, the error
carries a `FaultError`.
"""

import math
import re
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StrictInt,
    StrictStr,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from events.model.dates import parse_edtf
from events.model.geometry import Geometry, read_geometry
from events.model.limits import ID_CHARACTERS
from events.model.problems import Fault, FaultError, Words
from events.model.vocabulary import Basis, SourceKind, Status

_NOT_IN_ADDRESSES = frozenset(' \\<>"')
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _has_words(text: str) -> str:
    if not text.strip():
        raise FaultError(Fault("", text, "text that is not blank"))
    return text


def _is_short(text: str) -> str:
    if len(text) > ID_CHARACTERS:
        found = Words(f"{len(text):,} characters")
        raise FaultError(Fault("", found, f"an id of at most {ID_CHARACTERS}"))
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


def _is_within(most: int, degrees: float | None) -> float | None:
    if degrees is not None and abs(degrees) > most:
        raise FaultError(Fault("", degrees, f"degrees from -{most} to {most}, or null"))
    return degrees


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
Longitude = Annotated[Number, AfterValidator(partial(_is_within, 180))]
Latitude = Annotated[Number, AfterValidator(partial(_is_within, 90))]
OptionalBasis = Annotated[
    Basis | None,
    BeforeValidator(_none_for_empty),
    WithJsonSchema({"enum": [*Basis, "", None]}),
]
OptionalStatus = Annotated[
    Status | None,
    BeforeValidator(_none_for_empty),
    WithJsonSchema({"enum": [*Status, "", None]}),
]
OptionalSourceKind = Annotated[
    SourceKind | None,
    BeforeValidator(_none_for_empty),
    WithJsonSchema({"enum": [*SourceKind, "", None]}),
]
Shape = Annotated[
    Geometry | None,
    PlainValidator(read_geometry),
    PlainSerializer(_geojson),
    WithJsonSchema({"type": ["object", "null"], "description": "A GeoJSON geometry or null."}),
]


class Record(BaseModel):
    """What all records share: frozen, and members that we do not know are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Source(Record):
    """A published text that quotes are taken from; the text itself is not in the file."""

    id: Identity = Field(description="What quotes call the source by.")
    title: Text = Field(description="The headline or title.")
    author: StrictStr = ""
    publisher: StrictStr = ""
    url: WebAddress = ""
    published: Edtf = Field("", description="The day of publication, EDTF.")
    language: StrictStr = Field("", description="A BCP 47 tag such as en.")
    sha256: Sha256 = Field("", description="SHA-256 of the text's UTF-8 bytes, in hexadecimal.")
    length: StrictInt | None = Field(None, ge=0, description="The text's length in code points.")
    kind: OptionalSourceKind = Field(None, description="What it is, such as article or dataset.")
    derives_from: StrictStr = Field("", description="The id of the source that it repeats.")
    archived: WebAddress = Field("", description="The address of a kept copy.")

    @property
    def short_name(self) -> str:
        """Who published it, and on which day, as a choice among sources calls it."""
        name = self.publisher or self.author or self.title
        return f"{name}, {self.published}" if self.published else name


class _Words(Record):
    """Words of a source, with the W3C Web Annotation selectors that find them again."""

    source: StrictStr = Field(description="The id of one of the file's sources.")
    exact: Text = Field(description="The words, verbatim.")
    prefix: StrictStr = Field("", description="The words just before them.")
    suffix: StrictStr = Field("", description="The words just after them.")
    start: StrictInt = Field(ge=0, description="First code point in the text, counted from 0.")
    end: StrictInt = Field(description="The code point after the last.")

    @field_validator("end")
    @classmethod
    def _check_end(cls, end: int, info: ValidationInfo) -> int:
        start, exact = info.data.get("start"), info.data.get("exact")
        if start is None or exact is None or end == start + len(exact):
            return end
        expected = f"{start + len(exact)}, which is start + the {len(exact)} code points of exact"
        raise FaultError(Fault("", end, expected))


class Quote(_Words):
    """Words of a source on which an event rests."""

    speaker: StrictStr = Field("", description="Who said it; empty where the author does.")


class Aside(_Words):
    """Words of a source that tell no event: a byline, what an alliance is."""

    why: Text = Field(description="Why they tell no event.")


class Actor(Record):
    """Someone who takes part, and as what."""

    name: Text
    role: StrictStr = ""


class Quantity(Record):
    """A number that the source gives, as a range; an unknown end is None, never 0."""

    what: Text
    low: Number = None
    high: Number = None
    says: StrictStr = Field("", description="The source's own words for the number.")

    @field_validator("high")
    @classmethod
    def _check_high(cls, high: float | None, info: ValidationInfo) -> float | None:
        low = info.data.get("low")
        if low is not None and high is not None and high < low:
            raise FaultError(Fault("", high, f"a number not below low, which is {low}"))
        return high


class Merge(Record):
    """An event that was made one with another: which, by whom, on which day, and why."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    from_: Text = Field(alias="from", description="The id of the event that was taken in.")
    by: StrictStr = Field("", description="Who did it.")
    on: Edtf = Field("", description="The day, EDTF.")
    why: StrictStr = ""


class Evidence(Record):
    """What supports a value that does not come from the quoted sources."""

    about: Text = Field(description="The property that it supports, such as date or place.")
    url: WebAddress = ""
    note: StrictStr = ""
