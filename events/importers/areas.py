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

import numpy as np
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
        self._places = places
        self._area = lru_cache(maxsize=_MOST_KNOWN)(self._find_area)

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
        circled = pd.Series(data=False, index=where.index)
        given = where["longitude"].notna() & where["latitude"].notna()
        points = (where["precision"].isin(POINTS) & given).to_numpy()
        located = where[points]
        shapes[points] = shapely.points(located["longitude"], located["latitude"])
        areas = where["precision"].isin(list(RADII_KM)).to_numpy()
        if areas.any():
            rows = where[areas]
            groups = rows.groupby(list(rows.columns), sort=False, dropna=False).ngroup()
            firsts = rows[~groups.duplicated()]
            found = [self._area(_whereabouts(row)) for row in firsts.itertuples(index=False)]
            outlines: Shapes = np.empty(len(found), dtype=object)
            outlines[:] = [outline for outline, _ in found]
            shapes[areas] = outlines[groups]
            circled[areas] = np.array([drawn for _, drawn in found])[groups]
        return shapes, circled

    def _find_area(self, where: Whereabouts) -> tuple[shapely.Geometry | None, bool]:
        known = self._places(where) if self._places else None
        if known is not None:
            return shape(known.as_geojson()), False
        if where.longitude is None or where.latitude is None:
            return None, False
        return circle(where.longitude, where.latitude, RADII_KM[where.precision]), True


def circle(longitude: float, latitude: float, radius_km: float) -> shapely.Geometry:
    """Draw a circle on the earth, cut at the antimeridian and at the poles.

    Parameters
    ----------
    longitude, latitude : float
        Its centre in degrees.
    radius_km : float
        Its radius in km.

    Returns
    -------
    shapely.Geometry
        A polygon of 32 sides, or two where it is cut; degrees, rounded to 11 m.

    Examples
    --------
    >>> [round(float(end), 2) for end in circle(68.75, 36.75, 100).bounds]
    [67.63, 35.85, 69.87, 37.65]
    """
    height = radius_km / _KM_A_DEGREE
    width = min(height / max(math.cos(math.radians(latitude)), 1e-3), 179.0)
    angles = np.linspace(0, math.tau, _SIDES, endpoint=False)
    ring = np.column_stack([longitude + width * np.cos(angles), latitude + height * np.sin(angles)])
    whole = shapely.Polygon(ring.round(_DECIMALS))
    if _WORLD.contains(whole):
        return whole
    turned = (translate(whole, turn).intersection(_WORLD) for turn in (-360, 0, 360))
    parts = [part for part in turned if isinstance(part, shapely.Polygon) and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _whereabouts(row: object) -> Whereabouts:
    values = {name: getattr(row, name) for name in Whereabouts.__dataclass_fields__}
    for name in ("longitude", "latitude"):
        values[name] = None if math.isnan(values[name]) else float(values[name])
    return Whereabouts(**values)
