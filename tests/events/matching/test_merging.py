"""Two events made one, and parted again without a trace."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.accounts.shown_values import departures
from events.export.geojson import collection_members, in_version
from events.files.event_file import parse_events
from events.files.feature_rows import feature_of
from events.matching.merging import MergeError, merge_events, merge_in, undo, undo_in
from events.model.event import Event
from tests.makers import rich_events
from tests.makers.made_events import event, point


def as_bytes(*events: Event) -> bytes:
    members = collection_members("Made", rich_events.SOURCES, {})
    features = list(map(feature_of, events))
    return json.dumps(in_version(members, features) | {"features": features}).encode()


def from_wire(**members: Any) -> Event:
    return event(**{"id": "wire:1", **members})


def from_gazette(**members: Any) -> Event:
    return event(**{"id": "gazette:2", **members})


@given(rich_events.told_events("e1"), rich_events.told_events("e2"))
def test_merge_and_undo_give_back_the_same_bytes(one: Event, other: Event) -> None:
    if not (one.accounts and other.accounts):
        return
    both = merge_events(one, other, by="me", on="2021-07-09", why="the same night")
    assert list(departures(both)) == []
    assert as_bytes(*undo(both)) == as_bytes(one, other)


@given(rich_events.told_events("e1"), rich_events.told_events("e2"))
def test_a_merged_file_is_read_and_parted_again(one: Event, other: Event) -> None:
    if not (one.accounts and other.accounts):
        return
    written = as_bytes(*merge_in([one, other], "e1", "e2", on="2021-07-09"))
    read = parse_events(written, "merged.geojson")
    assert read.problems == ()
    assert [record.from_ for record in read.events[0].merged][-1:] == ["e2"]
    assert as_bytes(*undo_in(read.events, "e1")) == as_bytes(one, other)


@given(st.integers(0, 3))
def test_the_event_that_was_taken_in_goes_back_to_where_it_stood(place: int) -> None:
    others = [from_gazette(id=f"gazette:{at}") for at in range(3)]
    events = [*others[:place], from_wire(), *others[place:]]
    merged = merge_in(events, "gazette:1", "wire:1")
    assert len(merged) == 3
    assert undo_in(merged, "gazette:1") == events


def test_both_accounts_decide_what_is_shown() -> None:
    here, there = point(71.5, 37.5), point(71.6, 36.7)
    one = from_wire(date="2021-07-04", place="Khorugh", geometry=here, place_precision="exact")
    other = from_gazette(date="2021-07-05", geometry=there, place="Tem", place_precision="exact")
    both = merge_events(one, other)
    assert (both.id, both.date, both.place) == ("wire:1", "2021-07-04/2021-07-05", "Khorugh")
    assert [account.source for account in both.accounts] == ["wire", "gazette"]
    assert both.accounts[1].geometry == other.geometry


def test_what_is_known_from_elsewhere_is_no_account_of_its_source() -> None:
    evidence = [{"about": "date", "note": "Known from elsewhere."}]
    one = from_wire(date="2021-07-04", date_basis="external", evidence=evidence)
    both = merge_events(one, from_gazette(date="2021-07-05"))
    assert both.date == "2021-07-05"
    assert undo(both)[0] == one


def test_three_are_made_one_and_parted_in_turn() -> None:
    one, two, three = from_wire(), from_gazette(), event(id="ucdp:3")
    both = merge_events(one, two)
    assert [record.from_ for record in merge_events(both, three).merged] == ["gazette:2", "ucdp:3"]
    assert undo(merge_events(both, three)) == (both, three)
    assert undo(both) == (one, two)


@pytest.mark.parametrize(
    ("do", "told"),
    [
        (lambda: merge_events(from_wire(), event(id="nobody")), "Which source tells of"),
        (lambda: merge_events(from_wire(), from_wire()), "is one event already"),
        (lambda: undo(from_wire()), "is not made of several events"),
        (lambda: merge_in([from_wire()], "wire:1", "other"), 'No event has the id "other"'),
    ],
)
def test_what_cannot_be_done_is_said(do: Any, told: str) -> None:
    with pytest.raises(MergeError, match=told):
        do()
