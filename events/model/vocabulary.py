"""The closed lists of words that an event file may use, and the families of its kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

FORMAT = "panj-events/1"
"""The version of docs/event-format.md that is written while nothing needs more."""

FORMAT_2 = "panj-events/2"
"""The version whose events may have accounts; it has the same length, by design."""

FORMATS = (FORMAT, FORMAT_2)
"""The versions that are read."""


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


class Rank(StrEnum):
    """What the coder goes by among accounts, the best first; the ranks are Wikidata's."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


class SourceKind(StrEnum):
    """What a source is."""

    ARTICLE = "article"
    REPORT = "report"
    DATASET = "dataset"
    STATEMENT = "statement"
    POST = "post"


KILLED, KILLED_BEST = "killed", "killed, best estimate"
"""What quantities of deaths are called: a range or an exact number, and the best estimate in it."""

CROSSED = "Ranges of deaths whose ends cross, kept as the widest range"
"""What a receipt says of ranges of deaths that an import had to widen."""

WIDEST = ", which cross; the range is the widest."
"""How the note of such an event ends what its source gives."""


@dataclass(frozen=True)
class Family:
    """Kinds that share a symbol: its shape says deed, word or thing, its glyph repeats the colour.

    Parameters
    ----------
    kinds : tuple of Kind
        What belongs to it.
    shape : {"disc", "bubble", "square"}
        A deed, a word or a thing.
    glyph : str
        What stands on the shape; the scripts draw it by this name.
    light, dark : str
        The colour in each theme, #RRGGBB; at least 4:1 on the map's land.
    """

    kinds: tuple[Kind, ...]
    shape: Literal["disc", "bubble", "square"]
    glyph: str
    light: str
    dark: str


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "Force": Family((Kind.ASSAULT, Kind.COERCE), "disc", "cross", "#A8170F", "#F4604C"),
        "Crossing": Family((Kind.RETREAT, Kind.CONCEDE), "disc", "arrow", "#A66B00", "#F7C65A"),
        "Call-up": Family((Kind.MOBILIZE,), "disc", "chevrons", "#5A2A91", "#9C6CF5"),
        "Appeal": Family((Kind.REQUEST,), "bubble", "question", "#1763D6", "#4DB1F7"),
        "Support": Family(
            (Kind.SUPPORT, Kind.AGREE, Kind.CONSULT, Kind.COOPERATE, Kind.AID),
            "bubble",
            "plus",
            "#0B5E4B",
            "#2EE0AC",
        ),
        "Criticism": Family(
            (Kind.ACCUSE, Kind.REJECT, Kind.THREATEN, Kind.SANCTION, Kind.PROTEST),
            "bubble",
            "exclamation",
            "#CE2A78",
            "#F7A3C8",
        ),
        "Base": Family((Kind.INSTALLATION,), "square", "flag", "#161C25", "#F4F6F8"),
        "Context": Family((Kind.CONTEXT,), "square", "letter-i", "#6C727B", "#8A919B"),
    }
)
"""The families in the order of the legend; each kind is in one. The scripts have no other.

A family's name holds for all its kinds. PLOVER's assault is violence of two sides and of one
against people who do not fight, and its coerce repression, such as an arrest; so their family is
the use of force, not fighting (PLOVER_MANUAL.tex in https://github.com/openeventdata/PLOVER).
"""

FAMILY_NAMES = tuple(sorted(FAMILIES))
"""The families, as rows sort by them."""

_FAMILY_OF = {kind: family for family, one in FAMILIES.items() for kind in one.kinds}


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
    'Force'
    """
    return _FAMILY_OF[kind]
