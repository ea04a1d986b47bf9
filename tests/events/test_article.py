"""The article as coded: what can be held without its text, which the project does not carry.

With the text at hand, ``PANJ_ARTICLE=path/to/the/text pytest tests/events/test_article.py`` checks
every quote against it as well.
"""

import json
import os
import re
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
import shapely
import shapely.geometry

from dashboard.present import wording
from events.accounts.fields import number
from events.accounts.one_source import told_by
from events.accounts.shown_values import is_external
from events.files.event_file import Loaded, load_events
from events.model.dates import overlaps
from events.model.event import Event
from events.model.vocabulary import Basis, Kind, Precision, Status
from events.provenance.citations import fragment_url
from events.provenance.sentences import sentences
from events.provenance.verify import coverage_strip, verify
from tests.makers.article_geometry import (
    ARTICLE,
    expected_geometries,
    expected_in_accounts,
    write,
)
from tests.makers.article_words import UNKNOWN, known_text
from tests.makers.text_directives import Page, parse

SOURCE = "antiwar-2021-07-08"
EVENT_COUNT, LOCATED_COUNT = 14, 8
"""What the article tells, and how much of it has a place."""

REFRESH = "the base layers moved: run `python tests/makers/article_geometry.py` and look at the map"


@cache
def article() -> Loaded:
    return load_events(ARTICLE)


def event(key: str) -> Event:
    return next(event for event in article().events if event.id == key)


EVENTS = [pytest.param(event, id=event.id) for event in article().events]


def test_the_file_is_read_without_a_problem() -> None:
    assert article().problems == ()
    assert article().read == len(article().events) == EVENT_COUNT


def test_the_source_is_the_article() -> None:
    source, *others = article().sources
    assert [one.length for one in others] == [None] * 8
    assert source.length == 2119
    assert source.sha256 == "1c78002dbe2f104da18cba41f038b75059b0294807ecf6fab5b1f2749542ad94"
    assert source.published == "2021-07-08"


def test_events_stand_in_the_articles_order() -> None:
    starts = [event.quotes[0].start for event in article().events]
    assert starts == sorted(starts)


@pytest.mark.parametrize("event", EVENTS)
def test_quotes_stand_in_order_with_their_context(event: Event) -> None:
    length = article().sources[0].length or 0
    starts = [quote.start for quote in event.quotes]
    assert starts == sorted(set(starts))
    for quote in event.quotes:
        assert quote.exact == quote.exact.strip()
        assert quote.end <= length
        assert len(quote.prefix) == min(32, quote.start)
        assert len(quote.suffix) == min(32, length - quote.end)


def test_quotes_agree_wherever_they_overlap() -> None:
    assert len(known_text(article())) == article().sources[0].length


def test_a_byline_and_what_an_alliance_is_are_no_events() -> None:
    words = [one.exact for one in article().asides]
    assert words[0].endswith("are members of the Collective Security Treaty Organization (CSTO)")
    assert words[1:] == ["Author: Dave DeCamp", "Dave DeCamp is the news editor of Antiwar.com"]
    assert all(one.why for one in article().asides)
    assert not {"csto-members", "article-author"} & {event.id for event in article().events}


def test_no_less_than_19_of_20_sentences_are_coded() -> None:
    spans = sentences(known_text(article()))
    strip = coverage_strip(article().events, article().sources[0], article().asides)
    quoted = [stretch for stretch in strip if stretch.event_ids or stretch.aside]
    touched = [
        (start, end)
        for start, end in spans
        if any(stretch.start < end and start < stretch.end for stretch in quoted)
    ]
    assert len(spans) == 16
    assert len(touched) / len(spans) >= 0.95


def test_the_text_itself_is_not_in_the_file() -> None:
    assert UNKNOWN in known_text(article())
    quotes = chain.from_iterable(event.quotes for event in article().events)
    assert max(len(quote.exact) for quote in quotes) < 200


@pytest.mark.parametrize("event", EVENTS)
def test_each_link_opens_its_quote_and_no_other_words(event: Event) -> None:
    page = Page(known_text(article()))
    for quote in event.quotes:
        url = fragment_url(article().sources[0], quote)
        assert page.ranges(parse(url)) == [(quote.start, quote.end)]


