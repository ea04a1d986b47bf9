"""Proposals for whole sentences, and for the claims of the built-in article."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from events.coding.names.place_index import PlaceIndex
from events.coding.propose import filled, propose
from events.files.event_file import load_events
from events.model.event import Event, Source
from geodata.named_places import load_gazetteer
from tests.makers.article_words import known_text

ROOT = Path(__file__).resolve().parents[3]
KUNDUZ = "iso3166-2:AF-KDZ"
BORDER = ["iso3166-1:AF", "iso3166-1:TJ"]


@pytest.fixture(scope="module")
def index() -> PlaceIndex:
    return PlaceIndex(load_gazetteer())


def read(words: str, index: PlaceIndex, language: str = "en") -> dict[str, Any]:
    source = Source(id="wire", title="A wire", language=language, published="2021-07-08")
    return filled(propose(words, [(0, len(words))], source, index))


SENTENCES: dict[str, tuple[str, dict[str, Any]]] = {
    "Taliban fighters captured the Imam Sahib district in Kunduz province on Monday.": (
        "en",
        {"kind": "assault", "status": "reported", "date": "2021-07-05",
         "place_precision": "district", "place": "Imam Sahib",
         "place_says": "captured the Imam Sahib district"},
    ),
    "Shots were exchanged, and the army claimed that it killed ten fighters in Kunduz province.": (
        "en", {"kind": "assault", "status": "claimed", "place_ids": [KUNDUZ]},
    ),
    "Afghan soldiers fled into Tajikistan.": (
        "en", {"kind": "retreat", "place_precision": "border", "place_ids": BORDER},
    ),
    "The ministry denied that soldiers crossed into Tajikistan.": (
        "en", {"kind": "retreat", "status": "disputed"},
    ),
    "Iran condemned the attack on the checkpoint.": ("en", {"kind": "accuse", "place": None}),
    "The army did not attack Kunduz; it never shelled the town.": ("en", {"kind": None}),
    "Uzbekistan plans to send troops along the Afghan border.": (
        "en", {"status": "intended", "place": None},
    ),
    "The violence in northeast Afghanistan will continue.": (
        "en", {"kind": "assault", "status": "forecast", "place": "Northeast Afghanistan",
               "place_precision": "region", "date": "2021-07-08/.."},
    ),
    "An analyst told reporters in Islamabad that fighting may spread.": ("en", {"place": None}),
    "Soldiers were killed in Kunduz.": ("en", {"kind": "assault", "place": None}),
    "a military base in Tajikistan": (
        "en", {"kind": "installation", "status": "standing", "date": None, "place": "Tajikistan"},
    ),
    "В ночь на 5 июля более 1000 афганских военных отступили на территорию Таджикистана.": (
        "ru", {"kind": "retreat", "status": "reported", "date": "2021-07-04/2021-07-05",
               "place_ids": BORDER},
    ),
    "Министр заявил, что Россия готова помочь союзникам.": (
        "ru", {"kind": "agree", "status": "intended", "place": None},
    ),
    "Не менее 12 мирных жителей погибли в среду в городе Кундуз.": (
        "ru", {"kind": "assault", "date": "2021-07-07", "place_ids": ["geonames:1135689"]},
    ),
    "Талибы захватили город Кундуз.": (
        "ru", {"kind": "assault", "place_ids": ["geonames:1135689"]},
    ),
    "بیش از ۱۰۰۰ سرباز افغان شب ۵ جولای به خاک تاجیکستان فرار کردند.": (
        "fa-AF", {"kind": "retreat", "status": "reported", "date": "2021-07-05/2021-07-06",
                  "place_ids": BORDER},
    ),
    "طالبان در ۱۴ سرطان ۱۴۰۰ پاسگاه مرزی را در ولایت بدخشان تصرف کردند.": (
        "fa-AF", {"kind": "assault", "date": "2021-07-05", "place_ids": ["iso3166-2:AF-BDS"],
                  "quantities": None},
    ),
    "وزارت دفاع این گزارش را تکذیب کرد.": ("fa-AF", {"kind": None, "status": "disputed"}),
    "fighting in Kunduz province": ("tlh", {"kind": None, "date": None, "place": None}),
}  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), SENTENCES.items(), ids=SENTENCES.keys())
def test_a_sentence_fills_what_its_words_bear(
    words: str, expected: tuple[str, dict[str, Any]], index: PlaceIndex
) -> None:
    language, values = expected
    found = read(words, index, language)
    assert {name: found.get(name) for name in values} == values


def test_a_name_of_several_places_is_offered_and_not_chosen(index: PlaceIndex) -> None:
    source = Source(id="wire", title="A wire", language="en", published="2021-07-08")
    words = "Soldiers were killed in Kunduz."
    found = propose(words, [(0, len(words))], source, index)["place"]
    assert {one.values["place_precision"] for one in found} == {
        *("settlement", "district", "province"),
    }
    assert {one.words for one in found} == {"in Kunduz"}


def told(event: Event, source: str) -> dict[str, Any]:
    """Return what an event says by one source: its account, or the event where it has none."""
    accounts = [one for one in event.accounts if one.source == source]
    one = accounts[0] if accounts else event
    region = one.place_precision == "region"
    return {
        "kind": event.kind.value,
        "status": (one.status or event.status).value,
        "date": one.date,
        "place": (one.place_precision.value, () if region else tuple(one.place_ids)),
        "number": tuple((each.what, each.low, each.high) for each in one.quantities),
    }


def proposed(event: Event, text: str, source: Source, index: PlaceIndex) -> dict[str, Any]:
    found = filled(propose(text, [(q.start, q.end) for q in event.quotes], source, index))
    numbers = found.get("quantities", ())
    return {
        "kind": found.get("kind", ""),
        "status": found.get("status", ""),
        "date": found.get("date", ""),
        "place": (found.get("place_precision", "none"), tuple(found.get("place_ids", ()))),
        "number": tuple((each["what"], each["low"], each["high"]) for each in numbers),
    }


def test_of_the_articles_claims_none_is_filled_in_wrongly(index: PlaceIndex) -> None:
    article = load_events(ROOT / "events/data/antiwar-2021-07-08.geojson")
    source, text = article.sources[0], known_text(article)
    empty: dict[str, Any] = {"place": ("none", ()), "number": ()}
    counts: Counter[tuple[str, str]] = Counter()
    for event in article.events:
        truth, found = told(event, source.id), proposed(event, text, source, index)
        for field, value in truth.items():
            if found[field] != empty.get(field, ""):
                counts[field, "right" if found[field] == value else "wrong"] += 1
            elif value != empty.get(field, ""):
                counts[field, "missing"] += 1
    assert counts == {
        ("kind", "right"): 8,
        ("kind", "missing"): 6,
        ("status", "right"): 10,
        ("status", "missing"): 4,
        ("date", "right"): 10,
        ("date", "missing"): 1,
        ("place", "right"): 5,
        ("place", "missing"): 3,
        ("number", "right"): 2,
        ("number", "missing"): 1,
    }
