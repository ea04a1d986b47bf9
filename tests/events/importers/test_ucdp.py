import csv
import re
from datetime import date
from pathlib import Path

import pytest
import shapely

from events.importers.layouts.ucdp import COLUMNS, RADIUS_KM, source_of
from events.importers.places.places import Outline, PlaceQuery
from events.importers.run import import_events
from events.model.event import Event
from events.model.problems import EventFileError
from tests.makers.imported import DATA, imported

FILE = DATA / "ucdp-v23.1.csv"


@pytest.fixture
def events(tmp_path: Path) -> list[Event]:
    return list(imported("ucdp", FILE, tmp_path)[1].events)


def test_there_are_49_columns():
    assert len(COLUMNS) == 49


def test_ids_end_in_the_source_s_own(events: list[Event]):
    assert [event.id for event in events] == [f"ucdp:{number}" for number in range(1001, 1008)]


def test_precisions_are_translated(events: list[Event]):
    found = [(event.place_precision, event.geometry and event.geometry.type) for event in events]
    assert found == [
        ("exact", "Point"),
        ("settlement", "Point"),
        ("district", "Polygon"),
        ("province", "Polygon"),
        ("region", "Polygon"),
        ("country", None),
        ("region", "Polygon"),
    ]
    assert [event.radius_km for event in events] == [None, RADIUS_KM, *[None] * 5]


def test_what_the_place_lies_in_is_kept(events: list[Event]):
    found = {(event.district, event.province, event.country) for event in events}
    assert found == {("Bridge district", "Made province", "Madeland")}


def test_a_circle_is_said_to_be_one(events: list[Event]):
    circled = ["circle" in event.note for event in events]
    assert circled == [False, False, True, True, True, False, True]


def test_dates_are_as_wide_as_their_precision(events: list[Event]):
    assert [event.date for event in events] == [
        "2021-06-07",
        "2021-06-07/2021-06-10",
        "2021-06-07/2021-06-13",
        "2021-06-07/2021-06-30",
        "2021-01-01/2021-12-31",
        "2021-06",
        "2021",
    ]


def test_all_is_violence_and_nothing_is_quoted(events: list[Event]):
    assert {event.kind for event in events} == {"assault"}
    assert not any(event.quotes for event in events)
    assert events[0].title == "Fighting between Government of Made and Made Front, Bridge town"
    assert events[2].title == "Violence by Government of Made against civilians, Bridge town"
    assert events[0].note.startswith("Headline: Shots at the bridge\nReported by: The Gazette")
    assert events[0].place_says == "By the bridge\nsouth of the town"
    assert "summary of several events" in events[5].note
    assert "not cleared this event: Check" in events[5].note


def test_the_number_of_sources_is_told_where_it_was_counted(tmp_path: Path):
    path = tmp_path / "ged.csv"
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))[:3]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for row, number in zip(rows, ("3", "2.0", "-1"), strict=True):
            writer.writerow({**row, "number_of_sources": number})
    receipt, loaded = imported("ucdp", path, tmp_path)
    assert "number_of_sources" in receipt.used
    found = [re.findall("Sources, as UCDP counts them: (.*)", one.note) for one in loaded.events]
    assert found == [["3"], ["2"], []]


def test_deaths_keep_low_best_and_high(events: list[Event]):
    ends = [(item.what, item.low, item.high) for item in events[0].quantities]
    assert ends == [
        ("killed", 2, 5),
        ("killed, best estimate", 3, 3),
        ("killed on side A, best estimate", 1, 1),
        ("killed on side B, best estimate", 2, 2),
    ]


def test_blank_deaths_are_unknown(events: list[Event]):
    assert not [item for item in events[3].quantities if item.what.startswith("killed, ")]
    assert "killed" not in [item.what for item in events[3].quantities]


def test_ends_that_cross_are_told(events: list[Event]):
    assert (events[4].quantities[0].low, events[4].quantities[0].high) == (3, 6)
    assert "low 6, best 3, high 5, which cross" in events[4].note


def test_the_receipt_adds_up(tmp_path: Path):
    receipt, _ = imported("ucdp", FILE, tmp_path)
    assert (receipt.read, receipt.written, receipt.rejected) == (7, 7, 0)
    assert {*receipt.used, *receipt.ignored} == set(COLUMNS)
    assert receipt.missing == ()
    assert receipt.precision["where_prec 7"] == {"region": 1}
    assert "Sundberg" in receipt.citation
    assert "Davies" in receipt.citation
    assert receipt.notices == (
        "Dates widened, as date_prec says that the one day given is not exact: 2",
        "Ranges of deaths whose ends cross, kept as the widest range: 1",
        "Areas drawn as a circle, as no outline is known: 4",
    )


