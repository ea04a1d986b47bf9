import csv
import re
from datetime import date
from pathlib import Path

import pytest

from events.export.export import export_events
from events.importers.layouts.acled import COLUMNS, TERMS
from events.model.event import Event
from tests.makers.imported import DATA, imported

FILE = DATA / "acled.csv"
DAY = date(2025, 5, 20)


@pytest.fixture
def events(tmp_path: Path) -> list[Event]:
    return list(imported("acled", FILE, tmp_path, accessed=DAY)[1].events[:3])


def test_there_are_31_columns():
    assert len(COLUMNS) == 31


def test_it_is_recognised_behind_a_byte_order_mark(tmp_path: Path):
    assert FILE.read_bytes().startswith(b"\xef\xbb\xbf")
    receipt, loaded = imported("table", FILE, tmp_path, accessed=DAY)
    assert (receipt.layout, loaded.sources[0].id) == ("ACLED", "acled")


def test_both_ways_to_write_a_date(events: list[Event]):
    assert [event.date for event in events] == [
        "2025-05-16",
        "2025-05-10/2025-05-22",
        "2025-05",
    ]


def test_precisions_are_translated(events: list[Event]):
    found = [(event.place_precision, event.geometry and event.geometry.type) for event in events]
    assert found == [("settlement", "Point"), ("district", "Polygon"), ("province", "Polygon")]
    assert [event.radius_km for event in events] == [None, None, None]


def test_actors_have_a_role_from_text_and_from_numbers(events: list[Event]):
    roles = [[actor.role for actor in event.actors] for event in events]
    assert roles == [["State forces", "Rebel group"], ["State forces", "Civilians"], roles[2]]
    assert len(events[2].actors) == 1


def test_kinds_and_titles(events: list[Event]):
    assert [event.kind for event in events] == ["assault", "assault", "agree"]
    title = "Armed clash: Military Forces of Made and Made Front, Bridge town"
    assert events[0].title == title


def with_rows(path: Path, *changes: dict[str, str], without: str = "") -> Path:
    """Write the first row once for each change; an emptied column may be gone altogether."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    rows = [{**first, "event_id_cnty": f"MAD{at}", **change} for at, change in enumerate(changes)]
    for row in rows:
        row.pop(without, None)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("kind", "sub_kind", "killed", "expected"),
    [
        ("Protests", "Peaceful protest", "0", "protest"),
        ("Protests", "Peaceful protest", "2", "protest"),
        ("Protests", "Protest with intervention", "0", "protest"),
        ("Protests", "Protest with intervention", "1", "assault"),
        ("Protests", "Excessive force against protesters", "", "assault"),
        ("Riots", "Violent demonstration", "", "protest"),
        ("Riots", "Violent demonstration", "0", "protest"),
        ("Riots", "Violent demonstration", "3", "assault"),
        ("Riots", "Mob violence", "0", "assault"),
        ("Strategic developments", "Agreement", "3", "agree"),
    ],
)
def test_a_crowd_that_cost_lives_is_force(
    kind: str, sub_kind: str, killed: str, expected: str, tmp_path: Path
):
    row = {"event_type": kind, "sub_event_type": sub_kind, "fatalities": killed}
    path = with_rows(tmp_path / "acled.csv", row)
    [event] = imported("acled", path, tmp_path)[1].events
    assert (event.kind, event.category) == (expected, kind)


def test_a_row_without_the_usual_id_is_known_by_its_number(tmp_path: Path):
    rows: tuple[dict[str, str], ...] = (
        {"event_id_cnty": "", "data_id": "9102345"},
        {"event_id_cnty": "MAD7", "data_id": "9102346"},
    )
    path = with_rows(tmp_path / "acled.csv", *rows)
    receipt, loaded = imported("acled", path, tmp_path)
    assert [event.id for event in loaded.events] == ["acled:9102345", "acled:MAD7"]
    assert "Rows without event_id_cnty, known by their data_id: 1" in receipt.notices


def test_an_export_without_the_usual_ids_is_recognised_by_its_numbers(tmp_path: Path):
    path = with_rows(tmp_path / "acled.csv", {"data_id": "9102345"}, without="event_id_cnty")
    receipt, loaded = imported("table", path, tmp_path)
    assert (receipt.layout, loaded.events[0].id) == ("ACLED", "acled:9102345")


def test_an_unknown_type_is_kept_in_the_note_and_costs_no_row(tmp_path: Path):
    receipt, loaded = imported("acled", FILE, tmp_path)
    event = loaded.events[3]
    assert (event.id, event.kind) == ("acled:MAD4", "context")
    assert "Event type, as ACLED names it: Sport" in event.note
    assert "Rows with an event type that Panj does not know, as context: 1" in receipt.notices


def test_notes_are_the_coders_words(events: list[Event]):
    assert events[0].note.startswith("ACLED's coders: On 16 May 2025")
    assert "With the second side: Hill Unit; Valley Unit" in events[0].note
    assert not events[0].quotes


def test_cells_that_a_program_filled_are_empty(tmp_path: Path):
    """R writes NA for every empty cell, pandas nan, a database NULL."""
    path = tmp_path / "acled.csv"
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, filled in zip(rows, ("NA", "nan", "NULL", "None"), strict=False):
        row |= {name: filled for name, cell in row.items() if not cell}
        row |= dict.fromkeys(("actor2", "assoc_actor_2", "inter2", "fatalities"), filled)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows[:4])
    receipt, loaded = imported("acled", path, tmp_path)
    assert (receipt.written, receipt.rejected) == (4, 0)
    assert "Cells that say NA, nan, NULL or None, taken as empty" in " ".join(receipt.notices)
    for event in loaded.events:
        assert [actor.name for actor in event.actors] == ["Military Forces of Made"]
        assert not event.quantities
        assert not re.search(r"\b(NA|nan|NULL|None)\b", event.note + event.title)


def test_blank_deaths_are_unknown_and_none_is_none(events: list[Event]):
    ends = [[(item.low, item.high) for item in event.quantities] for event in events]
    assert ends == [[(3, 3)], [(0, 0)], []]


def test_the_citation_has_the_day_of_access(tmp_path: Path):
    receipt, loaded = imported("acled", FILE, tmp_path, accessed=DAY)
    assert receipt.citation.endswith("Accessed 20 May 2025.")
    assert receipt.terms == TERMS
    assert loaded.sources[0].model_extra["accessed"] == "2025-05-20"


@pytest.mark.parametrize("ending", [".geojson", ".csv", ".parquet", ".gpkg"])
def test_exports_say_that_rows_may_not_be_passed_on(ending: str, tmp_path: Path):
    _, loaded = imported("acled", FILE, tmp_path)
    path = tmp_path / f"out{ending}"
    assert export_events(loaded, path).terms == (TERMS,)
    if ending != ".parquet":
        assert TERMS.encode()[:40] in path.read_bytes()
