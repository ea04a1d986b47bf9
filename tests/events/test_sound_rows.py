"""What is called sound has to be good: each rule broken once, and rows damaged at random."""

import struct
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from events.conforming import conform
from events.dates import parse_edtf
from events.event_rows import feature_of, row_of
from events.features import Reader
from events.geoparquet import SCHEMA, batch_of, features_of
from events.problems import FaultError
from events.sound_dates import sound_dates
from events.sound_rows import sound
from events.sound_shapes import ShapeReader
from tests.events.made_events import dates, event, point
from tests.events.rich_events import SOURCES, collections

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
    return raw, list(columns.plain & sound(columns.batch, [one.id for one in SOURCES]))


def read_alone(raw: pa.RecordBatch, number: int) -> Any:
    """Read one row by the reader of single features; None where it finds a fault."""
    reader = Reader("rows.parquet")
    reader.read_sources([one.model_dump(exclude_unset=True) for one in SOURCES])
    (feature,) = features_of(raw.slice(number, 1))
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
            is_sound or any("\\" in str(part) for part in (one.extra, one.members)) or area_z(one)
        )


def has_more(one: Any) -> bool:
    parts = (*one.actors, *one.quantities, *one.quotes, *one.evidence)
    return any(part.model_extra for part in parts)


def area_z(one: Any) -> bool:
    return bool(one.geometry) and any(len(position) > 2 for position in one.geometry.positions)


TEXTS = st.sampled_from(
    [
        *("", " ", "\u00a0", "\u3000\u2028", "\x1c", "“a”", "ä" * 150, "x" * 201, "x" * 20_001),
        *("none", "exact", "country", "external", "date", "place", "gazette", "javascript:x"),
        *('{"a": 1}', '{"a":1}', '{"dates": 1}', '{"title": "x"}', '{"id": 1}', "{}", "[]", "7"),
        *("{", '{"a": NaN}', '{"a": "\\ud800"}', '{"a": 1, "a": 1}', '{"a": 1e2}', '{"about": 7}'),
        *("https://a.org", "http://a.org/ b", "https:///x", "2021-02-30", "2021-07-08/2021-07-01"),
    ]
)
NUMBERS = st.sampled_from([0.0, -0.0, -1.0, 5.0, 1e300, float("nan"), float("inf"), None])
OFFSETS = st.sampled_from([None, -1, 0, 4, 11, 2**62, 2**63 - 1, -(2**63)])
LISTS = st.sampled_from([None, [], [None]])
BINARY = st.sampled_from(
    [
        None,
        b"",
        b"\x01\x01",
        shapely.Point(38.5, 168.7).wkb,
        shapely.Point(181, 38).wkb,
        shapely.Point(float("nan"), 38).wkb,
        shapely.Point(1, 2, 3).wkb,
        shapely.to_wkb(shapely.Point(1, 2, 3), flavor="iso"),
        shapely.to_wkb(shapely.Point(1, 2, float("nan")), flavor="iso"),
        shapely.to_wkb(shapely.Point(1, 2), byte_order=0),
        shapely.to_wkb(shapely.set_srid(shapely.Point(1, 2), 4326), include_srid=True),
        shapely.Point().wkb,
        shapely.MultiPoint().wkb,
        shapely.GeometryCollection([shapely.Point(1, 2)]).wkb,
        shapely.from_wkt("MULTIPOINT ((1 2), EMPTY)").wkb,
        shapely.from_wkt("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), EMPTY)").wkb,
        shapely.to_wkb(shapely.from_wkt("LINESTRING Z (0 0 1, 1 1 NaN)"), flavor="iso"),
        shapely.to_wkb(shapely.from_wkt("POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 2))"), flavor="iso"),
        struct.pack("<BII", 1, 3, 2) + struct.pack("<I8d", 4, 0, 0, 9, 0, 9, 9, 0, 0) + bytes(4),
        struct.pack("<BII", 1, 3, 1) + struct.pack("<I6d", 3, 0, 0, 1, 0, 0, 0),
        struct.pack("<BII", 1, 3, 1) + struct.pack("<I8d", 4, 0, 0, 1, 0, 1, 1, 0, 2),
        struct.pack("<BI", 1, 2) + struct.pack("<I2d", 1, 0, 0),
    ]
)


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
    assert list(sound_dates(column)) == [is_read(text) for text in texts]


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
