"""Changes of one draft, each as a new feature of an event file.

This module shouldn't import Streamlit.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from dashboard.words.catalogue import say
from events.coding.by_hand import read_actors, read_quantities, read_written_date
from events.coding.names.place_index import NamedPlace
from events.coding.passage import quote_of
from events.coding.proposals import Proposal
from events.desk.database import DeskError
from events.matching.joined_drafts import join_drafts
from events.matching.merging import MergeError
from events.model.event import Source
from events.model.vocabulary import Basis, Precision
from geodata.named_places import GazetteerEntry, drawn_shape, load_gazetteer

RADIUS_KM = 5
"""How far the truth may lie from a town's point, as in the built-in article."""

OF_PLACE = ("place", "place_ids", "place_precision", "place_basis", "place_says", "radius_km")
"""The properties that tell where it was."""

_WRITTEN = (
    *("title", "kind", "status", "date", "quantities", "actors", "note"),
    *("rank", "reason"),  # of what one source tells
)
"""The properties that a coder writes, each as a text."""

_GROUPS = (
    OF_PLACE,
    ("date", "date_basis", "date_says"),
    *(("kind",), ("status",), ("quantities",), ("actors",)),
)
"""What is filled in together."""

Answer = dict[str, Any]
Feature = Mapping[str, Any]


def quoted_words(text: str, start: int, end: int, source: str) -> Answer:
    """Quote words of a text as an event file has them."""
    return quote_of(text, start, end, source).model_dump(mode="json")


def draft_quotes(feature: Feature) -> list[Answer]:
    """Return the words that an event rests on."""
    return list(feature["properties"].get("quotes", ()))


def first_source(feature: Feature) -> str:
    """Return the id of the source whose words an event began with.

    Raises
    ------
    DeskError
        Where it rests on no words.
    """
    quotes = draft_quotes(feature)
    if not quotes:
        raise DeskError(say("code.no_words"))
    return str(quotes[0]["source"])


def with_properties(feature: Feature, properties: Mapping[str, Any]) -> Answer:
    """Give a draft other properties."""
    return {**feature, "properties": dict(properties)}


def with_draft(feature: Feature, taken: Feature, key: str, who: str, why: str) -> Answer:
    """Take one draft into another, and tell which it was, by whom, when and why.

    Parameters
    ----------
    feature
        The draft that stays, as `events.matching.joined_drafts.join_drafts` has it.
    taken
        The one that is taken in.
    key
        The id of the one that is taken in.
    who, why
        Who does it, and why; ``""`` for none.
    """
    made = with_words(feature, taken)
    told = {"from": key, "by": who, "on": datetime.now(UTC).date().isoformat(), "why": why}
    merged = [
        *made["properties"].get("merged", ()),
        {name: one for name, one in told.items() if one},
    ]
    return with_properties(made, {**made["properties"], "merged": merged})


def with_words(feature: Feature, taken: Feature) -> Answer:
    """Take the words of one draft into another, as `join_drafts` does.

    Raises
    ------
    DeskError
        Where they can't be made one.
    """
    try:
        return join_drafts(feature, taken)
    except MergeError as error:
        raise DeskError(str(error)) from error


def with_field(feature: Feature, field: str, written: str, source: Source) -> Answer:
    """Set a field to what a coder writes; an empty one is taken out.

    Parameters
    ----------
    feature
        The draft.
    field
        A property, or ``speaker-`` and the number of a quote.
    written
        As `events.coding.by_hand` reads it.
    source
        Whose language and day of publication phrases are read by.

    Raises
    ------
    ValueError
        Where no coder writes such a field.
    """
    properties = dict(feature["properties"])
    if field == "place":
        return without_place(feature)
    if field.startswith("speaker-"):
        number = int(field.removeprefix("speaker-"))
        quotes = [dict(one) for one in draft_quotes(feature)]
        if number < 0:
            raise ValueError(field)
        quotes[number]["speaker"] = written
        return with_properties(feature, properties | {"quotes": quotes})
    if field not in _WRITTEN:
        raise ValueError(field)
    if not written:
        gone = {field, f"{field}_basis", f"{field}_says"}
        return with_properties(
            feature, {name: one for name, one in properties.items() if name not in gone}
        )
    return with_properties(feature, properties | _read(properties, field, written, source))


