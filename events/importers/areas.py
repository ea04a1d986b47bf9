"""The shape of what is known of an imported place: a point, an area, or nothing.

Data sets give a centroid for whatever they mean. For a settlement that is a point; for a
district, a province or a region it is not, so these become areas: the outline, where whoever
calls knows it, or else a circle of a typical size.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.affinity import translate
from shapely.geometry import shape

from events.geometry import Geometry
from events.vocabulary import Precision
from events.wkb import Shapes

RADII_KM: Mapping[str, float] = MappingProxyType(
    {Precision.DISTRICT: 30.0, Precision.PROVINCE: 100.0, Precision.REGION: 150.0}
)
"""The radius in km of the circle that stands for an area whose outline is not known.

A rule of ours. The world's land without Antarctica, 135 million square km, is divided into some
4,600 provinces (Natural Earth, admin 1) and some 48,000 districts (geoBoundaries, admin 2): on
average circles of 97 and of 30 km. A region is an area for which no division is given, and is
drawn larger than a province.
"""

POINTS = (Precision.EXACT, Precision.SETTLEMENT)
"""The precisions at which a position is a point."""

_SIDES = 32  # the circle's area is 0.6 % too small
_KM_A_DEGREE = math.tau * 6371.0088 / 360  # mean radius of the earth, IUGG
_MOST_WIDTH = 179.0  # degrees; near a pole a circle reaches all around
_DECIMALS = 4  # 11 m
_MOST_KNOWN = 20_000
_WORLD = shapely.box(-180, -90, 180, 90)


@dataclass(frozen=True)
class Whereabouts:
    """What a row says of its place.

    Parameters
    ----------
    name : str
        The place's name.
    precision : str
        One of `events.vocabulary.Precision`.
    country, province, district : str
        The names of what it lies in, ``""`` where they are not given.
    longitude, latitude : float or None
        The position that the data set gives, in degrees; None where it gives none.
    """

    name: str
    precision: str
    country: str
    province: str
    district: str
    longitude: float | None
    latitude: float | None


Numbers = npt.NDArray[np.float64]

Places = Callable[[Whereabouts], Geometry | None]
"""Knows the outlines of places; returns None for those that it does not know."""


class Ground:
    """Finds the shapes of places, each place once.

    Parameters
    ----------
    places : callable, optional
        Knows outlines. It is asked for districts, provinces and regions only.
    """

    def __init__(self, places: Places | None = None) -> None:
        self._known = lru_cache(maxsize=_MOST_KNOWN)(places) if places else None

    def shapes(self, where: pd.DataFrame) -> tuple[Shapes, pd.Series]:
        """Find the shape of each place.

        Parameters
        ----------
        where : pandas.DataFrame
            One column for each member of `Whereabouts`; no position is NaN.

        Returns
        -------
        numpy.ndarray
            Shapely's geometries; None where there is no honest shape.
        pandas.Series of bool
            Whether the shape is a circle that stands for an outline.
        """
        shapes: Shapes = np.full(len(where), None, dtype=object)
        positions = where[["longitude", "latitude"]].to_numpy("float64")
        given = ~np.isnan(positions).any(axis=1)
        points = where["precision"].isin(POINTS).to_numpy() & given
        shapes[points] = shapely.points(positions[points])
        areas = where["precision"].isin(list(RADII_KM)).to_numpy()
        if self._known is not None and areas.any():
            shapes[areas] = self._outlines(where[areas])
        circled = areas & given & shapely.is_missing(shapes)
        if circled.any():
            radii = where["precision"][circled].map(RADII_KM).to_numpy("float64")
            keys = np.column_stack([positions[circled], radii])
            different, places = np.unique(keys, axis=0, return_inverse=True)
            shapes[circled] = circles(different[:, :2], different[:, 2])[places.ravel()]
        return shapes, pd.Series(circled, index=where.index)

    def _outlines(self, where: pd.DataFrame) -> Shapes:
        """Ask for the outlines of areas."""
        groups = where.groupby(list(where.columns), sort=False, dropna=False).ngroup()
        firsts = where[~groups.duplicated()]
        outlines: Shapes = np.full(len(firsts), None, dtype=object)
        for index, row in enumerate(firsts.itertuples(index=False)):
            known = self._known(_whereabouts(row)) if self._known else None
            outlines[index] = None if known is None else shape(known.as_geojson())
        found: Shapes = outlines[groups.to_numpy()]
        return found


def circles(centres: Numbers, radii_km: Numbers) -> Shapes:
    """Draw circles on the earth, cut at the antimeridian and at the poles.

    Parameters
    ----------
    centres : numpy.ndarray
        Longitude and latitude of each centre, in degrees.
    radii_km : numpy.ndarray
        The radius of each, in km.

    Returns
    -------
    numpy.ndarray
        For each a polygon of 32 sides, or several where it is cut; degrees, rounded to 11 m.

    Examples
    --------
    >>> drawn = circles(np.array([[68.75, 36.75]]), np.array([100.0]))
    >>> [round(float(end), 2) for end in drawn[0].bounds]
    [67.63, 35.85, 69.87, 37.65]
    """
    heights = radii_km / _KM_A_DEGREE
    widths = heights / np.maximum(np.cos(np.radians(centres[:, 1])), 1e-3)
    angles = np.linspace(0, math.tau, _SIDES, endpoint=False)
    east = centres[:, :1] + np.minimum(widths, _MOST_WIDTH)[:, None] * np.cos(angles)
    north = centres[:, 1:] + heights[:, None] * np.sin(angles)
    rings = np.stack([east, north], axis=-1).round(_DECIMALS)
    whole = cast("Shapes", shapely.polygons(rings))
    limits = np.abs(shapely.bounds(whole)).reshape(-1, 4)
    for index in np.flatnonzero((limits > [180, 90, 180, 90]).any(axis=1)):
        whole[index] = _cut(whole[index])
    return whole


def _cut(whole: shapely.Polygon) -> shapely.Geometry:
    turned = (translate(whole, turn).intersection(_WORLD) for turn in (-360, 0, 360))
    parts = [part for part in turned if isinstance(part, shapely.Polygon) and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _whereabouts(row: object) -> Whereabouts:
    values = {name: getattr(row, name) for name in Whereabouts.__dataclass_fields__}
    for name in ("longitude", "latitude"):
        values[name] = None if math.isnan(values[name]) else float(values[name])
    return Whereabouts(**values)
