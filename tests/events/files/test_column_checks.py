"""What is called sound has to be good: each rule broken once, and rows damaged at random."""

import struct
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from events.accounts.fields import DATE
from events.columns.shape_checks import ShapeReader
from events.files.arrow_schema import SCHEMA, batch_of, features_from
from events.files.column_checks import valid_rows
from events.files.feature_reader import FeatureReader
from events.files.feature_rows import feature_of, row_of
from events.files.geoparquet_reader import conform
from events.model.dates import parse_edtf
from events.model.distinct_dates import valid_dates
from events.model.limits import TEXT_CHARACTERS
from events.model.problems import FaultError
from tests.makers.made_events import dates, event, point
from tests.makers.rich_events import SOURCES, collections

PLACED = {"geometry": point(68.78, 38.54), "place_precision": "exact", "radius_km": 0.5}
QUOTE = {"source": "gazette", "exact": "Schüsse", "prefix": "", "start": 4, "end": 11}
FULL = event(
    **PLACED,
    date="2021-07-05~",
    date_basis="external",
    place="Нижний Пяндж",
    place_ids=["iso3166-1:TJ"],
    actors=[{"name": "„Border“ Guards", "role": "guard"}, {"name": "\u2002Elders"}],
    quantities=[{"what": "wounded", "low": 2, "high": 5}, {"what": "shots", "low": 1001}],
    quotes=[QUOTE],
    evidence=[{"about": "date", "url": "https://example.org/a"}],
    extra={"team": 7, "tags": ["a", None, 1.5]},
    members={"bbox": [68, 38, 69, 39]},
)


def rows_of(*events: Any) -> list[dict[str, Any]]:
    """Write events as rows of `SCHEMA`, the geometry as binary."""
    return batch_of(row_of(feature_of(one)) for one in events)[0].to_pylist()


def marks(rows: list[dict[str, Any]]) -> tuple[pa.RecordBatch, list[bool]]:
    """Mark the sound rows; also give the batch that was looked at."""
    raw = pa.RecordBatch.from_pylist(rows, SCHEMA)
    read = raw.set_column(
        raw.schema.get_field_index("geometry"), "geometry", raw["geometry"].dictionary_encode()
    )
    columns = conform(read, ShapeReader())
    return raw, list(columns.plain & valid_rows(columns.batch, [one.id for one in SOURCES]))


def read_alone(raw: pa.RecordBatch, number: int) -> Any:
    """Read one row by the reader of single features; None where it finds a fault."""
    reader = FeatureReader("rows.parquet")
    reader.read_sources([one.model_dump(exclude_unset=True) for one in SOURCES])
    (feature,) = features_from(raw.slice(number, 1))
    read = reader.read_feature(1, feature)
    return None if reader.problems else read


def check(rows: list[dict[str, Any]]) -> None:
    raw, sound_rows = marks(rows)
    for number, is_sound in enumerate(sound_rows):
        if is_sound:
            read = read_alone(raw, number)
            assert read is not None
            assert rows_of(read) == raw.slice(number, 1).to_pylist()


def test_every_part_of_the_format_may_be_sound():
    bare = event(id="e2", date="", actors=[], quotes=[])
    assert marks(rows_of(FULL, bare, event(id="e3", place_precision="country")))[1] == [True] * 3


@settings(deadline=None)
@given(collections())
def test_what_the_reader_takes_is_sound_and_stays_the_same(loaded: Any):
    plain = [one for one in loaded.events if not has_more(one)]
    rows = rows_of(*plain)
    check(rows)
    # What the reader takes is doubted only where it is seldom.
    for one, is_sound in zip(plain, marks(rows)[1] if rows else [], strict=True):
        assert (
            is_sound
            or any("\\" in str(part) for part in (one.extra, one.members))
            or any(map(area_z, (one, *one.accounts)))
            or DATE.differs(one.accounts)
        )


