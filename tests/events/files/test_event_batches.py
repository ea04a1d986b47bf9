"""What is read batch by batch is what is read at once, problems included."""

import datetime
import decimal
import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.export.export import export_events
from events.export.geojson import collection_members, in_version
from events.files.arrow_schema import READ_SCHEMA, SCHEMA, GeoParquetWriter, batch_of, features_from
from events.files.event_batches import MOST_TOLD, EventBatches, open_reading
from events.files.event_file import Loaded, load_events, parse_events
from events.files.feature_rows import feature_of, row_of
from events.files.file_access import USUAL, Portions
from events.files.geojson_reader import JsonStream
from events.files.json_decoding import decode_json
from events.model.event import Event
from events.model.problems import EventFileError, Problem
from events.model.vocabulary import FORMAT
from tests.makers.made_events import event, point
from tests.makers.rich_events import SOURCES, collections

FILES = Path(__file__).parents[2] / "data" / "events"
FIXTURES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def read_all(path: Path, portions: Portions = USUAL) -> tuple[EventBatches, list[Event]]:
    """Read a file batch by batch and build its events from the batches."""
    opened = open_reading(path, portions=portions)
    features = []
    for batch, shapes in opened.batches():
        assert batch.schema == READ_SCHEMA
        batch.validate(full=True)
        assert [None if shape is None else shape.wkt for shape in shapes] == wkts(batch)
        features += features_from(batch)
    members = in_version({"type": "FeatureCollection", "format": FORMAT}, features)
    members["features"] = features
    members["sources"] = [one.model_dump(exclude_unset=True) for one in opened.sources]
    again = parse_events(json.dumps(members).encode(), "again.geojson")
    assert again.read == len(again.events)
    return opened, list(again.events)


def wkts(batch: pa.RecordBatch) -> list[str | None]:
    return [wkb and shapely.from_wkb(wkb).wkt for wkb in batch["geometry"].to_pylist()]


def agree(path: Path, portions: Portions = USUAL) -> EventBatches:
    """Check that reading a file says what loading it says."""
    loaded = load_events(path)
    opened, events = read_all(path, portions)
    assert events == list(loaded.events)
    assert (opened.read, opened.rejected) == (loaded.read, loaded.rejected)
    assert [*opened.problems] == [*loaded.problems][:MOST_TOLD]
    assert opened.untold == len(loaded.problems) - len(opened.problems)
    for part in ("path_name", "title", "sources", "extra", "sha256"):
        assert getattr(opened, part) == getattr(loaded, part)
    return opened


def refusal_of(read: Callable[[], object]) -> tuple[Problem, ...]:
    """Give the problems for which a file is refused, none where it is not."""
    try:
        read()
    except EventFileError as error:
        return error.problems
    return ()


def write(path: Path, rows: list[dict[str, Any]], schema: pa.Schema = SCHEMA) -> Path:
    """Write rows of a file as they are, good or not."""
    members = json.dumps(collection_members("Made up", SOURCES, {"licence": "CC0"}))
    table = pa.Table.from_pylist(rows, schema).replace_schema_metadata({"panj": members})
    pq.write_table(table, path)
    return path


def rows_of(*events: Event) -> list[dict[str, Any]]:
    return batch_of(row_of(feature_of(one)) for one in events)[0].to_pylist()


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.stem)
def test_a_geojson_file_is_read_as_it_is_loaded(path: Path):
    refused = refusal_of(lambda: load_events(path))
    assert refusal_of(lambda: open_reading(path)) == refused
    if not refused:
        agree(path)


@pytest.mark.parametrize("ending", [".geojson", ".parquet"])
@FIXTURES
@given(loaded=collections())
def test_a_rich_file_is_read_as_it_is_loaded(loaded: Loaded, ending: str, tmp_path: Path):
    path = tmp_path / f"rich{ending}"
    export_events(loaded, path)
    agree(path)


def test_rows_in_doubt_keep_their_places(tmp_path: Path):
    made = [
        event(id=f"e{n}", geometry=point(n % 90, 1), place_precision="exact", extra=extra)
        for n, extra in enumerate([{}, {"a": "\\"}, {}, {}] * 20)
    ]
    rows = rows_of(*made)
    rows[3]["kind"] = "asault"
    rows[17]["date"] = "2021-13-02"
    rows[18]["geometry"] = b"\x01"
    rows[19] |= {"id": None, "title": " ", "geometry": None}
    rows[40]["id"] = rows[30]["id"] = "e2"
    rows[41]["actors"] = [{"name": "A", "more": '{"flag": true}'}]
    opened = agree(write(tmp_path / "mixed.parquet", rows), Portions(objects=3))
    assert opened.rejected == 6
    assert {problem.feature for problem in opened.problems} == {4, 18, 19, 20, 31, 41}
    assert opened.problems[-1].hint.startswith("Feature 3 has it already.")


