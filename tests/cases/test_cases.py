"""The kinds of files that people have, each through the command line."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from events.__main__ import main
from events.files.event_file import load_events
from events.importers.layouts import acled, gdelt, ucdp
from events.model.event import Event
from tests.makers.workbooks import write_workbook

HEAD = "Date,Place,Latitude,Longitude\n"
ROW = "2021-07-05,Weir,37.5,69.25\n"
SHEET_HEAD = ["Date", "Place", "Latitude", "Longitude", "Killed"]
SHEET = [SHEET_HEAD, [date(2021, 7, 5), "Weir", 37.5, 69.25, 0], ["2021-07-06", "Ford", 37.6, 69.3]]


@dataclass(frozen=True)
class Outcome:
    """What a command said of a file, and the events that it wrote."""

    code: int
    receipt: dict[str, Any]
    events: tuple[Event, ...]
    lines: str

    @property
    def dates(self) -> list[str]:
        """The dates of the events."""
        return [event.date for event in self.events]

    @property
    def points(self) -> list[Any]:
        """The positions of the events, None where there is none."""
        return [event.geometry and event.geometry.coordinates for event in self.events]


Bring = Callable[..., Outcome]


@pytest.fixture
def bring(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bring:
    """Write a file, import it as a table by the command line, and read what came out."""

    def run(name: str, content: str | bytes | Path, *options: str) -> Outcome:
        path = tmp_path / name
        if not isinstance(content, Path):
            data = content.encode() if isinstance(content, str) else content
            path.write_bytes(data)
        out = tmp_path / "out.geojson"
        out.unlink(missing_ok=True)
        arguments = ["import", "table", str(path), str(out), *options]
        code = main([*arguments, "--json"])
        receipt = json.loads(capsys.readouterr().out)
        if code == 2:
            assert not out.exists()
            return Outcome(code, receipt, (), json.dumps(receipt["problems"]))
        assert main(arguments) == code
        lines = capsys.readouterr().out
        assert receipt["read"] == (
            receipt["written"] + receipt["rejected"] + receipt["passed_over"]
        )
        loaded = load_events(out)
        assert loaded.problems == ()
        return Outcome(code, receipt, tuple(loaded.events), lines)

    return run


def test_two_columns_of_one_name(bring: Bring, tmp_path: Path):
    rows = [[*row, *[1] * (6 - len(row))] for row in SHEET[1:]]
    path = write_workbook(tmp_path / "a.xlsx", {"Data": [[*SHEET_HEAD, "Killed"], *rows]})
    found = bring(path.name, path)
    assert (found.code, len(found.events)) == (0, 2)
    assert "Killed'" in found.receipt["columns"]["ignored"]


def test_a_row_of_tags_is_passed_over_and_names_the_roles(bring: Bring):
    found = bring("a.csv", "Wo,Wann\n#loc +name,#date +occurred\nWeir,2021-07-05\n")
    assert (found.code, found.dates, found.events[0].place) == (0, ["2021-07-05"], "Weir")
    assert "passed over: 1 row of HXL tags" in found.lines
    assert found.receipt["passed"] == {"rows of HXL tags": 1}


def acled_row(**cells: str) -> dict[str, str]:
    given = {"event_id_cnty": "XYZ1", "event_date": "2025-05-16", "year": "2025"}
    given |= {"time_precision": "3", "geo_precision": "3", "event_type": "Battles"}
    given |= {"country": "Madeland", "admin1": "West", "location": "Weir"}
    given |= {"latitude": "37.9", "longitude": "69.1", "fatalities": "2"}
    return dict.fromkeys(acled.COLUMNS, "") | given | cells


def test_a_published_layout_is_the_same_in_csv_workbook_and_json(bring: Bring, tmp_path: Path):
    row = acled_row()
    text = f"{','.join(row)}\n{','.join(row.values())}\n"
    head = [name.upper() for name in row]
    path = write_workbook(tmp_path / "a.xlsx", {"Sheet1": [head, list(row.values())]})
    answer = json.dumps({"status": 200, "data": [row]})
    found = [bring("a.csv", text), bring("a.xlsx", path), bring("a.json", answer)]
    assert {one.receipt["layout"] for one in found} == {"ACLED"}
    assert len({one.events[0].model_dump_json() for one in found}) == 1
    assert len({(one.receipt["citation"], one.receipt["terms"]) for one in found}) == 1
    assert found[0].dates == ["2025-05"]
    assert found[0].receipt["widened"] == 1


def test_ucdp_in_a_workbook(bring: Bring, tmp_path: Path):
    cells: dict[str, Any] = dict.fromkeys(ucdp.COLUMNS, "")
    cells |= {"id": 7, "year": 2021, "type_of_violence": 1, "where_prec": 4, "date_prec": 1}
    cells |= {"date_start": date(2021, 7, 1), "latitude": 37.5, "longitude": 69.2}
    cells |= {"source_article": "A paper of that day"}
    used = {name: value for name, value in cells.items() if value != ""}
    path = write_workbook(tmp_path / "a.xlsx", {"s": [list(used), list(used.values())]})
    found = bring("a.xlsx", path)
    (event,) = found.events
    assert (event.id, event.date, event.place_precision) == ("ucdp:7", "2021-07-01", "province")
    assert "Source, as UCDP lists it: A paper of that day" in event.note


def test_weekly_aggregates_are_weeks_at_provinces(bring: Bring):
    head = "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,ID\n"
    rows = "2021-07-03,R,Madeland,West,Battles,Armed clash,4,7,9\n"
    rows += "2021-07-03,R,Madeland,West,Riots,Mob violence,1,0,9\n"
    found = bring("a.csv", head + rows)
    assert found.dates == ["2021-07-03/2021-07-09"] * 2
    assert found.events[0].title == "4 events, Armed clash, West"
    counts = {(item.what, item.low) for item in found.events[0].quantities}
    assert counts == {("events", 4), ("killed", 7)}
    assert found.events[0].id != found.events[1].id
    assert {event.place_precision for event in found.events} <= {"province", "none"}


COUNTED = (
    "Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events,Fatalities\n"
    "Afghanistan,Takhar,Rustaq,AFG,AF1,AF2,July,2021,12,3\n"
    "Afghanistan,Takhar,Rustaq,AFG,AF1,AF2,August,2021,0,0\n"
    "Afghanistan,Takhar,,AFG,,AF2,,2020,1,\n"
    "Afghanistan,Takhar,Rustaq,AFG,AF1,AF2,Smarch,2021,1,0\n"
)


def test_counts_by_month_are_months_in_areas(bring: Bring):
    found = bring("afghanistan_political_violence_by_month-year.csv", COUNTED)
    month, year = found.events
    assert (month.date, month.place_precision, month.title) == (
        "2021-07",
        "district",
        "12 events, Rustaq",
    )
    assert {(item.what, item.low) for item in month.quantities} == {("events", 12), ("killed", 3)}
    assert (year.date, year.place_precision, year.title) == ("2020", "province", "1 event, Takhar")
    assert month.geometry is not None
    assert found.receipt["passed"] == {"rows that count no event": 1}
    assert [one["row"] for one in found.receipt["reasons"]] == [4]
    assert "ACLED" in found.receipt["citation"]


def test_counts_of_others_are_not_said_to_be_acleds(bring: Bring):
    found = bring("counts.csv", COUNTED)
    assert (found.receipt["layout"], found.receipt["citation"]) == ("Counts of events", "")
    other = bring("table.csv", COUNTED.replace("ISO3", "Where exactly"))
    assert other.receipt["layout"] == "A table"


def test_year_month_and_day_in_columns(bring: Bring):
    head = "Nr,Year,Month,Day,City,Lat,Lon\n"
    rows = "1,2021,7,,A,37,69\n2,2021,7,14,B,37,69\n3,2021,0,0,C,37,69\n4,2021,11,31,D,37,69\n"
    found = bring("a.csv", head + rows)
    assert found.dates == ["2021-07", "2021-07-14", "2021"]
    assert [(one["row"], one["id"]) for one in found.receipt["reasons"]] == [(4, "4")]
    assert 'found "2021 11 31"' in found.lines


def test_gtd_has_no_code_for_a_title(bring: Bring):
    head = "eventid,iyear,imonth,iday,country,country_txt,city,latitude,longitude,specificity,"
    head += "attacktype1_txt,target1,nkill\n"
    found = bring(
        "a.csv", head + "202107000058,2021,7,0,5,Madeland,Weir,37,69,3,Bombing,Bridge,-99\n"
    )
    (event,) = found.events
    assert (event.title, event.date) == ("Bombing: Bridge, Weir", "2021-07")
    assert (event.place_precision, event.quantities) == ("district", ())
    assert "may not" in found.receipt["terms"] or "not allow" in found.receipt["terms"]


def test_a_column_of_codes_is_no_title(bring: Bring):
    found = bring("a.csv", "event,date,place\n58,2021-07-05,Weir\n59,2021-07-06,Ford\n")
    assert found.events[0].title == "Weir, 2021-07-05"


def test_a_date_that_another_column_contradicts(bring: Bring):
    bad, good = acled_row(event_date="0025-05-16"), acled_row(event_id_cnty="XYZ2")
    text = "\n".join(",".join(row) for row in (good, bad.values(), good.values()))
    found = bring("a.csv", text)
    assert [event.id for event in found.events] == ["acled:XYZ2"]
    assert "0025-05 beside the year 2025" in found.receipt["reasons"][0]["reason"]


PERSIAN = "date,place\n1400/04/14,A\n1400-04-15,B\n۱۴۰۰/۰۴/۱۶,C\n14 سرطان 1400,D\n"


def test_another_calendar_is_asked_for(bring: Bring):
    found = bring("a.csv", PERSIAN)
    assert found.code == 2
    assert "--calendar" in found.lines


@pytest.mark.parametrize(
    ("calendar", "first"),
    [("solar-hijri", "2021-07-05"), ("gregorian", "1400-04-14"), ("lunar-hijri", "1980-03-02~")],
)
def test_the_calendar_that_is_chosen(calendar: str, first: str, bring: Bring):
    found = bring("a.csv", PERSIAN, "--calendar", calendar)
    assert found.dates[0] == first
    assert found.receipt["calendar"] == calendar
    if calendar == "solar-hijri":
        assert found.dates == ["2021-07-05", "2021-07-06", "2021-07-07", "2021-07-05"]


@pytest.mark.parametrize(
    ("written", "date_"),
    [
        ("5-7 July 2021", "2021-07-05/2021-07-07"),
        ("2021-07-05 - 2021-07-07", "2021-07-05/2021-07-07"),
        ("28 June - 3 July 2021", "2021-06-28/2021-07-03"),
        ("July 2021", "2021-07"),
        ("05-Jul-21", "2021-07-05"),
        ("20210705", "2021-07-05"),
        ('"Monday, July 5, 2021"', "2021-07-05"),
        ("5th July 2021", "2021-07-05"),
        ("5 июля 2021", "2021-07-05"),
        ("5 de julio de 2021", "2021-07-05"),
        ("'2021-07-05", "2021-07-05"),
        ("7/25/2021 3:15:00 PM", "2021-07-25"),
        ("ca. 2021", "2021~"),
        ("1625443200000", "2021-07-05"),
        ("44382", "2021-07-05"),
        ("5\u00a0July\u00a02021", "2021-07-05"),
    ],
)
def test_dates_with_one_reading(written: str, date_: str, bring: Bring):
    assert bring("a.csv", f"date,place\n{written},A\n").dates == [date_]


@pytest.mark.parametrize("written", ["summer 2021", '"Tuesday, July 5, 2021"', "2021-13-01"])
def test_dates_with_none(written: str, bring: Bring):
    found = bring("a.csv", f"date,place\n{written},A\n2021,B\n")
    assert (found.code, found.receipt["rejected"]) == (1, 1)


TWO_ROWS = {
    "groups over names": [
        ["", "Date", "", "Location", "", "", "Fatalities", ""],
        ["ID", "from", "to", "lat", "lon", "town", "min", "max"],
    ],
    "names beside groups": [
        ["ID", "Date", "End date", "Position", "", "Place", "Deaths", ""],
        ["", "", "", "Lat", "Lon", "", "Low", "High"],
    ],
    "a title above": [
        ["Our list", "", "", "", "", "", "", ""],
        ["ID", "Date", "", "Coordinates (WGS 84)", "", "Town", "Killed", ""],
        ["", "Start", "End", "Latitude", "Longitude", "", "min", "max"],
    ],
}


@pytest.mark.parametrize("kind", TWO_ROWS)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_names_in_two_rows_are_joined(ending: str, kind: str, bring: Bring, tmp_path: Path):
    data = ["a1", "2021-07-05", "2021-07-06", "37.5", "69.25", "Weir", "2", "3"]
    rows = [*TWO_ROWS[kind], data, ["a2", *data[1:]]]
    if ending == ".xlsx":
        found = bring("a.xlsx", write_workbook(tmp_path / "a.xlsx", {"Data": rows}))
    else:
        found = bring("a.csv", "\n".join(map(",".join, rows)))
    first, _ = found.events
    assert (first.id, first.date, first.place) == ("table:a1", "2021-07-05/2021-07-06", "Weir")
    assert first.geometry.points == ((69.25, 37.5),)
    assert [(item.low, item.high) for item in first.quantities] == [(2, 3)]
    upper = len(TWO_ROWS[kind]) - 1
    assert found.receipt["header_row"] == upper + 1
    assert any(f"two rows, {upper} and {upper + 1}" in told for told in found.receipt["notices"])
    assert found.receipt["read"] == 2 + found.receipt["passed_over"] == upper + 1


def test_a_row_of_words_below_the_header_is_data(bring: Bring):
    found = bring("a.csv", "place,kind,note\nWeir,protest,Date\nFord,,place\n")
    assert [event.place for event in found.events] == ["Weir", "Ford"]


def test_a_time_of_utc_keeps_its_day_and_is_told(bring: Bring):
    found = bring("a.csv", "date,place\n2021-07-05T22:30:00Z,A\n")
    assert found.dates == ["2021-07-05"]
    assert any("UTC" in notice for notice in found.receipt["notices"])


@pytest.mark.parametrize("order", ["day-first", "month-first"])
def test_an_ambiguous_order_is_asked_for(order: str, bring: Bring):
    text = "date,place\n05/07/2021,A\n06/07/21,B\n"
    assert "--dates" in bring("a.csv", text).lines
    expected = {"day-first": "2021-07-05", "month-first": "2021-05-07"}[order]
    assert bring("a.csv", text, "--dates", order).dates[0] == expected


def test_a_few_ambiguous_dates_are_asked_for_too(bring: Bring):
    text = "date,place\n05/07/2021,A\n25/07/2021,B\n26/07/2021,C\n"
    found = bring("a.csv", text)
    assert found.code == 2
    assert "1 of 3 dates that have two readings" in found.lines
    found = bring("a.csv", text, "--dates", "day-first")
    assert (found.code, len(found.dates)) == (0, 3)


def test_dates_of_a_workbook(bring: Bring, tmp_path: Path):
    rows = [SHEET_HEAD, [44382, "General", 37.5, 69.25], [date(2021, 7, 7), "Date", 37.5, 69.25]]
    found = bring("a.xlsx", write_workbook(tmp_path / "a.xlsx", {"Data": rows}))
    assert found.dates == ["2021-07-05", "2021-07-07"]
    assert any("30 December 1899" in notice for notice in found.receipt["notices"])


def test_a_merged_cell_counts_for_all_that_it_covers(bring: Bring, tmp_path: Path):
    rows = [SHEET_HEAD, [date(2021, 7, 5), "A", 37.5, 69], [None, "B", 37.6, 69]]
    found = bring("a.xlsx", write_workbook(tmp_path / "a.xlsx", {"Data": rows}, ["A2:A3"]))
    assert found.dates == ["2021-07-05", "2021-07-05"]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_decimal_commas(mark: str, bring: Bring):
    rows = [["Дата", "Место", "Широта", "Долгота"], ["05.07.2021", "Пяндж", "37,25", "69,5"]]
    found = bring("a.csv", "\n".join(mark.join(row) for row in rows))
    assert found.points == [(69.5, 37.25)]


@pytest.mark.parametrize(
    ("head", "cell", "point"),
    [
        ("coordinates", '"37.5, 69.25"', (69.25, 37.5)),
        ("location", '"37.5, 69.25"', (69.25, 37.5)),
        ("coordinates", "37°30′00″N 69°15′00″E", (69.25, 37.5)),
        ("mgrs", "42SVF5225150527", (68.466148, 36.599047)),
        ("WKT", "SRID=4326;POINT(69.25 37.5)", (69.25, 37.5)),
        ("Latitude,Longitude", "37.5 N,69.25 W", (-69.25, 37.5)),
        ("Latitude,Longitude", "37°30′N,69°15′E", (69.25, 37.5)),
        ("Latitude,Longitude", "37.5°,69.25°", (69.25, 37.5)),
    ],
)
def test_positions_of_other_notations(head: str, cell: str, point: Any, bring: Bring):
    found = bring("a.csv", f"date,{head}\n2021-07-05,{cell}\n")
    assert found.points == [point]
    if "," not in head and head != "WKT":
        assert any(head in notice for notice in found.receipt["notices"])


def test_a_latitude_beyond_the_pole_stays_rejected(bring: Bring):
    found = bring("a.csv", HEAD + "2021-07-05,A,169.25,37.5\n" + ROW)
    assert [reason["row"] for reason in found.receipt["reasons"]] == [1]


def test_blank_rows_and_totals_are_passed_over(bring: Bring):
    found = bring("a.csv", f"{HEAD}{ROW},,,\n\n  , ,,\nTotal,,,\n")
    assert found.receipt["passed"] == {"blank rows": 3, "rows of totals": 1}
    assert (found.code, len(found.events), found.receipt["read"]) == (0, 1, 5)


def test_titles_above_the_header(bring: Bring, tmp_path: Path):
    rows = [["Incidents on the river"], ["Compiled later"], [], *SHEET]
    found = bring("a.xlsx", write_workbook(tmp_path / "a.xlsx", {"Data": rows}, ["A1:E1"]))
    assert (found.receipt["header_row"], len(found.events)) == (4, 2)
    assert found.receipt["passed"] == {"rows above the header": 3}
    text = bring("a.csv", f"A list of mine,,,\n{HEAD}{ROW}")
    assert (text.receipt["header_row"], text.dates) == (2, ["2021-07-05"])


def test_the_reader_names_the_header(bring: Bring):
    found = bring("a.csv", "date,place\nDatum,Ort\n2021-07-05,Weir\n", "--header-row", "2")
    assert found.receipt["roles"] == {"date": "Datum", "place": "Ort"}


@pytest.mark.parametrize("notes", [[["What this is"]], [["Place", "Description"], ["a", "b"]]])
def test_a_sheet_of_notes_is_told_and_not_read(notes: Any, bring: Bring, tmp_path: Path):
    path = write_workbook(tmp_path / "a.xlsx", {"Read me": notes, "Data": SHEET})
    found = bring("a.xlsx", path)
    assert (found.receipt["sheets"], len(found.events)) == (["Data"], 2)
    assert any("'Read me'" in notice for notice in found.receipt["notices"])


def test_a_sheet_a_year_is_read_together(bring: Bring, tmp_path: Path):
    other = [SHEET_HEAD, ["soon", "Mill", 37.1, 69.1], ["2020-01-02", "Mill", 37.1, 69.1]]
    path = write_workbook(tmp_path / "a.xlsx", {"2021": SHEET, "2020": other})
    found = bring("a.xlsx", path)
    assert found.receipt["sheets"] == ["2021", "2020"]
    assert found.dates == ["2021-07-05", "2021-07-06", "2020-01-02"]
    (reason,) = found.receipt["reasons"]
    assert (reason["sheet"], reason["line"], reason["row"]) == ("2020", 2, 3)
    assert reason["reason"].startswith("date")
    alone = bring("a.xlsx", path, "--sheet", "2020")
    assert alone.dates == ["2020-01-02"]
    assert "--sheet" in bring("a.xlsx", path, "--sheet", "1999").lines


KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
)
MARK = (
    "<Placemark><name>{}</name>{}<Point><coordinates>68.5,38.5,0</coordinates></Point></Placemark>"
)


def test_every_placemark_of_every_folder(bring: Bring):
    day = "<TimeStamp><when>2022-03-01</when></TimeStamp>"
    span = "<TimeSpan><begin>2022-03-05</begin><end>2022-03-09</end></TimeSpan>"
    inner = f"<Folder><name>May</name>{MARK.format('A', day)}</Folder>{MARK.format('B', span)}"
    data = '<ExtendedData><Data name="Killed"><value>3</value></Data></ExtendedData>'
    found = bring("a.kml", KML.format(inner + MARK.format("C", data)))
    assert [event.title for event in found.events] == ["A", "B", "C"]
    assert found.dates == ["2022-03-01", "2022-03-05/2022-03-09", ""]
    assert found.events[0].note == "Folder: May"
    assert found.events[2].quantities[0].low == 3
    assert found.receipt["undated"] == 1


def test_placemarks_without_a_document(bring: Bring):
    text = KML.format("").replace("<Document></Document>", MARK.format("A", "") * 2)
    found = bring("a.kml", text)
    assert (len(found.events), found.receipt["read"]) == (1, 2)  # the second says the same


def test_a_kml_that_only_links_is_refused_with_what_to_do(bring: Bring):
    link = "<NetworkLink><Link><href>https://example.org/m.kml</href></Link></NetworkLink>"
    found = bring("a.kml", KML.format(link))
    assert found.code == 2
    assert "only links to another" in found.lines
    assert "Google My Maps" in found.lines


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


POINT = {"type": "Point", "coordinates": [69, 37]}


def test_the_layers_of_umap(bring: Bring):
    layers = [
        {"_umap_options": {"name": "Clashes"}, "features": [feature(POINT, name="A", date="2021")]},
        {"_umap_options": {"name": "Posts"}, "features": [feature(POINT, name="B")]},
    ]
    found = bring("a.umap", json.dumps({"type": "umap", "layers": layers}))
    assert [event.note for event in found.events] == ["Folder: Clashes", "Folder: Posts"]
    assert found.receipt["sheets"] == ["Clashes", "Posts"]


def test_a_workflow_s_status_is_kept_in_the_note(bring: Bring):
    head = "slug,inserted_at,latitude,longitude,status,sensitive,description,date,type,source_1\n"
    found = bring(
        "a.csv", head + "A-1,2022,49.9,36.2,In Progress,No,Shelling,2022-03-01,Strike,u\n"
    )
    (event,) = found.events
    assert (event.status, event.title) == ("reported", "Shelling")
    assert "Status, as the table names it: In Progress" in event.note
    assert any("status that Panj does not know" in notice for notice in found.receipt["notices"])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Дата;Место\n05.07.2021;Пяндж\n"),
        ("cp1256", "تار?خ,محل\n2021-07-05,کابل\n"),
        ("utf-16", "Date\tPlace\n2021-07-05\tПяндж\n"),
        ("utf-8", "تاریخ,محل\n2021-07-05,مزار شریف\n"),
    ],
)
def test_encodings_and_languages(encoding: str, text: str, bring: Bring):
    found = bring("a.csv", text.encode(encoding, "replace"))
    assert (found.receipt["encoding"], found.dates) == (encoding, ["2021-07-05"])


def test_an_encoding_that_cannot_be_told_is_asked_for(bring: Bring):
    data = "date,place\n2021-07-05,Köln\n".encode("latin-1")
    assert "--encoding" in bring("a.csv", data).lines
    assert bring("a.csv", data, "--encoding", "latin-1").events[0].place == "Köln"


@pytest.mark.parametrize(
    ("geometry", "told"),
    [
        ({"type": "Point", "coordinates": [7681045, 4439107]}, "POINT (7681045 4439107)"),
        ({"type": "Point", "coordinates": []}, "coordinates"),
        ({"type": "GeometryCollection", "geometries": [POINT, {"type": "x"}]}, "Collection"),
    ],
)
def test_what_stands_in_the_place_of_a_geometry_is_told(geometry: Any, told: str, bring: Bring):
    collection = {"type": "FeatureCollection", "features": [feature(geometry, name="A")]}
    found = bring("a.geojson", json.dumps(collection))
    assert told in found.receipt["reasons"][0]["reason"]


SQUARE = {"type": "Polygon", "coordinates": [[[68, 36], [70, 36], [70, 38], [68, 36]]]}
LINE = {"type": "LineString", "coordinates": [[68, 36], [70, 38]]}


def collected(*parts: Any) -> dict[str, Any]:
    return {"type": "GeometryCollection", "geometries": parts}


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ((SQUARE, {"type": "Point", "coordinates": [69.5, 37]}), "MultiPolygon"),
        ((collected(SQUARE), LINE, {"type": "Point", "coordinates": [70, 38]}), "MultiPolygon"),
        (({"type": "Point", "coordinates": [68, 36]}, LINE), "MultiLineString"),
    ],
)
def test_a_collection_whose_areas_hold_the_rest_is_the_areas(parts: Any, kind: str, bring: Bring):
    told = json.dumps(feature(collected(*parts), name="A", date="2021-07-05"))
    found = bring("a.geojson", told)
    assert found.events[0].geometry.type == kind
    assert any(notice.startswith("Geometries of several") for notice in found.receipt["notices"])


def test_a_collection_of_what_lies_apart_is_told_with_what_to_do(bring: Bring):
    shape = collected(SQUARE, {"type": "Point", "coordinates": [1, 1]})
    collection = {"type": "FeatureCollection", "features": [feature(shape, name="A")]}
    found = bring("a.geojson", json.dumps(collection))
    (reason,) = found.receipt["reasons"]
    assert reason["reason"].startswith('geometry: found "a collection of Point, Polygon", expected')
    assert reason["reason"].endswith("Give what lies apart a row of its own")


def test_a_label_in_an_area_of_kml_is_no_place_of_its_own(bring: Bring):
    ring = "68,36 70,36 70,38 68,36"
    found = bring(
        "a.kml",
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>A</name><MultiGeometry>'
        "<Point><coordinates>69.5,37</coordinates></Point><Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</MultiGeometry></Placemark></kml>",
    )
    assert found.events[0].geometry.type == "MultiPolygon"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(feature(POINT, name="A", date="2021-07-05")),
        "\n".join(json.dumps(feature(POINT, name=name, date="2021-07-05")) for name in "AB"),
        json.dumps([feature(POINT, name="A", date="2021-07-05")]),
        json.dumps({"results": [{"name": "A", "date": "2021-07-05", "lat": "37", "lon": "69"}]}),
        json.dumps(
            feature({"type": "Point", "coordinates": ["69", "37"]}, name="A", date=1625443200000)
        ),
        json.dumps(
            feature(
                {"type": "GeometryCollection", "geometries": [POINT]}, name="A", date="2021-07-05"
            )
        ),
    ],
    ids=["feature", "lines", "list", "records", "texts and epoch", "collection of points"],
)
def test_json_as_tools_write_it(text: str, bring: Bring):
    found = bring("a.json", text)
    assert (found.events[0].title, found.dates[0]) == ("A", "2021-07-05")
    assert found.points[0] in ((69.0, 37.0), ((69.0, 37.0),))


def test_members_of_an_object_are_columns(bring: Bring):
    nested = feature(
        POINT, name="A", event={"date": "2021-07-05", "type": "shelling"}, url=["u", "v"]
    )
    (event,) = bring("a.geojson", json.dumps(nested)).events
    assert (event.title, event.date, event.kind) == ("A", "2021-07-05", "assault")
    assert "Link: u; v" in event.note


@pytest.mark.parametrize(
    "columns", [gdelt.COLUMNS_1, gdelt.COLUMNS_2], ids=["version 1", "version 2"]
)
@pytest.mark.parametrize("header", [0, 1])
def test_gdelt(columns: tuple[str, ...], header: bool, bring: Bring):
    given = {"globaleventid": "41", "sqldate": "20210705", "eventcode": "190"}
    given |= {"eventrootcode": "19", "actiongeo_type": "4", "actor1name": "MADELAND"}
    given |= {"actiongeo_fullname": "Weir, West, Madeland", "actiongeo_lat": "37.2"}
    given |= {"actiongeo_long": "69.1", "sourceurl": "https://example.org/a"}
    rows = [[given.get(name, "") for name in columns]]
    text = "\n".join("\t".join(row) for row in ([list(columns), *rows] if header else rows))
    found = bring("20210705.export.CSV", text)
    (event,) = found.events
    assert (event.id, event.status, event.kind) == ("gdelt:41", "claimed", "assault")
    assert (event.date, event.place_precision) == ("2021-07-05", "settlement")
    assert any("coded by machine" in notice for notice in found.receipt["notices"])


def test_ushahidi_s_posts(bring: Bring):
    head = '"Post ID","Post Status","Post Date (UTC)",Title,Description,Location.lat,Location.lon\n'
    found = bring("a.csv", head + '1,published,"2021-07-05 20:15:00",Shots,Heard,37.23,69.08\n')
    assert (found.events[0].title, found.dates, found.points) == (
        "Shots",
        ["2021-07-05"],
        [(69.08, 37.23)],
    )


def test_aid_workers(bring: Bring):
    head = "Incident ID,Year,Month,Day,Country,City,Latitude,Longitude,Total killed,Total affected,"
    head += "Means of attack,Location\n"
    found = bring("a.csv", head + "9,2021,7,,Madeland,Weir,37.5,69.2,1,1,Kidnapping,Road\n")
    (event,) = found.events
    assert (event.id, event.date, event.kind) == ("awsd:9", "2021-07", "coerce")
    assert (event.place, found.receipt["layout"]) == ("Weir", "AWSD")
    assert "Kind of place: Road" in event.note


def test_a_profile_keeps_what_was_chosen(bring: Bring, tmp_path: Path):
    profile = tmp_path / "profile.json"
    text = "wo,wann\nWeir,05/07/2021\n"
    chosen = ["--column", "place=wo", "--column", "date=wann", "--dates", "day-first"]
    assert bring("a.csv", text, *chosen, "--profile", str(profile)).dates == ["2021-07-05"]
    assert json.loads(profile.read_text()) == {
        "columns": {"place": "wo", "date": "wann"},
        "dates": "day-first",
    }
    assert bring("b.csv", text, "--profile", str(profile)).dates == ["2021-07-05"]


@pytest.mark.parametrize("profile", ['{"dates": "sometimes"}', "[]", '{"colour": "red"}', "{"])
def test_a_profile_that_is_none_is_refused(profile: str, bring: Bring, tmp_path: Path):
    path = tmp_path / "profile.json"
    path.write_text(profile)
    assert bring("a.csv", HEAD + ROW, "--profile", str(path)).code == 2
