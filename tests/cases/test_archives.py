"""Zip files, in which most published data sets are passed on."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from events.importers.run import import_events
from events.model.problems import EventFileError
from tests.makers.imported import imported

TABLE = "place,date,lat,lon\nA,2021-07-05,37,69\n"


def _zip(path: Path, members: dict[str, str]) -> Path:
    with ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("name", ["a.csv", "folder/a.csv", "20210705.TSV"])
def test_the_one_table_of_a_zip_file_is_read(name: str, tmp_path: Path):
    text = TABLE.replace(",", "\t") if name.endswith("TSV") else TABLE
    beside = {"README.txt": "About", "__MACOSX/._a.csv": "x", "folder/.hidden.csv": "y"}
    receipt, loaded = imported("table", _zip(tmp_path / "a.zip", {name: text, **beside}), tmp_path)
    assert (receipt.read, loaded.events[0].geometry.coordinates) == (1, (69.0, 37.0))
    assert loaded.sources[0].title == Path(name).name


def test_a_published_layout_is_known_in_a_zip_file(tmp_path: Path):
    table = Path(__file__).parents[1] / "data" / "importers" / "ucdp-v23.1.csv"
    path = _zip(tmp_path / "ged.zip", {"GEDEvent_v23_1.csv": table.read_text()})
    receipt, _ = imported("table", path, tmp_path)
    assert receipt.layout == "UCDP GED"


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"a.csv": TABLE, "b.csv": TABLE}, "an archive of a.csv, b.csv"),
        ({"a.doc": "x"}, "an archive of a.doc"),
        ({}, "an archive of no file"),
    ],
)
def test_a_zip_file_of_no_table_or_several_is_refused(
    members: dict[str, str], found: str, tmp_path: Path
):
    path = _zip(tmp_path / "a.zip", members)
    with pytest.raises(EventFileError) as refused:
        import_events("table", path, tmp_path / "b.geojson")
    (problem,) = refused.value.problems
    assert str(problem) == (
        f"a.zip: found {found}, expected one table, or one shapefile, in a zip file. Unpack it, "
        "and open what you need. The file is not opened; correct it and reload."
    )


def test_a_broken_zip_file_is_refused(tmp_path: Path):
    path = _zip(tmp_path / "a.zip", {"a.csv": TABLE * 50})
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"2021-07-05", b"2021-07-06", 1))
    with pytest.raises(EventFileError, match="an archive that cannot be read"):
        import_events("table", path, tmp_path / "b.geojson")
