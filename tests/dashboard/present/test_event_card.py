"""What is told of events beside the map: whose words they are, and under which terms."""

from datetime import date
from pathlib import Path

from dashboard.present import event_card, story
from dashboard.session.combine import combine_files
from dashboard.session.public.public_file import ARTICLE
from dashboard.session.session_file import SessionFile
from events.accounts.one_source import source_ids
from events.files.event_file import Loaded, load_events
from events.importers.layouts import ucdp_source
from events.model.event import Source
from events.query.selection import Selection


def holding(*sources: Source, name: str = "own.csv") -> SessionFile:
    return SessionFile(Loaded(name, "", sources, (), (), 0, name))


def ged() -> SessionFile:
    return holding(ucdp_source.source_of(Path("GEDEvent_v23_1.csv"), date(2025, 1, 1)))


def test_each_file_has_its_letter_its_sources_and_their_terms() -> None:
    both = combine_files([SessionFile(load_events(ARTICLE)), ged()])
    article, table = event_card.credits(both)
    assert (article["letter"], table["letter"]) == ("A", "B")
    assert article["sources"][0].endswith("Dave DeCamp, Antiwar.com, 8 July 2021")
    assert table["sources"][0].startswith("UCDP Georeferenced Event Dataset (GED), version 23.1.")
    assert ucdp_source.CITATION in table["sources"][0]
    assert table["terms"] == (ucdp_source.TERMS,)


def test_one_file_needs_no_letter_and_one_without_sources_no_credit() -> None:
    [told] = event_card.credits(ged())
    assert told["letter"] == ""
    assert event_card.credits(holding()) == []
    plain = Source(id="a", title="T", publisher="The Paper", published="2021-07-08")
    assert event_card.credits(holding(plain))[0]["sources"] == ["“T”, The Paper, 8 July 2021"]


def test_several_sources_of_one_file_are_all_named() -> None:
    sources = [Source(id=str(at), title=f"Report {at}", publisher="P") for at in range(3)]
    [told] = event_card.credits(holding(*sources))
    assert told["sources"] == [f"“Report {at}”, P" for at in range(3)]


def test_sources_that_tell_of_none_of_the_chosen_events_are_not_credited() -> None:
    article = SessionFile(load_events(ARTICLE))
    chosen = Selection(kinds=frozenset({"retreat", "assault"}))
    [told] = event_card.credits(article, chosen)
    events = [event for event in article.loaded.events if event.kind in chosen.kinds]
    telling = {source for event in events for source in source_ids(event)}
    assert len(told["sources"]) == len(telling) < len(article.loaded.sources)
    assert any("Antiwar.com" in source for source in told["sources"])
    assert not any("28 May 2019" in source for source in told["sources"])


def test_a_file_of_one_article_says_what_it_is_and_no_other_does() -> None:
    article = SessionFile(load_events(ARTICLE))
    told = "What one article of 8 July 2021 says, and how exactly it says where"
    assert story.standfirst(article.of_source("antiwar-2021-07-08")) == told
    assert story.standfirst(article) == (
        "What one article of 8 July 2021 and 8 other sources say, and how exactly they say where"
    )
    assert story.standfirst(combine_files([article, ged()])) == ""
    assert story.standfirst(ged()) == ""
    undated = holding(Source(id="a", title="T", length=20))
    assert story.standfirst(undated) == ("What one article says, and how exactly it says where")


def test_one_source_alone_is_the_only_one_that_is_credited() -> None:
    article = SessionFile(load_events(ARTICLE))
    assert "other sources" in story.title(article)["origin"]
    alone = article.of_source("antiwar-2021-07-08")
    [told] = event_card.credits(alone)
    assert len(told["sources"]) == 1
    assert story.title(alone)["origin"] == "Dave DeCamp, Antiwar.com, 8 July 2021"


def test_of_several_files_the_pane_says_what_is_whose() -> None:
    both = combine_files([SessionFile(load_events(ARTICLE)), ged()])
    told = story.title(both)
    assert told["heading"] == "2 files together"
    article_title, other = (part.title for part in both.parts)
    assert told["origin"] == f"A {article_title} · B {other}"
    assert told["url"] == ""
    assert story.quoted_from(both).startswith("A Dave DeCamp, Antiwar.com")
    assert "B " not in story.quoted_from(both)
    summary = story.story_of(both, Selection(), None)
    assert summary["summary_of"] == "Of the events of all 2 files:"


def test_every_marked_value_of_the_article_names_whose_it_is() -> None:
    file = SessionFile(load_events(ARTICLE))
    facts = [fact for one in file.loaded.events for fact in event_card.card(file, one)["facts"]]
    marked = [fact for fact in facts if "†" in fact["value"]]
    assert len(marked) > 5
    assert [fact for fact in marked if "† from " not in " ".join(fact["notes"])] == []
    assert any("† from TASS." in note for fact in marked for note in fact["notes"])
