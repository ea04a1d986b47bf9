import re
import unicodedata
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.model.dates import overlaps, surely_inside
from events.model.event import Event, Kind, Status
from events.query.columns.event_days import FAR
from events.query.event_table import Table, select
from events.query.selection import Selection
from events.query.summary import MOST_BINS, days, extent
from events.query.totals import count
from events.store.memory import EventTable
from tests.makers.made_events import (
    CATEGORIES,
    COUNTRIES,
    NAMES,
    ROLES,
    WORDS,
    event,
    event_lists,
    point,
)

D = date.fromisoformat
ends = st.none() | st.dates(D("2021-06-25"), D("2021-07-20")) | st.dates()
selections = st.builds(
    Selection,
    dates=st.none() | st.tuples(ends, ends),
    rule=st.sampled_from(["overlaps", "inside"]),
    undated=st.booleans(),
    kinds=st.frozensets(st.sampled_from(list(Kind)), max_size=2),
    statuses=st.frozensets(st.sampled_from(list(Status)), max_size=3),
    actors=st.frozensets(st.sampled_from([*NAMES, "Nobody", "Russ"]), max_size=2),
    role=st.sampled_from(["", "", *ROLES, "side"]),
    countries=st.frozensets(st.sampled_from([*COUNTRIES, "Nowhere"]), max_size=2),
    categories=st.frozensets(st.sampled_from([*CATEGORIES, "One"]), max_size=2),
    deaths=st.none() | st.integers(0, 12),
    words=st.lists(st.sampled_from([*WORDS, "bord", "ase", "SS", "利"]), max_size=2).map("  ".join),
)


def ids(table: Table, selection: Selection) -> list[str]:
    return [one.id for one in select(table, selection)]


def passes(made: Event, chosen: Selection) -> dict[str, bool]:
    """Say in plain Python whether an event passes each filter."""
    rule = overlaps if chosen.rule == "overlaps" else surely_inside
    in_time = chosen.dates is None or rule(made.span, *chosen.dates)
    texts = [made.title, made.place, made.district, made.province, made.country]
    texts += [made.place_says, made.note]
    texts += [text for actor in made.actors for text in (actor.name, actor.role)]
    texts += [text for quote in made.quotes for text in (quote.exact, quote.speaker)]
    actors = [
        actor
        for actor in made.actors
        if (not chosen.actors or plain(actor.name) in map(plain, chosen.actors))
        and chosen.role in ("", actor.role)
    ]
    return {
        "dates": in_time if made.span else chosen.undated,
        "kinds": not chosen.kinds or made.kind in chosen.kinds,
        "statuses": not chosen.statuses or made.status in chosen.statuses,
        "actors": not (chosen.actors or chosen.role) or bool(actors),
        "countries": not chosen.countries or made.country in chosen.countries,
        "categories": not chosen.categories or made.category in chosen.categories,
        "deaths": chosen.deaths is None or least_killed(made) >= chosen.deaths,
        "words": all(begins(word, texts) for word in chosen.words.split()),
    }


def begins(asked: str, texts: list[str]) -> bool:
    """Say whether a word that is asked begins somewhere in texts; it may be several of theirs."""
    found = " ".join(words_of(" ".join(texts)))
    return not words_of(asked) or f" {' '.join(words_of(asked))}" in f" {found}"


def words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one) and one not in "'’")
    return re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+", plain)


def plain(name: str) -> str:
    return name.replace("\x1f", " ").replace("\x1e", " ")


def least_killed(made: Event) -> float:
    """Give the best estimate of an event's dead, or else the lowest figure; -1 for neither."""
    for what in ("killed, best estimate", "killed"):
        found = next((one for one in made.quantities if one.what == what), None)
        if found and found.low is not None:
            return found.low
    return -1


@given(event_lists(), selections)
@settings(deadline=None, max_examples=200)
def test_the_query_agrees_with_the_rules(made: list[Event], chosen: Selection):
    expected = [one.id for one in made if all(passes(one, chosen).values())]
    assert ids(EventTable(made), chosen) == expected


@given(event_lists(), st.lists(selections, min_size=1, max_size=5), st.randoms())
@settings(deadline=None, max_examples=50)
def test_what_is_remembered_is_what_was_asked(
    made: list[Event], asked: list[Selection], chance: Random
) -> None:
    known = EventTable(made, remembered=2).columns
    for chosen in chance.choices(asked, k=12):
        afresh = EventTable(made).columns.mask(chosen)
        assert known.mask(chosen).tolist() == afresh.tolist()


@given(event_lists(), selections, st.integers(0, 5))
@settings(deadline=None)
def test_every_event_is_counted_once(made: list[Event], chosen: Selection, rejected: int):
    counts = count(EventTable(made), chosen, rejected)
    parts = (counts.on_map, counts.without_place, counts.filtered_out, counts.rejected)
    selected = ids(EventTable(made), chosen)
    by_id = {one.id: one for one in made}
    assert counts.read == len(made) + rejected == sum(parts)
    assert counts.selected == len(selected) == counts.on_map + counts.without_place
    assert counts.on_map == sum(by_id[name].geometry is not None for name in selected)
    assert counts.undated == sum(by_id[name].span is None for name in selected)


@given(event_lists(), selections)
@settings(deadline=None)
def test_the_bins_agree_with_the_rules(made: list[Event], chosen: Selection):
    selected = set(ids(EventTable(made), chosen))
    spans = [one.span for one in made if one.id in selected]
    bins = days(EventTable(made), chosen)
    assert len(bins) <= MOST_BINS
    for one in bins:
        certain = sum(surely_inside(span, one.first, one.last) for span in spans)
        possible = sum(overlaps(span, one.first, one.last) for span in spans)
        assert (one.certain, one.possible) == (certain, possible - certain)