def has_more(one: Any) -> bool:
    told = [part for account in one.accounts for part in parts_of(account)]
    parts = (*parts_of(one), *one.evidence, *one.accounts, *told, *one.merged)
    return bool(one.merged) or any(part.model_extra for part in parts)


def parts_of(one: Any) -> list[Any]:
    return [*one.actors, *one.quantities, *one.quotes]


def area_z(one: Any) -> bool:
    return bool(one.geometry) and any(len(position) > 2 for position in one.geometry.positions)


LONG = "x" * (TEXT_CHARACTERS + 1)
AREA = "POLYGON ((0 0, 1 0, 1 1, 0 0))"
BROKEN: list[tuple[str, Any]] = [
    *(("id", bad) for bad in (None, "", " ", "\u3000", "x" * 201)),
    *(("title", bad) for bad in (None, "", "\u00a0", LONG)),
    *((name, LONG) for name in ("code", "category", "date_says", "place_says", "note")),
    *((name, LONG) for name in ("place", "district", "province", "country")),
    *(("kind", bad) for bad in (None, "asault", "Assault")),
    *(("status", bad) for bad in (None, "rumoured")),
    *(("date", bad) for bad in ("2021-13-02", "2021-07-08/2021-07-01")),
    *((name, bad) for name in ("date_basis", "place_basis") for bad in ("", "guessed")),
    *(("place_precision", bad) for bad in (None, "none", "near", "province")),
    ("place_basis", "external"),
    ("geometry", None),
    *(("radius_km", bad) for bad in (0.0, -1.0, float("inf"), float("nan"))),
    *((f"place_{end}", 37.0) for end in ("longitude", "latitude")),
    *(("place_ids", [bad]) for bad in (None, "", LONG)),
    *(("extra", bad) for bad in ("{}", "[]", "{", "7", '{"a":1}', '{"a": NaN}', '{"title": "x"}')),
    *(("extra", bad) for bad in ('{"dates": 1}', '{"a": "\\ud800"}', '{"a": 1, "a": 1}')),
    *(("members", bad) for bad in ("{}", '{"id": 1}', '{"a":1}', '{"a": Infinity}')),
    *((name, [None]) for name in ("actors", "quantities", "quotes", "evidence")),
    *(("actors.name", bad) for bad in (None, "\x1c", LONG)),
    *((f"{name}.more", '{"a": 1}') for name in ("actors", "quantities", "quotes", "evidence")),
    *((f"quotes.{part}", LONG) for part in ("prefix", "suffix", "speaker")),
    *((name, LONG) for name in ("actors.role", "quantities.says", "evidence.note")),
    *(("quantities.what", bad) for bad in (None, "")),
    *(("quantities.low", bad) for bad in (float("inf"), float("nan"), 6.0)),
    *(("quantities.high", bad) for bad in (float("inf"), float("nan"), 1.0)),
    *(("quotes.source", bad) for bad in (None, "newss")),
    *(("quotes.exact", bad) for bad in (None, "", "Schuss", "       ")),
    *(("quotes.start", bad) for bad in (None, 3, 2**63 - 1)),
    *(("quotes.end", bad) for bad in (None, 12)),
    *(("evidence.about", bad) for bad in (None, "place", " ")),
    *(("evidence.url", bad) for bad in ("javascript:x", "http://a.org/" + LONG)),
]
BROKEN_SHAPES = [
    b"",
    shapely.Point(38.5, 168.7).wkb,
    shapely.Point(181, 38).wkb,
    shapely.Point(float("nan"), 38).wkb,
    shapely.Point().wkb,
    shapely.MultiPoint().wkb,
    shapely.GeometryCollection([shapely.Point(1, 2)]).wkb,
    shapely.LinearRing([(0, 0), (1, 0), (1, 1)]).wkb[:5] + bytes(4),
    shapely.to_wkb(shapely.Point(1, 2), byte_order=0),
    shapely.to_wkb(shapely.set_srid(shapely.Point(1, 2), 4326), include_srid=True),
    shapely.to_wkb(shapely.Point(1, 2, 3), flavor="extended"),
    shapely.to_wkb(shapely.Point(1, 2, float("inf")), flavor="iso"),
    shapely.from_wkt("MULTIPOINT ((1 2), EMPTY)").wkb,
    shapely.from_wkt("MULTILINESTRING ((1 2, 3 4), EMPTY)").wkb,
    shapely.from_wkt("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), EMPTY)").wkb,
    shapely.to_wkb(shapely.from_wkt("LINESTRING Z (0 0 1, 1 1 NaN)"), flavor="iso"),
    shapely.to_wkb(shapely.from_wkt("POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 2))"), flavor="iso"),
    struct.pack("<BII", 1, 3, 1) + struct.pack("<I6d", 3, 0, 0, 1, 0, 0, 0),
    struct.pack("<BII", 1, 3, 2) + struct.pack("<I8d", 4, 0, 0, 9, 0, 9, 9, 0, 0) + bytes(4),
    struct.pack("<BII", 1, 3, 1) + struct.pack("<I8d", 4, 0, 0, 1, 0, 1, 1, 0, 2),
    struct.pack("<BII", 1, 2, 1) + struct.pack("<2d", 0, 0),
    shapely.linestrings(np.zeros((100_001, 2))).wkb,
]


