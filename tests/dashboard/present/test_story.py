"""Previous and Next walk the selected events in the file's order, in memory and on the disk."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from dashboard.present.event_card import card
from dashboard.present.story import data_set_facts, step
from dashboard.present.table_page import columns_of, read_request, records
from dashboard.session.file_opener import open_file, open_lake_file
from dashboard.session.session_file import SessionFile
from events.files.event_file import Loaded
from events.lake.builds.building import build_lake
from events.model.event import Event, Source
from events.query.event_table import select
from events.query.selection import Selection
from tests.events.lake.test_build import event_file
from tests.events.query.test_selection import passes, selections
from tests.events.store.test_disk import stored
from tests.makers.lake_events import lake_events
from tests.makers.made_events import event, event_lists

ARTICLE = Source(id="s", title="An article", length=100)


def opened(events: Any, sources: tuple[Source, ...] = ()) -> SessionFile:
    return SessionFile(Loaded("made.geojson", "Made", sources, events, (), len(events), ""))


def walk(file: SessionFile, chosen: Selection, way: str, sort: str = "") -> list[str]:
    """Go from one end of the story to the other, and return the events on the way."""
    told = step(file, chosen, None, coverage=way == "previous", sort=sort)
    found: list[str] = []
    while told[way] and "event" in told[way]:
        found.append(told[way]["event"])
        told = step(file, chosen, file.find(found[-1]), sort=sort)
    return found


def in_story(made: list[Event], chosen: Selection) -> list[str]:
    """Return the ids of the selected events; with days chosen, first of those with a date."""
    selected = [one for one in made if all(passes(one, chosen).values())]
    if chosen.dates is not None:
        selected.sort(key=lambda one: not one.date)
    return [one.id for one in selected]


@given(event_lists(), selections)
@settings(deadline=None, max_examples=60)
def test_next_leads_through_the_selected_events(made: list[Event], chosen: Selection) -> None:
    file = opened(tuple(made))
    wanted = in_story(made, chosen)
    assert walk(file, chosen, "next") == wanted
    assert walk(file, chosen, "previous") == wanted[::-1]
    for number, name in enumerate(wanted, 1):
        assert step(file, chosen, file.find(name))["position"] == f"{number} of {len(wanted)}"


@pytest.mark.parametrize("by", ["when", "title", "where", "standing", "actors", "killed"])
@pytest.mark.parametrize("way", ["", "-"])
@given(event_lists(), selections)
@settings(deadline=None, max_examples=10)
def test_next_goes_by_the_order_of_the_rows(
    by: str, way: str, made: list[Event], chosen: Selection
) -> None:
    file = opened(tuple(made))
    if by not in columns_of(file):
        return
    rows = records(file, chosen, read_request({"sort": way + by}), limit=len(made) + 1)["rows"]
    wanted = [row["id"] for row in rows]
    assert walk(file, chosen, "next", way + by) == wanted
    assert walk(file, chosen, "previous", way + by) == wanted[::-1]


def test_what_is_asked_by_days_begins_with_an_event_that_has_one() -> None:
    days = date(2021, 7, 4), date(2021, 7, 5)
    file = opened((event(id="a"), event(id="b", date="2021-07-05"), event(id="c")))
    assert walk(file, Selection(dates=days), "next") == ["b", "a", "c"]
    told = step(file, Selection(), file.find("b"), sort="-title")
    assert told["position"] == "2 of 3, by Event"


@given(event_lists(), selections)
@settings(deadline=None, max_examples=15)
def test_the_disk_tells_the_same_story(made: list[Event], chosen: Selection) -> None:
    with stored(made) as store:
        kept, held = opened(store), opened(tuple(made))
        for one in (None, *made):
            assert step(kept, chosen, one) == step(held, chosen, one)


def test_the_story_of_a_lake_goes_by_its_own_order_and_says_no_other(tmp_path: Path) -> None:
    made = event_file(tmp_path / "made.geojson", lake_events(40, 1))
    build_lake([made], str(tmp_path / "lake"))
    lake, file = open_lake_file(str(tmp_path / "lake")).file, open_file(made).file
    chosen = Selection(dates=(date(2021, 5, 1), date(2021, 8, 31)))
    wanted = [one.id for one in select(lake.table, chosen)]
    assert sorted(wanted) == sorted(walk(file, chosen, "next"))
    for sort in ("", "-when", "title"):
        assert walk(lake, chosen, "next", sort) == wanted
        assert walk(lake, chosen, "previous", sort) == wanted[::-1]
        told = step(lake, chosen, lake.find(wanted[4]), sort=sort)
        assert told["position"] == f"5 of {len(wanted)}"


def test_an_event_that_is_filtered_out_leads_to_the_first_that_is_not() -> None:
    file = opened((event(id="a"), event(id="b", title="Other")))
    told = step(file, Selection(words="other"), file.find("a"))
    assert told == {"name": "event", "position": "", "previous": None, "next": {"event": "b"}}
    assert step(file, Selection(words="nothing"), file.find("a"))["next"] is None


def test_an_event_of_another_file_has_no_place_in_this_one() -> None:
    assert step(opened((event(id="a"),)), Selection(), event(id="gone"))["position"] == ""


@pytest.mark.parametrize("sources", [(), (ARTICLE,)])
def test_the_ends_are_the_title_and_the_coverage_of_one_article(
    sources: tuple[Source, ...],
) -> None:
    file = opened((event(id="a"),), sources)
    told = step(file, Selection(), file.find("a"))
    assert told["previous"] == {"step": "title"}
    assert told["next"] == ({"step": "coverage"} if sources else None)
    assert step(file, Selection(), None, coverage=True)["previous"] == {"event": "a"}


def test_a_story_without_events_ends_at_its_title() -> None:
    file = opened(())
    assert step(file, Selection(), None)["next"] is None
    assert step(file, Selection(), None, coverage=True)["previous"] == {"step": "title"}


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (["2021-07-05", "2021-07-07"], "5–7 July 2021"),
        (
            ["2021-07-05", "2021-07"],
            "July 2021, by the widest reading of dates that are no single day",
        ),
        (
            ["2021-07-05", "2021-07-07~"],
            "5–8 July 2021, by the widest reading of dates that are no single day",
        ),
    ],
)
def test_a_period_says_where_it_is_the_widest_reading(dates: list[str], told: str) -> None:
    file = opened([event(id=day, date=day) for day in dates])
    assert data_set_facts(file, Selection())[0] == {"name": "Period", "value": told}


def test_only_selected_dates_widen_a_period() -> None:
    file = opened([event(id="a", date="2021-07-05"), event(id="b", date="2021-08", kind="aid")])
    [period, *_] = data_set_facts(file, Selection(kinds=frozenset({"assault"})))
    assert period["value"] == "5 July 2021"


def test_a_range_that_was_widened_is_told_beside_the_sum_and_on_the_card(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("place,killed,low,high\nKunduz,7,8,9\nKunduz,2,1,3\n")
    file = open_file(path).file
    killed = next(one for one in data_set_facts(file, Selection()) if one["name"] == "Killed")
    told = "rows.csv: Ranges of deaths whose ends cross, kept as the widest range: 1"
    assert killed["value"] == f"9 by the best estimate; 8 to 12. {told}"
    [widened, plain] = (
        next(fact["value"] for fact in card(file, one)["facts"] if fact["name"] == "How many")
        for one in file.loaded.events
    )
    why = "(the source’s figures cross: this is the widest range)"
    assert widened == f"killed: 7–9 {why}; killed, best estimate: 7"
    assert plain == "killed: 1–3; killed, best estimate: 2"
