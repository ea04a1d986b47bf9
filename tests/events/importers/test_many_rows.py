"""Files of several chunks: what is told of a row does not hang on the chunk it lies in."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from events.importers.places.geometry_columns import Drawings
from events.importers.run import Advance, import_events
from events.model.problems import EventFileError
from tests.makers.imported import imported

pytestmark = pytest.mark.slow

ROWS = 30_000
LONG = "x" * 400


def write(path: Path, changed: dict[int, str]) -> None:
    """Write rows that fill three chunks, some of them changed."""
    rows = (f"{n},A,2021-07-05,{n % 60},{LONG}" for n in range(1, ROWS + 1))
    lines = [changed.get(number, row) for number, row in enumerate(rows, 1)]
    path.write_text("\n".join(["id,place,date,latitude,note", *lines, ""]), encoding="utf-8")


def test_the_share_grows_to_the_whole(tmp_path: Path):
    write(tmp_path / "a.csv", {})
    told: list[Advance] = []
    import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet", None, told.append)
    shares = [advance.share for advance in told]
    assert len(told) > 2
    assert sorted(set(shares)) == shares
    assert 0 < shares[0] < 0.5
    assert shares[-1] == 1
    assert told[-1] == ROWS


def test_of_other_files_no_share_is_known(tmp_path: Path):
    told: list[Advance] = []
    collection = '{"type": "FeatureCollection", "features": [{"properties": {"place": "A"}}]}'
    (tmp_path / "a.geojson").write_text(collection)
    import_events("table", tmp_path / "a.geojson", tmp_path / "b.parquet", None, told.append)
    assert [(advance, advance.share) for advance in told] == [(1, None)]


def test_an_id_that_stands_again_chunks_later_is_told(tmp_path: Path):
    write(tmp_path / "a.csv", {29_000: f"7,B,2021,,{LONG}", 3: f"7,B,soon,,{LONG}"})
    receipt = import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet")
    assert [(reason.row, reason.id) for reason in receipt.reasons] == [(3, "7"), (29_000, "7")]
    assert receipt.reasons[0].reason.startswith('date: found "soon"')
    assert receipt.reasons[1].reason == 'id: found "7", which line 8 has already'
    assert receipt.written == ROWS - 2
    assert pq.ParquetFile(tmp_path / "b.parquet").metadata.num_rows == ROWS - 2


def test_a_rejected_row_does_not_hold_its_id(tmp_path: Path):
    write(tmp_path / "a.csv", {3: f"29000,B,soon,,{LONG}"})
    receipt = import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet")
    assert [reason.row for reason in receipt.reasons] == [3]


def test_rows_keep_their_numbers_from_chunk_to_chunk(tmp_path: Path):
    broken = {number: f"{number},B" for number in (2, 9_999, 10_000, 25_000)}
    write(tmp_path / "a.csv", {**broken, ROWS: f"{ROWS},C,2021,95,"})
    receipt = import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet")
    assert [reason.row for reason in receipt.reasons] == [*broken, ROWS]
    assert receipt.reasons[-1].id == str(ROWS)


def test_another_encoding_is_told_by_its_line_wherever_it_is(tmp_path: Path):
    write(tmp_path / "a.csv", {20_000: f"20000,Köln,2021,,{LONG}"})
    data = (tmp_path / "a.csv").read_bytes()
    (tmp_path / "a.csv").write_bytes(data.replace("Köln".encode(), "Köln".encode("latin-1")))
    with pytest.raises(EventFileError, match="a byte in line 20,001 that is not UTF-8"):
        import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]


def test_letters_may_lie_across_blocks(tmp_path: Path):
    # A block ends after 4,000,000 bytes; shifted by a byte each, some letter is cut by it.
    for shift in range(3):
        text = f"place,date,note\n{'A' * shift},2021,\n" + f"Хоруғ,2021,{LONG}\n" * 9_600
        (tmp_path / "a.csv").write_text(text, encoding="utf-8")
        receipt = import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet")
        assert receipt.read == 9_601


def test_a_letter_that_is_cut_by_the_end_is_told(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes("place,date\nA,2021\nХ".encode()[:-1])
    with pytest.raises(EventFileError, match="a byte in line 3 that is not UTF-8"):
        import_events("table", tmp_path / "a.csv", tmp_path / "b.parquet")


def test_circles_and_points_are_drawn_as_one_by_one(tmp_path: Path):
    rows = ["a,town,0,0", "b,district,10,20", "c,province,179.9,60", "d,district,10,20", "e,town,,"]
    (tmp_path / "a.csv").write_text("\n".join(["place,precision,lon,lat", *rows, ""]))
    _, loaded = imported("table", tmp_path / "a.csv", tmp_path)
    kinds = [event.geometry and event.geometry.type for event in loaded.events]
    assert kinds == ["Point", "Polygon", "MultiPolygon", "Polygon", None]
    assert loaded.events[1].geometry == loaded.events[3].geometry
    geo = pq.read_metadata(tmp_path / "imported.parquet").metadata[b"geo"]
    assert b'"geometry_types": ["MultiPolygon", "Point", "Polygon"]' in geo
    assert b'"bbox": [-180.0, 0.0, 180.0,' in geo


def test_rows_share_an_outline_in_memory():
    outline = shapely.Point(68, 37).buffer(1, quad_segs=500)
    rows = np.full(1_000, True)
    drawings = Drawings(np.full((1_000, 2), np.nan))
    drawings.draw_shapes(rows, np.array([outline], dtype=object), np.zeros(1_000, np.int64))
    assert drawings.wkb().nbytes < 3 * len(outline.wkb)
    assert drawings.wkb()[999].as_py() == outline.wkb
