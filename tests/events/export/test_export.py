import csv
import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import geopandas
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings

from events.export.export import export_events, export_reading
from events.export.formats import EVENT_FORMATS
from events.files.event_batches import open_reading
from events.files.event_file import Loaded, load_events
from events.importers.run import import_events
from events.model.event import Source
from events.model.problems import EventFileError
from tests.makers.generator import write_events
from tests.makers.made_events import event, point
from tests.makers.rich_events import collections, empty

ARTICLE = Path(__file__).parents[3] / "events" / "data"
TERMS = "The rows may not be passed on."


def made(*events, sources: tuple[Source, ...] = ()) -> Loaded:
    return Loaded("made.geojson", "", sources, events, (), len(events), "")


def same(first: Loaded, second: Loaded) -> bool:
    parts = ("events", "sources", "title", "extra")
    return all(getattr(first, part) == getattr(second, part) for part in parts)


@pytest.mark.parametrize("ending", [".geojson", ".parquet"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(loaded=collections())
def test_an_export_is_read_as_the_same_collection(loaded: Loaded, ending: str, tmp_path: Path):
    path = tmp_path / f"out{ending}"
    receipt = export_events(loaded, path)
    again = load_events(path)
    assert same(again, loaded)
    assert again.problems == ()
    assert receipt.losses == ()
    assert receipt.written == len(loaded.events)


@pytest.mark.parametrize("path", sorted(ARTICLE.glob("*.geojson")), ids=lambda path: path.name)
def test_geojson_holds_what_the_article_file_held(path: Path, tmp_path: Path):
    export_events(load_events(path), tmp_path / "out.geojson")
    assert json.loads((tmp_path / "out.geojson").read_text()) == json.loads(path.read_text())


def test_asides_stay_with_the_collection(tmp_path: Path):
    words = {"source": "news", "exact": "By A", "start": 0, "end": 4, "why": "The byline."}
    news = (Source(id="news", title="News"),)
    loaded = dataclasses.replace(made(event(), sources=news), extra={"asides": [words]})
    for ending in (".geojson", ".parquet"):
        assert export_events(loaded, tmp_path / f"out{ending}").losses == ()
        assert load_events(tmp_path / f"out{ending}").asides == loaded.asides
    export_events(loaded, tmp_path / "out.gpkg")
    import_events("table", tmp_path / "out.gpkg", tmp_path / "again.geojson")
    assert load_events(tmp_path / "again.geojson").asides == loaded.asides
    told = export_events(loaded, tmp_path / "out.csv").losses
    assert "A .csv file cannot hold the asides, the words that tell no event." in told
    assert not [loss for loss in told if "own members" in loss]


@pytest.mark.parametrize("ending", EVENT_FORMATS)
def test_an_empty_collection_is_written(ending: str, tmp_path: Path):
    assert export_events(empty(), tmp_path / f"out{ending}").written == 0
    assert (tmp_path / f"out{ending}").stat().st_size


def test_mixed_heights_survive_geoparquet(tmp_path: Path):
    ring = [[0, 0], [1, 0, 7], [1, 1], [0, 0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    loaded = made(event(geometry=shape, place_precision="region"))
    export_events(loaded, tmp_path / "out.parquet")
    assert load_events(tmp_path / "out.parquet").events == loaded.events


def test_geopandas_reads_the_geoparquet(tmp_path: Path):
    located = event(geometry=point(68.5, 37.25), place_precision="exact")
    export_events(made(located, event(id="e2")), tmp_path / "out.parquet")
    frame = geopandas.read_parquet(tmp_path / "out.parquet")
    assert list(frame.geometry.x.dropna()) == [68.5]
    assert frame.crs.to_string() == "OGC:CRS84"


def test_gdal_reads_the_geopackage(tmp_path: Path):
    located = event(geometry=point(68.5, 37.25), place_precision="exact", actors=[{"name": "A"}])
    export_events(made(located, event(id="e2")), tmp_path / "out.gpkg")
    frame = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer="events")
    assert list(frame["id"]) == ["e1", "e2"]
    assert frame.crs == "EPSG:4326"
    assert json.loads(frame["actors"][0]) == [{"name": "A"}]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_of_a_csv_begins_a_formula(start: str, tmp_path: Path):
    text = f"{start}cmd|' /C calc'!A0"
    spiced = event(
        id=text,
        title=text,
        note=text,
        place=text,
        actors=[{"name": text}],
        extra={text: text},
        place_ids=[text],
    )
    export_events(made(spiced), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert not [cell for cell in row.values() if cell.startswith(start)]
    assert row["title"] == f"'{text}"


def test_a_csv_spells_lists_out(tmp_path: Path):
    actors = [{"name": "Taliban", "role": "attacker"}, {"name": "Guards"}]
    killed = [{"what": "killed", "low": 3, "high": None}]
    export_events(made(event(actors=actors, quantities=killed)), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["actors"] == "Taliban | attacker; Guards"
    assert row["quantities"] == "killed | 3"


def test_an_export_repeats_the_terms_of_its_sources(tmp_path: Path):
    sources = (Source(id="acled", title="ACLED", terms=TERMS), Source(id="news", title="News"))
    loaded = made(event(id="acled:AFG1"), event(id="news:2"), sources=sources)
    assert export_events(loaded, tmp_path / "out.csv").terms == (TERMS,)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["terms"] for row in csv.DictReader(file)] == [TERMS, ""]


@pytest.mark.parametrize(("name", "found"), [("a.html", "the ending .html"), ("a", "no ending")])
def test_another_ending_is_refused(name: str, found: str, tmp_path: Path):
    with pytest.raises(EventFileError, match=f"found {found}, expected one of"):
        export_events(made(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_cancelled_export_leaves_the_old_file(tmp_path: Path):
    path = tmp_path / "out.geojson"
    path.write_text("old")
    loaded = made(*(event(id=f"e{number}") for number in range(1_500)))

    def cancel(number: int) -> None:
        if number:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_events(loaded, path, cancel)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.geojson"]


@pytest.mark.parametrize("ending", EVENT_FORMATS)
def test_a_failed_write_leaves_the_old_file(ending: str, tmp_path: Path, monkeypatch):
    path = tmp_path / f"out{ending}"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        export_events(made(event()), path)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_folder_is_not_replaced(tmp_path: Path):
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(IsADirectoryError):
        export_events(made(), tmp_path / "out.csv")


def test_an_offset_beyond_64_bits_is_refused_by_geoparquet(tmp_path: Path):
    quote = {"source": "s", "exact": "a", "start": 2**64, "end": 2**64 + 1}
    loaded = made(event(quotes=[quote]), sources=(Source(id="s", title="S"),))
    with pytest.raises(EventFileError, match="no room"):
        export_events(loaded, tmp_path / "out.parquet")


def test_a_rounded_number_is_told(tmp_path: Path):
    loaded = made(event(quantities=[{"what": "rounds", "low": 2**60 + 1}]))
    receipt = export_events(loaded, tmp_path / "out.parquet")
    assert receipt.losses == ("In 1 event a number is rounded to 15 digits.",)


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + bytes(100), b"PAR1xxxxxxxxPAR1"])
def test_a_broken_parquet_file_is_refused(data: bytes, tmp_path: Path):
    (tmp_path / "a.parquet").write_bytes(data)
    with pytest.raises(EventFileError, match="a Parquet file that cannot be read"):
        load_events(tmp_path / "a.parquet")


def test_a_foreign_parquet_file_is_refused(tmp_path: Path):
    points = geopandas.points_from_xy([1], [2])
    geopandas.GeoDataFrame({"a": [1]}, geometry=points).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(EventFileError, match="Import it as a table"):
        load_events(tmp_path / "a.parquet")


def test_selected_events_are_exported(tmp_path: Path):
    loaded = made(event(), event(id="e2"))
    export_events(dataclasses.replace(loaded, events=loaded.events[1:]), tmp_path / "o.geojson")
    assert [kept.id for kept in load_events(tmp_path / "o.geojson").events] == ["e2"]


@pytest.mark.parametrize("ending", [".csv", ".gpkg"])
def test_heights_of_some_positions_are_lost_and_that_is_told(ending: str, tmp_path: Path):
    shape = {"type": "LineString", "coordinates": [[68, 37], [69, 38, 500]]}
    loaded = made(event(geometry=shape, place_precision="region"))
    receipt = export_events(loaded, tmp_path / f"out{ending}")
    assert receipt.losses == ("In 1 event heights that only some positions have are left out.",)
    import_events("table", tmp_path / f"out{ending}", tmp_path / "again.geojson")
    (again,) = load_events(tmp_path / "again.geojson").events
    assert [position[:2] for position in again.geometry.positions] == [(68, 37), (69, 38)]


def test_a_null_character_is_told_by_geopackage(tmp_path: Path):
    receipt = export_events(made(event(note="a\x00b")), tmp_path / "out.gpkg")
    assert receipt.losses == ("In 1 event text is cut at its null character.",)


@pytest.mark.parametrize("source", [".geojson", ".parquet"])
@pytest.mark.parametrize("ending", EVENT_FORMATS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15
)
@given(loaded=collections())
def test_a_file_is_exported_while_it_is_read(
    loaded: Loaded, ending: str, source: str, tmp_path: Path
):
    path = tmp_path / f"in{source}"
    export_events(loaded, path)
    read = load_events(path)
    expected = export_events(read, tmp_path / f"expected{ending}")
    receipt = export_reading(open_reading(path), tmp_path / f"out{ending}")
    assert receipt == expected
    written, wanted = (opened(tmp_path / f"{name}{ending}") for name in ("out", "expected"))
    assert written == wanted


def opened(path: Path) -> object:
    """Give what a file holds, in a form that can be compared."""
    if path.suffix == ".gpkg":
        return pyogrio.read_dataframe(path, layer="events").to_json()
    return load_events(path).events if path.suffix == ".parquet" else path.read_bytes()


def test_what_is_rejected_is_not_exported(tmp_path: Path):
    export_events(made(event(id="a"), event(id="b")), tmp_path / "in.geojson")
    text = (tmp_path / "in.geojson").read_text()
    (tmp_path / "in.geojson").write_text(text.replace("assault", "nonsense", 1))
    reading = open_reading(tmp_path / "in.geojson")
    assert export_reading(reading, tmp_path / "out.csv").written == 1
    assert (reading.read, reading.rejected, len(reading.problems)) == (2, 1, 1)


@pytest.mark.parametrize("ending", EVENT_FORMATS)
def test_a_file_that_breaks_off_leaves_the_old_export(ending: str, tmp_path: Path):
    export_events(made(*(event(id=f"e{n}") for n in range(50))), tmp_path / "in.geojson")
    text = (tmp_path / "in.geojson").read_text()
    (tmp_path / "in.geojson").write_text(text[: len(text) // 2])
    path = tmp_path / f"out{ending}"
    path.write_text("old")
    with pytest.raises(EventFileError, match=r"in\.geojson"):
        export_reading(open_reading(tmp_path / "in.geojson"), path)
    assert path.read_text() == "old"


def test_a_long_number_outlives_an_export_to_geojson(tmp_path: Path):
    loaded = made(event(quantities=[{"what": "rounds", "low": 2**60 + 1}]))
    export_events(loaded, tmp_path / "in.geojson")
    export_reading(open_reading(tmp_path / "in.geojson"), tmp_path / "out.geojson")
    assert load_events(tmp_path / "out.geojson").events == loaded.events
    receipt = export_reading(open_reading(tmp_path / "in.geojson"), tmp_path / "out.parquet")
    assert receipt.losses == ("In 1 event a number is rounded to 15 digits.",)


_PEAK = """
import pathlib, re, sys
from events.__main__ import main
main(["export", *sys.argv[1:]])
# Not resource.getrusage: there, a new process begins with the peak of the one that started it.
status = pathlib.Path("/proc/self/status").read_text()
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("ending", EVENT_FORMATS)
def test_memory_does_not_follow_the_events(ending: str, tmp_path: Path):
    """If all were held, each event would cost several kB, and far more with an outline.

    GeoParquet holds the events of one row group, 50,000, and half a kB for each: it is asked
    beyond that, and with as many as tell this from what the memory's pools vary by, 150 MB.
    """
    sizes, most = (2_000, 12_000), 100
    if ending == ".parquet":
        sizes, most = (100_000, 1_000_000), 300
    peaks = []
    for size in sizes:
        write_events(size, tmp_path / "in.parquet")
        command = [sys.executable, "-c", _PEAK, str(tmp_path / "in.parquet")]
        done = subprocess.run(
            [*command, str(tmp_path / f"out{ending}")],
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        )
        first, *_, last = done.stdout.split("\n")[:-1]
        assert first == f"{size:,} events written"
        peaks.append(int(last))
    assert peaks[1] - peaks[0] < most, f"{peaks} MB"
