"""The panel's fields: what a file's values are chosen by."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.present.filters.filter_form import MOST_BOXES, filter_form, found_values
from dashboard.session.file_opener import open_file, open_lake_file
from dashboard.session.session_file import SessionFile
from events.files.event_file import Loaded
from events.lake.builds.building import build_lake
from events.model.event import Event
from events.query.selection import Selection
from tests.events.lake.test_build import event_file
from tests.makers.lake_events import lake_events
from tests.makers.made_events import event


def opened(*events: Event) -> SessionFile:
    return SessionFile(Loaded("made.geojson", "Made", (), events, (), len(events), ""))


def countries(number: int) -> SessionFile:
    """Make a file of as many countries, the later of fewer events."""
    named = [f"Land {at:02}" for at in range(number) for _ in range(number - at)]
    return opened(*(event(id=f"e{at}", country=name) for at, name in enumerate(named)))


def field(file: SessionFile, name: str, chosen: Selection | None = None) -> dict[str, Any]:
    fields = filter_form(file, chosen or Selection())
    return next(one for one in fields if one["parameter"] == name)


@pytest.mark.parametrize(
    ("number", "kind"), [(3, "boxes"), (MOST_BOXES, "boxes"), (MOST_BOXES + 1, "search")]
)
def test_many_countries_are_searched_and_few_are_boxes(number: int, kind: str) -> None:
    told = field(countries(number), "country")
    assert told["kind"] == kind
    assert len(told["values"]) + told["others"] == number


def test_a_country_is_found_by_its_words_with_its_count() -> None:
    file = countries(MOST_BOXES + 1)
    found = found_values(file, Selection(), "country", "20 land")
    assert found is not None
    assert found["values"] == [["Land 20", 5, "", ""]]


def test_a_chosen_country_stays_among_those_that_are_offered() -> None:
    last = f"Land {MOST_BOXES:02}"
    told = field(countries(MOST_BOXES + 1), "country", Selection(countries=frozenset({last})))
    assert last in dict(told["values"])


def test_a_class_of_the_data_set_is_searched_where_there_are_many() -> None:
    classes = [f"Class {at}" for at in range(MOST_BOXES + 1)]
    file = opened(*(event(id=name, category=name) for name in classes))
    assert field(file, "category")["kind"] == "search"


def test_a_field_counts_what_it_cannot_judge() -> None:
    killed = [{"what": "killed", "low": 2, "high": 3}]
    most = [{"what": "killed", "low": None, "high": 3}]
    file = opened(
        event(id="a", country="Iran", quantities=killed),
        event(id="b", country="Iraq", quantities=most),
        event(id="c", actors=[{"name": "Taliban"}]),
        event(id="d", status="claimed"),
    )
    without = {name: field(file, name)["without"] for name in ("country", "actor", "deaths")}
    assert without == {"country": 2, "actor": 3, "deaths": 3}
    assert field(file, "country", Selection(statuses=frozenset({"claimed"})))["without"] == 1
    assert field(file, "status")["without"] == 0


@pytest.mark.parametrize("chosen", [Selection(), Selection(statuses=frozenset({"claimed"}))])
def test_a_lake_has_the_fields_of_its_file(chosen: Selection, tmp_path: Path) -> None:
    made = event_file(tmp_path / "made.geojson", lake_events(40, 1))
    build_lake([made], str(tmp_path / "lake"))
    lake, file = open_lake_file(str(tmp_path / "lake")).file, open_file(made).file
    assert filter_form(lake, chosen) == filter_form(file, chosen)