@pytest.mark.parametrize("event", EVENTS)
def test_what_the_article_says_is_in_the_events_quotes(event: Event) -> None:
    quoted = [quote.exact for quote in event.quotes]
    alone = told_by(event, SOURCE)
    assert alone is not None
    says = [alone.date_says, alone.place_says, *(quantity.says for quantity in alone.quantities)]
    for words in says:
        assert any(words in exact for exact in quoted)


@pytest.mark.parametrize("event", EVENTS)
def test_a_title_is_a_short_label_in_our_words(event: Event) -> None:
    assert len(event.title) <= 60
    assert event.title not in known_text(article())


@pytest.mark.parametrize("event", EVENTS)
def test_dates_and_places_have_a_basis_or_are_not_there(event: Event) -> None:
    assert (event.date_basis is None) == (event.date == "")
    assert (event.place_basis is None) == (event.place == "") == (event.geometry is None)


@pytest.mark.parametrize("event", EVENTS)
def test_evidence_has_an_address_and_a_note(event: Event) -> None:
    assert all(item.url.startswith("https://") and item.note for item in event.evidence)


@pytest.mark.parametrize("event", EVENTS)
def test_geometries_are_those_of_the_base_layers(event: Event) -> None:
    found = json.loads(ARTICLE.read_text(encoding="utf-8"))["features"]
    feature = next(feature for feature in found if feature["id"] == event.id)
    geometry = feature["geometry"]
    assert geometry == expected_geometries().get(event.id), REFRESH
    in_accounts = {
        (event.id, account["source"]): account["geometry"]
        for account in feature["properties"].get("accounts", ())
        if "geometry" in account
    }
    assert in_accounts.items() <= expected_in_accounts().items(), REFRESH
    assert geometry is None or shapely.geometry.shape(geometry).is_valid


def test_the_file_is_written_for_people() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    assert text == write(json.loads(text))
    assert len(text.encode()) < 1_500_000


def test_what_has_a_place_is_on_the_map() -> None:
    assert sum(event.geometry is not None for event in article().events) == LOCATED_COUNT


def test_words_are_not_mapped_where_they_were_spoken_nor_where_their_subject_lies() -> None:
    spoken = [Kind.REQUEST, Kind.ACCUSE]
    mapped = [e.id for e in article().events if e.kind in spoken and e.geometry]
    assert mapped == []
    assert event("lavrov-promises-help").geometry is None


def test_the_base_is_not_moved_to_the_border() -> None:
    base = event("russian-base-in-tajikistan")
    alone = told_by(base, SOURCE)
    assert alone is not None
    assert (alone.place_says, alone.place_precision) == (
        "on the border of Tajikistan with Afghanistan",
        Precision.COUNTRY,
    )
    assert (base.place_basis, base.place_precision) == (Basis.EXTERNAL, Precision.SETTLEMENT)
    garrisons = shapely.geometry.shape(expected_geometries()[base.id])
    border = shapely.geometry.shape(expected_geometries()["fighting-near-the-border"])
    assert garrisons.distance(border) > 0.5  # degrees


def test_the_readiness_is_intended_and_not_a_move() -> None:
    assert event("russia-ready-to-activate-base").status is Status.INTENDED
    assert event("lavrov-promises-help").status is Status.INTENDED


def test_a_forecast_is_not_drawn_as_an_event() -> None:
    forecasts = {e.id: e.kind for e in article().events if e.status is Status.FORECAST}
    assert forecasts == {
        "taliban-front-unlikely": Kind.CONTEXT,
        "violence-to-spill-over": Kind.ASSAULT,
    }
    assert event("taliban-front-unlikely").geometry is None


def test_the_northeast_is_the_coders_choice() -> None:
    region = event("violence-to-spill-over")
    assert (region.place_basis, region.place_precision) == (Basis.CODED, Precision.REGION)
    assert region.place_says == "northeast Afghanistan"