@pytest.mark.parametrize(("path", "bad"), BROKEN, ids=lambda part: str(part)[:20])
def test_each_broken_rule_is_doubted(path: str, bad: Any):
    (row,) = rows_of(FULL)
    name, _, part = path.partition(".")
    if part:
        row[name][0][part] = bad
    else:
        row[name] = bad
    if path == "quotes.start" and bad and bad > 4:  # an end that only wrapping around makes right
        row[name][0]["end"] = bad - 2**64 + 7
    assert marks([row])[1] == [False]


@pytest.mark.parametrize("precision", [None, "none", "near"])
def test_a_geometry_needs_a_precision(precision: str | None):
    (row,) = rows_of(FULL)
    assert marks([row | {"radius_km": None}])[1] == [True]
    assert marks([row | {"radius_km": None, "place_precision": precision}])[1] == [False]


@pytest.mark.parametrize("wkb", BROKEN_SHAPES, ids=range(len(BROKEN_SHAPES)))
def test_each_broken_geometry_is_doubted(wkb: bytes):
    (row,) = rows_of(FULL)
    assert marks([row | {"geometry": wkb}])[1] == [False]


@pytest.mark.parametrize("end", ["low", "high"])
def test_a_range_of_one_end_or_of_one_number_is_sound(end: str):
    (row,) = rows_of(FULL)
    row["quantities"] = [
        {"what": "shots", end: 3.0},
        {"what": "shots", "low": 3.0, "high": 3.0},
    ]
    assert marks([row])[1] == [True]


TEXTS = st.sampled_from(
    [
        *("", " ", "\u00a0", "\u3000\u2028", "\x1c", "“a”", "ä" * 150, "x" * 201, LONG),
        *("none", "exact", "country", "external", "date", "place", "gazette", "javascript:x"),
        *('{"a": 1}', '{"a":1}', '{"dates": 1}', '{"title": "x"}', '{"id": 1}', "{}", "[]", "7"),
        *("{", '{"a": NaN}', '{"a": "\\ud800"}', '{"a": 1, "a": 1}', '{"a": 1e2}', '{"about": 7}'),
        *("https://a.org", "http://a.org/ b", "https:///x", "2021-02-30", "2021-07-08/2021-07-01"),
    ]
)
NUMBERS = st.sampled_from([0.0, -0.0, -1.0, 5.0, 1e300, float("nan"), float("inf"), None])
OFFSETS = st.sampled_from([None, -1, 0, 4, 11, 2**62, 2**63 - 1, -(2**63)])
LISTS = st.sampled_from([None, [], [None]])
BINARY = st.sampled_from([None, b"\x01\x01", shapely.from_wkt(AREA).wkb, *BROKEN_SHAPES])


