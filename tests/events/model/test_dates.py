from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.model.dates import Span, overlaps, parse_edtf, surely_inside
from tests.makers.made_events import dates

D = date.fromisoformat
ranges = st.none() | st.dates(D("2021-06-25"), D("2021-07-20")) | st.dates()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-07-07", "2021-07-07", "2021-07-07"),
        ("2021-07", "2021-07-01", "2021-07-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2021-07-XX", "2021-07-01", "2021-07-31"),
        ("2021-XX", "2021-01-01", "2021-12-31"),
        ("2021-XX-XX", "2021-01-01", "2021-12-31"),
        ("2021-07-04/2021-07-05", "2021-07-04", "2021-07-05"),
        ("2021-06/2021-07-05", "2021-06-01", "2021-07-05"),
        ("2021-07-05T23:30:00+04:30", "2021-07-05", "2021-07-05"),
        ("../2021-07-08", None, "2021-07-08"),
        ("/2021-07-08", None, "2021-07-08"),
        ("2021-07-08/..", "2021-07-08", None),
        ("2021-07-08/", "2021-07-08", None),
        ("0001-01-01", "0001-01-01", "0001-01-01"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_a_date_names_its_first_and_last_day(text: str, first: str | None, last: str | None):
    expected = Span(first and D(first), last and D(last))
    assert parse_edtf(text) == expected


def test_no_text_is_no_date():
    assert parse_edtf("") is None


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2021-07-05~", "2021-07-04", "2021-07-06"),
        ("2021-07-05%", "2021-07-04", "2021-07-06"),
        ("2021-07~", "2021-05-31", "2021-08-31"),
        ("2021-07-XX~", "2021-05-31", "2021-08-31"),
        ("2021~", "2020-01-02", "2022-12-31"),
        ("2021-XX~", "2020-01-02", "2022-12-31"),
        ("202X~", "2010-01-03", "2039-12-29"),
        ("2021-07-04~/2021-07-05", "2021-07-03", "2021-07-05"),
        ("2021-07-04/2021-07~", "2021-07-04", "2021-08-31"),
        ("../2021-07-05~", None, "2021-07-06"),
        ("0001-01-01~", "0001-01-01", "0001-01-02"),
        ("9999-12-31~", "9999-12-30", "9999-12-31"),
    ],
)
def test_about_widens_by_one_of_the_unit_given(text: str, earliest: str | None, latest: str):
    span = parse_edtf(text)
    assert span.approximate
    assert (span.earliest, span.latest) == (earliest and D(earliest), D(latest))


def test_the_named_days_stay_beside_the_widened_ones():
    span = parse_edtf("2021-07-05~")
    assert span.first == span.last == D("2021-07-05")
    assert span.before == span.after == timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2021-07-05", False, False),
        ("2021-07-05~", True, False),
        ("2021-07-05?", False, True),
        ("2021-07-05%", True, True),
        ("2021-07-05/2021-07-08?", False, True),
    ],
)
def test_the_qualifiers_are_kept(text: str, approximate: bool, uncertain: bool):
    span = parse_edtf(text)
    assert (span.approximate, span.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    "text",
    [
        "2021-13-02",
        "2021-13",
        "2021-02-30",
        "2021-02-29",
        "2021-02-29~",
        "2021-07-00",
        "0000",
        "00XX",
        "-0500",
        "Y17000",
        "2021-21",
        "2021S2",
        "XXXX",
        "2021-7-5",
        "20210705",
        "5 July 2021",
        "07/05/2021",
        " 2021-07-05",
        "2021-07-05\n",
        "2021-07-05T25:00:00Z",
        "?2021",
        "[2021,2022]",
        "٢٠٢١",
        "..",
        "2021/2022/2023",
        "2021" * 1000,
    ],
)
def test_what_is_no_date_is_told(text: str):
    with pytest.raises(ValueError, match=r"^found .*, expected EDTF such as 2021-07-05$"):
        parse_edtf(text)


@pytest.mark.parametrize("text", ["/", "../..", "/..", "../"])
def test_an_interval_needs_a_date(text: str):
    expected = 'expected an interval with at least one date, or "" for an event without one'
    with pytest.raises(ValueError, match=expected):
        parse_edtf(text)


def test_an_interval_does_not_run_backwards():
    with pytest.raises(ValueError, match="expected an interval whose first day is not after its"):
        parse_edtf("2021-07-08/2021-07-01")


def test_a_wrong_date_prints_nothing(capfd: pytest.CaptureFixture[str]):
    for text in ("/2021-1X", "2021-X1", "../2021-99-XX"):
        with pytest.raises(ValueError, match="found"):
            parse_edtf(text)
    assert capfd.readouterr() == ("", "")


@given(st.text(max_size=30) | st.text("0123456789-/.~?%XTZ:+", max_size=30))
def test_no_text_raises_anything_else(text: str):
    try:
        span = parse_edtf(text)
    except ValueError:
        return
    assert span is None or span.first is None or span.last is None or span.first <= span.last


@pytest.mark.parametrize(
    ("text", "first", "last", "may", "must"),
    [
        ("2021-07-05", "2021-07-05", "2021-07-05", True, True),
        ("2021-07-05", "2021-07-06", None, False, False),
        ("2021-07-05", None, "2021-07-04", False, False),
        ("2021-07-04/2021-07-05", "2021-07-05", "2021-07-06", True, False),
        ("2021-07", "2021-07-01", "2021-07-31", True, True),
        ("../2021-07-08", "2021-07-01", "2021-07-03", True, False),
        ("../2021-07-08", None, "2021-07-08", True, False),
        ("../2021-07-08", "2021-07-09", None, False, False),
        ("2021-07-08/..", "2030-01-01", "2030-01-02", True, False),
        ("2021-07-08/..", "2021-07-08", None, True, False),
        ("../2021-07-08", None, None, True, False),
        ("2021-07-05~", "2021-07-06", "2021-07-06", True, False),
        ("2021-07-05~", "2021-07-04", "2021-07-06", True, True),
        ("2021-07-05~", "2021-07-07", None, False, False),
        ("2021-07-05?", "2021-07-05", "2021-07-05", True, False),
        ("2021-07-05?", None, None, True, False),
        ("2021-07-05", None, None, True, True),
        ("", None, None, False, False),
    ],
)
def test_the_two_rules(text: str, first: str | None, last: str | None, may: bool, must: bool):
    span = parse_edtf(text)
    chosen = first and D(first), last and D(last)
    assert (overlaps(span, *chosen), surely_inside(span, *chosen)) == (may, must)


@given(dates, ranges, ranges)
def test_what_is_surely_inside_a_range_overlaps_it(text: str, first: date, last: date):
    span = parse_edtf(text)
    if surely_inside(span, first, last):
        assert overlaps(span, first, last)


@given(dates, st.dates(D("2021-06-01"), D("2021-08-31")))
def test_what_is_surely_before_a_day_does_not_reach_it(text: str, day: date):
    span = parse_edtf(text)
    if surely_inside(span, None, day - timedelta(days=1)):
        assert not overlaps(span, day, None)
