"""Events as a GeoDataFrame: nothing is lost on the way there and back, or the loss is said."""

import json
import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

import events
from events.export.export import export_events
from events.files.event_file import Loaded, load_events
from events.model.problems import EventFileError
from tests.makers.rich_events import collections, empty

ARTICLE = Path("events/data/antiwar-2021-07-08.geojson")
FILES = Path(__file__).parents[1] / "data" / "events"


def test_a_frame_has_a_row_an_event_with_its_days_place_and_quotes() -> None:
    frame, loaded = events.read(ARTICLE), load_events(ARTICLE)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs.to_epsg() == 4326
    assert frame.id.tolist() == [event.id for event in loaded.events]
    for row, event in zip(frame.itertuples(), loaded.events, strict=True):
        span = event.span
        assert row.place_precision == event.place_precision
        assert [quote["exact"] for quote in row.quotes or ()] == [
            quote.exact for quote in event.quotes
        ]
        for column, day in (
            (row.earliest, span and span.earliest),
            (row.latest, span and span.latest),
        ):
            assert pd.isna(column) if day is None else column.date() == day
    assert (frame.geometry.isna() == [event.geometry is None for event in loaded.events]).all()


@pytest.mark.parametrize("ending", [".geojson", ".parquet"])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(loaded=collections())
def test_any_events_come_back_from_a_frame(loaded: Loaded, ending: str, tmp_path: Path) -> None:
    export_events(loaded, tmp_path / "in.geojson")
    receipt = events.write(events.read(tmp_path / "in.geojson"), tmp_path / f"out{ending}")
    again = load_events(tmp_path / f"out{ending}")
    assert receipt.written == len(loaded.events)
    assert again.events == load_events(tmp_path / "in.geojson").events
    for part in ("title", "sources", "extra"):
        assert getattr(again, part) == getattr(loaded, part)


def test_a_selection_keeps_its_sources_and_columns_of_ones_own(tmp_path: Path) -> None:
    frame = events.read(ARTICLE)
    chosen = frame[frame.place_precision == "border"].to_crs(3857).assign(team=7)
    events.write(chosen, tmp_path / "out.geojson")
    again = load_events(tmp_path / "out.geojson")
    first = load_events(ARTICLE)
    assert 0 < len(again.events) < len(frame)
    assert again.sources == first.sources
    assert {event.extra["team"] for event in again.events} == {7}


def test_days_beyond_the_calendar_of_nanoseconds_are_days(tmp_path: Path) -> None:
    collection = json.loads((FILES / "good.geojson").read_text())
    for feature, date in zip(collection["features"], ["0001-01-01", "../9999-12-31"], strict=True):
        feature["properties"]["date"] = date
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    frame = events.read(tmp_path / "a.geojson")
    assert frame.earliest[0].year == 1
    assert frame.latest[1].year == 9999
    assert pd.isna(frame.earliest[1])


def test_a_row_that_is_no_event_is_refused_and_nothing_written(tmp_path: Path) -> None:
    frame = events.read(ARTICLE)
    frame.loc[1, "kind"] = "battle"
    with pytest.raises(EventFileError, match=r'feature 2 .*, kind: found "battle"'):
        events.write(frame, tmp_path / "out.geojson")
    with pytest.raises(EventFileError, match="column_of_sets: found a set"):
        events.write(frame.assign(column_of_sets=[{1}] * len(frame)), tmp_path / "out.geojson")
    assert not list(tmp_path.iterdir())


def test_what_a_frame_leaves_out_is_said(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="several-faults.geojson, feature"):
        assert len(events.read(FILES / "several-faults.geojson")) == 1
    collection = json.loads((FILES / "good.geojson").read_text())
    line = {"type": "LineString", "coordinates": [[68, 37], [69, 38, 500]]}
    collection["features"][0] |= {"geometry": line}
    collection["features"][0]["properties"] |= {"place_precision": "border", "radius_km": None}
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    with pytest.warns(UserWarning, match="In 1 events heights"):
        events.read(tmp_path / "a.geojson")


def test_an_empty_file_is_an_empty_frame(tmp_path: Path) -> None:
    export_events(empty(), tmp_path / "in.geojson")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        frame = events.read(tmp_path / "in.geojson")
        events.write(frame, tmp_path / "out.geojson")
    assert frame.empty
    assert load_events(tmp_path / "out.geojson").events == ()
