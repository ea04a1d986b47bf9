"""Names of columns and words of cells, as the tables of many countries and tools have them."""

import json
from pathlib import Path

import pytest

from tests.makers.imported import imported


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Дата;Населений пункт;Область;Широта;Довгота;Загинуло;Поранено",
            "25.07.2022;Made up;North;48,59;38,00;2;3",
        ),
        (
            "Tarih;İlçe;İl;Enlem;Boylam;Ölü;Yaralı",
            "25.07.2022;Made up;North;48,59;38,00;2;3",
        ),
        (
            "التاريخ;المدينة;المحافظة;خط العرض;خط الطول;عدد القتلى;عدد الجرحى",
            "٢٥/٠٧/٢٠٢٢;Made up;North;48.59;38.00;٢;٣",
        ),
        (
            "Fecha;Municipio;Departamento;Latitud;Longitud;Víctimas fatales;Heridos",
            "2022-07-25;Made up;North;48,59;38,00;2;3",
        ),
        (
            "Date;Localité;Département;Latitude;Longitude;Morts;Blessés",
            "25/07/2022;Made up;North;48,59;38,00;2;3",
        ),
    ],
    ids=["Ukrainian", "Turkish", "Arabic", "Spanish", "French"],
)
def test_columns_of_a_language_are_known(header: str, row: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"{header}\n{row}\n")
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    [event] = loaded.events
    assert receipt.ignored == ()
    assert (event.date, event.place, event.province) == ("2022-07-25", "Made up", "North")
    assert event.geometry.coordinates == (38.0, 48.59)
    assert [(one.what, one.low) for one in event.quantities] == [("killed", 2), ("wounded", 3)]


def test_a_position_is_found_behind_what_it_is_the_position_of(tmp_path: Path):
    (tmp_path / "a.csv").write_text(
        "recording_date,location_latitude,location_longitude,location\n"
        "2016-09-18 21:21:00+00:00,36.2,37.1,Made up\n"
    )
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    assert loaded.events[0].geometry.coordinates == (37.1, 36.2)
    assert loaded.events[0].date == ""
    assert (
        "'recording_date' may hold a date, and none is read. Name it: --column date=COLUMN, or "
        "Columns in the page"
    ) in receipt.lines()


def test_a_pair_in_one_column_is_found_behind_what_it_is_the_pair_of(tmp_path: Path):
    rows = "".join(f'2021-07-0{day},A,"19.5, 39"\n' for day in range(1, 6))
    text = f"Date,Location,Estimated Coordinates\n{rows}2021-07-06,B,Unconfirmed\n"
    (tmp_path / "a.csv").write_text(text)
    _, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    assert loaded.events[0].geometry.coordinates == (39.0, 19.5)
    assert loaded.events[-1].geometry is None


def test_of_two_positions_none_is_guessed(tmp_path: Path):
    (tmp_path / "a.csv").write_text(
        "place,date,launch_latitude,launch_longitude,target_latitude,target_longitude\n"
        "A,2022-01-01,50,36,48,38\n"
    )
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    assert loaded.events[0].geometry is None
    [told] = [line for line in receipt.lines() if "may hold a position" in line]
    assert told.startswith("'launch_latitude', 'launch_longitude', 'target_latitude' may hold")


def test_half_a_position_is_told(tmp_path: Path):
    (tmp_path / "a.csv").write_text("place,date,lat,ostwert\nA,2022-01-01,50,36\n")
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    assert (
        "'lat' is read as the latitude, and no column as the longitude: it gives no position. "
        "Name it: --column longitude=COLUMN, or Columns in the page"
    ) in receipt.lines()


