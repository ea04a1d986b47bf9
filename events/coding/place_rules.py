"""Places: names of the gazetteer, with the precision that the words bear.

A name counts where a word of place stands before it ("in Kunduz"), not where it acts ("Kabul
said"). "Near the border" is the border; "northeast Afghanistan" is a region; a town that is also
a province is both, until the words or the coder say which. What is said, or will hardly be, has no
place of its own. Of several the finest is taken.
"""

import re
from collections.abc import Iterable, Iterator

from events.coding.kind_rules import is_unlikely, is_word
from events.coding.names.place_index import NamedPlace, Naming, PlaceIndex
from events.coding.passage import Passage
from events.coding.phrases.language import alike, pattern_of
from events.coding.proposals import Proposal, proposal, strongest
from events.model.vocabulary import Basis, Kind, Precision

_STRENGTH = {
    precision: len(Precision) - number for number, precision in enumerate(Precision)
}  # fmt: skip
_SPOKEN = 10
"""How much stronger the author's words are than a speaker's."""

_BESIDE = 32  # code points on each side of a name in which a word such as "district" stands


def propose_places(
    passage: Passage, kinds: Iterable[Proposal], index: PlaceIndex
) -> list[Proposal]:
    """Read where it was.

    Parameters
    ----------
    passage
        The selected words.
    kinds
        What `events.coding.kind_rules.propose_kinds` gives of all words of the event.
    index
        The gazetteer.

    Returns
    -------
    list of Proposal
        Several where a name has several places, or the words name several.
    """
    if is_unlikely(passage) or any(is_word(Kind(one.values["kind"])) for one in kinds):
        return []
    namings = [
        naming
        for naming in index.find(passage.text, passage.start, passage.end)
        if not passage.is_background(naming.start)
    ]
    found = [
        *_borders(passage, index),
        *_crossings(passage, namings, index),
        *(one for naming in namings for one in _named(passage, naming)),
    ]
    return strongest(found)


def _named(passage: Passage, naming: Naming) -> Iterator[Proposal]:
    first = max(passage.start, naming.start - _BESIDE)
    side = _side(passage, first, naming)
    start = _located(passage, first, side.start() if side else naming.start)
    if start is None:
        return
    if side:
        yield _region(passage, (start, naming.end), side, naming.places[0])
        return
    name = passage.text[naming.start : naming.end]
    after = passage.text[naming.end : min(passage.end, naming.end + _BESIDE)]
    meant = _meant(passage, passage.text[first : naming.start], after, name)
    places = [place for place in naming.places if not meant or place.precision == meant]
    finest = max((_STRENGTH[Precision(place.precision)] for place in places), default=0)
    for place in places:
        end = naming.end + _class_end(passage, meant, after)
        rule = f"named {place.precision}"
        yield _place(passage, (start, end), place, rule, Basis.STATED, finest)


def _located(passage: Passage, first: int, end: int) -> int | None:
    """Return where the word of place before a name begins; None where there is none."""
    filling = passage.language.pattern("places", "filling").pattern
    locating = passage.language.pattern("places", "locating").pattern
    before = passage.text[first:end]
    located = re.search(rf"{locating}\s+(?:{filling}\s+)*$", before, re.IGNORECASE)
    if not located or _is_where_said(passage, first + located.start()):
        return None
    return first + located.start()


def _is_where_said(passage: Passage, position: int) -> bool:
    """Tell whether a place is where something was said: "told reporters in Islamabad"."""
    saying = passage.language.pattern("saying").pattern
    before = passage.text[max(0, position - _BESIDE) : position]
    return bool(re.search(rf"{saying}(?:\s+\w+){{0,2}}\s*$", before, re.IGNORECASE))


def _meant(passage: Passage, before: str, after: str, name: str) -> str:
    """Return the precision that a word beside a name says, as "district"; ``""`` for none."""
    around = f"{before}{name}{after}"
    for precision in ("district", "province", "settlement"):
        for form in passage.language.terms("places", precision):
            pattern = _written(form).replace("{}", re.escape(name))
            if re.search(rf"(?<!\w){pattern}(?!\w)", around, re.IGNORECASE):
                return precision
    return ""


def _written(form: str) -> str:
    """Write a form with a word such as "district" as a regular expression; ``*`` ends a word."""
    return alike(form).replace("*", r"\w*")


