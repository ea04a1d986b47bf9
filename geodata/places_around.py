"""What lies at a position: the towns beside it, and the areas that hold it.

Knows nothing of events.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

from geodata.boundaries import Level, find_boundary
from geodata.named_places import GazetteerEntry, load_gazetteer
from geodata.shapes_by_hand import Point, border_distance_km

_KM = 6371.0088 * math.pi / 180  # of a degree of latitude
_MOST_TOWNS = 4


def places_around(position: Point, reach_km: float) -> list[int]:
    """Find what an event at a position may be said to be at.

    Parameters
    ----------
    position
        Longitude and latitude in degrees.
    reach_km
        How far towns and the border may lie.

    Returns
    -------
    list of int
        Numbers in `geodata.named_places.load_gazetteer`: the towns, the nearest first; the
        border; then the district, the province and the country.

    Examples
    --------
    >>> places = load_gazetteer()
    >>> [f"{places[n].name}, {places[n].precision}" for n in places_around((68.87, 36.73), 3)]
    ['Kunduz, settlement', 'Kunduz, district', 'Kunduz, province', 'Afghanistan, country']
    """
    border = [_by_area()["border"]] if border_distance_km(position) <= reach_km else []
    return [*_towns(position, reach_km), *border, *_areas(position)]


def _distance_km(one: Point, other: Point) -> float:
    """Measure between two points that lie near each other."""
    across = math.cos(math.radians((one[1] + other[1]) / 2))
    return _KM * math.hypot((one[0] - other[0]) * across, one[1] - other[1])


def nearest_town(position: Point) -> GazetteerEntry:
    """Return the town that lies nearest to a position."""
    towns = (place for place in load_gazetteer() if place.position)
    return min(towns, key=lambda town: _distance_km(town.position or position, position))


def _towns(position: Point, reach_km: float) -> list[int]:
    near = (
        (_distance_km(place.position, position), number)
        for number, place in enumerate(load_gazetteer())
        if place.position
    )
    return [number for away, number in sorted(near) if away <= reach_km][:_MOST_TOWNS]


def _areas(position: Point) -> list[int]:
    found: list[int] = []
    levels: Sequence[Level] = ("district", "province", "country")
    for level in levels:
        area = find_boundary(level, position=(position[0], position[1]))
        key = area.name if area and level == "country" else area.id if area else ""
        if key in _by_area():
            found.append(_by_area()[key])
    return found


@lru_cache(maxsize=1)
def _by_area() -> dict[str, int]:
    """Return the numbers of areas by the ids of their outlines, countries by their names."""
    places = load_gazetteer()
    countries = {
        name: number
        for number, place in enumerate(places)
        if place.precision == "country"
        for name in place.names
    }
    areas = {place.area: number for number, place in enumerate(places) if place.area}
    border = {
        one.precision: number for number, one in enumerate(places) if one.precision == "border"
    }
    return {**countries, **areas, **border}
