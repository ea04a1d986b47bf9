"""The closed lists of words that an event file may use, one enumeration each."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What happened: the sixteen PLOVER event types, and two for standing facts.

    The sixteen are those that the POLECAT data set codes by the PLOVER ontology
    (https://github.com/openeventdata/PLOVER); ``installation`` and ``context`` are ours.
    """

    AGREE = "agree"
    CONSULT = "consult"
    SUPPORT = "support"
    COOPERATE = "cooperate"
    AID = "aid"
    CONCEDE = "concede"
    RETREAT = "retreat"
    REQUEST = "request"
    ACCUSE = "accuse"
    REJECT = "reject"
    THREATEN = "threaten"
    PROTEST = "protest"
    SANCTION = "sanction"
    MOBILIZE = "mobilize"
    COERCE = "coerce"
    ASSAULT = "assault"
    INSTALLATION = "installation"
    CONTEXT = "context"


class Status(StrEnum):
    """How firmly the source says it."""

    REPORTED = "reported"
    CLAIMED = "claimed"
    INTENDED = "intended"
    ORDERED = "ordered"
    STANDING = "standing"
    FORECAST = "forecast"
    DISPUTED = "disputed"


class Precision(StrEnum):
    """How closely the place is known, from a point to not at all."""

    EXACT = "exact"
    SETTLEMENT = "settlement"
    DISTRICT = "district"
    PROVINCE = "province"
    REGION = "region"
    BORDER = "border"
    COUNTRY = "country"
    NONE = "none"


class Basis(StrEnum):
    """Where a date or a place comes from."""

    STATED = "stated"
    INFERRED = "inferred"
    EXTERNAL = "external"
    CODED = "coded"


FAMILIES: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {
        "Fighting": (Kind.ASSAULT, Kind.COERCE),
        "Crossing": (Kind.RETREAT, Kind.CONCEDE),
        "Call-up": (Kind.MOBILIZE,),
        "Appeal": (Kind.REQUEST,),
        "Support": (Kind.SUPPORT, Kind.AGREE, Kind.CONSULT, Kind.COOPERATE, Kind.AID),
        "Criticism": (Kind.ACCUSE, Kind.REJECT, Kind.THREATEN, Kind.SANCTION, Kind.PROTEST),
        "Base": (Kind.INSTALLATION,),
        "Context": (Kind.CONTEXT,),
    }
)
"""The families that share a symbol, in the order of the legend; each kind is in one."""

FAMILY_NAMES = tuple(sorted(FAMILIES))
"""The families, as rows sort by them."""

_FAMILY_OF = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}


def family_of(kind: Kind) -> str:
    """Name the family of a kind.

    Parameters
    ----------
    kind : Kind
        One of the eighteen kinds.

    Returns
    -------
    str
        A key of `FAMILIES`.

    Examples
    --------
    >>> family_of(Kind.ASSAULT)
    'Fighting'
    """
    return _FAMILY_OF[kind]
