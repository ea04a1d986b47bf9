from typing import Any

import pytest

from events.model.geometry import read_geometry
from events.model.problems import FaultError

RING = [[68, 37], [72, 37], [72, 39], [68, 37]]


def shape(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


@pytest.mark.parametrize(
    ("value", "bbox"),
    [
        (shape("Point", [68.5, 38]), (68.5, 38, 68.5, 38)),
        (shape("Point", [68.5, 38, 700]), (68.5, 38, 68.5, 38)),
        (shape("MultiPoint", [[68, 38], [69, 37]]), (68, 37, 69, 38)),
        (shape("LineString", [[-180, -90], [180, 90]]), (-180, -90, 180, 90)),
        (shape("MultiLineString", [[[68, 38], [69, 37]], [[1, 2], [3, 4]]]), (1, 2, 69, 38)),
        (shape("Polygon", [RING]), (68, 37, 72, 39)),
        (shape("MultiPolygon", [[RING], [RING, RING]]), (68, 37, 72, 39)),
    ],
)
def test_each_type_is_read_and_given_back(value: dict[str, Any], bbox: tuple[float, ...]):
    geometry = read_geometry(value)
    assert geometry is not None
    assert geometry.bbox == bbox
    assert geometry.as_geojson() == value
    assert hash(geometry) == hash(read_geometry(value))


def test_points_are_those_of_points():
    several = read_geometry(shape("MultiPoint", [[68, 38], [69, 37]]))
    line = read_geometry(shape("LineString", [[68, 38], [69, 37]]))
    assert several is not None
    assert line is not None
    assert (several.points, line.points) == (((68, 38), (69, 37)), ())


def test_no_geometry():
    assert read_geometry(None) is None


@pytest.mark.parametrize(
    ("value", "field", "expected"),
    [
        ("POINT (68 38)", "", "a GeoJSON geometry or null"),
        ({}, "type", "one of Point,"),
        (shape("Point", None), "coordinates", "a position [longitude, latitude]"),
        (shape("Point", [68]), "coordinates", "a position [longitude, latitude]"),
        (shape("Point", [68, 38, 1, 2]), "coordinates", "a position [longitude, latitude]"),
        (shape("Point", [True, 38]), "coordinates", "a position [longitude, latitude]"),
        (shape("Point", [68, None]), "coordinates", "a position [longitude, latitude]"),
        (shape("Point", [[68, 38]]), "coordinates", "a position [longitude, latitude]"),
        (shape("Point", [68, 38, float("inf")]), "coordinates", "finite numbers"),
        (shape("Point", [-180.01, 0]), "coordinates", "longitude from -180 to 180"),
        (shape("Point", [0, -90.01]), "coordinates", "latitude from -90 to 90"),
        (shape("LineString", {}), "coordinates", "the coordinates of a LineString, nested lists"),
        (shape("LineString", [[68, 38], 7]), "coordinates[1]", "a position [longitude, latitude]"),
        (shape("MultiLineString", [[[68, 38]]]), "coordinates[0]", "a line of at least 2"),
        (shape("Polygon", RING), "coordinates[0][0]", "a position [longitude, latitude]"),
        (shape("Polygon", [[]]), "coordinates[0]", "the coordinates of a Polygon, nested lists"),
        (
            shape("MultiPolygon", [[RING], [[*RING[:3], [0, 0]]]]),
            "coordinates[1][0][3]",
            "the ring closed by its first position [68, 37]",
        ),
    ],
)
def test_what_breaks_the_standard_is_told(value: object, field: str, expected: str):
    with pytest.raises(FaultError) as caught:
        read_geometry(value)
    fault = caught.value.faults[0]
    assert fault.field == field
    assert fault.expected.startswith(expected)


def test_few_faults_speak_for_many():
    with pytest.raises(FaultError) as caught:
        read_geometry(shape("MultiPoint", [[200, 0]] * 1000))
    assert len(caught.value.faults) == 10