def test_only_wednesday_gives_a_day_in_the_article() -> None:
    told = {one.id: told_by(one, SOURCE) for one in article().events}
    days = {key: one.date for key, one in told.items() if one and one.date and "/" not in one.date}
    assert days == {"sultonov-appeal": "2021-07-07"}
    assert event("sultonov-appeal").date_says == "on Wednesday"


def test_the_crossing_keeps_the_articles_date_and_number() -> None:
    crossing = told_by(event("afghan-soldiers-cross"), SOURCE)
    assert crossing is not None
    assert (crossing.date, crossing.date_basis) == ("../2021-07-08", Basis.INFERRED)
    assert crossing.place_precision is Precision.BORDER
    assert [(q.low, q.high, q.says) for q in crossing.quantities] == [(1001, None, "over 1,000")]
    assert any("Tajikastan" in quote.exact for quote in crossing.quotes)


def test_days_places_and_numbers_of_other_sources_are_shown_as_theirs() -> None:
    crossing = event("afghan-soldiers-cross")
    assert (crossing.date, crossing.date_basis) == ("2021-07-04/2021-07-05", Basis.EXTERNAL)
    assert (crossing.place_precision, crossing.place_basis) == (Precision.DISTRICT, Basis.EXTERNAL)
    assert is_external(crossing, number("soldiers"))
    sultonov = event("sultonov-appeal")  # whose day the article gives, too
    assert sultonov.date_basis is Basis.INFERRED


DAYS = {
    ("2021-07-01", "2021-07-03"): {"fighting-near-the-border"},
    ("2021-07-04", "2021-07-04"): {"fighting-near-the-border", "afghan-soldiers-cross"},
    ("2021-07-05", "2021-07-05"): {
        "fighting-near-the-border",
        "afghan-soldiers-cross",
        "tajikistan-calls-up-reservists",
    },
    ("2021-07-07", "2021-07-07"): {
        "fighting-near-the-border",
        "russia-ready-to-activate-base",
        "tajik-officials-request-help",
        "sultonov-appeal",
        "lavrov-promises-help",
        "russia-criticizes-withdrawal",
        "lavrov-on-the-situation",
    },
}
"""The dated events that may have happened in some days, by all sources."""


@pytest.mark.parametrize(("days", "ids"), DAYS.items())
def test_days_leave_what_happened_then(days: tuple[str, str], ids: set[str]) -> None:
    first, last = map(date.fromisoformat, days)
    assert {e.id for e in article().events if e.span and overlaps(e.span, first, last)} == ids


def test_nine_events_have_accounts_each_with_its_words_or_an_address() -> None:
    told = [event for event in article().events if event.accounts]
    assert len(told) == 9
    for one in told:
        assert len({account.source for account in one.accounts}) > 1
        assert all(
            account.source == SOURCE or account.url.startswith("https://")
            for account in one.accounts
        )


if "PANJ_ARTICLE" in os.environ:

    def test_every_quote_is_verbatim() -> None:
        text = Path(os.environ["PANJ_ARTICLE"]).read_bytes().decode("utf-8")
        verification = verify(article(), {article().sources[0].id: text})
        assert [verdict for verdict in verification.verdicts if not verdict.ok] == []
        assert verification.coverage >= 0.95


@pytest.mark.parametrize("event", EVENTS)
def test_evidence_is_filed_under_what_it_supports(event: Event) -> None:
    for item in event.evidence:
        days = re.sub(r"\d{1,2}(–\d{1,2})? [A-Z][a-z]+( \d{4})?", "", item.note)
        match item.about:
            case "date":
                assert days != item.note, "no day"
                assert not re.search(r"\d", days), "a number that is no day"
                assert not re.search(r"\bin (the )?[A-Z]", days), "a place"
            case "quantities":
                assert re.search(r"\d", days), "no number"
            case other:
                assert other in ("place", "actors")


def test_nobody_is_the_recipient_of_a_crossing() -> None:
    roles = {
        actor.role
        for event in article().events
        for actor in event.actors
        if event.kind is Kind.RETREAT
    }
    assert "recipient" not in roles
    assert "Taliban (opponent in the fighting)" in wording.actors(event("afghan-soldiers-cross"))