def without_place(feature: Feature) -> Answer:
    """Take out where it was."""
    kept = {name: one for name, one in feature["properties"].items() if name not in OF_PLACE}
    return {**feature, "properties": kept, "geometry": None}


def with_place(feature: Feature, place: GazetteerEntry) -> Answer:
    """Put a draft where a coder says that it was, by a place of the gazetteer."""
    values = {
        "place": place.name,
        "place_ids": list(place.ids),
        "place_precision": place.precision,
        "place_basis": Basis.CODED.value,
        "place_says": feature["properties"].get("place_says", ""),
    }
    return drawn_at(with_properties(feature, {**feature["properties"], **values}), place)


def drawn_at(feature: Feature, place: NamedPlace | None) -> Answer:
    """Draw a draft as its place is drawn; None draws nothing."""
    geometry = drawn_shape(place) if isinstance(place, GazetteerEntry) else None
    ringed = geometry and place and place.precision == Precision.SETTLEMENT
    plain = {name: one for name, one in feature["properties"].items() if name != "radius_km"}
    return {
        **feature,
        "geometry": json.loads(json.dumps(geometry)),
        "properties": {**plain, **({"radius_km": RADIUS_KM} if ringed else {})},
    }


def only_place(proposals: Mapping[str, Sequence[Proposal]]) -> GazetteerEntry | None:
    """Return the place where one alone is proposed."""
    known = proposals.get("place", [])
    return place_of(known[0]) if len(known) == 1 else None


def place_of(one: Proposal) -> GazetteerEntry | None:
    """Return the place of the gazetteer that a proposal names."""
    wanted = tuple(one.values.get(name) for name in ("place", "place_precision"))
    ids = tuple(one.values.get("place_ids", ()))
    known = (each for each in load_gazetteer() if (each.name, each.precision) == wanted)
    return next((each for each in known if each.ids == ids), None)


def with_quote(feature: Feature, quote: Answer, before: Answer, now: Answer) -> Answer:
    """Add words to a draft; what was filled in by its words is filled in by all of them anew.

    Parameters
    ----------
    feature
        The draft.
    quote
        The words.
    before, now
        What the words without and with these fill in: a property that the coder changed since
        stays as he wrote it.
    """
    properties = dict(feature["properties"])
    made: Answer = {**feature, "properties": properties}
    for group in _GROUPS:
        if _chosen(properties, group) == _chosen(before, group):
            if group is OF_PLACE:
                made = without_place(made)
            kept = {name: one for name, one in made["properties"].items() if name not in group}
            made = with_properties(made, {**kept, **_chosen(now, group)})
    quotes = [*draft_quotes(feature), quote]
    return with_properties(made, {**made["properties"], "quotes": quotes})


def _chosen(properties: Feature, group: tuple[str, ...]) -> Answer:
    return {name: properties[name] for name in group if name in properties and name != "radius_km"}


def _read(properties: Answer, field: str, written: str, source: Source) -> Answer:
    if field == "actors":
        return {"actors": read_actors(written)}
    if field == "quantities":
        known = properties.get("quantities", [])
        return {"quantities": read_quantities(written, source.language, known)}
    if field != "date":
        return {field: written}
    found = read_written_date(written, source.language, day_of(source))
    quoted = any(written.casefold() in one["exact"].casefold() for one in properties["quotes"])
    says = written if found != written and quoted else ""
    return {"date": found, "date_basis": Basis.CODED.value, "date_says": says}


def day_of(source: Source) -> date | None:
    """Return the day on which a source was published; None where that is not known."""
    try:
        return date.fromisoformat(source.published)
    except ValueError:
        return None