@given(event_lists())
@settings(deadline=None)
def test_the_extent_holds_every_known_day(made: list[Event]):
    known = [
        day
        for one in made
        if one.span
        for day in (one.span.earliest, one.span.latest)
        if day is not None
    ]
    expected = (min(known), max(known)) if known else (None, None)
    assert extent(EventTable(made)) == expected


def test_an_empty_selection_restricts_nothing():
    table = EventTable([event(id="a"), event(id="b", date="2021-07-05")])
    assert Selection().is_empty
    assert ids(table, Selection()) == ["a", "b"]


def test_no_events_at_all():
    table = EventTable([])
    chosen = Selection(dates=(D("2021-07-01"), None), words="x", actors=frozenset({"a"}))
    assert len(table) == 0
    assert ids(table, chosen) == []
    assert count(table, chosen, rejected=3).read == 3
    assert days(table, Selection()) == ()


def test_the_order_is_that_of_the_file():
    table = EventTable([event(id=name) for name in "zebra"])
    assert ids(table, Selection(words="patrol")) == list("zebra")


@pytest.mark.parametrize(
    "words", ["100 %", "a.b", "(b [x", "\\x", "STRASSE", "strasse", "ﬀ", "a-b"]
)
def test_words_are_words_and_no_pattern(words: str):
    table = EventTable([event(id="a", title="100 % a.b ( [ \\x Straße ﬀ"), event(id="b")])
    assert ids(table, Selection(words=words)) == ["a"]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("сарои\u0306", "Сарой Камар"),
        ("bagrami", "Bagrāmī"),
        ("Bagrāmī", "bagrami"),
        ("sanaa", "Sana’a"),
        ("Da'esh", "DAESH"),
        ("qala-i-naw", "Qala i Naw"),
        ("kund", "in Kunduz"),
        ("塔利班", "阿富汗塔利班"),
        ("हिन्", "हिन्दी"),
    ],
)
def test_words_are_found_by_their_beginnings_however_they_are_spelled(asked: str, text: str):
    table = EventTable([event(title=text), event(id="e2")])
    assert ids(table, Selection(words=asked)) == ["e1"]


@pytest.mark.parametrize(
    ("asked", "text"), [("is", "district"), ("दी", "हिन्दी"), ("khan", "Afghān"), ("a.b", "ab")]
)
def test_words_are_not_found_within_others(asked: str, text: str):
    assert ids(EventTable([event(title=text)]), Selection(words=asked)) == []


@pytest.mark.parametrize("words", ["%", " – ", "\u0301"])
def test_what_has_no_letters_asks_for_nothing(words: str):
    chosen = Selection(words=words)
    assert (chosen.is_empty, list(chosen.terms())) == (True, [])


def test_words_are_looked_for_in_what_a_reader_reads():
    quote = {"source": "s", "exact": "QUOTED", "start": 0, "end": 6, "speaker": "SPEAKER"}
    made = event(
        title="TITLE",
        place="PLACE",
        district="DISTRICT",
        province="PROVINCE",
        country="COUNTRY",
        place_says="SAYS",
        note="NOTE",
        actors=[{"name": "ACTOR", "role": "ROLE"}],
        quotes=[quote],
    )
    for one in [
        "title",
        "place",
        "district",
        "province",
        "country",
        "says",
        "note",
        "actor",
        "role",
        "quoted",
        "speaker",
    ]:
        assert ids(EventTable([made]), Selection(words=one)) == ["e1"], one


def test_an_actor_is_a_whole_name():
    table = EventTable([event(actors=[{"name": "Afghan army"}, {"name": "Taliban"}])])
    assert ids(table, Selection(actors=frozenset({"Taliban", "Nobody"}))) == ["e1"]
    assert ids(table, Selection(actors=frozenset({"Afghan"}))) == []


def test_undated_events_can_be_hidden():
    table = EventTable([event(id="a"), event(id="b", date="2021-07-05")])
    chosen = Selection(undated=False)
    assert ids(table, chosen) == ["b"]


def test_the_bins_tell_certain_from_possible():
    dates = ["2021-07-05", "2021-07-05/2021-07-06", "2021-07-05~", "../2021-07-07", ""]
    table = EventTable([event(id=str(n), date=text) for n, text in enumerate(dates)])
    bins = days(table, Selection(dates=(D("2021-07-05"), D("2021-07-08"))))
    assert [(one.first.day, one.last.day, one.certain, one.possible) for one in bins] == [
        (5, 5, 1, 3),
        (6, 6, 0, 3),
        (7, 7, 0, 1),
        (8, 8, 0, 0),
    ]


def test_the_bins_grow_with_the_period():
    table = EventTable([event(date="2021-07-05")])
    bins = days(table, Selection(dates=(D("2021-01-01"), D("2021-12-31"))))
    assert (len(bins), bins[0].first, bins[-1].last) == (53, D("2021-01-01"), D("2021-12-31"))
    assert all((one.last - one.first).days == 6 for one in bins[:-1])
    widest = days(table, replace(Selection(), dates=(date.min, date.max)))
    assert len(widest) == MOST_BINS
    assert sum(one.certain for one in widest) == 1


def test_the_rows_hold_dates_and_bounds():
    table = EventTable(
        [event(date="../2021-07-08", geometry=point(68, 38), place_precision="exact")]
    )
    row = table.frame().collect().rows(named=True)[0]
    assert (row["dated"], row["first_day"], row["last_day"]) == (
        True,
        -FAR,
        (date(2021, 7, 8) - date(1970, 1, 1)).days,
    )
    assert (row["west"], row["south"], row["east"], row["north"]) == (68, 38, 68, 38)
    assert (row["kind"], row["located"]) == ("assault", True)
