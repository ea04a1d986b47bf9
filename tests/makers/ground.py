"""Where made-up events happen: towns, spots on the roads between them, and areas around them.

The towns and outlines are those of the base layers. A site is one geometry that many events
share, as coded data has it: the town's own point, the district's own outline.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from shapely.geometry import shape

from events.model.vocabulary import Precision
from events.model.wkb import Shapes, wkb_from
from geodata.basemap import load_basemap

Numbers = npt.NDArray[np.int64]
Positions = npt.NDArray[np.float64]

SPOTS_A_ROAD = 4
"""Spots on each road, evenly spaced between its two towns."""

NEAR = 24
"""How many sites of one kind, the nearest ones, an event near a town may have."""

_DISTRICTS, _PROVINCES = 60, 25
_LONGEST_OUTLINE = 25_000  # bytes of WKB: a rough coast is not what is measured
_NORTHEAST = ("AF-KDZ", "AF-TAK", "AF-BDS", "AF-BGL")


@dataclass(frozen=True)
class Sites:
    """All that an event's place can be, a row each.

    Parameters
    ----------
    shapes : numpy.ndarray
        Shapely's geometries, None for a country and for no place.
    wkb : pyarrow.BinaryArray
        The same as WKB.
    names, precisions : pyarrow.StringArray
        Of each place.
    radii : pyarrow.DoubleArray
        Kilometres, null for what is no point.
    near : dict
        By the kind of site: for each town, the numbers of the nearest sites of that kind,
        nearest first; shape (towns, at most `NEAR`).
    weights : numpy.ndarray
        How much happens around each town; they sum to 1.
    """

    shapes: Shapes
    wkb: pa.BinaryArray
    names: pa.StringArray
    precisions: pa.StringArray
    radii: pa.DoubleArray
    near: dict[str, Numbers]
    weights: npt.NDArray[np.float64]


@cache
def find_sites() -> Sites:
    """Gather the sites of the region from the base layers; the same at every call."""
    towns, spots = _towns(), _spots(_towns())
    groups = {
        "town": [(point, name, Precision.SETTLEMENT, 5.0) for point, name in towns],
        "spot": [(point, name, Precision.EXACT, 1.0) for point, name in spots],
        "district": _outlines("districts", Precision.DISTRICT, _DISTRICTS),
        "province": _outlines("provinces", Precision.PROVINCE, _PROVINCES),
        "border": _outlines("border", Precision.BORDER, 1, longest=1_000_000),
        "region": [(_northeast(), "Northeast Afghanistan", Precision.REGION, None)],
        "country": [
            (None, name, Precision.COUNTRY, None) for name in ("Afghanistan", "Tajikistan")
        ],
        "none": [(None, "", Precision.NONE, None)],
    }
    rows = [row for group in groups.values() for row in group]
    shapes: Shapes = np.array([row[0] for row in rows], dtype=object)
    return Sites(
        shapes=shapes,
        wkb=pa.array(wkb_from(shapes), pa.binary()),
        names=pa.array([row[1] for row in rows]),
        precisions=pa.array([str(row[2]) for row in rows]),
        radii=pa.array([row[3] for row in rows], pa.float64()),
        near=_nearest(shapes, [len(group) for group in groups.values()], list(groups)),
        weights=_weights(len(towns)),
    )


def _features(layer: str) -> list[dict[str, Any]]:
    features = json.loads(load_basemap().layers[layer].path.read_text())["features"]
    return list(features)


def _towns() -> list[tuple[shapely.Point, str]]:
    """Return the towns of both countries, the largest first."""
    found = [(feature["properties"], shape(feature["geometry"])) for feature in _features("places")]
    home = [part for part in found if part[0]["country"] in ("AFG", "TJK")]
    home.sort(key=lambda part: (-(part[0]["population"] or 0), part[0]["id"]))
    return [(point, properties["name"]) for properties, point in home]


def _spots(towns: list[tuple[shapely.Point, str]]) -> list[tuple[shapely.Point, str]]:
    """Return spots between each town and its two nearest ones, as if a road went there."""
    places = shapely.get_coordinates([point for point, _ in towns])
    spots = []
    for number, ranked in enumerate(_ranked(places, places)):
        for other in ranked[1:3]:
            for step in range(1, SPOTS_A_ROAD + 1):
                part = step / (SPOTS_A_ROAD + 1)
                x, y = places[number] * (1 - part) + places[other] * part
                spots.append((shapely.Point(round(x, 4), round(y, 4)), towns[number][1]))
    return spots


def _outlines(
    layer: str, precision: Precision, most: int, longest: int = _LONGEST_OUTLINE
) -> list[tuple[shapely.Geometry, str, Precision, None]]:
    """Return some of a layer's shapes, evenly from its list, none with too long an outline."""
    found = [
        (shape(feature["geometry"]), feature["properties"]["name"]) for feature in _features(layer)
    ]
    short = [part for part in found if len(shapely.to_wkb(part[0])) <= longest]
    chosen = short[:: max(1, len(short) // most)][:most]
    return [(outline, name, precision, None) for outline, name in chosen]


def _northeast() -> shapely.Geometry:
    provinces = [
        shape(feature["geometry"])
        for feature in _features("provinces")
        if feature["properties"]["id"] in _NORTHEAST
    ]
    return shapely.union_all(provinces)


def _nearest(shapes: Shapes, sizes: list[int], names: list[str]) -> dict[str, Numbers]:
    middles = shapely.get_coordinates(
        [shapely.Point(0, 0) if one is None else one.representative_point() for one in shapes]
    )
    ends = np.cumsum(sizes)
    towns = middles[: sizes[0]]
    near = {}
    for name, size, end in zip(names, sizes, ends, strict=True):
        ranked = _ranked(towns, middles[end - size : end])
        near[name] = ranked[:, :NEAR] + (end - size)
    return near


def _ranked(towns: Positions, middles: Positions) -> Numbers:
    """Rank positions by their distance from each town, in degrees; a rough order will do."""
    apart = towns[:, None, :] - middles[None, :, :]
    return np.argsort((apart**2).sum(axis=2), axis=1, kind="stable")


def _weights(towns: int) -> npt.NDArray[np.float64]:
    """Share what happens among the towns: the n-th has the weight 1 / n (Zipf)."""
    shares = 1.0 / np.arange(1, towns + 1)
    return shares / shares.sum()