def damage(kind: pa.DataType) -> st.SearchStrategy[Any]:
    """Choose a value that a column of this type may hold, good or not."""
    if pa.types.is_string(kind):
        return TEXTS | dates | st.none()
    if pa.types.is_integer(kind):
        return OFFSETS
    return BINARY if pa.types.is_binary(kind) else NUMBERS


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_no_damaged_row_is_called_sound(data: st.DataObject):
    row = data.draw(st.sampled_from(rows_of(FULL, event())))
    for _ in range(data.draw(st.integers(1, 3))):
        field = data.draw(st.sampled_from(list(SCHEMA)))
        if not pa.types.is_list(field.type):
            row[field.name] = data.draw(damage(field.type))
        elif pa.types.is_struct(field.type.value_type) and row[field.name]:
            record = data.draw(st.sampled_from(row[field.name]))
            part = data.draw(st.sampled_from(list(field.type.value_type)))
            if record is not None:
                record[part.name] = data.draw(damage(part.type))
        else:
            row[field.name] = data.draw(LISTS)
    check([row])


@settings(deadline=None)
@given(st.lists(st.text("0129-/.~?%X", max_size=21) | dates | st.just("2024-02-29/2100-02-29")))
def test_dates_are_taken_as_the_parser_takes_them(texts: list[str]):
    def is_read(text: str) -> bool:
        try:
            parse_edtf(text)
        except FaultError:
            return False
        return True

    column = pa.array([None, "x", *texts], pa.string()).slice(2)
    assert list(valid_dates(column)) == [is_read(text) for text in texts]


@pytest.mark.parametrize("year", ["0000", "0001", "1900", "2000", "9999"])
@pytest.mark.parametrize("rest", ["", "-02", "-00", "-13", "-02-29", "-02-28", "-04-31", "-12-31"])
@pytest.mark.parametrize("sign", ["", "~", "?", "%", "/", "/..", "/9999-12-31"])
def test_dates_at_the_edges(year: str, rest: str, sign: str):
    test_dates_are_taken_as_the_parser_takes_them.hypothesis.inner_test([f"{year}{rest}{sign}"])


def test_a_row_is_doubted_for_what_our_columns_do_not_hold():
    rows = rows_of(event(), event(id="e2"))
    foreign = pa.RecordBatch.from_pylist([row | {"colour": None} for row in rows])
    red = foreign.set_column(len(foreign.schema) - 1, "colour", pa.array([None, "red"]))
    assert list(conform(red, ShapeReader()).plain) == [True, False]
    assert list(conform(pa.RecordBatch.from_pylist([{"title": 7}]), ShapeReader()).plain) == [False]


def test_text_that_is_no_utf8_is_refused():
    bad = pa.StringArray.from_buffers(
        1, pa.py_buffer(np.array([0, 1], "i4")), pa.py_buffer(b"\xff")
    )
    with pytest.raises(pa.ArrowInvalid):
        conform(pa.RecordBatch.from_arrays([bad], ["note"]), ShapeReader())


def test_a_shape_that_many_rows_share_is_one_object():
    row = rows_of(event(geometry=point(1, 2), place_precision="exact"))[0]
    raw = pa.RecordBatch.from_pylist([row, row], SCHEMA)
    index = raw.schema.get_field_index("geometry")
    read = raw.set_column(index, "geometry", raw["geometry"].dictionary_encode())
    first, second = conform(read, ShapeReader()).shapes
    assert first is second


def test_the_source_of_a_quote_has_to_be_known():
    row = rows_of(FULL)
    assert marks(row)[1] == [True]
    row[0]["quotes"][0]["source"] = "another"
    assert marks(row)[1] == [False]
