"""Whatever file is opened: its events, or why there are none."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from psutil import Process

from dashboard.session.admin_boundaries import outline
from dashboard.session.file_opener import open_file
from events.importers.places.places import PlaceQuery
from tests.makers.generator import write_events

TABLE = "place,date,longitude,latitude\nKunduz,2021-07-05,68.857,36.729\nNowhere,no day,68,36\n"


def test_a_table_opens_with_a_receipt_that_adds_up(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    opening = open_file(file)
    assert opening.receipt is not None
    assert opening.receipt.read == 2
    assert opening.file.loaded.read == 2
    assert opening.file.loaded.rejected == 1 == len(opening.file.left_out)
    assert opening.file.loaded.path_name == "table.csv"
    assert opening.file.problems[0].startswith("table.csv, line 3: ")


def test_what_is_passed_over_is_not_counted_as_rejected(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(f"A list of mine,,,\n{TABLE},,,\nTotal,,,\n")
    opening = open_file(file)
    assert opening.receipt is not None
    assert (opening.receipt.read, opening.receipt.passed_over) == (5, 3)
    loaded = opening.file.loaded
    assert (loaded.read, len(loaded.events), loaded.rejected) == (2, 1, 1)


@pytest.mark.parametrize("name", ["none.geojson", "none.csv", "folder.csv", "empty.parquet"])
def test_what_cannot_be_read_says_why_and_raises_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "empty.parquet").touch()
    file = open_file(tmp_path / name).file
    assert file.loaded.events == ()
    assert file.problems[0].startswith(name)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (("Takhar province", "province", "Takhar province", "", 69.5, 36.7), True),
        (("Takhar", "province", "Takhar", "", None, None), True),
        (("a place", "province", "", "", 69.5, 36.7), True),
        (("Nowhere", "province", "Nowhere", "", None, None), False),
        (("Kunduz", "settlement", "", "", 68.857, 36.729), False),
        (("Dover", "district", "", "", 1.3, 51.1), False),
    ],
)
def test_an_outline_is_given_where_the_base_layers_know_it(where: tuple, found: bool) -> None:
    name, precision, province, district, longitude, latitude = where
    place = PlaceQuery(name, precision, "Afghanistan", province, district, longitude, latitude)
    assert (outline(place) is not None) == found


def test_a_parquet_file_of_any_size_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    # A text that all rows have stands in it once: a small one may fill a memory.
    write_events(12, tmp_path / "few.parquet")
    commands: list[str] = []

    def watch(_share: float) -> None:
        commands.extend(word for child in Process().children() for word in child.cmdline())

    opening = open_file(tmp_path / "few.parquet", watch)
    assert "dashboard.session.prepare_worker" in commands
    assert (len(opening.file.table), opening.file.problems) == (12, ())


def test_a_district_without_an_outline_or_a_position_is_its_province(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "district,province,country,date\n"
        "Newly Made,Balkh,Afghanistan,2021-07-05\n"
        "Kaldar,Balkh,Afghanistan,2021-07-05\n"
        "Newly Made,Nowhere,Afghanistan,2021-07-05\n"
    )
    opening = open_file(path)
    wider, known, lost = opening.file.loaded.events
    assert (wider.place_precision, wider.place) == ("province", "Balkh")
    assert (wider.place_says, wider.place_basis) == ("Newly Made", "inferred")
    assert wider.district == "Newly Made"
    assert wider.geometry is not None
    assert (known.place_precision, known.place, known.place_says) == ("district", "Kaldar", "")
    assert (lost.place_precision, lost.geometry) == ("none", None)
    told = (
        "Places without a position, whose outline is not known, widened to their district or "
        "province: 1"
    )
    assert opening.receipt is not None
    assert told in opening.receipt.notices


def test_a_village_without_a_position_is_its_district_or_province(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "village,district,province,country,date\n"
        "Small,Kaldar,Balkh,Afghanistan,2021-07-05\n"
        "Small,Newly Made,Balkh,Afghanistan,2021-07-05\n"
        "Small,,Nowhere,Afghanistan,2021-07-05\n"
    )
    opening = open_file(path)
    district, province, lost = opening.file.loaded.events
    assert (district.place_precision, district.place, district.place_says) == (
        "district",
        "Kaldar",
        "Small",
    )
    assert (province.place_precision, province.place, province.place_says) == (
        "province",
        "Balkh",
        "Small",
    )
    assert district.title.startswith("Small")
    assert (lost.place, lost.geometry) == ("Small", None)


def test_a_position_that_its_country_contradicts_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "place,country,date,lat,lon\n"
        "Turned,Afghanistan,2021-07-05,68.86,36.73\n"
        "Right,Afghanistan,2021-07-05,36.73,68.86\n"
        "Beside,Afghanistan,2021-07-05,37.5,72.5\n"
        "Elsewhere,Afghanistan,2021-07-05,10,10\n"
        "Unknown,Nowhere,2021-07-05,68.86,36.73\n"
    )
    opening = open_file(path)
    assert [event.place for event in opening.file.loaded.events] == [
        *("Right", "Beside", "Elsewhere", "Unknown"),
    ]
    assert opening.receipt is not None
    [told] = opening.receipt.reasons
    assert told.reason == (
        'latitude, longitude: found "68.86, 36.73 beside the country Afghanistan", expected a '
        "position near that country. It lies in it with latitude and longitude exchanged: name the "
        "columns anew, such as --column latitude=COLUMN or --column lon_lat=COLUMN"
    )


def test_a_table_in_a_zip_file_is_read_with_its_first_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("lists/rows.csv", "village,date,lat,lon\nSmall,2021-07-05,37,69\n")
    opening = open_file(path)
    [event] = opening.file.loaded.events
    assert event.geometry is not None
    assert (event.place, event.geometry.coordinates) == ("Small", (69.0, 37.0))
    assert opening.preview.columns == ("village", "date", "lat", "lon")
