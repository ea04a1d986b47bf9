import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from shapely.geometry import LineString, Point, Polygon

from events.importers.run import import_events
from events.model.problems import EventFileError
from tests.makers.imported import imported

AREA = Polygon([(68, 37), (69, 37), (69, 38), (68, 37)])


def layer(crs: str = "EPSG:4326") -> geopandas.GeoDataFrame:
    rows = {"id": ["1", "2", "3"], "name": ["A", "B", "C"], "date": ["2021-07-05", "2021", ""]}
    shapes = [Point(68.5, 37.5), Point(69, 38), None]
    return geopandas.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326").to_crs(crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32642"])
@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".fgb", ".geojson", ".parquet", ".kml"])
def test_layers_of_many_formats(ending: str, crs: str, tmp_path: Path):
    path = tmp_path / f"layer{ending}"
    frame = layer("EPSG:4326" if ending == ".kml" else crs)
    if ending == ".parquet":
        frame.to_parquet(path)
    elif ending == ".kml":
        frame.rename(columns={"name": "Name"})[["Name", "geometry"]].to_file(path, driver="KML")
    else:
        options = {"SPATIAL_INDEX": "NO"} if ending == ".fgb" else {}
        frame.to_file(path, engine="pyogrio", **options)
    receipt, loaded = imported("table", path, tmp_path)
    found = {event.title: event for event in loaded.events}
    assert found["A"].geometry.coordinates == pytest.approx((68.5, 37.5), abs=1e-6)
    assert found["A"].place_precision == "settlement"
    assert found["C"].geometry is None
    assert receipt.written == 3
    if ending != ".kml":
        assert found["A"].id == "table:1"
        assert found["A"].date == "2021-07-05"


def test_lines_and_areas_are_regions(tmp_path: Path):
    frame = layer().iloc[:2].set_geometry([AREA, LineString([(68, 37), (69, 38)])])
    frame.to_file(tmp_path / "a.gpkg")
    _, loaded = imported("table", tmp_path / "a.gpkg", tmp_path)
    assert [event.place_precision for event in loaded.events] == ["region", "region"]


def test_a_zipped_shapefile(tmp_path: Path):
    layer().to_file(tmp_path / "layer.shp")
    with zipfile.ZipFile(tmp_path / "layer.zip", "w") as archive:
        for part in tmp_path.glob("layer.[sdpc]*"):
            archive.write(part, part.name)
    receipt, _ = imported("table", tmp_path / "layer.zip", tmp_path)
    assert receipt.written == 3


def test_a_workbook(tmp_path: Path):
    rows = {
        "Place": ["Bridge town", "Hill"],
        "Date": pd.to_datetime(["2021-07-05", "2021-07-06"]),
        "Lat": [37.5, 37.6],
        "Lon": [68.5, 68.6],
        "Killed": [3, 0],
    }
    pyogrio.write_dataframe(pd.DataFrame(rows), tmp_path / "a.xlsx", driver="XLSX")
    receipt, loaded = imported("table", tmp_path / "a.xlsx", tmp_path)
    first = loaded.events[0]
    assert (first.place, first.date) == ("Bridge town", "2021-07-05")
    assert first.geometry.coordinates == (68.5, 37.5)
    assert first.quantities[0].low == 3
    assert receipt.written == 2


def test_a_parquet_table_without_geometry(tmp_path: Path):
    pd.DataFrame({"place": ["A"], "date": ["2021"]}).to_parquet(tmp_path / "a.parquet")
    _, loaded = imported("table", tmp_path / "a.parquet", tmp_path)
    assert loaded.events[0].place == "A"


VRT = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc</SrcDataSource></OGRVRTLayer>'
PIPELINE = {"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/x"}


@pytest.mark.parametrize("ending", [".kml", ".gpkg", ".shp", ".fgb", ".xlsx", ".zip", ".kmz"])
@pytest.mark.parametrize(
    "data", [VRT, f"<!-- <kml> -->{VRT}", json.dumps(PIPELINE), "WFS:http://x"]
)
def test_a_file_that_points_elsewhere_is_not_opened(data: str, ending: str, tmp_path: Path):
    (tmp_path / f"a{ending}").write_text(data)
    with pytest.raises(EventFileError, match="found another kind of file"):
        import_events("table", tmp_path / f"a{ending}", tmp_path / "out.geojson")


