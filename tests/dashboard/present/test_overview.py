"""What the page's address selects, and what is told of a selection as a whole."""

from datetime import date

import pytest

from dashboard.present.overview import filters_in_words, overview, terms
from dashboard.present.query_string import selection_in
from events.model.event import Source
from events.model.vocabulary import FAMILIES
from events.query.selection import Selection
from tests.dashboard.present.test_timeline_chart import dated, opened
from tests.makers.made_events import event

TWO_OF_ONE_NAME = [Source(id="ged", title="GED"), Source(id="ged (old.csv)", title="GED")]
FILE = dated("2021-07-01", "2021-07-05", "2021-07-09", "")
AXIS = (date(2021, 6, 30), date(2021, 7, 10))


@pytest.mark.parametrize(
    ("search", "dates"),
    [
        ("dates=2021-07-02&dates=2021-07-05", (date(2021, 7, 2), date(2021, 7, 5))),
        ("dates=2021-07-05&dates=2021-07-02", (date(2021, 7, 2), date(2021, 7, 5))),
        ("dates=2021-06-30&dates=2021-07-05", (None, date(2021, 7, 5))),
        ("dates=1990-01-01&dates=2021-07-05", (None, date(2021, 7, 5))),
        ("dates=2021-06-30&dates=2021-07-10", None),
        ("dates=2021-07-05", None),
        ("dates=2021-13-05&dates=2021-07-05", None),
        ("", None),
    ],
)
def test_days_at_the_end_of_the_axis_set_no_bound(
    search: str, dates: tuple[date | None, date | None] | None
) -> None:
    assert selection_in(search, AXIS).dates == dates


def test_every_filter_is_read_from_the_address() -> None:
    search = "kind=Crossing&status=reported&actor=A&actor=B%26C&words=+two++words&undated=false"
    search += "&role=party&country=Afghanistan&category=Battles&deaths=12"
    found = selection_in(f"{search}&rule=inside&event=e1&view=1,2,3", AXIS)
    assert found == Selection(
        kinds=frozenset({"retreat", "concede"}),
        statuses=frozenset({"reported"}),
        actors=frozenset({"A", "B&C"}),
        role="party",
        countries=frozenset({"Afghanistan"}),
        categories=frozenset({"Battles"}),
        deaths=12,
        words="two words",
        undated=False,
        rule="inside",
    )


@pytest.mark.parametrize(
    "search",
    [
        "kind=Nothing",
        "status=unheard",
        "rule=maybe",
        "undated=x",
        "deaths=-1",
        "deaths=many",
        "actor=",
    ],
)
def test_what_the_address_cannot_mean_restricts_nothing(search: str) -> None:
    assert selection_in(search, AXIS) == Selection()


def test_each_rule_tells_what_it_leaves() -> None:
    told = overview(FILE, Selection(dates=(date(2021, 7, 2), date(2021, 7, 9))))
    assert told["timeline"]["rules"] == ["2 may have happened then", "2 surely did"]
    assert told["counts"]["selected"] == 3
    assert told["empty"] == ""


def test_all_days_ask_nothing_of_a_date() -> None:
    assert overview(FILE, Selection())["timeline"]["rules"] == ["all dates"]


def test_an_empty_selection_tells_what_hides_the_events() -> None:
    told = overview(FILE, Selection(words="nothing", undated=False))
    assert told["empty"].startswith("No event matches. 4 hidden by: ")
    assert "“nothing”" in told["empty"]


def test_the_terms_hold_the_days_that_set_no_bound() -> None:
    assert (terms(FILE)["first"], terms(FILE)["last"]) == tuple(map(str, AXIS))


def test_the_terms_tell_what_the_filters_ask_and_what_leaves_the_address_with_each() -> None:
    told = overview(
        FILE, Selection(kinds=frozenset({"assault"}), actors=frozenset({"A"}), deaths=3)
    )
    assert told["terms"] == [
        {"words": "Use of force", "drops": {"kind": "Force"}},
        {"words": "A", "drops": {"actor": "A"}},
        {"words": "3 or more killed", "drops": {"deaths": ""}},
    ]


def test_each_family_tells_what_it_would_leave_under_the_other_filters() -> None:
    kinds = overview(FILE, Selection(kinds=frozenset({"request"}), undated=False))["kinds"]
    assert list(kinds) == list(FAMILIES)
    assert {name: count for name, count in kinds.items() if count} == {"Force": 3}


def test_what_is_left_without_a_place_is_told() -> None:
    assert overview(FILE, Selection())["unplaced"] == (
        "Nothing is on the map: the 4 events that are left have no place."
    )
    placed = {"type": "Point", "coordinates": [68, 37]}
    file = opened(event(id="a"), event(id="b", geometry=placed, place_precision="exact"))
    assert overview(file, Selection())["unplaced"] == ""


def test_two_sources_of_one_name_are_told_apart() -> None:
    words = filters_in_words(Selection(told_by=frozenset({"ged (old.csv)"})), TWO_OF_ONE_NAME)
    assert words == ["told by GED (ged (old.csv))"]
