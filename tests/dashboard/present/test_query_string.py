"""A selection and its query string are one another's inverse."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.present.query_string import read_query, write_query
from events.model.vocabulary import Kind, Status
from events.query.filters.declaration import QueryError
from events.query.selection import Selection

days = st.dates(date(1990, 1, 1), date(2030, 1, 1))
periods = st.tuples(st.none() | days, st.none() | days).filter(
    lambda ends: any(ends) and (None in ends or ends[0] <= ends[1])
)
selections = st.builds(
    Selection,
    dates=st.none() | periods,
    rule=st.sampled_from(["overlaps", "inside"]),
    undated=st.booleans(),
    kinds=st.frozensets(st.sampled_from([str(kind) for kind in Kind])),
    statuses=st.frozensets(st.sampled_from([str(status) for status in Status])),
    actors=st.frozensets(st.text(min_size=1, max_size=20)),
    words=st.text(max_size=40),
)


@given(selections)
def test_what_is_written_is_read_back(selection: Selection) -> None:
    assert read_query(parse_qsl(write_query(selection))) == selection


@given(st.lists(st.tuples(st.sampled_from(["datetime", "kind", "bbox", "rule"]), st.text())))
def test_any_parameter_is_read_or_refused_with_what_was_expected(
    pairs: list[tuple[str, str]],
) -> None:
    refused = None
    try:
        read_query(pairs)
    except QueryError as error:
        refused = error
    assert refused is None or (refused.expected and len(str(refused)) < 700)


def test_the_message_shows_no_more_than_a_hundred_characters() -> None:
    with pytest.raises(QueryError, match=r"^datetime: found 'x{100}', expected"):
        read_query([("datetime", "x" * 1000)])
