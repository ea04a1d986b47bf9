import json
from pathlib import Path

import pytest

from events.importers.rows.options import Options
from events.importers.run import import_events
from events.model.limits import FILE_BYTES
from events.model.problems import EventFileError
from tests.makers.imported import DATA, imported

PLAIN = DATA / "plain.csv"


def test_columns_are_known_by_their_usual_names(tmp_path: Path):
    receipt, loaded = imported("table", PLAIN, tmp_path)
    first, second, third = loaded.events
    assert (first.id, first.date, first.place) == ("table:a1", "2021-07-05", "Bridge town")
    assert (first.kind, first.place_precision, first.geometry.type) == (
        "assault",
        "settlement",
        "Point",
    )
    assert first.note.startswith('=HYPERLINK("x")')
    assert (second.date, second.kind, second.geometry.type) == (
        "2021-07-05/2021-07-06",
        "protest",
        "Polygon",
    )
    assert [(item.what, item.low) for item in second.quantities] == [("wounded", 2)]
    assert (third.date, third.kind, third.place_precision) == ("2021-07", "context", "none")
    assert receipt.ignored == ("Colour",)
    assert receipt.precision == {
        "district": {"district": 1},
        "not given": {"none": 1},
        "town": {"settlement": 1},
    }


def test_rows_that_cannot_be_read_are_told(tmp_path: Path):
    receipt, _ = imported("table", PLAIN, tmp_path)
    assert [(reason.row, reason.id, reason.reason) for reason in receipt.reasons] == [
        (4, "a4", 'date: found "31/06/2021", expected a day such as 2021-07-05 or 5 July 2021'),
        (5, "a5", 'latitude: found "137.5", expected degrees from -90 to 90'),
        (6, None, "found 4 cells, expected 13"),
    ]


FORM = """Date,Month,Year,Country,State,Label,Crisis Type,Total Deaths,#Injured Victims
2021-07-05,July,2021,Made up,North,Huts burned,Raid,2,1
,January,1900,Made up,,,,0,0
 ,January,1900,,,,,0,
,July,2021,Made up,,,,1,
"""
"""A form of which some rows are not filled in; its formulas make January 1900 of no date."""


def test_rows_of_a_form_that_nobody_filled_in_are_no_events(tmp_path: Path):
    (tmp_path / "a.csv").write_text(FORM)
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    assert (receipt.read, receipt.written, receipt.rejected) == (4, 2, 0)
    assert receipt.passed == {"rows that tell no more than an id or a country": 2}
    first, second = loaded.events
    assert (first.title, first.category, first.date) == ("Huts burned", "Raid", "2021-07-05")
    told = [(item.what, item.low) for item in first.quantities]
    assert sorted(told) == [("killed", 2), ("wounded", 1)]
    assert [item.low for item in second.quantities] == [1]


def test_a_row_that_stands_twice_is_told_by_its_cells_where_it_has_no_id(tmp_path: Path):
    (tmp_path / "a.csv").write_text("place,date\nA,2021-07-05\nB,2021-07-05\nA,2021-07-05\n")
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    [told] = receipt.reasons
    assert (told.id, told.reason) == (None, "found the same cells that line 2 has already")


@pytest.mark.parametrize("text", ["id,country\na,Made up\n", "country,year\nMade up,2021\n"])
def test_a_list_of_countries_alone_stays_a_list(text: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text(text)
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    assert (receipt.written, receipt.passed) == (1, {})


ORDERED = "id,place,date\na,A,25/07/2021\nb,B,05/07/2021\nc,C,2021-07-09\n"


@pytest.mark.parametrize(
    ("order", "dates"),
    [("day-first", ["2021-07-25", "2021-07-05"]), ("month-first", ["2021-05-07"])],
)
def test_the_reader_may_tell_the_order_of_a_date(order: str, dates: list[str], tmp_path: Path):
    (tmp_path / "a.csv").write_text(ORDERED)
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path, order=order)
    assert [event.date for event in loaded.events] == [*dates, "2021-07-09"]
    assert f"dates: {order}" in receipt.lines()
    assert receipt.as_dict()["dates"] == order


def test_a_single_date_with_two_readings_is_asked_about(tmp_path: Path):
    (tmp_path / "a.csv").write_text(ORDERED)
    with pytest.raises(EventFileError) as refused:
        import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet")
    (problem,) = refused.value.problems
    assert str(problem) == (
        'a.csv, date: found 1 of 3 dates that have two readings, such as date "05/07/2021", '
        "expected dates with one reading. Give --dates day-first or --dates month-first (in the "
        "page: Columns)."
    )
    assert not (tmp_path / "b.parquet").exists()


