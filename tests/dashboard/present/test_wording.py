"""The words that a mark, the pane and the table share: no more than the source says."""

from typing import Any

import pytest

from dashboard.present import wording
from dashboard.present.map_marks import list_note
from dashboard.session.public.registry import open_default_file
from events.accounts.one_source import told_by
from events.model.event import Event


def event(**fields: Any) -> Event:
    """Return an event of which only the given fields matter."""
    return Event.model_validate(
        {"id": "e", "title": "T", "kind": "assault", "status": "reported", **fields}
    )


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2021-07-07", "7 July 2021"),
        ("../2021-07-08", "By 8 July 2021 (no day given)"),
        ("2021-07-08/..", "From 8 July 2021 (no day given)"),
        ("2021-07-04/2021-07-05", "4–5 July 2021"),
        ("2021-06-30/2021-07-02", "30 June – 2 July 2021"),
        ("2020-12-30/2021-01-02", "30 December 2020 – 2 January 2021"),
        ("2021-07", "July 2021"),
        ("2021", "2021"),
        ("2021-07-05~", "About 5 July 2021"),
        ("2021-07-05?", "5 July 2021 (uncertain)"),
        ("", "No date given"),
    ],
)
def test_a_time_is_told_as_closely_as_it_is_known(date: str, words: str) -> None:
    assert wording.when(event(date=date)) == words


POINT = {"type": "Point", "coordinates": [68.8, 38.5]}


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("exact", "Kunduz"),
        ("settlement", "In or near Kunduz"),
        ("district", "Somewhere in Kunduz"),
        ("province", "Somewhere in Kunduz"),
        ("region", "Somewhere in Kunduz, a region without sharp edges"),
        ("border", "Somewhere on the Kunduz"),
        ("country", "Kunduz; no place in it given"),
    ],
)
def test_a_place_is_told_as_closely_as_it_is_known(precision: str, words: str) -> None:
    found = event(place="Kunduz", place_precision=precision, geometry=POINT)
    assert wording.where(found) == words
    evidence = [{"about": "place", "url": "https://example.org"}]
    outside = event(
        place="Kunduz",
        place_precision=precision,
        geometry=POINT,
        place_basis="external",
        evidence=evidence,
    )
    assert wording.where(outside) == f"{words} †"


def test_a_place_that_is_not_given_says_so() -> None:
    assert wording.where(event()) == "Not mapped: no place on the ground given"


@pytest.mark.parametrize(
    ("status", "note"),
    [
        ("intended", "Announced, not done"),
        ("ordered", "Ordered, not reported done"),
        ("forecast", "Forecast, not an event"),
        ("claimed", "Claimed"),
        ("disputed", "Disputed"),
        ("reported", ""),
        ("standing", ""),
    ],
)
def test_what_did_not_happen_is_never_told_as_done(status: str, note: str) -> None:
    assert wording.standing_note(event(status=status)) == note


def test_the_six_wordings_of_the_article() -> None:
    told = {event.id: wording.aria(event) for event in open_default_file().loaded.events}
    crossing = told["afghan-soldiers-cross"]
    assert "4–5 July 2021 †. Somewhere in Shamsiddin Shohin, Darvoz, Vanj" in crossing
    found = open_default_file().find("afghan-soldiers-cross")
    alone = found and told_by(found, "antiwar-2021-07-08")
    assert alone is not None
    assert "By 8 July 2021 (no day given). Somewhere on the Afghanistan–Tajikistan" in (
        wording.aria(alone)
    )
    assert "7 July 2021. Not mapped:" in told["sultonov-appeal"]
    assert "Support, intended. 7 July 2021 †" in told["lavrov-promises-help"]
    assert "Dushanbe and Bokhtar" in told["russian-base-in-tajikistan"]
    assert "†" in told["russian-base-in-tajikistan"]
    assert "Tajikistan; no place in it given" in told["tajikistan-calls-up-reservists"]
    assert "Use of force, forecast" in told["violence-to-spill-over"]


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, "Use of force, reported"),
        ({"category": "One-sided violence"}, "Use of force (One-sided violence), reported"),
        ({"kind": "coerce", "category": "Arrests"}, "Use of force (Arrests), reported"),
        ({"kind": "retreat", "status": "claimed"}, "Crossing, claimed"),
    ],
)
def test_a_data_sets_own_class_stands_beside_a_name_that_holds_for_it(
    members: dict[str, Any], words: str
) -> None:
    assert wording.standing(event(**members)) == words


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((3, 4, 9), " · 4 killed, between 3 and 9"),
        ((4, 4, 4), " · 4 killed"),
        ((-1, 4, -1), " · 4 killed"),
        ((3, -1, 9), ""),
    ],
)
def test_a_list_says_the_year_and_how_many(numbers: tuple[int, int, int], words: str) -> None:
    told = event(date="2021-07-05", place="Kunduz", place_precision="none")
    assert list_note(told, *numbers).endswith(words)
    assert list_note(told, *numbers).startswith("5 July 2021")
