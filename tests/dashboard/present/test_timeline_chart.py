"""What the timeline is given to draw: certain, possible, open, counted."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from dashboard.present.timeline_chart import ROWS, axis_days, chart
from dashboard.session.session_file import SessionFile
from events.files.event_file import Loaded
from events.model.event import Event, Source
from events.query.selection import Selection
from events.query.summary import MOST_BINS
from tests.makers.made_events import event


def opened(*events: Event, published: str = "2021-07-08") -> SessionFile:
    source = Source(id="news", title="An article", published=published)
    loaded = Loaded(
        path_name="made.geojson",
        title="Made",
        sources=(source,),
        events=events,
        problems=(),
        read=len(events),
        sha256="",
    )
    return SessionFile(loaded)


def dated(*dates: str) -> SessionFile:
    return opened(*(event(id=f"e{at}", date=day) for at, day in enumerate(dates)))


def only_row(day: str) -> tuple[Any, Any, bool]:
    """Return one event's first and last day as ISO text, and whether it is certain."""
    drawn = chart(dated(day, "2021-06-01", "2021-08-01"), Selection())
    origin = date.fromisoformat(drawn["first"])
    row = next(row for row in drawn["rows"] if row["id"] == "e0")

    def iso(offset: int | None) -> str | None:
        return None if offset is None else (origin + timedelta(days=offset)).isoformat()

    return iso(row["first"]), iso(row["last"]), row["certain"]


@pytest.mark.parametrize(
    ("text", "first", "last", "certain"),
    [
        ("2021-07-05", "2021-07-05", "2021-07-05", True),
        ("2021-07-05?", "2021-07-05", "2021-07-05", False),
        ("2021-07-05~", "2021-07-04", "2021-07-06", False),
        ("2021-07-04/2021-07-05", "2021-07-04", "2021-07-05", False),
        ("2021-07", "2021-07-01", "2021-07-31", False),
        ("../2021-07-08", None, "2021-07-08", False),
        ("2021-07-08/..", "2021-07-08", None, False),
    ],
)
def test_a_day_is_certain_and_all_else_possible(
    text: str, first: str | None, last: str | None, certain: bool
) -> None:
    assert only_row(text) == (first, last, certain)


def test_rows_begin_with_the_earliest_possible_day() -> None:
    drawn = chart(dated("2021-07-08/..", "2021-07-07", "../2021-07-08", ""), Selection())
    assert [row["id"] for row in drawn["rows"]] == ["e2", "e1", "e0"]
    assert [row["id"] for row in drawn["undated"]["rows"]] == ["e3"]


@pytest.mark.parametrize("number", [ROWS, ROWS + 1])
def test_more_events_than_rows_are_counted_in_bins(number: int) -> None:
    drawn = chart(dated(*["2021-07-05"] * number), Selection())
    assert bool(drawn["rows"]) is (number <= ROWS)
    assert sum(part["certain"] for part in drawn["bins"]) == (number if number > ROWS else 0)


@pytest.mark.parametrize("last", ["2021-07-05", "2021-09-01", "2040-01-01"])
def test_the_bins_stay_few_and_cover_the_axis(last: str) -> None:
    drawn = chart(dated(*["2021-07-04"] * ROWS, last), Selection())
    bins = drawn["bins"]
    assert 0 < len(bins) <= MOST_BINS
    assert bins[0]["first"] == 0
    assert bins[-1]["last"] == drawn["length"] - 1
    assert all(b["first"] == a["last"] + 1 for a, b in pairwise(bins))
    assert bins[0]["last"] + 1 == drawn["step"]


def test_the_bins_show_what_the_days_leave_out() -> None:
    file = dated(*["2021-07-04"] * 20, *["2021-07-09"] * 20)
    chosen = (date(2021, 7, 8), date(2021, 7, 9))
    drawn = chart(file, Selection(dates=chosen))
    assert sum(part["certain"] for part in drawn["bins"]) == 40
    assert drawn["heading"] == "20 dated"
    origin = axis_days(file)[0]
    assert drawn["range"] == [(day - origin).days for day in chosen]


def test_the_rows_show_what_the_days_leave_out_and_say_so() -> None:
    file = dated("2021-07-04", "2021-07-09")
    drawn = chart(file, Selection(dates=(None, date(2021, 7, 5))))
    assert [(row["id"], row["chosen"]) for row in drawn["rows"]] == [("e0", True), ("e1", False)]
    assert drawn["heading"] == "1 dated"
    assert drawn["empty"] == ""


def test_an_open_end_of_the_filter_reaches_the_axis() -> None:
    drawn = chart(dated("2021-07-04", "2021-07-09"), Selection(dates=(None, date(2021, 7, 5))))
    assert drawn["range"] == [0, 2]


def test_undated_events_are_counted_though_left_out() -> None:
    file = dated("2021-07-05", "", "")
    assert chart(file, Selection())["heading"] == "1 dated, 2 more have no date"
    hidden = chart(file, Selection(undated=False))
    assert hidden["heading"] == "1 dated, 2 without a date left out"
    assert hidden["undated"] == {"count": 2, "shown": False, "rows": []}


@pytest.mark.parametrize(
    ("dates", "words", "empty"),
    [
        (["2021-07-05"], "", ""),
        (["", ""], "", "No selected event has a date; 2 without one are listed."),
        (["2021-07-05"], "nothing", "No event matches the filters, so there is no day to show."),
    ],
)
def test_an_empty_chart_says_why(dates: list[str], words: str, empty: str) -> None:
    assert chart(dated(*dates), Selection(words=words))["empty"] == empty


@pytest.mark.parametrize(
    ("published", "day"),
    [("2021-07-08", "2021-07-08"), ("2021-07", None), ("", None), ("2001-01-01", None)],
)
def test_the_day_of_publication_is_marked_where_it_is_known(
    published: str, day: str | None
) -> None:
    file = opened(event(date="2021-07-05"), event(id="e2", date="2021-07-12"), published=published)
    drawn = chart(file, Selection())
    offset = drawn["published"]
    origin = date.fromisoformat(drawn["first"])
    assert (None if offset is None else (origin + timedelta(days=offset)).isoformat()) == day


@pytest.mark.parametrize(
    "days",
    [
        ("1500-01-01", "2021-07-05"),
        ("2021-07-05/9999-12-31",),
        ("0001-01-01", "0001-01-02"),
        ("9999-12-30", "9999-12-31"),
    ],
)
def test_the_axis_takes_the_days_of_any_file(days: tuple[str, ...]) -> None:
    file = dated(*days)
    first, last = axis_days(file)
    assert first < last
    assert len(chart(file, Selection())["rows"]) == len(days)


def test_a_row_tells_whether_its_date_is_the_sources() -> None:
    evidence = [{"about": "date", "url": "https://example.org/"}]
    events = [
        event(id=basis, date="2021-07-05", date_basis=basis, evidence=evidence)
        for basis in ("stated", "inferred", "external")
    ]
    rows = chart(opened(*events), Selection())["rows"]
    assert {row["id"]: row["external"] for row in rows} == {
        "stated": False,
        "inferred": False,
        "external": True,
    }
    assert [row["id"] for row in rows if "†" in row["aria"]] == ["external"]
