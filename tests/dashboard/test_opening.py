"""Whatever file is opened: its events, or why there are none."""

from pathlib import Path

import pytest

from dashboard.opening import open_file
from dashboard.outlines import outline
from events.importers.areas import Whereabouts

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
    assert opening.file.problems[0].startswith("table.csv, row 2: ")


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
    place = Whereabouts(name, precision, "Afghanistan", province, district, longitude, latitude)
    assert (outline(place) is not None) == found
