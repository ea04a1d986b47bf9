"""The article as coded: what can be held without its text, which the project does not carry.

With the text at hand, ``PANJ_ARTICLE=path/to/the/text pytest tests/events/test_article.py`` checks
every quote against it as well.
"""

import json
import os
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
import shapely
import shapely.geometry

from events.citations import fragment_url
from events.loading import Loaded, load_events
from events.provenance import coverage_strip, verify
from events.schema import Event
from events.sentences import sentences
from events.vocabulary import Basis, Kind, Precision, Status
from tests.events.article_geometry import ARTICLE, expected_geometries, write
from tests.events.text_directives import Page, parse

UNKNOWN = "\ufffd"
REFRESH = "the base layers moved: run `python tests/events/article_geometry.py` and look at the map"


@cache
def article() -> Loaded:
    return load_events(ARTICLE)


def event(key: str) -> Event:
    return next(event for event in article().events if event.id == key)


EVENTS = [pytest.param(event, id=event.id) for event in article().events]


def known_text() -> str:
    """Lay quotes, prefixes and suffixes where they stand; fail where two of them disagree."""
    characters = [UNKNOWN] * (article().sources[0].length or 0)
    for quote in chain.from_iterable(event.quotes for event in article().events):
        words = quote.prefix + quote.exact + quote.suffix
        for place, character in enumerate(words, start=quote.start - len(quote.prefix)):
            assert characters[place] in (UNKNOWN, character), (quote.exact, place)
            characters[place] = character
    return "".join(characters)


def test_the_file_is_read_without_a_problem() -> None:
    assert article().problems == ()
    assert article().read == len(article().events) == 16


def test_the_source_is_the_article() -> None:
    (source,) = article().sources
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
    assert len(known_text()) == article().sources[0].length


def test_no_less_than_19_of_20_sentences_are_quoted() -> None:
    spans = sentences(known_text())
    quoted = [s for s in coverage_strip(article().events, article().sources[0]) if s.event_ids]
    touched = [
        (start, end)
        for start, end in spans
        if any(stretch.start < end and start < stretch.end for stretch in quoted)
    ]
    assert len(spans) == 16
    assert len(touched) / len(spans) >= 0.95


def test_the_text_itself_is_not_in_the_file() -> None:
    assert UNKNOWN in known_text()
    quotes = chain.from_iterable(event.quotes for event in article().events)
    assert max(len(quote.exact) for quote in quotes) < 200


@pytest.mark.parametrize("event", EVENTS)
def test_each_link_opens_its_quote_and_no_other_words(event: Event) -> None:
    page = Page(known_text())
    for quote in event.quotes:
        url = fragment_url(article().sources[0], quote)
        assert page.ranges(parse(url)) == [(quote.start, quote.end)]


@pytest.mark.parametrize("event", EVENTS)
def test_what_the_article_says_is_in_the_events_quotes(event: Event) -> None:
    quoted = [quote.exact for quote in event.quotes]
    says = [event.date_says, event.place_says, *(quantity.says for quantity in event.quantities)]
    for words in says:
        assert any(words in exact for exact in quoted)


@pytest.mark.parametrize("event", EVENTS)
def test_a_title_is_a_short_label_in_our_words(event: Event) -> None:
    assert len(event.title) <= 60
    assert event.title not in known_text()


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
    geometry = next(feature["geometry"] for feature in found if feature["id"] == event.id)
    assert geometry == expected_geometries().get(event.id), REFRESH
    assert geometry is None or shapely.geometry.shape(geometry).is_valid


def test_the_file_is_written_for_people() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    assert text == write(json.loads(text))
    assert len(text.encode()) < 1_500_000


def test_half_of_the_events_are_on_the_map() -> None:
    assert sum(event.geometry is not None for event in article().events) == 8


def test_words_are_not_mapped_where_they_were_spoken_nor_where_their_subject_lies() -> None:
    spoken = [Kind.REQUEST, Kind.ACCUSE]
    mapped = [e.id for e in article().events if e.kind in spoken and e.geometry]
    assert mapped == []
    assert event("lavrov-promises-help").geometry is None


def test_the_base_is_not_moved_to_the_border() -> None:
    base = event("russian-base-in-tajikistan")
    assert base.place_says == "on the border of Tajikistan with Afghanistan"
    assert (base.place_basis, base.place_precision) == (Basis.EXTERNAL, Precision.SETTLEMENT)
    garrisons = shapely.geometry.shape(expected_geometries()[base.id])
    border = shapely.geometry.shape(expected_geometries()["afghan-soldiers-cross"])
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


def test_only_wednesday_gives_a_day() -> None:
    days = {e.id: e.date for e in article().events if e.date and "/" not in e.date}
    assert days == {"sultonov-appeal": "2021-07-07"}
    assert event("sultonov-appeal").date_says == "on Wednesday"


def test_the_crossing_keeps_the_articles_date_and_number() -> None:
    crossing = event("afghan-soldiers-cross")
    assert (crossing.date, crossing.date_basis) == ("../2021-07-08", Basis.INFERRED)
    assert [(q.low, q.high, q.says) for q in crossing.quantities] == [(1001, None, "over 1,000")]
    assert any("4–5 July" in item.note for item in crossing.evidence if item.about == "date")
    assert any("Tajikastan" in quote.exact for quote in crossing.quotes)


if "PANJ_ARTICLE" in os.environ:

    def test_every_quote_is_verbatim() -> None:
        text = Path(os.environ["PANJ_ARTICLE"]).read_bytes().decode("utf-8")
        verification = verify(article(), {article().sources[0].id: text})
        assert [verdict for verdict in verification.verdicts if not verdict.ok] == []
        assert verification.coverage >= 0.95
