"""What is shown of an event follows from its accounts, whatever they are."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.accounts.fields import DATE, PLACE, STATUS, date_of_all, number
from events.accounts.shown_values import departures, is_external, shown_values
from events.model.dates import parse_edtf
from events.model.event import Account, Event
from events.model.vocabulary import Basis, Rank
from tests.makers import made_events, rich_events
from tests.makers.made_events import event

QUOTE = {"source": "article", "exact": "over 1,000", "start": 0, "end": 10}
COUNTED = [{"what": "men", "low": 1001, "high": None, "says": "over 1,000"}]


def told(source: str, rank: str = "normal", **members: object) -> Account:
    return Account(source=source, rank=rank, reason="so", **members)


def shown(*accounts: Account) -> Event:
    members = shown_values(accounts, ["article"])
    return event(**members, accounts=accounts, quotes=[QUOTE])


ARTICLE = told("article", date="../2021-07-08", quantities=COUNTED, date_basis="inferred")
WIRE = told("wire", "preferred", date="2021-07-05", quantities=[{"what": "men", "low": 1037}])


def bounds(text: str) -> tuple[date, date]:
    span = parse_edtf(text)
    return (span and span.earliest) or date.min, (span and span.latest) or date.max


@given(st.lists(made_events.dates.filter(bool), min_size=1, max_size=4))
def test_the_date_of_several_reaches_from_the_earliest_to_the_latest(texts: list[str]) -> None:
    whole = bounds(date_of_all(texts))
    assert whole[0] == min(bounds(text)[0] for text in texts)
    assert whole[1] == max(bounds(text)[1] for text in texts)


@given(rich_events.told_events("e1"))
def test_an_event_made_by_the_rule_keeps_it(made: Event) -> None:
    assert list(departures(made)) == []


@given(rich_events.told_events("e1"))
def test_what_is_shown_is_the_best_ranked_accounts(made: Event) -> None:
    for field, name in ((DATE, "date"), (PLACE, "place"), (STATUS, "status")):
        telling = [one for one in made.accounts if field.value(one)]
        if not telling:
            continue
        best = min(list(Rank).index(one.rank) for one in telling)
        decide = [one for one in telling if list(Rank).index(one.rank) == best]
        assert field.differs(made.accounts) == (len({field.value(one) for one in decide}) > 1)
        if not field.differs(made.accounts):
            assert getattr(made, name) == getattr(decide[0], name)


@given(rich_events.told_events("e1"))
def test_a_number_shown_holds_those_of_the_best_rank(made: Event) -> None:
    for one in made.quantities:
        field = number(one.what)
        for account in field.deciding(made.accounts):
            low, high = field.value(account)
            assert one.low is None or (low is not None and one.low <= low)
            assert one.high is None or (high is not None and one.high >= high)


def test_of_ranks_the_best_that_gives_a_value_is_shown() -> None:
    later = told("post", "deprecated", date="2021-08-01", status="claimed")
    made = shown(ARTICLE, WIRE, later)
    assert (made.date, made.status) == ("2021-07-05", "claimed")
    assert [(one.low, one.high) for one in made.quantities] == [(1037, None)]


def test_where_a_rank_is_shared_the_span_is_shown() -> None:
    other = told("other", "preferred", date="2021-07-03", date_basis="stated")
    made = shown(WIRE, other)
    assert (made.date, made.date_basis) == ("2021-07-03/2021-07-05", Basis.EXTERNAL)
    assert DATE.differs(made.accounts)


def test_the_words_of_a_number_stay_with_it() -> None:
    assert shown(ARTICLE).quantities[0].says == "over 1,000"
    assert (
        shown(ARTICLE, told("b", quantities=[{"what": "men", "low": 9}])).quantities[0].says == ""
    )


def test_what_no_quoted_source_says_is_external() -> None:
    made = shown(ARTICLE, WIRE)
    assert is_external(made, DATE)
    assert is_external(made, number("men"))
    assert not is_external(shown(ARTICLE), DATE)


def test_what_a_quoted_source_says_too_is_not_external() -> None:
    same = told("wire", "preferred", date="../2021-07-08", date_basis="stated")
    made = shown(ARTICLE, same)
    assert not is_external(made, DATE)
    assert made.date_basis is Basis.STATED


def test_an_event_without_quotes_has_no_source_beside_which_one_is_external() -> None:
    accounts = [told("ucdp", date="2021-07-05", date_basis="stated"), told("acled", date="2021-07")]
    made = event(**shown_values(accounts, []), accounts=accounts)
    assert made.date_basis is Basis.INFERRED
    assert not is_external(made, DATE)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date": "2021-07-04"}, "date"),
        ({"status": "ordered"}, "status"),
        ({"quantities": []}, "quantities"),
        ({"place": "Dushanbe", "place_precision": "country"}, "place"),
        ({"date_basis": "stated"}, "date_basis"),
    ],
)
def test_a_departure_is_told_by_its_field(change: dict[str, object], field: str) -> None:
    made = shown(ARTICLE, WIRE, told("third", status="reported"))
    parts = {name: getattr(made, name) for name in made.model_fields_set}
    faults = list(departures(Event(**{**parts, **change})))
    assert faults[0].field == field


def test_an_account_at_the_events_own_place_needs_no_shape() -> None:
    point = made_events.point(68.8, 38.5)
    placed = {"place": "Dushanbe", "place_precision": "settlement"}
    made = event(**placed, geometry=point, accounts=[told("a", **placed)])
    assert list(departures(made)) == []
    with pytest.raises(ValueError, match="the place is not the event's"):
        event(**placed, geometry=point, accounts=[told("a", **{**placed, "place": "Kulob"})])
