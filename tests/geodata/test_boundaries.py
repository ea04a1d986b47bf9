"""Outlines by code, name and position, for whoever imports events."""

import geopandas as gpd
import pytest

from geodata.boundaries import find_boundary, load_boundaries


def test_the_outlines_are_one_table_with_a_spatial_index() -> None:
    areas = load_boundaries()
    assert isinstance(areas, gpd.GeoDataFrame)
    assert areas.crs.to_epsg() == 4326
    assert areas.geometry.is_valid.all()
    assert (areas.name.str.strip() != "").all()
    assert not areas.duplicated(["level", "id"]).any()


@pytest.mark.parametrize("level", ["district", "province", "country"])
def test_every_area_is_found_by_its_code_and_by_a_point_in_it(level: str) -> None:
    areas = load_boundaries()
    for area in areas[areas.level == level].itertuples():
        inside = area.geometry.representative_point()
        by_code = find_boundary(level, code=area.id)
        by_position = find_boundary(level, position=(inside.x, inside.y))
        assert by_code is not None
        assert by_position is not None
        assert (by_code.id, by_code.found_by) == (area.id, "code")
        assert (by_position.id, by_position.found_by) == (area.id, "position")


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("Badakhshan", "Afghanistan", "AF-BDS"),
        ("BADAKHSHĀN PROVINCE", "Afghanistan", "AF-BDS"),
        ("Gorno-Badakhshan", "Tajikistan", "TJ-GB"),
        ("Khatlon viloyat", "Tajikistan", "TJ-KT"),
        ("Kunduz", "", "AF-KDZ"),
    ],
)
def test_a_name_is_found_however_it_is_spelled(name: str, country: str, code: str) -> None:
    found = find_boundary("province", names=[name], country=country)
    assert found is not None
    assert (found.id, found.found_by) == (code, "name")


def test_a_name_counts_before_a_position_and_within_its_country_alone() -> None:
    kunduz = (68.857, 36.729)
    named = find_boundary("province", names=["Takhar"], country="Afghanistan", position=kunduz)
    assert named is not None
    assert (named.name, named.found_by) == ("Takhar", "name")
    abroad = find_boundary("province", names=["Takhar"], country="Tajikistan", position=kunduz)
    assert abroad is not None
    assert (abroad.name, abroad.found_by) == ("Kunduz", "position")
    assert find_boundary("province", names=["Takhar"], country="Tajikistan") is None


def test_of_two_districts_of_one_name_the_position_decides() -> None:
    areas = load_boundaries()
    districts = areas[areas.level == "district"]
    twice = districts[districts.duplicated(["name", "country"], keep=False)]
    assert len(twice) > 1
    for area in twice.itertuples():
        inside = area.geometry.representative_point()
        found = find_boundary("district", names=[area.name], position=(inside.x, inside.y))
        assert found is not None
        assert (found.id, found.found_by) == (area.id, "name")
        assert find_boundary("district", names=[area.name]) is None
