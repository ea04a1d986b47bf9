from itertools import chain

import pytest
from pydantic import ValidationError

from events.model.event import FAMILIES, Actor, Event, Kind, Quote, Source, family_of
from events.model.validation_errors import faults_of
from tests.makers.made_events import event, point

QUOTE = {"source": "news", "exact": "fired on", "start": 10, "end": 18}


def fault_of(**members: object) -> tuple[str, str]:
    with pytest.raises(ValidationError) as caught:
        event(**members)
    (fault,) = faults_of(caught.value)
    return fault.field, fault.expected


def test_the_kinds_are_those_of_plover_and_two_of_ours():
    plover = (
        "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT REQUEST ACCUSE REJECT THREATEN "
        "PROTEST SANCTION MOBILIZE COERCE ASSAULT"
    )
    assert list(Kind) == [*plover.lower().split(), "installation", "context"]


def test_each_kind_is_in_one_family():
    assert sorted(chain.from_iterable(one.kinds for one in FAMILIES.values())) == sorted(Kind)
    assert all(kind in FAMILIES[family_of(kind)].kinds for kind in Kind)


def test_events_do_not_change():
    with pytest.raises(ValidationError, match="frozen"):
        event().title = "Another"


@pytest.mark.parametrize("precision", ["none", "country"])
def test_an_event_without_a_shape_has_no_place_or_a_country(precision: str):
    assert event(place_precision=precision).geometry is None


@pytest.mark.parametrize("precision", ["exact", "settlement", "district", "region", "border"])
def test_any_closer_place_has_a_shape(precision: str):
    expected = "none or country, as the geometry is null"
    assert fault_of(place_precision=precision) == ("place_precision", expected)


def test_a_shape_has_a_precision():
    expected = "another precision, as there is a geometry"
    assert fault_of(geometry=point(68.8, 38.5)) == ("place_precision", expected)


@pytest.mark.parametrize("precision", ["exact", "settlement"])
def test_a_point_may_have_a_radius(precision: str):
    made = event(geometry=point(68.8, 38.5), place_precision=precision, radius_km=2)
    assert made.radius_km == 2


@pytest.mark.parametrize("radius", [0, -1, True, "5", float("inf")])
def test_a_radius_is_a_number_above_zero(radius: object):
    field, expected = fault_of(
        geometry=point(68.8, 38.5), place_precision="exact", radius_km=radius
    )
    assert field == "radius_km"
    assert expected in ("a distance above 0 km, or null", "a number, or null where it is not known")


@pytest.mark.parametrize(
    ("given", "field", "expected"),
    [
        ({"place_longitude": 181, "place_latitude": 37}, "place_longitude", "degrees from -180"),
        ({"place_longitude": 68, "place_latitude": -91}, "place_latitude", "degrees from -90"),
        ({"place_longitude": 68}, "place_latitude", "one beside place_longitude, or neither"),
        ({"place_latitude": 37}, "place_latitude", "one beside place_longitude, or neither"),
    ],
)
def test_the_position_that_is_given_is_one(given: dict[str, float], field: str, expected: str):
    found = fault_of(**given)
    assert found[0] == field
    assert found[1].startswith(expected)


def test_an_external_date_and_place_need_evidence_each():
    external = {"date": "2021-07-05", "date_basis": "external", "place_basis": "external"}
    with pytest.raises(ValidationError) as caught:
        event(**external, geometry=point(68.8, 38.5), place_precision="exact")
    assert [fault.expected for fault in faults_of(caught.value)] == [
        'one with about "date", as date_basis is external',
        'one with about "place", as place_basis is external',
    ]
    evidence = [{"about": "date", "url": "https://example.org"}, {"about": "place", "note": "map"}]
    made = event(**external, geometry=point(68.8, 38.5), place_precision="exact", evidence=evidence)
    assert len(made.evidence) == 2


@pytest.mark.parametrize("low", [None, 0, 1001, 1.5])
def test_an_unknown_end_of_a_quantity_is_none(low: float | None):
    (quantity,) = event(quantities=[{"what": "soldiers", "low": low, "high": None}]).quantities
    assert (quantity.low, quantity.high) == (low, None)


def test_offsets_count_code_points():
    exact = "Хоруғ 🏔"
    assert Quote(source="a", exact=exact, start=3, end=3 + 7).exact == exact


@pytest.mark.parametrize(
    ("wrong", "field", "expected"),
    [
        ({"start": -1}, "quotes[0].start", "0 or more"),
        ({"start": 10.0}, "quotes[0].start", "a whole number"),
        ({"end": 10}, "quotes[0].end", "18, which is start + the 8 code points of exact"),
        ({"exact": ""}, "quotes[0].exact", "text that is not blank"),
    ],
)
def test_a_quote_fits_its_offsets(wrong: dict[str, object], field: str, expected: str):
    assert fault_of(quotes=[{**QUOTE, **wrong}]) == (field, expected)


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "data:text/html,x", "http://", "//a", "a", "https://@/"),
        *("https://:80/", "https://a:b/", "https://a:0/", "https://a.org/\n", "https://a.org/ b"),
        # A browser opens b.org where Python reads a.org.
        *("https://b.org\\@a.org/", "https://a\u202eb.org/", "https://a\u200bb.org/"),
        *("https://a.org/<b>", 'https://a.org/"b'),
    ],
)
def test_only_web_addresses_are_addresses(url: str):
    with pytest.raises(ValidationError) as caught:
        Source(id="a", title="A", url=url)
    assert [fault.expected for fault in faults_of(caught.value)] == [
        "a web address (http or https)"
    ]


def test_an_address_that_cannot_be_parsed():
    with pytest.raises(ValidationError):
        Source(id="a", title="A", url="https://[::1")


@pytest.mark.parametrize(
    ("member", "value", "expected"),
    [
        ("sha256", "ABC", "64 hexadecimal digits in lower case"),
        ("published", "8 July", "EDTF such as 2021-07-05"),
        ("length", -1, "0 or more"),
        ("id", "x" * 201, "an id of at most 200"),
        ("id", " ", "text that is not blank"),
    ],
)
def test_the_parts_of_a_source(member: str, value: object, expected: str):
    with pytest.raises(ValidationError) as caught:
        Source.model_validate({"id": "a", "title": "A", member: value})
    assert [fault.expected for fault in faults_of(caught.value)] == [expected]


@pytest.mark.parametrize("given", ["", None])
def test_a_basis_may_be_left_open(given: str | None):
    assert event(date_basis=given).date_basis is None


def test_what_we_do_not_know_is_kept():
    actor = Actor.model_validate({"name": "A patrol", "model_dump": 1, "colour": "red"})
    assert actor.model_dump() == {"name": "A patrol", "role": "", "model_dump": 1, "colour": "red"}


def test_an_event_outlives_its_dump():
    made = event(geometry=point(68.8, 38.5), place_precision="exact", quotes=[QUOTE])
    dumped = made.model_dump(mode="json")
    assert dumped["geometry"] == point(68.8, 38.5)
    assert Event.model_validate(dumped) == made
