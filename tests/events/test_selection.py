from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import columns
from events.dates import overlaps, surely_inside
from events.event_table import EventTable
from events.overview import extent
from events.query_columns import searchable
from events.schema import FAMILIES, Event, Kind, Status, family_of
from events.selection import Selection, Table, count, hidden_by, select
from events.timeline import MOST_BINS, days
from tests.events.made_events import NAMES, WORDS, event, event_lists, point

D = date.fromisoformat
ends = st.none() | st.dates(D("2021-06-25"), D("2021-07-20")) | st.dates()
boxes = st.tuples(
    st.integers(-180, 180), st.integers(-90, 90), st.integers(-180, 180), st.integers(-90, 90)
)
selections = st.builds(
    Selection,
    dates=st.none() | st.tuples(ends, ends),
    rule=st.sampled_from(["overlaps", "inside"]),
    undated=st.booleans(),
    families=st.frozensets(st.sampled_from(list(FAMILIES)), max_size=2),
    kinds=st.frozensets(st.sampled_from(list(Kind)), max_size=2),
    statuses=st.frozensets(st.sampled_from(list(Status)), max_size=3),
    actors=st.frozensets(st.sampled_from([*NAMES, "Nobody", "Russ"]), max_size=2),
    words=st.lists(st.sampled_from([*WORDS, "bord", "SS", "x"]), max_size=2).map("  ".join),
    bbox=st.none() | boxes,
)


def ids(table: Table, selection: Selection) -> list[str]:
    return [one.id for one in select(table, selection)]


def passes(made: Event, chosen: Selection) -> dict[str, bool]:
    """Say in plain Python whether an event passes each filter."""
    rule = overlaps if chosen.rule == "overlaps" else surely_inside
    in_time = chosen.dates is None or rule(made.span, *chosen.dates)
    texts = [made.title, made.place, made.note]
    texts += [text for actor in made.actors for text in (actor.name, actor.role)]
    texts += [text for quote in made.quotes for text in (quote.exact, quote.speaker)]
    folded = "\n".join(searchable(text) for text in texts)
    names = {actor.name.replace("\x1f", " ") for actor in made.actors}
    wanted = {name.replace("\x1f", " ") for name in chosen.actors}
    no_kinds = not chosen.families and not chosen.kinds
    return {
        "dates": in_time if made.span else chosen.undated,
        "kinds": no_kinds or made.kind in chosen.kinds or family_of(made.kind) in chosen.families,
        "statuses": not chosen.statuses or made.status in chosen.statuses,
        "actors": not wanted or bool(names & wanted),
        "words": all(word in folded for word in searchable(chosen.words).split()),
        "bbox": chosen.bbox is None or meets(made, *chosen.bbox),
    }


def meets(made: Event, west: int, south: int, east: int, north: int) -> bool:
    if made.geometry is None:
        return False
    left, bottom, right, top = made.geometry.bbox
    across = (right >= west or left <= east) if west > east else (right >= west and left <= east)
    return across and top >= south and bottom <= north


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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_MOST_MASKS", 2)
        known = EventTable(made).columns
        for chosen in chance.choices(asked, k=12):
            afresh = EventTable(made).columns.chosen(chosen)
            assert known.chosen(chosen).tolist() == afresh.tolist()


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
def test_each_filter_tells_what_it_hides_alone(made: list[Event], chosen: Selection):
    verdicts = [passes(one, chosen) for one in made]
    hidden = hidden_by(EventTable(made), chosen)
    for name in ("dates", "kinds", "statuses", "actors", "words", "bbox"):
        expected = sum(not verdict[name] for verdict in verdicts)
        assert hidden.get(name, 0) == expected


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
    assert hidden_by(table, Selection()) == {}


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


@pytest.mark.parametrize("words", ["100 %", "a.b", "(", "[", "\\", "STRASSE", "strasse", "ﬀ"])
def test_words_are_words_and_no_pattern(words: str):
    table = EventTable([event(id="a", title="100 % a.b ( [ \\ Straße ﬀ"), event(id="b")])
    assert ids(table, Selection(words=words)) == ["a"]


def test_words_are_found_however_their_letters_are_made_up():
    table = EventTable([event(title="Сарой Камар")])
    assert ids(table, Selection(words="сарои\u0306")) == ["e1"]


def test_words_are_looked_for_in_what_a_reader_reads():
    quote = {"source": "s", "exact": "QUOTED", "start": 0, "end": 6, "speaker": "SPEAKER"}
    made = event(
        title="TITLE",
        place="PLACE",
        note="NOTE",
        actors=[{"name": "ACTOR", "role": "ROLE"}],
        quotes=[quote],
    )
    every = "title place note actor role quoted speaker"
    assert ids(EventTable([made]), Selection(words=every)) == ["e1"]


def test_an_actor_is_a_whole_name():
    table = EventTable([event(actors=[{"name": "Afghan army"}, {"name": "Taliban"}])])
    assert ids(table, Selection(actors=frozenset({"Taliban", "Nobody"}))) == ["e1"]
    assert ids(table, Selection(actors=frozenset({"Afghan"}))) == []


def test_families_and_kinds_add_up():
    table = EventTable([event(id=kind, kind=kind) for kind in ("assault", "request", "aid")])
    chosen = Selection(families=frozenset({"Fighting"}), kinds=frozenset({"aid"}))
    assert ids(table, chosen) == ["assault", "aid"]


@pytest.mark.parametrize(
    ("bbox", "selected"),
    [
        ((68, 38, 69, 39), ["inside", "edge"]),
        ((170, -10, -170, 10), ["east", "west"]),
        ((0, 80, 1, 81), []),
    ],
)
def test_a_box_may_cross_the_antimeridian(bbox: tuple[int, int, int, int], selected: list[str]):
    places = {"inside": (68.5, 38.5), "edge": (69, 39), "east": (175, 0), "west": (-175, 0)}
    located = [
        event(id=name, geometry=point(*place), place_precision="exact")
        for name, place in places.items()
    ]
    table = EventTable([*located, event(id="nowhere")])
    assert ids(table, Selection(bbox=bbox)) == selected


def test_undated_events_can_be_hidden():
    table = EventTable([event(id="a"), event(id="b", date="2021-07-05")])
    chosen = Selection(undated=False)
    assert ids(table, chosen) == ["b"]
    assert hidden_by(table, chosen) == {"dates": 1}


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
    assert (row["dated"], row["open_start"], row["open_end"]) == (True, True, False)
    assert row["last"] == D("2021-07-08")
    assert (row["west"], row["south"], row["east"], row["north"]) == (68, 38, 68, 38)
    assert (row["family"], row["located"]) == ("Fighting", True)