def _class_end(passage: Passage, meant: str, after: str) -> int:
    """Return how many code points behind a name belong to it: those of " district"."""
    for form in passage.language.terms("places", meant):
        if form.startswith("{}") and (found := re.match(_written(form[2:]), after, re.IGNORECASE)):
            return found.end()
    return 0


def _side(passage: Passage, first: int, naming: Naming) -> re.Match[str] | None:
    """Find the side of a country that is named before it: "northeast Afghanistan"."""
    for form in passage.language.terms("places", "region"):
        pattern = re.compile(rf"(?<!\w){alike(form.removesuffix('{}'))}(?<=\s)", re.IGNORECASE)
        for found in pattern.finditer(passage.text, first, naming.start):
            if found.end() == naming.start:
                return found
    return None


def _region(
    passage: Passage, span: tuple[int, int], side: re.Match[str], place: NamedPlace
) -> Proposal:
    sides = passage.language.tables["places"]["sides"]
    name = next(key for key, forms in sides.items() if pattern_of(forms).fullmatch(side["side"]))
    values = {
        "place": f"{name.capitalize()} {place.name}",
        "place_precision": Precision.REGION.value,
        "place_basis": Basis.STATED.value,
        "place_says": passage.text[span[0] : span[1]],
    }
    strength = _STRENGTH[Precision.REGION] + _SPOKEN * (not passage.spoken)
    return proposal(passage, span, "place", values, f"place: {name} of", strength)


def _borders(passage: Passage, index: PlaceIndex) -> Iterator[Proposal]:
    """Read "near the border": the one whose countries the sentence names, both of them."""
    near = "|".join(passage.language.terms("places", "near_border"))
    for found in passage.find(re.compile(rf"(?<!\w)(?:{alike(near)})(?!\w)", re.IGNORECASE)):
        reach = min(passage.sentence.end, found.end() + 2 * _BESIDE)
        phrase = _countries(index.find(passage.text, found.start(), reach))
        sentence = passage.sentence
        named = index.find(passage.text, sentence.start, sentence.end)
        around = _countries(named) | _peoples(passage)
        borders = [
            border for border in index.borders if phrase <= set(border.countries) <= phrase | around
        ]
        if len(borders) == 1:
            basis = Basis.STATED if phrase else Basis.INFERRED
            yield _place(passage, found.span(), borders[0], "near the border", basis)


def _crossings(passage: Passage, namings: list[Naming], index: PlaceIndex) -> Iterator[Proposal]:
    """Read "fled into Tajikistan": who goes from one country into the next is at their border."""
    for found in passage.find(passage.language.pattern("places", "crossing")):
        into = next((one for one in namings if 0 <= one.start - found.end() <= _BESIDE), None)
        countries = _countries([into] if into else [])
        others = _countries(namings) | _peoples(passage)
        borders = [
            border
            for border in index.borders
            if countries and countries < set(border.countries) <= countries | others
        ]
        if into and len(borders) == 1:
            span = found.start(), into.end
            yield _place(passage, span, borders[0], "crossing into a country", Basis.INFERRED)


def _place(
    passage: Passage,
    span: tuple[int, int],
    place: NamedPlace,
    rule: str,
    basis: Basis,
    strength: int = 0,
) -> Proposal:
    """Propose a place; one name's places are equally strong, whatever their precisions."""
    values = {
        "place": place.name,
        "place_ids": list(place.ids),
        "place_precision": place.precision,
        "place_basis": basis.value,
        "place_says": passage.text[span[0] : span[1]],
    }
    strength = strength or _STRENGTH[Precision(place.precision)]
    strength += _SPOKEN * (not passage.spoken)
    return proposal(passage, span, "place", values, f"place: {rule}", strength)


def _countries(namings: list[Naming]) -> set[str]:
    return {
        place.countries[0]
        for naming in namings
        for place in naming.places
        if place.precision == Precision.COUNTRY
    }


def _peoples(passage: Passage) -> set[str]:
    """Return the countries whose people the sentence names, as "Afghan soldiers" does."""
    return {
        country
        for country in passage.language.terms("places", "peoples")
        if any(
            passage.sentence.find(
                passage.language.pattern("places", "peoples", country), behind=True
            )
        )
    }
