"""One fact told twice, on the desk without a browser: what is offered, and what is made of it."""

from pathlib import Path

import pytest

from dashboard.coding.code_desk import CodeDesk
from events.desk.database import DeskError
from events.files.event_file import Loaded, load_events
from events.matching.told_already import MOST
from events.provenance.verify import verify
from tests.browser.conftest import ROOT
from tests.makers.article_words import whole_text

WIRE = "At least 12 civilians were killed in Takhar province on Monday. Rain fell."
OTHER = "In Takhar province 14 civilians were killed on Monday or later, officials said."


@pytest.fixture
def desk(tmp_path: Path) -> CodeDesk:
    return CodeDesk(str(tmp_path / "desk.sqlite"))


def given(desk: CodeDesk, text: str, title: str) -> str:
    desk.add_text(text, {"title": title, "language": "en", "published": "2021-07-08"})
    found: str = desk.state()["sources"][-1]["id"]
    return found


def offered(desk: CodeDesk, key: str) -> list[str]:
    return [one["key"] for one in desk.told_already(key)]


def test_of_the_article_s_further_quotes_most_are_offered_their_event(desk: CodeDesk) -> None:
    article = load_events(ROOT / "events/data/antiwar-2021-07-08.geojson")
    source = given(desk, whole_text(article), "Article")
    made, before = {}, []
    for event in article.events:
        first = event.quotes[0]
        made[event.id] = desk.add_draft(source, first.start, first.end)
        before.append(offered(desk, made[event.id]))
    found = []
    for event in article.events:
        for quote in event.quotes[1:]:
            key = desk.add_draft(source, quote.start, quote.end)
            found.append((made[event.id], offered(desk, key)))
            desk.remove(key, 1)
    assert max(len(each) for _, each in found) <= MOST
    assert (len(found), sum(key in each for key, each in found)) == (14, 9)
    assert (len(before), sum(bool(each) for each in before)) == (14, 5)


def test_words_of_another_source_become_its_account_in_a_file_that_verifies(
    desk: CodeDesk,
) -> None:
    first, second = given(desk, WIRE, "A wire"), given(desk, OTHER, "Another wire")
    key = desk.add_draft(first, 0, WIRE.index(" Rain"))
    rain = desk.add_draft(first, WIRE.index("Rain"), len(WIRE))
    again = desk.add_draft(second, 0, len(OTHER))
    assert offered(desk, again) == [key]
    assert rain not in offered(desk, again)
    desk.merge(key, 1, again, 1)
    loaded = load_events_of(desk)
    [event] = [one for one in loaded.events if one.id == key]
    assert [one.source for one in event.accounts] == [first, second]
    [killed] = [one for one in event.quantities if one.what == "killed"]
    assert (killed.low, killed.high) == (12, None)
    assert verify(loaded, {first: WIRE, second: OTHER}).ok
    assert desk.undo()
    assert len(desk.state()["drafts"]) == 3


def load_events_of(desk: CodeDesk) -> Loaded:
    desk.written()
    return load_events(desk.file)


def test_words_that_are_added_from_another_text_are_its_account_too(desk: CodeDesk) -> None:
    first, second = given(desk, WIRE, "A wire"), given(desk, OTHER, "Another wire")
    key = desk.add_draft(first, 0, WIRE.index(" Rain"))
    desk.add_quote(key, 1, second, 0, len(OTHER))
    desk.add_quote(key, 2, first, WIRE.index("Rain"), len(WIRE))
    loaded = load_events_of(desk)
    [event] = loaded.events
    assert [one.source for one in event.accounts] == [first, second]
    assert len(event.quotes) == 3
    assert verify(loaded, {first: WIRE, second: OTHER}).ok


def test_an_event_that_no_account_can_hold_is_told_and_stays(desk: CodeDesk) -> None:
    first, second = given(desk, WIRE, "A wire"), given(desk, OTHER, "Another wire")
    key, again = desk.add_draft(first, 0, 10), desk.add_draft(second, 0, len(OTHER))
    desk.set_field(key, 1, "date", "soon")
    with pytest.raises(DeskError, match='"date"'):
        desk.merge(key, 2, again, 1)
    assert len(desk.state()["drafts"]) == 2
