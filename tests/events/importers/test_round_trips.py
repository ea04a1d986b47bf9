"""Import, export, import: the same events come back from every format that can hold them."""

import csv
import json
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.export.export import export_events
from events.export.formats import EVENT_FORMATS
from events.files.event_file import Loaded, load_events
from events.importers.layouts import acled, ucdp
from events.importers.run import import_events
from events.model.problems import EventFileError
from tests.makers.imported import DATA, imported
from tests.makers.rich_events import collections

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
few = settings(relaxed, max_examples=40)


@pytest.mark.parametrize("ending", EVENT_FORMATS)
@few
@given(loaded=collections())
def test_any_events_come_back(loaded: Loaded, ending: str, tmp_path: Path):
    export_events(loaded, tmp_path / f"out{ending}")
    receipt, again = imported("table", tmp_path / f"out{ending}", tmp_path)
    assert again.events == loaded.events
    assert receipt.rejected == 0
    if ending != ".csv":
        parts = ("sources", "title", "extra")
        assert all(getattr(again, part) == getattr(loaded, part) for part in parts)


@pytest.mark.parametrize("ending", EVENT_FORMATS)
def test_an_event_called_total_is_no_row_of_totals(ending: str, tmp_path: Path):
    one = {"title": "Grand total", "kind": "agree", "status": "reported", "place_precision": "none"}
    feature = {"type": "Feature", "id": "Total", "geometry": None, "properties": one}
    whole = {"type": "FeatureCollection", "format": "panj-events/1", "sources": []}
    (tmp_path / "one.geojson").write_text(json.dumps({**whole, "features": [feature]}))
    loaded = load_events(tmp_path / "one.geojson")
    assert [event.id for event in loaded.events] == ["Total"]
    export_events(loaded, tmp_path / f"out{ending}")
    _, again = imported("table", tmp_path / f"out{ending}", tmp_path)
    assert again.events == loaded.events


@pytest.mark.parametrize("ending", EVENT_FORMATS)
@pytest.mark.parametrize(
    ("layout", "name"), [("ucdp", "ucdp-v23.1"), ("acled", "acled"), ("table", "plain")]
)
def test_imported_events_come_back(layout: str, name: str, ending: str, tmp_path: Path):
    _, first = imported(layout, DATA / f"{name}.csv", tmp_path)
    export_events(first, tmp_path / f"out{ending}")
    _, again = imported("table", tmp_path / f"out{ending}", tmp_path)
    assert again.events == first.events


def test_geojson_and_parquet_hold_the_same(tmp_path: Path):
    import_events("ucdp", DATA / "ucdp-v23.1.csv", tmp_path / "a.geojson")
    import_events("ucdp", DATA / "ucdp-v23.1.csv", tmp_path / "a.parquet")
    assert load_events(tmp_path / "a.geojson").events == load_events(tmp_path / "a.parquet").events


def test_a_csv_has_columns_for_the_dead_and_the_position_given(tmp_path: Path):
    _, first = imported("ucdp", DATA / "ucdp-v23.1.csv", tmp_path)
    export_events(first, tmp_path / "out.csv")
    table = pd.read_csv(tmp_path / "out.csv")
    given = pd.read_csv(DATA / "ucdp-v23.1.csv")
    assert table["longitude"].tolist() == given["longitude"].tolist()
    assert table["latitude"].tolist() == given["latitude"].tolist()
    for end in ("low", "best", "high"):
        counted = table[f"killed_{end}"].tolist()[:3]
        assert counted == given[end].tolist()[:3]


