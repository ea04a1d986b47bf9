"""The outlines and names that the base layers know, for events.

This module shouldn't import Streamlit.
"""

from functools import cache

import shapely
import shapely.geometry

from events.coding.names.place_index import PlaceIndex
from events.importers.places.places import Outline, PlaceQuery
from events.model.event import Event
from events.model.vocabulary import Precision
from geodata.boundaries import Level, find_boundary
from geodata.named_places import load_gazetteer

_LEVELS: dict[str, Level] = {
    Precision.DISTRICT: "district",
    Precision.PROVINCE: "province",
    Precision.COUNTRY: "country",
}


def outline(where: PlaceQuery) -> Outline | None:
    """Return the outline of the district, province or country that a data set means.

    Parameters
    ----------
    where
        What a row says of its place; its position is a centroid.

    Returns
    -------
    Outline or None
        None where the base layers know no such area.
    """
    level = _LEVELS.get(where.precision)
    if level is None:
        return None
    longitude, latitude = where.longitude, where.latitude
    known = None if longitude is None or latitude is None else (longitude, latitude)
    names = (where.district if level == "district" else where.province, where.name)
    found = find_boundary(level, names=names, country=where.country, position=known)
    return Outline(found.shape, by_position=found.found_by == "position") if found else None


@cache
def gazetteer() -> PlaceIndex:
    """Return the places that the base layers name, by their names in all scripts."""
    return PlaceIndex(load_gazetteer())


def areas_holding(event: Event) -> list[str]:
    """Return the names of the district, province and country in the middle of an event's place.

    Parameters
    ----------
    event
        One without a geometry lies in none that is known.
    """
    if event.geometry is None:
        return []
    inside = shapely.point_on_surface(shapely.geometry.shape(event.geometry.as_geojson()))
    position = inside.x, inside.y
    levels: tuple[Level, ...] = ("district", "province", "country")
    found = (find_boundary(level, position=position) for level in levels)
    return [area.name for area in found if area]
