"""Texts as long as reports are: whole from door to door, and what is cut is told."""

from pathlib import Path

import pytest

from events.export.export import export_events
from events.export.formats import EVENT_FORMATS
from events.importers.run import import_events
from events.store.prepared import load_prepared, prepare
from tests.makers.imported import imported

pytestmark = pytest.mark.slow

REPORTS = {
    "english": "Shots were fired at the bridge, said the council. ",
    "russian": "У моста стреляли, сообщил совет. ",
    "persian": "در نزدیکی پل تیراندازی شد. ",
    "amharic": "በድልድዩ አቅራቢያ ተኩስ ተከፈተ። ",
}
LONGEST = 1_000_000


def report(script: str, length: int) -> str:
    sentence = REPORTS[script]
    return (sentence * (length // len(sentence) + 1))[:length].strip()


@pytest.mark.parametrize("ending", EVENT_FORMATS)
def test_a_report_in_a_note_goes_in_and_out_again(ending: str, tmp_path: Path):
    notes = [report(script, 300_000) for script in REPORTS]
    rows = [f'{number},Khorog,2021,"{note}"' for number, note in enumerate(notes)]
    (tmp_path / "a.csv").write_text("\n".join(["id,place,date,note", *rows, ""]), encoding="utf-8")
    receipt, first = imported("table", tmp_path / "a.csv", tmp_path)
    assert [event.note for event in first.events] == notes
    assert not any("cut" in notice for notice in receipt.notices)
    export_events(first, tmp_path / f"out{ending}")
    _, again = imported("table", tmp_path / f"out{ending}", tmp_path)
    assert again.events == first.events


def test_a_store_holds_reports_that_lie_side_by_side(tmp_path: Path):
    # 500 reports at one place: 150 MB of notes, more than a group of rows or a step of the sorting.
    note = report("english", 300_000)
    with (tmp_path / "a.csv").open("w", encoding="utf-8") as table:
        table.write("id,place,date,lat,lon,note\n")
        table.writelines(f'{n},Khorog,2021,37.49,71.55,"{n} {note}"\n' for n in range(500))
    receipt = import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet")
    assert receipt.written == 500
    (tmp_path / "made").mkdir()
    prepare(tmp_path / "b.parquet", tmp_path / "made")
    events = load_prepared(tmp_path / "made").events
    found = events.find("table:499")
    assert found is not None
    assert found.note == f"499 {note}"


@pytest.mark.parametrize(("column", "part"), [("note", "note"), ("actor", "actors")])
def test_a_text_beyond_the_limit_is_cut_and_told(column: str, part: str, tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"place,date,{column}\nA,2021,{'x' * (LONGEST + 1)}\n")
    receipt, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    found = getattr(loaded.events[0], part)
    text = found if isinstance(found, str) else found[0].name
    assert (len(text), text[-1]) == (LONGEST, "…")
    assert "Texts cut to 1,000,000 characters: 1" in receipt.notices