def test_an_id_may_come_again_in_another_batch(tmp_path: Path):
    rows = rows_of(*(event(id=f"e{n}") for n in range(11)))
    rows[9]["id"] = "e1"
    opened = agree(write(tmp_path / "twins.parquet", rows), Portions(rows=4))
    assert [str(problem) for problem in opened.problems] == [
        'twins.parquet, feature 10 (id "e1"), id: found "e1", expected an id of its own. Feature 2 '
        "has it already. The event is left off the map; correct it and reload."
    ]


@pytest.mark.parametrize("ending", [".geojson", ".parquet"])
def test_the_first_problems_are_told_and_the_others_counted(ending: str, tmp_path: Path):
    path = tmp_path / f"bad{ending}"
    rows = [row | {"kind": "asault"} for row in rows_of(*(event(id=f"e{n}") for n in range(1_500)))]
    write(path, rows) if ending == ".parquet" else path.write_text(
        json.dumps({"type": "FeatureCollection", "format": FORMAT, "features": [7] * 1_500})
    )
    opened = agree(path)
    assert (len(opened.problems), opened.untold, opened.rejected) == (MOST_TOLD, 500, 1_500)


def test_all_problems_are_kept_where_that_is_asked(tmp_path: Path):
    features = {"type": "FeatureCollection", "format": FORMAT, "features": [7] * 1_500}
    (tmp_path / "bad.geojson").write_text(json.dumps(features))
    opened = open_reading(tmp_path / "bad.geojson", most_told=None)
    list(opened.batches())
    assert (len(opened.problems), opened.untold) == (1_500, 0)


def test_foreign_columns_are_read_too(tmp_path: Path):
    rows = [row | {"colour": None, "rank": 1.5} for row in rows_of(event(), event(id="e2"))]
    rows[1]["colour"] = "red"
    schema = SCHEMA.append(pa.field("colour", pa.string())).append(pa.field("rank", pa.float64()))
    agree(write(tmp_path / "foreign.parquet", rows, schema))
    large = SCHEMA.set(SCHEMA.get_field_index("title"), pa.field("title", pa.large_string()))
    agree(write(tmp_path / "large.parquet", rows_of(event()), large))


def test_columns_may_be_missing(tmp_path: Path):
    few = pa.schema([SCHEMA.field(name) for name in ("title", "kind", "status", "geometry")])
    row = {name: rows_of(event())[0][name] for name in few.names}
    opened = agree(write(tmp_path / "few.parquet", [row, row], few))
    assert [problem.field for problem in opened.problems] == ["id", "id"]


def test_a_geometry_of_another_type(tmp_path: Path):
    other = SCHEMA.set(SCHEMA.get_field_index("geometry"), pa.field("geometry", pa.large_binary()))
    rows = rows_of(event(geometry=point(1, 2), place_precision="exact"), event(id="e2"))
    agree(write(tmp_path / "large.parquet", rows, other))


@pytest.mark.parametrize("most", [0, 1_000_000])
def test_geometries_are_read_with_and_without_a_dictionary(most: int, tmp_path: Path):
    places = [None if n % 5 == 0 else point(n % 17, n % 3) for n in range(40)]
    made = [
        event(id=f"e{n}", geometry=place, place_precision="exact" if place else "none")
        for n, place in enumerate(places)
    ]
    agree(write(tmp_path / "a.parquet", rows_of(*made)), Portions(rows=4, shapes=most))


@pytest.mark.parametrize(
    ("kind", "values", "first"),
    [
        (pa.list_(pa.date32()), [[datetime.date(2021, 7, 5)], None], ["2021-07-05"]),
        (pa.list_(pa.binary()), [[b"a"], None], ["b'a'"]),
        (
            pa.struct([("a", pa.decimal128(3, 1))]),
            [{"a": decimal.Decimal("1.5")}, None],
            {"a": "1.5"},
        ),
        (pa.map_(pa.string(), pa.float64()), [[("a", 2.0)], None], [["a", 2]]),
    ],
    ids=str,
)
def test_what_lies_inside_a_foreign_column_is_plain(
    kind: pa.DataType, values: list[Any], first: object, tmp_path: Path
):
    rows = [
        row | {"more": value}
        for row, value in zip(rows_of(event(), event(id="e2")), values, strict=True)
    ]
    path = write(tmp_path / "a.parquet", rows, SCHEMA.append(pa.field("more", kind)))
    assert agree(path).rejected == 0
    assert load_events(path).events[0].extra == {"more": first}


