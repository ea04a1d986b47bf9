"""The columns of queries are what the rules for single events give, value by value."""

import numpy as np
import pyarrow as pa
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from events.files.arrow_schema import SCHEMA
from events.model.dates import parse_edtf
from events.model.distinct_dates import plain_spans
from events.query.columns.event_days import FAR
from events.query.filters.words import searchable
from events.query.query_schema import query_columns, shape_key

ROW = {"id": "e1", "title": "An appeal", "kind": "request", "status": "reported"}
DATES = [
    "", "0001-01-01", "9999-12-31", "1600-02-29", "1969-12-31", "1970-01-01", "2021-07-05",
    "2021", "2021-07", "2021-07-05~", "2021-07-05?", "2021?", "2000-02-28/2000-03-01",
    "0001-01-01/9999-12-31", "../2021-07-08", "2021-07-08/..", "/2021-07-08", "2021-07-08/",
    "2021-07/2021-08", "2021-07-05/2021-08~", "195X", "2021-07-05~/2021-07-08", "1970-XX-XX",
]  # fmt: skip
TEXTS = st.text(max_size=5) | st.sampled_from(
    ["Bagrāmī", "e\u0301", "\u0301", "Straße", "ÖST", "Da'esh’", "塔利", "A-_b"]
)


def columns(*rows: dict) -> pa.RecordBatch:
    return query_columns(pa.RecordBatch.from_pylist([ROW | row for row in rows], SCHEMA), 0)


def test_days_are_those_of_the_spans() -> None:
    found = columns(*({"date": text} for text in DATES)).to_pylist()
    for text, row in zip(DATES, found, strict=True):
        span = parse_edtf(text)
        first, last = (span.earliest, span.latest) if span else (None, None)
        assert row["dated"] == (span is not None), text
        assert row["uncertain"] == (span is not None and span.uncertain), text
        bounds = [
            (day - parse_edtf("1970-01-01").first).days if day else end
            for day, end in ((first, -FAR), (last, FAR))
        ]
        assert [row["first_day"], row["last_day"]] == bounds, text


@given(st.lists(st.dates(), min_size=2, max_size=2).map(sorted))
@settings(deadline=None)
def test_plain_days_are_counted(ends: list) -> None:
    first, last = ends
    plain, firsts, lasts = plain_spans(pa.array([first.isoformat(), f"{first}/{last}"]))
    day_0 = parse_edtf("1970-01-01").first
    assert plain.all()
    assert firsts.tolist() == [(first - day_0).days] * 2
    assert lasts.tolist() == [(first - day_0).days, (last - day_0).days]


@given(st.lists(st.tuples(*[TEXTS] * 9), min_size=1, max_size=4))
@settings(deadline=None)
def test_words_are_all_texts_folded_as_one(made: list) -> None:
    rows = [
        {
            "title": title,
            "place": place or None,
            "province": province or None,
            "place_says": says or None,
            "note": note or None,
            "actors": [{"name": name, "role": role or None}, {"name": exact}],
            "quotes": [{"exact": exact, "speaker": speaker or None}],
        }
        for title, place, province, says, note, name, role, exact, speaker in made
    ]
    expected = []
    for title, place, province, says, note, name, role, exact, speaker in made:
        texts = [title, place, "", province, "", says, note, name, exact, role, "", exact, speaker]
        expected.append(searchable("\n".join(texts)))
    assert columns(*rows)["words"].to_pylist() == expected


def test_places_are_those_of_shapely() -> None:
    shapes = [
        shapely.Point(68.78, 38.54),
        None,
        shapely.MultiPoint([(70, 30), (60, 40)]),
        shapely.Point(68.78, 38.54, 900),
        shapely.LineString([(60, 30), (70, 36)]),
        shapely.box(60, 30, 64, 34),
    ]
    wkb = [None if shape is None else shapely.to_wkb(shape, flavor="iso") for shape in shapes]
    wkb.append(shapely.to_wkb(shapely.Point(-1, 2), byte_order=0))
    shapes.append(shapely.Point(-1, 2))
    found = columns(*({"geometry": one} for one in wkb)).to_pylist()
    middles = [(68.78, 38.54), (None, None), (70, 30), (68.78, 38.54), (65, 33), (62, 32), (-1, 2)]
    for row, shape, raw, middle in zip(found, shapes, wkb, middles, strict=True):
        box = tuple(row[end] for end in ("west", "south", "east", "north"))
        assert box == ((None,) * 4 if shape is None else shape.bounds)
        assert (row["longitude"], row["latitude"]) == middle
        area = shape is not None and shape.geom_type in ("LineString", "Polygon")
        assert row["shape"] == (shape_key(raw) if area else 0)
        assert (row["located"], row["pointed"]) == (
            shape is not None,
            shape is not None and not area,
        )
    assert np.all([row["order"] == number for number, row in enumerate(found)])
