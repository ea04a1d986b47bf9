"""What made-up events say: titles, notes, actors, and the text that their quotes are from.

Titles and notes are as long as the field's (`tests.bench.passages`).
"""

import hashlib
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from events.files.arrow_schema import SCHEMA
from events.model.event import Source
from events.model.vocabulary import Kind
from tests.bench import passages

Numbers = npt.NDArray[np.int64]

TITLES: dict[Kind, tuple[str, ...]] = {
    Kind.ASSAULT: ("Fighters attack a checkpoint near", "A shell hits a house in", "Clash at"),
    Kind.COERCE: ("A patrol detains drivers near", "Houses are searched in"),
    Kind.PROTEST: ("Traders protest in", "Women march in"),
    Kind.RETREAT: ("Guards leave their post near", "Soldiers cross the river at"),
    Kind.MOBILIZE: ("Reservists are called up in", "A column moves towards"),
    Kind.REQUEST: ("Elders ask for help in", "The governor asks for troops for"),
    Kind.AGREE: ("Elders agree on a truce at", "A road is opened again near"),
    Kind.CONSULT: ("Delegates meet in", "Officers hold talks at"),
    Kind.AID: ("Flour is handed out in", "A clinic is opened in"),
    Kind.ACCUSE: ("The ministry blames neighbours for fire near", "A council accuses guards of"),
    Kind.THREATEN: ("A commander warns the people of", "Leaflets threaten drivers near"),
    Kind.INSTALLATION: ("A post stands near",),
    Kind.CONTEXT: ("The bazaar is closed in",),
}
"""Beginnings of a title for each kind; the place's name follows."""

SHARES = (45, 8, 10, 5, 5, 5, 4, 4, 4, 4, 3, 2, 1)
"""The share of each kind of `TITLES`, per cent."""

ACTORS = (
    *(f"{side} Front" for side in ("Northern", "Valley", "River", "Free", "Old", "New")),
    *(f"{name} Brigade" for name in ("Falcon", "Stone", "Poplar", "Ibex", "Saffron", "Snow")),
    *(f"Council of {name}" for name in ("Elders", "Traders", "Herders", "Farmers", "Drivers")),
    *(f"Ministry of {name}" for name in ("Defence", "Roads", "Water", "Borders", "Bread")),
    *(f"Border Guard {number}" for number in range(1, 9)),
    "Unknown gunmen",
    "Residents",
    "Совет старейшин",
    "مجلس القرية",
    "اتحادیه رانندگان",
)
"""Names that nobody has; the first act most."""

ROLES = ("attacker", "target", "speaker", "guard")

_HEADLINES = 0.05
"""The share of English titles that are a headline from a newspaper."""

_MOST_COUNTED = 60


@dataclass(frozen=True)
class Report:
    """The made-up text that quotes are from, and every quote of it."""

    text: str
    source: Source
    quotes: pa.StructArray


@cache
def write_report() -> Report:
    """Write the text and quote each of its sentences, with the offsets in it."""
    sentences = [head.format(n) for n in range(2, _MOST_COUNTED) for head in passages.HEADS]
    text = " ".join(
        f"{sentence} {passages.TAILS[number % len(passages.TAILS)]}"
        for number, sentence in enumerate(sentences)
    )
    quotes = []
    start = 0
    for sentence in sentences:
        start = text.index(sentence, start)
        end = start + len(sentence)
        quotes.append(
            {
                "source": "made-up-report",
                "exact": sentence,
                "prefix": text[max(0, start - 30) : start],
                "suffix": text[end : end + 30],
                "start": start,
                "end": end,
            }
        )
        start = end
    source = Source(
        id="made-up-report",
        title="A report that nobody wrote",
        author="Nobody",
        published="2024-12-31",
        language="en",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        length=len(text),
    )
    return Report(text, source, pa.array(quotes, SCHEMA.field("quotes").type.value_type))


def write_titles(
    kinds: Numbers, random: np.random.Generator, places: pa.Array, languages: Numbers
) -> pa.Array:
    """Write a title for each event: what happened at its place, or a headline.

    Parameters
    ----------
    kinds : numpy.ndarray of int
        The event's kind, as its place in `TITLES`.
    random : numpy.random.Generator
        Chooses.
    places : pyarrow.StringArray
        The place's name.
    languages : numpy.ndarray of int
        From `tests.bench.passages.choose_languages`; a title that is not English is a headline.
    """
    lengths = np.array([len(starts) for starts in TITLES.values()])
    firsts = np.cumsum(lengths) - lengths
    starts = pa.array([start for starts in TITLES.values() for start in starts])
    chosen = firsts[kinds] + (random.random(len(kinds)) * lengths[kinds]).astype(np.int64)
    named = pc.if_else(pc.equal(places, ""), "a place nobody named", places)
    plain = pc.binary_join_element_wise(starts.take(pa.array(chosen)), named, " ")
    told = (languages > 0) | (random.random(len(kinds)) < _HEADLINES)
    headlines = passages.write_headlines(languages[told], random)
    return pc.replace_with_mask(plain, pa.array(told), headlines)


def name_actors(size: int, random: np.random.Generator) -> pa.ListArray:
    """Give each event one or two actors."""
    counts = random.integers(1, 3, size=size)
    shares = 1.0 / np.arange(1, len(ACTORS) + 1)
    total = int(counts.sum())
    who = random.choice(len(ACTORS), size=total, p=shares / shares.sum())
    kind = SCHEMA.field("actors").type
    records = pa.StructArray.from_arrays(
        [
            pa.array(ACTORS).take(pa.array(who)),
            pa.array(ROLES).take(pa.array(random.integers(len(ROLES), size=total))),
            pa.nulls(total, pa.string()),
        ],
        fields=list(kind.value_type),
    )
    return listed(counts, records, kind)


def quote(size: int, share: float, random: np.random.Generator) -> pa.ListArray:
    """Give a share of the events one quote of the report."""
    counts = (random.random(size) < share).astype(np.int64)
    quotes = write_report().quotes
    chosen = quotes.take(pa.array(random.integers(len(quotes), size=int(counts.sum()))))
    return listed(counts, chosen, SCHEMA.field("quotes").type)


def listed(counts: Numbers, records: pa.StructArray, kind: pa.DataType) -> pa.ListArray:
    """Part records into a list for each event, of so many each."""
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), records).cast(kind)