def test_a_geometry_of_numbers_refuses_the_file(tmp_path: Path):
    numbers = SCHEMA.set(SCHEMA.get_field_index("geometry"), pa.field("geometry", pa.int64()))
    rows = rows_of(event(), event(id="e2"))
    agree(write(tmp_path / "none.parquet", rows, numbers))
    path = write(tmp_path / "a.parquet", [rows[0], rows[1] | {"geometry": 7}], numbers)
    told = refusal_of(lambda: list(open_reading(path).batches()))
    assert refusal_of(lambda: load_events(path)) == told
    assert [str(problem) for problem in told] == [
        "a.parquet, geometry: found a column of int64, expected one of WKB. The file is not "
        "opened; correct it and reload."
    ]


def test_texts_of_any_length_are_read_across_the_groups_of_rows(tmp_path: Path):
    # A group of rows ends anywhere in a batch of the reading, and texts lie in lists, too.
    rows = rows_of(*(event(id=f"e{n}", actors=[{"name": f"unit {n % 700}"}]) for n in range(70)))
    rows[0]["note"] = "x" * 300_000
    batch, shapes = batch_of(rows)
    many = pa.Table.from_batches([batch] * 750).to_batches()
    path = tmp_path / "long.parquet"
    with GeoParquetWriter(path, collection_members("", SOURCES, {})) as writer:
        for number, part in enumerate(many):
            ids = pa.array([f"{number}/{row}" for row in range(len(part))])
            writer.write(part.set_column(part.schema.get_field_index("id"), "id", ids), shapes)
    assert pq.read_metadata(path).num_row_groups > 1
    reading = open_reading(path)
    assert sum(len(batch) for batch, _ in reading.batches()) == len(rows) * len(many)
    assert reading.problems == []


def test_long_texts_are_written_and_read_few_rows_at_a_time(tmp_path: Path):
    made = [event(id=f"e{n}", note=f"{n % 10}" * 20_000 + f"{n}"[-1:]) for n in range(2)]
    batch, shapes = batch_of(rows_of(*made))
    texts = [f"{n:05}" * 4_000 for n in range(4_000)]
    path = tmp_path / "long.parquet"
    with GeoParquetWriter(path, collection_members("", SOURCES, {})) as writer:
        for start in range(0, len(texts), 100):
            part = batch.take(pa.array([0] * 100))
            columns = {
                "id": pa.array([f"e{n}" for n in range(start, start + 100)]),
                "note": pa.array(texts[start : start + 100]),
            }
            for name, column in columns.items():
                part = part.set_column(part.schema.get_field_index(name), name, column)
            writer.write(part, shapes[:0])
    assert pq.read_metadata(path).row_group(0).num_rows <= 4_000
    reading = open_reading(path)
    found = [batch["note"].to_pylist() for batch, _ in reading.batches()]
    assert [text for some in found for text in some] == texts
    assert max(map(len, found)) <= 1_000


def test_columns_of_any_kind_are_read(tmp_path: Path):
    foreign = {
        "large": (pa.large_string(), "a"),
        "pairs": (pa.map_(pa.string(), pa.string()), [("k", "v")]),
        "coded": (pa.dictionary(pa.int8(), pa.string()), "a"),
        "deep": (pa.list_(pa.list_(pa.large_string())), [["a"], []]),
        "two": (pa.list_(pa.string(), 2), ["a", "b"]),
        "view": (pa.string_view(), "a"),
        "records": (pa.large_list(pa.struct([("x", pa.string())])), [{"x": "y"}]),
        "price": (pa.decimal128(30, 2), decimal.Decimal("1.5")),
    }
    schema = pa.schema([*SCHEMA, *((name, kind) for name, (kind, _) in foreign.items())])
    values = {name: value for name, (_, value) in foreign.items()}
    rows = rows_of(
        *(event(id=f"e{n}", geometry=point(n, 1), place_precision="exact") for n in range(9))
    )
    path = write(tmp_path / "a.parquet", [row | values for row in rows], schema)
    encodings = dict.fromkeys(["note", "geometry"], "DELTA_BYTE_ARRAY")
    for options in ({}, {"use_dictionary": ["title"], "column_encoding": encodings}):
        pq.write_table(pq.read_table(path), path, row_group_size=2, **options)
        assert agree(path).rejected == 0


def test_a_batch_can_be_written_again(tmp_path: Path):
    rows = rows_of(event(geometry=point(1, 2), place_precision="exact"), event(id="e2"))
    path = write(tmp_path / "first.parquet", rows)
    opened = open_reading(path)
    members = collection_members(opened.title, opened.sources, opened.extra)
    with GeoParquetWriter(tmp_path / "second.parquet", members) as writer:
        for batch, shapes in opened.batches():
            writer.write(batch, shapes)
    assert load_events(tmp_path / "second.parquet").events == load_events(path).events


