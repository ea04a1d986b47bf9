"""Every filter has one declaration, from which the rule, the parameters and the words come."""

from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest

from dashboard.present.overview import filters_in_words
from dashboard.present.query_string import PARAMETERS, read_query, selection_in, write_query
from events.query.filters.declaration import Filter
from events.query.selection import EVERYTHING, FILTERS, Selection

IN_FORCE: dict[str, dict[str, Any]] = {
    "dates": {"dates": (date(2021, 7, 5), None), "rule": "inside", "undated": False},
    "kinds": {"kinds": frozenset({"assault", "request"})},
    "statuses": {"statuses": frozenset({"claimed", "forecast"})},
    "actors": {"actors": frozenset({"Taliban", "CSTO"}), "role": "side A"},
    "countries": {"countries": frozenset({"Afghanistan", "Tajikistan"})},
    "position": {"cell": "8/181/99", "shape": "0123456789abcde", "point": "68.5,37.25"},
    "categories": {"categories": frozenset({"One-sided violence"})},
    "deaths": {"deaths": 5},
    "told_by": {"source": "tass", "told_by": frozenset({"antiwar", "mehr"})},
    "agreement": {"agreement": frozenset({"agree", "differ"})},
    "words": {"words": "border post"},
}
"""Members of a selection for each filter, none at its default."""

AXIS = date(2021, 6, 30), date(2021, 7, 15)
IN_ADDRESS: dict[str, list[tuple[str, str]]] = {
    "dates": [
        *(("dates", day) for day in ("2021-07-05", "2021-07-07")),
        *(("rule", "inside"), ("undated", "false")),
    ],
    "kinds": [("kind", "Force"), ("kind", "Appeal")],
    "statuses": [("status", "claimed"), ("status", "forecast")],
    "actors": [("actor", "Taliban"), ("actor", "CSTO"), ("role", "side A")],
    "countries": [("country", "Afghanistan"), ("country", "Tajikistan")],
    "position": [("cell", "8/181/99"), ("shape", "0123456789abcde"), ("point", "68.5,37.25")],
    "categories": [("category", "One-sided violence")],
    "deaths": [("deaths", "5")],
    "told_by": [("source", "tass"), ("told_by", "antiwar"), ("told_by", "mehr")],
    "agreement": [("agreement", "agree"), ("agreement", "differ")],
    "words": [("words", "border post")],
}
"""The same as the page's address has it."""

ALL = {name: value for each in IN_FORCE.values() for name, value in each.items()}


def by_name(one: Filter) -> str:
    return one.name


def test_a_selection_has_the_members_of_each_filter() -> None:
    assert Selection.__bases__ == tuple(one.members for one in FILTERS)
    names = [field.name for one in FILTERS for field in fields(one.members)]
    assert sorted(names) == sorted(field.name for field in fields(Selection))


def test_each_parameter_is_of_one_filter() -> None:
    assert len(set(PARAMETERS)) == len(PARAMETERS)


@pytest.mark.parametrize("one", FILTERS, ids=by_name)
def test_a_filter_that_restricts_nothing_is_nowhere(one: Filter) -> None:
    assert one.condition(EVERYTHING) is None
    assert not [*one.written(EVERYTHING), *one.terms(EVERYTHING)]


@pytest.mark.parametrize("one", FILTERS, ids=by_name)
def test_a_filter_in_force_is_in_the_rule_the_query_string_and_the_words(one: Filter) -> None:
    chosen = Selection(**IN_FORCE[one.name])
    assert list(chosen.conditions()) == [one.name]
    assert {name for name, _ in one.written(chosen)} == {each.name for each in one.parameters}
    assert read_query(one.written(chosen)) == chosen
    assert filters_in_words(chosen)


@pytest.mark.parametrize("one", FILTERS, ids=by_name)
def test_a_filter_is_taken_away_a_term_at_a_time(one: Filter) -> None:
    pairs = IN_ADDRESS[one.name]
    chosen = selection_in(urlencode(pairs), AXIS)
    for left in range(len(filters_in_words(chosen)) - 1, -1, -1):
        drops = next(chosen.terms()).drops
        pairs = [(name, value) for name, value in pairs if drops.get(name) not in ("", value)]
        chosen = selection_in(urlencode(pairs), AXIS)
        assert len(filters_in_words(chosen)) == left
    assert chosen == EVERYTHING


@pytest.mark.parametrize("one", FILTERS, ids=by_name)
def test_the_address_of_the_page_holds_each_filter(one: Filter) -> None:
    pairs = IN_ADDRESS[one.name]
    assert {name for name, _ in pairs} == {each.in_address for each in one.parameters}
    assert list(selection_in(urlencode(pairs), AXIS).conditions()) == [one.name]


@pytest.mark.parametrize("one", FILTERS, ids=by_name)
def test_a_selection_without_a_filter_keeps_the_others(one: Filter) -> None:
    left = Selection(**ALL).without(one)
    assert left == replace(Selection(**ALL), **defaults(one))
    assert one.name not in left.conditions()
    assert len(left.conditions()) == len(FILTERS) - 1


def defaults(one: Filter) -> dict[str, Any]:
    return {field.name: field.default for field in fields(one.members)}


def test_filters_that_search_texts_are_parted_from_the_others() -> None:
    chosen = Selection(**ALL)
    assert chosen.only_texts() == Selection(**IN_FORCE["words"])
    assert chosen.without_texts() == replace(chosen, words="")


def test_the_order_of_a_query_string_stays() -> None:
    assert write_query(Selection(**ALL)) == (
        "datetime=2021-07-05%2F..&rule=inside&undated=false&kind=assault&kind=request"
        "&status=claimed&status=forecast&actor=CSTO&actor=Taliban&role=side+A"
        "&country=Afghanistan&country=Tajikistan"
        "&cell=8%2F181%2F99&shape=0123456789abcde&point=68.5%2C37.25"
        "&category=One-sided+violence&deaths=5"
        "&source=tass&told_by=antiwar&told_by=mehr&agreement=agree&agreement=differ"
        "&words=border+post"
    )
