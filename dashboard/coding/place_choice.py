"""Where a coder says on the map that an event was: each choice as a new feature of an event file.

The words for the place stay beside what is chosen, and a place that the words name as a region
stays that region, of whatever areas it is drawn. This module shouldn't import Streamlit.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.coding.edits import RADIUS_KM, Answer, Feature, with_properties
from dashboard.words.catalogue import say
from events.desk.database import DeskError
from events.model.vocabulary import Basis, Precision
from geodata.named_places import GazetteerEntry, drawn_shape, load_gazetteer
from geodata.places_around import nearest_town
from geodata.shapes_by_hand import Point, border_stretch, drawn_point, drawn_region, joined_shape

_OF_PARTS = (Precision.SETTLEMENT, Precision.DISTRICT, Precision.PROVINCE)
"""The precisions of which several make one place."""

_POINT_KM = 1
"""How far the truth may lie from a point that a coder sets, which is kept to about as much."""


def may_join(feature: Feature, place: GazetteerEntry) -> bool:
    """Tell whether a place can be added to where an event is: of its class, or of its region."""
    precision = feature["properties"].get("place_precision")
    if precision == Precision.REGION:
        return place.precision in (Precision.DISTRICT, Precision.PROVINCE)
    return place.precision in _OF_PARTS and bool(precision == place.precision)


def with_part(feature: Feature, place: GazetteerEntry) -> Answer:
    """Add a place to where an event is.

    Raises
    ------
    DeskError
        Where it is of another class.
    """
    properties, drawn = feature["properties"], drawn_shape(place)
    if not may_join(feature, place) or not drawn:
        raise DeskError(say("code_place.not_joined", name=place.name, precision=place.precision))
    values: Answer = {"place_basis": Basis.CODED.value}
    if properties["place_precision"] != Precision.REGION:
        names = properties["place"].split(", ")
        if place.name in names:
            raise DeskError(say("code_place.joined", name=place.name))
        values |= {
            "place": ", ".join([*names, place.name]),
            "place_ids": [*properties.get("place_ids", []), *place.ids],
        }
    before = feature["geometry"]
    shape = joined_shape(before, drawn) if before else drawn
    return {**with_properties(feature, {**properties, **values}), "geometry": shape}


def with_stretch(feature: Feature, one: Point, other: Point) -> Answer:
    """Put an event on a stretch of the border.

    Raises
    ------
    DeskError
        Where nothing of the border lies between the two points.
    """
    found = border_stretch(one, other)
    if found is None:
        raise DeskError(say("code_place.no_stretch"))
    shape, towns = found
    border = next(one for one in load_gazetteer() if one.precision == Precision.BORDER)
    message = "code_place.stretch" if towns[1:] else "code_place.stretch_near"
    name = say(message, border=border.name, one=towns[0], other=towns[-1])
    values = {"place": name, "place_ids": list(border.ids)}
    return _placed(feature, Precision.BORDER, shape, values)


def with_region(feature: Feature, corners: Sequence[Point], name: str) -> Answer:
    """Put an event in a region that the coder has drawn.

    Raises
    ------
    DeskError
        Where the region has no name, or the corners make no area.
    """
    shape = drawn_region(corners)
    if shape is None:
        raise DeskError(say("code_place.no_region"))
    if not name.strip():
        raise DeskError(say("code_place.no_name"))
    return _placed(feature, Precision.REGION, shape, {"place": name.strip()})


def with_point(feature: Feature, position: Point) -> Answer:
    """Put an event at a point that the coder has set."""
    name = say("code_place.near", name=nearest_town(position).name)
    values = {"place": name, "radius_km": _POINT_KM}
    return _placed(feature, Precision.EXACT, drawn_point(position), values)


def with_ring(feature: Feature, radius_km: float) -> Answer:
    """Say how far the truth may lie from a point."""
    return with_properties(feature, {**feature["properties"], "radius_km": radius_km})


def choices_of(feature: Feature) -> Answer:
    """Show where an event is, and what of it may be chosen.

    Returns
    -------
    dict
        ``geometry``, ``radius_km`` where there is a ring to choose, and ``name``, by which the
        words call a region.
    """
    properties: Mapping[str, Any] = feature["properties"]
    precision = properties.get("place_precision")
    ringed = precision in (Precision.EXACT, Precision.SETTLEMENT)
    return {
        "geometry": feature["geometry"],
        "precision": precision or "",
        "radius_km": properties.get("radius_km", RADIUS_KM) if ringed else None,
        "name": properties.get("place", "") if precision == Precision.REGION else "",
    }


def _placed(
    feature: Feature, precision: Precision, shape: Answer, values: Mapping[str, Any]
) -> Answer:
    gone = ("place_ids", "radius_km")
    kept = {name: one for name, one in feature["properties"].items() if name not in gone}
    told = {
        "place_precision": precision.value,
        "place_basis": Basis.CODED.value,
        "place_says": kept.get("place_says", ""),
    }
    return {**with_properties(feature, {**kept, **told, **values}), "geometry": shape}
