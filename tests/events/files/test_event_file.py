"""One small broken file for each rule, and its message word for word."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.files import event_file, feature_reader
from events.files.event_file import load_events, parse_events
from events.files.file_access import open_bytes
from events.model.problems import EventFileError
from events.model.vocabulary import FORMAT, Kind, Rank

FILES = Path(__file__).parents[2] / "data" / "events"
KINDS = f"one of {', '.join(Kind)}"
SHAPES = "one of Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon"

REJECTED = {
    "account-external": (
        'feature 2 (id "evt-1"), accounts[0].date_basis: found "external", expected stated, '
        "inferred or coded, as an account is its own source's."
    ),
    "account-of-no-source": (
        'feature 2 (id "evt-1"), accounts[2].source: found "newss", expected the id of one of '
        'the file\'s sources. Did you mean "news"?'
    ),
    "account-of-unknown-rank": (
        'feature 2 (id "evt-1"), accounts[0].rank: found "prefered", expected one of preferred, '
        'normal, deprecated. Did you mean "preferred"?'
    ),
    "account-quotes-another": (
        'feature 2 (id "evt-1"), accounts[0].quotes[0].source: found "news", expected the '
        "account's source."
    ),
    "account-without-reason": (
        'feature 2 (id "evt-1"), accounts[0].reason: found "", expected why, as the rank is '
        "preferred."
    ),
    "account-without-shape": (
        'feature 2 (id "evt-1"), accounts[1].place_precision: found "settlement", expected none '
        "or country, as there is no geometry and the place is not the event's. Give the geometry, "
        "or say none."
    ),
    "merged-without-id": 'feature 2 (id "evt-1"), merged[0].from: found nothing, expected text.',
    "shown-basis": (
        'feature 2 (id "evt-1"), date_basis: found "stated", expected "external", as the accounts '
        "give it by their ranks."
    ),
    "shown-date": (
        'feature 2 (id "evt-1"), date: found "2021-07-04", expected "2021-07-04/2021-07-05", as '
        "the accounts give it by their ranks."
    ),
    "shown-number": (
        'feature 2 (id "evt-1"), quantities: found "wounded 3–4", expected "wounded 2–?", as the '
        "accounts give it by their ranks."
    ),
    "shown-place": (
        'feature 2 (id "evt-1"), place: found "Khorugh", expected "Dushanbe", as the accounts '
        "give it by their ranks."
    ),
    "blank-title": ('feature 2 (id "evt-1"), title: found " ", expected text that is not blank.'),
    "date-backwards": (
        'feature 2 (id "evt-1"), date: found "2021-07-08/2021-07-01", expected an '
        "interval whose first day is not after its last."
    ),
    "deep-property": (
        'feature 2 (id "evt-1"), '
        "more[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]…:"
        " found a deeper level, expected at most 32 levels of lists and objects."
    ),
    "duplicate-id": (
        'feature 2 (id "evt-0"), id: found "evt-0", expected an id of its own. Feature 1 '
        "has it already."
    ),
    "duplicate-key": ('feature 2 (id "evt-1"), kind: found a name given twice, expected it once.'),
    "empty-coordinates": (
        'feature 2 (id "evt-1"), geometry.coordinates: found [], expected the coordinates'
        " of a MultiPoint, nested lists."
    ),
    "escape-in-id": (
        f'feature 1 (id "evt\\u001b[31m\\n\\u202ered"), kind: found "aiid", expected {KINDS}.'
        ' Did you mean "aid"?'
    ),
    "external-without-evidence": (
        'feature 2 (id "evt-1"), evidence: found no item about date, expected one with '
        'about "date", as date_basis is external.'
    ),
    "feature-not-an-object": "feature 2: found 7, expected a Feature object.",
    "feature-type": 'feature 2 (id "evt-1"), type: found "feature", expected "Feature".',
    "foreign-kind": f'feature 2 (id "evt-1"), kind: found "battle", expected {KINDS}.',
    "geometry-collection": (
        'feature 2 (id "evt-1"), geometry.type: found "GeometryCollection", expected '
        f"{SHAPES}. Give each part an event of its own, or use one of the Multi types."
    ),
    "geometry-null-with-place": (
        'feature 2 (id "evt-1"), place_precision: found "settlement", expected none or '
        "country, as the geometry is null. Give the geometry, or say none."
    ),
    "huge-integer": (
        'feature 2 (id "evt-1"), radius_km: found Infinity, expected a finite number.'
    ),
    "impossible-date": (
        'feature 2 (id "evt-1"), date: found "2021-13-02", expected EDTF such as 2021-07-05.'
    ),
    "infinity": ('feature 2 (id "evt-1"), radius_km: found Infinity, expected a finite number.'),
    "lone-surrogate": (
        'feature 2 (id "evt-1"), note: found half a surrogate pair (U+D83D), expected '
        "whole Unicode characters."
    ),
    "longitude-out-of-range": (
        'feature 2 (id "evt-1"), geometry.coordinates: found [181.5, 38.5], expected '
        "longitude from -180 to 180."
    ),
    "metres": (
        'feature 2 (id "evt-1"), geometry.coordinates: found [7656000.0, 4652000.0], '
        "expected longitude from -180 to 180. These look like metres: write degrees "
        "(EPSG:4326)."
    ),
    "nan": (
        'feature 2 (id "evt-1"), geometry.coordinates: found [NaN, 38.5], expected finite numbers.'
    ),
    "no-id": "feature 2, id: found nothing, expected text.",
    "no-leap-day": (
        'feature 2 (id "evt-1"), date: found "2021-02-29", expected EDTF such as 2021-07-05.'
    ),
    "no-title": 'feature 2 (id "evt-1"), title: found nothing, expected text.',
    "number-as-id": "feature 2, id: found 17, expected text.",
    "number-as-title": 'feature 2 (id "evt-1"), title: found 7, expected text.',
    "place-none-with-geometry": (
        'feature 2 (id "evt-1"), place_precision: found "none", expected another '
        "precision, as there is a geometry. Say how closely the place is known, or make "
        "the geometry null."
    ),
    "properties-null": (
        'feature 2 (id "evt-1"), properties: found nothing, expected an object with the '
        "event's properties."
    ),
    "quantity-backwards": (
        'feature 2 (id "evt-1"), quantities[0].high: found 10, expected a number not '
        "below low, which is 20."
    ),
    "quote-of-wrong-length": (
        'feature 2 (id "evt-1"), quotes[0].end: found 17, expected 18, which is start + '
        "the 8 code points of exact."
    ),
    "quote-without-source": (
        'feature 2 (id "evt-1"), quotes[0].source: found "newss", expected the id of one '
        'of the file\'s sources. Did you mean "news"?'
    ),
    "radius-of-a-province": (
        'feature 2 (id "evt-1"), radius_km: found 5, expected no radius where '
        "place_precision is province."
    ),
    "radius-zero": (
        'feature 2 (id "evt-1"), radius_km: found 0, expected a distance above 0 km, or null.'
    ),
    "script-as-url": (
        'feature 2 (id "evt-1"), evidence[0].url: found "javascript:alert(1)", expected a'
        " web address (http or https)."
    ),
    "short-line": (
        'feature 2 (id "evt-1"), geometry.coordinates: found 1 position, expected a line '
        "of at least 2."
    ),
    "short-ring": (
        'feature 2 (id "evt-1"), geometry.coordinates[0]: found 3 positions, expected a '
        "closed ring of at least 4."
    ),
    "swapped": (
        'feature 2 (id "evt-1"), geometry.coordinates: found [38.5, 168.7], expected '
        "latitude from -90 to 90. Latitude and longitude look swapped: longitude comes "
        "first."
    ),
    "text-as-coordinates": (
        'feature 2 (id "evt-1"), geometry.coordinates: found ["68.7", "38.5"], expected a'
        " position [longitude, latitude]."
    ),
    "unclosed-ring": (
        'feature 2 (id "evt-1"), geometry.coordinates[0][3]: found [68, 39], expected the'
        " ring closed by its first position [68, 38]."
    ),
    "unknown-geometry": (
        f'feature 2 (id "evt-1"), geometry.type: found "Circle", expected {SHAPES}.'
    ),
    "unknown-kind": (
        f'feature 2 (id "evt-1"), kind: found "asault", expected {KINDS}. Did you mean "assault"?'
    ),
    "unknown-status": (
        'feature 2 (id "evt-1"), status: found "rumoured", expected one of reported, '
        "claimed, intended, ordered, standing, forecast, disputed."
    ),
}
"""What is said of the feature that each of these files loses."""

REFUSED = {
    "a-list": ": found [1], expected a GeoJSON FeatureCollection.",
    "cut-after-comma": (
        ": found JSON that breaks off at line 30, column 5, expected JSON up to its "
        "closing bracket."
    ),
    "duplicate-features": ", features: found a name given twice, expected it once.",
    "empty": ": found an empty file, expected a GeoJSON FeatureCollection.",
    "features-not-a-list": ", features: found an object of 1 member, expected a list.",
    "latin-1": ": found the byte 0xFC in line 28, which is not UTF-8, expected UTF-8.",
    "nested-10000": (
        ": found lists or objects nested without end, expected at most 32 levels in a feature."
    ),
    "no-features": ", features: found nothing, expected a list.",
    "no-format": (
        ', format: found nothing, expected "panj-events/1" or "panj-events/2". It may be GeoJSON '
        "of another kind."
    ),
    "not-a-collection": ', type: found "Feature", expected "FeatureCollection".',
    "other-crs": (
        ', crs: found "urn:ogc:def:crs:EPSG::32642", expected longitude and latitude (EPSG:4326).'
    ),
    "trailing-comma": (
        ": found broken JSON at line 2, column 17 (Expecting property name enclosed in "
        "double quotes), expected JSON (RFC 8259)."
    ),
    "truncated": (
        ": found JSON that breaks off at line 30, column 5, expected JSON up to its "
        "closing bracket."
    ),
    "utf-16-without-mark": ": found UTF-16, expected UTF-8.",
    "utf-16": ": found UTF-16, expected UTF-8.",
    "wrong-format": ', format: found "panj-events/9", expected "panj-events/1" or "panj-events/2".',
}
"""What is said of each of these files as a whole."""

KEPT = ["accounts", "bom", "good"]
TOLD_BESIDE = [
    "accounts-in-format-1",
    "asides",
    "asides-not-a-list",
    "duplicate-source",
    "misspelt-property",
    "no-geometry",
    "several-faults",
    "source-of-unknown-kind",
    "source-without-id",
    "sources-not-a-list",
    "title-not-text",
]


def load(name: str) -> event_file.Loaded:
    return load_events(FILES / f"{name}.geojson")


def refusal_of(path: Path) -> str:
    with pytest.raises(EventFileError) as caught:
        load_events(path)
    (problem,) = caught.value.problems
    return str(problem)


@pytest.mark.parametrize("name", REJECTED)
def test_a_broken_feature_is_left_out_and_told(name: str):
    loaded = load(name)
    (problem,) = loaded.problems
    hint = "The event is left off the map; correct it and reload."
    assert str(problem) == f"{name}.geojson, {REJECTED[name]} {hint}"
    assert loaded.rejected == 1
    assert loaded.read == len(loaded.events) + loaded.rejected


def test_a_text_beyond_the_limit_costs_its_event():
    told = json.loads((FILES / "good.geojson").read_text(encoding="utf-8"))
    told["features"][1]["properties"]["note"] = "x" * 1_000_001
    loaded = parse_events(json.dumps(told).encode(), "long.geojson")
    (problem,) = loaded.problems
    assert (problem.field, str(problem.found), problem.expected) == (
        "note",
        "1,000,001 characters",
        "at most 1,000,000",
    )
    assert loaded.rejected == 1


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_is_refused(name: str):
    hint = "The file is not opened; correct it and reload."
    assert refusal_of(FILES / f"{name}.geojson") == f"{name}.geojson{REFUSED[name]} {hint}"


WHOLE = json.dumps(
    {
        "type": "FeatureCollection",
        "format": "panj-events/1",
        "title": 'ü"\\',
        "licence": [None, True, -12.5e-3],
        "features": [],
    }
)


@pytest.mark.parametrize("length", range(1, len(WHOLE)))
def test_wherever_a_file_breaks_off_it_is_told(length: int):
    with pytest.raises(EventFileError, match="found JSON that breaks off at line 1"):
        parse_events(WHOLE[:length].encode(), "cut.geojson")


@pytest.mark.parametrize("left", [1, 2])
@pytest.mark.parametrize("end", ["", '"}'])
def test_a_file_that_breaks_off_within_a_character_is_told(left: int, end: str):
    cut = '{"title": "A' + end + "–"
    with pytest.raises(EventFileError, match="found JSON that breaks off at line 1"):
        parse_events(cut.encode()[:-left], "cut.geojson")


def test_every_broken_file_has_its_test():
    names = {path.stem for path in FILES.iterdir()}
    assert names == {*REJECTED, *REFUSED, *KEPT, *TOLD_BESIDE}


@pytest.mark.parametrize("name", KEPT)
def test_a_good_file_has_no_problem(name: str):
    loaded = load(name)
    assert loaded.problems == ()
    assert loaded.read == len(loaded.events) > 0


def test_a_good_file_is_read_in_full():
    loaded = load("good")
    full, nowhere = loaded.events
    assert (loaded.path_name, loaded.title) == ("good.geojson", "Made up for a test")
    assert [source.id for source in loaded.sources] == ["news"]
    assert loaded.extra == {"licence": "CC0"}
    assert len(loaded.sha256) == 64
    assert full.geometry is not None
    assert full.geometry.points == ((68.77905, 38.53575),)
    assert (full.quantities[0].low, full.quantities[0].high) == (1001, None)
    assert full.extra == {"colour": "red"}
    assert (nowhere.geometry, nowhere.span, nowhere.date_basis) == (None, None, None)


def test_a_broken_aside_is_left_out_and_told():
    loaded = load("asides")
    assert [(one.exact, one.why) for one in loaded.asides] == [("By A. Writer", "The byline.")]
    assert len(loaded.events) == 1
    assert [str(problem) for problem in loaded.problems] == [
        f"asides.geojson, {fault} It is left out; correct it and reload."
        for fault in (
            'asides[1].source: found "nes", expected the id of one of the file\'s sources. '
            'Did you mean "news"?',
            "asides[2].end: found 9, expected 16, which is start + the 12 code points of exact.",
            "asides[3].why: found nothing, expected text.",
        )
    ]


def test_asides_are_a_list():
    loaded = load("asides-not-a-list")
    assert loaded.asides == ()
    assert [problem.field for problem in loaded.problems] == ["asides"]


def test_accounts_are_read_in_full():
    loaded = load("accounts")
    wire, copy, news = loaded.events[1].accounts
    assert (wire.rank, copy.rank, news.rank) == (Rank.PREFERRED, Rank.PREFERRED, Rank.NORMAL)
    assert (wire.date, copy.date, news.date) == ("2021-07-04/2021-07-05", "", "../2021-07-08")
    assert [one.from_ for one in loaded.events[1].merged] == ["evt-9"]
    kinds = [(one.kind, one.derives_from, one.archived) for one in loaded.sources]
    assert kinds == [
        ("article", "", ""),
        ("report", "", "https://example.org/kept"),
        (None, "wire", ""),
    ]


def test_the_first_version_keeps_what_it_calls_accounts_itself():
    loaded = load("accounts-in-format-1")
    assert dict(loaded.events[1].extra) == {"accounts": 7, "merged": "no"}
    assert [str(problem) for problem in loaded.problems] == [
        f'accounts-in-format-1.geojson, feature 2 (id "evt-1"), {name}: found a property that '
        'panj-events/1 does not have, expected "format": "panj-events/2", if that is meant. '
        "The event is kept without it; rename it and reload."
        for name in ("accounts", "merged")
    ]


def test_a_source_of_an_unknown_kind_or_origin_is_told():
    first, second = load("source-of-unknown-kind").problems[:2]
    assert str(first) == (
        'source-of-unknown-kind.geojson, sources[1].kind: found "rumour", expected one of article, '
        "report, dataset, statement, post. The source is left out, and the events that quote it; "
        "correct it and reload."
    )
    assert str(second) == (
        'source-of-unknown-kind.geojson, sources[2].derives_from: found "newss", expected the id '
        'of one of the file\'s sources. Did you mean "news"? The source is counted as one that '
        "repeats no other; correct it and reload."
    )


def test_all_faults_of_a_feature_are_told_at_once():
    problems = load("several-faults").problems
    assert [problem.field for problem in problems] == [
        "quotes[0].source",
        "geometry.coordinates",
        "kind",
        "date",
        "quotes[0].end",
    ]
    assert {problem.feature for problem in problems} == {2}


def test_a_feature_without_a_geometry_member_is_no_geojson():
    fields = [problem.field for problem in load("no-geometry").problems]
    assert fields == ["geometry", "place_precision"]


def test_a_broken_source_takes_its_quotes_along():
    loaded = load("source-without-id")
    assert [str(problem) for problem in loaded.problems] == [
        "source-without-id.geojson, sources[0].id: found nothing, expected text. "
        "The source is left out, and the events that quote it; correct it and reload.",
        'source-without-id.geojson, feature 2 (id "evt-1"), quotes[0].source: found "news", '
        "expected the id of one of the file's sources. "
        "The event is left off the map; correct it and reload.",
    ]
    assert (len(loaded.events), loaded.rejected) == (1, 1)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "duplicate-source",
            'duplicate-source.geojson, sources[1].id: found "news", expected an id of its own. '
            "The first source with this id stands; correct it and reload.",
        ),
        (
            "sources-not-a-list",
            "sources-not-a-list.geojson, sources: found an object of 1 member, expected a list. "
            "It is left out; correct it and reload.",
        ),
        (
            "title-not-text",
            "title-not-text.geojson, title: found 7, expected text. "
            "It is left out; correct it and reload.",
        ),
        (
            "misspelt-property",
            'misspelt-property.geojson, feature 2 (id "evt-1"), dates: found a property that the '
            'format does not have, expected "date", if that is meant. '
            "The event is kept without it; rename it and reload.",
        ),
    ],
)
def test_what_costs_no_event_is_told_all_the_same(name: str, told: str):
    loaded = load(name)
    assert [str(problem) for problem in loaded.problems] == [told]
    assert loaded.rejected == 0


def test_a_missing_file(tmp_path: Path):
    expected = "gone.geojson: found no such file, expected an event file."
    assert refusal_of(tmp_path / "gone.geojson").startswith(expected)


def test_a_folder(tmp_path: Path):
    expected = f"{tmp_path.name}: found a folder, expected an event file."
    assert refusal_of(tmp_path).startswith(expected)


def test_a_device():
    expected = "null: found no regular file, expected an event file."
    assert refusal_of(Path("/dev/null")).startswith(expected)


def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # A test may run as root, whom no mode keeps out.
    monkeypatch.setattr(Path, "open", refuse)
    expected = "good.geojson: found no permission to read it, expected a file that you may read."
    assert refusal_of(FILES / "good.geojson").startswith(expected)


def test_a_disk_that_fails(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    expected = "good.geojson: found an error: Input/output error, expected an event file."
    assert refusal_of(FILES / "good.geojson").startswith(expected)


def test_the_limit_of_a_file(tmp_path: Path):
    (tmp_path / "large.geojson").write_bytes(b" " * 1_000_001)
    with pytest.raises(EventFileError) as caught:
        open_bytes(tmp_path / "large.geojson", most_bytes=1_000_000)
    expected = "large.geojson: found more than 1 MB, expected at most 1 MB."
    assert str(caught.value).startswith(expected)


def test_the_limit_of_features():
    with pytest.raises(EventFileError) as caught:
        parse_events((FILES / "good.geojson").read_bytes(), "good.geojson", most_events=1)
    expected = "good.geojson, features: found 2 features, expected at most 1."
    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize(("most", "told"), [(0, []), (1, ["dates"]), (2, ["dates", "palce"])])
def test_strange_names_are_compared_within_bounds(most: int, told: list[str]):
    properties = {"title": "A", "kind": "assault", "status": "reported", "dates": "", "palce": ""}
    reader = feature_reader.FeatureReader("a.geojson", most_compared=most)
    feature = {"type": "Feature", "id": "e1", "geometry": None, "properties": properties}
    assert reader.read_feature(1, feature) is not None
    assert [problem.field for problem in reader.problems] == told


def test_null_is_an_absent_property():
    collection = json.loads((FILES / "good.geojson").read_text())
    collection["features"][0]["properties"] |= {"note": None, "code": None, "actors": None}
    loaded = parse_events(json.dumps(collection).encode(), "null.geojson")
    assert loaded.problems == ()
    assert loaded.events[0].actors == ()


def test_properties_named_like_our_members_stay_apart():
    collection = json.loads((FILES / "good.geojson").read_text())
    feature = collection["features"][0]
    strange: dict[str, Any] = {"id": 7, "geometry": "x", "extra": {"a": 1}, "__class__": "y"}
    feature["properties"] |= strange
    feature["bbox"] = [68, 38, 69, 39]
    loaded = parse_events(json.dumps(collection).encode(), "strange.geojson")
    assert loaded.problems == ()
    assert loaded.events[0].id == "evt-full"
    assert loaded.events[0].extra == {"colour": "red", **strange}
    assert loaded.events[0].members == {"bbox": [68, 38, 69, 39]}


def test_a_good_twin_of_a_broken_feature_is_rejected_too():
    collection = json.loads((FILES / "unknown-kind.geojson").read_text())
    twin = {**collection["features"][0], "id": "evt-1"}
    collection["features"].append(twin)
    loaded = parse_events(json.dumps(collection).encode(), "twin.geojson")
    assert loaded.problems[1].hint.startswith("Feature 2 has it already.")
    assert (loaded.read, loaded.rejected) == (3, 2)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [*sorted(feature_reader.PROPERTIES), "type", "coordinates", "source", "exact"]
            )
            | st.text(max_size=5),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)
feature_values = json_values | st.fixed_dictionaries(
    {"type": st.just("Feature"), "properties": json_values},
    optional={"id": json_values, "geometry": json_values, "else": json_values},
)


def check_that_nothing_is_lost(data: bytes) -> None:
    try:
        loaded = parse_events(data, "any.geojson")
    except EventFileError:
        return
    assert loaded.read == len(loaded.events) + loaded.rejected
    told = {problem.feature for problem in loaded.problems if "left off" in problem.hint}
    assert len(told) == loaded.rejected
    json.dumps([problem.as_dict() for problem in loaded.problems], allow_nan=False)


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_raise_anything_else(data: bytes):
    check_that_nothing_is_lost(data)


@given(st.lists(feature_values, max_size=4), json_values)
@settings(deadline=None)
def test_no_collection_raises_anything_else(values: list[Any], sources: Any):
    collection = {
        "type": "FeatureCollection",
        "format": FORMAT,
        "sources": sources,
        "features": values,
    }
    check_that_nothing_is_lost(json.dumps(collection).encode())


@given(st.data())
@settings(deadline=None)
def test_no_damage_to_a_good_file_raises_anything_else(data: st.DataObject):
    good = (FILES / "good.geojson").read_bytes()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 20)))
    damage = data.draw(st.binary(max_size=4) | st.sampled_from([b"null", b"[]", b"{}", b"-1"]))
    check_that_nothing_is_lost(good[:start] + damage + good[end:])