def test_well_known_text_is_no_name_of_a_place(tmp_path: Path):
    record = {
        "battle": "http://made.up/Q1",
        "battleLabel": "Battle of A",
        "location": "Point(70.5 36.7)",
        "point_in_time": "2021-07-05",
    }
    (tmp_path / "a.json").write_text(json.dumps([record]))
    _, loaded = imported("table", tmp_path / "a.json", tmp_path)
    [event] = loaded.events
    assert (event.title, event.date, event.place) == ("Battle of A", "2021-07-05", "")
    assert event.geometry.coordinates == (70.5, 36.7)


@pytest.mark.parametrize(
    ("time", "date"), [("1657000000", "2022-07-05"), ("2022-07-05T10:00", "2022-07-05")]
)
def test_a_time_is_the_date_where_its_cells_are_dates(time: str, date: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"name,lat,lng,time\nA,48,38,{time}\n")
    _, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    assert loaded.events[0].date == date


def test_a_time_of_the_day_is_no_date(tmp_path: Path):
    (tmp_path / "a.csv").write_text("name,lat,lng,time\nA,48,38,14:30\n")
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    assert (loaded.events[0].date, receipt.ignored) == ("", ("time",))


UNSAID = """id,place,date,lat,lon,killed,wounded
a,A,unknown,37,69,n/a,-
b,B,2021-07-05,-,—,2,неизвестно
"""


def test_a_cell_that_says_that_it_is_not_known_costs_no_row(tmp_path: Path):
    (tmp_path / "a.csv").write_text(UNSAID)
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    first, second = loaded.events
    assert (first.date, first.quantities, first.geometry.coordinates) == ("", (), (69, 37))
    assert (second.date, second.geometry) == ("2021-07-05", None)
    assert [(one.what, one.low) for one in second.quantities] == [("killed", 2)]
    told = "Cells that say that it is not known, such as 'unknown' or '-', taken as empty: 6"
    assert told in receipt.lines()


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("5-10", 5, 10),
        ("5 – 10", 5, 10),
        ("5 to 10", 5, 10),
        ("at least 3", 3, None),
        ("3+", 3, None),
        ("не менее 3", 3, None),
        ("up to 7", None, 7),
        ('"1,200"', 1200, 1200),
        ("1 200", 1200, 1200),
    ],
)
def test_a_number_in_words_is_a_range(cell: str, low: int | None, high: int | None, tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"place,date,killed,wounded\nA,2021,{cell},{cell}\n")
    _, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    told = [(one.what, one.low, one.high) for one in loaded.events[0].quantities]
    assert told == [("killed", low, high), ("wounded", low, high)]


@pytest.mark.parametrize("cell", ["several", "~20", "3 (2 children)", "10-5"])
def test_a_number_that_is_no_number_stays_in_the_note(cell: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"place,date,killed\nA,2021,{cell}\n")
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    [event] = loaded.events
    assert (event.quantities, event.note) == ((), f"Killed, as the table says: {cell}")
    assert "Numbers in words, kept in the note: no number is read of them: 1" in receipt.lines()


@pytest.mark.parametrize("cell", ["-5", "1.5"])
def test_a_number_that_no_count_can_be_costs_its_row(cell: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"place,date,killed\nA,2021,{cell}\n")
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    [told] = receipt.reasons
    assert told.reason == f'killed: found "{cell}", expected a whole number, or nothing'


@pytest.mark.parametrize("word", ["Итого", "Всего:", "Toplam", "Total général", "المجموع"])
def test_rows_of_totals_are_known_in_other_languages(word: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"date,place,killed\n2021-07-05,A,2\n{word},,2\n")
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    assert (receipt.written, receipt.passed) == (1, {"rows of totals": 1})


def test_a_rejected_row_is_not_said_to_be_listed(tmp_path: Path):
    (tmp_path / "a.csv").write_text(
        "place,date,lat,lon\nA,2021,169.25,69\nB,2021,37,69\nC,2021,,\n"
    )
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    assert (receipt.rejected, receipt.unplaced) == (1, 1)
    assert "Rows without a position, listed and not drawn: 1" in receipt.lines()