def test_order_and_calendar_are_asked_about_together(tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"{ORDERED}d,D,1400-04-14\n")
    with pytest.raises(EventFileError) as refused:
        import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet")
    hints = [problem.hint for problem in refused.value.problems]
    assert ["--dates" in hint for hint in hints] == [True, False]
    assert ["--calendar" in hint for hint in hints] == [False, True]


def test_german_names_and_semicolons(tmp_path: Path):
    receipt, loaded = imported("table", DATA / "semicolons.csv", tmp_path)
    other, event = loaded.events
    assert (event.place, event.date, event.kind) == ("Brückenstadt", "2021-07-07", "assault")
    assert event.geometry.coordinates == (68.5, 37.5)
    assert other.geometry.coordinates[1] == 37.5  # written with a decimal comma
    assert receipt.rejected == 0


def test_ids_come_from_the_content_where_there_are_none(tmp_path: Path):
    text = "place,date\nA,2021\nB,2021\nA,2021\n"
    (tmp_path / "a.csv").write_text(text)
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    (tmp_path / "b.csv").write_text("place,date\nB,2021\n")
    _, other = imported("table", tmp_path / "b.csv", tmp_path)
    assert other.events[0].id == loaded.events[1].id
    assert "the same cells that line 2 has already" in receipt.reasons[0].reason


def test_a_column_can_be_named(tmp_path: Path):
    (tmp_path / "a.csv").write_text("wo,wann\nA,2021-07-05\n")
    with pytest.raises(EventFileError, match="Name it: --column place=Ort, or Columns in the page"):
        import_events("table", tmp_path / "a.csv", tmp_path / "a.geojson")
    columns = {"place": "wo", "date": "wann"}
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path, columns=columns)
    assert (loaded.events[0].place, loaded.events[0].date) == ("A", "2021-07-05")
    assert receipt.roles == receipt.as_dict()["roles"] == columns
    assert "columns read as: place=wo, date=wann" in list(receipt.lines())


def test_a_column_can_be_left_aside(tmp_path: Path):
    (tmp_path / "a.csv").write_text("place,date,title\nA,2021-07-05,T\n")
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path, columns={"date": ""})
    assert loaded.events[0].date == ""
    assert (receipt.ignored, receipt.missing) == (("date",), ("date",))
    assert receipt.roles == {"title": "title", "place": "place"}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"plaice": "wo"}, 'Did you mean "place"'),
        ({"place": "wohin"}, 'found "wohin", expected one of wo, wann'),
    ],
)
def test_a_wrong_column_is_told(columns: dict[str, str], message: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text("wo,wann\nA,2021-07-05\n")
    with pytest.raises(EventFileError, match=message):
        import_events("table", tmp_path / "a.csv", tmp_path / "a.geojson", Options(columns))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "found an empty file"),
        (b"place,date\nCaf\xe9,2021\n", "a byte in line 2 that is not UTF-8"),
        (b"," * 5_000 + b"\n", "5,001 columns"),
    ],
)
def test_a_broken_table_is_refused(data: bytes, message: str, tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(EventFileError, match=message):
        import_events("table", tmp_path / "a.csv", tmp_path / "a.geojson")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]


def test_a_quotation_mark_that_is_never_closed_costs_its_row(tmp_path: Path):
    (tmp_path / "a.csv").write_text('place,date\nB,2021\n"A,2021\n' + "x\n" * 3_000_000)
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    assert (receipt.written, receipt.rejected) == (1, 1)
    assert receipt.reasons[0].reason == "found 1 cells, expected 2"


def test_a_file_at_the_limit_is_refused(tmp_path: Path):
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(FILE_BYTES + 1)
    with pytest.raises(EventFileError, match="expected at most 5 GB"):
        import_events("table", tmp_path / "a.csv", tmp_path / "a.geojson")


def test_utf_16_and_tabs_as_excel_writes_them(tmp_path: Path):
    (tmp_path / "a.txt").write_text("place\tdate\nХоруғ\t2021-07-05\n", encoding="utf-16")
    _, loaded = imported("table", tmp_path / "a.txt", tmp_path)
    assert loaded.events[0].place == "Хоруғ"


def test_rows_keep_their_numbers_after_broken_ones(tmp_path: Path):
    text = 'id,place,date\n1,"a\nb",2021\n2,b\n3,c,2021-13\n'
    (tmp_path / "a.csv").write_text(text)
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    assert [(reason.row, reason.id) for reason in receipt.reasons] == [(2, None), (3, "3")]


def test_a_rejected_row_has_the_line_that_a_spreadsheet_shows(tmp_path: Path):
    text = (
        "Incidents of the year 2021,,\n,,\nid,place,date\n1,A,2021\n,,\n2,B,soon\n"
        '3,"C\nD",2021\n4,E\n4,F,2021-13\n1,G,2021\n'
    )
    (tmp_path / "a.csv").write_text(text)
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    assert sorted((reason.line, reason.id) for reason in receipt.reasons) == [
        *((6, "2"), (8, None), (9, "4"), (10, "1")),
    ]
    told = list(receipt.lines())
    assert any(line.startswith('line 6 (id "2"): date') for line in told)
    assert 'line 10 (id "1"): id: found "1", which line 4 has already' in told