@pytest.mark.parametrize(
    ("name", "version", "article"),
    [
        ("GEDEvent_v23_1", ", version 23.1", "(2023). Organized violence 1989-2022"),
        ("GEDEvent_v24_1", ", version 24.1", "(2024). Organized violence 1989-2023"),
        ("GEDEvent_v25_1", ", version 25.1", "(2025). Organized violence 1989-2024"),
        ("ged261", ", version 26.1", "(2026). Organized violence 1989-2025"),
        (
            "GEDEvent_v27_1",
            ", version 27.1",
            "the article that https://ucdp.uu.se/downloads/ names",
        ),
        ("events", "", "the article that https://ucdp.uu.se/downloads/ names"),
    ],
)
def test_each_version_is_cited_with_its_own_article(name: str, version: str, article: str):
    source = source_of(Path(f"{name}.csv"), date(2026, 1, 1))
    assert source.title == f"UCDP Georeferenced Event Dataset (GED){version}"
    citation = source.model_extra["citation"] if source.model_extra else ""
    assert "Sundberg" in citation
    assert article in citation
    assert citation.count("Organized violence") <= 1


def test_a_candidate_file_needs_no_header(tmp_path: Path):
    path = DATA / "ucdp-candidate-v24.0.3.csv"
    receipt, loaded = imported("table", path, tmp_path)
    assert (receipt.layout, receipt.header_row) == ("UCDP GED", 0)
    assert receipt.read == 2
    assert loaded.sources[0].title == "UCDP Candidate Events Dataset, version 24.0.3"
    assert "Hegre" in receipt.citation


def test_every_fault_of_a_row_is_told(tmp_path: Path):
    receipt, _ = imported("ucdp", DATA / "ucdp-faults.csv", tmp_path)
    assert [(reason.row, reason.id, reason.reason) for reason in receipt.reasons] == [
        (2, None, "id: found nothing, expected an id"),
        (3, "1001", 'id: found "1001", which line 2 has already'),
        (4, "2", 'latitude: found "95", expected degrees from -90 to 90'),
        (5, "3", 'where_prec: found "9", expected 1 to 7'),
        (6, "4", _DATE.format("2021-06-31 to 2021-06-07")),
        (7, "5", 'best: found "many", expected a whole number, or nothing'),
        (8, "6", _DATE.format("2021-06-07 to 2021-06-01")),
    ]
    assert receipt.written == 1


_DATE = (
    'date_start: found "{}", expected a day such as 2021-07-05, and an end that is not before it'
)


def test_an_early_version_has_its_deaths_under_other_names(tmp_path: Path):
    head = (
        "id,year,active_year,type_of_violence,conflict_name,side_a,side_b,where_prec,"
        "where_coordinates,adm_1,adm_2,latitude,longitude,country,event_clarity,date_prec,"
        "date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best_est,high_est,"
        "low_est"
    )
    row = "7,1994,1,1,Made up,A,B,1,Weir,,,37,69,Madeland,1,1,1994-03-02,1994-03-02,1,0,0,0,2,5,1"
    (tmp_path / "ged50.csv").write_text(f"{head}\n{row}\n")
    receipt, loaded = imported("ucdp", tmp_path / "ged50.csv", tmp_path)
    (event,) = loaded.events
    killed = {item.what: (item.low, item.high) for item in event.quantities}
    assert killed["killed"] == (1, 5)
    assert killed["killed, best estimate"] == (2, 2)
    assert "best" in receipt.used
    assert receipt.ignored == ("active_year",)


def test_known_outlines_take_the_place_of_circles(tmp_path: Path):
    outline = shapely.Polygon([(68, 37), (69, 37), (69, 38), (68, 37)])
    asked: list[PlaceQuery] = []

    def places(where: PlaceQuery) -> Outline | None:
        asked.append(where)
        return Outline(outline, by_position=True) if where.precision == "province" else None

    receipt, loaded = imported("ucdp", FILE, tmp_path, places=places)
    assert loaded.events[3].geometry is not None
    assert shapely.geometry.shape(loaded.events[3].geometry.as_geojson()) == outline
    told = [line for line in receipt.lines() if line.startswith("Areas drawn")]
    assert told == [
        "Areas drawn by the outline around their position; no name fits: 1",
        "Areas drawn as a circle, as no outline is known: 3",
    ]
    assert "circle" not in loaded.events[3].note
    assert "circle" in loaded.events[2].note
    assert {where.precision for where in asked} == {"district", "province", "region"}
    assert asked[0].district == "Bridge district"
    assert asked[0].longitude == 68.5


def test_another_table_is_refused(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("id,date\n1,2021-07-05\n")
    with pytest.raises(EventFileError, match="expected the columns of UCDP GED"):
        import_events("ucdp", path, tmp_path / "out.geojson")


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("GEDEvent_v25_1.csv", ", version 25.1"),
        ("ged231.csv", ", version 23.1"),
        ("ucdp-ged-23.1-border-2021-06-07.csv", ", version 23.1"),
        ("border-2021-06-07.csv", ""),
    ],
)
def test_the_version_is_read_from_the_file_s_name(name: str, version: str):
    from datetime import date

    title = source_of(Path(name), date(2025, 1, 1)).title
    assert title == f"UCDP Georeferenced Event Dataset (GED){version}"
