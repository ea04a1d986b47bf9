"""Selections in texts of all scripts: their offsets hold from the browser to `verify`."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.coding.names.place_index import PlaceIndex
from events.coding.passage import Passage, code_point, quote_of, whole_words
from events.coding.phrases.language import Language, language_of
from events.coding.propose import propose
from events.export.geojson import collection_members
from events.files.event_file import parse_events
from events.files.feature_rows import feature_of
from events.model.event import Event, Quote, Source
from events.provenance.verify import verify

PIECES = [
    *(
        "Over 1,000 Afghan soldiers fled into Tajikistan on Wednesday. ",
        "“We left,” he said.",
        "\n",
    ),
    *(
        "В ночь на 5 июля ",
        "более 1000 военных отступили. ",
        "\r\n",
        "й и й",
        "e\u0301",
        "🙂",
        "👩‍🚒",
    ),
    *("بیش از ۱۰۰۰ سرباز ", "دست‌کم ۱۲ نفر", "\u200f", "\u2029", "𐍈", " ", "— «да» ", "\u0301"),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
)


def english() -> Language:
    language = language_of("en")
    assert language is not None
    return language


def utf16_units(text: str) -> int:
    """Count as a browser does."""
    return len(text.encode("utf-16-le")) // 2


def file_of(text: str, quote: Quote) -> bytes:
    source = Source(
        id="wire",
        title="A wire",
        length=len(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    event = Event(id="one", title="One", kind="retreat", status="reported", quotes=[quote])
    members = collection_members("Coded", [source], {})
    return json.dumps({**members, "features": [feature_of(event)]}).encode()


@given(TEXTS, st.data())
def test_a_selection_of_the_browser_becomes_a_quote_that_verifies(
    text: str, data: st.DataObject
) -> None:
    ends = st.integers(0, len(text))
    start, end = sorted((data.draw(ends), data.draw(ends)))
    units = utf16_units(text[:start]), utf16_units(text[:end])
    found = code_point(text, units[0]), code_point(text, units[1])
    assert found == (start, end)
    start, end = whole_words(text, *found)
    if not text[start:end].strip():
        return
    loaded = parse_events(file_of(text, quote_of(text, start, end, "wire")), "coded.geojson")
    assert not loaded.problems
    verified = verify(loaded, {"wire": text})
    assert verified.ok
    assert not verified.unknown_texts


@given(TEXTS, st.sampled_from(["en", "ru", "fa-AF"]), st.data())
def test_what_a_proposal_rests_on_stands_in_the_text(
    text: str, language: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    source = Source(id="wire", title="A wire", language=language, published="2021-07-08")
    for proposals in propose(text, [(start, len(text))], source, PlaceIndex([])).values():
        for one in proposals:
            assert text[one.start : one.end] == one.words


def test_half_of_a_pair_is_the_code_point_that_it_is_half_of() -> None:
    assert [code_point("a🙂b", unit) for unit in range(5)] == [0, 1, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "selected", "whole"),
    [
        ("Over 1,000 fled", "00 fl", "1,000 fled"),
        ("They said:  we left. ", "  we ", "we"),
        ("می‌گوید که", "گوید", "می‌گوید"),
        ("«Да», сказал он", "сказ", "сказал"),
    ],
)
def test_a_selection_is_widened_to_its_words(text: str, selected: str, whole: str) -> None:
    at = text.index(selected)
    start, end = whole_words(text, at, at + len(selected))
    assert text[start:end] == whole


def passage(text: str, selected: str) -> Passage:
    at = text.index(selected)
    return Passage(text, at, at + len(selected), english())


def test_words_within_quotation_marks_are_a_speakers() -> None:
    text = "He said: “We fled from Kunduz,” and left. They fled."
    assert passage(text, "fled from Kunduz").spoken
    assert not passage(text, "He said").spoken
    assert not passage(text, "They fled").spoken


@pytest.mark.parametrize(
    ("words", "background"),
    [
        ("After 1,000 men fled, officials asked for help", "After 1,000 men fled,"),
        ("They fled after fighting near the border", "after fighting near the border"),
        ("They fled after 5 July", ""),
        ("After Monday they fled", ""),
        ("They fled", ""),
    ],
)
def test_what_was_before_and_why_is_background(words: str, background: str) -> None:
    found = passage(words, words)
    assert "".join(words[start:end] for start, end in found.background) == background
