"""The kinds of event that other people's words come to."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from events.model.vocabulary import Kind

ACLED_TYPES: Mapping[str, Kind] = MappingProxyType(
    {
        "Battles": Kind.ASSAULT,
        "Explosions/Remote violence": Kind.ASSAULT,
        "Violence against civilians": Kind.ASSAULT,
        "Protests": Kind.PROTEST,
        "Riots": Kind.PROTEST,
        "Strategic developments": Kind.CONTEXT,
    }
)
"""ACLED's event types."""

ACLED_SUBTYPES: Mapping[str, Kind] = MappingProxyType(
    {
        "Abduction/forced disappearance": Kind.COERCE,
        "Mob violence": Kind.ASSAULT,
        "Excessive force against protesters": Kind.ASSAULT,
        "Agreement": Kind.AGREE,
        "Arrests": Kind.COERCE,
        "Disrupted weapons use": Kind.COERCE,
        "Headquarters or base established": Kind.INSTALLATION,
        "Looting/property destruction": Kind.COERCE,
        "Non-violent transfer of territory": Kind.CONCEDE,
    }
)
"""ACLED's sub-event types that are another kind than their type."""

ACLED_CROWDS = ("Protests", "Riots")
"""ACLED's types of crowds; where they cost lives, the event is an assault."""

ACLED_PEACEFUL = "Peaceful protest"
"""ACLED's sub-event type in which no side used force: who dies in it was not killed by one."""

_PLAIN = {
    Kind.ASSAULT: "attack attacks battle battles clash clashes armedclash armedconflict bombing "
    "shelling airstrike dronestrike airdronestrike explosion explosions killing murder raid "
    "ambush fighting violence terrorism suicidebomb statebasedviolence nonstateviolence "
    "onesidedviolence violenceagainstcivilians explosionsremoteviolence kampf angriff",
    Kind.COERCE: "arrest arrests detention abduction kidnapping looting seizure repression "
    "abductionforceddisappearance lootingpropertydestruction curfew",
    Kind.PROTEST: "protests demonstration demonstrations riot riots strike march rally",
    Kind.RETREAT: "withdrawal withdraw crossing flight surrender ceasefire",
    Kind.CONCEDE: "concession nonviolenttransferofterritory",
    Kind.MOBILIZE: "mobilise mobilization mobilisation deployment callup exercise",
    Kind.REQUEST: "appeal demand call",
    Kind.ACCUSE: "accusation criticism",
    Kind.THREATEN: "threat ultimatum",
    Kind.SANCTION: "sanctions embargo",
    Kind.REJECT: "refusal rejection",
    Kind.AGREE: "agreement treaty peaceagreement",
    Kind.CONSULT: "talks meeting negotiation negotiations visit",
    Kind.COOPERATE: "cooperation",
    Kind.AID: "humanitarianaid assistance",
    Kind.INSTALLATION: "base post camp militarybase headquartersorbaseestablished",
    Kind.CONTEXT: "other background strategicdevelopments",
}


_LETTERS = {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک"}


def fold(text: str) -> str:
    """Reduce a word to its letters and digits, without case and accents.

    Examples
    --------
    >>> fold("Event type"), fold("Größe (km)"), fold("état")
    ('eventtype', 'grossekm', 'etat')
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


WORDS: Mapping[str, Kind] = MappingProxyType(
    {kind.value: kind for kind in Kind}
    | {word: kind for kind, words in _PLAIN.items() for word in words.split()}
)
"""What tables call kinds, as `fold` writes it: our words, PLOVER's, and common ones."""


def kind_of(text: str) -> str | None:
    """Find the kind for a word of a table; None where it is not known.

    Examples
    --------
    >>> kind_of("Armed clash"), kind_of("ASSAULT"), kind_of("7")
    ('assault', 'assault', None)
    """
    kind = WORDS.get(fold(text))
    return None if kind is None else kind.value


def kind_of_acled(kind: str, sub_kind: str) -> str | None:
    """Find the kind for ACLED's event type and sub-event type.

    Examples
    --------
    >>> kind_of_acled("Battles", "Armed clash"), kind_of_acled("Riots", "Mob violence")
    ('assault', 'assault')
    """
    found = ACLED_SUBTYPES.get(sub_kind) or ACLED_TYPES.get(kind)
    return None if found is None else found.value