def test_well_known_text_gives_the_shape(tmp_path: Path):
    text = (
        'id,place,date,wkt\n1,A,2021,"LINESTRING (68 37, 69 38)"\n2,B,2021,POINT (68 37)\n'
        '3,C,2021,"POINT (168 137)"\n4,D,2021,POINT\n5,E,2021,\n'
    )
    (tmp_path / "a.csv").write_text(text)
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    found = [(event.place_precision, event.geometry is None) for event in loaded.events]
    assert found == [("region", False), ("settlement", False), ("none", True)]
    assert [reason.row for reason in receipt.reasons] == [3, 4]


def test_progress_is_told_and_a_cancel_leaves_nothing(tmp_path: Path):
    rows = "".join(f"{number},A,2021,{'x' * 400}\n" for number in range(30_000))
    (tmp_path / "a.csv").write_text(f"id,place,date,note\n{rows}")
    told: list[int] = []

    def cancel(number: int) -> None:
        told.append(number)
        if len(told) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet", None, cancel)
    assert 0 < told[0] < told[1] < 30_000
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]


def test_the_receipt_as_json(tmp_path: Path):
    receipt, _ = imported("table", PLAIN, tmp_path)
    answer = json.loads(json.dumps(receipt.as_dict()))
    assert list(answer)[:5] == ["read", "written", "rejected", "reasons", "columns"]
    assert list(answer["reasons"][0]) == ["row", "id", "reason", "sheet", "line"]
    assert list(answer["columns"]) == ["used", "ignored", "missing"]


@pytest.mark.parametrize(
    ("start", "end", "date"),
    [
        ("2021", "2023", "2021/2023"),
        ("2021-07", "2021-09", "2021-07/2021-09"),
        ("2021-07-05", "2021-08", "2021-07-05/2021-08"),
        ("5 July 2021", "2021", "2021-07-05/2021"),
        ("2021~", "2022", "2021~/2022"),
        ("2021-07", "2021-07", "2021-07"),
        ("2021", "", "2021"),
        ("2021-07-05/2021-07-08", "2021-07-08", "2021-07-05/2021-07-08"),
    ],
)
def test_the_end_of_a_span_is_kept(start: str, end: str, date: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"place,date,date_end\nA,{start},{end}\n")
    _, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    assert [event.date for event in loaded.events] == [date]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2023", "2021"),
        ("2021-07-05", "2021-06"),
        ("2021-07-05", "2021-07-04"),
        ("2021-07-05/2021-07-08", "2021-07-09"),
    ],
)
def test_a_span_that_ends_before_it_begins_costs_its_row(start: str, end: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"place,date,date_end\nA,{start},{end}\n")
    receipt, _ = imported("table", tmp_path / "a.csv", tmp_path)
    told = "a day such as 2021-07-05 or 5 July 2021, and an end that is not before it"
    assert receipt.reasons[0].reason == f'date: found "{start} to {end}", expected {told}'


def test_a_best_number_is_kept_beside_its_bounds(tmp_path: Path):
    text = "id,place,killed,low,high\n1,A,7,5,9\n2,A,7,5,\n3,A,7,,\n4,A,,5,9\n"
    (tmp_path / "a.csv").write_text(text)
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    best = ("killed, best estimate", 7, 7)
    found = [[(q.what, q.low, q.high) for q in event.quantities] for event in loaded.events]
    assert found == [
        [("killed", 5, 9), best],
        [("killed", 5, None), best],
        [("killed", 7, 7)],
        [("killed", 5, 9)],
    ]
    assert not any("cross" in notice for notice in receipt.notices)


@pytest.mark.parametrize(
    ("killed", "low", "high", "ends", "told"),
    [
        ("", "9", "3", (3, 9), "low 9, high 3"),
        ("7", "8", "9", (7, 9), "low 8, best 7, high 9"),
        ("7", "8", "", (7, None), "low 8, best 7"),
    ],
)
def test_ends_that_cross_are_told(
    killed: str, low: str, high: str, ends: tuple[int, int | None], told: str, tmp_path: Path
):
    (tmp_path / "a.csv").write_text(f"place,killed,low,high,note\nA,{killed},{low},{high},N\n")
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    (event,) = loaded.events
    assert (event.quantities[0].low, event.quantities[0].high) == ends
    assert event.note == f"N\nThe table gives {told}, which cross; the range is the widest."
    assert "Ranges of deaths whose ends cross, kept as the widest range: 1" in receipt.notices
