"""The event and its parts as pydantic models: every rule that one event can keep or break.

A value that breaks a rule raises pydantic's ValidationError; where the rule is ours, the error
carries a `FaultError`. Rules between properties are checked with the later of the two, so that
one pass finds every fault of an event.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationInfo,
    field_validator,
)

from events.dates import Span, parse_edtf
from events.fields import (
    Edtf,
    Identity,
    Number,
    OptionalBasis,
    Sha256,
    Shape,
    Text,
    WebAddress,
)
from events.geometry import Geometry
from events.problems import Fault, FaultError, Words
from events.vocabulary import FAMILIES, Basis, Kind, Precision, Status, family_of

__all__ = [
    "FAMILIES",
    "Actor",
    "Basis",
    "Event",
    "Evidence",
    "Geometry",
    "Kind",
    "Precision",
    "Quantity",
    "Quote",
    "Source",
    "Status",
    "family_of",
]


class _Record(BaseModel):
    """What all records share: frozen, and members that we do not know are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Source(_Record):
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


class Quote(_Record):
    """Words of a source, with the W3C Web Annotation selectors that find them again."""

    source: StrictStr = Field(description="The id of one of the file's sources.")
    exact: Text = Field(description="The words, verbatim.")
    prefix: StrictStr = Field("", description="The words just before them.")
    suffix: StrictStr = Field("", description="The words just after them.")
    start: StrictInt = Field(ge=0, description="First code point in the text, counted from 0.")
    end: StrictInt = Field(description="The code point after the last.")
    speaker: StrictStr = Field("", description="Who said it; empty where the author does.")

    @field_validator("end")
    @classmethod
    def _check_end(cls, end: int, info: ValidationInfo) -> int:
        start, exact = info.data.get("start"), info.data.get("exact")
        if start is None or exact is None or end == start + len(exact):
            return end
        expected = f"{start + len(exact)}, which is start + the {len(exact)} code points of exact"
        raise FaultError(Fault("", end, expected))


class Actor(_Record):
    """Someone who takes part, and as what."""

    name: Text
    role: StrictStr = ""


class Quantity(_Record):
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


class Evidence(_Record):
    """What supports a value that does not come from the quoted sources."""

    about: Text = Field(description="The property that it supports, such as date or place.")
    url: WebAddress = ""
    note: StrictStr = ""


class Event(BaseModel):
    """One event: what a source says happened, is meant, stands or may come.

    Examples
    --------
    >>> event = Event(id="e1", title="An appeal", kind="request", status="reported",
    ...               date="2021-07-07")
    >>> event.kind, event.span.first.isoformat()
    (<Kind.REQUEST: 'request'>, '2021-07-07')
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identity = Field(description="Stable text, from the source or the content.")
    geometry: Shape = Field(None, description="The shape of what is known; null for no place.")
    title: Text = Field(description="One plain sentence in the coder's words.")
    kind: Kind = Field(description="A PLOVER event type, or installation or context.")
    code: StrictStr = Field("", description="The CAMEO code, where one was given.")
    status: Status = Field(description="How firmly the source says it.")
    date: Edtf = Field("", description="EDTF; empty for an event without a date.")
    date_basis: OptionalBasis = Field(None, description="Where the date comes from.")
    date_says: StrictStr = Field("", description="The source's own words for the time.")
    place: StrictStr = Field("", description="The place's name.")
    place_ids: tuple[Text, ...] = Field(
        (), description="Such as geonames:1221874, iso3166-1:TJ, iso3166-2:TJ-GB."
    )
    place_precision: Precision = Field(
        Precision.NONE, validate_default=True, description="How closely the place is known."
    )
    place_basis: OptionalBasis = Field(None, description="Where the place comes from.")
    place_says: StrictStr = Field("", description="The source's own words for the place.")
    radius_km: Number = Field(
        None,
        description="For exact and settlement: how far the truth may lie from the point, in km.",
    )
    actors: tuple[Actor, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    evidence: tuple[Evidence, ...] = Field(
        (), validate_default=True, description="What supports every external value."
    )
    note: StrictStr = Field("", description="What a careful reader should be told.")
    extra: Mapping[str, Any] = Field({}, description="Properties that we do not know, as found.")
    members: Mapping[str, Any] = Field({}, description="Foreign members of the feature, as found.")

    @property
    def span(self) -> Span | None:
        """The days of `date`; None for an event without a date."""
        return parse_edtf(self.date)

    @field_validator("place_precision")
    @classmethod
    def _check_precision(cls, precision: Precision, info: ValidationInfo) -> Precision:
        if "geometry" not in info.data:
            return precision
        geometry = info.data["geometry"]
        if geometry is None and precision not in (Precision.NONE, Precision.COUNTRY):
            hint = "Give the geometry, or say none."
            raise FaultError(
                Fault("", precision.value, "none or country, as the geometry is null", hint)
            )
        if geometry is not None and precision is Precision.NONE:
            hint = "Say how closely the place is known, or make the geometry null."
            raise FaultError(Fault("", "none", "another precision, as there is a geometry", hint))
        return precision

    @field_validator("radius_km")
    @classmethod
    def _check_radius(cls, radius: float | None, info: ValidationInfo) -> float | None:
        if radius is None:
            return None
        if radius <= 0:
            raise FaultError(Fault("", radius, "a distance above 0 km, or null"))
        precision = info.data.get("place_precision")
        if precision not in (None, Precision.EXACT, Precision.SETTLEMENT):
            expected = f"no radius where place_precision is {precision}"
            raise FaultError(Fault("", radius, expected))
        return radius

    @field_validator("evidence")
    @classmethod
    def _check_evidence(
        cls, evidence: tuple[Evidence, ...], info: ValidationInfo
    ) -> tuple[Evidence, ...]:
        about = {item.about for item in evidence}
        missing = [
            name
            for name in ("date", "place")
            if info.data.get(f"{name}_basis") is Basis.EXTERNAL and name not in about
        ]
        if missing:
            raise FaultError(
                *(
                    Fault(
                        "",
                        Words(f"no item about {name}"),
                        f'one with about "{name}", as {name}_basis is external',
                    )
                    for name in missing
                )
            )
        return evidence