def test_a_damaged_page_refuses_the_file(tmp_path: Path):
    rows = rows_of(*(event(id=f"e{n}", note=f"{n * 7919}") for n in range(5_000)))
    path = write(tmp_path / "a.parquet", rows)
    data = bytearray(path.read_bytes())
    start = pq.read_metadata(path).row_group(0).column(SCHEMA.get_field_index("note"))
    for offset in range(start.dictionary_page_offset, start.dictionary_page_offset + 400):
        data[offset] ^= 0x55
    path.write_bytes(data)
    with pytest.raises(EventFileError, match="a Parquet file that cannot be read"):
        list(open_reading(path).batches())


def test_an_offset_beyond_64_bits_is_told(tmp_path: Path):
    quote = {"source": "gazette", "exact": "a", "start": 2**64, "end": 2**64 + 1}
    loaded = Loaded("a", "", SOURCES, (event(quotes=[quote]), event(id="e2")), (), 2, "")
    export_events(loaded, tmp_path / "a.geojson")
    opened = agree(tmp_path / "a.geojson")
    assert [problem.field for problem in opened.problems] == ["quotes[0].end"]
    assert (opened.read, opened.rejected) == (2, 1)


@pytest.mark.parametrize("ending", [".geojson", ".parquet"])
def test_progress_grows_to_the_whole(ending: str, tmp_path: Path):
    path = tmp_path / f"many{ending}"
    made = tuple(event(id=f"e{n}") for n in range(100))
    export_events(Loaded("a", "", (), made, (), 100, ""), path)
    shares: list[float] = []
    list(open_reading(path, shares.append, portions=Portions(piece=1_000, rows=10)).batches())
    assert shares == sorted(shares)
    assert len(shares) >= 10
    assert shares[-1] == 1


@pytest.mark.parametrize("ending", [".geojson", ".parquet"])
def test_progress_can_end_the_reading(ending: str, tmp_path: Path):
    path = tmp_path / f"one{ending}"
    export_events(Loaded("a", "", (), (event(),), (), 1, ""), path)

    def cancel(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(open_reading(path, cancel).batches())


def test_members_may_stand_after_the_features(tmp_path: Path):
    source = SOURCES[0].model_dump(exclude_unset=True)
    quote = {"source": "gazette", "exact": "a", "start": 0, "end": 1}
    members = {"type": "FeatureCollection", "features": [feature_of(event(quotes=[quote]))]}
    last = {"sources": [source], "title": "Last", "format": FORMAT, "colour": "red"}
    (tmp_path / "a.geojson").write_text(json.dumps(members | last))
    opened = agree(tmp_path / "a.geojson")
    assert (opened.title, opened.rejected, opened.extra) == ("Last", 0, {"colour": "red"})


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
@settings(deadline=None)
@given(data=st.data())
def test_json_in_pieces_is_json_at_once(size: int, data: st.DataObject):
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=9,
    )
    whole = data.draw(values | st.fixed_dictionaries({"features": st.lists(values), "é": values}))
    text = json.dumps(
        whole, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.none() | st.just(1))
    )
    raw = text.encode("utf-8", "surrogatepass")
    cut = data.draw(st.integers(0, len(raw)) | st.just(len(raw)))
    raw = raw[:cut] + data.draw(
        st.sampled_from([b"", b" ", b",", b"]", b"}", b"x", b'"', b"\\", b"\xff"])
    )

    def read() -> JsonStream:
        return JsonStream(io.BytesIO(raw), "a.geojson", portions=Portions(piece=size))

    refused = refusal_of(lambda: decode_json(raw, "a.geojson"))
    assert refusal_of(read) == refused
    if refused:
        return
    stream = read()
    features = list(stream.features()) if isinstance(stream.members, dict) else []
    expected = decode_json(raw, "a.geojson")
    if isinstance(expected, dict) and isinstance(expected.get("features"), list):
        assert repr(features) == repr(expected["features"])
        assert stream.members["features"] == range(1, len(expected.pop("features")) + 1)
        stream.members.pop("features")
    if not isinstance(expected, list):
        assert repr(stream.members) == repr(expected)


def test_a_large_geojson_file_takes_little_memory(tmp_path: Path):
    path = tmp_path / "large.geojson"
    made = (event(id=f"e{n}", note="ü" * 5_000) for n in range(2_000))
    export_events(Loaded("a", "", (), tuple(made), (), 2_000, ""), path)
    opened = open_reading(path, portions=Portions(piece=100_000, text=200_000))
    tracemalloc.start()
    assert sum(len(batch) for batch, _ in opened.batches()) == 2_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size / 4