@pytest.mark.parametrize("name", ["a.shp", "a.vrt", "a.kml"])
@pytest.mark.parametrize("ending", [".zip", ".kmz", ".xlsx"])
def test_nor_is_one_inside_a_zip_file(name: str, ending: str, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / f"a{ending}", "w") as archive:
        archive.writestr(name, VRT)
    with pytest.raises(EventFileError):
        import_events("table", tmp_path / f"a{ending}", tmp_path / "out.geojson")


def test_a_pipeline_in_geojson_is_not_run(tmp_path: Path):
    (tmp_path / "a.geojson").write_text(json.dumps(PIPELINE))
    with pytest.raises(EventFileError, match="a GeoJSON FeatureCollection"):
        import_events("table", tmp_path / "a.geojson", tmp_path / "out.geojson")


@pytest.mark.slow
def test_a_zip_bomb_is_refused(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(11):
            archive.writestr(f"{number}.xml", bytes(100_000_000))
    with pytest.raises(EventFileError, match="more than 1 GB when unpacked"):
        import_events("table", tmp_path / "a.xlsx", tmp_path / "out.geojson")


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [200, 95]},
        {"type": "Point", "coordinates": ["a", 1]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Blob"},
        [],
        7,
    ],
)
def test_a_broken_geometry_costs_its_feature(geometry: Any, tmp_path: Path):
    good = {"type": "Point", "coordinates": [68.5, 37.5]}
    features = [
        {"type": "Feature", "id": str(number), "geometry": shape, "properties": {"place": "A"}}
        for number, shape in enumerate([geometry, good, None])
    ]
    collection = {"type": "FeatureCollection", "features": [*features, 7]}
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    receipt, _ = imported("table", tmp_path / "a.geojson", tmp_path)
    assert receipt.reasons[0].row == 1
    assert "geometry" in receipt.reasons[0].reason
    assert [reason.row for reason in receipt.reasons] == [1, 4]
    assert (receipt.read, receipt.written) == (4, 2)


def test_an_unknown_ending_is_refused(tmp_path: Path):
    (tmp_path / "a.vrt").write_text(VRT)
    with pytest.raises(EventFileError, match=r"found the ending \.vrt, expected one of \.csv"):
        import_events("table", tmp_path / "a.vrt", tmp_path / "out.geojson")


ENGINEERING = 'LOCAL_CS["Undefined Cartesian SRS",UNIT["metre",1]]'


@pytest.mark.parametrize("ending", [".gpkg", ".parquet"])
def test_coordinates_that_lie_nowhere_on_earth_are_refused(ending: str, tmp_path: Path):
    frame = layer().set_crs(ENGINEERING, allow_override=True)
    path = tmp_path / f"a{ending}"
    frame.to_file(path) if ending == ".gpkg" else frame.to_parquet(path)
    with pytest.raises(EventFileError, match=r"found a .* cannot (be )?read"):
        import_events("table", path, tmp_path / "out.geojson")


@pytest.mark.parametrize("name", [ENGINEERING, "\ud800"])
def test_so_are_those_of_an_old_geojson(name: str, tmp_path: Path):
    crs = {"type": "name", "properties": {"name": name}}
    feature = {"type": "Feature", "geometry": None, "properties": {"place": "A"}}
    collection = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    with pytest.raises(EventFileError, match=r"crs: .* a coordinate system that PROJ knows"):
        import_events("table", tmp_path / "a.geojson", tmp_path / "out.geojson")