def test_numbers_changed_in_their_columns_come_back(tmp_path: Path):
    _, first = imported("ucdp", DATA / "ucdp-v23.1.csv", tmp_path)
    export_events(first, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= {"killed_low": "1", "killed_best": "4"}
    rows[1] |= dict.fromkeys(("killed_low", "killed_best", "killed_high"), "")
    rows[2] |= {"killed_low": "", "killed_high": "", "killed_best": "9", "quantities": ""}
    rows[3] |= {"killed_low": "five"}
    with (tmp_path / "out.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    receipt, again = imported("table", tmp_path / "out.csv", tmp_path)
    found = [[(one.what, one.low, one.high) for one in event.quantities] for event in again.events]
    others = [(one.what, one.low, one.high) for one in first.events[0].quantities[2:]]
    assert found[0] == [("killed", 1, 5), ("killed, best estimate", 4, 4), *others]
    assert not [what for what, *_ in found[1] if what in ("killed", "killed, best estimate")]
    assert found[2] == [("killed", 9, 9)]
    assert [(one.row, one.reason) for one in receipt.reasons] == [
        (4, 'quantities[0].low: found "five", expected a number, or null where it is not known')
    ]


def test_a_changed_row_of_an_export_is_told(tmp_path: Path):
    _, loaded = imported("acled", DATA / "acled.csv", tmp_path)
    export_events(loaded, tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text().replace("2025-05-16", "soon", 1)
    (tmp_path / "out.csv").write_text(text)
    receipt, _ = imported("table", tmp_path / "out.csv", tmp_path)
    (reason,) = receipt.reasons
    assert reason.reason == 'date: found "soon", expected EDTF such as 2021-07-05'


def test_a_faulty_event_file_is_imported_with_its_reasons(tmp_path: Path):
    collection = {"type": "FeatureCollection", "format": "panj-events/1", "features": [7]}
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    receipt, _ = imported("table", tmp_path / "a.geojson", tmp_path)
    assert (receipt.read, receipt.rejected) == (1, 1)


def test_a_second_event_with_the_same_id_is_told(tmp_path: Path):
    feature = {
        "type": "Feature",
        "id": "a",
        "geometry": None,
        "properties": {"title": "T", "kind": "assault", "status": "reported", "tittle": "U"},
    }
    features = [feature, {**feature, "id": "b"}, feature]
    collection = {"type": "FeatureCollection", "format": "panj-events/1", "features": features}
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    receipt = import_events("table", tmp_path / "a.geojson", tmp_path / "b.parquet")
    assert (receipt.written, receipt.rejected) == (2, 1)
    assert [(reason.row, reason.id, reason.reason) for reason in receipt.reasons] == [
        (3, "a", 'id: found "a", expected an id of its own')
    ]


def test_a_layer_of_events_is_read_without_the_collection(tmp_path: Path):
    quote = {"source": "s1", "exact": "a", "start": 0, "end": 1}
    properties = {"title": "T", "kind": "assault", "status": "reported", "quotes": [quote]}
    feature = {"type": "Feature", "id": "a", "geometry": None, "properties": properties}
    collection = {
        "type": "FeatureCollection",
        "format": "panj-events/1",
        "sources": [{"id": "s1", "title": "The Gazette"}],
        "features": [feature],
    }
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    first = load_events(tmp_path / "a.geojson")
    export_events(first, tmp_path / "whole.gpkg")
    layer = pyogrio.read_dataframe(tmp_path / "whole.gpkg", layer="events")
    layer = pd.concat([layer, layer.assign(id="b", quotes="torn")])
    pyogrio.write_dataframe(layer, tmp_path / "again.gpkg", layer="events", geometry_type="Unknown")
    receipt, again = imported("table", tmp_path / "again.gpkg", tmp_path)
    assert again.events == first.events
    assert [reason.reason for reason in receipt.reasons] == [
        'quotes: found "torn", expected a list'
    ]
    assert [(source.id, source.title) for source in again.sources] == [("s1", "s1")]


def cells(good: list[str]) -> st.SearchStrategy[str]:
    odd = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)
    return st.one_of(*[st.sampled_from(good)] * 4, st.just(""), odd)


NUMBERS = ["1", "2", "3", "5", "-1", "95", "181", "1e9", "inf", "nan", "7.5", "0x1", "٣"]
DAYS = ["2021-06-07", "2021-06-08 00:00:00", "16 May 2025", "0001-01-01", "9999-12-31", "x"]


def rows(columns: tuple[str, ...]) -> st.SearchStrategy[list[list[str]]]:
    def of(name: str) -> st.SearchStrategy[str]:
        if "date" in name:
            return cells(DAYS)
        if name in ("event_type", "sub_event_type"):
            return cells([*acled_types, "Arrests"])
        return cells(NUMBERS)

    return st.lists(st.tuples(*map(of, columns)).map(list), max_size=5)


acled_types = ["Battles", "Riots", "Protests"]


def write(path: Path, columns: tuple[str, ...], body: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([columns, *body])


@few
@given(body=rows(ucdp.COLUMNS))
def test_whatever_ucdp_rows_hold_each_is_accounted_for(body: list[list[str]], tmp_path: Path):
    write(tmp_path / "a.csv", ucdp.COLUMNS, body)
    assert imported("ucdp", tmp_path / "a.csv", tmp_path)[0].read == len(body)


@few
@given(body=rows(acled.COLUMNS))
def test_whatever_acled_rows_hold_each_is_accounted_for(body: list[list[str]], tmp_path: Path):
    write(tmp_path / "a.csv", acled.COLUMNS, body)
    assert imported("acled", tmp_path / "a.csv", tmp_path)[0].read == len(body)


TABLE = ("id", "title", "date", "end date", "place", "lat", "lon", "precision", "radius_km", "wkt")
TABLE += ("killed", "low", "high", "wounded", "kind", "actor", "note", "url", "status", "country")


@relaxed
@given(body=rows(TABLE))
def test_whatever_table_rows_hold_each_is_accounted_for(body: list[list[str]], tmp_path: Path):
    write(tmp_path / "a.csv", TABLE, body)
    assert imported("table", tmp_path / "a.csv", tmp_path)[0].read == len(body)


@relaxed
@given(data=st.binary(max_size=200), ending=st.sampled_from([".csv", ".parquet", ".geojson"]))
def test_no_bytes_break_the_reader(data: bytes, ending: str, tmp_path: Path):
    (tmp_path / f"a{ending}").write_bytes(data)
    try:
        receipt = import_events("table", tmp_path / f"a{ending}", tmp_path / "out.geojson")
    except EventFileError:
        return
    assert receipt.read == receipt.written + receipt.rejected
