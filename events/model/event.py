"""The event and its accounts as pydantic models: every rule that one event can keep or break.

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
    StrictStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from events.model.dates import Span, parse_edtf
from events.model.geometry import Geometry
from events.model.parts import (
    Actor,
    Aside,
    Edtf,
    Evidence,
    Identity,
    Latitude,
    Longitude,
    Merge,
    Number,
    OptionalBasis,
    OptionalStatus,
    Quantity,
    Quote,
    Record,
    Shape,
    Source,
    Text,
    WebAddress,
)
from events.model.problems import Fault, FaultError, Words
from events.model.vocabulary import FAMILIES, Basis, Kind, Precision, Rank, Status, family_of

__all__ = [
    "FAMILIES",
    "Account",
    "Actor",
    "Aside",
    "Basis",
    "Event",
    "Evidence",
    "Geometry",
    "Kind",
    "Merge",
    "Precision",
    "Quantity",
    "Quote",
    "Source",
    "Status",
    "family_of",
]

_UNDRAWN = (Precision.NONE, Precision.COUNTRY)
"""The precisions of a place that may have no geometry."""


def _check_drawn(precision: Precision) -> None:
    """Refuse a place that is drawn and not known."""
    if precision is Precision.NONE:
        hint = "Say how closely the place is known, or make the geometry null."
        raise FaultError(Fault("", "none", "another precision, as there is a geometry", hint))


def _check_radius(radius: float | None, info: ValidationInfo) -> float | None:
    if radius is None:
        return None
    if radius <= 0:
        raise FaultError(Fault("", radius, "a distance above 0 km, or null"))
    precision = info.data.get("place_precision")
    if precision not in (None, Precision.EXACT, Precision.SETTLEMENT):
        raise FaultError(Fault("", radius, f"no radius where place_precision is {precision}"))
    return radius


class Account(Record):
    """What one source tells of an event; what it does not tell is absent, never copied.

    A place that is the event's own by name, ids and precision may leave its geometry out: it is
    drawn as the event's.
    """

    source: StrictStr = Field(description="The id of one of the file's sources.")
    rank: Rank = Field(Rank.NORMAL, description="What the coder goes by.")
    reason: StrictStr = Field(
        "", validate_default=True, description="Why, where the rank is not normal."
    )
    url: WebAddress = Field("", description="Where it says so, if there are no quotes.")
    geometry: Shape = None
    status: OptionalStatus = None
    date: Edtf = ""
    date_basis: OptionalBasis = None
    date_says: StrictStr = ""
    place: StrictStr = ""
    place_ids: tuple[Text, ...] = ()
    place_precision: Precision = Field(Precision.NONE, validate_default=True)
    place_basis: OptionalBasis = None
    place_says: StrictStr = ""
    radius_km: Number = None
    actors: tuple[Actor, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    note: StrictStr = ""

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, value: Any) -> Any:
        """Take null for missing, as of an event."""
        if not isinstance(value, dict):
            return value
        return {name: part for name, part in value.items() if part is not None}

    @field_validator("reason")
    @classmethod
    def _check_reason(cls, reason: str, info: ValidationInfo) -> str:
        rank = info.data.get("rank", Rank.NORMAL)
        if rank is not Rank.NORMAL and not reason.strip():
            raise FaultError(Fault("", reason, f"why, as the rank is {rank}"))
        return reason

    @field_validator("date_basis", "place_basis")
    @classmethod
    def _check_basis(cls, basis: Basis | None) -> Basis | None:
        if basis is Basis.EXTERNAL:
            expected = "stated, inferred or coded, as an account is its own source's"
            raise FaultError(Fault("", basis.value, expected))
        return basis

    @field_validator("place_precision")
    @classmethod
    def _check_precision(cls, precision: Precision, info: ValidationInfo) -> Precision:
        if info.data.get("geometry") is not None:
            _check_drawn(precision)
        return precision

    @field_validator("quotes")
    @classmethod
    def _check_quotes(cls, quotes: tuple[Quote, ...], info: ValidationInfo) -> tuple[Quote, ...]:
        own = info.data.get("source")
        for number, quote in enumerate(quotes):
            if quote.source != own:
                raise FaultError(Fault(f"[{number}].source", quote.source, "the account's source"))
        return quotes

    _of_radius = field_validator("radius_km")(_check_radius)


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
    category: StrictStr = Field(
        "", description="The data set's own class, in its words, such as One-sided violence."
    )
    status: Status = Field(description="How firmly the source says it.")
    date: Edtf = Field("", description="EDTF; empty for an event without a date.")
    date_basis: OptionalBasis = Field(None, description="Where the date comes from.")
    date_says: StrictStr = Field("", description="The source's own words for the time.")
    place: StrictStr = Field("", description="The place's name.")
    district: StrictStr = Field("", description="The district, by the source's name for it.")
    province: StrictStr = Field("", description="The province, by the source's name for it.")
    country: StrictStr = Field("", description="The country, by the source's name for it.")
    place_ids: tuple[Text, ...] = Field(
        (), description="Such as geonames:1221874, iso3166-1:TJ, iso3166-2:TJ-GB."
    )
    place_precision: Precision = Field(
        Precision.NONE, validate_default=True, description="How closely the place is known."
    )
    place_basis: OptionalBasis = Field(None, description="Where the place comes from.")
    place_says: StrictStr = Field("", description="The source's own words for the place.")
    place_longitude: Longitude = Field(None, description="The source's own, if drawn otherwise.")
    place_latitude: Latitude = Field(None, validate_default=True, description="Beside it.")
    radius_km: Number = Field(
        None,
        description="For exact and settlement: how far the truth may lie from the point, in km.",
    )
    actors: tuple[Actor, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    accounts: tuple[Account, ...] = Field((), description="What each source tells of it.")
    evidence: tuple[Evidence, ...] = Field(
        (), validate_default=True, description="What supports every external value."
    )
    note: StrictStr = Field("", description="What a careful reader should be told.")
    merged: tuple[Merge, ...] = Field((), description="Which events were made one with it.")
    extra: Mapping[str, Any] = Field({}, description="Properties that we do not know, as found.")
    members: Mapping[str, Any] = Field({}, description="Foreign members of the feature, as found.")

    @property
    def span(self) -> Span | None:
        """The days of `date`; None for an event without a date."""
        return parse_edtf(self.date)

    @property
    def quoted_sources(self) -> tuple[str, ...]:
        """The ids of the sources that it quotes itself, each once."""
        return tuple(dict.fromkeys(quote.source for quote in self.quotes))

    @field_validator("place_precision")
    @classmethod
    def _check_precision(cls, precision: Precision, info: ValidationInfo) -> Precision:
        if "geometry" not in info.data:
            return precision
        geometry = info.data["geometry"]
        if geometry is None and precision not in _UNDRAWN:
            hint = "Give the geometry, or say none."
            raise FaultError(
                Fault("", precision.value, "none or country, as the geometry is null", hint)
            )
        if geometry is not None:
            _check_drawn(precision)
        return precision

    _of_radius = field_validator("radius_km")(_check_radius)

    @field_validator("place_latitude")
    @classmethod
    def _check_position(cls, latitude: float | None, info: ValidationInfo) -> float | None:
        if (latitude is None) != (info.data.get("place_longitude", latitude) is None):
            raise FaultError(Fault("", latitude, "one beside place_longitude, or neither"))
        return latitude

    @field_validator("accounts")
    @classmethod
    def _check_accounts(
        cls, accounts: tuple[Account, ...], info: ValidationInfo
    ) -> tuple[Account, ...]:
        faults = [
            Fault(
                f"[{number}].place_precision",
                account.place_precision.value,
                "none or country, as there is no geometry and the place is not the event's",
                "Give the geometry, or say none.",
            )
            for number, account in enumerate(accounts)
            if account.place_precision not in _UNDRAWN
            and account.geometry is None
            and not (info.data.get("geometry") and _is_place(account, info.data))
        ]
        if faults:
            raise FaultError(*faults)
        return accounts

    @field_validator("evidence")
    @classmethod
    def _check_evidence(
        cls, evidence: tuple[Evidence, ...], info: ValidationInfo
    ) -> tuple[Evidence, ...]:
        about = {item.about for item in evidence}
        missing = [
            name
            for name in ("date", "place")
            if info.data.get(f"{name}_basis") is Basis.EXTERNAL
            and name not in about
            and not info.data.get("accounts", "faulty ones")
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


def _is_place(account: Account, values: Mapping[str, Any]) -> bool:
    """Tell whether an account's place is the event's by its name, ids and precision."""
    names = ("place", "place_ids", "place_precision")
    return all(getattr(account, name) == values.get(name) for name in names)
