"""Whatever a file holds, it is read or refused in words: no door lets an error through."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.importers.open_tables import ENDINGS
from events.importers.run import import_events
from events.model.problems import EventFileError
from tests.makers.workbooks import write_workbook

SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = st.sampled_from(
    ["date", "place", "latitude", "longitude", "id", "#geo+lat", "year", "month", "mgrs", "wkt", ""]
)
VALUES = st.one_of(
    WORDS,
    st.text(max_size=12),
    st.integers(-(10**20), 10**20).map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.sampled_from(["37.5, 69.2", "1400/04/14", "05/07/2021", "POINT (1 2)", "42SVF5225150527"]),
)
ROWS = st.lists(st.lists(VALUES, max_size=6), max_size=6)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["type", "features", "geometry", "coordinates", "properties", "data", "layers", "x"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
)
KINDS = st.sampled_from(["FeatureCollection", "Feature", "Point", "umap", "Polygon"])


def read_or_refuse(path: Path) -> None:
    """Import a file: it gives events, or a refusal that names it and not an unforeseen error."""
    try:
        receipt = import_events("table", path, path.parent / "out.parquet")
    except EventFileError as error:
        refused = str(error)
    else:
        assert receipt.read == receipt.written + receipt.rejected + receipt.passed_over
        return
    assert path.name in refused
    assert "what Panj cannot read" not in refused


@SETTINGS
@given(rows=ROWS, mark=st.sampled_from(",;\t|"))
def test_any_table(rows: list[list[str]], mark: str, tmp_path: Path):
    text = "\n".join(mark.join(row) for row in rows)
    (tmp_path / "a.csv").write_bytes(text.encode("utf-8", "replace"))
    read_or_refuse(tmp_path / "a.csv")


@SETTINGS
@given(rows=ROWS)
def test_any_workbook(rows: list[list[str]], tmp_path: Path):
    plain = [["".join(c for c in cell if c.isprintable()) for cell in row] for row in rows]
    read_or_refuse(write_workbook(tmp_path / "a.xlsx", {"One": plain, "Two": plain[:2]}))


@SETTINGS
@given(found=JSON, kind=KINDS)
def test_any_json(found: object, kind: str, tmp_path: Path):
    whole = {**found, "type": kind} if isinstance(found, dict) else found
    (tmp_path / "a.json").write_text(json.dumps(whole))
    read_or_refuse(tmp_path / "a.json")


@SETTINGS
@given(
    tags=st.lists(
        st.sampled_from(
            [
                "<Folder>",
                "</Folder>",
                "<Placemark>",
                "</Placemark>",
                "<Point><coordinates>1,2</coordinates></Point>",
                "<Polygon><LinearRing/></Polygon>",
                "<MultiGeometry><Point/></MultiGeometry>",
                "<name>A</name>",
                "<TimeStamp><when>soon</when></TimeStamp>",
                "<!DOCTYPE x>",
                "&bad;",
            ]
        ),
        max_size=8,
    )
)
def test_any_kml(tags: list[str], tmp_path: Path):
    (tmp_path / "a.kml").write_text(f"<kml>{''.join(tags)}</kml>")
    read_or_refuse(tmp_path / "a.kml")


@pytest.mark.parametrize("ending", ENDINGS)
@SETTINGS
@given(
    data=st.binary(max_size=60), mark=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"{", b"[{"])
)
def test_any_bytes_behind_any_ending(data: bytes, mark: bytes, ending: str, tmp_path: Path):
    path = tmp_path / f"a{ending}"
    path.write_bytes(mark + data)
    read_or_refuse(path)


@pytest.mark.parametrize("ending", [".xlsx", ".xlsb", ".ods", ".kmz", ".zip"])
def test_any_archive(ending: str, tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("xl/workbook.xml", "[Content_Types].xml", "doc.kml", "content.xml", "a.shp"):
            archive.writestr(name, "<a>")
    (tmp_path / f"a{ending}").write_bytes(buffer.getvalue())
    read_or_refuse(tmp_path / f"a{ending}")