def write_parquet(path: Path, geometry: pa.Array, columns: Any) -> None:
    about = {"version": "1.1.0", "primary_column": "geometry", "columns": columns}
    table = pa.table({"place": ["A"], "geometry": geometry})
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), path)


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        (pa.array([{"x": 68.5, "y": 37.5}]), "struct<x: double, y: double>"),
        (pa.array([7]), "int64"),
    ],
)
def test_geometries_that_are_no_wkb_are_refused(geometry: pa.Array, kind: str, tmp_path: Path):
    write_parquet(tmp_path / "a.parquet", geometry, {"geometry": {"encoding": "point"}})
    with pytest.raises(EventFileError) as caught:
        import_events("table", tmp_path / "a.parquet", tmp_path / "out.geojson")
    assert str(caught.value) == (
        f"a.parquet, geometry: found a column of {kind}, expected well-known binary (WKB). "
        "Save it as GeoParquet with the encoding WKB. "
        "The file is not opened; correct it and reload."
    )


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (None, "nothing"),
        ([], "[]"),
        ("geometry", '"geometry"'),
        ({"geometry": None}, "an object of 1 member"),
        ({}, "an object of 0 members"),
    ],
)
def test_geometries_that_are_not_described_are_refused(columns: Any, found: str, tmp_path: Path):
    write_parquet(tmp_path / "a.parquet", pa.array([b""]), columns)
    with pytest.raises(EventFileError) as caught:
        import_events("table", tmp_path / "a.parquet", tmp_path / "out.geojson")
    assert f'geo.columns: found {found}, expected an object that describes "geometry"' in str(
        caught.value
    )


def test_a_geometry_column_that_is_missing_is_told(tmp_path: Path):
    about = {"primary_column": "shape", "columns": {"shape": {"encoding": "WKB"}}}
    table = pa.table({"place": ["A"]}).replace_schema_metadata({"geo": json.dumps(about)})
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(EventFileError, match=r'geo.primary_column: found "shape", expected one of'):
        import_events("table", tmp_path / "a.parquet", tmp_path / "out.geojson")


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.dictionary("int32", "binary")])
def test_every_kind_of_binary_is_read(kind: pa.DataType, tmp_path: Path):
    wkb = pa.array([Point(68.5, 37.5).wkb]).cast(kind)
    write_parquet(tmp_path / "a.parquet", wkb, {"geometry": {"encoding": "WKB"}})
    _, loaded = imported("table", tmp_path / "a.parquet", tmp_path)
    assert loaded.events[0].geometry.coordinates == (68.5, 37.5)


def write_features(path: Path, *properties: dict[str, Any]) -> None:
    features = [
        {"type": "Feature", "id": str(number), "geometry": None, "properties": row}
        for number, row in enumerate(properties, 1)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


@pytest.mark.parametrize(
    ("broken", "field", "found"),
    [
        ({"name": "x\ud800"}, "name", "U+D800"),
        ({"colour": {"red": ["\udc00"]}}, "colour.red", "U+DC00"),
    ],
)
def test_half_a_surrogate_pair_costs_its_row(
    broken: dict[str, Any], field: str, found: str, tmp_path: Path
):
    write_features(tmp_path / "a.geojson", {"place": "A"}, {"place": "B", **broken}, {"place": "C"})
    receipt, loaded = imported("table", tmp_path / "a.geojson", tmp_path)
    assert [event.id for event in loaded.events] == ["table:1", "table:3"]
    told = f"{field}: found half a surrogate pair ({found}), expected whole Unicode characters"
    assert [(reason.row, reason.id, reason.reason) for reason in receipt.reasons] == [
        (2, "2", told)
    ]


def test_a_file_of_half_surrogates_alone_leaves_no_row(tmp_path: Path):
    write_features(tmp_path / "a.geojson", {"id": "\ud800", "place\n": "\ud800"})
    receipt, _ = imported("table", tmp_path / "a.geojson", tmp_path)
    assert (receipt.written, receipt.rejected) == (0, 1)
    (reason,) = receipt.reasons
    told = "found half a surrogate pair (U+D800), expected whole Unicode characters"
    assert (reason.id, reason.reason) == (None, rf"id: {told}; place\u000a: {told}")


def test_half_a_surrogate_pair_in_a_name_costs_its_column(tmp_path: Path):
    write_features(tmp_path / "a.geojson", {"place": "A", "x\ud800": "\ud800"}, {"place": "B"})
    receipt, loaded = imported("table", tmp_path / "a.geojson", tmp_path)
    assert [event.place for event in loaded.events] == ["A", "B"]
    assert receipt.used == ("id", "place")
    assert "Columns not read, whose names hold half a surrogate pair: 1" in receipt.notices
